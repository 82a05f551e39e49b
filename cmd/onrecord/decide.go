package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/mend"
	"onrecord/read"
)

// decideOptions are the flags of decide.
type decideOptions struct {
	store, who, why, field, value, with, of string
	set, none                               []string
	undo                                    int64
	list, lines, lost, keep                 bool
	bring, carry                            string
}

func newDecide(c console) *cobra.Command {
	o := decideOptions{store: defaultStore, who: userName()}
	cmd := &cobra.Command{
		Use:   "decide [REPORT [FINDING] ACTION]",
		Short: "Note what an analyst decides: accept, reject, correct, add, merge, split, note; undo",
		Long: "Decisions are kept in the store as a log that is only added to, each with who, when and why; undo takes one back by another.\n" +
			"REPORT is the digest of its text, as search --json prints it; FINDING is a1 (statement), ev1 (event) or p1 (position), as the\n" +
			"formats print them; of an addition it is statement, event or position. What is decided shows in search, exports and views at once\n" +
			"(export --as read shows what the program read). A decision is found again by the words it stands on when the report is read by a\n" +
			"newer version; --lost lists those that are not.\n\n" + fieldsHelp(),
		Example: "  onrecord decide REPORT p2 reject --why \"a forecast\"\n" +
			"  onrecord decide REPORT a3 correct --set source=\"two diplomats\" --set naming=unnamed_affiliated\n" +
			"  onrecord decide REPORT ev2 correct --set actor=120-134 --none recipient\n" +
			"  onrecord decide REPORT statement add --set content=\"the port is shut\" --set source=\"Lena Hartog\" --set cue=said\n" +
			"  onrecord decide REPORT merge --with OTHER-REPORT\n" +
			"  onrecord decide REPORT split --of copy --with OTHER-REPORT\n" +
			"  onrecord decide merge --of actor --with name/ruud/ --value \"name/ansel ruud/NOR\"\n" +
			"  onrecord decide --undo 7 --why \"was right\"\n" +
			"  onrecord decide --list --json > decisions.jsonl\n" +
			"  onrecord decide --import decisions.jsonl\n" +
			"  onrecord decide --import corpus.dna --read --by Ana",
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, c, args) },
	}
	f := cmd.Flags()
	f.StringVar(&o.store, "store", o.store, "file of the store, or postgres://...")
	f.StringVar(&o.who, "by", o.who, "who decides; your login without it")
	f.StringVar(&o.who, "who", o.who, "the same as --by")
	f.StringVar(&o.why, "why", "", "why; the words of a note")
	f.StringVar(&o.field, "field", "", "what is corrected")
	f.StringVar(&o.value, "value", "", "the right value; of a merge or split of actors or matters the one that stays")
	f.StringArrayVar(&o.set, "set", nil, "FIELD=VALUE to correct or to add; may be given several times")
	f.StringArrayVar(&o.none, "none", nil, "FIELD that is to be empty; may be given several times")
	f.StringVar(&o.with, "with", "", "of a merge or split the other report, or the key of the other actor or matter")
	f.StringVar(&o.of, "of", "", "what is merged or split: "+strings.Join(mend.Joined, ", ")+"; story for reports and actor for keys without it")
	f.Int64Var(&o.undo, "undo", 0, "number of the decision to take back")
	f.BoolVar(&o.list, "list", false, "show the log")
	f.BoolVar(&o.lost, "lost", false, "list the decisions that are not found again in what is stored now")
	f.StringVar(&o.bring, "import", "", "file to bring in: decisions as --list --json prints them, or codings made elsewhere (a database of the Discourse\nNetwork Analyzer, a table in CSV, brat's .ann beside its .txt, a ZIP of these); - is standard input")
	f.BoolVar(&o.keep, "read", false, "with --import: read and keep texts that were coded and are not in the store")
	f.StringVar(&o.carry, "carry", "", "report whose decisions are carried to REPORT, another text of the same page")
	f.BoolVar(&o.lines, "json", false, "one decision a line as JSON")
	return cmd
}

// fieldsHelp tells what can be put right.
func fieldsHelp() string {
	var b strings.Builder
	b.WriteString("Fields that can be set (! needed by an addition):\n")
	for _, kind := range []store.Kind{store.Statement, store.Event, store.Position} {
		var names []string
		for _, f := range mend.Fields(kind) {
			name := f.Name
			if f.Needed {
				name += "!"
			}
			names = append(names, name)
		}
		fmt.Fprintf(&b, "  %-9s %s\n", kind, strings.Join(names, ", "))
	}
	b.WriteString("Words of the report are given as they stand, where they stand once near the finding, or by their places in code points (120-134, several\n" +
		"with a comma between); days as 2026-03-01 or 2026-03-01/2026-03-04; a state by its code; conditions as \"until: words; if: words\"; a\n" +
		"statement as a3.")
	return b.String()
}

// run does what is asked for.
func (o *decideOptions) run(cmd *cobra.Command, c console, args []string) error {
	switch {
	case o.list || o.lost:
		if len(args) > 1 || o.list && o.lost {
			return usagef(cmd, "--list and --lost take one report, or none for the whole log")
		}
		return o.show(cmd.Context(), c.out, strings.Join(args, ""))
	case o.bring != "" || o.carry != "":
		return o.brings(cmd, c, args)
	}
	d, err := o.decision(cmd, args)
	if err != nil {
		return err
	}
	return o.decide(cmd.Context(), c.out, d)
}

// decision reads the arguments.
func (o *decideOptions) decision(cmd *cobra.Command, args []string) (*answer.Decide, error) {
	if strings.TrimSpace(o.who) == "" {
		return nil, usagef(cmd, "nobody is named who decides: give --by NAME")
	}
	d := &answer.Decide{Who: o.who, Why: o.why, Field: o.field, Value: o.value, With: o.with, Of: o.of, Undoes: o.undo}
	for _, s := range o.set {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return nil, usagef(cmd, "--set wants FIELD=VALUE, got %q", s)
		}
		d.Values = append(d.Values, answer.Chosen{Field: name, Value: value})
	}
	for _, name := range o.none {
		d.Values = append(d.Values, answer.Chosen{Field: name, None: true})
	}
	switch {
	case o.undo > 0 && len(args) == 0:
		d.Action = string(store.Undo)
	case len(args) == 1 && (args[0] == string(store.Merge) || args[0] == string(store.Split)): // of actors and matters, which are of no report
		d.Action = args[0]
	case len(args) == 2:
		d.Report, d.Action = args[0], args[1]
	case len(args) == 3:
		d.Report, d.Finding, d.Action = args[0], args[1], args[2]
	default:
		return nil, usagef(cmd, "decide takes a report, a finding and an action; a report and an action; merge or split with --of actor or issue; --undo N; --list; --lost; or --import FILE")
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
	made, err := answer.DecideAll(ctx, s, []answer.Decide{*d})
	if err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	for _, x := range made {
		if err := o.print(out, x, ""); err != nil {
			return err
		}
	}
	return nil
}

// brings adds decisions that were made elsewhere.
func (o *decideOptions) brings(cmd *cobra.Command, c console, args []string) error {
	switch {
	case strings.TrimSpace(o.who) == "":
		return usagef(cmd, "nobody is named who brings them in: give --by NAME")
	case o.carry != "" && (len(args) != 1 || o.bring != ""):
		return usagef(cmd, "--carry OLD takes the one report to which decisions are carried")
	case o.bring != "" && len(args) > 0:
		return usagef(cmd, "--import takes a file and nothing else")
	}
	open := openThere
	if o.keep { // what was coded may be all that there is
		open = store.Open
	}
	s, err := open(cmd.Context(), o.store)
	if err != nil {
		return err
	}
	defer s.Close()
	var got answer.Imported
	if o.carry != "" {
		got, err = answer.Carry(cmd.Context(), s, o.carry, args[0], o.who)
	} else {
		got, err = o.fromFile(cmd.Context(), s, c.in)
	}
	for _, r := range append(slices.Clone(got.Refused), got.Partly...) {
		fmt.Fprintln(c.err, refusalLine(&r))
	}
	if err != nil {
		return fmt.Errorf("bring in decisions: %w", err)
	}
	if o.lines {
		e := json.NewEncoder(c.out)
		if got.Refused == nil {
			got.Refused = []answer.Refusal{}
		}
		err = e.Encode(got)
	} else {
		_, err = fmt.Fprintf(c.out, "%d added, %d known already, %d refused; of those added %d are not found in their report (decide --lost lists them)\n", got.Added, got.Known,
			len(got.Refused), got.Lost)
	}
	if err == nil && len(got.Refused) > 0 {
		err = fmt.Errorf("bring in decisions: %d lines were refused", len(got.Refused))
	}
	return err
}

// refusalLine tells what was not taken, and why.
func refusalLine(r *answer.Refusal) string {
	line := onrecord.OneLine(r.Why)
	if r.Line > 0 {
		line = fmt.Sprintf("line %d: %s", r.Line, line)
	}
	if r.File != "" {
		line = onrecord.OneLine(r.File) + ": " + line
	}
	return line
}

// fromFile brings in a file of decisions or codings.
func (o *decideOptions) fromFile(ctx context.Context, s *store.Store, in io.Reader) (answer.Imported, error) {
	im := &answer.Importing{Store: s, Who: o.who}
	if o.keep {
		reader, err := read.New()
		if err != nil {
			return answer.Imported{}, err
		}
		im.Keep = &answer.Keeper{Store: s, Reader: reader}
	}
	if o.bring != "-" {
		f, err := os.Open(o.bring)
		if err != nil {
			return answer.Imported{}, err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, answer.MostCodings+1))
	if err != nil {
		return answer.Imported{}, err
	}
	if len(data) > answer.MostCodings {
		return answer.Imported{}, fmt.Errorf("%s has more than %d MB; bring it in in parts", o.bring, answer.MostCodings>>20)
	}
	return im.File(ctx, o.bring, data, os.ReadFile)
}

func (o *decideOptions) show(ctx context.Context, out io.Writer, report string) error {
	s, err := store.OpenToRead(ctx, o.store)
	if err != nil {
		return err
	}
	defer s.Close()
	if o.lost {
		return o.showLost(ctx, s, out, report)
	}
	if o.lines {
		return answer.WriteDecisions(ctx, s, report, out)
	}
	log, err := s.Decisions(ctx, report)
	if err != nil {
		return err
	}
	for _, d := range log {
		if err := o.print(out, d, ""); err != nil {
			return err
		}
	}
	return nil
}

// showLost lists what is not found again.
func (o *decideOptions) showLost(ctx context.Context, s *store.Store, out io.Writer, report string) error {
	for after := int64(0); ; {
		list, err := s.Lost(ctx, report, after, 500)
		if err != nil {
			return err
		}
		for _, l := range list {
			if err := o.print(out, l.Decision, l.Reason); err != nil {
				return err
			}
			after = l.N
		}
		if len(list) == 0 {
			return nil
		}
	}
}

// print tells a decision in a line, with why it is not found again; "" where it is.
func (o *decideOptions) print(out io.Writer, d store.Decision, lost string) error {
	if o.lines {
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		x := answer.NewDecided(&d)
		x.Lost = lost
		return e.Encode(x)
	}
	line := fmt.Sprintf("%d  %s  %s  %s", d.N, d.At.Format(time.DateTime), onrecord.OneLine(d.Who), d.Action)
	if d.Undoes != 0 {
		line += fmt.Sprintf(" of %d", d.Undoes)
	}
	line += "  " + d.Report[:min(12, len(d.Report))]
	if d.Kind != "" {
		line += fmt.Sprintf("  %s %d “%.60s”", d.Kind, d.Number, onrecord.OneLine(d.Quote))
	}
	switch {
	case d.Action == store.Correct:
		line += fmt.Sprintf("  %s: %s -> %s", d.Field, onrecord.OneLine(d.Old), onrecord.OneLine(d.New))
	case d.Action == store.Add:
		line += "  " + onrecord.OneLine(d.New)
	case d.Of() != "":
		line += fmt.Sprintf("  %s: %s -> %s", d.Of(), onrecord.OneLine(d.Old), onrecord.OneLine(d.New))
	}
	if d.Why != "" {
		line += "  " + onrecord.OneLine(d.Why)
	}
	if d.From != nil {
		line += "  (brought in by " + onrecord.OneLine(d.From.Who) + ")"
	}
	if d.Undone {
		line += "  (taken back)"
	}
	if lost != "" {
		line += "  not found: " + lost
	}
	_, err := fmt.Fprintln(out, line)
	return err
}
