package source

import "onrecord"

// numberRules tell how many speak.
type numberRules struct{ *text }

// typeNumber tells how many speak. The source's own words count first; where they only point, those they stand for.
func (nu *numberRules) typeNumber(p *axisValues, own, called nounPhrase) {
	switch onrecord.SourceKind(p.get(kind)) {
	case onrecord.SourceNone:
		return
	case onrecord.SourceGovernment, onrecord.SourceOrganization:
		if own.head >= 0 && !own.points() && !own.many() && len(own.peers) == 0 || own.head >= 0 && nu.words[own.head].lemma == "police" {
			p.put(number, string(onrecord.NumberOne), nu.one(own.head), "rule/body")
		}
	}
	if own.head >= 0 && own.points() {
		nu.pronounNumber(p, own, called)
		return
	}
	for _, np := range []nounPhrase{own, called} {
		if np.head >= 0 && p.get(number) == "" {
			nu.numberOf(p, np)
		}
	}
}

// pronounNumber is the number of a pronoun: "she" is one; "they" are as many as those they stand for.
func (nu *numberRules) pronounNumber(p *axisValues, own, called nounPhrase) {
	if own.quantity >= 0 {
		nu.numberOf(p, own)
		return
	}
	span := nu.one(own.head)
	switch nu.words[own.head].form {
	case "he", "she", "i", "him", "her", "his", "my", "me", "himself", "herself":
		p.put(number, string(onrecord.NumberOne), span, "rule/pronoun")
		return
	}
	if called.head >= 0 && !called.points() {
		nu.numberOf(p, called)
		return
	}
	switch nu.words[own.head].form {
	case "we", "these", "those":
		p.put(number, string(onrecord.NumberPlural), span, "rule/pronoun")
	}
}

// numberOf reads the number of a phrase.
func (nu *numberRules) numberOf(p *axisValues, np nounPhrase) {
	if len(np.peers) > 0 && np.person() != nil && np.allPeople() {
		p.exactly(1+len(np.peers), nu.span(np.head, np.peers[len(np.peers)-1]+1), "rule/names-joined")
		return
	}
	if i := np.countWord(); i >= 0 {
		n, by := nu.figure(i)
		switch {
		case n > 0 && np.approximate(i):
			p.put(number, string(onrecord.NumberPlural), nu.one(i), "rule/about-so-many")
		case n == 1:
			p.put(number, string(onrecord.NumberOne), nu.one(i), by)
		case n > 1:
			p.exactly(n, nu.one(i), by)
		case np.many() || np.quantity >= 0:
			p.put(number, string(onrecord.NumberPlural), nu.one(i), by)
		}
	}
	if np.many() || len(np.peers) > 0 {
		p.put(number, string(onrecord.NumberPlural), nu.one(np.head), "rule/plural")
		return
	}
	switch onrecord.SourceKind(p.get(kind)) {
	case onrecord.SourceGroup:
		p.put(number, string(onrecord.NumberPlural), nu.one(np.head), "rule/group")
	case "":
	default:
		if nu.tag(np.head) != "PRON" {
			p.put(number, string(onrecord.NumberOne), np.headSpan(), "rule/singular")
		}
	}
}
