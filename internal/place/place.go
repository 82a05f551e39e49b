// Package place knows where places are: it settles mentions of places to states. Points on the map need a gazetteer, which
// is not here yet.
package place

import (
	"strings"

	"onrecord"
	"onrecord/internal/lexicon"
)

// Finder finds mentions of places. It is safe for use by several goroutines at once, each with its own document.
type Finder struct{ states *lexicon.StateForms }

// New reads the dictionary of states. The error names file and line.
func New() (*Finder, error) {
	states, err := lexicon.States()
	return &Finder{states}, err
}

// How far the words settle the state, by judgement.
const (
	sureOfState = 0.95 // the state itself is named
	sureOfTown  = 0.8  // one state alone has a place of that name, as far as the dictionary knows
	unsettled   = 0.5
)

// Find fills Places: the dateline's, and the names that the reader takes for states or places. A capital that stands for its
// government is no place.
func (f *Finder) Find(d *onrecord.Document) {
	d.Places = nil
	if s := d.Meta.Dateline.Place; !s.Empty() {
		p := f.settle(d, s)
		p.Dateline = true
		d.Places = append(d.Places, p)
	}
	metonyms := map[onrecord.Span]bool{}
	for i := range d.Entities {
		if d.Entities[i].Kind == onrecord.Metonym {
			for _, m := range d.Entities[i].Mentions {
				metonyms[m.Span] = true
			}
		}
	}
	for _, n := range d.Names {
		if (n.Kind == onrecord.Place || n.Kind == onrecord.Country) && !metonyms[n.Span] && !n.Overlaps(d.Meta.Dateline.Span) {
			d.Places = append(d.Places, f.settle(d, n.Span))
		}
	}
}

// settle gives a mention its kind and state; the state stays unknown where the dictionary has none or several.
func (f *Finder) settle(d *onrecord.Document, s onrecord.Span) onrecord.Location {
	name := spelled(d.In(s))
	p := onrecord.Location{Span: s, Name: name, By: "place/unknown", Conf: unsettled}
	if country := f.states.Country(name, lexicon.StateName); country != "" {
		p.Kind, p.Country, p.By, p.Conf = onrecord.PlaceCountry, country, "states/"+country, sureOfState
		return p
	}
	if country := f.states.Country(name, lexicon.StateCapital, lexicon.StatePlace); country != "" {
		p.Country, p.By, p.Conf = country, "states/"+country, sureOfTown
		if f.states.Is(name, lexicon.StateCapital) {
			p.Kind = onrecord.PlaceCity
		}
		return p
	}
	p.Name = ""
	return p
}

// spelled is a name as dictionaries spell it: without its article, and with small letters where a dateline has capitals.
func spelled(name string) string {
	name = strings.TrimPrefix(strings.TrimPrefix(strings.Join(strings.Fields(name), " "), "the "), "The ")
	if len(name) < 4 || strings.ToUpper(name) != name {
		return name
	}
	words := strings.Split(strings.ToLower(name), " ")
	for i, w := range words {
		if w != "" && w[0] < 0x80 {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}
