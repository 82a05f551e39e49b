package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"onrecord"
)

// Version is one text that was printed at an address.
type Version struct {
	Report    string // digest
	Published string
	Outlet    string
	Title     string
	Text      string
	Changes   []Change // against the version before
}

// Change is a paragraph that was taken out or put in.
type Change struct {
	Added bool
	Words string
}

// Versions lists the texts that were printed at an address, by the time of publication, else in the order in which they were stored, each
// with what changed.
func (s *archive) Versions(ctx context.Context, url string) ([]Version, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT `+of("r", reportColumns)+`, r.seal, `+of("a", appearanceColumns)+`, a.seal
		FROM appearances a JOIN reports r ON r.n = a.report WHERE a.url = ? AND a.url <> '' ORDER BY a.published, r.n`), clean(url))
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	var out []Version
	for rows.Next() {
		v, err := readVersion(rows)
		if err != nil {
			return nil, s.fail("look into store", err)
		}
		if n := len(out); n > 0 {
			if out[n-1].Report == v.Report {
				continue
			}
			v.Changes = changes(out[n-1].Text, v.Text)
		}
		out = append(out, v)
	}
	return out, s.fail("look into store", rows.Err())
}

// readVersion reads a report and one of its appearances.
func readVersion(rows *sql.Rows) (Version, error) {
	ofReport := strings.Count(reportColumns, ",") + 2
	r, err := readRow(rows, ofReport+strings.Count(appearanceColumns, ",")+2)
	if err != nil {
		return Version{}, err
	}
	text := func(i int) string { s, _ := r[i].(string); return s }
	v := Version{Report: text(0), Text: text(ofReport - 2), Outlet: text(ofReport + 1), Published: text(ofReport + 3), Title: text(ofReport + 4)}
	switch {
	case !r[:ofReport].matches():
		return v, broken(v.Report, "the text or what is known of it")
	case !r[ofReport:].matches(v.Report):
		return v, broken(v.Report, "where it appeared")
	}
	return v, nil
}

// mostParagraphs is how many paragraphs of a text are compared.
const mostParagraphs = 2000

// changes are the paragraphs of two texts that only one has, by their longest common row.
func changes(before, after string) []Change {
	a, b := paragraphs(before), paragraphs(after)
	common := make([][]int32, len(a)+1)
	for i := range common {
		common[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []Change
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			i++
			j++
		case i < len(a) && (j == len(b) || common[i+1][j] >= common[i][j+1]):
			out = append(out, Change{false, a[i]})
			i++
		default:
			out = append(out, Change{true, b[j]})
			j++
		}
	}
	return out
}

func paragraphs(text string) []string {
	var out []string
	for p := range strings.Lines(text) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return slices.Clone(out[:min(len(out), mostParagraphs)])
}

// Outdated gives the reports that other versions have read, or whose reading is of a version that cannot be read any more or could hold
// more; each comes with its text and meta alone, to be read again. Those that a newer version has packed are left as they are; the error
// then comes last, and wraps [ErrNewerReading].
// They are looked up by number in small steps, so that they may be stored again at the same time.
func (s *archive) Outdated(ctx context.Context, made onrecord.Made) iter.Seq2[*onrecord.Document, error] {
	return func(yield func(*onrecord.Document, error) bool) {
		last := int64(0)
		var newer error
		for {
			batch, next, err := s.outdated(ctx, made, last, &newer)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, d := range batch {
				if !yield(d, nil) {
					return
				}
			}
			if next == last {
				if newer != nil {
					yield(nil, s.fail("read store", newer))
				}
				return
			}
			last = next
		}
	}
}

func (s *archive) outdated(ctx context.Context, made onrecord.Made, last int64, newer *error) ([]*onrecord.Document, int64, error) {
	query := `SELECT r.n, ` + loadColumns + ` FROM reports r LEFT JOIN listings l ON l.report = r.n
		WHERE r.n > ? AND (r.tool <> ? OR r.lexicon <> ? OR r.models <> ? OR l.report IS NULL OR l.format NOT BETWEEN ? AND ? OR l.feature < ?) ORDER BY r.n LIMIT 64`
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(query), last, made.Tool, made.Lexicon, made.Models, leastFormat, readingFormat, readingFeature)
	if err != nil {
		return nil, last, s.fail("read store", err)
	}
	defer rows.Close()
	var out []*onrecord.Document
	for rows.Next() {
		r, err := readRow(rows, loaded+1)
		if err != nil {
			return nil, last, s.fail("read store", err)
		}
		last, _ = r[0].(int64)
		d, err := toRead(r[1:])
		switch {
		case errors.Is(err, ErrNewerReading):
			*newer = cmp.Or(*newer, err)
		case err != nil:
			return nil, last, s.fail("read store", err)
		default:
			out = append(out, d)
		}
	}
	return out, last, s.fail("read store", rows.Err())
}

// toRead is a report of a row of [loadColumns] with what it is read again from. Where its reading cannot be read any more that is what
// stands in the row.
func toRead(r row) (*onrecord.Document, error) {
	d, err := loadReport(r, layersToRead...)
	if errors.Is(err, ErrOldReading) {
		return fromRow(r)
	}
	if err != nil {
		return nil, err
	}
	m := d.Meta
	m.Byline, m.Dateline = onrecord.Span{}, onrecord.Dateline{}
	kept := slices.DeleteFunc(d.Warnings, func(w onrecord.Warning) bool { return w.Code == "not_english" || w.Code == "search_cut" }) // which are made anew
	return &onrecord.Document{ID: d.ID, Text: d.Text, Origin: d.Origin, Pages: d.Pages, Meta: m, Warnings: kept}, nil
}

// fromRow is what the row of a report, which matches its checksum, knows of it without its reading.
func fromRow(r row) (*onrecord.Document, error) {
	text := func(i int) string { s, _ := r[i].(string); return s }
	d := &onrecord.Document{ID: text(1), Text: text(loaded - 4), Meta: onrecord.Meta{URL: text(2), Publisher: text(3), Title: text(4), Published: text(5)}}
	if onrecord.Digest(d.Text) != text(0) {
		return nil, broken(text(0), "the text") // it holds a zero byte, which only the reading had
	}
	return d, nil
}

// Sound checks that a store holds together, as far as its database can tell. The error wraps [ErrBroken] where it does not.
func (s *archive) Sound(ctx context.Context) error {
	if isPostgres(s.name) {
		return nil // PostgreSQL checks what it reads
	}
	var answer string
	if err := s.db.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&answer); err != nil {
		return s.fail("check store", err)
	}
	if answer != "ok" {
		return fmt.Errorf("check store %s: %w: %s", s.name, ErrBroken, answer)
	}
	return nil
}

// mostPrinted is how many texts of one address are told.
const mostPrinted = 100

// PrintedAt are the digests of the texts that were printed at an address, in the order of [Store.Versions].
func (s *archive) PrintedAt(ctx context.Context, url string) (out []string, err error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(printedAt), clean(url), mostPrinted)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, s.fail("look into store", err)
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out, s.fail("look into store", rows.Err())
}

const printedAt = `SELECT r.id FROM appearances a JOIN reports r ON r.n = a.report WHERE a.url = ? AND a.url <> '' ORDER BY a.published, r.n LIMIT ?`
