package answer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/export/coding"
	"onrecord/internal/store/mend"
)

// sameFinding is how much of the words that make a finding two must share (Dice, by bytes) for a coding to be about one that is there. Below it
// a coding is another finding: an inner statement is not the outer one put right.
const sameFinding = 0.7

// essential is the field that makes a finding, by kind.
var essential = map[onrecord.Kind]string{onrecord.KindStatement: "content", onrecord.KindEvent: "trigger", onrecord.KindPosition: "passage"}

// coded is a decision that a coding comes to.
type coded struct {
	place  int
	decide Decide
}

// codings are those of one text as they are laid beside what is on record of a report.
type codings struct {
	*follower
	t    *coding.Text
	doc  *onrecord.Document
	who  string
	list []coded
	out  Imported
}

func newCoded(t *coding.Text, doc *onrecord.Document, who string) (*codings, error) {
	f, err := following()
	return &codings{follower: f, t: t, doc: doc, who: who}, err
}

// found is a coding whose words were found in the report.
type found struct {
	*coding.Finding
	spans  map[string][]onrecord.Span // by field
	chosen map[string][]mend.Selector
}

// decide works out what is to be decided for each coding: a finding that is on record is accepted, or put right in the fields that differ; one
// that is not is added. What the same author decided before is known.
func (c *codings) decide() {
	var list []*found
	for i := range c.t.Findings {
		f, why := c.find(&c.t.Findings[i])
		if why != "" {
			c.out.Refused = append(c.out.Refused, Refusal{Line: c.t.Findings[i].Place, Why: why})
			continue
		}
		list = append(list, f)
	}
	at := c.pair(list)
	for i, f := range list {
		c.one(f, at[i])
	}
}

// find looks for the words of a coding in the report. Without those that make it, it is refused; without others it is taken in part.
func (c *codings) find(f *coding.Finding) (*found, string) {
	x := &found{f, map[string][]onrecord.Span{}, map[string][]mend.Selector{}}
	key := essential[f.Kind]
	v := f.Of(key)
	if v == nil {
		return nil, fmt.Sprintf("a %s needs its %s", f.Kind, key)
	}
	near := onrecord.Span{}
	for _, v := range append([]coding.Value{*v}, f.Values...) {
		if len(v.Words) == 0 || x.spans[v.Field] != nil {
			continue
		}
		spans, missed := c.places(&v, near)
		switch {
		case missed != "" && v.Field == key:
			return nil, fmt.Sprintf("its words are not found in the report: %q", onrecord.OneLine(missed))
		case missed != "":
			c.partly(f, fmt.Sprintf("taken without %s: %q is not found in the report", v.Field, onrecord.OneLine(missed)))
			continue
		}
		if v.Field == key {
			near = onrecord.Span{Start: spans[0].Start, End: spans[len(spans)-1].End}
		}
		x.spans[v.Field], x.chosen[v.Field] = spans, mend.SelectAll(c.doc.Text, spans)
	}
	return x, ""
}

func (c *codings) partly(f *coding.Finding, why string) {
	c.out.Partly = append(c.out.Partly, Refusal{Line: f.Place, Why: why})
}

// places are where the words of a value stand in the report, blanks alone between two of them being no gap; missed are the first that are not found.
func (c *codings) places(v *coding.Value, near onrecord.Span) (out []onrecord.Span, missed string) {
	p := onrecord.NewCodePoints(c.doc.Text)
	within := onrecord.Span{End: len(c.doc.Text)}
	if v.End > 0 {
		within.Start, within.End = byteOf(c.doc.Text, p, v.Begin), byteOf(c.doc.Text, p, v.End)
	}
	for _, w := range v.Words {
		s, ok := c.placeOf(w, p, within, near, v.End > 0)
		if !ok && v.End > 0 { // the text was edited before them
			s, ok = c.placeOf(w, p, onrecord.Span{End: len(c.doc.Text)}, within, false)
		}
		if !ok {
			return nil, w.Exact
		}
		within.Start = max(within.Start, s.End)
		if n := len(out); n > 0 && s.Start >= out[n-1].End && strings.TrimSpace(c.doc.Text[out[n-1].End:s.Start]) == "" {
			out[n-1].End = s.End
			continue
		}
		out = append(out, s)
	}
	return out, ""
}

// placeOf is where words stand: at their offsets in the coded text, found again in the report as selectors are; else the first within a stretch,
// or those nearest to another.
func (c *codings) placeOf(w coding.Words, p onrecord.CodePoints, within, near onrecord.Span, first bool) (onrecord.Span, bool) {
	if w.End > 0 {
		sel := mend.Selector{Exact: w.Exact, Start: w.Begin, End: w.End}
		if c.t.Text != "" {
			sel = mend.Select(c.t.Text, onrecord.Span{Start: byteOf(c.t.Text, onrecord.NewCodePoints(c.t.Text), w.Begin), End: byteOf(c.t.Text, onrecord.NewCodePoints(c.t.Text), w.End)})
		}
		if sel.Exact == "" { // offsets alone, in the report's own text
			s := onrecord.Span{Start: byteOf(c.doc.Text, p, w.Begin), End: byteOf(c.doc.Text, p, w.End)}
			return s, !s.Empty() && p.At(s.End) == w.End
		}
		s, fit := sel.In(c.doc.Text)
		return s, fit != mend.Nowhere
	}
	if s, ok := nearest(c.doc.Text, w.Exact, within, near, first); ok {
		return s, true
	}
	return c.called(w.Exact, near)
}

// nearest are words within a stretch of a text: the first, or those nearest to another stretch.
func nearest(text, words string, within, near onrecord.Span, first bool) (best onrecord.Span, ok bool) {
	if words = strings.TrimSpace(words); words == "" || within.Start >= within.End {
		return best, false
	}
	far := 0
	for i := within.Start; ; {
		k := strings.Index(text[i:within.End], words)
		if k < 0 {
			return best, ok
		}
		s := onrecord.Span{Start: i + k, End: i + k + len(words)}
		i = s.Start + 1
		if !wordEdge(text, s.Start) || !wordEdge(text, s.End) {
			continue
		}
		if d := distance(s, near); !ok || d < far {
			best, far, ok = s, d, true
		}
		if first {
			return best, ok
		}
	}
}

// called is a mention of who goes by a name that does not stand in the report so: that nearest to a stretch, rather before than behind it.
func (c *codings) called(name string, near onrecord.Span) (best onrecord.Span, ok bool) {
	far := 0
	for i := range c.doc.Entities {
		e := &c.doc.Entities[i]
		if !strings.EqualFold(e.Name, name) {
			continue
		}
		for _, m := range e.Mentions {
			if d := distance(m.Span, near); !ok || d < far {
				best, far, ok = m.Span, d, true
			}
		}
	}
	return best, ok
}

func distance(s, near onrecord.Span) int {
	switch {
	case s.Start >= near.Start && s.End <= near.End:
		return 0
	case s.End <= near.Start:
		return near.Start - s.End
	}
	return max(1, s.Start-near.Start)
}

func wordEdge(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	behind, _ := utf8.DecodeRuneInString(text[at:])
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return !inWord(before) || !inWord(behind)
}

// byteOf is the byte of a code point; the end of the text where it has fewer.
func byteOf(text string, p onrecord.CodePoints, point int) int {
	low := 0
	for high := len(text); low < high; { // the first edge of a character with so many before it
		mid := (low + high) / 2
		edge := mid
		for edge > low && !utf8.RuneStart(text[edge]) {
			edge--
		}
		if p.At(edge) < point {
			_, n := utf8.DecodeRuneInString(text[edge:])
			low = max(edge+n, mid)
			for low < len(text) && !utf8.RuneStart(text[low]) {
				low++
			}
		} else {
			high = edge
		}
	}
	return low
}

// pair lays codings beside the findings on record, the likest first, each to one at most: the place of the finding of each, 0 for none.
func (c *codings) pair(list []*found) []int {
	type pair struct {
		i, place int
		like     float64
	}
	var pairs []pair
	for i, f := range list {
		key := essential[f.Kind]
		for place := 1; place <= c.doc.Count(f.Kind); place++ {
			like := dice(f.spans[key], mend.SpansOf(c.doc, f.Kind, place, key))
			if like < sameFinding {
				continue
			}
			for _, other := range []string{"source", "actor"} { // two say the same words, two hold the same
				if s := f.spans[other]; s != nil {
					like += dice(s, mend.SpansOf(c.doc, f.Kind, place, other)) / 100
				}
			}
			pairs = append(pairs, pair{i, place, like})
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.like, a.like), cmp.Compare(a.i, b.i), cmp.Compare(a.place, b.place))
	})
	out := make([]int, len(list))
	taken := map[string]bool{}
	for _, p := range pairs {
		id := onrecord.FindingID(list[p.i].Kind, p.place)
		if out[p.i] == 0 && !taken[id] {
			out[p.i], taken[id] = p.place, true
		}
	}
	return out
}

// dice is how much two sets of stretches share, from 0 to 1.
func dice(a, b []onrecord.Span) float64 {
	both, all := 0, 0
	for _, x := range a {
		all += x.Len()
		for _, y := range b {
			both += max(0, min(x.End, y.End)-max(x.Start, y.Start))
		}
	}
	for _, y := range b {
		all += y.Len()
	}
	if all == 0 {
		return 0
	}
	return 2 * float64(both) / float64(all)
}

// one decides on a coding and the finding that it is about, 0 for none.
func (c *codings) one(f *found, place int) {
	d := Decide{Who: cmp.Or(f.Who, c.who), Report: onrecord.Digest(c.doc.Text), Why: f.Note, From: &mend.From{Who: c.who}}
	if c.t.Digest != "" && c.t.Digest != d.Report {
		d.From.Report = c.t.Digest
	}
	var mark *onrecord.Mark
	if place > 0 {
		d.Finding = c.doc.Decided.IDOf(f.Kind, place)
		mark = c.doc.Decided.Mark(d.Finding)
	}
	switch values := c.values(f, place); {
	case f.Rejected && place == 0:
		c.out.Known++
		return
	case f.Rejected:
		d.Action = "remove"
	case place == 0:
		d.Action, d.Finding, d.Values = "add", string(f.Kind), values
	case len(values) > 0:
		d.Action, d.Values = "correct", values
	case mark != nil && mark.Who == d.Who && mark.Verdict != onrecord.Rejected:
		c.out.Known++
		return
	default:
		d.Action = "accept"
	}
	c.list = append(c.list, coded{f.Place, d})
}

// values are the fields of a coding that say otherwise than the finding; all of them where there is none.
func (c *codings) values(f *found, place int) (out []Chosen) {
	for i := range f.Values {
		v := &f.Values[i]
		field := mend.FieldOf(f.Kind, v.Field)
		if field == nil || slices.ContainsFunc(out, func(x Chosen) bool { return x.Field == v.Field }) {
			continue
		}
		if f.Kind == onrecord.KindPosition && v.Field == "issue" && c.topics.Has(v.Text) { // a concept of our own
			if f.Of("topic") == nil {
				out = c.text(out, f, place, "topic", v.Text)
			}
			continue
		}
		switch spans := f.spans[v.Field]; {
		case v.Side && place > 0 && c.doc.Positions[place-1].Stance.Side() == onrecord.Stance(v.Text).Side():
		case len(v.Words) == 0:
			out = c.text(out, f, place, v.Field, v.Text)
		case spans == nil: // told of
		case place > 0 && c.sameWords(f, place, v):
		case place == 0 || !slices.Equal(joined(c.doc, spans), joined(c.doc, mend.SpansOf(c.doc, f.Kind, place, v.Field))):
			out = append(out, Chosen{Field: v.Field, Words: f.chosen[v.Field]})
		}
	}
	return out
}

// sameWords tells whether words that a coding has without a place are those of the finding, or what the one goes by whom they are.
func (c *codings) sameWords(f *found, place int, v *coding.Value) bool {
	if v.End > 0 || v.Field == essential[f.Kind] || slices.ContainsFunc(v.Words, func(w coding.Words) bool { return w.End > 0 }) {
		return false
	}
	var words []string
	for _, w := range v.Words {
		words = append(words, onrecord.OneLine(w.Exact))
	}
	now, _ := mend.ValueOf(c.doc, f.Kind, place, v.Field)
	if now == strings.Join(words, between) {
		return true
	}
	return len(words) == 1 && (v.Field == "source" || v.Field == "actor") && slices.Contains(calledNow(c.doc, f.Kind, place), words[0])
}

// calledNow is what the source of a statement, or the one whose deed or position a finding is, goes by: by name, and in the report's words.
func calledNow(d *onrecord.Document, kind onrecord.Kind, place int) []string {
	for c := range d.Cards().All(kind) {
		switch {
		case c.Place != place:
		case kind == onrecord.KindStatement:
			return []string{c.Speaker.Name, c.Speaker.Called()}
		case len(c.Actor) > 0:
			return []string{cmp.Or(c.Actor[0].Name, c.Actor[0].Line()), c.Actor[0].Line()}
		}
	}
	return []string{""}
}

// text adds a field that is no words of the report, where it says otherwise.
func (c *codings) text(out []Chosen, f *found, place int, name, value string) []Chosen {
	field := mend.FieldOf(f.Kind, name)
	if day, _, _ := strings.Cut(c.doc.Meta.Published, "T"); name == "date" && value == day {
		return out // tables have the day of publication where no other is told
	}
	if list := field.Values(); list != nil && !slices.Contains(list, value) {
		c.partly(f.Finding, fmt.Sprintf("taken without %s: there is no %q; there are %s", name, value, strings.Join(list, ", ")))
		return out
	}
	if place > 0 {
		now, _ := mend.ValueOf(c.doc, f.Kind, place, name)
		if onrecord.OneLine(now) == onrecord.OneLine(value) || name == "date" && strings.HasSuffix(now, "("+value+")") || name == "place" && strings.HasSuffix(now, "("+value+")") {
			return out
		}
	}
	return append(out, Chosen{Field: name, Value: value})
}

// joined are stretches with those made one between which blanks alone stand.
func joined(d *onrecord.Document, spans []onrecord.Span) (out []onrecord.Span) {
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start >= out[n-1].End && strings.TrimSpace(d.Text[out[n-1].End:s.Start]) == "" {
			out[n-1].End = s.End
			continue
		}
		out = append(out, s)
	}
	return out
}
