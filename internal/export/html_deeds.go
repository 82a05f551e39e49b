package export

import (
	"strconv"
	"strings"

	"onrecord"
)

// htmlEvent is the card of an event.
type htmlEvent struct {
	N       int
	Who     string
	Deed    string
	Words   string
	Chain   []htmlLink // on whose word, outermost first; none is the outlet's own voice
	Facts   []axis
	By      string
	Percent int
	Unsure  bool // likelier wrong than right
}

// htmlStand is the card of a position.
type htmlStand struct {
	N        int
	Who      string
	Line     string
	Firmness int
	Steps    string // firmness drawn in full and empty marks
	Words    string
	Chain    []htmlLink
	Facts    []axis
	Clashes  []onrecord.PositionID
	By       string
	Percent  int
	Unsure   bool // likelier wrong than right
}

func (e htmlEvent) unsure() bool { return e.Unsure }
func (s htmlStand) unsure() bool { return s.Unsure }

func htmlEvents(d *onrecord.Document) []htmlEvent {
	var out []htmlEvent
	for i := range d.Events {
		e := &d.Events[i]
		x := htmlEvent{N: i + 1, Who: parties(d, e), Deed: deed(e), Words: oneLine(d.In(e.Span)), Chain: chainLinks(d, e.Word),
			By: e.By, Percent: int(e.Conf*100 + 0.5), Unsure: !onrecord.Likely(e.Conf)}
		x.Facts = told(
			axis{"As told", happened(&e.Fact)},
			axis{"Factuality", factWords(d, &e.Fact)},
			axis{"Class", e.Quad.String()},
			axis{"Codes", dyad(e)},
			axis{"Place and time", whereWhen(d, e)},
			axis{"Trigger", oneLine(d.In(e.Trigger))})
		out = append(out, x)
	}
	return out
}

func htmlStands(d *onrecord.Document) []htmlStand {
	var out []htmlStand
	for i := range d.Positions {
		p := &d.Positions[i]
		x := htmlStand{N: i + 1, Who: holder(d, p), Line: stood(d, p), Firmness: p.Firmness,
			Steps: strings.Repeat("●", p.Firmness) + strings.Repeat("○", 5-p.Firmness),
			Words: oneLine(d.In(p.Span)), Chain: chainLinks(d, p.Word), Clashes: p.Tension, By: p.By, Percent: int(p.Conf*100 + 0.5), Unsure: !onrecord.Likely(p.Conf)}
		x.Facts = told(
			axis{"On", matter(p)},
			axis{"Proposition", oneLine(p.Proposition)},
			axis{"Firmness shown by", quote(d, p.FirmnessCues)},
			axis{"Red line", redLine(d, p)},
			axis{"Limited to", quote(d, p.Scope)},
			axis{"Codes", partyCodes(p.Actor)})
		out = append(out, x)
	}
	return out
}

// told keeps what has a value.
func told(all ...axis) []axis {
	var out []axis
	for _, a := range all {
		if a.Value != "" {
			out = append(out, a)
		}
	}
	return out
}

// factWords are the words that move an event's factuality, each with its kind: "reportedly (reported)".
func factWords(d *onrecord.Document, f *onrecord.Factuality) string {
	var out []string
	for _, c := range f.Cues {
		out = append(out, "“"+oneLine(d.In(c.Span))+"” ("+c.Kind+")")
	}
	value := strconv.FormatFloat(f.Value, 'f', 1, 64)
	if len(out) == 0 {
		return value + " of -3 to 3"
	}
	return strings.Join(out, ", ") + "; " + value + " of -3 to 3"
}

func redLine(d *onrecord.Document, p *onrecord.Position) string {
	if !p.RedLine || p.RedLineAt.Empty() {
		return ""
	}
	return oneLine(d.In(p.RedLineAt))
}

func chainLinks(d *onrecord.Document, id onrecord.AttributionID) []htmlLink {
	var out []htmlLink
	for _, up := range d.Chain(id) {
		out = append(out, htmlLink{up, who(d, d.Attribution(up))})
	}
	return out
}
