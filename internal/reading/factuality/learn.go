package factuality

import (
	"slices"

	"onrecord"
	"onrecord/internal/lang/linear"
	"onrecord/internal/lang/wordclass"
)

// Example is a predicate, by its head word, in a document read up to its trees, and the mean of what people said of it.
type Example struct {
	Document *onrecord.Document
	Head     onrecord.TokenID
	As       Convention
	Value    float64
}

const maxFeatures = 260

// options are the settings of the regression. Rates between 0.005 and 0.05 and losses from 0.15 to 1 differ by less than
// two points of r.
func options(seed uint64) linear.RegressionOptions {
	return linear.RegressionOptions{Domains: learned, Epochs: 14, AverageFrom: 5, Rate: 0.01, L2: 0.0005, Apart: 1, Delta: 0.5, Drop: 0,
		MinCount: 3, MaxFeatures: maxFeatures, Keep: 0.003, Seed: seed}
}

// Train learns values and returns the weights as a file. What there is too little of for a regression of its own, the
// convention of Wikinews, is a rising function of the value of News. The same examples and seed give the same bytes.
func Train(examples []Example, classes *wordclass.Classes, seed uint64) ([]byte, error) {
	j, err := bare(classes)
	if err != nil {
		return nil, err
	}
	var points []linear.Point
	for _, x := range examples {
		if w, ok := j.walkAt(x.Document, x.Head); ok && x.As < learned {
			path, f := w.judge(int(x.Head) - 1)
			points = append(points, linear.Point{Features: j.drawing(w).draw(path, &f), Domain: int(x.As), Value: x.Value})
		}
	}
	j.use(linear.TrainRegression(points, options(seed)))
	var pairs []step
	for _, x := range examples {
		if x.As == Wikinews {
			pairs = append(pairs, step{j.AtAs(x.Document, x.Head, News).Value, x.Value})
		}
	}
	b := linear.NewBundle()
	b.PutModel("values", j.model)
	b.PutJSON("wikinews", rising(pairs))
	classes.Sign(b)
	return b.Bytes(), nil
}

// step is a step of a rising function: from From on its value is To, until the next step.
type step struct{ From, To float64 }

// rising fits a rising step function to pairs with the least sum of absolute errors: neighbours that fall are pooled and
// take their median (pool adjacent violators).
func rising(pairs []step) []step {
	slices.SortStableFunc(pairs, func(a, b step) int {
		switch {
		case a.From < b.From:
			return -1
		case a.From > b.From:
			return 1
		}
		return 0
	})
	type pool struct {
		from   float64
		values []float64
	}
	median := func(p pool) float64 { return p.values[len(p.values)/2] }
	var pools []pool
	for _, x := range pairs {
		pools = append(pools, pool{x.From, []float64{x.To}})
		for len(pools) > 1 && median(pools[len(pools)-2]) >= median(pools[len(pools)-1]) {
			last := pools[len(pools)-1]
			pools = pools[:len(pools)-1]
			into := &pools[len(pools)-1]
			into.values = append(into.values, last.values...)
			slices.Sort(into.values)
		}
	}
	out := make([]step, len(pools))
	for i, p := range pools {
		out[i] = step{p.from, median(p)}
	}
	return out
}
