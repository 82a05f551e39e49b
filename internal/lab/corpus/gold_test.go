package corpus_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/lab/corpus"
)

// ownGold is a report of our own around findings; the first of them stands in line 9.
func ownGold(findings ...string) string {
	return "id: quay-1\nOwn text (CC0).\npublished: 2026-03-05 \n-- text --\n" +
		"The toll ... the toll, aaaa\n\nVel’s mayor said that the toll must fall.\n-- gold --\n" + strings.Join(findings, "\n") + "\n"
}

func parseOwn(t *testing.T, findings ...string) corpus.GoldReport {
	t.Helper()
	r, err := corpus.ParseGold("dev/quay.txtar", []byte(ownGold(findings...)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestGoldReads(t *testing.T) {
	r := parseOwn(t,
		`{"note": "not scored"}`, "",
		`{"statement": "s1", "source": "Vel’s mayor", "cue": "said", "content": ["that", "the toll must fall"], "parent": "", "refers": "", "kind": "person", "naming": "named", "type": "assertion", "form": "indirect"}`,
		`{"event": "e1", "trigger": "must fall", "actor": [], "recipient": "the toll@2", "root": "REQUEST", "status": "planned", "word": "s1"}`,
		`{"position": "p1", "kind": "action", "actor": "Vel’s mayor", "span": "the toll must fall", "issue": ["the toll@2", "fall"], "proposition": "The toll should fall", "stance": "for", "firmness": 4, "cues": ["must"], "conditions": [{"kind": "if", "text": "aaaa"}], "red_line": true, "time_bound": "", "word": "s1"}`)
	if r.ID != "quay-1" || r.File != "quay.txtar" || r.Published != "2026-03-05" || len(r.Digest) != 64 || !strings.HasSuffix(r.Text, "fall.") {
		t.Errorf("heading %+v", r)
	}
	words := func(spans []onrecord.Span) string {
		var out []string
		for _, s := range spans {
			out = append(out, fmt.Sprintf("%d %s", s.Start, r.Text[s.Start:s.End]))
		}
		return strings.Join(out, "|")
	}
	s, e, p := r.Statements[0], r.Events[0], r.Positions[0]
	got := []string{words(s.Source), words(s.Cue), words(s.Content), words(s.ResolvesTo), words(e.Trigger), words(e.Actor), words(e.Recipient), words(p.Issue), words(p.Conditions[0].Span)}
	want := []string{"29 Vel’s mayor", "43 said", "48 that|53 the toll must fall", "", "62 must fall", "", "53 the toll", "53 the toll|67 fall", "23 aaaa"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if p.Firmness != 4 || !p.RedLine || p.Word != "s1" || e.Word != "s1" || e.Root != "REQUEST" || e.Status != "planned" {
		t.Errorf("event %+v, position %+v", e, p)
	}
}

func TestGoldPlaces(t *testing.T) {
	for _, c := range []struct{ words, want string }{
		{"toll", "4 toll"},
		{"toll@3", "57 toll"},
		{"aa@3", "25 aa"}, // places may overlap
		{"The toll ... the toll", "0 The toll ... the toll"}, // stands so in the text
		{"The ... fall", "0 The toll ... the toll, aaaa\n\nVel’s mayor said that the toll must fall"},
		{"toll ... toll@2", "17 toll, aaaa\n\nVel’s mayor said that the toll"}, // the place is that of the first
		{"toll ... the toll", "4 toll ... the toll"},                           // these very letters stand there
		{"Vel’s ... mayor", "29 Vel’s mayor"},
	} {
		r := parseOwn(t, fmt.Sprintf(`{"event": "e1", "trigger": %q, "root": "AID", "status": "planned"}`, c.words))
		s := r.Events[0].Trigger[0]
		if got := fmt.Sprintf("%d %s", s.Start, r.Text[s.Start:s.End]); got != c.want {
			t.Errorf("%q: %q, want %q", c.words, got, c.want)
		}
	}
}

const (
	fineStatement = `{"statement": "s1", "source": "", "cue": "said", "content": "that the toll must fall", "kind": "none", "naming": "none", "type": "belief", "form": "indirect"}`
	finePosition  = `{"position": "p1", "kind": "action", "span": "must fall", "issue": "fall", "proposition": "It should fall", "stance": "for", "firmness": 4}`
)

func TestGoldTellsFileAndLine(t *testing.T) {
	swap := strings.Replace
	for _, c := range []struct{ name, page, want string }{
		{"words that are not there", ownGold(`{"event": "e1", "trigger": "sank", "root": "AID", "status": "planned"}`), `dev/q.txtar:9: trigger: not in the text: "sank" (place 1)`},
		{"no such place", ownGold("", swap(fineStatement, "said", "said@2", 1)), `dev/q.txtar:10: cue: not in the text: "said" (place 2)`},
		{"place nought", ownGold(swap(fineStatement, "said", "said@0", 1)), `dev/q.txtar:9: cue: no place 0`},
		{"nothing behind", ownGold(swap(fineStatement, "that the toll", "fall ... that", 1)), `dev/q.txtar:9: content: not in the text`},
		{"last before first", ownGold(swap(fineStatement, "that the toll must fall", "fall ... that", 1)), `dev/q.txtar:9: content: not in the text behind "fall": "that"`},
		{"id twice", ownGold(fineStatement, swap(finePosition, "p1", "s1", 1)), `dev/q.txtar:10: s1 twice`},
		{"no id", ownGold(swap(fineStatement, "s1", "", 1)), `dev/q.txtar:9: statement without an id`},
		{"unknown kind", ownGold(swap(fineStatement, `"kind": "none"`, `"kind": "gull"`, 1)), `dev/q.txtar:9: kind "gull" is not one of person`},
		{"kind left out", ownGold(swap(fineStatement, `"kind": "none", `, "", 1)), `dev/q.txtar:9: kind <nil> is not one of person`},
		{"unknown root", ownGold(`{"event": "e1", "trigger": "fall", "root": "FALL", "status": "planned"}`), `dev/q.txtar:9: root "FALL" is not one of AGREE`},
		{"unknown status", ownGold(`{"event": "e1", "trigger": "fall", "root": "AID", "status": "soon"}`), `dev/q.txtar:9: status "soon" is not one of happened`},
		{"no trigger", ownGold(`{"event": "e1", "root": "AID", "status": "planned"}`), `dev/q.txtar:9: no trigger`},
		{"unknown stance", ownGold(swap(finePosition, `"for"`, `"pro"`, 1)), `dev/q.txtar:9: stance "pro" is not one of for`},
		{"firmness too high", ownGold(swap(finePosition, "4", "6", 1)), `dev/q.txtar:9: firmness is not 0 to 5`},
		{"half a firmness", ownGold(swap(finePosition, "4", "2.5", 1)), `dev/q.txtar:9: firmness is not 0 to 5`},
		{"no proposition", ownGold(swap(finePosition, "It should fall", "", 1)), `dev/q.txtar:9: no proposition`},
		{"no issue", ownGold(swap(finePosition, `"issue": "fall"`, `"issue": []`, 1)), `dev/q.txtar:9: no issue or span`},
		{"unknown condition", ownGold(swap(finePosition, "}", `, "conditions": [{"kind": "maybe", "text": "fall"}]}`, 1)), `dev/q.txtar:9: condition: kind "maybe" is not one of until`},
		{"condition without words", ownGold(swap(finePosition, "}", `, "conditions": [{"kind": "if"}]}`, 1)), `dev/q.txtar:9: condition: no text`},
		{"no content", ownGold(swap(fineStatement, `"that the toll must fall"`, `""`, 1)), `dev/q.txtar:9: no content`},
		{"unknown parent", ownGold(swap(fineStatement, "}", `, "parent": "s7"}`, 1)), `dev/q.txtar:9: parent s7 is no id`},
		{"unknown word", ownGold(swap(finePosition, "}", `, "word": "s7"}`, 1)), `dev/q.txtar:9: word s7 is no id`},
		{"its own parent", ownGold(swap(fineStatement, "}", `, "parent": "s1"}`, 1)), `dev/q.txtar:9: s1: parents go in a circle`},
		{"outside its parent", ownGold(fineStatement, swap(swap(fineStatement, "s1", "s2", 1), `"that the toll must fall"`, `"aaaa", "parent": "s1"`, 1)),
			`dev/q.txtar:10: s2: its content lies outside the content of its parent s1`},
		{"neither", ownGold(`{"thing": "t1"}`), `dev/q.txtar:9: neither statement, event, position nor note`},
		{"no object", ownGold(`["s1"]`), `dev/q.txtar:9: not a JSON object`},
		{"no JSON", ownGold(`{"statement": }`), `dev/q.txtar:9: not a JSON object`},
		{"a number for words", ownGold(swap(fineStatement, `"said"`, `7`, 1)), `dev/q.txtar:9: cue is neither words nor a list of them`},
		{"no gold", "id: x\n-- text --\nQuay.\n", `dev/q.txtar:1: no "-- text --" or no "-- gold --" behind it`},
		{"not UTF-8", "id: x\n-- text --\nQu\xffay.\n-- gold --\n", `dev/q.txtar:3: not UTF-8`},
	} {
		_, err := corpus.ParseGold("dev/q.txtar", []byte(c.page))
		if err == nil || !errors.Is(err, corpus.ErrBadLine) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s", c.name, err, c.want)
		}
	}
}

func TestGoldTellsAllFaults(t *testing.T) {
	_, err := corpus.ParseGold("q.txtar", []byte(ownGold(strings.Replace(fineStatement, "said", "sank", 1), "{", strings.Replace(finePosition, "4", "9", 1))))
	if err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("error %v, want three lines", err)
	}
}

func TestGoldFolders(t *testing.T) {
	files := fstest.MapFS{"dev/a.txtar": {Data: []byte(ownGold(fineStatement))}, "dev/README": {Data: []byte("no report")}}
	r, err := corpus.ReadGold(files, "dev")
	if err != nil || len(r) != 1 {
		t.Errorf("%d reports, error %v", len(r), err)
	}
	files["dev/b.txtar"] = files["dev/a.txtar"]
	if _, err := corpus.ReadGold(files, "dev"); !errors.Is(err, corpus.ErrBadLine) || !strings.Contains(err.Error(), "dev/b.txtar:1: id quay-1 stands in dev/a.txtar too") {
		t.Errorf("error %v for an id in two files", err)
	}
	if _, err := corpus.Dir(t.TempDir()).Gold("dev"); !errors.Is(err, corpus.ErrAbsent) {
		t.Errorf("error %v for a pack that is not there", err)
	}
}

// TestGoldReadsWindowsLines: line ends are read as Python reads them.
func TestGoldReadsWindowsLines(t *testing.T) {
	page := ownGold(fineStatement)
	r, err := corpus.ParseGold("q.txtar", []byte(strings.ReplaceAll(page, "\n", "\r\n")))
	if want := parseOwn(t, fineStatement); err != nil || r.Text != want.Text || r.ID != want.ID {
		t.Errorf("text %q, error %v", r.Text, err)
	}
}

// FuzzGold holds that any file gives either a report whose spans are cut from its text, or errors that name file and line.
func FuzzGold(f *testing.F) {
	f.Add([]byte(ownGold(fineStatement, finePosition)))
	f.Add([]byte(ownGold(`{"event": "e1", "trigger": ["", "@2", " ... ", "a ... @99999999999999999999"], "root": "AID", "status": "planned"}`)))
	if r, err := fs.ReadFile(os.DirFS("../eval/gold/dev"), "d01-patrols.txtar"); err == nil {
		f.Add(r)
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		r, err := corpus.ParseGold("q.txtar", page)
		if err != nil {
			if !errors.Is(err, corpus.ErrBadLine) || !strings.Contains(err.Error(), "q.txtar:") {
				t.Error(err)
			}
			return
		}
		var all [][]onrecord.Span
		for _, s := range r.Statements {
			all = append(all, s.Source, s.Cue, s.Content, s.ResolvesTo)
		}
		for _, e := range r.Events {
			all = append(all, e.Trigger, e.Actor, e.Recipient)
		}
		for _, p := range r.Positions {
			all = append(all, p.Actor, p.ActorIs, p.Span, p.Issue, p.Cues)
		}
		for _, list := range all {
			for _, s := range list {
				if s.Start < 0 || s.End < s.Start || s.End > len(r.Text) || !utf8.ValidString(r.Text[s.Start:s.End]) {
					t.Errorf("span %v of a text of %d bytes", s, len(r.Text))
				}
			}
		}
	})
}
