package claim_test

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"onrecord"
	"onrecord/internal/cross/claim"
	"onrecord/internal/store/lists"
	"onrecord/read"
)

var reader = sync.OnceValues(read.New)

func statements(t testing.TB, outlet, origin, text string) []claim.Statement {
	t.Helper()
	return from(t, read1(t, outlet, text), origin)
}

func read1(t testing.TB, outlet, text string) *onrecord.Document {
	t.Helper()
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	d := &onrecord.Document{Text: text, Meta: onrecord.Meta{Publisher: outlet, Published: "2026-03-01"}}
	if err := r.Read(d); err != nil {
		t.Fatal(err)
	}
	return d
}

func from(t testing.TB, d *onrecord.Document, origin string) []claim.Statement {
	t.Helper()
	c, err := claim.New()
	if err != nil {
		t.Fatal(err)
	}
	return c.From(d, origin)
}

// related is what two reports of one statement each are to each other; of several links the contradiction counts.
func related(t testing.TB, a, b string) claim.Relation {
	all := append(statements(t, "Gazette", "", a), statements(t, "Ledger", "", b)...)
	out := claim.Unrelated
	for _, l := range claim.Links(all) {
		if all[l.A].Report != all[l.B].Report && (out == claim.Unrelated || l.Relation == claim.Contradicts) {
			out = l.Relation
		}
	}
	return out
}

// TestPairs holds how many of our own pairs, written blind, are told right; a relation that is none is worse than one that is missed.
func TestPairs(t *testing.T) {
	raw, err := os.ReadFile("testdata/pairs.tsv")
	if err != nil {
		t.Fatal(err)
	}
	all, right, invented := 0, 0, 0
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(strings.TrimSpace(line), "\t")
		want := claim.Relation(strings.TrimPrefix(c[0], "unrelated"))
		got, back := related(t, c[1], c[2]), related(t, c[2], c[1])
		if got != back {
			t.Errorf("%s | %s: %q, and the other way round %q", c[1], c[2], got, back)
		}
		all++
		if got == want {
			right++
			continue
		}
		if got != claim.Unrelated {
			invented++
		}
		t.Logf("%s | %s: %q, want %q", c[1], c[2], got, want)
	}
	t.Logf("%d of %d right, %d wrongly related", right, all, invented)
	if right < leastRight || invented > mostInvented {
		t.Errorf("%d of %d right, want %d; %d wrongly related, at most %d", right, all, leastRight, invented, mostInvented)
	}
}

const (
	leastRight   = 31
	mostInvented = 0
)

// TestCorroboration counts origins: copies and "as X reported" are none of their own, and unnamed sources may be one.
func TestCorroboration(t *testing.T) {
	var all []claim.Statement
	for _, x := range []struct{ outlet, origin, text string }{
		{"Gazette", "", "Police said on Monday that twelve people died in the fire at the Kessel mill."},
		{"Ledger", "wire", "The mayor of Kessel, Pia Lund, said twelve people died in the fire at the mill."},
		{"Courier", "wire", "The mayor of Kessel, Pia Lund, said that twelve people died in the fire at the mill."},
		{"Herald", "", "Twelve people died in the fire at the Kessel mill, Reuters reported."},
		{"Star", "", "Officials said fifteen people died in the fire at the Kessel mill."},
	} {
		all = append(all, statements(t, x.outlet, x.origin, x.text)...)
	}
	claims := claim.Claims(all, claim.Links(all))
	if len(claims) == 0 {
		t.Fatal("no claim")
	}
	c := claims[0]
	if len(c.Statements) != 4 || len(c.Origins) != 3 || !slices.Contains(c.Origins, "pia lund") || !slices.Contains(c.Origins, "reuters") {
		t.Errorf("%d statements, origins %q", len(c.Statements), c.Origins)
	}
	if len(c.Contradicted) != 1 || all[c.Contradicted[0]].Outlet != "Star" || c.CannotTell {
		t.Errorf("contradicted by %v, cannot tell: %v", c.Contradicted, c.CannotTell)
	}
}

// TestToldFrom counts a report, and those told "as it reported", as one origin; an agency is one by whatever way its word comes.
func TestToldFrom(t *testing.T) {
	for _, c := range []struct {
		outlet, origin, told string
		want                 []string
	}{
		{"Ledger", "Reuters", "Reuters reported", []string{"reuters"}},
		{"Reuters", "", "Reuters reported", []string{"reuters"}},
	} {
		all := statements(t, c.outlet, c.origin, "Officials said that twelve people died in the fire at the Kessel mill.")
		all = append(all, statements(t, "Herald", "", "Twelve people died in the fire at the Kessel mill, "+c.told+".")...)
		claims := claim.Claims(all, claim.Links(all))
		if len(claims) != 1 || !slices.Equal(claims[0].Origins, c.want) {
			t.Errorf("%s, %s: %+v, want origins %q", c.outlet, c.told, claims, c.want)
		}
	}
}

// TestOneSource counts a source under several names as one origin, and others as several.
func TestOneSource(t *testing.T) {
	said := func(source string) string {
		return source + " said that twelve people died in the fire at the Kessel mill."
	}
	for _, c := range []struct {
		reports []string
		want    []string
	}{
		{[]string{said("The International Committee of the Red Cross"), said("The ICRC")}, []string{"international committee of the red cross"}},
		{[]string{said("The World Health Organization"), said("The World Health Organisation (WHO)")}, []string{"world health organisation"}},
		{[]string{said("The defence ministry of Norway"), said("Norway's Ministry of Defense"), said("The Norwegian defence ministry")}, []string{"defence ministry of norway"}},
		{[]string{said("The defence ministry of Norway") + " The ministry said twelve people died in the fire at the mill in Kessel.", said("The Norwegian defence ministry")},
			[]string{"defence ministry of norway"}},
		{[]string{said("Governor Ahmed Karrar"), said("Governor Karrar")}, []string{"ahmed karrar"}},
		{[]string{said("The defence ministry of Norway"), said("The defence ministry of Sweden")}, []string{"defence ministry of norway", "defence ministry of sweden"}},
		{[]string{said("The defence ministry of Norway"), said("The health ministry of Norway")}, []string{"defence ministry of norway", "health ministry of norway"}},
		{[]string{said("Doctors Without Borders"), said("Governor Ahmed Karrar")}, []string{"ahmed karrar", "doctors without borders"}},
		{[]string{said("Governor Ahmed Karrar"), said("Governor Sami Karrar"), said("Governor Karrar")}, []string{"ahmed karrar", "karrar", "sami karrar"}},
	} {
		var all []claim.Statement
		for i, text := range c.reports {
			all = append(all, statements(t, []string{"Gazette", "Ledger", "Herald"}[i], "", text)...)
		}
		claim.Unify(all, nil)
		claims := claim.Claims(all, claim.Links(all))
		if len(claims) != 1 || !slices.Equal(claims[0].Origins, c.want) {
			t.Errorf("%q: %+v, want origins %q", c.reports, claims, c.want)
		}
	}
}

// TestOneSourceByList counts sources that own lists say are one as one origin, with the line by which they are, and nobody else's.
func TestOneSourceByList(t *testing.T) {
	own := listed(t, lists.Line{Kind: lists.Sources, Name: "Doctors Without Borders", Also: []string{"Médecins Sans Frontières", "MSF"}},
		lists.Line{Kind: lists.Sources, Name: "Nordwire", Also: []string{"Northern Wire"}},
		lists.Line{Kind: lists.Actors, Name: "Jane Doe", Also: []string{"Jane Smith"}, Codes: []string{"NORGOV"}, Offices: []lists.Office{{Title: "Foreign Minister of Norway", From: "2021-03-01", To: "2026-03-01"}}},
		lists.Line{Kind: lists.Actors, Name: "John Berg", Offices: []lists.Office{{Title: "Foreign Minister of Sweden", From: "2026-03-02"}}})
	said := func(source string) string {
		return source + " said that twelve people died in the fire at the Kessel mill."
	}
	theirs := said("Norway's foreign minister") + " Foreign Minister Paul Roche arrived on Monday."
	for _, c := range []struct {
		reports []string
		want    []string
		by      int
	}{
		{[]string{said("Doctors Without Borders"), said("Médecins Sans Frontières")}, []string{"doctors without borders"}, 1},
		{[]string{said("Médecins Sans Frontières"), said("MSF")}, []string{"doctors without borders"}, 2},
		{[]string{said("Médecins Sans Frontières"), said("Governor Ahmed Karrar")}, []string{"ahmed karrar", "doctors without borders"}, 1},
		{[]string{said("Jane Doe"), said("Jane Smith")}, []string{"jane doe"}, 1},
		{[]string{said("Jane Doe"), said("Norway's foreign minister")}, []string{"jane doe"}, 1},
		{[]string{said("Jane Doe"), theirs}, []string{onrecord.Digest(theirs), "jane doe"}, 0}, // who holds it the report itself says
		{[]string{said("Governor Ahmed Karrar"), said("The ICRC")}, []string{"ahmed karrar", "icrc"}, 0},
	} {
		for _, over := range []bool{false, true} {
			var all []claim.Statement
			for i, text := range c.reports {
				d := read1(t, []string{"Gazette", "Ledger"}[i], text)
				if over {
					d = own.Lay(d)
				}
				all = append(all, from(t, d, "")...)
			}
			claim.Unify(all, own)
			claims := claim.Claims(all, claim.Links(all))
			if len(claims) == 1 && len(claims[0].Sources) != len(claims[0].Origins) {
				t.Errorf("%q, laid over %v: of %d origins these sources: %q", c.reports, over, len(claims[0].Origins), claims[0].Sources)
			}
			if len(claims) != 1 || !slices.Equal(claims[0].Origins, c.want) || len(claims[0].ByList) != c.by {
				t.Errorf("%q, laid over %v: %+v, want origins %q", c.reports, over, claims, c.want)
			}
		}
	}
	all := append(statements(t, "Gazette", "", "Two officials told Nordwire that twelve people died in the fire at the Kessel mill."),
		statements(t, "Ledger", "", "Twelve people died in the fire at the Kessel mill, an official told the Northern Wire.")...)
	for i := range all {
		all[i].Via = []string{"Nordwire", "Northern Wire"}[i%2] // whatever the reader takes for an outlet
	}
	claim.Unify(all, own)
	if claims := claim.Claims(all, claim.Links(all)); len(claims) != 1 || !slices.Equal(claims[0].Origins, []string{"nordwire"}) {
		t.Errorf("told from one agency under two names: %+v", claims)
	}
}

// TestOutletByList: an outlet that the own list calls otherwise than it is printed is known by the printed name to those who tell from it.
func TestOutletByList(t *testing.T) {
	own := listed(t, lists.Line{Kind: lists.Outlets, Domain: "nordwire.example", Name: "NordwireAG"})
	first := read1(t, "Nordwire", "An official said that twelve people died in the fire at the Kessel mill.")
	first.Meta.URL, first.Meta.Published = "https://nordwire.example/1", "2026-03-02"
	second := read1(t, "Ledger", "Twelve people died in the fire at the Kessel mill, an official told Nordwire.")
	second.Meta.Published = "2026-03-03"
	for _, origins := range [][]string{{"", ""}, {"Nordwire", ""}} {
		var all []claim.Statement
		for i, d := range []*onrecord.Document{first, second} {
			all = append(all, from(t, own.Lay(d), origins[i])...)
		}
		all[1].Via = "Nordwire" // whatever the reader takes for an outlet
		claim.Unify(all, own)
		course := claim.Follow(all, []int{0, 1})
		if x := course.Steps[1]; all[0].Outlet != "NordwireAG" || all[1].Via != "NordwireAG" || x.By != claim.Relay || x.After != 0 {
			t.Errorf("%q: %q tells from %q: %+v", origins, all[0].Outlet, all[1].Via, x)
		}
		if got := claim.Behind(all, []int{0, 1}).Origins; !slices.Equal(got, []string{"nordwireag"}) {
			t.Errorf("%q: origins %q", origins, got)
		}
	}
}

// listed are own lists of some lines.
func listed(t *testing.T, lines ...lists.Line) *lists.Lists {
	t.Helper()
	var edits []lists.Edit
	for _, x := range lines {
		x, err := x.Tidied()
		if err != nil {
			t.Fatal(err)
		}
		edits = append(edits, lists.Edit{Line: x})
	}
	l, err := (*lists.Lists)(nil).With(edits)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func BenchmarkLinks(b *testing.B) {
	var all []claim.Statement
	for _, s := range []string{"Police said twelve people died in the fire at the Kessel mill.", "The mayor of Kessel, Pia Lund, said fifteen people died in the mill fire."} {
		for range 100 {
			all = append(all, statements(b, "", "", s)...)
		}
	}
	for b.Loop() {
		claim.Links(all)
	}
}

// TestQuoteCutShort: what says "not" once more in words that the other leaves out does not contradict it.
func TestQuoteCutShort(t *testing.T) {
	whole := `"We will not send a single aircraft into that airspace until the guns are silent," Ms Hallam said. "That will not change."`
	part := `"We will not send a single aircraft into that airspace until the guns are silent," Ms Hallam said.`
	if got := related(t, whole, part); got == claim.Contradicts || got == claim.Unrelated {
		t.Errorf("a part of a quotation %s the whole", got)
	}
}
