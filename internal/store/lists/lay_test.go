package lists_test

import (
	"testing"

	"onrecord"
)

// TestLay: those whom lists know are called as the lists call them, with their codes wherever they act, by which line; the document that is laid over
// stays as it was, and nobody else is touched.
func TestLay(t *testing.T) {
	l := read(t, files)
	text := "Ruud of Kessel met MSF. Norway's foreign minister and Ida Holm came."
	at := func(words string) onrecord.Span {
		for i := range text {
			if len(text)-i >= len(words) && text[i:i+len(words)] == words {
				return onrecord.Span{Start: i, End: i + len(words)}
			}
		}
		t.Fatal(words)
		return onrecord.Span{}
	}
	named := func(words string) []onrecord.Mention {
		return []onrecord.Mention{{Span: at(words), Form: onrecord.NameForm}}
	}
	police := []onrecord.Code{{Country: "SWE", Sector: onrecord.SectorPolice}}
	d := &onrecord.Document{Text: text, Meta: onrecord.Meta{Published: "2024-05-02", URL: "https://www.gazette.example/1", Publisher: "gazette.example"},
		Entities: []onrecord.Entity{
			{Name: "Ruud of Kessel", Kind: onrecord.Person, Mentions: named("Ruud of Kessel")},
			{Name: "MSF", Kind: onrecord.Organization, Mentions: named("MSF")},
			{Kind: onrecord.Person, Mentions: []onrecord.Mention{{Span: at("Norway's foreign minister"), Form: onrecord.NominalForm}}},
			{Name: "Ida Holm", Kind: onrecord.Person, Codes: police, Mentions: named("Ida Holm")},
		}}
	d.Events = []onrecord.Event{{Actor: []onrecord.Member{{Entity: 1}}, Recipient: []onrecord.Member{{Entity: 4, Codes: police}}}}
	d.Positions = []onrecord.Position{{Actor: []onrecord.Member{{Entity: 3}, {}}}}
	x := l.Lay(d)
	for i, want := range [][2]string{{"Ansel Ruud", "your list of actors, line “Ansel Ruud”"}, {"Doctors Without Borders", "your list of sources, line “Doctors Without Borders”"},
		{"Ansel Ruud", "your list of actors, line “Ansel Ruud”"}, {"Ida Holm", ""}} {
		if got := [2]string{x.Entities[i].Name, x.Own.By(onrecord.EntityID(i + 1))}; got != want {
			t.Errorf("%d: %q, not %q", i, got, want)
		}
	}
	if got := x.Events[0].Actor[0].Codes; len(got) != 1 || got[0].String() != "NORGOV" || len(x.Positions[0].Actor[0].Codes) != 1 || x.Positions[0].Actor[1].Codes != nil {
		t.Errorf("codes %v, %v", got, x.Positions[0].Actor)
	}
	if got := x.Events[0].Recipient[0].Codes; len(got) != 1 || got[0].String() != "SWECOP" {
		t.Errorf("codes of somebody else: %v", got)
	}
	if x.Meta.Publisher != "Harbour Gazette" || x.Own.Owner != "Quay Holdings" || x.Own.Outlet == "" {
		t.Errorf("outlet %q, %+v", x.Meta.Publisher, x.Own)
	}
	if d.Own != nil || d.Entities[0].Name != "Ruud of Kessel" || d.Events[0].Actor[0].Codes != nil || d.Positions[0].Actor[0].Codes != nil || d.Meta.Publisher != "gazette.example" {
		t.Errorf("what was read is changed: %+v", d)
	}
	d.Meta.Published = "2026-01-01" // another holds the office now
	if x := l.Lay(d); x.Entities[2].Name != "Ida Ruud" {
		t.Errorf("on another day: %q", x.Entities[2].Name)
	}
	d.Meta.Published = ""
	if x := l.Lay(d); x.Entities[2].Name != "" {
		t.Errorf("on no known day: %q", x.Entities[2].Name)
	}
	other := &onrecord.Document{Text: "x", Meta: onrecord.Meta{Publisher: "Post"}, Entities: []onrecord.Entity{{Name: "Nobody", Mentions: []onrecord.Mention{{Form: onrecord.NameForm}}}}}
	if l.Lay(other) != other {
		t.Error("a document that no line is about is copied")
	}
}
