package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/export"
	"onrecord/internal/store"
)

// collateOptions are the flags that stories and standing share.
type collateOptions struct {
	store    string
	from, to string // days of the reports that are laid side by side; "" is any
	lines    bool
}

func (o *collateOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.store, "store", defaultStore, "file of the store, or postgres://...")
	f.BoolVar(&o.lines, "json", false, "JSON, one a line")
}

// days are the flags of the days of reports.
func (o *collateOptions) days(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.from, "from", "", "first day of publication, 2006-01-02")
	f.StringVar(&o.to, "to", "", "last day of publication")
}

func (o *collateOptions) check(cmd *cobra.Command) error {
	for _, day := range []string{o.from, o.to} {
		if day != "" && !store.IsDay(day) {
			return usagef(cmd, "--from and --to are days such as 2006-01-02, got %q", day)
		}
	}
	return nil
}

// view reads the reports of the days asked for and lays them side by side.
func (o *collateOptions) view(ctx context.Context, stories bool) (*cross.View, *store.Store, error) {
	s, err := store.OpenToRead(ctx, o.store)
	if err != nil {
		return nil, nil, err
	}
	v, err := cross.New(stories)
	if err == nil {
		err = o.fill(ctx, v, s)
	}
	if err != nil {
		s.Close()
		return nil, nil, err
	}
	return v, s, nil
}

func (o *collateOptions) fill(ctx context.Context, v *cross.View, s *store.Store) error {
	days := answer.Query{Query: store.Query{From: o.from, To: o.to}}
	if _, err := answer.Each(ctx, s, answer.Selected{Query: days}, func(r *export.Report) error { return v.Add(r.Document) }); err != nil {
		return err
	}
	log, err := s.Decisions(ctx, "")
	if err != nil {
		return err
	}
	if err := v.Decide(log); err != nil {
		return err
	}
	v.Again()
	return nil
}

// storiesOptions are the flags of stories.
type storiesOptions struct {
	collateOptions
	query  func() (answer.Query, error)
	by     string
	least  int
	claims bool
}

func newStories(c console) *cobra.Command {
	var o storiesOptions
	cmd := &cobra.Command{
		Use:   "stories",
		Short: "Group the reports of a store into stories, with their copies, origins and claims",
		Long: "Lay the reports of a store side by side: which tell of one happening, which of them are copies of one text and whose, and what\n" +
			"their sources say - who stands behind it, how many independent origins, and who contradicts it. What is asked for chooses stories\n" +
			"as on the desk: by words of their headlines, an outlet that prints one of their reports, days on which they were told.",
		Example: "  onrecord stories --store news.db --from 2026-03-01\n" +
			"  onrecord stories --store news.db --claims --json > stories.jsonl",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			q, err := o.query()
			if err != nil {
				return usagef(cmd, "%w", err)
			}
			if o.least < answer.LeastReports {
				return usagef(cmd, "--least must be at least %d", answer.LeastReports)
			}
			by, err := answer.ParseOrder(o.by, answer.BySize)
			if err != nil {
				return usagef(cmd, "--by: %w", err)
			}
			return o.show(cmd.Context(), c.out, &q, by)
		},
	}
	o.flags(cmd)
	o.query = answer.Flags(cmd.Flags(), answer.Stories, nil)
	cmd.Flags().StringVar(&o.by, "by", "", "size: the largest first, as without it; last: those told last first")
	cmd.Flags().IntVar(&o.least, "least", answer.LeastReports, "stories of at least so many reports")
	cmd.Flags().BoolVar(&o.claims, "claims", false, "also what sources say, who supports and who contradicts it")
	return cmd
}

func (o *storiesOptions) show(ctx context.Context, out io.Writer, q *answer.Query, by answer.Order) error {
	v, s, err := o.view(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	list, err := answer.StoriesOf(v, q, by)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(x answer.Story) bool { return len(x.Reports) < o.least })
	if q.Limit > 0 {
		list = list[:min(len(list), q.Limit)]
	}
	for _, x := range list {
		if o.claims {
			if x.Claims, err = answer.Claims(ctx, s, x.Story, func(look func(*cross.View)) { look(v) }); err != nil {
				return err
			}
			x.Compared = answer.Compared(x.Story)
		}
		if err := showOne(out, x.Story, o.lines, showStory); err != nil {
			return err
		}
	}
	return nil
}

// showOne writes a story or line: as JSON, one a line, or in words.
func showOne[T any](out io.Writer, x *T, lines bool, words func(io.Writer, *T) error) error {
	if !lines {
		return words(out, x)
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e.Encode(x)
}

func showStory(out io.Writer, s *cross.Story) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n  %s, %s; %s\n", onrecord.OneLine(s.Title), answer.Several(len(s.Reports), "report"), answer.Several(len(s.Origins), "origin"), onrecord.OneLine(strings.Join(s.Terms, ", ")))
	for _, r := range s.Reports {
		note := ""
		if r.Origin != r.ID {
			note = "  (a copy: " + onrecord.OneLine(short(r.Origin)) + ")"
		}
		fmt.Fprintf(&b, "  - %s  %s  %s  %s%s\n", dayOrNone(onrecord.OneLine(r.Published)), short(r.ID), onrecord.OneLine(r.Outlet), onrecord.OneLine(r.Title), note)
	}
	for _, x := range s.Claims {
		sure := ""
		if x.CannotTell {
			sure = "; unnamed sources among them may be one"
		}
		fmt.Fprintf(&b, "  “%s”\n    said by %s: %s%s\n", onrecord.OneLine(x.Quote), onrecord.OneLine(strings.Join(x.Sources, ", ")), answer.Several(len(x.Origins), "independent origin"), sure)
		for _, y := range x.Contradicted {
			fmt.Fprintf(&b, "    contradicted by %s (%s): “%s”\n", onrecord.OneLine(y.Source), onrecord.OneLine(y.Outlet), onrecord.OneLine(y.Quote))
		}
	}
	if n := s.Compared; n > 0 && n < len(s.Reports) {
		fmt.Fprintf(&b, "  (statements of the %d earliest reports were compared)\n", n)
	}
	b.WriteString("\n")
	_, err := io.WriteString(out, b.String())
	return err
}

// short is the beginning of a digest; other names stay.
func short(id string) string {
	if len(id) == 64 {
		return id[:12]
	}
	return id
}

func dayOrNone(published string) string {
	if len(published) >= len("2006-01-02") {
		return published[:len("2006-01-02")]
	}
	return "no date   "
}

// standingFields are the fields of a query that standing takes beside the days.
var standingFields = slices.DeleteFunc(slices.Clone(answer.Positions), func(name string) bool { return name == "from" || name == "to" })

func newStanding(c console) *cobra.Command {
	var o collateOptions
	changed := false
	var query func() (answer.Query, error)
	cmd := &cobra.Command{
		Use:   "standing",
		Short: "Show where actors stand over time, and what changed",
		Long: "Work out from all positions of a store where each actor stands on each issue: every stage with its words, on whose word, what changed\n" +
			"against the stage before, why that might be no change, and which stage holds now and by which rule. Copies of one text are one stage.",
		Example: "  onrecord standing --store news.db --actor Norway\n" +
			"  onrecord standing --store news.db --issue troop --changed",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(cmd); err != nil {
				return err
			}
			q, err := query()
			if err != nil {
				return usagef(cmd, "%w", err)
			}
			v, s, err := o.view(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer s.Close()
			fits, err := answer.NewFilter(cmd.Context(), s, q, nil)
			if err != nil {
				return err
			}
			ledger := v.Ledger(q.Unsure)
			lines := fits.Trajectories(ledger, changed)
			if nearest, unknown := fits.Unknown(ledger); unknown {
				fmt.Fprintf(c.err, "onrecord: no actor of the record goes by %q%s\n", q.Actor, nearestWords(nearest))
			}
			for i := range lines {
				if err := showOne(c.out, &lines[i], o.lines, showLine); err != nil {
					return err
				}
			}
			if ledger.Held > 0 {
				fmt.Fprintf(c.err, "onrecord: %s of the record left out as unsure; --unsure takes them in\n", answer.Several(ledger.Held, "position"))
			}
			return nil
		},
	}
	o.flags(cmd)
	o.days(cmd)
	query = answer.Flags(cmd.Flags(), standingFields, nil)
	cmd.Flags().BoolVar(&changed, "changed", false, "only where something changed")
	return cmd
}

// nearestWords are the names that come nearest to one that is unknown, in words.
func nearestWords(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "; nearest: " + strings.Join(names, ", ")
}

func showLine(out io.Writer, l *standing.Trajectory) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s) on %s\n  %s, %s, %s to %s\n", onrecord.OneLine(l.Actor.Name), onrecord.OneLine(l.Actor.Key), onrecord.OneLine(l.Matter.Name), answer.Several(len(l.Stages), "stage"), answer.Several(len(l.Origins), "origin"), dayOrNone(l.First), dayOrNone(l.Last))
	for i, s := range l.Stages {
		mark := " "
		if l.Current == i+1 {
			mark = "*"
		}
		word := "on the word of " + onrecord.OneLine(s.OnWordOf)
		if s.OnWordOf == "" {
			word = "in the outlet's own voice"
		}
		var changes []string
		for _, ch := range s.Changes {
			changes = append(changes, string(ch))
		}
		fmt.Fprintf(&b, " %s%d. %s  %s  [%s]  “%s”\n      %s (%s)", mark, i+1, dayOrNone(s.Day), stood(s), strings.Join(changes, ", "), onrecord.OneLine(s.Quote), word,
			s.Authority.Name())
		for _, x := range s.Conditions {
			fmt.Fprintf(&b, "; %s", onrecord.OneLine(x))
		}
		b.WriteString("\n")
		if len(s.Doubts) > 0 {
			fmt.Fprintf(&b, "      perhaps none: %s\n", onrecord.OneLine(strings.Join(s.Doubts, "; ")))
		}
	}
	fmt.Fprintf(&b, "  now: stage %d, %s\n", l.Current, l.Why)
	if l.Silent != "" {
		fmt.Fprintf(&b, "  silent: %s\n", l.Silent)
	}
	b.WriteString("\n")
	_, err := io.WriteString(out, b.String())
	return err
}

// stood is a stance with its firmness, where it has one: what somebody denies has none.
func stood(s standing.Stage) string {
	if s.Firmness == nil {
		return string(s.Stance)
	}
	return fmt.Sprintf("%s %d", s.Stance, *s.Firmness)
}
