package eval

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/lab/corpus"
)

const (
	copiedReports = 200 // originals of the test of copies
	copiedLeast   = 150 // words that one has at least
	copiedHouse   = 20  // originals that end with the same standing note
)

// copies measures the finding of copies on reports of the packs that a seeded script cuts short, gives another lead, edits lightly, and
// credits otherwise; some originals, and their copies, share a standing note besides, which makes no copy.
func (e *evaluation) copies() error {
	const name, layer = "200 reports of BBC and Wikinews, changed by script", "copies"
	originals, err := e.originals()
	if err != nil {
		return e.absent(err, name, layer)
	}
	var reports []*onrecord.Document
	rng := rand.New(rand.NewPCG(42, 1))
	number, digests := map[string]int{}, map[string]string{}
	for i, text := range originals {
		if i < copiedHouse {
			text += "\n\n" + standingNote
		}
		for kind, changed := range append([]string{text}, copiesOf(text, rng)...) {
			id := onrecord.Digest(changed)
			number[id], digests[fmt.Sprintf("%d/%d", i, kind)] = i, id
			reports = append(reports, &onrecord.Document{Text: changed, Meta: onrecord.Meta{Publisher: fmt.Sprintf("Outlet %d", (i+kind)%7)}})
		}
	}
	ctx := context.Background()
	aside, err := cross.Aside(ctx, reports, nil)
	if err != nil {
		return err
	}
	defer aside.Close()
	tally := make(Tally, len(originals))
	for i := range tally {
		tally[i] = Sheet{}
	}
	found := map[[2]string]bool{}
	for id := range number {
		edges, err := aside.Edges(ctx, id)
		if err != nil {
			return err
		}
		for _, edge := range edges {
			if found[[2]string{edge.Long, edge.Short}] {
				continue
			}
			found[[2]string{edge.Long, edge.Short}], found[[2]string{edge.Short, edge.Long}] = true, true
			a, b := number[edge.Long], number[edge.Short]
			tally[a].add(Measure{Name: "pairs"}, Counts{FoundSystem: one(a == b), System: 1})
		}
	}
	for i := range originals {
		for kind, how := range copyKinds {
			hit := one(found[[2]string{digests[fmt.Sprintf("%d/0", i)], digests[fmt.Sprintf("%d/%d", i, kind+1)]}])
			tally[i].add(Measure{Name: "pairs"}, Counts{FoundGold: hit, Gold: 1})
			tally[i].add(Measure{Name: "recall", Slice: how}, counted(hit, 1, 1))
		}
	}
	shown := []Measure{{Name: "pairs"}}
	for _, how := range copyKinds {
		shown = append(shown, Measure{Name: "recall", Slice: how})
	}
	e.rows(name, layer, "recall of original and copy; precision of all pairs found", tally, shown)
	return nil
}

// originals are reports of the packs, of different texts, that are long enough.
func (e *evaluation) originals() ([]string, error) {
	var out []string
	seen := map[string]bool{}
	for _, pack := range []string{corpus.BBC, corpus.Wikinews} {
		half := copiedReports / 2
		for r, err := range e.dir.News(pack) {
			if err != nil {
				return nil, err
			}
			if start := r.Text[:min(len(r.Text), 60)]; len(strings.Fields(r.Text)) >= copiedLeast && !seen[start] && half > 0 {
				seen[start] = true
				out = append(out, r.Text)
				half--
			}
		}
	}
	return out, nil
}

// standingNote is our own; it is long enough to be a copy by itself, were it not furniture.
const standingNote = "This report is published under the terms of our house. Readers who find a mistake may write to the editor at the address below, " +
	"and we shall answer within a week. We do not publish letters without a name, and we keep the right to shorten them for reasons of space. " +
	"Our journalists take no gifts from those they write about."

var copyKinds = []string{"cut short", "other lead", "lightly edited", "other credit", "8 words in 100 changed", "13 words in 100 changed", "18 words in 100 changed"}

// copiesOf are the changed texts of one report, in the order of copyKinds.
func copiesOf(text string, rng *rand.Rand) []string {
	sentences := strings.SplitAfter(text, ". ")
	cut := strings.Join(sentences[:max(1, len(sentences)*3/5)], "")
	led := fmt.Sprintf("It was a busy day for our correspondents, and number %d on the list of what they sent is told here in full. ", rng.IntN(1000)) +
		strings.Join(sentences[min(1, len(sentences)-1):], "")
	out := []string{cut, led, edited(sentences, rng), "From our own wire. " + text + "\n\n(Additional reporting by the desk; editing by the night shift)"}
	for _, share := range []float64{.08, .13, .18} {
		out = append(out, reworded(text, share, rng))
	}
	return out
}

// reworded puts another word of the text in the place of so many of its words.
func reworded(text string, share float64, rng *rand.Rand) string {
	words := strings.Fields(text)
	out := slices.Clone(words)
	for i := range out {
		if rng.Float64() < share {
			out[i] = words[rng.IntN(len(words))]
		}
	}
	return strings.Join(out, " ")
}

// edited leaves out one sentence in ten, and swaps or drops one word in thirty.
func edited(sentences []string, rng *rand.Rand) string {
	var out []string
	for _, s := range sentences {
		if rng.IntN(10) == 0 {
			continue
		}
		words := strings.Fields(s)
		for i := range words {
			if i > 0 && rng.IntN(30) == 0 {
				words[i], words[i-1] = words[i-1], words[i]
			}
		}
		out = append(out, strings.Join(words, " "))
	}
	return strings.Join(out, " ")
}
