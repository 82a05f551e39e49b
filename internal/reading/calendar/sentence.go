package calendar

import (
	"strings"

	"onrecord"
)

// sentence is one sentence as the dictionary looks at it.
type sentence struct {
	*Finder
	d   *onrecord.Document
	s   onrecord.Sentence
	low []string // its words in lower case
}

func (sn *sentence) open(s onrecord.Sentence) {
	sn.s, sn.low = s, sn.low[:0]
	for _, t := range sn.d.Tokens[s.From:s.To] {
		sn.low = append(sn.low, strings.ToLower(sn.d.In(t.Span)))
	}
}

// at is the word at a place of the sentence, "" outside it.
func (sn *sentence) at(i int) string {
	if i < 0 || i >= len(sn.low) {
		return ""
	}
	return sn.low[i]
}

// is tells whether the words from i on are those.
func (sn *sentence) is(i int, words ...string) bool {
	for k, w := range words {
		if sn.at(i+k) != w {
			return false
		}
	}
	return true
}

// value looks a word up under one kind.
func (sn *sentence) value(i int, kind string) (string, bool) {
	for _, w := range sn.words[sn.at(i)] {
		if w.kind == kind {
			return w.value, true
		}
	}
	return "", false
}

// number reads a number of that kind, or digits.
func (sn *sentence) number(i int, kind string) (int, bool) {
	if v, ok := sn.value(i, kind); ok {
		return digits(v)
	}
	if kind == "number" {
		return digits(sn.at(i))
	}
	return 0, false
}

// digits reads up to four digits.
func digits(s string) (int, bool) {
	if s == "" || len(s) > 4 {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int(s[i]-'0')
	}
	return n, true
}

// capital tells whether the word at i is written with a capital letter.
func (sn *sentence) capital(i int) bool {
	if i < 0 || i >= len(sn.low) {
		return false
	}
	c := sn.d.Text[sn.d.Tokens[sn.s.From+i].Start]
	return c >= 'A' && c <= 'Z'
}

// yearAt reads a year, with or without a comma before it.
func (sn *sentence) yearAt(i int) (year, end int) {
	if sn.at(i) == "," {
		if y, ok := plainYear(sn.at(i + 1)); ok {
			return y, i + 2
		}
		return 0, i
	}
	if y, ok := plainYear(sn.at(i)); ok {
		return y, i + 1
	}
	return 0, i
}

func plainYear(s string) (int, bool) {
	y, ok := digits(s)
	return y, ok && len(s) == 4 && y >= 1700 && y <= 2199
}

// dayNumber reads "3", "3rd", "21st".
func dayNumber(s string) (int, bool) {
	if len(s) > 2 {
		switch s[len(s)-2:] {
		case "st", "nd", "rd", "th":
			s = s[:len(s)-2]
		}
	}
	n, ok := digits(s)
	return n, ok && n >= 1 && n <= 31 && len(s) <= 2
}

// leads are the words behind which a month's name or a year is a time.
var leads = map[string]bool{"in": true, "since": true, "until": true, "till": true, "by": true, "before": true, "after": true,
	"during": true, "from": true, "to": true, "between": true, "and": true, "of": true, "through": true, "early": true,
	"late": true, "mid": true, "this": true, "for": true, "-": true}

// lastNext skips "last", "next" or "this" and tells which way it points: -1, 1, 0.
func (sn *sentence) lastNext(i int) (at, step int) {
	switch sn.at(i) {
	case "last":
		return i + 1, -1
	case "next":
		return i + 1, 1
	case "this":
		return i + 1, 0
	}
	return i, 0
}

// named tells whether a weekday is part of a name: "the Sunday Times", "Black Friday".
func (sn *sentence) named(k int) bool {
	if _, feast := sn.value(k-1, "feast"); feast && sn.capital(k-1) {
		return true
	}
	if k+1 >= len(sn.low) || !sn.capital(k+1) {
		return false
	}
	_, month := sn.value(k+1, "month")
	return !month && sn.d.Tokens[sn.s.From+k+1].Tag == "PROPN" && sn.d.Tokens[sn.s.From+k+1].Start == sn.d.Tokens[sn.s.From+k].End+1 &&
		sn.at(k-1) == "the"
}

// ofYear tells whether a year marks one thing out: "the 2019 election", but not "the 2019 voters".
func (sn *sentence) ofYear(i int) bool {
	t := &sn.d.Tokens[sn.s.From+i]
	return sn.at(i-1) == "the" && t.Head > 0 && int(t.Head)-1 > sn.s.From+i && sn.d.Tokens[t.Head-1].XPOS == "NN"
}

// counts tells whether a number counts the noun behind it ("to 2000 people").
func (sn *sentence) counts(i int) bool {
	t := &sn.d.Tokens[sn.s.From+i]
	return t.Rel == "nummod" && int(t.Head)-1 > sn.s.From+i
}

// dayName is a weekday written as such.
func (sn *sentence) dayName(k int) (int, bool) {
	day, ok := sn.number(k, "weekday")
	return day, ok && sn.capital(k) && !sn.named(k)
}

// closes tells whether an expression may end before the word at k: no noun, number or adjective goes on there.
func (sn *sentence) closes(k int) bool {
	if k >= len(sn.low) {
		return true
	}
	switch sn.d.Tokens[sn.s.From+k].Tag {
	case "NOUN", "PROPN", "ADJ", "NUM":
		return false
	}
	return true
}
