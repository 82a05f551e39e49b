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

// TestOddWords searches for what people mistype, in every field that takes words: it is found, or refused with a reason, and never a fault of the
// database.
func TestOddWords(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := filled(t, db)
		for _, x := range []string{"OR", "-a", "OR OR", "-", "--", `"`, `""`, `"" ""`, "*", `"*`, "a OR", "OR truce", "-OR", "truce -", "AND", "NOT", "NEAR(a b)", "a:b", "{a}", "(", ")",
			"\u0301", "'", "\\", "%", "_", "\x00", "truce\x00", "\xff", "the", "the OR of", "&", "|", "!", "<->", ":*", "½", "١٢٣", "😀", "-truce", `-"a b"`, "a*b*", `"truce"*`, "OR -a"} {
			for name, q := range map[string]store.Query{"text": {Text: x}, "anywhere": {Text: x, Anywhere: true, Kind: store.Statement}, "issue": {Issue: x}, "actor": {Actor: x}, "recipient": {Recipient: x},
				"source": {Source: x}, "outlet": {Outlet: x}, "country": {Country: x}, "after": {After: x}, "from": {From: x}} {
				if _, err := s.Search(t.Context(), q); err != nil && !errors.Is(err, store.ErrQuery) {
					t.Errorf("%s %q: %v", name, x, err)
				}
				if _, err := s.Survey(t.Context(), q); err != nil && !errors.Is(err, store.ErrQuery) {
					t.Errorf("survey of %s %q: %v", name, x, err)
				}
			}
		}
		for _, x := range []string{"OR", "-a"} {
			if err := (&store.Query{Issue: x}).Check(); !errors.Is(err, store.ErrQuery) || !strings.Contains(err.Error(), "holds no word") {
				t.Errorf("issue %q: %v", x, err)
			}
		}
	})
}
