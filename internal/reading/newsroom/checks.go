package newsroom

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"onrecord"
)

// check is one way in which a report can touch a rule.
type check struct {
	name string // the rule, a stroke, what is looked at: "S6/lede"
	look func(*story) []sighting
}

// sighting is a place where a check saw something: the words, whose they are, and what fills its message.
type sighting struct {
	spans []onrecord.Span
	ids   []onrecord.AttributionID
	fill  []string // name, value, name, value, ...
}

// checks is the whole of what is looked at. S16 has none: a plain text carries no policy.
var checks = []check{
	{"S1/attitude", func(st *story) []sighting { return st.opinions.attitudes() }},
	{"S1/wording", func(st *story) []sighting { return st.opinions.judgements() }},
	{"S2/bare", func(st *story) []sighting { return st.description.bareSources() }},
	{"S2/praise", func(st *story) []sighting { return st.description.praisedSources() }},
	{"S3/reason", func(st *story) []sighting { return st.description.withoutReason() }},
	{"S4/rote", func(st *story) []sighting { return st.description.roteReasons() }},
	{"S5/standing", func(st *story) []sighting { return st.description.standing() }},
	{"S6/headline", func(st *story) []sighting { return st.prominence.headlineUnnamed() }},
	{"S6/lede", func(st *story) []sighting { return st.prominence.ledeUnnamed() }},
	{"S6/quotation", func(st *story) []sighting { return st.prominence.unnamedQuotations() }},
	{"S7/single", func(st *story) []sighting { return st.numbers.singles() }},
	{"S7/turns", func(st *story) []sighting { return st.numbers.pluralTurnsSingular() }},
	{"S7/uncounted", func(st *story) []sighting { return st.numbers.uncounted() }},
	{"S8/late", func(st *story) []sighting { return st.quotations.lateSpeakers() }},
	{"S8/together", func(st *story) []sighting { return st.quotations.runTogether() }},
	{"S8/unattributed", func(st *story) []sighting { return st.ownVoice.unattributed() }},
	{"S9/carried", func(st *story) []sighting { return st.ownVoice.carried() }},
	{"S9/later", func(st *story) []sighting { return st.ownVoice.attributedLater() }},
	{"S10/refusal", func(st *story) []sighting { return st.parties.refusals() }},
	{"S11/one", func(st *story) []sighting { return st.origins.oneSource() }},
	{"S11/unnamed", func(st *story) []sighting { return st.origins.onlyUnnamed() }},
	{"S12/allegation", func(st *story) []sighting { return st.parties.allegations() }},
	{"S13/first", func(st *story) []sighting { return st.prominence.firstQuotation() }},
	{"S13/person", func(st *story) []sighting { return st.opinions.judgedPersons() }},
	{"S14/attack", func(st *story) []sighting { return st.opinions.attacks() }},
	{"S14/hearsay", func(st *story) []sighting { return st.opinions.hearsay() }},
	{"S14/trifle", func(st *story) []sighting { return st.opinions.trifles() }},
	{"S15/credit", func(st *story) []sighting { return st.parties.otherOutlets() }},
	{"S17/summary", func(st *story) []sighting { return st.origins.summaryNote() }},
	{"S18/rating", func(st *story) []sighting { return st.origins.ratingNote() }},
}

// checksOf lists the checks of a rule.
func checksOf(rule string) []check {
	var out []check
	for _, c := range checks {
		if strings.HasPrefix(c.name, rule+"/") {
			out = append(out, c)
		}
	}
	return out
}

// citedRunes is how much of the report a message repeats at one time.
const citedRunes = 80

// cite puts words in quotation marks and cuts long ones.
func cite(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) > citedRunes {
		text = strings.TrimSpace(string([]rune(text)[:citedRunes])) + " ..."
	}
	return "\u201c" + text + "\u201d"
}

// many is a number with its noun: "1 statement", "3 statements".
func many(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// fillOf is a value that already fills the message.
func fillOf(s sighting, name string) string {
	for i := 0; i+1 < len(s.fill); i += 2 {
		if s.fill[i] == name {
			return s.fill[i+1]
		}
	}
	return ""
}
