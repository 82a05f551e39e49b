package wordclass_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"onrecord/internal/lang/linear"
	"onrecord/internal/lang/wordclass"
)

// grammar makes sentences in which nouns, verbs and places each stand where only they can.
func grammar(n int) func(func([]string) bool) {
	places := []string{"Estovia", "Marun", "Tolvar", "Qesh"}
	people := []string{"clerk", "envoy", "harbourmaster", "judge"}
	verbs := []string{"visited", "left", "praised", "mapped"}
	return func(yield func([]string) bool) {
		r := rand.New(rand.NewPCG(1, 2))
		pick := func(s []string) string { return s[r.IntN(len(s))] }
		for range n {
			if !yield([]string{"The", pick(people), pick(verbs), pick(places), "in", fmt.Sprint(1950 + r.IntN(70)), "."}) {
				return
			}
		}
	}
}

func small() *wordclass.Classes {
	return wordclass.Train(grammar(800), wordclass.Options{Fine: 7, Coarse: 3})
}

func TestTrainPutsLikeWithLike(t *testing.T) {
	c := small()
	for _, group := range [][]string{{"Estovia", "Marun", "Tolvar", "Qesh"}, {"clerk", "envoy", "judge"}, {"visited", "left"}} {
		first, coarse := c.Of(group[0])
		if first == 0 || coarse == 0 {
			t.Fatalf("%q has no class", group[0])
		}
		for _, w := range group[1:] {
			if f, g := c.Of(w); f != first || g != coarse {
				t.Errorf("%q has class %d %d, but %q has %d %d", w, f, g, group[0], first, coarse)
			}
		}
	}
	noun, _ := c.Of("clerk")
	verb, _ := c.Of("left")
	if noun == verb {
		t.Error("nouns and verbs share a class")
	}
}

func TestTrainRepeats(t *testing.T) {
	if !slices.Equal(small().Bytes(), small().Bytes()) {
		t.Error("the same sentences gave other classes")
	}
}

func TestBytesOpen(t *testing.T) {
	c := small()
	back, err := wordclass.Open(c.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"Estovia", "in", "1999", "nowhere"} {
		f1, g1 := c.Of(w)
		f2, g2 := back.Of(w)
		if f1 != f2 || g1 != g2 {
			t.Errorf("%q: %d %d, read back %d %d", w, f1, g1, f2, g2)
		}
	}
	if back.Len() != c.Len() || back.Fine() != c.Fine() || back.Coarse() != c.Coarse() {
		t.Error("sizes differ when read back")
	}
	if _, err := wordclass.Open([]byte("no such file")); !errors.Is(err, linear.ErrBundle) {
		t.Errorf("a file that is none: %v", err)
	}
}

func TestOfLooksUp(t *testing.T) {
	c, err := wordclass.Load()
	if err != nil {
		t.Fatal(err)
	}
	fine := func(w string) uint16 { f, _ := c.Of(w); return f }
	for _, pair := range [][2]string{{"KABUL", "Kabul"}, {"Although", "although"}, {"2031", "1987"}, {"n’t", "n't"}} {
		if a, b := fine(pair[0]), fine(pair[1]); a == 0 || a != b {
			t.Errorf("%q is in class %d, %q in %d", pair[0], a, pair[1], b)
		}
	}
	if fine("US") == fine("us") {
		t.Error("the country and the pronoun share a class")
	}
	if a, b := fine("Tuesday"), fine("Friday"); a != b {
		t.Errorf("Tuesday is in %d, Friday in %d", a, b)
	}
	if f, g := c.Of("zzxqv"); f != 0 || g != 0 {
		t.Errorf("a word never seen is in class %d %d", f, g)
	}
	if !slices.Contains(c.Words(fine("Tuesday")), "Monday") {
		t.Error("Words does not list Monday beside Tuesday")
	}
}

func TestOfNeedsNoMemory(t *testing.T) {
	c := small()
	if n := testing.AllocsPerRun(100, func() { c.Of("Qatar’s"); c.Of("ÉCOLE") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestSplit(t *testing.T) {
	text := "The \"high-stakes\" talks didn’t end, Estovia's envoy J. Varga said. Mr. Oro left the U.S. on May 3...\n\nNo one--he said--cannot."
	want := []string{
		`The " high - stakes " talks did n't end , Estovia 's envoy J. Varga said .`,
		`Mr. Oro left the U.S. on May 3 ...`,
		`No one -- he said -- can not .`,
	}
	var got []string
	for s := range wordclass.Split(text) {
		got = append(got, strings.Join(s, " "))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestSplitKeepsLetters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-zA-Z.,"'\-– ]|\n){0,60}`).Draw(t, "text")
		var out strings.Builder
		for s := range wordclass.Split(text) {
			out.WriteString(strings.Join(s, ""))
		}
		if want := strings.Join(strings.Fields(text), ""); out.String() != want {
			t.Errorf("got %q, want %q", out.String(), want)
		}
	})
}

func FuzzOf(f *testing.F) {
	c := small()
	f.Add("Estovia")
	f.Add("\xff’")
	f.Fuzz(func(t *testing.T, w string) {
		if fine, coarse := c.Of(w); int(fine) > c.Fine() || int(coarse) > c.Coarse() || (fine == 0) != (coarse == 0) {
			t.Errorf("%q: class %d %d", w, fine, coarse)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	c, err := wordclass.Load()
	if err != nil {
		b.Fatal(err)
	}
	words := []string{"The", "ministry", "of", "KABUL", "zzxqv", "2019", "Although", "said"}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.Of(words[i&7])
	}
}
