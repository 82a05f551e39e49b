package newsroom

import (
	"slices"

	"onrecord"
)

// coverage tells on whose word each part of a report stands.
type coverage struct {
	report
	depth []int                    // per attribution: how many hold it
	inner []onrecord.AttributionID // per token: the deepest attribution whose content holds it
	outer []onrecord.AttributionID // per token: the outermost one
	ruled []bool                   // per sentence: some attribution touches it
}

func coverageOf(d *onrecord.Document) *coverage {
	c := &coverage{report: report{d}, depth: make([]int, len(d.Attributions)), inner: make([]onrecord.AttributionID, len(d.Tokens)),
		outer: make([]onrecord.AttributionID, len(d.Tokens)), ruled: make([]bool, len(d.Sentences))}
	c.measure()
	c.lay()
	return c
}

// measure works out how deep the attributions lie in one another.
func (c *coverage) measure() {
	for i := range c.d.Attributions {
		if w := c.d.Attributions[i].Within; w > 0 && int(w) <= i {
			c.depth[i] = c.depth[w-1] + 1
		}
	}
}

// lay notes for every token which attributions hold it, and for every sentence whether any touches it.
func (c *coverage) lay() {
	for i := range c.d.Attributions {
		id, a := onrecord.AttributionID(i+1), &c.d.Attributions[i]
		for _, s := range a.Content {
			first, end := c.d.TokensIn(s)
			for t := first; t < end; t++ {
				c.hold(t, id)
			}
		}
		for _, s := range slices.Concat(a.Content, a.Source.Spans, []onrecord.Span{a.Cue}) {
			for n := c.sentenceFrom(s.Start); n < len(c.ruled) && c.d.Sentences[n].Overlaps(s); n++ {
				c.ruled[n] = true
			}
		}
	}
}

// hold gives a token to an attribution: inner keeps the deepest, outer the outermost, the earlier number wins a tie.
func (c *coverage) hold(token int, id onrecord.AttributionID) {
	if o := c.outer[token]; o == 0 || c.depth[id-1] < c.depth[o-1] {
		c.outer[token] = id
	}
	if in := c.inner[token]; in == 0 || c.depth[id-1] > c.depth[in-1] {
		c.inner[token] = id
	}
}
