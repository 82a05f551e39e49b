package export

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"onrecord"
)

// ShowsBoth tells whether a format has a place for what the program read beside what people decided. Formats of other tools have none.
func ShowsBoth(format string) bool {
	return slices.Contains([]string{"text", "attributions", "events", "positions", "json", "html", "markdown", "csv-statements", "csv-events", "csv-positions",
		"webannotation", "table"}, format)
}

// decidedJSON is what people decided of a finding, as JSON has it.
type decidedJSON struct {
	Verdict string       `json:"verdict,omitempty"` // accepted, corrected, added, rejected
	Who     string       `json:"who,omitempty"`     // whose the last word is
	At      string       `json:"at,omitempty"`      // RFC 3339, UTC
	Changed []mendedJSON `json:"changed,omitempty"`
}

// mendedJSON is a value that is not as it was read.
type mendedJSON struct {
	Field    string `json:"field"`
	Read     string `json:"read"` // in words; empty is none
	Now      string `json:"now"`
	Decision int64  `json:"decision,omitempty"` // its number; none where it follows from decisions on other findings
	Who      string `json:"who,omitempty"`
	At       string `json:"at,omitempty"`
	Why      string `json:"why,omitempty"`
}

// newDecidedJSON is nil where nobody decided.
func newDecidedJSON(m *onrecord.Mark) *decidedJSON {
	if m == nil || m.Verdict == "" && len(m.Changed) == 0 {
		return nil
	}
	out := &decidedJSON{Verdict: string(m.Verdict), Who: m.Who, At: stamped(m.At)}
	for _, c := range m.Changed {
		out.Changed = append(out.Changed, mendedJSON{c.Field, c.Read, c.Now, c.Decision, c.Who, stamped(c.At), c.Why})
	}
	return out
}

func stamped(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// rejectedJSON is a finding that was taken out.
type rejectedJSON struct {
	ID    string `json:"id"`
	Quote string `json:"quote"`
	Who   string `json:"who"`
	At    string `json:"at"`
}

func rejectedOf(d *onrecord.Document) (out []rejectedJSON) {
	if d.Decided == nil {
		return nil
	}
	for _, m := range d.Decided.Out {
		out = append(out, rejectedJSON{m.ID, m.Quote, m.Who, stamped(m.At)})
	}
	return out
}

// decidedCells are the cells of a table: the verdict, who and when, and what was read where that is otherwise, as an object of JSON.
func decidedCells(m *onrecord.Mark) (verdict, by, read string) {
	if m == nil || m.Verdict == "" && len(m.Changed) == 0 {
		return "", "", ""
	}
	if m.Who != "" {
		by = onrecord.OneLine(m.Who) + " " + m.At.UTC().Format(time.DateOnly)
	}
	if len(m.Changed) > 0 && m.Verdict != onrecord.Added {
		was := map[string]string{}
		for _, c := range m.Changed {
			was[c.Field] = c.Read
		}
		raw, _ := json.Marshal(was) // texts cannot fail
		read = string(raw)
	}
	return string(m.Verdict), by, read
}

// Decided is what people decided of a finding, in a line for people; "" where nobody did.
func Decided(m *onrecord.Mark) string {
	if m == nil || m.Verdict == "" && len(m.Changed) == 0 {
		return ""
	}
	verdict := string(m.Verdict)
	if verdict == "" {
		verdict = "otherwise than read"
	}
	out := verdict
	if m.Who != "" {
		out = fmt.Sprintf("%s by %s, %s", verdict, onrecord.OneLine(m.Who), m.At.UTC().Format(time.DateOnly))
	}
	var was []string
	for _, c := range m.Changed {
		if m.Verdict == onrecord.Added {
			continue
		}
		words := "none"
		if c.Read != "" {
			words = "“" + c.Read + "”"
		}
		was = append(was, strings.ReplaceAll(c.Field, "_", " ")+" was "+words)
	}
	if len(was) > 0 {
		out += ": " + strings.Join(was, "; ")
	}
	return out
}
