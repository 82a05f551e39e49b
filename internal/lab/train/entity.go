package train

import (
	"fmt"

	"onrecord"
	"onrecord/internal/lab/corpus"
	"onrecord/internal/reading/coref"
)

// freeGenres are the genres of GUM whose licences permit reuse; pronouns are learned from these alone.
var freeGenres = map[string]bool{"news": true, "interview": true, "bio": true, "voyage": true, "academic": true,
	"court": true, "textbook": true, "vlog": true, "speech": true, "conversation": true}

// Entity learns whom pronouns lead to from the entities of GUM: each document twice, with the trees of the treebank and
// with those that read gives it, which is what the stage meets in use.
func Entity(dir corpus.Dir, read Reading, seed uint64) ([]byte, error) {
	sentences, err := dir.CoNLLU("en_gum_permissive-ud-train.conllu.gz")
	if err != nil {
		return nil, fmt.Errorf("train entity: %w", err)
	}
	texts, err := dir.Entities("gum", "train")
	if err != nil {
		return nil, fmt.Errorf("train entity: %w", err)
	}
	trees := map[string][]corpus.Sentence{}
	for _, d := range corpus.Documents(sentences) {
		trees[d[0].Doc] = d
	}
	var examples []coref.Example
	for _, t := range texts {
		doc := trees[t.ID]
		if doc == nil || !freeGenres[t.Genre] {
			continue
		}
		gold := goldMentions(t)
		whole, parsed := corpus.Document(doc, true), corpus.Document(doc, false)
		if len(whole.Tokens) != len(t.Tokens) {
			return nil, fmt.Errorf("train entity: %s: %d tokens in the treebank, %d among the entities: %w", t.ID, len(whole.Tokens), len(t.Tokens), corpus.ErrBadLine)
		}
		read(parsed)
		examples = append(examples, coref.Example{Document: whole, Gold: gold}, coref.Example{Document: parsed, Gold: gold})
	}
	raw, _, err := coref.Train(examples, seed)
	return raw, err
}

func goldMentions(t corpus.EntityText) []coref.Gold {
	out := make([]coref.Gold, len(t.Mentions))
	for i, m := range t.Mentions {
		out[i] = coref.Gold{From: m.From, To: m.To, Heads: m.Heads, Entity: m.Entity}
	}
	return out
}

func (t *trainer) entity() ([]byte, error) {
	classes, words, _, err := t.syntax()
	if err != nil {
		return nil, err
	}
	proper, err := t.recognizer(classes)
	if err != nil {
		return nil, err
	}
	return Entity(t.dir, func(d *onrecord.Document) { words.Parse(d); proper.Find(d) }, Seed)
}
