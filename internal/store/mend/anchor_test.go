package mend_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/store/mend"
	"onrecord/read"
)

// articles are texts of our own and of Wikinews: the sample reports of the desk.
func articles(t testing.TB) (out []*onrecord.Document) {
	t.Helper()
	names, err := filepath.Glob("../../surface/desk/demo/*.txt")
	if err != nil || len(names) < 10 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, text, _ := strings.Cut(string(raw), "\n\n")
		out = append(out, &onrecord.Document{ID: filepath.Base(name), Text: strings.TrimSpace(text), Meta: onrecord.Meta{Published: "2026-03-03"}})
	}
	return out
}

// edited is a text that was edited, and where each byte of it comes from: -1 is new.
type edited struct {
	text string
	from []int
}

func newEdited(text string) *edited {
	e := &edited{text: text}
	for i := range len(text) {
		e.from = append(e.from, i)
	}
	return e
}

// put puts other words in the place of a stretch.
func (e *edited) put(start, end int, words string) {
	fresh := make([]int, len(words))
	for i := range fresh {
		fresh[i] = -1
	}
	e.text = e.text[:start] + words + e.text[end:]
	e.from = slices.Concat(e.from[:start], fresh, e.from[end:])
}

// now is where a stretch of the old text stands, and how much of it is left.
func (e *edited) now(s onrecord.Span) (onrecord.Span, float64) {
	out, left := onrecord.Span{Start: -1}, 0
	for i, from := range e.from {
		if from >= s.Start && from < s.End {
			if out.Start < 0 {
				out.Start = i
			}
			out.End = i + 1
			left++
		}
	}
	return out, float64(left) / float64(max(s.Len(), 1))
}

// editing changes a text as desks do: one to four changes.
func editing(r *rand.Rand, d *onrecord.Document) *edited {
	e := newEdited(d.Text)
	for range 1 + r.IntN(4) {
		spaces := []int{}
		for i, c := range e.text {
			if c == ' ' {
				spaces = append(spaces, i)
			}
		}
		at := spaces[r.IntN(len(spaces))]
		sentence := func() (int, int) { // from behind a full stop to behind the next
			from := strings.LastIndex(e.text[:at], ". ")
			to := strings.Index(e.text[at:], ". ")
			if from < 0 || to < 0 {
				return at, at
			}
			return from + 1, at + to + 1
		}
		word := func() (int, int) {
			end := at + 1
			for end < len(e.text) && e.text[end] != ' ' && e.text[end] != '\n' {
				end++
			}
			return at + 1, end
		}
		switch r.IntN(9) {
		case 0: // a sentence more
			_, to := sentence()
			e.put(to, to, " The ferry to Ostrand was late again.")
		case 1: // a sentence goes
			e.put2(sentence)
		case 2: // a word is changed
			from, to := word()
			e.put(from, to, []string{"some", "another", "new", "former", "several"}[r.IntN(5)])
		case 3: // a word goes
			e.put2(word)
		case 4: // words come in
			e.put(at, at, []string{" reportedly", " on the other hand", " – for now –", " again"}[r.IntN(4)])
		case 5: // quotation marks
			for _, q := range []struct{ a, b string }{{"“", `"`}, {"”", `"`}, {"’", "'"}} {
				for i := strings.Index(e.text, q.a); i >= 0; i = strings.Index(e.text, q.a) {
					e.put(i, i+len(q.a), q.b)
				}
			}
		case 6: // a note in front
			e.put(0, 0, "Correction: an earlier version of this report gave a wrong name.\n\n")
		case 7: // a slip of the pen is put right
			from, to := word()
			if to-from > 4 {
				e.put(from+2, from+3, "")
			}
		case 8: // the paragraphs after the first come in another order
			parts := strings.Split(e.text, "\n\n")
			if len(parts) > 3 {
				last := parts[len(parts)-1]
				start := len(e.text) - len(last) - 2
				moved := slices.Clone(e.from[start:])
				second := len(parts[0]) + 2
				e.text = e.text[:second] + last + "\n\n" + e.text[second:start]
				head, tail := slices.Clone(e.from[:second]), slices.Clone(e.from[second:start])
				e.from = slices.Concat(head, moved[2:], moved[:2], tail)
			}
		}
	}
	return e
}

func (e *edited) put2(of func() (int, int)) {
	from, to := of()
	e.put(from, to, "")
}

// tally is what became of decisions.
type tally struct{ all, kept, wrong, listed int }

func (x tally) String() string {
	return fmt.Sprintf("%d decisions: %d kept (%.1f %%), %d of them at the wrong place, %d listed (%.1f %%)", x.all, x.kept, 100*float64(x.kept)/float64(max(x.all, 1)), x.wrong,
		x.listed, 100*float64(x.listed)/float64(max(x.all, 1)))
}

// heart is the part of a finding that makes it what it is.
func heart(d *onrecord.Document, kind onrecord.Kind, place int) onrecord.Span {
	switch kind {
	case onrecord.KindStatement:
		c := d.Attributions[place-1].Content
		return onrecord.Span{Start: c[0].Start, End: c[len(c)-1].End}
	case onrecord.KindEvent:
		return d.Events[place-1].Trigger
	}
	return d.Positions[place-1].Span
}

// count carries a decision on every finding of a reading over to another, and tells whether each that is kept is where its words are.
func (x *tally) count(t testing.TB, before, after *onrecord.Document, now func(onrecord.Span) (onrecord.Span, float64)) {
	t.Helper()
	for _, kind := range []onrecord.Kind{onrecord.KindStatement, onrecord.KindEvent, onrecord.KindPosition} {
		for place := 1; place <= before.Count(kind); place++ {
			d := mend.Decision{N: 1, Who: "ana", Action: mend.Accept, Kind: kind, Target: mend.Aim(before, kind, place)}
			_, out := mend.Lay(after, []mend.Decision{d}, mend.Options{})
			x.all++
			if len(out) != 1 {
				t.Fatalf("a decision was dropped: %+v", d)
			}
			if out[0].Lost != "" {
				x.listed++
				continue
			}
			x.kept++
			was, left := now(heart(before, kind, place))
			is := heart(after, kind, out[0].Number)
			both := min(was.End, is.End) - max(was.Start, is.Start)
			if left < 0.5 || 2*both < was.Len() && 2*both < is.Len() {
				x.wrong++
				if testing.Verbose() {
					t.Logf("%s of %s: %q became %q", kind, before.ID, before.In(heart(before, kind, place)), after.In(is))
				}
			}
		}
	}
}

// TestReanchoring: of decisions on findings of texts that are then edited and read anew, those that are kept are at the right place, the
// others are listed, none is dropped. ONRECORD_MEASURE=1 edits 500 times, else a few.
func TestReanchoring(t *testing.T) {
	times := 12
	if os.Getenv("ONRECORD_MEASURE") != "" {
		times = 500
	}
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	list := articles(t)
	for _, d := range list {
		if err := r.Read(d); err != nil {
			t.Fatal(err)
		}
	}
	var x tally
	draw := rand.New(rand.NewPCG(15, 1))
	for i := range times {
		before := list[i%len(list)]
		e := editing(draw, before)
		after := &onrecord.Document{ID: before.ID, Text: e.text, Meta: before.Meta}
		if err := r.Read(after); err != nil {
			t.Fatal(err)
		}
		x.count(t, before, after, e.now)
	}
	t.Logf("%d edits: %v", times, x)
	if x.kept+x.listed != x.all || 100*x.kept < 80*x.all || 100*x.wrong > x.kept {
		t.Error("too few are kept, or too many at the wrong place: ", x)
	}
}

// TestRereading: all decisions are kept when the same text is read the same way; when another engine reads it, all are kept or listed.
func TestRereading(t *testing.T) {
	usual, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	fast, err := read.NewWith(read.By(read.Fast))
	if err != nil {
		t.Fatal(err)
	}
	same := func(s onrecord.Span) (onrecord.Span, float64) { return s, 1 }
	var mine, other tally
	for _, d := range articles(t) {
		two, three := *d, *d
		for r, d := range map[*read.Reader]*onrecord.Document{usual: d, fast: &three} {
			if err := r.Read(d); err != nil {
				t.Fatal(err)
			}
		}
		if err := usual.Read(&two); err != nil {
			t.Fatal(err)
		}
		mine.count(t, d, &two, same)
		other.count(t, d, &three, same)
	}
	t.Logf("the same reading: %v", mine)
	t.Logf("another engine: %v", other)
	if mine.kept != mine.all || mine.wrong > 0 || other.kept+other.listed != other.all || other.wrong > 0 {
		t.Error(mine, other)
	}
}
