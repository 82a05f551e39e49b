package eval

import (
	"fmt"
	"strings"

	"onrecord"
	"onrecord/internal/lab/corpus"
)

// realCounts are the counts of one report, or of many, by the names that they have in score_gold.py.
type realCounts map[string]float64

func (c realCounts) hit(name string, ok bool) { c[name] += float64(one(ok)) }

// figure is a share of what was hit. Of two totals, the system's and the gold's, it is the F1.
type figure struct {
	layer, name, hits string
	of                []string
}

// realFigures are all figures in the order of score_gold.py, which defines them; docs/annotation.md has them in words.
var realFigures = []figure{
	{"statements", "statements", "sm", []string{"ss", "sg"}},
	{"statements", "st_P", "sm", []string{"ss"}},
	{"statements", "st_R", "sm", []string{"sg"}},
	{"statements", "who", "who", []string{"sm"}},
	{"statements", "nested", "nm", []string{"ng"}},
	{"statements", "tied", "pt", []string{"ng"}},
	{"statements", "kind", "source_kind", []string{"source_kind_n"}},
	{"statements", "naming", "naming", []string{"naming_n"}},
	{"statements", "type", "type", []string{"type_n"}},
	{"statements", "form", "form", []string{"form_n"}},
	{"statements", "resolved", "rm", []string{"rg"}},
	{"events", "events", "em", []string{"es", "eg"}},
	{"events", "ev_P", "em", []string{"es"}},
	{"events", "ev_R", "em", []string{"eg"}},
	{"events", "root_actor", "era", []string{"es", "eg"}},
	{"events", "root", "eroot", []string{"em"}},
	{"events", "actor", "eact", []string{"em"}},
	{"events", "recipient", "erec", []string{"em"}},
	{"events", "status", "est", []string{"em"}},
	{"events", "word", "eword", []string{"em"}},
	{"positions", "positions", "pm", []string{"ps", "pg"}},
	{"positions", "po_P", "pm", []string{"ps"}},
	{"positions", "po_R", "pm", []string{"pg"}},
	{"positions", "usable", "puse", []string{"ps", "pg"}},
	{"positions", "issue", "piss", []string{"pm"}},
	{"positions", "stance", "pst", []string{"pm"}},
	{"positions", "firmness", "pfi", []string{"pm"}},
	{"positions", "conditions", "cm", []string{"cs", "cg"}},
}

// confidenceSteps is into how many steps confidences are cut to see how many of the findings of each are right.
const confidenceSteps = 5

// reliability are the shares of findings that are right by what the reader says of its confidence, which should be alike: of
// statements those of the right mouth, of events those of the right root and actor, of positions those that are usable.
var reliability = func() (out []figure) {
	for _, layer := range []string{"statements", "events", "positions"} {
		for k := range confidenceSteps {
			key := fmt.Sprintf("%s %d", layer, k)
			out = append(out, figure{layer + ", by confidence", fmt.Sprintf("%.1f to %.1f", float64(k)/confidenceSteps, float64(k+1)/confidenceSteps),
				key + " right", []string{key}})
		}
	}
	return out
}()

// judge counts findings of ours by confidence; right tells which of them are.
func (s *realScorer) judge(layer string, confidences []float64, right map[int]bool) {
	for k, c := range confidences {
		key := fmt.Sprintf("%s %d", layer, min(int(c*confidenceSteps), confidenceSteps-1))
		s.counts[key]++
		s.counts[key+" said"] += c
		s.counts.hit(key+" right", right[k])
	}
}

// total is what the figure is a share of.
func (f figure) total(c realCounts) float64 {
	n := 0.0
	for _, name := range f.of {
		n += c[name]
	}
	return n
}

// score is the figure; 0 where there is nothing that it could be a share of.
func (f figure) score(c realCounts) float64 {
	n := f.total(c)
	if n == 0 {
		return 0
	}
	return float64(len(f.of)) * c[f.hits] / n
}

// realScorer compares an answer with the gold of a report, all in code points.
type realScorer struct {
	gold   *corpus.GoldReport
	ours   *answer
	text   []rune
	points []int // code points before each byte of the text; nil for ASCII
	counts realCounts
	say    tell

	statements     []int          // ours by the gold's statements, -1 for none
	goldAt, ourAt  map[string]int // places of statements by id
	goldStatements []goldPieces
}

// goldPieces are the spans of a statement of the gold in code points.
type goldPieces struct{ source, cue, content, resolvesTo pieces }

// scoreReal counts what the figures are worked out from, and tells where gold and answer differ.
func scoreReal(g *corpus.GoldReport, a *answer, say tell) realCounts {
	s := &realScorer{gold: g, ours: a, text: []rune(g.Text), counts: realCounts{}, goldAt: map[string]int{}, ourAt: map[string]int{}, say: say}
	if len(s.text) < len(g.Text) {
		s.points = make([]int, len(g.Text)+1)
		n := 0
		for i := range g.Text {
			s.points[i] = n
			n++
		}
		s.points[len(g.Text)] = n
	}
	s.scoreStatements()
	s.scoreEvents()
	s.scorePositions()
	return s.counts
}

// pieces turns spans of bytes, whose ends lie on the edges of characters.
func (s *realScorer) pieces(spans []onrecord.Span) pieces {
	var out pieces
	for _, x := range spans {
		if s.points != nil {
			x.Start, x.End = s.points[x.Start], s.points[x.End]
		}
		out = append(out, [2]int{x.Start, x.End})
	}
	return out
}

// starts are where the words within the pieces begin, and with marks also every other character that is not white space. A
// word that a piece cuts begins where the piece does.
func (s *realScorer) starts(p pieces, marks bool) []int {
	var lists [][]int
	for _, x := range p {
		var list []int
		open := false
		for i := max(0, x[0]); i < min(x[1], len(s.text)); i++ {
			r := s.text[i]
			w := isWord(r)
			if w && !open || marks && !w && !isSpace(r) {
				list = append(list, i)
			}
			open = w
		}
		lists = append(lists, list)
	}
	return union(lists...)
}

// in is what stands in the pieces.
func (s *realScorer) in(p pieces) string {
	var out []string
	for _, x := range p {
		from, to := max(0, x[0]), min(x[1], len(s.text))
		out = append(out, strings.Join(strings.Fields(string(s.text[min(from, to):to])), " "))
	}
	return strings.Join(out, " … ")
}

// tell writes a line for whoever works on these reports; the first word is the layer: st, ev, po or kind.
func (s *realScorer) tell(layer, format string, args ...any) {
	s.say("%s %s: %s", layer, s.gold.File, fmt.Sprintf(format, args...))
}

// scoreStatements pairs statements one to one whose contents share half of their tokens and whose cues or sources meet, or
// which both have no source.
func (s *realScorer) scoreStatements() {
	gold, ours, c := s.gold.Statements, s.ours.Attributions, s.counts
	goldTokens, ourTokens := make([][]int, len(gold)), make([][]int, len(ours))
	for i := range gold {
		x := &gold[i]
		s.goldStatements = append(s.goldStatements, goldPieces{s.pieces(x.Source), s.pieces(x.Cue), s.pieces(x.Content), s.pieces(x.ResolvesTo)})
		goldTokens[i] = s.starts(s.goldStatements[i].content, true)
		s.goldAt[x.ID] = i
	}
	for k := range ours {
		ourTokens[k] = s.starts(ours[k].Content, true)
		s.ourAt[ours[k].ID] = k
	}
	s.statements = match(len(gold), len(ours), func(i, k int) float64 {
		x := &s.goldStatements[i]
		j := jaccard(goldTokens[i], ourTokens[k])
		cue, source := one(x.cue.meet(ours[k].Cue)), one(x.source.answers(ours[k].Source))
		if j < .5 || cue+source == 0 {
			return 0
		}
		return j + float64(cue) + float64(source)
	})
	c["sg"], c["ss"] = float64(len(gold)), float64(len(ours))
	right := map[int]bool{}
	for i, k := range s.statements {
		c.hit("ng", gold[i].Parent != "")
		if k < 0 {
			x := &s.goldStatements[i]
			s.tell("st", "missed %s: %s | %s | %s", gold[i].ID, s.in(x.source), s.in(x.cue), s.in(x.content))
			continue
		}
		c["sm"]++
		s.scoreStatement(i, k)
		right[k] = s.goldStatements[i].source.answers(ours[k].Source)
	}
	s.judge("statements", confidences(ours, func(a *answerStatement) float64 { return a.Confidence }), right)
	s.extra("st", s.statements, len(ours), func(k int) string {
		return fmt.Sprintf("%s | %s | %s", s.in(ours[k].Source), s.in(ours[k].Cue), s.in(ours[k].Content))
	})
}

// scoreStatement counts what a statement of ours says of the one of the gold that it answers.
func (s *realScorer) scoreStatement(i, k int) {
	x, p, y, c := &s.gold.Statements[i], &s.goldStatements[i], &s.ours.Attributions[k], s.counts
	c.hit("who", p.source.answers(y.Source))
	for _, axis := range []struct{ name, gold, ours string }{{"source_kind", x.Kind, y.Kind}, {"naming", x.Naming, y.Naming}, {"type", x.Type, y.Type}, {"form", x.Form, y.Form}} {
		if axis.gold == "" {
			continue
		}
		c[axis.name+"_n"]++
		c.hit(axis.name, axis.gold == axis.ours)
		if axis.gold != axis.ours {
			s.tell("kind", "%s %s %s, we say %s: %s | %s", x.ID, axis.name, axis.gold, axis.ours, s.in(p.source), s.in(p.cue))
		}
	}
	if len(p.resolvesTo) > 0 {
		c["rg"]++
		c.hit("rm", p.resolvesTo.meet(y.ResolvesTo))
	}
	if x.Parent == "" {
		return
	}
	c["nm"]++
	outer := s.answerTo(x.Parent)
	c.hit("pt", outer >= 0 && outer == at(s.ourAt, y.Parent))
}

// at is where the statement of an id stands, -1 for nowhere.
func at(places map[string]int, id string) int {
	if i, ok := places[id]; ok {
		return i
	}
	return -1
}

// answerTo is our statement that answers the gold's of an id, -1 for none.
func (s *realScorer) answerTo(id string) int {
	if i := at(s.goldAt, id); i >= 0 {
		return s.statements[i]
	}
	return -1
}

// extra tells of ours that answer nothing in the gold.
func (s *realScorer) extra(layer string, pairs []int, ours int, words func(k int) string) {
	used := make([]bool, ours)
	for _, k := range pairs {
		if k >= 0 {
			used[k] = true
		}
	}
	for k := range ours {
		if !used[k] {
			s.tell(layer, "extra: %s", words(k))
		}
	}
}

// scoreEvents pairs events one to one whose triggers meet, equal roots first, then equal actors.
func (s *realScorer) scoreEvents() {
	gold, ours, c := s.gold.Events, s.ours.Events, s.counts
	triggers, actors := make([]pieces, len(gold)), make([]pieces, len(gold))
	for i := range gold {
		triggers[i], actors[i] = s.pieces(gold[i].Trigger), s.pieces(gold[i].Actor)
	}
	pairs := match(len(gold), len(ours), func(i, k int) float64 {
		if !triggers[i].meet(ours[k].Trigger) {
			return 0
		}
		return float64(1 + 2*one(gold[i].Root == ours[k].Root) + one(actors[i].answers(ours[k].actor())))
	})
	c["eg"], c["es"] = float64(len(gold)), float64(len(ours))
	right := map[int]bool{}
	for i, k := range pairs {
		x := &gold[i]
		if k < 0 {
			s.tell("ev", "missed %s: %s | %s | %s", x.ID, x.Root, s.in(actors[i]), s.in(triggers[i]))
			continue
		}
		y := &ours[k]
		root, actor := x.Root == y.Root, actors[i].answers(y.actor())
		right[k] = root && actor
		c["em"]++
		c.hit("eroot", root)
		c.hit("eact", actor)
		c.hit("era", root && actor)
		c.hit("erec", s.pieces(x.Recipient).answers(y.recipient()))
		c.hit("est", realStatus[x.Status] == y.status())
		c.hit("eword", (x.Word == "") == (y.Word == "") && (x.Word == "" || s.answerTo(x.Word) == at(s.ourAt, y.Word)))
		if !root || !actor {
			s.tell("ev", "differs %s: %s | %s | %s, we say %s | %s", x.ID, x.Root, s.in(actors[i]), s.in(triggers[i]), y.Root, s.in(y.actor()))
		}
	}
	s.judge("events", confidences(ours, func(a *answerEvent) float64 { return a.Confidence }), right)
	s.extra("ev", pairs, len(ours), func(k int) string {
		return fmt.Sprintf("%s | %s | %s", ours[k].Root, s.in(ours[k].actor()), s.in(ours[k].Trigger))
	})
}

// confidences are those of findings.
func confidences[T any](findings []T, of func(*T) float64) []float64 {
	out := make([]float64, len(findings))
	for k := range findings {
		out[k] = of(&findings[k])
	}
	return out
}

// standing is what pairs a position: its holder, the words of its span and of its issue.
type standing struct {
	actor, is, issue      pieces
	spanWords, issueWords []int
}

// scorePositions pairs positions one to one whose spans share a third of the smaller's words and whose holders meet, in
// these words or in the fuller mention.
func (s *realScorer) scorePositions() {
	gold, ours, c := s.gold.Positions, s.ours.Positions, s.counts
	x, y := make([]standing, len(gold)), make([]standing, len(ours))
	for i := range gold {
		g := &gold[i]
		x[i] = s.standing(s.pieces(g.Actor), s.pieces(g.ActorIs), s.pieces(g.Span), s.pieces(g.Issue))
		c["cg"] += float64(len(g.Conditions))
	}
	for k := range ours {
		o := &ours[k]
		y[k] = s.standing(o.actor(), o.ActorIs, o.Span, o.issue())
		c["cs"] += float64(len(o.Conditions))
	}
	pairs := match(len(gold), len(ours), func(i, k int) float64 {
		a, b := &x[i], &y[k]
		n, less := common(a.spanWords, b.spanWords), min(len(a.spanWords), len(b.spanWords))
		if less == 0 || float64(n) < max(1, float64(less)/3) || !a.sameHolder(b) {
			return 0
		}
		return 1 + jaccard(a.spanWords, b.spanWords) + float64(one(sameSide(gold[i].Stance, ours[k].Stance)))
	})
	c["pg"], c["ps"] = float64(len(gold)), float64(len(ours))
	right := map[int]bool{}
	for i, k := range pairs {
		g := &gold[i]
		if k < 0 {
			s.tell("po", "missed %s: %s %d | %s | %s | %s", g.ID, g.Stance, g.Firmness, s.in(x[i].actor), s.in(x[i].issue), g.Proposition)
			continue
		}
		o := &ours[k]
		n := len(x[i].issueWords) + len(y[k].issueWords)
		f := share(2*common(x[i].issueWords, y[k].issueWords), n)
		side := sameSide(g.Stance, o.Stance)
		c["pm"]++
		c["piss"] += f
		c.hit("pst", side)
		c.hit("pfi", abs(g.Firmness-int(o.Firmness)) <= 1)
		c.hit("puse", side && f >= .5)
		right[k] = side && f >= .5
		s.scoreConditions(g, o)
		if !side || f < .5 {
			s.tell("po", "differs %s: %s %d | %s | %s, we say %s %d | %s | %s", g.ID, g.Stance, g.Firmness, s.in(x[i].actor), s.in(x[i].issue),
				o.Stance, int(o.Firmness), s.in(y[k].actor), s.in(y[k].issue))
		}
	}
	s.judge("positions", confidences(ours, func(a *answerPosition) float64 { return a.Confidence }), right)
	s.extra("po", pairs, len(ours), func(k int) string {
		return fmt.Sprintf("%s %d | %s | %s | %s", ours[k].Stance, int(ours[k].Firmness), s.in(y[k].actor), s.in(y[k].issue), s.in(ours[k].Span))
	})
}

func (s *realScorer) standing(actor, is, span, issue pieces) standing {
	return standing{actor, is, issue, s.starts(span, false), s.starts(issue, false)}
}

// sameHolder tells whether the holder of the gold and ours meet, in these words or the one's in the other's fuller mention.
func (g *standing) sameHolder(o *standing) bool {
	return g.actor.answers(o.actor) || g.is.meet(o.actor) || g.actor.meet(o.is)
}

// scoreConditions counts the conditions of the gold that meet any of ours.
func (s *realScorer) scoreConditions(g *corpus.GoldPosition, o *answerPosition) {
	for _, want := range g.Conditions {
		p := s.pieces(want.Span)
		found := false
		for _, got := range o.Conditions {
			found = found || p.meet(got.Span)
		}
		s.counts.hit("cm", found)
		if !found {
			s.tell("po", "condition of %s missed: %s %s", g.ID, want.Kind, s.in(p))
		}
	}
}
