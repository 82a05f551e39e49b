package source

import "onrecord"

// What a report calls a person beside the name, outside the words of the mention itself: in front ("candidate Mara Lund"), in a clause or
// apposition behind ("Mara Lund, who was a candidate, ..."), or as what somebody is said to be ("Lund is a former envoy").

const (
	mostInFront = 4  // words in front of a name that can be its title
	mostBeside  = 20 // mentions of one person that are looked at
)

// inFront is the dictionary's noun that ends right in front of a name, or begins it. The tags are not asked: a title without an article is
// often taken for an adjective or a verb.
func (kr *kindRules) inFront(name onrecord.Span) (hit, bool) {
	from, to := kr.tokens(name)
	if from >= to {
		return hit{}, false
	}
	lo, at := from, kr.sentence(from)
	for lo > 0 && from-lo < mostInFront && kr.sentence(lo-1) == at && kr.named[lo-1] == 0 && kr.isWord(lo-1) {
		lo--
	}
	best, ok := hit{}, false
	for _, h := range kr.dict.heads.within(kr.words, lo, to) {
		if h.to < to && (h.to == from || h.from == from) && (!ok || h.to-h.from > best.to-best.from) {
			best, ok = h, true
		}
	}
	return best, ok
}

// beside are the nouns of the dictionary by which a report calls whom a mention is of, beside it.
func (kr *kindRules) beside(m onrecord.Mention) []hit {
	from, to := kr.tokens(m.Span)
	var out []hit
	if h, ok := kr.inFront(m.Span); ok && m.Form == onrecord.NameForm {
		out = append(out, h)
	}
	noun := func(lo, head int) {
		for _, h := range kr.dict.heads.within(kr.words, max(to, lo), head+1) {
			if h.from <= head && head < h.to {
				out = append(out, h)
			}
		}
	}
	for i := from; i < to; i++ {
		for _, k := range kr.kids[i] {
			p := int(k)
			if p >= to && (kr.rel(p) == "appos" || kr.rel(p) == "acl:relcl" && kr.child(p, "cop") >= 0) {
				noun(p-mostInFront, p)
			}
		}
		if g := kr.governor(i); g >= to && kr.rel(i) == "nsubj" && kr.child(g, "cop") >= 0 {
			noun(g-mostInFront, g)
		}
	}
	return out
}

// formerly tells whether a word in front of a title says that it is no longer borne ("a former state senator").
func (kr *kindRules) formerly(h hit) bool {
	for i := h.from - 1; i >= 0 && h.from-i <= mostInFront && kr.sentence(i) == kr.sentence(h.from); i-- {
		if kr.tag(i) == "VERB" || kr.tag(i) == "AUX" || kr.tag(i) == "PUNCT" && kr.words[i].form != "-" {
			return false
		}
		if row, ok := kr.statusAt(i); ok {
			return row.Get("status") == string(onrecord.StatusFormer)
		}
	}
	return false
}

// weight is how much the words count that gave a source its kind: more where they name an office or one writing ("the report"; "reports" are
// often what outlets say), most where a person left the office or only seeks it.
func (kr *kindRules) weight(p *axisValues, a *onrecord.Attribution, calls []nounPhrase) float64 {
	switch k := p.get(kind); {
	case k == string(onrecord.SourceOfficeHolder), k == string(onrecord.SourceDocument) && !calls[0].many():
		return byTitle
	case k == string(onrecord.SourcePerson) && kr.leftOrSought(a, calls):
		return byStatus
	}
	return byWords
}

// leftOrSought tells whether the report calls a person by an office that is over or is only stood for ("former envoy", "candidate for
// mayor"), and by none that is held.
func (kr *kindRules) leftOrSought(a *onrecord.Attribution, calls []nounPhrase) bool {
	told := false
	for _, c := range calls {
		h, ok := c.title()
		if !ok || c.many() {
			continue
		}
		office := kr.everHeld(h, c) == string(onrecord.SourceOfficeHolder)
		if office && !c.formerly() {
			return false
		}
		told = told || office || stoodFor(h)
	}
	e := kr.d.Entity(a.Source.Entity)
	if e == nil || e.Kind != onrecord.Person {
		return told
	}
	for k, m := range e.Mentions {
		if k == mostBeside {
			break
		}
		for _, h := range kr.beside(m) {
			office, over := h.row.Get("kind") == string(onrecord.SourceOfficeHolder) || h.row.Get("office") != "", kr.formerly(h)
			if office && !over {
				return false
			}
			told = told || office || stoodFor(h)
		}
	}
	return told
}

// stoodFor tells whether a title is that of one who stands for an office or speaks for a party.
func stoodFor(h hit) bool {
	return h.row.Get("kind") == string(onrecord.SourcePerson) && h.row.Get("office") == "" && h.row.Get("affiliation") == string(onrecord.AffParty)
}
