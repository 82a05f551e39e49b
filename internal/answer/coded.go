package answer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/export/coding"
	"onrecord/internal/store"
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

	points onrecord.CodePoints // of the report
	coded  onrecord.CodePoints // of the text as it was coded
	undone map[said]bool       // what was decided and taken back
}

func newCoded(t *coding.Text, doc *onrecord.Document, who string, log []store.Decision) (*codings, error) {
	f, err := following()
	return &codings{follower: f, t: t, doc: doc, who: who, points: onrecord.NewCodePoints(doc.Text), coded: onrecord.NewCodePoints(t.Text), undone: takenBack(log)}, err
}

// found is a coding whose words were found in the report.
type found struct {
	*coding.Finding
	spans  map[string][]onrecord.Span // by field
	chosen map[string][]mend.Selector
	missed []string // what could not be taken, and why
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
	list = c.once(list)
	at := c.pair(list)
	for i, f := range list {
		c.one(f, at[i])
	}
}

// once leaves one coding of the same words and the same actor or source, the first: what another line says of them, of whichever coder, is told.
func (c *codings) once(list []*found) (out []*found) {
	first := map[string]*found{}
	for _, f := range list {
		id := fmt.Sprint(f.Kind, f.spans[essential[f.Kind]], f.spans["source"], f.spans["actor"])
		switch before := first[id]; {
		case before == nil:
			first[id] = f
			out = append(out, f)
		case before.says() == f.says():
			c.out.Known++
		default:
			c.out.Refused = append(c.out.Refused, Refusal{Line: f.Place, Why: fmt.Sprintf("line %d says otherwise of the same words, and is taken; of two coders who differ, bring in a file each", before.Place)})
		}
	}
	return out
}

// says is all that a coding says, and who says it.
func (x *found) says() string {
	var out []string
	for _, v := range x.Values {
		out = append(out, fmt.Sprint(v.Field, v.Text, x.spans[v.Field]))
	}
	slices.Sort(out)
	return fmt.Sprint(x.Who, x.Rejected, out)
}

// find looks for the words of a coding in the report. Without those that make it, it is refused; without others it is taken in part.
func (c *codings) find(f *coding.Finding) (*found, string) {
	x := &found{Finding: f, spans: map[string][]onrecord.Span{}, chosen: map[string][]mend.Selector{}}
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
		spans, why := c.places(f, &v, near, v.Field == key)
		switch {
		case why != "" && v.Field == key:
			return nil, why
		case why != "":
			x.without(v.Field, why)
			continue
		}
		if v.Field == key {
			near = onrecord.Span{Start: spans[0].Start, End: spans[len(spans)-1].End}
		}
		x.spans[v.Field], x.chosen[v.Field] = spans, mend.SelectAll(c.doc.Text, spans)
	}
	return x, ""
}

// without notes a field that could not be taken.
func (x *found) without(field, why string) { x.missed = append(x.missed, field+": "+why) }

func (c *codings) partly(f *coding.Finding, why string) {
	c.out.Partly = append(c.out.Partly, Refusal{Line: f.Place, Why: why})
}

// places are where the words of a value stand in the report, blanks alone between two of them being no gap; why is told where they are not found.
// The words that make a finding (essential) must be clear: where they have no place and stand several times, none is taken.
func (c *codings) places(f *coding.Finding, v *coding.Value, near onrecord.Span, essential bool) (out []onrecord.Span, why string) {
	text := c.doc.Text
	within := onrecord.Span{End: len(text)}
	if v.End > 0 {
		within = clipped(c.points, text, v.Begin, v.End)
	}
	moved := false
	for _, w := range v.Words {
		if essential && w.End == 0 && v.End == 0 {
			if list := everywhere(text, w.Exact); len(list) > 1 {
				return nil, fmt.Sprintf("%q stands several times in the report (%s): say which by where it begins and ends", onrecord.OneLine(w.Exact), placesLine(text, list))
			}
		}
		s, ok := c.placeOf(w, within, near, v.End > 0)
		if !ok && v.End > 0 { // the text was edited before them, or the place is wrong
			s, ok = c.placeOf(w, onrecord.Span{End: len(text)}, within, false)
			moved = ok
		}
		switch {
		case !ok && w.Exact == "":
			return nil, fmt.Sprintf("the text has no characters %d to %d", w.Begin, w.End)
		case !ok:
			return nil, fmt.Sprintf("%q is not found in the report", onrecord.OneLine(w.Exact))
		}
		within.Start = max(within.Start, s.End)
		if n := len(out); n > 0 && s.Start >= out[n-1].End && strings.TrimSpace(text[out[n-1].End:s.Start]) == "" {
			out[n-1].End = s.End
			continue
		}
		out = append(out, s)
	}
	if moved && c.t.Digest == onrecord.Digest(text) {
		c.partly(f, fmt.Sprintf("%s does not stand at %d to %d: taken at %s", v.Field, v.Begin, v.End, placesLine(text, out)))
	}
	return out, ""
}

// everywhere are the places of words in a text, a few of them.
func everywhere(text, words string) (out []onrecord.Span) {
	words = strings.TrimSpace(words)
	for at := 0; words != "" && len(out) < 4; {
		k := strings.Index(text[at:], words)
		if k < 0 {
			break
		}
		s := onrecord.Span{Start: at + k, End: at + k + len(words)}
		if at = s.Start + 1; mend.WordEdge(text, s.Start) && mend.WordEdge(text, s.End) {
			out = append(out, s)
		}
	}
	return out
}

func placesLine(text string, list []onrecord.Span) string {
	var out []string
	for _, s := range list {
		begin, end := onrecord.Points(text, s)
		out = append(out, fmt.Sprintf("%d-%d", begin, end))
	}
	return strings.Join(out, ", ")
}

// placeOf is where words stand: at their offsets in the coded text, found again in the report as selectors are; else the first within a stretch,
// or those nearest to another.
func (c *codings) placeOf(w coding.Words, within, near onrecord.Span, first bool) (onrecord.Span, bool) {
	if w.End > 0 {
		sel := mend.Selector{Exact: w.Exact, Start: w.Begin, End: w.End}
		if c.t.Text != "" {
			sel = mend.Select(c.t.Text, clipped(c.coded, c.t.Text, w.Begin, w.End))
		}
		if sel.Exact == "" { // offsets alone, in the report's own text
			s := onrecord.Span{Start: c.points.Byte(w.Begin), End: c.points.Byte(w.End)}
			return s, s.Start >= 0 && s.End > s.Start
		}
		s, fit := sel.In(c.doc.Text)
		return s, fit != mend.Nowhere
	}
	if s, ok := nearest(c.doc.Text, w.Exact, within, near, first); ok {
		return s, true
	}
	return c.called(w.Exact, near)
}

// clipped is a stretch of code points of a text in bytes, as much of it as the text has.
func clipped(p onrecord.CodePoints, text string, begin, end int) onrecord.Span {
	s := onrecord.Span{Start: p.Byte(begin), End: p.Byte(end)}
	if s.Start < 0 {
		s.Start = len(text)
	}
	if s.End < 0 {
		s.End = len(text)
	}
	return s
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
		if !mend.WordEdge(text, s.Start) || !mend.WordEdge(text, s.End) {
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
	values := c.values(f, place)
	switch {
	case f.Rejected && place == 0:
		c.out.Known++
		return
	case f.Rejected:
		d.Action = "remove"
	case place == 0:
		d.Action, d.Finding, d.Values = "add", string(f.Kind), values
	case len(values) > 0:
		d.Action, d.Values = "correct", values
	case len(f.missed) > 0: // what it says otherwise was not understood: that is no agreement
		c.out.Refused = append(c.out.Refused, Refusal{Line: f.Place, Why: "nothing is taken: " + strings.Join(f.missed, "; ")})
		return
	case mark != nil && mark.Who == d.Who && mark.Verdict != onrecord.Rejected:
		c.out.Known++
		return
	default:
		d.Action = "accept"
	}
	if c.undone[c.said(f, &d)] { // somebody took it back
		c.out.Known++
		return
	}
	for _, why := range f.missed {
		c.partly(f.Finding, "taken without "+why)
	}
	c.list = append(c.list, coded{f.Place, d})
}

// said is what a decision says of a finding, so that one that was taken back is known again. An addition is known by its words, others by the
// number of the finding.
type said struct {
	who          string
	action       store.Action
	kind         onrecord.Kind
	number       int
	field, words string // of a correction; of an addition its essential words
}

func saidBy(who string, action store.Action, kind onrecord.Kind, number int, values []mend.Value) said {
	x := said{who: who, action: action, kind: kind, number: number}
	if action == store.Add {
		x.number = 0
	}
	for i := range values {
		if v := &values[i]; action == store.Correct || action == store.Add && v.Field == essential[kind] {
			x.field, x.words = v.Field, v.InWords()
		}
	}
	return x
}

// said is what a coding comes to; of several corrections the first.
func (c *codings) said(f *found, d *Decide) said {
	action := store.Action(d.Action)
	if d.Action == "remove" {
		action = store.Reject
	}
	var values []mend.Value
	for _, x := range d.Values {
		values = append(values, mend.Value{Field: x.Field, Text: x.Value, Words: x.Words})
	}
	if action == store.Correct {
		values = values[:1]
	}
	_, number, _ := onrecord.ParseFindingID(d.Finding) // none of an addition
	return saidBy(d.Who, action, f.Kind, number, values)
}

// takenBack are the decisions of a report that were undone, by what they say.
func takenBack(log []store.Decision) map[said]bool {
	out := map[said]bool{}
	for i := range log {
		if x := &log[i]; x.Undone && x.OnFinding() {
			out[saidBy(x.Who, x.Action, x.Kind, x.Number, x.Values)] = true
		}
	}
	return out
}

// values are the fields of a coding that say otherwise than the finding; all of them where there is none.
func (c *codings) values(f *found, place int) (out []Chosen) {
	names := mend.Names(f.Kind)
	list := slices.Clone(f.Values) // in the order of the fields: what follows from others comes behind them
	slices.SortStableFunc(list, func(a, b coding.Value) int {
		return cmp.Compare(slices.Index(names, a.Field), slices.Index(names, b.Field))
	})
	for i := range list {
		v := &list[i]
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

// follows are the fields that are worked out anew from the words of another, so that what a coding says of them is said again.
var follows = map[string][]string{"source": {"source_kind", "naming"}, "cue": {"type"}, "issue": {"topic"}}

// text adds a field that is no words of the report, where it says otherwise.
func (c *codings) text(out []Chosen, f *found, place int, name, value string) []Chosen {
	field := mend.FieldOf(f.Kind, name)
	if day, _, _ := strings.Cut(c.doc.Meta.Published, "T"); name == "date" && value == day {
		return out // tables have the day of publication where no other is told
	}
	switch list := field.Values(); {
	case list != nil:
		at := slices.IndexFunc(list, func(x string) bool { return strings.EqualFold(x, value) })
		if at < 0 {
			f.without(name, fmt.Sprintf("there is no %q; there are %s", value, strings.Join(list, ", ")))
			return out
		}
		value = list[at]
	case name == "date" && !isInterval(value):
		f.without(name, fmt.Sprintf("%q is no day; days are written 2026-03-01 or 2026-03-01/2026-03-04", value))
		return out
	}
	again := slices.ContainsFunc(out, func(x Chosen) bool { return slices.Contains(follows[x.Field], name) })
	if place > 0 && !again {
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
