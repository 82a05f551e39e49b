package collate

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"onrecord"
)

// How many words in a row make a shingle by which copies are told, and a passage that is shown. A word that is changed takes three shingles
// of three words, and five of five: where every sixth word is another, half of the short ones are left and a third of the long ones.
const (
	shingleWords = 3
	passageWords = 5
)

// word is a run of letters and digits; its hash knows neither case nor apostrophes.
type word struct {
	hash uint64
	onrecord.Span
}

const (
	fnvStart = 14695981039346656037
	fnvPrime = 1099511628211
)

// wordsOf splits a text; bytes that are no UTF-8 stand between words.
func wordsOf(text string) []word {
	out := make([]word, 0, len(text)/6)
	start, h := -1, uint64(fnvStart)
	for i := 0; i <= len(text); {
		r, n := ' ', 1
		if i < len(text) {
			r, n = decode(text[i:])
		}
		switch {
		case inWord(r):
			if start < 0 {
				start, h = i, fnvStart
			}
			h = (h ^ uint64(lower(r))) * fnvPrime
		case start >= 0 && apostrophe(r) && i+n < len(text) && startsWord(text[i+n:]):
		case start >= 0:
			out = append(out, word{h, onrecord.Span{Start: start, End: i}})
			start = -1
		}
		i += n
	}
	return out
}

func decode(s string) (rune, int) {
	if s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n == 1 {
		return ' ', 1
	}
	return r, n
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func startsWord(s string) bool {
	r, _ := decode(s)
	return inWord(r)
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' }

func lower(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return unicode.ToLower(r)
}

// shinglesOf hashes so many words in a row, each, in the order of the text.
func shinglesOf(words []word, n int) []uint64 {
	if len(words) < n {
		return nil
	}
	out := make([]uint64, len(words)-n+1)
	for i := range out {
		h := uint64(0)
		for _, w := range words[i : i+n] {
			h = mix(h*fnvPrime + w.hash)
		}
		out[i] = h
	}
	return out
}

// hashOf is the hash of a word as it stands.
func hashOf(s string) uint64 {
	h := uint64(fnvStart)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return mix(h)
}

// mix spreads a hash evenly over its bits (the finish of SplitMix64), so that its remainder is a fair draw.
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// setOf is the shingles without repeats, sorted.
func setOf(shingles []uint64) []uint64 {
	out := slices.Clone(shingles)
	slices.Sort(out)
	return slices.Compact(out)
}

// sketch is the share of a set by which others are looked up, as a table holds it.
func sketch(set []uint64) []int64 {
	var out []int64
	for _, h := range set {
		if sampled(h) {
			out = append(out, int64(h))
		}
	}
	return out
}

// sketchEvery is one over the share of shingles that are sketched. With one in four, and two that must meet, a pair that shares the least
// that makes a copy, twenty shingles, goes unseen once in forty times, one that shares forty once in four thousand.
const sketchEvery = 4

func sampled(h uint64) bool { return h%sketchEvery == 0 }

// shared counts what two sorted sets have in common.
func shared(a, b []uint64) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}
