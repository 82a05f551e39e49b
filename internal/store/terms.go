package store

import (
	"strings"
	"unicode"
)

// terms is what to look for: every group, and of a group at least one; none of the forbidden.
type terms struct {
	groups [][]term
	not    []term
}

// term is a word, or words that follow each other.
type term struct {
	words  string
	prefix bool // the last word may go on
}

// parseTerms reads words as a user types them: word, "words in a row", begin*, -without, this OR that. Nothing that
// can be typed is an error; marks are passed over.
func parseTerms(s string) terms {
	var t terms
	or := false
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		not := len(s) > 1 && s[0] == '-'
		if not {
			s = s[1:]
		}
		var x term
		quoted := s[0] == '"'
		if quoted {
			x.words, s, _ = strings.Cut(s[1:], `"`)
		} else {
			end := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
			if end < 0 {
				end = len(s)
			}
			x.words, s = s[:end], s[end:]
			if x.words == "OR" {
				or = len(t.groups) > 0
				continue
			}
		}
		if strings.HasSuffix(x.words, "*") && !quoted {
			x.prefix = true
		} else if quoted && strings.HasPrefix(s, "*") {
			x.prefix, s = true, s[1:]
		}
		x.words = words(x.words)
		switch {
		case !x.findable():
		case not:
			t.not = append(t.not, x)
		case or:
			t.groups[len(t.groups)-1] = append(t.groups[len(t.groups)-1], x)
		default:
			t.groups = append(t.groups, []term{x})
		}
		or = false
	}
	return t
}

// phrase is words that must stand in a row.
func phrase(s string) terms {
	t := term{words: words(s)}
	if !t.findable() {
		return terms{}
	}
	return terms{groups: [][]term{{t}}}
}

// words keeps the words, and puts a space for everything else.
func words(s string) string {
	return line(strings.Map(func(r rune) rune {
		if ofWord(r) {
			return r
		}
		return ' '
	}, s))
}

// findable tells whether some word of a term can be found.
func (t term) findable() bool { return len(t.stemmed(&stemmer{}).words) > 0 }
