package export_test

import (
	"strings"
	"testing"
	"unicode"

	"onrecord"
	"onrecord/internal/export"
)

// The report of the golden files is our own, written for these tests.
const fixtureText = `Estovia keeps its ports shut – for now

By Ines Varga

NORVIK: Well-informed sources told the Harbour Gazette that Estovia would keep its airspace shut. They added that the ministry had told its neighbours there would be no patrols until a monitoring mission is in place.

“We are not closing a door,” one ranking figure said. “We are asking who holds the key.”

The envoy is reported to be planning a journey to Zürich. The Reform Union rejected what it called “a policy of waiting rooms”.

The ministry’s <press> office & its head declined to comment 🙂 on Monday.
`

// fixture is the report with its statements laid over it by hand.
func fixture(t testing.TB) *export.Report {
	t.Helper()
	d := lay(t, fixtureText)
	d.Meta.Publisher, d.Meta.Published, d.Meta.URL = "Harbour Gazette", "2026-03-03", "https://gazette.example/ports?a=1&b=2"
	d.ID = "gazette/ports-1"
	d.Language = onrecord.Language{Code: "eng", Conf: 0.99}
	d.Made = onrecord.Made{Tool: "0.0.0", Lexicon: "0123456789ab"}
	find := finder{t, d}

	anonymous := onrecord.Source{Spans: find.all("Well-informed sources"), Entity: 1, Kind: onrecord.SourceGroup,
		Naming: onrecord.UnnamedUnaffiliated, Anonymity: onrecord.AnonymityWithheld, Number: onrecord.NumberPlural,
		Access: onrecord.AccessNone, Channel: onrecord.ChannelThisOutlet}
	they := anonymous
	they.Spans, they.ResolvesTo = find.all("They"), find.all("Well-informed sources")
	d.Entities = []onrecord.Entity{{Kind: onrecord.Group, Mentions: []onrecord.Mention{
		{Span: find.one("Well-informed sources"), Head: 1, Form: onrecord.NominalForm, By: "rule", Conf: 1},
		{Span: find.one("They"), Form: onrecord.PronounForm, By: "rule", Conf: 0.8}}}}
	said := onrecord.Attribution{Form: onrecord.FormIndirect, Type: onrecord.TypeAssertion, CueStance: onrecord.StanceNeutral,
		Polarity: onrecord.Positive, Certainty: onrecord.CertaintyActual, Tense: onrecord.TensePast,
		Commitment: onrecord.CommitNeutral, By: "crf", Conf: 0.93}
	add := func(s onrecord.Source, cue string, change func(*onrecord.Attribution), content ...string) {
		a := said
		a.Source, a.Content = s, find.all(content...)
		if cue != "" {
			a.Cue = find.one(cue)
		}
		if change != nil {
			change(&a)
		}
		d.Attributions = append(d.Attributions, a)
	}
	add(anonymous, "told", func(a *onrecord.Attribution) {
		a.Addressee = find.one("the Harbour Gazette")
		a.Evidence = []onrecord.Evidence{{Axis: "naming", Span: find.one("sources"), By: "words/source"}}
	}, "that Estovia would keep its airspace shut")
	add(they, "added", nil, "that the ministry had told its neighbours there would be no patrols until a monitoring mission is in place")
	add(onrecord.Source{Spans: find.all("the ministry"), Kind: onrecord.SourceGovernment, Naming: onrecord.UnnamedIdentifiable},
		"had told", func(a *onrecord.Attribution) { a.Within, a.Addressee = 2, find.one("its neighbours") },
		"there would be no patrols until a monitoring mission is in place")
	add(onrecord.Source{Spans: find.all("one ranking figure"), Kind: onrecord.SourcePerson, Naming: onrecord.UnnamedUnaffiliated,
		Number: onrecord.NumberOne}, "said", func(a *onrecord.Attribution) { a.Form = onrecord.FormDirect },
		"“We are not closing a door,”", "“We are asking who holds the key.”")
	add(onrecord.Source{Kind: onrecord.SourceNone, Naming: onrecord.NamingNone}, "is reported", func(a *onrecord.Attribution) {
		a.CueStance, a.Tense, a.Conf = onrecord.StanceDistancing, onrecord.TensePresent, 0.41
	}, "The envoy", "to be planning a journey to Zürich")
	add(onrecord.Source{Spans: find.all("The Reform Union"), Kind: onrecord.SourceOrganization, Naming: onrecord.Named},
		"rejected", func(a *onrecord.Attribution) { a.Type, a.Form = onrecord.TypeAttitude, "" }, "what it called “a policy of waiting rooms”")
	add(onrecord.Source{Spans: []onrecord.Span{{Start: find.one("it called").Start, End: find.one("it called").Start + 2}}, ResolvesTo: find.all("The Reform Union")}, "called",
		func(a *onrecord.Attribution) { a.Within, a.Form = 6, onrecord.FormTerm }, "“a policy of waiting rooms”")
	add(onrecord.Source{Spans: find.all("The ministry’s <press> office & its head"), Kind: onrecord.SourceGovernment, Naming: onrecord.UnnamedIdentifiable},
		"declined", func(a *onrecord.Attribution) { a.Type, a.Form = onrecord.TypeNonComment, onrecord.FormActOnly }, "comment 🙂")
	// One that crosses its neighbours' edges, as a learned finder may well produce.
	add(onrecord.Source{}, "", func(a *onrecord.Attribution) { a.By, a.Conf = "crossing", 0.2 }, "its head declined to")
	layDeeds(d, find)
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	return &export.Report{Document: d, Sourcing: fixtureSourcing(), House: "all", Findings: []onrecord.Alert{
		{Rule: "S2", Title: "Bare source", Message: "“Well-informed sources” says nothing of who they are.", Wording: "Describe the source.",
			Reference: "AP, News Values and Principles", Severity: onrecord.SeverityWarning, Spans: find.all("Well-informed sources"),
			Attributions: []onrecord.AttributionID{1, 2}, By: "S2/bare"},
		{Rule: "S7", Title: "One or several", Message: "A plural is followed by one speaker.", Severity: onrecord.SeverityNote,
			Spans: find.all("Well-informed sources", "one ranking figure"), By: "S7/number"},
	}}
}

func fixtureSourcing() onrecord.Sourcing {
	return onrecord.Sourcing{Words: 95, OwnVoice: 38, Attributed: 57, Anonymous: 42, NoSource: 9, Statements: 9, Nested: 2,
		ByKind: []onrecord.Count{{Value: "group", Statements: 2, Words: 27, Share: 2.0 / 9}, {Value: "government_body", Statements: 2, Words: 13, Share: 2.0 / 9},
			{Value: "none", Statements: 1, Words: 9, Share: 1.0 / 9}, {Value: "", Statements: 4, Words: 8, Share: 4.0 / 9}},
		ByNaming: []onrecord.Count{{Value: "unnamed_unaffiliated", Statements: 3, Words: 40, Share: 3.0 / 9}, {Value: "", Statements: 6, Words: 17, Share: 6.0 / 9}},
		Sources: []onrecord.SourceSummary{{Label: "Well-informed sources", Entity: 1, Naming: onrecord.UnnamedUnaffiliated, Kind: onrecord.SourceGroup,
			Attributions: []onrecord.AttributionID{1, 2}, Words: 27}, {Label: "The Reform Union", Naming: onrecord.Named,
			Kind: onrecord.SourceOrganization, Attributions: []onrecord.AttributionID{6}, Words: 8}},
		FirstNamed: 6, FirstSource: 1}
}

// finder finds words in the text of a fixture; each must be there.
type finder struct {
	t testing.TB
	d *onrecord.Document
}

func (f finder) one(words string) onrecord.Span {
	at := strings.Index(f.d.Text, words)
	if at < 0 {
		f.t.Fatalf("the fixture does not hold %q", words)
	}
	return onrecord.Span{Start: at, End: at + len(words)}
}

func (f finder) all(words ...string) []onrecord.Span {
	var out []onrecord.Span
	for _, w := range words {
		out = append(out, f.one(w))
	}
	return out
}

// lay makes a document with a block and a sentence for each line, and words and marks for tokens.
func lay(t testing.TB, text string) *onrecord.Document {
	t.Helper()
	d := &onrecord.Document{ID: onrecord.Digest(text), Text: text}
	at := 0
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		if trimmed != "" {
			start := at + strings.Index(line, trimmed)
			addBlock(d, onrecord.Span{Start: start, End: start + len(trimmed)})
		}
		at += len(line)
	}
	return d
}

func addBlock(d *onrecord.Document, s onrecord.Span) {
	kind := []onrecord.BlockKind{onrecord.Headline, onrecord.Byline, onrecord.Body}[min(len(d.Blocks), 2)]
	paragraph := len(d.Blocks)
	d.Blocks = append(d.Blocks, onrecord.Block{Span: s, Kind: kind, Paragraph: paragraph})
	from, start := len(d.Tokens), -1
	flush := func(end int) {
		if start >= 0 {
			d.Tokens = append(d.Tokens, onrecord.Token{Span: onrecord.Span{Start: start, End: end}})
			start = -1
		}
	}
	for i, r := range d.Text[s.Start:s.End] {
		at := s.Start + i
		switch {
		case unicode.IsSpace(r):
			flush(at)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if start < 0 {
				start = at
			}
		default:
			flush(at)
			start = at
			flush(at + len(string(r)))
		}
	}
	flush(s.End)
	for i := from; i < len(d.Tokens); i++ {
		tok := &d.Tokens[i]
		tok.Lemma, tok.Tag, tok.XPOS, tok.Rel = strings.ToLower(d.In(tok.Span)), "X", "FW", "dep"
		if i > from {
			tok.Head = onrecord.TokenID(from + 1)
		} else {
			tok.Rel = "root"
		}
	}
	d.Sentences = append(d.Sentences, onrecord.Sentence{Span: s, Block: paragraph, From: from, To: len(d.Tokens)})
}

// layDeeds lays events, positions, places and dates over the fixture by hand.
func layDeeds(d *onrecord.Document, find finder) {
	head := func(words string) onrecord.TokenID {
		first, _ := d.TokensIn(find.one(words))
		return onrecord.TokenID(first + 1)
	}
	member := func(words string, codes ...onrecord.Code) onrecord.Member {
		return onrecord.Member{Span: find.one(words), Head: head(words), Codes: codes}
	}
	estovia := onrecord.Code{Country: "EST", By: "states_own/EST", Span: find.one("Estovia")}
	d.Entities[0].Codes = []onrecord.Code{{Sector: onrecord.SectorUnknown, By: "rule"}}
	d.Places = []onrecord.Location{
		{Span: find.one("NORVIK"), Kind: onrecord.PlaceCity, Dateline: true, By: "dateline", Conf: 0.9},
		{Span: find.one("Zürich"), Kind: onrecord.PlaceCity, Name: "Zürich", Country: "CHE", Known: true, Lat: 47.3667, Lon: 8.55,
			GeoNames: 2657896, By: "gazetteer", Conf: 0.95}}
	d.Dates = []onrecord.Date{{Span: find.one("on Monday"), From: "2026-03-02", To: "2026-03-02", By: "weekday", Conf: 0.9}}
	d.Events = []onrecord.Event{
		{Span: find.one("Estovia would keep its airspace shut"), Trigger: find.one("keep its airspace shut"), Head: head("keep its airspace"),
			Actor: []onrecord.Member{member("Estovia", estovia, onrecord.Code{Country: "EST", Sector: onrecord.SectorMilitary, By: "rule"})},
			Root:  onrecord.RootCoerce, Mode: "restrict", Quad: onrecord.MaterialConflict, Place: 1, AtDateline: true,
			Fact: onrecord.Factuality{Value: 0.5, Polarity: onrecord.Positive, Tense: onrecord.TenseFuture, Modality: onrecord.Expected,
				Cues: []onrecord.FactCue{{Span: find.one("would"), Kind: "modal", By: "fact_modals/would"}}, By: "model"},
			OnWordOf: 1, By: "verb/keep", Conf: 0.4},
		{Span: find.one("The Reform Union rejected what it called “a policy of waiting rooms”"), Trigger: find.one("rejected"), Head: head("rejected"),
			Actor:     []onrecord.Member{member("The Reform Union", onrecord.Code{Country: "EST", Sector: onrecord.SectorOpposition, By: "actor_own/reform union"})},
			Recipient: []onrecord.Member{member("the ministry", onrecord.Code{Country: "EST", Sector: onrecord.SectorGovernment, By: "rule"}), member("its neighbours")},
			Root:      onrecord.RootReject, Quad: onrecord.VerbalConflict, Place: 2, Date: 1,
			Fact: onrecord.Factuality{Value: 2.75, Polarity: onrecord.Positive, Tense: onrecord.TensePast, Modality: onrecord.Asserted, By: "model"},
			By:   "verb/reject", Conf: 0.8}}
	d.Positions = []onrecord.Position{
		{Span: find.one("there would be no patrols until a monitoring mission is in place"), Actor: []onrecord.Member{member("the ministry")},
			Issue: "patrols", IssueSpans: find.all("patrols"), Topic: "troop_deployment", Group: 1, Proposition: "the ministry allows patrols",
			Stance: onrecord.StanceAgainst, StanceCues: find.all("no"), Firmness: 4, FirmnessCues: find.all("would be no"),
			Conditions: []onrecord.Condition{{Kind: onrecord.CondUntil, Span: find.one("a monitoring mission is in place"), Cue: find.one("until"), Direction: onrecord.WouldMove}},
			RedLine:    true, RedLineAt: find.one("no patrols"), TimeBound: onrecord.BoundStage, TimeAt: find.one("for now"), Scope: find.all("patrols"),
			Tension: []onrecord.PositionID{2}, OnWordOf: 3, By: "position_cues/would_not", Conf: 0.7},
		{Span: find.one("We are not closing a door"), Actor: []onrecord.Member{member("one ranking figure")}, Issue: "a door", IssueSpans: find.all("a door"),
			Group: 1, Stance: onrecord.StanceAmbiguous, Firmness: 3, Implied: true, Tension: []onrecord.PositionID{1}, OnWordOf: 4, By: "rule", Conf: 0.3}}
}
