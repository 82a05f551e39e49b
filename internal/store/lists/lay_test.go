package lists_test

import (
	"strings"
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

// TestOfficeNamed: an office counts only where the report calls somebody by that alone; who is named in it is not somebody else by a list.
func TestOfficeNamed(t *testing.T) {
	const said = " Norway's foreign minister will resign."
	for text, named := range map[string]bool{
		"Norway's foreign minister, Paul Roche, spoke.":                                       true,
		"Foreign Minister Paul Roche of Norway spoke.":                                        true,
		"The Norwegian foreign minister Paul Roche spoke.":                                    true,
		"The Minister of Foreign Affairs, Paul Roche, spoke.":                                 true,
		"The minister, Paul Roche, spoke.":                                                    true,
		"Paul Roche, Norway's foreign minister, spoke.":                                       true,
		"Paul Roche, 52, who became foreign minister in May, spoke.":                          true,
		"Paul Roche is Norway's new foreign minister.":                                        true,
		"The foreign minister is Mr. Paul Roche.":                                             true,
		"Swedish Foreign Minister Paul Roche spoke.":                                          false,
		"The defence minister, Paul Roche, spoke.":                                            false,
		"Former foreign minister Paul Roche spoke.":                                           false,
		"Deputy Foreign Minister Paul Roche spoke.":                                           false,
		"The foreign minister met Paul Roche.":                                                false,
		"Paul Roche and the foreign minister spoke.":                                          false,
		"Paul Roche spoke. The foreign minister left.":                                        false,
		"A minister of defence, Paul Roche, spoke.":                                           false,
		"Paul Roche told the foreign minister of Norway that the minister of war was absent.": false,
	} {
		for _, found := range []bool{true, false} { // the name as the reading has it, or not found by it
			text := text + said
			d := &onrecord.Document{Text: text, Meta: onrecord.Meta{Published: "2024-05-02"}}
			at := strings.Index(text, said) + 1
			d.Entities = []onrecord.Entity{{Kind: onrecord.Person, Mentions: []onrecord.Mention{{Span: onrecord.Span{Start: at, End: at + len("Norway's foreign minister")}, Form: onrecord.NominalForm}}}}
			if n := strings.Index(text, "Paul Roche"); found {
				d.Entities = append(d.Entities, onrecord.Entity{Name: "Paul Roche", Kind: onrecord.Person, Mentions: []onrecord.Mention{{Span: onrecord.Span{Start: n, End: n + len("Paul Roche")}, Form: onrecord.NameForm}}})
			}
			x := read(t, files).Lay(d)
			if got := x.Entities[0].Name == ""; got != named && (found || !named) {
				t.Errorf("%q, name found %v: the office is named %v, not %v", text, found, got, named)
			}
		}
	}
	text := "Paul Roche spoke. He left. Norway's foreign minister will resign."
	at := func(words string) onrecord.Span {
		n := strings.Index(text, words)
		return onrecord.Span{Start: n, End: n + len(words)}
	}
	title := onrecord.Mention{Span: at("Norway's foreign minister"), Form: onrecord.NominalForm}
	d := &onrecord.Document{Text: text, Meta: onrecord.Meta{Published: "2024-05-02"}, Entities: []onrecord.Entity{{Kind: onrecord.Person, Mentions: []onrecord.Mention{title}},
		{Name: "Paul Roche", Kind: onrecord.Person, Mentions: []onrecord.Mention{{Span: at("Paul Roche"), Form: onrecord.NameForm}, title}}}}
	if x := read(t, files).Lay(d); x.Entities[0].Name != "" || x.Entities[1].Name != "Paul Roche" {
		t.Errorf("one whom the report also calls by the office: %q, %q", x.Entities[0].Name, x.Entities[1].Name)
	}
}

// TestLaySource: words of a source that are a name on the list are that source, though the reading ties them to nobody or to somebody under another
// name; and only those.
func TestLaySource(t *testing.T) {
	text := "The MSF said so. MSF staff said so. Ruud of Kessel said so."
	at := func(words string) []onrecord.Span {
		n := strings.Index(text, words)
		return []onrecord.Span{{Start: n, End: n + len(words)}}
	}
	d := &onrecord.Document{Text: text, Entities: []onrecord.Entity{{Name: "Kessel", Mentions: []onrecord.Mention{{Span: at("Kessel")[0], Form: onrecord.NameForm}}}}}
	for _, words := range []string{"The MSF", "MSF staff", "Ruud of Kessel"} {
		d.Attributions = append(d.Attributions, onrecord.Attribution{Source: onrecord.Source{Spans: at(words)}, Content: at("so")})
	}
	d.Attributions[2].Source.Entity = 1
	x := read(t, files).Lay(d)
	cards := x.Cards()
	for i, want := range [][3]string{{"Doctors Without Borders", "your list of sources, line “Doctors Without Borders”", ""}, {}, {"Ansel Ruud", "your list of actors, line “Ansel Ruud”", "NORGOV"}} {
		v := cards.Voice(onrecord.AttributionID(i + 1))
		code := ""
		if len(v.Codes) > 0 {
			code = v.Codes[0].String()
		}
		if got := [3]string{v.Name, v.ByList, code}; got != want {
			t.Errorf("%d: %q, not %q", i, got, want)
		}
	}
	if d.Own != nil {
		t.Error("what was read is changed")
	}
}
