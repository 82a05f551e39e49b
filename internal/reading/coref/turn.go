package coref

import (
	"slices"
	"strings"

	"onrecord"
)

// turns tell who speaks each paragraph of a transcript or an interview.
type turns struct {
	*coreference
	all []turn // per block
}

// turn is what is known of the voice of a paragraph.
type turn struct {
	speaker  int32 // token of the label's or interviewee's name, -1 unknown
	labelled bool
	question bool
}

var guestVerbs = []string{"interview", "speak", "talk", "sit", "catch"}

// find finds who speaks each paragraph of a transcript ("Ruiz: We will see.") or an interview whose questions stand
// between the answers.
func (ts *turns) find() {
	ts.all = ts.all[:0]
	for range ts.d.Blocks {
		ts.all = append(ts.all, turn{speaker: -1})
	}
	labels, questions := 0, 0
	started := -1
	for _, s := range ts.d.Sentences {
		b := &ts.d.Blocks[s.Block]
		t := &ts.all[s.Block]
		if started != s.Block && b.Read() {
			started = s.Block
			if name := ts.label(s); name >= 0 {
				t.speaker, t.labelled = name, true
				labels++
			}
			t.question = b.Kind == onrecord.Body && strings.HasSuffix(strings.TrimRight(ts.d.In(b.Span), " \n\t\"”"), "?")
		}
	}
	for i := range ts.all {
		if ts.all[i].question {
			questions++
		}
	}
	switch {
	case labels >= 2:
		for i := 1; i < len(ts.all); i++ {
			if t := &ts.all[i]; !t.labelled && ts.d.Blocks[i].Read() {
				t.speaker = ts.all[i-1].speaker
			}
		}
	default:
		guest := int32(-1)
		if questions >= 3 {
			guest = ts.interviewed()
		}
		for i := range ts.all {
			ts.all[i].speaker = -1
			if !ts.all[i].question {
				ts.all[i].speaker = guest
			}
			if questions < 3 {
				ts.all[i].question = false
			}
		}
	}
}

// label is the name with which a paragraph starts before a colon, or -1.
func (ts *turns) label(s onrecord.Sentence) int32 {
	for i := s.From; i < s.To && i < s.From+7; i++ {
		if ts.word(int32(i)) != ":" {
			continue
		}
		for k := s.From; k < i; k++ {
			if m := ts.heads[k]; m != 0 && ts.mentions[m-1].name != 0 {
				n := &ts.names[ts.mentions[m-1].name-1]
				if n.kind == onrecord.Person || n.kind == "" || n.kind == onrecord.Organization {
					return int32(k)
				}
			}
		}
		return -1
	}
	return -1
}

// interviewed finds the one whom an interview is with: the person that "interview" or "speak with" has as object in the
// first sentences, or else the only person of the first sentence. Two guests are none: their turns cannot be told apart.
func (ts *turns) interviewed() int32 {
	found, chain := int32(-1), int32(-1)
	head, others := int32(-1), false
	for i := range ts.mentions {
		m := &ts.mentions[i]
		if m.sentence > 9 {
			break
		}
		if m.name == 0 || ts.chains[m.chain].kind != onrecord.Person {
			continue
		}
		if m.sentence == 0 {
			others = others || head >= 0 && ts.mentions[ts.heads[head]-1].chain != m.chain
			head = m.head
		}
		if m.chain == chain || !ts.guest(m.head) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found, chain = m.head, m.chain
	}
	if found < 0 && !others {
		return head
	}
	return found
}

// guest tells whether a name hangs on a verb or noun of interviewing.
func (ts *turns) guest(i int32) bool {
	for range 3 {
		h := ts.head[i]
		if h < 0 {
			return false
		}
		lemma := lower(ts.d.Tokens[h].Lemma)
		switch baseRel(ts.rel(i)) {
		case "obj":
			return lemma == "interview"
		case "obl", "nmod":
			a := ts.caseOf(i)
			return (a == "with" || a == "to") && slices.Contains(guestVerbs, lemma)
		case "nsubj":
			return ts.rel(i) == "nsubj:pass" && lemma == "interview"
		case "appos", "flat", "compound", "dep", "conj":
			i = h
			continue
		}
		return false
	}
	return false
}
