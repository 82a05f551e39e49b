package encoder

import (
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"
)

func TestWeights(t *testing.T) {
	f := &file{header: map[string]any{"__metadata__": map[string]string{"layers": "6", "name": "x", "bad": "-1"}}}
	f.i8("a", []int8{-1, 2, 3}, 3)
	f.f32("b", []float32{1.5, -2}, 1, 2)
	f.i8("empty", nil, 0, 4)
	raw := f.bytes()
	for shift := range 4 { // wherever the file lies in memory
		b := append(make([]byte, shift), raw...)[shift:]
		w, err := Open(b)
		if err != nil {
			t.Fatal(err)
		}
		if x, err := w.I8("a", 3); err != nil || len(x) != 3 || x[0] != -1 {
			t.Error(x, err)
		}
		if x, err := w.F32("b", 1, 2); err != nil || len(x) != 2 || x[0] != 1.5 || x[1] != -2 {
			t.Error(x, err)
		}
		if n, err := w.Number("layers"); err != nil || n != 6 || w.Text("name") != "x" || w.Text("none") != "" {
			t.Error(n, err)
		}
		if s, ok := w.Shape("b"); !ok || len(s) != 2 || len(w.Names()) != 3 {
			t.Error(s, ok, w.Names())
		}
		wantErrors(t, w)
	}
}

func wantErrors(t *testing.T, w *Weights) {
	t.Helper()
	_, absent := w.I8("c", 3)
	_, kind := w.F32("a", 3)
	_, shape := w.I8("a", 1, 3)
	_, number := w.Number("none")
	_, negative := w.Number("bad")
	for want, err := range map[string]error{"no tensor": absent, "is of I8, not F32": kind, "is [3], not [1 3]": shape, "no number": number, "number \"bad\"": negative} {
		if !errors.Is(err, ErrWeights) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	header := func(h string, data int) []byte {
		return append(append(binary.LittleEndian.AppendUint64(nil, uint64(len(h))), h...), make([]byte, data)...)
	}
	for what, b := range map[string][]byte{
		"nothing":           {},
		"too short":         {1, 0, 0},
		"long header":       binary.LittleEndian.AppendUint64(nil, math.MaxUint64),
		"no JSON":           header("{", 0),
		"unknown kind":      header(`{"a":{"dtype":"I7","shape":[1],"data_offsets":[0,1]}}`, 1),
		"one offset":        header(`{"a":{"dtype":"I8","shape":[1],"data_offsets":[0]}}`, 1),
		"beyond the end":    header(`{"a":{"dtype":"I8","shape":[2],"data_offsets":[0,2]}}`, 1),
		"backwards":         header(`{"a":{"dtype":"I8","shape":[1],"data_offsets":[1,0]}}`, 1),
		"negative offset":   header(`{"a":{"dtype":"I8","shape":[2],"data_offsets":[-1,1]}}`, 1),
		"negative shape":    header(`{"a":{"dtype":"I8","shape":[-1],"data_offsets":[0,1]}}`, 1),
		"other size":        header(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,3]}}`, 3),
		"product too large": header(`{"a":{"dtype":"I8","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,1]}}`, 1),
		"shared":            header(`{"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}`, 1),
		"hole":              header(`{"a":{"dtype":"I8","shape":[1],"data_offsets":[1,2]}}`, 2),
		"rest":              header(`{"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}`, 2),
		"metadata":          header(`{"__metadata__":{"a":1}}`, 0),
	} {
		if _, err := Open(b); !errors.Is(err, ErrWeights) {
			t.Errorf("%s: error %v, want ErrWeights", what, err)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	whole := randomFile(1, 32, 1, 3)
	for what, change := range map[string][2]string{
		"layers":    {`"layers":"1"`, `"layers":"2"`},
		"heads":     {`"heads":"1"`, `"heads":"2"`},
		"inner":     {`"inner":"128"`, `"inner":"129"`},
		"positions": {`"positions":"512"`, `"positions":"511"`},
		"hidden":    {`"hidden":"32"`, `"hidden":"00"`},
		"vocab":     {`"vocab":"3"`, `"vocab":"4"`},
		"tensor":    {`"layer.0.up.bias"`, `"layer.0.xp.bias"`},
		"key":       {`"vocab":`, `"vocax":`},
	} {
		if !strings.Contains(string(whole), change[0]) {
			t.Fatal(what)
		}
		w, err := Open([]byte(strings.Replace(string(whole), change[0], change[1], 1)))
		if err != nil {
			t.Fatal(what, err)
		}
		if _, err := New(w); !errors.Is(err, ErrWeights) {
			t.Errorf("%s: error %v, want ErrWeights", what, err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	small := &file{header: map[string]any{"__metadata__": map[string]string{"hidden": "32"}}}
	small.i8("a", []int8{1, 2, 3}, 3)
	small.f32("b", []float32{1, 2}, 1, 2)
	f.Add(small.bytes())
	f.Add([]byte{})
	f.Add(append(binary.LittleEndian.AppendUint64(nil, 53), `{"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}x`...))
	f.Add(append(binary.LittleEndian.AppendUint64(nil, 62), `{"a":{"dtype":"F32","shape":[2,0],"data_offsets":[0,0]},"b":1}`...))
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := Open(b)
		if err != nil {
			if !errors.Is(err, ErrWeights) {
				t.Error(err)
			}
			return
		}
		for _, name := range w.Names() {
			shape, _ := w.Shape(name)
			size := 1
			for _, n := range shape {
				size *= n
			}
			if x, err := w.F32(name, shape...); err == nil && len(x) != size {
				t.Errorf("%s: %d numbers in shape %v", name, len(x), shape)
			}
			if x, err := w.I8(name, shape...); err == nil && len(x) != size {
				t.Errorf("%s: %d numbers in shape %v", name, len(x), shape)
			}
		}
		if e, err := New(w); err == nil {
			e.Encode(make([]float32, e.Hidden), Input{Pieces: []int32{0}, Shapes: []uint8{0}}, nil)
		}
	})
}

// TestOn finds tensors of a file of its own first, then those of the file that it stands on.
func TestOn(t *testing.T) {
	file := func(header string, data []byte) *Weights {
		b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
		w, err := Open(append(append(b, header...), data...))
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	base := file(`{"a":{"dtype":"I8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"I8","shape":[1],"data_offsets":[2,3]}}`, []byte{1, 2, 3})
	w := file(`{"b":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}`, []byte{9}).On(base)
	a, err := w.I8("a", 2)
	if err != nil || a[0] != 1 || a[1] != 2 {
		t.Errorf("a: %v, %v", a, err)
	}
	if b, err := w.I8("b", 1); err != nil || b[0] != 9 {
		t.Errorf("b: %v, %v", b, err)
	}
	if _, err := w.I8("c", 1); !errors.Is(err, ErrWeights) {
		t.Errorf("c: %v", err)
	}
}
