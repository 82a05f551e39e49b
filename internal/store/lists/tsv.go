package lists

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// between stands between several names in one cell.
const between = "|"

// columns are those of the file of a list.
var columns = map[Kind][]string{
	Actors:  {"name", "aliases", "codes", "offices"},
	Issues:  {"name", "words", "parent"},
	Outlets: {"domain", "name", "owner", "agency"},
	Sources: {"name", "same_as"},
}

// Columns are the columns of the file of a list, in their order.
func Columns(k Kind) []string { return slices.Clone(columns[k]) }

// Cells are a line as a file has it, in the order of [Columns].
func (l *Line) Cells() []string {
	also := strings.Join(l.Also, " "+between+" ")
	switch l.Kind {
	case Actors:
		var offices []string
		for _, o := range l.Offices {
			offices = append(offices, o.String())
		}
		return []string{l.Name, also, strings.Join(l.Codes, " "+between+" "), strings.Join(offices, " "+between+" ")}
	case Issues:
		return []string{l.Name, also, l.Parent}
	case Outlets:
		return []string{l.Domain, l.Name, l.Owner, l.Agency}
	}
	return []string{l.Name, also}
}

// String is an office as it is written: "Foreign Minister of Norway 2021-03-01/2024-05-02".
func (o Office) String() string { return o.Title + " " + o.From + "/" + o.To }

// ParseOffice reads an office as it is written. Whether its days are days is told by [Line.Tidied].
func ParseOffice(s string) (Office, error) {
	s = oneSpace(s)
	at := strings.LastIndex(s, " ")
	from, to, ok := strings.Cut(s[at+1:], "/")
	if at < 0 || !ok {
		return Office{}, errorOf("%q is no office with its days, such as “Foreign Minister of Norway 2021-03-01/2024-05-02”", s)
	}
	return Office{Title: s[:at], From: from, To: to}, nil
}

// Several are the names of one cell.
func Several(cell string) (out []string) {
	for s := range strings.SplitSeq(cell, between) {
		if s = oneSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// FromCells reads a line from cells by the names of their columns. The error wraps [ErrList].
func FromCells(k Kind, cell func(column string) string) (Line, error) {
	l := Line{Kind: k, Name: cell("name")}
	switch k {
	case Actors:
		l.Also, l.Codes = Several(cell("aliases")), Several(cell("codes"))
		for _, s := range Several(cell("offices")) {
			o, err := ParseOffice(s)
			if err != nil {
				return l, err
			}
			l.Offices = append(l.Offices, o)
		}
	case Issues:
		l.Also, l.Parent = Several(cell("words")), cell("parent")
	case Outlets:
		l.Domain, l.Owner, l.Agency = cell("domain"), cell("owner"), cell("agency")
	case Sources:
		l.Also = Several(cell("same_as"))
	}
	return l.Tidied()
}

// Bad is a line of a file that cannot be taken, and why.
type Bad struct {
	At  int // line of the file, from 1
	Why string
}

// Numbered is a line with where it stands in its file.
type Numbered struct {
	Line
	At int
}

// MostBytes is how large a file of a list may be.
const MostBytes = 16 << 20

// Read reads the file of a list: tab-separated, a head with the names of the columns in any order first, a line each. Lines that begin with #
// and empty ones are passed over; cells in quotation marks, as spreadsheets write them, are taken without. Lines that cannot be taken are told
// of and lose nothing else; the error is what keeps it from going on, and wraps [ErrList] where the file is at fault.
func Read(k Kind, r io.Reader) (out []Numbered, bad []Bad, err error) {
	lines := bufio.NewScanner(io.LimitReader(r, MostBytes+1))
	lines.Buffer(nil, MostLine)
	var head []string
	size, at := 0, 0
	seen := map[string]int{}
	for lines.Scan() {
		at++
		raw := bytes.TrimSuffix(lines.Bytes(), []byte("\r"))
		if at == 1 {
			raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
		}
		if size += len(raw) + 1; size > MostBytes {
			return out, bad, errorOf("the file has more than %d bytes", MostBytes)
		}
		if len(bytes.TrimSpace(raw)) == 0 || raw[0] == '#' {
			continue
		}
		cells := strings.Split(string(raw), "\t")
		for i := range cells {
			cells[i] = unquoted(cells[i])
		}
		if head == nil {
			if head, err = headOf(k, cells); err != nil {
				return nil, nil, fmt.Errorf("line %d: %w", at, err)
			}
			continue
		}
		l, err := lineOf(k, head, cells)
		if err == nil && seen[l.Key()] > 0 {
			err = errorOf("“%s” stands in line %d already", l.Shown(), seen[l.Key()])
		}
		if err != nil {
			bad = append(bad, Bad{at, Why(err)})
			continue
		}
		seen[l.Key()] = at
		out = append(out, Numbered{l, at})
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return out, bad, errorOf("line %d has more than %d bytes; the lines before it are good or told of, those after it were not read", at+1, MostLine)
	case err != nil:
		return out, bad, err
	case head == nil:
		return nil, nil, errorOf("the file is empty; its first line names the columns: %s", strings.Join(columns[k], ", "))
	}
	return out, bad, nil
}

// Why is what an error says, without what all errors of lists begin with.
func Why(err error) string { return strings.TrimPrefix(err.Error(), ErrList.Error()+": ") }

// unquoted is a cell without the quotation marks that a spreadsheet puts around it.
func unquoted(cell string) string {
	if len(cell) >= 2 && cell[0] == '"' && cell[len(cell)-1] == '"' {
		return strings.ReplaceAll(cell[1:len(cell)-1], `""`, `"`)
	}
	return cell
}

// headOf reads the names of the columns.
func headOf(k Kind, cells []string) ([]string, error) {
	head := make([]string, len(cells))
	for i, c := range cells {
		head[i] = strings.ToLower(strings.TrimSpace(c))
		if head[i] != "" && !slices.Contains(columns[k], head[i]) {
			return nil, errorOf("the list of %s has no column %q; it has %s", k, c, strings.Join(columns[k], ", "))
		}
		if head[i] != "" && slices.Contains(head[:i], head[i]) {
			return nil, errorOf("the column %q stands twice", c)
		}
	}
	if !slices.Contains(head, columns[k][0]) {
		return nil, errorOf("the first line names no column %q; the list of %s has %s", columns[k][0], k, strings.Join(columns[k], ", "))
	}
	return head, nil
}

func lineOf(k Kind, head, cells []string) (Line, error) {
	for _, c := range cells {
		if !utf8.ValidString(c) {
			return Line{}, errorOf("it is no UTF-8")
		}
	}
	if len(cells) > len(head) {
		return Line{}, errorOf("it has %d cells, the head names %d", len(cells), len(head))
	}
	return FromCells(k, func(column string) string {
		if i := slices.Index(head, column); i >= 0 && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	})
}

// Write writes the file of a list as [Read] reads it: the same lines give the same bytes.
func Write(w io.Writer, k Kind, lines []Line) error {
	b := bufio.NewWriter(w)
	b.WriteString(strings.Join(columns[k], "\t") + "\n") //nolint:errcheck // told by Flush
	for i := range lines {
		cells := lines[i].Cells()
		for c := range cells {
			if s := cells[c]; strings.HasPrefix(s, `"`) || c == 0 && strings.HasPrefix(s, "#") {
				cells[c] = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
			}
		}
		b.WriteString(strings.Join(cells, "\t") + "\n") //nolint:errcheck // the same
	}
	return b.Flush()
}
