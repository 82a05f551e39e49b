package pdf

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzLayout lays out glyphs wherever they stand: every letter of the text comes from one of them, and pages follow each other.
func FuzzLayout(f *testing.F) {
	f.Add("The clerk of Port Varn said no to every-\nthing that the board had asked for.", []byte{7, 0, 7, 0, 7, 1})
	f.Add("1 a\n\n\x02 ﬁ¹\uf0b7 ...... 3", []byte{0, 255, 3, 9})
	f.Fuzz(func(t *testing.T, text string, steps []byte) {
		if len(text) > 2000 || len(steps) == 0 {
			return
		}
		var glyphs []glyph
		x, y, letters := 50.0, 700.0, map[rune]int{}
		for i, r := range []rune(text) {
			step := steps[i%len(steps)]
			if r == '\n' {
				x, y = 50, y-12
			}
			size := 4 + float64(step%8)
			glyphs = append(glyphs, glyph{at: i, text: string(r), turn: int(step>>6) % 2, box: box{x, x + size/2, y, y + size}})
			x += float64(step) - 100*float64(step>>7)
			for _, r := range letterOf(string(r)) {
				letters[r]++
			}
		}
		half := len(glyphs) / 2
		sheets := []sheet{{number: 1, runs: runsOf(upright(glyphs[:half]))}, {number: 2, runs: runsOf(upright(glyphs[half:]))}}
		l := &layout{known: func(w string) bool { return len(w)%2 == 0 }}
		l.lay(sheets)
		got, pages := l.text()
		if !utf8.ValidString(got) {
			t.Fatalf("%q", got)
		}
		for _, r := range got {
			if raised := strings.ContainsRune("⁰¹²³⁴⁵⁶⁷⁸⁹ \n\t", r); letters[r] == 0 && !raised {
				t.Fatalf("%q in %q, not in %q", r, got, text)
			}
		}
		last := -1
		for _, p := range pages {
			if p.At < last || p.At > len(got) || p.Number < 1 || p.Number > 2 {
				t.Fatalf("%v of %d", pages, len(got))
			}
			last = p.At
		}
		if (len(pages) == 0) != (got == "") {
			t.Fatalf("%q on %v", got, pages)
		}
	})
}
