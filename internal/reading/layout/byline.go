package layout

import (
	"regexp"
	"strings"

	"onrecord"
)

// particles are the small words inside names.
var particles = map[string]bool{"de": true, "del": true, "da": true, "das": true, "dos": true, "di": true, "du": true, "la": true,
	"le": true, "van": true, "von": true, "der": true, "den": true, "ter": true, "ten": true, "bin": true, "bint": true,
	"ibn": true, "al": true, "el": true, "ul": true, "ur": true, "e": true, "y": true}

// bylineWords may stand behind the name in a by-line, apart from capitalised words and dates.
var bylineWords = map[string]bool{"and": true, "in": true, "for": true, "of": true, "the": true, "with": true, "at": true,
	"on": true, "to": true, "special": true, "updated": true, "published": true, "posted": true, "a.m": true, "p.m": true,
	"am": true, "pm": true, "from": true, "additional": true, "reporting": true, "by": true}

// maxByline is the longest by-line, in words.
const maxByline = 25

// notAName is what follows "by" in text rather than in by-lines.
var notAName = regexp.MustCompile(`^(?i)(?:` + monthPattern + `|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d.*|my|contrast|now|law|far|chance|next|all|any|some)$`)

// byline tells whether a paragraph is a by-line and where in it the name stands. Under a headline a name alone will do
// and so will "Ana Ruiz in Norvik".
func (f *Finder) byline(text string, underHeadline bool) (onrecord.Span, bool) {
	if len(text) > 300 || len(strings.Fields(text)) > maxByline {
		return onrecord.Span{}, false
	}
	if span, ok := f.unnamedByline(text, underHeadline); ok {
		return span, true
	}
	rest := text
	signed := false
	if after := textAfterWords(text, 1); after != "" && strings.EqualFold(strings.TrimSuffix(strings.Fields(text)[0], ":"), "by") {
		rest, signed = after, true
	}
	if !signed && !underHeadline {
		return onrecord.Span{}, false
	}
	names, words := nameAt(rest)
	if words == 0 || f.startsWithCommonWord(rest) || f.hasLabel(rest[:names]) {
		return onrecord.Span{}, false
	}
	start := len(text) - len(rest)
	span := onrecord.Span{Start: start, End: start + names}
	tail := rest[names:]
	switch {
	case signed:
		return span, f.isBylineTail(tail)
	case words < 2 || words > 4 || endMark(text) != 0 || strings.ContainsAny(text, "0123456789"):
		return span, false
	}
	return span, f.isUnsignedTail(tail)
}

// unnamedByline is a by-line without a name: "Staff Reporter", "Our Correspondent in Norvik", "(Reuters)", "HG Report".
func (f *Finder) unnamedByline(text string, underHeadline bool) (onrecord.Span, bool) {
	start := len(text) - len(strings.TrimLeftFunc(text, isMark))
	whole := onrecord.Span{Start: start, End: len(strings.TrimRightFunc(text, isMark))}
	if whole.Empty() || !isCapitalised(text[start:]) {
		return whole, false
	}
	words := strings.Fields(bare(text))
	for n := len(words); n > 0; n-- {
		kind := f.credits[strings.TrimFunc(strings.Join(words[:n], " "), isMark)]
		rest := words[n:]
		switch {
		case kind == "" || kind == "role":
		case len(rest) == 0:
			return whole, true
		case kind == "desk" && len(rest) <= 4 && (rest[0] == "in" || strings.HasSuffix(words[n-1], ",")):
			return whole, true
		}
	}
	last := words[len(words)-1]
	ownReport := last == "report" || last == "desk" || last == "bureau" || last == "correspondent" || last == "reporter"
	return whole, underHeadline && ownReport && len(words) >= 2 && len(words) <= 4 && allCapitalised(text) && endMark(text) == 0
}

func allCapitalised(s string) bool {
	for w := range strings.FieldsSeq(s) {
		if !isCapitalised(strings.TrimLeftFunc(w, isMark)) {
			return false
		}
	}
	return true
}

// nameAt is how many bytes and words the name takes that a text starts with; names joined by "and" are taken together.
func nameAt(s string) (size, words int) {
	at, last, pending := 0, 0, 0
	for w := range strings.FieldsSeq(s) {
		start := at + strings.Index(s[at:], w)
		at = start + len(w)
		core := strings.TrimRight(w, ",;|:")
		lower := strings.ToLower(core)
		switch {
		case isCapitalised(core) && lower != "and" && !notAName.MatchString(core) && !strings.HasPrefix(core, "http"):
			words += 1 + pending
			last, pending = start+len(core), 0
		case words > 0 && (particles[core] || lower == "and" || core == "&"):
			pending++
			continue
		default:
			return last, words
		}
		if core != w {
			return last, words
		}
	}
	return last, words
}

// startsWithCommonWord tells whether a text starts with a word that is no name: "By All Means".
func (f *Finder) startsWithCommonWord(s string) bool {
	w := strings.ToLower(strings.TrimFunc(strings.Fields(s)[0], isMark))
	return f.functions[w] || notAName.MatchString(w) || w == "the" || w == "a" || w == "an"
}

func (f *Finder) hasLabel(s string) bool { return f.labels[bare(s)] }

// isBylineTail tells whether what follows the name belongs to a by-line: role, outlet, place, date.
func (f *Finder) isBylineTail(tail string) bool {
	for w := range strings.FieldsSeq(tail) {
		w = strings.TrimFunc(w, isMark)
		lower := strings.ToLower(w)
		if w == "" || isCapitalised(w) || w[0] >= '0' && w[0] <= '9' || strings.Contains(w, "@") ||
			bylineWords[lower] || particles[lower] || f.isRoleWord(lower) {
			continue
		}
		return false
	}
	return true
}

// isUnsignedTail tells whether what follows a name without "by" makes a by-line: nothing, "in Norvik", ", Staff Writer",
// "| Harbour Gazette".
func (f *Finder) isUnsignedTail(tail string) bool {
	words := strings.Fields(tail)
	switch {
	case len(words) == 0:
		return true
	case endMark(tail) != 0 || len(words) > 8:
		return false
	case strings.HasPrefix(words[0], "|"):
		return f.isBylineTail(tail)
	case words[0] == "in":
		return len(words) >= 2 && allCapitalised(strings.Join(words[1:], " "))
	}
	if !strings.HasPrefix(tail, ",") {
		return false
	}
	role := bare(tail)
	if f.credits[role] != "" {
		return true
	}
	for _, w := range strings.Fields(role) {
		if f.isRoleWord(w) {
			return f.isBylineTail(tail)
		}
	}
	return false
}

func (f *Finder) isRoleWord(w string) bool { return f.credits[w] == "role" }
