package position

import (
	"cmp"
	"slices"
	"strings"

	"onrecord"
)

// byCues adds positions whose tree is broken, off the attributions: their source, cue and content were found without it. "A day
// after its president promised an open road" has a source, and a cue whose verb commits.
func (f *Finder) byCues(x *view) {
	for i := range x.Doc.Attributions {
		a := &x.Doc.Attributions[i]
		if len(a.Source.Spans) == 0 || len(a.Content) == 0 || a.Cue.Len() == 0 || x.cued(a.Cue) {
			continue
		}
		s := x.Doc.SentenceAt(a.Cue.Start)
		if s < 0 {
			continue
		}
		x.Open(x.Doc.Sentences[s])
		if p, ok := f.byCue(x, a); ok {
			x.Doc.Positions = append(x.Doc.Positions, p)
		}
	}
	slices.SortStableFunc(x.Doc.Positions, func(a, b onrecord.Position) int {
		return cmp.Compare(a.FirmnessCues[0].Start, b.FirmnessCues[0].Start)
	})
}

// cued tells whether a position has its cue in a stretch already.
func (x *view) cued(at onrecord.Span) bool {
	for i := range x.Doc.Positions {
		for _, c := range x.Doc.Positions[i].FirmnessCues {
			if c.Overlaps(at) {
				return true
			}
		}
	}
	return false
}

// byCue is the position that the verb of an attribution's cue shows.
func (f *Finder) byCue(x *view, a *onrecord.Attribution) (onrecord.Position, bool) {
	verb, c := f.committing(x, a.Cue)
	if verb < 0 || x.asks() || x.conditional(verb) || c.words == "insist" || c.words == "propose" || c.stance == string(onrecord.StanceDeclines) {
		return onrecord.Position{}, false
	}
	who, ok := x.source(a)
	if !ok || !f.acts(x, int(who.Head)-1) {
		return onrecord.Position{}, false
	}
	p := onrecord.Position{Stance: onrecord.Stance(c.stance), Firmness: c.firmness, By: c.by, Conf: sureOfNoun, Actor: []onrecord.Member{who},
		FirmnessCues: []onrecord.Span{x.Doc.Tokens[verb].Span}, Word: a.Within}
	f.name(x, &p, f.upToCondition(x, a.Content[0]), x.Doc.Tokens[verb].Span)
	first, end := x.Doc.TokensIn(a.Cue)
	for k := first; k < end; k++ {
		if w := x.Doc.Tokens[k].Lemma; w == "not" || w == "never" || w == "n't" {
			f.negate(x, &p, c, k)
		}
	}
	f.finish(x, &p, verb)
	if len(p.Conditions) == 0 {
		first, end := x.Doc.TokensIn(a.Content[0])
		f.conditions(x, &p, first, end-1)
	}
	return p, true
}

// committing is the verb of a cue that commits, with its line; -1 for none. A deed still to come is as firm as a categorical word.
func (f *Finder) committing(x *view, at onrecord.Span) (int, cue) {
	first, end := x.Doc.TokensIn(at)
	for k := first; k < end; k++ {
		if x.Doc.Tokens[k].Tag != "VERB" {
			continue
		}
		lemma := strings.ToLower(x.Doc.Tokens[k].Lemma)
		for _, kind := range []string{"verb", "act"} {
			if k+1 < end {
				if c, ok := f.find(lemma+" "+strings.ToLower(x.Doc.In(x.Doc.Tokens[k+1].Span)), kind); ok {
					if kind == "act" && !x.done(k) {
						c.firmness = 4
					}
					return k, c
				}
			}
		}
		if c, ok := f.find(lemma, "verb"); ok {
			return k, c
		}
	}
	return -1, cue{}
}

// upToCondition cuts a content before the words that set a condition, and takes the marks off it.
func (f *Finder) upToCondition(x *view, at onrecord.Span) onrecord.Span {
	first, end := x.Doc.TokensIn(at)
	for first < end && x.Doc.Tokens[first].Tag == "PUNCT" {
		first++
	}
	for k := first + 1; k < end; k++ {
		if _, _, ok := f.conditionAt(x, k, end); ok {
			end = k
		}
	}
	for end > first && x.Doc.Tokens[end-1].Tag == "PUNCT" {
		end--
	}
	if first >= end {
		return at
	}
	return onrecord.Span{Start: x.Doc.Tokens[first].Start, End: x.Doc.Tokens[end-1].End}
}
