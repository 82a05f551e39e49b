package factuality

import (
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/lang/linear"
	"onrecord/internal/lang/wordclass"
)

// The templates, numbered so that features of one never meet those of another.
const (
	onBias = iota
	onWord
	onForm
	onClass
	onVerdict
	onCue
	onBelow
	onSubject
	onGovernor
	onGovernorOf
	onStrength
	onWay
	onNear
	onSentence
	onNoun
)

// drawing is the features of one predicate, drawn while its way up the tree is known.
type drawing struct {
	w        *walk
	classes  *wordclass.Classes
	strength map[verbFrame][2]int8 // tenths: positive, negated
	out      []linear.Feature
}

// verbFrame is a verb with the shape of its complement.
type verbFrame struct{ verb, frame string }

func (x *drawing) add(template uint32, words ...string) {
	var h [3]uint32
	for i, w := range words {
		h[i] = linear.Word(w)
	}
	x.out = append(x.out, linear.Join(template, h[0], h[1], h[2]))
}

func (x *drawing) token(i int) *onrecord.Token { return &x.w.d.Tokens[i] }

func (x *drawing) lemma(i int) string { return strings.ToLower(x.token(i).Lemma) }

func (x *drawing) text(i int) string { return strings.ToLower(x.w.d.In(x.token(i).Span)) }

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// draw fills the features of the predicate at the bottom of a path, on which the rules found f.
func (x *drawing) draw(path []int, f *onrecord.Factuality) []linear.Feature {
	head := path[0]
	t := x.token(head)
	x.add(onBias)
	x.add(onWord, x.lemma(head))
	x.add(onWord, x.lemma(head), string(f.Modality), string(f.Polarity))
	x.add(onForm, t.Tag)
	x.add(onForm, t.XPOS, t.Rel)
	x.add(onForm, string(f.Tense), t.Tag, t.Rel)
	fine, coarse := x.classes.Of(x.w.d.In(t.Span))
	x.out = append(x.out, linear.Join(onClass, 0, uint32(fine), 0), linear.Join(onClass, 1, uint32(coarse), 0))
	x.add(onVerdict, string(f.Modality), string(f.Polarity))
	x.add(onVerdict, string(f.Modality), string(f.Polarity), t.Tag)
	x.add(onVerdict, string(f.Modality), t.Rel, t.XPOS)
	for i, c := range f.Cues {
		w := strings.ToLower(x.w.d.In(c.Span))
		x.add(onCue, c.Kind)
		x.add(onCue, c.Kind, w)
		x.add(onCue, c.Kind, w, t.Tag)
		if i > 0 {
			x.add(onCue, f.Cues[i-1].Kind, c.Kind, "then")
		}
	}
	x.below(head)
	x.above(path)
	x.around(head)
	slices.Sort(x.out)
	return slices.Compact(x.out)
}

// below looks at what hangs on the predicate.
func (x *drawing) below(head int) {
	tag := x.token(head).Tag
	object, subject := false, false
	for c := x.w.s.From; c < x.w.s.To; c++ {
		k := x.token(c)
		if int(k.Head)-1 != head {
			continue
		}
		switch rel, _, _ := strings.Cut(k.Rel, ":"); rel {
		case "aux", "advmod", "mark", "cop", "cc":
			x.add(onBelow, rel, x.text(c))
			x.add(onBelow, rel, x.text(c), tag)
			x.add(onBelow, rel, x.text(c), x.token(head).XPOS)
		case "det", "amod", "case", "nummod", "nmod", "compound":
			x.add(onNoun, rel, x.lemma(c), tag)
			x.add(onNoun, rel, tag)
		case "nsubj":
			subject = true
			x.add(onSubject, k.Rel, k.XPOS)
			if k.Tag == "PRON" || k.Tag == "DET" {
				x.add(onSubject, x.text(c))
				x.add(onSubject, x.text(c), x.token(head).XPOS)
			}
		case "obj", "ccomp", "xcomp", "advcl", "obl", "punct", "conj":
			object = object || rel == "obj"
			x.add(onBelow, rel, "there", tag)
		}
	}
	x.add(onSubject, yes(subject), yes(object), x.token(head).XPOS)
}

// frameOf is the shape of the complement that a word is of the one above it.
func (x *drawing) frameOf(dep int) string {
	rel := x.token(dep).Rel
	infinitive := x.w.infinitive(dep)
	switch {
	case rel == "xcomp" && infinitive:
		return "to"
	case rel == "ccomp" && !infinitive:
		return "that"
	case rel == "xcomp" || rel == "ccomp":
		return "object"
	}
	return ""
}

// above looks at the words over the predicate, nearest first.
func (x *drawing) above(path []int) {
	way := ""
	for k, i := range path {
		rel := x.token(i).Rel
		if k < 4 {
			way += " " + rel
			x.add(onWay, way)
		}
		if k == 0 || k > 3 {
			continue
		}
		dep := path[k-1]
		x.add(onGovernor, x.lemma(i), x.token(dep).Rel, string(rune('0'+k)))
		x.add(onGovernor, x.lemma(i), string(rune('0'+k)))
		x.add(onGovernorOf, x.token(i).XPOS, x.token(dep).Rel, string(rune('0'+k)))
		fine, coarse := x.classes.Of(x.w.d.In(x.token(i).Span))
		x.out = append(x.out, linear.Join(onClass, uint32(2*k), uint32(fine), 0), linear.Join(onClass, uint32(2*k+1), uint32(coarse), 0))
		negated := x.w.negations(i)
		x.add(onGovernorOf, "negated", yes(negated), string(rune('0'+k)))
		if frame := x.frameOf(dep); frame != "" {
			if s, ok := x.strength[verbFrame{x.lemma(i), frame}]; ok {
				v := s[0]
				if negated {
					v = s[1]
				}
				x.add(onStrength, frame, string(rune('m'+v)), string(rune('0'+k)))
				x.add(onStrength, string(rune('m'+v/3)))
			}
		}
	}
}

// around looks at the words beside the predicate and at the sentence.
func (x *drawing) around(head int) {
	for k := 1; k <= 2; k++ {
		before, after := "", ""
		if i := head - k; i >= x.w.s.From {
			before = x.lemma(i)
		}
		if i := head + k; i < x.w.s.To {
			after = x.lemma(i)
		}
		x.add(onNear, before, string(rune('a'+k)))
		x.add(onNear, after, string(rune('A'+k)))
		x.add(onNear, before, x.lemma(head), string(rune('a'+k)))
	}
	s := x.w.s
	x.add(onSentence, "last", x.text(s.To-1))
	x.add(onSentence, "length", string(rune('0'+min((s.To-s.From)/8, 8))))
	x.add(onSentence, "at", yes(head == s.From), x.token(head).XPOS)
	for i := s.From; i < s.To; i++ {
		switch w := x.text(i); w {
		case "if", "would", "could", "should", "may", "might", "will", "can", "not", "n't", "you", "i", "we", "please", "unless", "\"", "“", "\u2019\u2019", "''":
			x.add(onSentence, w)
			x.add(onSentence, w, x.token(head).XPOS)
		}
	}
}
