package lists

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/lang/meaning"
)

// Lists are the lists as they stand after a change, with what is found by them. They are not to be changed. Nil is none.
type Lists struct {
	N     int64 // the last change that they hold
	lines map[Kind]map[string]*Line

	actors  map[string][]*Line // by their names
	exact   map[string]*Line   // by the keys of states, bodies and others that actors are named by
	offices map[string][]held  // by what the title says
	sources map[string]*Line   // by their names
	outlets map[string]*Line   // by their domains
	printed map[string]*Line   // by their names; nil where two have one
	codes   map[*Line][]onrecord.Code
	words   map[string][]*Line // lines of actors by the words of their names and codes
}

// held is an office with who held it.
type held struct {
	Office
	line *Line
}

// New are the lists that changes make, the oldest first. What was taken back counts for nothing.
func New(log []Change) *Lists {
	l := &Lists{lines: map[Kind]map[string]*Line{}}
	undone := map[int64]bool{}
	for i := range log {
		undone[log[i].Undoes] = true
		l.N = max(l.N, log[i].N)
	}
	for i := range log {
		if c := &log[i]; c.Undoes == 0 && !undone[c.N] {
			for k := range c.Edits {
				l.put(&c.Edits[k])
			}
		}
	}
	l.index()
	return l
}

func (l *Lists) put(e *Edit) {
	of := l.lines[e.Line.Kind]
	if of == nil {
		of = map[string]*Line{}
		l.lines[e.Line.Kind] = of
	}
	if e.Drop {
		delete(of, e.Line.Key())
	} else {
		of[e.Line.Key()] = &e.Line
	}
}

// With are the lists with some edits more, and what is wrong with them then, wrapping [ErrList].
func (l *Lists) With(edits []Edit) (*Lists, error) {
	x := &Lists{lines: map[Kind]map[string]*Line{}}
	if l != nil {
		x.N = l.N
		for k, of := range l.lines {
			x.lines[k] = maps.Clone(of)
		}
	}
	for i := range edits {
		x.put(&edits[i])
	}
	x.index()
	return x, x.check()
}

// Lines are the lines of a list, by their keys.
func (l *Lists) Lines(k Kind) []Line {
	out := []Line{}
	if l == nil {
		return out
	}
	for _, key := range slices.Sorted(maps.Keys(l.lines[k])) {
		out = append(out, *l.lines[k][key])
	}
	return out
}

// Line is a line by the name (an outlet's by its domain) that its list knows it by; nil for none.
func (l *Lists) Line(k Kind, name string) *Line {
	if l == nil {
		return nil
	}
	x := Line{Kind: k, Name: name, Domain: domainOf(name)}
	return l.lines[k][x.Key()]
}

// None tells whether there is no line of some kinds; of any, where none is named.
func (l *Lists) None(kinds ...Kind) bool {
	if l == nil {
		return true
	}
	if len(kinds) == 0 {
		kinds = Kinds
	}
	return !slices.ContainsFunc(kinds, func(k Kind) bool { return len(l.lines[k]) > 0 })
}

// Differing are the lines of a kind that two states of the lists do not both have as they are: those of either.
func Differing(k Kind, before, now *Lists) (out []Line) {
	if before == now {
		return nil
	}
	for _, pair := range [][2]*Lists{{before, now}, {now, before}} {
		for _, x := range pair[0].Lines(k) {
			if o := pair[1].Line(k, cmp.Or(x.Domain, x.Name)); o == nil || !o.Equal(&x) {
				out = append(out, x)
			}
		}
	}
	return out
}

func (l *Lists) index() {
	l.actors, l.exact, l.offices, l.sources, l.outlets, l.printed = map[string][]*Line{}, map[string]*Line{}, map[string][]held{}, map[string]*Line{}, map[string]*Line{}, map[string]*Line{}
	l.codes, l.words = map[*Line][]onrecord.Code{}, map[string][]*Line{}
	for _, key := range slices.Sorted(maps.Keys(l.lines[Actors])) {
		l.indexActor(l.lines[Actors][key])
	}
	for _, x := range l.lines[Sources] {
		for _, n := range x.Names() {
			l.sources[Plain(n)] = x
		}
	}
	for domain, x := range l.lines[Outlets] {
		l.outlets[domain] = x
		if n := Plain(x.Name); n != "" {
			if _, two := l.printed[n]; two {
				x = nil
			}
			l.printed[n] = x
		}
	}
}

func (l *Lists) indexActor(x *Line) {
	for _, c := range x.Codes {
		code, err := ParseCode(c)
		if err == nil { // a line that is kept has good codes; one of another version of the dictionaries may not
			code.By = x.By()
			l.codes[x] = append(l.codes[x], code)
		}
	}
	for _, n := range Found(x) {
		l.actors[n] = append(l.actors[n], x)
	}
	for _, w := range wordsOf(strings.Join(slices.Concat(x.Names(), x.Codes), " ")) {
		l.words[w] = append(l.words[w], x)
	}
	for _, n := range x.Names() {
		if key := exactKey(n); key != "" && l.exact[key] == nil {
			l.exact[key] = x
		}
	}
	for _, o := range x.Offices {
		form := titleForm(o.Title)
		l.offices[form] = append(l.offices[form], held{o, x})
	}
}

// Found are the names by which a line of actors is found, in small letters: its own, and those without titles that are no surname alone.
func Found(x *Line) (out []string) {
	for _, n := range x.Names() {
		for _, form := range []string{Plain(n), Plain(lexicon.Untitled(n))} {
			if !slices.Contains(out, form) && (form == Plain(n) || strings.Contains(form, " ")) {
				out = append(out, form)
			}
		}
	}
	return out
}

// exactKey is the key across reports that a name stands for by the dictionaries: that of a state ("Norway") or of a known body ("NATO"), or the
// name itself where it is such a key; "" for names that are found as they are called.
func exactKey(name string) string {
	head, _, _ := strings.Cut(name, "/")
	if head == "state" || head == "group" || head == "code" {
		return name
	}
	if states, err := lexicon.States(); err == nil {
		if c := states.Country(name, lexicon.StateName); c != "" {
			return "state/" + c
		}
	}
	if g := groups()[Plain(name)]; g != "" {
		return "group/" + g
	}
	return ""
}

// groups are the codes of known bodies by their names, read once.
var groups = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, name := range []string{"actor_bodies_listed.tsv", "actor_armed.tsv", "actor_bodies.tsv"} {
		t, err := lexicon.Open(name) // the stage that codes actors tells of a bad dictionary
		if err != nil {
			continue
		}
		for _, r := range t.Rows {
			if g := r.Get("group"); g != "" {
				out[Plain(r.Cells[0])] = g
			}
		}
	}
	return out
})

// bodyCodes are the codes of known bodies.
var bodyCodes = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, g := range groups() {
		out[g] = true
	}
	return out
})

// titleForm is what the title of an office says, in whichever order it does: "Norway's foreign minister" is "Foreign Minister of Norway".
func titleForm(title string) string {
	states, err := lexicon.States()
	if err != nil {
		return Plain(title)
	}
	all := strings.Fields(strings.NewReplacer("’s ", " ", "'s ", " ", "’ ", " ", "' ", " ", ",", " ").Replace(title + " "))
	country, words := "", []string{}
	for i := 0; i < len(all); {
		n := min(3, len(all)-i)
		for ; n > 0; n-- {
			if c := states.Country(strings.Join(all[i:i+n], " "), lexicon.StateName, lexicon.StateAdjective); c != "" {
				country = c
				break
			}
		}
		if n == 0 {
			if w := strings.ToLower(all[i]); w != "of" && w != "the" && w != "for" && w != "'s" && w != "’s" {
				words = append(words, w)
			}
			n = 1
		}
		i += n
	}
	slices.Sort(words)
	return strings.Join(words, " ") + "/" + country
}

// countries are the states of the codes of a line.
func (l *Lists) countries(x *Line) (out []string) {
	for _, c := range l.codes[x] {
		if c.Country != "" {
			out = append(out, c.Country)
		}
	}
	return out
}

// Actor is the line of an actor by one of its names, and by its state (ISO 3166-1 alpha-3; "" not known): who has codes of other states alone is
// a namesake. Nil where there is none, or where one of several may be meant.
func (l *Lists) Actor(name, country string) *Line {
	if l == nil || len(l.actors) == 0 {
		return nil
	}
	list := l.actors[Plain(name)]
	var found *Line
	for _, x := range list {
		of := l.countries(x)
		if country != "" && len(of) > 0 && !slices.Contains(of, country) {
			continue
		}
		if found != nil {
			return nil
		}
		found = x
	}
	return found
}

// wordsOf are the words of a text in small letters, without marks, each once.
func wordsOf(s string) []string {
	out := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	slices.Sort(out)
	return slices.Compact(out)
}

// ActorsWorded are the lines of actors with a name or code that has all of some words, in small letters.
func (l *Lists) ActorsWorded(words []string) (out []*Line) {
	if l == nil || len(words) == 0 {
		return nil
	}
	rarest := l.words[words[0]]
	for _, w := range words[1:] {
		if list := l.words[w]; len(list) < len(rarest) {
			rarest = list
		}
	}
	for _, x := range rarest {
		if slices.ContainsFunc(slices.Concat(x.Names(), x.Codes), func(n string) bool {
			has := wordsOf(n)
			return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(has, w) })
		}) {
			out = append(out, x)
		}
	}
	return out
}

// ActorKey is the line of an actor by a key of a state, body or code; nil for none.
func (l *Lists) ActorKey(key string) *Line {
	if l == nil {
		return nil
	}
	return l.exact[key]
}

// ExactKeys are the keys of states, bodies and codes by which a line is named.
func ExactKeys(x *Line) (out []string) {
	for _, n := range x.Names() {
		if key := exactKey(n); key != "" {
			out = append(out, key)
		}
	}
	return out
}

// Holder is the line of who held an office on a day (2006-01-02), by its title as a report has it; nil where none is known, or several are.
func (l *Lists) Holder(title, day string) *Line {
	if l == nil || len(l.offices) == 0 || day == "" {
		return nil
	}
	var found *Line
	for _, h := range l.offices[titleForm(title)] {
		if (h.From == "" || h.From <= day) && (h.To == "" || day <= h.To) && found != h.line {
			if found != nil {
				return nil
			}
			found = h.line
		}
	}
	return found
}

// Source is the line of sources that are one, by one of their names; nil for none.
func (l *Lists) Source(name string) *Line {
	if l == nil || len(l.sources) == 0 {
		return nil
	}
	return l.sources[Plain(name)]
}

// Outlet is the line of an outlet by the address of what it printed, or else by its name or domain as the report has it; nil for none.
func (l *Lists) Outlet(publisher, address string) *Line {
	if l == nil || len(l.outlets) == 0 {
		return nil
	}
	if u, err := url.Parse(address); err == nil && u.Hostname() != "" {
		host := strings.ToLower(u.Hostname())
		for host != "" {
			if x := l.outlets[host]; x != nil {
				return x
			}
			_, host, _ = strings.Cut(host, ".")
		}
		if x := l.printed[Plain(publisher)]; x != nil && publisher != "" {
			return x
		}
		return l.outlets[domainOf(publisher)]
	}
	if x := l.printed[Plain(publisher)]; x != nil {
		return x
	}
	return l.outlets[domainOf(publisher)]
}

// Codes are the codes of a line of actors.
func (l *Lists) Codes(x *Line) []onrecord.Code {
	if l == nil {
		return nil
	}
	return l.codes[x]
}

// Above are the issues above one, the nearest first.
func (l *Lists) Above(issue string) (out []string) {
	for x := l.Line(Issues, issue); x != nil && x.Parent != "" && len(out) < mostParent; x = l.Line(Issues, x.Parent) {
		out = append(out, x.Parent)
	}
	return out
}

// check tells where lines contradict each other.
func (l *Lists) check() error {
	for _, k := range Kinds {
		if len(l.lines[k]) > MostLines {
			return errorOf("the list of %s would have %d lines; it may have %d", k, len(l.lines[k]), MostLines)
		}
	}
	for _, do := range []func() error{l.checkActors, l.checkOffices, func() error { return l.checkNames(Sources) }, l.checkIssues, l.checkParents} {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// Conflict is an error about lines that do not hold together.
type Conflict struct {
	Lines []Line
	error
}

// Unwrap is what is wrong.
func (c *Conflict) Unwrap() error { return c.error }

// taken is the error about a name that two lines have.
func taken(name string, a, b *Line) error {
	return &Conflict{[]Line{*a, *b}, errorOf("“%s” stands in two lines of the %s: “%s” and “%s”", name, a.Kind, a.Shown(), b.Shown())}
}

func (l *Lists) checkActors() error {
	for _, name := range slices.Sorted(maps.Keys(l.actors)) {
		list := l.actors[name]
		for i, a := range list {
			for _, b := range list[i+1:] {
				x, y := l.countries(a), l.countries(b)
				if len(x) == 0 || len(y) == 0 || slices.ContainsFunc(x, func(c string) bool { return slices.Contains(y, c) }) {
					return taken(name, a, b)
				}
			}
		}
	}
	keys := map[string]*Line{}
	for _, key := range slices.Sorted(maps.Keys(l.lines[Actors])) {
		x := l.lines[Actors][key]
		for _, k := range ExactKeys(x) {
			if o := keys[k]; o != nil && o != x {
				return taken(k, o, x)
			}
			keys[k] = x
		}
	}
	return nil
}

func (l *Lists) checkOffices() error {
	for _, form := range slices.Sorted(maps.Keys(l.offices)) {
		list := l.offices[form]
		for i, a := range list {
			for _, b := range list[i+1:] {
				if a.line != b.line && (a.To == "" || b.From <= a.To) && (b.To == "" || a.From <= b.To) {
					return &Conflict{[]Line{*a.line, *b.line}, errorOf("the office “%s” is held by “%s” and by “%s” at one time", a.Title, a.line.Name, b.line.Name)}
				}
			}
		}
	}
	return nil
}

func (l *Lists) checkNames(k Kind) error {
	names := map[string]*Line{}
	for _, key := range slices.Sorted(maps.Keys(l.lines[k])) {
		x := l.lines[k][key]
		for _, n := range x.Names() {
			if o := names[Plain(n)]; o != nil && o != x {
				return taken(n, o, x)
			}
			names[Plain(n)] = x
		}
	}
	return nil
}

// checkIssues tells where two lines have a wording in common, by the words of it that mean something: "no-fly zone" is "zone no-fly".
func (l *Lists) checkIssues() error {
	if err := l.checkNames(Issues); err != nil {
		return err
	}
	type wording struct {
		of   *Line
		name string
	}
	wordings := map[string]wording{}
	for _, key := range slices.Sorted(maps.Keys(l.lines[Issues])) {
		x := l.lines[Issues][key]
		for _, n := range x.Names() {
			words := strings.Join(meaning.Of(n), " ")
			if o, there := wordings[words]; there && o.of != x && words != "" {
				return &Conflict{[]Line{*o.of, *x}, errorOf("“%s” of the line “%s” and “%s” of the line “%s” are the same words", o.name, o.of.Name, n, x.Name)}
			} else if !there {
				wordings[words] = wording{x, n}
			}
		}
	}
	return nil
}

func (l *Lists) checkParents() error {
	for _, key := range slices.Sorted(maps.Keys(l.lines[Issues])) {
		x := l.lines[Issues][key]
		for o, n := l.Line(Issues, x.Parent), 0; o != nil; o, n = l.Line(Issues, o.Parent), n+1 {
			if o == x || n > mostParent {
				return &Conflict{[]Line{*x, *o}, errorOf("the issue “%s” is above itself, or more than %d are above it", x.Name, mostParent)}
			}
		}
	}
	return nil
}
