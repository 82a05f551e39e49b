package source

import (
	"iter"
	"slices"
	"strings"

	"onrecord"
)

// reading is one document while its attributions are typed.
type reading struct {
	t         *Typer
	d         *onrecord.Document
	words     []word
	kids      [][]int32 // per token: the tokens that hang on it
	level     []int     // per token: the innermost attribution whose content holds it, by number
	speaking  []int     // per token: the attribution whose source it belongs to, by number
	cueing    []int     // the same for its cue
	quoted    []bool    // per token: inside quotation marks
	named     []int     // per token: the name it belongs to, by index + 1
	outlet    ownOutlet
	portraits []portrait
	votes     map[onrecord.EntityID]map[string]float64 // what kind of source an entity is, by the tellings of it
	nouns     []int                                    // per attribution: the noun that its source's own words lead to, or -1
	places    map[int][]place                          // mentions by the token that heads them, once asked for
	lands     [][]land                                 // mentions of entities that belong to a country, once asked for
	bearers   map[onrecord.Span]onrecord.EntityID
	known     []known // per entity: what its mentions tell, once asked for
	around    [][]int // per attribution: the sentences of its cue and source
	beginning [][]int // per sentence: the attributions whose cue or source begins in it
	anchored  [][]int // per sentence: the attributions that stand in it
	grants    hits
	reasons   hits
	accesses  hits
	channels  hits
}

func (t *Typer) read(d *onrecord.Document, stop func() bool) *reading {
	n := len(d.Tokens)
	r := &reading{t: t, d: d, words: make([]word, n), kids: make([][]int32, n), level: make([]int, n),
		speaking: make([]int, n), cueing: make([]int, n), named: make([]int, n), portraits: make([]portrait, len(d.Attributions)), nouns: make([]int, len(d.Attributions))}
	for i := range d.Tokens {
		if i%(20*lookEvery) == 0 && stop() {
			return r
		}
		tok := &d.Tokens[i]
		r.words[i] = t.bare(newWord(d.Text[tok.Start:tok.End], tok.Lemma))
		if h := r.head(i); h >= 0 {
			r.kids[h] = append(r.kids[h], int32(i))
		}
	}
	for i, name := range d.Names {
		r.mark(r.named, name.Span, i+1)
	}
	r.quoted = quotedTokens(d)
	r.lay()
	r.outlet = newOwnOutlet(d)
	r.search(stop)
	if !stop() {
		r.place()
	}
	return r
}

func newWord(text, lemma string) word {
	form := strings.ReplaceAll(strings.ToLower(text), "’", "'")
	lemma = strings.ReplaceAll(strings.ToLower(lemma), "’", "'")
	if form == "n't" {
		lemma = "not"
	}
	if lemma == "" {
		lemma = form
	}
	return word{form, lemma}
}

// bare takes a prefix of status off the basic form: the "ex-minister" is a minister too.
func (t *Typer) bare(w word) word {
	if prefix, rest, ok := strings.Cut(w.lemma, "-"); ok && len(rest) > 2 {
		if _, known := t.statuses[prefix+"-"]; known {
			w.lemma = rest
		}
	}
	return w
}

// lay notes which tokens belong to the sources, cues and contents. Inner attributions come later and win.
func (r *reading) lay() {
	for i := range r.d.Attributions {
		a := &r.d.Attributions[i]
		for _, s := range a.Content {
			r.mark(r.level, s, i+1)
		}
	}
	for i := range r.d.Attributions {
		a := &r.d.Attributions[i]
		for _, s := range a.Source.Spans {
			r.mark(r.speaking, s, i+1)
		}
		r.mark(r.cueing, a.Cue, i+1)
	}
}

func (r *reading) mark(layer []int, s onrecord.Span, value int) {
	first, end := r.tokens(s)
	for i := first; i < end; i++ {
		layer[i] = value
	}
}

// search finds the wording of anonymity, reasons, access and channels, sentence by sentence.
func (r *reading) search(stop func() bool) {
	for i, s := range r.d.Sentences {
		if i%lookEvery == 0 && stop() {
			return
		}
		from, to := max(0, s.From), min(s.To, len(r.words))
		r.grants = append(r.grants, r.t.grants.within(r.words, from, to))
		r.reasons = append(r.reasons, r.t.reasons.within(r.words, from, to))
		r.accesses = append(r.accesses, r.t.access.within(r.words, from, to))
		r.channels = append(r.channels, r.t.channels.within(r.words, from, to))
	}
}

// hits is wording found, by sentence.
type hits [][]hit

// in goes through the wording in some sentences.
func (h hits) in(sentences []int) iter.Seq[hit] {
	return func(yield func(hit) bool) {
		for _, s := range sentences {
			for _, x := range h[s] {
				if !yield(x) {
					return
				}
			}
		}
	}
}

// place notes in which sentences each attribution stands.
func (r *reading) place() {
	n := len(r.d.Sentences)
	r.around, r.beginning, r.anchored = make([][]int, len(r.d.Attributions)), make([][]int, n), make([][]int, n)
	for i := range r.d.Attributions {
		a := &r.d.Attributions[i]
		for _, span := range append([]onrecord.Span{a.Cue}, a.Source.Spans...) {
			if span.Empty() {
				continue
			}
			first, end := r.tokens(span)
			if s := r.d.SentenceAt(span.Start); s >= 0 {
				r.around[i] = append(r.around[i], s)
				if at := r.beginning[s]; len(at) == 0 || at[len(at)-1] != i {
					r.beginning[s] = append(at, i)
				}
			}
			r.around[i] = r.stretch(r.around[i], first, end)
		}
		slices.Sort(r.around[i])
		r.around[i] = slices.Compact(r.around[i])
		if s := r.sentence(r.anchor(a)); s >= 0 {
			r.anchored[s] = append(r.anchored[s], i)
		}
	}
}

// stretch adds the sentences of the tokens from up to end to a list.
func (r *reading) stretch(list []int, first, end int) []int {
	if first >= end {
		return list
	}
	for s := r.sentence(first); s >= 0 && s <= r.sentence(end-1); s++ {
		list = append(list, s)
	}
	return list
}

// tokens are the tokens in a span: first up to but not including end.
func (r *reading) tokens(s onrecord.Span) (first, end int) {
	if s.Empty() {
		return 0, 0
	}
	return r.d.TokensIn(s)
}

// head is the token that token i hangs on, or -1.
func (r *reading) head(i int) int {
	h := int(r.d.Tokens[i].Head) - 1
	if h < 0 || h >= len(r.d.Tokens) || h == i {
		return -1
	}
	return h
}

// rel is the relation of a token without its subtype; tag its part of speech.
func (r *reading) rel(i int) string {
	rel, _, _ := strings.Cut(r.d.Tokens[i].Rel, ":")
	return rel
}

func (r *reading) tag(i int) string { return r.d.Tokens[i].Tag }

// span is the stretch of text from one token up to but not including another.
func (r *reading) span(from, to int) onrecord.Span {
	if from < 0 || to <= from || to > len(r.d.Tokens) {
		return onrecord.Span{}
	}
	return onrecord.Span{Start: r.d.Tokens[from].Start, End: r.d.Tokens[to-1].End}
}

func (r *reading) one(i int) onrecord.Span { return r.span(i, i+1) }

// sentence is the index of the sentence of a token, or -1.
func (r *reading) sentence(i int) int {
	if i < 0 || i >= len(r.d.Tokens) {
		return -1
	}
	return r.d.SentenceAt(r.d.Tokens[i].Start)
}

// climb calls see for a token and each one above it until see returns true.
func (r *reading) climb(i int, see func(int) bool) bool {
	for steps := 0; i >= 0 && steps < maxDepth; steps++ {
		if see(i) {
			return true
		}
		i = r.head(i)
	}
	return false
}

// maxDepth bounds walks up a tree, so that heads going round in a circle end somewhere.
const maxDepth = 80

// child is the first token that hangs on i by one of the relations, or -1.
func (r *reading) child(i int, rels ...string) int {
	for _, k := range r.kids[i] {
		for _, rel := range rels {
			if r.rel(int(k)) == rel {
				return int(k)
			}
		}
	}
	return -1
}

// isName tells whether a token belongs to a name of one of the kinds.
func (r *reading) isName(i int, kinds ...onrecord.EntityKind) bool {
	if r.named[i] == 0 {
		return false
	}
	k := r.d.Names[r.named[i]-1].Kind
	for _, want := range kinds {
		if k == want {
			return true
		}
	}
	return false
}

// lastToken is the token in which the words of an attribution that stand nearest its cue lie, or -1.
func (r *reading) anchor(a *onrecord.Attribution) int {
	for _, s := range append([]onrecord.Span{a.Cue}, append(a.Source.Spans, a.Content...)...) {
		if first, end := r.tokens(s); first < end {
			return first
		}
	}
	return -1
}
