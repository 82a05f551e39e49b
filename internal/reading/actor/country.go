package actor

import (
	"slices"
	"sort"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// longestForm is the most words of a state's name that are looked up.
const longestForm = 4

// severalStates marks a phrase that names two states, so that none is taken.
const severalStates = "actor/several"

// country is the one state that the words of a phrase belong to; unknown where they name two. A name that the report settles to a place
// belongs to that place's state ("Lebanon, Pennsylvania"), and one in a person's name to none ("Jordan" of "Ana Jordan").
func (c *Coder) country(d *onrecord.Document, s onrecord.Span, e *onrecord.Entity) onrecord.Code {
	var out onrecord.Code
	first, end := d.TokensIn(s)
	for i := first; i < end; i++ {
		for n := min(longestForm, end-i); n > 0; n-- {
			at := onrecord.Span{Start: d.Tokens[i].Start, End: d.Tokens[i+n-1].End}
			country := c.states.Country(d.In(at), lexicon.StateName, lexicon.StateAdjective, lexicon.StatePeople, lexicon.StateCapital, lexicon.StateMetonym)
			if country == "" {
				continue
			}
			i += n - 1
			if p := d.PlaceAt(at); p != nil {
				country = p.Country
			}
			if country == "" || ofPerson(d, at) || calledSo(d, at, e) {
				break
			}
			if out.Country != "" && out.Country != country {
				return onrecord.Code{By: severalStates}
			}
			if out.Country == "" {
				out = onrecord.Code{Country: country, Span: at, By: "states/" + country}
			}
			break
		}
	}
	return out
}

// ofPerson tells whether some words are a person's name, or a part of one.
func ofPerson(d *onrecord.Document, s onrecord.Span) bool {
	i := sort.Search(len(d.Names), func(i int) bool { return d.Names[i].End >= s.End })
	return i < len(d.Names) && d.Names[i].Kind == onrecord.Person && d.Names[i].Span.Contains(s)
}

// calledSo tells whether some words are one of the names of a person, who may be called by it alone: "Jordan". What owns the rest is a
// state: "Jordan's king".
func calledSo(d *onrecord.Document, s onrecord.Span, e *onrecord.Entity) bool {
	if e == nil || e.Kind != onrecord.Person {
		return false
	}
	if strings.HasPrefix(d.Text[s.End:], "'s") || strings.HasPrefix(d.Text[s.End:], "’s") {
		return false
	}
	return slices.Contains(strings.Fields(e.Name), d.In(s))
}

// seated is the state of the place that hangs on the head of a phrase which names no state: "a judge in Savannah". It is not asked of
// soldiers, who stand in other states too.
func seated(d *onrecord.Document, s onrecord.Span, head onrecord.TokenID) onrecord.Code {
	i := sort.Search(len(d.Places), func(i int) bool { return d.Places[i].Span.Start >= s.Start })
	for ; i < len(d.Places) && d.Places[i].Span.End <= s.End; i++ {
		p := &d.Places[i]
		first, end := d.TokensIn(p.Span)
		for t := first; t < end; t++ {
			if d.Tokens[t].Head == head && p.Country != "" {
				return onrecord.Code{Country: p.Country, Span: p.Span, By: p.By}
			}
		}
	}
	return onrecord.Code{}
}
