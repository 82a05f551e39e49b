package cross_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// growth makes reports of a record that grows: happenings of one to six reports each within days, a thousand reports a day, one in ten a copy
// cut short that another outlet prints. The words are our own; one seed makes the same reports.
type growth struct {
	draw *rand.Rand
	n    int
	open []*happening
}

type happening struct {
	place, person, thing string
	kind                 int
	left                 int
	day                  int
	last                 string // text of the last report, to be copied
}

// perDay is how many reports are published on one day.
const perDay = 1000

var (
	growthKinds = [][]string{
		{"A fire broke out at the %[3]s in %[1]s", "Crews fought the flames at the %[3]s for %[4]d hours", "%[2]s of the fire office said %[5]d people were brought out", "The %[3]s had been closed for repairs until spring", "Neighbours in %[1]s said smoke could be seen from the harbour"},
		{"Voters in %[1]s choose a council on Sunday", "%[2]s leads by %[4]d points in a poll of %[5]d people", "The %[3]s has been at the heart of the campaign", "Her rival wants lower taxes and a new road to %[1]s", "Polling places open at seven, the election office of %[1]s said"},
		{"The court in %[1]s heard the case over the %[3]s", "%[2]s told the judge that %[5]d papers were missing", "Lawyers asked for a delay of %[4]d weeks", "The owners of the %[3]s deny the charge", "A verdict is expected before the summer"},
		{"The ferry %[3]s ran aground off %[1]s", "%[2]s of the coast guard said %[5]d passengers were safe", "The wind reached %[4]d knots during the night", "Divers looked at the hull of the %[3]s", "The line between %[1]s and the islands is closed"},
		{"Farmers near %[1]s lost much of the harvest", "%[2]s of the growers' union spoke of a loss of %[4]d per cent", "About %[5]d farms are hit, most of them around the %[3]s", "The ministry has promised help", "Prices of grain in %[1]s rose again"},
		{"The works at %[1]s will cut %[5]d jobs", "%[2]s told the staff at the %[3]s in the morning", "Orders had fallen by %[4]d per cent", "The union called for talks", "The town of %[1]s lives by the %[3]s"},
	}
	growthFill = []string{"Officials would not say more on the matter", "The talks are to go on next week", "People in the town were told to stay at home", "Nobody could be reached at the office in the evening",
		"A spokesman said that the matter was being looked into", "It was not known how long this would last", "The road was open again by noon", "Witnesses spoke of a long night", "Shops stayed closed through the morning",
		"The mayor thanked all who had helped", "An inquiry has begun", "Reports from the region were hard to check", "Schools opened an hour later than usual", "The weather office expects rain", "There were no details at first"}
	growthIssues = []string{"the truce in the %s valley", "sending troops to %s", "the sanctions on %s", "the dam at %s", "the tariff on %s grain", "the pipeline to %s", "the fishing quota off %s", "the treaty of %s"}
	growthStates = []string{"NOR", "SWE", "FIN", "DNK", "FRA", "DEU", "ITA", "ESP", "PRT", "POL", "GRC", "TUR", "EGY", "KEN", "IND", "JPN", "BRA", "CHL", "CAN", "MEX"}
)

func (g *growth) name(most int) string {
	n := g.draw.IntN(most)
	syllables := []string{"ba", "den", "dor", "fal", "gar", "hol", "kas", "lin", "mar", "nor", "os", "pel", "ran", "sund", "tar", "vel", "wick", "yor", "zem", "brit"}
	word := syllables[n%20] + syllables[n/20%20] + syllables[n/400%20]
	return strings.ToUpper(word[:1]) + word[1:]
}

func (g *growth) sentence(form string, h *happening) string {
	s := fmt.Sprintf(form, h.place, h.person, h.thing, 2+g.draw.IntN(60), 3+g.draw.IntN(900))
	if i := strings.Index(s, "%!(EXTRA"); i >= 0 {
		s = s[:i]
	}
	return s + "."
}

// next is one more report.
func (g *growth) next() *onrecord.Document {
	day := g.n / perDay
	g.open = slices.DeleteFunc(g.open, func(h *happening) bool { return h.left == 0 || day-h.day > 5 })
	if len(g.open) < 400 {
		g.open = append(g.open, &happening{g.name(8000), g.name(8000) + " " + g.name(8000), g.name(8000) + " " + []string{"mill", "bridge", "museum", "market", "hall", "mine"}[g.draw.IntN(6)],
			g.draw.IntN(len(growthKinds)), 1 + g.draw.IntN(6), day, ""})
	}
	h := g.open[g.draw.IntN(len(g.open))]
	h.left--
	g.n++
	var text []string
	if h.last != "" && g.draw.IntN(10) == 0 {
		text = []string{h.last[:len(h.last)*3/4], growthFill[g.draw.IntN(len(growthFill))] + fmt.Sprintf(" (%d).", g.n)}
	} else {
		for _, i := range g.draw.Perm(5)[:3+g.draw.IntN(3)] {
			text = append(text, g.sentence(growthKinds[h.kind][i], h))
		}
		for _, i := range g.draw.Perm(len(growthFill))[:2+g.draw.IntN(4)] {
			text = append(text, growthFill[i]+".")
		}
		h.last = strings.Join(text, " ")
	}
	return g.read(h, strings.Join(text, " "), day)
}

// read is a report with what a stub finds in it: a statement, and a position of a state on a matter.
func (g *growth) read(h *happening, text string, day int) *onrecord.Document {
	issue := fmt.Sprintf(growthIssues[g.draw.IntN(len(growthIssues))], g.name(2000))
	who := growthStates[g.draw.IntN(len(growthStates))]
	claim := fmt.Sprintf("%s will not give way on %s", h.person, issue)
	text += " " + claim + ", the minister said."
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, day).Add(time.Duration(g.n%perDay) * 86 * time.Second)
	d := &onrecord.Document{ID: strconv.Itoa(g.n), Text: text, Made: onrecord.Made{Tool: "growth"}, Meta: onrecord.Meta{Title: h.thing + " in " + h.place, Publisher: fmt.Sprint("Outlet ", g.n%200), Published: at.Format(time.RFC3339)}}
	span := func(s string) onrecord.Span {
		i := strings.LastIndex(text, s)
		return onrecord.Span{Start: i, End: i + len(s)}
	}
	codes := []onrecord.Code{{Country: who, Sector: onrecord.SectorGovernment}}
	d.Entities = []onrecord.Entity{{Name: h.person, Kind: onrecord.Organization, Country: who, Mentions: []onrecord.Mention{{Span: span(h.person), Form: onrecord.NameForm}}, Codes: codes}}
	d.Attributions = []onrecord.Attribution{{Source: onrecord.Source{Spans: []onrecord.Span{span("the minister")}, Kind: onrecord.SourceOfficeHolder, Naming: onrecord.Named}, Cue: span("said"), Content: []onrecord.Span{span(claim)}, Conf: .9}}
	holder := []onrecord.Member{{Span: span(h.person), Entity: 1, Codes: codes}}
	if g.n%3 == 0 { // as reports do: an actor of this report alone, called as in many others
		holder = []onrecord.Member{{Span: span("the minister")}}
	}
	stance := []onrecord.Stance{onrecord.StanceFor, onrecord.StanceAgainst}[g.draw.IntN(2)]
	d.Positions = []onrecord.Position{{Span: span(claim), Actor: holder, Issue: issue, IssueSpans: []onrecord.Span{span(issue)}, Stance: stance, Firmness: 2 + g.draw.IntN(3), OnWordOf: 1, Conf: .8, Implied: true}}
	return d
}

// TestGrowth measures what one more report costs at several sizes of a record, and how long it takes to answer: ONRECORD_GROWTH names the
// sizes ("10000,100000,1000000"), and ONRECORD_GROWTH_STORE a store that stays and is gone on with ("postgres://..." does as well); without it nothing is
// measured. What is found in the reports comes from a stub; all else is the real way into a store.
func TestGrowth(t *testing.T) {
	sizes := strings.FieldsFunc(os.Getenv("ONRECORD_GROWTH"), func(r rune) bool { return r == ',' })
	if len(sizes) == 0 {
		t.Skip("ONRECORD_GROWTH names no sizes")
	}
	name := os.Getenv("ONRECORD_GROWTH_STORE")
	if name == "" {
		name = filepath.Join(t.TempDir(), "growth.db")
	}
	ctx := t.Context()
	s, err := store.Open(ctx, name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a, err := cross.Over(s)
	if err != nil {
		t.Fatal(err)
	}
	g := &growth{draw: rand.New(rand.NewPCG(14, 2026))}
	there, err := s.Counts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for g.n < there.Reports {
		g.next()
	}
	for _, x := range sizes {
		size, err := strconv.Atoi(x)
		if err != nil {
			t.Fatal(err)
		}
		var put, lay time.Duration
		n := 0
		for g.n < size {
			var batch []*onrecord.Document
			for range 64 {
				batch = append(batch, g.next())
			}
			begun := time.Now()
			if _, err := s.Put(ctx, batch); err != nil {
				t.Fatal(err)
			}
			stored := time.Now()
			if _, err := a.Update(ctx, nil, nil); err != nil {
				t.Fatal(err)
			}
			if g.n > size-min(size/2, 5000) { // the last of them
				put, lay, n = put+stored.Sub(begun), lay+time.Since(stored), n+len(batch)
			}
		}
		fmt.Printf("%d reports: %.2f ms to store one more, %.2f ms to lay it beside the others\n", g.n, ms(put, n), ms(lay, n))
		if err := s.Tidy(ctx); err != nil {
			t.Fatal(err)
		}
		asked(t, ctx, name)
	}
}

func ms(d time.Duration, n int) float64 { return float64(d.Microseconds()) / 1000 / float64(max(n, 1)) }

// asked measures answers over a store, opened afresh.
func asked(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	runtime.GC()
	begun := time.Now()
	s, err := store.Open(ctx, name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a, err := cross.Over(s)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := newest(ctx, a, 200)
	if err != nil || len(rows) == 0 {
		t.Fatal(rows, err)
	}
	fmt.Printf("  opened, and the stories told last listed, in %d ms\n", time.Since(begun).Milliseconds())
	p95 := func(what string, times int, do func(i int) error) {
		var took []time.Duration
		for i := range times {
			at := time.Now()
			if err := do(i); err != nil {
				t.Fatal(what, err)
			}
			took = append(took, time.Since(at))
		}
		slices.Sort(took)
		fmt.Printf("  %-22s median %6.1f ms, p95 %6.1f ms\n", what, ms(took[len(took)/2], 1), ms(took[len(took)*95/100], 1))
	}
	p95("stories, a page", 40, func(i int) error { _, _, err := a.StoryPage(ctx, store.ByLast, "", "", i*40, 40, 5000); return err })
	p95("stories, 5000 gone through", 40, func(int) error { _, err := newest(ctx, a, 5000); return err })
	p95("one story", 200, func(i int) error { _, err := a.Story(ctx, rows[i%len(rows)].ID); return err })
	p95("copies of a report", 200, func(i int) error { _, err := a.Copies(ctx, rows[i%len(rows)].ID); return err })
	p95("search, rare words", 100, func(i int) error {
		_, err := s.Search(ctx, store.Query{Text: rows[i%len(rows)].Terms[0], Limit: 20})
		return err
	})
	p95("search, frequent words", 40, func(i int) error {
		_, err := s.Search(ctx, store.Query{Text: []string{"minister", "harbour", "fire", "ferry", "union"}[i%5], Limit: 20})
		return err
	})
	p95("positions, newest", 40, func(int) error { _, _, err := s.Stands(ctx, store.Query{Kind: store.Position, Limit: 50}); return err })
	ledger := func(look func(*standing.Ledger) error) error { return a.Standing(ctx, false, look) }
	var actors []int64
	p95("ledger, 5000 positions", 40, func(int) error {
		return ledger(func(l *standing.Ledger) error {
			n := 0
			return l.Newest(standing.Which{}, func(*standing.At) (bool, error) { n++; return n < 5000, nil })
		})
	})
	p95("ledger, a page of lines", 40, func(int) error {
		return ledger(func(l *standing.Ledger) error {
			n := 0
			return l.Lines(standing.Which{}, func(*standing.Trajectory) (bool, error) { n++; return n < 20, nil })
		})
	})
	p95("actors told of most", 40, func(int) error {
		return ledger(func(l *standing.Ledger) error {
			list, err := l.Actors(0, 50)
			actors = actors[:0]
			for _, x := range list {
				actors = append(actors, standing.ActorNumber(x.Key))
			}
			return err
		})
	})
	p95("dossier, 2000 positions", 40, func(i int) error {
		return ledger(func(l *standing.Ledger) error {
			n := 0
			return l.Newest(standing.Which{Actors: actors[i%len(actors) : i%len(actors)+1]}, func(*standing.At) (bool, error) { n++; return n < 2000, nil })
		})
	})
	p95("changes, 1000", 40, func(int) error {
		return ledger(func(l *standing.Ledger) error {
			n := 0
			return l.Newest(standing.Which{Changes: []standing.Change{standing.Reverse}}, func(*standing.At) (bool, error) { n++; return n < 1000, nil })
		})
	})
	fmt.Printf("  %d MB of memory in use\n", inUse())
	runtime.KeepAlive(a)
}

// inUse is how many megabytes of memory are in use.
func inUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc >> 20
}

// newest are the stories told last, at most so many.
func newest(ctx context.Context, a *cross.Across, most int) (rows []cross.StoryRow, err error) {
	err = a.EachStory(ctx, store.ByLast, "", "", most, func(r *cross.StoryRow) error { rows = append(rows, *r); return nil })
	return rows, err
}
