package export

import (
	"fmt"
	"strconv"
	"strings"

	"onrecord"
)

// textEvents writes who did what to whom, whether it happened, where and when, and on whose word.
func textEvents(t *terminal, d *onrecord.Document, all bool) {
	if len(d.Events) == 0 {
		return
	}
	t.heading("What was done", "and whether it happened, as told")
	digits := max(2, len(strconv.Itoa(len(d.Events))))
	under := fmt.Sprintf("%*s", digits+6, "")
	held := 0
	for c := range d.Cards().All(onrecord.KindEvent) {
		if !all && !onrecord.Likely(c.Confidence) {
			held++
			continue
		}
		t.line(fmt.Sprintf(" E%-*d  ", digits, c.Number), under,
			inked{ink: whoInk, text: parties(&c)}, inked{ink: cueInk, text: deed(&c), gap: 2},
			inked{ink: dimInk, text: "[" + happened(&d.Events[c.Place-1].Fact) + unsure(c.Confidence) + "]", gap: 3, keep: true})
		t.line(under, under, inked{text: c.Line()})
		if x := whereWhen(&c); x != "" {
			t.line(under, under, inked{ink: dimInk, text: x})
		}
		t.line(under, under, inked{ink: dimInk, text: strings.Join(append([]string{on(&c)}, paged(&c)...), ", ")})
		textDecided(t, under, &c)
	}
	textHeld(t, held, "event")
}

// textDecided tells what people decided of a finding.
func textDecided(t *terminal, under string, c *onrecord.Card) {
	if line := Decided(c.Decided); line != "" {
		t.line(under, under, inked{ink: checkInk, text: line})
	}
}

// textPositions writes where the actors stand: one line each, then the matter, the words and on whose word.
func textPositions(t *terminal, d *onrecord.Document, all bool) {
	if len(d.Positions) == 0 {
		return
	}
	t.heading("Where they stand", "stance, firmness 0 to 5, conditions")
	digits := max(2, len(strconv.Itoa(len(d.Positions))))
	under := fmt.Sprintf("%*s", digits+6, "")
	held := 0
	for c := range d.Cards().All(onrecord.KindPosition) {
		if !all && !onrecord.Likely(c.Confidence) {
			held++
			continue
		}
		t.line(fmt.Sprintf(" P%-*d  ", digits, c.Number), under,
			inked{ink: whoInk, text: holder(&c)}, inked{ink: cueInk, text: stood(&c), gap: 2})
		t.line(under, under, inked{text: "on: " + matter(&c)})
		t.line(under, under, inked{text: c.Line()})
		t.line(under, under, inked{ink: dimInk, text: strings.Join(append([]string{on(&c)}, paged(&c)...), ", ") + unsure(c.Confidence)})
		if x := clashes(&c); x != "" {
			t.line(under, under, inked{ink: checkInk, text: x})
		}
		textDecided(t, under, &c)
	}
	textHeld(t, held, "position")
}

// textHeld says how many findings of a kind are left out, and how to see them.
func textHeld(t *terminal, held int, kind string) {
	if held > 0 {
		t.line("  ", "  ", inked{ink: dimInk, text: heldBack(held, kind)})
	}
}

// heldBack says in a line how many findings of a kind a page leaves out.
func heldBack(held int, kind string) string {
	if held == 1 {
		return fmt.Sprintf("1 unsure %s is left out; --unsure shows it.", kind)
	}
	return fmt.Sprintf("%d unsure %ss are left out; --unsure shows them.", held, kind)
}

// unsure marks a finding that is likelier wrong than right.
func unsure(conf float64) string {
	if !onrecord.Likely(conf) {
		return ", unsure"
	}
	return ""
}
