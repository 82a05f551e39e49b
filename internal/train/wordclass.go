package train

import (
	"fmt"
	"iter"

	"onrecord/internal/corpus"
	"onrecord/internal/wordclass"
)

// WordClasses learns word classes from all the news at hand, without a look at any annotation. Texts held out for
// scoring are left out.
func WordClasses(dir corpus.Dir) ([]byte, error) {
	var failed error
	texts := func(yield func([]string) bool) {
		for text, err := range newsTexts(dir) {
			if err != nil {
				failed = err
				return
			}
			for sentence := range wordclass.Split(text) {
				if !yield(sentence) {
					return
				}
			}
		}
	}
	classes := wordclass.Train(texts, wordclass.Options{})
	if failed != nil {
		return nil, fmt.Errorf("train word classes: %w", failed)
	}
	return classes.Bytes(), nil
}

// newsTexts goes through the texts that word classes are learned from.
func newsTexts(dir corpus.Dir) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		articles, err := dir.Attributions("polnear", "train")
		if err != nil {
			yield("", err)
			return
		}
		for _, a := range articles {
			if !yield(a.Text, nil) {
				return
			}
		}
		named, err := dir.Names(corpus.WorldwideNewswire)
		if err != nil {
			yield("", err)
			return
		}
		for _, t := range named {
			if !corpus.HeldOut(t.ID) && !yield(t.Text, nil) {
				return
			}
		}
		for _, collection := range []string{corpus.Reuters, corpus.BBC, corpus.Wikinews} {
			for r, err := range dir.News(collection) {
				if !yield(r.Text, err) || err != nil {
					return
				}
			}
		}
		for _, name := range Treebanks {
			sentences, err := dir.CoNLLU(name)
			if err != nil {
				yield("", err)
				return
			}
			for _, s := range sentences {
				if !yield(s.Text, nil) {
					return
				}
			}
		}
	}
}
