package claim

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"onrecord"
)

// Uttered is when something was said, as its report tells it: "said on Monday". Where the report does not tell, all of it is empty.
type Uttered struct {
	From, To string // days, 2006-01-02, both of the interval
	Words    string // the report's words for it
}

// Told tells whether the report says when.
func (u Uttered) Told() bool { return u.From != "" }

// uttered is the time that hangs on the cue of a statement, or stands right beside it; none that lies in what is said, for that is the time of
// something else, nor any to come.
func uttered(d *onrecord.Document, a *onrecord.Attribution) Uttered {
	if a.Cue.Empty() {
		return Uttered{}
	}
	at := d.SentenceAt(a.Cue.Start)
	for _, fits := range []func(onrecord.Span) bool{func(s onrecord.Span) bool { return hangsOnCue(d, a, s) }, func(s onrecord.Span) bool { return besideCue(d, a, s) }} {
		for i := range d.Dates {
			x := &d.Dates[i]
			switch day := d.Meta.Day(); {
			case x.From == "" || x.To == "" || day != "" && x.From > day:
			case at < 0 || d.SentenceAt(x.Span.Start) != at || inContent(a, x.Span):
			case fits(x.Span):
				return Uttered{x.From, x.To, onrecord.OneLine(d.In(x.Span))}
			}
		}
	}
	return Uttered{}
}

func inContent(a *onrecord.Attribution, s onrecord.Span) bool {
	return slices.ContainsFunc(a.Content, func(c onrecord.Span) bool { return c.Overlaps(s) })
}

// hangsOnCue tells whether words depend on the cue, with nothing of what is said between.
func hangsOnCue(d *onrecord.Document, a *onrecord.Attribution, s onrecord.Span) bool {
	first, end := d.TokensIn(s)
	for i := first; i < end; i++ {
		if head := int(d.Tokens[i].Head) - 1; head >= first && head < end {
			continue // within the words
		}
		t := &d.Tokens[i]
		for range 50 { // longer than any chain; a loop would be a fault of the parser
			if t.Head == 0 {
				break
			}
			t = &d.Tokens[t.Head-1]
			if a.Cue.Contains(t.Span) {
				return true
			}
			if inContent(a, t.Span) {
				break
			}
		}
	}
	return false
}

// besideCue tells whether nothing but to whom it was said, small words and marks stand between the cue and some words.
func besideCue(d *onrecord.Document, a *onrecord.Attribution, s onrecord.Span) bool {
	between := onrecord.Span{Start: a.Cue.End, End: s.Start}
	if s.End <= a.Cue.Start {
		between = onrecord.Span{Start: s.End, End: a.Cue.Start}
	}
	if between.End < between.Start {
		return false
	}
	first, end := d.TokensIn(between)
	for _, t := range d.Tokens[first:end] {
		if !a.Addressee.Contains(t.Span) && t.Tag != "ADP" && t.Tag != "ADV" && strings.ContainsFunc(d.In(t.Span), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			return false
		}
	}
	return true
}

// Passing is how a claim came into a report.
type Passing string

// The ways. Where a day is not known, First is none: whether it came before is not known.
const (
	First Passing = "first" // no report that is known to be earlier has it
	Copy  Passing = "copy"  // the report prints the text of one that has it
	Relay Passing = "relay" // told from another outlet: "as Reuters reported"
	Again Passing = "again" // the same source says it again
	Other Passing = "other" // another source says it
)

// Step is one statement on the way of a claim.
type Step struct {
	Statement int // its index
	By        Passing
	After     int  // index of the earlier statement that it goes back to; -1 where none is known
	Days      *int // after the first report; nil where a day is not known
}

// Course is who came first with a claim, and how it travelled.
type Course struct {
	// Printed are the statements that were printed first, one of a report: one, or several of which it cannot be told which was first; none where
	// no report has a day.
	Printed []int
	// Said are those with the earliest utterance that is told. None where no report tells when it was said, or where it was printed before any
	// day that is told.
	Said    []int
	Untold  int    // statements of which it is not told when they were said
	Undated int    // statements in reports without a day: any of them may be the first
	Steps   []Step // all statements, in the order in which they were printed; those without a day last
}

// Follow follows some statements that say the same, by their indexes, from the first on. Reports of one day come in the order of their times
// where both have one; else their order is not known.
func Follow(statements []Statement, members []int) Course {
	order := slices.Clone(members)
	slices.SortFunc(order, func(i, k int) int {
		a, b := &statements[i], &statements[k]
		return cmp.Or(compareBool(a.day() == "", b.day() == ""), strings.Compare(a.day(), b.day()), compareBool(!a.timed(), !b.timed()), a.When.Compare(b.When),
			strings.Compare(a.Report, b.Report), cmp.Compare(a.Number, b.Number))
	})
	var c Course
	for _, i := range order {
		s := &statements[i]
		if s.day() == "" {
			c.Undated++
		}
		if !s.Uttered.Told() {
			c.Untold++
		}
		if s.day() != "" && !slices.ContainsFunc(c.Printed, func(k int) bool { return statements[k].Report == s.Report || statements[k].before(s) }) {
			c.Printed = append(c.Printed, i)
		}
	}
	for _, i := range order {
		if statements[i].Uttered.Told() && !slices.ContainsFunc(order, func(k int) bool { return statements[k].saidBefore(&statements[i]) }) {
			c.Said = append(c.Said, i)
		}
	}
	slices.SortStableFunc(c.Said, func(i, k int) int { return strings.Compare(statements[i].Uttered.From, statements[k].Uttered.From) })
	for n, i := range order {
		c.Steps = append(c.Steps, c.step(statements, order[:n], i))
	}
	return c
}

// step is how a claim came to a statement, by those before it.
func (c *Course) step(statements []Statement, before []int, i int) Step {
	s := &statements[i]
	x := Step{Statement: i, By: Other, After: -1}
	if len(c.Printed) > 0 {
		x.Days = daysBetween(statements[c.Printed[0]].day(), s.day())
	}
	root, _ := s.Root()
	find := func(by Passing, is func(*Statement) bool) bool {
		for _, k := range before {
			if is(&statements[k]) {
				x.By, x.After = by, k
				return true
			}
		}
		return false
	}
	switch {
	case slices.Contains(c.Printed, i):
		x.By = First
	case find(Copy, func(o *Statement) bool { return o.Report != s.Report && o.Origin == s.Origin && s.Origin != "" }):
	case s.Via != "":
		x.By = Relay
		find(Relay, func(o *Statement) bool {
			return strings.EqualFold(o.Outlet, s.Via) || strings.EqualFold(o.Origin, s.Via) || strings.EqualFold(o.Via, s.Via)
		})
	case find(Again, func(o *Statement) bool { r, _ := o.Root(); return r == root }):
	}
	return x
}

// day is the day on which a statement was printed, as instants are compared: of a time that in UTC; "" where it is not known.
func (s *Statement) day() string {
	if s.timed() {
		return s.When.UTC().Format(time.DateOnly)
	}
	return s.Day
}

// timed tells whether it is known when on its day a report was published.
func (s *Statement) timed() bool { return !s.When.IsZero() }

// before tells whether a statement was printed before another for certain.
func (s *Statement) before(t *Statement) bool {
	if s.timed() && t.timed() {
		return s.When.Before(t.When)
	}
	return s.day() < t.day()
}

// saidBefore tells whether a statement was made before another, of which it is told when, for certain: on a day that is told, or because it was
// printed before.
func (s *Statement) saidBefore(t *Statement) bool {
	by := cmp.Or(s.Uttered.To, s.Day)
	return by != "" && by < t.Uttered.From
}

// daysBetween is how many days lie between two; nil where one is not known.
func daysBetween(from, to string) *int {
	a, err := time.Parse(time.DateOnly, from)
	if err != nil {
		return nil
	}
	b, err := time.Parse(time.DateOnly, to)
	if err != nil {
		return nil
	}
	n := int(b.Sub(a).Hours() / 24)
	return &n
}

// compareBool sorts false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
