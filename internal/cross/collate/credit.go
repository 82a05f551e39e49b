package collate

import (
	"strings"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// How far from either end of a report a credit line may stand, in bytes.
const (
	creditHead = 240
	creditTail = 200
	// creditForms is more than what any form has before its name.
	creditForms = 60
)

// Credit is a line by which a report says whose text it prints.
type Credit struct {
	Agency string        // "Reuters", "AP"
	Span   onrecord.Span // the agency's name in the text, in bytes
	By     string        // the dictionary lines: "credit_lines/Reuters"
}

// Credits is the dictionary of agencies and of the forms of credit lines.
type Credits struct {
	names []creditName
	forms []creditForm
}

type creditName struct{ form, agency, by string }

// creditForm is what stands around an agency's name: "( ) -" near the start, "Source: " at the end.
type creditForm struct {
	before, after string
	end           bool
}

// NewCredits reads the dictionary. The error names file and line.
func NewCredits() (*Credits, error) {
	t, err := lexicon.Open("credit_lines.tsv")
	if err != nil {
		return nil, err
	}
	c := &Credits{}
	for _, r := range t.Rows {
		words, place := r.Cells[0], r.Get("place")
		switch place {
		case "name":
			if r.Get("agency") == "" {
				return nil, r.Errorf("name %q has no agency", words)
			}
			c.names = append(c.names, creditName{words, r.Get("agency"), r.By()})
		case "start", "end":
			before, after, ok := strings.Cut(strings.ReplaceAll(words, "¶", "\n"), "…")
			if !ok {
				return nil, r.Errorf("form %q has no place for a name", words)
			}
			c.forms = append(c.forms, creditForm{before, after, place == "end"})
		default:
			return nil, r.Errorf("place %q is neither name, start nor end", place)
		}
	}
	return c, nil
}

// Agency is the agency that an outlet's name stands for: "The Associated Press" is "AP"; "" where it is no agency.
func (c *Credits) Agency(outlet string) string {
	outlet = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(outlet), "The "), "the ")
	for _, n := range c.names {
		if n.form == outlet {
			return n.agency
		}
	}
	return ""
}

// Find looks for a credit line near the start of a text, then at its end. Case counts in names: "AP" is one, "ap" is none.
func (c *Credits) Find(text string) (Credit, bool) {
	for _, end := range []bool{false, true} {
		for _, n := range c.names {
			if at, ok := c.find(text, n.form, end); ok {
				return Credit{Agency: n.agency, Span: onrecord.Span{Start: at, End: at + len(n.form)}, By: n.by}, true
			}
		}
	}
	return Credit{}, false
}

// find looks for a name within one of the forms, in the part of the text where they may stand.
func (c *Credits) find(text, name string, end bool) (int, bool) {
	from, to := 0, min(len(text), creditHead)
	if end {
		to = len(strings.TrimRight(text, " \t\r\n"))
		from = max(0, to-creditTail)
	}
	for at := from; at < to; {
		i := strings.Index(text[at:to], name)
		if i < 0 {
			return 0, false
		}
		at += i
		for _, f := range c.forms {
			if f.end == end && f.fits(text[:to], at, at+len(name)) {
				return at, true
			}
		}
		at += len(name)
	}
	return 0, false
}

// fits compares what stands around a name with a form. A form of the end takes the last line of the text, or the rest of it
// from the form on; one of the start stands anywhere in the opening. Dashes are alike; spaces at the edge of a form are as
// good as the edge of a line.
func (f creditForm) fits(text string, start, end int) bool {
	before, after := dashes(text[max(0, start-creditForms):start]), dashes(text[end:])
	head := strings.TrimLeft(f.before, " ")
	if !strings.HasSuffix(before, head) {
		return false
	}
	left := before[:len(before)-len(head)]
	if r, _ := utf8.DecodeLastRuneInString(left); len(left) > 0 && inWord(r) {
		return false
	}
	if head == "" && left != "" && !strings.HasSuffix(left, "\n") {
		return false // a bare name has its line to itself
	}
	if f.end {
		return strings.TrimRight(after, ". \t\r\n") == strings.TrimRight(f.after, ". ")
	}
	return strings.HasPrefix(after, f.after)
}

var oneDash = strings.NewReplacer("—", "-", "–", "-", "--", "-")

func dashes(s string) string { return oneDash.Replace(s) }
