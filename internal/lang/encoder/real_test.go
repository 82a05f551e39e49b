package encoder

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// referenceFolder holds weights.safetensors and reference.json, what PyTorch made of them: a list of texts with pieces,
// shapes, scheme, and the vectors in float32 (exact), with activations rounded to 8 bits (rounded), and the latter after the
// first layer (shallow). Where two programs sum in another order, some activations are rounded to the other side, and each
// layer makes more of that: after twelve the rounded ones are as far from each other as from the exact ones.
func referenceFolder() string {
	if dir := os.Getenv("ONRECORD_ENCODER"); dir != "" {
		return dir
	}
	return "model"
}

func TestRealWeights(t *testing.T) {
	dir := referenceFolder()
	raw, err := os.ReadFile(filepath.Join(dir, "weights.safetensors"))
	if err != nil {
		t.Skip("no weights and reference to compare with (set ONRECORD_ENCODER to their folder): ", err)
	}
	list, err := os.ReadFile(filepath.Join(dir, "reference.json"))
	if err != nil {
		t.Skip("no reference to compare with: ", err)
	}
	var texts []realText
	if err := json.Unmarshal(list, &texts); err != nil {
		t.Fatal(err)
	}
	_, e := open(t, raw)
	_, first := open(t, raw)
	first.layers = first.layers[:1]
	for i, text := range texts {
		got := text.encode(e)
		mean, least := cosines(got, text.Exact, e.Hidden)
		meanBound, bound := cosines(floats(text.Rounded), text.Exact, e.Hidden)
		typical, worst := differences(text.encode(first), text.Shallow)
		t.Logf("text %d, %d pieces: cosine to float32 mean %.5f, least %.5f (of the rounded reference %.5f, %.5f); after one layer mean difference to it %.1e, largest %.1e",
			i, len(text.Pieces), mean, least, meanBound, bound, typical, worst)
		if mean < 0.995 || least < bound-0.004 || typical > 1e-4 || worst > 2e-2 {
			t.Errorf("text %d is read otherwise", i)
		}
	}
}

type realText struct {
	Pieces                  []int32
	Shapes                  []int
	Scheme                  int
	Exact, Rounded, Shallow []float64
}

func (r realText) encode(e *Encoder) []float32 {
	in := Input{Pieces: r.Pieces, Scheme: r.Scheme}
	for _, s := range r.Shapes {
		in.Shapes = append(in.Shapes, uint8(s))
	}
	got := make([]float32, len(in.Pieces)*e.Hidden)
	e.Encode(got, in, nil)
	return got
}

func floats(x []float64) []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = float32(v)
	}
	return out
}

// cosines are the mean and the least cosine of the rows.
func cosines(got []float32, want []float64, h int) (mean, least float64) {
	least = 1
	for at := 0; at < len(want); at += h {
		c := cosine(got[at:at+h], want[at:at+h])
		mean += c * float64(h) / float64(len(want))
		least = min(least, c)
	}
	return mean, least
}

func differences(got []float32, want []float64) (mean, most float64) {
	for i, v := range want {
		d := math.Abs(v - float64(got[i]))
		mean += d / float64(len(want))
		most = max(most, d)
	}
	return mean, most
}
