// Package english splits English text into sentences and words and finds their grammar: part of speech, lemma, head and
// relation, in Universal Dependencies v2. Its models are linear, learned from the treebanks EWT and GUM by Train.
package english

import (
	"embed"
	"fmt"
	"sync"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/lang/linear"
	"onrecord/internal/lang/wordclass"
)

//go:embed model
var files embed.FS

const modelFile = "model/english.bin"

// English reads English. It is safe for use by many goroutines.
type English struct {
	tokenizer tokenizer
	classes   *wordclass.Classes
	splitter  *linear.Model
	tagger    *linear.Model
	moves     *linear.Model
	labels    *linear.Model
	tags      []tagPair
	relations []string
	lemmas    *lemmatizer
	scratch   sync.Pool
	Sum       string // SHA-256 of the weights
}

// tagPair is what the tagger tells apart: a Universal POS and a Penn tag together.
type tagPair struct{ UPOS, XPOS string }

// New makes a reader of English from the embedded weights and dictionaries. It fails on a bad dictionary line or a
// damaged file of weights.
func New(classes *wordclass.Classes) (*English, error) {
	raw, err := files.ReadFile(modelFile)
	if err != nil {
		return nil, fmt.Errorf("load english: %w", err)
	}
	return Open(raw, classes)
}

// Open makes a reader of English from the bytes that [Train] returned.
func Open(raw []byte, classes *wordclass.Classes) (*English, error) {
	e, err := bare(classes)
	if err != nil {
		return nil, err
	}
	b, err := linear.Open(raw)
	if err != nil {
		return nil, fmt.Errorf("load english: %w", err)
	}
	if err := classes.Check(b); err != nil {
		return nil, fmt.Errorf("load english: %w", err)
	}
	return e, e.load(b)
}

// bare is a reader with its dictionaries but no weights.
func bare(classes *wordclass.Classes) (*English, error) {
	e := &English{classes: classes}
	e.tokenizer.abbreviations = map[string]string{}
	e.tokenizer.prefixes = map[string]bool{}
	abbreviations, err := lexicon.Open("abbreviations.tsv")
	if err != nil {
		return nil, err
	}
	for _, r := range abbreviations.Rows {
		e.tokenizer.abbreviations[r.Get("form")] = r.Get("kind")
	}
	prefixes, err := lexicon.Open("prefixes.tsv")
	if err != nil {
		return nil, err
	}
	for _, r := range prefixes.Rows {
		e.tokenizer.prefixes[r.Get("prefix")] = true
	}
	return e, nil
}

func (e *English) load(b *linear.Bundle) error {
	e.lemmas = &lemmatizer{}
	for name, v := range map[string]any{"tags": &e.tags, "relations": &e.relations, "lemmas": e.lemmas} {
		if err := b.JSON(name, v); err != nil {
			return fmt.Errorf("load english: %w", err)
		}
	}
	e.lemmas.classes = e.classes
	for name, m := range map[string]**linear.Model{"splitter": &e.splitter, "tagger": &e.tagger, "moves": &e.moves, "labels": &e.labels} {
		got, err := b.Model(name)
		if err != nil {
			return fmt.Errorf("load english: %w", err)
		}
		*m = got
	}
	if e.tagger.Classes() != len(e.tags) || e.labels.Classes() != len(e.relations) || e.moves.Classes() != moves || e.splitter.Classes() != 2 {
		return fmt.Errorf("load english: sizes do not fit: %w", linear.ErrBundle)
	}
	e.Sum = b.Sum
	return nil
}

func (e *English) borrow() *words {
	if w, ok := e.scratch.Get().(*words); ok {
		return w
	}
	return &words{tagSum: e.tagger.NewSum(), moveSum: e.moves.NewSum(), la: e.labels.NewSum(),
		features: make([]linear.Feature, 0, moveFeatures)}
}

// Parse fills lemma, tags, head and relation of every token. It needs Sentences and Tokens.
func (e *English) Parse(d *onrecord.Document) { e.ParseUntil(d, never) }

// ParseUntil is Parse that ends early, with the sentences up to there, once stop says so.
func (e *English) ParseUntil(d *onrecord.Document, stop func() bool) {
	w := e.borrow()
	defer e.scratch.Put(w)
	for k, s := range d.Sentences {
		if k%lookEvery == 0 && stop() {
			return
		}
		tokens := d.Tokens[s.From:s.To]
		w.load(d.Text, tokens, e.classes)
		e.tag(w)
		e.parse(w)
		for i := range tokens {
			t, p := &tokens[i], e.tags[w.tag[i+1]-1]
			t.Tag, t.XPOS = p.UPOS, p.XPOS
			t.Lemma = e.lemmas.lemma(d.In(t.Span), t.XPOS)
			t.Rel = e.relations[w.label[i+1]]
			t.Head = 0
			if h := w.head[i+1]; h > 0 {
				t.Head = onrecord.TokenID(s.From + int(h))
			}
		}
		root(tokens)
	}
}

// root makes relation and head agree: the token without a head is the root, and no other is.
func root(tokens []onrecord.Token) {
	for i := range tokens {
		switch {
		case tokens[i].Head == 0:
			tokens[i].Rel = "root"
		case tokens[i].Rel == "root":
			tokens[i].Rel = "dep"
		}
	}
}

// Version is the SHA-256 of the embedded weights, told without loading them; "" when there are none.
func Version() string {
	raw, err := files.ReadFile(modelFile)
	if err != nil {
		return ""
	}
	return linear.SumOf(raw)
}
