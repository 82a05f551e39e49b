package layout

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/RadhiFadlillah/whatlanggo"

	"onrecord"
)

// How much of a text is looked at, and how many of its words must be common ones.
const (
	sampleBytes  = 4000
	fewWords     = 20   // below, a text is too short to call foreign by its trigrams
	englishShare = 0.18 // common words in English news are about a third
	foreignShare = 0.06
	tongueShare  = 0.14 // the least share of another language's common words
	tongueWords  = 2    // and the least number
	fewestInIt   = 4    // letters of another script
)

// tongue is a language and its common words.
type tongue struct {
	code  string
	words map[string]bool
}

// tellLanguage fills Language. A text with enough common English words is English, one in which those of another language are more is in
// that one, however short; else the trigrams decide, and where they are not sure the language stays unknown.
func (f *Finder) tellLanguage(d *onrecord.Document) {
	d.Language = onrecord.Language{}
	sample := sampleOf(d)
	if !strings.ContainsFunc(sample, func(r rune) bool { return !isMark(r) }) {
		warn(d, "no_words", "the text holds no words")
		return
	}
	words, common := f.countWords(sample)
	share := float64(common) / float64(max(words, 1))
	info := whatlanggo.Detect(sample)
	other := f.tongueOf(sample, info.Lang.Iso6393())
	otherShare := float64(other.words) / float64(max(words, 1))
	switch {
	case mostlyForeignLetters(sample):
		if other.words == 0 && (info.Script == unicode.Latin || words < fewWords && !oneLanguage(info.Script)) {
			info.Lang = -1
		} else if other.words > 0 {
			info.Lang = whatlanggo.CodeToLang(other.code)
		}
		foreign(d, info.Lang.Iso6393(), max(info.Confidence, minConf))
	case other.words >= tongueWords && other.words > common && otherShare >= tongueShare:
		foreign(d, other.code, min(1, otherShare/tongueShare/2))
	case common >= 2 && share >= englishShare:
		d.Language = onrecord.Language{Code: "eng", Conf: min(1, share/englishShare/2+float64(min(words, 100))/200)}
	case common == 0 && (other.telling || other.words > 0 && info.Lang.Iso6393() == other.code):
		foreign(d, other.code, minConf)
	case words >= fewWords && share < foreignShare && info.IsReliable() && info.Lang != whatlanggo.Eng && !isTable(sample):
		foreign(d, info.Lang.Iso6393(), info.Confidence)
	case words >= fewWords && info.Lang == whatlanggo.Eng && info.IsReliable():
		d.Language = onrecord.Language{Code: "eng", Conf: info.Confidence}
	}
}

// oneLanguage tells whether hardly more than one language is written in a script, so that its letters tell it.
func oneLanguage(script *unicode.RangeTable) bool {
	return script != unicode.Cyrillic && script != unicode.Arabic && script != unicode.Devanagari && script != unicode.Latin && script != nil
}

// minConf is the confidence of a language that little tells.
const minConf = 0.5

// foreign notes that a text is in another language, and warns that it is not read. "" is a language that cannot be told.
func foreign(d *onrecord.Document, code string, conf float64) {
	name := "not to be in English"
	if code == "" {
		code = undetermined
	} else if lang := whatlanggo.CodeToLang(code); lang.String() != "" {
		name = "to be in " + lang.String() + " (" + code + "), not English"
	}
	d.Language = onrecord.Language{Code: code, Conf: conf}
	warn(d, "not_english", "the text seems "+name+": it is kept and can be found, but it is not read, and on whose word it stands is not known")
}

// undetermined is the code of ISO 639-3 for a language that cannot be told.
const undetermined = "und"

// tongueFound is a language other than English that a text's common words speak for.
type tongueFound struct {
	code    string
	words   int  // its common words; those in small letters that English does not write count with them
	telling bool // one of them is a longer word that no other language has
}

// tongueOf is the language other than English whose common words are most in a text; likely is preferred among equals.
func (f *Finder) tongueOf(text, likely string) tongueFound {
	counts, telling := make([]int, len(f.tongues)), make([]bool, len(f.tongues))
	accented, shouted := 0, strings.ToUpper(text) == text
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' })
	for i, w := range words {
		if !shouted && (strings.ToUpper(w) == w && len(w) > 1 && strings.ToLower(w) != w || ofName(words, i)) {
			continue
		}
		low := strings.ReplaceAll(strings.ToLower(w), "’", "'")
		in := f.spokenIn(low)
		for _, k := range in {
			counts[k]++
			telling[k] = telling[k] || len(in) == 1 && low == w && len(w) >= 4
		}
		if low == w && !f.loans[low] && strings.ContainsFunc(w, func(r rune) bool { return r >= utf8.RuneSelf && unicode.IsLetter(r) }) {
			accented++
		}
	}
	best := -1
	for k := range counts {
		if counts[k] > 0 && (best < 0 || counts[k] > counts[best] || counts[k] == counts[best] && f.tongues[k].code == likely) {
			best = k
		}
	}
	if best < 0 {
		return tongueFound{}
	}
	return tongueFound{f.tongues[best].code, counts[best] + min(accented, counts[best]), telling[best]}
}

// spokenIn lists the languages that have a word among their common ones, by its whole or by what an apostrophe parts from it ("l'").
func (f *Finder) spokenIn(low string) []int {
	var out []int
	start, rest, _ := strings.Cut(low, "'")
	for k := range f.tongues {
		if f.tongues[k].words[low] || len(rest) > 1 && f.tongues[k].words[start+"'"] {
			out = append(out, k)
		}
	}
	return out
}

// ofName tells whether a word of a text is a part of a name, as names in English reports have it: "El Salvador", "Rio de Janeiro". The
// first word of a text is not told from one.
func ofName(words []string, i int) bool {
	capital := func(k int) bool {
		r, _ := utf8.DecodeRuneInString(words[k])
		return unicode.IsUpper(r)
	}
	if at := strings.IndexAny(words[i], "'’"); at > 0 && strings.ToLower(words[i][at:]) != words[i][at:] {
		return true // "L'Enfant"
	}
	if i+1 == len(words) || !capital(i+1) {
		return false
	}
	return capital(i) || i > 0 && capital(i-1) && len(words[i]) <= 3
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

// mostlyForeignLetters tells whether four letters or more, and more than half of all, are not those of the Latin script.
func mostlyForeignLetters(text string) bool {
	other, all := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			all++
			if !unicode.Is(unicode.Latin, r) {
				other++
			}
		}
	}
	return other >= fewestInIt && other*2 > all
}

// warn adds a warning that is not there yet.
func warn(d *onrecord.Document, code, text string) {
	if !slices.ContainsFunc(d.Warnings, func(w onrecord.Warning) bool { return w.Code == code }) {
		d.Warnings = append(d.Warnings, onrecord.Warning{Code: code, Text: text})
	}
}
