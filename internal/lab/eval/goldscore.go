package eval

import (
	"cmp"
	"slices"

	"onrecord"
)

// tell reports a disagreement to whoever works on the development half.
type tell func(format string, args ...any)

// firmnessPair is a firmness as people gave it and as we do.
type firmnessPair struct{ want, got int }

// scoreGold compares a reading with the gold of its report. The figures' definitions are in docs/annotation.md.
func scoreGold(g *goldReport, d *onrecord.Document, s Sheet, say tell) []firmnessPair {
	word := scoreStatements(g, d, s, say)
	scoreGoldEvents(g, d, s, word, say)
	return scorePositions(g, d, s, word, say)
}

// shared is how many bytes two sets of spans share.
func shared(a, b []onrecord.Span) int {
	n := 0
	for _, x := range a {
		for _, y := range b {
			n += max(0, min(x.End, y.End)-max(x.Start, y.Start))
		}
	}
	return n
}

func length(spans []onrecord.Span) int {
	n := 0
	for _, s := range spans {
		n += s.End - s.Start
	}
	return n
}

// halves tells whether two sets of spans share half of the shorter.
func halves(a, b []onrecord.Span) bool {
	return 2*shared(a, b) >= min(length(a), length(b)) && shared(a, b) > 0
}

// match pairs gold and ours one to one, best first: likeness is 0 where they do not answer each other, and of equal ones the
// first of the gold, then of ours, goes first. It returns ours by gold, -1 for none.
func match[N int | float64](gold, ours int, likeness func(g, o int) N) []int {
	type pair struct {
		like N
		g, o int
	}
	var pairs []pair
	out := make([]int, gold)
	for g := range gold {
		out[g] = -1
		for o := range ours {
			if v := likeness(g, o); v > 0 {
				pairs = append(pairs, pair{v, g, o})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.like, a.like) })
	used := make([]bool, ours)
	for _, p := range pairs {
		if out[p.g] < 0 && !used[p.o] {
			out[p.g], used[p.o] = p.o, true
		}
	}
	return out
}

func (s Sheet) hit(name string, ok bool) { s.add(Measure{Name: name}, counted(one(ok), 1, 1)) }

// found adds precision and recall of a matching.
func (s Sheet) found(name string, matched []int, ours int) {
	n := 0
	for _, o := range matched {
		if o >= 0 {
			n++
		}
	}
	s.add(Measure{Name: name}, counted(n, ours, len(matched)))
}

// scoreStatements pairs statements whose contents share half of the shorter and whose cues or sources meet, and returns
// ours by the id of the gold.
func scoreStatements(g *goldReport, d *onrecord.Document, s Sheet, say tell) map[string]onrecord.AttributionID {
	pairs := match(len(g.statements), len(d.Attributions), func(i, k int) int {
		x, y := &g.statements[i], &d.Attributions[k]
		cues := shared(x.cue, []onrecord.Span{y.Cue}) > 0 || shared(x.source, y.Source.Spans) > 0
		if !cues || !halves(x.content, y.Content) {
			return 0
		}
		return shared(x.content, y.Content) + shared(x.cue, []onrecord.Span{y.Cue}) + shared(x.source, y.Source.Spans)
	})
	s.found("found", pairs, len(d.Attributions))
	ours := map[string]onrecord.AttributionID{}
	for i, k := range pairs {
		if k >= 0 {
			ours[g.statements[i].ID] = onrecord.AttributionID(k + 1)
		}
	}
	for i := range g.statements {
		x := &g.statements[i]
		id := ours[x.ID]
		a := d.Attribution(id)
		if x.Parent != "" {
			s.hit("nested found", a != nil)
			s.hit("nested found in the right one", a != nil && ours[x.Parent] != 0 && a.Within == ours[x.Parent])
		}
		if a == nil {
			say("%s: statement %s not found: %q %q", g.name, x.ID, x.Source, x.Cue)
			continue
		}
		s.hit("source kind", string(a.Source.Kind) == x.Kind)
		s.hit("source naming", string(a.Source.Naming) == x.Naming)
		if string(a.Source.Kind) != x.Kind {
			say("%s: statement %s: %q is %s, we say %s", g.name, x.ID, x.Source, x.Kind, a.Source.Kind)
		}
		if x.Source == "" {
			s.hit("no source kept so", len(a.Source.Spans) == 0)
		}
	}
	for k := range d.Attributions {
		if !slices.Contains(pairs, k) {
			say("%s: not in the gold: %q %q", g.name, d.In(d.Attributions[k].Cue), d.In(d.Attributions[k].Content[0]))
		}
	}
	return ours
}

// sameParty tells whether parties meet, in place or in another mention of the same, or both are untold.
func sameParty(d *onrecord.Document, gold []onrecord.Span, ours []onrecord.Member) bool {
	if len(gold) == 0 || len(ours) == 0 {
		return len(gold) == len(ours)
	}
	if shared(gold, onrecord.MemberSpans(ours)) > 0 {
		return true
	}
	for _, m := range ours {
		if e := d.Entity(m.Entity); e != nil {
			for _, x := range e.Mentions {
				if halves(gold, []onrecord.Span{x.Span}) {
					return true
				}
			}
		}
	}
	return false
}

// sameWord tells whether both stand on the word of the same statement, or both in the outlet's own voice.
func sameWord(gold string, ours onrecord.AttributionID, word map[string]onrecord.AttributionID) bool {
	if gold == "" {
		return ours == 0
	}
	return ours != 0 && word[gold] == ours
}

func scoreGoldEvents(g *goldReport, d *onrecord.Document, s Sheet, word map[string]onrecord.AttributionID, say tell) {
	pairs := match(len(g.events), len(d.Events), func(i, k int) int {
		n := shared(g.events[i].trigger, []onrecord.Span{d.Events[k].Trigger})
		if n > 0 && string(d.Events[k].Root) == g.events[i].Root {
			n += 1000 // where several of ours meet it, the one with its root
		}
		return n
	})
	s.found("trigger", pairs, len(d.Events))
	right := make([]int, len(pairs))
	for i, k := range pairs {
		right[i] = -1
		x := &g.events[i]
		if k < 0 {
			say("%s: event %s not found: %s %q", g.name, x.ID, x.Root, x.Trigger)
			continue
		}
		e := &d.Events[k]
		if string(e.Root) == x.Root && sameParty(d, x.actor, e.Actor) {
			right[i] = k
		} else {
			say("%s: event %s: %s by %q, we say %s by %q", g.name, x.ID, x.Root, x.Actor, e.Root, texts(d, e.Actor))
		}
		s.hit("root of the matched", string(e.Root) == x.Root)
		s.hit("recipient of the matched", sameParty(d, x.recipient, e.Recipient))
		s.hit("on whose word", sameWord(x.Word, e.OnWordOf, word))
		s.hit("status", statusOf(e) == x.Status || x.Status == "ongoing" && statusOf(e) == "happened")
		if statusOf(e) != x.Status {
			say("%s: event %s: %s %s, we say %s (%s)", g.name, x.ID, x.Trigger, x.Status, statusOf(e), e.Fact.Modality)
		}
	}
	s.found("root and actor", right, len(d.Events))
	for k := range d.Events {
		if !slices.Contains(pairs, k) {
			e := &d.Events[k]
			say("%s: no event: %s %q by %q to %q (%s)", g.name, e.Root, d.In(e.Trigger), texts(d, e.Actor), texts(d, e.Recipient), e.By)
		}
	}
}

func texts(d *onrecord.Document, members []onrecord.Member) []string {
	var out []string
	for _, m := range members {
		out = append(out, d.In(m.Span))
	}
	return out
}

// statusOf puts our factuality in the words of the gold. What is agreed, refused or announced has happened by its being
// said, though what it speaks of is to come.
func statusOf(e *onrecord.Event) string {
	words := e.Root == onrecord.RootAgree || e.Root == onrecord.RootReject || e.Root == onrecord.RootConcede || e.Root == onrecord.RootThreaten
	switch m := e.Fact.Modality; {
	case m == onrecord.Hypothetical:
		return "hypothetical"
	case m == onrecord.Possible, m == onrecord.Asked, m == onrecord.Attempted:
		return "possible"
	case words && (m == onrecord.Expected || m == onrecord.Intended):
		return "happened"
	case e.Fact.Polarity == onrecord.Negated:
		return "not_happened"
	case m == onrecord.Expected, m == onrecord.Intended, m == onrecord.Required:
		return "planned"
	}
	return "happened"
}
