package corpus

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"onrecord"
)

// Word is one word of a treebank, as people annotated it.
type Word struct {
	onrecord.Span // bytes of the sentence's Text
	Form          string
	Lemma         string
	UPOS          string
	XPOS          string // Penn Treebank tag
	Head          int    // number of the head in the sentence, from 1; 0 at the root
	Rel           string // Universal Dependencies v2 relation with its subtype
	SpaceAfter    bool
}

// Sentence is one sentence of a treebank with its tree.
type Sentence struct {
	ID     string
	Doc    string // the document it belongs to
	NewDoc bool   // the first of its document
	NewPar bool   // the first of its paragraph
	Text   string // put together again from words and spaces
	Words  []Word
}

// CoNLLU reads a treebank in CoNLL-U (universaldependencies.org/format.html) from the pack ud, such as
// "en_ewt-ud-dev.conllu.gz". Empty nodes of the enhanced graph are left out. The words of a multiword token ("don't")
// share out its letters: where their forms do not spell it, the last word takes what is left over.
func (d Dir) CoNLLU(name string) ([]Sentence, error) {
	var r conllu
	path := "ud/" + name
	if err := d.lines(path, func(_ int, line []byte) error { return r.line(string(line)) }); err != nil {
		return nil, err
	}
	if err := r.finish(); err != nil {
		return nil, fmt.Errorf("%w: %s: last sentence: %w", ErrBadLine, path, err)
	}
	return r.out, nil
}

// conllu gathers sentences line by line.
type conllu struct {
	out  []Sentence
	now  Sentence
	doc  string
	text strings.Builder
	mwt  multiword
}

// multiword is a token on the surface that stands for several words.
type multiword struct {
	first, last int
	form        string
	space       bool
}

func (c *conllu) line(line string) error {
	if line == "" {
		return c.finish()
	}
	if comment, ok := strings.CutPrefix(line, "#"); ok {
		c.comment(strings.TrimSpace(comment))
		return nil
	}
	f := strings.Split(line, "\t")
	if len(f) != 10 {
		return fmt.Errorf("%d columns, not 10", len(f))
	}
	switch {
	case strings.Contains(f[0], "."):
		return nil
	case strings.Contains(f[0], "-"):
		return c.span(f)
	}
	return c.word(f)
}

func (c *conllu) comment(s string) {
	key, value, _ := strings.Cut(s, "=")
	value = strings.TrimSpace(value)
	switch strings.TrimSpace(key) {
	case "newdoc", "newdoc id":
		c.doc, c.now.NewDoc, c.now.NewPar = value, true, true
	case "newpar", "newpar id":
		c.now.NewPar = true
	case "sent_id":
		c.now.ID = value
	}
}

func (c *conllu) span(f []string) error {
	a, b, _ := strings.Cut(f[0], "-")
	first, err1 := strconv.Atoi(a)
	last, err2 := strconv.Atoi(b)
	if err1 != nil || err2 != nil || first != len(c.now.Words)+1 || last <= first {
		return fmt.Errorf("multiword token %q does not follow on word %d", f[0], len(c.now.Words))
	}
	c.mwt = multiword{first: first, last: last, form: f[1], space: spaceAfter(f[9])}
	return nil
}

func spaceAfter(misc string) bool {
	for _, m := range strings.Split(misc, "|") {
		if m == "SpaceAfter=No" {
			return false
		}
	}
	return true
}

func (c *conllu) word(f []string) error {
	n, err := strconv.Atoi(f[0])
	if err != nil || n != len(c.now.Words)+1 {
		return fmt.Errorf("word %q does not follow on word %d", f[0], len(c.now.Words))
	}
	head, err := strconv.Atoi(f[6])
	if err != nil || head < 0 || head == n {
		return fmt.Errorf("head %q of word %d", f[6], n)
	}
	w := Word{Form: f[1], Lemma: f[2], UPOS: f[3], XPOS: f[4], Head: head, Rel: f[7], SpaceAfter: spaceAfter(f[9])}
	surface := w.Form
	if n <= c.mwt.last {
		surface = c.mwt.take(w.Form, n)
		w.SpaceAfter = n == c.mwt.last && c.mwt.space
	}
	if strings.TrimSpace(surface) == "" || !utf8.ValidString(surface) {
		return fmt.Errorf("word %d has no letters of its own in the text, or broken ones", n)
	}
	w.Start = c.text.Len()
	c.text.WriteString(surface)
	w.End = c.text.Len()
	if w.SpaceAfter {
		c.text.WriteByte(' ')
	}
	c.now.Words = append(c.now.Words, w)
	return nil
}

// take cuts the letters of word n off the token. Every word gets at least one letter as long as there are any.
func (m *multiword) take(form string, n int) string {
	left := []rune(m.form)
	k := len([]rune(form))
	if rest := m.last - n; k > len(left)-rest {
		k = max(0, len(left)-rest)
	}
	if n == m.last {
		k = len(left)
	}
	m.form = string(left[k:])
	return string(left[:k])
}

// finish closes the sentence that is being read, if there is one.
func (c *conllu) finish() error {
	s := c.now
	if len(s.Words) == 0 {
		return nil
	}
	if c.mwt.last > len(s.Words) {
		return errors.New("multiword token goes on after its sentence")
	}
	if err := s.checkTree(); err != nil {
		return err
	}
	s.Doc = c.doc
	s.Text = c.text.String()[:s.Words[len(s.Words)-1].End]
	c.out = append(c.out, s)
	c.now, c.mwt = Sentence{}, multiword{}
	c.text.Reset()
	return nil
}

// checkTree makes sure that every word leads to a root.
func (s *Sentence) checkTree() error {
	for i, w := range s.Words {
		if w.Head > len(s.Words) {
			return fmt.Errorf("head %d of word %d is no word of sentence %s", w.Head, i+1, s.ID)
		}
	}
	for i := range s.Words {
		steps := 0
		for h := s.Words[i].Head; h != 0; h = s.Words[h-1].Head {
			if steps++; steps > len(s.Words) {
				return fmt.Errorf("word %d of sentence %s: heads go round in a circle", i+1, s.ID)
			}
		}
	}
	return nil
}

// Documents cuts a treebank into its documents.
func Documents(all []Sentence) [][]Sentence {
	var out [][]Sentence
	for i, s := range all {
		if s.NewDoc || i == 0 {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], s)
	}
	return out
}

// Document lays sentences out as a report that is split but not yet parsed: Text put together again, a block a
// paragraph (a blank line between them), sentences, and tokens with their spans, one a word. With answers, tokens
// carry lemma, tags, heads and relations too.
func Document(sentences []Sentence, answers bool) *onrecord.Document {
	d := &onrecord.Document{}
	var text strings.Builder
	for i := range sentences {
		s := &sentences[i]
		if i > 0 && s.NewPar {
			text.WriteString("\n\n")
		} else if i > 0 && sentences[i-1].endsInSpace() {
			text.WriteByte(' ')
		}
		start := text.Len()
		text.WriteString(s.Text)
		span := onrecord.Span{Start: start, End: text.Len()}
		if i == 0 || s.NewPar {
			d.Blocks = append(d.Blocks, onrecord.Block{Span: span, Kind: onrecord.Body, Paragraph: len(d.Blocks)})
		}
		last := len(d.Blocks) - 1
		d.Blocks[last].End = span.End
		from := len(d.Tokens)
		d.Tokens = append(d.Tokens, s.tokens(start, from, answers)...)
		d.Sentences = append(d.Sentences, onrecord.Sentence{Span: span, Block: last, From: from, To: len(d.Tokens)})
	}
	d.Text = text.String()
	d.ID = onrecord.Digest(d.Text)
	if len(sentences) > 0 && sentences[0].Doc != "" {
		d.ID = sentences[0].Doc
	}
	return d
}

func (s *Sentence) endsInSpace() bool {
	return len(s.Words) > 0 && s.Words[len(s.Words)-1].SpaceAfter
}

// tokens are the words of a sentence that starts at byte start of its report, as tokens numbered from index from on.
func (s *Sentence) tokens(start, from int, answers bool) []onrecord.Token {
	out := make([]onrecord.Token, len(s.Words))
	for i, w := range s.Words {
		t := onrecord.Token{Span: onrecord.Span{Start: start + w.Start, End: start + w.End}}
		if answers {
			t.Lemma, t.Tag, t.XPOS, t.Rel = w.Lemma, w.UPOS, w.XPOS, w.Rel
			if w.Head > 0 {
				t.Head = onrecord.TokenID(from + w.Head)
			}
		}
		out[i] = t
	}
	return out
}
