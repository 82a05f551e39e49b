package desk

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"onrecord/internal/answer"
	"onrecord/internal/export/sheet"
	"onrecord/internal/store"
)

// table writes rows of comma-separated values as they come. Cells are the very words, with an apostrophe before what a spreadsheet would
// take for a formula; see [sheet.Words].
type table struct {
	csv  *csv.Writer
	keep func() // tells the server that the client still reads
	n    int
}

func newTable(w http.ResponseWriter, name string, head []string) *table {
	attach(w, "text/csv; charset=utf-8; header=present", name)
	t := &table{csv: csv.NewWriter(w), keep: stillThere(w)}
	_ = t.csv.Write(head) // a failure comes again with the next row, and is told at the end
	return t
}

func (t *table) row(cells ...any) {
	line := make([]string, len(cells))
	for i, c := range cells {
		if c == nil {
			continue
		}
		if v := reflect.ValueOf(c); v.Kind() == reflect.Pointer {
			if v.IsNil() {
				continue // not measured is an empty cell, never 0
			}
			c = v.Elem().Interface()
		}
		line[i] = sheet.Words(fmt.Sprint(c)) // a number stays as it is
	}
	_ = t.csv.Write(line)
	if t.n++; t.n%500 == 0 {
		t.keep()
	}
}

func (t *table) close() error {
	t.csv.Flush()
	if t.csv.Error() != nil {
		return http.ErrAbortHandler
	}
	return nil
}

// exportsMost is how many exports may be under way, exportsEach how many of one client: each holds memory for as long as it is read.
const exportsMost, exportsEach = 8, 2

// exports holds a handler to the number of exports that may be under way.
func (d *base) exports(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		who := d.clientIn(r.Context())
		if err := d.exporting.Take(r.Context(), who, 0); err != nil {
			return errExports
		}
		defer d.exporting.Give(who)
		return h(w, r)
	}
}

func attach(w http.ResponseWriter, contentType, name string) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
}

// stillThere moves the limit of time on writing as a long export goes on.
func stillThere(w http.ResponseWriter) func() {
	c := http.NewResponseController(w)
	return func() { _ = c.SetWriteDeadline(time.Now().Add(time.Minute)) } // without it the first limit holds
}

// Hit is a hit with where it stands on the desk.
type Hit struct {
	answer.Hit
	Link string `json:"link" doc:"Where it stands on the desk"`
}

func newHit(h *store.Hit) Hit { return Hit{answer.NewHit(h), link(h)} }

var hitColumns = []string{"kind", "report", "finding", "title", "outlet", "published", "url", "begin", "end", "quote",
	"actor", "recipient", "word",
	"source", "source_kind", "naming", "root", "factuality", "modality", "stance", "firmness", "issue", "red_line",
	"confidence", "link"}

// every goes through all hits of a query, page by page; whatever is stored meanwhile neither repeats nor skips any.
func (d *searchPages) every(r *http.Request, q answer.Query, each func(*store.Hit) error) error {
	q.Limit = 500
	for {
		page, err := d.store.Search(r.Context(), q.Query)
		if err != nil {
			return err
		}
		for i := range page.Hits {
			if err := each(&page.Hits[i]); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

func (d *searchPages) exploreCSV(w http.ResponseWriter, r *http.Request) error {
	q, err := query(canonical(r))
	if err != nil {
		return err
	}
	t := newTable(w, "record.csv", hitColumns)
	err = d.every(r, q, func(h *store.Hit) error {
		x := newHit(h)
		t.row(x.Kind, x.Report, x.Finding, x.Title, x.Outlet, x.Published, x.URL, x.Span[0], x.Span[1], x.Quote,
			x.Actor, x.Recipient, x.Word,
			x.Source, x.SourceKind, x.Naming, x.Root, x.Factuality, x.Modality, x.Stance, x.Firmness, x.Issue,
			x.RedLine, x.Confidence, x.Link)
		return t.csv.Error()
	})
	return d.cut(r, err, t.close)
}

func (d *searchPages) exploreJSONL(w http.ResponseWriter, r *http.Request) error {
	q, err := query(canonical(r))
	if err != nil {
		return err
	}
	attach(w, "application/jsonl; charset=utf-8", "record.jsonl")
	enc, keep, n := json.NewEncoder(w), stillThere(w), 0
	enc.SetEscapeHTML(false)
	err = d.every(r, q, func(h *store.Hit) error {
		if n++; n%500 == 0 {
			keep()
		}
		return enc.Encode(newHit(h))
	})
	return d.cut(r, err, func() error { return nil })
}

// cut ends an export. One that has begun and cannot go on is broken off, so that nobody takes a part for the whole.
func (d *base) cut(r *http.Request, err error, finish func() error) error {
	if err == nil {
		err = finish()
	}
	if err != nil {
		d.log.Warn("export broken off", "path", r.URL.Path, "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}
