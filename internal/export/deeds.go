package export

import (
	"fmt"
	"strings"

	"onrecord"
)

// firmnessNames are the names of the steps of firmness, 0 to 5.
var firmnessNames = [...]string{"withheld", "open", "leaning", "declared", "categorical", "absolute"}

// stood is a position in one line: "against, absolute (5), until “a monitored truce holds”, red line".
func stood(c *onrecord.Card) string {
	out := []string{plain(c.Stance), fmt.Sprintf("%s (%d)", FirmnessName(*c.Firmness), *c.Firmness)}
	if c.Implied {
		out[1] += " by default, no word shows it"
	}
	for _, k := range c.Conditions {
		out = append(out, strings.ToLower(k.Cue.Line())+" “"+k.Line()+"”")
	}
	if c.RedLine {
		out = append(out, "red line")
	}
	if c.TimeBound != "" {
		words := plain(c.TimeBound)
		if x := c.TimeAt.Line(); x != "" {
			words = "“" + x + "”"
		}
		out = append(out, "bound in time: "+words)
	}
	if c.Act {
		out = append(out, "shown by a deed")
	}
	return strings.Join(out, ", ")
}

// on is on whose word something is told, outermost first: "on the word of sources (12) › Islamabad (13)".
func on(c *onrecord.Card) string {
	if len(c.Chain) == 0 {
		return "in the outlet's own voice"
	}
	var chain []string
	for i := range c.Chain {
		name := label(&c.Chain[i])
		if c.Chain[i].Kind == onrecord.SourceNone {
			name = fmt.Sprintf("someone not named (%d)", c.Chain[i].Number)
		}
		chain = append(chain, name)
	}
	return "on the word of " + strings.Join(chain, " › ")
}

// parties is who did it to whom: "Estovia → Harland"; a side that is not told is "someone" or left out.
func parties(c *onrecord.Card) string {
	out := holder(c)
	if to := party(c.Recipient); to != "" {
		out += " → " + to
	}
	return out
}

// party is the words for the members of one side: "Estovia; Harland".
func party(list []onrecord.Party) string { return onrecord.Lines(list, "; ") }

// deed is root and mode: "REJECT assist".
func deed(c *onrecord.Card) string { return strings.TrimSpace(string(c.Root) + " " + c.Mode) }

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
func whereWhen(c *onrecord.Card) string {
	var out []string
	if p := c.Where; p != nil {
		words := p.Line()
		if p.Country != "" && p.Country != words {
			words += " (" + p.Country + ")"
		}
		if p.AtDateline {
			words += ", from the dateline"
		}
		out = append(out, "where: "+words)
	}
	if t := c.When; t != nil {
		words := t.Line()
		if span := interval(t); span != "" {
			words += " (" + span + ")"
		}
		out = append(out, "when: "+words)
	}
	return strings.Join(out, "; ")
}

// interval is a settled time: one day, or from and to; "" when it is not settled.
func interval(t *onrecord.When) string {
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
func partyCodes(list []onrecord.Party) string { return strings.Join(onrecord.Codes(list), ", ") }

// dyad is the codes of actor and recipient: "EST → HAR"; "" when neither is known.
func dyad(c *onrecord.Card) string {
	from, to := partyCodes(c.Actor), partyCodes(c.Recipient)
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

// holder is who acts, or whose position it is.
func holder(c *onrecord.Card) string {
	if words := party(c.Actor); words != "" {
		return words
	}
	return "someone, not told who"
}

// matter is what a position is about, in the report's words.
func matter(c *onrecord.Card) string {
	out := onrecord.OneLine(c.Issue)
	if out == "" {
		out = "matter not named"
	}
	if c.Topic != "" {
		out += " [" + plain(c.Topic) + "]"
	}
	return out
}

// clashes says which other positions of the report sit ill with this one; "" when none does.
func clashes(c *onrecord.Card) string {
	if len(c.Tension) == 0 {
		return ""
	}
	var out []string
	for _, id := range c.Tension {
		out = append(out, strings.ToUpper(id))
	}
	return "sits ill with " + strings.Join(out, ", ")
}
