package eval

import (
	"slices"

	"onrecord"
)

// scorePositions pairs positions by their actors and by cues or issue that meet.
func scorePositions(g *goldReport, d *onrecord.Document, s Sheet, word map[string]onrecord.AttributionID, say tell) []firmnessPair {
	pairs := match(len(g.positions), len(d.Positions), func(i, k int) int {
		x, y := &g.positions[i], &d.Positions[k]
		n := shared(x.cues, y.FirmnessCues) + shared(x.cues, y.StanceCues) + shared(x.issue, y.IssueSpans)
		if n == 0 || !sameParty(d, x.actor, y.Actor) {
			return 0
		}
		if direction(string(y.Stance)) == direction(x.Stance) {
			n += 1000
		}
		return n
	})
	s.found("actor and place", pairs, len(d.Positions))
	same := make([]int, len(pairs))
	var firm []firmnessPair
	conditions, ours := 0, 0
	for k := range d.Positions {
		ours += len(d.Positions[k].Conditions)
	}
	wanted := 0
	for i, k := range pairs {
		same[i] = -1
		x := &g.positions[i]
		wanted += len(x.conditions)
		if k < 0 {
			say("%s: position %s not found: %q %s %d %q", g.name, x.ID, x.Actor, x.Stance, x.Firmness, x.Issue)
			continue
		}
		y := &d.Positions[k]
		if direction(string(y.Stance)) == direction(x.Stance) {
			same[i] = k
		} else {
			say("%s: position %s: %s, we say %s", g.name, x.ID, x.Stance, y.Stance)
		}
		if y.Firmness != x.Firmness {
			say("%s: position %s: firmness %d, we say %d", g.name, x.ID, x.Firmness, y.Firmness)
		}
		firm = append(firm, firmnessPair{x.Firmness, y.Firmness})
		s.hit("firmness within one step", abs(x.Firmness-y.Firmness) <= 1)
		s.hit("firmness exact", x.Firmness == y.Firmness)
		s.hit("red line", x.RedLine == y.RedLine)
		s.hit("on whose word, positions", sameWord(x.Word, y.OnWordOf, word))
		conditions += sameConditions(x, y)
		if sameConditions(x, y) < len(x.conditions) || len(y.Conditions) > len(x.conditions) {
			say("%s: position %s: conditions %v, we say %d", g.name, x.ID, x.Conditions, len(y.Conditions))
		}
	}
	s.add(Measure{Name: "conditions"}, counted(conditions, ours, wanted))
	s.found("stance and actor", same, len(d.Positions))
	for k := range d.Positions {
		if !slices.Contains(pairs, k) {
			y := &d.Positions[k]
			say("%s: no position: %q %s %d %q (%s)", g.name, texts(d, y.Actor), y.Stance, y.Firmness, d.In(y.Span), y.By)
		}
	}
	return firm
}

// direction is what a stance says of the side taken: a stance with a condition is the stance and the condition, which is
// counted by itself, and neutral and ambiguous both take no side.
func direction(stance string) string {
	switch onrecord.Stance(stance) {
	case onrecord.StanceConditionalFor:
		return string(onrecord.StanceFor)
	case onrecord.StanceConditionalAgainst:
		return string(onrecord.StanceAgainst)
	case onrecord.StanceAmbiguous:
		return string(onrecord.StanceNoSide)
	}
	return stance
}

// sameConditions counts the conditions of the gold that ours answers in kind and in half of the words.
func sameConditions(x *goldPosition, y *onrecord.Position) int {
	n := 0
	for i := range x.conditions {
		for _, c := range y.Conditions {
			if string(c.Kind) == x.Conditions[i].Kind && halves(x.conditions[i:i+1], []onrecord.Span{c.Span}) {
				n++
				break
			}
		}
	}
	return n
}

// levels is how many steps of firmness there are.
const levels = 6

// kappa is Cohen's kappa of firmness with quadratic weights (Cohen 1968): 1 is full agreement, 0 what chance gives.
func kappa(pairs []firmnessPair) float64 {
	var gold, ours [levels]float64
	n := 0.0
	var both [levels][levels]float64
	for _, p := range pairs {
		if p.want < 0 || p.want >= levels || p.got < 0 || p.got >= levels {
			continue
		}
		both[p.want][p.got]++
		gold[p.want]++
		ours[p.got]++
		n++
	}
	apart, chance := 0.0, 0.0
	for i := range levels {
		for k := range levels {
			w := float64((i - k) * (i - k))
			apart += w * both[i][k]
			chance += w * gold[i] * ours[k] / max(n, 1)
		}
	}
	if chance == 0 {
		return 0
	}
	return 1 - apart/chance
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
