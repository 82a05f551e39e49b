package export

import (
	"fmt"
	"strings"

	"onrecord"
)

func (m *markdown) events() {
	d := m.r.Document
	if len(d.Events) == 0 {
		return
	}
	m.printf("## Events\n\n| No. | Actor | Deed | Recipient | Codes | Happened | Where and when | On whose word |\n" +
		"| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	held := 0
	var below strings.Builder
	for c := range d.Cards().All(onrecord.KindEvent) {
		if !m.shows(c.Confidence) {
			held++
			continue
		}
		m.row(fmt.Sprintf("E%d", c.Number), party(c.Actor), deed(&c), party(c.Recipient), dyad(&c), happened(&d.Events[c.Place-1].Fact),
			whereWhen(&c), on(&c))
		fmt.Fprintf(&below, "- E%d: “%s” (%s)\n", c.Number, escaped(c.Quote), strings.Join(append(paged(&c), fmt.Sprintf("trigger “%s”, found by %s, confidence %.2f",
			escaped(c.Trigger.Quote), escaped(c.By), c.Confidence)), ", "))
		if line := Decided(c.Decided); line != "" {
			fmt.Fprintf(&below, "  %s\n", escaped(line))
		}
	}
	m.printf("\n%s", below.String())
	m.printf("\n")
	m.held(held, "event")
}

func (m *markdown) positions() {
	d := m.r.Document
	if len(d.Positions) == 0 {
		return
	}
	m.printf("## Positions\n\n")
	held := 0
	for c := range d.Cards().All(onrecord.KindPosition) {
		if !m.shows(c.Confidence) {
			held++
			continue
		}
		m.printf("### P%d. %s: %s\n\n> %s\n\n", c.Number, escaped(holder(&c)), escaped(stood(&c)), escaped(c.Quote))
		m.printf("- On: %s\n- %s\n", escaped(matter(&c)), escaped(capital(on(&c))))
		if words := onrecord.Lines(c.FirmnessCues, between); words != "" {
			m.printf("- Firmness shown by: “%s”\n", escaped(words))
		}
		if words := redLine(&c); words != "" {
			m.printf("- Red line: “%s”\n", escaped(words))
		}
		if words := onrecord.Lines(c.Scope, between); words != "" {
			m.printf("- Limited to: “%s”\n", escaped(words))
		}
		if x := clashes(&c); x != "" {
			m.printf("- %s\n", capital(x))
		}
		m.page(&c)
		m.decided(&c)
		m.printf("- Found by: %s, confidence %.2f\n\n", escaped(c.By), c.Confidence)
	}
	m.held(held, "position")
}

// shows tells whether a finding of a confidence is written.
func (m *markdown) shows(confidence float64) bool { return m.all || onrecord.Likely(confidence) }

// held says how many findings of a kind were left out.
func (m *markdown) held(n int, kind string) {
	if n > 0 {
		m.printf("%s\n\n", heldBack(n, kind))
	}
}

// row writes one line of a table.
func (m *markdown) row(cells ...string) {
	for i, c := range cells {
		cells[i] = escaped(c)
	}
	m.printf("| %s |\n", strings.Join(cells, " | "))
}

// capital is a line of ASCII opening with a capital letter.
func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
