package eval

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"onrecord/internal/cross/collate"
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
	c, err := collate.NewCopies()
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(42, 1))
	number := map[string]int{}
	for i, text := range originals {
		if i < copiedHouse {
			text += "\n\n" + standingNote
		}
		for kind, changed := range append([]string{text}, copiesOf(text, rng)...) {
			id := fmt.Sprintf("%d/%d", i, kind)
			number[id] = i
			if err := c.Add(collate.Report{ID: id, Text: changed, Outlet: fmt.Sprintf("Outlet %d", (i+kind)%7)}); err != nil {
				return err
			}
		}
	}
	tally := make(Tally, len(originals))
	for i := range tally {
		tally[i] = Sheet{}
	}
	found := map[[2]string]bool{}
	for _, edge := range c.Edges() {
		found[[2]string{edge.Long, edge.Short}], found[[2]string{edge.Short, edge.Long}] = true, true
		a, b := number[edge.Long], number[edge.Short]
		tally[a].add(Measure{Name: "pairs"}, Counts{FoundSystem: one(a == b), System: 1})
	}
	for i := range originals {
		for kind, how := range copyKinds {
			hit := one(found[[2]string{fmt.Sprintf("%d/0", i), fmt.Sprintf("%d/%d", i, kind+1)}])
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

var copyKinds = []string{"cut short", "other lead", "lightly edited", "other credit"}

// copiesOf are the changed texts of one report, in the order of copyKinds.
func copiesOf(text string, rng *rand.Rand) []string {
	sentences := strings.SplitAfter(text, ". ")
	cut := strings.Join(sentences[:max(1, len(sentences)*3/5)], "")
	led := fmt.Sprintf("It was a busy day for our correspondents, and number %d on the list of what they sent is told here in full. ", rng.IntN(1000)) +
		strings.Join(sentences[min(1, len(sentences)-1):], "")
	return []string{cut, led, edited(sentences, rng), "From our own wire. " + text + "\n\n(Additional reporting by the desk; editing by the night shift)"}
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
