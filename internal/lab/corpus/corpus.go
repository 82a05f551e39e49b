// Package corpus reads the corpora that models are learned from and that readings are measured by: treebanks,
// attributions, entities, names and plain news, each from the folder of packs whose README files describe them.
//
// The packs count positions in code points; everything here is in bytes of the text, as in package onrecord. A pack
// that is not there gives an error that wraps [ErrAbsent]; a broken line gives one that names its file and line.
package corpus

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

var (
	// ErrAbsent is at the root of every error about a pack that is not in the folder; what it measures is unknown, not zero.
	ErrAbsent = errors.New("corpus is absent")
	// ErrBadLine is at the root of every error about what a pack holds.
	ErrBadLine = errors.New("bad corpus line")
)

// Dir is the folder that holds the packs, each in a folder of its own.
type Dir string

// Open opens a file of the packs, unpacked when its name ends in .gz. Either spelling of the name finds the file.
func (d Dir) Open(name string) (io.ReadCloser, error) {
	path := filepath.Join(string(d), filepath.FromSlash(name))
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		f, err = os.Open(other(path))
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrAbsent, path)
	}
	if err != nil {
		return nil, fmt.Errorf("open corpus: %w", err)
	}
	if !strings.HasSuffix(f.Name(), ".gz") {
		return f, nil
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("unpack %s: %w", f.Name(), err)
	}
	return unpacked{z, f}, nil
}

// other is the same path with the ending .gz taken off or put on.
func other(path string) string {
	if bare, packed := strings.CutSuffix(path, ".gz"); packed {
		return bare
	}
	return path + ".gz"
}

// unpacked closes the file under a gzip reader too.
type unpacked struct {
	*gzip.Reader
	file *os.File
}

func (u unpacked) Close() error { return errors.Join(u.Reader.Close(), u.file.Close()) }

// errStop ends a walk over lines early; it never leaves the package.
var errStop = errors.New("stop")

// lines calls do for each line of a file, without its line end. The line is only valid during the call.
func (d Dir) lines(name string, do func(n int, line []byte) error) error {
	f, err := d.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<16)
	for n := 1; ; n++ {
		line, readErr := readLine(r)
		if readErr != nil && readErr != io.EOF {
			return fmt.Errorf("read %s line %d: %w", name, n, readErr)
		}
		if readErr == io.EOF && len(line) == 0 {
			return nil
		}
		if err := do(n, bytes.TrimRight(line, "\r\n")); err != nil {
			if errors.Is(err, errStop) {
				return nil
			}
			return fmt.Errorf("%w: %s:%d: %w", ErrBadLine, name, n, err)
		}
	}
}

// readLine reads a line of any length; most are handed out without a copy.
func readLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, err
	}
	whole := bytes.Clone(line)
	for errors.Is(err, bufio.ErrBufferFull) {
		line, err = r.ReadSlice('\n')
		whole = append(whole, line...)
	}
	return whole, err
}

// records calls do for each record of a JSON Lines file.
func records[R any](d Dir, name string, do func(R) error) error {
	return d.lines(name, func(_ int, line []byte) error {
		if len(bytes.TrimSpace(line)) == 0 {
			return nil
		}
		var r R
		if err := json.Unmarshal(line, &r); err != nil {
			return err
		}
		return do(r)
	})
}

// collect reads a JSON Lines file whole, each record made into what the callers see.
func collect[R, T any](d Dir, name string, make func(R) (T, error)) ([]T, error) {
	var out []T
	err := records(d, name, func(r R) error {
		t, err := make(r)
		if err == nil {
			out = append(out, t)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
