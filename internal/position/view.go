package position

import (
	"strings"

	"onrecord"
)

// view is a document as positions are looked for in it: by sentence, with the words below each word.
type view struct {
	d        *onrecord.Document
	s        onrecord.Sentence
	kids     [][]int
	entities map[int]onrecord.EntityID
}

func newView(d *onrecord.Document) *view {
	x := &view{d: d, entities: map[int]onrecord.EntityID{}}
	for i := range d.Entities {
		for _, m := range d.Entities[i].Mentions {
			if m.Head > 0 {
				x.entities[int(m.Head)-1] = onrecord.EntityID(i + 1)
			}
		}
	}
	return x
}

func (x *view) open(s onrecord.Sentence) {
	x.s, x.kids = s, make([][]int, s.To-s.From)
	for i := s.From; i < s.To; i++ {
		if h := int(x.d.Tokens[i].Head) - 1; h >= s.From && h < s.To {
			x.kids[h-s.From] = append(x.kids[h-s.From], i)
		}
	}
}

func (x *view) below(i int) []int { return x.kids[i-x.s.From] }

func (x *view) child(i int, rel string) int {
	for _, k := range x.below(i) {
		if x.d.Tokens[k].Rel == rel {
			return k
		}
	}
	return -1
}

func (x *view) conjuncts(i int) []int {
	var out []int
	for _, k := range x.below(i) {
		if x.d.Tokens[k].Rel == "conj" {
			out = append(out, k)
		}
	}
	return out
}

// subject is whose commitment a clause is, through joined verbs and relative clauses; -1 where nobody is told.
func (x *view) subject(i int) (at int, passive bool) {
	for range 5 {
		if k := x.child(i, "nsubj:pass"); k >= 0 {
			return k, true
		}
		if k := x.child(i, "nsubj"); k >= 0 {
			return k, false
		}
		t := &x.d.Tokens[i]
		up := int(t.Head) - 1
		switch {
		case up < x.s.From || up >= x.s.To:
			return -1, false
		case t.Rel == "acl:relcl":
			return up, false
		case t.Rel == "conj" || t.Rel == "xcomp" || t.Rel == "advcl" && t.XPOS == "VBG":
			i = up
		default:
			return -1, false
		}
	}
	return -1, false
}

func (x *view) member(i int) onrecord.Member {
	return onrecord.Member{Span: x.phrase(i, nil), Head: onrecord.TokenID(i + 1), Entity: x.entities[i]}
}

// negation is the negating word right below i or below its auxiliary ("could not"), or -1.
func (x *view) negation(i int) int {
	for _, k := range x.below(i) {
		switch strings.ToLower(x.d.In(x.d.Tokens[k].Span)) {
		case "not", "n't", "n’t", "never", "no":
			if x.d.Tokens[k].Rel != "det" {
				return k
			}
		}
		if x.d.Tokens[k].Rel == "aux" {
			if n := x.negation(k); n >= 0 {
				return n
			}
		}
	}
	return -1
}

// conditional tells whether a clause, or one that it hangs on, stands under "if", "whether" or "unless": it commits nobody.
func (x *view) conditional(i int) bool {
	for range 6 {
		if k := x.child(i, "mark"); k >= 0 {
			switch strings.ToLower(x.d.In(x.d.Tokens[k].Span)) {
			case "if", "whether", "unless", "until", "once", "provided":
				return true
			}
		}
		up := int(x.d.Tokens[i].Head) - 1
		if up < x.s.From || up >= x.s.To {
			return false
		}
		switch x.d.Tokens[i].Rel {
		case "xcomp", "ccomp", "conj":
			i = up
		default:
			return false
		}
	}
	return false
}

// denied tells whether a clause is what somebody denies: "denied that it would send ships".
func (x *view) denied(i int) bool {
	up := int(x.d.Tokens[i].Head) - 1
	return x.d.Tokens[i].Rel == "ccomp" && up >= x.s.From && up < x.s.To && x.d.Tokens[up].Lemma == "deny"
}

// reach is the first and last word under i, without closing marks.
func (x *view) reach(i int) (low, high int) {
	low, high = i, i
	var walk func(k, depth int)
	walk = func(k, depth int) {
		low, high = min(low, k), max(high, k)
		for _, c := range x.below(k) {
			if depth < 30 {
				walk(c, depth+1)
			}
		}
	}
	walk(i, 0)
	for high > i && x.d.Tokens[high].Tag == "PUNCT" {
		high--
	}
	for low < i && x.d.Tokens[low].Tag == "PUNCT" {
		low++
	}
	return low, high
}

// phrase is the words under i that belong to it: no relative clause, apposition or joined phrase, and none that skip names.
func (x *view) phrase(i int, skip func(k int) bool) onrecord.Span {
	from, to := i, i
	var walk func(k, depth int)
	walk = func(k, depth int) {
		from, to = min(from, k), max(to, k)
		for _, c := range x.below(k) {
			switch x.d.Tokens[c].Rel {
			case "acl:relcl", "appos", "conj", "cc", "punct", "parataxis", "nsubj", "nsubj:pass", "aux", "aux:pass", "cop", "mark", "advcl", "case":
				if !(x.d.Tokens[c].Rel == "case" && k != i) && x.d.Tokens[c].XPOS != "HYPH" {
					continue
				}
			}
			if depth < 20 && (skip == nil || !skip(c)) {
				walk(c, depth+1)
			}
		}
	}
	walk(i, 0)
	return onrecord.Span{Start: x.d.Tokens[from].Start, End: x.d.Tokens[to].End}
}

// matter is what a position is about: the words under it without adverbs, up to the first condition.
func (x *view) matter(i int, f *Finder) onrecord.Span {
	at := x.phrase(i, func(k int) bool {
		return x.d.Tokens[k].Rel == "advmod" || strings.HasPrefix(x.d.Tokens[k].Rel, "obl") && x.d.Tokens[k].Lemma == "circumstance"
	})
	first, end := x.d.TokensIn(at)
	for k := max(first, i) + 1; k < end; k++ {
		if _, _, ok := f.conditionAt(x, k, end); ok {
			at.End = x.d.Tokens[k-1].End
			break
		}
	}
	return at
}

// phraseIn finds words of the dictionary between two words.
func (x *view) phraseIn(low, high int, words string) (onrecord.Span, bool) {
	want := strings.Fields(words)
	for i := low; i+len(want)-1 <= high; i++ {
		k := 0
		for k < len(want) && strings.EqualFold(x.d.In(x.d.Tokens[i+k].Span), want[k]) {
			k++
		}
		if k == len(want) {
			return onrecord.Span{Start: x.d.Tokens[i].Start, End: x.d.Tokens[i+k-1].End}, true
		}
	}
	return onrecord.Span{}, false
}
