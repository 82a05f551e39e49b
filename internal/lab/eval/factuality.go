package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"onrecord/internal/lab/corpus"
	"onrecord/internal/reading/factuality"
)

// judgedPair is what people said of an event and what we say.
type judgedPair struct{ want, got float64 }

// factuality measures how far our value of given predicates goes with that of people: Pearson's r and the mean absolute
// error, on the scale -3 to 3. Both stand in the column F, times 100.
func (e *evaluation) factuality() error {
	for _, c := range []struct {
		file, name string
		as         factuality.Convention
	}{{corpus.UW, "UW dev", factuality.News}, {corpus.UDSIH2, "UDS-IH2 dev", factuality.Web}, {corpus.Meantime, "MEANTIME dev", factuality.Wikinews}} {
		texts, err := e.dir.Factuality(c.file, "dev")
		if err != nil {
			if err = e.absent(err, c.name, "factuality, predicates given"); err != nil {
				return err
			}
			continue
		}
		pairs := make([][]judgedPair, len(texts))
		if err := e.each(len(texts), func(i int) (err error) {
			pairs[i], err = e.judge(fmt.Sprintf("%s-%d", c.file, i), texts[i], c.as)
			return err
		}); err != nil {
			return err
		}
		e.value(c.name, "Pearson r", "r x 100", pairs, pearson)
		e.value(c.name, "mean absolute error", "x 100; less is better", pairs, absoluteError)
	}
	return nil
}

// judge reads one text and judges its marked predicates; one that no word of ours covers is left out.
func (e *evaluation) judge(id string, t corpus.JudgedText, as factuality.Convention) ([]judgedPair, error) {
	d := t.Document(id)
	e.Split(d)
	e.Parse(d)
	var out []judgedPair
	for _, x := range t.Targets {
		if head := x.Head(d); head > 0 {
			out = append(out, judgedPair{x.Value, e.Judge(d, head, as).Value})
		}
	}
	return out, nil
}

// value adds a row with a measure that is no share, and its interval by bootstrap over the texts.
func (e *evaluation) value(name, slice, note string, texts [][]judgedPair, of func([]judgedPair) float64) {
	all := slices.Concat(texts...)
	rng := rand.New(rand.NewPCG(1, 11))
	draws := make([]float64, 200)
	for k := range draws {
		var some []judgedPair
		for range texts {
			some = append(some, texts[rng.IntN(len(texts))]...)
		}
		draws[k] = of(some)
	}
	slices.Sort(draws)
	v := of(all)
	e.out.Rows = append(e.out.Rows, Row{Corpus: name, Layer: "factuality, predicates given", Slice: slice, P: v, R: v, F: v, N: len(all),
		Low: draws[5], High: draws[194], Note: note})
}

func pearson(pairs []judgedPair) float64 {
	var n, x, y, xx, yy, xy float64
	for _, p := range pairs {
		n, x, y, xx, yy, xy = n+1, x+p.want, y+p.got, xx+p.want*p.want, yy+p.got*p.got, xy+p.want*p.got
	}
	if d := math.Sqrt((n*xx - x*x) * (n*yy - y*y)); d > 0 {
		return (n*xy - x*y) / d
	}
	return 0
}

func absoluteError(pairs []judgedPair) float64 {
	sum := 0.0
	for _, p := range pairs {
		sum += math.Abs(p.want - p.got)
	}
	return sum / max(1, float64(len(pairs)))
}
