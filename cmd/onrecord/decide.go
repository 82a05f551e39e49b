package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store"
)

// decideOptions are the flags of decide.
type decideOptions struct {
	store, who, why, field, value, with string
	undo                                int64
	list, lines                         bool
}

func newDecide(c console) *cobra.Command {
	o := decideOptions{store: defaultStore, who: os.Getenv("USER")}
	cmd := &cobra.Command{
		Use:   "decide [REPORT [FINDING] ACTION]",
		Short: "Note what an analyst decides: accept, reject, correct, merge, split, note; undo",
		Long: "Decisions are kept in the store as a log that is only added to, each with who, when and why; undo takes one back by another.\n" +
			"REPORT is the digest of its text, as search --json prints it; FINDING is a1 (statement), ev1 (event) or p1 (position), as the\n" +
			"formats print them. A decision is found again by the words it stands on when the report is read by a newer version.",
		Example: "  onrecord decide REPORT p2 reject --why \"a forecast\"\n" +
			"  onrecord decide REPORT a3 correct --field source_kind --value office_holder\n" +
			"  onrecord decide REPORT merge --with OTHER-REPORT\n" +
			"  onrecord decide --undo 7 --why \"was right\"\n" +
			"  onrecord decide --list REPORT",
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.list {
				if len(args) > 1 {
					return usagef(cmd, "--list takes one report, or none for the whole log")
				}
				return o.show(cmd.Context(), c.out, strings.Join(args, ""))
			}
			d, err := o.decision(cmd, args)
			if err != nil {
				return err
			}
			return o.decide(cmd.Context(), c.out, d)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.store, "store", o.store, "file of the store, or postgres://...")
	f.StringVar(&o.who, "by", o.who, "who decides; your login without it")
	f.StringVar(&o.who, "who", o.who, "the same as --by")
	f.StringVar(&o.why, "why", "", "why; the words of a note")
	f.StringVar(&o.field, "field", "", "what is corrected: source_kind, naming, type; root, modality; stance, firmness, topic")
	f.StringVar(&o.value, "value", "", "the right value; of a merge of two actors the key that stays")
	f.StringVar(&o.with, "with", "", "of a merge or split the other report, or the key of the other actor")
	f.Int64Var(&o.undo, "undo", 0, "number of the decision to take back")
	f.BoolVar(&o.list, "list", false, "show the log")
	f.BoolVar(&o.lines, "json", false, "one decision a line as JSON")
	return cmd
}

// decision reads the arguments.
func (o *decideOptions) decision(cmd *cobra.Command, args []string) (*answer.Decide, error) {
	if strings.TrimSpace(o.who) == "" {
		return nil, usagef(cmd, "nobody is named who decides: give --by NAME")
	}
	d := &answer.Decide{Who: o.who, Why: o.why, Field: o.field, Value: o.value, With: o.with, Undoes: o.undo}
	switch {
	case o.undo > 0 && len(args) == 0:
		d.Action = string(store.Undo)
	case len(args) == 2:
		d.Report, d.Action = args[0], args[1]
	case len(args) == 3:
		d.Report, d.Finding, d.Action = args[0], args[1], args[2]
	default:
		return nil, usagef(cmd, "decide takes a report, a finding and an action; a report and an action; --undo N; or --list")
	}
	if _, err := d.Decisions(); err != nil {
		return nil, usagef(cmd, "%w", err)
	}
	return d, nil
}

func (o *decideOptions) decide(ctx context.Context, out io.Writer, d *answer.Decide) error {
	s, err := openThere(ctx, o.store)
	if err != nil {
		return err
	}
	defer s.Close()
	made, err := d.In(ctx, s)
	if err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	return o.print(out, made)
}

func (o *decideOptions) show(ctx context.Context, out io.Writer, report string) error {
	s, err := store.OpenToRead(ctx, o.store)
	if err != nil {
		return err
	}
	defer s.Close()
	log, err := s.Decisions(ctx, report)
	if err != nil {
		return err
	}
	for _, d := range log {
		if err := o.print(out, d); err != nil {
			return err
		}
	}
	return nil
}

func (o *decideOptions) print(out io.Writer, d store.Decision) error {
	if o.lines {
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		return e.Encode(answer.NewDecided(&d))
	}
	line := fmt.Sprintf("%d  %s  %s  %s", d.N, d.At.Format(time.DateTime), onrecord.OneLine(d.Who), d.Action)
	if d.Undoes != 0 {
		line += fmt.Sprintf(" of %d", d.Undoes)
	}
	line += "  " + d.Report[:min(12, len(d.Report))]
	if d.Kind != "" {
		line += fmt.Sprintf("  %s %d “%.60s”", d.Kind, d.Number, onrecord.OneLine(d.Quote))
	}
	if d.Field != "" && d.Action == store.Correct {
		line += fmt.Sprintf("  %s: %s -> %s", d.Field, onrecord.OneLine(d.Old), onrecord.OneLine(d.New))
	}
	if d.Action == store.Merge || d.Action == store.Split {
		line += fmt.Sprintf("  %s -> %s", onrecord.OneLine(d.Old), onrecord.OneLine(d.New))
	}
	if d.Why != "" {
		line += "  " + onrecord.OneLine(d.Why)
	}
	if d.Undone {
		line += "  (taken back)"
	}
	_, err := fmt.Fprintln(out, line)
	return err
}
