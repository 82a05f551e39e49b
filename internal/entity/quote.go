package entity

import (
	"slices"
	"strings"

	"onrecord"
)

// quotation is what stands between quotation marks, in one paragraph.
type quotation struct {
	from, to int32 // tokens, marks left out
	block    int
	open     bool  // never closed: the next paragraph may go on with it
	speaker  int32 // token of whoever says it, -1 unknown
}

// findQuotes pairs the marks paragraph by paragraph.
func (p *report) findQuotes() {
	open, openAt, single := int32(-1), 0, false
	shut := func(end int32, block int, unclosed bool) {
		if open >= 0 && end > open {
			p.quotes = append(p.quotes, quotation{from: open, to: end, block: block, open: unclosed, speaker: -1})
			for i := open; i < end; i++ {
				p.inQuote[i] = int32(len(p.quotes))
			}
		}
		open = -1
	}
	block, last := -1, int32(0)
	for _, s := range p.d.Sentences {
		if s.Block != block {
			shut(last, openAt, true)
			block = s.Block
		}
		if !p.d.Blocks[s.Block].Read() {
			continue
		}
		for i := int32(s.From); i < int32(s.To); i++ {
			opens, closes, one := mark(p.word(i))
			switch {
			case open < 0 && opens && (!one || p.d.Tokens[i].Tag == "PUNCT"):
				open, openAt, single = i+1, s.Block, one
			case open >= 0 && closes && one == single && (!one || p.d.Tokens[i].Tag == "PUNCT"):
				shut(i, openAt, false)
			}
		}
		last = int32(s.To)
	}
	shut(last, openAt, true)
	for i := range p.quotes {
		p.quotes[i].speaker = p.speakerOf(&p.quotes[i])
	}
	p.carrySpeakers()
}

// mark tells what a quotation mark does; single marks count apart.
func mark(w string) (opens, closes, single bool) {
	switch w {
	case "“", "„", "«", "``":
		return true, false, false
	case "”", "»", "''":
		return false, true, false
	case "\"":
		return true, true, false
	case "‘":
		return true, false, true
	case "’", "'":
		return false, true, true
	}
	return false, false, false
}

// speakerOf finds the subject of the verb of speech that a quotation hangs on, or that hangs on it.
func (p *report) speakerOf(q *quotation) int32 {
	for i := q.from; i < q.to; i++ {
		h := p.head[i]
		if h < 0 || (h >= q.from && h < q.to) {
			for c := p.first[i]; c >= 0; c = p.next[c] {
				if (c < q.from-1 || c > q.to) && p.saying(c) {
					if s := p.subject(c); s >= 0 && p.outside(q, s) {
						return s
					}
				}
			}
			if h >= 0 {
				continue
			}
		}
		for v, steps := h, 0; v >= 0 && steps < 6; v, steps = p.head[v], steps+1 {
			if p.outside(q, v) && p.saying(v) {
				if s := p.subject(v); s >= 0 && p.outside(q, s) {
					return s
				}
			}
		}
	}
	return p.speakerBeside(q)
}

func (p *report) outside(q *quotation, i int32) bool { return i < q.from || i >= q.to }

// saying tells whether a token is a verb of speech, or "according".
func (p *report) saying(i int32) bool {
	t := &p.d.Tokens[i]
	return t.Tag == "VERB" && (p.words.verbs[t.Lemma] == actSpeech || t.Lemma == "write" || t.Lemma == "go" && p.rel(i) == "parataxis")
}

// subject is the subject of a verb, or of the verb that it is joined to by "and", or the noun that its clause is about.
func (p *report) subject(v int32) int32 {
	for range 6 {
		passive := false
		for c := p.first[v]; c >= 0; c = p.next[c] {
			switch p.rel(c) {
			case "nsubj":
				return c
			case "nsubj:pass", "aux:pass":
				passive = true
			}
		}
		if passive {
			return p.agent(v)
		}
		h := p.head[v]
		if h < 0 {
			return -1
		}
		switch baseRel(p.rel(v)) {
		case "conj", "xcomp", "advcl":
			v = h
		case "acl":
			return h
		default:
			return -1
		}
	}
	return -1
}

// agent is who does what a passive verb tells: "by Ruiz".
func (p *report) agent(v int32) int32 {
	for c := p.first[v]; c >= 0; c = p.next[c] {
		if baseRel(p.rel(c)) == "obl" && p.caseOf(c) == "by" {
			return c
		}
	}
	return -1
}

// speakerBeside looks for the speaker in the words right behind a quotation (a sentence of its own: '"Go!" Ruiz said.'),
// or before it, ending in a colon.
func (p *report) speakerBeside(q *quotation) int32 {
	n := int32(len(p.d.Tokens))
	if i := q.to + 1; i < n && p.sentence[i] != p.sentence[q.to-1] && p.sameBlock(i, q) {
		s := p.d.Sentences[p.sentence[i]]
		if s.From == int(i) || s.From == int(i)+1 {
			if v := p.firstSaying(int32(s.From), min(int32(s.To), i+12)); v >= 0 {
				return p.subject(v)
			}
		}
	}
	if i := q.from - 2; i >= 0 && (p.word(i) == ":" || p.word(i) == ",") {
		s := p.d.Sentences[p.sentence[i]]
		for k := i; k >= int32(s.From) && k > i-30; k-- {
			if p.saying(k) && p.inQuote[k] == 0 {
				return p.subject(k)
			}
		}
	}
	return -1
}

func (p *report) sameBlock(i int32, q *quotation) bool {
	return p.d.Sentences[p.sentence[i]].Block == q.block
}

func (p *report) firstSaying(from, to int32) int32 {
	for i := from; i < to; i++ {
		if p.saying(i) && p.inQuote[i] == 0 {
			return i
		}
	}
	return -1
}

// carrySpeakers gives a quotation without a speaker that of the one before it: in the same paragraph, or where that one
// was left open at its paragraph's end. A speaker named only behind the first of several holds for those before it too.
func (p *report) carrySpeakers() {
	for i := 1; i < len(p.quotes); i++ {
		a, b := &p.quotes[i-1], &p.quotes[i]
		same := a.block == b.block || a.open && b.block == a.block+1
		if b.speaker < 0 && same && p.inQuote[max(b.from-2, 0)] == int32(i) || b.speaker < 0 && same && p.wholeSentence(b) {
			b.speaker = a.speaker
		}
	}
	for i := len(p.quotes) - 2; i >= 0; i-- {
		a, b := &p.quotes[i], &p.quotes[i+1]
		if a.speaker < 0 && (a.block == b.block || a.open && b.block == a.block+1) && p.wholeSentence(a) {
			a.speaker = b.speaker
		}
	}
}

// wholeSentence tells whether a quotation starts where its sentence does, so that no one else's verb rules it.
func (p *report) wholeSentence(q *quotation) bool {
	s := p.d.Sentences[p.sentence[q.from]]
	return q.from-int32(s.From) <= 1
}

// turn is what is known of the voice of a paragraph.
type turn struct {
	speaker  int32 // token of the label's or interviewee's name, -1 unknown
	labelled bool
	question bool
}

// findTurns finds who speaks each paragraph of a transcript ("Ruiz: We will see.") or an interview whose questions stand
// between the answers.
func (p *report) findTurns() {
	p.turns = p.turns[:0]
	for range p.d.Blocks {
		p.turns = append(p.turns, turn{speaker: -1})
	}
	labels, questions := 0, 0
	started := -1
	for _, s := range p.d.Sentences {
		b := &p.d.Blocks[s.Block]
		t := &p.turns[s.Block]
		if started != s.Block && b.Read() {
			started = s.Block
			if name := p.label(s); name >= 0 {
				t.speaker, t.labelled = name, true
				labels++
			}
			t.question = b.Kind == onrecord.Body && strings.HasSuffix(strings.TrimRight(p.d.In(b.Span), " \n\t\"”"), "?")
		}
	}
	for i := range p.turns {
		if p.turns[i].question {
			questions++
		}
	}
	switch {
	case labels >= 2:
		for i := 1; i < len(p.turns); i++ {
			if t := &p.turns[i]; !t.labelled && p.d.Blocks[i].Read() {
				t.speaker = p.turns[i-1].speaker
			}
		}
	default:
		guest := int32(-1)
		if questions >= 3 {
			guest = p.interviewed()
		}
		for i := range p.turns {
			p.turns[i].speaker = -1
			if !p.turns[i].question {
				p.turns[i].speaker = guest
			}
			if questions < 3 {
				p.turns[i].question = false
			}
		}
	}
}

// label is the name with which a paragraph starts before a colon, or -1.
func (p *report) label(s onrecord.Sentence) int32 {
	for i := s.From; i < s.To && i < s.From+7; i++ {
		if p.word(int32(i)) != ":" {
			continue
		}
		for k := s.From; k < i; k++ {
			if m := p.heads[k]; m != 0 && p.mentions[m-1].name != 0 {
				n := &p.names[p.mentions[m-1].name-1]
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
func (p *report) interviewed() int32 {
	found, chain := int32(-1), int32(-1)
	head, others := int32(-1), false
	for i := range p.mentions {
		m := &p.mentions[i]
		if m.sentence > 9 {
			break
		}
		if m.name == 0 || p.chains[m.chain].kind != onrecord.Person {
			continue
		}
		if m.sentence == 0 {
			others = others || head >= 0 && p.mentions[p.heads[head]-1].chain != m.chain
			head = m.head
		}
		if m.chain == chain || !p.guest(m.head) {
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

var guestVerbs = []string{"interview", "speak", "talk", "sit", "catch"}

// guest tells whether a name hangs on a verb or noun of interviewing.
func (p *report) guest(i int32) bool {
	for range 3 {
		h := p.head[i]
		if h < 0 {
			return false
		}
		lemma := lower(p.d.Tokens[h].Lemma)
		switch baseRel(p.rel(i)) {
		case "obj":
			return lemma == "interview"
		case "obl", "nmod":
			a := p.caseOf(i)
			return (a == "with" || a == "to") && slices.Contains(guestVerbs, lemma)
		case "nsubj":
			return p.rel(i) == "nsubj:pass" && lemma == "interview"
		case "appos", "flat", "compound", "dep", "conj":
			i = h
			continue
		}
		return false
	}
	return false
}
