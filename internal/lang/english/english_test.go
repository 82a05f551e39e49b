package english_test

import (
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/lang/english"
	"onrecord/internal/lang/wordclass"
)

func load(t testing.TB) *english.English {
	t.Helper()
	classes, err := wordclass.Load()
	if err != nil {
		t.Fatal(err)
	}
	e, err := english.New(classes)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func split(e *english.English, text string) *onrecord.Document {
	d := &onrecord.Document{Text: text}
	if s := strings.TrimSpace(text); s != "" {
		at := strings.Index(text, s)
		d.Blocks = []onrecord.Block{{Span: onrecord.Span{Start: at, End: at + len(s)}, Kind: onrecord.Body}}
	}
	e.Split(d)
	return d
}

func TestWords(t *testing.T) {
	e := load(t)
	cases := []struct{ text, want string }{
		{"Pakistan’s high-stakes visit", "Pakistan ’s high - stakes visit"},
		{"They don't know; we can’t.", "They do n't know ; we ca n’t ."},
		{"U.S.-led talks cost $5.2m.", "U.S. - led talks cost $ 5.2 m ."},
		{"Gen. A. B. Ruiz left at 7pm...", "Gen. A. B. Ruiz left at 7 pm ..."},
		{"“No,” she said—“never.”", "“ No , ” she said — “ never . ”"},
		{"See www.example.org, or mail a@b.co.", "See www.example.org , or mail a@b.co ."},
		{"The officials' claim cannot hold.", "The officials ' claim can not hold ."},
	}
	for _, c := range cases {
		d := split(e, c.text)
		var got []string
		for _, w := range d.Tokens {
			got = append(got, d.In(w.Span))
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, g, c.want)
		}
	}
}

func TestSentences(t *testing.T) {
	e := load(t)
	cases := []struct {
		text string
		want int
	}{
		{"Gen. Ruiz met Dr. Oduya on Jan. 5. They agreed.", 2},
		{"“We will not go. Nobody asked us,” she said. He left.", 3},
		{"The U.S. said no. It meant it.", 2},
		{"The Naval Com. & Adm. of the port said so. It left.", 2},
		{"Is it true? No! It is not.", 3},
	}
	for _, c := range cases {
		if d := split(e, c.text); len(d.Sentences) != c.want {
			t.Errorf("%s: %d sentences, want %d", c.text, len(d.Sentences), c.want)
		}
	}
}

func TestParse(t *testing.T) {
	e := load(t)
	d := split(e, "The minister told reporters that the ships left.")
	e.Parse(d)
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	told := d.Tokens[2]
	if told.Lemma != "tell" || told.Tag != "VERB" || told.Head != 0 || d.Tokens[1].Rel != "nsubj" || d.Tokens[1].Head != 3 {
		t.Errorf("told: %+v, minister: %+v", told, d.Tokens[1])
	}
	if left := d.Tokens[7]; left.Rel != "ccomp" || left.Head != 3 {
		t.Errorf("left: %+v", left)
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"", "a", "''", "don’t", "1,000.5m's", "...!?", "http://", "\u00ad\u200b", "’’’s", "x'", "é.É."} {
		f.Add(s)
	}
	e := load(f)
	f.Fuzz(func(t *testing.T, text string) {
		d := split(e, strings.ToValidUTF8(text, "\uFFFD"))
		e.Parse(d)
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
		// no letter is lost: what lies between the words is white space or shows nothing
		last := 0
		for _, w := range d.Tokens {
			if strings.ContainsFunc(d.Text[last:w.Start], func(r rune) bool { return r > ' ' && r < 0x7f }) {
				t.Fatalf("%q: lost %q", text, d.Text[last:w.Start])
			}
			last = w.End
		}
	})
}
