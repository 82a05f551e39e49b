// Package lexicon holds the dictionaries: words are data, behaviour is code. A dictionary is a tab-separated file under
// data/, embedded in the program, one entry a line, sorted by its first column:
//
//	# what: verbs and nouns that attribute
//	# source: own work
//	# licence: Apache-2.0
//	# columns: lemma	pos	type	example
//	admit	VERB	assertion	The clerk [admitted] that the ledger was gone.
//
// The last column of a dictionary that has one is "example": a sentence with the entry's words in square brackets,
// which the tests run through the whole reader.
package lexicon

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
)

//go:embed data
var files embed.FS

// ErrBadLine is at the root of every error about a dictionary's content.
var ErrBadLine = errors.New("bad dictionary line")

// Table is one dictionary as read from its file.
type Table struct {
	Name    string // file name, such as "cues.tsv"
	What    string
	Source  string
	Licence string
	Columns []string
	Rows    []Row
}

// Row is one entry.
type Row struct {
	Line  int // line in the file, for messages
	Cells []string
	table *Table
}

// Open reads a dictionary and checks its shape. A dictionary that lacks a heading, or a row with another number of
// cells than there are columns, is an error that names file and line and wraps [ErrBadLine].
func Open(name string) (*Table, error) {
	raw, err := content(name)
	if err != nil {
		return nil, fmt.Errorf("open dictionary: %w", err)
	}
	return Parse(name, string(raw))
}

// content is the content of a dictionary; large ones that are generated are embedded packed.
func content(name string) ([]byte, error) {
	raw, err := files.ReadFile("data/" + name)
	if !errors.Is(err, fs.ErrNotExist) {
		return raw, err
	}
	packed, err := files.ReadFile("data/" + name + ".gz")
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	if raw, err = io.ReadAll(z); err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	return raw, nil
}

// Parse reads a dictionary from text; [Open] is Parse of an embedded file.
func Parse(name, text string) (*Table, error) {
	t := &Table{Name: name}
	heads := map[string]*string{"what": &t.What, "source": &t.Source, "licence": &t.Licence}
	for i, line := range strings.Split(text, "\n") {
		switch {
		case strings.TrimSpace(line) == "":
		case strings.HasPrefix(line, "# columns: "):
			t.Columns = strings.Split(strings.TrimPrefix(line, "# columns: "), "\t")
		case strings.HasPrefix(line, "#"):
			key, value, _ := strings.Cut(strings.TrimPrefix(line, "# "), ": ")
			if p := heads[key]; p != nil {
				*p = value
			}
		default:
			row := Row{Line: i + 1, Cells: strings.Split(line, "\t"), table: t}
			if len(row.Cells) != len(t.Columns) {
				return nil, row.Errorf("has %d cells, the columns are %d", len(row.Cells), len(t.Columns))
			}
			t.Rows = append(t.Rows, row)
		}
	}
	if t.What == "" || t.Source == "" || t.Licence == "" || len(t.Columns) == 0 {
		return nil, fmt.Errorf("%s: heading lacks what, source, licence or columns: %w", name, ErrBadLine)
	}
	return t, nil
}

// Get is the cell of a column, "" when the table has no such column.
func (r Row) Get(column string) string {
	for i, c := range r.table.Columns {
		if c == column {
			return r.Cells[i]
		}
	}
	return ""
}

// Errorf is an error about this row: file and line, what is wrong, wrapping [ErrBadLine].
func (r Row) Errorf(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s: %w", r.table.Name, r.Line, fmt.Sprintf(format, args...), ErrBadLine)
}

// By names an entry the way findings do: "cues/admit".
func (r Row) By() string {
	return strings.TrimSuffix(r.table.Name, ".tsv") + "/" + r.Cells[0]
}

// Names lists the embedded dictionaries in order.
func Names() []string {
	var out []string
	entries, _ := fs.ReadDir(files, "data")
	for _, e := range entries {
		if name := strings.TrimSuffix(e.Name(), ".gz"); strings.HasSuffix(name, ".tsv") {
			out = append(out, name)
		}
	}
	return out
}

// Version is the first 12 hexadecimal digits of SHA-256 over the names and contents of all dictionaries.
func Version() string { return version() }

var version = sync.OnceValue(func() string {
	h := sha256.New()
	for _, n := range Names() {
		raw, _ := content(n) // what cannot be unpacked fails where it is opened
		fmt.Fprintf(h, "%s\x00%d\x00", n, len(raw))
		h.Write(raw)
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
})
