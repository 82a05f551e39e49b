package eval_test

import (
	"testing"

	"onrecord"
	"onrecord/internal/lab/corpus"
	"onrecord/internal/lab/eval"
)

const mayor = "The mayor of Sel met Ruiz. She said it thanked her. It rained on them."

// marked is a gold mention whose head is the word at which it starts, or the one named.
func marked(entity int, words string, n int, tokens []onrecord.Span, head string) corpus.EntityMention {
	m := corpus.EntityMention{Span: at(mayor, words, n), Entity: entity}
	h := at(mayor, head, n)
	for i, t := range tokens {
		if t == h {
			m.Heads = []int{i}
		}
	}
	return m
}

func found(d *onrecord.Document, words string, n int, head string) onrecord.Mention {
	m := onrecord.Mention{Span: at(mayor, words, n)}
	for i, t := range d.Tokens {
		if t.Span == at(mayor, head, n) {
			m.Head = onrecord.TokenID(i + 1)
		}
	}
	return m
}

func TestScorePronouns(t *testing.T) {
	gold := corpus.EntityText{Text: mayor}
	d := &onrecord.Document{Text: mayor}
	for _, w := range []string{"mayor", "Sel", "Ruiz", "She", "it", "her", "It", "them"} {
		gold.Tokens = append(gold.Tokens, at(mayor, w, 0))
		d.Tokens = append(d.Tokens, onrecord.Token{Span: at(mayor, w, 0)})
	}
	gold.Mentions = []corpus.EntityMention{
		marked(1, "The mayor of Sel", 0, gold.Tokens, "mayor"), marked(1, "She", 0, gold.Tokens, "She"), marked(1, "her", 0, gold.Tokens, "her"),
		marked(2, "Sel", 0, gold.Tokens, "Sel"), marked(2, "it", 0, gold.Tokens, "it"),
		marked(3, "them", 0, gold.Tokens, "them"), // alone in its chain
	}
	d.Entities = []onrecord.Entity{
		// "it" is tied to the mayor, whose words hold "Sel": not the same. "her" is right through the head of "mayor".
		{Mentions: []onrecord.Mention{found(d, "mayor of Sel", 0, "mayor"), found(d, "it", 0, "it"), found(d, "her", 0, "her")}},
		{Mentions: []onrecord.Mention{found(d, "Ruiz", 0, "Ruiz"), found(d, "She", 0, "She"), found(d, "It", 0, "It")}},
		{Mentions: []onrecord.Mention{found(d, "them", 0, "them")}}, // tied to nothing: no answer
	}
	s := eval.ScorePronouns(gold, d, []onrecord.Span{at(mayor, "She", 0)})
	// gold: She, her, it; the reading answers it (wrong), her (right), She (wrong), It (not in the gold)
	for name, want := range map[string]eval.Counts{
		"all pronouns":              {FoundSystem: 1, System: 4, FoundGold: 1, Gold: 3},
		"third person":              {FoundSystem: 1, System: 4, FoundGold: 1, Gold: 3},
		"pronouns that are sources": {System: 1, Gold: 1},
	} {
		if got := s[eval.Measure{Name: name}]; got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}
