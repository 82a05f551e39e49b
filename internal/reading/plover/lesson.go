package plover

import (
	"fmt"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// Lessons are the sentences of our own that the coder learns from, with the roots of the label profile plv. A bad line is
// an error that names file and line.
func Lessons() ([]Pair, error) {
	t, err := lexicon.Open("plover_lessons.tsv")
	if err != nil {
		return nil, fmt.Errorf("open lessons: %w", err)
	}
	out := make([]Pair, 0, len(t.Rows))
	for _, r := range t.Rows {
		p, err := unmark(r.Get("sentence"))
		if err != nil {
			return nil, r.Errorf("%v", err)
		}
		if !slices.Contains(plvRoots, r.Cells[0]) {
			return nil, r.Errorf("no root %q", r.Cells[0])
		}
		p.ID, p.Root, p.Line = fmt.Sprintf("lesson/%d", r.Line), r.Cells[0], r.Line
		out = append(out, p)
	}
	return out, nil
}

// unmark takes the marks out of a sentence and makes them spans: {source}, [target].
func unmark(s string) (Pair, error) {
	var text strings.Builder
	var p Pair
	open, from := rune(0), 0
	for _, c := range s {
		switch {
		case (c == '{' || c == '[') && open == 0:
			open, from = c, text.Len()
		case c == '}' && open == '{':
			p.Source = append(p.Source, onrecord.Span{Start: from, End: text.Len()})
			open = 0
		case c == ']' && open == '[':
			p.Target = append(p.Target, onrecord.Span{Start: from, End: text.Len()})
			open = 0
		case strings.ContainsRune("{}[]", c):
			return p, fmt.Errorf("mark %q out of place", c)
		default:
			text.WriteRune(c)
		}
	}
	if open != 0 || p.Source == nil || p.Target == nil {
		return p, fmt.Errorf("a party is not marked")
	}
	p.Text = text.String()
	return p, nil
}
