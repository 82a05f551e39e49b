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
	return resampled(len(column), seed, func(drawn []int) float64 {
		var sum Counts
		for _, i := range drawn {
			sum = sum.plus(column[i])
		}
		return sum.F()
	})
}

// resampled is the 95 % interval of a figure of n articles; score works it out for those drawn.
func resampled(n int, seed uint64, score func(drawn []int) float64) (low, high float64) {
	if n == 0 {
		return 0, 0
	}
	draw := rand.New(rand.NewPCG(seed, uint64(n)))
	scores, drawn := make([]float64, Resamples), make([]int, n)
	for k := range scores {
		for i := range drawn {
			drawn[i] = draw.IntN(n)
		}
		scores[k] = score(drawn)
	}
	slices.Sort(scores)
	return scores[int(.025*Resamples)], scores[int(.975*Resamples)]
}
