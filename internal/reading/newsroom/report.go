package newsroom

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
)

// report is a finished document with what the rules ask of its layers.
type report struct{ d *onrecord.Document }

// contentTags are the parts of speech whose words tell what a sentence is about.
var contentTags = []string{"NOUN", "PROPN", "VERB", "ADJ", "NUM"}

// who is the words that name the source of each attribution, or its content where nothing here names it.
func (r report) who(ids ...onrecord.AttributionID) []onrecord.Span {
	var out []onrecord.Span
	for _, id := range ids {
		a := r.at(id)
		if spans := tidy(a.Source.Spans); len(spans) > 0 {
			out = append(out, spans...)
		} else {
			out = append(out, a.Content[0])
		}
	}
	return out
}

// cites is the words of spans, each in quotation marks, each once.
func (r report) cites(spans []onrecord.Span) string {
	var out []string
	seen := map[string]bool{}
	for _, s := range tidy(spans) {
		text := r.wordsIn([]onrecord.Span{s})
		if !seen[strings.ToLower(text)] {
			seen[strings.ToLower(text)] = true
			out = append(out, cite(text))
		}
	}
	return strings.Join(out, ", ")
}

// contentWords is the set of content words in spans: lemmas of nouns, names, verbs, adjectives and numbers, or words of five
// letters and more where the text has no tags.
func (r report) contentWords(spans []onrecord.Span) map[string]bool {
	out := map[string]bool{}
	for _, s := range spans {
		first, end := r.d.TokensIn(s)
		for _, t := range r.d.Tokens[first:end] {
			form := strings.ToLower(r.d.In(t.Span))
			switch {
			case t.Tag == "" && utf8.RuneCountInString(form) < 5, !r.isWord(t):
			case t.Tag != "" && !slices.Contains(contentTags, t.Tag):
			case t.Lemma != "":
				out[strings.ToLower(t.Lemma)] = true
			default:
				out[form] = true
			}
		}
	}
	return out
}

// entitiesIn are the entities mentioned inside spans.
func (r report) entitiesIn(spans []onrecord.Span) map[onrecord.EntityID]bool {
	out := map[onrecord.EntityID]bool{}
	for i, e := range r.d.Entities {
		for _, m := range e.Mentions {
			if slices.ContainsFunc(spans, func(s onrecord.Span) bool { return s.Contains(m.Span) }) {
				out[onrecord.EntityID(i+1)] = true
				break
			}
		}
	}
	return out
}

// paragraph is the paragraph at an offset, -1 for none.
func (r report) paragraph(offset int) int {
	if n := r.d.SentenceAt(offset); n >= 0 {
		return r.block(n).Paragraph
	}
	return -1
}

// namesSomeone tells whether a name of someone who can do wrong stands in a stretch.
func (r report) namesSomeone(s onrecord.Span) bool {
	return slices.ContainsFunc(r.namesIn(s), func(n onrecord.Name) bool {
		return n.Kind != onrecord.Place && n.Kind != onrecord.DocumentKind && n.Kind != onrecord.OtherKind
	})
}

// lede is the first block of the body that holds a sentence.
func (r report) lede() onrecord.Span {
	for i := range r.d.Sentences {
		if b := r.block(i); b.Kind == onrecord.Body {
			return b.Span
		}
	}
	return onrecord.Span{}
}

// sentenceFrom is the index of the first sentence that ends behind the offset.
func (r report) sentenceFrom(offset int) int {
	return sort.Search(len(r.d.Sentences), func(i int) bool { return r.d.Sentences[i].End > offset })
}

// at is the attribution of that number, which must exist.
func (r report) at(id onrecord.AttributionID) *onrecord.Attribution { return &r.d.Attributions[id-1] }

// wordsIn is the words of spans with single spaces.
func (r report) wordsIn(spans []onrecord.Span) string {
	var words []string
	for _, s := range spans {
		words = append(words, strings.Fields(r.d.In(s))...)
	}
	return strings.Join(words, " ")
}

// block is the block of a sentence.
func (r report) block(sentence int) onrecord.Block {
	return r.d.Blocks[r.d.Sentences[sentence].Block]
}

// isWord tells whether a token holds a letter or a digit.
func (r report) isWord(t onrecord.Token) bool {
	return strings.ContainsFunc(r.d.In(t.Span), func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) })
}

// inOrder puts attributions in the order of the text, each once.
func (r report) inOrder(ids []onrecord.AttributionID) []onrecord.AttributionID {
	out := slices.Clone(ids)
	slices.Sort(out)
	out = slices.Compact(out)
	slices.SortStableFunc(out, func(a, b onrecord.AttributionID) int {
		return r.at(a).Extent().Start - r.at(b).Extent().Start
	})
	return out
}

// labels is all words that stand for the source of an attribution.
func (r report) labels(id onrecord.AttributionID) []onrecord.Span {
	a := r.at(id)
	return slices.Concat(a.Source.Spans, a.Source.ResolvesTo)
}

// personsIn lists the names of persons inside spans.
func (r report) personsIn(spans []onrecord.Span) []onrecord.Span {
	var out []onrecord.Span
	for _, s := range spans {
		for _, n := range r.namesIn(s) {
			if n.Kind == onrecord.Person {
				out = append(out, n.Span)
			}
		}
	}
	return out
}

// namesIn lists the names inside a span.
func (r report) namesIn(s onrecord.Span) []onrecord.Name {
	all := r.d.Names
	from := sort.Search(len(all), func(i int) bool { return all[i].Start >= s.Start })
	end := from
	for end < len(all) && all[end].End <= s.End {
		end++
	}
	return all[from:end]
}

func quoted(a *onrecord.Attribution) bool {
	return a.Form == onrecord.FormDirect || a.Form == onrecord.FormMixed
}

// inBody tells whether an offset lies in the body of the report.
func (r report) inBody(offset int) bool {
	n := r.d.SentenceAt(offset)
	return n >= 0 && r.block(n).Kind == onrecord.Body
}
