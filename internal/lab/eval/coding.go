package eval

import (
	"math/rand/v2"
	"slices"

	"onrecord"
	"onrecord/internal/reading/plover"
)

// folds is how many parts the coded sentences are cut into: each is coded by what was learned from the others.
const folds = 5

// coding measures the coder of given pairs on the training part of the PLV sentences by cross-validation: macro F1 and
// accuracy of root and quad class.
func (e *evaluation) coding() error {
	const name, layer = "PLV train, 5-fold cross-validation", "events, parties given"
	file, err := e.dir.Open("plover/PLV_train.tsv")
	if err != nil {
		return e.absent(err, name, layer)
	}
	defer file.Close()
	pairs, err := plover.AllPairs(file)
	if err != nil {
		return err
	}
	lessons, err := plover.Lessons()
	if err != nil {
		return err
	}
	read := func(d *onrecord.Document) { e.Split(d); e.Parse(d) }
	got, err := e.CrossCode(plover.Examples(pairs, read), plover.Examples(lessons, read), folds)
	if err != nil {
		return err
	}
	roots, quads := make([]choice, len(pairs)), make([]choice, len(pairs))
	for i := range pairs {
		roots[i] = choice{pairs[i].Root, string(got[i].Root)}
		quads[i] = choice{pairs[i].Quad.String(), got[i].Quad.String()}
	}
	e.choices(name, layer, "root", roots)
	e.choices(name, layer, "quad class", quads)
	for _, c := range sortedClasses(roots) {
		e.out.add(name, layer, "root "+c, classCounts(roots)[c])
	}
	return nil
}

// choice is a class that people gave and the one that we gave.
type choice struct{ want, got string }

// choices adds the macro F1 and the accuracy of choices, with their intervals by bootstrap over them.
func (e *evaluation) choices(name, layer, what string, all []choice) {
	for _, m := range []struct {
		slice string
		of    func([]choice) float64
	}{{"macro F1", macroF}, {"accuracy", accuracy}} {
		rng := rand.New(rand.NewPCG(1, 13))
		draws, some := make([]float64, 200), make([]choice, len(all))
		for k := range draws {
			for i := range some {
				some[i] = all[rng.IntN(len(all))]
			}
			draws[k] = m.of(some)
		}
		slices.Sort(draws)
		v := m.of(all)
		e.out.Rows = append(e.out.Rows, Row{Corpus: name, Layer: layer, Slice: what + ", " + m.slice, P: v, R: v, F: v, N: len(all),
			Low: draws[5], High: draws[194]})
	}
}

func classCounts(all []choice) map[string]Counts {
	out := map[string]Counts{}
	for _, c := range all {
		hit := 0
		if c.want == c.got {
			hit = 1
		}
		out[c.want] = out[c.want].plus(Counts{hit, 0, hit, 1})
		out[c.got] = out[c.got].plus(Counts{0, 1, 0, 0})
	}
	return out
}

func sortedClasses(all []choice) []string {
	var out []string
	for _, c := range all {
		out = append(out, c.want)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// macroF is the mean of the classes' F1, over the classes that people gave.
func macroF(all []choice) float64 {
	counts, classes := classCounts(all), sortedClasses(all)
	sum := 0.0
	for _, c := range classes {
		sum += counts[c].F()
	}
	return sum / max(1, float64(len(classes)))
}

func accuracy(all []choice) float64 {
	hit := 0
	for _, c := range all {
		if c.want == c.got {
			hit++
		}
	}
	return share(hit, len(all))
}
