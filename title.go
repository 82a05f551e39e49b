package onrecord

import "strings"

// titleWords is how many words of a text stand for a title that it does not have.
const titleWords = 14

// Title is what the report is called, on one line: its headline, its given title, or the beginning of its first line.
func (d *Document) Title() string {
	for _, b := range d.Blocks {
		if b.Kind == Headline {
			return strings.Join(strings.Fields(d.In(b.Span)), " ")
		}
	}
	if d.Meta.Title != "" {
		return strings.Join(strings.Fields(d.Meta.Title), " ")
	}
	for line := range strings.Lines(d.Text) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
			continue
		case len(words) > titleWords:
			words = append(words[:titleWords:titleWords], "…")
		}
		return strings.Join(words, " ")
	}
	return "Report without words"
}
