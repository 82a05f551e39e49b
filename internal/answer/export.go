package answer

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/export"
	"onrecord/internal/export/dna"
	"onrecord/internal/export/network"
	"onrecord/internal/reading/newsroom"
	"onrecord/internal/store"
)

// Form is one form in which the record, or a part of it, can be had; every surface offers all of them.
type Form struct {
	Name string
	What string // one line
	Ext  string // of a file, with its dot
	// PerReport is set where each report becomes files of its own, which come as a ZIP, or in a folder.
	PerReport bool
	// Network is set where the choices of [network.Options] count, Columns where columns can be chosen.
	Network, Columns bool
	// Each is set where what one report becomes stands by itself, so that the form can be had in parts.
	Each bool
	// Beside names the form that a file of this form should have beside it; "" is none.
	Beside string

	write func(*exporting) error
}

// Forms are all forms by name.
func Forms() []Form {
	var out []Form
	for _, f := range export.Formats() {
		if f.Name == wholeTable || f.Name == "csl-json" { // of many reports together, below
			continue
		}
		if f.Stream {
			out = append(out, Form{Name: f.Name, What: f.What, Ext: f.Files[len(f.Files)-1].Ext, Each: true, write: func(x *exporting) error { return x.stream(f) }})
			continue
		}
		out = append(out, Form{Name: f.Name, What: f.What + ", for each report", Ext: "." + f.Name + ".zip", PerReport: true,
			write: func(x *exporting) error { return x.zip(f) }})
	}
	out = append(out,
		Form{Name: wholeTable, What: "CSV: the one table for researchers, events and positions a row; for spreadsheets, too", Ext: ".csv", Columns: true, Each: true, Beside: "table-dictionary",
			write: (*exporting).table},
		Form{Name: "csl-json", What: "CSL-JSON: the reports as an array of references, for Zotero, pandoc, citeproc", Ext: ".csl.json", write: (*exporting).references},
		Form{Name: "parquet-table", What: "Parquet: the same", Ext: ".parquet", Columns: true, Beside: "table-dictionary", write: (*exporting).parquetTable},
		Form{Name: "table-dictionary", What: "CSV: the data dictionary of the table, a column a row", Ext: ".dictionary.csv", Columns: true, write: (*exporting).dictionary},
		Form{Name: "table-schema", What: "JSON: the same as a Table Schema of Frictionless", Ext: ".schema.json", Columns: true, write: (*exporting).dictionary},
		Form{Name: "parquet-statements", What: "Parquet: a statement a row", Ext: ".parquet", write: writeParquet(export.StatementRows)},
		Form{Name: "parquet-events", What: "Parquet: an event a row", Ext: ".parquet", write: writeParquet(export.EventRows)},
		Form{Name: "parquet-positions", What: "Parquet: a position a row", Ext: ".parquet", write: writeParquet(export.PositionRows)},
		Form{Name: "dna", What: "SQLite: a database of the Discourse Network Analyzer", Ext: ".dna", write: (*exporting).database},
		Form{Name: "dna-lossless", What: "the same with firmness, conditions and whose word", Ext: ".dna", write: (*exporting).database},
		Form{Name: "dna-events", What: "CSV: the Discourse Network Analyzer's event list", Ext: ".csv", write: (*exporting).eventList},
		Form{Name: "dna-events-lossless", What: "the same, nothing changed or left out", Ext: ".csv", write: (*exporting).eventList},
		Form{Name: "graphml", What: "GraphML: the network of actors and concepts", Ext: ".graphml", Network: true, write: (*exporting).network},
		Form{Name: "gexf", What: "GEXF: the same for Gephi", Ext: ".gexf", Network: true, write: (*exporting).network},
		Form{Name: "network-csv", What: "CSV: the same as a matrix", Ext: ".csv", Network: true, write: (*exporting).network},
		Form{Name: "corrections", What: "JSON: what analysts decided, a decision a line, to learn from", Ext: ".jsonl", write: (*exporting).corrections},
		Form{Name: "dossier", What: "Markdown: where actors stand over time, with footnoted quotations", Ext: ".md", write: (*exporting).dossier})
	slices.SortFunc(out, func(a, b Form) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// wholeTable is the form of the table for researchers.
const wholeTable = "table"

// FormNames are the names of all forms.
func FormNames() []string {
	var out []string
	for _, f := range Forms() {
		out = append(out, f.Name)
	}
	return out
}

// FormOf is the form of a name. The error wraps [store.ErrQuery] and names the forms there are.
func FormOf(name string) (Form, error) {
	all := Forms()
	if i := slices.IndexFunc(all, func(f Form) bool { return f.Name == name }); i >= 0 {
		return all[i], nil
	}
	return Form{}, fmt.Errorf("%w: there is no format %q to export; there are %s", store.ErrQuery, name, strings.Join(FormNames(), ", "))
}

// Selected says what is exported, and how networks are drawn.
type Selected struct {
	Query   Query // see [Selection]: with a field that only findings have, tables have the findings that fit alone
	Network network.Options
	Persons bool     // networks: an actor is on whose word it is told, not whose position it is
	Columns []string // of the table, in that order; none is all of them
	As      store.As // what the program read, what people decided ("" too), or both
}

// Check tells what makes no sense in it. The error wraps [store.ErrQuery].
func (s *Selected) Check(f Form) error {
	if err := s.CheckAs(f.Name); err != nil {
		return err
	}
	if len(s.Columns) > 0 && !f.Columns {
		return fmt.Errorf("%w: %s has no columns to choose; %s have", store.ErrQuery, f.Name, strings.Join(withColumns(), ", "))
	}
	if _, err := s.table(); err != nil {
		return err
	}
	if err := s.Network.Check(); err != nil {
		return fmt.Errorf("%w: %w", store.ErrQuery, err)
	}
	return nil
}

// table is the table with the columns that are chosen.
func (s *Selected) table() (*export.Table, error) {
	t, err := export.NewTable(s.Columns)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", store.ErrQuery, err)
	}
	return t, nil
}

// withColumns are the forms whose columns can be chosen.
func withColumns() (out []string) {
	for _, f := range Forms() {
		if f.Columns {
			out = append(out, f.Name)
		}
	}
	return out
}

// CheckAs tells whether a form has a place for what is wanted of what was read and decided. The error wraps [store.ErrQuery].
func (s *Selected) CheckAs(form string) error {
	as, err := store.ParseAs(string(s.As))
	if err == nil && as == store.AsBoth && !export.ShowsBoth(form) && !strings.HasPrefix(form, "parquet-") {
		err = fmt.Errorf("%w: %s has no place for both what was read and what was decided: choose decided or read", store.ErrQuery, form)
	}
	s.As = as
	return err
}

// ParseColumns reads a list of columns as it is typed: names with commas between.
func ParseColumns(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' })
}

// Exported is how much was written: reports, or decisions where the form is of decisions, and those that the query left out.
type Exported struct{ Written, Left int }

// Export writes what is selected of a store in one form, the oldest report first.
func Export(ctx context.Context, s *store.Store, f Form, sel Selected, w io.Writer) (Exported, error) {
	if err := sel.CheckAs(f.Name); err != nil {
		return Exported{}, err
	}
	x := &exporting{ctx: ctx, store: s, form: f.Name, sel: sel, w: w}
	if err := sel.Check(f); err != nil {
		return Exported{}, err
	}
	if err := x.choose(); err != nil {
		return Exported{}, err
	}
	err := f.write(x)
	return x.n, err
}

// Each goes through the reports that a selection leaves, the oldest first, with the findings that tables have of each and whatever a form needs.
func Each(ctx context.Context, s *store.Store, form string, sel Selected, do func(*export.Report) error) (Exported, error) {
	as, err := store.ParseAs(string(sel.As))
	if err != nil {
		return Exported{}, err
	}
	sel.As = as
	x := &exporting{ctx: ctx, store: s, form: form, sel: sel}
	if err := x.choose(); err != nil {
		return Exported{}, err
	}
	err = x.each(do)
	return x.n, err
}

// Text tells whether a form is text, not bytes for programs alone.
func (f Form) Text() bool {
	return !f.PerReport && !strings.HasPrefix(f.Name, "parquet") && f.Ext != ".dna"
}

// Part is a part of an export as text.
type Part struct {
	Text string
	Exported
	Next int // of the reports that fit, so many are in this part and those before; 0 where nothing follows
}

// ExportPart writes the first reports of those that are selected, behind some that are passed over, as far as a number of bytes holds them;
// each is there whole or not at all. The error wraps [store.ErrQuery] where the form is no text, or where not even one report fits, or the
// form is not of reports and does not fit whole.
func ExportPart(ctx context.Context, s *store.Store, f Form, sel Selected, skip, most int) (Part, error) {
	if !f.Text() {
		return Part{}, fmt.Errorf("%w: %s is no text", store.ErrQuery, f.Name)
	}
	var b strings.Builder
	x := &exporting{ctx: ctx, store: s, form: f.Name, sel: sel, w: &b, skip: skip}
	if err := sel.Check(f); err != nil {
		return Part{}, err
	}
	if err := x.choose(); err != nil {
		return Part{}, err
	}
	whole, written := 0, 0 // bytes and reports that fit
	x.after = func() error {
		if b.Len() > most {
			return errFull
		}
		whole, written = b.Len(), x.n.Written
		return nil
	}
	err := f.write(x)
	switch {
	case errors.Is(err, errFull) && written > 0 && f.Each:
		return Part{b.String()[:whole], Exported{written, x.n.Left}, skip + written}, nil
	case errors.Is(err, errFull), err == nil && b.Len() > most:
		return Part{}, fmt.Errorf("%w: %s of what is asked for is longer than %d kB; narrow it by its fields, or have it written by onrecord export", store.ErrQuery, f.Name, most>>10)
	case err != nil:
		return Part{}, err
	}
	return Part{Text: b.String(), Exported: x.n}, nil
}

// errFull ends a part that is as long as it may be.
var errFull = errors.New("the part is full")

// exporting is one export under way.
type exporting struct {
	ctx   context.Context
	store *store.Store
	form  string
	rules *newsroom.Rules // where the form tells which of them may be touched
	sel   Selected
	w     io.Writer
	n     Exported

	skip  int          // reports that fit and are passed over
	after func() error // where it is set, what is done after each report

	reports map[string]map[string]bool // the reports that fit by digest, with the ids of the findings that do; nil for all reports
}

// choose asks the store which reports and findings fit.
func (x *exporting) choose() (err error) {
	if strings.HasPrefix(x.form, "memo") {
		if x.rules, err = newsroom.New(); err != nil {
			return err
		}
	}
	q := x.sel.Query.Query
	q.Kind, q.Limit, q.After = "", 0, ""
	if err := q.Check(); err != nil {
		return err
	}
	bare := q
	if bare == (store.Query{}) {
		return nil
	}
	x.reports = map[string]map[string]bool{}
	kinds := []store.Kind{store.Report}
	if q.OfFindings() {
		kinds = []store.Kind{store.Statement, store.Event, store.Position}
	}
	for _, q.Kind = range kinds {
		found, err := x.store.Which(x.ctx, q, math.MaxInt32)
		if err != nil {
			return err
		}
		for _, f := range found {
			if f.Number == 0 {
				x.reports[f.Report] = nil
				continue
			}
			if x.reports[f.Report] == nil {
				x.reports[f.Report] = map[string]bool{}
			}
			x.reports[f.Report][onrecord.FindingID(q.Kind, f.Number)] = true
		}
	}
	if x.form == "dossier" && q.Actor != "" && x.sel.As != store.AsRead {
		return x.chooseActor()
	}
	return nil
}

// chooseActor adds the positions of whom the ledger knows by the name asked for: by own lists and decisions, too.
func (x *exporting) chooseActor() error {
	q := x.sel.Query
	q.Kind, q.Limit, q.After = "", 0, ""
	fits, err := NewFilter(x.ctx, x.store, q, nil)
	if err != nil {
		return err
	}
	a, err := cross.Over(x.store)
	if err != nil {
		return err
	}
	return a.Standing(x.ctx, true, func(l *standing.Ledger) error {
		cut, err := fits.Newest(l, nil, func(at *standing.At) (bool, error) {
			if at.Stage.Denial {
				return true, nil // no position
			}
			only, there := x.reports[at.Stage.Report]
			if there && only == nil {
				return true, nil // all of it
			}
			if !there {
				only = map[string]bool{}
				x.reports[at.Stage.Report] = only
			}
			only[onrecord.FindingID(store.Position, at.Stage.Position)] = true
			return true, nil
		})
		if err == nil && cut {
			err = fmt.Errorf("%w: there is more of %q than can be looked at together; narrow it by issue or days", store.ErrQuery, q.Actor)
		}
		return err
	})
}

func (x *exporting) each(do func(*export.Report) error) error {
	for d, err := range x.store.ReportsAs(x.ctx, x.sel.As) {
		if err != nil {
			return err
		}
		r := &export.Report{Document: d, Sourcing: newsroom.Summarize(d)}
		if x.reports != nil {
			only, fits := x.reports[onrecord.Digest(d.Text)]
			if !fits {
				x.n.Left++
				continue
			}
			r.Only = only
		}
		if x.rules != nil {
			if r.Findings, err = x.rules.Check(d, ""); err != nil {
				return err
			}
			r.House = newsroom.DefaultHouse
		}
		if x.skip > 0 {
			x.skip--
			continue
		}
		x.n.Written++
		if err := do(r); err != nil {
			return err
		}
		if x.after != nil {
			if err := x.after(); err != nil {
				return err
			}
		}
	}
	return nil
}

// stream writes report after report.
func (x *exporting) stream(f export.Format) error {
	if _, err := io.WriteString(x.w, f.Head); err != nil {
		return err
	}
	var names export.Names
	return x.each(func(r *export.Report) error {
		r.Name = names.For(r.Document)
		return f.Stdout()(x.w, r, export.Style{})
	})
}

// zip writes the files of each report under the report's digest.
func (x *exporting) zip(f export.Format) error {
	z := zip.NewWriter(x.w)
	err := x.each(func(r *export.Report) error {
		for _, file := range f.Files {
			w, err := z.Create(onrecord.Digest(r.Text) + file.Ext)
			if err != nil {
				return err
			}
			if err := file.Write(w, r, export.Style{}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return z.Close()
}

// groupRows is how many rows of a table are kept in memory before they are written.
const groupRows = 10_000

func writeParquet[T any](rows func(*export.Report) []T) func(*exporting) error {
	return func(x *exporting) error {
		p := table[T](x.w)
		err := x.each(func(r *export.Report) error {
			_, err := p.Write(rows(r))
			return err
		})
		if err != nil {
			return err
		}
		return p.Close()
	}
}

// table begins a file of Parquet, whose columns are the fields of a row. Much stands in many rows, so texts are numbered
// within a group of rows; where there are too many, those that follow are written out.
func table[T any](w io.Writer) *parquet.GenericWriter[T] {
	return parquet.NewGenericWriter[T](w, tableOptions()...)
}

func tableOptions() []parquet.WriterOption {
	return []parquet.WriterOption{parquet.MaxRowsPerRowGroup(groupRows), parquet.Compression(&zstd.Codec{Level: zstd.SpeedBestCompression}),
		parquet.DefaultEncodingFor(parquet.ByteArray, &parquet.RLEDictionary), parquet.DictionaryMaxBytes(1 << 20),
		parquet.DataPageVersion(1), parquet.DataPageStatistics(false)}
}

// table writes the table for researchers as CSV.
func (x *exporting) table() error {
	t, err := x.sel.table()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(x.w, t.Head()); err != nil {
		return err
	}
	return x.each(func(r *export.Report) error { return t.CSV(x.w, r) })
}

// references writes the reports as one array of CSL-JSON.
func (x *exporting) references() error {
	between := "["
	err := x.each(func(r *export.Report) error {
		item, err := export.CSLItem(r)
		if err == nil {
			_, err = fmt.Fprintf(x.w, "%s\n%s", between, item)
		}
		between = ","
		return err
	})
	if err != nil {
		return err
	}
	if between == "[" {
		_, err = io.WriteString(x.w, "[]\n")
	} else {
		_, err = io.WriteString(x.w, "\n]\n")
	}
	return err
}

// dictionary writes what the columns of the table mean. It needs no report.
func (x *exporting) dictionary() error {
	t, err := x.sel.table()
	if err != nil {
		return err
	}
	if x.form == "table-schema" {
		return t.WriteSchema(x.w)
	}
	return t.WriteDictionary(x.w)
}

// parquetTable writes the table for researchers as Parquet, with its dictionary in the file's metadata. The columns are optional: what is
// not known is null.
func (x *exporting) parquetTable() error {
	t, err := x.sel.table()
	if err != nil {
		return err
	}
	shape := rowShape(t)
	var dictionary strings.Builder
	if err := t.WriteSchema(&dictionary); err != nil {
		return err
	}
	p := parquet.NewGenericWriter[any](x.w, append(tableOptions(), parquet.SchemaOf(reflect.New(shape).Interface()),
		parquet.KeyValueMetadata("onrecord.schema", dictionary.String()))...)
	err = x.each(func(r *export.Report) error {
		var rows []any
		for _, cells := range t.Rows(r) {
			row := reflect.New(shape).Elem()
			for i, v := range cells {
				if v != nil {
					cell := reflect.New(row.Field(i).Type().Elem())
					cell.Elem().Set(reflect.ValueOf(v))
					row.Field(i).Set(cell)
				}
			}
			rows = append(rows, row.Interface())
		}
		_, err := p.Write(rows)
		return err
	})
	if err != nil {
		return err
	}
	return p.Close()
}

// rowShape is a row of the table as a struct, a pointer for each column.
func rowShape(t *export.Table) reflect.Type {
	kinds := map[export.CellType]reflect.Type{export.CellWords: reflect.TypeFor[*string](), export.CellDay: reflect.TypeFor[*string](),
		export.CellWhole: reflect.TypeFor[*int](), export.CellNumber: reflect.TypeFor[*float64](), export.CellTruth: reflect.TypeFor[*bool]()}
	fields := make([]reflect.StructField, len(t.Columns))
	for i, c := range t.Columns {
		fields[i] = reflect.StructField{Name: fmt.Sprintf("C%d", i), Type: kinds[c.Type], Tag: reflect.StructTag(`parquet:"` + c.Name + `,optional"`)}
	}
	return reflect.StructOf(fields)
}

// database writes a database of the Discourse Network Analyzer, which must be made in a file of its own.
func (x *exporting) database() error {
	dir, err := os.MkdirTemp("", "onrecord-dna-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "record.dna")
	db, err := dna.Create(x.ctx, path, x.form == "dna-lossless")
	if err != nil {
		return err
	}
	if err := db.Close(x.each(func(r *export.Report) error { return db.Add(x.ctx, r.Document, r.Only) })); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(x.w, f)
	return err
}

func (x *exporting) eventList() error {
	list, err := dna.NewEvents(x.w, x.form == "dna-events-lossless")
	if err != nil {
		return err
	}
	return x.each(func(r *export.Report) error { return list.Add(r.Document, r.Only) })
}

func (x *exporting) network() error {
	o := x.sel.Network
	o.From, o.To = x.sel.Query.From, x.sel.Query.To
	var coded []network.Coded
	err := x.each(func(r *export.Report) error {
		list, _ := dna.Statements(r.Document, r.Only)
		day := r.Meta.Day()
		for _, s := range list {
			actor := s.Organization
			if x.sel.Persons {
				actor = s.Person
			}
			if actor != "" {
				coded = append(coded, network.Coded{Actor: actor, Concept: s.Concept, Agree: s.Agree, Day: day, Document: onrecord.Digest(r.Text)})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	n, err := network.Make(coded, o)
	if err != nil {
		return err
	}
	switch x.form {
	case "graphml":
		return n.GraphML(x.w)
	case "gexf":
		return n.GEXF(x.w)
	}
	return n.CSV(x.w)
}

func (x *exporting) corrections() error {
	e := json.NewEncoder(x.w)
	e.SetEscapeHTML(false)
	return cross.Corrections(x.ctx, x.store, func(c *cross.Correction) error {
		if only, fits := x.reports[c.Report]; x.reports != nil && (!fits || only != nil && !only[c.Finding]) {
			x.n.Left++
			return nil
		}
		x.n.Written++
		return e.Encode(c)
	})
}

func (x *exporting) dossier() error {
	var rows []export.PositionRow
	err := x.each(func(r *export.Report) error {
		rows = append(rows, export.PositionRows(r)...)
		return nil
	})
	return errors.Join(err, export.Dossier(x.w, rows))
}
