package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// collateOptions are the flags that stories and standing share.
type collateOptions struct {
	store string
	lines bool
}

func (o *collateOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.store, "store", defaultStore, "file of the store, or postgres://...")
	f.BoolVar(&o.lines, "json", false, "JSON, one a line")
}

// current is the views of a store, brought up to date where the store can be written.
func current(ctx context.Context, name string, c console) (*cross.Across, *store.Store, error) {
	s, err := openWhole(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	a, err := cross.Over(s)
	if err == nil {
		err = bringUp(ctx, a, name, false, c)
	}
	if err != nil {
		s.Close()
		return nil, nil, err
	}
	return a, s, nil
}

// toldEvery is how often somebody who waits for views is told how far they are.
const toldEvery = 5 * time.Second

// bringUp brings views up to what their store holds, from nothing where that is asked, and tells how far they are.
func bringUp(ctx context.Context, a *cross.Across, name string, fromNothing bool, c console) error {
	last := time.Now()
	tell := func(p cross.Progress) {
		if time.Since(last) >= toldEvery {
			last = time.Now()
			fmt.Fprintf(c.err, "onrecord: %d of %s laid side by side\n", p.Done, answer.Several(p.Total, "report"))
		}
	}
	broken := func(err error) { fmt.Fprintln(c.err, "onrecord: report left out:", onrecord.OneLine(err.Error())) }
	do := a.Update
	if fromNothing {
		do = a.Recompute
	}
	p, err := do(ctx, tell, broken)
	if err == nil && !p.Ready {
		err = fmt.Errorf("lay reports of %s side by side: %d of %d are, and the store cannot be written here: run onrecord recompute --store %s where it can",
			name, p.Done, p.Total, name)
	}
	return err
}

func newRecompute(c console) *cobra.Command {
	name := defaultStore
	cmd := &cobra.Command{
		Use:   "recompute",
		Short: "Work out again what reports tell laid side by side: copies, stories and where everyone stands",
		Long: "Take out of a store what was worked out from its reports laid side by side (copies, stories, positions), and work it out again from nothing. Reports,\n" +
			"findings and decisions stay as they are. It need not be run: what is new is laid beside the rest as it comes.",
		Example: "  onrecord recompute --store news.db",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := openThere(cmd.Context(), name)
			if err != nil {
				return err
			}
			defer s.Close()
			a, err := cross.Over(s)
			if err != nil {
				return err
			}
			begun := time.Now()
			if err := bringUp(cmd.Context(), a, name, true, c); err != nil {
				return err
			}
			p, err := a.Progress(cmd.Context())
			fmt.Fprintf(c.out, "%s laid side by side in %.1f s\n", answer.Several(p.Done, "report"), time.Since(begun).Seconds())
			return err
		},
	}
	cmd.Flags().StringVar(&name, "store", defaultStore, "file of the store, or postgres://...")
	return cmd
}

// errEnough ends a list that is as long as was asked.
var errEnough = errors.New("enough")

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
			return o.show(cmd.Context(), c, &q, by)
		},
	}
	o.flags(cmd)
	o.query = answer.Flags(cmd.Flags(), answer.Stories, nil)
	cmd.Flags().StringVar(&o.by, "by", "", "size: the largest first, as without it; last: those told last first")
	cmd.Flags().IntVar(&o.least, "least", answer.LeastReports, "stories of at least so many reports")
	cmd.Flags().BoolVar(&o.claims, "claims", false, "also what sources say, who supports and who contradicts it")
	return cmd
}

func (o *storiesOptions) show(ctx context.Context, c console, q *answer.Query, by answer.Order) error {
	a, s, err := current(ctx, o.store, c)
	if err != nil {
		return err
	}
	defer s.Close()
	n := 0
	err = answer.EachStory(ctx, a, q, by, 0, func(row *cross.StoryRow) error {
		if row.Reports < o.least {
			return nil
		}
		if n++; q.Limit > 0 && n > q.Limit {
			return errEnough
		}
		x, err := a.Story(ctx, row.ID)
		if err != nil {
			return err
		}
		if o.claims {
			if x.Claims, err = answer.Claims(ctx, s, a, &x); err != nil {
				return err
			}
			x.Compared = answer.Compared(&x)
		}
		return showOne(c.out, &x, o.lines, showStory)
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
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
		outlet := r.Outlet
		if r.Owner != "" {
			outlet += " (of " + r.Owner + ")"
		}
		fmt.Fprintf(&b, "  - %s  %s  %s  %s%s\n", dayOrNone(onrecord.OneLine(r.Published)), short(r.ID), onrecord.OneLine(outlet), onrecord.OneLine(r.Title), note)
	}
	for _, x := range s.Claims {
		sure := ""
		if x.CannotTell {
			sure = "; unnamed sources among them may be one"
		}
		fmt.Fprintf(&b, "  “%s”\n    said by %s: %s%s\n", onrecord.OneLine(x.Quote), onrecord.OneLine(strings.Join(x.Sources, ", ")), answer.Several(len(x.Origins), "independent origin"), sure)
		for _, by := range x.ByList {
			fmt.Fprintf(&b, "    by list: %s\n", onrecord.OneLine(by))
		}
		fmt.Fprintf(&b, "    who first: %s\n", onrecord.OneLine(x.First.Words))
		for i := range x.First.Travel {
			y := &x.First.Travel[i]
			fmt.Fprintf(&b, "      %s  %s  %s  %s: %s\n", dayOrNone(y.Day), short(y.Report), onrecord.OneLine(cmp.Or(y.Outlet, "?")), onrecord.OneLine(cmp.Or(y.Source, "no source given")), x.First.How(y))
		}
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
			q, err := query()
			if err != nil {
				return usagef(cmd, "%w", err)
			}
			return o.standing(cmd.Context(), c, q, changed)
		},
	}
	o.flags(cmd)
	query = answer.Flags(cmd.Flags(), answer.Positions, nil)
	cmd.Flags().BoolVar(&changed, "changed", false, "only where something changed")
	return cmd
}

func (o *collateOptions) standing(ctx context.Context, c console, q answer.Query, changed bool) error {
	a, s, err := current(ctx, o.store, c)
	if err != nil {
		return err
	}
	defer s.Close()
	fits, err := answer.NewFilter(ctx, s, q, nil)
	if err != nil {
		return err
	}
	return a.Standing(ctx, q.Unsure, func(l *standing.Ledger) error {
		nearest, unknown, err := fits.Unknown(l)
		if err != nil {
			return err
		}
		if unknown {
			fmt.Fprintf(c.err, "onrecord: no actor of the record goes by %q%s\n", q.Actor, nearestWords(nearest))
		}
		cut, err := fits.Lines(l, changed, true, func(x *standing.Trajectory) (bool, error) { return true, showOne(c.out, x, o.lines, showLine) })
		if err != nil {
			return err
		}
		if cut {
			fmt.Fprintln(c.err, "onrecord: there is more than can be looked at together; narrow it by actor, issue or days")
		}
		held, err := l.Held()
		if held > 0 {
			fmt.Fprintf(c.err, "onrecord: %s of the record left out as unsure; --unsure takes them in\n", answer.Several(held, "position"))
		}
		return err
	})
}

// nearestWords are the names that come nearest to one that is unknown, in words.
func nearestWords(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "; nearest: " + strings.Join(names, ", ")
}

// underLine is what own lists say of a line: the issue above, and by which lines it is so.
func underLine(l *standing.Trajectory) string {
	out := ""
	if l.Matter.Parent != "" {
		out = ", under " + onrecord.OneLine(l.Matter.Parent)
	}
	for _, by := range l.Listed() {
		out += "\n  by list: " + onrecord.OneLine(by)
	}
	return out
}

func showLine(out io.Writer, l *standing.Trajectory) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s) on %s%s\n  %s, %s, %s to %s\n", onrecord.OneLine(l.Actor.Name), onrecord.OneLine(l.Actor.Key), onrecord.OneLine(l.Matter.Name), underLine(l), answer.Several(l.LeftOut+len(l.Stages), "stage"), answer.Several(len(l.Origins), "origin"), dayOrNone(l.First), dayOrNone(l.Last))
	for i, s := range l.Stages {
		mark := " "
		if l.Current == l.LeftOut+i+1 {
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
