// Package attribution makes attributions of the frames that the learned reader has laid over a report: source, cue and
// content as the corpus PolNeAR draws them (Newell, Margolin & Ruths, LREC 2018), nested as they come, and of what the
// layout of the page attributes: speakers' turns and signed quotations.
package attribution

import (
	"cmp"
	"slices"
	"sort"

	"onrecord"
)

// byFrames is what an attribution of the learned reader says of its finder.
const byFrames = "frames/statement"

// found is an attribution in words of the row.
type found struct {
	source, cue, content []int
	frame                onrecord.FrameID
	by                   string
	carried              bool
	conf                 float64
	inside               []*found
}

// Finder finds attributions. It is safe for use by many goroutines.
type Finder struct{ terms terms }

// New reads the dictionary.
func New() (*Finder, error) {
	t, err := openTerms()
	return &Finder{t}, err
}

// Find fills Attributions: source, cue, content, nesting and confidence; the axes are left to the source stage. It
// needs Sentences, Tokens with their tags and Frames. Once stop says so it ends early, with some of the attributions or none.
func (f *Finder) Find(d *onrecord.Document, stop func() bool) {
	d.Attributions = nil
	v := newView(d)
	if len(v.token) == 0 {
		return
	}
	all := v.framed(f.terms)
	for _, step := range []func(*view, []*found) []*found{onceEach, layout, carry, nest} {
		if stop() {
			return
		}
		all = step(v, all)
	}
	for i, a := range all {
		if i%lookEvery == 0 && stop() {
			return
		}
		v.write(a, 0)
	}
}

// lookEvery is after how many attributions the finder asks whether to stop.
const lookEvery = 1000

// framed are the statements of the frames.
func (v *view) framed(t terms) []*found {
	var out []*found
	for i := range v.doc.Frames {
		f := &v.doc.Frames[i]
		if f.Layer != onrecord.FrameStatement {
			continue
		}
		a := &found{frame: onrecord.FrameID(i + 1), by: byFrames, conf: f.Conf, cue: v.run(f.Anchor)}
		for _, r := range f.Roles["cue"] {
			if v.neighbours(a.cue, r) {
				a.cue = append(a.cue, v.run(r)...)
			}
		}
		if len(a.cue) == 0 {
			continue
		}
		slices.Sort(a.cue)
		for _, r := range f.Roles["source"] {
			a.source = append(a.source, v.run(r)...)
		}
		for _, r := range f.Roles["content"] {
			a.content = append(a.content, v.run(r)...)
		}
		a.cue = v.toVerb(a.cue)
		v.bound(a)
		a.content = v.withoutTerms(without(a.content, a.cue), a.cue[0], t)
		v.auxiliaries(a)
		if a.source = v.lettered(a.source); len(a.source) == 0 {
			if a.source = v.agent(a); len(a.source) > 0 {
				a.content = without(a.content, append([]int{a.source[0] - 1}, a.source...)) // its "by", too
			}
		}
		if len(a.content) == 0 {
			a.content = v.closed(a)
		}
		if len(a.content) > 0 && v.attributes(a.cue) {
			out = append(out, a)
		}
	}
	return out
}

// onceEach leaves no word in two cues, as it stands in none of a thousand statements of the real reports annotated for training: of two that
// share one, the surer keeps it ("is reported to be planning": "planning" against "to be planning"). Where both say the same, or no verb or
// noun is left to it, the other goes; else it loses the words.
func onceEach(v *view, all []*found) []*found {
	sure := slices.Clone(all)
	slices.SortStableFunc(sure, func(a, b *found) int { return cmp.Compare(b.conf, a.conf) })
	taken, gone := map[int]*found{}, map[*found]bool{}
	for _, a := range sure {
		own := slices.DeleteFunc(slices.Clone(a.cue), func(p int) bool { return taken[p] != nil })
		for _, p := range a.cue {
			if b := taken[p]; b != nil && (!v.verbal(own) || alike(a.content, b.content)) {
				gone[a] = true
			}
		}
		if gone[a] {
			continue
		}
		a.cue = own
		for _, p := range own {
			taken[p] = a
		}
	}
	return slices.DeleteFunc(all, func(a *found) bool { return gone[a] })
}

// verbal tells whether a verb or a noun is among some words.
func (v *view) verbal(at []int) bool {
	return slices.ContainsFunc(at, func(p int) bool {
		tag := v.doc.Tokens[v.token[p]].Tag
		return tag == "VERB" || tag == "NOUN"
	})
}

// auxiliaries gives the cue what a source ends in that belongs to its verb ("other capitals have" of "have agreed").
func (v *view) auxiliaries(a *found) {
	for n := len(a.source); n > 1 && a.source[n-1]+1 == a.cue[0] && v.doc.Tokens[v.token[a.source[n-1]]].Tag == "AUX"; n-- {
		a.cue = append([]int{a.source[n-1]}, a.cue...)
		a.source = a.source[:n-1]
	}
}

// agent is who does what a passive cue tells, behind it ("was accused by the mayor of theft"): whose statement it is, where the frame has
// found no source.
func (v *view) agent(a *found) []int {
	s := v.sentence[a.cue[0]]
	for p := a.cue[len(a.cue)-1] + 1; p < v.starts[s+1]; p++ {
		t := &v.doc.Tokens[v.token[p]]
		h := int(t.Head) - 1
		if t.Rel != "obl:agent" || h < 0 || !has(a.cue, v.place[h]) {
			continue
		}
		from, to := p, p+1
		for from > a.cue[len(a.cue)-1]+1 && v.doc.Tokens[v.token[from-1]].Rel != "case" {
			from--
		}
		for to < v.starts[s+1] && int(v.doc.Tokens[v.token[to]].Head)-1 == v.token[p] && v.doc.Tokens[v.token[to]].Rel == "flat" {
			to++
		}
		return stretch(from, to)
	}
	return nil
}

// alike tells whether two contents, in the order of the text, share half of the words that stand in either.
func alike(a, b []int) bool {
	both := 0
	for _, p := range a {
		if _, ok := slices.BinarySearch(b, p); ok {
			both++
		}
	}
	return 2*both >= len(a)+len(b)-both
}

// adjunctReach is how many words of time and place may stand behind the cue of an inserted clause.
const adjunctReach = 6

// closed is what the sentence says around a clause of saying that closes it, or stands between commas in it ("..., two people briefed
// on the matter said on Tuesday, and will keep to it"), for a statement in which the frame has found source and cue alone.
func (v *view) closed(a *found) []int {
	if len(a.source) == 0 || len(a.cue) == 0 {
		return nil
	}
	s := v.sentence[a.cue[0]]
	from, to := v.starts[s], v.starts[s+1]
	first, i := a.source[0], a.cue[len(a.cue)-1]+1
	if a.source[len(a.source)-1] > a.cue[0] || v.sentence[first] != s || first < from+3 || v.text(first-1) != "," {
		return nil
	}
	for ; i < to && v.text(i) != ","; i++ {
		if v.doc.Tokens[v.token[i]].Tag == "VERB" || v.quotes.state[i] != outside || i > a.cue[len(a.cue)-1]+adjunctReach {
			return nil
		}
	}
	content := stretch(from, first-1)
	if i+1 < to {
		content = append(content, v.withoutStop(i+1, to)...)
	}
	return v.whole(content)
}

// attributes tells whether some words may be a cue: more than articles, pronouns, numbers and auxiliaries.
func (v *view) attributes(cue []int) bool {
	for _, p := range cue {
		switch v.doc.Tokens[v.token[p]].Tag {
		case "AUX", "DET", "PRON", "PART", "NUM", "CCONJ", "PROPN":
		default:
			return true
		}
	}
	return false
}

// verbReach is how many words behind its auxiliaries a cue's verb may stand.
const verbReach = 4

// toVerb makes a cue of auxiliaries alone ("has not") go on to its verb, and one that ends in an auxiliary ("is said to have") to the verb
// right behind it.
func (v *view) toVerb(cue []int) []int {
	last := cue[len(cue)-1]
	if v.attributes(cue) {
		t := &v.doc.Tokens[v.token[last]]
		if next := last + 1; t.Tag == "AUX" && next < len(v.token) && int(t.Head)-1 == v.token[next] && v.doc.Tokens[v.token[next]].Tag == "VERB" {
			return append(slices.Clone(cue), next)
		}
		return cue
	}
	for i := last + 1; i <= last+verbReach && i < len(v.token) && v.sentence[i] == v.sentence[last]; i++ {
		switch v.doc.Tokens[v.token[i]].Tag {
		case "VERB":
			return append(slices.Clone(cue), stretch(last+1, i+1)...)
		case "PUNCT", "ADP", "SCONJ":
			return cue
		}
	}
	return cue
}

// cueReach is how many words may lie between the parts of a cue.
const cueReach = 12

// neighbours tells whether a further part of a cue stands in the sentence of the first and near it.
func (v *view) neighbours(cue []int, r onrecord.Run) bool {
	at := v.run(r)
	if len(at) == 0 || len(cue) == 0 {
		return false
	}
	return v.sentence[at[0]] == v.sentence[cue[0]] && max(at[0]-cue[len(cue)-1], cue[0]-at[len(at)-1]) <= cueReach
}

// lettered is a source without marks at its ends; none where no letter or digit is left.
func (v *view) lettered(at []int) []int {
	for len(at) > 0 && !v.letters(at[0]) {
		at = at[1:]
	}
	for k := len(at); k > 0; k-- {
		if v.letters(at[k-1]) {
			return at
		}
	}
	return nil
}

func (v *view) letters(i int) bool {
	for _, c := range v.text(i) {
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c > 0xbf && c != '×' && c != '÷' && (c < 0x2000 || c > 0x2bff) {
			return true
		}
	}
	return false
}

// has tells whether words in the order of the row hold one.
func has(at []int, p int) bool {
	_, ok := slices.BinarySearch(at, p)
	return ok
}

func without(at, out []int) []int {
	return slices.DeleteFunc(at, func(p int) bool { return slices.Contains(out, p) })
}

// stride is how many words a stretch of the row has, for finding what is near.
const stride = 64

// nest puts each attribution into the smallest other whose content holds its cue and content, and returns those on top,
// in the order of the text.
func nest(v *view, all []*found) []*found {
	sort.SliceStable(all, func(i, j int) bool {
		a, b := all[i], all[j]
		return a.wide() > b.wide() || a.wide() == b.wide() && !a.split() && b.split()
	})
	var top []*found
	near := make([][]*found, len(v.token)/stride+1) // by stretch of the row, those so far whose content reaches there
	for _, a := range all {
		var up *found
		for _, b := range near[a.content[0]/stride] {
			if (b.wide() > a.wide() || a.split() && !b.split()) && holds(b, a) && (up == nil || b.wide() <= up.wide()) {
				up = b
			}
		}
		for k := a.content[0] / stride; k <= a.content[len(a.content)-1]/stride; k++ {
			near[k] = append(near[k], a)
		}
		if up == nil {
			top = append(top, a)
			continue
		}
		up.inside = append(up.inside, a)
	}
	for _, a := range all {
		byPlace(a.inside)
	}
	byPlace(top)
	return top
}

func byPlace(all []*found) {
	sort.SliceStable(all, func(i, j int) bool { return all[i].first() < all[j].first() })
}

// first is the first word of an attribution.
func (a *found) first() int {
	n := a.content[0]
	for _, at := range [][]int{a.source, a.cue} {
		if len(at) > 0 {
			n = min(n, at[0])
		}
	}
	return n
}

// wide is how many words lie from the first to the last of a content.
func (a *found) wide() int { return a.content[len(a.content)-1] - a.content[0] + 1 }

// split tells whether the cue stands between the words of the content: "she reportedly left". All that another says can be such a
// statement, as wide as what holds it.
func (a *found) split() bool {
	return len(a.cue) > 0 && a.content[0] < a.cue[0] && a.cue[len(a.cue)-1] < a.content[len(a.content)-1]
}

// holds tells whether the content of b, from its first to its last word, holds cue and content of a; a content that only
// its cue's place and most of its words put there is cut to it.
func holds(b, a *found) bool {
	from, to := b.content[0], b.content[len(b.content)-1]
	if len(a.cue) == 0 || a.cue[0] < from || a.cue[len(a.cue)-1] > to {
		return false
	}
	return a.content[0] >= from && a.content[len(a.content)-1] <= to
}

// write appends an attribution and, behind it, those inside it: an outer one always has the lower number. Words of an
// inner content that lie outside the outer one's pieces are left out.
func (v *view) write(a *found, within onrecord.AttributionID) {
	n := onrecord.Attribution{Source: onrecord.Source{Spans: v.spans(a.source)}, Content: v.spans(a.content), By: a.by, Conf: a.conf,
		Carried: a.carried, Within: within, Frame: a.frame}
	if cue := v.spans(a.cue); len(cue) > 0 {
		n.Cue = onrecord.Span{Start: cue[0].Start, End: cue[len(cue)-1].End}
	}
	v.doc.Attributions = append(v.doc.Attributions, n)
	id := onrecord.AttributionID(len(v.doc.Attributions))
	for _, k := range a.inside {
		k.content = slices.DeleteFunc(k.content, func(p int) bool { return !has(a.content, p) })
		if len(k.content) > 0 {
			v.write(k, id)
		}
	}
}
