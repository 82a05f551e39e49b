package cross_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
	"onrecord/read"
)

var reader = sync.OnceValues(read.New)

// report is a report of our own, read.
func report(t *testing.T, day, outlet, title, text string) *onrecord.Document {
	t.Helper()
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	d := &onrecord.Document{Text: text, Meta: onrecord.Meta{Title: title, Published: day, Publisher: outlet}}
	if err := r.Read(d); err != nil {
		t.Fatal(err)
	}
	return d
}

const wire = `Norway will not send troops to the Calder Strait, its government said on Monday. The foreign minister told reporters in Oslo that the
request of the allies had been studied with care and turned down. "We will not send troops," she said. The allies had asked for two ships and a
hundred soldiers to guard the relief convoys that leave Tavas every week.

Fishermen in the strait said that three boats had been lost since the spring. Officials of the port authority said that nine crew members were
still missing after the storm, and that the search would go on until Friday.`

// reports are four: a story of three, of which the second cuts the first short, and one about something else.
func reports(t *testing.T) []*onrecord.Document {
	short, _, _ := strings.Cut(wire, "\n\n")
	return []*onrecord.Document{
		report(t, "2026-03-02", "Harbour Gazette", "Norway refuses troops for the Calder Strait", wire),
		report(t, "2026-03-03", "Morning Post", "Norway refuses troops for the strait", short),
		report(t, "2026-03-12", "Evening Post", "Norway now ready to send troops to the Calder Strait",
			`Norway will send troops to the Calder Strait, the Norwegian government said on Thursday. Ministers in Oslo said the relief convoys from Tavas
needed soldiers and ships. The allies had asked for troops for the strait weeks ago.`),
		report(t, "2026-03-05", "Harbour Gazette", "Bakers win prize", `A bakery in Lund won the prize for the best rye bread, the guild said on Thursday. Judges praised its crust.`),
	}
}

// standings lets a test look at where everyone stands.
func standings(t *testing.T, a *cross.Across, all bool, look func(*standing.Ledger) error) {
	t.Helper()
	if err := a.Standing(t.Context(), all, look); err != nil {
		t.Fatal(err)
	}
}

// stagesOf are the stages that a position of a report makes.
func stagesOf(t *testing.T, a *cross.Across, all bool, id string, position int) (out []standing.At) {
	t.Helper()
	standings(t, a, all, func(l *standing.Ledger) error {
		stages, err := l.StagesOf([]string{id})
		for _, s := range stages {
			if s.Stage.Position == position {
				out = append(out, s)
			}
		}
		return err
	})
	return out
}

// kept is a store with what is laid side by side of it.
func kept(t *testing.T) (*store.Store, *cross.Across, func(...*onrecord.Document)) {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	a, err := cross.Over(s)
	if err != nil {
		t.Fatal(err)
	}
	return s, a, func(d ...*onrecord.Document) {
		t.Helper()
		if _, err := s.Put(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Update(t.Context(), nil, nil); err != nil {
			t.Fatal(err)
		}
	}
}

func ids(list []cross.StoryReport) (out []string) {
	for _, r := range list {
		out = append(out, r.Outlet)
	}
	return out
}

func TestAcross(t *testing.T) {
	ctx := t.Context()
	all := reports(t)
	a, err := cross.Aside(ctx, all, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	stories := func(from, to string) (rows []cross.StoryRow) {
		if err := a.EachStory(ctx, store.ByLast, from, to, 0, func(r *cross.StoryRow) error { rows = append(rows, *r); return nil }); err != nil {
			t.Fatal(err)
		}
		return rows
	}
	rows := stories("2026-03-01", "2026-03-31")
	if len(rows) != 1 || rows[0].Reports != 3 || rows[0].Origins != 2 {
		t.Fatalf("stories %+v", rows)
	}
	s, err := a.Story(ctx, rows[0].ID)
	if err != nil || !slices.Equal(ids(s.Reports), []string{"Harbour Gazette", "Morning Post", "Evening Post"}) {
		t.Fatalf("story %+v, %v", s, err)
	}
	if len(s.Origins) != 2 || s.Reports[1].Origin != s.Reports[0].ID {
		t.Errorf("origins %q, the copy's %q", s.Origins, s.Reports[1].Origin)
	}
	if rows := stories("2027-01-01", ""); len(rows) != 0 {
		t.Errorf("stories of days on which nothing was told: %+v", rows)
	}
	copies, err := a.Copies(ctx, onrecord.Digest(all[1].Text))
	if err != nil || len(copies) != 2 {
		t.Errorf("copies %+v, %v", copies, err)
	}
	if none, err := a.Copies(ctx, onrecord.Digest(all[3].Text)); err != nil || len(none) != 0 {
		t.Errorf("copies %+v, %v", none, err)
	}
	if _, err := a.Story(ctx, "nothing"); !errors.Is(err, cross.ErrUnknown) {
		t.Errorf("the story of no report: %v", err)
	}
}

func TestStanding(t *testing.T) {
	_, a, put := kept(t)
	all := reports(t)
	put(all...)
	id := onrecord.Digest(all[2].Text)
	stages := stagesOf(t, a, false, id, 1)
	if len(stages) != 1 || stages[0].Line.Actor.Name != "Norway" || !stages[0].Is(standing.Reverse) || stages[0].Before == nil || !strings.Contains(stages[0].Before.Quote, "not") {
		t.Errorf("stages %+v", stages)
	}
	// Read again by another version, with nothing found: what was found before is gone.
	again := *all[2]
	again.Positions, again.Attributions, again.Made.Tool = nil, nil, "later"
	put(&again)
	if len(stagesOf(t, a, false, id, 1)) != 0 {
		t.Error("an older reading stays")
	}
	standings(t, a, true, func(l *standing.Ledger) error {
		return l.Lines(standing.Which{}, func(x *standing.Trajectory) (bool, error) {
			if x.Moved() {
				t.Errorf("%+v still moves", x)
			}
			return true, nil
		})
	})
}

// TestUnsure leaves out of the ledger what the reader is unsure of, counts it, and gives it to who asks for all.
func TestUnsure(t *testing.T) {
	_, a, put := kept(t)
	all := reports(t)[:1]
	positions := len(all[0].Positions)
	if positions == 0 {
		t.Fatal("the report holds no position")
	}
	for i := range all[0].Positions {
		all[0].Positions[i].Conf = 1
	}
	all[0].Positions[0].Conf = standing.Sure / 2
	put(all[0])
	id := onrecord.Digest(all[0].Text)
	held := func(unsure bool) (n int) {
		standings(t, a, unsure, func(l *standing.Ledger) (err error) { n, err = l.Held(); return err })
		return n
	}
	if held(false) != 1 || len(stagesOf(t, a, false, id, 1)) != 0 {
		t.Errorf("%d held back, the unsure one has stages %v", held(false), stagesOf(t, a, false, id, 1))
	}
	if held(true) != 0 || len(stagesOf(t, a, true, id, 1)) == 0 {
		t.Errorf("all: %d held back, stages %v", held(true), stagesOf(t, a, true, id, 1))
	}
}

// TestLive follows a store that grows and is decided on.
func TestLive(t *testing.T) {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	l, err := cross.Follow(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	all := reports(t)
	put := func(d ...*onrecord.Document) {
		t.Helper()
		if _, err := s.Put(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if err := l.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	story := func() []string {
		t.Helper()
		x, err := l.Story(t.Context(), onrecord.Digest(all[0].Text))
		if err != nil {
			t.Fatal(err)
		}
		return ids(x.Reports)
	}
	decide := func(d store.Decision) int64 {
		t.Helper()
		d.Who, d.Report = "ana", onrecord.Digest(all[0].Text)
		d, err := s.Decide(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		return d.N
	}
	if p := l.Reached(); p.Ready {
		t.Error("ready before anything was read")
	}
	put(all[0], all[3])
	told := l.Changed()
	put(all[1])
	select {
	case <-told:
	default:
		t.Error("nobody was told of the new report")
	}
	if got := story(); !slices.Equal(got, []string{"Harbour Gazette", "Morning Post"}) {
		t.Errorf("story %q", got)
	}
	put(all[2])
	if got := story(); len(got) != 3 {
		t.Errorf("story %q", got)
	}
	n := decide(store.Decision{Action: store.Split, Old: onrecord.Digest(all[0].Text), New: onrecord.Digest(all[2].Text)})
	if got := story(); slices.Contains(got, "Evening Post") {
		t.Errorf("story %q after it was split", got)
	}
	decide(store.Decision{Action: store.Undo, Undoes: n})
	if got := story(); len(got) != 3 {
		t.Errorf("story %q after the split was undone", got)
	}
	decide(store.Decision{Action: store.Merge, Old: "state/NOR", New: "name/nordland/"})
	var lines []*standing.Trajectory
	standings(t, l.Across, false, func(x *standing.Ledger) error {
		return x.Lines(standing.Which{}, func(x *standing.Trajectory) (bool, error) { lines = append(lines, x); return true, nil })
	})
	if p := l.Reached(); !p.Ready || p.Done != 4 || len(lines) == 0 || slices.ContainsFunc(lines, func(x *standing.Trajectory) bool { return x.Actor.Key == "state/NOR" }) {
		t.Errorf("%+v; lines %+v", p, lines)
	}
}

func TestClaims(t *testing.T) {
	a := report(t, "2026-03-02", "Gazette", "", `The ministry of health said that nine crew members of the ferry were missing after the storm.`)
	b := report(t, "2026-03-02", "Post", "", `The coast guard said that nine crew members of the ferry were missing after the storm.`)
	aside, err := cross.Aside(t.Context(), []*onrecord.Document{a, b}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer aside.Close()
	claims, err := aside.Claims(t.Context(), []*onrecord.Document{a, b})
	if err != nil || len(claims) != 1 || len(claims[0].Said) != 2 || len(claims[0].Origins) != 2 {
		t.Fatalf("claims %+v", claims)
	}
	for _, s := range claims[0].Said {
		d := map[string]*onrecord.Document{onrecord.Digest(a.Text): a, onrecord.Digest(b.Text): b}[s.Report]
		if d.In(s.Span) != s.Quote || s.ID != "a1" {
			t.Errorf("%s %q is not %q", s.ID, s.Quote, d.In(s.Span))
		}
	}
}
