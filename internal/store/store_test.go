package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/internal/store/storetest"
	"onrecord/read"
)

var reader = sync.OnceValues(read.New)

func report(t *testing.T, text, outlet, published string) *onrecord.Document {
	t.Helper()
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	d := &onrecord.Document{ID: "r-" + published, Text: text, Meta: onrecord.Meta{Publisher: outlet, Published: published, Title: "On " + published}}
	if err := r.Read(d); err != nil {
		t.Fatal(err)
	}
	return d
}

// database is a kind of store that all tests run on: its name for a test, each time an empty one.
type database struct {
	kind string
	name func(t testing.TB) string
}

// databases are SQLite, and PostgreSQL where the variable names a server. scripts/postgres.sh starts one.
func databases(t testing.TB) []database {
	list := []database{{"sqlite", func(t testing.TB) string { return filepath.Join(t.TempDir(), "s.db") }}}
	server := storetest.Server(t)
	if server == "" {
		return list
	}
	return append(list, database{"postgres", func(t testing.TB) string { return storetest.Schema(t, server) }})
}

// onEach runs a test on every kind of store.
func onEach(t *testing.T, test func(t *testing.T, db database)) {
	for _, db := range databases(t) {
		t.Run(db.kind, func(t *testing.T) { test(t, db) })
	}
}

func opened(t *testing.T, db database) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), db.name(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

const (
	first  = "Officials said that Norway would not send ships to the strait until a truce holds. France condemned Iran on Monday."
	second = "The Swedish foreign ministry declined to say whether it backs the treaty, a spokesman said. Police arrested two journalists in the café."
)

func filled(t *testing.T, db database) *store.Store {
	t.Helper()
	s := opened(t, db)
	docs := []*onrecord.Document{report(t, first, "Harbour Gazette", "2026-03-01"), report(t, second, "Morning Ledger", "2026-03-02")}
	tally, err := s.Put(context.Background(), docs)
	if err != nil || tally != (store.Tally{Added: 2}) {
		t.Fatalf("put: %+v, %v", tally, err)
	}
	return s
}

// TestReportComesBack stores a report and loads it: every layer must be as it was.
func TestReportComesBack(t *testing.T) { onEach(t, reportComesBack) }

func reportComesBack(t *testing.T, db database) {
	s := opened(t, db)
	want := report(t, first+"\x00 zero", "Harbour Gazette", "2026-03-01")
	if _, err := s.Put(context.Background(), []*onrecord.Document{want}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Report(context.Background(), onrecord.Digest(want.Text))
	if err != nil {
		t.Fatal(err)
	}
	if err := got.Validate(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(want.Events, got.Events); diff != "" || got.Text != want.Text {
		t.Errorf("not the same report:\n%s", diff)
	}
	if !reflect.DeepEqual(want.Attributions, got.Attributions) || !reflect.DeepEqual(want.Positions, got.Positions) {
		t.Error("statements or positions differ")
	}
	if _, err := s.Report(context.Background(), "nothing"); !errors.Is(err, store.ErrUnknown) {
		t.Errorf("a report that is not there: %v", err)
	}
}

func TestSameTextIsTheSameReport(t *testing.T) { onEach(t, sameText) }

func sameText(t *testing.T, db database) {
	s := filled(t, db)
	ctx := context.Background()
	again := report(t, first, "Evening Courier", "2026-03-03")
	if seen, err := s.Seen(ctx, onrecord.Digest(first), again.Made); err != nil || !seen {
		t.Errorf("seen: %v, %v", seen, err)
	}
	tally, err := s.Put(ctx, []*onrecord.Document{again})
	if err != nil || tally != (store.Tally{Kept: 1}) {
		t.Errorf("the same text again: %+v, %v", tally, err)
	}
	newer := report(t, first, "Harbour Gazette", "2026-03-01")
	newer.Made.Tool = "next"
	if tally, err = s.Put(ctx, []*onrecord.Document{newer}); err != nil || tally != (store.Tally{Replaced: 1}) {
		t.Errorf("another version: %+v, %v", tally, err)
	}
	c, err := s.Counts(ctx)
	if err != nil || c.Reports != 2 || c.Appearances != 3 {
		t.Errorf("%+v, %v", c, err)
	}
	page, err := s.Search(ctx, store.Query{Outlet: "evening courier"})
	if err != nil || len(page.Hits) != 1 {
		t.Errorf("by the second outlet: %+v, %v", page, err)
	}
}

func TestSearch(t *testing.T) { onEach(t, searches) }

func searches(t *testing.T, db database) {
	s := filled(t, db)
	for _, c := range []struct {
		q    store.Query
		want string // quotes of the hits hold these words, joined by "|"; "" finds nothing
	}{
		{store.Query{Text: "ships"}, "send ships"},
		{store.Query{Text: "cafe"}, "café"},
		{store.Query{Text: "journalist*"}, "journalists"},
		{store.Query{Text: `"two ships"`}, ""},
		{store.Query{Text: "ships OR journalists"}, "journalists|ships"},
		{store.Query{Text: "strait -France"}, ""},
		{store.Query{Root: onrecord.RootAccuse}, "France condemned Iran"},
		{store.Query{Kind: store.Event, Country: "fra"}, "France condemned Iran"},
		{store.Query{Kind: store.Event, Recipient: "Iran"}, "France condemned Iran"},
		{store.Query{Kind: store.Position, Stance: onrecord.StanceAgainst, Firmness: &store.Range{Min: 4, Max: 5}}, "would not send ships"},
		{store.Query{Kind: store.Position, Actor: "Norway", Source: "officials"}, "would not send ships"},
		{store.Query{Stance: onrecord.StanceDeclines}, "declined to say"},
		{store.Query{Kind: store.Statement, SourceKind: onrecord.SourceGovernment, Source: "Swedish"}, "declined to say"},
		{store.Query{From: "2026-03-02", Text: "ships OR journalists"}, "journalists"},
		{store.Query{To: "2026-03-01", Text: "ships OR journalists"}, "ships"},
		{store.Query{Outlet: "HARBOUR gazette"}, "Officials"},
	} {
		page, err := s.Search(context.Background(), c.q)
		if err != nil {
			t.Errorf("%+v: %v", c.q, err)
			continue
		}
		var want []string
		if c.want != "" {
			want = strings.Split(c.want, "|")
		}
		if len(page.Hits) != len(want) {
			t.Errorf("%+v: %d hits, want %d: %+v", c.q, len(page.Hits), len(want), page.Hits)
			continue
		}
		for i, h := range page.Hits {
			text := first
			if strings.Contains(second, h.Quote) {
				text = second
			}
			if !strings.Contains(h.Quote, want[i]) || text[h.Span.Start:h.Span.End] != h.Quote {
				t.Errorf("%+v: hit %d is %q at %v, want %q", c.q, i, h.Quote, h.Span, want[i])
			}
		}
	}
}

// TestPagesDoNotShift turns pages while reports are added: each hit must come once.
// TestUnreadIsMarked finds a report in another language by its words, and says that it is not read.
func TestUnreadIsMarked(t *testing.T) { onEach(t, unreadMarked) }

func unreadMarked(t *testing.T, db database) {
	s := filled(t, db)
	ctx := context.Background()
	if _, err := s.Put(ctx, []*onrecord.Document{report(t, "Der Hafen bleibt zu, sagte die Sprecherin in Norvik. Wir fahren nicht.", "Hafenblatt", "2026-03-03")}); err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]bool{"Sprecherin": true, "truce": false} {
		page, err := s.Search(ctx, store.Query{Text: words})
		if err != nil || len(page.Hits) != 1 {
			t.Fatalf("%s: %d hits, %v", words, len(page.Hits), err)
		}
		if h := &page.Hits[0]; h.Unread() != want {
			t.Errorf("%s: language %q, unread %v", words, h.Language, h.Unread())
		}
	}
}

func TestPagesDoNotShift(t *testing.T) { onEach(t, pagesStay) }

func pagesStay(t *testing.T, db database) {
	s := opened(t, db)
	ctx := context.Background()
	put := func(i int) {
		if _, err := s.Put(ctx, []*onrecord.Document{report(t, fmt.Sprintf("Norway met Sweden on day %d.", i), "", fmt.Sprintf("2026-03-%02d", 1+i%9))}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 12 {
		put(i)
	}
	seen := map[string]int{}
	q := store.Query{Text: "Norway", Limit: 5}
	for n := range 10 {
		page, err := s.Search(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range page.Hits {
			seen[h.Report]++
		}
		if q.After = page.Next; q.After == "" {
			break
		}
		put(100 + n)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("report %s came %d times", id, n)
		}
	}
	if len(seen) < 12 {
		t.Errorf("%d reports came, want at least the 12 that were there", len(seen))
	}
}

func TestBadQueries(t *testing.T) { onEach(t, badQueries) }

func badQueries(t *testing.T, db database) {
	s := filled(t, db)
	for _, q := range []store.Query{{Kind: "rumour"}, {Text: "-only"}, {Text: "!!!"}, {Firmness: &store.Range{Min: 4, Max: 9}}, {Limit: -1}, {From: "March"},
		{After: "x"}, {Kind: store.Report, Actor: "Norway"}, {Actor: "?"}} {
		if _, err := s.Search(context.Background(), q); !errors.Is(err, store.ErrQuery) {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

func TestStoresThatAreNone(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	text := filepath.Join(dir, "report.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("no database at all ", 400)), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(ctx, text); !errors.Is(err, store.ErrNotStore) {
		t.Errorf("a text file: %v", err)
	}
	if raw, err := os.ReadFile(text); err != nil || !strings.HasPrefix(string(raw), "no database") {
		t.Error("the text file was touched")
	}
	if _, err := store.Open(ctx, dir); !errors.Is(err, store.ErrNotStore) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := store.OpenToRead(ctx, filepath.Join(dir, "absent.db")); !errors.Is(err, store.ErrNone) {
		t.Errorf("an absent file: %v", err)
	}
	if _, err := store.Open(ctx, filepath.Join(dir, "no", "such", "folder.db")); !errors.Is(err, store.ErrNone) {
		t.Errorf("an absent folder: %v", err)
	}
}

// FuzzSearch types anything into the search box: it finds or says what is wrong, and never fails otherwise.
func FuzzSearch(f *testing.F) {
	for _, s := range []string{"ships", `"a b" -c d*`, `OR OR "`, "*", "-", "NEAR(a b)", "a:b", "\x00", "é AND NOT"} {
		f.Add(s)
	}
	var stores []*store.Store
	for _, db := range databases(f) {
		s, err := store.Open(context.Background(), db.name(f))
		if err != nil {
			f.Fatal(err)
		}
		f.Cleanup(func() { s.Close() })
		stores = append(stores, s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range stores {
			for _, q := range []store.Query{{Text: text}, {Text: text, Kind: store.Event}, {Actor: text}, {Issue: text}, {Outlet: text}} {
				if _, err := s.Search(context.Background(), q); err != nil && !errors.Is(err, store.ErrQuery) {
					t.Fatalf("%+v: %v", q, err)
				}
			}
		}
	})
}

// TestCountsAreKept: how much there is is what one counts, after reports are stored, read again, met elsewhere and decided on.
func TestCountsAreKept(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		ctx := t.Context()
		s := filled(t, db)
		same := func(when string) {
			t.Helper()
			told, err := s.Counts(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if counted, err := s.Counted(ctx); err != nil || counted != told || told.Reports == 0 || told.Statements == 0 {
				t.Errorf("%s: told %+v, counted %+v, %v", when, told, counted, err)
			}
		}
		same("stored")
		again := report(t, first, "Harbour Gazette", "2026-03-01")
		again.Made.Tool, again.Events = "later", nil
		elsewhere := report(t, second, "Evening Post", "2026-03-05")
		if _, err := s.Put(ctx, []*onrecord.Document{again, elsewhere}); err != nil {
			t.Fatal(err)
		}
		same("read again")
		if _, err := s.Decide(ctx, store.Decision{Who: "ana", Action: store.Reject, Report: onrecord.Digest(first), Kind: store.Statement, Number: 1}); err != nil {
			t.Fatal(err)
		}
		same("decided on")
	})
}
