package position

import (
	"slices"
	"strings"

	"onrecord"
)

// conditions are those that the frame has, each with the word that joins it ("until", "provided that"), and those that the
// words of condition show where the frame has none: within the matter, right behind it, or before the clause with a comma.
func (f *Finder) conditions(x *view, p *onrecord.Position, fr *onrecord.Frame) {
	f.parted(x, p)
	for _, r := range fr.Roles["condition"] {
		if far(fr.Anchor, r) > conditionReach {
			continue
		}
		kind, cue, n := f.join(x, r)
		r.From += n
		f.add(x, p, kind, cue, x.trim(r))
	}
	if len(p.Conditions) == 0 && p.Stance != onrecord.StanceDeclines {
		f.joined(x, p)
	}
}

// parted takes a last piece of the matter that stands behind a word of condition for the condition that it is: "normalise ties [without]
// a path to a state".
func (f *Finder) parted(x *view, p *onrecord.Position) {
	n := len(p.IssueSpans)
	if n < 2 {
		return
	}
	last := p.IssueSpans[n-1]
	_, from := x.Doc.TokensIn(p.IssueSpans[n-2])
	to, _ := x.Doc.TokensIn(last)
	for from < to && x.Doc.Tokens[from].Tag == "PUNCT" {
		from++
	}
	if from >= to || to-from > longestJoin {
		return
	}
	if kind, ok := f.joins[x.words(from, to)]; ok && f.plain[x.words(from, to)] {
		p.IssueSpans = p.IssueSpans[:n-1]
		f.add(x, p, kind, x.Doc.RunSpan(onrecord.Run{From: from, To: to}), last)
	}
}

// add gives a position a condition.
func (f *Finder) add(x *view, p *onrecord.Position, kind onrecord.ConditionKind, cue, at onrecord.Span) {
	if at.Empty() || slices.ContainsFunc(p.Conditions, func(c onrecord.Condition) bool { return c.Span.Overlaps(at) }) {
		return
	}
	c := onrecord.Condition{Kind: kind, Span: at, Cue: cue, Direction: onrecord.WouldMove}
	if p.Stance == onrecord.StanceFor && kind == onrecord.CondUnless {
		c.Direction = onrecord.WouldHarden
	}
	p.Conditions = append(p.Conditions, c)
	for _, s := range []onrecord.Span{cue, at} { // the passage holds them
		if !s.Empty() && x.Sentence.Contains(s) {
			p.Span.Start, p.Span.End = min(p.Span.Start, s.Start), max(p.Span.End, s.End)
		}
	}
}

// joined reads conditions off the row of words: from a word of condition in the matter, or right behind it, to the end of the
// sentence or of what is said.
func (f *Finder) joined(x *view, p *onrecord.Position) {
	last := &p.IssueSpans[len(p.IssueSpans)-1]
	if !x.Sentence.Contains(*last) {
		return
	}
	first, end := x.Doc.TokensIn(*last)
	stop := x.clauseEnd(p, end)
	for i := first + 1; i <= min(end+1, stop-1); i++ {
		if i > end && x.Doc.Tokens[i-1].Tag != "PUNCT" {
			break
		}
		kind, n := f.joinsAt(x, i, stop)
		if n == 0 {
			continue
		}
		if i < end { // it was taken for part of the matter
			last.End = x.Doc.Tokens[i-1].End
			for k := i - 1; k > first && x.Doc.Tokens[k].Tag == "PUNCT"; k-- {
				last.End = x.Doc.Tokens[k-1].End
			}
		}
		f.add(x, p, kind, x.Doc.RunSpan(onrecord.Run{From: i, To: i + n}), x.trim(onrecord.Run{From: i + n, To: stop}))
		return
	}
	f.before(x, p)
}

// before reads a condition that opens the sentence and ends with a comma: "Unless parliament agrees, Harland cannot ...".
func (f *Finder) before(x *view, p *onrecord.Position) {
	i := x.Sentence.From
	for i < x.Sentence.To && x.Doc.Tokens[i].Tag == "PUNCT" {
		i++
	}
	kind, n := f.joinsAt(x, i, x.Sentence.To)
	if n == 0 {
		return
	}
	for k := i + n; k < x.Sentence.To && x.Doc.Tokens[k].Start < p.Span.Start; k++ {
		if x.Doc.In(x.Doc.Tokens[k].Span) == "," && x.Doc.Tokens[k].End <= p.Span.Start && p.Span.Start-x.Doc.Tokens[k].End < commaReach {
			f.add(x, p, kind, x.Doc.RunSpan(onrecord.Run{From: i, To: i + n}), x.trim(onrecord.Run{From: i + n, To: k}))
			return
		}
	}
}

// commaReach is how many bytes may lie between the comma of a condition and its clause.
const commaReach = 40

// joinsAt is the kind of the words of condition that begin at a word, and how many they are; 0 for none.
func (f *Finder) joinsAt(x *view, i, stop int) (onrecord.ConditionKind, int) {
	if i > x.Sentence.From {
		switch x.Doc.Tokens[i-1].Lemma {
		case "even", "ask", "see", "know", "wonder", "as", "decide":
			return "", 0
		}
	}
	for n := longestJoin; n > 0; n-- {
		if i+n < stop {
			words := x.words(i, i+n)
			if k, ok := f.joins[words]; ok && f.plain[words] {
				return k, n
			}
		}
	}
	return "", 0
}

// clauseEnd is where what belongs to a position ends behind its matter: with what is said, the sentence, or a closing mark.
func (x *view) clauseEnd(p *onrecord.Position, from int) int {
	stop := x.Sentence.To
	if a := x.Doc.Attribution(p.OnWordOf); a != nil {
		for _, c := range a.Content {
			if _, end := x.Doc.TokensIn(c); end >= from && end < stop {
				stop = end
				break
			}
		}
	}
	for stop > from && x.Doc.Tokens[stop-1].Tag == "PUNCT" {
		stop--
	}
	return max(stop, from)
}

// conditionReach is how many words may lie between the words of stance and a condition.
const conditionReach = 60

// far is how many words lie between two runs.
func far(a, b onrecord.Run) int { return max(a.From-b.To, b.From-a.To, 0) }

// longestJoin is the most words that join a condition: "on the condition that".
const longestJoin = 4

// join is the word that joins a condition, its kind, and how many words of the run are its: those that the run begins with,
// or that stand before it. Without one it is "if".
func (f *Finder) join(x *view, r onrecord.Run) (onrecord.ConditionKind, onrecord.Span, int) {
	for n := longestJoin; n > 0; n-- {
		if r.From+n < r.To {
			if k, ok := f.joins[x.words(r.From, r.From+n)]; ok {
				return k, x.Doc.RunSpan(onrecord.Run{From: r.From, To: r.From + n}), n
			}
		}
	}
	for n := longestJoin; n > 0; n-- {
		if r.From-n >= 0 {
			if k, ok := f.joins[x.words(r.From-n, r.From)]; ok {
				return k, x.Doc.RunSpan(onrecord.Run{From: r.From - n, To: r.From}), 0
			}
		}
	}
	return onrecord.CondIf, onrecord.Span{}, 0
}

// limit adds what the sentence shows of limits: in time, in scope, and red lines.
func (f *Finder) limit(x *view, p *onrecord.Position) {
	low, high := x.Doc.TokensIn(p.Span)
	low, high = max(low, x.Sentence.From), min(high, x.Sentence.To)-1
	for _, b := range f.bounds {
		if at, ok := x.phraseIn(low, high, b.words); ok {
			p.TimeBound, p.TimeAt = onrecord.TimeBound(b.value), at
		}
	}
	for _, words := range f.lines {
		if at, ok := x.phraseIn(low, high, words); ok && p.Stance == onrecord.StanceAgainst && p.Firmness >= 4 {
			p.Firmness, p.RedLine, p.RedLineAt = 5, true, at // by the guide "will never accept" is absolute
		}
	}
	for _, c := range f.scopes {
		at, ok := x.phraseIn(low, high, c.words)
		if !ok {
			continue
		}
		if c.value == "rest" {
			_, k := x.Doc.TokensIn(at)
			for k <= high && x.Doc.Tokens[k].Tag != "PUNCT" {
				at.End = x.Doc.Tokens[k].End
				k++
			}
		}
		p.Scope = append(p.Scope, at)
	}
}

// group numbers positions on one matter: those that share a noun or verb of their issues.
func group(d *onrecord.Document) {
	first := map[string]int{} // by lemma, the group of the first position that has it
	groups := 0
	for i := range d.Positions {
		p := &d.Positions[i]
		lemmas := contentLemmas(d, p)
		for _, l := range lemmas {
			if g := first[l]; g != 0 && (p.Group == 0 || g < p.Group) {
				p.Group = g
			}
		}
		if p.Group == 0 {
			groups++
			p.Group = groups
		}
		for _, l := range lemmas {
			if first[l] == 0 {
				first[l] = p.Group
			}
		}
	}
}

// contentLemmas are the nouns and verbs of a matter.
func contentLemmas(d *onrecord.Document, p *onrecord.Position) []string {
	var out []string
	for _, s := range p.IssueSpans {
		first, end := d.TokensIn(s)
		for _, t := range d.Tokens[first:end] {
			if t.Tag == "NOUN" || t.Tag == "VERB" {
				out = append(out, t.Lemma)
			}
		}
	}
	return out
}

// strain marks positions of one actor on one matter that are for and against.
func strain(d *onrecord.Document) {
	type matter struct {
		group  int
		actor  onrecord.EntityID
		stance onrecord.Stance
	}
	held := map[matter][]int{} // those that may still be set against another
	against := map[onrecord.Stance]onrecord.Stance{onrecord.StanceFor: onrecord.StanceAgainst, onrecord.StanceAgainst: onrecord.StanceFor}
	for i := range d.Positions {
		a := &d.Positions[i]
		if len(a.Actor) == 0 || a.Actor[0].Entity == 0 || against[a.Stance] == "" {
			continue
		}
		m := matter{a.Group, a.Actor[0].Entity, against[a.Stance]}
		open := held[m]
		for _, j := range open[:min(len(open), mostTension)] {
			b := &d.Positions[j]
			a.Tension = append(a.Tension, onrecord.PositionID(j+1))
			b.Tension = append(b.Tension, onrecord.PositionID(i+1))
		}
		held[m] = withoutTense(d, open)
		if m.stance = a.Stance; len(a.Tension) < mostTension {
			held[m] = append(held[m], i)
		}
	}
}

// withoutTense leaves out those of the first positions that are set against as many as may be.
func withoutTense(d *onrecord.Document, held []int) []int {
	n := min(len(held), mostTension)
	to := n
	for k := n - 1; k >= 0; k-- {
		if len(d.Positions[held[k]].Tension) < mostTension {
			to--
			held[to] = held[k]
		}
	}
	return held[to:]
}

// mostTension bounds the positions that are set against one.
const mostTension = 20

// apart leaves out spans that overlap the one before.
func apart(all []onrecord.Span) []onrecord.Span {
	out := all[:1]
	for _, s := range all[1:] {
		if s.Start >= out[len(out)-1].End {
			out = append(out, s)
		}
	}
	return out
}

// inLine is the words of some spans in one line.
func (x *view) inLine(spans []onrecord.Span) string {
	var out []string
	for _, s := range spans {
		out = append(out, onrecord.OneLine(x.Doc.In(s)))
	}
	return strings.Join(out, " ")
}
