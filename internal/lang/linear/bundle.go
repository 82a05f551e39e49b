package linear

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"sort"
)

// A bundle file is "ORMB", a format number, the SHA-256 of the rest, and the rest: sections, deflated. What a section
// holds is its owner's affair; this package knows models and JSON.
const (
	bundleMagic  = "ORMB"
	bundleFormat = 1
	headSize     = len(bundleMagic) + 1 + sha256.Size
)

// ErrBundle is at the root of every error about a file of weights.
var ErrBundle = errors.New("bad file of weights")

// Bundle is a file of weights: named sections, such as models and lists of labels.
type Bundle struct {
	Sum      string // SHA-256 of the content, in hexadecimal; set by [Open] and [Bundle.Bytes]
	sections map[string][]byte
}

// NewBundle makes an empty bundle.
func NewBundle() *Bundle { return &Bundle{sections: map[string][]byte{}} }

// Open reads a bundle and checks magic, format number and sum. Errors wrap [ErrBundle].
func Open(raw []byte) (*Bundle, error) {
	if len(raw) < headSize || string(raw[:len(bundleMagic)]) != bundleMagic {
		return nil, fmt.Errorf("open weights: not such a file: %w", ErrBundle)
	}
	if v := raw[len(bundleMagic)]; v != bundleFormat {
		return nil, fmt.Errorf("open weights: format %d, this program reads %d: %w", v, bundleFormat, ErrBundle)
	}
	sum := sha256.Sum256(raw[headSize:])
	if !bytes.Equal(sum[:], raw[len(bundleMagic)+1:headSize]) {
		return nil, fmt.Errorf("open weights: the sum does not fit, the file is damaged: %w", ErrBundle)
	}
	body, err := io.ReadAll(flate.NewReader(bytes.NewReader(raw[headSize:])))
	if err != nil {
		return nil, fmt.Errorf("open weights: %w: %w", ErrBundle, err)
	}
	b := NewBundle()
	b.Sum = hex.EncodeToString(sum[:])
	for len(body) > 0 {
		var name, data []byte
		if name, body, err = cutSection(body); err == nil {
			data, body, err = cutSection(body)
		}
		if err != nil {
			return nil, err
		}
		b.sections[string(name)] = data
	}
	return b, nil
}

func cutSection(body []byte) (section, rest []byte, err error) {
	n, k := binary.Uvarint(body)
	if k <= 0 || n > uint64(len(body)-k) {
		return nil, nil, fmt.Errorf("open weights: a section is cut off: %w", ErrBundle)
	}
	return body[k : k+int(n)], body[k+int(n):], nil
}

// Bytes is the bundle as a file; the same sections give the same bytes.
func (b *Bundle) Bytes() []byte {
	names := make([]string, 0, len(b.sections))
	for n := range b.sections {
		names = append(names, n)
	}
	sort.Strings(names)
	var body bytes.Buffer
	z, _ := flate.NewWriter(&body, flate.BestCompression)
	for _, n := range names {
		z.Write(binary.AppendUvarint(nil, uint64(len(n))))
		io.WriteString(z, n)
		z.Write(binary.AppendUvarint(nil, uint64(len(b.sections[n]))))
		z.Write(b.sections[n])
	}
	z.Close()
	sum := sha256.Sum256(body.Bytes())
	b.Sum = hex.EncodeToString(sum[:])
	out := append([]byte(bundleMagic), bundleFormat)
	out = append(out, sum[:]...)
	return append(out, body.Bytes()...)
}

// PutJSON stores a value under a name; the value must be such that it can be written as JSON.
func (b *Bundle) PutJSON(name string, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("linear: " + err.Error()) // a programmer's mistake in training, never a reader's input
	}
	b.sections[name] = raw
}

// JSON reads the value stored under a name.
func (b *Bundle) JSON(name string, v any) error {
	raw, ok := b.sections[name]
	if !ok {
		return fmt.Errorf("read weights: no section %q: %w", name, ErrBundle)
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("read weights: section %q: %w: %w", name, ErrBundle, err)
	}
	return nil
}

// PutModel stores a model under a name.
func (b *Bundle) PutModel(name string, m *Model) { b.sections[name] = m.encode() }

// Model reads the model stored under a name.
func (b *Bundle) Model(name string) (*Model, error) {
	raw, ok := b.sections[name]
	if !ok {
		return nil, fmt.Errorf("read weights: no section %q: %w", name, ErrBundle)
	}
	m, err := decodeModel(raw)
	if err != nil {
		return nil, fmt.Errorf("read weights: section %q: %w", name, err)
	}
	return m, nil
}

// encode writes classes, limit, scale and number of rows, then per row in order of keys: the step from the key before,
// a bit a class for "not zero", and the weights that are not zero.
func (m *Model) encode() []byte {
	order := make([]int, len(m.keys))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(i, j int) bool { return m.keys[order[i]] < m.keys[order[j]] })
	out := binary.AppendUvarint(nil, uint64(m.classes))
	out = binary.AppendUvarint(out, uint64(m.limit))
	out = binary.LittleEndian.AppendUint32(out, math.Float32bits(m.scale))
	out = binary.AppendUvarint(out, uint64(len(m.keys)))
	last := Feature(0)
	mask := make([]byte, (m.classes+7)/8)
	for _, r := range order {
		out = binary.AppendUvarint(out, uint64(m.keys[r]-last))
		last = m.keys[r]
		clear(mask)
		at := len(out)
		out = append(out, mask...)
		for c := range m.classes {
			w := m.rows[r*m.words+c/4]
			if v := int32(uint16(w>>(16*(c%4)))) - m.limit; v != 0 {
				out[at+c/8] |= 1 << (c % 8)
				out = binary.AppendVarint(out, int64(v))
			}
		}
	}
	return out
}

var errCut = fmt.Errorf("a model is cut off: %w", ErrBundle)

func decodeModel(raw []byte) (*Model, error) {
	bad := false
	number := func() int {
		v, n := binary.Uvarint(raw)
		if n <= 0 || v > 1<<31 {
			bad, n = true, 0
		}
		raw = raw[n:]
		return int(v)
	}
	classes, limit := number(), number()
	if bad || len(raw) < 4 || classes == 0 || classes > 1<<12 {
		return nil, errCut
	}
	scale := math.Float32frombits(binary.LittleEndian.Uint32(raw))
	raw = raw[4:]
	rows := number()
	if bad || rows > len(raw) {
		return nil, errCut
	}
	m := newModel(classes, int32(limit), scale, rows)
	lanes := make([]int32, classes)
	key := Feature(0)
	for range rows {
		key += Feature(number())
		width := (classes + 7) / 8
		if bad || len(raw) < width {
			return nil, errCut
		}
		mask := raw[:width]
		raw = raw[width:]
		clear(lanes)
		for i, b := range mask {
			for ; b != 0; b &= b - 1 {
				v, n := binary.Varint(raw)
				c := 8*i + bits.TrailingZeros8(b)
				if n <= 0 || c >= classes {
					return nil, errCut
				}
				raw = raw[n:]
				lanes[c] = int32(v)
			}
		}
		m.add(key, lanes)
	}
	return m, nil
}

// SumOf is the SHA-256 that the head of a file of weights claims, in hexadecimal, without reading the rest; "" when it
// is no such file.
func SumOf(raw []byte) string {
	if len(raw) < headSize || string(raw[:len(bundleMagic)]) != bundleMagic {
		return ""
	}
	return hex.EncodeToString(raw[len(bundleMagic)+1 : headSize])
}
