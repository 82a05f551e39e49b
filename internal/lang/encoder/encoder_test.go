package encoder

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"sync"
	"testing"
)

const tinyHidden, tinyLayers, tinyWords = 64, 2, 50

func open(t testing.TB, b []byte) (*Weights, *Encoder) {
	t.Helper()
	w, err := Open(b)
	if err != nil {
		t.Fatal(err)
	}
	e, err := New(w)
	if err != nil {
		t.Fatal(err)
	}
	return w, e
}

// TestEncodeAgainstReference compares with a reading in float64 that knows nothing of quantised activations, and with one
// that does.
func TestEncodeAgainstReference(t *testing.T) {
	w, e := open(t, randomFile(1, tinyHidden, tinyLayers, tinyWords))
	for _, n := range []int{1, 2, 7, 33, 130} {
		in := randomInput(uint64(n), n, tinyWords)
		got := make([]float32, n*e.Hidden)
		e.Encode(got, in, nil)
		exact := reference{w: w, hidden: tinyHidden, layers: tinyLayers}.encode(in)
		rounded := reference{w: w, hidden: tinyHidden, layers: tinyLayers, quantised: true}.encode(in)
		for i := range n {
			if c := cosine(got[i*e.Hidden:(i+1)*e.Hidden], exact[i]); c < 0.999 {
				t.Errorf("piece %d of %d: cosine %.5f", i, n, c)
			}
			for d, v := range rounded[i] {
				if diff := math.Abs(v - float64(got[i*e.Hidden+d])); diff > 0.02 {
					t.Errorf("piece %d of %d: number %d differs by %g", i, n, d, diff)
				}
			}
		}
	}
}

func TestEncodeIsTheSameOnEveryPath(t *testing.T) {
	raw := randomFile(2, tinyHidden, tinyLayers, tinyWords)
	for _, n := range []int{1, 2, 11, 12, 13, 31, 32, 33, 100, 256, MaxPieces} {
		in := randomInput(uint64(n), n, tinyWords)
		var want []float32
		for _, name := range Paths() {
			undo, err := Force(name)
			if err != nil {
				t.Fatal(err)
			}
			_, e := open(t, raw)
			got := make([]float32, n*e.Hidden)
			e.Encode(got, in, nil)
			undo()
			if want == nil {
				want = got
			}
			compare(t, fmt.Sprintf("%s, %d pieces", name, n), got, want)
		}
	}
}

// TestEncodeIsTheSameOnEveryMachine compares with the sum of what one machine made, on all paths.
func TestEncodeIsTheSameOnEveryMachine(t *testing.T) {
	_, e := open(t, randomFile(6, tinyHidden, tinyLayers, tinyWords))
	h := sha256.New()
	for _, n := range []int{5, 33, 200} {
		got := make([]float32, n*e.Hidden)
		e.Encode(got, randomInput(uint64(n), n, tinyWords), nil)
		for _, v := range got {
			h.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)))
		}
	}
	if got, want := hex.EncodeToString(h.Sum(nil)), "52207fe4d66bab1110cd17e16ea1655c6e9029b13af45bd78a38fcb1868603b6"; got != want {
		t.Errorf("on path %s: %s, want %s", Path(), got, want)
	}
}

// TestEncodeIsSafe reads on several goroutines at once, with scratch of their own, from the pool, and used before for
// another length.
func TestEncodeIsSafe(t *testing.T) {
	_, e := open(t, randomFile(3, tinyHidden, tinyLayers, tinyWords))
	lengths := []int{3, 40, 77, 12}
	want := make([][]float32, len(lengths))
	for i, n := range lengths {
		want[i] = make([]float32, n*e.Hidden)
		e.Encode(want[i], randomInput(uint64(n), n, tinyWords), new(Scratch))
	}
	var wait sync.WaitGroup
	for g := range 4 {
		wait.Go(func() {
			own := new(Scratch)
			for round := range 8 {
				i := (round + g) % len(lengths)
				got := make([]float32, len(want[i]))
				s := own
				if round%2 == 1 {
					s = nil
				}
				e.Encode(got, randomInput(uint64(lengths[i]), lengths[i], tinyWords), s)
				for d := range got {
					if !same(got[d], want[i][d]) {
						t.Errorf("goroutine %d, round %d: number %d is %g, want %g", g, round, d, got[d], want[i][d])
						return
					}
				}
			}
		})
	}
	wait.Wait()
}

func TestEncodeDoesNotAllocate(t *testing.T) {
	_, e := open(t, randomFile(4, tinyHidden, tinyLayers, tinyWords))
	in, s := randomInput(1, 40, tinyWords), new(Scratch)
	dst := make([]float32, 40*e.Hidden)
	e.Encode(dst, in, s)
	if n := testing.AllocsPerRun(5, func() { e.Encode(dst, in, s) }); n > 0 {
		t.Errorf("%g allocations a call", n)
	}
}

func TestEncodeOfNothing(t *testing.T) {
	_, e := open(t, randomFile(5, tinyHidden, tinyLayers, tinyWords))
	e.Encode(nil, Input{}, nil)
}

// reference is a plain reading in float64.
type reference struct {
	w              *Weights
	hidden, layers int
	quantised      bool // activations are rounded as Linear does
}

func (r reference) f32(name string, shape ...int) []float32 {
	x, err := r.w.F32(name, shape...)
	if err != nil {
		panic(err)
	}
	return x
}

func (r reference) encode(in Input) [][]float64 {
	h := r.hidden
	words, err := r.w.I8("embeddings.word", tinyWords, h)
	if err != nil {
		panic(err)
	}
	scale, position := r.f32("embeddings.word.scale", tinyWords), r.f32("embeddings.position", MaxPieces, h)
	shape, scheme := r.f32("embeddings.shape", shapes, h), r.f32("embeddings.scheme", schemes, h)
	x := make([][]float64, len(in.Pieces))
	for i, p := range in.Pieces {
		x[i] = make([]float64, h)
		for d := range h {
			x[i][d] = float64(words[int(p)*h+d])*float64(scale[p]) + float64(shape[int(in.Shapes[i])*h+d]) +
				float64(scheme[in.Scheme*h+d]) + float64(position[i*h+d])
		}
		r.norm(x[i], "embeddings.norm")
	}
	for l := range r.layers {
		name := fmt.Sprintf("layer.%d.", l)
		r.residual(x, r.linear(r.attend(r.linear(x, name+"qkv", 3*h)), name+"out", h), name+"norm1")
		up := r.linear(x, name+"up", 4*h)
		for _, row := range up {
			for d, v := range row {
				row[d] = v * 0.5 * (1 + math.Erf(v/math.Sqrt2))
			}
		}
		r.residual(x, r.linear(up, name+"down", h), name+"norm2")
	}
	return x
}

func (r reference) residual(x, y [][]float64, name string) {
	for i := range x {
		for d := range x[i] {
			x[i][d] += y[i][d]
		}
		r.norm(x[i], name)
	}
}

func (r reference) norm(x []float64, name string) {
	gain, bias := r.f32(name+".gain", len(x)), r.f32(name+".bias", len(x))
	var mean, variance float64
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / float64(len(x))
	}
	for d := range x {
		x[d] = (x[d]-mean)/math.Sqrt(variance+1e-12)*float64(gain[d]) + float64(bias[d])
	}
}

func (r reference) linear(x [][]float64, name string, out int) [][]float64 {
	in := len(x[0])
	weight, err := r.w.I8(name+".weight", out, in)
	if err != nil {
		panic(err)
	}
	scale, bias := r.f32(name+".scale", out), r.f32(name+".bias", out)
	y := make([][]float64, len(x))
	for i, row := range x {
		row = r.rounded(row)
		y[i] = make([]float64, out)
		for o := range out {
			sum := 0.0
			for d, v := range row {
				sum += v * float64(weight[o*in+d])
			}
			y[i][o] = sum*float64(scale[o]) + float64(bias[o])
		}
	}
	return y
}

func (r reference) rounded(x []float64) []float64 {
	if !r.quantised {
		return x
	}
	most := 0.0
	for _, v := range x {
		most = max(most, math.Abs(v))
	}
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.RoundToEven(v/most*127) * most / 127
	}
	return out
}

func (r reference) attend(qkv [][]float64) [][]float64 {
	h := r.hidden
	out := make([][]float64, len(qkv))
	for i := range out {
		out[i] = make([]float64, h)
		for at := 0; at < h; at += headWidth {
			weights, total := make([]float64, len(qkv)), 0.0
			for j := range weights {
				s := 0.0
				for d := range headWidth {
					s += qkv[i][at+d] * qkv[j][h+at+d]
				}
				weights[j] = math.Exp(s / math.Sqrt(headWidth))
				total += weights[j]
			}
			for j, v := range weights {
				for d := range headWidth {
					out[i][at+d] += v / total * qkv[j][2*h+at+d]
				}
			}
		}
	}
	return out
}

func cosine(a []float32, b []float64) float64 {
	var ab, aa, bb float64
	for i, v := range b {
		ab += float64(a[i]) * v
		aa += float64(a[i]) * float64(a[i])
		bb += v * v
	}
	return ab / math.Sqrt(aa*bb)
}

// BenchmarkEncode reads windows of 256 pieces with encoders of random weights, as large as the real ones.
func BenchmarkEncode(b *testing.B) {
	const n = 256
	for _, layers := range []int{12, 6} {
		_, e := open(b, randomFile(9, 384, layers, 1000))
		in, s, dst := randomInput(1, n, 1000), new(Scratch), make([]float32, n*e.Hidden)
		for _, name := range Paths() {
			b.Run(fmt.Sprintf("%dlayers/%s", layers, name), func(b *testing.B) {
				undo, err := Force(name)
				if err != nil {
					b.Fatal(err)
				}
				defer undo()
				e.Encode(dst, in, s)
				for b.Loop() {
					e.Encode(dst, in, s)
				}
				b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "pieces/s")
			})
		}
	}
}
