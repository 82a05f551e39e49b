package eval

import (
	"cmp"
	"fmt"
	"slices"

	"onrecord"
	"onrecord/internal/lab/corpus"
)

// SameContent is the least Jaccard index of two contents' tokens at which they count as the same content.
const SameContent = 0.5

// AttributionScorer measures attributions. It knows the corpus's words, so as to tell a name at the start of a
// sentence from any other word there. It is safe for use by several goroutines.
//
// The figures:
//
//	exact     a role mention is the set of its tidied spans, each set counted once an article
//	overlap   a mention counts when it shares a token with some mention of that role on the other side
//	token     the tokens that carry the role
//	content, content+source, triple
//	          an attribution counts when the Jaccard index of the contents' tokens is at least [SameContent] (and
//	          the sources, and the cues, share a token or are both missing); one to one, best first
//	whole     an attribution counts when all three roles share a token (overlap), or are the same but for marks at
//	          their edges (exact); one to one, longest shared cue and content first
//
// Direct attributions have more than half of their content's words in double quotation marks; mixed is the part of
// the indirect ones that has any. Slices by source go by the look of its words alone.
type AttributionScorer struct {
	Outermost bool // leave out the system's attributions inside another's content, as PolNeAR's annotators did
	casing    casing
}

// NewAttributionScorer makes a scorer for a corpus.
func NewAttributionScorer(gold []corpus.Article) *AttributionScorer {
	s := &AttributionScorer{casing: casing{}}
	for i := range gold {
		if i == 0 || gold[i].ID != gold[i-1].ID {
			s.casing.learn(gold[i].Text)
		}
	}
	return s
}

// wholes are the measures of whole attributions, in the order in which they are shown.
var wholes = []struct {
	name string
	ok   func(g, s *drawn) bool
}{
	{"content", func(g, s *drawn) bool { return true }},
	{"content+source", func(g, s *drawn) bool { return g.meets(s, source) }},
	{"triple", func(g, s *drawn) bool { return g.meets(s, source) && g.meets(s, cue) }},
}

// slicesOf are the parts of the attributions that are measured apart.
var slicesOf = []struct {
	name string
	in   func(d *drawn) bool
}{
	{"all", func(d *drawn) bool { return true }},
	{"direct", func(d *drawn) bool { return d.quoted > 0.5 }},
	{"indirect", func(d *drawn) bool { return d.quoted <= 0.5 }},
	{"mixed", func(d *drawn) bool { return 0 < d.quoted && d.quoted <= 0.5 }},
	{"no source", func(d *drawn) bool { return len(d.tokens[source]) == 0 }},
	{"discontinuous", func(d *drawn) bool { return len(d.spans[content]) > 1 }},
	{"named source", func(d *drawn) bool { return d.form == formNamed }},
	{"pronoun source", func(d *drawn) bool { return d.form == formPronoun }},
	{"unnamed source", func(d *drawn) bool { return d.form == formUnnamed || d.form == formAnonymous }},
	{"anonymous source", func(d *drawn) bool { return d.form == formAnonymous }},
}

// AttributionMeasures lists every measure of attributions in the order in which it is shown.
func AttributionMeasures() []Measure {
	var out []Measure
	for _, name := range []string{"exact", "overlap", "token"} {
		for _, role := range roleNames {
			out = append(out, Measure{name, role})
		}
	}
	for _, w := range wholes {
		for _, s := range slicesOf {
			out = append(out, Measure{w.name, s.name})
		}
	}
	return append(out, Measure{"whole", "overlap"}, Measure{"whole", "exact"})
}

// Score measures what a system found in one article. An error means that a span lies outside the text.
func (s *AttributionScorer) Score(gold corpus.Article, system []corpus.Attribution) (Sheet, error) {
	p := newPage(gold.Text, gold.Discard)
	g, err := s.draw(p, gold.Attributions)
	if err != nil {
		return nil, fmt.Errorf("score attributions: gold of %s: %w", gold.ID, err)
	}
	f, err := s.draw(p, system)
	if err != nil {
		return nil, fmt.Errorf("score attributions: findings in %s: %w", gold.ID, err)
	}
	if s.Outermost {
		f = outermost(f)
	}
	sheet := Sheet{}
	for r := range roles {
		scoreRole(sheet, r, g, f)
	}
	for _, w := range wholes {
		inGold, inSystem := pair(g, f, w.ok)
		for _, sl := range slicesOf {
			sheet.add(Measure{w.name, sl.name}, sliced(g, f, inGold, inSystem, sl.in))
		}
	}
	overlap, exact := p.scoreWhole(g, f)
	sheet.add(Measure{"whole", "overlap"}, counted(overlap, len(f), len(g)))
	sheet.add(Measure{"whole", "exact"}, counted(exact, len(f), len(g)))
	return sheet, nil
}

func (s *AttributionScorer) draw(p *page, list []corpus.Attribution) ([]drawn, error) {
	out, err := p.draw(list)
	for i := range out {
		out[i].form = s.casing.sourceForm(p, out[i].spans[source])
	}
	return out, err
}

// scoreRole adds exact, overlap and token figures of one role.
func scoreRole(sheet Sheet, role int, gold, system []drawn) {
	g, s := mentions(gold, role), mentions(system, role)
	gTokens, sTokens := tokensOf(g), tokensOf(s)
	exact := 0
	for _, m := range s {
		if slices.ContainsFunc(g, func(o mention) bool { return slices.Equal(m.spans, o.spans) }) {
			exact++
		}
	}
	name := roleNames[role]
	sheet.add(Measure{"exact", name}, counted(exact, len(s), len(g)))
	sheet.add(Measure{"overlap", name}, Counts{touching(s, gTokens), len(s), touching(g, sTokens), len(g)})
	sheet.add(Measure{"token", name}, counted(common(gTokens, sTokens), len(sTokens), len(gTokens)))
}

// mention is one set of spans that carries a role; several attributions may share it.
type mention struct {
	spans  []onrecord.Span
	tokens []int
}

func mentions(list []drawn, role int) []mention {
	var out []mention
	for i := range list {
		d := &list[i]
		if len(d.tokens[role]) > 0 {
			out = append(out, mention{d.spans[role], d.tokens[role]})
		}
	}
	bySpans := func(a, b mention) int { return slices.CompareFunc(a.spans, b.spans, bySpan) }
	slices.SortFunc(out, bySpans)
	return slices.CompactFunc(out, func(a, b mention) bool { return bySpans(a, b) == 0 })
}

func tokensOf(list []mention) []int {
	lists := make([][]int, len(list))
	for i, m := range list {
		lists[i] = m.tokens
	}
	return union(lists...)
}

func touching(list []mention, tokens []int) int {
	n := 0
	for _, m := range list {
		if common(m.tokens, tokens) > 0 {
			n++
		}
	}
	return n
}

// pair ties gold to found attributions one to one, those with the most alike contents first, as long as ok says that
// the rest agrees too. The results map an index of one side to its partner on the other, -1 for none.
func pair(gold, system []drawn, ok func(g, s *drawn) bool) (ofGold, ofSystem []int) {
	type match struct {
		gold, system int
		alike        float64
	}
	var matches []match
	for i := range gold {
		for j := range system {
			alike := jaccard(gold[i].tokens[content], system[j].tokens[content])
			if alike >= SameContent && ok(&gold[i], &system[j]) {
				matches = append(matches, match{i, j, alike})
			}
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int { return cmp.Compare(b.alike, a.alike) })
	ofGold, ofSystem = unpaired(len(gold)), unpaired(len(system))
	for _, m := range matches {
		if ofGold[m.gold] < 0 && ofSystem[m.system] < 0 {
			ofGold[m.gold], ofSystem[m.system] = m.system, m.gold
		}
	}
	return ofGold, ofSystem
}

func unpaired(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

// sliced counts the paired ones among those that belong to a slice, on each side by its own look.
func sliced(gold, system []drawn, ofGold, ofSystem []int, in func(*drawn) bool) Counts {
	var c Counts
	for i := range gold {
		if in(&gold[i]) {
			c.Gold++
			if ofGold[i] >= 0 {
				c.FoundGold++
			}
		}
	}
	for i := range system {
		if in(&system[i]) {
			c.System++
			if ofSystem[i] >= 0 {
				c.FoundSystem++
			}
		}
	}
	return c
}

// scoreWhole counts whole attributions that overlap in every role, and those of them that are the same.
func (p *page) scoreWhole(gold, system []drawn) (overlap, exact int) {
	type match struct{ gold, system, shared int }
	var matches []match
	for j := range system {
		for i := range gold {
			c := common(gold[i].tokens[cue], system[j].tokens[cue])
			k := common(gold[i].tokens[content], system[j].tokens[content])
			if c > 0 && k > 0 {
				matches = append(matches, match{i, j, c*1000 + k})
			}
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int { return b.shared - a.shared })
	ofGold, ofSystem := unpaired(len(gold)), unpaired(len(system))
	for _, m := range matches {
		if ofGold[m.gold] >= 0 || ofSystem[m.system] >= 0 {
			continue
		}
		ofGold[m.gold], ofSystem[m.system] = m.system, m.gold
		if g, s := &gold[m.gold], &system[m.system]; g.meets(s, source) {
			overlap++
			if p.same(g, s) {
				exact++
			}
		}
	}
	return overlap, exact
}

// same tells whether every role covers the same tokens, marks at the edges of its pieces aside.
func (p *page) same(a, b *drawn) bool {
	for r := range roles {
		if !slices.Equal(p.core(a.spans[r]), p.core(b.spans[r])) {
			return false
		}
	}
	return true
}

// core lists the tokens of spans without the marks at the edges of each.
func (p *page) core(spans []onrecord.Span) []int {
	var out []int
	for _, s := range spans {
		tokens := p.in([]onrecord.Span{s})
		first := slices.IndexFunc(tokens, func(i int) bool { return p.word[i] })
		if first < 0 {
			out = append(out, tokens...)
			continue
		}
		last := len(tokens)
		for !p.word[tokens[last-1]] {
			last--
		}
		out = append(out, tokens[first:last]...)
	}
	return out
}

// Found lists a report's attributions as the scorers take them.
func Found(d *onrecord.Document) []corpus.Attribution {
	out := make([]corpus.Attribution, len(d.Attributions))
	for i := range d.Attributions {
		a := &d.Attributions[i]
		out[i] = corpus.Attribution{ID: fmt.Sprintf("%d", i+1), Source: a.Source.Spans, Content: a.Content}
		if !a.Cue.Empty() {
			out[i].Cue = []onrecord.Span{a.Cue}
		}
	}
	return out
}
