package collate

import (
	"strings"

	"onrecord/internal/lang/lexicon"
)

// Passages that many different reports share are furniture: addresses to readers, notes on the house, standing
// disclaimers. How many make "many" differs, because an outlet repeats itself and a wire report is printed by many.
const (
	houseRepeats = 4 // different reports of one outlet
	wideRepeats  = 6 // different texts, whoever printed them
	versionShare = 0.8
)

// plainWords are the words that tell nothing of what a report is about.
func plainWords() (map[string]bool, error) {
	t, err := lexicon.Open("layout_function_words.tsv")
	if err != nil {
		return nil, err
	}
	out := make(map[string]bool, len(t.Rows))
	for _, r := range t.Rows {
		out[r.Cells[0]] = true
	}
	return out, nil
}

// houseFurniture is the sketched shingles that one outlet prints in several different reports. Versions of one report count
// once: reports that are nearly the same, or that share half and are headed alike. Without the heading, short items under a
// long standing note would pass for versions of each other.
func (c *Copies) houseFurniture() map[uint64]bool {
	versions := newSets(len(c.filed))
	for _, p := range c.pairs {
		a, b := &c.filed[p.a], &c.filed[p.b]
		if jaccard(p.shared, a.set, b.set) >= versionShare || contained(p.shared, a.set, b.set) >= copyShare && c.headedAlike(a, b) {
			versions.join(p.a, p.b)
		}
	}
	out := map[uint64]bool{}
	for h, reports := range c.index {
		if len(reports) >= houseRepeats && c.repeatsInHouse(reports, versions) {
			out[h] = true
		}
	}
	return out
}

func (c *Copies) repeatsInHouse(reports []int32, versions sets) bool {
	type seen struct {
		outlet  string
		version int32
	}
	different := map[seen]bool{}
	count := map[string]int{}
	for _, i := range reports {
		s := seen{c.filed[i].Outlet, versions.of(i)}
		if s.outlet == "" || different[s] {
			continue
		}
		different[s] = true
		if count[s.outlet]++; count[s.outlet] >= houseRepeats {
			return true
		}
	}
	return false
}

// headedAlike tells whether two headlines share a word that tells something; a headline that is missing differs from none.
func (c *Copies) headedAlike(a, b *filed) bool {
	wa, wb := c.telling(a.Title), c.telling(b.Title)
	if len(wa) == 0 || len(wb) == 0 {
		return true
	}
	for w := range wa {
		if wb[w] {
			return true
		}
	}
	return false
}

func (c *Copies) telling(title string) map[string]bool {
	out := map[string]bool{}
	for _, w := range wordsOf(title) {
		if s := strings.ToLower(title[w.Start:w.End]); len(s) > 3 && !c.titles[s] {
			out[s] = true
		}
	}
	return out
}

// addWideFurniture adds what stands in many texts that are no copies of each other.
func (c *Copies) addWideFurniture(furniture map[uint64]bool, links []link) {
	texts := newSets(len(c.filed))
	for _, l := range links {
		texts.join(l.a, l.b)
	}
	for h, reports := range c.index {
		if len(reports) < wideRepeats || furniture[h] {
			continue
		}
		different := map[int32]bool{}
		for _, i := range reports {
			different[texts.of(i)] = true
		}
		if len(different) >= wideRepeats {
			furniture[h] = true
		}
	}
}

// ownShingles is a report's shingles without furniture, sorted.
func (c *Copies) ownShingles(i int32, furniture map[uint64]bool) []uint64 {
	set := c.filed[i].set
	any := false
	for _, h := range set {
		any = any || sampled(h) && furniture[h]
	}
	if !any {
		return set
	}
	shingles := shinglesOf(wordsOf(c.filed[i].Text))
	var own []uint64
	for at, is := range furnished(shingles, furniture) {
		if !is {
			own = append(own, shingles[at])
		}
	}
	return setOf(own)
}

// furnished tells of each shingle whether it is furniture. Only sketched ones are known; one between them is furniture when
// those on both sides are, at either end of the text when the one next to it is.
func furnished(shingles []uint64, furniture map[uint64]bool) []bool {
	out := make([]bool, len(shingles))
	before, last := true, -1 // what the last sketched shingle was, and where
	fill := func(to int, value bool) {
		for i := last + 1; i < to; i++ {
			out[i] = value
		}
	}
	for i, h := range shingles {
		if !sampled(h) {
			continue
		}
		is := furniture[h]
		fill(i, before && is)
		out[i], before, last = is, is, i
	}
	fill(len(shingles), before && last >= 0)
	return out
}
