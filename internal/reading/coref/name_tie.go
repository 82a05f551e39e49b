package coref

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
)

// known is a chain with a name of its own, for telling which shorter names are of it.
type known struct {
	chain int32
	name  int32 // index of the name
	words []string
}

// tieOfName says which chain a name belongs to, by what, and how surely.
type tieOfName struct {
	chain int32
	by    string
	conf  float64
}

// nameBook is what has been learned of the names of a report so far.
type nameBook struct {
	*coreference
	known                     []known
	exact                     map[string]int32   // kind and words -> index into known, -1 when two bear them
	byLast, byFirst, initials map[string][]int32 // word -> indexes into known
	ends                      map[int32]int32    // token behind a name of several words -> index into known
	of                        []tieOfName
}

func newNameBook(e *coreference) *nameBook {
	return &nameBook{coreference: e, exact: map[string]int32{}, of: make([]tieOfName, len(e.names)),
		byLast: map[string][]int32{}, byFirst: map[string][]int32{}, initials: map[string][]int32{}, ends: map[int32]int32{}}
}

// enterAll gives every name its chain. Full names come first, wherever they stand, for a headline often says "Ruiz"
// before the text says "Ana Ruiz". The mentions themselves are tied later, in the order of the text. It tells false where
// it was stopped.
func (b *nameBook) enterAll(stop func() bool) bool {
	order := make([]int32, 0, len(b.names))
	for i := range b.names {
		order = append(order, int32(i))
	}
	slices.SortStableFunc(order, func(x, y int32) int {
		return len(b.names[y].parts) - len(b.names[x].parts)
	})
	for k, i := range order {
		if k%lookEvery == 0 && stop() {
			return false
		}
		b.enter(i)
	}
	return true
}

// mostNamesakes is the most people or bodies with one last or first name, or the same initials, that a shorter name is
// looked up among. No report has so many; in a text made to be slow, the later ones stay apart.
const mostNamesakes = 100

// class is what kinds are compared by: the same words for a person and a place are two.
func class(k onrecord.EntityKind) string {
	switch k {
	case onrecord.Organization, onrecord.Government, onrecord.MediaOutlet, onrecord.OtherKind, onrecord.DocumentKind:
		return "o"
	case "":
		return ""
	}
	return string(k)
}

func (b *nameBook) enter(i int32) {
	n := &b.names[i]
	words := wordsOf(n.parts)
	key := class(n.kind) + "\x00" + strings.Join(words, " ")
	if n.kind == onrecord.Country && n.country != "" {
		key = "\x00country\x00" + n.country
	}
	if k, ok := b.exact[key]; ok && b.agreeable(i, k) && !b.torn(i, k, words) {
		b.of[i] = tieOfName{b.known[k].chain, "name/exact", 0.98}
		b.learn(i, k)
		return
	}
	if k, conf := b.partial(i, words); k >= 0 {
		b.of[i] = tieOfName{b.known[k].chain, "name/partial", conf}
		b.learn(i, k)
		return
	}
	if n.guessed && n.kind == onrecord.Place && len(words) == 1 {
		if k, conf := b.partialPerson(i, words); k >= 0 {
			b.of[i] = tieOfName{b.known[k].chain, "name/partial", conf - 0.1}
			return
		}
	}
	if n.kind == "" {
		if k, ok := b.anyKind(words); ok {
			b.of[i] = tieOfName{b.known[k].chain, "name/exact", 0.9}
			return
		}
	}
	b.found(i, key, words)
}

// torn tells whether a single word that was left open once may now be settled, by its title or its place.
func (b *nameBook) torn(i, k int32, words []string) bool {
	if len(words) > 1 || b.names[i].kind != onrecord.Person {
		return false
	}
	better, _ := b.partialPerson(i, words)
	return better >= 0 && better != k
}

// anyKind finds the words under whatever kind they were seen with, for a name of unknown kind.
func (b *nameBook) anyKind(words []string) (int32, bool) {
	text := "\x00" + strings.Join(words, " ")
	for _, c := range []onrecord.EntityKind{onrecord.Person, onrecord.Organization, onrecord.Place, onrecord.Group} {
		if k, ok := b.exact[class(c)+text]; ok {
			return k, true
		}
	}
	return -1, false
}

// found opens a chain for a name that is of nobody known.
func (b *nameBook) found(i int32, key string, words []string) {
	n := &b.names[i]
	c := b.open(n.kind, n.traits)
	b.chains[c].name, b.chains[c].country = i+1, n.country
	k := int32(len(b.known))
	b.known = append(b.known, known{c, i, words})
	if _, ok := b.exact[key]; !ok {
		b.exact[key] = k
	}
	b.of[i] = tieOfName{c, "name/exact", 0.98}
	if len(words) > 1 {
		addNamesake(b.byLast, words[len(words)-1], k)
		addNamesake(b.byFirst, words[0], k)
		addNamesake(b.initials, initials(words), k)
	}
	if _, ok := b.ends[n.to]; !ok && len(n.parts) > 1 {
		b.ends[n.to] = k
	}
}

func addNamesake(of map[string][]int32, word string, k int32) {
	if list := of[word]; len(list) < mostNamesakes {
		of[word] = append(list, k)
	}
}

// learn lets a chain take what a further name of it tells.
func (b *nameBook) learn(i, k int32) {
	c := &b.chains[b.known[k].chain]
	c.traits = c.traits.meet(b.names[i].traits)
	if c.kind == "" {
		c.kind = b.names[i].kind
	}
	if c.country == "" {
		c.country = b.names[i].country
	}
}

// agreeable tells whether a name may be of that chain: no clash of gender ("Mr Ruiz", "Ms Ruiz").
func (b *nameBook) agreeable(i, k int32) bool {
	n, c := &b.names[i], &b.chains[b.known[k].chain]
	return n.kind != onrecord.Person || c.kind != onrecord.Person || c.traits.agree(n.traits)
}

// partial finds the one known name that a shorter name is short for; -1 when there is none, or more than one.
func (b *nameBook) partial(i int32, words []string) (k int32, conf float64) {
	n := &b.names[i]
	if len(words) == 0 {
		return -1, 0
	}
	switch class(n.kind) {
	case "person":
		return b.partialPerson(i, words)
	case "o":
		return b.partialBody(i, words)
	case "":
		if k, conf = b.partialPerson(i, words); k < 0 {
			k, conf = b.partialBody(i, words)
		}
		return k, conf
	}
	return -1, 0
}

func (b *nameBook) partialPerson(i int32, words []string) (int32, float64) {
	var fit []int32
	for _, k := range b.byLast[words[len(words)-1]] {
		if b.isPerson(k) && b.agreeable(i, k) && shortens(words, b.known[k].words) {
			fit = append(fit, k)
		}
	}
	if k := b.single(i, fit); k >= 0 {
		return k, 0.93
	}
	if len(fit) > 0 || len(words) > 1 {
		return -1, 0
	}
	fit = fit[:0]
	for _, k := range b.byFirst[words[0]] {
		if b.isPerson(k) && b.agreeable(i, k) {
			fit = append(fit, k)
		}
	}
	if k := b.single(i, fit); k >= 0 {
		return k, 0.85
	}
	return -1, 0
}

func (b *nameBook) isPerson(k int32) bool { return b.chains[b.known[k].chain].kind == onrecord.Person }

// shortens tells whether a is b with words left out before the last, or given as initials.
func shortens(a, b []string) bool {
	if len(a) >= len(b) {
		return false
	}
	at := 0
	for _, w := range a {
		for at < len(b) && b[at] != w && !initialOf(w, b[at]) {
			at++
		}
		if at == len(b) {
			return false
		}
		at++
	}
	return at == len(b)
}

func initialOf(w, full string) bool {
	w = strings.TrimSuffix(w, ".")
	return utf8.RuneCountInString(w) == 1 && strings.HasPrefix(full, w)
}

// single is the one that fits. Of several, the only one named so far, or the one with the same title; otherwise none: two
// Ruizes stay apart.
func (b *nameBook) single(i int32, fit []int32) int32 {
	if len(fit) > 1 {
		early := slices.DeleteFunc(slices.Clone(fit), func(k int32) bool { return b.names[b.known[k].name].from > b.names[i].from })
		if len(early) > 0 {
			fit = early
		}
	}
	if len(fit) == 1 {
		return fit[0]
	}
	found := int32(-1)
	for _, k := range fit {
		if sharesWord(b.names[i].titles, b.names[b.known[k].name].titles) {
			if found >= 0 {
				return -1
			}
			found = k
		}
	}
	return found
}

func sharesWord(a, b []string) bool {
	for _, w := range a {
		if slices.Contains(b, w) {
			return true
		}
	}
	return false
}

func (b *nameBook) partialBody(i int32, words []string) (int32, float64) {
	fit := func(list []int32) int32 {
		found := int32(-1)
		for _, k := range list {
			if kind := b.chains[b.known[k].chain].kind; class(kind) != "o" && kind != "" && kind != onrecord.Country {
				continue
			}
			if found >= 0 {
				return -1
			}
			found = k
		}
		return found
	}
	if len(words) == 1 && shouted(words[0]) {
		bare := strings.ReplaceAll(words[0], ".", "")
		if k := fit(b.initials[bare]); k >= 0 {
			return k, 0.95
		}
		if k := b.bracketed(i); k >= 0 {
			return k, 0.95
		}
		return -1, 0
	}
	if k := fit(b.byFirst[words[0]]); k >= 0 && hasPrefix(b.known[k].words, words) && b.names[i].country == "" {
		return k, 0.85
	}
	if k := fit(b.byLast[words[len(words)-1]]); k >= 0 && shortens(words, b.known[k].words) {
		return k, 0.8
	}
	return -1, 0
}

func hasPrefix(long, short []string) bool {
	return len(long) > len(short) && slices.Equal(long[:len(short)], short)
}

// bracketed finds the name right before a bracket that holds this one: "Coastal Mayors' Union (KMX)".
func (b *nameBook) bracketed(i int32) int32 {
	n := &b.names[i]
	if n.from < 2 || b.word(n.from-1) != "(" {
		return -1
	}
	if k, ok := b.ends[n.from-1]; ok {
		return k
	}
	return -1
}

// initials are the first letters of the capitalised words.
func initials(words []string) string {
	var out []rune
	for _, w := range words {
		for _, part := range strings.Split(w, "-") {
			if r, _ := utf8.DecodeRuneInString(part); unicode.IsUpper(r) {
				out = append(out, r)
			}
		}
	}
	return string(out)
}

// bind remembers with each mention of a name the chain it will be tied to.
func (b *nameBook) bind() {
	for i := range b.mentions {
		m := &b.mentions[i]
		if m.name == 0 {
			continue
		}
		t := b.of[m.name-1]
		m.chain, m.by, m.conf = t.chain, t.by, t.conf
	}
	for i := range b.names {
		// A name whose head was already taken by another has no mention; its chain may stay empty.
		c := &b.chains[b.of[i].chain]
		if o := &b.names[c.name-1]; len(b.names[i].parts) > len(o.parts) && c.kind != onrecord.Country {
			c.name = int32(i) + 1
		}
	}
}
