package eval

import (
	"strings"

	"onrecord"
	"onrecord/internal/lab/corpus"
)

// spoken are the genres of GUM that pronouns are measured on.
var spoken = map[string]bool{"news": true, "interview": true, "speech": true}

// The slices of pronouns.
var (
	allPronouns    = Measure{Name: "all pronouns"}
	thirdPerson    = Measure{Name: "third person"}
	firstPerson    = Measure{Name: "first and second person"}
	sourcePronouns = Measure{Name: "pronouns that are sources"}
)

// persons maps a pronoun to its slice.
var persons = func() map[string]Measure {
	out := map[string]Measure{}
	for _, w := range strings.Fields("he him his himself she her hers herself they them their theirs themselves it its itself") {
		out[w] = thirdPerson
	}
	for _, w := range strings.Fields("i me my mine myself we us our ours ourselves you your yours yourself yourselves") {
		out[w] = firstPerson
	}
	return out
}()

// person is the slice of the pronoun that a span is, if it is one.
func person(text string, s onrecord.Span) (m Measure, ok bool) {
	m, ok = persons[strings.ToLower(text[s.Start:s.End])]
	return m, ok
}

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
	var kept []corpus.EntityText
	for _, t := range texts {
		if spoken[t.Genre] {
			kept = append(kept, t)
		}
	}
	tally := make(Tally, len(kept))
	if err := e.each(len(kept), func(i int) error {
		d := &onrecord.Document{ID: kept[i].ID, Text: kept[i].Text}
		err := e.Read(d)
		tally[i] = ScorePronouns(kept[i], d, sources[kept[i].ID])
		return err
	}); err != nil {
		return err
	}
	e.rows(name, layer, "", tally, []Measure{allPronouns, thirdPerson, firstPerson, sourcePronouns})
	return nil
}

// ScorePronouns compares whom personal pronouns lead to with the gold chains. A pronoun is right when its entity in the
// reading holds a mention with the head word of a gold mention of the same chain that is no pronoun (of any other,
// where the chain has none). Recall is over the gold pronouns whose chain has another mention, precision over every
// pronoun that the reading ties to something, whether the gold does or not. Sources are the spans of gold sources.
func ScorePronouns(gold corpus.EntityText, d *onrecord.Document, sources []onrecord.Span) Sheet {
	s := Sheet{}
	answers := resolved(d)
	count := func(at onrecord.Span, c Counts) {
		m, _ := person(gold.Text, at)
		s.add(m, c)
		s.add(allPronouns, c)
		for _, x := range sources {
			if x.Overlaps(at) {
				s.add(sourcePronouns, c)
				return
			}
		}
	}
	chains := map[int][]*corpus.EntityMention{}
	for i := range gold.Mentions {
		m := &gold.Mentions[i]
		chains[m.Entity] = append(chains[m.Entity], m)
	}
	seen := map[onrecord.Span]bool{}
	for i := range gold.Mentions {
		m := &gold.Mentions[i]
		if _, ok := person(gold.Text, m.Span); !ok || seen[m.Span] {
			continue
		}
		targets := targetsOf(gold.Text, m, chains[m.Entity])
		if len(targets) == 0 {
			continue
		}
		seen[m.Span] = true
		right := one(leadsTo(d, answers[m.Span], m.Span, gold.Tokens, targets))
		count(m.Span, Counts{FoundSystem: right, FoundGold: right, Gold: 1})
	}
	for at := range answers {
		if _, ok := person(d.Text, at); ok {
			count(at, Counts{System: 1})
		}
	}
	return s
}

// resolved maps each mention to its entity, where the entity is mentioned elsewhere too.
func resolved(d *onrecord.Document) map[onrecord.Span]*onrecord.Entity {
	out := map[onrecord.Span]*onrecord.Entity{}
	for i := range d.Entities {
		e := &d.Entities[i]
		for _, m := range e.Mentions {
			if len(e.Mentions) > 1 && out[m.Span] == nil {
				out[m.Span] = e
			}
		}
	}
	return out
}

// targetsOf lists the mentions of a chain that tell who a pronoun is: those that are no pronouns, or else all others.
func targetsOf(text string, of *corpus.EntityMention, chain []*corpus.EntityMention) []*corpus.EntityMention {
	var full, others []*corpus.EntityMention
	for _, m := range chain {
		if m.Span == of.Span {
			continue
		}
		others = append(others, m)
		if _, ok := person(text, m.Span); !ok {
			full = append(full, m)
		}
	}
	if len(full) > 0 {
		return full
	}
	return others
}

// leadsTo tells whether another mention of the entity is one of the targets.
func leadsTo(d *onrecord.Document, e *onrecord.Entity, at onrecord.Span, tokens []onrecord.Span, targets []*corpus.EntityMention) bool {
	if e == nil {
		return false
	}
	for _, m := range e.Mentions {
		for _, t := range targets {
			if m.Span != at && sameMention(d, m, tokens, t) {
				return true
			}
		}
	}
	return false
}

// sameMention tells whether two mentions are one: the same span, or heads that share a letter. A mention inside
// another's words ("France" in "the president of France") is therefore not taken for it.
func sameMention(d *onrecord.Document, m onrecord.Mention, tokens []onrecord.Span, gold *corpus.EntityMention) bool {
	if m.Span == gold.Span {
		return true
	}
	if m.Head < 1 || int(m.Head) > len(d.Tokens) {
		return false
	}
	head := d.Tokens[m.Head-1].Span
	for _, h := range gold.Heads {
		if 0 <= h && h < len(tokens) && tokens[h].Overlaps(head) {
			return true
		}
	}
	return false
}
