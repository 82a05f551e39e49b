// Package lists knows the own lists of a newsroom or an analyst, which stand beside the dictionaries of the program: actors with their other
// names, codes and offices; issues with the words that mean them; outlets with their owners; and sources that are one and the same. What they
// say is laid over what was read, never into it. Lines come and go by changes with who, when and why, each of which can be taken back, so that
// the lists of any time are told by the changes up to it.
package lists

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// ErrList is at the root of the error about a line or a change that cannot be taken.
var ErrList = errors.New("bad list")

// errorOf is such an error.
func errorOf(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrList}, args...)...)
}

// Kind is what a list is of.
type Kind string

// The kinds.
const (
	Actors  Kind = "actors"
	Issues  Kind = "issues"
	Outlets Kind = "outlets"
	Sources Kind = "sources" // that are one and the same
)

// Kinds lists them.
var Kinds = []Kind{Actors, Issues, Outlets, Sources}

// ParseKind reads a kind. The error wraps [ErrList].
func ParseKind(s string) (Kind, error) {
	if k := Kind(strings.ToLower(strings.TrimSpace(s))); slices.Contains(Kinds, k) {
		return k, nil
	}
	return "", errorOf("there is no list of %q; there are actors, issues, outlets and sources", s)
}

// Limits of what is kept.
const (
	MostLines  = 10_000 // of one list
	MostNames  = 60     // of one line, or offices, or codes
	MostName   = 200    // bytes of a name
	MostLine   = 16_384 // bytes of a line of a file
	MostWhy    = 2000   // bytes
	MostEdits  = 4 * MostLines
	mostParent = 20 // issues above one another
)

// Line is a line of a list. Which of its parts are there goes by its kind.
type Line struct {
	Kind    Kind     `json:"kind" enum:"actors,issues,outlets,sources" doc:"Which list it is of"`
	Name    string   `json:"name" doc:"As it is shown"`
	Also    []string `json:"also,omitempty" doc:"Of an actor its other names; of an issue the words that mean it; of a source the names that are the same"`
	Codes   []string `json:"codes,omitempty" doc:"Of an actor: state and sector as the record has them, such as NORGOV"`
	Offices []Office `json:"offices,omitempty" doc:"Of an actor: what it held from one day to another"`
	Parent  string   `json:"parent,omitempty" doc:"Of an issue: the one above it"`
	Domain  string   `json:"domain,omitempty" doc:"Of an outlet: gazette.example"`
	Owner   string   `json:"owner,omitempty" doc:"Of an outlet"`
	Agency  string   `json:"agency,omitempty" enum:"yes,no" doc:"Of an outlet: whether others print its texts; without it as the program knows it"`
}

// Office is what a person held from one day to another, both inclusive; "" is open.
type Office struct {
	Title string `json:"title" doc:"With its state or body: Foreign Minister of Norway"`
	From  string `json:"from,omitempty" doc:"Day, 2021-03-01; empty is open"`
	To    string `json:"to,omitempty" doc:"Day, inclusive; empty is open"`
}

// Key is what tells a line from the others of its list: an outlet's domain, else its name in small letters.
func (l *Line) Key() string {
	if l.Kind == Outlets {
		return l.Domain
	}
	return Plain(l.Name)
}

// Shown is a line as people call it.
func (l *Line) Shown() string { return cmp.Or(l.Name, l.Domain) }

// By says that something is so because of a line: "your list of actors, line “Ansel Ruud”".
func (l *Line) By() string { return fmt.Sprintf("your list of %s, line “%s”", l.Kind, l.Shown()) }

// Names are all names of a line, the one that is shown first.
func (l *Line) Names() []string { return append([]string{l.Name}, l.Also...) }

// Equal tells whether two lines say the same.
func (l *Line) Equal(o *Line) bool { return slices.Equal(l.Cells(), o.Cells()) }

// Plain is a name as names are compared: in small letters, without an article before it, with single spaces and straight apostrophes.
func Plain(name string) string {
	name = strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(name, "’", "'")), " "))
	return strings.TrimPrefix(name, "the ")
}

// sectors are those of the codes.
var sectors = map[onrecord.Sector]bool{
	onrecord.SectorGovernment: true, onrecord.SectorMilitary: true, onrecord.SectorLegislature: true, onrecord.SectorJudiciary: true, onrecord.SectorPolice: true,
	onrecord.SectorSpies: true, onrecord.SectorParamilitary: true, onrecord.SectorRebels: true, onrecord.SectorUnidentified: true, onrecord.SectorUnknown: true,
	onrecord.SectorParty: true, onrecord.SectorOpposition: true, onrecord.SectorPartly: true, onrecord.SectorFarmers: true, onrecord.SectorBusiness: true,
	onrecord.SectorCriminals: true, onrecord.SectorCivilians: true, onrecord.SectorEducation: true, onrecord.SectorElites: true, onrecord.SectorMedia: true,
	onrecord.SectorLabour: true, onrecord.SectorHealth: true, onrecord.SectorRefugees: true, onrecord.SectorReligious: true, onrecord.SectorCivilSociety: true,
	onrecord.SectorIGO: true, onrecord.SectorUN: true, onrecord.SectorEU: true, onrecord.SectorNGO: true, onrecord.SectorMovement: true,
	onrecord.SectorMilitants: true, onrecord.SectorCompany: true,
}

// ParseCode reads a code as event data have it: a state (NOR), a sector (NGO), a state and a sector (NORGOV), or a body's own code and its sector
// (NATOIGO). The error wraps [ErrList].
func ParseCode(s string) (onrecord.Code, error) {
	states, err := lexicon.States()
	if err != nil {
		return onrecord.Code{}, err
	}
	if s != strings.ToUpper(s) || len(s) < 3 || len(s) > 12 {
		return onrecord.Code{}, errorOf("%q is no code; a code is a state, a sector or both: NOR, NGO, NORGOV", s)
	}
	head, tail := s[:len(s)-3], onrecord.Sector(s[len(s)-3:])
	switch {
	case len(s) == 3 && states.Name(s) != "":
		return onrecord.Code{Country: s}, nil
	case len(s) == 3 && sectors[tail]:
		return onrecord.Code{Sector: tail}, nil
	case !sectors[tail] || head == "":
		return onrecord.Code{}, errorOf("%q is no code: it ends in no sector, and is no state", s)
	case len(head) == 3 && states.Name(head) != "":
		return onrecord.Code{Country: head, Sector: tail}, nil
	}
	if bodyCodes()[head] {
		return onrecord.Code{Group: head, Sector: tail}, nil
	}
	return onrecord.Code{}, errorOf("%q is no code: there is no state or known body %q", s, head)
}

// Tidied is a line with its words in one form, so that the same line always is written the same, and what is wrong with it, wrapping [ErrList].
func (l Line) Tidied() (Line, error) {
	if !slices.Contains(Kinds, l.Kind) {
		return l, errorOf("there is no list of %q", l.Kind)
	}
	l.Name, l.Parent, l.Owner = oneSpace(l.Name), oneSpace(l.Parent), oneSpace(l.Owner)
	l.Agency = strings.ToLower(strings.TrimSpace(l.Agency))
	l.Domain = domainOf(l.Domain)
	l.Also = tidied(l.Also, l.Name)
	l.Codes = tidied(l.Codes, "")
	l.Offices = slices.Clone(l.Offices)
	for i := range l.Offices {
		o := &l.Offices[i]
		o.Title, o.From, o.To = oneSpace(o.Title), strings.TrimSpace(o.From), strings.TrimSpace(o.To)
	}
	slices.SortFunc(l.Offices, func(a, b Office) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Title, b.Title))
	})
	if len(l.Offices) == 0 {
		l.Offices = nil
	}
	return l, l.check()
}

// oneSpace is a text with single spaces.
func oneSpace(s string) string { return strings.Join(strings.Fields(s), " ") }

// tidied are names in one form, each once and none like the first, sorted.
func tidied(names []string, first string) (out []string) {
	seen := map[string]bool{Plain(first): true, "": true}
	for _, n := range names {
		n = oneSpace(n)
		if p := Plain(n); !seen[p] {
			seen[p] = true
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(Plain(a), Plain(b)), cmp.Compare(a, b)) })
	return out
}

// domainOf is a domain in one form: "https://www.Gazette.example/" is gazette.example.
func domainOf(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	return strings.TrimPrefix(strings.TrimSuffix(s, "/"), "www.")
}

// check tells what is wrong with a tidied line.
func (l *Line) check() error {
	for _, s := range slices.Concat([]string{l.Name, l.Parent, l.Owner, l.Domain}, l.Also, l.Codes, l.titles()) {
		if err := checkName(s); err != nil {
			return err
		}
	}
	if max(len(l.Also), len(l.Codes), len(l.Offices)) > MostNames {
		return errorOf("a line may have %d names, codes or offices", MostNames)
	}
	if Plain(l.Name) == "" && l.Kind != Outlets {
		return errorOf("the line has no name")
	}
	for part, of := range map[string]Kind{"codes": Actors, "offices": Actors, "parent": Issues, "domain": Outlets, "owner": Outlets, "agency": Outlets} {
		if l.has(part) && l.Kind != of {
			return errorOf("a line of the %s has no %s", l.Kind, part)
		}
	}
	switch l.Kind {
	case Actors:
		return l.checkActor()
	case Issues:
		if l.Parent != "" && Plain(l.Parent) == Plain(l.Name) {
			return errorOf("an issue is not above itself")
		}
	case Outlets:
		return l.checkOutlet()
	case Sources:
		if len(l.Also) == 0 {
			return errorOf("sources that are the same are two names at least")
		}
	}
	return nil
}

func (l *Line) titles() (out []string) {
	for _, o := range l.Offices {
		out = append(out, o.Title)
	}
	return out
}

// has tells whether a part is there.
func (l *Line) has(part string) bool {
	switch part {
	case "codes":
		return len(l.Codes) > 0
	case "offices":
		return len(l.Offices) > 0
	case "parent":
		return l.Parent != ""
	case "domain":
		return l.Domain != ""
	case "owner":
		return l.Owner != ""
	}
	return l.Agency != ""
}

func checkName(s string) error {
	switch {
	case !utf8.ValidString(s):
		return errorOf("a name is no UTF-8")
	case len(s) > MostName:
		return errorOf("a name has %d bytes; it may have %d", len(s), MostName)
	case strings.Contains(s, between):
		return errorOf("the name %q holds %q, which stands between names", s, between)
	case strings.ContainsFunc(s, unicode.IsControl):
		return errorOf("the name %q holds a character that cannot be shown", s)
	}
	return nil
}

func (l *Line) checkActor() error {
	for _, c := range l.Codes {
		if _, err := ParseCode(c); err != nil {
			return err
		}
	}
	for _, o := range l.Offices {
		switch {
		case o.Title == "":
			return errorOf("an office has no title")
		case o.From == "" && o.To == "":
			return errorOf("the office %q has no days; a name without days is another name", o.Title)
		case o.From != "" && !isDay(o.From), o.To != "" && !isDay(o.To):
			return errorOf("the days of the office %q are written 2021-03-01/2024-05-02, open as 2021-03-01/", o.Title)
		case o.From != "" && o.To != "" && o.From > o.To:
			return errorOf("the office %q ends before it begins", o.Title)
		}
	}
	return nil
}

func (l *Line) checkOutlet() error {
	switch {
	case len(l.Also) > 0:
		return errorOf("an outlet has one name; two that are one are of the list of sources")
	case l.Domain == "" || !strings.Contains(l.Domain, ".") || strings.ContainsAny(l.Domain, "/:@?# ,;\"'%_"):
		return errorOf("%q is no domain, such as gazette.example", l.Domain)
	case l.Name == "" && l.Owner == "" && l.Agency == "":
		return errorOf("nothing is said of %s", l.Domain)
	case l.Agency != "" && l.Agency != "yes" && l.Agency != "no":
		return errorOf("agency is yes, no or empty, got %q", l.Agency)
	}
	return nil
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// Change is what somebody did to the lists at once: lines that came, changed or went, or a change before that is taken back.
type Change struct {
	N      int64     `json:"n" doc:"Number in the log"`
	At     time.Time `json:"at" doc:"RFC 3339, UTC"`
	Who    string    `json:"who"`
	Why    string    `json:"why,omitempty"`
	Undoes int64     `json:"undoes,omitempty" doc:"The change that this one takes back"`
	Undone bool      `json:"undone,omitempty" doc:"A later change took it back"`
	Edits  []Edit    `json:"edits" nullable:"false"`
}

// Edit is what became of a line.
type Edit struct {
	Line Line  `json:"line" doc:"As it is since; of one that went as it was"`
	Drop bool  `json:"drop,omitempty" doc:"The line went"`
	Was  *Line `json:"was,omitempty" doc:"What stood there before"`
}

// Said says a change in words: "3 lines of actors added".
func (c *Change) Said() string {
	if c.Undoes != 0 {
		return fmt.Sprintf("change %d taken back", c.Undoes)
	}
	type what struct {
		kind Kind
		how  int
	}
	counts, one := map[what]int{}, map[what]string{}
	for i := range c.Edits {
		e := &c.Edits[i]
		w := what{e.Line.Kind, 0}
		switch {
		case e.Drop:
			w.how = 2
		case e.Was != nil:
			w.how = 1
		}
		counts[w]++
		one[w] = e.Line.Shown()
	}
	var out []string
	for _, w := range slices.SortedFunc(maps.Keys(counts), func(a, b what) int { return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.how, b.how)) }) {
		how := [...]string{"added", "changed", "taken out"}[w.how]
		if counts[w] == 1 {
			out = append(out, fmt.Sprintf("%s: “%s” %s", w.kind, one[w], how))
		} else {
			out = append(out, fmt.Sprintf("%s: %d lines %s", w.kind, counts[w], how))
		}
	}
	return strings.Join(out, "; ")
}
