// Package place knows where places are: it settles mentions of places to states, and of towns to points on the map, by
// the words beside them and the states that the report speaks of. Where what is known speaks for two alike, the place
// stays unknown.
package place

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// Finder finds mentions of places. It is safe for use by several goroutines at once, each with its own document.
type Finder struct {
	states *lexicon.StateForms
	towns  *gazetteer
	short  map[string]string // regions as datelines shorten them
	behind map[string]string // those forms that are a region's only right behind a town's name and a comma: "Me.", "OR"
	parts  []string          // words for a part of what a name stands for

	cues      map[string]cue      // words that tell a state from the region of its name
	divisions map[string]division // provinces and the like, outside the United States
}

// division is the state of a province, and the line of the dictionary that says so.
type division struct{ country, by string }

// New reads the dictionary of states and the gazetteer. The error names file and line.
func New() (*Finder, error) {
	states, err := lexicon.States()
	if err != nil {
		return nil, err
	}
	f := &Finder{states: states, short: map[string]string{}, behind: map[string]string{}, cues: map[string]cue{}, divisions: map[string]division{}}
	if f.towns, err = towns(); err != nil {
		return nil, err
	}
	divisions, err := lexicon.Open("place_divisions.tsv")
	if err != nil {
		return nil, fmt.Errorf("open places: %w", err)
	}
	for _, r := range divisions.Rows {
		for name := range strings.SplitSeq(r.Get("names"), ";") {
			name = strings.TrimSpace(name)
			f.divisions[name] = division{r.Cells[0], r.By()}
			f.divisions[unaccented(name)] = division{r.Cells[0], r.By()}
		}
	}
	if err := f.readShort(); err != nil {
		return nil, err
	}
	if err := f.readCues(); err != nil {
		return nil, err
	}
	parts, err := lexicon.Open("place_parts.tsv")
	if err != nil {
		return nil, fmt.Errorf("open places: %w", err)
	}
	for _, r := range parts.Rows {
		f.parts = append(f.parts, r.Cells[0])
	}
	return f, nil
}

// readShort reads the short forms of regions and provinces.
func (f *Finder) readShort() error {
	t, err := lexicon.Open("place_regions.tsv")
	if err != nil {
		return fmt.Errorf("open places: %w", err)
	}
	for _, r := range t.Rows {
		region := r.Get("region")
		if _, division := f.divisions[region]; f.towns.regions[region] == "" && !division {
			return r.Errorf("no region %q is known", region)
		}
		switch use := r.Get("use"); use {
		case "":
			f.short[r.Cells[0]] = region
		case "behind":
			f.behind[r.Cells[0]] = region
		default:
			return r.Errorf("use %q is not behind", use)
		}
	}
	return nil
}

// Find fills Places: the dateline's, and the names that the reader takes for states or places. A capital that stands for its
// government is no place. Once stop says so it ends early, with the places up to there.
func (f *Finder) Find(d *onrecord.Document, stop func() bool) {
	d.Places = nil
	c := f.context(d)
	f.dateline(c)
	for i, span := range f.mentioned(d) {
		if i%lookEvery == 0 && stop() {
			return
		}
		for _, s := range between(d, span) {
			p := f.settle(c, s)
			d.Places = append(d.Places, p)
			c.last = p
		}
	}
}

// mentioned are the names that stand for places, in text order: no capital that stands for its government, no person, none of the
// dateline. A name that a state shares with a region counts inside the name of a body too.
func (f *Finder) mentioned(d *onrecord.Document) []onrecord.Span {
	others := map[onrecord.Span]bool{}
	for i := range d.Entities {
		if k := d.Entities[i].Kind; k == onrecord.Metonym || k == onrecord.Person {
			for _, m := range d.Entities[i].Mentions {
				others[m.Span] = true
			}
		}
	}
	var out []onrecord.Span
	shared := f.sharedInside(d)
	for _, n := range d.Names {
		for len(shared) > 0 && shared[0].Start < n.Start {
			out, shared = append(out, shared[0]), shared[1:]
		}
		isPlace := (n.Kind == onrecord.Place || n.Kind == onrecord.Country) && !others[n.Span]
		for len(shared) > 0 && shared[0].Start < n.End {
			if !isPlace && n.Kind != onrecord.Person {
				out = append(out, shared[0])
			}
			shared = shared[1:]
		}
		if isPlace {
			out = append(out, n.Span)
		}
	}
	out = append(out, shared...)
	return slices.DeleteFunc(out, func(s onrecord.Span) bool { return others[s] || s.Overlaps(d.Meta.Dateline.Span) })
}

// lookEvery is after how many names the finder asks whether to stop.
const lookEvery = 500

// between cuts a name at its commas: "Hyderabad, Pakistan" is two places.
func between(d *onrecord.Document, s onrecord.Span) []onrecord.Span {
	var out []onrecord.Span
	for {
		at := strings.Index(d.In(s), ", ")
		if at <= 0 || s.Start+at+len(", ") >= s.End {
			return append(out, s)
		}
		out = append(out, onrecord.Span{Start: s.Start, End: s.Start + at})
		s.Start += at + len(", ")
	}
}

// candidate is one place that a name may stand for.
type candidate struct {
	kind    onrecord.PlaceKind
	name    string
	country string
	region  string
	town    *town
	score   float64 // about the logarithm of how many people mean it, and what speaks for it here
	by      string
}

// How likely a name means a place before anything is known of the report, on the scale of the logarithm of a town's
// people; and what the words around it are worth. Judgements, checked on sentences of our own.
const (
	asState      = 8.0
	asRegion     = 6.5 // a state of the United States
	asPart       = 5.5 // a part or town that the dictionary of states knows
	asCapital    = 1.0 // more for the seat of a government
	asOtherName  = -1.5
	besideState  = 6.0 // "Hyderabad, Pakistan"
	insideState  = 3.0 // "Pakistan's Hyderabad", "Hyderabad in Pakistan"
	mostNamed    = 2.0 // times the share of the state among those that the report names
	namedAtAll   = 0.5
	ofDateline   = 1.0
	enough       = 0.5 // the least lead over what else it may be
	sureLead     = 2.5
	leastConf    = 0.5
	greatestConf = 0.95
	besideConf   = 0.8
)

// settle gives a mention its kind, state and point.
func (f *Finder) settle(c *context, s onrecord.Span) onrecord.Location {
	name := spelled(c.d.In(s))
	if region := f.regionOf(name); region != "" {
		name = region
	}
	return f.settleAs(c, s, name, c.behind(f, s, ", "))
}

// settleAs settles a mention by its name and the names that stand behind it with commas.
func (f *Finder) settleAs(c *context, s onrecord.Span, name string, beside []string) onrecord.Location {
	p := onrecord.Location{Span: s, By: "place/unknown", Conf: leastConf}
	all := f.candidates(name)
	listed := c.inList(f, s, beside)
	if p, ok := f.inside(s, all, beside, listed); ok {
		return p
	}
	if len(all) == 0 {
		return p
	}
	if listed {
		beside = nil
	}
	best, rival, twin := 0, math.Inf(-1), math.Inf(-1)
	for i := range all {
		all[i].score += c.speaksFor(f, &all[i], s, beside) + c.homonymSpeaks(f, &all[i], name, s)
		if all[i].score > all[best].score {
			best = i
		}
	}
	for i := range all {
		switch {
		case i == best:
		case all[i].country != all[best].country:
			rival = max(rival, all[i].score)
		default:
			twin = max(twin, all[i].score)
		}
	}
	x := &all[best]
	lead := x.score - rival
	if lead < enough {
		p.By = "place/ambiguous"
		return p
	}
	p.Name, p.Country, p.Region, p.Kind, p.By = x.name, x.country, x.region, x.kind, x.by
	p.Conf = min(greatestConf, leastConf+(greatestConf-leastConf)*lead/sureLead)
	if x.town != nil && x.score-twin >= enough {
		p.Lat, p.Lon, p.GeoNames, p.Known = x.town.lat, x.town.lon, x.town.geonames, true
	}
	return p
}

// inside settles a mention that the gazetteer does not know where the words behind it tell it lies ("Maplewick, Pakistan"), and a town
// that bears the name of a state ("Peru, Indiana"). In a list of places none lies in the next.
func (f *Finder) inside(s onrecord.Span, all []candidate, beside []string, listed bool) (onrecord.Location, bool) {
	if len(beside) == 0 || listed {
		return onrecord.Location{}, false
	}
	inRegion := f.regionAlone(beside[0])
	for i := range all {
		if f.fits(beside, &all[i]) > 0 || all[i].kind == onrecord.PlaceRegion && all[i].country != "" || all[i].kind == onrecord.PlaceCountry && !inRegion {
			return onrecord.Location{}, false
		}
	}
	for _, name := range beside {
		if region, country := f.holder(name); country != "" {
			return onrecord.Location{Span: s, Region: region, Country: country, By: "place/beside", Conf: besideConf}, true
		}
	}
	return onrecord.Location{}, false
}

// regionAlone tells whether a name stands for a region of a state, and for no state: "Indiana", "Ont.".
func (f *Finder) regionAlone(name string) bool {
	region, _ := f.holder(name)
	return region != "" && f.states.Country(name, lexicon.StateName) == ""
}

// candidates lists what a name may stand for; of a name that is not known whole, what it is a part of: "northern Iraq".
func (f *Finder) candidates(name string) []candidate {
	out := f.exactly(name)
	if len(out) > 0 {
		return out
	}
	core := name
	for _, p := range f.parts {
		core = strings.TrimSuffix(strings.TrimPrefix(core, p+" "), " "+p)
	}
	if core == name || core == "" {
		return nil
	}
	out = f.exactly(core)
	for i := range out { // a part of it, with no point of its own
		out[i].name, out[i].kind, out[i].town = name, onrecord.PlaceRegion, nil
	}
	return out
}

func (f *Finder) exactly(name string) []candidate {
	var out []candidate
	capitalOf := ""
	for _, x := range f.states.Find(name) {
		switch x.Kind {
		case lexicon.StateName:
			out = append(out, candidate{onrecord.PlaceCountry, name, x.Country, "", nil, asState, x.By})
		case lexicon.StateCapital:
			capitalOf = x.Country
		}
	}
	if country := f.towns.regions[name]; country != "" {
		out = append(out, candidate{onrecord.PlaceRegion, name, country, name, nil, asRegion, "cities/" + name})
	}
	if x, ok := f.divisions[name]; ok {
		out = append(out, candidate{onrecord.PlaceRegion, name, x.country, name, nil, asPart, x.by})
	}
	for pass, in := range []map[string][]int32{f.towns.named, f.towns.also} {
		for _, at := range in[name] {
			t := &f.towns.towns[at]
			x := candidate{onrecord.PlaceCity, t.name, t.country, t.region, t, math.Log10(float64(t.people + 10)), "cities/" + t.name}
			if pass == 1 {
				x.score += asOtherName
			}
			if t.country == capitalOf {
				x.score += asCapital
				capitalOf = ""
			}
			out = append(out, x)
		}
	}
	if capitalOf != "" {
		out = append(out, candidate{onrecord.PlaceCity, name, capitalOf, "", nil, asPart + asCapital, "states/" + capitalOf})
	}
	if country := f.states.Country(name, lexicon.StatePlace); country != "" && !has(out, country) {
		out = append(out, candidate{"", name, country, "", nil, asPart, "states/" + country})
	}
	return out
}

func has(all []candidate, country string) bool {
	for i := range all {
		if all[i].country == country {
			return true
		}
	}
	return false
}
