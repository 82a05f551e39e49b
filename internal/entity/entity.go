// Package entity finds who and what a report speaks of: every mention by name, by noun or by pronoun, which mentions are
// of the same one, what kind of thing that is and which state it belongs to. Rules tie names, titles, appositions,
// descriptions and speakers; a small ranker learned from GUM (Zeldes 2017) ties third-person pronouns, or leaves them
// untied: nobody is invented.
package entity

import (
	_ "embed"
	"fmt"
	"sync"

	"onrecord"
	"onrecord/internal/linear"
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
	r.pool.New = func() any { return &report{words: w} }
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
		d.Entities = p.entities()
	}
	p.clear()
	r.pool.Put(p)
}

// report is the working memory of one document's reading.
type report struct {
	words  *words
	ranker *ranker
	learn  *lesson // in training only: the gold chains, and where to put what is learned from

	d *onrecord.Document
	tree
	heads    []int32 // per token: index + 1 of the mention that it heads
	mentions []mention
	names    []name
	bearers  *bearers
	chains   []chain
	byHead   map[string][]int32
	quotes   []quotation
	inQuote  []int32 // per token: index + 1 of the innermost quotation
	turns    []turn  // per block
	voices   map[voice]int32
	rank     ranking
	stop     func() bool // whether the reading is to end early
}

// lookEvery is after how many mentions the resolver asks whether to stop.
const lookEvery = 500

func (p *report) clear() {
	p.d, p.ranker, p.learn, p.stop = nil, nil, nil, nil
	p.mentions, p.names, p.chains = p.mentions[:0], p.names[:0], p.chains[:0]
	p.quotes, p.turns = p.quotes[:0], p.turns[:0]
	p.byHead, p.voices, p.bearers = nil, nil, nil
}

// read runs the steps in order; each builds on the ones before. It tells false where it was stopped.
func (p *report) read(d *onrecord.Document, ranker *ranker, learn *lesson) bool {
	p.d, p.ranker, p.learn = d, ranker, learn
	p.byHead, p.voices = map[string][]int32{}, map[voice]int32{}
	p.build(d)
	p.heads, p.inQuote = grow(p.heads, len(d.Tokens)), grow(p.inQuote, len(d.Tokens))
	clear(p.heads)
	clear(p.inQuote)
	for _, step := range []func(){p.findQuotes, p.findNames, p.findMentions, p.tieNames, p.findTurns, p.tieOthers, p.tieSpeakers} {
		if p.stop() {
			return false
		}
		step()
	}
	return !p.stop()
}

// Version is the SHA-256 of the embedded file, told without loading it.
func Version() string { return linear.SumOf(weights) }
