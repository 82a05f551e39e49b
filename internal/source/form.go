package source

import (
	"strings"
	"unicode"

	"onrecord"
)

// mostlyQuoted is the share of quoted words from which a content counts as a direct quotation.
const mostlyQuoted = 0.8

// typeForm tells how much of the content stands in quotation marks. What the finder of attributions has set stays.
func (r *reading) typeForm(i int, p *portrait) {
	a := &r.d.Attributions[i]
	if a.Form == onrecord.FormTerm || a.Form == onrecord.FormActOnly {
		p.replace(form, string(a.Form), onrecord.Span{}, kept)
		return
	}
	words, quoted, firstQuoted, lastQuoted := 0, 0, -1, -1
	for _, s := range a.Content {
		first, end := r.tokens(s)
		for t := first; t < end; t++ {
			if !r.isWord(t) {
				continue
			}
			words++
			if r.quoted[t] {
				if quoted++; firstQuoted < 0 || r.d.Tokens[t].Start < r.d.Tokens[firstQuoted].Start {
					firstQuoted = t
				}
				lastQuoted = max(lastQuoted, t)
			}
		}
	}
	switch {
	case words == 0:
	case quoted == 0:
		p.put(form, string(onrecord.FormIndirect), a.Content[0], "rule/nothing-quoted")
	case float64(quoted) >= mostlyQuoted*float64(words):
		p.replace(form, string(onrecord.FormDirect), r.span(firstQuoted, lastQuoted+1), "rule/quotation-marks")
	default:
		p.replace(form, string(onrecord.FormMixed), r.span(firstQuoted, lastQuoted+1), "rule/quotation-marks")
	}
}

// isWord tells whether a token holds a letter or digit.
func (r *reading) isWord(i int) bool {
	return strings.IndexFunc(r.words[i].form, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) >= 0
}

// quotedTokens marks the tokens between quotation marks. A quotation left open ends with its line.
func quotedTokens(d *onrecord.Document) []bool {
	out := make([]bool, len(d.Tokens))
	double, single := false, false
	for i := range d.Tokens {
		tok := &d.Tokens[i]
		if i > 0 && d.Tokens[i-1].End <= tok.Start && strings.Contains(d.Text[d.Tokens[i-1].End:tok.Start], "\n") {
			double, single = false, false
		}
		switch text := d.Text[tok.Start:tok.End]; text {
		case "“", "„", "«", "``":
			double = true
		case "”", "»", "''":
			double = false
		case "\"":
			double = !double
		case "‘", "'", "’":
			single = singleMark(d, i, text, single)
		default:
			out[i] = double || single
		}
	}
	return out
}

// singleMark is whether a single quotation is open behind a mark that may be an apostrophe.
func singleMark(d *onrecord.Document, i int, text string, open bool) bool {
	x := d.Tokens[i].XPOS
	switch {
	case text == "‘":
		return true
	case open:
		return x == "POS"
	case text == "'" && x == "``":
		return true
	}
	return false
}
