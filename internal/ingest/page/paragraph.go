package page

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// paragraph is a run of words that stands by itself on a page.
type paragraph struct {
	in    *node   // the innermost block around it
	runs  []piece // its bytes in the source; an empty one is a break of line
	text  string  // its words, with single spaces
	links int     // bytes of the text that are links
}

// piece is a stretch of the source.
type piece struct{ at, end int }

// splitter walks a tree and makes paragraphs.
type splitter struct {
	tree  *tree
	out   []*paragraph
	open  *paragraph
	block *node
	links int // links that are open
	lines int // breaks of line since the last word
	apart bool
	text  strings.Builder
}

// paragraphs are the paragraphs below a node, in the order of the page. Blocks stand by themselves, elements within a line never part
// it; two breaks of line end a paragraph, and so does one behind a sentence that has ended.
func (t *tree) paragraphs(n *node) []*paragraph {
	s := &splitter{tree: t, block: n}
	s.walk(n)
	s.end()
	return s.out
}

func (s *splitter) walk(n *node) {
	switch {
	case n.name == "":
		s.add(n)
		return
	case n.name == "br" || n.name == "lb":
		s.lineBreak()
		return
	case silent[n.name]:
		return
	}
	outer, block := s.block, isBlock(n)
	if !block && isHidden(n) {
		return
	}
	if block {
		s.end()
		s.block = n
	}
	if n.name == "a" && n.has("href") {
		s.links++
	}
	for c := n.first; c != nil; c = c.next {
		s.walk(c)
	}
	if n.name == "a" && n.has("href") {
		s.links--
	}
	if block {
		s.end()
		s.block = outer
	}
}

// isBlock tells whether an element stands by itself.
func isBlock(n *node) bool {
	return breaks[n.name] || n.has("style") && styled(n, "display:block")
}

func styled(n *node, what string) bool {
	return strings.Contains(strings.ReplaceAll(strings.ToLower(n.get("style")), " ", ""), what)
}

// isHidden tells whether a reader never sees an element.
func isHidden(n *node) bool {
	if n.has("hidden") && n.get("hidden") != "false" && n.get("hidden") != "until-found" || n.has("style") && (styled(n, "display:none") || styled(n, "visibility:hidden")) {
		return true
	}
	if class := n.get("class"); class != "" {
		for _, c := range strings.Fields(strings.ToLower(class)) {
			switch c {
			case "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screenreader-text", "screen-reader-only", "show-for-sr", "u-visually-hidden":
				return true
			}
		}
	}
	return false
}

// add takes up a run of text.
func (s *splitter) add(n *node) {
	if s.open == nil {
		s.open = &paragraph{in: s.block}
		s.text.Reset()
	}
	from := n.at
	s.tree.glyphs(n.at, n.end, func(g glyph) {
		if g.text == "" {
			s.apart = s.apart || g.space
			if g.space && s.block.name == "pre" && g.at < len(s.tree.source) && s.tree.source[g.at] == '\n' {
				if s.lines++; s.lines > 1 && s.text.Len() > 0 {
					s.open.runs = append(s.open.runs, piece{from, g.at})
					s.end()
					s.open, from = &paragraph{in: s.block}, g.at
				}
			}
			return
		}
		if s.text.Len() > 0 && s.apart {
			s.text.WriteByte(' ')
		}
		s.apart, s.lines = false, 0
		s.text.WriteString(g.text)
		if s.links > 0 {
			s.open.links += len(g.text)
		}
	})
	s.open.runs = append(s.open.runs, piece{from, n.end})
}

// shortLine is how long a line must be that may end a paragraph by itself: shorter ones are those of addresses and verse.
const shortLine = 60

func (s *splitter) lineBreak() {
	s.apart = true
	if s.open == nil {
		return
	}
	if s.lines++; s.lines > 1 || s.text.Len() >= shortLine && endsSentence(s.text.String()) {
		s.end()
		return
	}
	s.open.runs = append(s.open.runs, piece{})
}

// end closes the paragraph at hand.
func (s *splitter) end() {
	if s.open != nil && s.text.Len() > 0 {
		s.open.text = s.text.String()
		s.out = append(s.out, s.open)
	}
	s.open, s.lines, s.apart = nil, 0, false
	s.text.Reset()
}

// endsSentence tells whether a text ends as sentences do.
func endsSentence(text string) bool {
	text = strings.TrimRightFunc(text, func(r rune) bool { return strings.ContainsRune("\"'”“’‘»«)]", r) })
	r, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune(".!?…。！？", r)
}

// words counts the words of a text.
func words(text string) int { return strings.Count(text, " ") + 1 }

// letters is a text without case, space and marks, to compare titles.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
