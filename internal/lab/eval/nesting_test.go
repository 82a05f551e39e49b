package eval_test

import (
	"testing"

	"onrecord"
	"onrecord/internal/lab/corpus"
	"onrecord/internal/lab/eval"
)

const chain = `The Gazette reported that Ruiz believes that the clerks said the pier was safe. By Ana Vale.`

func TestScoreNesting(t *testing.T) {
	draw := func(source, cue, content string) corpus.Attribution {
		a := corpus.Attribution{Content: one(at(chain, content, 0))}
		if source != "" {
			a.Source = one(at(chain, source, 0))
		}
		if cue != "" {
			a.Cue = one(at(chain, cue, 0))
		}
		return a
	}
	outer := draw("Gazette", "reported", "that Ruiz believes that the clerks said the pier was safe")
	middle := draw("Ruiz", "believes", "that the clerks said the pier was safe")
	inner := draw("clerks", "said", "the pier was safe")
	byline := draw("Vale", "", chain) // holds all, but is no attribution of the text
	gold := corpus.Article{ID: "chain", Genre: "news", Text: chain, Attributions: []corpus.Attribution{outer, middle, inner, byline}}
	wide := inner
	wide.Source = one(at(chain, "the clerks", 0)) // GUM marks head words: overlap is enough

	for name, c := range map[string]struct {
		system            []corpus.Attribution
		parents           []int
		all, deep, parent eval.Counts
	}{
		"as people drew it": {[]corpus.Attribution{outer, middle, wide}, []int{-1, 0, 1},
			eval.Counts{FoundSystem: 3, System: 3, FoundGold: 3, Gold: 4}, eval.Counts{FoundSystem: 2, System: 2, FoundGold: 2, Gold: 2},
			eval.Counts{FoundSystem: 2, System: 2, FoundGold: 2, Gold: 2}},
		"flat": {[]corpus.Attribution{outer, middle, wide}, []int{-1, -1, -1},
			eval.Counts{FoundSystem: 3, System: 3, FoundGold: 3, Gold: 4}, eval.Counts{FoundGold: 2, Gold: 2},
			eval.Counts{System: 2, Gold: 2}},
		"a link left out, behind an empty one": {[]corpus.Attribution{{Content: one(onrecord.Span{})}, outer, wide}, []int{-1, -1, 1},
			eval.Counts{FoundSystem: 2, System: 2, FoundGold: 2, Gold: 4}, eval.Counts{FoundSystem: 1, System: 1, FoundGold: 1, Gold: 2},
			eval.Counts{System: 1, Gold: 2}},
	} {
		s, err := eval.ScoreNesting(gold, c.system, c.parents)
		if err != nil {
			t.Fatal(err)
		}
		for slice, want := range map[string]eval.Counts{"all": c.all, "news and interview": c.all, "nested": c.deep, "nested, in the right one": c.parent} {
			if got := s[eval.Measure{Name: "content+source", Slice: slice}]; got != want {
				t.Errorf("%s, %s: %+v, want %+v", name, slice, got, want)
			}
		}
	}
}

func TestParents(t *testing.T) {
	d := &onrecord.Document{Attributions: []onrecord.Attribution{{}, {Within: 1}}}
	if p := eval.Parents(d); p[0] != -1 || p[1] != 0 {
		t.Errorf("parents %v", p)
	}
}
