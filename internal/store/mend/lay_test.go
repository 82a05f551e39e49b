package mend_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/store/mend"
	"onrecord/read"
)

var reader = sync.OnceValues(read.New)

const harbour = `Norvik refuses to send ships

NORVIK: Norvik will not send ships to the strait until a truce holds, two diplomats told the Gazette on Monday. The minister, Ansel Ruud, said Harland had called the plan a trap.

Lena Hartog accused the ministry of waste. The harbour of Velm stayed shut on Tuesday, officials said.`

// readings are texts as the program reads them.
var readings = sync.OnceValues(func() (map[string]*onrecord.Document, error) {
	out := map[string]*onrecord.Document{}
	r, err := reader()
	if err != nil {
		return nil, err
	}
	for name, text := range map[string]string{"harbour": harbour} {
		d := &onrecord.Document{ID: name, Text: text, Meta: onrecord.Meta{Publisher: "Gazette", Published: "2026-03-03"}}
		if err := r.Read(d); err != nil {
			return nil, err
		}
		out[name] = d
	}
	return out, nil
})

func reading(t testing.TB, name string) *onrecord.Document {
	t.Helper()
	all, err := readings()
	if err != nil {
		t.Fatal(err)
	}
	return all[name]
}

// desk makes decisions on a report, as a store does.
type desk struct {
	t   testing.TB
	d   *onrecord.Document
	log []mend.Decision
}

func (x *desk) span(words string) onrecord.Span {
	x.t.Helper()
	s, err := (&mend.Selector{Exact: words}).Resolve(x.d.Text)
	if err != nil {
		x.t.Fatal(err)
	}
	return s
}

func (x *desk) words(list ...string) (out []mend.Selector) {
	x.t.Helper()
	for _, w := range list {
		out = append(out, mend.Select(x.d.Text, x.span(w)))
	}
	return out
}

func (x *desk) decide(a mend.Action, kind onrecord.Kind, target *mend.Target, values ...mend.Value) int64 {
	x.t.Helper()
	n := int64(len(x.log) + 1)
	y := mend.Decision{N: n, At: time.Date(2026, 11, 30, 12, int(n), 0, 0, time.UTC), Who: "ana", Action: a, Report: onrecord.Digest(x.d.Text), Kind: kind, Target: target,
		Values: values, Why: "because"}
	if err := y.Check(); err != nil {
		x.t.Fatal(err)
	}
	x.log = append(x.log, y)
	return n
}

func (x *desk) correct(kind onrecord.Kind, place int, v mend.Value) int64 {
	x.t.Helper()
	return x.decide(mend.Correct, kind, mend.Aim(x.d, kind, place), v)
}

func (x *desk) laid() *onrecord.Document {
	x.t.Helper()
	d, outcomes := mend.Lay(x.d, x.log, mend.Options{})
	for _, o := range outcomes {
		if o.Lost != "" {
			x.t.Errorf("decision %d is lost: %s", o.N, o.Lost)
		}
	}
	if err := d.Validate(); err != nil {
		x.t.Fatal(err)
	}
	return d
}

// place is that of the finding with some words in its core.
func place(t testing.TB, d *onrecord.Document, kind onrecord.Kind, words string) int {
	t.Helper()
	for c := range d.Cards().All(kind) {
		in := c.Quote
		switch kind {
		case onrecord.KindStatement:
			in = onrecord.Quotes(c.Content, " ")
		case onrecord.KindEvent:
			in = c.Trigger.Quote
		}
		if strings.Contains(in, words) {
			return c.Place
		}
	}
	t.Fatalf("there is no %s of %q", kind, words)
	return 0
}

// TestEveryFieldCanBeMended corrects each field of each kind of finding; the reading stays, and the finding says what stood there and who said
// otherwise.
func TestEveryFieldCanBeMended(t *testing.T) {
	d := reading(t, "harbour")
	x := &desk{t: t, d: d}
	said := func(words string) *mend.Target {
		return mend.Aim(d, onrecord.KindStatement, place(t, d, onrecord.KindStatement, words))
	}
	for _, c := range []struct {
		kind  onrecord.Kind
		at    string
		value mend.Value
		want  string
	}{
		{onrecord.KindStatement, "stayed shut", mend.Value{Field: "source", Words: x.words("The minister, Ansel Ruud"), Follows: map[string]string{"kind": "office_holder", "naming": "named"}}, "The minister, Ansel Ruud"},
		{onrecord.KindStatement, "stayed shut", mend.Value{Field: "source", None: true}, ""},
		{onrecord.KindStatement, "stayed shut", mend.Value{Field: "cue", Words: x.words("accused")}, "accused"},
		{onrecord.KindStatement, "stayed shut", mend.Value{Field: "cue", None: true}, ""},
		{onrecord.KindStatement, "stayed shut", mend.Value{Field: "content", Words: x.words("The harbour of Velm", "stayed shut")}, "The harbour of Velm … stayed shut"},
		{onrecord.KindStatement, "stayed shut", mend.Value{Field: "source_kind", Text: "group"}, "group"},
		{onrecord.KindStatement, "stayed shut", mend.Value{Field: "naming", Text: "collective"}, "collective"},
		{onrecord.KindStatement, "stayed shut", mend.Value{Field: "type", Text: "belief"}, "belief"},
		{onrecord.KindStatement, "the plan a trap", mend.Value{Field: "parent", None: true}, ""},
		{onrecord.KindEvent, "accused", mend.Value{Field: "trigger", Words: x.words("accused the ministry")}, "accused the ministry"},
		{onrecord.KindEvent, "accused", mend.Value{Field: "actor", Words: x.words("The minister", "Ansel Ruud")}, "The minister … Ansel Ruud"},
		{onrecord.KindEvent, "accused", mend.Value{Field: "recipient", None: true}, ""},
		{onrecord.KindEvent, "accused", mend.Value{Field: "root", Text: "THREATEN", Follows: map[string]string{"quad": "3"}}, "THREATEN"},
		{onrecord.KindEvent, "accused", mend.Value{Field: "status", Text: "not_happened", Follows: map[string]string{"factuality": "-1", "polarity": "negated"}}, "not_happened"},
		{onrecord.KindEvent, "accused", mend.Value{Field: "modality", Text: "possible"}, "possible"},
		{onrecord.KindEvent, "accused", mend.Value{Field: "date", Words: x.words("Tuesday")}, "Tuesday (2026-03-03)"},
		{onrecord.KindEvent, "accused", mend.Value{Field: "date", Text: "2026-02-01/2026-02-03"}, "2026-02-01/2026-02-03"},
		{onrecord.KindEvent, "accused", mend.Value{Field: "date", Words: x.words("waste"), Text: "2026-02-01"}, "waste (2026-02-01)"},
		{onrecord.KindEvent, "accused", mend.Value{Field: "place", Text: "NOR"}, "NOR"},
		{onrecord.KindEvent, "accused", mend.Value{Field: "place", Words: x.words("Velm"), Text: "NOR"}, "Velm (NOR)"},
		{onrecord.KindEvent, "accused", mend.Value{Field: "place", None: true}, ""},
		{onrecord.KindEvent, "accused", mend.Value{Field: "word", Finding: said("stayed shut")}, "a"},
		{onrecord.KindPosition, "will not send", mend.Value{Field: "passage", Words: x.words("not send ships to the strait")}, "not send ships to the strait"},
		{onrecord.KindPosition, "will not send", mend.Value{Field: "actor", Words: x.words("Harland")}, "Harland"},
		{onrecord.KindPosition, "will not send", mend.Value{Field: "issue", Words: x.words("ships to the strait")}, "ships to the strait"},
		{onrecord.KindPosition, "will not send", mend.Value{Field: "issue", Text: "the naval patrol"}, "the naval patrol"},
		{onrecord.KindPosition, "will not send", mend.Value{Field: "proposition", Text: "Norvik sends ships"}, "Norvik sends ships"},
		{onrecord.KindPosition, "will not send", mend.Value{Field: "stance", Text: "for"}, "for"},
		{onrecord.KindPosition, "will not send", mend.Value{Field: "firmness", Text: "0"}, "0"},
		{onrecord.KindPosition, "will not send", mend.Value{Field: "topic", Text: "troop_deployment"}, "troop_deployment"},
		{onrecord.KindPosition, "will not send", mend.Value{Field: "conditions", Conditions: []mend.Condition{{Kind: "until", Words: x.words("a truce holds")[0]}}}, "until: a truce holds"},
		{onrecord.KindPosition, "will not send", mend.Value{Field: "conditions", None: true}, ""},
		{onrecord.KindPosition, "will not send", mend.Value{Field: "word", None: true}, ""},
	} {
		x.log = nil
		was, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		n := place(t, d, c.kind, c.at)
		before, ok := mend.ValueOf(d, c.kind, n, c.value.Field)
		x.correct(c.kind, n, c.value)
		out := x.laid()
		id := onrecord.FindingID(c.kind, n)
		card, there := out.Card(id)
		if !ok || !there {
			t.Fatal(id, c.value.Field, ok, there)
		}
		got, _ := mend.ValueOf(out, c.kind, card.Place, c.value.Field)
		if got != c.want && !(c.value.Finding != nil && strings.HasPrefix(got, c.want)) {
			t.Errorf("%s %s is %q, want %q", id, c.value.Field, got, c.want)
		}
		m := card.Decided
		if m == nil || m.Verdict != onrecord.Corrected || len(m.Changed) == 0 || m.Changed[0].Read != before || m.Changed[0].Now != got || m.Changed[0].Who != "ana" || m.Changed[0].Decision != 1 {
			t.Errorf("%s %s is marked %+v, was %q", id, c.value.Field, m, before)
		}
		if !strings.Contains(card.By, "; "+c.value.Field+" by ana 2026-11-30 (decision 1)") || card.Confidence != 1 {
			t.Errorf("%s: found by %q, sure to %g", id, card.By, card.Confidence)
		}
		if now, _ := json.Marshal(d); string(now) != string(was) {
			t.Fatalf("%s %s: the reading has changed", id, c.value.Field)
		}
	}
}

// TestAxesFollowTheWords: what the program worked out from new words is laid over with them, and what it said of the old ones goes.
func TestAxesFollowTheWords(t *testing.T) {
	d := reading(t, "harbour")
	x := &desk{t: t, d: d}
	at := place(t, d, onrecord.KindStatement, "stayed shut")
	x.correct(onrecord.KindStatement, at, mend.Value{Field: "source", Words: x.words("Ansel Ruud"), Follows: map[string]string{"kind": "person", "naming": "named", "country": "NOR"}})
	s := x.laid().Attributions[at-1].Source
	if s.Kind != onrecord.SourcePerson || s.Naming != onrecord.Named || s.Country != "NOR" || s.Anonymity != "" || s.Number != "" {
		t.Errorf("%+v", s)
	}
	if e := d.Entity(s.Entity); e == nil || !strings.Contains(e.Name, "Ruud") {
		t.Errorf("stands for %+v", e)
	}
	ev := place(t, d, onrecord.KindEvent, "accused")
	x.log = nil
	x.correct(onrecord.KindEvent, ev, mend.Value{Field: "status", Text: "planned", Follows: mend.FollowStatus(&onrecord.Factuality{Value: 0.5, Modality: onrecord.Intended, Polarity: onrecord.Positive})})
	if e := x.laid().Events[ev-1]; e.Fact.Value != 0.5 || e.Fact.Modality != onrecord.Intended || e.Status != onrecord.EventPlanned {
		t.Errorf("%+v", e.Fact)
	}
}

// TestRejectedAndAdded: what is rejected goes, and what was told in it is told in what held it; what is added comes in its place of the text,
// and holds what lies inside. Numbers stay.
func TestRejectedAndAdded(t *testing.T) {
	d := reading(t, "harbour")
	x := &desk{t: t, d: d}
	trap, ruud := place(t, d, onrecord.KindStatement, "the plan a trap"), place(t, d, onrecord.KindStatement, "Harland had called")
	if trap == ruud {
		t.Skip("the reader takes both for one")
	}
	last := d.Count(onrecord.KindStatement)
	x.decide(mend.Reject, onrecord.KindStatement, mend.Aim(d, onrecord.KindStatement, ruud))
	out := x.laid()
	if len(out.Attributions) != last-1 || len(out.Decided.Out) != 1 || out.Decided.Out[0].ID != onrecord.FindingID(onrecord.KindStatement, ruud) {
		t.Errorf("%d statements, out %+v", len(out.Attributions), out.Decided.Out)
	}
	if _, there := out.Card(onrecord.FindingID(onrecord.KindStatement, ruud)); there {
		t.Error("the rejected one is there")
	}
	for n := range last {
		if id := onrecord.FindingID(onrecord.KindStatement, n+1); n+1 != ruud {
			was, _ := d.Card(id)
			if c, there := out.Card(id); !there || c.Quote != was.Quote {
				t.Errorf("%s is %q, was %q", id, c.Quote, was.Quote)
			}
		}
	}
	if c, _ := out.Card(onrecord.FindingID(onrecord.KindStatement, trap)); len(c.Chain) != 0 || c.Decided == nil || c.Decided.Changed[0].Read != onrecord.FindingID(onrecord.KindStatement, ruud) {
		t.Errorf("what it held: %+v", c.Decided)
	}
	kept, _ := mend.Lay(d, x.log, mend.Options{KeepRejected: true})
	if c, there := kept.Card(onrecord.FindingID(onrecord.KindStatement, ruud)); !there || c.Decided.Verdict != onrecord.Rejected || kept.Validate() != nil {
		t.Errorf("kept: %+v", c.Decided)
	}

	// Added around one that is there, and around an event.
	x.log = nil
	n := x.decide(mend.Add, onrecord.KindStatement, nil, mend.Value{Field: "content", Words: x.words("Lena Hartog accused the ministry of waste")},
		mend.Value{Field: "source", Words: x.words("officials"), Follows: map[string]string{"kind": "group"}})
	out = x.laid()
	c, there := out.Card(onrecord.FindingID(onrecord.KindStatement, last+1))
	if !there || c.Decided.Verdict != onrecord.Added || c.Confidence != 1 || c.By != "added by ana 2026-11-30 (decision 1)" {
		t.Fatalf("added %+v", c)
	}
	if e, _ := out.Card(onrecord.FindingID(onrecord.KindEvent, place(t, d, onrecord.KindEvent, "accused"))); len(e.Chain) != 1 || e.Chain[0].ID != c.ID {
		t.Errorf("the event is told on the word of %v", onrecord.InFull(e.Chain))
	}
	if i := slices.IndexFunc(out.Attributions, func(a onrecord.Attribution) bool {
		return a.Content[0] == x.span("Lena Hartog accused the ministry of waste")
	}); i == len(out.Attributions)-1 {
		t.Error("it does not stand in the order of the text")
	}
	// A decision on what was added, and then that is taken back.
	x.decide(mend.Correct, onrecord.KindStatement, &mend.Target{Kind: onrecord.KindStatement, On: n}, mend.Value{Field: "naming", Text: "collective"})
	if c, _ := x.laid().Card(c.ID); c.Speaker.Naming != onrecord.NamingCollective || c.Decided.Verdict != onrecord.Added {
		t.Errorf("%+v", c.Speaker)
	}
	x.decide(mend.Add, onrecord.KindStatement, nil, mend.Value{Field: "content", Words: x.words("the ministry of waste")})
	x.log[n-1].Undone = true
	out, outcomes := mend.Lay(d, x.log, mend.Options{})
	if len(outcomes) != 2 || outcomes[0].Lost == "" || outcomes[1].Number != last+2 || len(out.Attributions) != last+1 {
		t.Errorf("%+v", outcomes)
	}
}

// TestAddedThenRead: a finding that somebody added is one with that which a later reading finds itself.
func TestAddedThenRead(t *testing.T) {
	full := reading(t, "harbour")
	at := place(t, full, onrecord.KindEvent, "accused")
	poor := *full
	poor.Events = slices.Delete(slices.Clone(full.Events), at-1, at)
	x := &desk{t: t, d: &poor}
	x.decide(mend.Add, onrecord.KindEvent, nil, mend.Value{Field: "trigger", Words: x.words("accused")}, mend.Value{Field: "root", Text: "THREATEN"},
		mend.Value{Field: "actor", Words: x.words("Ansel Ruud")})
	if out := x.laid(); len(out.Events) != len(full.Events) || out.Events[at-1].Root != onrecord.RootThreaten || out.Decided.Numbers[onrecord.KindEvent][at-1] != len(poor.Events)+1 {
		t.Errorf("%d events, %v", len(out.Events), out.Decided.Numbers)
	}
	x.d = full
	out := x.laid()
	c, _ := out.Card(onrecord.FindingID(onrecord.KindEvent, at))
	if len(out.Events) != len(full.Events) || c.Root != onrecord.RootThreaten || c.Actor[0].Quote != "Ansel Ruud" || c.Decided.Verdict != onrecord.Added {
		t.Errorf("%d events, %+v", len(out.Events), c.Decided)
	}
}

// TestDecisionsOfBefore: a decision that kept its words and their place alone is found as it was.
func TestDecisionsOfBefore(t *testing.T) {
	d := reading(t, "harbour")
	span, _ := mend.SpanOf(d, onrecord.KindPosition, 1)
	old := mend.Decision{N: 1, Who: "ana", Action: mend.Correct, Kind: onrecord.KindPosition, Number: 1, Quote: d.In(span), Start: span.Start, Field: "firmness",
		New: "5", Values: []mend.Value{{Field: "firmness", Text: "5"}}}
	if out, list := mend.Lay(d, []mend.Decision{old}, mend.Options{}); list[0].Lost != "" || out.Positions[0].Firmness != 5 {
		t.Errorf("%+v", list)
	}
	old.Quote = "other words"
	if out, list := mend.Lay(d, []mend.Decision{old}, mend.Options{}); list[0].Lost == "" || out != d {
		t.Errorf("%+v", list)
	}
}

// TestAnyDecisions: whatever is decided in whichever order, the document holds together, findings have one number each and the reading stays;
// and taking decisions back is as if they had not been made.
func TestAnyDecisions(t *testing.T) {
	d := reading(t, "harbour")
	was, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		log := drawn(rt, d)
		out, outcomes := mend.Lay(d, log, mend.Options{})
		kept, _ := mend.Lay(d, log, mend.Options{KeepRejected: true})
		for _, x := range []*onrecord.Document{out, kept} {
			if err := x.Validate(); err != nil {
				rt.Fatal(err)
			}
			if x.Decided == nil {
				continue
			}
			for kind, list := range x.Decided.Numbers {
				if len(list) != x.Count(kind) {
					rt.Fatal(kind, list, x.Count(kind))
				}
				if sorted := slices.Sorted(slices.Values(list)); len(slices.Compact(sorted)) != len(list) {
					rt.Fatal("a number twice", list)
				}
			}
			if !slices.IsSortedFunc(x.Events, func(a, b onrecord.Event) int { return a.Trigger.Start - b.Trigger.Start }) {
				rt.Fatal("events out of order")
			}
		}
		standing := 0
		for i := range log {
			if !log[i].Undone {
				standing++
			}
		}
		if len(outcomes) != standing {
			rt.Fatalf("%d outcomes of %d decisions", len(outcomes), standing)
		}
		if now, _ := json.Marshal(d); string(now) != string(was) {
			rt.Fatal("the reading has changed")
		}
		// Without those that were taken back; numbers of what was added may be others.
		var rest []mend.Decision
		for _, x := range log {
			if !x.Undone {
				rest = append(rest, x)
			}
		}
		again, _ := mend.Lay(d, rest, mend.Options{})
		if diff := cmp.Diff(shape(out), shape(again)); diff != "" {
			rt.Fatal(diff)
		}
		if len(rest) == 0 && !reflect.DeepEqual(again, d) {
			rt.Fatal("nothing was decided, and something has changed")
		}
	})
}

// shape is what a document says, without the numbers of its findings.
func shape(d *onrecord.Document) (out []string) {
	for _, kind := range []onrecord.Kind{onrecord.KindStatement, onrecord.KindEvent, onrecord.KindPosition} {
		for c := range d.Cards().All(kind) {
			line := fmt.Sprint(kind, c.Span, c.By, len(c.Chain))
			for _, f := range mend.Names(kind) {
				if f != "parent" && f != "word" {
					v, _ := mend.ValueOf(d, kind, c.Place, f)
					line += " " + f + "=" + v
				}
			}
			out = append(out, line)
		}
	}
	return out
}

// drawn is a log of decisions of all sorts.
func drawn(rt *rapid.T, d *onrecord.Document) (log []mend.Decision) {
	kinds := []onrecord.Kind{onrecord.KindStatement, onrecord.KindEvent, onrecord.KindPosition}
	words := func() mend.Selector {
		from := rapid.IntRange(0, len(d.Tokens)-1).Draw(rt, "from")
		to := min(len(d.Tokens)-1, from+rapid.IntRange(0, 25).Draw(rt, "words"))
		return mend.Select(d.Text, onrecord.Span{Start: d.Tokens[from].Start, End: d.Tokens[to].End})
	}
	var added []mend.Target
	target := func(kind onrecord.Kind) *mend.Target {
		if mine := slices.DeleteFunc(slices.Clone(added), func(t mend.Target) bool { return t.Kind != kind }); len(mine) > 0 && rapid.Bool().Draw(rt, "of an added one") {
			t := rapid.SampledFrom(mine).Draw(rt, "added")
			return &t
		}
		return mend.Aim(d, kind, rapid.IntRange(1, d.Count(kind)).Draw(rt, "place"))
	}
	value := func(kind onrecord.Kind, f *mend.Field) mend.Value {
		v := mend.Value{Field: f.Name}
		if !f.Needed && rapid.IntRange(0, 4).Draw(rt, "none") == 0 {
			v.None = true
			return v
		}
		switch f.Form {
		case mend.Choice:
			v.Text = rapid.SampledFrom(f.Values()).Draw(rt, "value")
		case mend.Free:
			v.Text = "a matter"
		case mend.Told:
			v.Finding = target(onrecord.KindStatement)
		case mend.Conditions:
			v.Conditions = []mend.Condition{{Kind: onrecord.CondIf, Words: words()}}
		default:
			v.Words = []mend.Selector{words()}
		}
		return v
	}
	for n := range rapid.IntRange(0, 12).Draw(rt, "decisions") {
		x := mend.Decision{N: int64(n + 1), Who: "ana", Kind: rapid.SampledFrom(kinds).Draw(rt, "kind"),
			Action: rapid.SampledFrom([]mend.Action{mend.Accept, mend.Reject, mend.Correct, mend.Correct, mend.Add, mend.Note}).Draw(rt, "action"), Why: "so"}
		fields := mend.Fields(x.Kind)
		switch x.Action {
		case mend.Correct:
			f := rapid.SampledFrom(fields).Draw(rt, "field")
			x.Target, x.Values = target(x.Kind), []mend.Value{value(x.Kind, &f)}
		case mend.Add:
			for i := range fields {
				if fields[i].Needed || rapid.Bool().Draw(rt, "set") {
					x.Values = append(x.Values, value(x.Kind, &fields[i]))
				}
			}
			added = append(added, mend.Target{Kind: x.Kind, On: x.N})
		default:
			x.Target = target(x.Kind)
		}
		if err := x.Check(); err != nil && x.Values != nil && !x.Values[0].None {
			rt.Fatal(err)
		}
		if x.Check() == nil {
			x.Undone = rapid.IntRange(0, 4).Draw(rt, "undone") == 0
			log = append(log, x)
		}
	}
	return log
}
