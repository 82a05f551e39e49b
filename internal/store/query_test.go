package store_test

import (
	"errors"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/store"
)

// TestCheckKnowsTheValues refuses what no finding can have, and says what there is.
func TestCheckKnowsTheValues(t *testing.T) {
	for _, c := range []struct {
		q    store.Query
		says []string // nothing where the query is fine
	}{
		{store.Query{Root: "MURDER"}, []string{`"MURDER"`, "ASSAULT", "COERCE"}},
		{store.Query{Root: onrecord.RootAssault}, nil},
		{store.Query{Stance: "pro"}, []string{`"pro"`, "for", "against", "declines_to_say"}},
		{store.Query{Stance: onrecord.StanceConditionalFor}, nil},
		{store.Query{Naming: "anonymous"}, []string{"unnamed_affiliated"}},
		{store.Query{SourceKind: "minister"}, []string{"source kind", "office_holder"}},
		{store.Query{Modality: "maybe"}, []string{"possible"}},
		{store.Query{Modality: onrecord.Asked}, nil},
		{store.Query{Country: "Norway"}, []string{`"Norway"`, "whose code is NOR"}},
		{store.Query{Country: "norway"}, []string{"whose code is NOR"}},
		{store.Query{Country: "NO"}, []string{"three letters"}},
		{store.Query{Country: "XQZ"}, []string{`"XQZ"`}},
		{store.Query{Country: "nor"}, nil},
	} {
		err := c.q.Check()
		if (err == nil) != (c.says == nil) || err != nil && !errors.Is(err, store.ErrQuery) {
			t.Errorf("%+v: %v", c.q, err)
			continue
		}
		for _, words := range c.says {
			if !strings.Contains(err.Error(), words) {
				t.Errorf("%v does not say %q", err, words)
			}
		}
	}
}
