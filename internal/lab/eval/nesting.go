package eval

import (
	"fmt"

	"onrecord"
	"onrecord/internal/lab/corpus"
)

// nestingRules are what an attribution of GUM must agree in. Sources are head words there, so that one counts when it
// overlaps, and a third of the cues are not marked.
var nestingRules = []struct {
	name string
	ok   func(g, s *drawn) bool
}{
	{"content", func(g, s *drawn) bool { return true }},
	{"content+source", func(g, s *drawn) bool { return g.meets(s, source) }},
	{"triple where a cue is marked", func(g, s *drawn) bool {
		return g.meets(s, source) && (len(g.tokens[cue]) == 0 || g.meets(s, cue))
	}},
}

// The slices of nesting.
const (
	nestAll    = "all"
	nestDeep   = "nested"
	nestNews   = "news and interview"
	nestParent = "nested, in the right one"
)

// nesting measures GUM, whose attributions nest: all of them, and those inside another's content.
func (e *evaluation) nesting() error {
	for _, split := range []string{"dev", "train"} {
		if err := e.nestingOf(split, "GUM "+split, "attribution, nested"); err != nil {
			return err
		}
	}
	return nil
}

func (e *evaluation) nestingOf(split, name, layer string) error {
	gold, err := e.dir.Attributions("gum", split)
	if err != nil {
		return e.absent(err, name, layer)
	}
	tally := make(Tally, len(gold))
	if err := e.each(len(gold), func(i int) error {
		d := &onrecord.Document{ID: gold[i].ID, Text: gold[i].Text}
		err := e.Read(d)
		if err == nil {
			tally[i], err = ScoreNesting(gold[i], Found(d), Parents(d))
		}
		return err
	}); err != nil {
		return err
	}
	note := ""
	if split == "train" {
		note = "its trees and pronouns were trained on; the larger sample"
	}
	e.rows(name, layer, note, tally, NestingMeasures())
	return nil
}

// NestingMeasures lists the measures of nesting in the order in which they are shown.
func NestingMeasures() []Measure {
	var out []Measure
	for _, slice := range []string{nestAll, nestNews, nestDeep} {
		for _, r := range nestingRules {
			out = append(out, Measure{r.name, slice})
		}
	}
	return append(out, Measure{"content+source", nestParent})
}

// Parents lists, for each attribution of a report, the index of the one whose content holds it, -1 for none.
func Parents(d *onrecord.Document) []int {
	out := make([]int, len(d.Attributions))
	for i := range d.Attributions {
		out[i] = int(d.Attributions[i].Within) - 1
	}
	return out
}

// ScoreNesting compares attributions that may lie inside another's content. Parents holds the index in system of the
// one that holds each, -1 for none. On the slice "nested", recall is over the gold ones inside another's content and
// precision over the system's own; on "nested, in the right one", recall is over the same gold and precision over
// those of them that were found: they are right when the system's parent has the content and the source of the gold's parent.
func ScoreNesting(gold corpus.Article, system []corpus.Attribution, parents []int) (Sheet, error) {
	p := newPage(gold.Text, gold.Discard)
	want, err := p.draw(gold.Attributions)
	if err != nil {
		return nil, fmt.Errorf("score nesting: gold of %s: %w", gold.ID, err)
	}
	got, err := p.draw(system)
	if err != nil {
		return nil, fmt.Errorf("score nesting: findings in %s: %w", gold.ID, err)
	}
	sheet := Sheet{}
	holders := holdersOf(want)
	at := placesOf(got, len(system))
	for _, r := range nestingRules {
		ofGold, ofSystem := pair(want, got, r.ok)
		all := sliced(want, got, ofGold, ofSystem, func(*drawn) bool { return true })
		sheet.add(Measure{r.name, nestAll}, all)
		if gold.Genre == "news" || gold.Genre == "interview" {
			sheet.add(Measure{r.name, nestNews}, all)
		}
		sheet.add(Measure{r.name, nestDeep}, nestedCounts(ofGold, ofSystem, holders, got, parents))
		if r.name == "content+source" {
			sheet.add(Measure{r.name, nestParent}, parentCounts(want, got, ofGold, holders, parents, at))
		}
	}
	return sheet, nil
}

// placesOf maps a place in the system's list to the place among the drawn ones, -1 for what was left out.
func placesOf(got []drawn, n int) []int {
	at := unpaired(n)
	for i := range got {
		at[got[i].number] = i
	}
	return at
}

func nestedCounts(ofGold, ofSystem, holders []int, got []drawn, parents []int) Counts {
	var c Counts
	for i, h := range holders {
		if h >= 0 {
			c.Gold++
			c.FoundGold += one(ofGold[i] >= 0)
		}
	}
	for i := range got {
		if parents[got[i].number] >= 0 {
			c.System++
			c.FoundSystem += one(ofSystem[i] >= 0)
		}
	}
	return c
}

// parentCounts counts the gold ones inside another's content that were found and stand in the right one.
func parentCounts(want, got []drawn, ofGold, holders, parents, at []int) Counts {
	var c Counts
	for i, h := range holders {
		if h < 0 {
			continue
		}
		c.Gold++
		if ofGold[i] < 0 {
			continue
		}
		c.System++
		parent := parents[got[ofGold[i]].number]
		if parent < 0 || at[parent] < 0 {
			continue
		}
		outer, holder := &want[h], &got[at[parent]]
		alike := jaccard(outer.tokens[content], holder.tokens[content])
		right := one(alike >= SameContent && outer.meets(holder, source))
		c.FoundGold += right
		c.FoundSystem += right
	}
	return c
}

// holdersOf finds, for each attribution, the one with the shortest content that holds all of its tokens, -1 for none.
// What has no cue holds nothing: in GUM these are by-lines and speakers' names, to whom the whole text is attributed.
func holdersOf(all []drawn) []int {
	out := unpaired(len(all))
	for i := range all {
		mine := all[i].extent()
		for j := range all {
			longer := len(all[j].tokens[content]) > len(all[i].tokens[content])
			if i == j || !longer || len(all[j].tokens[cue]) == 0 || common(mine, all[j].tokens[content]) < len(mine) {
				continue
			}
			if out[i] < 0 || len(all[j].tokens[content]) < len(all[out[i]].tokens[content]) {
				out[i] = j
			}
		}
	}
	return out
}
