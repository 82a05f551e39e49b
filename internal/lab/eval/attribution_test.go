package eval_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/lab/corpus"
	"onrecord/internal/lab/eval"
)

const quay = `Clerks said the pier was gone. "We will not pay," Ruiz told reporters. Fishermen denied it. ` +
	`Ruiz added that talks "may resume" soon. Gulls worry. Nobody spoke today.`

// at is the span of the n-th place, from 0, where words stand in the text.
func at(text, words string, n int) onrecord.Span {
	from := 0
	for ; ; n-- {
		i := strings.Index(text[from:], words)
		if i < 0 {
			panic("no " + words)
		}
		if n == 0 {
			return onrecord.Span{Start: from + i, End: from + i + len(words)}
		}
		from += i + 1
	}
}

func one(s onrecord.Span) []onrecord.Span { return []onrecord.Span{s} }

func quayGold() corpus.Article {
	denied := at(quay, "denied it", 0)
	return corpus.Article{ID: "quay", Text: quay, Attributions: []corpus.Attribution{
		{ID: "E1", Source: one(at(quay, "Clerks", 0)), Cue: one(at(quay, "said", 0)), Content: one(at(quay, "the pier was gone", 0))},
		{ID: "E2", Source: one(at(quay, "Ruiz", 0)), Cue: one(at(quay, "told reporters", 0)), Content: one(at(quay, `"We will not pay,"`, 0))},
		{ID: "E3", Source: one(at(quay, "Fishermen", 0)), Cue: one(at(quay, "denied", 0)), Content: one(onrecord.Span{Start: denied.End - 2, End: denied.End})},
		{ID: "E4", Source: one(at(quay, "Ruiz", 1)), Cue: one(at(quay, "added", 0)), Content: one(at(quay, `that talks "may resume" soon`, 0))},
	}}
}

func score(t *testing.T, gold corpus.Article, system []corpus.Attribution, outermost bool) eval.Sheet {
	t.Helper()
	s := eval.NewAttributionScorer([]corpus.Article{gold})
	s.Outermost = outermost
	sheet, err := s.Score(gold, system)
	if err != nil {
		t.Fatal(err)
	}
	return sheet
}

func TestPerfectAndEmpty(t *testing.T) {
	gold := quayGold()
	for m, c := range score(t, gold, gold.Attributions, false) {
		if c.Gold > 0 && (c.P() != 1 || c.R() != 1 || c.F() != 1) {
			t.Errorf("gold against itself, %s: %+v", m, c)
		}
	}
	for m, c := range score(t, gold, nil, false) {
		if c.FoundGold+c.FoundSystem+c.System != 0 || c.F() != 0 {
			t.Errorf("nothing found, %s: %+v", m, c)
		}
	}
}

// The damaged findings: E3 lost, E1's content one word short, E4's source wrong, one attribution too many.
func TestDamaged(t *testing.T) {
	gold := quayGold()
	found := slices.Delete(slices.Clone(gold.Attributions), 2, 3)
	found[0].Content = one(at(quay, "pier was gone", 0))
	found[2].Source = one(at(quay, "Gulls", 0))
	found = append(found, corpus.Attribution{Source: one(at(quay, "Nobody", 0)), Cue: one(at(quay, "spoke", 0)), Content: one(at(quay, "today", 0))})
	sheet := score(t, gold, found, false)
	for m, want := range map[eval.Measure]eval.Counts{
		{Name: "exact", Slice: "source"}:           {FoundSystem: 2, System: 4, FoundGold: 2, Gold: 4},
		{Name: "exact", Slice: "cue"}:              {FoundSystem: 3, System: 4, FoundGold: 3, Gold: 4},
		{Name: "exact", Slice: "content"}:          {FoundSystem: 2, System: 4, FoundGold: 2, Gold: 4},
		{Name: "overlap", Slice: "content"}:        {FoundSystem: 3, System: 4, FoundGold: 3, Gold: 4},
		{Name: "token", Slice: "cue"}:              {FoundSystem: 4, System: 5, FoundGold: 4, Gold: 5},
		{Name: "token", Slice: "content"}:          {FoundSystem: 17, System: 18, FoundGold: 17, Gold: 19},
		{Name: "content", Slice: "all"}:            {FoundSystem: 3, System: 4, FoundGold: 3, Gold: 4},
		{Name: "content+source", Slice: "all"}:     {FoundSystem: 2, System: 4, FoundGold: 2, Gold: 4},
		{Name: "triple", Slice: "all"}:             {FoundSystem: 2, System: 4, FoundGold: 2, Gold: 4},
		{Name: "triple", Slice: "direct"}:          {FoundSystem: 1, System: 1, FoundGold: 1, Gold: 1},
		{Name: "triple", Slice: "indirect"}:        {FoundSystem: 1, System: 3, FoundGold: 1, Gold: 3},
		{Name: "triple", Slice: "mixed"}:           {FoundSystem: 0, System: 1, FoundGold: 0, Gold: 1},
		{Name: "triple", Slice: "named source"}:    {FoundSystem: 1, System: 2, FoundGold: 1, Gold: 4},
		{Name: "whole", Slice: "overlap"}:          {FoundSystem: 2, System: 4, FoundGold: 2, Gold: 4},
		{Name: "whole", Slice: "exact"}:            {FoundSystem: 1, System: 4, FoundGold: 1, Gold: 4},
		{Name: "content", Slice: "pronoun source"}: {FoundSystem: 0, System: 1, FoundGold: 0, Gold: 0},
	} {
		if m.Slice == "named source" {
			continue // counted in TestSourceForms
		}
		if got := sheet[m]; got != want {
			t.Errorf("%s: %+v, want %+v", m, got, want)
		}
	}
}

func TestRegionsAndNesting(t *testing.T) {
	gold := quayGold()
	all := eval.Measure{Name: "triple", Slice: "all"}
	nested := append(slices.Clone(gold.Attributions), corpus.Attribution{Source: one(at(quay, "talks", 0)), Cue: one(at(quay, "may", 0)), Content: one(at(quay, "resume", 0))})
	if n := score(t, gold, nested, false)[all].System; n != 5 {
		t.Errorf("%d findings with the nested one, want 5", n)
	}
	if c := score(t, gold, nested, true)[all]; c.System != 4 || c.F() != 1 {
		t.Errorf("outermost only: %+v", c)
	}
	dead := gold
	dead.Discard = one(at(quay, "Fishermen denied it.", 0))
	if c := score(t, dead, gold.Attributions, false)[all]; c.System != 3 || c.Gold != 3 {
		t.Errorf("a discarded region: %+v", c)
	}
	pieces := gold
	pieces.Attributions = []corpus.Attribution{{Cue: one(at(quay, "said", 0)), Content: []onrecord.Span{at(quay, "gone", 0), at(quay, "the pier", 0)}}}
	sheet := score(t, pieces, pieces.Attributions, false)
	for _, slice := range []string{"no source", "discontinuous"} {
		if c := sheet[eval.Measure{Name: "triple", Slice: slice}]; c.F() != 1 {
			t.Errorf("%s: %+v", slice, c)
		}
	}
	if c := score(t, pieces, gold.Attributions[:1], false)[eval.Measure{Name: "content+source", Slice: "all"}]; c.FoundGold != 0 {
		t.Errorf("a missing source meets one that is there: %+v", c)
	}
}

func TestSpanOutsideText(t *testing.T) {
	gold := quayGold()
	bad := []corpus.Attribution{{Content: one(onrecord.Span{Start: 3, End: 4000})}}
	if _, err := eval.NewAttributionScorer(nil).Score(gold, bad); err == nil || !strings.Contains(err.Error(), "quay") {
		t.Errorf("error %v does not name the article", err)
	}
}

func TestSourceForms(t *testing.T) {
	text := "Ruiz spoke. Aides and clerks spoke. The aides of Mayor Ruiz left; they said nothing. He, Ana Ruiz, " +
		"a Port Sel customs official, the Harbour Gazette's editor. We saw Ruiz and the editor."
	for words, want := range map[string]string{
		"Ruiz":                         "named source",
		"Aides":                        "anonymous source",
		"The aides of Mayor Ruiz":      "anonymous source",
		"they":                         "pronoun source",
		"He":                           "pronoun source",
		"Ana Ruiz":                     "named source",
		"a Port Sel customs official":  "anonymous source",
		"the Harbour Gazette":          "named source",
		"the Harbour Gazette's editor": "unnamed source",
		"":                             "no source",
	} {
		a := corpus.Attribution{Content: one(at(text, "nothing", 0))}
		if words != "" {
			a.Source = one(at(text, words, 0))
		}
		sheet := score(t, corpus.Article{ID: "x", Text: text, Attributions: []corpus.Attribution{a}}, nil, false)
		if sheet[eval.Measure{Name: "triple", Slice: want}].Gold != 1 {
			t.Errorf("%q is not counted as %s", words, want)
		}
	}
}

func TestInterval(t *testing.T) {
	m := eval.Measure{Name: "x"}
	tally := eval.Tally{}
	for i := range 40 {
		tally = append(tally, eval.Sheet{m: {FoundSystem: 5 + i%5, System: 10, FoundGold: 5 + i%5, Gold: 10}})
	}
	low, high := tally.Interval(m, 1)
	f := tally.Total()[m].F()
	if !(low < f && f < high) || high-low > .15 || math.Abs(f-.7) > 1e-9 {
		t.Errorf("F %.3f, interval %.3f to %.3f", f, low, high)
	}
	if l, h := tally.Interval(m, 1); l != low || h != high {
		t.Error("the same seed gives another interval")
	}
	if l, h := (eval.Tally{}).Interval(m, 1); l != 0 || h != 0 {
		t.Error("an empty corpus has an interval")
	}
}
