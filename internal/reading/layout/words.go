package layout

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// closers may stand behind the mark that ends a sentence.
const closers = "\"'”’»)]"

// endMark is the mark that ends a text, looked for behind quotation marks and brackets, with '.' for every ellipsis; 0
// when it ends in a word, or in an abbreviation such as "U.S.".
func endMark(s string) rune {
	s = strings.TrimRight(strings.TrimRightFunc(s, unicode.IsSpace), closers)
	r, n := utf8.DecodeLastRuneInString(s)
	switch {
	case r == '…':
		return '.'
	case r == '.' && isAbbreviation(s[:len(s)-n]):
		return 0
	case strings.ContainsRune(".!?:;,", r):
		return r
	}
	return 0
}

// isAbbreviation tells whether the last word before a full stop has a full stop inside ("U.S") or is one letter.
func isAbbreviation(s string) bool {
	word := s[strings.LastIndexFunc(s, unicode.IsSpace)+1:]
	return utf8.RuneCountInString(word) == 1 && isLetter(word) || strings.Contains(strings.TrimRight(word, "."), ".") && isLetter(word)
}

func isLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// sentenceBreak is where one sentence ends inside a paragraph and another begins: at least two letters before the mark,
// so that initials do not count.
var sentenceBreak = regexp.MustCompile(`\p{Ll}\p{Ll}[.!?]["'”’)]*\s+["'“‘(]*\p{Lu}`)

// insideSentenceEnd tells whether a paragraph holds more than one sentence.
func insideSentenceEnd(s string) bool { return sentenceBreak.MatchString(s) }

// dayOrSpeech are words of first sentences rather than of headlines.
var dayOrSpeech = regexp.MustCompile(`(?i)\b(said|told|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|announced|today|i|we|my|our)\b`)

// isTitleCase tells whether the longer words of a text are written with capitals, as in American headlines.
func isTitleCase(s string) bool {
	upper, all := 0, 0
	for w := range strings.FieldsSeq(s) {
		w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
		if utf8.RuneCountInString(w) < 4 {
			continue
		}
		all++
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) {
			upper++
		}
	}
	return all >= 3 && upper*10 >= all*8
}

// sameTitle tells whether a paragraph is the title that the input gave, by letters and digits: the title or a first part
// of it, or the title with a little more, such as the outlet's name.
func sameTitle(paragraph, title string) bool {
	p, t := letters(paragraph), letters(title)
	return len(p) > 0 && len(t) > 0 && (strings.HasPrefix(t, p) || strings.HasPrefix(p, t) && len(t)*5 >= len(p)*4)
}

// letters is the lower-case letters and digits of a text.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// fold is a text in lower case with plain quotation marks and single spaces.
func fold(s string) string {
	return strings.Join(strings.Fields(plainQuotes.Replace(strings.ToLower(s))), " ")
}

var plainQuotes = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`)

// bare is a folded text without the marks around it.
func bare(s string) string { return strings.TrimFunc(fold(s), isMark) }

func isMark(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func isCapitalised(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || unicode.IsTitle(r)
}

// isAllCaps tells whether a text has two capitals or more and no small letter.
func isAllCaps(s string) bool {
	upper := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			upper++
		}
	}
	return upper >= 2
}
