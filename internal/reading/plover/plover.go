// Package plover knows the codebook of PLOVER 0.8 (2021): roots, modes, quad classes and scores, and which verbs and nouns
// name which deed.
package plover

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// Deed is a line of the dictionary: what a verb or noun names unless its objects say otherwise.
type Deed struct {
	Root onrecord.Root
	Mode string
	To   []string // where the recipient stands: "obj", else prepositions, likeliest first
	By   string   // the dictionary line: "plover_deeds/reject"
}

// Deeds is the dictionary of deeds, by lemma and Universal POS.
type Deeds struct{ verbs, nouns map[string]Deed }

// Open reads the dictionary of deeds. A root that the codebook has not is an error that names file and line.
func Open() (*Deeds, error) {
	t, err := lexicon.Open("plover_deeds.tsv")
	if err != nil {
		return nil, fmt.Errorf("open deeds: %w", err)
	}
	b, err := book()
	if err != nil {
		return nil, err
	}
	out := &Deeds{make(map[string]Deed, len(t.Rows)), make(map[string]Deed, len(t.Rows))}
	for _, r := range t.Rows {
		root := onrecord.Root(r.Get("root"))
		if _, ok := b[scoreKey{root, ""}]; !ok {
			return nil, r.Errorf("no root %q", root)
		}
		deed := Deed{root, r.Get("mode"), strings.Fields(r.Get("to")), r.By()}
		switch r.Get("pos") {
		case "VERB":
			out.verbs[r.Cells[0]] = deed
		case "NOUN":
			out.nouns[r.Cells[0]] = deed
		default:
			return nil, r.Errorf("no part of speech %q", r.Get("pos"))
		}
	}
	return out, nil
}

// Find is what a word names, by its lemma and Universal POS; false where it names no deed.
func (d *Deeds) Find(lemma, tag string) (Deed, bool) {
	var found Deed
	ok := false
	switch tag {
	case "VERB":
		found, ok = d.verbs[lemma]
	case "NOUN":
		found, ok = d.nouns[lemma]
	}
	return found, ok
}

type scoreKey struct {
	root onrecord.Root
	mode string
}

type rating struct {
	quad  onrecord.Quad
	score float64
}

// book is the codebook's quad classes and scores, read once.
var book = sync.OnceValues(func() (map[scoreKey]rating, error) {
	t, err := lexicon.Open("plover_book.tsv")
	if err != nil {
		return nil, fmt.Errorf("open codebook: %w", err)
	}
	out := make(map[scoreKey]rating, len(t.Rows))
	for _, r := range t.Rows {
		quad, err := strconv.Atoi(r.Get("quad"))
		score, err2 := strconv.ParseFloat(r.Get("score"), 64)
		if err != nil || err2 != nil || onrecord.Quad(quad).String() == "" || score < -10 || score > 10 {
			return nil, r.Errorf("quad %q or score %q", r.Get("quad"), r.Get("score"))
		}
		out[scoreKey{onrecord.Root(r.Cells[0]), r.Get("mode")}] = rating{onrecord.Quad(quad), score}
	}
	return out, nil
})

func rate(r onrecord.Root, mode string) rating {
	b, err := book()
	if err != nil {
		return rating{} // [Open] has told of it at the start
	}
	if x, ok := b[scoreKey{r, mode}]; ok {
		return x
	}
	return b[scoreKey{r, ""}]
}

// QuadOf is the quad class of a root of PLOVER 0.8; 0 for what is none.
func QuadOf(r onrecord.Root) onrecord.Quad { return rate(r, "").quad }

// Intensity is the codebook's score of a root and mode, from -10 (the worst against another) to 10.
func Intensity(r onrecord.Root, mode string) float64 { return rate(r, mode).score }
