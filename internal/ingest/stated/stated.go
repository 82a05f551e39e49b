// Package stated knows what files say of themselves in their properties - a title, an author, when they were made - and what of it can be
// believed: templates keep the title of an earlier text, and programs put the name of an account where an author's would stand.
package stated

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"onrecord"
)

// Properties are what a file says of itself.
type Properties struct {
	Title  string
	Author string
	Made   string // when it was made or changed: RFC 3339, a day, or a time without zone; "" unknown
}

// How long what is believed may be, in bytes.
const (
	mostTitle  = 500
	mostAuthor = 200
)

// Tell sets what of the properties can be believed: a title that stands in the beginning of the text, an author who has a name of two words
// or more, and the day, with the warning "file_date"; what names the kind of file, such as "PDF".
func (p Properties) Tell(d *onrecord.Document, what string) {
	const beginning = 4000
	if title := bare(p.Title); len(title) > 3 && len(p.Title) <= mostTitle && strings.Contains(bare(d.Text[:cut(d.Text, beginning)]), title) {
		d.Meta.Title = onrecord.OneLine(p.Title)
	}
	if isName(p.Author) {
		d.Meta.Author = onrecord.OneLine(p.Author)
	}
	if day := sensible(p.Made); day != "" {
		d.Meta.Published = day
		d.Warnings = append(d.Warnings, onrecord.Warning{Code: "file_date",
			Text: "the day is the one on which the " + what + " was made or last saved; it may have been published on another"})
	}
}

// cut is the edge of a character at or before a place in a text.
func cut(text string, at int) int {
	if at >= len(text) {
		return len(text)
	}
	for !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

// accounts are what programs put where an author's name would stand, in small letters.
var accounts = []string{"microsoft office user", "windows user", "office user", "user name", "default user", "microsoft account", "apache poi", "python docx"}

// isName tells whether a word can be the name of whoever wrote a text.
func isName(s string) bool {
	low := strings.ToLower(onrecord.OneLine(s))
	for _, a := range accounts {
		if strings.Contains(low, a) {
			return false
		}
	}
	words := strings.Fields(s)
	if len(s) > mostAuthor || len(words) < 2 || strings.ContainsAny(s, "\\/@<>{}") {
		return false
	}
	first, _ := utf8.DecodeRuneInString(words[0])
	return unicode.IsUpper(first) && !unicode.IsDigit(first)
}

// sensible is a time at which a file can have been made; "" for another.
func sensible(s string) string {
	day := onrecord.Meta{Published: s}.When()
	if day.Year() < 1985 || day.After(time.Now().Add(48*time.Hour)) {
		return ""
	}
	return s
}

// bare is a text without case, space and marks.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
