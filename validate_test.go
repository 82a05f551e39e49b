package onrecord_test

import (
	"errors"
	"strings"
	"testing"

	"onrecord"
)

// small is a sound document to break.
func small() *onrecord.Document {
	d := &onrecord.Document{Text: "É. Ruiz said no."}
	d.Blocks = []onrecord.Block{{Span: onrecord.Span{Start: 0, End: 17}, Kind: onrecord.Body}}
	d.Sentences = []onrecord.Sentence{{Span: onrecord.Span{Start: 0, End: 17}, From: 0, To: 5}}
	for _, s := range [][2]int{{0, 3}, {4, 8}, {9, 13}, {14, 16}, {16, 17}} {
		d.Tokens = append(d.Tokens, onrecord.Token{Span: onrecord.Span{Start: s[0], End: s[1]}})
	}
	d.Tokens[0].Head, d.Tokens[1].Head, d.Tokens[3].Head, d.Tokens[4].Head = 2, 3, 3, 3
	d.Attributions = []onrecord.Attribution{
		{Content: []onrecord.Span{{Start: 4, End: 17}}, By: "test"},
		{Content: []onrecord.Span{{Start: 14, End: 16}}, By: "test", Within: 1},
	}
	return d
}

func TestValidate(t *testing.T) {
	if err := small().Validate(); err != nil {
		t.Fatalf("a sound document: %v", err)
	}
	cases := []struct {
		name, want string
		damage     func(d *onrecord.Document)
	}{
		{"cut character", "cuts a character", func(d *onrecord.Document) { d.Tokens[0].Start = 1 }},
		{"outside the text", "outside the text", func(d *onrecord.Document) { d.Blocks[0].End = 99 }},
		{"circle", "circle", func(d *onrecord.Document) { d.Tokens[2].Head = 2 }},
		{"head in no sentence", "outside its sentence", func(d *onrecord.Document) { d.Tokens[2].Head = 9 }},
		{"tokens left over", "belong to no sentence", func(d *onrecord.Document) { d.Sentences[0].To = 4 }},
		{"no content", "no content", func(d *onrecord.Document) { d.Attributions[0].Content = nil }},
		{"later parent", "not an earlier one", func(d *onrecord.Document) { d.Attributions[0].Within = 2 }},
		{"inner outside outer", "outside the content", func(d *onrecord.Document) { d.Attributions[0].Content[0].End = 13 }},
		{"no finder", "missing", func(d *onrecord.Document) { d.Attributions[1].By = "" }},
		{"broken text", "UTF-8", func(d *onrecord.Document) { d.Text = "\xff" + d.Text[1:] }},
	}
	for _, c := range cases {
		d := small()
		c.damage(d)
		err := d.Validate()
		if !errors.Is(err, onrecord.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

func TestChain(t *testing.T) {
	d := small()
	if got := d.Chain(2); len(got) != 2 || got[0] != 1 || got[1] != 2 || d.Depth(2) != 1 {
		t.Errorf("chain %v, depth %d", got, d.Depth(2))
	}
	if d.Attribution(0) != nil || d.Attribution(3) != nil || d.Entity(1) != nil {
		t.Error("numbers that lead nowhere lead somewhere")
	}
}
