package wordclass

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Split cuts raw text into sentences of words as far as learning classes needs it: words as in Universal Dependencies
// ("high" "-" "stakes", "Kabul" "'s", "do" "n't"), sentences at a full stop before a capital and at blank lines. It
// keeps no offsets; reading a report is the business of others.
func Split(text string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for par := range strings.SplitSeq(text, "\n\n") {
			var words []string
			fields := strings.Fields(par)
			for i, f := range fields {
				words = appendWords(words, f)
				if i+1 < len(fields) && ends(f) && opens(fields[i+1]) {
					if !yield(words) {
						return
					}
					words = nil
				}
			}
			if len(words) > 0 && !yield(words) {
				return
			}
		}
	}
}

// titles are abbreviations that a name follows; a full stop behind them ends no sentence.
var titles = map[string]bool{"Mr.": true, "Mrs.": true, "Ms.": true, "Dr.": true, "Gen.": true, "Sen.": true,
	"Rep.": true, "Gov.": true, "Lt.": true, "Col.": true, "Sgt.": true, "Capt.": true, "Maj.": true, "Adm.": true,
	"Prof.": true, "Rev.": true, "Hon.": true, "St.": true, "Jr.": true, "Sr.": true, "vs.": true, "Jan.": true,
	"Feb.": true, "Mar.": true, "Apr.": true, "Aug.": true, "Sept.": true, "Sep.": true, "Oct.": true, "Nov.": true,
	"Dec.": true, "No.": true, "Inc.": true, "Corp.": true, "Co.": true, "Ltd.": true}

// ends tells whether a run of letters may end a sentence.
func ends(field string) bool {
	f := strings.TrimRightFunc(field, closes)
	if f == "" || !strings.ContainsRune(".!?", rune(f[len(f)-1])) {
		return false
	}
	return !abbreviated(strings.TrimLeftFunc(f, unicode.IsPunct))
}

// opens tells whether a run of letters may open a sentence.
func opens(field string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(field, unicode.IsPunct))
	return unicode.IsUpper(r) || unicode.IsDigit(r)
}

func closes(r rune) bool { return strings.ContainsRune(`"'”’)]`, r) }

// abbreviated tells whether the full stop at the end belongs to the word: "Mr.", "J.", "U.S.".
func abbreviated(w string) bool {
	if titles[w] {
		return true
	}
	bare := strings.TrimSuffix(w, ".")
	if bare == w || bare == "" {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(bare); !unicode.IsLetter(r) || strings.Contains(w, "..") {
		return false
	}
	return utf8.RuneCountInString(bare) == 1 && bare != "I" || strings.Contains(bare, ".") && len(bare) < 8
}

// appendWords cuts a run of letters without white space into words and marks.
func appendWords(words []string, f string) []string {
	for f != "" {
		r, n := utf8.DecodeRuneInString(f)
		if !leading(r) {
			break
		}
		words, f = append(words, f[:n]), f[n:]
	}
	var tail []string
	for f != "" && !abbreviated(f) {
		r, n := utf8.DecodeLastRuneInString(f)
		if !trailing(r) {
			break
		}
		cut := len(f) - n
		for r == '.' && cut > 0 && f[cut-1] == '.' {
			cut--
		}
		tail, f = append(tail, f[cut:]), f[:cut]
	}
	words = appendBody(words, f)
	for i := len(tail) - 1; i >= 0; i-- {
		words = append(words, tail[i])
	}
	return words
}

func leading(r rune) bool { return strings.ContainsRune("\"'“”‘’([{<$£€#*-–—¡¿", r) }

func trailing(r rune) bool { return strings.ContainsRune("\"'“”’)]}>,;:.!?%…*-–—", r) }

// appendBody cuts at dashes, at slashes and before clitics.
func appendBody(words []string, f string) []string {
	if strings.Contains(f, "://") || strings.HasPrefix(f, "www.") || strings.Contains(f, "@") {
		return append(words, "http")
	}
	start := 0
	for i, r := range f {
		if !strings.ContainsRune("-–—/", r) || i < start {
			continue
		}
		words = appendClitics(words, f[start:i])
		n := utf8.RuneLen(r)
		if r == '-' && i+1 < len(f) && f[i+1] == '-' {
			n = 2
		}
		words = append(words, f[i:i+n])
		start = i + n
	}
	return appendClitics(words, f[start:])
}

var clitics = []string{"n't", "'s", "'re", "'ve", "'ll", "'d", "'m"}

func appendClitics(words []string, w string) []string {
	if w == "" {
		return words
	}
	w = strings.ReplaceAll(w, "’", "'")
	low := strings.ToLower(w)
	for _, c := range clitics {
		if strings.HasSuffix(low, c) && len(low) > len(c) {
			return append(words, w[:len(w)-len(c)], w[len(w)-len(c):])
		}
	}
	if low == "cannot" {
		return append(words, w[:3], w[3:])
	}
	return append(words, w)
}
