package newsroom

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"

	"onrecord"
)

// story is a report as the rules look at it: who speaks, where, for which words. It is worked out once for all rules.
type story struct {
	d *onrecord.Document

	order   []onrecord.AttributionID // by position
	depth   []int                    // per attribution: how many hold it
	surface []bool                   // per attribution: given on the outlet's own account, not inside another's words
	inner   []onrecord.AttributionID // per token: the deepest attribution whose content holds it
	outer   []onrecord.AttributionID // per token: the outermost one
	ruled   []bool                   // per sentence: some attribution touches it

	voices  []voice // in order of appearance
	voiceOf []int   // per attribution: index into voices, -1 when nobody is given

	marks []match           // words of the lists, by position; filled by markWords
	echo  map[string][]int  // which attributions hold a content word; filled by echoes
	bags  []map[string]bool // per attribution: its content words
}

// voice is one source with all that it is given for.
type voice struct {
	label  string
	entity onrecord.EntityID
	naming onrecord.Naming // the fullest naming it gets anywhere in the report
	kind   onrecord.SourceKind
	ids    []onrecord.AttributionID // by position
	shadow bool                     // nothing but a pronoun that was never tied to anyone: it may be any other voice
}

func newStory(d *onrecord.Document) *story {
	n := len(d.Attributions)
	st := &story{d: d, depth: make([]int, n), surface: make([]bool, n), voiceOf: make([]int, n),
		inner: make([]onrecord.AttributionID, len(d.Tokens)), outer: make([]onrecord.AttributionID, len(d.Tokens)),
		ruled: make([]bool, len(d.Sentences))}
	st.rank()
	st.gather()
	st.lay()
	return st
}

// rank works out depth and order of the attributions.
func (st *story) rank() {
	starts := make([]int, len(st.d.Attributions))
	for i := range st.d.Attributions {
		a := &st.d.Attributions[i]
		if a.Within > 0 && int(a.Within) <= i {
			st.depth[i] = st.depth[a.Within-1] + 1
		}
		starts[i] = a.Extent().Start
		st.order = append(st.order, onrecord.AttributionID(i+1))
	}
	sort.SliceStable(st.order, func(i, j int) bool { return starts[st.order[i]-1] < starts[st.order[j]-1] })
}

// gather ties the attributions to voices.
func (st *story) gather() {
	known := map[string]int{}
	for _, id := range st.order {
		a := st.at(id)
		st.voiceOf[id-1] = -1
		key := st.key(&a.Source)
		if key == "" {
			continue
		}
		v, ok := known[key]
		if !ok {
			v = len(st.voices)
			known[key] = v
			st.voices = append(st.voices, voice{entity: a.Source.Entity, shadow: st.isShadow(&a.Source)})
		}
		st.voiceOf[id-1] = v
		st.voices[v].add(st, id, &a.Source)
	}
	for i := range st.d.Attributions {
		w := st.d.Attributions[i].Within
		st.surface[i] = w == 0 || int(w) <= i && st.surface[w-1] && st.ownWord(w)
	}
}

// ownWord tells whether an attribution leaves its content on the outlet's own account: "it is understood that ...".
func (st *story) ownWord(id onrecord.AttributionID) bool {
	return st.voiceOf[id-1] < 0 || st.at(id).Source.Kind == onrecord.SourceAuthor
}

// key is what tells one source from another; "" when nobody is given.
func (st *story) key(s *onrecord.Source) string {
	if e := st.d.Entity(s.Entity); e != nil {
		return "\x00" + strconv.Itoa(int(s.Entity))
	}
	if len(s.ResolvesTo) > 0 {
		return plain(st.text(s.ResolvesTo))
	}
	return plain(st.text(s.Spans))
}

// isShadow tells whether a source is nothing but a pronoun that leads nowhere.
func (st *story) isShadow(s *onrecord.Source) bool {
	if s.Entity != 0 || len(s.ResolvesTo) > 0 {
		return false
	}
	for _, span := range s.Spans {
		first, end := st.d.TokensIn(span)
		for _, t := range st.d.Tokens[first:end] {
			if t.Tag != "PRON" {
				return false
			}
		}
	}
	return true
}

// plain is the text of a source without what does not tell it from another: case, articles, a possessive.
func plain(text string) string {
	text = strings.ToLower(text)
	for _, tail := range []string{"'s", "\u2019s", "'", "\u2019"} {
		text = strings.TrimSuffix(text, tail)
	}
	for _, article := range []string{"the ", "a ", "an ", "these ", "those ", "this ", "that "} {
		if rest, ok := strings.CutPrefix(text, article); ok {
			return rest
		}
	}
	return text
}

// add gives an attribution to the voice; words and naming keep the fullest seen so far.
func (v *voice) add(st *story, id onrecord.AttributionID, s *onrecord.Source) {
	v.ids = append(v.ids, id)
	for _, text := range []string{st.text(s.Spans), st.text(s.ResolvesTo)} {
		if len(text) > len(v.label) {
			v.label = text
		}
	}
	if e := st.d.Entity(v.entity); e != nil && e.Name != "" {
		v.label = e.Name
	}
	if fullness(s.Naming) > fullness(v.naming) {
		v.naming = s.Naming
	}
	if v.kind == "" {
		v.kind = s.Kind
	}
}

// fullness orders namings by how much they tell the reader.
func fullness(n onrecord.Naming) int {
	return slices.Index([]onrecord.Naming{"", onrecord.NamingNone, onrecord.NamingCollective, onrecord.UnnamedUnaffiliated,
		onrecord.UnnamedAffiliated, onrecord.UnnamedIdentifiable, onrecord.Named}, n)
}

// anonymous tells whether the reader cannot tell who the voice is, wherever in the report it speaks.
func (v *voice) anonymous() bool {
	return v.naming == onrecord.UnnamedAffiliated || v.naming == onrecord.UnnamedUnaffiliated
}

// lay notes for every token which attributions hold it, and for every sentence whether any touches it.
func (st *story) lay() {
	for i := range st.d.Attributions {
		id, a := onrecord.AttributionID(i+1), &st.d.Attributions[i]
		for _, s := range a.Content {
			first, end := st.d.TokensIn(s)
			for t := first; t < end; t++ {
				st.own(t, id)
			}
		}
		for _, s := range slices.Concat(a.Content, a.Source.Spans, []onrecord.Span{a.Cue}) {
			for n := st.sentenceFrom(s.Start); n < len(st.ruled) && st.d.Sentences[n].Overlaps(s); n++ {
				st.ruled[n] = true
			}
		}
	}
}

// own gives a token to an attribution: inner keeps the deepest, outer the outermost, the earlier number wins a tie.
func (st *story) own(token int, id onrecord.AttributionID) {
	if o := st.outer[token]; o == 0 || st.depth[id-1] < st.depth[o-1] {
		st.outer[token] = id
	}
	if in := st.inner[token]; in == 0 || st.depth[id-1] > st.depth[in-1] {
		st.inner[token] = id
	}
}

// sentenceFrom is the index of the first sentence that ends behind the offset.
func (st *story) sentenceFrom(offset int) int {
	return sort.Search(len(st.d.Sentences), func(i int) bool { return st.d.Sentences[i].End > offset })
}

// at is the attribution of that number, which must exist.
func (st *story) at(id onrecord.AttributionID) *onrecord.Attribution { return &st.d.Attributions[id-1] }

// text is the words of spans with single spaces.
func (st *story) text(spans []onrecord.Span) string {
	var words []string
	for _, s := range spans {
		words = append(words, strings.Fields(st.d.In(s))...)
	}
	return strings.Join(words, " ")
}

// block is the block of a sentence.
func (st *story) block(sentence int) onrecord.Block {
	return st.d.Blocks[st.d.Sentences[sentence].Block]
}

// isWord tells whether a token holds a letter or a digit.
func (st *story) isWord(t onrecord.Token) bool {
	return strings.ContainsFunc(st.d.In(t.Span), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// inOrder puts attributions in the order of the text, each once.
func (st *story) inOrder(ids []onrecord.AttributionID) []onrecord.AttributionID {
	out := slices.Clone(ids)
	slices.Sort(out)
	out = slices.Compact(out)
	slices.SortStableFunc(out, func(a, b onrecord.AttributionID) int {
		return st.at(a).Extent().Start - st.at(b).Extent().Start
	})
	return out
}

// markWords finds the words of the lists in all that is read.
func (st *story) markWords(w wordlist) {
	for i, s := range st.d.Sentences {
		if st.block(i).Read() {
			st.marks = append(st.marks, w.find(piecesOf(st.d, s))...)
		}
	}
}

// marksIn lists where words of the given lists stand inside the spans.
func (st *story) marksIn(spans []onrecord.Span, of ...list) []match {
	var out []match
	for _, s := range spans {
		from := sort.Search(len(st.marks), func(i int) bool { return st.marks[i].span.Start >= s.Start })
		for _, m := range st.marks[from:] {
			if m.span.Start >= s.End {
				break
			}
			if m.span.End <= s.End && slices.Contains(of, m.list) {
				out = append(out, m)
			}
		}
	}
	return out
}

// marksSaid lists where words of the lists stand in what an attribution itself gives, leaving out what it passes on
// from another.
func (st *story) marksSaid(id onrecord.AttributionID, of ...list) []onrecord.Span {
	var out []onrecord.Span
	for _, m := range st.marksIn(st.at(id).Content, of...) {
		if first, end := st.d.TokensIn(m.span); first < end && st.inner[first] == id {
			out = append(out, m.span)
		}
	}
	return tidy(out)
}
