// Package eval measures readings against what people annotated. It holds the figures' definitions and nothing of how a
// report is read: the reading is handed in as functions, see [Reading] and [Run].
//
// Counts are summed over all articles and divided once. What could not be measured, because a corpus is absent, is
// shown as not measured and never as zero.
package eval

// Measure names one figure of a layer: what counts as found, and on which part of the findings.
type Measure struct{ Name, Slice string }

// String writes a measure as it stands in a table: "triple / direct".
func (m Measure) String() string {
	if m.Slice == "" {
		return m.Name
	}
	return m.Name + " / " + m.Slice
}

// Counts is what precision and recall are divided from. The two counts of found ones differ where several findings of
// one side may answer one of the other.
type Counts struct {
	FoundSystem int // of the system's findings, those with an answer in the gold
	System      int
	FoundGold   int // of the gold's, those with an answer by the system
	Gold        int
}

// counted is the Counts of findings that answer each other one to one.
func counted(found, system, gold int) Counts { return Counts{found, system, found, gold} }

func (c Counts) plus(o Counts) Counts {
	return Counts{c.FoundSystem + o.FoundSystem, c.System + o.System, c.FoundGold + o.FoundGold, c.Gold + o.Gold}
}

// P is the precision, 0 where the system found nothing.
func (c Counts) P() float64 { return share(c.FoundSystem, c.System) }

// R is the recall, 0 where the gold holds nothing.
func (c Counts) R() float64 { return share(c.FoundGold, c.Gold) }

// F is the harmonic mean of precision and recall.
func (c Counts) F() float64 {
	p, r := c.P(), c.R()
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// Sheet holds the counts of one article, or of many together.
type Sheet map[Measure]Counts

func (s Sheet) add(m Measure, c Counts) { s[m] = s[m].plus(c) }

// Tally holds the sheets of a corpus, one an article.
type Tally []Sheet

// Total is the sum of all sheets.
func (t Tally) Total() Sheet {
	sum := Sheet{}
	for _, s := range t {
		for m, c := range s {
			sum.add(m, c)
		}
	}
	return sum
}
