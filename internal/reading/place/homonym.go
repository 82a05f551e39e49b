package place

import (
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// cue is what a word speaks for where a name is that of a state of the world and of a region of another.
type cue string

// The two that a cue may speak for.
const (
	forRegion cue = "region"
	forState  cue = "state"
)

// readCues reads the words that tell a state from the region of its name.
func (f *Finder) readCues() error {
	t, err := lexicon.Open("place_cues.tsv")
	if err != nil {
		return fmt.Errorf("open places: %w", err)
	}
	for _, r := range t.Rows {
		switch speaks := cue(r.Get("speaks")); speaks {
		case forRegion, forState:
			f.cues[r.Cells[0]] = speaks
		default:
			return r.Errorf("cue speaks for %q, not for region or state", speaks)
		}
	}
	return nil
}

// homonym tells whether a name is that of a state and of a region of another state: "Georgia".
func (f *Finder) homonym(name string) (state string, ok bool) {
	region := f.towns.regions[name]
	if region == "" {
		return "", false
	}
	state = f.states.Country(name, lexicon.StateName)
	return state, state != "" && state != region
}

// What speaks for the region or the state of a shared name, on the scale of scores.
const (
	cueNear    = 2.0 // in the sentence that names it: "a judge in Georgia"
	cueFar     = 1.0 // elsewhere in the report
	asModifier = 2.0 // "a Georgia judge": of the state of the world one says "Georgian"
	townThere  = 1.5 // a town of it, in cues
	ofItsLine  = 3.0 // the dateline lies in it
	mostCues   = 5.0
)

// evidence is how much a report speaks for the region of a shared name (above 0) or the state (below), beside what states it names.
type evidence struct {
	whole      float64
	bySentence map[int]float64
}

// evidenceOf weighs the cues and towns of a report for a shared name, once for each name.
func (c *context) evidenceOf(f *Finder, name string) *evidence {
	if e := c.shared[name]; e != nil {
		return e
	}
	state, _ := f.homonym(name)
	e := &evidence{bySentence: map[int]float64{}}
	for k := range c.d.Sentences {
		said := f.sentenceSpeaks(c.d, c.d.Sentences[k], name, state)
		e.bySentence[k] = clamped(said * cueNear)
		e.whole += said * cueFar
	}
	e.whole = clamped(e.whole)
	if c.region == name {
		e.whole += ofItsLine
	}
	c.shared[name] = e
	return e
}

func clamped(x float64) float64 { return max(-mostCues, min(mostCues, x)) }

// sentenceSpeaks counts what a sentence says for the region of a name, less what it says for the state.
func (f *Finder) sentenceSpeaks(d *onrecord.Document, s onrecord.Sentence, name, state string) float64 {
	said := 0.0
	for i := s.From; i < s.To; {
		words, speaks := f.cueAt(d, i, s.To)
		switch {
		case speaks == forRegion:
			said++
		case speaks == forState:
			said--
		default:
			var town float64
			words, town = f.townAt(d, i, s.To, name, state)
			said += town
		}
		i += max(words, 1)
	}
	return said
}

// longestCue is the most words of a cue or town that are looked up.
const longestCue = 3

// cueAt is the cue that begins at a word, the longest first, in the singular or as it stands.
func (f *Finder) cueAt(d *onrecord.Document, i, end int) (int, cue) {
	for n := min(longestCue, end-i); n > 0; n-- {
		words := strings.ToLower(d.Text[d.Tokens[i].Start:d.Tokens[i+n-1].End])
		if speaks, ok := f.cues[words]; ok {
			return n, speaks
		}
		if speaks, ok := f.cues[strings.TrimSuffix(words, "s")]; ok {
			return n, speaks
		}
	}
	return 0, ""
}

// townAt tells for a town named at a word whether it lies in the region of a name (1) or in the state (-1): by the largest of
// the towns of that name, which no person or body bears here.
func (f *Finder) townAt(d *onrecord.Document, i, end int, name, state string) (int, float64) {
	if r, _ := utf8.DecodeRuneInString(d.Text[d.Tokens[i].Start:]); !unicode.IsUpper(r) {
		return 0, 0
	}
	for n := min(2, end-i); n > 0; n-- {
		words := d.Text[d.Tokens[i].Start:d.Tokens[i+n-1].End]
		var largest *town
		for _, at := range f.towns.named[words] {
			if t := &f.towns.towns[at]; largest == nil || t.people > largest.people {
				largest = t
			}
		}
		switch {
		case largest == nil || words == name:
		case largest.region == name:
			return n, townThere
		case largest.country == state || f.states.Country(words, lexicon.StateCapital) == state:
			return n, -townThere
		}
	}
	return 0, 0
}

// homonymSpeaks is how much the words of a report speak for a candidate of a shared name.
func (c *context) homonymSpeaks(f *Finder, x *candidate, name string, s onrecord.Span) float64 {
	state, ok := f.homonym(name)
	if !ok {
		return 0
	}
	e := c.evidenceOf(f, name)
	speaks := e.whole + e.bySentence[c.d.SentenceAt(s.Start)]
	if c.modifies(s) {
		speaks += asModifier
	}
	speaks = clamped(speaks)
	switch {
	case x.kind == onrecord.PlaceRegion && x.country != state:
		return math.Max(speaks, 0)
	case x.country == state:
		return math.Max(-speaks, 0)
	}
	return 0
}

// modifies tells whether a name stands before a common noun as its modifier: "a Georgia judge".
func (c *context) modifies(s onrecord.Span) bool {
	_, end := c.d.TokensIn(s)
	if end < 1 || end >= len(c.d.Tokens) {
		return false
	}
	t := &c.d.Tokens[end-1]
	head := int(t.Head) - 1
	return t.Rel == "compound" && head >= end && c.d.Tokens[head].Tag == "NOUN"
}

// sharedInside lists the stretches that name a state and region alike inside the name of a body or crowd ("the Georgia State Patrol",
// "Georgia Republicans"), or beside no name at all.
func (f *Finder) sharedInside(d *onrecord.Document) []onrecord.Span {
	var out []onrecord.Span
	for i := range d.Tokens {
		t := &d.Tokens[i]
		word := d.In(t.Span)
		if t.Tag != "PROPN" || f.towns.regions[word] == "" {
			continue
		}
		if _, ok := f.homonym(word); ok {
			out = append(out, t.Span)
		}
	}
	return out
}
