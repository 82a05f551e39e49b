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
func Summarize(d *onrecord.Document) onrecord.Sourcing { return newStory(d).summary() }

func (st *story) summary() onrecord.Sourcing {
	words := st.wordsOf()
	p := onrecord.Sourcing{Statements: len(st.d.Attributions)}
	for i, s := range st.d.Sentences {
		if st.block(i).Read() {
			st.countWords(&p, s)
		}
	}
	for _, deep := range st.depth {
		if deep > 0 {
			p.Nested++
		}
	}
	p.ByKind = st.tally(words, func(s *onrecord.Source) string { return string(s.Kind) })
	p.ByNaming = st.tally(words, func(s *onrecord.Source) string { return string(s.Naming) })
	p.Sources = st.sources(words)
	p.FirstNamed = st.first(func(s *onrecord.Source) bool { return s.Naming == onrecord.Named })
	p.FirstSource = st.first(func(*onrecord.Source) bool { return true })
	return p
}

// wordsOf counts the words that each attribution carries.
func (st *story) wordsOf() []int {
	out := make([]int, len(st.d.Attributions))
	for i, s := range st.d.Sentences {
		if !st.block(i).Read() {
			continue
		}
		for t := s.From; t < s.To; t++ {
			if id := st.outer[t]; id != 0 && st.isWord(st.d.Tokens[t]) {
				out[id-1]++
			}
		}
	}
	return out
}

func (st *story) countWords(p *onrecord.Sourcing, s onrecord.Sentence) {
	for t := s.From; t < s.To; t++ {
		if !st.isWord(st.d.Tokens[t]) {
			continue
		}
		p.Words++
		if !st.d.Readable() {
			p.Unknown++
			continue
		}
		id := st.outer[t]
		switch {
		case id == 0:
			p.OwnVoice++
			continue
		case st.at(id).Source.Anonymous():
			p.Anonymous++
		case st.voiceOf[id-1] < 0 && st.at(id).Source.Kind != onrecord.SourceAuthor:
			p.NoSource++
		}
		p.Attributed++
	}
}

// tally counts the values of an axis of the sources, most first.
func (st *story) tally(words []int, axis func(*onrecord.Source) string) []onrecord.Count {
	at := map[string]int{}
	var out []onrecord.Count
	for i := range st.d.Attributions {
		value := axis(&st.d.Attributions[i].Source)
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
		out[i].Share = float64(out[i].Statements) / float64(len(st.d.Attributions))
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Statements != out[j].Statements {
			return out[i].Statements > out[j].Statements
		}
		return out[i].Value < out[j].Value
	})
	return out
}

func (st *story) sources(words []int) []onrecord.SourceSummary {
	var out []onrecord.SourceSummary
	for _, v := range st.voices {
		s := onrecord.SourceSummary{Label: v.label, Entity: v.entity, Naming: v.naming, Kind: v.kind, Attributions: v.ids}
		for _, id := range v.ids {
			s.Words += words[id-1]
		}
		out = append(out, s)
	}
	return out
}

// first is the first attribution on the outlet's own account that has a source of the wanted sort.
func (st *story) first(want func(*onrecord.Source) bool) onrecord.AttributionID {
	for _, id := range st.order {
		if st.surface[id-1] && st.voiceOf[id-1] >= 0 && want(&st.at(id).Source) {
			return id
		}
	}
	return 0
}
