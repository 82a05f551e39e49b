package desk

import (
	"context"
	"io"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"onrecord/internal/answer"
	"onrecord/internal/export/network"
	"onrecord/internal/store"
)

// exportsPath is where exports of the whole record are; what is under it is sent as it is made.
const exportsPath = "/api/v1/exports/"

// apiExports adds exports of the whole record, complete and streamed.
func (d *api) apiExports(a huma.API, get func(id, path, what, more string) huma.Operation) {
	huma.Register(a, get("list-exports", "/exports", "The forms in which the whole record can be had", ""), d.apiExportList)
	op := asking(get("export", "/exports/{format}", "The whole record, or a part of it, in one form",
		"Every report that fits, the oldest first, sent as it is made; one that breaks off ends the connection. With a field that only findings have, tables and lists have the findings that fit, and other forms the reports that hold one. The forms are those of onrecord export; forms of files for each report come as a ZIP."),
		answer.Selection)
	op.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{"application/octet-stream": {}}}}
	huma.Register(a, op, d.apiExport)
}

// apiExporting holds exports to the number that may be under way.
func (d *api) apiExporting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := d.exports(func(w http.ResponseWriter, r *http.Request) error { next.ServeHTTP(w, r); return nil })(w, r)
		if err != nil {
			tryAgain(w, comeBack)
			problem(w, http.StatusServiceUnavailable, err.Error())
		}
	})
}

// ExportForm is a form in which the record can be had.
type ExportForm struct {
	Format string `json:"format"`
	What   string `json:"what"`
	Link   string `json:"link"`
	Beside string `json:"beside,omitempty" doc:"The form that says what its columns mean"`
}

type exportList struct {
	Body struct {
		Formats []ExportForm `json:"formats" nullable:"false"`
	}
}

func (d *api) apiExportList(context.Context, *struct{}) (*exportList, error) {
	out := &exportList{}
	for _, f := range answer.Forms() {
		out.Body.Formats = append(out.Body.Formats, ExportForm{f.Name, f.What, exportsPath + f.Name, f.Beside})
	}
	return out, nil
}

// exported is the address of an export of what fits a query.
func exported(form string, q answer.Query) string {
	v := q.URL()
	for name := range v {
		if !slices.Contains(answer.Selection, name) {
			v.Del(name)
		}
	}
	return with(exportsPath+form, v)
}

type exportInput struct {
	queried
	As            string `query:"as" enum:"decided,read,both" default:"decided" doc:"decided: as people decided; read: as the program read; both: with what was read beside it and what was rejected, where a form has a place for it"`
	Format        string `path:"format" doc:"One of /exports"`
	OneMode       bool   `query:"one_mode" doc:"Networks: actors tied by the concepts they share; else actors and concepts"`
	Nodes         string `query:"nodes" enum:"organization,person" default:"organization" doc:"Networks: who is an actor: whose position it is, or on whose word"`
	Qualifier     string `query:"qualifier" enum:"ignore,subtract,combine,congruence,conflict" default:"ignore" doc:"Networks; congruence and conflict with one_mode"`
	Normalisation string `query:"normalisation" enum:"no,activity,prominence,average,jaccard,cosine" default:"no" doc:"Networks; the last three with one_mode"`
	Duplicates    string `query:"duplicates" enum:"include,document,week,month,year,acrossrange" default:"include" doc:"Networks: count all, or once in each"`
	Isolates      bool   `query:"isolates" doc:"Networks: keep actors without a tie"`
	Columns       string `query:"columns" doc:"Of the table and its dictionary: names of columns with commas between, in that order; all without it"`
}

// Resolve reads the query.
func (in *exportInput) Resolve(c huma.Context) []error {
	in.take(c, answer.Selection, "one_mode", "nodes", "qualifier", "normalisation", "duplicates", "isolates", "columns", "as")
	return nil
}

// selected is what is to be exported.
func (in *exportInput) selected(f answer.Form) (answer.Selected, error) {
	s := answer.Selected{Query: in.Query, As: store.As(in.As), Persons: in.Nodes == "person", Columns: answer.ParseColumns(in.Columns), Network: network.Options{OneMode: in.OneMode, Qualifier: in.Qualifier,
		Normalisation: in.Normalisation, Duplicates: in.Duplicates, Isolates: in.Isolates}}
	if in.err != nil {
		return s, in.err
	}
	return s, s.Check(f)
}

func (d *api) apiExport(_ context.Context, in *exportInput) (*huma.StreamResponse, error) {
	f, err := answer.FormOf(in.Format)
	if err != nil {
		return nil, huma.NewError(http.StatusNotFound, "there is no such form; /api/v1/exports lists them")
	}
	selected, err := in.selected(f)
	if err != nil {
		return nil, d.fault(err)
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", "application/octet-stream")
		c.SetHeader("Content-Disposition", `attachment; filename="record`+f.Ext+`"`)
		w := &kept{Writer: c.BodyWriter()}
		if hw, ok := c.BodyWriter().(http.ResponseWriter); ok {
			w.still = stillThere(hw)
		}
		if _, err := answer.Export(c.Context(), d.store, f, selected, w); err != nil {
			d.log.Warn("export broken off", "format", in.Format, "error", err)
			panic(http.ErrAbortHandler)
		}
	}}, nil
}

// kept tells the server from time to time that the client still reads.
type kept struct {
	io.Writer
	still func()
	n     int
}

func (k *kept) Write(b []byte) (int, error) {
	if k.n += len(b); k.n > 1<<20 && k.still != nil {
		k.still()
		k.n = 0
	}
	return k.Writer.Write(b)
}
