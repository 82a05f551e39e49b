package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"onrecord"
)

// Of originals with pages, such as PDFs, the pages stand in a row beside the report, so that lists can name the page of a finding without
// its reading.

// originalColumns are what the checksum of such a row is over.
const originalColumns = "report, pages"

// paged puts in the pages of the original of a report, in the place of what there was.
func (w writer) paged(ctx context.Context, n int64, d *onrecord.Document) error {
	if err := w.exec(ctx, `DELETE FROM original_pages WHERE report = ?`, n); err != nil || len(d.Pages) == 0 {
		return err
	}
	pages := make([][2]int, len(d.Pages))
	for i, p := range d.Pages {
		pages[i] = [2]int{p.At, p.Number}
	}
	return w.insert(ctx, "original_pages ("+originalColumns+", "+sealColumn+")", "?", sealed(onrecord.Digest(d.Text), [][]any{{n, inJSON(pages)}}))
}

// paged sets on which page of its original each hit begins, where that has pages.
func (s *searches) paged(ctx context.Context, hits []Hit) error {
	if len(hits) == 0 {
		return nil
	}
	ids := map[string]bool{}
	var args []any
	for i := range hits {
		if id := hits[i].Report; !ids[id] {
			ids[id] = true
			args = append(args, id)
		}
	}
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT `+of("p", originalColumns)+`, p.`+sealColumn+`, r.id FROM original_pages p
		JOIN reports r ON r.n = p.report WHERE r.id IN (`+strings.TrimSuffix(strings.Repeat("?, ", len(args)), ", ")+`)`), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	pages := map[string]onrecord.Pages{}
	for rows.Next() {
		r, err := readRow(rows, countOf(originalColumns)+2)
		if err != nil {
			return err
		}
		id, _ := r[len(r)-1].(string)
		list, err := originalOf(id, r[:len(r)-1])
		if err != nil {
			return err
		}
		pages[id] = list
	}
	for i := range hits {
		hits[i].Page = pages[hits[i].Report].At(hits[i].Span.Start)
	}
	return rows.Err()
}

// originalOf are the pages of a row, which must match its checksum.
func originalOf(id string, r row) (onrecord.Pages, error) {
	text, _ := r[1].(string)
	var list [][2]int
	if !r.matches(id) || json.Unmarshal([]byte(text), &list) != nil {
		return nil, broken(id, "the pages of its original")
	}
	var out onrecord.Pages
	for _, p := range list {
		out = append(out, onrecord.Page{At: p[0], Number: p[1]})
	}
	return out, nil
}

// checkOriginal looks at the pages of the original of a report, and whether its reading has the same.
func (s *archive) checkOriginal(ctx context.Context, n int64, id string, d *onrecord.Document, report func(error)) error {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT `+originalColumns+`, `+sealColumn+` FROM original_pages WHERE report = ?`), n)
	if err != nil {
		return s.fail("check store", err)
	}
	defer rows.Close()
	var list onrecord.Pages
	for rows.Next() {
		r, err := readRow(rows, countOf(originalColumns)+1)
		if err != nil {
			return s.fail("check store", err)
		}
		if list, err = originalOf(id, r); err != nil {
			report(err)
			return nil
		}
	}
	if d != nil && fmt.Sprint(list) != fmt.Sprint(d.Pages) {
		report(broken(id, "the pages of its original"))
	}
	return s.fail("check store", rows.Err())
}
