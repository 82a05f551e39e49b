package ner_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/lang/linear"
	"onrecord/internal/lang/ner"
	"onrecord/internal/lang/wordclass"
)

// recognizer is loaded once; it is safe for use by many goroutines.
var recognizer = sync.OnceValues(func() (*ner.Recognizer, error) {
	classes, err := wordclass.Load()
	if err != nil {
		return nil, err
	}
	return ner.New(classes)
})

func load(t testing.TB) *ner.Recognizer {
	t.Helper()
	r, err := recognizer()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// document lays out lines of "word_TAG" as a report: a line is a sentence, a blank line ends a paragraph.
func document(kind onrecord.BlockKind, lines string) *onrecord.Document {
	d := &onrecord.Document{}
	for par := range strings.SplitSeq(lines, "\n\n") {
		d.Text += "\n\n"
		block := onrecord.Block{Span: onrecord.Span{Start: len(d.Text)}, Kind: kind, Paragraph: len(d.Blocks)}
		for line := range strings.SplitSeq(par, "\n") {
			s := onrecord.Sentence{Block: len(d.Blocks), From: len(d.Tokens)}
			for _, f := range strings.Fields(line) {
				word, tag, _ := strings.Cut(f, "_")
				if word == "" {
					continue // no token is empty
				}
				if !strings.HasSuffix(d.Text, "\n") {
					d.Text += " "
				}
				at := len(d.Text)
				d.Text += word
				d.Tokens = append(d.Tokens, onrecord.Token{Span: onrecord.Span{Start: at, End: len(d.Text)}, XPOS: tag})
			}
			if s.To = len(d.Tokens); s.To > s.From {
				s.Span = onrecord.Span{Start: d.Tokens[s.From].Start, End: d.Tokens[s.To-1].End}
				d.Sentences = append(d.Sentences, s)
			}
		}
		block.End = len(d.Text)
		d.Blocks = append(d.Blocks, block)
	}
	return d
}

func found(d *onrecord.Document) []string {
	var out []string
	for _, n := range d.Names {
		out = append(out, string(n.Kind)+" "+d.In(n.Span))
	}
	return out
}

func TestFind(t *testing.T) {
	cases := map[string]struct {
		text string
		want []string
	}{
		"a person and her country": {
			"President_NNP Maria_NNP Gonzalez_NNP arrived_VBD in_IN Pakistan_NNP on_IN Tuesday_NNP ._.",
			[]string{"person Maria Gonzalez", "country Pakistan"}},
		"a ministry is government": {
			"The_DT Ministry_NNP of_IN Finance_NNP denied_VBD the_DT report_NN ._.",
			[]string{"government Ministry of Finance"}},
		"a place that is no country": {
			"Three_CD people_NNS were_VBD hurt_VBN near_IN Karachi_NNP ,_, police_NN said_VBD ._.",
			[]string{"place Karachi"}},
		"a people is a group": {
			"Officials_NNS said_VBD that_IN the_DT Palestinians_NNPS would_MD attend_VB ._.",
			[]string{"group Palestinians"}},
		"an outlet": {
			"He_PRP told_VBD the_DT Daily_NNP Telegraph_NNP that_IN he_PRP would_MD resign_VB ._.",
			[]string{"media_outlet Daily Telegraph"}},
		"no name": {
			"The_DT clerk_NN said_VBD that_IN the_DT ledger_NN was_VBD gone_VBN ._.", nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d := document(onrecord.Body, c.text)
			load(t).Find(d)
			if diff := cmp.Diff(c.want, found(d)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFindReadsNoFurniture(t *testing.T) {
	d := document(onrecord.Furniture, "Maria_NNP Gonzalez_NNP reports_VBZ from_IN Pakistan_NNP ._.")
	load(t).Find(d)
	if d.Names != nil {
		t.Errorf("names in furniture: %v", found(d))
	}
}

// check holds the names of a document to the rules: in order, apart, on token edges, said by whom and how surely.
func check(t interface {
	Helper()
	Errorf(string, ...any)
}, d *onrecord.Document) {
	t.Helper()
	last := 0
	for _, n := range d.Names {
		if n.From < last || n.To <= n.From || n.To > len(d.Tokens) {
			t.Errorf("tokens %d:%d of %d, the name before ends at %d", n.From, n.To, len(d.Tokens), last)
			return
		}
		last = n.To
		if n.Start != d.Tokens[n.From].Start || n.End != d.Tokens[n.To-1].End {
			t.Errorf("span %v is not that of tokens %d:%d", n.Span, n.From, n.To)
		}
		if n.Kind == "" || n.By == "" || !(n.Conf >= 0 && n.Conf <= 1) {
			t.Errorf("kind %q, by %q, confidence %v", n.Kind, n.By, n.Conf)
		}
	}
}

func TestFindHoldsTheRules(t *testing.T) {
	words := []string{"Maria", "Gonzalez", "the", "Ministry", "of", "Pakistan", "said", ".", "UN", "’s", "2019", "ÉTAT", "\n", "\n\n"}
	tags := []string{"NNP", "IN", "VBD", "DT", ".", ""}
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		for range rapid.IntRange(0, 60).Draw(t, "length") {
			w := rapid.SampledFrom(words).Draw(t, "word")
			if text.WriteString(w); strings.TrimSpace(w) != "" {
				text.WriteString("_" + rapid.SampledFrom(tags).Draw(t, "tag") + " ")
			}
		}
		d, twin := document(onrecord.Body, text.String()), document(onrecord.Body, text.String())
		r, err := recognizer()
		if err != nil {
			t.Fatal(err)
		}
		r.Find(d)
		check(t, d)
		if r.Find(twin); !slices.Equal(d.Names, twin.Names) {
			t.Errorf("the same text gave other names: %v, %v", found(d), found(twin))
		}
	})
}

func TestTrainLearnsAndRepeats(t *testing.T) {
	classes, err := wordclass.Load()
	if err != nil {
		t.Fatal(err)
	}
	var examples []ner.Example
	for _, who := range []string{"Qorven", "Zubrith", "Melkanov", "Ostrava-Iln"} {
		d := document(onrecord.Body, "Envoy_NNP "+who+"_NNP left_VBD the_DT room_NN ._.")
		examples = append(examples, ner.Example{Doc: d, Names: []ner.Marked{{Span: d.Tokens[1].Span, Type: ner.PersonType}}})
	}
	o := ner.Options{Epochs: 10, MinCount: 1, Seed: 1}
	raw, err := ner.Train(examples, classes, o)
	if err != nil {
		t.Fatal(err)
	}
	r, err := ner.Open(raw, classes)
	if err != nil {
		t.Fatal(err)
	}
	d := document(onrecord.Body, "Envoy_NNP Talquist_NNP left_VBD the_DT room_NN ._.")
	r.Find(d)
	if diff := cmp.Diff([]string{"person Talquist"}, found(d)); diff != "" {
		t.Error(diff)
	}
	again, err := ner.Train(examples, classes, o)
	if err != nil || !slices.Equal(raw, again) {
		t.Errorf("the same examples gave other weights (error %v)", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	classes, err := wordclass.Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{"no file": nil, "other file": []byte("ledger"), "no names": linear.NewBundle().Bytes()} {
		if _, err := ner.Open(raw, classes); !errors.Is(err, linear.ErrBundle) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("President Maria Gonzalez told the Daily Telegraph.\n\nKABUL: \x00 İ ’s")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		d := document(onrecord.Headline, text)
		load(t).Find(d)
		check(t, d)
	})
}

func BenchmarkFind(b *testing.B) {
	d := document(onrecord.Body, strings.Repeat("President_NNP Maria_NNP Gonzalez_NNP told_VBD the_DT Daily_NNP Telegraph_NNP "+
		"in_IN Karachi_NNP that_IN the_DT ledger_NN of_IN the_DT Ministry_NNP was_VBD gone_VBN ._.\n", 40))
	r := load(b)
	b.SetBytes(int64(len(d.Text)))
	for b.Loop() {
		r.Find(d)
	}
	b.ReportMetric(float64(len(d.Tokens)*b.N)/b.Elapsed().Seconds(), "tokens/s")
}
