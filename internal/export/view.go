package export

import (
	"reflect"
)

// View is a report laid out for a page in our words: the text in blocks of marked segments, a card for each statement,
// event and position, the sourcing profile and the rules that may be touched. What draws it decides how it looks.
type View = htmlPage

// The parts of a [View].
type (
	Segment       = segment   // a run of text between two edges of spans
	StatementCard = htmlCard  // who, cue, words, chain, axes
	EventCard     = htmlEvent // who did what to whom
	StandCard     = htmlStand // where someone stands
	Link          = htmlLink  // a statement on whose word something is told
)

// NewView lays a report out.
func NewView(r *Report) View { return newPage(r) }

// Plain is the value of an axis in words: "unnamed_affiliated" reads "unnamed, affiliation given".
func Plain[T ~string](v T) string { return plain(v) }

// FirmnessName is the name of a step of firmness, 0 to 5; "" for none.
func FirmnessName(step int) string {
	if step < 0 || step >= len(firmnessNames) {
		return ""
	}
	return firmnessNames[step]
}

// Shape is the type whose JSON the rows of a format are, for those who describe it; nil for formats without such rows.
func Shape(format string) reflect.Type {
	switch format {
	case "attributions":
		return reflect.TypeFor[attributionJSON]()
	case "events":
		return reflect.TypeFor[eventJSON]()
	case "positions":
		return reflect.TypeFor[positionJSON]()
	}
	return nil
}
