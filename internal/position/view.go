package position

import (
	"strings"

	"onrecord"
	"onrecord/internal/tree"
)

// view is a document as positions are looked for in it.
type view struct{ tree.Tree }

func newView(d *onrecord.Document) *view { return &view{tree.New(d)} }

// subject is whose commitment a clause is, through joined verbs and relative clauses; -1 where nobody is told.
func (x *view) subject(i int) (at int, passive bool) {
	for range 5 {
		if k := x.Child(i, "nsubj:pass"); k >= 0 {
			return k, true
		}
		if k := x.Child(i, "nsubj"); k >= 0 {
			return k, false
		}
		if k := x.parted(i); k >= 0 {
			return k, false
		}
		t := &x.Doc.Tokens[i]
		up := x.Above(i)
		switch {
		case up < 0:
			return -1, false
		case t.Rel == "acl:relcl":
			return up, false
		case t.Rel == "acl" && t.XPOS == "VBN": // "a levy favoured by Harland"
			return up, true
		case t.Rel == "conj" || t.Rel == "xcomp" || t.Rel == "advcl" && t.XPOS == "VBG":
			i = up
		default:
			return -1, false
		}
	}
	return -1, false
}

// asks tells whether the sentence is a question: who asks commits nobody.
func (x *view) asks() bool {
	return strings.HasSuffix(strings.TrimRight(x.Doc.In(x.Sentence.Span), "\"'”’)"), "?")
}

// parted is the subject that words of saying part from its verb: "Sorrel, he said, would cut its fleet"; -1 for none. The pieces of
// what is said tell of it, where the tree does not.
func (x *view) parted(i int) int {
	a := x.Doc.Attribution(x.Doc.WordOn(x.Doc.Tokens[i].Span))
	if a == nil {
		return -1
	}
	for k := 1; k < len(a.Content); k++ {
		first, _ := x.Doc.TokensIn(a.Content[k])
		if first != i && (first != x.Child(i, "aux") || first < 0) {
			continue
		}
		from, end := x.Doc.TokensIn(a.Content[k-1])
		for j := from; j < end; j++ {
			if t := &x.Doc.Tokens[j]; (t.Tag == "NOUN" || t.Tag == "PROPN" || t.Tag == "PRON") && (x.Above(j) < from || x.Above(j) >= end) {
				return j
			}
		}
	}
	return -1
}

func (x *view) member(i int) onrecord.Member {
	m := onrecord.Member{Span: x.phrase(i, nil), Head: onrecord.TokenID(i + 1), Entity: x.EntityOf(i)}
	if m.Entity == 0 {
		m.Entity = x.itself(i)
	}
	return m
}

// itself is the body or state that says what "it" does, where "it" is the first word of what is said and was tied to nobody: "Norway
// clarified that it would not sign".
func (x *view) itself(i int) onrecord.EntityID {
	if !strings.EqualFold(x.Doc.Tokens[i].Lemma, "it") || x.Doc.Tokens[i].Rel != "nsubj" {
		return 0
	}
	a := x.toldBy(x.Doc.Tokens[i].Span)
	if a == nil || a.Source.Kind != onrecord.SourceGovernment && a.Source.Kind != onrecord.SourceOrganization {
		return 0
	}
	first, end := x.Doc.TokensIn(a.Content[0])
	for first < end && (x.Doc.Tokens[first].Tag == "SCONJ" || x.Doc.Tokens[first].Tag == "PUNCT") {
		first++
	}
	if first != i {
		return 0
	}
	return a.Source.Entity
}

// negation is the negating word right below i or below its auxiliary ("could not"), or -1.
func (x *view) negation(i int) int {
	for _, k := range x.Below(i) {
		switch strings.ToLower(x.Doc.In(x.Doc.Tokens[k].Span)) {
		case "not", "n't", "n’t", "never", "no":
			if x.Doc.Tokens[k].Rel != "det" {
				return k
			}
		}
		if x.Doc.Tokens[k].Rel == "aux" {
			if n := x.negation(k); n >= 0 {
				return n
			}
		}
	}
	return -1
}

// agent is who does what a passive says, behind "by"; -1 where nobody is told.
func (x *view) agent(i int) int { return x.with(i, "by") }

// with is the word that hangs on another by one of some prepositions, -1 for none.
func (x *view) with(i int, prepositions ...string) int {
	for _, p := range prepositions {
		for _, k := range x.Below(i) {
			if rel := x.Doc.Tokens[k].Rel; !strings.HasPrefix(rel, "obl") && rel != "nmod" && rel != "acl" && rel != "advcl" {
				continue
			}
			for _, m := range x.Below(k) {
				if rel := x.Doc.Tokens[m].Rel; (rel == "case" || rel == "mark") && strings.EqualFold(x.Doc.In(x.Doc.Tokens[m].Span), p) {
					return k
				}
			}
		}
	}
	return -1
}

// none is the "no" or "little" before a noun, -1 where it has neither.
func (x *view) none(noun int) int {
	for _, k := range x.Below(noun) {
		switch strings.ToLower(x.Doc.In(x.Doc.Tokens[k].Span)) {
		case "no", "little":
			return k
		}
	}
	return -1
}

// conditional tells whether a clause, or one that it hangs on, stands under "if", "whether" or "unless": it commits nobody.
func (x *view) conditional(i int) bool {
	for range 6 {
		if k := x.Child(i, "mark"); k >= 0 {
			switch strings.ToLower(x.Doc.In(x.Doc.Tokens[k].Span)) {
			case "if", "whether", "unless", "until", "once", "provided":
				return true
			}
		}
		up := x.Above(i)
		if up < 0 {
			return false
		}
		switch x.Doc.Tokens[i].Rel {
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
	up := x.Above(i)
	return x.Doc.Tokens[i].Rel == "ccomp" && up >= 0 && x.Doc.Tokens[up].Lemma == "deny"
}

// reach is the first and last word under i, without closing marks.
func (x *view) reach(i int) (low, high int) {
	low, high = i, i
	var walk func(k, depth int)
	walk = func(k, depth int) {
		low, high = min(low, k), max(high, k)
		for _, c := range x.Below(k) {
			if depth < 30 {
				walk(c, depth+1)
			}
		}
	}
	walk(i, 0)
	for high > i && x.Doc.Tokens[high].Tag == "PUNCT" {
		high--
	}
	for low < i && x.Doc.Tokens[low].Tag == "PUNCT" {
		low++
	}
	return low, high
}

// apart are the relations whose words do not belong to an actor or a matter.
var apart = map[string]bool{"acl:relcl": true, "appos": true, "conj": true, "cc": true, "parataxis": true, "nsubj": true,
	"nsubj:pass": true, "aux": true, "aux:pass": true, "cop": true, "mark": true, "advcl": true}

// phrase is the words under i that belong to it, and none that skip names.
func (x *view) phrase(i int, skip func(k int) bool) onrecord.Span {
	return x.Phrase(i, func(k int) bool {
		rel := x.Doc.Tokens[k].Rel
		return apart[rel] || rel == "case" && x.Above(k) == i || skip != nil && skip(k)
	})
}

// matter is what a position is about: the words under it without adverbs, up to the first condition.
func (x *view) matter(i int, f *Finder) onrecord.Span {
	at := x.phrase(i, func(k int) bool {
		return x.Doc.Tokens[k].Rel == "advmod" || x.none(i) == k || strings.HasPrefix(x.Doc.Tokens[k].Rel, "obl") && x.Doc.Tokens[k].Lemma == "circumstance"
	})
	first, end := x.Doc.TokensIn(at)
	for k := max(first, i) + 1; k < end; k++ {
		if _, _, ok := f.conditionAt(x, k, end); ok {
			at.End = x.Doc.Tokens[k-1].End
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
		for k < len(want) && strings.EqualFold(x.Doc.In(x.Doc.Tokens[i+k].Span), want[k]) {
			k++
		}
		if k == len(want) {
			return onrecord.Span{Start: x.Doc.Tokens[i].Start, End: x.Doc.Tokens[i+k-1].End}, true
		}
	}
	return onrecord.Span{}, false
}
