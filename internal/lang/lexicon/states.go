package lexicon

import (
	"strings"
	"sync"
)

// StateKind says what a form of words names of a state.
type StateKind string

// The kinds of form.
const (
	StateName      StateKind = "name"      // "Pakistan", "the UK"
	StateAdjective StateKind = "adjective" // "Pakistani", "US"
	StatePeople    StateKind = "people"    // "Pakistanis", "Briton"
	StateCapital   StateKind = "capital"   // also former and second seats of government
	StateMetonym   StateKind = "metonym"   // what stands for the government: "the Kremlin", "Downing Street"
	StatePlace     StateKind = "place"     // a part, region, town or river of it: "Scotland", "Karachi"
)

// StateForm is one way of naming a state or something of it.
type StateForm struct {
	Form    string
	Kind    StateKind
	Country string // ISO 3166-1 alpha-3; XKX is Kosovo
	By      string // the dictionary line: "states_own/PAK"
}

// StateForms is the dictionary of states: names, adjectives, peoples, capitals, metonyms and places.
type StateForms struct {
	all   []StateForm
	forms map[string][]StateForm
}

// States is the dictionary of states, read once. The error names file and line and wraps [ErrBadLine].
func States() (*StateForms, error) { return states() }

var states = sync.OnceValues(func() (*StateForms, error) {
	s := &StateForms{forms: make(map[string][]StateForm, 8192)}
	if err := s.readOwn(); err != nil {
		return nil, err
	}
	if err := s.readNames(); err != nil {
		return nil, err
	}
	return s, nil
})

// Find lists what a form may be, likeliest first; case counts ("Turkey" is a state, "turkey" is not). A leading "the"
// or "The" makes no difference, save that what needs its article ("the Hill") is found only with it. It does not
// allocate; the result is not to be changed.
func (s *StateForms) Find(form string) []StateForm {
	if found := s.forms[form]; found != nil {
		return found
	}
	if len(form) > 4 && (form[:4] == "the " || form[:4] == "The ") {
		return s.forms[form[4:]]
	}
	return nil
}

// Country is the state that a form of one of the given kinds (any, if none is given) belongs to, "" when there is none
// or when there are several ("Congolese", "Dominican").
func (s *StateForms) Country(form string, kinds ...StateKind) string {
	country := ""
	for _, f := range s.Find(form) {
		if !among(f.Kind, kinds) {
			continue
		}
		if country != "" && country != f.Country {
			return ""
		}
		country = f.Country
	}
	return country
}

// Name is the best known name of a state; "" for a code that none has.
func (s *StateForms) Name(country string) string {
	for _, f := range s.all {
		if f.Country == country && f.Kind == StateName {
			return f.Form
		}
	}
	return ""
}

// Is tells whether a form may be of a kind.
func (s *StateForms) Is(form string, kind StateKind) bool {
	for _, f := range s.Find(form) {
		if f.Kind == kind {
			return true
		}
	}
	return false
}

// All lists every form, in the order of the dictionaries; those that need their article have it.
func (s *StateForms) All() []StateForm { return s.all }

func among(k StateKind, kinds []StateKind) bool {
	for _, want := range kinds {
		if k == want {
			return true
		}
	}
	return len(kinds) == 0
}

func (s *StateForms) readOwn() error {
	t, err := Open("states_own.tsv")
	if err != nil {
		return err
	}
	columns := []struct {
		name string
		kind StateKind
	}{{"names", StateName}, {"adjectives", StateAdjective}, {"people", StatePeople}, {"capitals", StateCapital},
		{"metonyms", StateMetonym}, {"parts", StatePlace}}
	for _, row := range t.Rows {
		if !validCountry(row.Cells[0]) {
			return row.Errorf("country %q is no three-letter code", row.Cells[0])
		}
		for _, c := range columns {
			if row.Get(c.name) == "" {
				continue
			}
			for _, form := range strings.Split(row.Get(c.name), "; ") {
				if form != strings.TrimSpace(form) || form == "" {
					return row.Errorf("stray space or empty form in %s", c.name)
				}
				s.add(StateForm{form, c.kind, row.Cells[0], row.By()})
			}
		}
	}
	return nil
}

func (s *StateForms) readNames() error {
	t, err := Open("states.tsv")
	if err != nil {
		return err
	}
	for _, row := range t.Rows {
		f := StateForm{row.Cells[0], StateKind(row.Get("kind")), row.Get("country"), row.By()}
		if f.Form == "" || !validCountry(f.Country) || (f.Kind != StateName && f.Kind != StatePlace) {
			return row.Errorf("form %q, kind %q or country %q", f.Form, f.Kind, f.Country)
		}
		s.add(f)
	}
	return nil
}

// add stores a form once. A metonym keeps its article, written large and small, for "the Hill" is not any hill.
func (s *StateForms) add(f StateForm) {
	s.all = append(s.all, f)
	bare, article := strings.CutPrefix(f.Form, "the ")
	if article && f.Kind == StateMetonym {
		s.put(f.Form, f)
		s.put("The "+bare, f)
		return
	}
	s.put(bare, f)
}

func (s *StateForms) put(key string, f StateForm) {
	for _, known := range s.forms[key] {
		if known.Kind == f.Kind && known.Country == f.Country {
			return
		}
	}
	s.forms[key] = append(s.forms[key], f)
}

func validCountry(code string) bool {
	if len(code) != 3 {
		return false
	}
	for i := range len(code) {
		if code[i] < 'A' || code[i] > 'Z' {
			return false
		}
	}
	return true
}
