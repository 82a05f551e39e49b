package cross

import (
	"fmt"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/cross/claim"
)

// First is who came first with a claim, and how it travelled from there.
type First struct {
	// Words say it in a sentence or two, the same on every surface.
	Words   string      `json:"words"`
	Printed []Statement `json:"printed" nullable:"false"` // the earliest report: one, or several of which it cannot be told which came first; none where no day is known
	Said    []Statement `json:"said" nullable:"false"`    // the earliest utterance that is told; none where no report tells when it was said, or it was printed before
	Untold  int         `json:"untold"`                   // statements of which it is not told when they were said
	Undated int         `json:"undated"`                  // statements in reports without a day: any of them may be the first
	Travel  []Step      `json:"travel" nullable:"false"`  // all statements in the order in which they were printed, those without a day last
}

// Step is a statement on the way of a claim.
type Step struct {
	Report string        `json:"report"`
	ID     string        `json:"id"`
	Outlet string        `json:"outlet"`
	Source string        `json:"source"`
	Day    string        `json:"day,omitempty"`  // of publication; "" not known
	Days   *int          `json:"days,omitempty"` // after the first report; absent where a day is not known
	By     claim.Passing `json:"by" enum:"first,copy,relay,again,other" doc:"first; copy of a text that has it; relay: told from another outlet; again: the same source; other: another source"`
	From   string        `json:"from,omitempty"` // report of the earlier statement that it goes back to
	FromID string        `json:"from_id,omitempty"`
}

// FirstOf tells who came first with some statements that say the same, by their indexes.
func FirstOf(all []claim.Statement, members []int) First {
	c := claim.Follow(all, members)
	f := First{Printed: append([]Statement{}, statementsOf(all, c.Printed)...), Said: append([]Statement{}, statementsOf(all, c.Said)...), Travel: []Step{}, Untold: c.Untold, Undated: c.Undated}
	for _, s := range c.Steps {
		x := &all[s.Statement]
		step := Step{Report: x.Report, ID: onrecord.FindingID(onrecord.KindStatement, x.Number), Outlet: x.Outlet, Source: x.Source, Day: x.Day, Days: s.Days, By: s.By}
		if s.After >= 0 {
			step.From, step.FromID = all[s.After].Report, onrecord.FindingID(onrecord.KindStatement, all[s.After].Number)
		}
		f.Travel = append(f.Travel, step)
	}
	f.Words = f.words()
	return f
}

func statementsOf(all []claim.Statement, list []int) []Statement {
	var out []Statement
	for _, i := range list {
		x := &all[i]
		out = append(out, Statement{x.Report, onrecord.FindingID(onrecord.KindStatement, x.Number), x.Outlet, x.Source, x.Quote, x.Day, x.Uttered.From, x.Uttered.To, x.Uttered.Words, x.Span})
	}
	return out
}

// words tell it in sentences. What is not known is said.
func (f *First) words() string {
	out := []string{f.printedWords(), f.saidWords()}
	if way := f.wayWords(); way != "" {
		out = append(out, way)
	}
	if f.Undated > 0 && len(f.Printed) > 0 {
		out = append(out, several(f.Undated, "statement")+" stand"+map[bool]string{true: "s"}[f.Undated == 1]+" in reports without a day and may be earlier.")
	}
	return strings.Join(out, " ")
}

func (f *First) printedWords() string {
	switch {
	case len(f.Printed) == 0:
		return "Who printed it first is not known: no report has a day."
	case len(f.Printed) == 1:
		return "First printed by " + printedBy(&f.Printed[0]) + " on " + f.Printed[0].Day + "."
	}
	var by []string
	for i := range f.Printed {
		by = append(by, printedBy(&f.Printed[i]))
	}
	return fmt.Sprintf("First printed on %s by one of %d reports; in which order is not known: %s.", f.Printed[0].Day, len(by), strings.Join(by, "; "))
}

// printedBy is an outlet with whose word it printed.
func printedBy(s *Statement) string {
	outlet, source := outletOf(s.Outlet, s.Report), onrecord.OneLine(s.Source)
	if source == "" {
		return outlet + " (no source given)"
	}
	return outlet + " (" + source + ")"
}

// outletOf is an outlet, else the beginning of the report's digest.
func outletOf(outlet, report string) string {
	if outlet = onrecord.OneLine(outlet); outlet != "" {
		return outlet
	}
	return "report " + report[:min(len(report), 12)]
}

func (f *First) saidWords() string {
	if len(f.Said) == 0 {
		if f.Untold == len(f.Travel) {
			return "When it was said is not told."
		}
		return "The first report does not tell when it was said; all days that are told are later."
	}
	var said []string
	for i := range f.Said {
		s := &f.Said[i]
		days := s.From
		if s.To != s.From {
			days += " to " + s.To
		}
		x := fmt.Sprintf("%s, %s (“%s”)", printedBy(s), days, s.When)
		if !slices.Contains(said, x) {
			said = append(said, x)
		}
	}
	out := "The earliest utterance that is told: " + strings.Join(said, "; ") + "."
	if f.Untold > 0 {
		out += " Of " + several(f.Untold, "statement") + " it is not told when " + map[bool]string{true: "it was", false: "they were"}[f.Untold == 1] + " made."
	}
	return out
}

// How is how the claim came into a step's report, in words: "a copy of Ledger, 1 day after the first".
func (f *First) How(s *Step) string {
	of := ""
	for i := range f.Travel {
		if o := &f.Travel[i]; s.From != "" && o.Report == s.From && o.ID == s.FromID {
			of = outletOf(o.Outlet, o.Report)
		}
	}
	out := map[claim.Passing]string{claim.First: "first", claim.Copy: "a copy", claim.Relay: "told from another outlet", claim.Again: "the same source again", claim.Other: "another source"}[s.By]
	switch {
	case of == "":
	case s.By == claim.Copy:
		out = "a copy of " + of
	case s.By == claim.Relay:
		out = "told from " + of
	case s.By == claim.Again:
		out += ", as in " + of
	}
	switch {
	case s.Day == "":
		return out + "; its day is not known"
	case s.By == claim.First || s.Days == nil:
		return out
	case *s.Days == 0:
		return out + ", the same day"
	}
	return out + ", " + several(*s.Days, "day") + " after the first"
}

// wayWords tell how it went on.
func (f *First) wayWords() string {
	counts, last := map[claim.Passing]int{}, 0
	for _, s := range f.Travel {
		if s.By != claim.First && s.Day != "" {
			counts[s.By]++
		}
		if s.Days != nil {
			last = max(last, *s.Days)
		}
	}
	var out []string
	for _, x := range []struct {
		by        claim.Passing
		one, many string
	}{{claim.Copy, "a copy", "copies"}, {claim.Relay, "told from another outlet", "told from other outlets"}, {claim.Again, "by the same source again", "by the same sources again"}, {claim.Other, "on another's word", "on others' word"}} {
		switch n := counts[x.by]; {
		case n == 1:
			out = append(out, "1 "+x.one)
		case n > 1:
			out = append(out, fmt.Sprintf("%d %s", n, x.many))
		}
	}
	if out == nil {
		return ""
	}
	if last > 0 {
		return "Then, within " + several(last, "day") + ": " + strings.Join(out, ", ") + "."
	}
	return "Then: " + strings.Join(out, ", ") + "."
}

func several(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
