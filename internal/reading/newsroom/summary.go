package newsroom

import (
	"sort"

	"onrecord"
)

// Summarize is the profile of a report's sourcing.
//
// Words are tokens with a letter or a digit in headline, standfirst and body. A word counts once, for the outermost
// attribution whose content holds it (of two that overlap, the earlier), so OwnVoice and Attributed add up to Words
// (of a report in a language that is not read all are Unknown) and a source that speaks only inside another's words carries none. FirstNamed and FirstSource look at what the
// outlet itself gives, not at what a source passes on. Sources are told apart by their entity, or by their words where
// they have none.
func Summarize(d *onrecord.Document) onrecord.Sourcing {
	p := &profile{speakersOf(d), coverageOf(d)}
	return p.summary()
}

// profile counts how much of a report is given on whose word.
type profile struct {
	*speakers
	coverage *coverage
}

func (pr *profile) summary() onrecord.Sourcing {
	words := pr.wordsOf()
	p := onrecord.Sourcing{Statements: len(pr.d.Attributions)}
	for i, s := range pr.d.Sentences {
		if pr.block(i).Read() {
			pr.countWords(&p, s)
		}
	}
	for _, deep := range pr.coverage.depth {
		if deep > 0 {
			p.Nested++
		}
	}
	p.ByKind = pr.tally(words, func(s *onrecord.Source) string { return string(s.Kind) })
	p.ByNaming = pr.tally(words, func(s *onrecord.Source) string { return string(s.Naming) })
	p.Sources = pr.sources(words)
	p.FirstNamed = pr.first(func(s *onrecord.Source) bool { return s.Naming == onrecord.Named })
	p.FirstSource = pr.first(func(*onrecord.Source) bool { return true })
	return p
}

// wordsOf counts the words that each attribution carries.
func (pr *profile) wordsOf() []int {
	out := make([]int, len(pr.d.Attributions))
	for i, s := range pr.d.Sentences {
		if !pr.block(i).Read() {
			continue
		}
		for t := s.From; t < s.To; t++ {
			if id := pr.coverage.outer[t]; id != 0 && pr.isWord(pr.d.Tokens[t]) {
				out[id-1]++
			}
		}
	}
	return out
}

func (pr *profile) countWords(p *onrecord.Sourcing, s onrecord.Sentence) {
	for t := s.From; t < s.To; t++ {
		if !pr.isWord(pr.d.Tokens[t]) {
			continue
		}
		p.Words++
		if !pr.d.Readable() {
			p.Unknown++
			continue
		}
		id := pr.coverage.outer[t]
		switch {
		case id == 0:
			p.OwnVoice++
			continue
		case pr.at(id).Source.Anonymous():
			p.Anonymous++
		case pr.voiceOf[id-1] < 0 && pr.at(id).Source.Kind != onrecord.SourceAuthor:
			p.NoSource++
		}
		p.Attributed++
	}
}

// tally counts the values of an axis of the sources, most first.
func (pr *profile) tally(words []int, axis func(*onrecord.Source) string) []onrecord.Count {
	at := map[string]int{}
	var out []onrecord.Count
	for i := range pr.d.Attributions {
		value := axis(&pr.d.Attributions[i].Source)
		n, ok := at[value]
		if !ok {
			n = len(out)
			at[value] = n
			out = append(out, onrecord.Count{Value: value})
		}
		out[n].Statements++
		out[n].Words += words[i]
	}
	for i := range out {
		out[i].Share = float64(out[i].Statements) / float64(len(pr.d.Attributions))
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Statements != out[j].Statements {
			return out[i].Statements > out[j].Statements
		}
		return out[i].Value < out[j].Value
	})
	return out
}

func (pr *profile) sources(words []int) []onrecord.SourceSummary {
	var out []onrecord.SourceSummary
	for _, v := range pr.voices {
		s := onrecord.SourceSummary{Label: v.label, Entity: v.entity, Naming: v.naming, Kind: v.kind, Attributions: v.ids}
		for _, id := range v.ids {
			s.Words += words[id-1]
		}
		out = append(out, s)
	}
	return out
}
