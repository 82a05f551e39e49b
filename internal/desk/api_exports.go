package desk

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"onrecord"
	"onrecord/internal/export"
	"onrecord/internal/newsroom"
	"onrecord/internal/record"
	"onrecord/internal/store"
)

// exportsPath is where exports of the whole record are; what is under it is sent as it is made.
const exportsPath = "/api/v1/exports/"

// corrections is the one form that is not of reports: what analysts decided.
const corrections = "corrections"

// apiExports adds exports of the whole record, complete and streamed.
func (d *Desk) apiExports(a huma.API, get func(id, path, what, more string) huma.Operation) {
	huma.Register(a, get("list-exports", "/exports", "The forms in which the whole record can be had", ""), d.apiExportList)
	op := get("export", "/exports/{format}", "The whole record, or a part of it, in one form",
		"Every report that fits, the oldest first, sent as it is made; one that breaks off ends the connection. The forms are those of onrecord export that are written report by report.")
	op.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{"application/octet-stream": {}}}}
	huma.Register(a, op, d.apiExport)
}

// ExportForm is a form in which the record can be had.
type ExportForm struct {
	Format string `json:"format"`
	What   string `json:"what"`
	Link   string `json:"link"`
}

type exportList struct {
	Body struct {
		Formats []ExportForm `json:"formats" nullable:"false"`
	}
}

func (d *Desk) apiExportList(context.Context, *struct{}) (*exportList, error) {
	out := &exportList{}
	for _, f := range export.Formats() {
		if f.Stream {
			out.Body.Formats = append(out.Body.Formats, ExportForm{f.Name, f.What, exportsPath + f.Name})
		}
	}
	out.Body.Formats = append(out.Body.Formats, ExportForm{corrections, "what analysts decided, a decision a line", exportsPath + corrections})
	return out, nil
}

type exportInput struct {
	Format string `path:"format" doc:"One of /exports"`
	From   string `query:"from" doc:"First day of publication, 2006-01-02"`
	To     string `query:"to" doc:"Last day of publication"`
	Outlet string `query:"outlet" doc:"In full"`
}

func (in *exportInput) fits(m *onrecord.Meta) bool {
	day := m.Day()
	return (in.From == "" || day >= in.From) && (in.To == "" || day != "" && day <= in.To) && (in.Outlet == "" || strings.EqualFold(in.Outlet, m.Publisher))
}

func (d *Desk) apiExport(_ context.Context, in *exportInput) (*huma.StreamResponse, error) {
	f, ok := export.Lookup(in.Format)
	if in.Format != corrections && (!ok || !f.Stream) {
		return nil, huma.NewError(http.StatusNotFound, "there is no such form; /api/v1/exports lists them")
	}
	if err := (&store.Query{From: in.From, To: in.To}).Check(); err != nil {
		return nil, d.fault(err)
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		name := "record." + in.Format
		if ok {
			name = "record" + f.Files[len(f.Files)-1].Ext
		}
		c.SetHeader("Content-Type", "application/octet-stream")
		c.SetHeader("Content-Disposition", `attachment; filename="`+name+`"`)
		w := &kept{Writer: c.BodyWriter()}
		if hw, ok := c.BodyWriter().(http.ResponseWriter); ok {
			w.still = stillThere(hw)
		}
		if err := d.writeExport(c.Context(), w, in, f); err != nil {
			d.log.Warn("export broken off", "format", in.Format, "error", err)
			panic(http.ErrAbortHandler)
		}
	}}, nil
}

func (d *Desk) writeExport(ctx context.Context, w io.Writer, in *exportInput, f export.Format) error {
	if in.Format == corrections {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return record.Corrections(ctx, d.store, func(c *record.Correction) error {
			if !in.fits(&onrecord.Meta{Published: c.Published, Publisher: c.Outlet}) {
				return nil
			}
			return e.Encode(c)
		})
	}
	if _, err := io.WriteString(w, f.Head); err != nil {
		return err
	}
	var names export.Names
	for doc, err := range d.store.Reports(ctx) {
		if err != nil {
			return err
		}
		if !in.fits(&doc.Meta) {
			continue
		}
		if err := f.Stdout()(w, &export.Report{Document: doc, Sourcing: newsroom.Summarize(doc), Name: names.For(doc)}, export.Style{}); err != nil {
			return err
		}
	}
	return nil
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
