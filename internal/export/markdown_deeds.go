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
	for i := range d.Events {
		e := &d.Events[i]
		if !m.shows(e.Conf) {
			held++
			continue
		}
		m.row(fmt.Sprintf("E%d", i+1), party(d, e.Actor), deed(e), party(d, e.Recipient), dyad(e), happened(&e.Fact),
			whereWhen(d, e), on(d, e.Word))
	}
	m.printf("\n")
	for i := range d.Events {
		e := &d.Events[i]
		if !m.shows(e.Conf) {
			continue
		}
		m.printf("- E%d: “%s” (trigger “%s”, found by %s, confidence %.2f)\n", i+1, escaped(oneLine(d.In(e.Span))),
			escaped(oneLine(d.In(e.Trigger))), escaped(e.By), e.Conf)
	}
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
	for i := range d.Positions {
		p := &d.Positions[i]
		if !m.shows(p.Conf) {
			held++
			continue
		}
		m.printf("### P%d. %s: %s\n\n> %s\n\n", i+1, escaped(holder(d, p)), escaped(stood(d, p)), escaped(oneLine(d.In(p.Span))))
		m.printf("- On: %s\n- %s\n", escaped(matter(p)), escaped(capital(on(d, p.Word))))
		if words := quote(d, p.FirmnessCues); words != "" {
			m.printf("- Firmness shown by: “%s”\n", escaped(words))
		}
		if p.RedLine && !p.RedLineAt.Empty() {
			m.printf("- Red line: “%s”\n", escaped(oneLine(d.In(p.RedLineAt))))
		}
		if words := quote(d, p.Scope); words != "" {
			m.printf("- Limited to: “%s”\n", escaped(words))
		}
		if x := clashes(p); x != "" {
			m.printf("- %s\n", capital(x))
		}
		m.printf("- Found by: %s, confidence %.2f\n\n", escaped(p.By), p.Conf)
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
