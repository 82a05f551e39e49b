package standing_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/cross/standing"
	"onrecord/read"
)

var norway = standing.Actor{Key: "state/NOR", Name: "Norway", Reason: "state"}

// ev is evidence by a short hand: day, stance, firmness, authority, then what is set on it.
func ev(day string, stance onrecord.Stance, firmness int, a standing.Authority, set ...func(*standing.Evidence)) standing.Evidence {
	e := standing.Evidence{Report: "r" + day + string(stance), Origin: "r" + day + string(stance), Day: day, Actor: norway, Issue: "the troops", Topic: "troop_deployment",
		Stance: stance, Firmness: &firmness, Authority: a, Position: 1}
	for _, f := range set {
		f(&e)
	}
	return e
}

func conditions(c ...string) func(*standing.Evidence) {
	return func(e *standing.Evidence) { e.Conditions = c }
}
func origin(o string) func(*standing.Evidence) {
	return func(e *standing.Evidence) { e.Origin = o }
}
func redLine(e *standing.Evidence) { e.RedLine = true }
func recap(e *standing.Evidence)   { e.Recap = true }
func denial(e *standing.Evidence)  { e.Denial, e.Topic = true, "" }
func scope(s string) func(*standing.Evidence) {
	return func(e *standing.Evidence) { e.Scope = []string{s} }
}

const pro, con = onrecord.StanceFor, onrecord.StanceAgainst

func TestChanges(t *testing.T) {
	own, official, anonymous := standing.OwnWord, standing.Official, standing.Anonymous
	for name, c := range map[string]struct {
		first, then standing.Evidence
		want        string
	}{
		"restate":            {ev("2026-01-01", con, 3, own), ev("2026-01-10", con, 4, own), "restate"},
		"harden":             {ev("2026-01-01", con, 2, own), ev("2026-01-10", con, 4, own), "harden"},
		"soften":             {ev("2026-01-01", con, 5, own), ev("2026-01-10", con, 3, own), "soften"},
		"reverse":            {ev("2026-01-01", con, 4, own), ev("2026-01-10", pro, 4, own), "reverse"},
		"mixed":              {ev("2026-01-01", con, 4, own), ev("2026-01-03", pro, 4, own), "mixed"},
		"private":            {ev("2026-01-01", con, 4, own), ev("2026-01-10", pro, 4, anonymous), "private against public"},
		"condition added":    {ev("2026-01-01", con, 4, own), ev("2026-01-10", con, 4, own, conditions("until: a truce")), "condition added"},
		"condition dropped":  {ev("2026-01-01", con, 4, own, conditions("until: a truce")), ev("2026-01-10", con, 4, own), "condition dropped"},
		"condition reworded": {ev("2026-01-01", con, 4, own, conditions("until: a truce")), ev("2026-01-10", con, 4, own, conditions("until: peace")), "condition reworded"},
		"same condition":     {ev("2026-01-01", con, 4, own, conditions("until: A truce")), ev("2026-01-10", con, 4, own, conditions("until: a  truce")), "restate"},
		"narrowed":           {ev("2026-01-01", con, 4, own), ev("2026-01-10", con, 4, own, scope("combat units")), "scope narrowed"},
		"red line":           {ev("2026-01-01", con, 4, own), ev("2026-01-10", con, 5, own, redLine), "red line set"},
		"a copy":             {ev("2026-01-01", con, 4, own, origin("wire")), ev("2026-01-02", pro, 4, own, origin("wire")), "restate"},
		"a recap":            {ev("2026-01-01", con, 2, own), ev("2026-01-10", con, 5, own, recap), "restate"},
		"denied":             {ev("2026-01-01", con, 4, own), ev("2026-01-10", onrecord.StanceNoSide, 0, own, denial), "denied"},
		"official":           {ev("2026-01-01", con, 4, own), ev("2026-01-10", pro, 4, official), "reverse"},
	} {
		lines := standing.Lines(t, []standing.Evidence{c.then, c.first})
		if len(lines) != 1 || len(lines[0].Stages) != 2 {
			t.Fatalf("%s: %+v", name, lines)
		}
		var got []string
		for _, ch := range lines[0].Stages[1].Changes {
			got = append(got, string(ch))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestCurrent(t *testing.T) {
	for name, c := range map[string]struct {
		evidence []standing.Evidence
		want     int
		why      string
	}{
		"newest":                   {[]standing.Evidence{ev("2026-01-01", con, 4, standing.OwnWord), ev("2026-01-10", pro, 4, standing.OwnWord)}, 2, "own word"},
		"anonymous does not count": {[]standing.Evidence{ev("2026-01-01", con, 4, standing.OwnWord), ev("2026-01-10", pro, 4, standing.Anonymous)}, 1, "own word"},
		"nothing else":             {[]standing.Evidence{ev("2026-01-01", con, 4, standing.Anonymous)}, 1, "anonymous word only"},
		"too old":                  {[]standing.Evidence{ev("2025-01-01", con, 4, standing.OwnWord), ev("2026-01-10", pro, 4, standing.Reported)}, 2, "reported"},
	} {
		l := standing.Lines(t, c.evidence)[0]
		if l.Current != c.want || !strings.Contains(l.Why, c.why) {
			t.Errorf("%s: stage %d, %q; want %d, %q", name, l.Current, l.Why, c.want, c.why)
		}
	}
}

// TestOrderMakesNoDifference: the same evidence gives the same lines whatever order it comes in.
func TestOrderMakesNoDifference(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var all []standing.Evidence
		for i := range rapid.IntRange(1, 12).Draw(rt, "n") {
			e := ev(fmt.Sprintf("2026-%02d-%02d", rapid.IntRange(1, 12).Draw(rt, "month"), rapid.IntRange(1, 28).Draw(rt, "day")), rapid.SampledFrom([]onrecord.Stance{pro, con}).Draw(rt, "stance"),
				rapid.IntRange(0, 5).Draw(rt, "firmness"), standing.Authority(rapid.IntRange(1, 4).Draw(rt, "authority")))
			e.Report, e.Topic = fmt.Sprint("r", i), rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "topic")
			all = append(all, e)
		}
		want := standing.Lines(t, all)
		other := slices.Clone(all)
		slices.Reverse(other)
		if diff := cmp.Diff(want, standing.Lines(t, other), cmpopts.IgnoreUnexported(standing.Trajectory{})); diff != "" {
			rt.Fatalf("in another order:\n%s", diff)
		}
	})
}

var reader = sync.OnceValues(read.New)

func evidence(t *testing.T) *standing.Reader {
	t.Helper()
	r, err := standing.New()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestFromReports reads reports of our own over three weeks and tells the line.
func TestFromReports(t *testing.T) {
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	var all []standing.Evidence
	for _, x := range []struct{ day, text string }{
		{"2026-03-01", "Norway is considering sending troops to the strait, its defence ministry said on Sunday."},
		{"2026-03-10", "\"We will not send troops to the strait until a truce holds,\" the government of Norway said on Tuesday."},
		{"2026-03-11", "Officials who asked not to be named said that Norway would send troops to the strait."},
		{"2026-03-20", "Norway will send troops to the strait, the Norwegian government said on Friday."},
	} {
		d := &onrecord.Document{Text: x.text, Meta: onrecord.Meta{Published: x.day, Publisher: "Gazette"}}
		if err := r.Read(d); err != nil {
			t.Fatal(err)
		}
		all = append(all, evidence(t).From(d, "")...)
	}
	lines := standing.Lines(t, all)
	if len(lines) != 1 {
		t.Fatalf("%d lines: %+v", len(lines), lines)
	}
	l := lines[0]
	if l.Actor.Key != "state/NOR" || l.Topic != "troop_deployment" || len(l.Origins) != len(l.Stages) || l.First != "2026-03-01" {
		t.Errorf("%+v", l)
	}
	var got []string
	for _, s := range l.Stages {
		got = append(got, fmt.Sprintf("%s %s %d %v", s.Day, s.Stance, *s.Firmness, s.Changes))
	}
	text := strings.Join(got, "\n")
	for _, want := range []string{"2026-03-10 against 4 [harden condition added]", "2026-03-11 for 4 [private against public", "2026-03-20 for 4"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if current := l.Stages[l.Current-1]; current.Day != "2026-03-20" {
		t.Errorf("current is of %s: %s", current.Day, l.Why)
	}
}

func BenchmarkLines(b *testing.B) {
	var all []standing.Evidence
	for i := range 5000 {
		e := ev(fmt.Sprintf("2026-%02d-%02d", 1+i%12, 1+i%28), pro, i%6, standing.OwnWord)
		e.Report, e.Origin, e.Actor.Key = fmt.Sprint(i), fmt.Sprint(i), fmt.Sprint("state/", i%200)
		all = append(all, e)
	}
	for b.Loop() {
		standing.Lines(b, all)
	}
}

// TestSilence: what was said every ten days and then no more is told; a single word, or one that is fresh, is not.
func TestSilence(t *testing.T) {
	var often []standing.Evidence
	for _, day := range []string{"2026-01-01", "2026-01-11", "2026-01-21", "2026-01-31"} {
		often = append(often, ev(day, con, 4, standing.OwnWord))
	}
	other := ev("2026-05-01", con, 4, standing.OwnWord)
	other.Actor.Key = "state/SWE"
	lines := standing.Lines(t, append(often, other))
	if len(lines) != 2 || lines[0].Silent != "nothing for 90 days; before that about every 10" || lines[1].Silent != "" {
		t.Errorf("%+v", lines)
	}
	other.Day = "2026-02-10"
	if lines = standing.Lines(t, append(often, other)); lines[0].Silent != "" {
		t.Errorf("after ten days: %q", lines[0].Silent)
	}
}

// TestDenialFromReport: a denial of what was told of an actor is a stage of its own, and takes no side.
func TestDenialFromReport(t *testing.T) {
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	var all []standing.Evidence
	for _, x := range []struct{ day, text string }{
		{"2026-03-11", "Officials who asked not to be named said that Norway would send troops to the strait."},
		{"2026-03-12", "Norway denied the plan to send troops to the strait."},
		{"2026-03-14", "Norway clarified that it would not send troops to the strait."},
		{"2026-03-16", "Norway retracted its pledge to send troops to the strait."},
	} {
		d := &onrecord.Document{Text: x.text, Meta: onrecord.Meta{Published: x.day, Publisher: "Gazette"}}
		if err := r.Read(d); err != nil {
			t.Fatal(err)
		}
		all = append(all, evidence(t).From(d, "")...)
	}
	lines := standing.Lines(t, all)
	var got []string
	for _, l := range lines {
		for _, s := range l.Stages {
			got = append(got, fmt.Sprint(s.Day[8:], s.Changes))
			if (s.Firmness == nil) != s.Denial {
				t.Errorf("%s: a denial: %v, without firmness: %v", s.Day, s.Denial, s.Firmness == nil)
			}
		}
	}
	if text := strings.Join(got, " "); len(lines) != 1 || !strings.Contains(text, "12[denied]") || !strings.Contains(text, "clarified") || !strings.Contains(text, "16[retracted]") {
		t.Errorf("%d lines: %s", len(lines), text)
	}
}
