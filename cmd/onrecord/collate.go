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
	"onrecord/internal/claim"
	"onrecord/internal/collate"
	"onrecord/internal/standing"
	"onrecord/internal/store"
)

// collateOptions are the flags that stories and standing share.
type collateOptions struct {
	store, from, to string
	lines           bool
}

func (o *collateOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.store, "store", defaultStore, "file of the store, or postgres://...")
	f.StringVar(&o.from, "from", "", "first day of publication, 2006-01-02")
	f.StringVar(&o.to, "to", "", "last day of publication")
	f.BoolVar(&o.lines, "json", false, "JSON, one a line")
}

func (o *collateOptions) check(cmd *cobra.Command) error {
	for _, day := range []string{o.from, o.to} {
		if day != "" && !isDay(day) {
			return usagef(cmd, "--from and --to are days such as 2006-01-02, got %q", day)
		}
	}
	return nil
}

// collated is a store laid side by side: its reports by digest, in their order, with copies and stories.
type collated struct {
	reports map[string]*onrecord.Document
	copies  *collate.Copies
	stories *collate.Stories
	actors  map[string]string // keys of actors that are another's by decision
}

// collate reads the reports of the days asked for and lays them side by side.
func (o *collateOptions) collate(ctx context.Context, stories bool) (*collated, error) {
	s, err := store.OpenToRead(ctx, o.store)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	c := &collated{reports: map[string]*onrecord.Document{}}
	if c.copies, err = collate.NewCopies(); err != nil {
		return nil, err
	}
	if c.stories, err = collate.NewStories(); err != nil {
		return nil, err
	}
	days := exportOptions{from: o.from, to: o.to}
	for d, err := range s.Reports(ctx) {
		if err != nil {
			return nil, err
		}
		if !days.fits(d) {
			continue
		}
		r := collate.Report{ID: onrecord.Digest(d.Text), Title: headlineOf(d), Text: d.Text, Outlet: d.Meta.Publisher, Published: d.Meta.When()}
		if err := c.copies.Add(r); err != nil {
			return nil, err
		}
		if stories {
			if err := c.stories.Add(r); err != nil {
				return nil, err
			}
		}
		c.reports[r.ID] = d
	}
	if err := c.decided(ctx, s, stories); err != nil {
		return nil, err
	}
	if stories {
		c.stories.Again()
	}
	return c, nil
}

// decided applies what analysts decided on stories and actors.
func (c *collated) decided(ctx context.Context, s *store.Store, stories bool) error {
	log, err := s.Decisions(ctx, "")
	if err != nil {
		return err
	}
	c.actors = map[string]string{}
	for _, d := range log {
		if d.Undone || d.Action != store.Merge && d.Action != store.Split {
			continue
		}
		switch {
		case strings.Contains(d.Old, "/") && d.Action == store.Merge:
			c.actors[d.Old] = d.New
		case !stories || c.reports[d.Old] == nil || c.reports[d.New] == nil: // of other days
		case d.Action == store.Merge:
			err = c.stories.Join(d.Old, d.New)
		default:
			err = c.stories.Part(d.Old, d.New)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func headlineOf(d *onrecord.Document) string {
	if d.Meta.Title != "" {
		return oneLine(d.Meta.Title)
	}
	first, _, _ := strings.Cut(strings.TrimSpace(d.Text), "\n")
	return oneLine(first[:min(len(first), 200)])
}

// origins is whose text each report prints: the agency credited, else the earliest report of its group, else itself.
func (c *collated) origins() map[string]string {
	out := map[string]string{}
	for id := range c.reports {
		out[id] = id
	}
	for _, g := range c.copies.Groups() {
		origin := g.Origin.Agency
		if origin == "" {
			origin = g.Origin.Earliest
		}
		for _, id := range g.Reports {
			out[id] = origin
		}
	}
	return out
}

func newStories(c console) *cobra.Command {
	var o collateOptions
	least, claims := 2, false
	cmd := &cobra.Command{
		Use:   "stories",
		Short: "Group the reports of a store into stories, with their copies, origins and claims",
		Long: "Lay the reports of a store side by side: which tell of one happening, which of them are copies of one text and whose, and what\n" +
			"their sources say - who stands behind it, how many independent origins, and who contradicts it.",
		Example: "  onrecord stories --store news.db --from 2026-03-01\n" +
			"  onrecord stories --store news.db --claims --json > stories.jsonl",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(cmd); err != nil {
				return err
			}
			if least < 1 {
				return usagef(cmd, "--least must be at least 1")
			}
			side, err := o.collate(cmd.Context(), true)
			if err != nil {
				return err
			}
			return side.showStories(c.out, least, claims, o.lines)
		},
	}
	o.flags(cmd)
	cmd.Flags().IntVar(&least, "least", 2, "stories of at least so many reports")
	cmd.Flags().BoolVar(&claims, "claims", false, "also what sources say, who supports and who contradicts it")
	return cmd
}

// storyJSON is a story as a line of JSON.
type storyJSON struct {
	ID      string            `json:"id"`
	Title   string            `json:"title"`
	Terms   []string          `json:"terms"`
	Origins []string          `json:"origins"`
	Reports []storyReportJSON `json:"reports"`
	Claims  []claimJSON       `json:"claims,omitempty"`
}

type storyReportJSON struct {
	Report    string   `json:"report"`
	Outlet    string   `json:"outlet"`
	Published string   `json:"published"`
	Title     string   `json:"title"`
	URL       string   `json:"url"`
	Origin    string   `json:"origin"`
	Likeness  float64  `json:"likeness"`
	Shared    []string `json:"shared"`
}

type claimJSON struct {
	Quote        string          `json:"quote"`
	Sources      []string        `json:"sources"`
	Origins      []string        `json:"origins"`
	CannotTell   bool            `json:"cannot_tell"`
	Said         []statementJSON `json:"said"`
	Contradicted []statementJSON `json:"contradicted,omitempty"`
}

type statementJSON struct {
	Report string `json:"report"`
	ID     string `json:"id"`
	Outlet string `json:"outlet"`
	Source string `json:"source"`
	Quote  string `json:"quote"`
}

func (c *collated) showStories(out io.Writer, least int, claims, lines bool) error {
	origins := c.origins()
	reader, err := claim.New()
	if err != nil {
		return err
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for _, s := range c.stories.Stories() {
		if len(s.Reports) < least {
			break
		}
		j, err := c.story(s, origins)
		if err != nil {
			return err
		}
		if claims {
			j.Claims = c.claims(reader, s, origins)
		}
		if lines {
			err = e.Encode(j)
		} else {
			err = showStory(out, j)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *collated) story(s collate.Story, origins map[string]string) (storyJSON, error) {
	j := storyJSON{ID: s.ID, Title: s.Title, Terms: s.Terms}
	for _, id := range s.Reports {
		d := c.reports[id]
		why, err := c.stories.Why(id)
		if err != nil {
			return j, err
		}
		j.Reports = append(j.Reports, storyReportJSON{id, d.Meta.Publisher, d.Meta.Published, headlineOf(d), d.Meta.URL, origins[id], rounded(why.Likeness), why.Shared})
		if !slices.Contains(j.Origins, origins[id]) {
			j.Origins = append(j.Origins, origins[id])
		}
	}
	return j, nil
}

func rounded(x float64) float64 { return float64(int(x*1000+0.5)) / 1000 }

func (c *collated) claims(r *claim.Reader, s collate.Story, origins map[string]string) []claimJSON {
	var all []claim.Statement
	for _, id := range s.Reports {
		all = append(all, r.From(c.reports[id], origins[id])...)
	}
	said := func(list []int) []statementJSON {
		var out []statementJSON
		for _, i := range list {
			x := &all[i]
			out = append(out, statementJSON{x.Report, fmt.Sprintf("a%d", x.Number), x.Outlet, x.Source, x.Quote})
		}
		return out
	}
	var out []claimJSON
	for _, x := range claim.Claims(all, claim.Links(all)) {
		out = append(out, claimJSON{x.Quote, x.Sources, x.Origins, x.CannotTell, said(x.Statements), said(x.Contradicted)})
	}
	return out
}

func showStory(out io.Writer, s storyJSON) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n  %s, %s; %s\n", s.Title, several(len(s.Reports), "report"), several(len(s.Origins), "origin"), strings.Join(s.Terms, ", "))
	for _, r := range s.Reports {
		note := ""
		if r.Origin != r.Report {
			note = "  (a copy: " + short(r.Origin) + ")"
		}
		fmt.Fprintf(&b, "  - %s  %s  %s  %s%s\n", dayOrNone(r.Published), short(r.Report), r.Outlet, r.Title, note)
	}
	for _, x := range s.Claims {
		sure := ""
		if x.CannotTell {
			sure = "; unnamed sources among them may be one"
		}
		fmt.Fprintf(&b, "  “%s”\n    said by %s: %d independent origins%s\n", oneLine(x.Quote), strings.Join(x.Sources, ", "), len(x.Origins), sure)
		for _, y := range x.Contradicted {
			fmt.Fprintf(&b, "    contradicted by %s (%s): “%s”\n", y.Source, y.Outlet, oneLine(y.Quote))
		}
	}
	b.WriteString("\n")
	_, err := io.WriteString(out, b.String())
	return err
}

// several is a number with its noun: "1 report", "2 reports".
func several(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
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
	actor, issue := "", ""
	changed := false
	cmd := &cobra.Command{
		Use:   "standing",
		Short: "Show where actors stand over time, and what changed",
		Long: "Work out from all positions of a store where each actor stands on each issue: every step with its words, on whose word, what changed\n" +
			"against the step before, why that might be no change, and which step holds now and by which rule. Copies of one text are one step.",
		Example: "  onrecord standing --store news.db --actor Norway\n" +
			"  onrecord standing --store news.db --issue troop --changed",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(cmd); err != nil {
				return err
			}
			side, err := o.collate(cmd.Context(), false)
			if err != nil {
				return err
			}
			return side.showStanding(c.out, actor, issue, changed, o.lines)
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&actor, "actor", "", "words of the actor's name or key, such as Norway or state/NOR")
	cmd.Flags().StringVar(&issue, "issue", "", "words of the issue or its topic")
	cmd.Flags().BoolVar(&changed, "changed", false, "only where something changed")
	return cmd
}

func (c *collated) showStanding(out io.Writer, actor, issue string, changed, lines bool) error {
	origins := c.origins()
	reader, err := standing.New()
	if err != nil {
		return err
	}
	var all []standing.Evidence
	for id, d := range c.reports {
		for _, e := range reader.From(d, origins[id]) {
			if to, merged := c.actors[e.Actor.Key]; merged {
				e.Actor.Key, e.Actor.Reason = to, "decision"
				e.Actor.Conf = 1
			}
			all = append(all, e)
		}
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for _, l := range standing.Lines(all) {
		fits := func(words string, in ...string) bool {
			return words == "" || slices.ContainsFunc(in, func(s string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(words)) })
		}
		moved := slices.ContainsFunc(l.Steps, func(s standing.Step) bool { return s.Changes[0] != standing.First && s.Changes[0] != standing.Restate })
		if !fits(actor, l.Actor.Name, l.Actor.Key) || !fits(issue, l.Issue, l.Topic) || changed && !moved {
			continue
		}
		var err error
		if lines {
			err = e.Encode(l)
		} else {
			err = showLine(out, l)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func showLine(out io.Writer, l standing.Line) error {
	var b strings.Builder
	topic := l.Issue
	if l.Topic != "" {
		topic = strings.ReplaceAll(l.Topic, "_", " ")
	}
	fmt.Fprintf(&b, "%s (%s) on %s\n  %s, %s, %s to %s\n", l.Actor.Name, l.Actor.Key, oneLine(topic), several(len(l.Steps), "step"), several(len(l.Origins), "origin"), dayOrNone(l.First), dayOrNone(l.Last))
	for i, s := range l.Steps {
		mark := " "
		if l.Current == i+1 {
			mark = "*"
		}
		word := "on the word of " + s.OnWordOf
		if s.OnWordOf == "" {
			word = "in the outlet's own voice"
		}
		var changes []string
		for _, ch := range s.Changes {
			changes = append(changes, string(ch))
		}
		fmt.Fprintf(&b, " %s%d. %s  %s %d  [%s]  “%s”\n      %s (%s)", mark, i+1, dayOrNone(s.Day), s.Stance, s.Firmness, strings.Join(changes, ", "), oneLine(s.Quote), word,
			s.Authority.Name())
		for _, x := range s.Conditions {
			fmt.Fprintf(&b, "; %s", oneLine(x))
		}
		b.WriteString("\n")
		if len(s.Doubts) > 0 {
			fmt.Fprintf(&b, "      perhaps none: %s\n", strings.Join(s.Doubts, "; "))
		}
	}
	fmt.Fprintf(&b, "  now: step %d, %s\n", l.Current, l.Why)
	if l.Silent != "" {
		fmt.Fprintf(&b, "  silent: %s\n", l.Silent)
	}
	b.WriteString("\n")
	_, err := io.WriteString(out, b.String())
	return err
}
