package store

import (
	"context"

	"onrecord"
)

// A list shows what stands in rows of its own: the words of a finding in the row of the finding, the first words of a report in its
// listing. So no list loads a text or a reading, which are a hundred times as long.

// listedFrom is the version of the tables that brought this.
const listedFrom = 10

// Columns of reports and of their listings that the checksum of a listing is over, after one another.
const (
	knownColumns = "id, given, url, outlet, title, published, day"
	ownColumns   = "language, lead, lead_at, text_seal, format, feature"
)

// listed is how many columns these are.
var listed = countOf(knownColumns) + countOf(ownColumns)

// listingColumns are what is read of a report r and its listing l, with the checksum.
var listingColumns = of("r", knownColumns) + ", " + of("l", ownColumns) + ", l.seal"

// listingOf is the listing of a report of such [reportColumns] and its reading, with its checksum.
func listingOf(r []any, packed []byte) []any {
	id, _ := r[0].(string)
	text, _ := r[countOf(reportColumns)-1].(string)
	lead, h := around(text, onrecord.Span{}), headOf(packed)
	own := []any{r[countOf(knownColumns)], text[lead.Start:lead.End], lead.Start, seal(id, text), h.format, h.feature}
	return append(own, seal(append(append([]any{}, r[:countOf(knownColumns)]...), own...)...))
}

// list puts the listing of a report in the place of the one there was.
func (w writer) list(ctx context.Context, n int64, r []any, packed []byte) error {
	if err := w.exec(ctx, `DELETE FROM listings WHERE report = ?`, n); err != nil {
		return err
	}
	return w.insert(ctx, "listings (report, "+ownColumns+", seal)", "?", [][]any{append([]any{n}, listingOf(r, packed)...)})
}

// listable fills in what lists show of a report that was kept before. What does not match its checksum gets none.
func (w writer) listable(ctx context.Context, n int64, id string) error {
	rows, err := w.rows(ctx, `SELECT `+of("r", reportColumns)+`, r.seal, r.reading FROM reports r WHERE n = ?`, n)
	if err != nil {
		return err
	}
	last := len(rows[0]) - 1
	packed, _ := rows[0][last].([]byte)
	r := row(rows[0][:last])
	sound := r.matches()
	if sound {
		if err := w.list(ctx, n, r[:last-1], packed); err != nil {
			return err
		}
	}
	text, _ := r[last-2].(string)
	return w.quotable(ctx, n, id, text, sound)
}

// quotable fills in the words of the findings of a report.
func (w writer) quotable(ctx context.Context, n int64, id, text string, sound bool) error {
	first, last := between(n, true)
	list, err := w.rows(ctx, `SELECT `+findingColumnsTo9+`, seal FROM findings WHERE n BETWEEN ? AND ?`, first, last)
	if err != nil {
		return err
	}
	points := onrecord.NewCodePoints(text)
	for i, r := range list {
		matches := sound && row(r).matches(id)
		r = r[:len(r)-1]
		start, _ := r[5].(int64)
		end, _ := r[6].(int64)
		if !matches || start < 0 || end < start || end > int64(len(text)) {
			list[i] = append(r, "", 0, "")
			continue
		}
		r = append(r, text[start:end], points.At(int(start)))
		list[i] = append(r, seal(append([]any{id}, r...)...))
	}
	if err := w.exec(ctx, `DELETE FROM findings WHERE n BETWEEN ? AND ?`, first, last); err != nil {
		return err
	}
	return w.insert(ctx, "findings ("+findingColumns+", seal)", "?", list)
}

// checkListing looks at the listing of a report.
func (s *archive) checkListing(ctx context.Context, n int64, id string, report func(error)) error {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT `+listingColumns+`, r.text, r.reading FROM reports r LEFT JOIN listings l ON l.report = r.n WHERE r.n = ?`), n)
	if err != nil {
		return s.fail("check store", err)
	}
	defer rows.Close()
	for rows.Next() {
		r, err := readRow(rows, listed+3)
		if err != nil {
			return s.fail("check store", err)
		}
		text, _ := r[listed+1].(string)
		packed, _ := r[listed+2].([]byte)
		known := append(append([]any{}, r[:countOf(knownColumns)+1]...), make([]any, countOf(reportColumns)-countOf(knownColumns)-1)...)
		known[len(known)-1] = text
		want := listingOf(known, packed)
		if !r[:listed+1].matches() || r[listed] != want[len(want)-1] {
			report(broken(id, "what lists show, or what is known of it,"))
		}
	}
	return s.fail("check store", rows.Err())
}

// lead is the first words of a report.
type lead struct {
	words    string
	at       int    // byte of the text
	textSeal string // of that text
}

// ofListing is where [listingColumns] are read to.
func (h *Hit) ofListing(day *string, l *lead) []any {
	var skip any
	return []any{&h.Report, &h.Given, &h.URL, &h.Outlet, &h.Title, &h.Published, day, &h.Language, &l.words, &l.at, &l.textSeal, &skip, &skip, &skip}
}

// notListed says that what lists show of a report does not match.
func (h *Hit) notListed() error { return broken(h.Report, "what is known of it") }
