package factuality_test

import (
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/lang/english"
	"onrecord/internal/lang/wordclass"
	"onrecord/internal/reading/factuality"
)

type tools struct {
	classes *wordclass.Classes
	words   *english.English
	judge   *factuality.Judge
}

var loaded = sync.OnceValues(func() (*tools, error) {
	classes, err := wordclass.Load()
	if err != nil {
		return nil, err
	}
	words, err := english.New(classes)
	if err != nil {
		return nil, err
	}
	judge, err := factuality.New(classes)
	return &tools{classes, words, judge}, err
})

func parsed(t interface{ Fatal(...any) }, text string) *onrecord.Document {
	have, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	d := &onrecord.Document{Text: text, Blocks: []onrecord.Block{{Span: onrecord.Span{End: len(text)}, Kind: onrecord.Body}}}
	have.words.Split(d)
	have.words.Parse(d)
	return d
}

// TestAt judges the word in brackets: sign (+ happened, - did not), modality, and the cue words.
func TestAt(t *testing.T) {
	have, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	j := have.judge
	for _, c := range []struct{ text, sign, mode, cues string }{
		{"The ferry [sank] on Monday.", "+", "asserted", ""},
		{"The ferry did not [sink].", "-", "asserted", "not"},
		{"The ferry never [sailed].", "-", "asserted", "never"},
		{"No ferry [sailed].", "-", "asserted", "No"},
		{"The ferry may [sail].", "+", "possible", "may"},
		{"The ferry will [sail] on Monday.", "+", "expected", "will"},
		{"The ferry will not [sail] on Monday.", "-", "expected", "will not"},
		{"The minister plans to [visit] Norvik.", "+", "intended", "plans"},
		{"The minister refused to [visit] Norvik.", "-", "asserted", "refused"},
		{"The minister failed to [visit] Norvik.", "-", "asserted", "failed"},
		{"The minister did not refuse to [visit] Norvik.", "+", "asserted", "not refuse"},
		{"The crew tried to [leave] the ship.", "+", "attempted", "tried"},
		{"The army denied that it [shelled] the town.", "-", "asserted", "denied"},
		{"The crew was ordered to [leave].", "+", "required", "ordered"},
		{"Not only did the ferry [sail], it won.", "+", "asserted", ""},
		{"The minister, who did not speak, [left] the room on Monday.", "+", "asserted", ""},
	} {
		text := strings.NewReplacer("[", "", "]", "").Replace(c.text)
		d := parsed(t, text)
		first, _ := d.TokensIn(onrecord.Span{Start: strings.Index(c.text, "["), End: len(text)})
		f := j.At(d, onrecord.TokenID(first+1))
		sign := "0"
		if f.Value > 0 {
			sign = "+"
		} else if f.Value < 0 {
			sign = "-"
		}
		var cues []string
		for _, x := range f.Cues {
			cues = append(cues, d.In(x.Span))
		}
		if got := strings.Join(cues, " "); sign != c.sign || string(f.Modality) != c.mode || got != c.cues {
			t.Errorf("%s: got %s %s %q, want %s %s %q", c.text, sign, f.Modality, got, c.sign, c.mode, c.cues)
		}
	}
}

// TestAnyTreeIsJudged puts heads and relations at random: no tree may make the judge fail or leave the scale.
func TestAnyTreeIsJudged(t *testing.T) {
	have, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	j := have.judge
	rels := []string{"root", "xcomp", "ccomp", "advcl", "acl", "conj", "aux", "advmod", "nsubj", "mark", "obj"}
	rapid.Check(t, func(rt *rapid.T) {
		d := parsed(rt, "The minister did not refuse to visit the town if they will never try?")
		for i := range d.Tokens {
			d.Tokens[i].Head = onrecord.TokenID(rapid.IntRange(0, len(d.Tokens)).Draw(rt, "head"))
			d.Tokens[i].Rel = rapid.SampledFrom(rels).Draw(rt, "rel")
		}
		for i := -1; i <= len(d.Tokens)+1; i++ {
			if f := j.At(d, onrecord.TokenID(i)); f.Value < -3 || f.Value > 3 {
				rt.Fatalf("value %g", f.Value)
			}
		}
	})
}
