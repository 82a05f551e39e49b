package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"onrecord"
	"onrecord/internal/dna"
	"onrecord/internal/export"
	"onrecord/internal/network"
	"onrecord/internal/newsroom"
	"onrecord/internal/parquet"
	"onrecord/internal/record"
	"onrecord/internal/store"
)

// exportOptions are the flags of export.
type exportOptions struct {
	store, format, out string
	from, to, outlet   string
	actor, issue       string
	network            network.Options
	nodes              string
	quiet              bool
	exported, left     int // reports written, and those that a filter left out
}

// whole are the forms that need all reports together; the others write report after report.
var whole = map[string]string{
	"parquet-statements": "Parquet: a statement a row", "parquet-events": "Parquet: an event a row", "parquet-positions": "Parquet: a position a row",
	"dna": "SQLite: a database of the Discourse Network Analyzer", "dna-lossless": "the same with firmness, conditions and whose word",
	"dna-events": "CSV: the Discourse Network Analyzer's event list", "dna-events-lossless": "the same, nothing changed or left out",
	"graphml": "GraphML: the network of actors and concepts", "gexf": "GEXF: the same for Gephi", "network-csv": "CSV: the same as a matrix",
	"corrections": "JSON: what analysts decided, a decision a line, to learn from",
	"dossier":     "Markdown: where actors stand over time, with footnoted quotations",
}

func exportFormats() []string {
	var out []string
	for _, f := range export.Formats() {
		out = append(out, f.Name)
	}
	for name := range whole {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func newExport(c console) *cobra.Command {
	o := exportOptions{store: defaultStore, format: "csv-positions"}
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write what a store holds in the formats of other tools, complete",
		Long: "Write every report of a store, or those that the filters leave, in one form. Reports are written one after another, the\n" +
			"oldest first, so that no store is too large; a file appears under its name when it is whole.",
		Example: "  onrecord export --format csv-events --out events.csv\n" +
			"  onrecord export --format parquet-positions --from 2026-01-01 --out positions.parquet\n" +
			"  onrecord export --format graphml --one-mode --qualifier congruence --out congruence.graphml",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains(exportFormats(), o.format) {
				return usagef(cmd, "there is no format %q to export; there are %s", o.format, strings.Join(exportFormats(), ", "))
			}
			if o.nodes != "organization" && o.nodes != "person" {
				return usagef(cmd, "--nodes is organization or person, got %q", o.nodes)
			}
			for _, day := range []string{o.from, o.to} {
				if day != "" && !isDay(day) {
					return usagef(cmd, "--from and --to are days such as 2006-01-02, got %q", day)
				}
			}
			o.network.From, o.network.To = o.from, o.to
			if err := o.network.Check(); err != nil {
				return usagef(cmd, "%w", err)
			}
			return o.run(cmd.Context(), c)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.store, "store", o.store, "file of the store, or postgres://...")
	f.StringVar(&o.format, "format", o.format, strings.Join(exportFormats(), ", "))
	f.StringVar(&o.out, "out", "", "file to write, or FOLDER/ for a file of each report; standard output without it")
	f.StringVar(&o.from, "from", "", "first day of publication, 2006-01-02")
	f.StringVar(&o.to, "to", "", "last day of publication")
	f.StringVar(&o.outlet, "outlet", "", "outlet that printed the report, in full")
	f.StringVar(&o.actor, "actor", "", "dossier and networks: only positions of actors with these words in name or code")
	f.StringVar(&o.issue, "issue", "", "dossier and networks: only positions with these words in issue or topic")
	f.BoolVar(&o.network.OneMode, "one-mode", false, "networks: actors tied by the concepts they share; else actors and concepts")
	f.StringVar(&o.nodes, "nodes", "organization", "networks: who is an actor: organization (whose position it is) or person (on whose word)")
	f.StringVar(&o.network.Qualifier, "qualifier", "ignore", "networks: ignore, subtract; combine; with --one-mode congruence, conflict")
	f.StringVar(&o.network.Normalisation, "normalisation", "no", "networks: no, activity, prominence; with --one-mode no, average, jaccard, cosine")
	f.StringVar(&o.network.Duplicates, "duplicates", "include", "networks: include, or count once in document, week, month, year, acrossrange")
	f.BoolVar(&o.network.Isolates, "isolates", false, "networks: keep actors without a tie")
	f.BoolVar(&o.quiet, "quiet", false, "do not tell how much was written")
	return cmd
}

func (o *exportOptions) run(ctx context.Context, c console) error {
	s, err := store.OpenToRead(ctx, o.store)
	if err != nil {
		return err
	}
	defer s.Close()
	f, ok := export.Lookup(o.format)
	switch {
	case o.format == "dna" || o.format == "dna-lossless":
		err = o.database(ctx, s)
	case ok && strings.HasSuffix(o.out, "/"):
		err = o.toFolder(ctx, s, f)
	default:
		err = o.toFile(c.out, func(w io.Writer) error { return o.write(ctx, s, w) })
	}
	if err == nil && !o.quiet {
		what := "reports"
		if o.format == "corrections" {
			what = "decisions"
		}
		fmt.Fprintf(c.err, "%d %s written, %d left out by the filters\n", o.exported, what, o.left)
	}
	return err
}

// toFolder writes the files of each report.
func (o *exportOptions) toFolder(ctx context.Context, s *store.Store, f export.Format) error {
	out, err := newFolder(o.out, f)
	if err != nil {
		return fmt.Errorf("export to %s: %w", o.out, err)
	}
	return o.each(ctx, s, func(d *onrecord.Document) error {
		d.Meta.File = d.ID
		r := &export.Report{Document: d, Sourcing: newsroom.Summarize(d)}
		drawn := make([][]byte, len(f.Files))
		for i, file := range f.Files {
			var b bytes.Buffer
			if err := file.Write(&b, r, export.Style{}); err != nil {
				return err
			}
			drawn[i] = b.Bytes()
		}
		return out.put(d, drawn)
	})
}

// toFile lets a file be written beside its place, and puts it there when it is whole; without a name it is standard output.
func (o *exportOptions) toFile(stdout io.Writer, write func(io.Writer) error) error {
	if o.out == "" {
		if err := write(stdout); err != nil {
			return fmt.Errorf("export: %w", err)
		}
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(o.out), "."+filepath.Base(o.out)+"-*")
	if err != nil {
		return fmt.Errorf("export to %s: %w", o.out, err)
	}
	defer os.Remove(f.Name())
	err = errors.Join(write(f), f.Sync(), f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), o.out)
	}
	if err != nil {
		return fmt.Errorf("export to %s: %w", o.out, err)
	}
	return nil
}

// each goes through the reports that the filters leave.
func (o *exportOptions) each(ctx context.Context, s *store.Store, do func(*onrecord.Document) error) error {
	for d, err := range s.Reports(ctx) {
		if err != nil {
			return err
		}
		if !o.fits(d) {
			o.left++
			continue
		}
		o.exported++
		if err := do(d); err != nil {
			return err
		}
	}
	return nil
}

func (o *exportOptions) fits(d *onrecord.Document) bool {
	day := d.Meta.Day()
	switch {
	case o.from != "" && day < o.from, o.to != "" && (day == "" || day > o.to):
		return false
	}
	return o.outlet == "" || strings.EqualFold(o.outlet, d.Meta.Publisher)
}

func (o *exportOptions) write(ctx context.Context, s *store.Store, w io.Writer) error {
	switch o.format {
	case "parquet-statements":
		return writeParquet(ctx, o, s, w, export.StatementRows)
	case "parquet-events":
		return writeParquet(ctx, o, s, w, export.EventRows)
	case "parquet-positions":
		return writeParquet(ctx, o, s, w, export.PositionRows)
	case "dna-events", "dna-events-lossless":
		list, err := dna.NewEvents(w, o.format == "dna-events-lossless")
		if err != nil {
			return err
		}
		return o.each(ctx, s, list.Add)
	case "graphml", "gexf", "network-csv":
		return o.net(ctx, s, w)
	case "corrections":
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return record.Corrections(ctx, s, func(c *record.Correction) error {
			if !o.fits(&onrecord.Document{Meta: onrecord.Meta{Published: c.Published, Publisher: c.Outlet}}) {
				o.left++
				return nil
			}
			o.exported++
			return e.Encode(c)
		})
	case "dossier":
		var rows []export.PositionRow
		err := o.each(ctx, s, func(d *onrecord.Document) error {
			for _, r := range export.PositionRows(&export.Report{Document: d}) {
				if o.wants(r.ActorName+" "+r.Actor+" "+r.ActorCode, r.Issue+" "+r.Topic) {
					rows = append(rows, r)
				}
			}
			return nil
		})
		return errors.Join(err, export.Dossier(w, rows))
	}
	f, _ := export.Lookup(o.format)
	if !f.Stream {
		return fmt.Errorf("%s is files for each report: give --out FOLDER/", f.Name)
	}
	if _, err := io.WriteString(w, f.Head); err != nil {
		return err
	}
	var names export.Names
	return o.each(ctx, s, func(d *onrecord.Document) error {
		return f.Stdout()(w, &export.Report{Document: d, Sourcing: newsroom.Summarize(d), Name: names.For(d)}, export.Style{})
	})
}

// wants tells whether an actor and an issue fit the filters of positions.
func (o *exportOptions) wants(actor, issue string) bool {
	return strings.Contains(strings.ToLower(actor), strings.ToLower(o.actor)) && strings.Contains(strings.ToLower(issue), strings.ToLower(o.issue))
}

func writeParquet[T any](ctx context.Context, o *exportOptions, s *store.Store, w io.Writer, rows func(*export.Report) []T) error {
	p, err := parquet.NewWriter[T](w)
	if err != nil {
		return err
	}
	if err := o.each(ctx, s, func(d *onrecord.Document) error { return p.Write(rows(&export.Report{Document: d})) }); err != nil {
		return err
	}
	return p.Close()
}

func (o *exportOptions) net(ctx context.Context, s *store.Store, w io.Writer) error {
	var coded []network.Coded
	err := o.each(ctx, s, func(d *onrecord.Document) error {
		list, _ := dna.Statements(d)
		day := d.Meta.Day()
		for _, x := range list {
			actor := x.Organization
			if o.nodes == "person" {
				actor = x.Person
			}
			if actor != "" && o.wants(actor, x.Issue+" "+x.Concept) {
				coded = append(coded, network.Coded{Actor: actor, Concept: x.Concept, Agree: x.Agree, Day: day, Document: onrecord.Digest(d.Text)})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	n, err := network.Make(coded, o.network)
	if err != nil {
		return err
	}
	switch o.format {
	case "graphml":
		return n.GraphML(w)
	case "gexf":
		return n.GEXF(w)
	}
	return n.CSV(w)
}

// database writes a database of the Discourse Network Analyzer, which must have a file of its own.
func (o *exportOptions) database(ctx context.Context, s *store.Store) error {
	if o.out == "" {
		return errors.New("export: a database needs a file: give --out FILE")
	}
	part := filepath.Join(filepath.Dir(o.out), "."+filepath.Base(o.out)+".part")
	os.Remove(part)
	defer os.Remove(part)
	x, err := dna.Create(ctx, part, o.format == "dna-lossless")
	if err == nil {
		err = x.Close(o.each(ctx, s, func(d *onrecord.Document) error { return x.Add(ctx, d) }))
	}
	if err == nil {
		err = os.Rename(part, o.out)
	}
	if err != nil {
		return fmt.Errorf("export to %s: %w", o.out, err)
	}
	return nil
}
