package source

import (
	"sort"
	"strings"

	"onrecord/internal/lang/lexicon"
)

// word is a token as the dictionaries look at it: in small letters, with straight apostrophes.
type word struct{ form, lemma string }

// is tells whether the word is s, as it stands or in its basic form.
func (w word) is(s string) bool { return w.form == s || w.lemma == s }

// longestGap is how many words ".." in a pattern may stand for.
const longestGap = 4

// item is one place of a pattern: any of the words, or a gap.
type item struct {
	any      []string
	optional bool
	gap      bool
}

func (it item) fits(w word) bool {
	for _, s := range it.any {
		if w.is(s) {
			return true
		}
	}
	return false
}

// phrase is a pattern of a dictionary: its row tells what it says.
type phrase struct {
	items []item
	row   lexicon.Row
}

// phrasebook is a dictionary of patterns, by the words that can open one.
type phrasebook struct{ opening map[string][]*phrase }

// hit is a phrase found: tokens From up to but not including To.
type hit struct {
	from, to int
	row      lexicon.Row
}

// by names the dictionary line of a hit: a pattern by the first of its words in each place.
func (h hit) by() string {
	by := h.row.By()
	if !strings.ContainsAny(by, "|?") {
		return by
	}
	var out []string
	for _, f := range strings.Fields(by) {
		first, _, _ := strings.Cut(strings.TrimSuffix(f, "?"), "|")
		out = append(out, first)
	}
	return strings.Join(out, " ")
}

// newPhrasebook reads the patterns in the named column of a dictionary.
func newPhrasebook(t *lexicon.Table, column string) (*phrasebook, error) {
	b := &phrasebook{opening: map[string][]*phrase{}}
	for _, row := range t.Rows {
		pattern := row.Get(column)
		for _, way := range spellings(pattern) {
			items := parsePattern(way)
			if len(items) == 0 || items[0].gap || items[0].optional {
				return nil, row.Errorf("pattern %q must open with a word", pattern)
			}
			p := &phrase{items: items, row: row}
			for _, s := range items[0].any {
				b.opening[s] = append(b.opening[s], p)
			}
		}
	}
	return b, nil
}

// spellings are the ways in which the tokens of a pattern may stand: hyphens are tokens of their own in running text,
// except where the splitter keeps a word together.
func spellings(pattern string) []string {
	apart := strings.Join(strings.Fields(strings.ReplaceAll(pattern, "-", " - ")), " ")
	if apart == pattern || strings.HasSuffix(pattern, "-") {
		return []string{pattern}
	}
	return []string{pattern, apart}
}

func parsePattern(pattern string) []item {
	var out []item
	for _, f := range strings.Fields(pattern) {
		if f == ".." {
			out = append(out, item{gap: true})
			continue
		}
		bare := strings.TrimSuffix(f, "?")
		out = append(out, item{any: strings.Split(bare, "|"), optional: bare != f})
	}
	return out
}

// at is the longest phrase that opens at token i and ends before the token end.
func (b *phrasebook) at(words []word, i, end int) (hit, bool) {
	best := hit{from: i, to: i}
	try := func(key string) {
		for _, p := range b.opening[key] {
			if to := match(p.items, words, i, end); to > best.to {
				best.to, best.row = to, p.row
			}
		}
	}
	w := words[i]
	try(w.form)
	if w.lemma != w.form {
		try(w.lemma)
	}
	return best, best.to > i
}

// within lists the phrases in the tokens from up to end, the longest at each place, in order. They may overlap.
func (b *phrasebook) within(words []word, from, end int) []hit {
	var out []hit
	for i := from; i < end; i++ {
		if h, ok := b.at(words, i, end); ok {
			out = append(out, h)
		}
	}
	return out
}

// match is where a pattern that opens at token i ends, or -1. A gap takes as few words as it can.
func match(items []item, words []word, i, end int) int {
	if len(items) == 0 {
		return i
	}
	it := items[0]
	if it.gap {
		for skip := 0; skip <= longestGap && i+skip <= end; skip++ {
			if to := match(items[1:], words, i+skip, end); to >= 0 {
				return to
			}
		}
		return -1
	}
	if i < end && it.fits(words[i]) {
		if to := match(items[1:], words, i+1, end); to >= 0 {
			return to
		}
	}
	if it.optional {
		return match(items[1:], words, i, end)
	}
	return -1
}

// table is a dictionary whose first column is a word.
type table map[string]lexicon.Row

func newTable(t *lexicon.Table) table {
	out := table{}
	for _, row := range t.Rows {
		out[row.Cells[0]] = row
	}
	return out
}

// find is the row of a word, as it stands or in its basic form.
func (t table) find(w word) (lexicon.Row, bool) {
	if row, ok := t[w.form]; ok {
		return row, true
	}
	row, ok := t[w.lemma]
	return row, ok
}

// sortHits orders hits by where they begin, the longer first.
func sortHits(hits []hit) {
	sort.SliceStable(hits, func(i, j int) bool {
		if hits[i].from != hits[j].from {
			return hits[i].from < hits[j].from
		}
		return hits[i].to > hits[j].to
	})
}
