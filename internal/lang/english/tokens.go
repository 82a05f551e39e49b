package english

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
)

// tokenizer cuts a block of text into words and marks, as Universal Dependencies does for English since 2.15: clitics
// and hyphened parts stand alone ("do" "n't", "high" "-" "stakes"), abbreviations keep their stop ("Gen.", "U.S.").
type tokenizer struct {
	abbreviations map[string]string // lower-cased, without the final stop -> kind
	prefixes      map[string]bool   // "anti", "co": the hyphen behind them stays in the word
}

// marks that belong to one token when they stand together
const (
	stops = ".!?…"
	runs  = "-–—*=_~#+.!?"
)

// cut appends the tokens of text[from:to] to out; once stop says so, no more.
func (k *tokenizer) cut(text string, from, to int, out []onrecord.Span, stop func() bool) []onrecord.Span {
	for i, n := from, 0; i < to; n++ {
		if n%4096 == 4095 && stop() {
			break
		}
		r, size := utf8.DecodeRuneInString(text[i:to])
		switch {
		case unicode.IsSpace(r) || isFormat(r):
			i += size
		case wordRune(r) || ((r == '@' || r == '#') && i+size < to && wordByte(text[i+size])):
			end := k.wordEnd(text, i, to)
			out = k.parts(text, i, end, out)
			i = end
		default:
			end := markEnd(text, i, to, r, size)
			out = append(out, onrecord.Span{Start: i, End: end})
			i = end
		}
	}
	return out
}

// isFormat tells whether a rune shows nothing: byte order marks, soft hyphens, joiners and controls.
func isFormat(r rune) bool {
	return r < 0x20 || (r >= 0x7f && r < 0xa0) || r == 0xad || r == 0x200b || r == 0x200e || r == 0x200f || r == 0x2060 || r == 0xfeff
}

func wordRune(r rune) bool {
	return r < 0x80 && wordByte(byte(r)) || r >= 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// markEnd is where a mark ends: runs of dots, dashes and the like are one token, so are “”” and ““”.
func markEnd(text string, i, to int, r rune, size int) int {
	end := i + size
	if strings.ContainsRune(stops, r) && r != '…' {
		for end < to && strings.IndexByte(".!?", text[end]) >= 0 {
			end++
		}
		return end
	}
	if r == '\'' || r == '`' {
		if end < to && rune(text[end]) == r {
			end++
		}
		return end
	}
	if strings.ContainsRune(runs, r) {
		for end < to && strings.HasPrefix(text[end:to], string(r)) {
			end += size
		}
	}
	return end
}

// wordEnd is where the word that begins at i ends, with what may stand inside a word: stops of abbreviations and
// numbers, apostrophes, addresses, hyphens after a prefix.
func (k *tokenizer) wordEnd(text string, i, to int) int {
	if end := addressEnd(text, i, to); end > i {
		return end
	}
	end := i
	for end < to {
		r, size := utf8.DecodeRuneInString(text[end:to])
		if wordRune(r) || end == i {
			end += size
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[min(end+size, to):to])
		if end+size >= to || !wordRune(next) || !k.inside(text, i, end, size, r, to) {
			break
		}
		end += size
	}
	if end < to && text[end] == '.' && k.keepsStop(text, i, end, to) {
		end++
	}
	return end
}

// inside tells whether a mark between two word characters stays inside the word.
func (k *tokenizer) inside(text string, start, at, size int, r rune, to int) bool {
	before, after := text[at-1], text[at+size]
	switch r {
	case '\'', '’':
		return !digit(before) || after == 's'
	case ',':
		return digit(before) && digit(after) && threeDigits(text[at+size:to])
	case ':', '/':
		return digit(before) && digit(after)
	case '.':
		return digit(before) && digit(after) || initialism(text[start:at])
	case '&':
		return upper(before) && upper(after) && at-start <= 3
	case '-':
		return k.prefixes[strings.ToLower(text[start:at])] || (at-start == 1 && (text[start] == 'e' || text[start] == 'E'))
	}
	return false
}

func upper(c byte) bool { return c >= 'A' && c <= 'Z' }

func threeDigits(s string) bool {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	return n == 3
}

// initialism tells whether s is letters with stops between them: "U", "U.S", "a".
func initialism(s string) bool {
	letters := 0
	for i := 0; i < len(s); i++ {
		if i%2 == 1 {
			if s[i] != '.' {
				return false
			}
			continue
		}
		if !wordByte(s[i]) || digit(s[i]) {
			return false
		}
		letters++
	}
	return letters > 0
}

// keepsStop tells whether the stop behind a word belongs to it.
func (k *tokenizer) keepsStop(text string, start, end, to int) bool {
	if end+1 < to && text[end+1] == '.' {
		return false // an ellipsis
	}
	word := text[start:end]
	if initialism(word) && (upper(word[0]) || len(word) > 1) && word != "I" {
		return true
	}
	kind, ok := k.abbreviations[strings.ToLower(word)]
	if !ok {
		return false
	}
	return kind != "number" || nextIsDigit(text, end+1, to) // "No. 5", but "He said no."
}

func nextIsDigit(text string, i, to int) bool {
	for i < to && text[i] == ' ' {
		i++
	}
	return i < to && digit(text[i])
}

// addressEnd is where a web or mail address that begins at i ends, or i if none does.
func addressEnd(text string, i, to int) int {
	if i > 0 && text[i-1] > ' ' && strings.IndexByte("([{<\"'", text[i-1]) < 0 {
		return i // not at the start of a run: looking from every word of a long run would take for ever
	}
	end := i
	for end < to && text[end] > ' ' && text[end] != '<' && text[end] != '>' && text[end] != '"' && text[end] < 0x80 {
		end++
		if end-i > 2000 {
			break
		}
	}
	chunk := text[i:end]
	mail := strings.IndexByte(chunk, '@')
	if !strings.Contains(chunk, "://") && !strings.HasPrefix(chunk, "www.") && !(mail > 0 && strings.IndexByte(chunk[mail:], '.') > 1) {
		return i
	}
	for end > i && strings.IndexByte(".,;:!?)]}'", text[end-1]) >= 0 {
		end--
	}
	return end
}

// clitics are split off the end of a word, with their apostrophe, straight or curly.
var clitics = map[string]bool{"s": true, "m": true, "d": true, "re": true, "ve": true, "ll": true}

// joined words that are two tokens, with the length of the first
var joined = map[string]int{"cannot": 3, "gonna": 3, "wanna": 3, "gotta": 3}

// units are split off a number: "5m", "10km", "7pm".
var units = []string{"am", "pm", "m", "bn", "km", "kg", "cm", "mm", "mph", "kph", "tn"}

// parts appends a word as its tokens: without its clitic, its contracted "not" or its unit.
func (k *tokenizer) parts(text string, start, end int, out []onrecord.Span) []onrecord.Span {
	word := text[start:end]
	if at := splitAt(word); at > 0 {
		if word[0] != '\'' {
			out = k.parts(text, start, start+at, out)
		}
		return append(out, onrecord.Span{Start: start + at, End: end})
	}
	return append(out, onrecord.Span{Start: start, End: end})
}

// splitAt is the byte at which a word falls into two tokens, or 0.
func splitAt(word string) int {
	if len(word) > 24 {
		if !strings.ContainsAny(word, "'’") {
			return 0
		}
	}
	if digit(word[0]) {
		return splitUnit(word)
	}
	low := strings.ToLower(word)
	if len(low) != len(word) {
		return 0
	}
	if at, ok := joined[low]; ok {
		return at
	}
	at := strings.LastIndexAny(low, "'’")
	if at <= 0 {
		return 0
	}
	_, size := utf8.DecodeRuneInString(low[at:])
	switch tail := low[at+size:]; {
	case tail == "t" && low[at-1] == 'n' && at > 1:
		return at - 1
	case clitics[tail]:
		return at
	}
	return 0
}

func splitUnit(word string) int {
	i := 0
	for i < len(word) && (digit(word[i]) || strings.IndexByte(".,:/", word[i]) >= 0) {
		i++
	}
	if i < len(word) {
		tail := strings.ToLower(word[i:])
		for _, u := range units {
			if tail == u {
				return i
			}
		}
		if strings.HasSuffix(tail, "'s") || strings.HasSuffix(tail, "’s") {
			return i + strings.LastIndexAny(tail, "'’")
		}
	}
	return 0
}
