package store_test

import (
	"bytes"
	"compress/flate"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/store"
)

// TestStoresOfEveryVersion brings stores of every version of the tables up to this one, on every database: what they hold is found, is
// whole, and matches its checksums.
func TestStoresOfEveryVersion(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		one, two := report(t, first, "Harbour Gazette", "2026-03-01"), report(t, second, "Morning Ledger", "2026-03-02")
		one.Meta.Title, two.Meta.Title = "Ministers were hurrying", "On the treaty"
		for version := 1; version < store.Latest(); version++ {
			name := db.name(t)
			if err := store.MakeOlder(t.Context(), name, version, one, two); err != nil {
				t.Fatal(version, err)
			}
			if _, err := store.OpenToRead(t.Context(), name); err == nil || !strings.Contains(err.Error(), "open it once with onrecord ingest") {
				t.Errorf("version %d, opened to be read: %v", version, err)
			}
			s, err := store.Open(t.Context(), name)
			if err != nil {
				t.Fatal(version, err)
			}
			if list := faults(t, s); len(list) > 0 {
				t.Errorf("version %d has faults: %v", version, list)
			}
			for _, want := range []*onrecord.Document{one, two} {
				if got, err := s.Report(t.Context(), onrecord.Digest(want.Text)); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("version %d: a report is not as it was: %v", version, err)
				}
			}
			finds(t, s)
			s.Close()
		}
	})
}

// listed are all hits of a store by kind, without their numbers in it.
func listed(t *testing.T, s *store.Store) (out []store.Hit) {
	t.Helper()
	for _, q := range []store.Query{{Kind: store.Report}, {Text: "norway OR police"}, {Kind: store.Statement}, {Kind: store.Event}, {Kind: store.Position}} {
		q.Limit = 1000
		page, err := s.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range page.Hits {
			h.Cursor = ""
			out = append(out, h)
		}
	}
	return out
}

// TestReleasedStoreIsReadAgain opens a store that version 0.1.0 made: it shows what a store of today shows of the same reports, and
// keeps its decisions; then all of it is read again.
func TestReleasedStoreIsReadAgain(t *testing.T) {
	s, err := store.Open(t.Context(), older(t, 9))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if list := faults(t, s); len(list) > 0 {
		t.Errorf("faults: %v", list)
	}
	var docs []*onrecord.Document
	for d, err := range s.Reports(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Validate(); err != nil || len(d.Tokens) == 0 || len(d.Frames) == 0 || len(d.Entities) == 0 || len(d.Events) == 0 {
			t.Errorf("%s has lost layers, or: %v", d.ID, err)
		}
		docs = append(docs, d)
	}
	onEach(t, func(t *testing.T, db database) {
		today := opened(t, db)
		if _, err := today.Put(t.Context(), docs); err != nil {
			t.Fatal(err)
		}
		log, err := s.Decisions(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range log { // what was decided is shown, too
			if _, err := today.Decide(t.Context(), store.Decision{Who: x.Who, Action: x.Action, Report: x.Report, Kind: x.Kind, Number: x.Number, Field: x.Field, New: x.New}); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(listed(t, today), listed(t, s)); diff != "" {
			t.Errorf("lists show something else:\n%s", diff)
		}
	})
	decided := func() {
		t.Helper()
		log, err := s.Decisions(t.Context(), "")
		if err != nil || len(log) != 2 {
			t.Fatalf("%d decisions, %v", len(log), err)
		}
		for _, d := range log {
			if _, list, err := s.Decided(t.Context(), d.Report); err != nil || len(list) != 1 || list[0].Decisions[0].Quote != d.Quote {
				t.Errorf("decided: %+v, %v", list, err)
			}
		}
	}
	decided()
	if n := readAgain(t, s, docs[0].Made); n != len(docs) {
		t.Errorf("%d of %d were read again", n, len(docs))
	}
	if n := readAgain(t, s, docs[0].Made); n != 0 {
		t.Errorf("%d were read again once more", n)
	}
	decided()
	if list := faults(t, s); len(list) > 0 {
		t.Errorf("faults once read again: %v", list)
	}
}

// readAgain reads everything again that is to be, as a program of some versions, and tells how much that was.
func readAgain(t *testing.T, s *store.Store, made onrecord.Made) (n int) {
	t.Helper()
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	for d, err := range s.Outdated(t.Context(), made) {
		if err == nil {
			err = r.Read(d)
		}
		if err != nil {
			t.Fatal(err)
		}
		d.Made = made
		tally, err := s.Put(t.Context(), []*onrecord.Document{d})
		if err != nil || tally.Replaced != 1 {
			t.Fatalf("%s: %+v, %v", d.ID, tally, err)
		}
		n++
	}
	return n
}

// TestUnversionedReadingsLoseNothing holds every value of the JSON that version 0.1.0 packed against what is read of it.
func TestUnversionedReadingsLoseNothing(t *testing.T) {
	name := older(t, 9)
	file, err := sql.Open("sqlite", "file:"+name+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	packed := map[string]any{}
	rows, err := file.Query(`SELECT id, reading FROM reports`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var raw []byte
		if err := rows.Scan(&id, &raw); err != nil {
			t.Fatal(err)
		}
		packed[id] = values(t, raw)
	}
	if err := rows.Err(); err != nil || len(packed) != 3 {
		t.Fatalf("%d readings, %v", len(packed), err)
	}
	s, err := store.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for id, want := range packed {
		d, err := s.Report(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, values(t, store.Unversioned(d))); diff != "" {
			t.Errorf("report %s:\n%s", id, diff)
		}
	}
}

// values is what a reading without a version holds, names in small letters, without what is empty.
func values(t *testing.T, raw []byte) any {
	t.Helper()
	body, err := io.ReadAll(flate.NewReader(bytes.NewReader(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	for name := range v {
		if name != "Document" {
			continue
		}
		if d, ok := v[name].(map[string]any); ok { // where these stood once more
			for _, twice := range []string{"byline", "dateline", "file"} {
				delete(d, twice)
			}
		}
	}
	return small(v)
}

func small(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, x := range v {
			if x = small(x); x != nil {
				out[strings.ToLower(name)] = x
			}
		}
		if len(out) > 0 {
			return out
		}
	case []any:
		for i, x := range v {
			v[i] = small(x)
		}
		if len(v) > 0 {
			return v
		}
	case string:
		if v != "" {
			return v
		}
	case float64:
		if v != 0 {
			return v
		}
	case bool:
		if v {
			return v
		}
	}
	return nil
}

// TestReadingsOfOtherVersions: one that is too new is told and left, one that is too old is told and read again from its text.
func TestReadingsOfOtherVersions(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		one, two := report(t, first, "Harbour Gazette", "2026-03-01"), report(t, second, "Morning Ledger", "2026-03-02")
		id := onrecord.Digest(first)
		for _, c := range []struct {
			name    string
			packed  []byte
			want    error
			says    string
			again   int
			last    error // with which reading again ends
			seen    bool
			unread  int
			changed int
		}{
			{"newer", store.Headed(one, 3, 1), store.ErrNewerReading, "update the program", 0, store.ErrNewerReading, false, 1, 1},
			{"too old", store.Headed(one, 0, 1), store.ErrOldReading, "run onrecord reread", 1, nil, false, 1, 1},
			{"unversioned", store.Unversioned(one), nil, "", 1, nil, true, 0, 2},
			{"fewer features", store.Headed(one, 2, 1), nil, "", 1, nil, true, 0, 2},
			{"of today", store.Headed(one, 2, 2), nil, "", 0, nil, true, 0, 2},
		} {
			s := opened(t, db)
			if _, err := s.Put(t.Context(), []*onrecord.Document{one, two}); err != nil {
				t.Fatal(err)
			}
			if err := s.SetReading(t.Context(), id, c.packed); err != nil {
				t.Fatal(err)
			}
			_, err := s.Report(t.Context(), id)
			if !errors.Is(err, c.want) || err != nil && !strings.Contains(err.Error(), c.says) || errors.Is(err, store.ErrBroken) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
			if seen, err := s.Seen(t.Context(), id, one.Made); err != nil || seen != c.seen {
				t.Errorf("%s: seen %v, %v", c.name, seen, err)
			}
			if x, err := s.Changed(t.Context(), 0, 10); err != nil || len(x.Reports) != c.changed || len(x.Broken) != 2-c.changed {
				t.Errorf("%s: %d changed, %v, %v", c.name, len(x.Reports), x.Broken, err)
			}
			var told []error
			if found, err := s.Check(t.Context(), func(err error) { told = append(told, err) }); err != nil || len(told) > 0 || found.Unread != c.unread {
				t.Errorf("%s: check %+v, %v, %v", c.name, found, told, err)
			}
			if page, err := s.Search(t.Context(), store.Query{Kind: store.Position, Actor: "norway"}); err != nil || len(page.Hits) != 1 {
				t.Errorf("%s: its findings are not found: %v", c.name, err)
			}
			var list []*onrecord.Document
			var last error
			for d, err := range s.Outdated(t.Context(), one.Made) {
				if last = err; err == nil {
					list = append(list, d)
				}
			}
			if len(list) != c.again || !errors.Is(last, c.last) || c.last == nil && last != nil {
				t.Errorf("%s: %d to be read again, %v", c.name, len(list), last)
			}
			if c.last != nil {
				if tally, err := s.Put(t.Context(), []*onrecord.Document{one}); err != nil || tally.Kept != 1 {
					t.Errorf("%s: written over: %+v, %v", c.name, tally, err)
				}
				if _, err := s.Report(t.Context(), id); !errors.Is(err, c.last) {
					t.Errorf("%s: once put again: %v", c.name, err)
				}
				continue
			}
			for _, d := range list {
				if d.Text != first || d.Meta.Title != one.Meta.Title || d.Meta.Published != one.Meta.Published || d.Meta.Publisher != one.Meta.Publisher || d.ID != one.ID {
					t.Errorf("%s: to be read again is %+v", c.name, d)
				}
			}
			readAgain(t, s, one.Made)
			got, err := s.Report(t.Context(), id)
			if err != nil {
				t.Fatal(c.name, err)
			}
			if diff := cmp.Diff(one, got); diff != "" {
				t.Errorf("%s: read again it is another:\n%s", c.name, diff)
			}
			if left := fmt.Sprint(faults(t, s)); left != "[]" {
				t.Errorf("%s: %s", c.name, left)
			}
		}
	})
}
