package layout

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
)

const (
	monthPattern = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`
	datePattern  = `(?i:` + monthPattern + `\.?[\s\p{Zs}]+\d{1,2}(?:st|nd|rd|th)?(?:,?[\s\p{Zs}]+\d{4})?\b|\d{1,2}(?:st|nd|rd|th)?[\s\p{Zs}]+` + monthPattern + `\b\.?(?:,?[\s\p{Zs}]+\d{4})?)`
	fullDate     = `(?i:` + monthPattern + `\.?[\s\p{Zs}]+\d{1,2}(?:st|nd|rd|th)?,?[\s\p{Zs}]+\d{4}|\d{1,2}(?:st|nd|rd|th)?[\s\p{Zs}]+` + monthPattern + `\b\.?,?[\s\p{Zs}]+\d{4})`
	wordPattern  = `\p{Lu}[\p{L}\p{M}'’.]*(?:-[\p{L}'’.]+)*`
	linkPattern  = `(?:de|del|la|el|al|es|du|da|do|e|le|les|am|an|of|on|and|sur|upon|&|/)`
	placePattern = wordPattern + `(?:[ /]+(?:` + wordPattern + `|` + linkPattern + `)){0,5}`
	holderWords  = wordPattern + `(?: (?:` + wordPattern + `|of|and|the|de|del)){0,4}?`
	partingForm  = `(?:[\s\p{Zs}]*[,/&;][\s\p{Zs}]*|[\s\p{Zs}]+(?:and|AND)[\s\p{Zs}]+)`
	agencyForm   = `[\s\p{Zs}]*[(/][\s\p{Zs}]*([\p{L}][^()/\n]{1,40}(?:/[^()/\n]{1,30})?)[\s\p{Zs}]*[)/]`
)

// dateline is place, region, date, agency and closing mark, as in "NORVIK, Estovia, June 3 (Agency) -", or several places
// ("NORVIK, Estovia/TARN (Agency) -"). The place may be missing where there is a date, and the date may stand behind the mark ("CAIRO - 25 July 2022:").
var dateline = regexp.MustCompile(`^(?:(` + placePattern + `?)((?:` + partingForm + holderWords + `){0,6}?)[\s\p{Zs}]*,?[\s\p{Zs}]*)??` +
	`\(?(` + datePattern + `)?\)?,?(?:` + agencyForm + `)?` +
	`([\s\p{Zs}]*[:—–―]|[\s\p{Zs}]*--+|[\s\p{Zs}]+[-_](?:[\s\p{Zs}]|$)|-(?:[\s\p{Zs}]|$)|[\s\p{Zs}]*\.[\s\p{Zs}]?[-–—]+)(?:[\s\p{Zs}]*(` + datePattern + `)[\s\p{Zs}]*(?::|--?|[—–]))?`)

// opening is what [dateline] found, in bytes of the paragraph.
type opening struct {
	whole, place, date, agency onrecord.Span
	colon                      bool
	rest                       string
}

// readOpening reads the form of a dateline, whatever its words.
func readOpening(text string) (opening, bool) {
	head := text[:min(len(text), 160)]
	m := dateline.FindStringSubmatchIndex(head)
	if m == nil {
		return opening{}, false
	}
	group := func(i int) onrecord.Span {
		if m[2*i] < 0 {
			return onrecord.Span{}
		}
		return onrecord.Span{Start: m[2*i], End: m[2*i+1]}
	}
	o := opening{whole: group(0), place: group(1), date: group(3), agency: group(4)}
	if r := group(2); !r.Empty() {
		o.place.End = r.End
	}
	if d := group(6); !d.Empty() {
		o.date = d
	}
	mark := strings.TrimSpace(head[m[10]:m[11]])
	o.colon = mark == ":"
	o.whole.End = len(strings.TrimRightFunc(head[:o.whole.End], unicode.IsSpace))
	o.rest = strings.TrimSpace(text[o.whole.End:])
	return o, !o.place.Empty() || !o.date.Empty() || !o.agency.Empty()
}

// parseDateline reads the dateline that opens a paragraph, the nth of the body. Speakers have the same form ("SMITH: We
// will go."), so that form alone is not enough: date, agency, a known place, or a dash in the first paragraph must come
// to it.
func (f *Finder) parseDateline(p *paragraph, nth, turns int) (onrecord.Dateline, bool) {
	o, ok := readOpening(p.text)
	if !ok || !f.isDateline(p.text, o, nth, turns) {
		return onrecord.Dateline{}, false
	}
	if f.credits[bare(p.text[o.place.Start:o.place.End])] == "agency" && o.agency.Empty() { // "AFP -"
		o.agency, o.place = o.place, onrecord.Span{}
	}
	shift := func(s onrecord.Span) onrecord.Span {
		if s.Empty() {
			return onrecord.Span{}
		}
		return onrecord.Span{Start: p.Start + s.Start, End: p.Start + s.End}
	}
	return onrecord.Dateline{Span: shift(o.whole), Place: shift(o.place), Date: shift(o.date), Agency: shift(o.agency)}, true
}

func (f *Finder) isDateline(text string, o opening, nth, turns int) bool {
	full := text[o.place.Start:o.place.End]
	place, within, _ := strings.Cut(full, ",")
	caps, known := isAllCaps(place), f.isPlace(place) || f.isHolder(within)
	dated := !o.date.Empty()
	wired := !o.agency.Empty() && f.isAgency(text[o.agency.Start:o.agency.End])
	rest := len(strings.Fields(o.rest))
	switch {
	case f.labels[bare(place)] || rest > 0 && rest < 4 && !dated && !wired || rest == 0 && !dated && !wired && !(caps && known):
		return false
	case !f.areCities(full):
		return false
	case wired && (dated || caps || known || full != place || place == "" && !o.colon && nth == 0):
		return true
	case !o.agency.Empty() && !wired && o.colon:
		return false // "SMITH (Norvik):" is a member of parliament
	case dated && (caps || known):
		return true
	case nth > 1 || place == "":
		return false
	case f.credits[bare(place)] == "agency":
		return caps && !o.colon && nth == 0 // "AFP -"
	case o.colon && (turns > 1 || isSpoken(o.rest)):
		return false
	case known && (caps || rest >= 6 && !startsLower(o.rest)):
		return caps || nth == 0
	case !caps || nth > 0 || len(strings.Fields(place)) > 4 || utf8.RuneCountInString(full) < 4:
		return false
	}
	return rest >= 8 && (!o.colon || rest >= 14)
}

// isPlace tells whether a place is in the dictionary; of several ("KAMPALA & KAYUNGA") the first counts.
func (f *Finder) isPlace(place string) bool {
	if f.places[placeKey(place)] {
		return true
	}
	for _, by := range []string{"/", "&", " and ", " AND "} {
		if first, _, ok := strings.Cut(place, by); ok && f.places[placeKey(first)] {
			return true
		}
	}
	return false
}

// isHolder tells whether the words behind a place name, up to the next comma or place, are a state or region: "Iraq", "N.C.".
func (f *Finder) isHolder(within string) bool {
	if end := strings.IndexAny(within, ",/&;"); end >= 0 {
		within = within[:end]
	}
	return f.holders[placeKey(within)]
}

// parting is what stands between the places of a dateline.
var parting = regexp.MustCompile(`[/&;]|[\s\p{Zs}](?:and|AND)[\s\p{Zs}]`)

// areCities tells whether each further place is written in capitals or known: "TARN, Estovia and NORVIK". What is a state or
// region as a whole ("Trinidad and Tobago") is one.
func (f *Finder) areCities(full string) bool {
	for part := range strings.SplitSeq(full, ",") {
		if f.holders[placeKey(part)] || f.isPlace(part) {
			continue
		}
		for i, place := range parting.Split(part, -1) {
			if i > 0 && !isAllCaps(place) && !f.places[placeKey(place)] && !f.holders[placeKey(place)] {
				return false
			}
		}
	}
	return true
}

// isAgency tells whether the words in brackets are those of an agency: a known one, or an abbreviation.
func (f *Finder) isAgency(s string) bool {
	for part := range strings.SplitSeq(s, "/") {
		part = strings.TrimSpace(part)
		if f.credits[fold(part)] == "agency" || f.credits[fold(part)] == "desk" || isAllCaps(part) && len(part) <= 8 {
			return true
		}
	}
	return false
}

// spoken is how people speak rather than reports begin.
var spoken = regexp.MustCompile(`^(?i)(?:\W*\w+\W+){0,3}?(?:i|i'm|i’m|we|we're|we’re|you|my|our|me|yes|no|well|thank|thanks)\b`)

// isSpoken tells whether one of the first words shows that someone speaks.
func isSpoken(s string) bool { return spoken.MatchString(s[:min(len(s), 80)]) }

// turn is the form of a speaker's turn in a transcript: "SMITH: ...", "Q: ...", "ANA RUIZ (Norvik): ...".
var turn = regexp.MustCompile(`^\p{Lu}[\p{Lu}\p{M} .,'’-]{0,45}(?:\([^()\n]{1,30}\))?:(?:\s|$)`)

// isTurn tells whether a paragraph has the form of a speaker's turn and is not plainly spoken by nobody.
func isTurn(text string) bool {
	return turn.MatchString(text) && isSpoken(strings.TrimSpace(text[strings.IndexByte(text, ':')+1:]))
}

// countTurns counts the paragraphs that begin with a name in capitals, or with the same word as another, and a colon.
func countTurns(ps []paragraph) int {
	n := 0
	seen := map[string]int{}
	for i := range ps {
		if turn.MatchString(ps[i].text) {
			n++
			continue
		}
		if name, _, ok := strings.Cut(ps[i].text[:min(len(ps[i].text), 40)], ":"); ok && isCapitalised(name) {
			seen[name]++
			if seen[name] > 1 {
				n++
			}
		}
	}
	return n
}

// markDateline finds the dateline among the first paragraphs of the body.
func (f *Finder) markDateline(ps []paragraph, turns int) {
	nth := 0
	for i := range ps {
		p := &ps[i]
		if p.kind != onrecord.Body {
			continue
		}
		if line, ok := f.parseDateline(p, nth, turns); ok {
			p.dateline = line
			return
		}
		if nth++; nth > 3 {
			return
		}
	}
}
