package assist

import (
	"fmt"
	"strconv"
	"strings"
)

// line is a finding on one line of text. What comes from a report stands in quotation marks, escaped, so that no report can end
// them and go on as if the program spoke.
func (f *Finding) line() string {
	var b strings.Builder
	b.WriteString(f.Kind)
	if f.ID != "" {
		b.WriteString(" " + f.ID)
	}
	switch {
	case f.Statement != nil:
		fmt.Fprintf(&b, " by %s: ", f.Statement.quoted())
		for i, p := range f.Statement.Content {
			if i > 0 {
				b.WriteString(" … ")
			}
			b.WriteString(strconv.Quote(p.Quote))
		}
	case f.Event != nil:
		told := "not judged"
		if v := f.Event.Factuality; v != nil {
			told = fmt.Sprintf("%s, factuality %+.1f", f.Event.Modality, *v)
		}
		fmt.Fprintf(&b, " %s (%s), actor %s, recipient %s: %s", f.Event.Root, told,
			orUnknown(f.Event.Actor), orUnknown(f.Event.Recipient), strconv.Quote(f.Quote))
	case f.Position != nil:
		p := f.Position
		fmt.Fprintf(&b, " of %s: %s, firmness %d (%s), on %s: %s", orUnknown(p.Actor), p.Stance, p.Firmness, p.FirmnessName, orUnknown(p.Issue),
			strconv.Quote(f.Quote))
		for _, c := range p.Conditions {
			fmt.Fprintf(&b, "; condition %s %s", c.Kind, strconv.Quote(c.Quote))
		}
		if p.RedLine {
			b.WriteString("; red line")
		}
	default:
		b.WriteString(": " + strconv.Quote(f.Quote))
	}
	if f.Kind != "report" {
		b.WriteString("; " + f.told())
	}
	if f.Decided != nil {
		b.WriteString("; " + f.Decided.words())
	}
	return b.String()
}

// told is on whose word a finding stands, each voice in quotation marks.
func (f *Finding) told() string {
	if len(f.Chain) == 0 {
		return "in the outlet's own voice"
	}
	var out []string
	for _, v := range f.Chain {
		out = append(out, v.quoted())
	}
	return "on the word of " + strings.Join(out, " › ")
}

func (v *Voice) quoted() string {
	if v.Source == "" {
		return "no source given"
	}
	out := strconv.Quote(v.Source)
	if v.Name != "" {
		out += " (" + strconv.Quote(v.Name) + ")"
	}
	if v.Naming != "" {
		out += " [" + v.Naming + "]"
	}
	return out
}

// where is in which report a finding stands, and at which place.
func (f *Finding) where() string {
	var out []string
	for _, s := range []string{f.Title, f.Outlet, f.Published, f.URL} {
		if s != "" {
			out = append(out, strconv.Quote(s))
		}
	}
	return strings.Join(append(out, fmt.Sprintf("report %s, characters %d to %d", f.Report, f.Begin, f.End)), ", ")
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return strconv.Quote(s)
}
