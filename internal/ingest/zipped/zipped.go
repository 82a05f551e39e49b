// Package zipped goes through ZIP archives (APPNOTE 6.3) as files from strangers are gone through: no more is unpacked than one may expect
// of what was packed, and what a member is called is cleaned before anybody sees it.
package zipped

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// What can be wrong with an archive or with a member of it.
var (
	ErrBroken    = errors.New("damaged archive")
	ErrEncrypted = errors.New("encrypted archive")
	ErrBomb      = errors.New("unpacks to too much")
	ErrMany      = errors.New("too many files in the archive")
)

// Limits on what is unpacked.
const (
	MostMembers  = 5000
	MostUnpacked = 1 << 30 // bytes of all members together
	mostRatio    = 100     // of a member, unpacked to packed, once that matters
	longestName  = 300     // bytes of the name of a member
	smallEnough  = 4 << 20 // bytes of a member that are unpacked whatever they were packed to
)

// Budget is how many bytes may still be unpacked: of an archive, with those in it.
type Budget struct{ Left int64 }

// NewBudget is that of one archive.
func NewBudget() *Budget { return &Budget{MostUnpacked} }

// Member is a file in an archive.
type Member struct {
	Name string    // without what would lead out of a folder, and without control characters
	In   io.Reader // what is in it, until the next member is asked for; nil where it cannot be had
	Size int64     // as the archive says
}

// Open opens an archive. The error wraps [ErrBroken].
func Open(in io.ReaderAt, size int64) (*zip.Reader, error) {
	z, err := zip.NewReader(in, size)
	if err != nil {
		return nil, fmt.Errorf("%w: its list of files cannot be read, it may be cut short; fetch it again", ErrBroken)
	}
	return z, nil
}

// Members goes through the files of an archive, in its order. Folders, hidden files and what systems put beside others are passed over. What
// is wrong with one comes in its place with its name; the next ones follow, unless the archive as a whole is at fault.
func Members(z *zip.Reader, b *Budget) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		n := 0
		for _, f := range z.File {
			m := Member{Name: Clean(f), Size: int64(f.UncompressedSize64)}
			if f.FileInfo().IsDir() || isBeside(m.Name) {
				continue
			}
			if n++; n > MostMembers {
				yield(Member{}, fmt.Errorf("%w: %d; the first %d were read: unpack it and read the folder", ErrMany, len(z.File), MostMembers))
				return
			}
			in, err := OpenMember(f, b)
			if err != nil {
				if !yield(m, err) {
					return
				}
				continue
			}
			m.In = in
			goOn := yield(m, nil)
			_ = in.Close() // what was wrong with it is told when it is read
			if !goOn {
				return
			}
		}
	}
}

// isBeside tells whether a member is hidden, or one that a system puts beside others.
func isBeside(name string) bool {
	for _, part := range strings.Split(name, "/") {
		if strings.HasPrefix(part, ".") || part == "__MACOSX" || part == "Thumbs.db" || part == "desktop.ini" {
			return true
		}
	}
	return false
}

// OpenMember opens a member, whose reading ends with an error where it unpacks to too much.
func OpenMember(f *zip.File, b *Budget) (io.ReadCloser, error) {
	if f.Flags&1 != 0 {
		return nil, fmt.Errorf("%w: it opens with a password only; pack it without one", ErrEncrypted)
	}
	in, err := f.Open()
	switch {
	case errors.Is(err, zip.ErrAlgorithm):
		return nil, fmt.Errorf("%w: it is packed by a method that is not known (%d); pack it anew", ErrBroken, f.Method)
	case err != nil:
		return nil, fmt.Errorf("%w: it cannot be found in the archive", ErrBroken)
	}
	return &member{in: in, packed: int64(f.CompressedSize64), budget: b}, nil
}

// member counts what is unpacked.
type member struct {
	in           io.ReadCloser
	packed, seen int64
	budget       *Budget
}

// Read reads what is in the member. Errors wrap [ErrBomb] or [ErrBroken].
func (m *member) Read(p []byte) (int, error) {
	n, err := m.in.Read(p)
	m.seen += int64(n)
	m.budget.Left -= int64(n)
	var corrupt flate.CorruptInputError
	switch {
	case m.seen > smallEnough && m.seen > m.packed*mostRatio:
		return 0, fmt.Errorf("%w: over %d times what it is packed to", ErrBomb, mostRatio)
	case m.budget.Left < 0:
		return 0, fmt.Errorf("%w: the archive holds over %d MB; unpack it and read the folder", ErrBomb, MostUnpacked>>20)
	case errors.Is(err, zip.ErrChecksum):
		return n, fmt.Errorf("%w: its checksum does not match; fetch it again", ErrBroken)
	case errors.As(err, &corrupt), errors.Is(err, io.ErrUnexpectedEOF):
		return n, fmt.Errorf("%w: what is packed in it is damaged; fetch it again", ErrBroken)
	}
	return n, err
}

// Close ends the reading.
func (m *member) Close() error { return m.in.Close() }

// Clean is the name of a member for people: with slashes, below the archive, in UTF-8 and without control characters.
func Clean(f *zip.File) string {
	name := f.Name
	if !utf8.ValidString(name) {
		if dec, err := charmap.CodePage437.NewDecoder().String(name); err == nil {
			name = dec
		}
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '\\':
			return '/'
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError:
			return '_'
		}
		return r
	}, name)
	if len(name) > 1 && name[1] == ':' {
		name = name[2:]
	}
	folder := strings.HasSuffix(name, "/")
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if len(name) > longestName {
		name = strings.ToValidUTF8(name[len(name)-longestName:], "")
	}
	if folder {
		name += "/"
	}
	return name
}

// Is tells whether bytes begin as a ZIP archive does.
func Is(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}
