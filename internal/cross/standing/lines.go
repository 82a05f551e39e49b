package standing

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"onrecord/internal/store"
)

// line is what one actor was told to hold on one group of issues, with which of its pieces have come, gone or changed.
type line struct {
	store.StandLine
	at  []int64 // in the order in which pieces were told
	was store.StandLine
}

func (l *line) touch(p *store.StandPiece) { l.at = append(l.at, p.Ord) }

// line is a line by its number; an empty one where it is not there.
func (w *work) line(n, actor, group int64) (*line, error) {
	if l := w.lines[n]; l != nil {
		return l, nil
	}
	list, err := w.v.Lines(w.ctx, n)
	if err != nil {
		return nil, err
	}
	l := &line{StandLine: store.StandLine{N: n, Actor: actor, Group: group}}
	if len(list) > 0 {
		l.StandLine = list[0]
	}
	l.was = l.StandLine
	w.lines[n] = l
	return l, nil
}

// have counts a piece for a line, or takes it from there.
func (l *line) have(p *store.StandPiece, more int64) {
	l.touch(p)
	l.Pieces += more
	if p.Sure {
		l.Stages += more
	}
	if Authority(p.Authority) > Anonymous {
		l.EveryNamed += more
		if p.Sure {
			l.Named += more
		}
	}
	if !p.Denial {
		l.Every += more
		if p.Sure {
			l.Told += more
		}
	}
	l.change(p, more)
}

// change counts a change.
func (l *line) change(p *store.StandPiece, more int64) {
	if p.Kinds == 0 {
		return
	}
	l.EveryMoved += more
	if p.Sure {
		l.Moved += more
	}
}

// leave takes a piece out of its line.
func (w *work) leave(p *store.StandPiece) error {
	if p.Line == 0 {
		return nil
	}
	l, err := w.line(p.Line, p.Actor, p.Group)
	if err != nil {
		return err
	}
	l.have(p, -1)
	p.Line, p.Group, p.From, p.Changes, p.Kinds, p.Doubts = 0, 0, 0, "", 0, ""
	return nil
}

// place puts pieces that have moved into the lines that they are of.
func (w *work) place() error {
	for _, n := range slices.Sorted(maps.Keys(w.moved)) {
		p := w.pieces[n]
		if w.gone[n] {
			continue
		}
		words, err := w.words.wording(p.Wording)
		if err != nil {
			return err
		}
		to := number("line", strconv.FormatInt(p.Actor, 36), strconv.FormatInt(words.Group, 36))
		if p.Line == to {
			continue
		}
		if err := w.leave(p); err != nil {
			return err
		}
		p.Line, p.Group = to, words.Group
		l, err := w.line(to, p.Actor, p.Group)
		if err != nil {
			return err
		}
		l.have(p, 1)
		if err := w.v.SetPiece(w.ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// write compares the pieces of lines that have changed, and works out what holds now.
func (w *work) write() error {
	for _, n := range slices.Sorted(maps.Keys(w.lines)) {
		l := w.lines[n]
		if len(l.at) == 0 {
			continue
		}
		if l.Pieces > 0 {
			if err := w.compareAll(l); err != nil {
				return err
			}
			if err := w.sum(l); err != nil {
				return err
			}
		}
		if err := w.v.SetLine(w.ctx, &l.StandLine); err != nil {
			return err
		}
		sure, every := some(l.Told)-some(l.was.Told), some(l.Every)-some(l.was.Every)
		if sure == 0 && every == 0 {
			continue
		}
		a, err := w.keyNumber(l.Actor)
		if err != nil {
			return err
		}
		a.Groups, a.EveryGroups, a.dirty = a.Groups+sure, a.EveryGroups+every, true
	}
	return nil
}

// some is 1 where there is something, else 0.
func some(n int64) int64 { return min(n, 1) }

// walk is a stretch of a line that is gone through, with what was told before it as far as it was looked at.
type walk struct {
	w      *work
	line   int64
	past   []*store.StandPiece // in order
	whole  bool                // past begins with the line
	pieces int                 // at a time
}

// back is the piece so many before the end of what was gone through; nil where the line begins.
func (k *walk) back(n int) (*store.StandPiece, error) {
	for n > len(k.past) && !k.whole {
		first := k.past[0]
		list, err := k.w.v.LineBefore(k.w.ctx, k.line, first.Ord, first.N, k.pieces)
		if err != nil {
			return nil, err
		}
		k.whole = len(list) < k.pieces
		k.pieces = min(2*k.pieces, 1024)
		more := k.w.see(list)
		slices.Reverse(more)
		k.past = append(more, k.past...)
	}
	if n > len(k.past) {
		return nil, nil
	}
	return k.past[len(k.past)-n], nil
}

// atOnce is how many pieces of a line are gone through at a time.
const atOnce = 64

// compareAll compares the pieces of a line anew from where it was touched, until what follows is compared with others than what was touched.
func (w *work) compareAll(l *line) error {
	slices.Sort(l.at)
	for at := l.at; len(at) > 0; {
		k := &walk{w: w, line: l.N, pieces: 16}
		from, n := at[0], int64(0)
		openly := map[int64]bool{} // origins of what was told openly since
		for settled := false; !settled; {
			list, err := w.v.LineFrom(w.ctx, l.N, from, n, atOnce)
			if err != nil {
				return err
			}
			for _, p := range w.see(list) {
				touched := false
				for len(at) > 0 && at[0] <= p.Ord {
					at, touched = at[1:], true
					clear(openly)
				}
				if settled = len(openly) >= 2 && (len(at) == 0 || at[0] > list[len(list)-1].Ord); settled {
					break
				}
				k.past = append(k.past, p)
				if err := w.compare(l, k, p); err != nil {
					return err
				}
				if !touched && p.Sure && !p.Recap && !p.Denial && Authority(p.Authority) > Anonymous {
					openly[p.Origin] = true
				}
				from, n = p.Ord, p.N+1
			}
			if len(list) < atOnce {
				return nil
			}
		}
	}
	return nil
}

// compare compares the last piece that was gone through.
func (w *work) compare(l *line, k *walk, p *store.StandPiece) error {
	changes, doubts, from := []Change{NotCompared}, []string(nil), int64(0)
	words, err := w.words.wording(p.Wording)
	if err != nil {
		return err
	}
	e, err := w.evidence(p)
	if err != nil {
		return err
	}
	if words.Topic != "" || words.Size > 0 {
		before, again, err := k.before(p)
		if err != nil {
			return err
		}
		var s *Evidence
		if before != nil {
			from = before.N
			if s, err = w.evidence(before); err != nil {
				return err
			}
		}
		changes, doubts = compare(s, again, e)
	}
	text, kinds, why := changesText(changes), kindsOf(changes), ""
	if len(doubts) > 0 {
		raw, err := json.Marshal(doubts)
		if err != nil {
			return err
		}
		why = string(raw)
	}
	if p.From == from && p.Changes == text && p.Kinds == kinds && p.Doubts == why {
		return nil
	}
	l.change(p, -1)
	p.From, p.Changes, p.Kinds, p.Doubts = from, text, kinds, why
	l.change(p, 1)
	return w.v.SetCompared(w.ctx, p)
}

// before is what the last piece that was gone through is compared with: the latest of another origin that is no mere recap and is told with
// confidence; where somebody is named, the latest such, for anonymous word does not move what is said openly. What is told without confidence is
// compared with its like where there is nothing else. Again tells whether there is anything before it that it might be compared with.
func (k *walk) before(p *store.StandPiece) (before *store.StandPiece, again bool, err error) {
	var anonymous, unsure, unsureAnonymous *store.StandPiece
	for n := 2; ; n++ {
		x, err := k.back(n)
		if err != nil {
			return nil, false, err
		}
		if x == nil {
			break
		}
		again = again || x.Sure || !p.Sure
		openly := Authority(x.Authority) > Anonymous || Authority(p.Authority) == Anonymous
		switch {
		case x.Origin == p.Origin || x.Recap || x.Denial || !x.Sure && p.Sure:
		case x.Sure && openly:
			return x, true, nil
		case x.Sure:
			anonymous = cmp.Or(anonymous, x)
		case openly:
			unsure = cmp.Or(unsure, x)
		default:
			unsureAnonymous = cmp.Or(unsureAnonymous, x)
		}
	}
	return cmp.Or(anonymous, unsure, unsureAnonymous), again, nil
}

// sum works out of a line when it was last told, which piece holds, and how often it is told.
func (w *work) sum(l *line) error {
	sure := l.Told > 0
	end, err := w.v.LineEnd(w.ctx, l.N, 0, lastOrd, false, true)
	if err != nil {
		return err
	}
	l.Last = end.Ord
	times, err := w.v.LineTimes(w.ctx, l.N, sure, mostTimes)
	if err != nil {
		return err
	}
	var days []int64
	for _, ord := range times {
		if day := ord >> dayBits; day > 0 && (len(days) == 0 || days[len(days)-1] != day) {
			days = append(days, day)
		}
	}
	l.Usual = usual(days)
	now, err := holds(w.ctx, w.v, l.N, lastOrd, sure)
	if err == nil && now != nil {
		l.Current = now.N
	}
	return err
}

// mostTimes is by how many pieces of a line, the latest, it is told how often it is told.
const mostTimes = 256

// The changes as bits, in the order of the numbers of their bits. It is added to at its end.
var kindBits = []Change{First, Restate, Harden, Soften, ConditionAdded, ConditionDropped, ConditionChanged, ScopeNarrowed, ScopeWidened, Reverse, Mixed,
	PrivateVsPublic, RedLineSet, NotCompared, Denied, Clarified, Retracted}

// kindsOf are changes as bits; 0 where nothing has changed.
func kindsOf(changes []Change) (bits int64) {
	if !changed(changes) {
		return 0
	}
	for _, c := range changes {
		bits |= KindBit(c)
	}
	return bits
}

// KindBit is the bit of a change.
func KindBit(c Change) int64 { return 1 << slices.Index(kindBits, c) }

func changesText(changes []Change) string {
	var out []string
	for _, c := range changes {
		out = append(out, string(c))
	}
	return strings.Join(out, ",")
}

func changesOf(text string) (out []Change) {
	for c := range strings.SplitSeq(text, ",") {
		out = append(out, Change(c))
	}
	return out
}
