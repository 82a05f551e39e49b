package answer

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"onrecord"
	"onrecord/internal/export"
	"onrecord/internal/reading/newsroom"
	"onrecord/internal/store"
)

// Letter is a line of the outbox: a report that was stored or read again, as another search engine takes it. Seq is the number of the
// change, which only grows and is never given twice: of two letters of one ID that with the higher Seq holds. Rows have the columns of the
// tables of the export; what is empty is left out.
type Letter struct {
	Seq        int64            `json:"seq"`
	ID         string           `json:"id"` // digest of the text
	Given      string           `json:"given,omitempty"`
	Title      string           `json:"title,omitempty"`
	Outlet     string           `json:"outlet,omitempty"`
	URL        string           `json:"url,omitempty"`
	Published  string           `json:"published,omitempty"`
	Day        string           `json:"day,omitempty"`
	Language   string           `json:"language,omitempty"`
	Text       string           `json:"text"`
	Made       onrecord.Made    `json:"made"`
	Statements []map[string]any `json:"statements"`
	Events     []map[string]any `json:"events"`
	Positions  []map[string]any `json:"positions"`
}

// Mail is a piece of the outbox.
type Mail struct {
	Lines  [][]byte // a letter each, JSON without the end of the line
	Last   int64    // number of the last change among them, those left out too
	N      int      // how many changes there were; 0 when there are no more
	Broken []error  // those that do not match their checksums or cannot be read, and are left out
}

// Outbox gives what was stored or read again after a change, at most so many, in the order in which that happened. A report that changed
// several times is there once, at its last place.
func Outbox(ctx context.Context, s *store.Store, after int64, most int) (Mail, error) {
	c, err := s.Changed(ctx, after, most)
	if err != nil {
		return Mail{}, err
	}
	m := Mail{Last: c.Last, N: c.N, Broken: c.Broken}
	for i, d := range c.Reports {
		line, err := json.Marshal(letter(c.Numbers[i], d))
		if err != nil {
			return m, fmt.Errorf("write letter of report %s: %w", d.ID, err)
		}
		m.Lines = append(m.Lines, line)
	}
	return m, nil
}

func letter(seq int64, d *onrecord.Document) Letter {
	r := &export.Report{Document: d, Sourcing: newsroom.Summarize(d)}
	return Letter{Seq: seq, ID: onrecord.Digest(d.Text), Given: d.ID, Title: r.Title(), Outlet: d.Meta.Publisher, URL: d.Meta.URL, Published: d.Meta.Published,
		Day: d.Meta.Day(), Language: d.Language.Code, Text: d.Text, Made: d.Made,
		Statements: cells(export.StatementRows(r)), Events: cells(export.EventRows(r)), Positions: cells(export.PositionRows(r))}
}

// ofReport are the columns of tables that stand in a letter once.
var ofReport = []string{"report", "title", "outlet", "url", "published"}

// cells are rows by the names of their columns.
func cells[T any](rows []T) []map[string]any {
	out := make([]map[string]any, len(rows))
	for i := range rows {
		v := reflect.ValueOf(rows[i])
		out[i] = map[string]any{}
		for j := range v.NumField() {
			if name := v.Type().Field(j).Tag.Get("parquet"); !slices.Contains(ofReport, name) && !v.Field(j).IsZero() {
				out[i][name] = v.Field(j).Interface()
			}
		}
	}
	return out
}
