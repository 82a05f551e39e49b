package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/internal/store/lists"
)

func TestOwnLists(t *testing.T) { onEach(t, keepsLists) }

// listLine is an edit that puts a line.
func listLine(t *testing.T, x lists.Line) lists.Edit {
	t.Helper()
	x, err := x.Tidied()
	if err != nil {
		t.Fatal(err)
	}
	return lists.Edit{Line: x}
}

// keepsLists: lines come, change, go and come back by changes in a log that only grows; each opening of the store has them; reports are shown under
// the names of the lists, but as they were read where that is asked for, and only those of an outlet are to be laid again.
func keepsLists(t *testing.T, db database) {
	ctx := t.Context()
	name := db.name(t)
	same := database{db.kind, func(testing.TB) string { return name }}
	s := filled(t, same)
	change := func(edits ...lists.Edit) lists.Change {
		t.Helper()
		c, err := s.ChangeLists(ctx, "Ana", "for the desk", func(*lists.Lists) ([]lists.Edit, error) { return edits, nil })
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	mark, err := s.Mark(ctx)
	if err != nil {
		t.Fatal(err)
	}
	first1 := change(listLine(t, lists.Line{Kind: lists.Actors, Name: "Kingdom of Norway", Also: []string{"Norway"}, Codes: []string{"NORGOV"}}))
	if first1.N != 1 || len(first1.Edits) != 1 {
		t.Fatalf("%+v", first1)
	}
	if again := change(listLine(t, lists.Line{Kind: lists.Actors, Name: "Kingdom of Norway", Also: []string{"Norway"}, Codes: []string{"NORGOV"}})); again.N != 0 {
		t.Errorf("the same line is a change: %+v", again)
	}
	now, err := s.Mark(ctx)
	if err != nil || now.Change != mark.Change || now.Lists != 1 {
		t.Errorf("a line of actors: %+v after %+v, %v", now, mark, err)
	}
	called := func(s *store.Store, as store.As) string {
		t.Helper()
		d, err := s.ReportAs(ctx, onrecord.Digest(first), as)
		if err != nil {
			t.Fatal(err)
		}
		for i := range d.Entities {
			if n := d.Entities[i].Name; strings.Contains(n, "Norway") {
				return n + " " + d.Entities[i].Codes[0].String() + " " + d.Own.By(onrecord.EntityID(i+1)) + " " + d.Meta.Publisher
			}
		}
		return ""
	}
	read := called(s, store.AsRead)
	if got, want := called(s, store.AsDecided), "Kingdom of Norway NORGOV your list of actors, line “Kingdom of Norway” Harbour Gazette"; got != want {
		t.Errorf("shown as %q, not %q", got, want)
	}
	if strings.Contains(read, "Kingdom") || strings.Contains(read, "list") {
		t.Errorf("as read: %q", read)
	}
	outlet := change(listLine(t, lists.Line{Kind: lists.Outlets, Domain: "gazette.example", Name: "harbour gazette"}))
	if after, err := s.Mark(ctx); err != nil || after.Change != mark.Change+1 {
		t.Errorf("a line of an outlet: %+v after %+v, %v", after, now, err)
	}
	if got := called(s, store.AsDecided); !strings.HasSuffix(got, "harbour gazette") {
		t.Errorf("shown as %q", got)
	}

	// It is kept, and taken back.
	again := opened(t, same)
	if got := called(again, store.AsBoth); !strings.HasPrefix(got, "Kingdom of Norway NORGOV") {
		t.Errorf("opened again: %q", got)
	}
	for n, bad := range map[int64]bool{first1.N: false, outlet.N: false, 99: true} {
		if _, err := s.UndoLists(ctx, n, "Ben", ""); errors.Is(err, store.ErrList) != bad {
			t.Errorf("undo of %d: %v", n, err)
		}
	}
	if got := called(again, store.AsDecided); got != read {
		t.Errorf("taken back, but shown as %q, not %q", got, read)
	}
	if _, err := s.UndoLists(ctx, first1.N, "Ben", ""); !errors.Is(err, store.ErrList) {
		t.Errorf("taken back twice: %v", err)
	}
	log, err := s.ListLog(ctx)
	if err != nil || len(log) != 4 || !log[0].Undone || log[0].Who != "Ana" || log[0].Why != "for the desk" || log[3].Undoes == 0 {
		t.Errorf("log %+v, %v", log, err)
	}
	for _, x := range []string{`UPDATE list_changes SET why = 'x'`, `DELETE FROM list_changes`} {
		if err := s.Exec(ctx, x); err == nil {
			t.Errorf("%s: the log can be changed", x)
		}
	}
}

func TestListsHoldTogether(t *testing.T) { onEach(t, listsHoldTogether) }

// listsHoldTogether: a change after which two lines say otherwise of one name is refused, and so is an undo; nothing of it is kept.
func listsHoldTogether(t *testing.T, db database) {
	ctx := t.Context()
	s := filled(t, db)
	change := func(edits ...lists.Edit) (lists.Change, error) {
		return s.ChangeLists(ctx, "Ana", "", func(*lists.Lists) ([]lists.Edit, error) { return edits, nil })
	}
	a, b := lists.Line{Kind: lists.Actors, Name: "A", Also: []string{"x"}}, lists.Line{Kind: lists.Actors, Name: "B", Also: []string{"x"}}
	if _, err := change(listLine(t, a), listLine(t, b)); !errors.Is(err, store.ErrList) {
		t.Fatal("two lines of one name:", err)
	}
	if _, err := change(listLine(t, a)); err != nil {
		t.Fatal(err)
	}
	gone := listLine(t, a)
	gone.Drop = true
	dropped, err := change(gone)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := change(listLine(t, b)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.UndoLists(ctx, dropped.N, "Ana", ""); !errors.Is(err, store.ErrList) || !strings.Contains(err.Error(), "hold together") {
		t.Error("an undo after which two lines have one name:", err)
	}
	if _, err := s.ChangeLists(ctx, " ", "", func(*lists.Lists) ([]lists.Edit, error) { return []lists.Edit{listLine(t, a)}, nil }); !errors.Is(err, store.ErrList) {
		t.Error("by nobody:", err)
	}
	l, err := s.Lists(ctx)
	if err != nil || len(l.Lines(lists.Actors)) != 1 || l.Line(lists.Actors, "b") == nil {
		t.Errorf("%+v, %v", l, err)
	}
}

// TestBrokenListsAreFound: a change of the lists that does not match its checksum is told of, and nothing is shown by it.
func TestBrokenListsAreFound(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := filled(t, db)
		if err := s.Exec(context.Background(), `INSERT INTO list_changes (at, who, why, undoes, edits, seal) VALUES ('2026-03-01T00:00:00Z', 'x', '', 0, '[]', 'x')`); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Lists(t.Context()); !errors.Is(err, store.ErrBroken) {
			t.Error(err)
		}
		var told []error
		if _, err := s.Check(t.Context(), func(err error) { told = append(told, err) }); err != nil || len(told) != 1 || !strings.Contains(told[0].Error(), "lists") {
			t.Errorf("%v, %v", told, err)
		}
	})
}
