package newsroom

import (
	"slices"
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
	{"S1/attitude", (*story).attitudes},
	{"S1/wording", (*story).judgements},
	{"S2/bare", (*story).bareSources},
	{"S2/praise", (*story).praisedSources},
	{"S3/reason", (*story).withoutReason},
	{"S4/rote", (*story).roteReasons},
	{"S5/standing", (*story).standing},
	{"S6/headline", (*story).headlineUnnamed},
	{"S6/lede", (*story).ledeUnnamed},
	{"S6/quotation", (*story).unnamedQuotations},
	{"S7/single", (*story).singles},
	{"S7/turns", (*story).pluralTurnsSingular},
	{"S7/uncounted", (*story).uncounted},
	{"S8/late", (*story).lateSpeakers},
	{"S8/together", (*story).runTogether},
	{"S8/unattributed", (*story).unattributed},
	{"S9/carried", (*story).carried},
	{"S9/later", (*story).attributedLater},
	{"S10/refusal", (*story).refusals},
	{"S11/one", (*story).oneSource},
	{"S11/unnamed", (*story).onlyUnnamed},
	{"S12/allegation", (*story).allegations},
	{"S13/first", (*story).firstQuotation},
	{"S13/person", (*story).judgedPersons},
	{"S14/attack", (*story).attacks},
	{"S14/hearsay", (*story).hearsay},
	{"S14/trifle", (*story).trifles},
	{"S15/credit", (*story).otherOutlets},
	{"S17/summary", (*story).summaryNote},
	{"S18/rating", (*story).ratingNote},
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

// unnamed lists the voices whom the reader cannot identify and who speak on the outlet's own account, each cut down
// to the attributions that do.
func (st *story) unnamed() []voice {
	var out []voice
	for _, v := range st.surfaceVoices() {
		if v.anonymous() {
			out = append(out, v)
		}
	}
	return out
}

// surfaceVoices lists the voices that speak on the outlet's own account, each cut down to the attributions that do.
// The outlet's own reporter is none of them.
func (st *story) surfaceVoices() []voice {
	var out []voice
	for _, v := range st.voices {
		var own []onrecord.AttributionID
		for _, id := range v.ids {
			if st.surface[id-1] {
				own = append(own, id)
			}
		}
		if v.ids = own; len(own) > 0 && v.kind != onrecord.SourceAuthor {
			out = append(out, v)
		}
	}
	return out
}

// distinct leaves out pronouns that may stand for any of the other voices; when all are such, it leaves them in.
func distinct(voices []voice) []voice {
	clear := slices.DeleteFunc(slices.Clone(voices), func(v voice) bool { return v.shadow })
	if len(clear) == 0 {
		return voices
	}
	return clear
}

// who is the words that name the source of each attribution, or its content where nothing here names it.
func (st *story) who(ids ...onrecord.AttributionID) []onrecord.Span {
	var out []onrecord.Span
	for _, id := range ids {
		a := st.at(id)
		if spans := tidy(a.Source.Spans); len(spans) > 0 {
			out = append(out, spans...)
		} else {
			out = append(out, a.Content[0])
		}
	}
	return out
}

// introduced is the first place that names the source of a voice.
func (st *story) introduced(v voice) []onrecord.Span {
	for _, id := range v.ids {
		if len(st.at(id).Source.Spans) > 0 {
			return st.who(id)
		}
	}
	return st.who(v.ids[0])
}

// cites is the words of spans, each in quotation marks, each once.
func (st *story) cites(spans []onrecord.Span) string {
	var out []string
	seen := map[string]bool{}
	for _, s := range tidy(spans) {
		text := st.text([]onrecord.Span{s})
		if !seen[strings.ToLower(text)] {
			seen[strings.ToLower(text)] = true
			out = append(out, cite(text))
		}
	}
	return strings.Join(out, ", ")
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

// each makes one sighting a voice out of the attributions that show something; see returns the words that show it.
func (st *story) each(voices []voice, see func(onrecord.AttributionID) []onrecord.Span) []sighting {
	var out []sighting
	for _, v := range voices {
		var s sighting
		var words []onrecord.Span
		for _, id := range v.ids {
			if seen := see(id); len(seen) > 0 {
				s.ids = append(s.ids, id)
				s.spans = append(append(s.spans, st.who(id)...), seen...)
				words = append(words, seen...)
			}
		}
		if len(s.ids) > 0 {
			s.fill = []string{"source", cite(v.label), "words", st.cites(words), "count", many(len(s.ids), "statement")}
			out = append(out, s)
		}
	}
	return out
}
