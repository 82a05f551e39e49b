package store

import "onrecord"

// Types of the same fields are converted as they are, so that a field that comes, goes or is called anew in the vocabulary does not
// compile here; those that hold others are copied by field, and a test has every field come back.

// each makes something of every element; nil stays nil.
func each[A, B any](list []A, of func(A) B) []B {
	if list == nil {
		return nil
	}
	out := make([]B, len(list))
	for i, x := range list {
		out[i] = of(x)
	}
	return out
}

func storePiece(x onrecord.Piece) storedPiece { return storedPiece(x) }
func storePage(x onrecord.Page) storedPage    { return storedPage(x) }
func pageOf(x storedPage) onrecord.Page       { return onrecord.Page(x) }
func pieceOf(x storedPiece) onrecord.Piece    { return onrecord.Piece(x) }

func storeBlock(x onrecord.Block) storedBlock { return storedBlock(x) }
func blockOf(x storedBlock) onrecord.Block    { return onrecord.Block(x) }

func storeSentence(x onrecord.Sentence) storedSentence { return storedSentence(x) }
func sentenceOf(x storedSentence) onrecord.Sentence    { return onrecord.Sentence(x) }

func storeToken(x onrecord.Token) storedToken { return storedToken(x) }
func tokenOf(x storedToken) onrecord.Token    { return onrecord.Token(x) }

func storeName(x onrecord.Name) storedName { return storedName(x) }
func nameOf(x storedName) onrecord.Name    { return onrecord.Name(x) }

func storeMention(x onrecord.Mention) storedMention { return storedMention(x) }
func mentionOf(x storedMention) onrecord.Mention    { return onrecord.Mention(x) }

func storeCode(x onrecord.Code) storedCode { return storedCode(x) }
func codeOf(x storedCode) onrecord.Code    { return onrecord.Code(x) }

func storeEvidence(x onrecord.Evidence) storedEvidence { return storedEvidence(x) }
func evidenceOf(x storedEvidence) onrecord.Evidence    { return onrecord.Evidence(x) }

func storeLocation(x onrecord.Location) storedLocation { return storedLocation(x) }
func locationOf(x storedLocation) onrecord.Location    { return onrecord.Location(x) }

func storeDate(x onrecord.Date) storedDate { return storedDate(x) }
func dateOf(x storedDate) onrecord.Date    { return onrecord.Date(x) }

func storeFactCue(x onrecord.FactCue) storedFactCue { return storedFactCue(x) }
func factCueOf(x storedFactCue) onrecord.FactCue    { return onrecord.FactCue(x) }

func storeCondition(x onrecord.Condition) storedCondition { return storedCondition(x) }
func conditionOf(x storedCondition) onrecord.Condition    { return onrecord.Condition(x) }

func storeWarning(x onrecord.Warning) storedWarning { return storedWarning(x) }
func warningOf(x storedWarning) onrecord.Warning    { return onrecord.Warning(x) }

func storeRun(x onrecord.Run) storedRun { return storedRun(x) }
func runOf(x storedRun) onrecord.Run    { return onrecord.Run(x) }

func storeRoles(roles map[string][]onrecord.Run) map[string][]storedRun {
	if roles == nil {
		return nil
	}
	out := make(map[string][]storedRun, len(roles))
	for role, runs := range roles {
		out[role] = each(runs, storeRun)
	}
	return out
}

func rolesOf(roles map[string][]storedRun) map[string][]onrecord.Run {
	if roles == nil {
		return nil
	}
	out := make(map[string][]onrecord.Run, len(roles))
	for role, runs := range roles {
		out[role] = each(runs, runOf)
	}
	return out
}

func storeFrame(x onrecord.Frame) storedFrame {
	return storedFrame{
		Layer: x.Layer, Anchor: storedRun(x.Anchor), Roles: storeRoles(x.Roles), Classes: x.Classes, Sure: x.Sure, Conf: x.Conf,
	}
}

func frameOf(x storedFrame) onrecord.Frame {
	return onrecord.Frame{
		Layer: x.Layer, Anchor: onrecord.Run(x.Anchor), Roles: rolesOf(x.Roles), Classes: x.Classes, Sure: x.Sure, Conf: x.Conf,
	}
}

func storeEntity(x onrecord.Entity) storedEntity {
	return storedEntity{
		Name: x.Name, Kind: x.Kind, Country: x.Country, Mentions: each(x.Mentions, storeMention), Codes: each(x.Codes, storeCode),
	}
}

func entityOf(x storedEntity) onrecord.Entity {
	return onrecord.Entity{
		Name: x.Name, Kind: x.Kind, Country: x.Country, Mentions: each(x.Mentions, mentionOf), Codes: each(x.Codes, codeOf),
	}
}

func storeMember(x onrecord.Member) storedMember {
	return storedMember{
		Span: x.Span, Head: x.Head, Entity: x.Entity, Codes: each(x.Codes, storeCode),
	}
}

func memberOf(x storedMember) onrecord.Member {
	return onrecord.Member{
		Span: x.Span, Head: x.Head, Entity: x.Entity, Codes: each(x.Codes, codeOf),
	}
}

func storeAttribution(x onrecord.Attribution) storedAttribution {
	return storedAttribution{
		Source: storedSource(x.Source), Cue: x.Cue, Content: x.Content, Form: x.Form, Type: x.Type, CueStance: x.CueStance,
		Polarity: x.Polarity, Certainty: x.Certainty, Tense: x.Tense, Commitment: x.Commitment, Medium: x.Medium,
		Addressee: x.Addressee, Carried: x.Carried, Within: x.Within, Evidence: each(x.Evidence, storeEvidence), Frame: x.Frame,
		By: x.By, Conf: x.Conf,
	}
}

func attributionOf(x storedAttribution) onrecord.Attribution {
	return onrecord.Attribution{
		Source: onrecord.Source(x.Source), Cue: x.Cue, Content: x.Content, Form: x.Form, Type: x.Type, CueStance: x.CueStance,
		Polarity: x.Polarity, Certainty: x.Certainty, Tense: x.Tense, Commitment: x.Commitment, Medium: x.Medium,
		Addressee: x.Addressee, Carried: x.Carried, Within: x.Within, Evidence: each(x.Evidence, evidenceOf), Frame: x.Frame, By: x.By,
		Conf: x.Conf,
	}
}

func storeFactuality(x onrecord.Factuality) storedFactuality {
	return storedFactuality{
		Value: x.Value, Polarity: x.Polarity, Tense: x.Tense, Modality: x.Modality, Cues: each(x.Cues, storeFactCue), By: x.By,
	}
}

func factualityOf(x storedFactuality) onrecord.Factuality {
	return onrecord.Factuality{
		Value: x.Value, Polarity: x.Polarity, Tense: x.Tense, Modality: x.Modality, Cues: each(x.Cues, factCueOf), By: x.By,
	}
}

func storeEvent(x onrecord.Event) storedEvent {
	return storedEvent{
		Span: x.Span, Trigger: x.Trigger, Head: x.Head, Actor: each(x.Actor, storeMember), Recipient: each(x.Recipient, storeMember),
		Root: x.Root, Mode: x.Mode, Quad: x.Quad, Place: x.Place, AtDateline: x.AtDateline, Date: x.Date, Status: x.Status,
		Fact: storeFactuality(x.Fact), Word: x.OnWordOf, Frame: x.Frame, By: x.By, Conf: x.Conf,
	}
}

func eventOf(x storedEvent) onrecord.Event {
	return onrecord.Event{
		Span: x.Span, Trigger: x.Trigger, Head: x.Head, Actor: each(x.Actor, memberOf), Recipient: each(x.Recipient, memberOf),
		Root: x.Root, Mode: x.Mode, Quad: x.Quad, Place: x.Place, AtDateline: x.AtDateline, Date: x.Date, Status: x.Status,
		Fact: factualityOf(x.Fact), OnWordOf: x.Word, Frame: x.Frame, By: x.By, Conf: x.Conf,
	}
}

func storePosition(x onrecord.Position) storedPosition {
	return storedPosition{
		Span: x.Span, Actor: each(x.Actor, storeMember), Issue: x.Issue, IssueSpans: x.IssueSpans, Topic: x.Topic, Group: x.Group,
		Proposition: x.Proposition, Stance: x.Stance, StanceCues: x.StanceCues, Firmness: x.Firmness, FirmnessCues: x.FirmnessCues,
		Implied: x.Implied, Act: x.Act, Conditions: each(x.Conditions, storeCondition), RedLine: x.RedLine, RedLineAt: x.RedLineAt,
		TimeBound: x.TimeBound, TimeAt: x.TimeAt, Scope: x.Scope, Tension: x.Tension, Word: x.OnWordOf, Frame: x.Frame, By: x.By,
		Conf: x.Conf,
	}
}

func positionOf(x storedPosition) onrecord.Position {
	return onrecord.Position{
		Span: x.Span, Actor: each(x.Actor, memberOf), Issue: x.Issue, IssueSpans: x.IssueSpans, Topic: x.Topic, Group: x.Group,
		Proposition: x.Proposition, Stance: x.Stance, StanceCues: x.StanceCues, Firmness: x.Firmness, FirmnessCues: x.FirmnessCues,
		Implied: x.Implied, Act: x.Act, Conditions: each(x.Conditions, conditionOf), RedLine: x.RedLine, RedLineAt: x.RedLineAt,
		TimeBound: x.TimeBound, TimeAt: x.TimeAt, Scope: x.Scope, Tension: x.Tension, OnWordOf: x.Word, Frame: x.Frame, By: x.By,
		Conf: x.Conf,
	}
}
