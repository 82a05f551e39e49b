package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
)

// searches finds reports and findings in a store.
type searches struct{ *database }

// Search finds what fits a query: newest first, those of one day by the order in which they were stored, last first.
// A page goes on where the one before ended, whatever is stored in between. Every hit has the very words it stands on.
func (s *searches) Search(ctx context.Context, q Query) (Page, error) {
	if err := q.Check(); err != nil {
		return Page{}, err
	}
	if q.Limit == 0 {
		q.Limit = DefaultLimit
	}
	run := s.findings
	if q.reports() {
		run = s.reports
	}
	var page Page
	err := s.timed(ctx, "search store", func(ctx context.Context) (err error) {
		if page, err = run(ctx, &q); err == nil {
			err = s.paged(ctx, page.Hits)
		}
		return err
	})
	if err != nil {
		return Page{}, err
	}
	if len(page.Hits) > q.Limit {
		page.Hits = page.Hits[:q.Limit]
		page.Next = page.Hits[q.Limit-1].Cursor
	}
	return page, nil
}

// where gathers conditions.
type where struct {
	conds []string
	args  []any
}

func (w *where) add(cond string, args ...any) {
	w.conds = append(w.conds, cond)
	w.args = append(w.args, args...)
}

// sought adds what is looked up elsewhere.
func (w *where) sought(list []sought) {
	for _, x := range list {
		cond, args := x.match()
		w.add(cond, args...)
	}
}

func (w *where) String() string {
	if len(w.conds) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conds, " AND ")
}

// shared are the conditions that reports and findings share; row is "r" or "f", the table of day and number.
func (s *searches) shared(w *where, q *Query, row string) {
	s.days(w, q, row)
	if q.Tag != "" {
		w.add("r.id IN (SELECT n.report FROM note_keys k JOIN notes n ON n.n = k.note WHERE k.what = 'tag' AND k.key = ?)", tagKey(clean(q.Tag)))
	}
	switch {
	case q.Until > 0:
		w.add("r.n IN (SELECT report FROM changes WHERE n > ? AND n <= ?)", q.Since, q.Until)
	case q.Since > 0:
		w.add("r.n IN (SELECT report FROM changes WHERE n > ?)", q.Since)
	}
}

// days are the conditions on the order of reports and findings.
func (s *searches) days(w *where, q *Query, row string) {
	if q.From != "" {
		w.add(row+".day >= ?", q.From)
	}
	if q.To != "" {
		w.add(row+".day <= ? AND "+row+".day <> ''", q.To)
	}
	if q.After != "" {
		day, n, _ := cursor(q.After)
		w.add("("+row+".day < ? OR "+row+".day = ? AND "+row+".n < ?)", day, day, n)
	}
}

func (s *searches) reports(ctx context.Context, q *Query) (Page, error) {
	list := q.soughtInReports(s.dialect)
	all, _, err := s.counted(ctx)
	if err != nil {
		return Page{}, err
	}
	return s.either(ctx, reportRows, q, list, all, s.someReports)
}

// someReports are reports that fit a query, which hold what is sought, and on which more conditions may be put.
func (s *searches) someReports(ctx context.Context, q *Query, list []sought, w where) (Page, error) {
	t := parseTerms(q.Text)
	w.sought(list)
	s.shared(&w, q, "r")
	// Only words are looked for in the text; the first words of a report stand in its listing.
	text := "''"
	if len(t.groups) > 0 {
		text = "r.text"
	}
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(whole(`SELECT r.n, `+listingColumns+`, `+text+` AS words FROM reports r
		LEFT JOIN listings l ON l.report = r.n`+w.String()+` ORDER BY r.day DESC, r.n DESC LIMIT ?`)), append(w.args, q.Limit+1)...)
	if err != nil {
		return Page{}, err
	}
	defer rows.Close()
	var page Page
	var words stemmer
	for rows.Next() {
		h, err := scanReport(rows, t, &words)
		if err != nil {
			return page, err
		}
		page.Hits = append(page.Hits, h)
	}
	return page, rows.Err()
}

// scanReport reads a whole report with the words that the terms find in it, or else its first words.
func scanReport(rows *sql.Rows, t terms, words *stemmer) (Hit, error) {
	h := Hit{Kind: Report, Confidence: 1}
	r, err := readRow(rows, listed+3)
	if err != nil {
		return h, err
	}
	if h.Report, _ = r[1].(string); !r[1 : listed+2].matches() {
		return h, h.notListed()
	}
	var n int64
	var day, text string
	var l lead
	if err := rows.Scan(append(append([]any{&n}, h.ofListing(&day, &l)...), &text)...); err != nil {
		return h, err
	}
	h.Cursor = writeCursor(day, n)
	if len(t.groups) == 0 {
		h.Span, h.Quote, h.Before = onrecord.Span{Start: l.at, End: l.at + len(l.words)}, l.words, l.at // nothing but blanks stand before
		return h, nil
	}
	if seal(h.Report, text) != l.textSeal {
		return h, broken(h.Report, "the text")
	}
	h.quote(text, around(text, t.first(words, text)))
	return h, nil
}

func (s *searches) findings(ctx context.Context, q *Query) (Page, error) {
	_, all, err := s.counted(ctx)
	if err != nil {
		return Page{}, err
	}
	return s.either(ctx, findingRows, q, q.soughtIn(s.dialect), all, s.someFindings)
}

// someFindings are findings that fit a query, which hold what is sought, and on which more conditions may be put.
func (s *searches) someFindings(ctx context.Context, q *Query, list []sought, w where) (Page, error) {
	s.findingsThat(&w, q, list)
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(whole(`SELECT `+hitColumns+hitTables+w.String()+` ORDER BY f.day DESC, f.n DESC LIMIT ?`)), append(w.args, q.Limit+1)...)
	if err != nil {
		return Page{}, err
	}
	defer rows.Close()
	var page Page
	for rows.Next() {
		h, err := scanFinding(rows)
		if err != nil {
			return page, err
		}
		page.Hits = append(page.Hits, h)
	}
	return page, rows.Err()
}

// hitColumns are what [scanFinding] reads of [hitTables].
var hitColumns = of("f", findingColumns) + ", f.seal, " + listingColumns

const hitTables = ` FROM findings f JOIN reports r ON r.n = f.report LEFT JOIN listings l ON l.report = f.report`

// ofFinding is how many of these are of the finding.
var ofFinding = countOf(findingColumns) + 1

func scanFinding(rows *sql.Rows) (Hit, error) {
	var h Hit
	r, err := readRow(rows, ofFinding+listed+1)
	if err != nil {
		return h, err
	}
	h.Report, _ = r[ofFinding].(string)
	switch {
	case !r[ofFinding:].matches():
		return h, h.notListed()
	case !r[:ofFinding].matches(h.Report):
		return h, broken(h.Report, fmt.Sprintf("%v %v", r[2], r[3]))
	}
	var n int64
	var day, given string
	var firmness sql.NullInt64
	var redLine int
	var l lead
	var skip any
	err = rows.Scan(append([]any{&n, &skip, &h.Kind, &h.Number, &day, &h.Span.Start, &h.Span.End, &skip, &h.Actor, &h.Recipient, &h.Word, &h.Source, &h.SourceKind, &h.Naming,
		&skip, &skip, &h.Root, &skip, &skip, &h.Factuality, &h.Modality, &skip, &skip, &skip,
		&h.Stance, &firmness, &h.Topic, &h.Issue, &skip, &skip, &redLine, &skip, &h.Confidence, &h.Quote, &h.Before, &skip}, h.ofListing(&given, &l)...)...)
	if err != nil {
		return h, err
	}
	h.Cursor = writeCursor(day, n)
	h.Firmness, h.RedLine = int(firmness.Int64), redLine != 0
	return h, nil
}

// findingsWhere are the conditions of a query on findings.
func (s *searches) findingsWhere(q *Query) (w where) {
	s.findingsThat(&w, q, s.weighed(q.soughtIn(s.dialect)))
	return w
}

func (s *searches) findingsThat(w *where, q *Query, list []sought) {
	equal := func(column, value string) {
		if value != "" {
			w.add(column+" = ?", value)
		}
	}
	equal("f.kind", string(q.Kind))
	for _, v := range q.values() {
		if v.met() {
			equal("f."+v.column, v.value)
		}
	}
	if f := q.Firmness; f != nil && f.Min != f.Max {
		w.add(s.dialect.passed("f.firmness")+" BETWEEN ? AND ?", f.Min, f.Max)
	}
	if q.Happened != nil {
		told := "(f.modality = 'asserted' AND f.factuality >= 1)"
		w.add("f.kind = 'event' AND " + map[bool]string{true: told, false: "NOT " + told}[*q.Happened])
	}
	switch q.Voice {
	case Attributed:
		w.add("f.word <> 0 AND (f.kind <> 'statement' OR f.source_kind <> 'none')")
	case Outlet:
		w.add("f.word = 0")
	}
	if q.Issue != "" {
		w.add("f.kind = 'position'")
	}
	w.sought(list)
	s.shared(w, q, "f")
}

// quote sets the words of a hit.
func (h *Hit) quote(text string, span onrecord.Span) {
	h.Span, h.Quote, h.Before = span, text[span.Start:span.End], utf8.RuneCountInString(text[:span.Start])
}

// around is the words around a place on its line, a few dozen on each side.
func around(text string, at onrecord.Span) onrecord.Span {
	const side = 140
	for at.Empty() && at.Start < len(text) && (text[at.Start] == ' ' || text[at.Start] == '\n' || text[at.Start] == '\r' || text[at.Start] == '\t') {
		at.Start++
		at.End = at.Start
	}
	start, end := max(0, at.Start-side), min(len(text), at.End+side)
	cut := start > 0
	if i := strings.LastIndexByte(text[start:at.Start], '\n'); i >= 0 {
		start, cut = start+i+1, false
	}
	if i := strings.IndexFunc(text[start:at.Start], unicode.IsSpace); cut && i >= 0 {
		start += i + 1
	}
	cut = end < len(text)
	if i := strings.IndexByte(text[at.End:end], '\n'); i >= 0 {
		end, cut = at.End+i, false
	}
	if i := strings.LastIndexFunc(text[at.End:end], unicode.IsSpace); cut && i >= 0 {
		end = at.End + i
	}
	for start < at.Start && !utf8.RuneStart(text[start]) {
		start++
	}
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end++
	}
	for end > start && text[end-1] == '\r' {
		end--
	}
	return onrecord.Span{Start: start, End: end}
}
