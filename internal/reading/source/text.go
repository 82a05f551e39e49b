package source

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// text is a report with its trees and names, as the dictionaries look at it: what all rules read, and none changes.
type text struct {
	dict   *Typer
	d      *onrecord.Document
	words  []word
	kids   [][]int32 // per token: the tokens that hang on it
	quoted []bool    // per token: inside quotation marks
	named  []int     // per token: the name it belongs to, by index + 1
}

// maxDepth bounds walks up a tree, so that heads going round in a circle end somewhere.
const maxDepth = 80

// newText tells false where it was stopped.
func newText(t *Typer, d *onrecord.Document, stop func() bool) (*text, bool) {
	n := len(d.Tokens)
	tx := &text{dict: t, d: d, words: make([]word, n), kids: make([][]int32, n), quoted: quotedTokens(d), named: make([]int, n)}
	for i := range d.Tokens {
		if i%(20*lookEvery) == 0 && stop() {
			return nil, false
		}
		tok := &d.Tokens[i]
		tx.words[i] = t.bare(newWord(d.Text[tok.Start:tok.End], tok.Lemma))
		if h := tx.governor(i); h >= 0 {
			tx.kids[h] = append(tx.kids[h], int32(i))
		}
	}
	for i, name := range d.Names {
		tx.mark(tx.named, name.Span, i+1)
	}
	return tx, true
}

func newWord(text, lemma string) word {
	form := strings.ReplaceAll(strings.ToLower(text), "’", "'")
	lemma = strings.ReplaceAll(strings.ToLower(lemma), "’", "'")
	if form == "n't" {
		lemma = "not"
	}
	if lemma == "" {
		lemma = form
	}
	return word{form, lemma}
}

// bare takes a prefix of status off the basic form: the "ex-minister" is a minister too.
func (t *Typer) bare(w word) word {
	if prefix, rest, ok := strings.Cut(w.lemma, "-"); ok && len(rest) > 2 {
		if _, known := t.statuses[prefix+"-"]; known {
			w.lemma = rest
		}
	}
	return w
}

func (tx *text) mark(layer []int, s onrecord.Span, value int) {
	first, end := tx.tokens(s)
	for i := first; i < end; i++ {
		layer[i] = value
	}
}

// tokens are the tokens in a span: first up to but not including end.
func (tx *text) tokens(s onrecord.Span) (first, end int) {
	if s.Empty() {
		return 0, 0
	}
	return tx.d.TokensIn(s)
}

// span is the stretch of text from one token up to but not including another.
func (tx *text) span(from, to int) onrecord.Span {
	if from < 0 || to <= from || to > len(tx.d.Tokens) {
		return onrecord.Span{}
	}
	return onrecord.Span{Start: tx.d.Tokens[from].Start, End: tx.d.Tokens[to-1].End}
}

func (tx *text) one(i int) onrecord.Span { return tx.span(i, i+1) }

// sentence is the index of the sentence of a token, or -1.
func (tx *text) sentence(i int) int {
	if i < 0 || i >= len(tx.d.Tokens) {
		return -1
	}
	return tx.d.SentenceAt(tx.d.Tokens[i].Start)
}

// stretch adds the sentences of the tokens from up to end to a list.
func (tx *text) stretch(list []int, first, end int) []int {
	if first >= end {
		return list
	}
	for s := tx.sentence(first); s >= 0 && s <= tx.sentence(end-1); s++ {
		list = append(list, s)
	}
	return list
}

func (tx *text) within(tok int, spans []onrecord.Span) bool {
	for _, s := range spans {
		if s.Contains(tx.d.Tokens[tok].Span) {
			return true
		}
	}
	return false
}

// lastToken is the token in which the words of an attribution that stand nearest its cue lie, or -1.
func (tx *text) anchor(a *onrecord.Attribution) int {
	for _, s := range append([]onrecord.Span{a.Cue}, append(a.Source.Spans, a.Content...)...) {
		if first, end := tx.tokens(s); first < end {
			return first
		}
	}
	return -1
}

// governor is the token that token i hangs on, or -1.
func (tx *text) governor(i int) int {
	h := int(tx.d.Tokens[i].Head) - 1
	if h < 0 || h >= len(tx.d.Tokens) || h == i {
		return -1
	}
	return h
}

// climb calls see for a token and each one above it until see returns true.
func (tx *text) climb(i int, see func(int) bool) bool {
	for steps := 0; i >= 0 && steps < maxDepth; steps++ {
		if see(i) {
			return true
		}
		i = tx.governor(i)
	}
	return false
}

// child is the first token that hangs on i by one of the relations, or -1.
func (tx *text) child(i int, rels ...string) int {
	for _, k := range tx.kids[i] {
		for _, rel := range rels {
			if tx.rel(int(k)) == rel {
				return int(k)
			}
		}
	}
	return -1
}

// cover widens lo..hi by token i and all that hangs on it, without clauses.
func (tx *text) cover(i, lo, hi int) (int, int) {
	type step struct{ token, depth int }
	stack := []step{{i, 0}}
	for len(stack) > 0 {
		s := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		lo, hi = min(lo, s.token), max(hi, s.token+1)
		for _, k := range tx.kids[s.token] {
			if s.depth < 6 && !slices.Contains(opensClause, tx.rel(int(k))) && tx.tag(int(k)) != "PUNCT" {
				stack = append(stack, step{int(k), s.depth + 1})
			}
		}
	}
	return lo, hi
}

// treeless tells whether nothing among the tokens hangs on anything.
func (tx *text) treeless(tokens []int) bool {
	for _, i := range tokens {
		if tx.governor(i) >= 0 {
			return false
		}
	}
	return true
}

// subjectOf is the subject of the clause that holds a token, or -1.
func (tx *text) subjectOf(i int) int {
	subject := -1
	tx.climb(i, func(j int) bool {
		subject = tx.child(j, "nsubj")
		return subject >= 0
	})
	return subject
}

// passive tells whether a verb stands in the passive: then its subject is the one who is told.
func (tx *text) passive(i int) bool {
	for _, k := range tx.kids[i] {
		if rel := tx.d.Tokens[k].Rel; rel == "aux:pass" || rel == "nsubj:pass" {
			return true
		}
	}
	return false
}

// rel is the relation of a token without its subtype; tag its part of speech.
func (tx *text) rel(i int) string {
	rel, _, _ := strings.Cut(tx.d.Tokens[i].Rel, ":")
	return rel
}

func (tx *text) tag(i int) string { return tx.d.Tokens[i].Tag }

// isWord tells whether a token holds a letter or digit.
func (tx *text) isWord(i int) bool {
	return strings.IndexFunc(tx.words[i].form, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) >= 0
}

// plural tells whether a noun stands in the plural.
func (tx *text) plural(i int) bool {
	switch w := tx.words[i]; tx.d.Tokens[i].XPOS {
	case "NNS", "NNPS":
		return true
	case "NN", "NNP":
		return false
	default: // untagged, or taken for a verb
		return w.form != w.lemma && strings.HasSuffix(w.form, "s")
	}
}

// isName tells whether a token belongs to a name of one of the kinds.
func (tx *text) isName(i int, kinds ...onrecord.EntityKind) bool {
	if tx.named[i] == 0 {
		return false
	}
	k := tx.d.Names[tx.named[i]-1].Kind
	for _, want := range kinds {
		if k == want {
			return true
		}
	}
	return false
}

// isPersonNoun tells whether a noun in front of a name is its bearer's title ("spokesman Ben Ode").
func (tx *text) isPersonNoun(i int) bool {
	h, ok := tx.dict.heads.at(tx.words, i, i+1)
	return ok && (h.row.Get("kind") == "person" || h.row.Get("kind") == "office_holder")
}

// forPeople tells whether a token is a noun for people, or part of a person's name.
func (tx *text) forPeople(i int) bool { return tx.isPersonNoun(i) || tx.isName(i, onrecord.Person) }

// owns tells whether a token stands as owner or modifier in front of a common noun ("the Ruiz campaign").
func (tx *text) owns(i int) bool {
	h := tx.governor(i)
	return h > i && tx.rel(i) == "compound" && tx.tag(h) == "NOUN" && !tx.isPersonNoun(h)
}

// surname tells whether a noun of the dictionary is a name here ("Baker said"): a title would be that of an office.
func (tx *text) surname(h hit) bool {
	tok := &tx.d.Tokens[h.from]
	if h.to-h.from > 1 || tok.XPOS != "NNP" || h.row.Get("kind") != string(onrecord.SourcePerson) || h.row.Get("office") != "" {
		return false
	}
	if h.from > 0 && slices.Contains([]string{"DET", "NUM", "ADJ"}, tx.tag(h.from-1)) {
		return false
	}
	return tx.child(h.from, "det") < 0 && tx.child(h.from, "amod", "nummod", "compound") < 0
}

// sectorWord tells whether a word tells a sector ("naval").
func (tx *text) sectorWord(i int) bool {
	_, ok := tx.dict.sectors.at(tx.words, i, i+1)
	return ok
}

// statusAt is the entry of a word of status, or of a prefix ("ex-minister").
func (tx *text) statusAt(i int) (lexicon.Row, bool) {
	form := tx.words[i].form
	if row, ok := tx.dict.statuses[form]; ok {
		return row, true
	}
	prefix, rest, ok := strings.Cut(form, "-")
	if !ok || rest == "" {
		return lexicon.Row{}, false
	}
	row, ok := tx.dict.statuses[prefix+"-"]
	return row, ok
}

// figure is the number that a word stands for, 0 for none.
func (tx *text) figure(i int) (int, string) {
	if n, err := strconv.Atoi(strings.ReplaceAll(tx.words[i].form, ",", "")); err == nil && n > 0 && n < 1_000_000 {
		return n, "rule/figure"
	}
	row, ok := tx.dict.numbers.find(tx.words[i])
	if !ok {
		return 0, ""
	}
	n, err := strconv.Atoi(row.Get("count"))
	if err != nil {
		return 0, row.By()
	}
	return n, row.By()
}

// quotedTokens marks the tokens between quotation marks. A quotation left open ends with its line.
func quotedTokens(d *onrecord.Document) []bool {
	out := make([]bool, len(d.Tokens))
	double, single := false, false
	for i := range d.Tokens {
		tok := &d.Tokens[i]
		if i > 0 && d.Tokens[i-1].End <= tok.Start && strings.Contains(d.Text[d.Tokens[i-1].End:tok.Start], "\n") {
			double, single = false, false
		}
		switch text := d.Text[tok.Start:tok.End]; text {
		case "“", "„", "«", "``":
			double = true
		case "”", "»", "''":
			double = false
		case "\"":
			double = !double
		case "‘", "'", "’":
			single = singleMark(d, i, text, single)
		default:
			out[i] = double || single
		}
	}
	return out
}

// singleMark is whether a single quotation is open behind a mark that may be an apostrophe.
func singleMark(d *onrecord.Document, i int, text string, open bool) bool {
	x := d.Tokens[i].XPOS
	switch {
	case text == "‘":
		return true
	case open:
		return x == "POS"
	case text == "'" && x == "``":
		return true
	}
	return false
}
