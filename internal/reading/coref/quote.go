package coref

// quotation is what stands between quotation marks, in one paragraph.
type quotation struct {
	from, to int32 // tokens, marks left out
	block    int
	open     bool  // never closed: the next paragraph may go on with it
	speaker  int32 // token of whoever says it, -1 unknown
}

// quotations are what a report gives between quotation marks, and who says it.
type quotations struct {
	*text
	all     []quotation
	inQuote []int32 // per token: index + 1 of the innermost quotation
}

func (qs *quotations) reset() {
	qs.all, qs.inQuote = qs.all[:0], grow(qs.inQuote, len(qs.d.Tokens))
	clear(qs.inQuote)
}

// find pairs the marks paragraph by paragraph.
func (qs *quotations) find() {
	open, openAt, single := int32(-1), 0, false
	shut := func(end int32, block int, unclosed bool) {
		if open >= 0 && end > open {
			qs.all = append(qs.all, quotation{from: open, to: end, block: block, open: unclosed, speaker: -1})
			for i := open; i < end; i++ {
				qs.inQuote[i] = int32(len(qs.all))
			}
		}
		open = -1
	}
	block, last := -1, int32(0)
	for _, s := range qs.d.Sentences {
		if s.Block != block {
			shut(last, openAt, true)
			block = s.Block
		}
		if !qs.d.Blocks[s.Block].Read() {
			continue
		}
		for i := int32(s.From); i < int32(s.To); i++ {
			opens, closes, one := mark(qs.word(i))
			switch {
			case open < 0 && opens && (!one || qs.d.Tokens[i].Tag == "PUNCT"):
				open, openAt, single = i+1, s.Block, one
			case open >= 0 && closes && one == single && (!one || qs.d.Tokens[i].Tag == "PUNCT"):
				shut(i, openAt, false)
			}
		}
		last = int32(s.To)
	}
	shut(last, openAt, true)
	for i := range qs.all {
		qs.all[i].speaker = qs.speakerOf(&qs.all[i])
	}
	qs.carrySpeakers()
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
func (qs *quotations) speakerOf(q *quotation) int32 {
	for i := q.from; i < q.to; i++ {
		h := qs.head[i]
		if h < 0 || (h >= q.from && h < q.to) {
			for c := qs.first[i]; c >= 0; c = qs.next[c] {
				if (c < q.from-1 || c > q.to) && qs.saying(c) {
					if s := qs.subject(c); s >= 0 && qs.outside(q, s) {
						return s
					}
				}
			}
			if h >= 0 {
				continue
			}
		}
		for v, steps := h, 0; v >= 0 && steps < 6; v, steps = qs.head[v], steps+1 {
			if qs.outside(q, v) && qs.saying(v) {
				if s := qs.subject(v); s >= 0 && qs.outside(q, s) {
					return s
				}
			}
		}
	}
	return qs.speakerBeside(q)
}

func (qs *quotations) outside(q *quotation, i int32) bool { return i < q.from || i >= q.to }

// speakerBeside looks for the speaker in the words right behind a quotation (a sentence of its own: '"Go!" Ruiz said.'),
// or before it, ending in a colon.
func (qs *quotations) speakerBeside(q *quotation) int32 {
	n := int32(len(qs.d.Tokens))
	if i := q.to + 1; i < n && qs.sentence[i] != qs.sentence[q.to-1] && qs.sameBlock(i, q) {
		s := qs.d.Sentences[qs.sentence[i]]
		if s.From == int(i) || s.From == int(i)+1 {
			if v := qs.firstSaying(int32(s.From), min(int32(s.To), i+12)); v >= 0 {
				return qs.subject(v)
			}
		}
	}
	if i := q.from - 2; i >= 0 && (qs.word(i) == ":" || qs.word(i) == ",") {
		s := qs.d.Sentences[qs.sentence[i]]
		for k := i; k >= int32(s.From) && k > i-30; k-- {
			if qs.saying(k) && qs.inQuote[k] == 0 {
				return qs.subject(k)
			}
		}
	}
	return -1
}

func (qs *quotations) sameBlock(i int32, q *quotation) bool {
	return qs.d.Sentences[qs.sentence[i]].Block == q.block
}

func (qs *quotations) firstSaying(from, to int32) int32 {
	for i := from; i < to; i++ {
		if qs.saying(i) && qs.inQuote[i] == 0 {
			return i
		}
	}
	return -1
}

// carrySpeakers gives a quotation without a speaker that of the one before it: in the same paragraph, or where that one
// was left open at its paragraph's end. A speaker named only behind the first of several holds for those before it too.
func (qs *quotations) carrySpeakers() {
	for i := 1; i < len(qs.all); i++ {
		a, b := &qs.all[i-1], &qs.all[i]
		same := a.block == b.block || a.open && b.block == a.block+1
		if b.speaker < 0 && same && qs.inQuote[max(b.from-2, 0)] == int32(i) || b.speaker < 0 && same && qs.wholeSentence(b) {
			b.speaker = a.speaker
		}
	}
	for i := len(qs.all) - 2; i >= 0; i-- {
		a, b := &qs.all[i], &qs.all[i+1]
		if a.speaker < 0 && (a.block == b.block || a.open && b.block == a.block+1) && qs.wholeSentence(a) {
			a.speaker = b.speaker
		}
	}
}

// wholeSentence tells whether a quotation starts where its sentence does, so that no one else's verb rules it.
func (qs *quotations) wholeSentence(q *quotation) bool {
	s := qs.d.Sentences[qs.sentence[q.from]]
	return q.from-int32(s.From) <= 1
}
