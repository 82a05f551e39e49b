package source

import (
	"slices"

	"onrecord"
)

// group are the tokens of the verb group: those of the cue, and the auxiliaries, negations and adverbs that hang on it.
func (r *reading) group(c cue, first, end int) []int {
	var out []int
	for i := first; i < end; i++ {
		out = append(out, i)
	}
	for _, top := range []int{c.top, c.from} {
		for _, k := range r.kids[top] {
			rel := r.rel(int(k))
			if (rel == "aux" || rel == "advmod" || rel == "cop" || rel == "cc" && r.words[k].form == "neither") && !slices.Contains(out, int(k)) && r.speaking[k] == 0 {
				out = append(out, int(k))
			}
		}
	}
	slices.Sort(out)
	return out
}

// stanceAdverb lets an adverb of the cue overrule its stance ("reportedly said", "flatly denied").
func (r *reading) stanceAdverb(p *portrait, c cue, first, end int) {
	for _, i := range r.group(c, first, end) {
		row, ok := r.t.adverbs[r.words[i].form]
		if ok && row.Get("stance") != "" && (i < c.from || i >= c.to) {
			p.put(stance, row.Get("stance"), r.one(i), row.By())
			return
		}
	}
}

// negations are the words that deny the act of attribution.
var negations = []string{"not", "never", "neither", "nor", "no", "without", "nobody", "none"}

// typePolarity tells whether the attribution is denied. A refusal to comment that is put with "not" is denied as well.
func (r *reading) typePolarity(p *portrait, c cue, ok bool, first, end int) {
	for _, i := range r.group(c, first, end) {
		if slices.Contains(negations, r.words[i].lemma) {
			p.put(polarity, string(onrecord.Negated), r.one(i), "rule/negation")
			return
		}
	}
	if ok && c.row.Get("polarity") != "" && p.get(attType) != string(onrecord.TypeNonComment) {
		p.put(polarity, c.row.Get("polarity"), r.span(c.from, c.to), c.row.By())
	}
	p.put(polarity, string(onrecord.Positive), r.span(first, end), "rule/not-denied")
}

// typeCertainty tells whether it is sure that the attribution took place.
func (r *reading) typeCertainty(p *portrait, c cue, first, end int) {
	for _, i := range r.group(c, first, end) {
		switch w := r.words[i]; {
		case r.isModal(i) && (w.is("may") || w.is("might") || w.is("could") || w.is("can")) && !r.refusal(p):
			p.put(certainty, string(onrecord.CertaintyPossible), r.one(i), "rule/modal")
		case r.isModal(i) && (w.is("would") || w.is("'d") || w.is("should")) && !r.refusal(p) && !r.wishing(c):
			p.put(certainty, string(onrecord.CertaintyConditional), r.one(i), "rule/modal")
		default:
			if row, ok := r.t.adverbs[w.form]; ok && row.Get("certainty") != "" {
				p.put(certainty, row.Get("certainty"), r.one(i), row.By())
			}
		}
	}
	if m := r.child(c.top, "mark"); m >= 0 && (r.words[m].form == "if" || r.words[m].form == "unless") && r.rel(c.top) == "advcl" {
		p.put(certainty, string(onrecord.CertaintyConditional), r.one(m), "rule/condition")
	}
	p.put(certainty, string(onrecord.CertaintyActual), r.span(first, end), "rule/no-condition")
}

// isModal tells whether a token is a modal verb, not the month or the noun of the same letters.
func (r *reading) isModal(i int) bool { return r.tag(i) == "AUX" || r.d.Tokens[i].XPOS == "MD" }

func (r *reading) refusal(p *portrait) bool {
	return p.get(attType) == string(onrecord.TypeNonComment)
}

// wishing tells whether "would" belongs to a wish ("would like to see").
func (r *reading) wishing(c cue) bool {
	return slices.Contains([]string{"like", "love", "prefer", "rather", "want", "hate"}, r.words[max(c.to-1, c.from)].lemma) ||
		slices.Contains([]string{"like", "love", "prefer", "rather"}, r.words[c.top].lemma)
}

// typeTense tells when the attribution takes place.
func (r *reading) typeTense(p *portrait, c cue, first, end int) {
	if value, i := r.tenseOf(r.group(c, first, end)); i >= 0 {
		p.put(tense, string(value), r.one(i), "rule/tense")
		return
	}
	// "adding that ..." takes the time of the verb that it hangs on.
	if r.tag(c.top) != "VERB" {
		return
	}
	for j, steps := r.head(c.top), 0; j >= 0 && steps < 4; j, steps = r.head(j), steps+1 {
		group := []int{j}
		for _, k := range r.kids[j] {
			if r.rel(int(k)) == "aux" || r.rel(int(k)) == "cop" {
				group = append(group, int(k))
			}
		}
		slices.Sort(group)
		if value, i := r.tenseOf(group); i >= 0 {
			p.put(tense, string(value), r.one(i), "rule/tense-of-main-verb")
			return
		}
	}
}

// tenseOf reads the first finite verb of a verb group, -1 where there is none. A modal in the past ("would") tells no time.
func (r *reading) tenseOf(group []int) (onrecord.Tense, int) {
	perfect := slices.ContainsFunc(group, func(i int) bool { return r.words[i].lemma == "have" && r.tag(i) == "AUX" })
	for n, i := range group {
		switch x := r.d.Tokens[i].XPOS; {
		case x == "MD":
			switch w := r.words[i]; {
			case w.is("will") || w.is("'ll") || w.is("shall") || w.form == "wo":
				return onrecord.TenseFuture, i
			case perfect:
				return onrecord.TensePast, i
			case w.is("may") || w.is("can") || w.is("must"):
				return onrecord.TensePresent, i
			}
			return "", i
		case x == "VBD":
			return onrecord.TensePast, i
		case (x == "VBZ" || x == "VBP") && r.words[i].lemma == "have" && perfect:
			return onrecord.TensePast, i
		case x == "VBZ" || x == "VBP":
			if r.words[i].lemma == "be" && n+2 < len(group) && r.words[group[n+1]].form == "going" && r.words[group[n+2]].form == "to" {
				return onrecord.TenseFuture, i
			}
			return onrecord.TensePresent, i
		}
	}
	return "", -1
}

// typeCommitment tells what the cue lets on about the reporter's belief. What is denied or not sure commits to nothing.
func (r *reading) typeCommitment(p *portrait, c cue, ok bool) {
	at := p.traits[stance]
	if at.value == "" {
		return
	}
	value := onrecord.CommitNeutral
	switch {
	case at.value == string(onrecord.StanceDistancing):
		value = onrecord.CommitDistance
	case p.get(polarity) == string(onrecord.Negated) || p.get(certainty) != string(onrecord.CertaintyActual):
	case at.value == string(onrecord.StanceFactive):
		value = onrecord.CommitEndorses
	case ok && c.row.Get("commitment") != "" && at.by == c.row.By():
		value = onrecord.Commitment(c.row.Get("commitment"))
	}
	p.put(commitment, string(value), at.span, at.by)
}
