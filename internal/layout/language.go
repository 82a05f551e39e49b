package layout

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/RadhiFadlillah/whatlanggo"

	"onrecord"
)

// How much of a text is looked at, and how many of its words must be common English ones.
const (
	sampleBytes  = 4000
	fewWords     = 20   // below, a text is too short to call foreign by its words
	englishShare = 0.18 // common words in English news are about a third
	foreignShare = 0.06
)

// tellLanguage fills Language. A text with enough common English words is English; else the trigrams decide, and where
// they are not sure the language stays unknown.
func (f *Finder) tellLanguage(d *onrecord.Document) {
	d.Language = onrecord.Language{}
	sample := sampleOf(d)
	if !strings.ContainsFunc(sample, func(r rune) bool { return !isMark(r) }) {
		warn(d, "no_words", "the text holds no words")
		return
	}
	words, common := f.countWords(sample)
	share := float64(common) / float64(max(words, 1))
	if common >= 2 && share >= englishShare {
		d.Language = onrecord.Language{Code: "eng", Conf: min(1, share/englishShare/2+float64(min(words, 100))/200)}
		return
	}
	info := whatlanggo.Detect(sample)
	foreignScript := info.Script != nil && info.Script != unicode.Latin && mostlyIn(info.Script, sample)
	switch {
	case foreignScript, words >= fewWords && share < foreignShare && info.IsReliable() && info.Lang != whatlanggo.Eng && !isTable(sample):
		d.Language = onrecord.Language{Code: info.Lang.Iso6393(), Conf: info.Confidence}
		warn(d, "not_english", fmt.Sprintf("the text looks %s (%s), not English; it is read as English all the same",
			info.Lang.String(), info.Lang.Iso6393()))
	case words >= fewWords && info.Lang == whatlanggo.Eng && info.IsReliable():
		d.Language = onrecord.Language{Code: "eng", Conf: info.Confidence}
	}
}

// sampleOf is the beginning of what is read of a report.
func sampleOf(d *onrecord.Document) string {
	var b strings.Builder
	for _, block := range d.Blocks {
		if !block.Read() {
			continue
		}
		for _, r := range d.In(block.Span) {
			b.WriteRune(r)
			if b.Len() >= sampleBytes {
				return b.String()
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// countWords counts the words of a text that hold a letter, and those that are common in English.
func (f *Finder) countWords(text string) (words, common int) {
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		words++
		if f.functions[strings.ToLower(w)] {
			common++
		}
	}
	return words, common
}

// isTable tells whether one word in eight or more is a number, as in tables, which are in no language.
func isTable(text string) bool {
	numbers, all := 0, 0
	for w := range strings.FieldsSeq(text) {
		all++
		if strings.ContainsAny(w, "0123456789") {
			numbers++
		}
	}
	return numbers*8 >= all
}

// mostlyIn tells whether eight letters or more, and more than half of all, are of a script.
func mostlyIn(script *unicode.RangeTable, text string) bool {
	in, all := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			all++
			if unicode.Is(script, r) {
				in++
			}
		}
	}
	return in >= 8 && in*2 > all
}

// warn adds a warning that is not there yet.
func warn(d *onrecord.Document, code, text string) {
	if !slices.ContainsFunc(d.Warnings, func(w onrecord.Warning) bool { return w.Code == code }) {
		d.Warnings = append(d.Warnings, onrecord.Warning{Code: code, Text: text})
	}
}
