package claim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/cross/claim"
)

// on are the statements of a report of a day or time.
func on(t testing.TB, published, outlet, origin, text string) []claim.Statement {
	t.Helper()
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	d := &onrecord.Document{Text: text, Meta: onrecord.Meta{Publisher: outlet, Published: published}}
	if err := r.Read(d); err != nil {
		t.Fatal(err)
	}
	c, err := claim.New()
	if err != nil {
		t.Fatal(err)
	}
	return c.From(d, origin)
}

// TestUttered finds when something was said: what hangs on the cue or stands beside it, and nothing that lies in what is said.
func TestUttered(t *testing.T) {
	for _, c := range []struct{ text, from, to, words string }{
		{"Police said on Monday that twelve people died in the fire at the Kessel mill.", "2026-03-02", "2026-03-02", "on Monday"},
		{"On Monday, police said twelve people died in the fire at the Kessel mill.", "2026-03-02", "2026-03-02", "On Monday"},
		{"Twelve people died in the fire at the Kessel mill, police said on Tuesday.", "2026-03-03", "2026-03-03", "on Tuesday"},
		{"Police told reporters yesterday that twelve people died in the fire at the Kessel mill.", "2026-03-03", "2026-03-03", "yesterday"},
		{"Police said twelve people died in the fire at the Kessel mill on Monday.", "", "", ""},
		{"Police said that on Monday twelve people died in the fire at the Kessel mill.", "", "", ""},
		{"Twelve people died in the fire at the Kessel mill, police said.", "", "", ""},
		{"Police will say on Friday that twelve people died in the fire at the Kessel mill.", "", "", ""},
	} {
		list := on(t, "2026-03-04", "Gazette", "", c.text)
		if len(list) == 0 {
			t.Errorf("%s: no statement", c.text)
			continue
		}
		if u := list[0].Uttered; u.From != c.from || u.To != c.to || !strings.EqualFold(u.Words, c.words) && !strings.HasSuffix(c.words, u.Words) {
			t.Errorf("%s: %+v, want %s", c.text, u, c.from)
		}
	}
}

const died = " that twelve people died in the fire at the Kessel mill."

// followed is the course of the statements of some reports, each with its outlet for its name.
func followed(t *testing.T, reports [][]claim.Statement) (c claim.Course, name func(int) string) {
	t.Helper()
	var all []claim.Statement
	var members []int
	for _, r := range reports {
		for range r {
			members = append(members, len(members))
		}
		all = append(all, r...)
	}
	claim.Unify(all, nil)
	return claim.Follow(all, members), func(i int) string { return all[i].Outlet }
}

func names(list []int, name func(int) string) string {
	var out []string
	for _, i := range list {
		out = append(out, name(i))
	}
	return strings.Join(out, " ")
}

// TestFollow tells who came first and how it went on: copies, what is told from an outlet, the same source again, others; by days and times.
func TestFollow(t *testing.T) {
	c, name := followed(t, [][]claim.Statement{
		on(t, "2026-03-05", "Herald", "", "Twelve people died in the fire at the Kessel mill, Reuters reported."),
		on(t, "2026-03-03", "Courier", "wire", "The mayor of Kessel, Pia Lund, said on Monday"+died+" The mill is old."),
		on(t, "", "Pamphlet", "", "Officials said"+died),
		on(t, "2026-03-02", "Ledger", "wire", "The mayor of Kessel, Pia Lund, said on Monday"+died),
		on(t, "2026-03-04", "Star", "", "Mayor Pia Lund said"+died),
		on(t, "2026-03-04", "Echo", "", "Police said on Sunday"+died),
	})
	if got := names(c.Printed, name); got != "Ledger" {
		t.Errorf("first printed by %s", got)
	}
	if got := names(c.Said, name); got != "Echo" {
		t.Errorf("first said in %s", got)
	}
	if c.Undated != 1 || c.Untold != 3 {
		t.Errorf("%d undated, %d untold", c.Undated, c.Untold)
	}
	var way []string
	for _, s := range c.Steps {
		days := "?"
		if s.Days != nil {
			days = fmt.Sprint(*s.Days)
		}
		after := ""
		if s.After >= 0 {
			after = "<" + name(s.After)
		}
		way = append(way, name(s.Statement)+" "+string(s.By)+after+" "+days)
	}
	slices.Sort(way[2:4]) // of one day
	if got, want := strings.Join(way, ", "), "Ledger first 0, Courier copy<Ledger 1, Echo other 2, Star again<Ledger 2, Herald relay 3, Pamphlet other ?"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestFirstOfADay: reports of one day come in the order of their times, where both have one; else it cannot be told which was first.
func TestFirstOfADay(t *testing.T) {
	for _, c := range []struct {
		published []string
		first     string
	}{
		{[]string{"2026-03-02T09:00:00Z", "2026-03-02T08:00:00Z"}, "1"},
		{[]string{"2026-03-02T09:00:00+02:00", "2026-03-02T08:00:00Z"}, "0"},
		{[]string{"2026-03-02", "2026-03-02T08:00:00Z"}, "0 1"},
		{[]string{"2026-03-02", "2026-03-02"}, "0 1"},
		{[]string{"2026-03-02", "2026-03-02T08:00:00Z", "2026-03-02T07:00:00Z", "2026-03-01"}, "3"},
		{[]string{"2026-03-02", "2026-03-02T08:00:00Z", "2026-03-02T07:00:00Z"}, "0 2"},
		{[]string{"", ""}, ""},
		{[]string{"", "2026-03-09"}, "1"},
	} {
		var reports [][]claim.Statement
		for i, p := range c.published {
			reports = append(reports, on(t, p, fmt.Sprint(i), "", []string{"Police", "Officials", "Doctors", "Miners"}[i]+" said"+died))
		}
		course, name := followed(t, reports)
		got := strings.Fields(names(course.Printed, name))
		slices.Sort(got)
		if strings.Join(got, " ") != c.first || len(course.Steps) != len(c.published) {
			t.Errorf("%q: first %q, want %q", c.published, got, c.first)
		}
		if len(course.Said) != 0 {
			t.Errorf("%q: said %v", c.published, course.Said)
		}
	}
}

// TestPrintedBeforeItWasSaid: a day that is told is no earliest utterance where another report printed it before that day.
func TestPrintedBeforeItWasSaid(t *testing.T) {
	c, name := followed(t, [][]claim.Statement{on(t, "2026-03-01", "Gazette", "", "Officials said"+died), on(t, "2026-03-04", "Ledger", "", "Police said on Tuesday"+died)})
	if len(c.Said) != 0 || names(c.Printed, name) != "Gazette" || c.Untold != 1 {
		t.Errorf("%+v", c)
	}
}
