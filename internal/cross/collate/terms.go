package collate

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// term is one word of a report as stories compare it: its stem, and how often it stands there, as any word and as a name (a word
// with a capital inside a sentence, or a figure).
type term struct {
	stem  string
	words float64
	names float64
}

// termsOf are the words of a text that tell something, sorted by their stems.
func termsOf(text string, plain map[string]bool) []term {
	counts := map[string]*term{}
	fresh := true // the next word opens a sentence
	last := 0
	for _, w := range wordsOf(text) {
		fresh = fresh || strings.ContainsAny(text[last:w.Start], ".!?\n")
		last = w.End
		raw := text[w.Start:w.End]
		s := stem(raw)
		first, _ := utf8.DecodeRuneInString(raw)
		name := unicode.IsDigit(first) || unicode.IsUpper(first) && !fresh
		fresh = false
		if utf8.RuneCountInString(s) < 2 || plain[s] || plain[strings.ToLower(raw)] {
			continue
		}
		t := counts[s]
		if t == nil {
			t = &term{stem: s}
			counts[s] = t
		}
		t.words++
		if name {
			t.names++
		}
	}
	out := make([]term, 0, len(counts))
	for _, t := range counts {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b term) int { return cmp.Compare(a.stem, b.stem) })
	return out
}

// stem takes off the commonest endings, so that "strike" and "strikes" meet; it need not be a word.
func stem(w string) string {
	w = strings.ToLower(w)
	if i := strings.IndexAny(w, "'’"); i > 0 {
		w = w[:i]
	}
	for _, end := range []string{"ing", "ed", "es", "s"} {
		if strings.HasSuffix(w, end) && len(w)-len(end) >= 4 {
			return w[:len(w)-len(end)]
		}
	}
	return w
}

// weighed is a term with its weights: log-scaled counts by how rare the word is, both vectors of length 1.
type weighed struct {
	id           int32
	words, names float32
}

// weigh turns terms into vectors, by how many of n reports hold each.
func weigh(terms []term, ids []int32, held func(id int32) int, n int) []weighed {
	out := make([]weighed, 0, len(terms))
	words, names := 0.0, 0.0
	for i, t := range terms {
		rare := math.Log(float64(n+storyPrior) / float64(max(held(ids[i]), 1)))
		if rare <= 0 {
			continue
		}
		w := weighed{id: ids[i], words: float32((1 + math.Log(t.words)) * rare)}
		if t.names > 0 {
			w.names = float32((1 + math.Log(t.names)) * rare)
		}
		words += float64(w.words) * float64(w.words)
		names += float64(w.names) * float64(w.names)
		out = append(out, w)
	}
	for i := range out {
		out[i].words /= float32(math.Sqrt(max(words, 1e-9)))
		out[i].names /= float32(math.Sqrt(max(names, 1e-9)))
	}
	slices.SortFunc(out, func(a, b weighed) int { return cmp.Compare(a.id, b.id) })
	return out
}

// alike is how much two reports say the same: by their words and, for more of it, by their names; 0 to 1.
func alike(a, b []weighed) float64 {
	words, names := float32(0), float32(0)
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].id < b[j].id:
			i++
		case a[i].id > b[j].id:
			j++
		default:
			words += a[i].words * b[j].words
			names += a[i].names * b[j].names
			i++
			j++
		}
	}
	return (1-storyNames)*float64(words) + storyNames*float64(names)
}

// both adds to the weights of words what each adds to the likeness of two reports.
func both(a, b []weighed, weight map[int32]float64) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].id < b[j].id:
			i++
		case a[i].id > b[j].id:
			j++
		default:
			weight[a[i].id] += float64(a[i].words*b[j].words + a[i].names*b[j].names)
			i++
			j++
		}
	}
}
