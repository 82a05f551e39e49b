package attribution

import (
	"onrecord"
)

// view is what a report tells (headline, standfirst and body) as a row of words, with its paragraphs, sentences and
// quotation marks. Layout is read off it.
type view struct {
	doc       *onrecord.Document
	token     []int   // index into doc.Tokens
	place     []int   // per token of the document: its place in the row, -1 for none
	edge      []uint8 // kind of border before the word
	sentence  []int   // number, from 0
	starts    []int   // first word of each sentence, and one past the end
	paragraph []int
	quotes    quotes
}

// Kinds of border before a word.
const (
	noEdge = iota
	sentenceEdge
	paragraphEdge
)

// newView lays out what a document tells.
func newView(d *onrecord.Document) *view {
	v := &view{doc: d, place: make([]int, len(d.Tokens))}
	for i := range v.place {
		v.place[i] = -1
	}
	paragraph, last := -1, -1
	for _, s := range d.Sentences {
		b := &d.Blocks[s.Block]
		if !b.Read() {
			continue
		}
		v.starts = append(v.starts, len(v.token))
		for i := s.From; i < s.To; i++ {
			e := uint8(noEdge)
			switch {
			case i == s.From && b.Paragraph != last:
				e, last = paragraphEdge, b.Paragraph
				paragraph++
			case i == s.From:
				e = sentenceEdge
			}
			v.place[i] = len(v.token)
			v.token, v.edge = append(v.token, i), append(v.edge, e)
			v.sentence, v.paragraph = append(v.sentence, len(v.starts)-1), append(v.paragraph, paragraph)
		}
	}
	v.starts = append(v.starts, len(v.token))
	v.quotes = findQuotes(v)
	return v
}

func (v *view) text(i int) string { return v.doc.In(v.doc.Tokens[v.token[i]].Span) }

// run is a run of words of the document as words of the row; what the report does not tell is left out.
func (v *view) run(r onrecord.Run) []int {
	var out []int
	for i := r.From; i < r.To; i++ {
		if p := v.place[i]; p >= 0 {
			out = append(out, p)
		}
	}
	return out
}

// spans are the stretches of text that words of the row cover: one a run of neighbouring words within a paragraph.
func (v *view) spans(at []int) []onrecord.Span {
	var out []onrecord.Span
	for k, p := range at {
		t := v.doc.Tokens[v.token[p]].Span
		if k > 0 {
			before := at[k-1]
			if v.token[p] == v.token[before]+1 && v.paragraph[p] == v.paragraph[before] {
				out[len(out)-1].End = t.End
				continue
			}
		}
		out = append(out, t)
	}
	return out
}

// stretch lists words from..to of the row, to exclusive.
func stretch(from, to int) []int {
	out := make([]int, 0, max(0, to-from))
	for i := from; i < to; i++ {
		out = append(out, i)
	}
	return out
}

// quotes says which words stand in quotation marks.
type quotes struct {
	state []uint8 // outside, opening mark, inside, closing mark
	span  []int   // number of the quotation, -1 for none
	open  []int   // per quotation: the opening mark
	close []int   // the closing mark, or the paragraph's last word when none comes
}

const (
	outside = iota
	opening
	inside
	closing
)

// findQuotes pairs quotation marks. Double marks count; single ones only where the report has no double ones, as in
// British papers. A quotation left open ends with its paragraph.
func findQuotes(v *view) quotes {
	n := len(v.token)
	q := quotes{state: make([]uint8, n), span: make([]int, n)}
	double := false
	for i := range v.token {
		if w := v.text(i); w == "\"" || w == "“" || w == "”" || w == "``" || w == "''" {
			double = true
		}
	}
	in, cur := false, -1
	for i := range v.token {
		if v.edge[i] == paragraphEdge && in {
			q.close[cur], in = i-1, false
		}
		q.span[i] = -1
		opens, closes := v.mark(i, double)
		switch {
		case !in && (opens || closes && v.openSide(i)):
			in, cur = true, len(q.open)
			q.open, q.close = append(q.open, i), append(q.close, n-1)
			q.state[i], q.span[i] = opening, cur
		case in && closes:
			q.state[i], q.span[i], q.close[cur], in = closing, cur, i, false
		case in:
			q.state[i], q.span[i] = inside, cur
		}
	}
	return q
}

// mark tells whether the word is a mark that may open or close a quotation.
func (v *view) mark(i int, double bool) (opens, closes bool) {
	switch v.text(i) {
	case "“", "``", "«", "„":
		return true, false
	case "”", "''", "»":
		return false, true
	case "\"":
		return true, true
	case "‘":
		return !double, false
	case "’":
		return false, !double
	case "'":
		if double {
			return false, false
		}
		return v.openSide(i), !v.openSide(i)
	}
	return false, false
}

// openSide tells whether a mark leans on the word behind it and not on the one before.
func (v *view) openSide(i int) bool {
	t := v.doc.Tokens
	k := v.token[i]
	after := k+1 < len(t) && t[k+1].Start == t[k].End
	before := k > 0 && t[k-1].End == t[k].Start
	return after && !before
}
