package eval

import (
	"math/rand/v2"
	"slices"
)

// Resamples is how many times the articles are drawn anew for an interval.
const Resamples = 1000

// Interval is the 95 % interval of F by bootstrap over the articles (Efron 1979): articles are drawn with replacement,
// as many as there are, [Resamples] times. The same seed gives the same interval.
func (t Tally) Interval(m Measure, seed uint64) (low, high float64) {
	column := make([]Counts, len(t))
	for i, s := range t {
		column[i] = s[m]
	}
	return interval(column, seed)
}

func interval(column []Counts, seed uint64) (low, high float64) {
	if len(column) == 0 {
		return 0, 0
	}
	draw := rand.New(rand.NewPCG(seed, uint64(len(column))))
	fs := make([]float64, Resamples)
	for k := range fs {
		var sum Counts
		for range column {
			sum = sum.plus(column[draw.IntN(len(column))])
		}
		fs[k] = sum.F()
	}
	slices.Sort(fs)
	return fs[int(.025*Resamples)], fs[int(.975*Resamples)]
}
