package event

import (
	"slices"
	"strings"

	"onrecord"
)

// voice puts the parties of a passive right where the words make it plain: who stands behind "by" is the one who did it, and who
// stands before the verb the one it was done to ("Ukraine shelled by Russia", "was shot dead by police").
func (x *view) voice(e *onrecord.Event, at onrecord.Run) {
	if x.Doc.Tokens[e.Head-1].Tag != "VERB" {
		return
	}
	if len(e.Actor) == 0 {
		e.Actor = apartFrom(x.agent(at), e.Recipient)
	}
	if !slices.ContainsFunc(e.Actor, x.behindBy) {
		return
	}
	trigger := e.Trigger.Start
	var done []onrecord.Member
	e.Actor = slices.DeleteFunc(e.Actor, func(m onrecord.Member) bool {
		if m.Span.Start < trigger && !x.behindBy(m) {
			done = append(done, m)
			return true
		}
		return false
	})
	if len(e.Recipient) > 0 {
		return
	}
	if len(done) == 0 {
		done = x.subject(at)
	}
	e.Recipient = apartFrom(done, e.Actor)
}

// behindBy tells whether a party stands right behind "by".
func (x *view) behindBy(m onrecord.Member) bool {
	first, _ := x.Doc.TokensIn(m.Span)
	return first > x.Sentence.From && first <= x.Sentence.To && strings.EqualFold(x.Doc.In(x.Doc.Tokens[first-1].Span), "by")
}

// agent is who stands behind "by" under a trigger that is a participle.
func (x *view) agent(at onrecord.Run) []onrecord.Member {
	for i := at.From; i < at.To; i++ {
		if x.Doc.Tokens[i].XPOS != "VBN" {
			continue
		}
		for _, k := range x.Below(i) {
			c := x.Child(k, "case")
			if c < at.To || !strings.EqualFold(x.Doc.In(x.Doc.Tokens[c].Span), "by") || !x.Acts(k) {
				continue
			}
			return []onrecord.Member{x.called(k)}
		}
	}
	return nil
}

// accused makes a deed that somebody is accused of the deed of the accused, where the frame has the accuser for it: "Iran was accused
// by France of arming rebels".
func (x *view) accused(e *onrecord.Event) {
	a := x.Doc.Attribution(x.wordOn(e.Trigger))
	told := x.Doc.Accusation(a)
	if told == nil || len(told.Recipient) == 0 || a.Cue.Overlaps(e.Trigger) {
		return
	}
	if slices.ContainsFunc(e.Actor, func(m onrecord.Member) bool { return slices.ContainsFunc(a.Source.Spans, m.Span.Overlaps) }) {
		e.Actor = apartFrom(slices.Clone(told.Recipient), e.Recipient)
	}
}

// owner is whose deed a noun names: "Russia's strikes".
func (x *view) owner(head int) []onrecord.Member {
	if x.Doc.Tokens[head].Tag != "NOUN" || head < x.Sentence.From || head >= x.Sentence.To {
		return nil
	}
	k := x.Child(head, "nmod:poss")
	if k < 0 || !x.Acts(k) {
		return nil
	}
	return []onrecord.Member{x.called(k)}
}

// subject is the noun phrase that the tree has for the subject of a trigger.
func (x *view) subject(at onrecord.Run) []onrecord.Member {
	for i := at.From; i < at.To; i++ {
		for _, rel := range []string{"nsubj:pass", "nsubj"} {
			if k := x.Child(i, rel); k >= 0 && k < at.From {
				return []onrecord.Member{x.called(k)}
			}
		}
	}
	return nil
}

// patient is who an attack is done to where the frame names nobody: the object of the verb, or who stands behind the preposition that
// the dictionary gives for the deed ("shelled a market", "the attack on a convoy").
func (x *view) patient(at onrecord.Run, to []string) []onrecord.Member {
	for i := at.From; i < at.To; i++ {
		for _, slot := range to {
			k := -1
			if slot == "obj" {
				if x.Doc.Tokens[i].Tag == "VERB" {
					k = x.Child(i, "obj")
				}
			} else {
				k = x.behind(i, slot)
			}
			if k < at.To || x.Doc.Tokens[k].Tag != "NOUN" && x.Doc.Tokens[k].Tag != "PROPN" {
				continue
			}
			return []onrecord.Member{x.called(k)}
		}
	}
	return nil
}

// behind is the noun that hangs on a word by a preposition, or -1.
func (x *view) behind(i int, preposition string) int {
	for _, k := range x.Below(i) {
		if c := x.Child(k, "case"); c > i && strings.EqualFold(x.Doc.In(x.Doc.Tokens[c].Span), preposition) {
			return k
		}
	}
	return -1
}

// called is the party whose noun phrase a word heads, without preposition, relative clause and those joined to it.
func (x *view) called(i int) onrecord.Member {
	at := x.Phrase(i, func(k int) bool {
		ofItself := x.Doc.Tokens[k].Rel == "case" && x.Above(k) == i
		return apart[x.Doc.Tokens[k].Rel] || ofItself
	})
	return onrecord.Member{Span: at, Head: onrecord.TokenID(i + 1), Entity: x.EntityOf(i)}
}

// apart are the relations whose words do not belong to a party's span.
var apart = map[string]bool{"acl:relcl": true, "acl": true, "appos": true, "conj": true, "cc": true, "parataxis": true, "advcl": true, "cop": true, "mark": true}

// joint adds the ones that a party is joined to by "and" where the frame has one of two names alone ("India and Pakistan exchanged
// fire"), and the second of two states inside a party ("leaders of Egypt and Sudan").
func (x *view) joint(members, others []onrecord.Member) []onrecord.Member {
	out := slices.Clone(members)
	add := func(i int) {
		if i < x.Sentence.From || i >= x.Sentence.To || !x.state(i) {
			return
		}
		s := x.Doc.Tokens[i].Span
		if slices.ContainsFunc(append(slices.Clone(out), others...), func(m onrecord.Member) bool {
			return m.Head == onrecord.TokenID(i+1) || m.Span.Overlaps(s) && m.Entity == x.EntityOf(i)
		}) {
			return
		}
		out = append(out, x.called(i))
	}
	for _, m := range members {
		h := int(m.Head) - 1
		if h < x.Sentence.From || h >= x.Sentence.To {
			continue
		}
		if x.Doc.Tokens[h].Rel == "conj" {
			if up := x.Above(h); up >= 0 && x.Doc.Tokens[up].End <= m.Span.Start {
				add(up)
			}
		}
		first, end := x.Doc.TokensIn(m.Span)
		for i := max(first, x.Sentence.From); i < min(end, x.Sentence.To); i++ {
			if i != h && x.state(i) {
				for _, k := range x.Conjuncts(i) {
					add(k)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b onrecord.Member) int { return a.Span.Start - b.Span.Start })
	return out
}

// state tells whether a word names a state, or a body that acts for one.
func (x *view) state(i int) bool {
	e := x.Doc.Entity(x.EntityOf(i))
	return e != nil && (e.Kind == onrecord.Country || e.Kind == onrecord.Government) && x.Doc.Tokens[i].Tag == "PROPN"
}
