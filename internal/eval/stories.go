package eval

import (
	"fmt"
	"strings"

	"onrecord"
	"onrecord/internal/corpus"
)

// attribution measures PolNeAR dev at the outermost level, and one annotator against another beside it.
func (e *evaluation) attribution() error {
	const name, layer = "PolNeAR dev", "attribution, outermost"
	gold, err := e.dir.Attributions("polnear", "dev")
	if err != nil {
		return e.absent(err, name, layer)
	}
	s := NewAttributionScorer(gold)
	s.Outermost = true
	tally, err := e.tally(gold, s)
	if err != nil {
		return err
	}
	human, err := e.humans()
	if err != nil {
		return err
	}
	total := tally.Total()
	for _, m := range AttributionMeasures() {
		row := e.out.add(name, layer, m.String(), total[m])
		row.Low, row.High = tally.Interval(m, 1)
		row.Human = human[m].F()
	}
	return nil
}

func (e *evaluation) tally(gold []corpus.Article, s *AttributionScorer) (Tally, error) {
	tally := make(Tally, len(gold))
	err := e.each(len(gold), func(i int) error {
		d := &onrecord.Document{ID: gold[i].ID, Text: gold[i].Text}
		err := e.Read(d)
		if err == nil {
			tally[i], err = s.Score(gold[i], Found(d))
		}
		return err
	})
	return tally, err
}

// humans scores every annotator of an article against every other.
func (e *evaluation) humans() (Sheet, error) {
	var tally Tally
	for _, split := range []string{"train", "dev"} {
		all, err := e.dir.Annotators(split)
		if err != nil {
			return Sheet{}, nil
		}
		s := NewAttributionScorer(all)
		for i := range all {
			for j := range all {
				if i != j && all[i].ID == all[j].ID {
					sheet, err := s.Score(all[i], all[j].Attributions)
					if err != nil {
						return nil, fmt.Errorf("compare annotators: %w", err)
					}
					tally = append(tally, sheet)
				}
			}
		}
	}
	return tally.Total(), nil
}

// nesting measures GUM dev, whose attributions nest: all of them and those inside another's content. Sources are head
// words there, so a source counts when it overlaps.
func (e *evaluation) nesting() error {
	const name, layer = "GUM dev", "attribution, nested"
	gold, err := e.dir.Attributions("gum", "dev")
	if err != nil {
		return e.absent(err, name, layer)
	}
	measures := []Measure{{"content", "all"}, {"content+source", "all"}, {"triple where a cue is marked", "all"},
		{"content", "nested"}, {"content+source", "nested"}, {"content", "news and interview"}, {"content+source", "news and interview"}}
	tally := make(Tally, len(gold))
	if err := e.each(len(gold), func(i int) error {
		d := &onrecord.Document{ID: gold[i].ID, Text: gold[i].Text}
		if err := e.Read(d); err != nil {
			return err
		}
		sheet, err := scoreNested(gold[i], Found(d))
		tally[i] = sheet
		return err
	}); err != nil {
		return err
	}
	total := tally.Total()
	for _, m := range measures {
		row := e.out.add(name, layer, m.String(), total[m])
		row.Low, row.High = tally.Interval(m, 1)
		if m.Slice == "nested" {
			row.Note = "recall over the gold inside another's content"
		}
	}
	return nil
}

func scoreNested(gold corpus.Article, system []corpus.Attribution) (Sheet, error) {
	p := newPage(gold.Text, gold.Discard)
	want, err := p.draw(gold.Attributions)
	if err != nil {
		return nil, fmt.Errorf("score %s: %w", gold.ID, err)
	}
	got, err := p.draw(system)
	if err != nil {
		return nil, fmt.Errorf("score %s: %w", gold.ID, err)
	}
	sheet := Sheet{}
	inside := nestedOf(want)
	rules := map[string]func(g, s *drawn) bool{
		"content":        func(g, s *drawn) bool { return true },
		"content+source": func(g, s *drawn) bool { return g.meets(s, source) },
		"triple where a cue is marked": func(g, s *drawn) bool {
			return g.meets(s, source) && (len(g.tokens[cue]) == 0 || g.meets(s, cue))
		},
	}
	for name, ok := range rules {
		ofGold, _ := pair(want, got, ok)
		found := 0
		for _, s := range ofGold {
			if s >= 0 {
				found++
			}
		}
		all := counted(found, len(got), len(want))
		sheet.add(Measure{name, "all"}, all)
		if gold.Genre == "news" || gold.Genre == "interview" {
			sheet.add(Measure{name, "news and interview"}, all)
		}
		deep := Counts{}
		for i := range want {
			if inside[i] {
				deep.Gold++
				deep.System++
				if ofGold[i] >= 0 {
					deep.FoundGold++
					deep.FoundSystem++
				}
			}
		}
		sheet.add(Measure{name, "nested"}, deep)
	}
	return sheet, nil
}

// nestedOf tells which attributions lie inside the content of another.
func nestedOf(all []drawn) []bool {
	out := make([]bool, len(all))
	for i := range all {
		for j := range all {
			if i != j && len(all[j].tokens[content]) > len(all[i].tokens[content]) && subset(all[i].tokens[content], all[j].tokens[content]) {
				out[i] = true
			}
		}
	}
	return out
}

func subset(inner, outer []int) bool {
	set := map[int]bool{}
	for _, t := range outer {
		set[t] = true
	}
	for _, t := range inner {
		if !set[t] {
			return false
		}
	}
	return true
}

// spoken are the genres of GUM that pronouns are measured on.
var spoken = map[string]bool{"news": true, "interview": true, "speech": true}

// coreference measures whom pronouns lead to in the news, interviews and speeches of GUM dev.
func (e *evaluation) coreference() error {
	const name, layer = "GUM dev, news, interview, speech", "pronouns resolved"
	texts, err := e.dir.Entities("gum", "dev")
	if err != nil {
		return e.absent(err, name, layer)
	}
	articles, err := e.dir.Attributions("gum", "dev")
	if err != nil {
		return e.absent(err, name, layer)
	}
	sources := map[string][]onrecord.Span{}
	for _, a := range articles {
		for _, x := range a.Attributions {
			sources[a.ID] = append(sources[a.ID], x.Source...)
		}
	}
	tally := make(Tally, len(texts))
	if err := e.each(len(texts), func(i int) error {
		tally[i] = Sheet{}
		if !spoken[texts[i].Genre] {
			return nil
		}
		d := &onrecord.Document{ID: texts[i].ID, Text: texts[i].Text}
		if err := e.Read(d); err != nil {
			return err
		}
		scorePronouns(texts[i], d, sources[texts[i].ID], tally[i])
		return nil
	}); err != nil {
		return err
	}
	total := tally.Total()
	for _, m := range []string{"all pronouns", "pronouns that are sources"} {
		row := e.out.add(name, layer, m, total[Measure{Name: m}])
		row.Low, row.High = tally.Interval(Measure{Name: m}, 1)
	}
	return nil
}

// pronounTags are the words that count as pronouns when whom they lead to is measured.
var pronounTags = map[string]bool{"i": true, "me": true, "my": true, "mine": true, "myself": true, "we": true, "us": true, "our": true,
	"ours": true, "ourselves": true, "he": true, "him": true, "his": true, "himself": true, "she": true, "her": true,
	"hers": true, "herself": true, "they": true, "them": true, "their": true, "theirs": true, "themselves": true,
	"it": true, "its": true, "itself": true, "who": true, "whom": true, "whose": true, "you": true, "your": true}

func pronoun(text string, s onrecord.Span) bool {
	return pronounTags[strings.ToLower(text[s.Start:s.End])]
}

// scorePronouns counts the pronouns whose entity in the reading holds a mention that overlaps a mention of the same
// gold chain which is no pronoun, or any other where the chain has none. Pronouns alone in their chain are left out.
func scorePronouns(gold corpus.EntityText, d *onrecord.Document, sources []onrecord.Span, s Sheet) {
	chains := map[int][]onrecord.Span{}
	for _, m := range gold.Mentions {
		chains[m.Entity] = append(chains[m.Entity], m.Span)
	}
	for _, m := range gold.Mentions {
		chain := chains[m.Entity]
		if !pronoun(gold.Text, m.Span) || len(chain) < 2 {
			continue
		}
		found := 0
		if leads(gold.Text, m.Span, chain, entityAt(d, m.Span)) {
			found = 1
		}
		c := counted(found, 1, 1)
		s.add(Measure{Name: "all pronouns"}, c)
		for _, x := range sources {
			if x.Overlaps(m.Span) {
				s.add(Measure{Name: "pronouns that are sources"}, c)
				break
			}
		}
	}
}

func entityAt(d *onrecord.Document, s onrecord.Span) *onrecord.Entity {
	for i := range d.Entities {
		for _, m := range d.Entities[i].Mentions {
			if m.Span == s {
				return &d.Entities[i]
			}
		}
	}
	return nil
}

func leads(text string, at onrecord.Span, chain []onrecord.Span, e *onrecord.Entity) bool {
	if e == nil {
		return false
	}
	var full []onrecord.Span
	for _, c := range chain {
		if c != at && !pronoun(text, c) {
			full = append(full, c)
		}
	}
	if len(full) == 0 {
		full = chain
	}
	for _, m := range e.Mentions {
		if m.Span == at || m.Form == onrecord.PronounForm && !pronoun(text, full[0]) {
			continue
		}
		for _, c := range full {
			if c != at && c.Overlaps(m.Span) {
				return true
			}
		}
	}
	return false
}
