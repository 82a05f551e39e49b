package export

import (
	"io"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/export/sheet"
	"onrecord/internal/reading/plover"
)

// Petrarch writes a line for every pair of coded actor and recipient of every event that is told as having happened, as
// PETRARCH2 writes its events: date, source, target, CAMEO code, issues, ids, url, outlet, source words, target words, event
// words. Tabs and line ends inside a cell become spaces. Events with an uncoded side are left out, as PETRARCH2 does.
func Petrarch(w io.Writer, r *Report, _ Style) error {
	var b strings.Builder
	for i, e := range r.events() {
		if !asserted(&e.Fact) {
			continue
		}
		for _, from := range codedMembers(e.Actor) {
			for _, to := range codedMembers(e.Recipient) {
				b.WriteString(petrarchLine(r, i, e, from, to))
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// assertedFrom is the factuality from which what is asserted counts as told to have happened.
const assertedFrom = 1

// codedMember is a member with one of its codes.
type codedMember struct {
	onrecord.Member
	code onrecord.Code
}

// codedMembers lists the members that have a code, once a code.
func codedMembers(members []onrecord.Member) []codedMember {
	var out []codedMember
	for _, m := range members {
		for _, c := range m.Codes {
			if c.String() != "" {
				out = append(out, codedMember{m, c})
			}
		}
	}
	return out
}

func petrarchLine(r *Report, i int, e *onrecord.Event, from, to codedMember) string {
	cells := []string{
		strings.ReplaceAll(eventDay(r.Document, e), "-", ""), from.code.String(), to.code.String(), cameoCode(e), "",
		r.ID + "_" + strconv.Itoa(r.SentenceAt(e.Trigger.Start)+1) + "_" + r.Decided.IDOf(onrecord.KindEvent, i+1), r.Meta.URL, r.Meta.Publisher,
		r.In(from.Span), r.In(to.Span), r.In(e.Trigger),
	}
	for k, c := range cells {
		cells[k] = sheet.Words(onrecord.OneLine(c))
	}
	return strings.Join(cells, "\t") + "\n"
}

// eventDay is the day on which an event took place, else the day of publication; "" when neither is known.
func eventDay(d *onrecord.Document, e *onrecord.Event) string {
	if t := d.Date(e.Date); t != nil && t.From != "" {
		return t.From
	}
	return d.Meta.Day()
}

// intensity is how far an event brings its parties together or apart, on the scale of PLOVER.
func intensity(e *onrecord.Event) float64 { return plover.Intensity(e.Root, e.Mode) }
