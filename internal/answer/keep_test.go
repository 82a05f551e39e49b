package answer

import (
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
	"onrecord/internal/store/mend"
)

// TestGiven refuses what no report is, each by its reason.
func TestGiven(t *testing.T) {
	const fine = "Norvik will not go, two diplomats said."
	for name, c := range map[string]struct {
		given Given
		want  error
	}{
		"empty": {Given{}, ErrNoText}, "white space": {Given{Text: "\u00a0\n"}, ErrNoText}, "bytes": {Given{Text: fine + "\xff"}, ErrNotText},
		"large": {Given{Text: strings.Repeat("x", 101)}, ErrTooLarge}, "title": {Given{Text: fine, Title: "\xff"}, ErrInput},
		"outlet": {Given{Text: fine, Outlet: strings.Repeat("x", mostOutlet+1)}, ErrInput}, "address": {Given{Text: fine, URL: strings.Repeat("x", mostURL+1)}, ErrInput},
		"day": {Given{Text: fine, Published: "2026-13-01"}, ErrInput}, "hour": {Given{Text: fine, Published: "2026-03-01 10:00"}, ErrInput},
		"fine": {Given{Text: fine, Title: "No", Outlet: "Gazette", Published: "2026-03-01"}, nil}, "time": {Given{Text: fine, Published: "2026-03-01T10:00:00+01:00"}, nil},
	} {
		d, err := c.given.Document(100)
		if !errors.Is(err, c.want) || (err == nil) != (d != nil) {
			t.Errorf("%s: %v, %v, want %v", name, d, err, c.want)
		}
		if d != nil && (d.ID != onrecord.Digest(fine) || d.Meta.Publisher != c.given.Outlet || d.Meta.Published != c.given.Published) {
			t.Errorf("%s: %+v", name, d.Meta)
		}
	}
}

// TestDecide reads decisions as surfaces ask for them.
func TestDecide(t *testing.T) {
	report, other := strings.Repeat("a", 64), strings.Repeat("b", 64)
	for name, c := range map[string]struct {
		asked Decide
		want  store.Decision
		bad   string
	}{
		"accept":  {Decide{Action: "accept", Report: report, Finding: "ev2"}, store.Decision{Action: store.Accept, Report: report, Kind: store.Event, Number: 2}, ""},
		"correct": {Decide{Action: "correct", Report: report, Finding: "a1", Field: "naming", Value: "named"}, store.Decision{Action: store.Correct, Report: report, Kind: store.Statement, Number: 1, Values: []mend.Value{{Field: "naming", Text: "named"}}}, ""},
		"remove":  {Decide{Action: "remove", Report: report, Finding: "a1"}, store.Decision{Action: store.Reject, Report: report, Kind: store.Statement, Number: 1}, ""},
		"places": {Decide{Action: "correct", Report: report, Finding: "a1", Field: "content", Value: "3-5, 7-9"}, store.Decision{Action: store.Correct, Report: report, Kind: store.Statement,
			Number: 1, Values: []mend.Value{{Field: "content", Words: []mend.Selector{{Start: 3, End: 5}, {Start: 7, End: 9}}}}}, ""},
		"pieces": {Decide{Action: "correct", Report: report, Finding: "ev1", Field: "actor", Value: "the mayor … her aide"}, store.Decision{Action: store.Correct, Report: report, Kind: store.Event,
			Number: 1, Values: []mend.Value{{Field: "actor", Words: []mend.Selector{{Exact: "the mayor"}, {Exact: "her aide"}}}}}, ""},
		"days": {Decide{Action: "correct", Report: report, Finding: "ev1", Field: "date", Value: "2026-03-01/2026-03-02"}, store.Decision{Action: store.Correct, Report: report, Kind: store.Event,
			Number: 1, Values: []mend.Value{{Field: "date", Text: "2026-03-01/2026-03-02"}}}, ""},
		"when in words": {Decide{Action: "correct", Report: report, Finding: "ev1", Field: "date", Value: "on Monday"}, store.Decision{Action: store.Correct, Report: report, Kind: store.Event,
			Number: 1, Values: []mend.Value{{Field: "date", Words: []mend.Selector{{Exact: "on Monday"}}}}}, ""},
		"a state": {Decide{Action: "correct", Report: report, Finding: "ev1", Field: "place", Value: "NOR"}, store.Decision{Action: store.Correct, Report: report, Kind: store.Event,
			Number: 1, Values: []mend.Value{{Field: "place", Text: "NOR"}}}, ""},
		"conditions": {Decide{Action: "correct", Report: report, Finding: "p1", Field: "conditions", Value: "until: a truce holds; if: 3-9"}, store.Decision{Action: store.Correct, Report: report,
			Kind: store.Position, Number: 1, Values: []mend.Value{{Field: "conditions", Conditions: []mend.Condition{{Kind: "until", Words: mend.Selector{Exact: "a truce holds"}},
				{Kind: "if", Words: mend.Selector{Start: 3, End: 9}}}}}}, ""},
		"none": {Decide{Action: "correct", Report: report, Finding: "a1", Values: []Chosen{{Field: "cue", None: true}}}, store.Decision{Action: store.Correct, Report: report, Kind: store.Statement,
			Number: 1, Values: []mend.Value{{Field: "cue", None: true}}}, ""},
		"add": {Decide{Action: "add", Report: report, Finding: "event", Values: []Chosen{{Field: "trigger", Value: "met"}, {Field: "root", Value: "CONSULT"}}}, store.Decision{Action: store.Add,
			Report: report, Kind: store.Event, Values: []mend.Value{{Field: "trigger", Words: []mend.Selector{{Exact: "met"}}}, {Field: "root", Text: "CONSULT"}}}, ""},
		"copies":       {Decide{Action: "split", Report: report, With: other, Of: "copy"}, store.Decision{Action: store.Split, Report: report, Field: "copy", Old: report, New: other}, ""},
		"two matters":  {Decide{Action: "merge", Report: report, With: "airspace", Value: "air space", Of: "issue"}, store.Decision{Action: store.Merge, Report: report, Field: "issue", Old: "airspace", New: "air space"}, ""},
		"add nothing":  {Decide{Action: "add", Report: report, Finding: "story"}, store.Decision{}, "a statement, an event or a position"},
		"no such of":   {Decide{Action: "merge", Report: report, With: other, Of: "outlet"}, store.Decision{}, "there are story, copy, actor, issue"},
		"backwards":    {Decide{Action: "correct", Report: report, Finding: "a1", Field: "cue", Value: "9-3"}, store.Decision{}, "ends before it begins"},
		"no condition": {Decide{Action: "correct", Report: report, Finding: "p1", Field: "conditions", Value: "a truce holds"}, store.Decision{}, "a kind and words"},
		"twice":        {Decide{Action: "add", Report: report, Finding: "event", Values: []Chosen{{Field: "trigger", Value: "met"}, {Field: "trigger", Value: "met"}}}, store.Decision{}, "given twice"},
		"two reports":  {Decide{Action: "merge", Report: report, With: other}, store.Decision{Action: store.Merge, Report: report, Old: report, New: other}, ""},
		"two actors":   {Decide{Action: "merge", Report: report, With: "name/a/", Value: "name/b/"}, store.Decision{Action: store.Merge, Report: report, Field: "actor", Old: "name/a/", New: "name/b/"}, ""},
		"undo":         {Decide{Action: "undo", Undoes: 3, Field: "naming"}, store.Decision{Action: store.Undo, Undoes: 3}, ""},
		"no action":    {Decide{Action: "", Report: report}, store.Decision{}, "there are accept, reject"},
		"nothing":      {Decide{Action: "undo"}, store.Decision{}, "names the decision"},
		"one actor":    {Decide{Action: "merge", Report: report, With: "name/a/"}, store.Decision{}, "no report to merge it with"},
		"a finding":    {Decide{Action: "split", Report: report, Finding: "a1", With: other}, store.Decision{}, "no finding that can be decided on"},
		"field beside": {Decide{Action: "reject", Report: report, Finding: "a1", Field: "naming", Value: "named"}, store.Decision{}, "are of a correction"},
		"long":         {Decide{Action: "note", Report: report, Why: strings.Repeat("x", mostWhy+1)}, store.Decision{}, "may have 2000"},
	} {
		c.asked.Who, c.want.Who = "Ana ", "Ana"
		got, err := c.asked.Decisions()
		switch {
		case c.bad == "" && (err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], c.want)):
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, c.want)
		case c.bad != "" && (!errors.Is(err, store.ErrDecision) || !strings.Contains(err.Error(), c.bad)):
			t.Errorf("%s: %v, want %s", name, err, c.bad)
		}
	}
}

// TestStoryFits chooses a story by days, outlet and words.
func TestStoryFits(t *testing.T) {
	x := NewStory(&cross.Story{Title: "Truce holds in the strait", Terms: []string{"truce", "Norvik"}, Reports: []cross.StoryReport{
		{Report: cross.Report{Outlet: "The Gazette", Published: "2026-03-02T10:00:00Z", Title: "Airspace opens again"}},
		{Report: cross.Report{Outlet: "Zürich Post", Published: "2026-03-05"}}, {Report: cross.Report{Outlet: "The Gazette"}}}})
	if x.First != "2026-03-02" || x.Last != "2026-03-05" || !slices.Equal(x.Outlets, []string{"The Gazette", "Zürich Post"}) {
		t.Errorf("%+v", x)
	}
	row := cross.StoryRow{First: x.First, Last: x.Last, Outlets: x.Outlets, Told: "truce holds in the strait. truce. norvik. airspace opens again"}
	undated := cross.StoryRow{Told: "truce holds"}
	for _, c := range []struct {
		q              store.Query
		want, ofNoDate bool
	}{
		{store.Query{}, true, true}, {store.Query{From: "2026-03-05"}, true, false}, {store.Query{From: "2026-03-06"}, false, false}, {store.Query{To: "2026-03-02"}, true, false},
		{store.Query{To: "2026-03-01"}, false, false}, {store.Query{From: "2026-03-03", To: "2026-03-04"}, true, false}, {store.Query{Outlet: "zürich post"}, true, false},
		{store.Query{Outlet: "Post"}, false, false}, {store.Query{Text: "truces"}, true, true}, {store.Query{Text: `"opens again"`}, true, false}, {store.Query{Text: `"again opens"`}, false, false},
		{store.Query{Text: "air"}, false, false}, {store.Query{Text: "air*"}, true, false}, {store.Query{Text: "truce -Norvik"}, false, true}, {store.Query{Text: "zebra OR strait"}, true, false},
	} {
		q := Query{Query: c.q}
		if err := q.Check(); err != nil {
			t.Fatal(err)
		}
		if got := q.tellsStory(&row); got != c.want {
			t.Errorf("%+v: %v", c.q, got)
		}
		if got := q.tellsStory(&undated); got != c.ofNoDate {
			t.Errorf("%+v: %v of a story without a day", c.q, got)
		}
	}
}

// TestChanges refuses a change that there is none of.
func TestChanges(t *testing.T) {
	if all, err := ChangesOf(""); err != nil || len(all) != len(Changes) {
		t.Error(all, err)
	}
	if one, err := ChangesOf(standing.RedLineSet); err != nil || !slices.Equal(one, []standing.Change{standing.RedLineSet}) {
		t.Error(one, err)
	}
	if _, err := ChangesOf("turn"); !errors.Is(err, store.ErrQuery) || !strings.Contains(err.Error(), "there are reverse") {
		t.Error(err)
	}
}

// TestPut keeps a report without waiting where nobody holds the store.
func TestPut(t *testing.T) {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	g := Given{Text: "Norvik will not go, two diplomats said."}
	d, err := g.Document(MostText)
	if err != nil {
		t.Fatal(err)
	}
	d.Made = onrecord.Made{Tool: "test"}
	k := Keeper{Store: s}
	if tally, err := k.Put(t.Context(), func(time.Duration) { t.Error("it waits for nobody") }, d); err != nil || tally.Added != 1 {
		t.Errorf("%+v, %v", tally, err)
	}
	if Unread(store.ErrBusy) || !Unread(unread{store.ErrBusy}) || !errors.Is(unread{store.ErrBusy}, store.ErrBusy) {
		t.Error("an error of one report is not told from one of the store")
	}
}
