package export

import (
	"io"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/export/sheet"
	"onrecord/internal/reading/plover"
)

// polecatColumns are the columns of POLECAT's event files, in their order.
var polecatColumns = []string{"Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
	"Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
	"Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
	"Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City", "District",
	"Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type", "Source",
	"Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version"}

// polecatHead is the first line of a POLECAT file.
var polecatHead = strings.Join(polecatColumns, "\t") + "\n"

// Polecat writes a line for every event that is told as having happened, in the 40 columns of POLECAT; [Format.Head] is
// their heading. What is not known reads "None", lists are joined by "; ". Columns that nothing here knows (contexts, COW
// numbers, titles, Wikipedia, districts) are always "None".
func Polecat(w io.Writer, r *Report, _ Style) error {
	var b strings.Builder
	story := newPolecatStory(r.Document)
	for i, e := range r.events() {
		if asserted(&e.Fact) {
			writePolecat(&b, r, i, e, story)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writePolecat(b *strings.Builder, r *Report, i int, e *onrecord.Event, story polecatStory) {
	row := map[string]string{
		"Event ID": r.ID + "-" + r.Decided.IDOf(onrecord.KindEvent, i+1), "Event Date": eventDay(r.Document, e), "Event Type": string(e.Root),
		"Event Mode": e.Mode, "Intensity": plainNumber(plover.Intensity(e.Root, e.Mode)),
		"Quad Code": strings.ToUpper(e.Quad.String()),
		"Source":    r.Meta.Publisher, "Publication Date": r.Meta.Day(), "Story People": story.people,
		"Story Organizations": story.bodies, "Story Locations": story.places, "Language": languageTag(r.Language.Code),
		"Version": "onrecord " + r.Made.Tool,
	}
	polecatParty(row, r.Document, "Actor", e.Actor)
	polecatParty(row, r.Document, "Recipient", e.Recipient)
	polecatPlace(row, r.Document, e)
	for k, c := range polecatColumns {
		if k > 0 {
			b.WriteByte('\t')
		}
		if v := onrecord.OneLine(row[c]); v != "" {
			b.WriteString(sheet.Words(v))
		} else {
			b.WriteString("None")
		}
	}
	b.WriteByte('\n')
}

// plainNumber is a number as short as it can be written.
func plainNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func polecatParty(row map[string]string, d *onrecord.Document, side string, members []onrecord.Member) {
	var names, raw, countries, sectors []string
	for _, m := range members {
		words := onrecord.OneLine(d.In(m.Span))
		raw = append(raw, words)
		if e := d.Entity(m.Entity); e != nil && e.Name != "" {
			words = e.Name
		}
		names = append(names, words)
		for _, c := range m.Codes {
			countries, sectors = appendNew(countries, c.Country), appendNew(sectors, string(c.Sector))
		}
	}
	row[side+" Name"], row[side+" Name Raw"] = strings.Join(names, "; "), strings.Join(raw, "; ")
	row[side+" Country"], row[side+" Sectors"] = strings.Join(countries, "; "), strings.Join(sectors, "; ")
	if len(sectors) > 0 {
		row["Primary "+side+" Sector"] = sectors[0]
	}
}

// appendNew adds what is there and not yet in the list.
func appendNew(list []string, s string) []string {
	if s == "" {
		return list
	}
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}

func polecatPlace(row map[string]string, d *onrecord.Document, e *onrecord.Event) {
	p := d.Place(e.Place)
	if p == nil {
		return
	}
	row["Raw Placename"], row["Placename"], row["Country"], row["Province"] = d.In(p.Span), p.Name, p.Country, p.Region
	switch p.Kind {
	case onrecord.PlaceCity:
		row["City"], row["Feature Type"] = p.Name, "PPL"
	case onrecord.PlaceCountry:
		row["Feature Type"] = "PCLI"
	}
	if p.Known {
		row["Latitude"], row["Longitude"] = plainNumber(rounded(p.Lat)), plainNumber(rounded(p.Lon))
	}
	if p.GeoNames != 0 {
		row["GeoNames ID"] = strconv.Itoa(p.GeoNames)
	}
}

// polecatStory is who and where a report names, each once, in order of appearance.
type polecatStory struct{ people, bodies, places string }

func newPolecatStory(d *onrecord.Document) polecatStory {
	var people, bodies, places []string
	for i := range d.Entities {
		switch e := &d.Entities[i]; e.Kind {
		case onrecord.Person:
			people = appendNew(people, e.Name)
		case onrecord.Organization, onrecord.Government, onrecord.MediaOutlet:
			bodies = appendNew(bodies, e.Name)
		}
	}
	for i := range d.Places {
		name := d.Places[i].Name
		if name == "" {
			name = onrecord.OneLine(d.In(d.Places[i].Span))
		}
		places = appendNew(places, name)
	}
	return polecatStory{strings.Join(people, "; "), strings.Join(bodies, "; "), strings.Join(places, "; ")}
}
