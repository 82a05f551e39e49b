package coref

import (
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// name is a proper name in the text, titles before it left out.
type name struct {
	from, to int32 // tokens
	start    int32 // first token of the titles before it
	head     int32
	text     string   // its words, single spaces
	parts    []string // its words
	kind     onrecord.EntityKind
	country  string
	traits   traits
	titles   []string // words before it, lower case: "interior", "minister"
	guessed  bool     // no names stage marked it; found by its capital letter
}

// nameFinder finds the proper names of a report: where they begin and end, their titles, kind and state.
type nameFinder struct {
	*text
	names   []name
	bearers *bearers // counted when the first asks
}

// find takes the names that an earlier stage marked, and what else is capitalised and a proper noun.
func (nf *nameFinder) find(room []name) []name {
	nf.names = room
	taken := make([]bool, len(nf.d.Tokens))
	for _, n := range nf.d.Names {
		if s := nf.d.SentenceAt(n.Start); s >= 0 && nf.d.Blocks[nf.d.Sentences[s].Block].Read() {
			nf.add(int32(n.From), int32(min(n.To, nf.d.Sentences[s].To)), n.Kind, false, taken)
		}
	}
	for _, s := range nf.d.Sentences {
		if !nf.d.Blocks[s.Block].Read() {
			continue
		}
		for i := s.From; i < s.To; i++ {
			if taken[i] || nf.d.Tokens[i].Tag != "PROPN" {
				continue
			}
			to := nf.runOfName(i, s.To, taken)
			nf.add(int32(i), int32(to), "", true, taken)
			i = to - 1
		}
	}
	slices.SortStableFunc(nf.names, func(a, b name) int { return int(a.from - b.from) })
	return nf.names
}

// runOfName is the end of the proper nouns from i on that belong together.
func (nf *nameFinder) runOfName(i, end int, taken []bool) int {
	to := i + 1
	for to < end && !taken[to] {
		tag := nf.d.Tokens[to].Tag
		joined := nf.head[to] == nf.head[i] || nf.within(to, i, to) || nf.within(i, i, to+1) && nf.within(to, i, to+1)
		if tag == "PROPN" && joined || (nf.word(int32(to)) == "of" || nf.word(int32(to)) == "-" || nf.word(int32(to)) == "&") && to+1 < end &&
			nf.d.Tokens[to+1].Tag == "PROPN" && !taken[to+1] && nf.tied(i, to+1) {
			to++
			continue
		}
		break
	}
	return to
}

// within tells whether the head of token t lies among tokens from..to.
func (nf *nameFinder) within(t, from, to int) bool {
	h := int(nf.head[t])
	return h >= from && h <= to
}

// tied tells whether one of two tokens hangs on the other.
func (nf *nameFinder) tied(a, b int) bool { return int(nf.head[a]) == b || int(nf.head[b]) == a }

func (nf *nameFinder) add(from, to int32, kind onrecord.EntityKind, guessed bool, taken []bool) {
	for i := from; i < to; i++ {
		taken[i] = true
	}
	n := name{kind: kind, guessed: guessed}
	n.from, n.to = nf.trim(from, to, kind)
	nf.readTitles(&n, taken)
	if nf.onlyTitle(&n) {
		return
	}
	n.head = nf.headOf(n.start, n.to)
	if tag := nf.d.Tokens[n.head].Tag; tag == "ADJ" || (tag != "PROPN" && tag != "NOUN" && guessed) {
		return
	}
	for i := n.from; i < n.to; i++ {
		n.parts = append(n.parts, nf.word(i))
	}
	if len(wordsOf(n.parts)) == 0 {
		return
	}
	n.text = strings.Join(strings.Fields(nf.d.Text[nf.d.Tokens[n.from].Start:nf.d.Tokens[n.to-1].End]), " ")
	if h, ok := nf.words.heads[lower(n.text)]; ok && h.time && (guessed || kind == onrecord.OtherKind) {
		return
	}
	if nf.words.states.Is(n.text, lexicon.StateAdjective) && !nf.words.states.Is(n.text, lexicon.StateName) && !nf.headsPhrase(n.head) {
		return
	}
	nf.fill(&n)
	nf.names = append(nf.names, n)
}

// trim takes a possessive mark, and a common noun that is no part of the name ("CMU president"), off its end.
func (nf *nameFinder) trim(from, to int32, kind onrecord.EntityKind) (int32, int32) {
	for to > from+1 {
		w := nf.word(to - 1)
		_, noun := nf.words.heads[lower(w)]
		if w == "'s" || w == "’s" || w == "'" || w == "’" || noun && w == lower(w) && capitalised(nf.word(from)) {
			to--
			continue
		}
		break
	}
	return from, to
}

// onlyTitle tells whether a name is nothing but a title, which belongs to the name behind it.
func (nf *nameFinder) onlyTitle(n *name) bool {
	_, ok := nf.words.titles[nf.word(n.from)]
	return ok && n.to == n.from+1 && (n.guessed || int(n.to) < len(nf.d.Tokens) && capitalised(nf.word(n.to)) &&
		nf.sentence[n.to] == nf.sentence[n.from])
}

// readTitles takes the titles at the front of a name off it, and reads those before it: "Field Marshal", "army chief".
func (nf *nameFinder) readTitles(n *name, taken []bool) {
	n.start = n.from
	if n.kind != onrecord.Person && !n.guessed {
		return
	}
	for n.from < n.to-1 {
		t, ok := nf.words.titles[nf.word(n.from)]
		if !ok && (n.from+2 >= n.to || !nf.titleAhead(n.from, n.to)) {
			break
		}
		n.noteTitle(nf.text, n.from, t)
		n.from++
	}
	lo := int32(nf.d.Sentences[nf.sentence[n.start]].From)
	for i := n.start - 1; i >= max(lo, n.from-7); i-- {
		if !nf.titleBefore(n, i, lo) {
			break
		}
		n.start = i
		taken[i] = true
	}
}

// titleBefore reads one word in front of a name, if it is a title, a person's noun, or describes one read already.
func (nf *nameFinder) titleBefore(n *name, i, lo int32) bool {
	t := &nf.d.Tokens[i]
	w := nf.word(i)
	if ti, ok := nf.words.titles[w]; ok {
		n.noteTitle(nf.text, i, ti)
		return true
	}
	if t.Tag != "NOUN" && t.Tag != "PROPN" && t.Tag != "ADJ" {
		return false
	}
	if h, ok := nf.words.heads[lower(t.Lemma)]; ok && h.kind == onrecord.Person && n.kind == onrecord.Person && t.XPOS != "NNS" {
		n.noteTitle(nf.text, i, title{gender: h.traits & human})
		return true
	}
	if i > lo && nf.words.isTitle(nf.word(i-1)+" "+w) {
		return true
	}
	if len(n.titles) == 0 || i+1 < n.start {
		return false
	}
	_, two := nf.words.titles[w+" "+nf.word(i+1)]
	if two || nf.joined(i, n) {
		n.titles = append(n.titles, lower(w))
		return true
	}
	return false
}

// joined tells whether a word hangs, as part of one phrase, on the titles or the name that follow it.
func (nf *nameFinder) joined(i int32, n *name) bool {
	switch baseRel(nf.rel(i)) {
	case "compound", "amod", "flat", "nmod":
		return nf.head[i] >= n.start && nf.head[i] < n.to && nf.rel(i) != "nmod:poss"
	}
	return false
}

func (w *words) isTitle(s string) bool {
	_, ok := w.titles[s]
	return ok
}

// titleAhead finds "Interior Minister Ruiz": a word before a title inside a name.
func (nf *nameFinder) titleAhead(from, to int32) bool {
	for i := from + 1; i < to-1 && i < from+3; i++ {
		if t, ok := nf.words.titles[nf.word(i)]; ok && t.office {
			return true
		}
	}
	return false
}

func (n *name) noteTitle(tx *text, i int32, t title) {
	n.titles = append(n.titles, lower(strings.TrimSuffix(tx.word(i), ".")))
	if t.gender == male || t.gender == female {
		n.traits = t.gender
	}
	if n.kind == "" {
		n.kind = onrecord.Person
	}
}

// headOf is the token of a stretch that hangs on something outside it.
func (nf *nameFinder) headOf(from, to int32) int32 {
	for i := from; i < to; i++ {
		if h := nf.head[i]; h < from || h >= to {
			if nf.d.Tokens[i].Tag != "PUNCT" {
				return i
			}
		}
	}
	return to - 1
}

// namesake tells whether a name that is a state's is a person's here: the report names somebody by it in full ("Ana Jordan"), nothing else
// of the state, and no word puts something there.
func (nf *nameFinder) namesake(n *name) bool {
	w := nf.words
	if n.kind == onrecord.Person || !w.states.Is(n.text, lexicon.StateName) {
		return false
	}
	if n.from > 0 {
		switch lower(nf.word(n.from - 1)) {
		case "in", "to", "from", "into", "of", "across", "inside", "outside", "near":
			return false
		}
	}
	if nf.bearers == nil {
		nf.countBearers()
	}
	for _, form := range nf.bearers.told[n.country] {
		if form != n.text {
			return false
		}
	}
	return nf.bearers.borne[n.text]
}

// bearers are the words by which people are named in full, and the forms by which the report names states (two of each at most).
type bearers struct {
	borne map[string]bool
	told  map[string][]string
}

func (nf *nameFinder) countBearers() {
	nf.bearers = &bearers{map[string]bool{}, map[string][]string{}}
	for _, n := range nf.d.Names {
		form := nf.d.In(n.Span)
		if words := strings.Fields(form); len(words) > 1 && n.Kind == onrecord.Person {
			nf.bearers.borne[words[0]], nf.bearers.borne[words[len(words)-1]] = true, true
			continue
		}
		c := nf.words.states.Country(form)
		if told := nf.bearers.told[c]; c != "" && len(told) < 2 && !slices.Contains(told, form) {
			nf.bearers.told[c] = append(told, form)
		}
	}
}

// fill works out kind, state, number and gender of a name.
func (nf *nameFinder) fill(n *name) {
	w := nf.words
	n.country = w.states.Country(n.text)
	if nf.namesake(n) {
		n.kind = onrecord.Person
	}
	switch {
	case n.kind == onrecord.Person && !w.seatNotPerson(n):
		n.country = "" // "Jordan" of "Ana Jordan" is no state
	case w.states.Is(n.text, lexicon.StateName):
		n.kind = onrecord.Country
	case w.states.Is(n.text, lexicon.StatePeople) && strings.HasSuffix(n.text, "s"):
		n.kind = onrecord.Group
	case nf.stands(n):
		n.kind = onrecord.Metonym
	case w.states.Is(n.text, lexicon.StateCapital):
		n.kind = onrecord.Place
	case w.states.Is(n.text, lexicon.StateMetonym):
		n.kind = onrecord.Metonym
		if nf.location(n) {
			n.kind = onrecord.Place
		}
	default:
		n.kind = nf.kindOfName(n)
	}
	n.traits = nf.traitsOfName(n)
}

// seatNotPerson tells whether what the names stage took for a person is a seat of power: a metonym, or a capital that is no
// given name and has no title before it.
func (w *words) seatNotPerson(n *name) bool {
	if len(n.titles) > 0 {
		return false
	}
	return w.states.Is(n.text, lexicon.StateMetonym) ||
		w.states.Is(n.text, lexicon.StateCapital) && len(n.parts) == 1 && w.given[n.text] == 0
}

// kindOfName is the kind of a name that is of no state: by its own head noun ("Harbour Gazette", "Ministry of ...").
func (nf *nameFinder) kindOfName(n *name) onrecord.EntityKind {
	if n.kind != "" && n.kind != onrecord.Organization && n.kind != onrecord.OtherKind {
		return n.kind
	}
	noun := lower(n.parts[len(n.parts)-1])
	for i, w := range n.parts {
		if i > 0 && (w == "of" || w == "for") {
			noun = lower(n.parts[i-1])
			break
		}
	}
	if h, ok := nf.words.heads[noun]; ok && len(n.parts) > 1 && !h.time {
		switch {
		case h.kind == onrecord.Government, h.kind == onrecord.MediaOutlet && n.kind != onrecord.OtherKind:
			return h.kind
		case n.kind == "" && h.kind != onrecord.Person && h.kind != onrecord.Group:
			return h.kind
		}
	}
	if n.kind == "" {
		if _, ok := nf.words.given[n.parts[0]]; ok && len(n.parts) < 5 {
			return onrecord.Person
		}
		if n.country != "" {
			return onrecord.Place
		}
	}
	return n.kind
}

func (nf *nameFinder) traitsOfName(n *name) traits {
	plural := nf.d.Tokens[n.to-1].XPOS == "NNPS"
	switch n.kind {
	case onrecord.Person:
		g := n.traits & human
		if g == 0 || g == human {
			if g = nf.words.given[n.parts[0]]; g == 0 {
				g = human
			}
		}
		if plural {
			return many | anyGender
		}
		return one | g
	case "":
		if plural {
			return many | anyGender
		}
		return anyNumber | anyGender
	case onrecord.Group:
		return many | anyGender
	case onrecord.Place, onrecord.DocumentKind, onrecord.OtherKind:
		if plural {
			return anyNumber | thing
		}
		return one | thing
	}
	return anyNumber | thing
}
