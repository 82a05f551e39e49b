package answer

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// held is a report in which somebody is told to be for or against something.
func held(day, who string, stance onrecord.Stance, issue string) *onrecord.Document {
	text := fmt.Sprintf("%s spoke of %s on %s. The hall was full.", who, issue, day)
	span := func(s string) onrecord.Span {
		i := strings.Index(text, s)
		return onrecord.Span{Start: i, End: i + len(s)}
	}
	return &onrecord.Document{Text: text, Made: onrecord.Made{Tool: "test"}, Meta: onrecord.Meta{Published: day, Publisher: "Harbour Gazette"},
		Entities: []onrecord.Entity{{Name: who, Kind: onrecord.Organization, Mentions: []onrecord.Mention{{Span: span(who), Form: onrecord.NameForm}}}},
		Positions: []onrecord.Position{{Span: onrecord.Span{Start: 0, End: strings.Index(text, ".")}, Actor: []onrecord.Member{{Span: span(who), Entity: 1}}, Issue: issue,
			IssueSpans: []onrecord.Span{span(issue)}, Stance: stance, Firmness: 3, Conf: .9}}}
}

// shelf is a store of some reports, laid side by side.
func shelf(t *testing.T, reports ...*onrecord.Document) (*store.Store, *cross.Across) {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.Put(t.Context(), reports); err != nil {
		t.Fatal(err)
	}
	a, err := cross.Over(s)
	if err == nil {
		_, err = a.Update(t.Context(), nil, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s, a
}

// TestUnknownActor tells an actor that the record does not know, with the names that come nearest; a known one is none.
func TestUnknownActor(t *testing.T) {
	var reports []*onrecord.Document
	for _, name := range []string{"Ada Holt", "Estovia", "Estonian Union", "Brask Olen"} {
		reports = append(reports, held("2026-03-02", name, onrecord.StanceFor, "the truce"))
	}
	_, a := shelf(t, reports...)
	for _, c := range []struct {
		asked   string
		nearest []string
		unknown bool
	}{{"Ada Holt", nil, false}, {"Holt", nil, false}, {"holt ada", []string{"Ada Holt"}, true}, {"Ada Hold", []string{"Ada Holt"}, true},
		{"Estovya", []string{"Estovia", "Estonian Union"}, true}, {"Xyz", nil, true}, {"", nil, false}} {
		f, err := NewFilter(t.Context(), nil, Query{Query: store.Query{Actor: c.asked}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		err = a.Standing(t.Context(), false, func(l *standing.Ledger) error {
			nearest, unknown, err := f.Unknown(l)
			if unknown != c.unknown || !slices.Equal(nearest, c.nearest) {
				t.Errorf("%q: %v %v, want %v %v", c.asked, unknown, nearest, c.unknown, c.nearest)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestLedgerAsked asks the ledger in every way that the tables answer otherwise, and finds the same as by looking at each stage.
func TestLedgerAsked(t *testing.T) {
	var reports []*onrecord.Document
	issues := []string{"the truce in the valley", "a truce", "keeping its airspace open", "opening the airspace", "the relief flights", "it"}
	for i := range 60 {
		stance := []onrecord.Stance{onrecord.StanceFor, onrecord.StanceAgainst}[i/7%2]
		reports = append(reports, held(fmt.Sprintf("2026-%02d-%02d", 1+i%9, 1+i%28), []string{"Ada Holt", "Port of Estovia", "Norway", "Brask Olen"}[i%4], stance, issues[i%len(issues)]))
	}
	s, a := shelf(t, reports...)
	four := 4
	for _, q := range []Query{
		{}, {Query: store.Query{Actor: "holt"}}, {Query: store.Query{Actor: "port of estovia"}}, {Query: store.Query{Actor: "nobody"}},
		{Query: store.Query{Issue: "airspaces"}}, {Query: store.Query{Issue: "open airspace"}}, {Query: store.Query{Issue: "truce", Actor: "olen"}},
		{Query: store.Query{From: "2026-03-01", To: "2026-05-31"}}, {Query: store.Query{Stance: onrecord.StanceAgainst, Actor: "norway"}},
		{Query: store.Query{Text: "airspace"}}, {Query: store.Query{Text: "valley", Actor: "ada"}}, {Query: store.Query{Issue: "it"}},
		{Query: store.Query{Issue: "the of"}}, {Query: store.Query{Firmness: &store.Range{Min: four, Max: 5}}},
	} {
		f, err := NewFilter(t.Context(), s, q, nil)
		if err != nil {
			t.Fatal(err)
		}
		err = a.Standing(t.Context(), false, func(l *standing.Ledger) error {
			for _, changes := range [][]standing.Change{nil, Changes, {standing.Reverse}} {
				var want, got []string
				err := l.Newest(standing.Which{}, func(at *standing.At) (bool, error) {
					if f.Fits(at.Line, at.Stage) && (changes == nil || at.Stage.Changed() && slices.ContainsFunc(changes, at.Is)) {
						want = append(want, at.Stage.Report)
					}
					return true, nil
				})
				if err != nil {
					return err
				}
				cut, err := f.Newest(l, changes, func(at *standing.At) (bool, error) { got = append(got, at.Stage.Report); return true, nil })
				if err != nil || cut || !slices.Equal(want, got) {
					t.Errorf("%+v %v: %d stages, want %d; cut %v, %v", q.Query, changes, len(got), len(want), cut, err)
				}
			}
			lines := map[int64]bool{}
			err := l.Lines(standing.Which{}, func(x *standing.Trajectory) (bool, error) {
				if slices.ContainsFunc(x.Stages, func(s standing.Stage) bool { return f.Fits(x, &s) }) {
					lines[x.Number()] = true
				}
				return true, nil
			})
			if err != nil {
				return err
			}
			n := 0
			_, err = f.Lines(l, false, false, func(x *standing.Trajectory) (bool, error) {
				if n++; !lines[x.Number()] {
					t.Errorf("%+v: a line too many", q.Query)
				}
				return true, nil
			})
			if n != len(lines) {
				t.Errorf("%+v: %d lines, not %d", q.Query, n, len(lines))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
