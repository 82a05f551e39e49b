package ner

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/lang/linear"
)

// maxFeatures is the most features of one word.
const maxFeatures = 90

// view is the words of a report in columns.
type view struct {
	token                                          []int32
	form, low, shape, suf2, suf3, suf4, pre2, pre3 []uint32
	xpos, fine, coarse                             []uint32
	place                                          []uint32 // what the dictionary of states says, and where in its form the word stands
	flags                                          []uint32 // given name, title, head word
	about                                          []uint32 // how the word is used elsewhere in the report
	edge                                           []uint8
	first                                          []bool           // of its sentence
	flat                                           []linear.Feature // room for the features of some words
}

// how a word is used in a report
const (
	seenSmall   = 1 << iota // somewhere in small letters
	seenCapital             // capitalised within a sentence
	afterTitle              // behind a title
	afterName               // behind another capitalised word
	beforeName
	beforeSaid
	afterIn
)

func (r *Recognizer) view(d *onrecord.Document) *view {
	return r.viewUntil(d, func() bool { return false })
}

// viewUntil is view that ends early, with columns that are not filled, once stop says so.
func (r *Recognizer) viewUntil(d *onrecord.Document, stop func() bool) *view {
	v := &view{}
	for _, s := range d.Sentences {
		if !d.Blocks[s.Block].Read() {
			continue
		}
		for i := s.From; i < s.To; i++ {
			v.token = append(v.token, int32(i))
			v.first = append(v.first, i == s.From)
			edge := uint8(0)
			if i == s.From {
				edge = 1
				if len(v.token) == 1 || d.Blocks[s.Block].Start == s.Start {
					edge = 2
				}
			}
			v.edge = append(v.edge, edge)
		}
	}
	n := len(v.token)
	for _, c := range []*[]uint32{&v.form, &v.low, &v.shape, &v.suf2, &v.suf3, &v.suf4, &v.pre2, &v.pre3, &v.xpos, &v.fine, &v.coarse, &v.place, &v.flags, &v.about} {
		*c = make([]uint32, n)
	}
	for i, t := range v.token {
		if i%(4*atOnce) == 0 && stop() {
			return v
		}
		r.word(v, i, d, &d.Tokens[t])
	}
	r.places(v, d)
	v.usage()
	return v
}

var said = linear.Word("said")

func (r *Recognizer) word(v *view, i int, d *onrecord.Document, t *onrecord.Token) {
	word := d.In(t.Span)
	low := strings.ToLower(word)
	n := len(low)
	v.form[i], v.low[i], v.shape[i] = linear.Word(word), linear.Word(low), shape(word)
	v.suf2[i], v.suf3[i], v.suf4[i] = linear.Word(low[max(0, n-2):]), linear.Word(low[max(0, n-3):]), linear.Word(low[max(0, n-4):])
	v.pre2[i], v.pre3[i] = linear.Word(low[:min(n, 2)]), linear.Word(low[:min(n, 3)])
	v.xpos[i] = linear.Word(t.XPOS)
	fine, coarse := r.classes.Of(word)
	v.fine[i], v.coarse[i] = uint32(fine), uint32(coarse)
	if r.words.given[v.low[i]] && capital(word) {
		v.flags[i] |= 1
	}
	if r.words.titles[v.low[i]] {
		v.flags[i] |= 2
	}
	if h := r.words.hints[v.low[i]]; h != 0 && capital(word) {
		v.flags[i] |= 4 | h&^7
	}
}

func capital(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// shape is the pattern of capitals, small letters, digits and marks, runs cut to two.
func shape(word string) uint32 {
	h, last, before := uint32(2166136261), byte(0), byte(0)
	for i := 0; i < len(word); i++ {
		c := word[i]
		switch {
		case c >= 'a' && c <= 'z':
			c = 'x'
		case c >= 'A' && c <= 'Z':
			c = 'X'
		case c >= '0' && c <= '9':
			c = '0'
		case c >= 0x80:
			c = 'u'
		}
		if c != last || c != before {
			h = (h ^ uint32(c)) * 16777619
		}
		before, last = last, c
	}
	return h
}

// longestPlace is the most words of a form in the dictionary of states.
const longestPlace = 4

// places marks the words that make up a form of the dictionary of states, the longest first.
func (r *Recognizer) places(v *view, d *onrecord.Document) {
	for i := 0; i < len(v.token); i++ {
		start := d.Tokens[v.token[i]].Start
		if c := d.Text[start]; c < 'A' || c > 'Z' {
			continue
		}
		for n := longestPlace; n >= 1; n-- {
			j := i + n - 1
			if j >= len(v.token) || int(v.token[j]-v.token[i]) != n-1 {
				continue
			}
			end := d.Tokens[v.token[j]].End
			if end-start > 60 {
				continue
			}
			found := r.words.states.Find(d.Text[start:end])
			if len(found) == 0 {
				continue
			}
			k := placeKind(found[0].Kind)
			for p := i; p <= j; p++ {
				v.place[p] = k<<1 | 1
			}
			v.place[i] = k << 1
			i = j
			break
		}
	}
}

func placeKind(k lexicon.StateKind) uint32 { return linear.Word(string(k))&0xffff | 1 }

// usage gathers how each capitalised word is used in the whole report.
func (v *view) usage() {
	seen := make(map[uint32]uint32, len(v.token)/2)
	upper := func(i int) bool { return i >= 0 && i < len(v.token) && v.form[i] != v.low[i] }
	for i := range v.token {
		bits := uint32(0)
		switch {
		case !upper(i):
			bits |= seenSmall
		case !v.first[i]:
			bits |= seenCapital
		}
		if upper(i) {
			if i > 0 && v.edge[i] == 0 {
				if v.flags[i-1]&2 != 0 {
					bits |= afterTitle
				}
				if upper(i - 1) {
					bits |= afterName
				}
				if v.xpos[i-1] == tagIn {
					bits |= afterIn
				}
			}
			if i+1 < len(v.token) && v.edge[i+1] == 0 {
				if upper(i + 1) {
					bits |= beforeName
				}
				if v.low[i+1] == said {
					bits |= beforeSaid
				}
			}
		}
		seen[v.low[i]] |= bits
	}
	for i := range v.token {
		if upper(i) {
			v.about[i] = seen[v.low[i]] | 1<<10
		}
	}
}

var tagIn = linear.Word("IN")

// features returns the features of every word.
func (v *view) features() [][]linear.Feature { return v.featuresOf(0, len(v.token)) }

// featuresOf returns the features of some of the words.
func (v *view) featuresOf(from, to int) [][]linear.Feature {
	n := len(v.token)
	out := make([][]linear.Feature, to-from)
	if need := (to - from) * maxFeatures; cap(v.flat) < need {
		v.flat = make([]linear.Feature, 0, need)
	}
	flat := v.flat[:0]
	at := func(c []uint32, i int) uint32 {
		if i < 0 || i >= n {
			return 1
		}
		return c[i]
	}
	for i := from; i < to; i++ {
		f := flat[len(flat):len(flat):cap(flat)]
		t := uint32(3000)
		add := func(a, b, c uint32) {
			f = append(f, linear.Join(t, a, b, c))
			t++
		}
		first := uint32(v.edge[i])
		add(0, 0, 0)
		for k := -2; k <= 2; k++ {
			add(at(v.low, i+k), 0, 0)
			add(at(v.shape, i+k), 0, 0)
			add(at(v.xpos, i+k), 0, 0)
			add(at(v.fine, i+k), 0, 0)
			add(at(v.coarse, i+k), 0, 0)
		}
		add(v.form[i], 0, 0)
		add(v.suf2[i], 0, 0)
		add(v.suf3[i], v.shape[i], 0)
		add(v.suf4[i], 0, 0)
		add(v.pre2[i], 0, 0)
		add(v.pre3[i], v.shape[i], 0)
		add(at(v.suf3, i+1), v.shape[i], 0)
		add(at(v.suf3, i-1), v.shape[i], 0)
		add(at(v.low, i-1), v.low[i], 0)
		add(v.low[i], at(v.low, i+1), 0)
		add(at(v.low, i-1), at(v.low, i+1), v.shape[i])
		add(at(v.low, i-2), at(v.low, i-1), v.shape[i])
		add(at(v.low, i+1), at(v.low, i+2), v.shape[i])
		add(at(v.low, i-1), v.shape[i], 0)
		add(at(v.low, i+1), v.shape[i], 0)
		add(at(v.shape, i-1), v.shape[i], at(v.shape, i+1))
		add(at(v.xpos, i-1), v.xpos[i], at(v.xpos, i+1))
		add(at(v.xpos, i-1), v.xpos[i], 1)
		add(at(v.fine, i-1), v.fine[i], 0)
		add(v.fine[i], at(v.fine, i+1), 0)
		add(at(v.coarse, i-1), v.coarse[i], at(v.coarse, i+1))
		add(v.fine[i], v.shape[i], first)
		add(first, v.shape[i], v.xpos[i])
		for k := -1; k <= 1; k++ {
			add(at(v.place, i+k), v.shape[i], 0)
			add(at(v.flags, i+k), v.shape[i], 0)
			add(at(v.about, i+k), v.shape[i], first)
		}
		add(v.place[i], at(v.low, i-1), 0)
		add(v.place[i], at(v.place, i+1), at(v.shape, i+1))
		add(v.place[i], at(v.xpos, i+1), at(v.xpos, i-1))
		add(v.about[i], at(v.fine, i-1), 0)
		add(v.about[i], at(v.fine, i+1), 0)
		add(v.about[i], v.place[i], v.flags[i])
		add(v.about[i], v.suf3[i], 0)
		add(at(v.flags, i+2), v.shape[i], at(v.shape, i+1))
		add(at(v.flags, i-2), v.shape[i], at(v.shape, i-1))
		add(v.upcoming(i), v.shape[i], 0)
		out[i-from] = f
		if len(flat)+len(f) <= cap(flat) {
			flat = flat[:len(flat)+len(f)]
		}
	}
	return out
}

// upcoming is the head word of a body or document further on in the same run of capitals: "Ministry" is seen from
// "Foreign" in "Foreign and Commonwealth Ministry".
func (v *view) upcoming(i int) uint32 {
	for k := i + 1; k < min(i+6, len(v.token)); k++ {
		if v.edge[k] != 0 {
			break
		}
		if v.flags[k]&4 != 0 {
			return v.flags[k]
		}
		if v.form[k] == v.low[k] && k > i+1 && v.form[k-1] == v.low[k-1] {
			break
		}
	}
	return 0
}
