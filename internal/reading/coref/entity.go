// Package coref finds who and what a report speaks of: every mention by name, by noun or by pronoun, which mentions are
// of the same one, what kind of thing that is and which state it belongs to. Rules tie names, titles, appositions,
// descriptions and speakers; a small ranker learned from GUM (Zeldes 2017) ties third-person pronouns, or leaves them
// untied: nobody is invented.
package coref

import (
	_ "embed"
	"fmt"
	"sync"

	"onrecord"
	"onrecord/internal/lang/linear"
)

//go:embed model/pronouns.bin
var weights []byte

// Resolver finds the entities of reports. It is safe for use by many goroutines, each with its own document.
type Resolver struct {
	words  *words
	ranker *ranker
	pool   sync.Pool
	Sum    string // SHA-256 of the ranker's weights
}

// New makes a resolver from the embedded dictionaries and weights. It fails on a bad dictionary line, with file and
// line, or on damaged weights.
func New() (*Resolver, error) {
	r, err := bare()
	if err != nil {
		return nil, err
	}
	if r.ranker, err = loadRanker(weights); err != nil {
		return nil, fmt.Errorf("load ranker of pronouns: %w", err)
	}
	r.Sum = r.ranker.sum
	return r, nil
}

// bare is a resolver without a ranker: it leaves third-person pronouns untied.
func bare() (*Resolver, error) {
	w, err := loadWords()
	if err != nil {
		return nil, err
	}
	r := &Resolver{words: w}
	r.pool.New = func() any { return newReport(w) }
	return r, nil
}

// Resolve fills d.Entities. It needs Blocks, Sentences, Tokens with their syntax, and Names; only blocks that are read
// (headline, standfirst, body) are looked at.
func (r *Resolver) Resolve(d *onrecord.Document) {
	r.ResolveUntil(d, never)
}

func never() bool { return false }

// ResolveUntil is Resolve that ends early, with no entities, once stop says so.
func (r *Resolver) ResolveUntil(d *onrecord.Document, stop func() bool) {
	p := r.pool.Get().(*report)
	p.stop = stop
	d.Entities = nil
	if p.read(d, r.ranker, nil) {
		d.Entities = p.coref.entities()
	}
	p.clear()
	r.pool.Put(p)
}

// report is the working memory of one document's reading: what each step finds, and those who find it.
type report struct {
	text      text
	markables markables
	coref     coreference

	quotes   quotations
	names    nameFinder
	mentions mentionFinder
	turns    turns
	nominals nominalTies
	pronouns pronounTies
	voices   voices

	stop func() bool // whether the reading is to end early
}

// newReport ties the steps of a reading to what they share.
func newReport(w *words) *report {
	p := &report{text: text{words: w}}
	t, m, e := &p.text, &p.markables, &p.coref
	m.text, e.markables = t, m
	p.quotes.text, p.names.text, p.mentions.markables = t, t, m
	p.turns.coreference, p.nominals.coreference, p.pronouns.coreference, p.voices.coreference = e, e, e, e
	p.pronouns.quotes, p.voices.quotes, p.voices.turns = &p.quotes, &p.quotes, &p.turns
	return p
}

// lookEvery is after how many mentions the resolver asks whether to stop.
const lookEvery = 500

// clear lets go of the document, and keeps the room that it took.
func (p *report) clear() {
	p.text.d, p.stop = nil, nil
	p.pronouns.ranker, p.pronouns.learn = nil, nil
	p.coref.byHead, p.voices.known = nil, nil
	p.names.bearers = nil
}

// read runs the steps in order; each builds on the ones before. It tells false where it was stopped.
func (p *report) read(d *onrecord.Document, ranker *ranker, learn *lesson) bool {
	p.open(d)
	p.pronouns.ranker, p.pronouns.learn = ranker, learn
	for _, step := range []func(){p.quotes.find, p.findNames, p.mentions.find, p.tieNames, p.turns.find, p.tieOthers, p.voices.tieSpeakers} {
		if p.stop() {
			return false
		}
		step()
	}
	return !p.stop()
}

// open lays the document before all steps, which have found nothing yet.
func (p *report) open(d *onrecord.Document) {
	p.text.d = d
	p.text.build(d)
	p.quotes.reset()
	p.markables.reset()
	p.coref.reset()
	p.voices.known = map[voice]int32{}
}

func (p *report) findNames() { p.markables.names = p.names.find(p.markables.names) }

func (p *report) tieNames() {
	b := newNameBook(&p.coref)
	if b.enterAll(p.stop) {
		b.bind()
	}
}

// tieOthers goes through the report once and ties every mention to what stands before it.
func (p *report) tieOthers() {
	e := &p.coref
	for i := range e.mentions {
		if i%lookEvery == 0 && p.stop() {
			return
		}
		at := int32(i)
		m := &e.mentions[i]
		switch {
		case m.name != 0:
			e.tie(at, m.chain, m.by, m.conf)
			p.nominals.tieName(at)
		case m.pronoun != nil:
			p.pronouns.tiePronoun(at)
		case m.pair:
			e.tieNew(at, "nominal/pair")
		case m.unreal:
		default:
			p.nominals.tieNoun(at)
		}
	}
}

// Version is the SHA-256 of the embedded file, told without loading it.
func Version() string { return linear.SumOf(weights) }
