package source

import "onrecord"

// formRules tell how much of the content stands in quotation marks.
type formRules struct{ *text }

// mostlyQuoted is the share of quoted words from which a content counts as a direct quotation.
const mostlyQuoted = 0.8

// typeForm tells how much of the content stands in quotation marks. What the finder of attributions has set stays.
func (fo *formRules) typeForm(i int, p *axisValues) {
	a := &fo.d.Attributions[i]
	if a.Form == onrecord.FormTerm || a.Form == onrecord.FormActOnly {
		p.replace(form, string(a.Form), onrecord.Span{}, kept)
		return
	}
	words, quoted, firstQuoted, lastQuoted := 0, 0, -1, -1
	for _, s := range a.Content {
		first, end := fo.tokens(s)
		for t := first; t < end; t++ {
			if !fo.isWord(t) {
				continue
			}
			words++
			if fo.quoted[t] {
				if quoted++; firstQuoted < 0 || fo.d.Tokens[t].Start < fo.d.Tokens[firstQuoted].Start {
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
		p.replace(form, string(onrecord.FormDirect), fo.span(firstQuoted, lastQuoted+1), "rule/quotation-marks")
	default:
		p.replace(form, string(onrecord.FormMixed), fo.span(firstQuoted, lastQuoted+1), "rule/quotation-marks")
	}
}
