package attribution

import (
	"strings"

	"onrecord"
	"onrecord/internal/linear"
	"onrecord/internal/wordclass"
)

// view is the run of words that is searched for attributions: the report itself, or the content of an attribution
// when those inside it are looked for. It holds, in columns, what the features look at; heads and quotation marks
// outside the view do not exist for it.
type view struct {
	doc   *onrecord.Document
	token []int32 // index into doc.Tokens

	low, lemma, xpos, shape, suf2, suf3, pre3 []uint32
	fine, coarse                              []uint32
	kind                                      []uint8  // of the name the word belongs to; 0 is none
	rel                                       []uint32 // relation to the head
	head                                      []int32  // position in the view, -1 at a root
	kids                                      [][]int32
	low1, high1                               []int32 // first and last position of the subtree
	sentence                                  []int32 // number, from 0
	starts                                    []int32 // first position of each sentence, and one past the end
	edge                                      []uint8
	paragraph                                 []int32
	lexed                                     []uint8 // how often the word is a cue's head: 0 never .. 5 nearly always
	cue                                       []bool  // likely enough to look out for
	quotes                                    quotes
}

// Kinds of border before a word, for the labelling.
const (
	noEdge = iota
	sentenceEdge
	paragraphEdge
)

// whole is the view of everything a report tells: headline, standfirst and body.
func (f *Finder) whole(d *onrecord.Document) *view {
	var tokens []int32
	for _, s := range d.Sentences {
		if d.Blocks[s.Block].Read() {
			for i := s.From; i < s.To; i++ {
				tokens = append(tokens, int32(i))
			}
		}
	}
	return f.view(d, tokens)
}

// view lays out the given tokens of a document.
func (f *Finder) view(d *onrecord.Document, tokens []int32) *view {
	n := len(tokens)
	v := &view{doc: d, token: tokens}
	for _, c := range []*[]uint32{&v.low, &v.lemma, &v.xpos, &v.shape, &v.suf2, &v.suf3, &v.pre3, &v.fine, &v.coarse, &v.rel} {
		*c = make([]uint32, n)
	}
	v.kind, v.edge, v.lexed, v.cue = make([]uint8, n), make([]uint8, n), make([]uint8, n), make([]bool, n)
	v.head, v.sentence, v.paragraph = make([]int32, n), make([]int32, n), make([]int32, n)
	for i, t := range tokens {
		v.word(i, &d.Tokens[t], f.classes)
		v.lexed[i] = f.cues[cueKey(&d.Tokens[t])]
		v.cue[i] = v.lexed[i] >= 2
	}
	v.layOut()
	v.tree()
	v.names()
	v.quotes = findQuotes(v)
	return v
}

func (v *view) word(i int, t *onrecord.Token, classes *wordclass.Classes) {
	word := v.doc.In(t.Span)
	low := strings.ToLower(word)
	low = strings.ReplaceAll(low, "’", "'")
	v.low[i] = linear.Word(low)
	v.lemma[i] = linear.Word(strings.ToLower(t.Lemma))
	v.xpos[i] = linear.Word(t.XPOS)
	rel, _, _ := strings.Cut(t.Rel, ":")
	if t.Rel == "nsubj:pass" || t.Rel == "aux:pass" || t.Rel == "obl:agent" {
		rel = t.Rel
	}
	v.rel[i] = linear.Word(rel)
	v.shape[i] = shape(word)
	n := len(low)
	v.suf2[i], v.suf3[i], v.pre3[i] = linear.Word(low[max(0, n-2):]), linear.Word(low[max(0, n-3):]), linear.Word(low[:min(n, 3)])
	fine, coarse := classes.Of(word)
	v.fine[i], v.coarse[i] = uint32(fine), uint32(coarse)
}

// shape is the pattern of capitals, small letters and digits of a word, runs cut to two.
func shape(word string) uint32 {
	h, last, before := uint32(2166136261), byte(0), byte(0)
	for i := 0; i < len(word); i++ {
		c := word[i]
		switch {
		case c >= 'a' && c <= 'z':
			c = 'x'
		case c >= 'A' && c <= 'Z':
			c = 'X'
		case c >= '0' && c <= '9':
			c = '0'
		default:
			c = '-'
		}
		if c != last || c != before {
			h = (h ^ uint32(c)) * 16777619
		}
		before, last = last, c
	}
	return h
}

// layOut fills sentences, paragraphs and borders.
func (v *view) layOut() {
	d := v.doc
	s, sentence, paragraph := 0, int32(-1), int32(-1)
	lastSentence, lastParagraph := -1, -1
	for i, t := range v.token {
		for d.Sentences[s].To <= int(t) {
			s++
		}
		p := d.Blocks[d.Sentences[s].Block].Paragraph
		switch {
		case p != lastParagraph:
			v.edge[i] = paragraphEdge
			sentence++
			paragraph++
			v.starts = append(v.starts, int32(i))
		case s != lastSentence:
			v.edge[i] = sentenceEdge
			sentence++
			v.starts = append(v.starts, int32(i))
		}
		lastSentence, lastParagraph = s, p
		v.sentence[i], v.paragraph[i] = sentence, paragraph
	}
	v.starts = append(v.starts, int32(len(v.token)))
}

// tree fills heads, children and subtree ends within the view.
func (v *view) tree() {
	n := len(v.token)
	at := map[int32]int32{}
	contiguous := n > 0 && int(v.token[n-1]-v.token[0]) == n-1
	if !contiguous {
		for i, t := range v.token {
			at[t] = int32(i)
		}
	}
	place := func(t int32) int32 {
		if contiguous {
			if p := t - v.token[0]; p >= 0 && int(p) < n {
				return p
			}
			return -1
		}
		if p, ok := at[t]; ok {
			return p
		}
		return -1
	}
	counts := make([]int32, n+1)
	for i, t := range v.token {
		v.head[i] = -1
		if h := v.doc.Tokens[t].Head; h != 0 {
			v.head[i] = place(int32(h) - 1)
		}
		if v.head[i] >= 0 {
			counts[v.head[i]]++
		}
	}
	store := make([]int32, n)
	v.kids = make([][]int32, n)
	used := int32(0)
	for i := range v.kids {
		v.kids[i] = store[used : used : used+counts[i]]
		used += counts[i]
	}
	v.low1, v.high1 = make([]int32, n), make([]int32, n)
	for i := range v.head {
		v.low1[i], v.high1[i] = int32(i), int32(i)
		if h := v.head[i]; h >= 0 {
			v.kids[h] = append(v.kids[h], int32(i))
		}
	}
	for i := range v.head {
		for h, k := v.head[i], 0; h >= 0 && k < 80; h, k = v.head[h], k+1 {
			v.low1[h], v.high1[h] = min(v.low1[h], int32(i)), max(v.high1[h], int32(i))
		}
	}
}

var kindNumber = map[onrecord.EntityKind]uint8{onrecord.Person: 1, onrecord.Organization: 2, onrecord.Government: 2,
	onrecord.MediaOutlet: 2, onrecord.Country: 3, onrecord.Place: 3, onrecord.Group: 4, onrecord.DocumentKind: 5, onrecord.OtherKind: 5}

func (v *view) names() {
	names, k := v.doc.Names, 0
	for i, t := range v.token {
		for k < len(names) && names[k].To <= int(t) {
			k++
		}
		if k < len(names) && names[k].From <= int(t) {
			v.kind[i] = kindNumber[names[k].Kind]
		}
	}
}

// quotes says which words stand in quotation marks.
type quotes struct {
	state  []uint8 // 0 outside, 1 opening mark, 2 inside, 3 closing mark
	span   []int32 // number of the quotation, -1 for none
	open   []int32 // per quotation: position of the opening mark
	close  []int32 // the closing mark, or the paragraph's last word when none comes
	ragged []bool  // no closing mark
}

const (
	outside = iota
	opening
	inside
	closing
)

// findQuotes pairs quotation marks. Double marks count; single ones only where the view has no double ones, as in
// British papers and inside quotations. A quotation left open ends with its paragraph.
func findQuotes(v *view) quotes {
	n := len(v.token)
	q := quotes{state: make([]uint8, n), span: make([]int32, n)}
	double := false
	for i := range v.token {
		if w := v.text(i); w == "\"" || w == "“" || w == "”" || w == "``" || w == "''" {
			double = true
		}
	}
	in, cur := false, int32(-1)
	for i := range v.token {
		if v.edge[i] == paragraphEdge && in {
			q.close[cur], q.ragged[cur], in = int32(i-1), true, false
		}
		q.span[i] = -1
		opens, closes := v.mark(i, double)
		switch {
		case !in && (opens || closes && v.openSide(i)):
			in, cur = true, int32(len(q.open))
			q.open, q.close, q.ragged = append(q.open, int32(i)), append(q.close, int32(n-1)), append(q.ragged, false)
			q.state[i], q.span[i] = opening, cur
		case in && closes:
			q.state[i], q.span[i], q.close[cur], in = closing, cur, int32(i), false
		case in:
			q.state[i], q.span[i] = inside, cur
		}
	}
	if in {
		q.ragged[cur] = true
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
	k := int(v.token[i])
	after := k+1 < len(t) && t[k+1].Start == t[k].End
	before := k > 0 && t[k-1].End == t[k].Start
	return after && !before
}

func (v *view) text(i int) string { return v.doc.In(v.doc.Tokens[v.token[i]].Span) }

// cueKey is the class of a word under which cues are counted: lemma and coarse part of speech.
func cueKey(t *onrecord.Token) uint32 {
	c := uint32('x')
	if t.XPOS != "" {
		switch t.XPOS[:min(2, len(t.XPOS))] {
		case "VB":
			c = 'V'
		case "NN":
			c = 'N'
		case "JJ":
			c = 'J'
		case "IN":
			c = 'I'
		}
	}
	return linear.Join(900, linear.Word(strings.ToLower(t.Lemma)), c, 0)
}
