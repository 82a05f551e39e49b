package parquet

import "encoding/binary"

// Types of the compact protocol of Apache Thrift, in which Parquet describes itself.
const (
	thriftInt32  = 5
	thriftInt64  = 6
	thriftText   = 8
	thriftList   = 9
	thriftStruct = 12
)

// thrift writes structs in the compact protocol.
type thrift struct {
	out  []byte
	last []int16 // of each open struct: the number of its last field
}

func (t *thrift) open() { t.last = append(t.last, 0) }

func (t *thrift) close() {
	t.out = append(t.out, 0)
	t.last = t.last[:len(t.last)-1]
}

// field begins a field: its number as the step from the one before.
func (t *thrift) field(id int16, kind byte) {
	last := &t.last[len(t.last)-1]
	t.out = append(t.out, byte(id-*last)<<4|kind)
	*last = id
}

// varint writes a whole number zig-zag, so that small ones are short whatever their sign.
func (t *thrift) varint(v int64) { t.out = binary.AppendUvarint(t.out, uint64(v<<1)^uint64(v>>63)) }

func (t *thrift) int32(id int16, v int32) {
	t.field(id, thriftInt32)
	t.varint(int64(v))
}

func (t *thrift) int64(id int16, v int64) {
	t.field(id, thriftInt64)
	t.varint(v)
}

func (t *thrift) bytes(s string) {
	t.out = binary.AppendUvarint(t.out, uint64(len(s)))
	t.out = append(t.out, s...)
}

func (t *thrift) text(id int16, s string) {
	t.field(id, thriftText)
	t.bytes(s)
}

// structure begins a field that is a struct; close ends it.
func (t *thrift) structure(id int16) {
	t.field(id, thriftStruct)
	t.open()
}

// list begins a field that is a list of n elements of a type, which follow.
func (t *thrift) list(id int16, of byte, n int) {
	t.field(id, thriftList)
	if n < 15 {
		t.out = append(t.out, byte(n)<<4|of)
		return
	}
	t.out = binary.AppendUvarint(append(t.out, 0xf0|of), uint64(n))
}
