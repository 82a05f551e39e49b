package position

import (
	"fmt"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// topics is the lexicon of issues: by the first lemma of its words, the lines that begin with it.
type topics map[string][]topic

type topic struct {
	words []string // lemmas
	name  string
}

// Topics is the lexicon of issues, for words that somebody chose.
type Topics struct{ lines topics }

// OpenTopics reads the lexicon. A bad line is an error that names file and line.
func OpenTopics() (*Topics, error) {
	t, err := openTopics()
	return &Topics{t}, err
}

// Of is the topic of a stretch of a report, such as "troop_deployment"; "" where no line fits.
func (t *Topics) Of(d *onrecord.Document, at onrecord.Span) string { return t.lines.of(d, at) }

// Has tells whether a word is a topic of the dictionary, such as "troop_deployment".
func (t *Topics) Has(topic string) bool {
	for _, list := range t.lines {
		for i := range list {
			if list[i].name == topic {
				return true
			}
		}
	}
	return false
}

func openTopics() (topics, error) {
	t, err := lexicon.Open("issues.tsv")
	if err != nil {
		return nil, fmt.Errorf("open issues: %w", err)
	}
	out := topics{}
	for _, r := range t.Rows {
		words := strings.Fields(strings.ReplaceAll(strings.ToLower(r.Cells[0]), "-", " - "))
		if len(words) == 0 || r.Get("topic") == "" {
			return nil, r.Errorf("no words or no topic")
		}
		out[words[0]] = append(out[words[0]], topic{words, r.Get("topic")})
	}
	return out, nil
}

// of is the issue that a stretch of a report is on: that of the longest words found in it, the first of these; "" where none fit.
func (t topics) of(d *onrecord.Document, at onrecord.Span) string {
	first, end := d.TokensIn(at)
	best, name := 0, ""
	for i := first; i < end; i++ {
		for _, word := range []string{d.In(d.Tokens[i].Span), d.Tokens[i].Lemma, strings.TrimSuffix(d.Tokens[i].Lemma, "s")} { // "arms" is no "arm"
			for _, c := range t[strings.ToLower(word)] {
				if len(c.words) > best && c.stands(d, i, end) {
					best, name = len(c.words), c.name
				}
			}
		}
	}
	return name
}

func (c topic) stands(d *onrecord.Document, i, end int) bool {
	if i+len(c.words) > end {
		return false
	}
	for k, w := range c.words {
		t := &d.Tokens[i+k]
		if t.Tag == "VERB" && !strings.EqualFold(d.In(t.Span), w) {
			return false // who is "caught up" is on no "catch"
		}
		if !strings.EqualFold(t.Lemma, w) && !strings.EqualFold(d.In(t.Span), w) && !strings.EqualFold(strings.TrimSuffix(t.Lemma, "s"), w) {
			return false
		}
	}
	return true
}
