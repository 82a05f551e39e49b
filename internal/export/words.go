package export

import (
	"strings"

	"onrecord"
)

// role is the part that a stretch of text plays in a statement.
type role string

const (
	roleSource  role = "source"
	roleCue     role = "cue"
	roleContent role = "content"

	roleTrigger   role = "trigger"   // of an event
	roleStand     role = "stand"     // of a position: what shows how firm it is
	roleCondition role = "condition" // of a position
)

// letter marks a role where there is no colour: S, C, and W for the words that are attributed, E for an event's trigger,
// P for a position and If for its condition.
func (r role) letter() string {
	return map[role]string{roleSource: "S", roleCue: "C", roleContent: "W", roleTrigger: "E", roleStand: "P", roleCondition: "If"}[r]
}

// part is one stretch of a statement.
type part struct {
	onrecord.Span
	role role
}

// parts lists the stretches of a statement: source, cue, content.
func parts(a *onrecord.Attribution) []part {
	var out []part
	for _, s := range a.Source.Spans {
		out = append(out, part{s, roleSource})
	}
	if !a.Cue.Empty() {
		out = append(out, part{a.Cue, roleCue})
	}
	for _, s := range a.Content {
		out = append(out, part{s, roleContent})
	}
	return out
}

// plain is the value of an axis in words: "unnamed_affiliated" reads "unnamed affiliated"; "" where it is not known.
func plain[T ~string](v T) string {
	if w, ok := inWords[string(v)]; ok {
		return w
	}
	return strings.ReplaceAll(string(v), "_", " ")
}

// inWords holds the values that read badly with their underscores merely taken out. No value has two meanings here.
var inWords = map[string]string{
	"office_holder":                  "office-holder",
	"dataset_poll":                   "data or poll",
	"media_outlet":                   "news outlet",
	"unnamed_identifiable":           "unnamed but identifiable",
	"unnamed_affiliated":             "unnamed, affiliation given",
	"unnamed_unaffiliated":           "unnamed",
	"not_applicable":                 "not applicable",
	"granted_with_reason":            "granted, reason given",
	"granted_no_reason":              "granted, no reason given",
	"withheld_unstated":              "withheld, nothing said about it",
	"presumed":                       "presumed from wording of access",
	"safety_retaliation":             "safety or retaliation",
	"plural_unspecified":             "several, number not given",
	"exactly_n":                      "an exact number",
	"witnessed_participant":          "witness or participant",
	"briefed_told":                   "briefed or told",
	"familiar_close":                 "familiar or close",
	"none_stated":                    "none stated",
	"military_security_intelligence": "military, security or intelligence",
	"court_police":                   "court or police",
	"party_campaign":                 "party or campaign",
	"igo":                            "intergovernmental organisation",
	"ngo_civil":                      "NGO or civil society",
	"industry_union":                 "industry or union",
	"academic_thinktank":             "academic or think tank",
	"act_only":                       "act only",
	"non_comment":                    "refusal to comment",
	"told_this_outlet":               "told this outlet",
	"speech_parliament":              "speech or parliament",
	"via_other_outlet":               "via another outlet",
	"keeps_distance":                 "keeps its distance",
}

// PlainSource is the kind of a source in words that stand alone.
func PlainSource(kind onrecord.SourceKind) string {
	switch kind {
	case "":
		return "kind unknown"
	case onrecord.SourceNone:
		return "no source"
	}
	return plain(kind)
}

// PlainNaming is the naming in words that stand alone.
func PlainNaming(n onrecord.Naming) string {
	switch n {
	case "":
		return "naming unknown"
	case onrecord.NamingNone:
		return "no source given"
	}
	return plain(n)
}

// inOrder lists the statements so that each stands behind the one that holds it: outermost in text order, children below.
func inOrder(d *onrecord.Document) []onrecord.AttributionID {
	children := make([][]onrecord.AttributionID, len(d.Attributions)+1)
	for i := range d.Attributions {
		w := d.Attributions[i].Within
		children[w] = append(children[w], onrecord.AttributionID(i+1))
	}
	out := make([]onrecord.AttributionID, 0, len(d.Attributions))
	var walk func(onrecord.AttributionID)
	walk = func(id onrecord.AttributionID) {
		for _, c := range children[id] {
			out = append(out, c)
			walk(c)
		}
	}
	walk(0)
	return out
}

// share is part of whole in percent, 0 where there is no whole.
func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}

// counted is a number with its noun: "1 statement", "3 statements".
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return Number(n) + " " + noun
}

// spoken is the role in a word of its own.
func (r role) spoken() string {
	switch r {
	case roleContent:
		return "words"
	case roleStand:
		return "firmness"
	}
	return string(r)
}
