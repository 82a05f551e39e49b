package newsroom

import (
	"slices"
	"strconv"
	"strings"

	"onrecord"
)

// description are the rules on what the reader is told of an unnamed source: who, how it knows, and why it is not named (S2 to S5).
type description struct {
	*speakers
	coverage *coverage
	marks    *marks
}

// emptyTags are the parts of speech that describe nobody.
var emptyTags = []string{"DET", "NUM", "ADP", "CCONJ", "SCONJ", "PRON", "PUNCT", "AUX", "PART"}

// bareSources is S2: a source that nothing describes.
func (de description) bareSources() []sighting {
	return de.undescribed(func(praises []onrecord.Span) bool { return len(praises) == 0 })
}

// praisedSources is S2: a source that is praised but not described.
func (de description) praisedSources() []sighting {
	return de.undescribed(func(praises []onrecord.Span) bool { return len(praises) > 0 })
}

func (de description) undescribed(want func(praises []onrecord.Span) bool) []sighting {
	var out []sighting
	for _, v := range de.unnamed() {
		if v.naming != onrecord.UnnamedUnaffiliated || !de.isBare(v) {
			continue
		}
		var praises []onrecord.Span
		for _, id := range v.ids {
			for _, m := range de.marks.in(de.labels(id), praise) {
				praises = append(praises, m.span)
			}
		}
		if praises = tidy(praises); want(praises) {
			out = append(out, sighting{spans: de.who(v.ids...), ids: v.ids,
				fill: []string{"source", cite(v.label), "words", de.cites(praises)}})
		}
	}
	return out
}

// isBare tells whether a voice is called a source or an insider and nothing in the report says who it is or how it
// comes to know.
func (de description) isBare(v voice) bool {
	called := false
	for _, id := range v.ids {
		s := &de.at(id).Source
		if hasAccess(s) || s.Affiliation != "" || de.describes(id) {
			return false
		}
		called = called || len(de.marks.in(de.labels(id), bare)) > 0
	}
	return called
}

// describes tells whether any word of the source is more than article, number, praise or "source".
func (de description) describes(id onrecord.AttributionID) bool {
	spans := de.labels(id)
	empty := map[int]bool{}
	for _, m := range de.marks.in(spans, bare, count, praise) {
		first, end := de.d.TokensIn(m.span)
		for t := first; t < end; t++ {
			empty[t] = true
		}
	}
	for _, s := range spans {
		first, end := de.d.TokensIn(s)
		for t := first; t < end; t++ {
			if !empty[t] && de.isWord(de.d.Tokens[t]) && !slices.Contains(emptyTags, de.d.Tokens[t].Tag) {
				return true
			}
		}
	}
	return false
}

// withoutReason is S3: unnamed, and nowhere a reason.
func (de description) withoutReason() []sighting {
	var out []sighting
	for _, v := range de.unnamed() {
		if !de.anyOf(v, hasReason) {
			out = append(out, sighting{spans: de.who(v.ids...), ids: v.ids,
				fill: []string{"source", cite(v.label), "count", many(len(v.ids), "statement")}})
		}
	}
	return out
}

// roteReasons is S4: not authorized, or the matter is sensitive.
func (de description) roteReasons() []sighting {
	out := de.each(de.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		s := &de.at(id).Source
		if s.ReasonSpan.Empty() || s.Reason != onrecord.ReasonNotAuthorized && s.Reason != onrecord.ReasonSensitivity {
			return nil
		}
		return []onrecord.Span{s.ReasonSpan}
	})
	for i := range out {
		out[i].fill = append(out[i].fill, "reason", fillOf(out[i], "words"))
	}
	return out
}

// standing is S5: how many of access, reason and interest the report gives for an unnamed source.
func (de description) standing() []sighting {
	var out []sighting
	for _, v := range de.unnamed() {
		var missing []string
		if !de.anyOf(v, hasAccess) {
			missing = append(missing, "how it knows")
		}
		if !de.anyOf(v, hasReason) {
			missing = append(missing, "why it is not named")
		}
		if !slices.ContainsFunc(v.ids, de.showsInterest) {
			missing = append(missing, "why it speaks")
		}
		if len(missing) > 0 {
			out = append(out, sighting{spans: de.introduced(v), ids: v.ids, fill: []string{"source", cite(v.label),
				"score", strconv.Itoa(3 - len(missing)), "missing", strings.Join(missing, ", ")}})
		}
	}
	return out
}

// showsInterest tells whether a source's stake is told in its own sentence, outside the words given on its word.
func (de description) showsInterest(id onrecord.AttributionID) bool {
	for _, s := range de.at(id).Source.Spans {
		n := de.d.SentenceAt(s.Start)
		if n < 0 {
			continue
		}
		for _, m := range de.marks.in([]onrecord.Span{de.d.Sentences[n].Span}, interest) {
			if first, end := de.d.TokensIn(m.span); first < end && de.coverage.inner[first] == 0 {
				return true
			}
		}
	}
	return false
}
