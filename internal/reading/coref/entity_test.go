package coref_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/reading/coref"
)

func resolver(t testing.TB) *coref.Resolver {
	t.Helper()
	r, err := coref.New()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Each file of testdata holds own sentences with hand-checked trees, and lines that say which words must be of one entity
// ("Ana Ruiz = she, her"), must not be ("Kyiv # Kyiv@2"), or what an entity is ("Kyiv is metonym UKR"). Words are found
// by their first place in the text, or the one after "@".
func TestReports(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	r := resolver(t)
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			a, err := txtar.ParseFile(f)
			if err != nil {
				t.Fatal(err)
			}
			d := parsed(t, string(a.Files[0].Data))
			r.Resolve(d)
			if err := d.Validate(); err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(strings.TrimSpace(string(a.Files[1].Data)), "\n") {
				checkLine(t, d, line)
			}
			if t.Failed() {
				t.Log(show(d))
			}
		})
	}
}

func checkLine(t *testing.T, d *onrecord.Document, line string) {
	t.Helper()
	if who, what, ok := strings.Cut(line, " is "); ok {
		e := d.Entity(entityAt(d, who))
		if e == nil {
			t.Errorf("%s: no entity", line)
		} else if got := strings.TrimSpace(fmt.Sprint(e.Kind, " ", e.Country)); got != what {
			t.Errorf("%s: got %q", line, got)
		}
		return
	}
	op := " = "
	if strings.Contains(line, " # ") {
		op = " # "
	}
	who, others, _ := strings.Cut(line, op)
	want := entityAt(d, who)
	for _, o := range strings.Split(others, ", ") {
		got := entityAt(d, o)
		if same := got == want && got != 0; same != (op == " = ") {
			t.Errorf("%s%s%s: entities %d and %d", who, op, o, want, got)
		}
	}
}

// entityAt is the entity that has a mention of exactly these words, or ending with them, starting with them, or with them
// inside.
func entityAt(d *onrecord.Document, words string) onrecord.EntityID {
	words, nth, ok := strings.Cut(words, "@")
	n := 1
	if ok {
		fmt.Sscan(nth, &n)
	}
	at := -1
	for from := 0; n > 0; n-- {
		i := wordIndex(d.Text[from:], words)
		if i < 0 {
			return 0
		}
		at = from + i
		from = at + len(words)
	}
	s := onrecord.Span{Start: at, End: at + len(words)}
	for _, fits := range []func(onrecord.Span) bool{
		func(m onrecord.Span) bool { return m == s },
		func(m onrecord.Span) bool { return m.End == s.End && m.Contains(s) },
		func(m onrecord.Span) bool { return m.Start == s.Start && m.Contains(s) },
		func(m onrecord.Span) bool { return m.Contains(s) }} {
		for i, e := range d.Entities {
			for _, m := range e.Mentions {
				if fits(m.Span) {
					return onrecord.EntityID(i + 1)
				}
			}
		}
	}
	return 0
}

func wordIndex(text, words string) int {
	letter := func(i int) bool {
		return i >= 0 && i < len(text) && text[i]|0x20 >= 'a' && text[i]|0x20 <= 'z'
	}
	for from := 0; ; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return -1
		}
		if i += from; !letter(i-1) && (!letter(i+len(words)) || strings.HasPrefix(text[i+len(words):], "’")) {
			return i
		}
		from = i + len(words)
	}
}

func show(d *onrecord.Document) string {
	var b strings.Builder
	for i, e := range d.Entities {
		fmt.Fprintf(&b, "%d %q %s %s:", i+1, e.Name, e.Kind, e.Country)
		for _, m := range e.Mentions {
			fmt.Fprintf(&b, " [%s %s]", d.In(m.Span), m.By)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Whatever the trees, tags and names, resolving never fails, leaves a valid document, and gives the same twice.
func TestAnyDocument(t *testing.T) {
	r := resolver(t)
	rapid.Check(t, func(t *rapid.T) {
		d := anyDocument(t)
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
		r.Resolve(d)
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
		first := fmt.Sprint(d.Entities)
		r.Resolve(d)
		if second := fmt.Sprint(d.Entities); first != second {
			t.Fatalf("twice not the same:\n%s\n%s", first, second)
		}
		for _, e := range d.Entities {
			if !slices.IsSortedFunc(e.Mentions, func(a, b onrecord.Mention) int {
				if a.Start != b.Start {
					return a.Start - b.Start
				}
				return b.End - a.End
			}) {
				t.Fatalf("mentions out of order: %v", e)
			}
			for _, m := range e.Mentions {
				if m.By == "" || m.Conf <= 0 || m.Conf > 1 || m.Head < 1 {
					t.Fatalf("mention %+v", m)
				}
			}
		}
	})
}

var anyWords = []string{"Ruiz", "Ana", "she", "it", "they", "who", "that", "himself", "I", "we", "“", "”", "\"", "'", ",", ".",
	":", "?", "and", "of", "said", "minister", "the", "sources", "these", "Kyiv", "ACM", "(", ")", "President", "Mr", "ministry",
	"Pakistan", "é", "’", "‘", "two", "sides", "interview", "with", "is", "not", "Field", "Marshal"}

var anyRels = []string{"nsubj", "obj", "obl", "nmod", "nmod:poss", "appos", "conj", "cc", "det", "case", "amod", "compound",
	"flat", "acl:relcl", "acl", "ccomp", "parataxis", "cop", "punct", "advcl", "nsubj:pass", "obl:agent", "xcomp", "dep"}

var anyTags = [][2]string{{"PROPN", "NNP"}, {"NOUN", "NN"}, {"NOUN", "NNS"}, {"PRON", "PRP"}, {"PRON", "WP"}, {"VERB", "VBD"},
	{"ADJ", "JJ"}, {"DET", "DT"}, {"PUNCT", "."}, {"", ""}, {"PROPN", "NNPS"}, {"CCONJ", "CC"}}

func anyDocument(t *rapid.T) *onrecord.Document {
	b := builder{d: &onrecord.Document{}}
	kinds := []string{"body", "body", "headline", "byline", "furniture"}
	for range rapid.IntRange(0, 4).Draw(t, "blocks") {
		b.paragraph([]string{rapid.SampledFrom(kinds).Draw(t, "kind")})
		for range rapid.IntRange(1, 3).Draw(t, "sentences") {
			anySentence(t, &b)
		}
	}
	b.d.Text = b.text.String()
	return b.d
}

func anySentence(t *rapid.T, b *builder) {
	n := rapid.IntRange(1, 14).Draw(t, "words")
	// A tree: each word hangs on one drawn earlier in a random order.
	order := rapid.Permutation(seq(n)).Draw(t, "order")
	heads := make([]int, n)
	for i := 1; i < n; i++ {
		heads[order[i]] = order[rapid.IntRange(0, i-1).Draw(t, "head")] + 1
	}
	inName := false
	for i := range n {
		w := rapid.SampledFrom(anyWords).Draw(t, "word")
		tag := rapid.SampledFrom(anyTags).Draw(t, "tag")
		rel := rapid.SampledFrom(anyRels).Draw(t, "rel")
		name := "_"
		if p := rapid.IntRange(0, 5).Draw(t, "name"); p == 0 || p == 1 && !inName {
			name = "B:" + string(rapid.SampledFrom([]onrecord.EntityKind{onrecord.Person, onrecord.Organization, onrecord.Place,
				onrecord.Country, onrecord.OtherKind, onrecord.Group, ""}).Draw(t, "kind"))
		} else if p == 1 {
			name = "I:"
		}
		inName = name != "_"
		if err := b.word([]string{w, strings.ToLower(w), tag[0], tag[1], fmt.Sprint(heads[i]), rel, name}); err != nil {
			t.Fatal(err)
		}
	}
	b.endSentence()
}

func seq(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// Several goroutines may share a resolver.
func TestAtOnce(t *testing.T) {
	r := resolver(t)
	a, err := txtar.ParseFile("testdata/names.txtar")
	if err != nil {
		t.Fatal(err)
	}
	want := ""
	var group sync.WaitGroup
	got := make([]string, 8)
	for i := range got {
		d := parsed(t, string(a.Files[0].Data))
		group.Go(func() {
			for range 20 {
				r.Resolve(d)
			}
			got[i] = show(d)
		})
	}
	group.Wait()
	for i, s := range got {
		if want == "" {
			want = s
		}
		if s != want {
			t.Errorf("goroutine %d: %s, not %s", i, s, want)
		}
	}
}

// Training on the same examples with the same seed gives the same bytes.
func TestTrainTwice(t *testing.T) {
	raw, err := os.ReadFile("testdata/names.txtar")
	if err != nil {
		t.Fatal(err)
	}
	a := txtar.Parse(raw)
	var examples []coref.Example
	for range 12 {
		d := parsed(t, string(a.Files[0].Data))
		x := coref.Example{Document: d}
		for i, w := range d.Tokens {
			switch d.In(w.Span) {
			case "Ruiz", "she", "She", "her":
				x.Gold = append(x.Gold, coref.Gold{From: i, To: i + 1, Heads: []int{i}, Entity: 1})
			}
		}
		examples = append(examples, x)
	}
	one, f, err := coref.Train(examples, 7)
	if err != nil || f.Rows == 0 {
		t.Fatalf("%+v, %v", f, err)
	}
	two, _, err := coref.Train(examples, 7)
	if err != nil || string(one) != string(two) {
		t.Errorf("not the same weights: %d and %d bytes, %v", len(one), len(two), err)
	}
}

// BenchmarkResolve reads a text of many paragraphs; time grows with its length, not with its square.
func BenchmarkResolve(b *testing.B) {
	a, err := txtar.ParseFile("testdata/names.txtar")
	if err != nil {
		b.Fatal(err)
	}
	r := resolver(b)
	for _, times := range []int{10, 100, 1000} {
		d := parsed(b, strings.Repeat(string(a.Files[0].Data)+"\n", times))
		b.Run(fmt.Sprint(len(d.Tokens)), func(b *testing.B) {
			b.SetBytes(int64(len(d.Text)))
			for b.Loop() {
				r.Resolve(d)
			}
			b.ReportMetric(float64(len(d.Tokens)*b.N)/600/b.Elapsed().Seconds(), "articles/s")
		})
	}
}
