package encoder

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"unsafe"
)

// file builds a file of weights.
type file struct {
	header map[string]any
	data   []byte
}

func (f *file) add(name, kind string, data []byte, shape ...int) {
	f.header[name] = map[string]any{"dtype": kind, "shape": shape, "data_offsets": []int{len(f.data), len(f.data) + len(data)}}
	f.data = append(f.data, data...)
}

func (f *file) f32(name string, x []float32, shape ...int) {
	var b []byte
	for _, v := range x {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	f.add(name, "F32", b, shape...)
}

func (f *file) i8(name string, x []int8, shape ...int) {
	f.add(name, "I8", unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(x))), len(x)), shape...)
}

func (f *file) bytes() []byte {
	head, err := json.Marshal(f.header)
	if err != nil {
		panic(err)
	}
	for len(head)%8 != 0 {
		head = append(head, ' ')
	}
	return append(append(binary.LittleEndian.AppendUint64(nil, uint64(len(head))), head...), f.data...)
}

// randomFile is an encoder of random weights, such as a trained one might have: layers neither die out nor grow.
func randomFile(seed uint64, hidden, layers, vocabulary int) []byte {
	f := &file{header: map[string]any{"__metadata__": map[string]string{"hidden": fmt.Sprint(hidden), "layers": fmt.Sprint(layers),
		"heads": fmt.Sprint(hidden / headWidth), "inner": fmt.Sprint(4 * hidden), "positions": fmt.Sprint(MaxPieces), "vocab": fmt.Sprint(vocabulary)}}}
	r := rand.New(rand.NewPCG(seed, 1))
	f.i8("embeddings.word", randomBytes(r, vocabulary*hidden), vocabulary, hidden)
	f.f32("embeddings.word.scale", around(r, vocabulary, 0.001, 0.0002), vocabulary)
	f.f32("embeddings.position", around(r, MaxPieces*hidden, 0, 0.02), MaxPieces, hidden)
	f.f32("embeddings.shape", around(r, shapes*hidden, 0, 0.02), shapes, hidden)
	f.f32("embeddings.scheme", around(r, schemes*hidden, 0, 0.02), schemes, hidden)
	f.norm(r, "embeddings.norm", hidden)
	for i := range layers {
		name := fmt.Sprintf("layer.%d.", i)
		f.linear(r, name+"qkv", 3*hidden, hidden)
		f.linear(r, name+"out", hidden, hidden)
		f.linear(r, name+"up", 4*hidden, hidden)
		f.linear(r, name+"down", hidden, 4*hidden)
		f.norm(r, name+"norm1", hidden)
		f.norm(r, name+"norm2", hidden)
	}
	return f.bytes()
}

func (f *file) linear(r *rand.Rand, name string, out, in int) {
	f.i8(name+".weight", randomBytes(r, out*in), out, in)
	f.f32(name+".scale", around(r, out, 0.015/math.Sqrt(float64(in)), 0.002/math.Sqrt(float64(in))), out)
	f.f32(name+".bias", around(r, out, 0, 0.05), out)
}

func (f *file) norm(r *rand.Rand, name string, n int) {
	f.f32(name+".gain", around(r, n, 1, 0.1), n)
	f.f32(name+".bias", around(r, n, 0, 0.1), n)
}

func randomBytes(r *rand.Rand, n int) []int8 {
	out := make([]int8, n)
	for i := range out {
		out[i] = int8(r.IntN(255) - 127)
	}
	return out
}

func around(r *rand.Rand, n int, mean, deviation float64) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(mean + float64(deviation*r.NormFloat64())) // not fused: the same on every machine
	}
	return out
}

func randomInput(seed uint64, n, vocabulary int) Input {
	r := rand.New(rand.NewPCG(seed, 2))
	in := Input{Scheme: r.IntN(schemes)}
	for range n {
		in.Pieces = append(in.Pieces, int32(r.IntN(vocabulary)))
		in.Shapes = append(in.Shapes, uint8(r.IntN(shapes)))
	}
	return in
}
