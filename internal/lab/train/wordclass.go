package train

import (
	"fmt"
	"iter"

	"onrecord/internal/lab/corpus"
	"onrecord/internal/lang/wordclass"
)

// WordClasses learns word classes from all the news at hand, without a look at any annotation. Texts held out for
// scoring are left out.
func WordClasses(dir corpus.Dir) ([]byte, error) {
	var failed error
	sentences := func(yield func([]string) bool) {
		for text, err := range newsTexts(dir) {
			if failed = err; err != nil {
				return
			}
			for sentence := range wordclass.Split(text) {
				if !yield(sentence) {
					return
				}
			}
		}
		failed = treebankWords(dir, yield)
	}
	classes := wordclass.Train(sentences, wordclass.Options{})
	if failed != nil {
		return nil, fmt.Errorf("train word classes: %w", failed)
	}
	return classes.Bytes(), nil
}

// namedTexts are the corpora of names whose bare texts lend words to the classes.
var namedTexts = []string{corpus.WorldwideNewswire, corpus.RE3D, corpus.WikiGold, "crossner-politics-train"}

// newsTexts goes through the raw texts that word classes are learned from. Their order matters: the classes of the
// committed file come out only in this one.
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
		for _, name := range namedTexts {
			texts, err := dir.Names(name)
			if err != nil {
				yield("", err)
				return
			}
			for _, t := range texts {
				held := name == corpus.WorldwideNewswire && corpus.HeldOut(t.ID)
				if !held && !yield(t.Text, nil) {
					return
				}
			}
		}
		for _, collection := range []string{corpus.Wikinews, corpus.BBC, corpus.Reuters} {
			for r, err := range dir.News(collection) {
				if !yield(r.Text, err) || err != nil {
					return
				}
			}
		}
	}
}

// treebankWords goes through the sentences of the treebanks, split as people split them.
func treebankWords(dir corpus.Dir, yield func([]string) bool) error {
	for _, name := range Treebanks {
		sentences, err := dir.CoNLLU(name)
		if err != nil {
			return err
		}
		for _, s := range sentences {
			words := make([]string, len(s.Words))
			for i, w := range s.Words {
				words[i] = w.Form
			}
			if !yield(words) {
				return nil
			}
		}
	}
	return nil
}
