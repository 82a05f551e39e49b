package plover_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/lang/english"
	"onrecord/internal/lang/wordclass"
	"onrecord/internal/reading/plover"
)

type bench struct {
	classes *wordclass.Classes
	words   *english.English
	coder   *plover.Coder
}

var open = sync.OnceValues(func() (*bench, error) {
	classes, err := wordclass.Load()
	if err != nil {
		return nil, err
	}
	words, err := english.New(classes)
	if err != nil {
		return nil, err
	}
	coder, err := plover.NewCoder(classes)
	return &bench{classes, words, coder}, err
})

func (b *bench) read(d *onrecord.Document) { b.words.Split(d); b.words.Parse(d) }

func TestCode(t *testing.T) {
	b, err := open()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ line, plv, book string }{
		{"1\tNorway imposed sanctions on Sweden.\t0:6\t28:34", "COERCE", "SANCTION"},
		{"2\tThe harbour pilots went on strike against the port authority.\t0:18\t42:60", "PROTEST", "PROTEST"},
		{"3\tGunmen wounded a judge outside the court.\t0:6\t15:22", "ASSAULT", "ASSAULT"},
		{"4\tSweden will send blankets to Norway next week.\t0:6\t29:35", "AGREE", "AGREE"},
		{"5\tThe navy let the trawler go.\t0:8\t13:24", "YIELD", "RETREAT"},
		{"6\tSweden pardoned the captain.\t0:6\t16:27", "YIELD", "CONCEDE"},
		{"7\tThe captain was accused of smuggling by the harbour master.\t40:58\t0:11", "ACCUSE", "ACCUSE"},
		{"8\tThe minister flatly refused the miners' demand.\t0:12\t32:39", "REJECT", "REJECT"},
	} {
		pairs, err := plover.AllPairs(strings.NewReader("id\tsentence\tsource_spans\ttarget_spans\n" + c.line))
		if err != nil || len(pairs) != 1 {
			t.Fatalf("%q: %v", c.line, err)
		}
		d := pairs[0].Document()
		b.read(d)
		for as, want := range map[plover.Profile]string{plover.PLV: c.plv, plover.Plover08: c.book} {
			if got := b.coder.Code(d, pairs[0], as); string(got.Root) != want || got.Quad == 0 || got.Conf <= 0 || got.Conf > 1 {
				t.Errorf("%q in %s: %+v, want %s", c.line, as, got, want)
			}
		}
	}
}

func TestPairsTellBadLines(t *testing.T) {
	const heading = "id\tsource_spans\tsentence\ttarget_spans\n"
	for _, c := range []struct{ line, want string }{
		{"1\t0:6\tNorway met Sweden.", "3 cells"},
		{"1\t0:99\tNorway met Sweden.\t11:17", `span "0:99"`},
		{"1\t3:3\tNorway met Sweden.\t11:17", `span "3:3"`},
		{"1\tx\tNorway met Sweden.\t11:17", `span "x"`},
		{"1\t\t \t", "no sentence"},
		{"1\t\t\xff\t", "not UTF-8"},
	} {
		_, err := plover.AllPairs(strings.NewReader(heading + c.line))
		if !errors.Is(err, plover.ErrBadPair) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %v, want %q", c.line, err, c.want)
		}
	}
	pairs, err := plover.AllPairs(strings.NewReader(heading + "1\t0:1;2:3\té é met Sweden.\t\r\n"))
	if err != nil || len(pairs) != 1 || len(pairs[0].Source) != 2 || pairs[0].Source[1] != (onrecord.Span{Start: 3, End: 5}) {
		t.Errorf("spans of code points: %+v, %v", pairs, err)
	}
}

func TestLessonsAreWhole(t *testing.T) {
	lessons, err := plover.Lessons()
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, l := range lessons {
		n[l.Root]++
	}
	if len(n) != 15 {
		t.Errorf("lessons for %d roots, want all 15", len(n))
	}
}

// TestTrainRepeats learns from some lessons twice; a coder must know what it has learned, and the bytes must not differ.
func TestTrainRepeats(t *testing.T) {
	b, err := open()
	if err != nil {
		t.Fatal(err)
	}
	lessons, err := plover.Lessons()
	if err != nil {
		t.Fatal(err)
	}
	examples := plover.Examples(lessons, b.read)
	one, err := plover.Train(examples[:60], examples[60:120], b.classes, 3)
	if err != nil {
		t.Fatal(err)
	}
	two, err := plover.Train(examples[:60], examples[60:120], b.classes, 3)
	if err != nil || !bytes.Equal(one, two) {
		t.Fatalf("trained twice: not the same bytes (%v)", err)
	}
	c, err := plover.OpenCoder(one, b.classes)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range examples[:60] {
		if got := c.Code(x.Document, x.Pair, plover.PLV); string(got.Root) != x.Root {
			t.Errorf("%s: %s, learned as %s", x.Text, got.Root, x.Root)
		}
	}
	if _, err := plover.OpenCoder(one[:len(one)/2], b.classes); err == nil {
		t.Error("half a file of weights opens")
	}
}

// TestCodeAnyPair codes pairs of any words: it must not fail, whatever is marked.
func TestCodeAnyPair(t *testing.T) {
	b, err := open()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[A-Za-z ,.'"é-]{1,60}x`).Draw(t, "text")
		p := plover.Pair{Text: text}
		for _, to := range []*[]onrecord.Span{&p.Source, &p.Target} {
			words := strings.Fields(text)
			if w := rapid.SampledFrom(words).Draw(t, "party"); rapid.Bool().Draw(t, "told") {
				at := strings.Index(text, w)
				*to = []onrecord.Span{{Start: at, End: at + len(w)}}
			}
		}
		d := p.Document()
		b.read(d)
		if got := b.coder.Code(d, p, plover.Plover08); got.Quad == 0 || int(got.Deed) > len(d.Tokens) {
			t.Fatalf("%+v", got)
		}
	})
}

func TestRootOfCAMEO(t *testing.T) {
	for code, want := range map[string]onrecord.Root{"036": "AGREE", "0833": "CONCEDE", "0874": "RETREAT", "1122": "ACCUSE",
		"112": "ACCUSE", "190": "ASSAULT", "2042": "ASSAULT", "010": "", "0256": "", "": "", "9": ""} {
		if got := plover.RootOfCAMEO(code); got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
}
