package claim

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/store/lists"
)

// caller knows one source under several names.
type caller struct{ states *lexicon.StateForms }

// identity is what a named source is known by across reports.
type identity struct {
	forms []string // two sources with one of them in common are one
	short string   // a short name, "ICRC" or a surname, that stands for the one long name it fits
	long  string   // what short names stand for this one: its initials, or the surname
}

// bodyKinds are the kinds of entity that several names are looked for.
var bodyKinds = map[onrecord.EntityKind]bool{onrecord.Organization: true, onrecord.Government: true, onrecord.Group: true}

// bodySources are the kinds of source that are a body, not one of its people.
var bodySources = map[onrecord.SourceKind]bool{onrecord.SourceOrganization: true, onrecord.SourceGovernment: true}

// body is the fullest name by which a report calls a source that is a body: "the defence ministry of Sudan" of "the ministry". "" where it
// calls it by no name: no capital letter stands in any of its mentions.
func (c caller) body(d *onrecord.Document, a *onrecord.Attribution, e *onrecord.Entity) string {
	if !bodySources[a.Source.Kind] {
		return ""
	}
	if e == nil {
		if name := article(d.In(a.Source.Spans[0])); a.Source.Naming == onrecord.Named && hasCapital(name) {
			return name
		}
		return ""
	}
	if !bodyKinds[e.Kind] {
		return ""
	}
	best := e.Name
	for _, m := range e.Mentions {
		name := article(d.In(m.Span))
		if n := len(strings.Fields(name)); hasCapital(name) && n <= longestBody && n > len(strings.Fields(best)) {
			best = name
		}
	}
	return best
}

// longestBody is the most words of a body's name.
const longestBody = 9

// article is a name without the article before it and with single spaces.
func article(name string) string {
	name = strings.Join(strings.Fields(name), " ")
	return strings.TrimPrefix(strings.TrimPrefix(name, "the "), "The ")
}

func hasCapital(s string) bool { return strings.ContainsFunc(s, unicode.IsUpper) }

// spelling gives words of bodies' names one spelling.
var spelling = map[string]string{"defence": "defense", "organisation": "organization", "centre": "center", "labour": "labor", "programme": "program"}

// small are the words of a name that stand for nothing in it.
var small = map[string]bool{"of": true, "the": true, "for": true, "and": true, "on": true, "in": true, "&": true, "a": true, "an": true, "to": true}

// ofBody is the identity of a body: its words in any order with its state ("Sudan's Ministry of Defence" is "the Sudanese defence
// ministry"), the code of a known one, and its initials.
func (c caller) ofBody(name string, e *onrecord.Entity) identity {
	words, country := c.parted(name)
	var id identity
	if len(words) == 1 && words[0] == strings.ToUpper(words[0]) && len(words[0]) >= 2 {
		id.short = "initials/" + strings.ToLower(words[0])
	} else if initials := initialsOf(words); len(initials) >= 2 {
		id.long = "initials/" + initials
	}
	if e != nil {
		for _, code := range e.Codes {
			if code.Group != "" {
				id.forms = append(id.forms, "group/"+code.Group)
			}
			if country == "" {
				country = code.Country
			}
		}
		if country == "" {
			country = e.Country
		}
	}
	for i, w := range words {
		w = strings.ToLower(w)
		if other := spelling[w]; other != "" {
			w = other
		}
		words[i] = w
	}
	slices.Sort(words)
	id.forms = append(id.forms, "body/"+strings.Join(words, " ")+"/"+country)
	return id
}

// parted is a name in its telling words, and the state that others of its words name.
func (c caller) parted(name string) (words []string, country string) {
	all := strings.Fields(strings.NewReplacer("’s ", " ", "'s ", " ", "(", " ", ")", " ", ",", " ").Replace(name + " "))
	for i := 0; i < len(all); i++ {
		n := 0
		for k := min(3, len(all)-i); k > 0 && n == 0; k-- {
			if of := c.states.Country(strings.Join(all[i:i+k], " "), lexicon.StateName, lexicon.StateAdjective); of != "" {
				country, n = of, k
			}
		}
		switch {
		case n > 0:
			i += n - 1
		case !small[strings.ToLower(all[i])]:
			words = append(words, all[i])
		}
	}
	return words, country
}

// initialsOf are the first letters of the words that are written with a capital, in small letters.
func initialsOf(words []string) string {
	var b strings.Builder
	for _, w := range words {
		r := []rune(w)[0]
		if !unicode.IsUpper(r) {
			return ""
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// ofPerson is the identity of a person: the name, and the last word of it.
func ofPerson(name string) identity {
	words := strings.Fields(strings.ToLower(name))
	id := identity{forms: []string{"person/" + strings.Join(words, " ")}}
	last := "surname/" + words[len(words)-1]
	if len(words) == 1 {
		id.short = last
	} else {
		id.long = last
	}
	return id
}

// Unify calls one source by one key in all of some statements: its fullest name. A short name stands for a long one where there is but one that
// it fits: "the ICRC" for the International Committee of the Red Cross, a surname for a person. What the own lists say goes before: who is of a line
// by one of its names, or held an office on the day, goes by the line's name.
func Unify(statements []Statement, own *lists.Lists) {
	renamed := renamedOutlets(statements)
	for i := range statements {
		s := &statements[i]
		s.list(own)
		for _, whose := range []*string{&s.Via, &s.Origin} {
			*whose = cmp.Or(renamed[lists.Plain(*whose)], *whose)
		}
	}
	of := make([]int, len(statements))
	first := map[string]int{}
	long := map[string][]int{} // by what a short name would be, a statement of each source with such a long name
	root := func(i int) int {
		for of[i] != i {
			of[i] = of[of[i]]
			i = of[i]
		}
		return i
	}
	for i := range statements {
		of[i] = i
		for _, form := range statements[i].known.forms {
			if k, ok := first[form]; ok {
				of[max(root(i), root(k))] = min(root(i), root(k))
			} else {
				first[form] = i
			}
		}
	}
	for i := range statements {
		if fit := statements[i].known.long; fit != "" && !slices.ContainsFunc(long[fit], func(k int) bool { return root(k) == root(i) }) && len(long[fit]) < 2 {
			long[fit] = append(long[fit], i)
		}
	}
	for i := range statements {
		if fits := long[statements[i].known.short]; statements[i].known.short != "" && len(fits) == 1 {
			of[max(root(i), root(fits[0]))] = min(root(i), root(fits[0]))
		}
	}
	name(statements, root)
}

// renamedOutlets are the outlets that the own lists call otherwise than their reports do, by the name that these print: by that others tell from
// them. A name that two outlets print is left out.
func renamedOutlets(statements []Statement) map[string]string {
	out := map[string]string{}
	for i := range statements {
		s := &statements[i]
		name := lists.Plain(s.printed)
		if is, there := out[name]; name == "" || there && is == s.Outlet {
			continue
		} else if there {
			out[name] = ""
			continue
		}
		out[name] = s.Outlet
	}
	return out
}

// list calls the source of a statement, the outlet that it is told from and the agency whose text it is as the own lists do.
func (s *Statement) list(own *lists.Lists) {
	if own.None(lists.Actors, lists.Sources, lists.Outlets) {
		return
	}
	if x := own.Source(s.Via); x != nil && s.Via != "" {
		s.Via, s.Listed = x.Name, x.By()
	}
	for _, whose := range []*string{&s.Origin, &s.Outlet} {
		if x := own.Source(*whose); x != nil && *whose != "" {
			*whose = x.Name
		}
	}
	x := s.line(own)
	if x == nil {
		return
	}
	key := strings.ToLower(article(x.Name))
	s.Source, s.SourceKey, s.Listed, s.known = x.Name, key, x.By(), identity{forms: []string{"list/" + key}, long: s.known.long}
}

// line is the line that the source of a statement goes by; nil for none.
func (s *Statement) line(own *lists.Lists) *lists.Line {
	var actor *lists.Line
	for _, n := range s.called {
		if actor = own.Actor(article(n), s.country); actor != nil {
			break
		}
	}
	if actor == nil && len(s.called) == 1 {
		for _, title := range s.titles {
			if actor = own.Holder(title, s.Day); actor != nil {
				break
			}
		}
	}
	names := s.called
	if actor != nil {
		names = append(slices.Clip(names), actor.Name)
	}
	for _, n := range names {
		if x := own.Source(article(n)); x != nil {
			return x
		}
	}
	return actor
}

// name gives the statements of each source its fullest key.
func name(statements []Statement, root func(int) int) {
	best, listed := map[int]string{}, map[int]bool{}
	for i := range statements {
		key, have := statements[i].SourceKey, best[root(i)]
		if listed[root(i)] && statements[i].Listed == "" {
			continue
		}
		if statements[i].Listed != "" && !listed[root(i)] {
			listed[root(i)], best[root(i)] = true, key
			continue
		}
		if len(key) > len(have) || len(key) == len(have) && key < have {
			best[root(i)] = key
		}
	}
	for i := range statements {
		if statements[i].SourceKey != "" {
			statements[i].SourceKey = best[root(i)]
		}
	}
}
