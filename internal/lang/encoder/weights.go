package encoder

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unsafe"
)

// ErrWeights is at the root of every error about a file of weights.
var ErrWeights = errors.New("bad file of weights")

// maxHeader is the longest header that is read, the same as in other readers of the format.
const maxHeader = 100_000_000

// widths are the bytes of one number of each kind that the format knows.
var widths = map[string]int{"BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2,
	"I32": 4, "U32": 4, "F32": 4, "I64": 8, "U64": 8, "F64": 8}

// Weights is an open file of weights in the safetensors format: named tensors, and metadata. Tensors share the memory of
// the file where its alignment permits, so neither may be changed. Safe for use by many goroutines.
type Weights struct {
	meta    map[string]string
	tensors map[string]tensor
	base    *Weights // where tensors that are not here may be; nil
}

// On is the same file with the tensors of another behind its own: a file that shares the words' vectors need not hold them.
func (w *Weights) On(base *Weights) *Weights { return &Weights{w.meta, w.tensors, base} }

type tensor struct {
	kind  string
	shape []int
	data  []byte
}

// Open reads the header of a file of weights and checks it against the data. Errors wrap [ErrWeights].
func Open(b []byte) (*Weights, error) {
	if len(b) < 8 {
		return nil, fmt.Errorf("open weights: no header: %w", ErrWeights)
	}
	size := binary.LittleEndian.Uint64(b)
	if size > maxHeader || size > uint64(len(b)-8) {
		return nil, fmt.Errorf("open weights: a header of %d bytes does not fit: %w", size, ErrWeights)
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(b[8:8+size], &entries); err != nil {
		return nil, fmt.Errorf("open weights: %w: %w", ErrWeights, err)
	}
	w := &Weights{tensors: make(map[string]tensor, len(entries))}
	if err := w.read(entries, b[8+size:]); err != nil {
		return nil, fmt.Errorf("open weights: %w", err)
	}
	return w, nil
}

// span is where a tensor's data lies.
type span struct{ from, to int }

func (w *Weights) read(entries map[string]json.RawMessage, data []byte) error {
	spans := make([]span, 0, len(entries))
	for name, raw := range entries {
		if name == "__metadata__" {
			if err := json.Unmarshal(raw, &w.meta); err != nil {
				return fmt.Errorf("metadata: %w: %w", ErrWeights, err)
			}
			continue
		}
		t, s, err := readTensor(raw, data)
		if err != nil {
			return fmt.Errorf("tensor %q: %w", name, err)
		}
		w.tensors[name] = t
		spans = append(spans, s)
	}
	return seamless(spans, len(data))
}

func readTensor(raw json.RawMessage, data []byte) (tensor, span, error) {
	var e struct {
		Kind    string  `json:"dtype"`
		Shape   []int64 `json:"shape"`
		Offsets []int64 `json:"data_offsets"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return tensor{}, span{}, fmt.Errorf("%w: %w", ErrWeights, err)
	}
	width, known := widths[e.Kind]
	if !known {
		return tensor{}, span{}, fmt.Errorf("unknown kind of number %q: %w", e.Kind, ErrWeights)
	}
	if len(e.Offsets) != 2 || e.Offsets[0] < 0 || e.Offsets[1] < e.Offsets[0] || e.Offsets[1] > int64(len(data)) {
		return tensor{}, span{}, fmt.Errorf("offsets %v of %d bytes: %w", e.Offsets, len(data), ErrWeights)
	}
	s := span{int(e.Offsets[0]), int(e.Offsets[1])}
	t := tensor{kind: e.Kind, data: data[s.from:s.to:s.to]}
	size := int64(width)
	for _, n := range e.Shape {
		if n < 0 || n > math.MaxInt32 || n > 0 && size > math.MaxInt64/n {
			return tensor{}, span{}, fmt.Errorf("shape %v: %w", e.Shape, ErrWeights)
		}
		size *= n
		t.shape = append(t.shape, int(n))
	}
	if size != int64(len(t.data)) {
		return tensor{}, span{}, fmt.Errorf("shape %v of %s in %d bytes: %w", e.Shape, e.Kind, len(t.data), ErrWeights)
	}
	return t, s, nil
}

// seamless says whether the tensors cover the data without holes and without sharing any.
func seamless(spans []span, size int) error {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	at := 0
	for _, s := range spans {
		if s.from != at {
			return fmt.Errorf("data at %d belongs to no tensor or to two: %w", min(at, s.from), ErrWeights)
		}
		at = s.to
	}
	if at != size {
		return fmt.Errorf("data at %d belongs to no tensor: %w", at, ErrWeights)
	}
	return nil
}

// Text is what the metadata say under a key, "" where they say nothing.
func (w *Weights) Text(key string) string { return w.meta[key] }

// Number is what the metadata say under a key, a whole number that is not negative.
func (w *Weights) Number(key string) (int, error) {
	s, ok := w.meta[key]
	if !ok {
		return 0, fmt.Errorf("read weights: no number %q: %w", key, ErrWeights)
	}
	n, err := strconv.ParseUint(s, 10, 31)
	if err != nil {
		return 0, fmt.Errorf("read weights: number %q: %w: %w", key, ErrWeights, err)
	}
	return int(n), nil
}

// Names are the names of the tensors, in order.
func (w *Weights) Names() []string {
	names := make([]string, 0, len(w.tensors))
	for n := range w.tensors {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Shape is the shape of a tensor; ok says whether there is one of that name.
func (w *Weights) Shape(name string) (shape []int, ok bool) {
	t, ok := w.tensors[name]
	return slices.Clone(t.shape), ok
}

func (w *Weights) find(name, kind string, shape []int) ([]byte, error) {
	t, ok := w.tensors[name]
	switch {
	case !ok && w.base != nil:
		return w.base.find(name, kind, shape)
	case !ok:
		return nil, fmt.Errorf("read weights: no tensor %q: %w", name, ErrWeights)
	case t.kind != kind:
		return nil, fmt.Errorf("read weights: tensor %q is of %s, not %s: %w", name, t.kind, kind, ErrWeights)
	case !slices.Equal(t.shape, shape):
		return nil, fmt.Errorf("read weights: tensor %q is %v, not %v: %w", name, t.shape, shape, ErrWeights)
	}
	return t.data, nil
}

// I8 is a tensor of whole numbers of 8 bits. It must be there in the shape given; the numbers must not be changed.
func (w *Weights) I8(name string, shape ...int) ([]int8, error) {
	b, err := w.find(name, "I8", shape)
	if err != nil || len(b) == 0 {
		return nil, err
	}
	return unsafe.Slice((*int8)(unsafe.Pointer(&b[0])), len(b)), nil
}

// F32 is a tensor of float32. It must be there in the shape given; the numbers must not be changed.
func (w *Weights) F32(name string, shape ...int) ([]float32, error) {
	b, err := w.find(name, "F32", shape)
	if err != nil || len(b) == 0 {
		return nil, err
	}
	if littleEndian && uintptr(unsafe.Pointer(&b[0]))%4 == 0 {
		return unsafe.Slice((*float32)(unsafe.Pointer(&b[0])), len(b)/4), nil
	}
	out := make([]float32, len(b)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return out, nil
}

var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1
