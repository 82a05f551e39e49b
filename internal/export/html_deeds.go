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
	Clashes  []int // numbers of positions
	By       string
	Percent  int
	Unsure   bool // likelier wrong than right
}

func (e htmlEvent) unsure() bool { return e.Unsure }
func (s htmlStand) unsure() bool { return s.Unsure }

func htmlEvents(d *onrecord.Document, cards *onrecord.Cards) []htmlEvent {
	var out []htmlEvent
	for c := range cards.All(onrecord.KindEvent) {
		f := &d.Events[c.Place-1].Fact
		x := htmlEvent{N: c.Number, Who: parties(&c), Deed: deed(&c), Words: c.Line(), Chain: chainLinks(&c),
			By: c.By, Percent: inPercent(c.Confidence), Unsure: !onrecord.Likely(c.Confidence)}
		x.Facts = told(
			axis{"As told", happened(f)},
			axis{"Factuality", factWords(d, f)},
			axis{"Class", c.Quad.String()},
			axis{"Codes", dyad(&c)},
			axis{"Named by", byLists(c.Actor, c.Recipient)},
			axis{"Place and time", whereWhen(&c)},
			axis{"Trigger", c.Trigger.Line()},
			axis{"In the original", strings.Join(paged(&c), "")},
			axis{"Decided", Decided(c.Decided)})
		out = append(out, x)
	}
	return out
}

func htmlStands(cards *onrecord.Cards) []htmlStand {
	var out []htmlStand
	for c := range cards.All(onrecord.KindPosition) {
		x := htmlStand{N: c.Number, Who: holder(&c), Line: stood(&c), Firmness: *c.Firmness,
			Steps: strings.Repeat("●", *c.Firmness) + strings.Repeat("○", 5-*c.Firmness),
			Words: c.Line(), Chain: chainLinks(&c), Clashes: clashing(&c), By: c.By, Percent: inPercent(c.Confidence), Unsure: !onrecord.Likely(c.Confidence)}
		x.Facts = told(
			axis{"On", matter(&c)},
			axis{"Proposition", onrecord.OneLine(c.Proposition)},
			axis{"Firmness shown by", onrecord.Lines(c.FirmnessCues, between)},
			axis{"Red line", redLine(&c)},
			axis{"Limited to", onrecord.Lines(c.Scope, between)},
			axis{"Codes", partyCodes(c.Actor)},
			axis{"Named by", byLists(c.Actor)},
			axis{"In the original", strings.Join(paged(&c), "")},
			axis{"Decided", Decided(c.Decided)})
		out = append(out, x)
	}
	return out
}

// clashing are the numbers of the positions that sit ill with one.
func clashing(c *onrecord.Card) (out []int) {
	for _, id := range c.Tension {
		_, n, _ := onrecord.ParseFindingID(id)
		out = append(out, n)
	}
	return out
}

func inPercent(confidence float64) int { return int(confidence*100 + 0.5) }

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
	if f.Modality == "" {
		return "" // not judged
	}
	var out []string
	for _, c := range f.Cues {
		out = append(out, "“"+onrecord.OneLine(d.In(c.Span))+"” ("+c.Kind+")")
	}
	value := strconv.FormatFloat(f.Value, 'f', 1, 64)
	if len(out) == 0 {
		return value + " of -3 to 3"
	}
	return strings.Join(out, ", ") + "; " + value + " of -3 to 3"
}

// redLine are the words that draw a red line; "" for none.
func redLine(c *onrecord.Card) string {
	if !c.RedLine {
		return ""
	}
	return c.RedLineAt.Line()
}

func chainLinks(c *onrecord.Card) []htmlLink {
	var out []htmlLink
	for i := range c.Chain {
		out = append(out, htmlLink{c.Chain[i].Number, c.Chain[i].Who()})
	}
	return out
}
