package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/export"
)

// output is where drawn reports go: one stream, or a folder with files for each.
type output interface {
	files() []export.File                           // what to draw of a report
	put(d *onrecord.Document, drawn [][]byte) error // in the order of the reports
	close() error
}

// outputError is a failure after which nothing more can be written.
type outputError struct{ err error }

func (e *outputError) Error() string { return "write output: " + e.err.Error() }
func (e *outputError) Unwrap() error { return e.err }

// stream is standard output or one file.
type stream struct {
	w       io.Writer
	closer  io.Closer // nil for standard output
	format  export.Format
	written int
}

func (s *stream) files() []export.File { return s.format.Files[len(s.format.Files)-1:] }

func (s *stream) put(_ *onrecord.Document, drawn [][]byte) error {
	if s.written > 0 && !s.format.Stream {
		return &outputError{fmt.Errorf("%s is one file a report, and there are several: give --out FOLDER/", s.format.Name)}
	}
	if s.written == 0 {
		if _, err := io.WriteString(s.w, s.format.Head); err != nil {
			return &outputError{err}
		}
	}
	s.written++
	if _, err := s.w.Write(drawn[0]); err != nil {
		return &outputError{err}
	}
	return nil
}

func (s *stream) close() error {
	if s.closer == nil {
		return nil
	}
	return s.closer.Close()
}

// folder holds the files of each report.
type folder struct {
	path   string
	format export.Format
	taken  map[string]bool // stems in lower case: some file systems do not tell A from a
}

func newFolder(path string, format export.Format) (*folder, error) {
	if err := os.MkdirAll(path, 0o777); err != nil {
		return nil, err
	}
	return &folder{path, format, map[string]bool{}}, nil
}

func (f *folder) files() []export.File { return f.format.Files }

func (f *folder) put(d *onrecord.Document, drawn [][]byte) error {
	base := filepath.Join(f.path, f.free(stem(d.ID, onrecord.Digest(d.Text), d.Meta.File)))
	for i, file := range f.format.Files {
		name := base + file.Ext
		if info, err := os.Stat(name); err == nil && sameFile(d.Meta.File, info) {
			return fmt.Errorf("%s: would be written over by its own output; give another --out", d.Meta.File)
		}
		if err := os.WriteFile(name, append([]byte(f.format.Head), drawn[i]...), 0o666); err != nil {
			return fmt.Errorf("%s: %w", d.Meta.File, err)
		}
	}
	return nil
}

// free is a stem that no report before had: "report", "report-2", ...
func (f *folder) free(stem string) string {
	name := stem
	for n := 2; f.taken[strings.ToLower(name)]; n++ {
		name = stem + "-" + strconv.Itoa(n)
	}
	f.taken[strings.ToLower(name)] = true
	return name
}

func (f *folder) close() error { return nil }
