package onrecord_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"onrecord"
)

// TestWords compares with the plain twin, which looks through all attributions for each span.
func TestWords(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	d := &onrecord.Document{Text: strings.Repeat("x", 3000)}
	for range 200 {
		a := onrecord.Attribution{}
		from := rng.IntN(2800)
		outer := []onrecord.Span{{Start: from, End: from + 1 + rng.IntN(200)}, {Start: from + 250, End: min(3000, from+600)}}
		if n := len(d.Attributions); n > 0 && rng.IntN(2) == 0 {
			a.Within = onrecord.AttributionID(1 + rng.IntN(n))
			outer = d.Attributions[a.Within-1].Content
		}
		for _, s := range outer {
			if s.Len() > 4 {
				s.Start += rng.IntN(s.Len() / 2)
				s.End -= rng.IntN(s.Len() / 2)
			}
			if !s.Empty() {
				a.Content = append(a.Content, s)
			}
		}
		if len(a.Content) > 0 {
			d.Attributions = append(d.Attributions, a)
		}
	}
	wordOn := d.Words()
	for range 5000 {
		s := onrecord.Span{Start: rng.IntN(3000)}
		s.End = min(3000, s.Start+1+rng.IntN(40))
		if got, want := wordOn(s), plainWordOn(d, s); got != want {
			t.Fatalf("%v: on the word of %d, want %d", s, got, want)
		}
	}
}

func plainWordOn(d *onrecord.Document, s onrecord.Span) onrecord.AttributionID {
	var found onrecord.AttributionID
	depth, size := -1, 0
	for i := range d.Attributions {
		holds, bytes := false, 0
		for _, c := range d.Attributions[i].Content {
			holds = holds || c.Contains(s)
			bytes += c.Len()
		}
		id := onrecord.AttributionID(i + 1)
		if n := d.Depth(id); holds && (n > depth || n == depth && bytes < size) {
			found, depth, size = id, n, bytes
		}
	}
	return found
}
