package export

import (
	"bufio"
	"fmt"
	"io"
	"sort"
	"strings"

	"onrecord"
)

// CoNLLU writes sentences and tokens as CoNLL-U, Universal Dependencies v2 (https://universaldependencies.org/format.html).
// MISC holds SpaceAfter=No, TokenRange (code points in the document's text) and Attr, the statements that a token
// belongs to ("a1:source", "a2:content"); "_" is what is not known. Ids have no blanks, and no two of a stream are alike where its reports
// are called by [Names].
func CoNLLU(w io.Writer, r *Report, _ Style) error {
	c := &conlluWriter{Writer: bufio.NewWriter(w), r: r, name: r.Name, p: newPoints(r.Text), marks: tokenMarks(r.Document)}
	if c.name == "" {
		c.name = calledBy(r.Document)
	}
	fmt.Fprintf(c, "# newdoc id = %s\n", c.name)
	if id := onrecord.OneLine(r.ID); id != c.name {
		fmt.Fprintf(c, "# report = %s\n", id)
	}
	if r.Meta.Title != "" {
		fmt.Fprintf(c, "# title = %s\n", onrecord.OneLine(r.Meta.Title))
	}
	paragraph := -1
	for i := range r.Sentences {
		b := r.Blocks[r.Sentences[i].Block]
		if b.Paragraph != paragraph {
			paragraph = b.Paragraph
			fmt.Fprintf(c, "# newpar id = %s-p%d\n", c.name, paragraph+1)
		}
		c.sentence(i, b)
	}
	return c.Flush()
}

type conlluWriter struct {
	*bufio.Writer
	r     *Report
	name  string // of the report, with which every id begins
	p     points
	marks [][]string // for each token, the parts of statements that it belongs to
}

func (c *conlluWriter) sentence(i int, b onrecord.Block) {
	s := c.r.Sentences[i]
	fmt.Fprintf(c, "# sent_id = %s-s%d\n# block = %s\n# text = %s\n", c.name, i+1, known(b.Kind), c.text(s))
	for t := s.From; t < s.To; t++ {
		c.token(s, t)
	}
	c.WriteByte('\n')
}

// text is the sentence as its forms and SpaceAfter spell it, as validators of CoNLL-U ask.
func (c *conlluWriter) text(s onrecord.Sentence) string {
	var b strings.Builder
	for t := s.From; t < s.To; t++ {
		b.WriteString(onrecord.OneLine(c.r.In(c.r.Tokens[t].Span)))
		if t+1 < s.To && !c.joined(t) {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// joined tells whether the next token follows without white space.
func (c *conlluWriter) joined(t int) bool {
	return t+1 < len(c.r.Tokens) && c.r.Tokens[t].End == c.r.Tokens[t+1].Start
}

func (c *conlluWriter) token(s onrecord.Sentence, i int) {
	t := &c.r.Tokens[i]
	head, rel := "_", "_"
	if t.Rel != "" {
		rel = t.Rel
		head = "0"
		if t.Head != 0 {
			head = fmt.Sprint(int(t.Head) - s.From)
		}
	}
	var misc []string
	if len(c.marks[i]) > 0 {
		misc = append(misc, "Attr="+strings.Join(c.marks[i], ","))
	}
	if c.joined(i) {
		misc = append(misc, "SpaceAfter=No")
	}
	misc = append(misc, fmt.Sprintf("TokenRange=%d:%d", c.p.at(t.Start), c.p.at(t.End)))
	fmt.Fprintf(c, "%d\t%s\t%s\t%s\t%s\t_\t%s\t%s\t_\t%s\n", i-s.From+1, onrecord.OneLine(c.r.In(t.Span)),
		orBlank(onrecord.OneLine(t.Lemma)), orBlank(t.Tag), orBlank(t.XPOS), head, rel, strings.Join(misc, "|"))
}

func orBlank(s string) string {
	if s == "" {
		return "_"
	}
	return s
}

// tokenMarks lists, for each token, which parts of which statements it belongs to, in order of statement.
func tokenMarks(d *onrecord.Document) [][]string {
	marks := make([][]string, len(d.Tokens))
	mark := func(s onrecord.Span, name string) {
		first := sort.Search(len(d.Tokens), func(i int) bool { return d.Tokens[i].End > s.Start })
		for i := first; i < len(d.Tokens) && d.Tokens[i].Start < s.End; i++ {
			if n := len(marks[i]); n == 0 || marks[i][n-1] != name {
				marks[i] = append(marks[i], name)
			}
		}
	}
	for i := range d.Attributions {
		for _, p := range parts(&d.Attributions[i]) {
			mark(p.Span, d.Decided.IDOf(onrecord.KindStatement, i+1)+":"+string(p.role))
		}
	}
	return marks
}
