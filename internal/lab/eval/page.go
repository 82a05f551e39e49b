package eval

import (
	"sort"
	"strings"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/lab/corpus"
)

// The roles of an attribution, as indexes.
const (
	source = iota
	cue
	content
	roles
)

var roleNames = [roles]string{"source", "cue", "content"}

// page is the text of an article with the tokens that scoring counts.
type page struct {
	text   string
	tokens []onrecord.Span
	word   []bool // holds a word character
	live   []bool // outside every discarded region
	quoted []bool // inside double quotation marks
}

func newPage(text string, discard []onrecord.Span) *page {
	p := &page{text: text, tokens: words(text)}
	marks := quotedBytes(text)
	p.word = make([]bool, len(p.tokens))
	p.live = make([]bool, len(p.tokens))
	p.quoted = make([]bool, len(p.tokens))
	for i, t := range p.tokens {
		r, _ := utf8.DecodeRuneInString(text[t.Start:])
		p.word[i] = isWord(r)
		p.quoted[i] = marks[t.Start]
		p.live[i] = true
		for _, d := range discard {
			if d.Start <= t.Start && t.Start < d.End {
				p.live[i] = false
			}
		}
	}
	return p
}

// quotedBytes marks the characters inside double quotation marks, marks included, at their first byte. A quotation
// left open ends with its paragraph.
func quotedBytes(text string) []bool {
	marked := make([]bool, len(text))
	open := false
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\n':
			open = false
		case r == '“' || r == '„' || r == '«' || strings.HasPrefix(text[i:], "``"):
			open = true
		case r == '”' || r == '»':
			marked[i], open = true, false
		case strings.HasPrefix(text[i:], "''"):
			marked[i], marked[i+1], open = true, true, false
			n = 2
		case r == '"':
			marked[i], open = true, !open
		}
		if open {
			marked[i] = true
		}
		i += n
	}
	return marked
}

// in lists the live tokens that tidy spans touch, sorted.
func (p *page) in(spans []onrecord.Span) []int {
	var out []int
	for _, s := range spans {
		i := sort.Search(len(p.tokens), func(i int) bool { return p.tokens[i].End > s.Start })
		for ; i < len(p.tokens) && p.tokens[i].Start < s.End; i++ {
			if p.live[i] && (len(out) == 0 || out[len(out)-1] < i) {
				out = append(out, i)
			}
		}
	}
	return out
}

// drawn is an attribution as scoring sees it.
type drawn struct {
	spans  [roles][]onrecord.Span
	tokens [roles][]int
	quoted float64 // share of the content's words in quotation marks
	form   string  // what the source looks like, see sourceForm
	number int     // place in the list it was drawn from
}

// draw makes attributions ready. One without live content is left out.
func (p *page) draw(list []corpus.Attribution) ([]drawn, error) {
	var out []drawn
	for i := range list {
		d, err := p.drawOne(&list[i])
		if err != nil {
			return nil, err
		}
		if len(d.tokens[content]) > 0 {
			d.number = i
			out = append(out, d)
		}
	}
	return out, nil
}

func (p *page) drawOne(a *corpus.Attribution) (drawn, error) {
	d := drawn{}
	for r, spans := range [roles][]onrecord.Span{a.Source, a.Cue, a.Content} {
		tidied, err := tidy(spans, p.text)
		if err != nil {
			return d, err
		}
		if tokens := p.in(tidied); len(tokens) > 0 {
			d.spans[r], d.tokens[r] = tidied, tokens
		}
	}
	d.quoted = p.quotedShare(d.tokens[content])
	return d, nil
}

// quotedShare is how much of the words stands in quotation marks; of all tokens where none is a word.
func (p *page) quotedShare(tokens []int) float64 {
	inWords, words, in := 0, 0, 0
	for _, i := range tokens {
		if p.quoted[i] {
			in++
		}
		if p.word[i] {
			words++
			if p.quoted[i] {
				inWords++
			}
		}
	}
	if words == 0 {
		return share(in, len(tokens))
	}
	return share(inWords, words)
}

// outermost leaves out what lies inside the content of another attribution: four fifths of its tokens in a longer content.
func outermost(list []drawn) []drawn {
	var out []drawn
	for i := range list {
		if !nestedInAny(list, i) {
			out = append(out, list[i])
		}
	}
	return out
}

func nestedInAny(list []drawn, i int) bool {
	mine := list[i].extent()
	for j := range list {
		if j == i || len(list[j].tokens[content]) <= len(list[i].tokens[content]) {
			continue
		}
		if float64(common(mine, list[j].tokens[content])) >= 0.8*float64(len(mine)) {
			return true
		}
	}
	return false
}

// extent is every token of an attribution.
func (d *drawn) extent() []int {
	return union(d.tokens[source], d.tokens[cue], d.tokens[content])
}

// meets tells whether a role of two attributions shares a token, or is missing in both.
func (d *drawn) meets(o *drawn, role int) bool {
	a, b := d.tokens[role], o.tokens[role]
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	return common(a, b) > 0
}
