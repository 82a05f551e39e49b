// Package train learns the models of the reading from the packs of corpora, one function a model. It is what the
// command "onrecord train" runs: seeded, repeatable, each model in minutes on one core.
package train

import (
	"fmt"

	"onrecord"
	"onrecord/internal/lab/corpus"
	"onrecord/internal/lang/english"
	"onrecord/internal/lang/wordclass"
)

// Treebanks are the treebanks that syntax is learned from: EWT and the genres of GUM whose licences permit reuse.
var Treebanks = []string{"en_ewt-ud-train.conllu.gz", "en_gum_permissive-ud-train.conllu.gz"}

// English learns sentence ends, tags, lemmas and trees.
func English(dir corpus.Dir, classes *wordclass.Classes, seed uint64, say func(string)) ([]byte, error) {
	var all, gum []*onrecord.Document
	for _, name := range Treebanks {
		sentences, err := dir.CoNLLU(name)
		if err != nil {
			return nil, fmt.Errorf("train english: %w", err)
		}
		for _, doc := range corpus.Documents(sentences) {
			all = append(all, corpus.Document(doc, true))
			if name == Treebanks[1] {
				gum = append(gum, all[len(all)-1])
			}
		}
	}
	return english.Train(all, gum, classes, english.Options{TagEpochs: 8, TreeEpochs: 10, Folds: 4, Seed: seed, Progress: say})
}
