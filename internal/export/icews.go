package export

import (
	"io"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/export/sheet"
)

// icewsColumns are the columns of ICEWS's event files, in their order.
var icewsColumns = []string{"Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity",
	"Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City", "District", "Province", "Country",
	"Latitude", "Longitude"}

var icewsHead = strings.Join(icewsColumns, "\t") + "\n"

// ICEWS writes a line for every pair of actor and recipient of every event that is told as having happened, in the 20 columns of ICEWS.
// Event ids count the events of a report; the story's id is the report's. Intensity is PLOVER's score, for CAMEO codes beyond a root are
// the nearest only. Tabs and line ends inside a cell become spaces.
func ICEWS(w io.Writer, r *Report, _ Style) error {
	var b strings.Builder
	d := r.Document
	for i, e := range r.events() {
		if !asserted(&e.Fact) {
			continue
		}
		for _, from := range e.Actor {
			for _, to := range e.Recipient {
				place := [6]string{}
				if x := d.Place(e.Place); x != nil {
					if x.Kind == onrecord.PlaceCity {
						place[0] = x.Name
					}
					place[2], place[3] = x.Region, x.Country
					if x.Known {
						place[4], place[5] = plainNumber(rounded(x.Lat)), plainNumber(rounded(x.Lon))
					}
				}
				cells := []string{r.ID + "-" + r.Decided.IDOf(onrecord.KindEvent, i+1), eventDay(d, e), memberName(d, from), sectorsOf(from), countryOf(from), d.In(e.Trigger), cameoCode(e),
					plainNumber(intensity(e)), memberName(d, to), sectorsOf(to), countryOf(to), r.ID, strconv.Itoa(d.SentenceAt(e.Trigger.Start) + 1),
					r.Meta.Publisher, place[0], place[1], place[2], place[3], place[4], place[5]}
				writeTabs(&b, cells)
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeTabs writes cells as a line; tabs and line ends inside them become spaces, and what a spreadsheet would take for a formula words.
func writeTabs(b *strings.Builder, cells []string) {
	for k, c := range cells {
		if k > 0 {
			b.WriteByte('\t')
		}
		b.WriteString(sheet.Words(onrecord.OneLine(c)))
	}
	b.WriteByte('\n')
}

// memberName is the name of a party where it has one, else its words.
func memberName(d *onrecord.Document, m onrecord.Member) string {
	if e := d.Entity(m.Entity); e != nil && e.Name != "" {
		return e.Name
	}
	return d.In(m.Span)
}

func sectorsOf(m onrecord.Member) string {
	var out []string
	for _, c := range m.Codes {
		out = appendNew(out, string(c.Sector))
	}
	return strings.Join(out, "; ")
}

func countryOf(m onrecord.Member) string {
	for _, c := range m.Codes {
		if c.Country != "" {
			return c.Country
		}
	}
	return ""
}
