package store

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"

	"onrecord"
)

// packed is a document as it stands in the column "reading": what JSON would lose of it is beside it.
type packed struct {
	Document *onrecord.Document
	Byline   onrecord.Span
	Dateline onrecord.Dateline
	File     []byte // file names need not be UTF-8
	HasText  bool   // the text stands here, since a column cannot hold it as it is
}

var packers = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(io.Discard, flate.DefaultCompression) // only a bad level is an error
	return w
}}

// pack packs every layer of a document; the text stays out where the column of the text holds it whole.
func pack(d *onrecord.Document) ([]byte, error) {
	copied := *d
	p := packed{&copied, d.Meta.Byline, d.Meta.Dateline, []byte(d.Meta.File), column(d.Text) != d.Text}
	copied.Meta.File = ""
	if !p.HasText {
		copied.Text = ""
	}
	var b bytes.Buffer
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	w.Reset(&b)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		return nil, fmt.Errorf("pack report: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack report: %w", err)
	}
	return b.Bytes(), nil
}

// unpack is the way back.
func unpack(raw []byte, text string) (*onrecord.Document, error) {
	var p packed
	if err := json.NewDecoder(flate.NewReader(bytes.NewReader(raw))).Decode(&p); err != nil {
		return nil, fmt.Errorf("unpack report: %w: %w", ErrBroken, err)
	}
	if p.Document == nil {
		return nil, fmt.Errorf("unpack report: %w: it is empty", ErrBroken)
	}
	d := p.Document
	d.Meta.Byline, d.Meta.Dateline, d.Meta.File = p.Byline, p.Dateline, string(p.File)
	if !p.HasText {
		d.Text = text
	}
	return d, nil
}

// column is a text as a column can hold it, byte for byte as long: PostgreSQL takes no zero byte.
func column(s string) string { return strings.ReplaceAll(s, "\x00", " ") }
