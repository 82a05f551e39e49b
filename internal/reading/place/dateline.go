package place

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"onrecord"
)

// parting is what stands between the cities of a dateline: "BEIRUT/AMMAN", "TEL AVIV, Israel and CAIRO".
var parting = regexp.MustCompile(`\s*[/&;]\s*|\s+(?:and|AND)\s+`)

// dateline settles the places of the dateline, each city with the state or region that stands behind it, and what state the
// report comes from: none where its cities lie in several.
func (f *Finder) dateline(c *context) {
	s := c.d.Meta.Dateline.Place
	if s.Empty() {
		return
	}
	for _, city := range f.cities(c.d, s) {
		parts := pieces(c.d, city, commas)
		var beside []string
		for _, p := range parts[1:] {
			beside = append(beside, f.placed(c.d.In(p)))
		}
		for i, p := range parts {
			x := f.settleAs(c, p, f.placed(c.d.In(p)), beside[min(i, len(beside)):])
			x.Dateline = true
			c.d.Places = append(c.d.Places, x)
			c.last = x
		}
	}
	for i, x := range c.d.Places {
		if i == 0 {
			c.dateline = x.Country
		} else if x.Country != "" && x.Country != c.dateline {
			c.dateline = ""
			return
		}
		if x.Region != "" && c.region == "" {
			c.region = x.Region
		}
	}
}

// commas part a city from what it lies in.
var commas = regexp.MustCompile(`\s*,\s*`)

// cities are the stretches of a dateline's place that name a city and what it lies in. "Trinidad and Tobago" is not cut.
func (f *Finder) cities(d *onrecord.Document, s onrecord.Span) []onrecord.Span {
	var out []onrecord.Span
	for _, p := range pieces(d, s, parting) {
		if k := len(out); k > 0 {
			whole := onrecord.Span{Start: out[k-1].Start, End: p.End}
			parts := pieces(d, whole, commas)
			last := parts[len(parts)-1]
			if _, country := f.holder(f.placed(d.In(last))); country != "" && last.Start < p.Start {
				out[k-1] = whole
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// pieces cuts a span where a form stands.
func pieces(d *onrecord.Document, s onrecord.Span, at *regexp.Regexp) []onrecord.Span {
	var out []onrecord.Span
	from := s.Start
	for _, m := range at.FindAllStringIndex(d.In(s), -1) {
		if s.Start+m[0] > from {
			out = append(out, onrecord.Span{Start: from, End: s.Start + m[0]})
		}
		from = s.Start + m[1]
	}
	if from < s.End || len(out) == 0 {
		out = append(out, onrecord.Span{Start: from, End: s.End})
	}
	return out
}

// placed is a name of a dateline as dictionaries spell it: a region's short form is the region, "ST. PAUL" is "Saint Paul"
// where that is how the gazetteer has it.
func (f *Finder) placed(name string) string {
	for _, form := range []string{name, spelled(name), titled(name)} {
		if region := f.regionOf(form); region != "" {
			return region
		}
		if region := f.behind[form]; region != "" {
			return region
		}
	}
	name = titled(spelled(name))
	if len(f.exactly(name)) > 0 {
		return name
	}
	for short, long := range map[string]string{"St. ": "Saint ", "Ste. ": "Sainte ", "Ft. ": "Fort ", "Mt. ": "Mount "} {
		if rest, ok := strings.CutPrefix(name, short); ok && len(f.exactly(long+rest)) > 0 {
			return long + rest
		}
	}
	if other := strings.ReplaceAll(name, "-", " "); len(f.exactly(other)) > 0 {
		return other
	}
	return name
}

// spelled is a name as dictionaries spell it: without its article, and with small letters where a dateline has capitals.
func spelled(name string) string {
	name = strings.TrimPrefix(strings.TrimPrefix(strings.Join(strings.Fields(name), " "), "the "), "The ")
	if len(name) < 4 || strings.Contains(name, ".") {
		return name
	}
	return titled(name)
}

// linking are words inside names of places that are written small.
var linking = map[string]bool{"de": true, "da": true, "do": true, "dos": true, "das": true, "del": true, "di": true, "du": true, "des": true,
	"of": true, "and": true, "the": true, "sur": true, "upon": true, "on": true, "au": true, "aux": true, "en": true, "la": true, "el": true,
	"al": true, "ez": true, "es": true, "y": true, "e": true, "am": true, "an": true}

// titled is a name in capitals written with small letters behind the first of each word; one that has small letters already is
// left as it is.
func titled(name string) string {
	if strings.ToUpper(name) != name || len(name) < 3 {
		return name
	}
	out := []byte(strings.ToLower(name))
	first := true
	for i := 0; i < len(out); {
		end := i
		for end < len(out) && out[end] != ' ' && out[end] != '-' && out[end] != '/' {
			end++
		}
		word := string(out[i:end])
		if (first || !linking[word] || (word == "la" || word == "el" || word == "al") && end < len(out) && out[end] == ' ' && i > 0 && out[i-1] == ' ') && word != "" && word[0] < utf8.RuneSelf {
			out[i] = strings.ToUpper(word[:1])[0]
		}
		first = false
		i = end + 1
	}
	return string(out)
}
