package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/store"
)

// cited is everything that a store cites of its reports, and the errors where it does not.
func cited(t *testing.T, s *store.Store) (all map[string]any, errs []error) {
	ctx := t.Context()
	all = map[string]any{}
	note := func(name string, v any, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
			return
		}
		all[name] = v
	}
	for _, kind := range store.Kinds {
		page, err := s.Search(ctx, store.Query{Kind: kind})
		note("search "+string(kind), page, err)
	}
	for _, text := range []string{first, second} {
		id := onrecord.Digest(text)
		d, err := s.Report(ctx, id)
		note("report "+id, d, err)
		a, err := s.Appearances(ctx, id)
		note("appearances "+id, a, err)
	}
	var reports []*onrecord.Document
	var err error
	for d, e := range s.Reports(ctx) {
		if err = e; err == nil {
			reports = append(reports, d)
		}
	}
	note("reports", reports, err)
	c, err := s.Changed(ctx, 0, 100)
	note("changed", c.Reports, errors.Join(append(c.Broken, err)...))
	stands, _, err := s.Stands(ctx, store.Query{})
	note("stands", stands, err)
	unsure, err := s.Uncertain(ctx, store.Query{}, 100)
	note("unsure", unsure, err)
	log, err := s.Decisions(ctx, "")
	note("decisions", log, err)
	versions, err := s.Versions(ctx, "https://harbour.example/1")
	note("versions", versions, err)
	return all, errs
}

// sealedStore is a store with two reports, one at an address, and a decision.
func sealedStore(t *testing.T, db database) *store.Store {
	t.Helper()
	s := opened(t, db)
	a, b := report(t, first, "Harbour Gazette", "2026-03-01"), report(t, second, "Morning Ledger", "2026-03-02")
	a.Meta.URL, b.Pages = "https://harbour.example/1", onrecord.Pages{{At: 0, Number: 1}, {At: 20, Number: 2}}
	if _, err := s.Put(t.Context(), []*onrecord.Document{a, b}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Decide(t.Context(), store.Decision{Who: "ana", Action: store.Note, Report: onrecord.Digest(first), Kind: store.Position, Number: 1, Why: "told twice"}); err != nil {
		t.Fatal(err)
	}
	return s
}

func faults(t *testing.T, s *store.Store) (out []error) {
	t.Helper()
	if _, err := s.Check(t.Context(), func(err error) { out = append(out, err) }); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestChangedBytesAreNeverCited changes each sort of value behind the back of the store: it is named by a check, and what would cite it
// is an error instead, never another answer.
func TestChangedBytesAreNeverCited(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		if found := faults(t, sealedStore(t, db)); len(found) != 0 {
			t.Fatalf("faults in a sound store: %v", found)
		}
		for _, c := range []struct{ change, names string }{
			{`UPDATE reports SET text = replace(text, 'truce', 'trace') WHERE text LIKE '%truce%'`, "the text"},
			{`UPDATE reports SET title = 'On 2026-03-09' WHERE title = 'On 2026-03-01'`, "known of it"},
			{`UPDATE reports SET outlet = 'Harbour Gazelle' WHERE outlet = 'Harbour Gazette'`, "known of it"},
			{`UPDATE reports SET url = 'https://harbour.example/2' WHERE url <> ''`, "known of it"},
			{`UPDATE reports SET published = '2026-03-04' WHERE published = '2026-03-01'`, "known of it"},
			{`UPDATE reports SET reading_seal = 'AAAAAAAAAAAAAAAA' WHERE text LIKE '%truce%'`, "the reading"},
			{`UPDATE reports SET seal = '' WHERE text LIKE '%truce%'`, "the text"},
			{`UPDATE findings SET start_at = start_at + 1 WHERE kind = 'statement' AND number = 1`, "findings"},
			{`UPDATE findings SET stance = 'for' WHERE kind = 'position'`, "findings"},
			{`UPDATE findings SET firmness = 1 WHERE kind = 'position'`, "findings"},
			{`UPDATE findings SET source = 'The king' WHERE kind = 'statement'`, "findings"},
			{`UPDATE findings SET word = 0 WHERE word <> 0`, "findings"},
			{`UPDATE findings SET factuality = -3 WHERE kind = 'event'`, "findings"},
			{`UPDATE findings SET report = (SELECT max(n) FROM reports) WHERE kind = 'position'`, "findings"},
			{`UPDATE findings SET conditions = '[]' WHERE kind = 'position'`, "findings"},
			{`DELETE FROM findings WHERE kind = 'position'`, "positions of report"},
			{`UPDATE findings SET quote = 'Norway would send ships' WHERE kind = 'position'`, "findings"},
			{`UPDATE findings SET points = points + 1 WHERE kind = 'position'`, "findings"},
			{`UPDATE listings SET lead = 'Officials denied'`, "lists show"},
			{`UPDATE listings SET lead_at = 2`, "lists show"},
			{`UPDATE listings SET language = 'fra'`, "lists show"},
			{`UPDATE listings SET format = 3`, "lists show"},
			{`UPDATE listings SET seal = ''`, "lists show"},
			{`UPDATE original_pages SET pages = '[[0,3]]'`, "the pages of its original"},
			{`DELETE FROM original_pages`, "the pages of its original"},
			{`UPDATE parties SET country = 'SWE' WHERE country = 'NOR'`, "parties"},
			{`UPDATE entities SET name = 'Norwich' WHERE name = 'Norway'`, "entities"},
			{`UPDATE appearances SET outlet = 'Harbour Gazelle' WHERE url <> ''`, "appearances"},
		} {
			s := sealedStore(t, db)
			before, errs := cited(t, s)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			if err := s.Exec(t.Context(), c.change); err != nil {
				t.Fatal(c.change, err)
			}
			found := faults(t, s)
			if len(found) == 0 || !strings.Contains(errors.Join(found...).Error(), c.names) {
				t.Errorf("%s: a check names %v, want %q", c.change, found, c.names)
			}
			for _, err := range found {
				if !errors.Is(err, store.ErrBroken) {
					t.Errorf("%s: %v is no damage", c.change, err)
				}
			}
			after, errs := cited(t, s)
			if len(errs) == 0 && !strings.HasPrefix(c.change, "DELETE") && c.names != "entities" {
				t.Errorf("%s: everything is cited as before", c.change)
			}
			for _, err := range errs {
				if !errors.Is(err, store.ErrBroken) {
					t.Errorf("%s: %v is no damage", c.change, err)
				}
			}
			for name, v := range after {
				if !strings.HasPrefix(c.change, "DELETE") && !reflect.DeepEqual(v, before[name]) {
					t.Errorf("%s: %s is another answer", c.change, name)
				}
			}
			s.Close()
		}
	})
}

// TestFlippedBits flips bits anywhere in the file: what is cited is what was kept, or it is an error.
func TestFlippedBits(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "s.db")
	s := sealedStore(t, database{"sqlite", func(testing.TB) string { return file }})
	before, errs := cited(t, s)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	copied := filepath.Join(dir, "copy.db") // all in one file
	if _, err := s.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(7, 7))
	refused := 0
	for i := range 400 {
		flipped := append([]byte{}, raw...)
		at := random.IntN(len(raw))
		flipped[at] ^= 1 << random.IntN(8)
		name := filepath.Join(dir, fmt.Sprintf("f%d.db", i))
		if err := os.WriteFile(name, flipped, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := store.OpenToRead(t.Context(), name)
		if err != nil {
			refused++
			continue
		}
		after, errs := cited(t, s)
		if len(errs) > 0 {
			refused++
		}
		for name, v := range after {
			if !reflect.DeepEqual(v, before[name]) && !fewer(v, before[name]) {
				t.Errorf("byte %d: %s is another answer", at, name)
			}
		}
		s.Close()
		os.Remove(name)
	}
	t.Logf("%d of 400 flips are refused, the others touch nothing that is cited", refused)
}

// fewer tells whether a page of hits has nothing that the other has not: what an index has lost is not found, and nothing wrong is cited.
func fewer(v, all any) bool {
	a, ok1 := v.(store.Page)
	b, ok2 := all.(store.Page)
	if !ok1 || !ok2 {
		x, y := reflect.ValueOf(v), reflect.ValueOf(all)
		if x.Kind() != reflect.Slice || y.Kind() != reflect.Slice {
			return false
		}
		for i := range x.Len() {
			if !holds(y, x.Index(i)) {
				return false
			}
		}
		return true
	}
	return fewer(a.Hits, b.Hits)
}

func holds(list, x reflect.Value) bool {
	for i := range list.Len() {
		if reflect.DeepEqual(list.Index(i).Interface(), x.Interface()) {
			return true
		}
	}
	return false
}

// to9 takes back what the versions of the tables from 10 on brought; its checksums of findings stay, and match no more.
var to9 = []string{`DROP INDEX findings_place`, `DROP INDEX findings_topic`, `DROP INDEX findings_firmness`, `DROP INDEX findings_naming`, `DROP INDEX findings_source_kind`, `DROP INDEX findings_modality`, `DROP INDEX appearances_outlet`, `DROP TABLE list_changes`, `DROP TABLE note_log`, `DROP TABLE note_keys`, `DROP TABLE notes`, `DROP TABLE original_pages`, `DROP TABLE feed_pages`, `DROP TABLE feeds`, `DROP TABLE alert_messages`, `DROP TABLE alert_things`, `DROP TABLE alert_carriers`, `DROP TABLE alerts`, `DROP TABLE decisions_lost`, `ALTER TABLE decisions DROP COLUMN more`, `ALTER TABLE findings DROP COLUMN decided`, `DROP TABLE views`, `DROP TABLE laid_positions`, `DROP TABLE laid_stories`, `DROP TABLE laid_terms`, `DROP TABLE laid_pairs`, `DROP TABLE laid_furniture`,
	`DROP TABLE laid_shingles`, `DROP TABLE laid`, `DROP TABLE listings`, `ALTER TABLE findings DROP COLUMN quote`, `ALTER TABLE findings DROP COLUMN points`}

// TestOlderStoresGetChecksums brings a store that had none up to date: it gets them, but not for what does not match its digest.
func TestOlderStoresGetChecksums(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		name := db.name(t)
		s := sealedStore(t, database{db.kind, func(testing.TB) string { return name }})
		var older []string
		for _, v := range store.AskViews() { // of version 14
			older = append(older, `DROP VIEW `+v.Name)
		}
		older = append(slices.Concat(older, to9, store.StandTables(db.kind == "postgres")), `ALTER TABLE reports DROP COLUMN reading_seal`, `ALTER TABLE reports DROP COLUMN language`)
		for _, table := range []string{"reports", "appearances", "findings", "parties", "entities", "decisions"} {
			older = append(older, `ALTER TABLE `+table+` DROP COLUMN seal`)
		}
		if db.kind == "sqlite" {
			older = append(older, `PRAGMA user_version = 6`)
		} else {
			older = append(older, `UPDATE onrecord_store SET version = 6`)
		}
		older = append(older, `UPDATE reports SET text = replace(text, 'café', 'cave')`)
		for _, x := range older {
			if err := s.Exec(t.Context(), x); err != nil {
				t.Fatal(x, err)
			}
		}
		s.Close()
		s, err := store.Open(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if _, err := s.Report(t.Context(), onrecord.Digest(first)); err != nil {
			t.Errorf("the sound report: %v", err)
		}
		if _, err := s.Report(t.Context(), onrecord.Digest(second)); !errors.Is(err, store.ErrBroken) {
			t.Errorf("the report that had changed: %v", err)
		}
		for _, err := range faults(t, s) {
			if !strings.Contains(err.Error(), onrecord.Digest(second)) {
				t.Errorf("a fault of the sound report: %v", err)
			}
		}
		if err := s.Exec(t.Context(), `UPDATE decisions SET why = 'x'`); err == nil {
			t.Error("decisions can be changed")
		}
	})
}

// TestBackupOfDamage: a copy that does not match is an error that names what does not, and there is no file; what a stopped backup has left
// does not stand in the way of the next.
func TestBackupOfDamage(t *testing.T) {
	dir := t.TempDir()
	s := sealedStore(t, database{"sqlite", func(testing.TB) string { return filepath.Join(dir, "s.db") }})
	for _, left := range []string{".copy.db-1.part", ".copy.db.part"} {
		if err := os.WriteFile(filepath.Join(dir, left), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if c, err := s.Backup(t.Context(), filepath.Join(dir, "copy.db")); err != nil || c.Reports != 2 || c.Broken != 0 {
		t.Fatalf("%+v, %v", c, err)
	}
	if err := s.Exec(t.Context(), `UPDATE findings SET stance = 'for' WHERE kind = 'position'`); err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(dir, "bad.db")
	if _, err := s.Backup(t.Context(), bad); !errors.Is(err, store.ErrBroken) || !strings.Contains(err.Error(), onrecord.Digest(first)) {
		t.Errorf("a copy of damage: %v", err)
	}
	if _, err := os.Stat(bad); err == nil {
		t.Error("the damaged copy has its name")
	}
	list, _ := filepath.Glob(filepath.Join(dir, ".bad*"))
	if len(list) > 0 {
		t.Errorf("%v are left", list)
	}
}
