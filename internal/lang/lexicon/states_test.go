package lexicon_test

import (
	"strings"
	"testing"

	"onrecord/internal/lang/lexicon"
)

func TestStates(t *testing.T) {
	s, err := lexicon.States()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		form    string
		kind    lexicon.StateKind
		country string // "" is not found
	}{
		{"Turkey", lexicon.StateName, "TUR"},
		{"turkey", lexicon.StateName, ""},
		{"Polish", lexicon.StateAdjective, "POL"},
		{"polish", lexicon.StateAdjective, ""},
		{"US", lexicon.StateName, "USA"},
		{"us", lexicon.StateName, ""},
		{"the United States", lexicon.StateName, "USA"},
		{"The Netherlands", lexicon.StateName, "NLD"},
		{"Pakistanis", lexicon.StatePeople, "PAK"},
		{"Islamabad", lexicon.StateCapital, "PAK"},
		{"Kyiv", lexicon.StateCapital, "UKR"},
		{"the Kremlin", lexicon.StateMetonym, "RUS"},
		{"The Kremlin", lexicon.StateMetonym, "RUS"},
		{"Downing Street", lexicon.StateMetonym, "GBR"},
		{"the White House", lexicon.StateMetonym, "USA"},
		{"the Élysée", lexicon.StateMetonym, "FRA"},
		{"Foggy Bottom", lexicon.StateMetonym, "USA"},
		{"the Blue House", lexicon.StateMetonym, "KOR"},
		{"Hill", lexicon.StateMetonym, ""},
		{"the Hill", lexicon.StateMetonym, "USA"},
		{"Palestine", lexicon.StateName, "PSE"},
		{"Taiwan", lexicon.StateName, "TWN"},
		{"Kosovo", lexicon.StateName, "XKX"},
		{"Karachi", lexicon.StatePlace, "PAK"},
		{"Scotland", lexicon.StatePlace, "GBR"},
		{"Scotland", lexicon.StateName, ""},
		{"St. Lucia", lexicon.StateName, "LCA"},
		{"Congolese", lexicon.StateAdjective, ""},
	} {
		if got := s.Country(c.form, c.kind); got != c.country {
			t.Errorf("Country(%q, %s) = %q, want %q", c.form, c.kind, got, c.country)
		}
	}
}

// The members of the United Nations are 193; each has a name, an adjective and a word for its people.
func TestStatesComplete(t *testing.T) {
	s, err := lexicon.States()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]map[lexicon.StateKind]bool{}
	for _, f := range s.All() {
		if kinds[f.Country] == nil {
			kinds[f.Country] = map[lexicon.StateKind]bool{}
		}
		kinds[f.Country][f.Kind] = true
	}
	complete := 0
	for _, k := range kinds {
		if k[lexicon.StateName] && k[lexicon.StateAdjective] && k[lexicon.StatePeople] {
			complete++
		}
	}
	if want := 193 + len(strings.Fields("PSE TWN XKX HKG")); complete < want {
		t.Errorf("%d states are complete, want at least %d", complete, want)
	}
}

func TestStatesFindDoesNotAllocate(t *testing.T) {
	s, err := lexicon.States()
	if err != nil {
		t.Fatal(err)
	}
	form := "the " + strings.Repeat("Kremlin", 1)
	if n := testing.AllocsPerRun(100, func() {
		s.Find(form)
		s.Country(form, lexicon.StateMetonym, lexicon.StateName)
	}); n != 0 {
		t.Errorf("%v allocations a look-up", n)
	}
}
