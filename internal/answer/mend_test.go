package answer

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/internal/store/mend"
	"onrecord/read"
)

var reader = sync.OnceValues(read.New)

const harbour = `Norvik refuses to send ships

NORVIK: Norvik will not send ships to the strait until a truce holds, two diplomats told the Gazette on Monday. The minister, Ansel Ruud, said Harland had called the plan a trap.

Lena Hartog accused the ministry of waste. The harbour of Velm stayed shut on Tuesday, officials said.`

// keeping is a store with a report.
type keeping struct {
	*testing.T
	s  *store.Store
	id string
}

func keep(t *testing.T, text string) keeping {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	x := keeping{t, s, onrecord.Digest(text)}
	x.put(text)
	return x
}

func (x keeping) put(text string) string {
	x.Helper()
	r, err := reader()
	if err != nil {
		x.Fatal(err)
	}
	d := &onrecord.Document{Text: text, Meta: onrecord.Meta{Publisher: "Gazette", Published: "2026-03-03", URL: "https://gazette.example/ships"}}
	if err := r.Read(d); err != nil {
		x.Fatal(err)
	}
	if _, err := x.s.Put(x.Context(), []*onrecord.Document{d}); err != nil {
		x.Fatal(err)
	}
	return onrecord.Digest(text)
}

func (x keeping) decide(d Decide) store.Decision {
	x.Helper()
	if d.Who = "ana"; d.Report == "" && d.Action != "undo" {
		d.Report = x.id
	}
	made, err := d.In(x.Context(), x.s)
	if err != nil {
		x.Fatal(err)
	}
	return made
}

func (x keeping) doc() *onrecord.Document {
	x.Helper()
	d, err := x.s.ReportAs(x.Context(), x.id, store.AsDecided)
	if err != nil {
		x.Fatal(err)
	}
	return d
}

// find is the id of the finding of a kind with some words in its core.
func (x keeping) find(kind store.Kind, words string) string {
	x.Helper()
	for c := range x.doc().Cards().All(kind) {
		in := c.Quote
		if kind == store.Statement {
			in = onrecord.Quotes(c.Content, " ")
		}
		if strings.Contains(in, words) {
			return c.ID
		}
	}
	x.Fatalf("no %s of %q", kind, words)
	return ""
}

// TestWhatFollows: the dictionaries of the reading tell what follows from words that are chosen.
func TestWhatFollows(t *testing.T) {
	x := keep(t, harbour)
	said := x.find(store.Statement, "stayed shut")
	x.decide(Decide{Action: "correct", Finding: said, Field: "source", Value: "The minister, Ansel Ruud"})
	c, _ := x.doc().Card(said)
	if c.Speaker.Kind == "" || c.Speaker.Kind == onrecord.SourceGroup || c.Speaker.Naming != onrecord.Named {
		t.Errorf("the source is %q, %q", c.Speaker.Kind, c.Speaker.Naming)
	}
	x.decide(Decide{Action: "correct", Finding: said, Field: "source", Value: "two diplomats"})
	if c, _ = x.doc().Card(said); c.Speaker.Naming != onrecord.UnnamedAffiliated && c.Speaker.Naming != onrecord.UnnamedUnaffiliated || len(c.Decided.Changed) != 1 {
		t.Errorf("the source is %q, %q, %+v", c.Speaker.Kind, c.Speaker.Naming, c.Decided.Changed)
	}
	x.decide(Decide{Action: "correct", Finding: said, Field: "cue", Value: "accused"})
	if now, _ := x.doc().Card(said); now.Cue.Quote != "accused" {
		t.Errorf("%+v", now.Cue)
	}
	deed := x.find(store.Event, "Lena Hartog accused")
	x.decide(Decide{Action: "correct", Finding: deed, Field: "root", Value: "AID"})
	x.decide(Decide{Action: "correct", Finding: deed, Field: "status", Value: "not_happened"})
	x.decide(Decide{Action: "correct", Finding: deed, Values: []Chosen{{Field: "actor", Value: "officials"}, {Field: "date", Value: "Tuesday"}}})
	e, _ := x.doc().Card(deed)
	if e.Quad != onrecord.MaterialCooperation || *e.Factuality >= 0 || e.Polarity != onrecord.Negated || e.When.From != "2026-03-03" || e.Actor[0].Quote != "officials" {
		t.Errorf("%v %v %v %+v", e.Quad, *e.Factuality, e.Polarity, e.When)
	}
	if codes := onrecord.Codes(e.Actor); len(codes) == 0 {
		t.Error("officials have no code")
	}
	n := x.decide(Decide{Action: "add", Finding: "statement", Values: []Chosen{{Field: "content", Value: "The harbour of Velm"}, {Field: "source", Value: "Lena Hartog"}, {Field: "cue", Value: "told"}}})
	if c, there := x.doc().Card(onrecord.FindingID(n.Kind, n.Number)); !there || c.Speaker.Naming != onrecord.Named || c.Speaker.Kind != onrecord.SourcePerson || c.Type == "" {
		t.Errorf("%v %+v", there, c.Speaker)
	}
}

// TestDecisionsThereAndBack takes the decisions of a store to another: who, when, why and what they do are the same, what was undone is undone,
// and what came twice is there once.
func TestDecisionsThereAndBack(t *testing.T) {
	x := keep(t, harbour)
	said, deed := x.find(store.Statement, "stayed shut"), x.find(store.Event, "Lena Hartog accused")
	x.decide(Decide{Action: "correct", Finding: said, Field: "source", Value: "two diplomats", Why: "who else"})
	undone := x.decide(Decide{Action: "reject", Finding: deed})
	x.decide(Decide{Action: "undo", Undoes: undone.N})
	added := x.decide(Decide{Action: "add", Finding: "statement", Values: []Chosen{{Field: "content", Value: "Lena Hartog accused the ministry of waste"}}})
	x.decide(Decide{Action: "correct", Finding: onrecord.FindingID(added.Kind, added.Number), Field: "naming", Value: "named"})
	x.decide(Decide{Action: "correct", Finding: deed, Field: "word", Value: onrecord.FindingID(added.Kind, added.Number)})
	x.decide(Decide{Action: "note", Why: "looked at twice"})
	x.decide(Decide{Action: "merge", Of: "actor", With: "name/a/", Value: "name/b/"})
	var file bytes.Buffer
	if err := WriteDecisions(t.Context(), x.s, "", &file); err != nil {
		t.Fatal(err)
	}
	lines := strings.Count(file.String(), "\n")

	y := keep(t, harbour)
	y.decide(Decide{Action: "accept", Finding: "p1"}) // numbers there are others
	got, err := ImportDecisions(t.Context(), y.s, "ben", strings.NewReader(file.String()))
	if err != nil || got.Added != lines || got.Known+got.Lost+len(got.Refused) != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	strip := cmp.Options{cmpopts.IgnoreFields(store.Decision{}, "N", "Undoes", "From"), cmpopts.IgnoreFields(mend.Target{}, "On")}
	was, _ := x.s.Decisions(t.Context(), "")
	is, _ := y.s.Decisions(t.Context(), "")
	if diff := cmp.Diff(was, is[1:], strip); diff != "" {
		t.Error(diff)
	}
	if f := is[1].From; f == nil || f.Who != "ben" || f.N != was[0].N || f.Report != "" {
		t.Errorf("%+v", f)
	}
	show := func(x keeping) (out []string) {
		for _, kind := range []store.Kind{store.Statement, store.Event, store.Position} {
			for c := range x.doc().Cards().All(kind) {
				if kind != store.Position {
					out = append(out, c.ID+" "+c.Quote+" "+strings.Join(onrecord.InFull(c.Chain), " < ")+" "+string(c.Root))
				}
			}
		}
		return out
	}
	if diff := cmp.Diff(show(x), show(y)); diff != "" {
		t.Error(diff)
	}
	if got, err = ImportDecisions(t.Context(), y.s, "ben", strings.NewReader(file.String())); err != nil || got.Known != lines || got.Added != 0 {
		t.Errorf("once more: %+v, %v", got, err)
	}
	var back bytes.Buffer
	if err := WriteDecisions(t.Context(), y.s, "", &back); err != nil {
		t.Fatal(err)
	}
	if got, err = ImportDecisions(t.Context(), x.s, "ana", &back); err != nil || got.Added != 1 || got.Known != lines {
		t.Errorf("back again: %+v, %v", got, err)
	}

	// What cannot be taken loses nothing else.
	z := keep(t, "The weather was fine, Lena Hartog said.")
	bad := "\n{\"x\n" + `{"action":"accept","who":"ana","report":"` + strings.Repeat("0", 64) + `","finding":"a1","at":"2026-01-01T00:00:00Z"}` + "\n" + `{"action":"undo","who":"ana","undoes":77}` + "\n" +
		`{"action":"note","who":"ana","report":"` + z.id + `","why":"so","at":"yesterday"}` + "\n" + `{"action":"note","who":"ana","report":"` + z.id + `","why":"so"}`
	if got, err = ImportDecisions(t.Context(), z.s, "ana", strings.NewReader(bad)); err != nil || got.Added != 1 || len(got.Refused) != 4 || got.Refused[0].Line != 2 || got.Refused[3].Line != 5 && got.Refused[1].Line != 5 {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestDecisionsOnAnEditedText: decisions are carried to the next text of a page; those whose words are gone are listed there, none is dropped.
func TestDecisionsOnAnEditedText(t *testing.T) {
	x := keep(t, harbour)
	x.decide(Decide{Action: "correct", Finding: x.find(store.Statement, "stayed shut"), Field: "naming", Value: "named"})
	x.decide(Decide{Action: "reject", Finding: x.find(store.Event, "Lena Hartog accused")})
	x.decide(Decide{Action: "add", Finding: "event", Values: []Chosen{{Field: "trigger", Value: "a truce holds"}, {Field: "root", Value: "AGREE"}}})
	edited := "Correction: a name was wrong.\n\n" + strings.Replace(harbour, "Lena Hartog accused the ministry of waste. ", "", 1)
	to := x.put(edited)
	got, err := Carry(t.Context(), x.s, x.id, to, "ben")
	if err != nil || got.Added != 3 || got.Lost != 1 || len(got.Refused) != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	lost, err := x.s.Lost(t.Context(), to, 0, 10)
	if err != nil || len(lost) != 1 || lost[0].Action != store.Reject || lost[0].From.Report != x.id || lost[0].Who != "ana" || lost[0].From.Who != "ben" {
		t.Errorf("%+v, %v", lost, err)
	}
	x.id = to
	if c, _ := x.doc().Card(x.find(store.Statement, "stayed shut")); c.Speaker.Naming != onrecord.Named {
		t.Errorf("%+v", c.Speaker)
	}
	if !slices.ContainsFunc(x.doc().Events, func(e onrecord.Event) bool {
		return x.doc().In(e.Trigger) == "a truce holds" && e.Root == onrecord.RootAgree
	}) {
		t.Error("what was added is not there")
	}
	if got, err = Carry(t.Context(), x.s, onrecord.Digest(harbour), to, "ben"); err != nil || got.Known != 3 || got.Added != 0 {
		t.Errorf("once more: %+v, %v", got, err)
	}
	for _, ids := range [][2]string{{to, to}, {"x", to}, {to, strings.Repeat("0", 64)}} {
		if _, err := Carry(t.Context(), x.s, ids[0], ids[1], "ben"); !errors.Is(err, store.ErrDecision) && !errors.Is(err, store.ErrUnknown) {
			t.Errorf("%v: %v", ids, err)
		}
	}

	// A store that has the edited text alone takes a file of decisions on the old one.
	var file bytes.Buffer
	if err := WriteDecisions(t.Context(), x.s, onrecord.Digest(harbour), &file); err != nil {
		t.Fatal(err)
	}
	y := keep(t, edited)
	if got, err = ImportDecisions(t.Context(), y.s, "ben", &file); err != nil || got.Added != 3 || got.Lost != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestChosenStandsAboveWhatFollows sets a type and a cue from which another would follow, in either order.
func TestChosenStandsAboveWhatFollows(t *testing.T) {
	for _, values := range [][]Chosen{
		{{Field: "type", Value: "denial"}, {Field: "cue", Value: "168-172"}, {Field: "content", Value: "send ships to the strait"}},
		{{Field: "content", Value: "send ships to the strait"}, {Field: "cue", Value: "168-172"}, {Field: "type", Value: "denial"}},
	} {
		x := keep(t, harbour)
		x.decide(Decide{Action: "add", Finding: "statement", Values: values})
		d := x.doc()
		if i := slices.IndexFunc(d.Attributions, func(a onrecord.Attribution) bool { return d.In(a.Content[0]) == "send ships to the strait" }); i < 0 || d.Attributions[i].Type != onrecord.TypeDenial {
			t.Errorf("%+v", d.Attributions)
		}
	}
}
