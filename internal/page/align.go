package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/decode"
)

// short is the number of bytes below which a text must fill whole nodes of the page to be recognised there.
const short = 40

// maxSearch bounds the work of finding blocks in a page, in bytes looked at.
const maxSearch = 20_000_000_000

// run is a stretch of a text to be found in the page: a block, or one node of it.
type run struct {
	at      int    // offset in the text
	text    string // the stretch
	visible string // its visible characters
	found   int    // offset in flat, or -1
}

// align puts the text together, a paragraph a line with an empty line in between, and finds the raw bytes of every
// character in it. Blocks that stand once in the page hold the others in their place: one that stands there several
// times is looked for between its neighbours. What is not found, or not beyond doubt, has no origin.
func (s *scanned) align(blocks []block, decoded []onrecord.Piece) (string, []onrecord.Piece) {
	runs := make([]run, len(blocks))
	for i, b := range blocks {
		runs[i] = newRun(0, b.text())
	}
	s.locate(runs)
	runs, blocks = s.joined(runs, blocks)
	var text strings.Builder
	for i := range runs {
		if i > 0 {
			text.WriteString("\n\n")
		}
		if runs[i].found >= 0 {
			runs[i].text = s.spaced(runs[i])
		}
		runs[i].at = text.Len()
		text.WriteString(runs[i].text)
	}
	var all []run
	low, behind := 0, s.bounds(runs)
	for i, r := range runs {
		if r.found >= 0 {
			all, low = append(all, r), r.found+len(r.visible)
			continue
		}
		all = append(all, s.nodes(blocks[i], r, low, behind[i])...)
	}
	origin := []onrecord.Piece{}
	for _, r := range all {
		origin = s.pieces(origin, r, decoded)
	}
	return text.String(), origin
}

// joined puts together again what the extractor took apart: runs that follow each other inside one paragraph of the page.
func (s *scanned) joined(runs []run, blocks []block) ([]run, []block) {
	var out []run
	var kept []block
	for i, r := range runs {
		k := len(out) - 1
		if k >= 0 && r.found >= 0 && out[k].found >= 0 && end(out[k]) == r.found && !s.glyphs[s.glyphAt(r.found)].first {
			out[k].visible += r.visible
			kept[k] = append(kept[k], blocks[i]...)
			continue
		}
		out, kept = append(out, r), append(kept, append(block{}, blocks[i]...))
	}
	return out, kept
}

// spaced is the text of a run that has been found with the spaces that the page has: the extractor loses some beside
// inline elements.
func (s *scanned) spaced(r run) string {
	var b strings.Builder
	g := s.glyphAt(r.found)
	for i, c := range r.visible {
		if i > 0 && s.glyphs[g].apart {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
		g++
	}
	return b.String()
}

func newRun(at int, text string) run {
	return run{at, text, strings.Map(func(r rune) rune {
		if visible(r) {
			return r
		}
		return -1
	}, text), -1}
}

// locate finds the runs in the page, in the order in which they stand there.
func (s *scanned) locate(runs []run) {
	budget := maxSearch
	looked := map[string]bool{} // a page may say one thing ten thousand times: each text is looked for once
	for i := range runs {       // those that stand once
		if looked[runs[i].visible] {
			continue
		}
		looked[runs[i].visible] = true
		if budget -= len(s.flat); budget < 0 {
			break
		}
		if at, n := s.upTo(2, runs[i].visible, 0, len(s.flat)); n == 1 {
			runs[i].found = at
		}
	}
	keepOrder(runs)
	low := 0
	for i := 0; i < len(runs); {
		if runs[i].found >= 0 {
			low = runs[i].found + len(runs[i].visible)
			i++
			continue
		}
		high := s.next(runs[i+1:])
		j := i
		for j < len(runs) && runs[j].visible == runs[i].visible && runs[j].found < 0 {
			j++
		}
		_, n := s.find(runs[i].visible, low, high)
		if budget -= high - low; n == j-i && budget > 0 { // as many in the page as in the text: in their order
			for ; i < j; i++ {
				at, _ := s.upTo(1, runs[i].visible, low, high)
				runs[i].found, low = at, at+len(runs[i].visible)
			}
		}
		i = j
	}
}

// bounds is, for every run, where the first found one behind it begins, or else the end of the page.
func (s *scanned) bounds(runs []run) []int {
	out := make([]int, len(runs))
	high := len(s.flat)
	for i := len(runs) - 1; i >= 0; i-- {
		if out[i] = high; runs[i].found >= 0 {
			high = runs[i].found
		}
	}
	return out
}

// next is where the first of the runs that has been found begins, or else the end of the page.
func (s *scanned) next(runs []run) int {
	for _, r := range runs {
		if r.found >= 0 {
			return r.found
		}
	}
	return len(s.flat)
}

// keepOrder takes back every run that does not stand behind the ones before it: of two that contradict each other the
// longer stays.
func keepOrder(runs []run) {
	var kept []int
	for i := range runs {
		if runs[i].found < 0 {
			continue
		}
		size := 0
		cut := len(kept)
		for cut > 0 && end(runs[kept[cut-1]]) > runs[i].found {
			size += len(runs[kept[cut-1]].visible)
			cut--
		}
		if size >= len(runs[i].visible) {
			runs[i].found = -1
			continue
		}
		for _, k := range kept[cut:] {
			runs[k].found = -1
		}
		kept = append(kept[:cut], i)
	}
}

func end(r run) int { return r.found + len(r.visible) }

// find tells where a text stands first between two places of the page, and how often (0, 1, or more up to 1,000).
func (s *scanned) find(visible string, low, high int) (first, n int) {
	return s.upTo(1000, visible, low, high)
}

// upTo is find that counts no further than most.
func (s *scanned) upTo(most int, visible string, low, high int) (first, n int) {
	first = -1
	if visible == "" || low > high {
		return first, 0
	}
	for at := low; n < most; {
		i := strings.Index(s.flat[at:high], visible)
		if i < 0 {
			break
		}
		i += at
		if len(visible) >= short || s.isEdge(i) && s.isEdge(i+len(visible)) {
			if n == 0 {
				first = i
			}
			n++
		}
		_, size := utf8.DecodeRuneInString(visible)
		at = i + size
	}
	return first, n
}

// nodes finds what it can of a block that does not stand in the page as a whole: the nodes that stand there once.
func (s *scanned) nodes(b block, whole run, low, high int) []run {
	var out []run
	at := 0
	for _, node := range b {
		words := strings.Join(strings.Fields(node), " ")
		if words == "" {
			continue
		}
		i := strings.Index(whole.text[at:], words)
		if i < 0 {
			continue
		}
		at += i
		r := newRun(whole.at+at, words)
		if found, n := s.upTo(2, r.visible, low, high); n == 1 {
			r.found, low = found, found+len(r.visible)
			out = append(out, r)
		}
		at += len(words)
	}
	return out
}

// pieces adds the origin of a run: of each visible character, and of what lies between two of them where the page has
// just the same there. Characters that lie side by side in the page, and are no entities, are one piece.
func (s *scanned) pieces(out []onrecord.Piece, r run, decoded []onrecord.Piece) []onrecord.Piece {
	g := s.glyphAt(r.found)
	at, from, n := 0, 0, 0 // the open piece: text and source offsets, and bytes
	flush := func() {
		if n > 0 {
			out = rawPieces(out, decoded, r.at+at, from, n)
		}
		n = 0
	}
	for i, c := range r.text {
		size := utf8.RuneLen(c)
		if !visible(c) {
			if n > 0 && unicode.IsSpace(c) && strings.HasPrefix(s.source[from+n:], string(c)) && g < len(s.glyphs) && s.glyphs[g].at == from+n+size {
				n += size
			} else {
				flush()
			}
			continue
		}
		here := s.glyphs[g]
		g++
		if here.entity {
			flush()
			if span, ok := decode.RawSpan(decoded, onrecord.Span{Start: here.at, End: here.at + here.n}); ok {
				out = append(out, onrecord.Piece{At: r.at + i, Raw: span.Start, Len: size, RawLen: span.Len()})
			}
			continue
		}
		if n > 0 && from+n == here.at && at+n == i {
			n += here.n
			continue
		}
		flush()
		at, from, n = i, here.at, here.n
	}
	flush()
	return out
}
