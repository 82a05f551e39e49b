package place

import (
	"sort"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// context is what a report says of where it plays: the states it names, and that of its dateline.
type context struct {
	d        *onrecord.Document
	named    map[string]int // state -> mentions
	all      int
	dateline string            // the state of the dateline, "" for none or several
	region   string            // the region of the dateline
	last     onrecord.Location // the mention settled before
	shared   map[string]*evidence
}

// context counts the states that the report names outright or by their adjectives and peoples. A name that is a state and
// a region of another ("Georgia") counts for neither.
func (f *Finder) context(d *onrecord.Document) *context {
	c := &context{d: d, named: map[string]int{}, shared: map[string]*evidence{}}
	for i := range d.Names {
		name := spelled(d.In(d.Names[i].Span))
		country := f.states.Country(name, lexicon.StateName, lexicon.StateAdjective, lexicon.StatePeople)
		if region := f.towns.regions[name]; region != "" && country == "" {
			country = region
		} else if region != "" {
			continue
		}
		if country == "" {
			continue
		}
		c.named[country]++
		c.all++
	}
	return c
}

// speaksFor is how much the words around a mention, and the report, speak for a candidate.
func (c *context) speaksFor(f *Finder, x *candidate, s onrecord.Span, beside []string) float64 {
	score := 0.0
	if n := c.named[x.country]; n > 0 {
		score += namedAtAll + mostNamed*float64(n)/float64(c.all)
	}
	if c.dateline == x.country {
		score += ofDateline
	}
	if len(beside) > 0 {
		score += besideState * f.fits(beside, x)
	}
	if inside := c.behind(f, s, " in "); len(inside) > 0 {
		score += insideState * f.fits(inside, x)
	}
	if c.last.Span.End+len(", ") == s.Start && c.last.Country == x.country { // "Atlanta, Georgia"
		score += insideState
	}
	if owner := c.owner(s); owner != "" {
		score += insideState * f.fits([]string{owner}, x)
	}
	return score
}

// fits tells whether a place may lie in what some names stand for: 1 when it does, -1 when that is known and it does not,
// 0 where the names say nothing.
func (f *Finder) fits(names []string, x *candidate) float64 {
	out := 0.0
	for _, name := range names {
		region, country := f.holder(name)
		if country == "" {
			continue
		}
		if state := f.states.Country(name, lexicon.StateName); state == x.country && x.kind != onrecord.PlaceCountry {
			return 1 // "Tbilisi, Georgia", where the name is that of a region too
		}
		if x.kind != onrecord.PlaceCountry && x.country == country && (region == "" || x.region == "" || x.region == region) {
			return 1
		}
		out = -1
	}
	return out
}

// holder is the state, and the region in it, that a name stands for when it stands behind the name of a town.
func (f *Finder) holder(name string) (region, country string) {
	if region = f.regionOf(name); region == "" {
		if region = f.behind[name]; region == "" {
			region = f.behind[name+"."]
		}
	}
	if region != "" {
		if country = f.towns.regions[region]; country == "" {
			country = f.divisions[region].country
		}
		return region, country
	}
	if name == "US" {
		return "", "USA"
	}
	if x, ok := f.divisions[name]; ok {
		return name, x.country
	}
	return "", f.states.Country(name, lexicon.StateName)
}

// regionOf is the region that a name, or its short form, stands for; "" for none.
func (f *Finder) regionOf(name string) string {
	if f.towns.regions[name] != "" {
		return name
	}
	if region := f.short[name]; region != "" {
		return region
	}
	return f.short[name+"."]
}

// most is how many names behind a mention are looked at: "Winchester, Hampshire, England".
const most = 3

// behind lists the names that follow a mention, the first after some words, the others after commas.
func (c *context) behind(f *Finder, s onrecord.Span, between string) []string {
	var out []string
	for at := s.End; len(out) < most && strings.HasPrefix(c.d.Text[at:], between); between = ", " {
		at += len(between)
		name, end := c.nameAt(f, at)
		if name == "" {
			break
		}
		out = append(out, name)
		at = end
	}
	return out
}

// nameAt is the name that begins at a place in the text, or goes on there, up to a comma; "" where none does.
func (c *context) nameAt(f *Finder, at int) (name string, end int) {
	for i := c.endingBehind(at); i < len(c.d.Names) && c.d.Names[i].Start <= at+len("the "); i++ {
		n := c.d.Names[i].Span
		if n.Start == at+len("the ") && strings.HasPrefix(c.d.Text[at:], "the ") {
			at = n.Start
		}
		if n.Start <= at && at < n.End { // both in one name: "Hyderabad, Pakistan"
			first, _, _ := strings.Cut(c.d.Text[at:n.End], ", ")
			return spelled(first), at + len(first)
		}
	}
	if end := f.shortAt(c.d.Text[at:]); end > 0 {
		return c.d.Text[at : at+end], at + end
	}
	return "", at
}

// shortAt is the length of the longest short form of a region that a text begins with; 0 for none.
func (f *Finder) shortAt(text string) int {
	text = text[:min(len(text), longestShort)]
	for end := len(text); end > 0; end-- {
		if end < len(text) && !strings.ContainsRune(" ,;\n)—", rune(text[end])) && !strings.HasPrefix(text[end:], "—") {
			continue
		}
		if f.short[text[:end]] != "" || f.behind[text[:end]] != "" {
			return end
		}
	}
	return 0
}

// longestShort is more bytes than the short form of a region has, with the mark behind it.
const longestShort = 12

// endingBehind is the first name that ends behind a place in the text.
func (c *context) endingBehind(at int) int {
	return sort.Search(len(c.d.Names), func(i int) bool { return c.d.Names[i].End > at })
}

// inList tells whether a mention stands in a list of places, each for itself, rather than before what it lies in: "Canada, England,
// France and Germany". Two states one after the other make a list, and so does a further state or region behind "and"; the short
// form of a region makes none.
func (c *context) inList(f *Finder, s onrecord.Span, beside []string) bool {
	if len(beside) == 0 || f.short[beside[0]] != "" || f.behind[beside[0]] != "" {
		return false
	}
	at := s.End
	for k, name := range beside {
		if _, country := f.holder(name); country == "" {
			return false
		}
		if k > 0 && f.isState(beside[k-1]) {
			return true
		}
		_, at = c.nameAt(f, at+len(", "))
		if c.goesOn(f, at) {
			return true
		}
	}
	return false
}

// goesOn tells whether "and" and a further state or region stand at a place in the text.
func (c *context) goesOn(f *Finder, at int) bool {
	for _, and := range []string{" and ", ", and ", " or ", ", or "} {
		if strings.HasPrefix(c.d.Text[at:], and) {
			other, _ := c.nameAt(f, at+len(and))
			_, country := f.holder(other)
			return country != ""
		}
	}
	return false
}

// isState tells whether a name is that of a state of the world and of no region.
func (f *Finder) isState(name string) bool {
	region, country := f.holder(name)
	return region == "" && country != ""
}

// owner is the name that a mention belongs to: "Pakistan's Hyderabad".
func (c *context) owner(s onrecord.Span) string {
	for _, mark := range []string{"'s ", "’s "} {
		if !strings.HasSuffix(c.d.Text[:s.Start], mark) {
			continue
		}
		end := s.Start - len(mark)
		for i := c.endingBehind(end - 1); i < len(c.d.Names) && c.d.Names[i].End < s.Start; i++ {
			if c.d.Names[i].End == end || c.d.Names[i].End == s.Start-1 {
				return strings.TrimSuffix(strings.TrimSuffix(spelled(c.d.In(c.d.Names[i].Span)), "'s"), "’s")
			}
		}
	}
	return ""
}
