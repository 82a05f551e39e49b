package lists_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/store/lists"
)

// files are the lists of a newsroom, as it exports them.
var files = map[lists.Kind]string{
	lists.Actors: "name\taliases\tcodes\toffices\n" +
		"Ansel Ruud\tDr Ruud | Ruud of Kessel\tNORGOV\tForeign Minister of Norway 2021-03-01/2024-05-02\n" +
		"Ida Ruud\t\tSWEGOV\tForeign Minister of Norway 2024-05-03/\n" +
		"Kingdom of Norway\tNorway\tNOR\t\n" +
		"\"\"\"The Quoted\"\" Group\"\tQuoted\t\t\n",
	lists.Issues:  "name\twords\tparent\nPeace\ta truce | end of the war\tWorld\nTruce at sea\t\tPeace\n",
	lists.Outlets: "domain\tname\towner\tagency\ngazette.example\tHarbour Gazette\tQuay Holdings\t\nwire.example\tNordwire\t\tyes\n",
	lists.Sources: "name\tsame_as\nDoctors Without Borders\tMSF | Médecins Sans Frontières\n",
}

// read are the lists of some files.
func read(t *testing.T, of map[lists.Kind]string) *lists.Lists {
	t.Helper()
	var edits []lists.Edit
	for k, text := range of {
		list, bad, err := lists.Read(k, strings.NewReader(text))
		if err != nil || len(bad) > 0 {
			t.Fatal(k, bad, err)
		}
		for _, x := range list {
			edits = append(edits, lists.Edit{Line: x.Line})
		}
	}
	l, err := (*lists.Lists)(nil).With(edits)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestOutAndIn: what is exported, brought in and exported again is the same byte for byte.
func TestOutAndIn(t *testing.T) {
	l := read(t, files)
	for _, k := range lists.Kinds {
		var first, again bytes.Buffer
		if err := lists.Write(&first, k, l.Lines(k)); err != nil {
			t.Fatal(err)
		}
		if k != lists.Actors && first.String() != files[k] {
			t.Errorf("%s:\n%s", k, first.String())
		}
		if err := lists.Write(&again, k, read(t, map[lists.Kind]string{k: first.String()}).Lines(k)); err != nil {
			t.Fatal(err)
		}
		if again.String() != first.String() {
			t.Errorf("%s comes back as\n%s, not\n%s", k, again.String(), first.String())
		}
	}
	spreadsheet := "\ufeffName\tAliases\r\n\"Ansel \"\"Boy\"\" Ruud\"\t\"Ruud | Boy\"\r\n\r\n# a note\r\n"
	list, bad, err := lists.Read(lists.Actors, strings.NewReader(spreadsheet))
	if err != nil || len(bad) != 0 || len(list) != 1 || list[0].At != 2 || list[0].Name != `Ansel "Boy" Ruud` || !slices.Equal(list[0].Also, []string{"Boy", "Ruud"}) {
		t.Errorf("of a spreadsheet: %+v, %v, %v", list, bad, err)
	}
}

// TestBadLines: each bad line is told of with its number and why, and the good ones are there.
func TestBadLines(t *testing.T) {
	text := "name\taliases\tcodes\toffices\n" +
		"\talias\n" + "Good One\t\n" + "A\t\tnorgov\n" + "B\t\tXYZGOV\n" + "C\t\t\tMinister\n" + "D\t\t\tMinister of Norway 2024-13-01/\n" +
		"E\t\t\tMinister of Norway 2024-02-01/2024-01-01\n" + "F\tx\ty\tz\tmore\n" + "good one\t\n" + strings.Repeat("x", 300) + "\n" + "G\xff\n" + "H\t\t\tMinister of Norway /\n"
	list, bad, err := lists.Read(lists.Actors, strings.NewReader(text))
	if err != nil || len(list) != 1 || list[0].Name != "Good One" {
		t.Fatal(list, err)
	}
	for i, want := range []string{"no name", "is no code", "no code", "no office", "2021-03-01", "ends before", "5 cells", "stands in line 3", "300 bytes", "UTF-8", "no days"} {
		if i >= len(bad) || !strings.Contains(bad[i].Why, want) {
			t.Fatalf("%q is not among %+v", want, bad)
		}
	}
	if bad[0].At != 2 || len(bad) != 11 {
		t.Errorf("%+v", bad)
	}
	for k, text := range map[lists.Kind]string{lists.Issues: "", lists.Outlets: "name\towner\n", lists.Sources: "name\tsame_as\tcolour\n", lists.Actors: "name\tname\n"} {
		if _, _, err := lists.Read(k, strings.NewReader(text)); !errors.Is(err, lists.ErrList) {
			t.Errorf("%s %q: %v", k, text, err)
		}
	}
	for k, text := range map[lists.Kind]string{lists.Outlets: "domain\tname\nno domain\tx\na.example\t\n", lists.Sources: "name\tsame_as\nA\ta\n", lists.Issues: "name\tparent\nA\ta\n"} {
		list, bad, err := lists.Read(k, strings.NewReader(text))
		if err != nil || len(list) != 0 || len(bad) == 0 {
			t.Errorf("%s: %v, %v, %v", k, list, bad, err)
		}
	}
}

// TestContradictions: two lines that say otherwise of one name are refused.
func TestContradictions(t *testing.T) {
	for _, c := range []struct {
		kind lists.Kind
		text string
		bad  bool
	}{
		{lists.Actors, "name\taliases\nA\tx\nB\tX\n", true},
		{lists.Actors, "name\taliases\tcodes\nA\tRuud\tNOR\nB\tRuud\tSWE\n", false}, // namesakes
		{lists.Actors, "name\toffices\nA\tMinister of Norway 2020-01-01/2021-01-01\nB\tNorway’s minister 2021-01-01/\n", true},
		{lists.Actors, "name\taliases\nA\tNorway\nB\tstate/NOR\n", true},
		{lists.Sources, "name\tsame_as\nA\tx\nB\tThe X\n", true},
		{lists.Issues, "name\twords\nAirspace\tno-fly zone\nSky\tthe zones, no-fly\n", true}, // the same words of meaning
		{lists.Issues, "name\twords\nAirspace\tno-fly zone | zone no-fly\nSky\tno-fly zone at night\n", false},
		{lists.Issues, "name\tparent\nA\tB\nB\tC\nC\tA\n", true},
		{lists.Issues, "name\tparent\nA\tB\nB\tC\nC\tD\n", false},
	} {
		list, bad, err := lists.Read(c.kind, strings.NewReader(c.text))
		if err != nil || len(bad) > 0 {
			t.Fatal(c.text, bad, err)
		}
		var edits []lists.Edit
		for _, x := range list {
			edits = append(edits, lists.Edit{Line: x.Line})
		}
		if _, err := (*lists.Lists)(nil).With(edits); errors.Is(err, lists.ErrList) != c.bad {
			t.Errorf("%q: %v", c.text, err)
		}
	}
}

// TestFind: who is found by which words, and who is not.
func TestFind(t *testing.T) {
	l := read(t, files)
	name := func(x *lists.Line) string {
		if x == nil {
			return ""
		}
		return x.Shown()
	}
	for what, c := range map[string][2]string{
		"by name":               {name(l.Actor("ansel  ruud", "")), "Ansel Ruud"},
		"by alias":              {name(l.Actor("The Ruud of Kessel", "NOR")), "Ansel Ruud"},
		"a namesake":            {name(l.Actor("Ansel Ruud", "SWE")), ""},
		"a title is no alias":   {name(l.Actor("Ruud", "")), ""},
		"a state":               {name(l.ActorKey("state/NOR")), "Kingdom of Norway"},
		"another state":         {name(l.ActorKey("state/SWE")), ""},
		"an office":             {name(l.Holder("Norway's foreign minister", "2022-01-01")), "Ansel Ruud"},
		"its last day":          {name(l.Holder("The Norwegian Foreign Minister", "2024-05-02")), "Ansel Ruud"},
		"the next":              {name(l.Holder("the foreign minister of Norway", "2024-05-03")), "Ida Ruud"},
		"before any":            {name(l.Holder("the foreign minister of Norway", "2021-02-28")), ""},
		"on no known day":       {name(l.Holder("the foreign minister of Norway", "")), ""},
		"of another state":      {name(l.Holder("the foreign minister of Sweden", "2022-01-01")), ""},
		"a source":              {name(l.Source("médecins sans frontières")), "Doctors Without Borders"},
		"no source":             {name(l.Source("Médecins")), ""},
		"an outlet":             {name(l.Outlet("", "https://news.gazette.example/2026/1")), "Harbour Gazette"},
		"by its name":           {name(l.Outlet("The Harbour Gazette", "")), "Harbour Gazette"},
		"by its domain as name": {name(l.Outlet("www.gazette.example", "")), "Harbour Gazette"},
		"another domain":        {name(l.Outlet("", "https://notgazette.example/1")), ""},
		"above":                 {strings.Join(l.Above("Truce at sea"), " < "), "Peace < World"},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: %q, not %q", what, c[0], c[1])
		}
	}
	if (*lists.Lists)(nil).Actor("x", "") != nil || !(*lists.Lists)(nil).None() {
		t.Error("no lists name somebody")
	}
}

// FuzzRead: whatever the bytes are, what is taken is written and comes back the same.
func FuzzRead(f *testing.F) {
	for _, k := range lists.Kinds {
		f.Add(string(k), files[k])
	}
	f.Add("actors", "name\n\"a\"\"\n#\n\xff\t|\n")
	f.Fuzz(func(t *testing.T, kind, text string) {
		k, err := lists.ParseKind(kind)
		if err != nil {
			return
		}
		list, _, err := lists.Read(k, strings.NewReader(text))
		if err != nil {
			return
		}
		var lines []lists.Line
		for _, x := range list {
			lines = append(lines, x.Line)
		}
		var b bytes.Buffer
		if err := lists.Write(&b, k, lines); err != nil {
			t.Fatal(err)
		}
		again, bad, err := lists.Read(k, bytes.NewReader(b.Bytes()))
		if err != nil || len(bad) > 0 || len(again) != len(lines) {
			t.Fatalf("%q gives %q: %v, %v", text, b.String(), bad, err)
		}
		for i := range again {
			if !again[i].Equal(&lines[i]) {
				t.Fatalf("%+v comes back as %+v", lines[i], again[i].Line)
			}
		}
	})
}
