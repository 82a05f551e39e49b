package eval_test

import (
	"testing"

	"onrecord"
	"onrecord/internal/lab/corpus"
	"onrecord/internal/lab/eval"
)

func TestScoreNames(t *testing.T) {
	at := func(b, e int) onrecord.Span { return onrecord.Span{Start: b, End: e} }
	gold := []corpus.Named{
		{Span: at(0, 4), Type: "Person"}, {Span: at(10, 14), Type: "ORG"}, {Span: at(20, 24), Type: "Location"},
		{Span: at(30, 34), Type: "NORP"}, {Span: at(40, 44), Type: "Facility"}, {Span: at(50, 54), Type: "Money"},
	}
	found := []onrecord.Name{
		{Span: at(0, 4), Kind: onrecord.Person},       // right
		{Span: at(10, 14), Kind: onrecord.Government}, // an organization all the same
		{Span: at(20, 23), Kind: onrecord.Country},    // a letter short
		{Span: at(30, 34), Kind: onrecord.Place},      // another type
		{Span: at(40, 44), Kind: onrecord.DocumentKind},
		{Span: at(60, 64), Kind: onrecord.Person}, // not there
	}
	s := eval.ScoreNames(gold, found)
	for name, want := range map[string]eval.Counts{
		"all":                       {FoundSystem: 2, System: 5, FoundGold: 2, Gold: 3},
		"Person":                    {FoundSystem: 1, System: 2, FoundGold: 1, Gold: 1},
		"Organization":              {FoundSystem: 1, System: 1, FoundGold: 1, Gold: 1},
		"Location":                  {FoundSystem: 0, System: 2, FoundGold: 0, Gold: 1},
		"people, faiths, followers": {Gold: 1},
		"other":                     {FoundSystem: 1, System: 1, FoundGold: 1, Gold: 1},
		"any type, span alone":      {FoundSystem: 4, System: 6, FoundGold: 4, Gold: 5},
	} {
		if got := s[eval.Measure{Name: name}]; got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}
