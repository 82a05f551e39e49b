package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"onrecord/internal/answer"
	"onrecord/internal/export"
	"onrecord/internal/store"
)

// exportOptions are the flags of export.
type exportOptions struct {
	store, format, out string
	selected           answer.Selected
	nodes, as          string
	quiet              bool
}

func newExport(c console) *cobra.Command {
	o := exportOptions{store: defaultStore, format: "csv-positions"}
	var query func() (answer.Query, error)
	var outbox outboxOptions
	columns := ""
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write what a store holds in the formats of other tools, complete",
		Long: "Write every report of a store, or those that fit, in one form. Reports are written one after another, the oldest first, so that no\n" +
			"store is too large; a file appears under its name when it is whole. With a field that only findings have (--root, --stance,\n" +
			"--naming ...) tables and lists have the findings that fit, and other forms the reports that hold one.\n\n" +
			"With --follow it is an outbox: every report that is stored or read again is written once, in that order, with its number in the log\n" +
			"(seq), for another search engine to be fed. cmd/feeder is a feeder for OpenSearch.",
		Example: "  onrecord export --format table --out table.csv\n" +
			"  onrecord export --format table --columns kind,actor_name,root,stance,date,date_origin,quotation,citation --out table.csv\n" +
			"  onrecord export --format csv-events --out events.csv\n" +
			"  onrecord export --format parquet-positions --from 2026-01-01 --stance against --out positions.parquet\n" +
			"  onrecord export --follow --cursor news.cursor --store news.db\n" +
			"  onrecord export --format graphml --one-mode --qualifier congruence --out congruence.graphml",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := outbox.check(cmd); err != nil {
				return err
			}
			if outbox.follow {
				return outbox.run(cmd.Context(), o.store, c)
			}
			f, err := answer.FormOf(o.format)
			if err == nil {
				o.selected.Query, err = query()
			}
			if err != nil {
				return usagef(cmd, "%w", err)
			}
			if o.nodes != "organization" && o.nodes != "person" {
				return usagef(cmd, "--nodes is organization or person, got %q", o.nodes)
			}
			o.selected.Persons = o.nodes == "person"
			o.selected.As = store.As(o.as)
			if o.selected.Columns = answer.ParseColumns(columns); len(o.selected.Columns) > 0 && strings.HasSuffix(o.out, "/") {
				return usagef(cmd, "--columns is of one table: give --out FILE")
			}
			if err := o.selected.Check(f); err != nil {
				return usagef(cmd, "%w", err)
			}
			return o.run(cmd.Context(), c, f)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.store, "store", o.store, "file of the store, or postgres://...")
	f.StringVar(&o.format, "format", o.format, strings.Join(answer.FormNames(), ", "))
	f.StringVar(&o.out, "out", "", "file to write, or FOLDER/ for a file of each report; standard output without it")
	query = answer.Flags(f, answer.Selection, nil)
	f.StringVar(&columns, "columns", "", "table, parquet-table and their dictionary: which columns, with commas between, in that order; all without it")
	n := &o.selected.Network
	f.BoolVar(&n.OneMode, "one-mode", false, "networks: actors tied by the concepts they share; else actors and concepts")
	f.StringVar(&o.nodes, "nodes", "organization", "networks: who is an actor: organization (whose position it is) or person (on whose word)")
	f.StringVar(&n.Qualifier, "qualifier", "ignore", "networks: ignore, subtract; combine; with --one-mode congruence, conflict")
	f.StringVar(&n.Normalisation, "normalisation", "no", "networks: no, activity, prominence; with --one-mode no, average, jaccard, cosine")
	f.StringVar(&n.Duplicates, "duplicates", "include", "networks: include, or count once in document, week, month, year, acrossrange")
	f.StringVar(&o.as, "as", "decided", "decided: as people decided; read: as the program read; both: as decided, with what was read beside it and what was rejected")
	f.BoolVar(&n.Isolates, "isolates", false, "networks: keep actors without a tie")
	f.BoolVar(&o.quiet, "quiet", false, "do not tell how much was written")
	outbox.flags(cmd)
	return cmd
}

// open opens the store; for the dossier of an actor, whom the ledger knows by names of lists and decisions, with the views up to date.
func (o *exportOptions) open(ctx context.Context, c console, f answer.Form) (*store.Store, error) {
	if f.Name == "dossier" && o.selected.Query.Actor != "" {
		_, s, err := current(ctx, o.store, c)
		return s, err
	}
	return store.OpenToRead(ctx, o.store)
}

func (o *exportOptions) run(ctx context.Context, c console, f answer.Form) error {
	s, err := o.open(ctx, c, f)
	if err != nil {
		return err
	}
	defer s.Close()
	if f.Name != "dossier" { // which knows the names of lists
		if err := tellListed(ctx, c, s, &o.selected.Query); err != nil {
			return err
		}
	}
	var n answer.Exported
	if each, ok := export.Lookup(o.format); ok && strings.HasSuffix(o.out, "/") {
		n, err = o.toFolder(ctx, s, each)
	} else {
		err = o.toFile(c.data(), f, func(w io.Writer) (err error) {
			n, err = answer.Export(ctx, s, f, o.selected, w)
			return err
		})
	}
	if err == nil && f.Beside != "" && o.out != "" && !strings.HasSuffix(o.out, "/") {
		err = o.beside(ctx, s, f.Beside)
	}
	if err == nil && !o.quiet {
		what := "reports"
		if o.format == "corrections" {
			what = "decisions"
		}
		fmt.Fprintf(c.err, "%d %s written, %d left out by the filters\n", n.Written, what, n.Left)
	}
	return err
}

// beside writes a form beside the file, under its name: table.csv gets table.dictionary.csv.
func (o *exportOptions) beside(ctx context.Context, s *store.Store, name string) error {
	f, err := answer.FormOf(name)
	if err != nil {
		return err
	}
	b := *o
	b.out = strings.TrimSuffix(o.out, filepath.Ext(o.out)) + f.Ext
	return b.toFile(io.Discard, f, func(w io.Writer) error {
		_, err := answer.Export(ctx, s, f, b.selected, w)
		return err
	})
}

// toFolder writes the files of each report.
func (o *exportOptions) toFolder(ctx context.Context, s *store.Store, f export.Format) (answer.Exported, error) {
	out, err := newFolder(o.out, f)
	if err != nil {
		return answer.Exported{}, fmt.Errorf("export to %s: %w", o.out, err)
	}
	return answer.Each(ctx, s, f.Name, o.selected, func(r *export.Report) error {
		r.Meta.File = r.ID
		drawn := make([][]byte, len(f.Files))
		for i, file := range f.Files {
			var b bytes.Buffer
			if err := file.Write(&b, r, export.Style{}); err != nil {
				return err
			}
			drawn[i] = b.Bytes()
		}
		return out.put(r.Document, drawn)
	})
}

// toFile lets a file be written beside its place, and puts it there when it is whole; without a name it is standard output.
func (o *exportOptions) toFile(stdout io.Writer, form answer.Form, write func(io.Writer) error) error {
	if o.out == "" {
		switch {
		case strings.HasPrefix(form.Name, "dna") && form.Ext == ".dna":
			return errors.New("export: a database needs a file: give --out FILE")
		case form.PerReport:
			return fmt.Errorf("export: %s is files for each report: give --out FOLDER/, or --out FILE.zip", form.Name)
		}
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
