package event

import (
	"strings"

	"onrecord"
	"onrecord/internal/lang/tree"
)

// view is a document as events are looked for in it.
type view struct {
	tree.Tree
	wordOn        func(onrecord.Span) onrecord.AttributionID
	dates, places [][]int          // per sentence: those that lie in it
	triggers      [][]onrecord.Run // per sentence: those of the frames of events
	dateline      onrecord.PlaceID // that of the dateline
	severally     bool             // whether its places lie in several states
	today         string           // the day of publication, "" when not known
	at            int              // the number of the sentence that is open
}

func newView(d *onrecord.Document) *view {
	x := &view{Tree: tree.New(d), wordOn: d.Words(), dates: make([][]int, len(d.Sentences)), places: make([][]int, len(d.Sentences)),
		triggers: make([][]onrecord.Run, len(d.Sentences)), today: d.Meta.Published[:min(len(d.Meta.Published), len(day))], at: -1}
	in := func(s onrecord.Span) int {
		if k := d.SentenceAt(s.Start); k >= 0 && d.Sentences[k].Contains(s) {
			return k
		}
		return -1
	}
	for i := range d.Dates {
		if k := in(d.Dates[i].Span); k >= 0 {
			x.dates[k] = append(x.dates[k], i)
		}
	}
	for i := range d.Places {
		p := &d.Places[i]
		if p.Dateline {
			switch first := d.Place(x.dateline); {
			case first == nil:
				x.dateline = onrecord.PlaceID(i + 1)
			case p.Country != "" && p.Country != first.Country:
				x.severally = true
			}
		} else if k := in(p.Span); k >= 0 {
			x.places[k] = append(x.places[k], i)
		}
	}
	for i := range d.Frames {
		if fr := &d.Frames[i]; fr.Layer == onrecord.FrameEvent {
			if k := in(d.Tokens[fr.Anchor.From].Span); k >= 0 {
				x.triggers[k] = append(x.triggers[k], fr.Anchor)
			}
		}
	}
	return x
}

// open goes to a sentence by its number.
func (x *view) open(s int) {
	if s != x.at {
		x.at = s
		x.Open(x.Doc.Sentences[s])
	}
}

// trigger is the run of words that names a deed: the anchor with those further parts of the trigger that adjoin it, or are
// parted from it by a word or two within its sentence.
func (x *view) trigger(fr *onrecord.Frame) onrecord.Run {
	at := fr.Anchor
	at.To = min(at.To, x.Sentence.To)
	for _, r := range fr.Roles["trigger"] {
		if r.From >= at.To && r.From <= at.To+2 && r.To <= x.Sentence.To {
			at.To = r.To
		}
	}
	return at
}

// members are the parties at some runs of words; a relative pronoun is tied to the one it stands for.
func (x *view) members(runs []onrecord.Run) []onrecord.Member {
	var out []onrecord.Member
	for _, r := range runs {
		m, ok := x.Party(r)
		if !ok {
			continue
		}
		if head := int(m.Head) - 1; m.Entity == 0 && head >= x.Sentence.From && head < x.Sentence.To {
			m.Entity = x.EntityOf(x.antecedent(head))
		}
		out = append(out, m)
	}
	return out
}

// antecedent is the noun that a relative pronoun stands for; any other word stands for itself.
func (x *view) antecedent(i int) int {
	t := &x.Doc.Tokens[i]
	if t.XPOS != "WP" && t.XPOS != "WDT" {
		return i
	}
	at := i
	for range 6 {
		up := x.Above(at)
		if up < 0 {
			return i
		}
		if x.Doc.Tokens[at].Rel == "acl:relcl" {
			return up
		}
		at = up
	}
	return i
}

// settle gives an event its span, its place and date, and on whose word it is told.
func (x *view) settle(e *onrecord.Event) {
	e.Span = e.Trigger
	for _, m := range append(append([]onrecord.Member(nil), e.Actor...), e.Recipient...) {
		e.Span.Start, e.Span.End = min(e.Span.Start, m.Span.Start), max(e.Span.End, m.Span.End)
	}
	e.OnWordOf = x.wordOn(e.Trigger)
	x.when(e)
	x.where(e)
}

func (x *view) party(e *onrecord.Event, s onrecord.Span) bool {
	for _, m := range append(append([]onrecord.Member(nil), e.Actor...), e.Recipient...) {
		if m.Span.Overlaps(s) {
			return true
		}
	}
	return false
}

// under tells whether some words hang on a trigger, without another clause between.
func (x *view) under(s onrecord.Span, head int, trigger onrecord.Span) bool {
	first, end := x.Doc.TokensIn(s)
	for i := first; i < end; i++ {
		at := i
		for range 8 {
			if at == head || trigger.Contains(x.Doc.Tokens[at].Span) {
				return true
			}
			t := &x.Doc.Tokens[at]
			if up := x.Above(at); up >= 0 && !strings.HasPrefix(t.Rel, "acl") && t.Rel != "ccomp" && t.Rel != "advcl" && t.Rel != "conj" {
				at = up
				continue
			}
			break
		}
	}
	return false
}

// scored tells whether the sentence holds a score: "2-1".
func (x *view) scored() bool {
	for i := x.Sentence.From; i < x.Sentence.To; i++ {
		if t := &x.Doc.Tokens[i]; t.Tag == "NUM" && score(x.Doc.In(t.Span)) {
			return true
		}
	}
	return false
}

func score(word string) bool {
	a, b, ok := strings.Cut(word, "-")
	return ok && len(a) < 4 && len(b) < 4 && digits(a) && digits(b)
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
