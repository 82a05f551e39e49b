package collate

import (
	"cmp"
	_ "embed"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"onrecord/internal/lang/lexicon"
)

// term is one word of a report as stories compare it: its stem, and how often it stands there, as any word and as a name (a word
// with a capital inside a sentence, or a figure).
type term struct {
	stem  string
	words float64
	names float64
}

// leadBytes are the first of a report, whose words count twice, as those of its title do: what happened stands there, what happened elsewhere
// and before further down.
const leadBytes = 400

// termsOf are the words of a report that tell something, sorted by their stems.
func termsOf(title, text string, plain map[string]bool) []term {
	lead := len(title) + leadBytes
	text = title + ".\n" + text
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
		n := 1.0
		if w.Start < lead {
			n = 2
		}
		t.words += n
		if name {
			t.names += n
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

//go:embed data/term_counts.tsv
var termCounts string

// counts tell how rare words are: in how many of some reports each stands. They are the same for every store and do not change as reports
// come, so that the likeness of two reports depends on these two alone.
type counts struct {
	reports float64
	of      map[string]float64
}

// leastCount is the least that the table holds, and unknownCount what a word counts that it does not hold.
const (
	leastCount   = 3
	unknownCount = 1
)

// loadCounts reads the table once.
var loadCounts = sync.OnceValues(func() (counts, error) {
	t, err := lexicon.Parse("term_counts.tsv", termCounts)
	if err != nil {
		return counts{}, err
	}
	c := counts{of: make(map[string]float64, len(t.Rows))}
	for _, r := range t.Rows {
		n, err := strconv.Atoi(r.Get("reports"))
		if err != nil || n < leastCount {
			return c, r.Errorf("%q is no number of reports", r.Get("reports"))
		}
		if r.Cells[0] == allReports {
			c.reports = float64(n)
			continue
		}
		c.of[r.Cells[0]] = float64(n)
	}
	return c, nil
})

// allReports is the line of the table with the number of all reports that were counted.
const allReports = "*"

// rare is how much a word tells, by how few reports hold it.
func (c counts) rare(stem string) float64 {
	return math.Log(c.reports / max(c.of[stem], unknownCount))
}

// weighed is a term with its weights: counts that level off, by how rare the word is, both vectors of length 1.
type weighed struct {
	hash         uint64 // of the stem
	stem         string
	words, names float32
}

// levelled is what a word counts that stands in a report so often: the second time adds less than the first, and so on (Robertson and Walker
// 1994, with their usual 1.2).
func levelled(n float64) float64 { return n / (n + 1.2) }

// weigh turns terms into vectors, sorted by their hashes.
func (c counts) weigh(terms []term) []weighed {
	out := make([]weighed, 0, len(terms))
	words, names := 0.0, 0.0
	for _, t := range terms {
		rare := c.rare(t.stem)
		if rare <= 0 {
			continue
		}
		w := weighed{hash: hashOf(t.stem), stem: t.stem, words: float32(levelled(t.words) * rare)}
		if t.names > 0 {
			w.names = float32(levelled(t.names) * rare)
		}
		words += float64(w.words) * float64(w.words)
		names += float64(w.names) * float64(w.names)
		out = append(out, w)
	}
	for i := range out {
		out[i].words /= float32(math.Sqrt(max(words, 1e-9)))
		out[i].names /= float32(math.Sqrt(max(names, 1e-9)))
	}
	slices.SortFunc(out, func(a, b weighed) int { return cmp.Compare(a.hash, b.hash) })
	return out
}

// heaviest are the terms that tell most, at most so many, as a table holds them.
func heaviest(v []weighed, n int) []int64 {
	v = slices.Clone(v)
	slices.SortFunc(v, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(b.words+b.names, a.words+a.names), cmp.Compare(a.hash, b.hash))
	})
	out := make([]int64, min(n, len(v)))
	for i := range out {
		out[i] = int64(v[i].hash)
	}
	return out
}

// alike is how much two reports say the same: by their words and, for more of it, by their names; 0 to 1.
func alike(a, b []weighed) float64 {
	words, names := float32(0), float32(0)
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].hash < b[j].hash:
			i++
		case a[i].hash > b[j].hash:
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
func both(a, b []weighed, weight map[string]float64) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].hash < b[j].hash:
			i++
		case a[i].hash > b[j].hash:
			j++
		default:
			weight[a[i].stem] += float64(a[i].words*b[j].words + a[i].names*b[j].names)
			i++
			j++
		}
	}
}
