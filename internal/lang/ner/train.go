package ner

import (
	"sort"

	"onrecord"
	"onrecord/internal/lang/linear"
	"onrecord/internal/lang/wordclass"
)

// Marked is a name that people marked in a text.
type Marked struct {
	onrecord.Span
	Type Type
}

// Example is a report with its names: what is learned from. The document holds tagged tokens.
type Example struct {
	Doc   *onrecord.Document
	Names []Marked // in text order, not overlapping
}

// Options says how the model is trained.
type Options struct {
	Epochs, MinCount int
	Drop, Keep       float64
	Seed             uint64
}

// Train learns to mark names and returns the file of weights.
func Train(examples []Example, classes *wordclass.Classes, o Options) ([]byte, error) {
	words, err := loadDictionary()
	if err != nil {
		return nil, err
	}
	r := &Recognizer{classes: classes, words: words}
	data := make([]linear.Sequence, 0, len(examples))
	for _, x := range examples {
		v := r.view(x.Doc)
		data = append(data, linear.Sequence{Features: v.features(), Edge: v.edge, Gold: v.gold(x)})
	}
	c := linear.TrainCRF(labels(), data, linear.CRFOptions{Epochs: o.Epochs, AverageFrom: o.Epochs / 2, Rate: 0.1,
		Drop: o.Drop, MinCount: o.MinCount, MaxFeatures: maxFeatures, Keep: o.Keep, Seed: o.Seed})
	b := linear.NewBundle()
	classes.Sign(b)
	b.PutCRF("names", c)
	return b.Bytes(), nil
}

// gold writes the marked names as labels of the tokens that lie in them by at least half.
func (v *view) gold(x Example) []uint8 {
	y := make([]uint8, len(v.token))
	number := map[Type]uint8{}
	for k, t := range types {
		number[t] = uint8(1 + 2*k)
	}
	for _, m := range x.Names {
		i := sort.Search(len(v.token), func(i int) bool { return x.Doc.Tokens[v.token[i]].End > m.Start })
		began := false
		for ; i < len(v.token) && x.Doc.Tokens[v.token[i]].Start < m.End; i++ {
			t := x.Doc.Tokens[v.token[i]].Span
			if 2*(min(t.End, m.End)-max(t.Start, m.Start)) < t.Len() || y[i] != 0 {
				continue
			}
			y[i] = number[m.Type]
			if began {
				y[i]++
			}
			began = true
		}
	}
	return y
}
