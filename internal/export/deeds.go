package export

import (
	"fmt"
	"strconv"
	"strings"

	"onrecord"
)

// firmnessNames are the names of the steps of firmness, 0 to 5.
var firmnessNames = [...]string{"withheld", "open", "leaning", "declared", "categorical", "absolute"}

// stood is a position in one line: "against, absolute (5), until “a monitored truce holds”, red line".
func stood(d *onrecord.Document, p *onrecord.Position) string {
	out := []string{plain(p.Stance), fmt.Sprintf("%s (%d)", firmnessNames[p.Firmness], p.Firmness)}
	if p.Implied {
		out[1] += " by default, no word shows it"
	}
	for _, c := range p.Conditions {
		out = append(out, strings.ToLower(oneLine(d.In(c.Cue)))+" “"+oneLine(d.In(c.Span))+"”")
	}
	if p.RedLine {
		out = append(out, "red line")
	}
	if p.TimeBound != "" {
		words := plain(p.TimeBound)
		if !p.TimeAt.Empty() {
			words = "“" + oneLine(d.In(p.TimeAt)) + "”"
		}
		out = append(out, "bound in time: "+words)
	}
	if p.Act {
		out = append(out, "shown by a deed")
	}
	return strings.Join(out, ", ")
}

// on is on whose word something is told, outermost first: "on the word of sources (12) › Islamabad (13)".
func on(d *onrecord.Document, id onrecord.AttributionID) string {
	if id == 0 {
		return "in the outlet's own voice"
	}
	var chain []string
	for _, up := range d.Chain(id) {
		name := label(d, up)
		if d.Attribution(up).Source.Kind == onrecord.SourceNone {
			name = fmt.Sprintf("someone not named (%d)", up)
		}
		chain = append(chain, name)
	}
	return "on the word of " + strings.Join(chain, " › ")
}

// parties is who did it to whom: "Estovia → Harland"; a side that is not told is "someone" or left out.
func parties(d *onrecord.Document, e *onrecord.Event) string {
	out := party(d, e.Actor)
	if out == "" {
		out = "someone, not told who"
	}
	if to := party(d, e.Recipient); to != "" {
		out += " → " + to
	}
	return out
}

// deed is root and mode: "REJECT assist".
func deed(e *onrecord.Event) string { return strings.TrimSpace(string(e.Root) + " " + e.Mode) }

// happened is what the report lets on about whether an event happened. Only a bare assertion tells that it did; what is
// planned, expected or possible is called so.
func happened(f *onrecord.Factuality) string {
	switch {
	case f.Modality == "":
		return "not judged"
	case f.Modality != onrecord.Asserted && f.Polarity == onrecord.Negated:
		return "not " + plain(f.Modality)
	case f.Modality != onrecord.Asserted:
		return plain(f.Modality)
	case f.Value >= assertedFrom:
		return "happened"
	case f.Value <= -assertedFrom:
		return "did not happen"
	}
	return "open"
}

// asserted tells whether an event is told as having happened, for formats that cannot say more.
func asserted(f *onrecord.Factuality) bool {
	return f.Modality == onrecord.Asserted && f.Value >= assertedFrom
}

// whereWhen is where and when an event took place, as far as it is told.
func whereWhen(d *onrecord.Document, e *onrecord.Event) string {
	var out []string
	if p := d.Place(e.Place); p != nil {
		words := oneLine(d.In(p.Span))
		if p.Country != "" && p.Country != words {
			words += " (" + p.Country + ")"
		}
		if e.AtDateline || p.Dateline {
			words += ", from the dateline"
		}
		out = append(out, "where: "+words)
	}
	if t := d.Date(e.Date); t != nil {
		words := oneLine(d.In(t.Span))
		if span := interval(t); span != "" {
			words += " (" + span + ")"
		}
		out = append(out, "when: "+words)
	}
	return strings.Join(out, "; ")
}

// interval is a settled time: one day, or from and to; "" when it is not settled.
func interval(t *onrecord.Date) string {
	switch {
	case t.From == "" && t.To == "":
		return ""
	case t.From == t.To:
		return t.From
	case t.To == "":
		return "from " + t.From
	case t.From == "":
		return "until " + t.To
	}
	return t.From + " to " + t.To
}

// partyCodes is the codes of one side, each once: "PAKGOV, PAKMIL"; "" when none is known.
func partyCodes(members []onrecord.Member) string {
	var out []string
	seen := map[string]bool{}
	for _, m := range members {
		for _, c := range m.Codes {
			if code := c.String(); code != "" && !seen[code] {
				seen[code] = true
				out = append(out, code)
			}
		}
	}
	return strings.Join(out, ", ")
}

// dyad is the codes of actor and recipient: "EST → HAR"; "" when neither is known.
func dyad(e *onrecord.Event) string {
	from, to := partyCodes(e.Actor), partyCodes(e.Recipient)
	switch {
	case from == "" && to == "":
		return ""
	case to == "":
		return from
	case from == "":
		from = "?"
	}
	return from + " → " + to
}

// holder is whose position it is.
func holder(d *onrecord.Document, p *onrecord.Position) string {
	if words := party(d, p.Actor); words != "" {
		return words
	}
	return "someone, not told who"
}

// matter is what a position is about, in the report's words.
func matter(p *onrecord.Position) string {
	out := oneLine(p.Issue)
	if out == "" {
		out = "matter not named"
	}
	if p.Topic != "" {
		out += " [" + plain(p.Topic) + "]"
	}
	return out
}

// clashes says which other positions of the report sit ill with this one; "" when none does.
func clashes(p *onrecord.Position) string {
	if len(p.Tension) == 0 {
		return ""
	}
	var out []string
	for _, id := range p.Tension {
		out = append(out, "P"+strconv.Itoa(int(id)))
	}
	return "sits ill with " + strings.Join(out, ", ")
}
