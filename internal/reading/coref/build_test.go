package coref_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"onrecord"
)

// parsed builds a document from sentences written a word a line: form, lemma, UPOS, XPOS, head in the sentence, relation,
// and the kind of name that begins (B:person) or goes on (I:person) there, or "_". A blank line ends a sentence; a line
// "par" begins a paragraph, "par byline" one of that kind.
func parsed(t testing.TB, table string) *onrecord.Document {
	t.Helper()
	b := builder{d: &onrecord.Document{}}
	for n, line := range strings.Split(strings.TrimSpace(table), "\n") {
		f := strings.Fields(line)
		var err error
		switch {
		case len(f) == 0:
			b.endSentence()
		case f[0] == "par":
			b.endSentence()
			b.paragraph(f[1:])
		case len(f) == 7:
			err = b.word(f)
		default:
			err = fmt.Errorf("%d fields", len(f))
		}
		if err != nil {
			t.Fatalf("line %d %q: %v", n+1, line, err)
		}
	}
	b.endSentence()
	b.d.Text = b.text.String()
	if err := b.d.Validate(); err != nil {
		t.Fatalf("fixture: %v", err)
	}
	return b.d
}

type builder struct {
	d     *onrecord.Document
	text  strings.Builder
	from  int
	glued bool
}

func (b *builder) paragraph(kind []string) {
	if b.text.Len() > 0 {
		b.text.WriteString("\n\n")
	}
	k := onrecord.Body
	if len(kind) > 0 {
		k = onrecord.BlockKind(kind[0])
	}
	b.d.Blocks = append(b.d.Blocks, onrecord.Block{Span: onrecord.Span{Start: b.text.Len()}, Kind: k,
		Paragraph: len(b.d.Blocks)})
	b.glued = true
}

// word adds a token, with a space before it unless it is a closing mark, a clitic, or follows an opening one.
func (b *builder) word(f []string) error {
	head, err := strconv.Atoi(f[4])
	if err != nil {
		return err
	}
	if len(b.d.Blocks) == 0 {
		b.paragraph(nil)
	}
	if !b.glued && !strings.Contains(" , . : ; ? ! ” ) 's ’s n't ’ ' ", " "+f[0]+" ") {
		b.text.WriteByte(' ')
	}
	b.glued = f[0] == "“" || f[0] == "("
	t := onrecord.Token{Lemma: f[1], Tag: f[2], XPOS: f[3], Rel: f[5]}
	if head > 0 {
		t.Head = onrecord.TokenID(b.from + head)
	}
	t.Start = b.text.Len()
	b.text.WriteString(f[0])
	t.End = b.text.Len()
	at := len(b.d.Tokens)
	b.d.Tokens = append(b.d.Tokens, t)
	mark, kind, _ := strings.Cut(f[6], ":")
	switch mark {
	case "B":
		b.d.Names = append(b.d.Names, onrecord.Name{Span: t.Span, From: at, To: at + 1, Kind: onrecord.EntityKind(kind),
			By: "test", Conf: 1})
	case "I":
		n := &b.d.Names[len(b.d.Names)-1]
		n.To, n.End = at+1, t.End
	}
	return nil
}

func (b *builder) endSentence() {
	if b.from == len(b.d.Tokens) {
		return
	}
	block := len(b.d.Blocks) - 1
	last := b.d.Tokens[len(b.d.Tokens)-1].End
	b.d.Sentences = append(b.d.Sentences, onrecord.Sentence{
		Span:  onrecord.Span{Start: b.d.Tokens[b.from].Start, End: last},
		Block: block, From: b.from, To: len(b.d.Tokens)})
	b.d.Blocks[block].End = last
	b.from = len(b.d.Tokens)
}
