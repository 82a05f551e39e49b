package eval

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"onrecord"
	"onrecord/internal/lab/corpus"
	"onrecord/internal/reading/factuality"
	"onrecord/internal/reading/plover"
)

// Pipeline is the reading that is measured.
type Pipeline struct {
	Read func(*onrecord.Document) error // the whole of it, from Text
	// Outermost is the same with statements drawn as PolNeAR draws them.
	Outermost func(*onrecord.Document) error
	// Fast and FastOutermost are the same two by the small reader; nil where it is not measured.
	Fast, FastOutermost func(*onrecord.Document) error
	Split               func(*onrecord.Document) // Blocks to Sentences and Tokens
	Parse               func(*onrecord.Document) // Tokens to syntax
	// Judge is the factuality of a predicate, by the habits of a corpus.
	Judge func(*onrecord.Document, onrecord.TokenID, factuality.Convention) onrecord.Factuality
	// Misses is told where a reading differs from the development halves of the gold, real reports and our own; nil to keep quiet.
	Misses func(format string, args ...any)
	// Gold is the gold of the source tree, annotated by hand without sight of the program by the guide of docs/annotation.md: real
	// reports of Wikinews in reports/dev, and short reports of our own in dev, to work with, and held, to measure by alone. It
	// reads "not measured" where there is none.
	Gold fs.FS
	// CrossCode codes pairs by what is learned from the other folds of them and from lessons.
	CrossCode func(coded, lessons []plover.Example, folds int) ([]plover.Coding, error)
}

// Layers are what can be measured, in the order of the table.
var Layers = []string{"syntax", "sentences", "names", "coreference", "attribution", "nesting", "actors", "places", "dates", "events", "factuality", "gold", "petrarch", "copies", "stories"}

// Run measures the layers on the packs under dir. An absent pack is no error; it reads "not measured".
func Run(dir corpus.Dir, p Pipeline, layers []string, jobs int, say func(string)) (*Report, error) {
	e := &evaluation{dir: dir, Pipeline: p, jobs: max(jobs, 1), out: &Report{}}
	steps := map[string]func() error{"syntax": e.syntax, "sentences": e.sentences, "names": e.names,
		"coreference": e.coreference, "attribution": e.attribution, "nesting": e.nesting,
		"actors": e.actors, "places": e.places, "dates": e.dates, "events": e.events, "factuality": e.factuality, "gold": e.gold, "petrarch": e.petrarch, "copies": e.copies, "stories": e.stories}
	for _, layer := range layers {
		step, ok := steps[layer]
		if !ok {
			return nil, fmt.Errorf("measure %q: no such layer; there are %s", layer, strings.Join(Layers, ", "))
		}
		say(layer)
		if err := step(); err != nil {
			return nil, fmt.Errorf("measure %s: %w", layer, err)
		}
	}
	return e.out, nil
}

type evaluation struct {
	Pipeline
	dir  corpus.Dir
	jobs int
	out  *Report
}

// absent notes a corpus that is not there and lets every other error through.
func (e *evaluation) absent(err error, name, layer string) error {
	if errors.Is(err, corpus.ErrAbsent) {
		e.out.missing(name, layer)
		return nil
	}
	return err
}

// each does n pieces of work on all workers; the results' places are the caller's, so the order never matters.
func (e *evaluation) each(n int, do func(i int) error) error {
	next := make(chan int)
	errs := make([]error, n)
	var wg sync.WaitGroup
	for range e.jobs {
		wg.Go(func() {
			for i := range next {
				errs[i] = do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	return errors.Join(errs...)
}

// readEach reads n documents on several cores and scores each; the error is the first of reading.
func (e *evaluation) readEach(n int, document func(i int) *onrecord.Document, score func(i int, d *onrecord.Document, s Sheet)) (Tally, error) {
	tally := make(Tally, n)
	err := e.each(n, func(i int) error {
		d := document(i)
		tally[i] = Sheet{}
		if err := e.Read(d); err != nil {
			return err
		}
		score(i, d, tally[i])
		return nil
	})
	return tally, err
}

var treebanks = []struct{ file, name string }{
	{"en_ewt-ud-dev.conllu.gz", "UD EWT dev"},
	{"en_gum-ud-dev.conllu.gz", "UD GUM dev"},
	{"en_gum_permissive-ud-dev.conllu.gz", "UD GUM dev, permissive genres"},
}

// eachDocument runs over the documents of a treebank and sums what do counts.
func (e *evaluation) eachDocument(file, name, layer string, measures []string, do func(gold []corpus.Sentence, s Sheet)) error {
	sentences, err := e.dir.CoNLLU(file)
	if err != nil {
		return e.absent(err, name, layer)
	}
	docs := corpus.Documents(sentences)
	tally := make(Tally, len(docs))
	if err := e.each(len(docs), func(i int) error {
		tally[i] = Sheet{}
		do(docs[i], tally[i])
		return nil
	}); err != nil {
		return err
	}
	shown := make([]Measure, len(measures))
	for i, m := range measures {
		shown[i] = Measure{Name: m}
	}
	e.rows(name, layer, "", tally, shown)
	return nil
}

// rows adds a line of the table for each measure, with its interval.
func (e *evaluation) rows(name, layer, note string, tally Tally, measures []Measure) {
	total := tally.Total()
	for _, m := range measures {
		row := e.out.add(name, layer, m.String(), total[m])
		row.Low, row.High = tally.Interval(m, 1)
		row.Note = note
	}
}

// syntax measures tags, lemmas and trees on gold words. LAS leaves subtypes of relations out, "LAS full" does not.
func (e *evaluation) syntax() error {
	for _, b := range treebanks {
		if err := e.eachDocument(b.file, b.name, "syntax, gold words", []string{"UPOS", "XPOS", "lemma", "UAS", "LAS", "LAS full"}, e.scoreTrees); err != nil {
			return err
		}
	}
	return nil
}

func (e *evaluation) scoreTrees(gold []corpus.Sentence, s Sheet) {
	want, got := corpus.Document(gold, true), corpus.Document(gold, false)
	e.Parse(got)
	hit := func(name string, ok bool) { s.add(Measure{Name: name}, counted(one(ok), 1, 1)) }
	for i := range want.Tokens {
		a, b := &want.Tokens[i], &got.Tokens[i]
		hit("UPOS", a.Tag == b.Tag)
		hit("XPOS", a.XPOS == b.XPOS)
		hit("lemma", a.Lemma == b.Lemma)
		hit("UAS", a.Head == b.Head)
		hit("LAS", a.Head == b.Head && universal(a.Rel) == universal(b.Rel))
		hit("LAS full", a.Head == b.Head && a.Rel == b.Rel)
	}
}

func universal(rel string) string {
	rel, _, _ = strings.Cut(rel, ":")
	return rel
}

// sentences measures where sentences end and words stand, on raw text whose paragraphs are known.
func (e *evaluation) sentences() error {
	for _, b := range treebanks[:2] {
		if err := e.eachDocument(b.file, b.name, "splitting raw text", []string{"sentence ends", "tokens"}, e.scoreSplit); err != nil {
			return err
		}
	}
	return nil
}

func (e *evaluation) scoreSplit(gold []corpus.Sentence, s Sheet) {
	want := corpus.Document(gold, true)
	got := &onrecord.Document{Text: want.Text, Blocks: want.Blocks}
	e.Split(got)
	ends, words := map[int]bool{}, map[onrecord.Span]bool{}
	for _, x := range want.Sentences {
		ends[x.End] = true
	}
	for _, x := range want.Tokens {
		words[x.Span] = true
	}
	found := 0
	for _, x := range got.Sentences {
		if ends[x.End] {
			found++
		}
	}
	s.add(Measure{Name: "sentence ends"}, counted(found, len(got.Sentences), len(ends)))
	found = 0
	for _, x := range got.Tokens {
		if words[x.Span] {
			found++
		}
	}
	s.add(Measure{Name: "tokens"}, counted(found, len(got.Tokens), len(words)))
}
