package source

import (
	"slices"

	"onrecord"
)

// cueRules tell what sort of attribution it is, from its cue.
type cueRules struct {
	*text
	cues *cueFinder
	own  *ownership
}

// negations are the words that deny the act of attribution.
var negations = []string{"not", "never", "neither", "nor", "no", "without", "nobody", "none"}

// typeCue fills type, stance, medium, polarity, certainty, tense and commitment.
func (cr *cueRules) typeCue(i int, p *axisValues) {
	a := &cr.d.Attributions[i]
	first, end := cr.tokens(a.Cue)
	if first >= end {
		cr.cueless(a, p)
		return
	}
	c, ok := cr.cues.find(a, first, end)
	if ok {
		by, span := c.row.By(), cr.span(c.from, c.to)
		p.put(attType, c.row.Get("type"), span, by)
		cr.stanceAdverb(p, c, first, end)
		if a.Form == onrecord.FormTerm {
			p.put(stance, string(onrecord.StanceDistancing), a.Cue, "rule/term")
		}
		p.put(stance, c.row.Get("stance"), span, by)
		p.put(medium, c.row.Get("medium"), span, by)
		cr.byFrame(a, p, c)
	} else {
		c.top, c.from, c.to = cr.cues.topOf(first, end), first, end
		if a.Form == onrecord.FormTerm {
			p.put(attType, string(onrecord.TypeAssertion), a.Cue, "rule/term")
			p.put(stance, string(onrecord.StanceDistancing), a.Cue, "rule/term")
		}
		cr.stanceAdverb(p, c, first, end)
	}
	cr.typePolarity(p, c, ok, first, end)
	cr.typeCertainty(p, c, first, end)
	cr.typeTense(p, c, first, end)
	cr.typeCommitment(p, c, ok)
}

// cueless is a quotation that stands alone.
func (cr *cueRules) cueless(a *onrecord.Attribution, p *axisValues) {
	first, end := cr.tokens(a.Content[0])
	for i := first; i < end; i++ {
		if cr.quoted[i] {
			p.put(attType, string(onrecord.TypeAssertion), a.Content[0], "rule/bare-quotation")
			p.put(stance, string(onrecord.StanceNeutral), a.Content[0], "rule/bare-quotation")
			p.put(commitment, string(onrecord.CommitNeutral), a.Content[0], "rule/bare-quotation")
			p.put(polarity, string(onrecord.Positive), a.Content[0], "rule/bare-quotation")
			p.put(certainty, string(onrecord.CertaintyActual), a.Content[0], "rule/bare-quotation")
			return
		}
	}
}

// byFrame mends the type by what the dictionary's word alone cannot tell.
func (cr *cueRules) byFrame(a *onrecord.Attribution, p *axisValues, c cue) {
	lemma := cr.words[c.from].lemma
	if (lemma == "decline" || lemma == "refuse") && p.get(attType) == string(onrecord.TypeIntention) {
		if said := cr.cues.saying(cr.child(c.from, "xcomp")); said >= 0 {
			p.replace(attType, string(onrecord.TypeNonComment), cr.span(c.from, said+1), "rule/refused-to-say")
			p.replace(stance, string(onrecord.StanceNeutral), cr.span(c.from, said+1), "rule/refused-to-say")
		}
	}
	if p.get(attType) == string(onrecord.TypeNonComment) && cr.cues.frame(a) != "that" && a.Form == "" {
		p.put(form, string(onrecord.FormActOnly), p.traits[attType].span, "rule/non-comment")
	}
}

// group are the tokens of the verb group: those of the cue, and the auxiliaries, negations and adverbs that hang on it.
func (cr *cueRules) group(c cue, first, end int) []int {
	var out []int
	for i := first; i < end; i++ {
		out = append(out, i)
	}
	for _, top := range []int{c.top, c.from} {
		for _, k := range cr.kids[top] {
			rel := cr.rel(int(k))
			if (rel == "aux" || rel == "advmod" || rel == "cop" || rel == "cc" && cr.words[k].form == "neither") && !slices.Contains(out, int(k)) && cr.own.speaking[k] == 0 {
				out = append(out, int(k))
			}
		}
	}
	slices.Sort(out)
	return out
}

// stanceAdverb lets an adverb of the cue overrule its stance ("reportedly said", "flatly denied").
func (cr *cueRules) stanceAdverb(p *axisValues, c cue, first, end int) {
	for _, i := range cr.group(c, first, end) {
		row, ok := cr.dict.adverbs[cr.words[i].form]
		if ok && row.Get("stance") != "" && (i < c.from || i >= c.to) {
			p.put(stance, row.Get("stance"), cr.one(i), row.By())
			return
		}
	}
}

// typePolarity tells whether the attribution is denied. A refusal to comment that is put with "not" is denied as well.
func (cr *cueRules) typePolarity(p *axisValues, c cue, ok bool, first, end int) {
	for _, i := range cr.group(c, first, end) {
		if slices.Contains(negations, cr.words[i].lemma) {
			p.put(polarity, string(onrecord.Negated), cr.one(i), "rule/negation")
			return
		}
	}
	if ok && c.row.Get("polarity") != "" && p.get(attType) != string(onrecord.TypeNonComment) {
		p.put(polarity, c.row.Get("polarity"), cr.span(c.from, c.to), c.row.By())
	}
	p.put(polarity, string(onrecord.Positive), cr.span(first, end), "rule/not-denied")
}

// typeCertainty tells whether it is sure that the attribution took place.
func (cr *cueRules) typeCertainty(p *axisValues, c cue, first, end int) {
	for _, i := range cr.group(c, first, end) {
		switch w := cr.words[i]; {
		case cr.isModal(i) && (w.is("may") || w.is("might") || w.is("could") || w.is("can")) && !p.refusal():
			p.put(certainty, string(onrecord.CertaintyPossible), cr.one(i), "rule/modal")
		case cr.isModal(i) && (w.is("would") || w.is("'d") || w.is("should")) && !p.refusal() && !cr.wishing(c):
			p.put(certainty, string(onrecord.CertaintyConditional), cr.one(i), "rule/modal")
		default:
			if row, ok := cr.dict.adverbs[w.form]; ok && row.Get("certainty") != "" {
				p.put(certainty, row.Get("certainty"), cr.one(i), row.By())
			}
		}
	}
	if m := cr.child(c.top, "mark"); m >= 0 && (cr.words[m].form == "if" || cr.words[m].form == "unless") && cr.rel(c.top) == "advcl" {
		p.put(certainty, string(onrecord.CertaintyConditional), cr.one(m), "rule/condition")
	}
	p.put(certainty, string(onrecord.CertaintyActual), cr.span(first, end), "rule/no-condition")
}

// isModal tells whether a token is a modal verb, not the month or the noun of the same letters.
func (cr *cueRules) isModal(i int) bool { return cr.tag(i) == "AUX" || cr.d.Tokens[i].XPOS == "MD" }

// wishing tells whether "would" belongs to a wish ("would like to see").
func (cr *cueRules) wishing(c cue) bool {
	return slices.Contains([]string{"like", "love", "prefer", "rather", "want", "hate"}, cr.words[max(c.to-1, c.from)].lemma) ||
		slices.Contains([]string{"like", "love", "prefer", "rather"}, cr.words[c.top].lemma)
}

// typeTense tells when the attribution takes place.
func (cr *cueRules) typeTense(p *axisValues, c cue, first, end int) {
	if value, i := cr.tenseOf(cr.group(c, first, end)); i >= 0 {
		p.put(tense, string(value), cr.one(i), "rule/tense")
		return
	}
	// "adding that ..." takes the time of the verb that it hangs on.
	if cr.tag(c.top) != "VERB" {
		return
	}
	for j, steps := cr.governor(c.top), 0; j >= 0 && steps < 4; j, steps = cr.governor(j), steps+1 {
		group := []int{j}
		for _, k := range cr.kids[j] {
			if cr.rel(int(k)) == "aux" || cr.rel(int(k)) == "cop" {
				group = append(group, int(k))
			}
		}
		slices.Sort(group)
		if value, i := cr.tenseOf(group); i >= 0 {
			p.put(tense, string(value), cr.one(i), "rule/tense-of-main-verb")
			return
		}
	}
}

// tenseOf reads the first finite verb of a verb group, -1 where there is none. A modal in the past ("would") tells no time.
func (cr *cueRules) tenseOf(group []int) (onrecord.Tense, int) {
	perfect := slices.ContainsFunc(group, func(i int) bool { return cr.words[i].lemma == "have" && cr.tag(i) == "AUX" })
	for n, i := range group {
		switch x := cr.d.Tokens[i].XPOS; {
		case x == "MD":
			switch w := cr.words[i]; {
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
		case (x == "VBZ" || x == "VBP") && cr.words[i].lemma == "have" && perfect:
			return onrecord.TensePast, i
		case x == "VBZ" || x == "VBP":
			if cr.words[i].lemma == "be" && n+2 < len(group) && cr.words[group[n+1]].form == "going" && cr.words[group[n+2]].form == "to" {
				return onrecord.TenseFuture, i
			}
			return onrecord.TensePresent, i
		}
	}
	return "", -1
}

// typeCommitment tells what the cue lets on about the reporter's belief. What is denied or not sure commits to nothing.
func (cr *cueRules) typeCommitment(p *axisValues, c cue, ok bool) {
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
