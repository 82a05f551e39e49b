package newsroom

import (
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// list is one of the word lists that the rules look for.
type list string

const (
	allegation    list = "allegation"    // serious wrongdoing
	attack        list = "attack"        // hard words on a person
	evaluative    list = "evaluative"    // judgement
	forecast      list = "forecast"      // talk of what will come
	trifle        list = "trifle"        // what no one needs anonymity for
	bare          list = "bare"          // names of a source that describe nothing
	count         list = "count"         // how many
	praise        list = "praise"        // adjectives that praise a source and describe nothing
	interest      list = "interest"      // the source's stake
	reply         list = "reply"         // an answer of those accused
	corroboration list = "corroboration" // talk of support by something else
	settled       list = "settled"       // a court, a charge or a hedge stands beside the words
	post          list = "post"          // posts that many bodies share
)

var lists = []list{allegation, attack, evaluative, forecast, trifle, bare, count, praise, interest, reply, corroboration,
	settled, post}

// tags are the Universal POS tags that an entry may ask for.
var tags = []string{"-", "ADJ", "ADV", "DET", "NOUN", "VERB"}

// entry is a word or phrase of a list.
type entry struct {
	words []string
	list  list
	pos   string // of a single word; "" for any
}

// wordlist holds the entries under their first word.
type wordlist map[string][]entry

func loadWords(t *lexicon.Table) (wordlist, error) {
	w := wordlist{}
	for _, row := range t.Rows {
		e := entry{words: pieces(row.Get("words")), list: list(row.Get("list")), pos: row.Get("pos")}
		switch {
		case len(e.words) == 0:
			return nil, row.Errorf("holds no word")
		case !slices.Contains(lists, e.list):
			return nil, row.Errorf("list %q is unknown", e.list)
		case !slices.Contains(tags, e.pos):
			return nil, row.Errorf("part of speech %q is unknown", e.pos)
		case !strings.Contains(row.Get("example"), "["):
			return nil, row.Errorf("example marks no words")
		}
		if e.pos == "-" {
			e.pos = ""
		}
		w[e.words[0]] = append(w[e.words[0]], e)
	}
	return w, nil
}

// pieces splits words at white space and hyphens, in lower case.
func pieces(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '-' || r == '\u2010' || r == '\u2011' || r == '\u00a0'
	})
}

// piece is a word of the report, or a part of a hyphenated one.
type piece struct {
	form, lemma, tag string
	span             onrecord.Span // of its token
}

// piecesOf are the pieces of a sentence.
func piecesOf(d *onrecord.Document, s onrecord.Sentence) []piece {
	var out []piece
	for _, t := range d.Tokens[s.From:s.To] {
		parts := pieces(d.In(t.Span))
		for _, p := range parts {
			w := piece{form: p, lemma: p, tag: t.Tag, span: t.Span}
			if len(parts) == 1 && t.Lemma != "" {
				w.lemma = strings.ToLower(t.Lemma)
			}
			out = append(out, w)
		}
	}
	return out
}

// find returns the places in one sentence where words of any list stand, in text order.
func (w wordlist) find(sentence []piece) []match {
	var out []match
	for i, p := range sentence {
		candidates := w[p.form]
		if p.lemma != p.form {
			candidates = slices.Concat(candidates, w[p.lemma])
		}
		for _, e := range candidates {
			if e.stands(sentence[i:]) {
				last := sentence[i+len(e.words)-1]
				out = append(out, match{e.list, onrecord.Span{Start: p.span.Start, End: last.span.End}})
			}
		}
	}
	return out
}

// stands tells whether the entry's words open the given run of pieces.
func (e entry) stands(run []piece) bool {
	if len(run) < len(e.words) {
		return false
	}
	for i, word := range e.words {
		if run[i].form != word && run[i].lemma != word {
			return false
		}
	}
	tag := run[0].tag
	return len(e.words) > 1 || e.pos == "" || tag == "" || tag == e.pos || e.pos == "NOUN" && tag == "PROPN"
}
