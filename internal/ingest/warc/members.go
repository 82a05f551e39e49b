package warc

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
)

// gzipMagic begins a packed member.
var gzipMagic = []byte{0x1f, 0x8b, 0x08}

// members reads packed members one behind the other, a record each. Behind one that is damaged it goes on with the next that can be found.
type members struct {
	in     *bufio.Reader
	member *gzip.Reader
	gap    bool // an empty line is due between two records
	lost   int  // how many were damaged
}

// errDamaged ends a member that is damaged; another may follow.
var errDamaged = errors.New("packed data are damaged")

// Read reads what is packed. A damaged member ends with errDamaged, and an empty line stands in the place of the rest.
func (m *members) Read(p []byte) (int, error) {
	for {
		if m.member == nil {
			if err := m.open(); err != nil {
				return 0, err
			}
		}
		if m.gap {
			m.gap = false
			return copy(p, "\n\n"), nil
		}
		n, err := m.member.Read(p)
		switch {
		case errors.Is(err, io.EOF):
			m.member = nil
		case err != nil:
			m.member = nil
			if !m.find() {
				return n, io.ErrUnexpectedEOF
			}
			m.gap = true
			m.lost++
			return n, errDamaged
		}
		if n > 0 {
			return n, nil
		}
	}
}

// open opens the next member.
func (m *members) open() error {
	for {
		if _, err := m.in.Peek(1); err != nil {
			return err
		}
		z, err := gzip.NewReader(m.in)
		if err == nil {
			z.Multistream(false)
			m.member = z
			return nil
		}
		if !m.find() {
			return io.ErrUnexpectedEOF
		}
		m.lost++
	}
}

// find goes on to where a member may begin, and tells whether there is one.
func (m *members) find() bool {
	for {
		head, err := m.in.Peek(len(gzipMagic))
		if err != nil {
			return false
		}
		if bytes.Equal(head, gzipMagic) {
			return true
		}
		if _, err := m.in.Discard(1); err != nil {
			return false
		}
	}
}
