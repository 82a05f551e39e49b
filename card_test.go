package onrecord_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onrecord"
)

// told is a report in our own words: Weller says that sources told her that Harl rejected the toll; she might not pay it.
func told() *onrecord.Document {
	d := &onrecord.Document{Text: "Ms Weller – she said sources told her: Harl rejected the toll at Ödby on Monday until lamps burn.",
		Meta: onrecord.Meta{Published: "2026-05-06"}}
	at := func(words string) onrecord.Span {
		i := strings.Index(d.Text, words)
		return onrecord.Span{Start: i, End: i + len(words)}
	}
	harl := []onrecord.Member{{Span: at("Harl"), Entity: 2, Codes: []onrecord.Code{{Country: "HAR"}, {Country: "HAR"}}}}
	d.Entities = []onrecord.Entity{{Name: "Ida Weller", Kind: onrecord.Person}, {Name: "Harl", Country: "HAR"}}
	d.Places = []onrecord.Location{{Span: at("Ödby"), Country: "HAR"}}
	d.Dates = []onrecord.Date{{Span: at("Monday"), From: "2026-05-04", To: "2026-05-04"}}
	d.Attributions = []onrecord.Attribution{
		{Source: onrecord.Source{Spans: []onrecord.Span{at("she")}, ResolvesTo: []onrecord.Span{at("Ms Weller")}, Entity: 1, Kind: onrecord.SourcePerson, Naming: onrecord.Named},
			Cue: at("said"), Content: []onrecord.Span{at("sources told her: Harl rejected the toll at Ödby on Monday until lamps burn")}, By: "test", Conf: 0.9},
		{Source: onrecord.Source{Spans: []onrecord.Span{at("sources")}, Kind: onrecord.SourceGroup, Country: "HAR"}, Within: 1,
			Cue: at("told"), Content: []onrecord.Span{at("Harl rejected the toll at Ödby on Monday")}, By: "test", Conf: 0.8},
	}
	d.Events = []onrecord.Event{
		{Span: at("Harl rejected the toll"), Trigger: at("rejected"), Actor: harl, Root: onrecord.RootReject, Place: 1, AtDateline: true, Date: 1, OnWordOf: 2,
			Fact: onrecord.Factuality{Modality: onrecord.Possible}, Conf: 0.7},
		{Span: at("told her"), Trigger: at("told"), Root: onrecord.RootConsult, OnWordOf: 1},
	}
	d.Positions = []onrecord.Position{{Span: at("rejected the toll"), Actor: harl, Issue: "the toll", Stance: onrecord.StanceAgainst, OnWordOf: 2,
		Conditions: []onrecord.Condition{{Kind: onrecord.CondUntil, Span: at("lamps burn"), Cue: at("until")}}}}
	return d
}

// TestCard resolves every finding of a report: words and code points, who, the whole chain, values, and nothing that was not measured.
func TestCard(t *testing.T) {
	d := told()
	show := func(id string) []string {
		c, ok := d.Card(id)
		if !ok {
			t.Fatalf("%s is not there", id)
		}
		if got := string([]rune(d.Text)[c.Begin:c.End]); got != c.Quote || c.ID != id {
			t.Errorf("%s: code points hold %q, the card %q of %s", id, got, c.Quote, c.ID)
		}
		out := []string{c.Quote, onrecord.Quotes(c.Actor, "; "), strings.Join(onrecord.Codes(c.Actor), ","), c.Day()}
		for i := range c.Chain {
			out = append(out, c.Chain[i].ID+" "+c.Chain[i].WhoInFull()+" "+string(c.Chain[i].Naming))
		}
		return out
	}
	she := "a1 she (Ms Weller) named"
	for id, want := range map[string][]string{
		"a1":  {"she said sources told her: Harl rejected the toll at Ödby on Monday until lamps burn", "", "", "2026-05-06"},
		"a2":  {"sources told her: Harl rejected the toll at Ödby on Monday", "", "", "2026-05-06", she},
		"ev1": {"Harl rejected the toll", "Harl", "HAR", "2026-05-04", she, "a2 sources "},
		"ev2": {"told her", "", "", "2026-05-06", she},
		"p1":  {"rejected the toll", "Harl", "HAR", "2026-05-06", she, "a2 sources "},
	} {
		if diff := cmp.Diff(want, show(id)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
	open, _ := d.Card("ev1")
	if open.Factuality == nil || *open.Factuality != 0 || !open.Where.AtDateline || open.Firmness != nil || open.Word().Codes[0].Country != "HAR" {
		t.Errorf("an open event: %+v", open)
	}
	if unjudged, _ := d.Card("ev2"); unjudged.Factuality != nil {
		t.Errorf("an event that nobody judged has factuality %g", *unjudged.Factuality)
	}
	stand, _ := d.Card("p1")
	if stand.Factuality != nil || stand.Firmness == nil || *stand.Firmness != 0 || onrecord.Provisos(stand.Conditions) != "until: lamps burn" {
		t.Errorf("a position: %+v", stand)
	}
	if said, _ := d.Card("a2"); said.Factuality != nil || said.Firmness != nil || said.Source().ID != "a2" || said.Word().ID != "a1" {
		t.Errorf("a statement: %+v", said)
	}
	for _, id := range []string{"a3", "ev0", "e1", "p2", "", "a02"} {
		if c, ok := d.Card(id); ok {
			t.Errorf("%q is %+v", id, c)
		}
	}
}

// TestWho names sources: in the report's words, with whom they stand for, or as nobody.
func TestWho(t *testing.T) {
	words := func(s string) []onrecord.Passage { return []onrecord.Passage{{Quote: s}} }
	for _, c := range []struct {
		voice             onrecord.Voice
		who, full, called string
	}{
		{onrecord.Voice{}, "no source given", "no source given", "not named"},
		{onrecord.Voice{Name: "Ida Weller"}, "no source given", "no source given", "not named"},
		{onrecord.Voice{Kind: onrecord.SourceAuthor}, "the author", "the author", "not named"},
		{onrecord.Voice{Source: words("the\n mayor"), Name: "Ida Weller"}, "the mayor", "the mayor (Ida Weller)", "Ida Weller"},
		{onrecord.Voice{Source: words("Mayor Ida Weller"), Name: "ida weller"}, "Mayor Ida Weller", "Mayor Ida Weller", "ida weller"},
		{onrecord.Voice{Source: words("they"), Earlier: words("two clerks"), Name: "Town Hall"}, "they", "they (two clerks)", "Town Hall"},
		{onrecord.Voice{Source: append(words("clerks"), words("on leave")...)}, "clerks … on leave", "clerks … on leave", "clerks"},
	} {
		if v := &c.voice; v.Who() != c.who || v.WhoInFull() != c.full || v.Called() != c.called {
			t.Errorf("%+v: %q, %q, %q", c.voice, v.Who(), v.WhoInFull(), v.Called())
		}
	}
}
