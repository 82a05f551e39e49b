package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"onrecord/internal/answer"
	"onrecord/internal/cross"
	"onrecord/internal/store"
)

// overviewOptions are the flags of trends, timeline and places.
type overviewOptions struct {
	store      string
	view       answer.View
	by, format string
}

func newTrends(c console) *cobra.Command {
	return newOverview(c, answer.TrendsView, "trends [WORDS]...", "Count statements, events and the share on unnamed word over time",
		"Count what fits over time, by the day of publication: statements, events, statements that outlets attribute, and how many of these stand on\n"+
			"unnamed word. What the page Trends of the desk draws.",
		"  onrecord trends ceasefire\n  onrecord trends --outlet \"Harbour Gazette\" --by month --format csv > trends.csv")
}

func newTimeline(c console) *cobra.Command {
	return newOverview(c, answer.TimelineView, "timeline ACTOR", "List what an actor said, did, had done to it and stood for, by day",
		"List the findings of one actor by the day of publication, the newest first: what it said, did, had done to it, and where it stood, each with its\n"+
			"words and on whose word. What the page Timeline of the desk draws.",
		"  onrecord timeline Norway\n  onrecord timeline \"Lena Hartog\" --from 2026-01-01 --format json")
}

func newPlaces(c console) *cobra.Command {
	return newOverview(c, answer.PlacesView, "places [WORDS]...", "Count events by the state where they took place",
		"Count the events that fit by the state where they are told to have taken place; those of which it is not known have a row without one. What the\n"+
			"map of the desk draws.",
		"  onrecord places --root ASSAULT\n  onrecord places --format csv > places.csv")
}

func newOverview(c console, view answer.View, use, short, long, example string) *cobra.Command {
	o := overviewOptions{view: view, format: string(answer.SQLTable)}
	text := ""
	var query func() (answer.Query, error)
	cmd := &cobra.Command{Use: use, Short: short, Long: long, Example: example, RunE: func(cmd *cobra.Command, args []string) error {
		text = strings.Join(args, " ")
		q, err := query()
		if err != nil {
			return usagef(cmd, "%w", err)
		}
		if view == answer.TimelineView {
			q.Actor = text
		}
		return o.run(cmd, c, q)
	}}
	f := cmd.Flags()
	o.store = defaultStore
	f.StringVar(&o.store, "store", o.store, "file of the store, or postgres://...")
	fields := answer.ViewFields(view)
	if view == answer.TimelineView {
		fields = slices.DeleteFunc(fields, func(name string) bool { return name == "actor" })
		query = answer.Flags(f, fields, nil)
	} else {
		query = answer.Flags(f, fields, func() string { return text })
	}
	if view == answer.TrendsView {
		f.StringVar(&o.by, "by", "", "day, week, month or year; what suits the length of time without it")
	}
	f.StringVar(&o.format, "format", o.format, "form: table, csv (for spreadsheets), json (an object a line)")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"table", "csv", "json"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (o *overviewOptions) run(cmd *cobra.Command, c console, q answer.Query) error {
	form := answer.SQLForm(o.format)
	if !slices.Contains(answer.SQLForms, form) {
		return usagef(cmd, "unknown format %q, want table, csv or json", o.format)
	}
	var across *cross.Across
	var s *store.Store
	var err error
	if o.view == answer.TimelineView {
		across, s, err = current(cmd.Context(), o.store, c)
	} else {
		s, err = store.OpenToRead(cmd.Context(), o.store)
	}
	if err != nil {
		return err
	}
	defer s.Close()
	x, err := answer.OverviewOf(cmd.Context(), s, across, o.view, q, o.by, nil)
	if err != nil {
		if errors.Is(err, store.ErrQuery) {
			return usagef(cmd, "%w", err)
		}
		return err
	}
	out := c.data()
	if form == answer.SQLTable {
		out = c.out
	}
	if err := x.Write(form, out); err != nil {
		return err
	}
	for _, n := range x.Notes {
		fmt.Fprintf(c.err, "onrecord: %s\n", n)
	}
	return nil
}
