package position

import (
	"slices"
	"strings"

	"onrecord"
)

// finish adds what the whole clause shows: intensifiers, absolutes, time bounds and conditions. A condition never lowers
// firmness.
func (f *Finder) finish(x *view, p *onrecord.Position, head int) {
	p.StanceCues = slices.Clone(p.FirmnessCues) // what strengthens or softens comes after
	low, high := x.reach(head)
	for _, c := range f.phrases {
		at, ok := x.phraseIn(low, high, c.words)
		if !ok {
			continue
		}
		switch c.kind {
		case "absolute":
			if p.Stance == onrecord.StanceAmbiguous || p.Stance == onrecord.StanceNoSide || c.words == "under any circumstances" && p.Stance != onrecord.StanceAgainst {
				continue
			}
			p.Firmness = 5
			if !slices.Contains(p.FirmnessCues, at) {
				p.FirmnessCues = append(p.FirmnessCues, at)
			}
			if p.Stance == onrecord.StanceFor && (c.words == "never" || strings.Contains(c.words, " no ")) {
				p.Stance = onrecord.StanceAgainst
			}
			if p.Stance == onrecord.StanceAgainst && c.words != "categorically" { // "categorically rejects" is manner, no line
				p.RedLine, p.RedLineAt = true, at
			}
		case "stronger", "weaker":
			if p.Firmness > 1 && p.Firmness < 5 {
				p.Firmness, p.FirmnessCues = min(4, p.Firmness+c.firmness), append(p.FirmnessCues, at)
			}
		case "bound":
			p.Firmness, p.TimeBound, p.TimeAt = min(p.Firmness, c.firmness), onrecord.TimeBound(c.stance), at
			if m := &p.IssueSpans[0]; m.End == at.End && m.Start < at.Start { // the limit in time is no part of the matter
				m.End = m.Start + len(strings.TrimRight(x.Doc.Text[m.Start:at.Start], " \n\t"))
				p.Issue = oneLine(x.Doc.In(*m))
				p.Proposition = oneLine(x.Doc.In(p.Actor[0].Span)) + ": " + p.Issue
			}
		}
	}
	low, high = x.stretch(head)
	f.conditions(x, p, low, high)
	f.settle(x, p, low, high)
	for _, s := range p.FirmnessCues {
		p.Span.Start, p.Span.End = min(p.Span.Start, s.Start), max(p.Span.End, s.End)
	}
}

// conditions are read off the row of words from low to high, from a word of condition to the next mark: trees often break there.
func (f *Finder) conditions(x *view, p *onrecord.Position, low, high int) {
	for i := low; i < high; i++ {
		cue, n, ok := f.conditionAt(x, i, high)
		if !ok || cue.words == "while" && (p.Stance != onrecord.StanceAgainst || i > x.Sentence.From && x.Doc.Tokens[i-1].Tag == "PUNCT") {
			continue // ", while" sets against
		}
		end := i + n
		for end < high && x.Doc.Tokens[end+1].Tag != "PUNCT" {
			end++
		}
		if strings.EqualFold(x.Doc.In(x.Doc.Tokens[i].Span), "before") && (p.Stance != onrecord.StanceAgainst || !x.clause(i+n, end)) {
			continue // "before Tuesday" is a time
		}
		c := onrecord.Condition{Kind: onrecord.ConditionKind(cue.stance),
			Cue:       onrecord.Span{Start: x.Doc.Tokens[i].Start, End: x.Doc.Tokens[i+n-1].End},
			Span:      onrecord.Span{Start: x.Doc.Tokens[i+n].Start, End: x.Doc.Tokens[end].End},
			Direction: onrecord.WouldMove}
		if p.Stance == onrecord.StanceFor && c.Kind == onrecord.CondUnless {
			c.Direction = onrecord.WouldHarden
		}
		p.Conditions = append(p.Conditions, c)
		p.Span.Start, p.Span.End = min(p.Span.Start, c.Cue.Start), max(p.Span.End, c.Span.End)
		i = end
	}
}

// stretch is what a clause of a position reaches over: the words under its head, those behind them up to the next mark, which broken
// trees hang elsewhere, and a condition set before them with a comma ("Until they come home, ...").
func (x *view) stretch(head int) (low, high int) {
	low, high = x.reach(head)
	for high+1 < x.Sentence.To && x.Doc.Tokens[high+1].Tag != "PUNCT" {
		high++
	}
	comma := low - 1
	if comma > x.Sentence.From && x.Doc.In(x.Doc.Tokens[comma].Span) == "," {
		first := comma
		for first > x.Sentence.From && x.Doc.Tokens[first-1].Tag != "PUNCT" {
			first--
		}
		if first == x.Sentence.From || first == x.Sentence.From+1 {
			low = first
		}
	}
	return low, high
}

// clause tells whether a verb or a copula stands between two words.
func (x *view) clause(from, to int) bool {
	for i := from; i <= to; i++ {
		if t := x.Doc.Tokens[i].Tag; t == "VERB" || t == "AUX" {
			return true
		}
	}
	return false
}

// conditionAt tells whether words of condition begin at i, and how many they are. "Even if" concedes, and "if" behind a verb
// of asking does not set a condition.
func (f *Finder) conditionAt(x *view, i, high int) (cue, int, bool) {
	if i > x.Sentence.From {
		switch x.Doc.Tokens[i-1].Lemma {
		case "even", "ask", "see", "know", "wonder", "as":
			return cue{}, 0, false
		}
	}
	for n := 4; n > 0; n-- {
		if i+n > high {
			continue
		}
		words := strings.ToLower(oneLine(x.Doc.Text[x.Doc.Tokens[i].Start:x.Doc.Tokens[i+n-1].End]))
		if words == "should" && !x.inverted(i) {
			return cue{}, 0, false
		}
		if c, ok := f.find(words, "condition"); ok {
			return c, n, true
		}
	}
	return cue{}, 0, false
}

// inverted tells whether a modal stands before its subject, as in a condition without "if": "should the truce hold".
func (x *view) inverted(i int) bool {
	if i+1 >= x.Sentence.To {
		return false
	}
	switch x.Doc.Tokens[i+1].Tag {
	case "DET", "PROPN", "PRON", "NOUN", "ADJ":
	default:
		return false
	}
	if i == x.Sentence.From {
		return true
	}
	switch x.Doc.Tokens[i-1].Tag { // behind a subject it is none
	case "NOUN", "PROPN", "PRON", "ADV", "NUM", "CCONJ", "SCONJ":
		return false
	}
	return true
}

// group numbers positions on one matter: those that share a noun or verb of their issues.
func group(d *onrecord.Document) {
	lemmas := make([]map[string]bool, len(d.Positions))
	groups := 0
	for i := range d.Positions {
		p := &d.Positions[i]
		lemmas[i] = contentLemmas(d, p)
		for j := 0; j < i && p.Group == 0; j++ {
			if shares(lemmas[i], lemmas[j]) {
				p.Group = d.Positions[j].Group
			}
		}
		if p.Group == 0 {
			groups++
			p.Group = groups
		}
	}
}

func contentLemmas(d *onrecord.Document, p *onrecord.Position) map[string]bool {
	out := map[string]bool{}
	for _, s := range p.IssueSpans {
		first, end := d.TokensIn(s)
		for _, t := range d.Tokens[first:end] {
			if t.Tag == "NOUN" || t.Tag == "VERB" {
				out[t.Lemma] = true
			}
		}
	}
	return out
}

func shares(a, b map[string]bool) bool {
	for k := range a {
		if b[k] {
			return true
		}
	}
	return false
}

// strain marks positions of one actor on one matter that are for and against.
func strain(d *onrecord.Document) {
	for i := range d.Positions {
		for j := range i {
			a, b := &d.Positions[i], &d.Positions[j]
			opposed := a.Stance == onrecord.StanceFor && b.Stance == onrecord.StanceAgainst || a.Stance == onrecord.StanceAgainst && b.Stance == onrecord.StanceFor
			if opposed && a.Group == b.Group && a.Actor[0].Entity != 0 && a.Actor[0].Entity == b.Actor[0].Entity {
				a.Tension = append(a.Tension, onrecord.PositionID(j+1))
				b.Tension = append(b.Tension, onrecord.PositionID(i+1))
			}
		}
	}
}
