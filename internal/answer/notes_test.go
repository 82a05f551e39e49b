package answer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/storetest"
	"onrecord/read"
)

const noted = "Officials said that Norway would not send ships to the strait until a truce holds. France condemned Iran on Monday. The café “Ørsted” stayed shut."

// noteReader is loaded once.
var noteReader = sync.OnceValues(read.New)

// notedStore is a store with a report, read, in a database of its own.
func notedStore(t *testing.T, name, text string) (*store.Store, string) {
	t.Helper()
	s, err := store.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, keepNoted(t, s, text)
}

func keepNoted(t *testing.T, s *store.Store, text string) string {
	t.Helper()
	r, err := noteReader()
	if err != nil {
		t.Fatal(err)
	}
	d := &onrecord.Document{ID: "x", Text: text, Meta: onrecord.Meta{URL: "https://gazette.example/strait", Publisher: "Gazette", Title: "On the strait", Published: "2026-03-01"}}
	if err := r.Read(d); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), []*onrecord.Document{d}); err != nil {
		t.Fatal(err)
	}
	return onrecord.Digest(text)
}

func write(t *testing.T, s *store.Store, x answer.Noting) answer.Noted {
	t.Helper()
	n, err := x.In(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// rowsOf are the notes of an export by their ids.
func rowsOf(t *testing.T, s *store.Store, form string) (map[string]any, string) {
	t.Helper()
	var b bytes.Buffer
	if err := answer.WriteNotes(t.Context(), s, store.NoteQuery{}, form, &b); err != nil {
		t.Fatal(err)
	}
	var all struct {
		Rows  []map[string]any
		First struct{ Items []map[string]any }
	}
	if err := json.Unmarshal(b.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	for _, x := range append(all.Rows, all.First.Items...) {
		out[x["id"].(string)] = x
	}
	return out, b.String()
}

// TestNotesTravel takes notes from one store to another with the same reports, in both forms, and out again: they are the same in number, place
// and words. A second time adds nothing. On an edited text they are found by their words, and what is not found is told.
func TestNotesTravel(t *testing.T) {
	names := func(t *testing.T) []string {
		out := []string{filepath.Join(t.TempDir(), "a.db")}
		if server := storetest.Server(t); server != "" {
			out = append(out, storetest.Schema(t, server))
		}
		return out
	}
	for _, form := range []string{answer.NotesW3C, answer.NotesHypothesis} {
		for i := range names(t) {
			from, id := notedStore(t, names(t)[i], noted)
			a := write(t, from, answer.Noting{Who: "Ana Ruiz", Report: id, Words: "“Ørsted”", Text: "Which <café>?\n@ben", Tags: []string{"to check", "memo"}})
			b := write(t, from, answer.Noting{Who: "ben", Answers: a.N, Text: "The one at the harbour."})
			write(t, from, answer.Noting{Who: "Ana Ruiz", Answers: b.N, Text: "Thanks."})
			write(t, from, answer.Noting{Who: "ben", Report: id, Finding: "ev2", Tags: []string{"deed"}})
			write(t, from, answer.Noting{Who: "ben", Report: id, Text: "All of it."})
			write(t, from, answer.Noting{Who: "ben", Report: id, Words: "20-26", Text: "Where?"})
			want, out := rowsOf(t, from, form)
			if len(want) != 6 {
				t.Fatalf("%d notes\n%s", len(want), out)
			}
			to, _ := notedStore(t, names(t)[i], noted)
			for round, counts := range [][2]int{{6, 0}, {0, 6}} {
				got, err := answer.ImportNotes(t.Context(), to, "carl", strings.NewReader(out))
				if err != nil || got.Added != counts[0] || got.Known != counts[1] || got.Lost != 0 || len(got.Told)+len(got.Refused) > 0 {
					t.Errorf("%s %d: %+v, %v", form, round, got, err)
				}
				if again, _ := rowsOf(t, to, form); !reflect.DeepEqual(again, want) {
					t.Errorf("%s: they are otherwise:\n%v\n%v", form, again, want)
				}
			}
			page, err := answer.Notes(t.Context(), to, store.NoteQuery{Tag: "deed"})
			if err != nil || len(page.Notes) != 1 || page.Notes[0].Finding != "ev2" || page.Notes[0].From.Who != "carl" || page.Notes[0].Words.Exact == "" {
				t.Errorf("%+v, %v", page, err)
			}

			edited, _ := notedStore(t, names(t)[i], "Correction: a name.\n\n"+strings.ReplaceAll(noted, " The café “Ørsted” stayed shut.", ""))
			got, err := answer.ImportNotes(t.Context(), edited, "carl", strings.NewReader(out))
			if err != nil || got.Added != 6 || got.Lost != 1 || len(got.Told) != 1 || got.Told[0].Line != 1 || !strings.Contains(got.Told[0].Why, "not found") {
				t.Errorf("%s: %+v, %v", form, got, err)
			}
			if page, err = answer.Notes(t.Context(), edited, store.NoteQuery{Words: "where"}); err != nil || page.Notes[0].Words.Start != 20+len("Correction: a name.\n\n") {
				t.Errorf("%+v, %v", page, err)
			}
			if page, err = answer.Notes(t.Context(), edited, store.NoteQuery{Lost: true}); err != nil || len(page.Notes) != 1 || page.Notes[0].Words.Exact != "“Ørsted”" {
				t.Errorf("%+v, %v", page, err)
			}
		}
	}
}

// TestNotesFromElsewhere: what finds no report is told line by line and loses nothing else; addresses are found as they are written elsewhere.
func TestNotesFromElsewhere(t *testing.T) {
	s, id := notedStore(t, filepath.Join(t.TempDir(), "a.db"), noted)
	in := `{"id":"a","uri":"http://gazette.example/strait/#top","user":"acct:carl@hypothes.is","text":"who?","tags":[],"target":[{"source":"x","selector":[{"type":"TextQuoteSelector","exact":"France condemned  Iran","prefix":"holds. ","suffix":" on"}]}]}
{"id":"r","uri":"http://gazette.example/strait/","user":"acct:dora@hypothes.is","text":"they","references":["a"]}
{"id":"o","uri":"http://gazette.example/strait/","text":"an orphan","references":["gone"]}
{"id":"n","uri":"https://other.example/","text":"nowhere"}
{"broken
{"id":"p","uri":"https://gazette.example/strait","text":"placed","target":[{"selector":[{"type":"TextPositionSelector","start":0,"end":9}]}]}
{"id":"urn:w","bodyValue":"by the text","target":{"source":"urn:sha256:` + id + `","selector":{"type":"TextPositionSelector","start":0,"end":9}}}
{"id":"urn:l","bodyValue":"lost","target":{"source":"http://desk.example/r/` + id + `","selector":{"type":"TextQuoteSelector","exact":"a dragon"}}}
`
	got, err := answer.ImportNotes(t.Context(), s, "ana", strings.NewReader(in))
	if err != nil || got.Added != 6 || got.Lost != 2 || len(got.Told) != 3 || len(got.Refused) != 2 || got.Refused[0].Line != 4 || got.Refused[1].Line != 5 || !strings.Contains(got.Refused[0].Why, "other.example") {
		t.Errorf("%+v, %v", got, err)
	}
	page, err := answer.Notes(t.Context(), s, store.NoteQuery{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]answer.Noted{}
	for _, n := range page.Notes {
		by[n.Text] = n
	}
	if n := by["who?"]; n.Words == nil || n.Words.Exact != "France condemned Iran" || n.Who != "carl@hypothes.is" || n.ID != "https://hypothes.is/a/a" || n.AnsweredN != 1 {
		t.Errorf("%+v", n)
	}
	if n := by["they"]; n.Answers != by["who?"].N {
		t.Errorf("%+v", n)
	}
	if n := by["by the text"]; n.Words == nil || n.Words.Exact != "Officials" {
		t.Errorf("%+v", n)
	}
	if n := by["placed"]; n.Lost == "" || n.Words != nil {
		t.Errorf("%+v", n)
	}
	for _, in := range []string{"", "not json", "{"} {
		if _, err := answer.ImportNotes(t.Context(), s, "ana", strings.NewReader(in)); !errors.Is(err, answer.ErrInput) {
			t.Errorf("%q: %v", in, err)
		}
	}
}

// TestCarryNotes brings notes to another text of the report, once.
func TestCarryNotes(t *testing.T) {
	s, id := notedStore(t, filepath.Join(t.TempDir(), "a.db"), noted)
	other := keepNoted(t, s, "New: more.\n\n"+noted)
	a := write(t, s, answer.Noting{Who: "ana", Report: id, Words: "France", Text: "one"})
	write(t, s, answer.Noting{Who: "ben", Answers: a.N, Text: "two"})
	for _, want := range [][2]int{{2, 0}, {0, 2}} {
		if got, err := answer.CarryNotes(t.Context(), s, id, other, "carl"); err != nil || got.Added != want[0] || got.Known != want[1] || got.Lost != 0 {
			t.Errorf("%+v, %v", got, err)
		}
	}
	page, err := answer.Notes(t.Context(), s, store.NoteQuery{Report: other})
	if err != nil || len(page.Notes) != 2 || page.Notes[1].Words.Exact != "France" || page.Notes[1].Who != "ana" || page.Notes[0].Answers != page.Notes[1].N || page.Notes[1].From.Report != id {
		t.Errorf("%+v, %v", page, err)
	}
}

// TestNoteFields: every field is read, and what makes no sense is refused with what does.
func TestNoteFields(t *testing.T) {
	for query, want := range map[string]string{"tagg=x": "there are report, finding", "report=x": "SHA-256", "finding=a1": "goes with the report", "since=soon": "2026-03-01", "limit=501": "1 to 500", "lost=perhaps": "true or false",
		"after=0": "from 1", "tag=%ff": "UTF-8"} {
		v, _ := url.ParseQuery(query)
		if _, err := answer.NotesFromURL(v, "ana"); !errors.Is(err, store.ErrQuery) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", query, err)
		}
	}
	v, _ := url.ParseQuery("mention=me&tag=x&author=a&words=w&since=2026-03-01&thread=3&lost=true&limit=7&after=9&page=2")
	q, err := answer.NotesFromURL(v, "ana", "page")
	if err != nil || q.Mention != "ana" || q.Tag != "x" || q.Who != "a" || q.Words != "w" || q.Since.IsZero() || q.Thread != 3 || !q.Lost || q.Limit != 7 || q.After != 9 {
		t.Errorf("%+v, %v", q, err)
	}
	if err := answer.WriteNotes(context.Background(), nil, q, "pdf", nil); !errors.Is(err, store.ErrQuery) {
		t.Error(err)
	}
}
