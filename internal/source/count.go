package source

import (
	"strconv"
	"strings"

	"onrecord"
)

// typeNumber tells how many speak. The source's own words count first; where they only point, those they stand for.
func (r *reading) typeNumber(p *portrait, own, called voice) {
	switch onrecord.SourceKind(p.get(kind)) {
	case onrecord.SourceNone:
		return
	case onrecord.SourceGovernment, onrecord.SourceOrganization:
		if own.head >= 0 && !r.points(own) && !r.many(own) && len(own.peers) == 0 || own.head >= 0 && r.words[own.head].lemma == "police" {
			p.put(number, string(onrecord.NumberOne), r.one(own.head), "rule/body")
		}
	}
	if own.head >= 0 && r.points(own) {
		r.pronounNumber(p, own, called)
		return
	}
	for _, v := range []voice{own, called} {
		if v.head >= 0 && p.get(number) == "" {
			r.numberOf(p, v)
		}
	}
}

// pronounNumber is the number of a pronoun: "she" is one; "they" are as many as those they stand for.
func (r *reading) pronounNumber(p *portrait, own, called voice) {
	if own.quantity >= 0 {
		r.numberOf(p, own)
		return
	}
	span := r.one(own.head)
	switch r.words[own.head].form {
	case "he", "she", "i", "him", "her", "his", "my", "me", "himself", "herself":
		p.put(number, string(onrecord.NumberOne), span, "rule/pronoun")
		return
	}
	if called.head >= 0 && !r.points(called) {
		r.numberOf(p, called)
		return
	}
	switch r.words[own.head].form {
	case "we", "these", "those":
		p.put(number, string(onrecord.NumberPlural), span, "rule/pronoun")
	}
}

// numberOf reads the number of a phrase.
func (r *reading) numberOf(p *portrait, v voice) {
	if len(v.peers) > 0 && r.person(v) != nil && r.allPeople(v) {
		r.exactly(p, 1+len(v.peers), r.span(v.head, v.peers[len(v.peers)-1]+1), "rule/names-joined")
		return
	}
	if i := r.countWord(v); i >= 0 {
		n, by := r.figure(i)
		switch {
		case n > 0 && r.approximate(v, i):
			p.put(number, string(onrecord.NumberPlural), r.one(i), "rule/about-so-many")
		case n == 1:
			p.put(number, string(onrecord.NumberOne), r.one(i), by)
		case n > 1:
			r.exactly(p, n, r.one(i), by)
		case r.many(v) || v.quantity >= 0:
			p.put(number, string(onrecord.NumberPlural), r.one(i), by)
		}
	}
	if r.many(v) || len(v.peers) > 0 {
		p.put(number, string(onrecord.NumberPlural), r.one(v.head), "rule/plural")
		return
	}
	switch onrecord.SourceKind(p.get(kind)) {
	case onrecord.SourceGroup:
		p.put(number, string(onrecord.NumberPlural), r.one(v.head), "rule/group")
	case "":
	default:
		if r.tag(v.head) != "PRON" {
			p.put(number, string(onrecord.NumberOne), r.headSpan(v), "rule/singular")
		}
	}
}

// headSpan is the head of a phrase, or the name that it belongs to.
func (r *reading) headSpan(v voice) onrecord.Span {
	if r.named[v.head] > 0 {
		return r.d.Names[r.named[v.head]-1].Span
	}
	return r.one(v.head)
}

func (r *reading) exactly(p *portrait, n int, span onrecord.Span, by string) {
	if p.get(number) == "" {
		p.put(number, string(onrecord.NumberExact), span, by)
		p.count = n
	}
}

// allPeople tells whether every one of the joined heads is a person's name.
func (r *reading) allPeople(v voice) bool {
	for _, i := range v.peers {
		if !r.isName(i, onrecord.Person) {
			return false
		}
	}
	return true
}

// countWord is the word that counts the source ("two", "several", "30", "one of"), or -1.
func (r *reading) countWord(v voice) int {
	if v.quantity >= 0 {
		return v.quantity
	}
	best := -1
	for _, i := range v.core {
		if i >= v.head || r.named[i] > 0 {
			continue
		}
		if h := r.head(i); h != v.head && !r.treeless(v.core) {
			continue
		}
		if n, _ := r.figure(i); n != 0 {
			if best < 0 || r.tag(best) == "DET" {
				best = i
			}
		} else if _, ok := r.t.numbers.find(r.words[i]); ok && best < 0 && r.rel(i) != "advmod" {
			best = i
		}
	}
	return best
}

// counted is how many the phrase says that there are, 0 when it does not say.
func (r *reading) counted(v voice) int {
	if i := r.countWord(v); i >= 0 {
		n, _ := r.figure(i)
		return n
	}
	return 0
}

// figure is the number that a word stands for, 0 for none.
func (r *reading) figure(i int) (int, string) {
	if n, err := strconv.Atoi(strings.ReplaceAll(r.words[i].form, ",", "")); err == nil && n > 0 && n < 1_000_000 {
		return n, "rule/figure"
	}
	row, ok := r.t.numbers.find(r.words[i])
	if !ok {
		return 0, ""
	}
	n, err := strconv.Atoi(row.Get("count"))
	if err != nil {
		return 0, row.By()
	}
	return n, row.By()
}

// approximate tells whether a figure is a guess ("at least four", "some 20").
func (r *reading) approximate(v voice, figure int) bool {
	for _, i := range v.core {
		if i >= figure {
			break
		}
		row, ok := r.t.numbers.find(r.words[i])
		if ok && (row.Get("approx") != "" || r.words[i].form == "some") {
			return true
		}
	}
	return false
}
