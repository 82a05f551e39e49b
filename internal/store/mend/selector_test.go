package mend

import (
	"strings"
	"testing"
	"unicode/utf8"

	"onrecord"
)

const market = "The market of Ödby will close, two officials said. The mayor said nothing. The market of Ödby will close on Friday, she said. The mayor left."

func spanOf(t testing.TB, text, words string, nth int) onrecord.Span {
	t.Helper()
	at := 0
	for ; nth > 1; nth-- {
		at += strings.Index(text[at:], words) + len(words)
	}
	i := strings.Index(text[at:], words)
	if i < 0 {
		t.Fatalf("%q does not stand there", words)
	}
	return onrecord.Span{Start: at + i, End: at + i + len(words)}
}

// TestSelectorsFindTheirWords: words are found where they stand, also where the text was edited, or not at all.
func TestSelectorsFindTheirWords(t *testing.T) {
	for _, c := range []struct {
		name, words string
		nth         int
		edit        func(string) string
		want        string // with its surroundings; "" nowhere
		fit         Fit
	}{
		{"same", "The mayor", 2, func(s string) string { return s }, "|The mayor| left", Same},
		{"moved", "The mayor", 2, func(s string) string { return "Correction: a name was wrong. " + s }, "|The mayor| left", Moved},
		{"the first of two", "The mayor", 1, func(s string) string { return "News. " + s }, "|The mayor| said nothing", Moved},
		{"quotation marks and blanks", "said nothing", 1, func(s string) string { return strings.Replace(s, "said nothing", "said\n nothing", 1) }, "|said\n nothing|.", Moved},
		{"its sentence is gone", "The mayor", 2, func(s string) string { return strings.Replace(s, " The mayor left.", "", 1) }, "", Nowhere},
		{"all of it is gone", "two officials", 1, func(string) string { return "Nothing of it is left in this text." }, "", Nowhere},
		{"a word was changed", "The market of Ödby will close on Friday", 1, func(s string) string { return strings.Replace(s, "Friday", "Monday", 1) },
			"|The market of Ödby will close on Monday|, she", Edited},
		{"an accent was lost", "The market of Ödby will close on Friday", 1, func(s string) string { return strings.ReplaceAll(s, "Ödby", "Odby") },
			"|The market of Odby will close on Friday|, she", Edited},
		{"too much was changed", "two officials", 1, func(s string) string { return strings.Replace(s, "two officials", "several people", 1) }, "", Nowhere},
		{"no part of a word", "said", 3, func(s string) string { return strings.Replace(s, "she said", "she unsaid", 1) }, "", Nowhere},
	} {
		x := Select(market, spanOf(t, market, c.words, c.nth))
		text := c.edit(market)
		s, fit := x.In(text)
		if fit != c.fit {
			t.Errorf("%s: fits %d, want %d: %q", c.name, fit, c.fit, text[s.Start:s.End])
			continue
		}
		if c.want == "" {
			continue
		}
		if got := text[:s.Start] + "|" + text[s.Start:s.End] + "|" + text[s.End:]; !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestResolve: words that somebody names must stand once, or be named by their place.
func TestResolve(t *testing.T) {
	first := onrecord.Span{End: strings.Index(market, " The mayor")}
	for _, c := range []struct {
		x         Selector
		near      []onrecord.Span
		want, bad string
	}{
		{x: Selector{Exact: "two officials"}, want: "two officials"},
		{x: Selector{Exact: "The market"}, bad: "stands at 0-10, 75-85"},
		{x: Selector{Exact: "The market"}, near: []onrecord.Span{first}, want: "The market"},
		{x: Selector{Start: 75, End: 86}, want: "The market"},
		{x: Selector{Exact: "The market", Start: 75, End: 85}, want: "The market"},
		{x: Selector{Exact: "The mayor", Start: 75, End: 85}, bad: "not “The mayor”"},
		{x: Selector{Exact: "a dragon"}, bad: "does not stand"},
		{x: Selector{Start: 5, End: 9000}, bad: "outside the text"},
		{x: Selector{Start: -5, End: 3}, bad: "outside the text"},
		{x: Selector{Start: 10, End: 11}, bad: "no word"},
		{x: Selector{}, bad: "no words"},
	} {
		s, err := c.x.Resolve(market, c.near...)
		switch {
		case c.bad != "" && (err == nil || !strings.Contains(err.Error(), c.bad)):
			t.Errorf("%+v: %v, want %q", c.x, err, c.bad)
		case c.bad == "" && (err != nil || market[s.Start:s.End] != c.want):
			t.Errorf("%+v: %q, %v", c.x, market[s.Start:s.End], err)
		}
	}
}

// FuzzSelectors: whatever stands in a decision, words lie inside the text on the edges of characters, and those of the text itself are found.
func FuzzSelectors(f *testing.F) {
	f.Add(market, "News. "+market, "The mayor", "left. ", " left", 12, 4, 9)
	f.Add("ä“b”", "\u00ad\u200b", " ", "x", "", -1, 0, 2)
	f.Fuzz(func(t *testing.T, text, other, exact, prefix, suffix string, start, from, to int) {
		if len(text) > 2000 || len(other) > 2000 || len(exact) > 500 || !utf8.ValidString(text) || !utf8.ValidString(other) {
			return
		}
		x := Selector{exact, prefix, suffix, start, start + 3}
		whole := func(text string, s onrecord.Span) {
			t.Helper()
			if s.Start < 0 || s.End < s.Start || s.End > len(text) || !utf8.ValidString(text[s.Start:s.End]) {
				t.Errorf("%v of %q", s, text)
			}
		}
		s, _ := x.In(text)
		whole(text, s)
		if s, err := x.Resolve(text); err == nil {
			whole(text, s)
		}
		if from < 0 || to > len(text) || from >= to || !utf8.ValidString(text[from:to]) || !utf8.ValidString(text[:from]) {
			return
		}
		mine := Select(text, onrecord.Span{Start: from, End: to})
		if s, fit := mine.In(text); fit != Same || s.Start != from || s.End != to {
			t.Errorf("%+v is found at %v, %d", mine, s, fit)
		}
		s, _ = mine.In(other)
		whole(other, s)
	})
}
