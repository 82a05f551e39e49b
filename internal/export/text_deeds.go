package export

import (
	"fmt"
	"strconv"

	"onrecord"
)

// textEvents writes who did what to whom, whether it happened, where and when, and on whose word.
func textEvents(t *terminal, d *onrecord.Document) {
	if len(d.Events) == 0 {
		return
	}
	t.heading("What was done", "and whether it happened, as told")
	digits := max(2, len(strconv.Itoa(len(d.Events))))
	under := fmt.Sprintf("%*s", digits+6, "")
	for i := range d.Events {
		e := &d.Events[i]
		t.line(fmt.Sprintf(" E%-*d  ", digits, i+1), under,
			inked{ink: whoInk, text: parties(d, e)}, inked{ink: cueInk, text: deed(e), gap: 2},
			inked{ink: dimInk, text: "[" + happened(&e.Fact) + unsure(e.Conf) + "]", gap: 3, keep: true})
		t.line(under, under, inked{text: quote(d, []onrecord.Span{e.Span})})
		if x := whereWhen(d, e); x != "" {
			t.line(under, under, inked{ink: dimInk, text: x})
		}
		t.line(under, under, inked{ink: dimInk, text: on(d, e.Word)})
	}
}

// textPositions writes where the actors stand: one line each, then the matter, the words and on whose word.
func textPositions(t *terminal, d *onrecord.Document) {
	if len(d.Positions) == 0 {
		return
	}
	t.heading("Where they stand", "stance, firmness 0 to 5, conditions")
	digits := max(2, len(strconv.Itoa(len(d.Positions))))
	under := fmt.Sprintf("%*s", digits+6, "")
	for i := range d.Positions {
		p := &d.Positions[i]
		t.line(fmt.Sprintf(" P%-*d  ", digits, i+1), under,
			inked{ink: whoInk, text: holder(d, p)}, inked{ink: cueInk, text: stood(d, p), gap: 2})
		t.line(under, under, inked{text: "on: " + matter(p)})
		t.line(under, under, inked{text: quote(d, []onrecord.Span{p.Span})})
		t.line(under, under, inked{ink: dimInk, text: on(d, p.Word) + unsure(p.Conf)})
		if x := clashes(p); x != "" {
			t.line(under, under, inked{ink: checkInk, text: x})
		}
	}
}

// unsure marks a finding that is likelier wrong than right.
func unsure(conf float64) string {
	if conf < 0.5 {
		return ", unsure"
	}
	return ""
}
