package lists

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// office is the title of an office as reports may have it beside a name.
type office struct {
	words   map[string]bool // of the title, in small letters, without its state
	head    string          // what it is one of: "minister"
	country string
}

// officeWord is a word of a text, in small letters.
type officeWord struct {
	onrecord.Span
	low string
}

// Words around the title of an office.
var (
	officeSmall = setOf("of the for a an and affairs")
	officeOther = setOf("former ex deputy vice shadow assistant junior one-time ex-") // with these it is another office
	// officeGap may stand between a title and the name of who holds it.
	officeGap = setOf("the a an of for as in since until now new newly current acting interim is was be been being became become becomes has had have who whom whose " +
		"name named called appointed elected serves serving served took office over mr mrs ms dr m sir career diplomat year-old year years old aged her his their its " +
		"incumbent recently also then today himself herself made post job politician")
)

func setOf(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// farthestGap is how many words may stand between a title and the name of who holds it.
const farthestGap = 10

// NamesHolder tells whether a report itself names somebody in an office: beside its title ("France's foreign minister, Paul Roche", "Paul Roche,
// who is foreign minister"), or as one whom it also calls by it. A title without a state, or the head of it alone ("the minister, Paul Roche"),
// may be that office, and is taken for it: who then is meant is the report's to say, and no list's.
func NamesHolder(d *onrecord.Document, title string) bool {
	o := officeOf(title)
	if o.head == "" {
		return false
	}
	var names []onrecord.Span
	for i := range d.Entities {
		e := &d.Entities[i]
		if e.Kind != onrecord.Person && e.Kind != "" || len(NamesOf(d, e)) == 0 {
			continue
		}
		for _, m := range e.Mentions {
			if len(o.at(d.In(m.Span))) > 0 {
				return true
			}
			if m.Form == onrecord.NameForm && !isState(d.In(m.Span)) {
				names = append(names, m.Span)
			}
		}
	}
	for _, at := range o.at(d.Text) {
		if namedAfter(d.Text, at) || slices.ContainsFunc(names, func(n onrecord.Span) bool { return o.beside(d.Text, at, n) || tied(d, at, n) }) {
			return true
		}
	}
	return false
}

// officeOf reads the title of an office.
func officeOf(title string) (o office) {
	form := titleForm(title)
	words, country, _ := strings.Cut(form, "/")
	o = office{setOf(words), "", country}
	for _, w := range officeWords(title) {
		if o.head != "" && (w.low == "of" || w.low == "for") {
			break
		}
		if o.words[w.low] {
			o.head = w.low
		}
	}
	return o
}

// officeWords are the words of a text; "'s" is none.
func officeWords(text string) (out []officeWord) {
	is := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' }
	for at := 0; at < len(text); {
		r, n := utf8.DecodeRuneInString(text[at:])
		if !is(r) {
			at += n
			continue
		}
		end := at + n
		for end < len(text) {
			r, n := utf8.DecodeRuneInString(text[end:])
			if !is(r) {
				break
			}
			end += n
		}
		w := strings.ToLower(text[at:end])
		if before := text[:at]; w != "s" || !strings.HasSuffix(before, "'") && !strings.HasSuffix(before, "’") {
			out = append(out, officeWord{onrecord.Span{Start: at, End: end}, w})
		}
		at = end
	}
	return out
}

// at are the places of a text where the office may be spoken of, by its whole title or by the head of it, and not as that of another state.
func (o *office) at(text string) (out []onrecord.Span) {
	if !strings.Contains(strings.ToLower(text), o.head) {
		return nil
	}
	words := officeWords(text)
	for i := range words {
		if words[i].low != o.head {
			continue
		}
		first, last := i, i
		for first > 0 && i-first < 5 && near(text[words[first-1].End:words[first].Start]) && !officeSmall[words[first-1].low] {
			first--
		}
		if i+1 < len(words) && (words[i+1].low == "of" || words[i+1].low == "for") {
			for last+1 < len(words) && last-i < 6 && near(text[words[last].End:words[last+1].Start]) {
				w := words[last+1].low
				if !officeSmall[w] && !o.words[w] && countryIn(text, words[last+1:], 3) == "" {
					break
				}
				last++
			}
		}
		if span, ok := o.fits(text, words, first, i, last); ok {
			out = append(out, span)
		}
	}
	return out
}

// fits tells whether the words around the head of a title are those of the office, and where they stand without what only stands before them.
func (o *office) fits(text string, words []officeWord, first, head, last int) (onrecord.Span, bool) {
	has, country, start := map[string]bool{}, "", head
	for k := first; k <= last; k++ {
		w := words[k].low
		if officeOther[w] {
			return onrecord.Span{}, false
		}
		c := countryIn(text, words[k:last+1], 3)
		if c != "" {
			country = c
		}
		if o.words[w] {
			has[w] = true
		}
		if c != "" || o.words[w] {
			start = min(start, k)
		}
	}
	if country != "" && o.country != "" && country != o.country {
		return onrecord.Span{}, false
	}
	if len(has) < len(o.words) { // "the minister" may be it, "the defence minister" is not
		if head > first && !o.words[words[head-1].low] && countryEnding(text, words[first:head]) == "" {
			return onrecord.Span{}, false
		}
		if last+1 < len(words) && last > head && officeSmall[words[last].low] && near(text[words[last].End:words[last+1].Start]) { // "minister of defence"
			return onrecord.Span{}, false
		}
	}
	return onrecord.Span{Start: words[start].Start, End: words[last].End}, true
}

// near tells whether nothing but spaces and what hangs a genitive on a word stands between two words.
func near(between string) bool { return strings.Trim(between, " '’s") == "" }

// countryIn is the state that the first of some words name, so many at most; "" for none.
func countryIn(text string, words []officeWord, most int) string {
	states, err := lexicon.States()
	if err != nil {
		return ""
	}
	for n := min(most, len(words)); n > 0; n-- {
		if c := states.Country(text[words[0].Start:words[n-1].End], lexicon.StateName, lexicon.StateAdjective); c != "" {
			return c
		}
	}
	return ""
}

// countryEnding is the state that the last of some words name; "" for none.
func countryEnding(text string, words []officeWord) string {
	for n := 1; n <= min(3, len(words)); n++ {
		if c := countryIn(text, words[len(words)-n:], n); c != "" {
			return c
		}
	}
	return ""
}

func isState(name string) bool {
	words := officeWords(name)
	return len(words) > 0 && countryIn(name, words, len(words)) != ""
}

// beside tells whether a name stands with a title: nothing between them but what ties the two.
func (o *office) beside(text string, title, name onrecord.Span) bool {
	if title.Overlaps(name) {
		return true
	}
	gap := onrecord.Span{Start: title.End, End: name.Start}
	if name.End <= title.Start {
		gap = onrecord.Span{Start: name.End, End: title.Start}
	}
	between := text[gap.Start:gap.End]
	if strings.ContainsAny(between, "\n!?;\"“”") {
		return false
	}
	words := officeWords(between)
	if len(words) > farthestGap {
		return false
	}
	for i, w := range words {
		digits := strings.ContainsFunc(w.low, unicode.IsDigit)
		if !digits && !officeGap[w.low] && !o.words[w.low] && countryIn(between, words[i:], 3) == "" && countryEnding(between, words[:i+1]) == "" {
			return false
		}
	}
	for i := range len(between) {
		if between[i] == '.' && !abbreviated(text[:gap.Start+i]) {
			return false
		}
	}
	return true
}

// abbreviated tells whether a text ends with what a full stop shortens: "Mr".
func abbreviated(before string) bool {
	words := strings.Fields(before)
	if len(words) == 0 {
		return false
	}
	switch strings.ToLower(words[len(words)-1]) {
	case "mr", "mrs", "ms", "dr", "m", "st":
		return true
	}
	return false
}

// namedAfter tells whether two words with capitals that are no state's come right after a title, though nobody was found to be named there. Of a
// line without a full stop, which may be a headline with capitals everywhere, only such as come after a comma.
func namedAfter(text string, title onrecord.Span) bool {
	line := text[title.End:]
	if at := strings.IndexByte(line, '\n'); at >= 0 {
		line = line[:at]
	}
	rest, comma := strings.CutPrefix(line, ",")
	if !comma && !strings.Contains(line, ".") || !strings.HasPrefix(rest, " ") {
		return false
	}
	words := strings.Fields(rest)
	if len(words) < 2 || strings.ContainsFunc(words[0], func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
		return false
	}
	for _, w := range words[:2] {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) {
			return false
		}
	}
	return !isState(words[0]) && !isState(words[0]+" "+words[1])
}

// tied tells whether the parse makes a title and a name one: the one is told of the other.
func tied(d *onrecord.Document, title, name onrecord.Span) bool {
	return tiedUp(d, title, name) || tiedUp(d, name, title)
}

func tiedUp(d *onrecord.Document, from, to onrecord.Span) bool {
	first, end := d.TokensIn(from)
	for i := first; i < end; i++ {
		t := &d.Tokens[i]
		for range 4 { // "Paul Roche, a diplomat who is foreign minister" takes two
			base, _, _ := strings.Cut(t.Rel, ":")
			is := base == "appos" || base == "flat" || t.Rel == "acl:relcl" || base == "nsubj" && t.Head > 0 && hasCopula(d, t.Head)
			if t.Head == 0 || !is && !from.Contains(d.Tokens[t.Head-1].Span) {
				break
			}
			t = &d.Tokens[t.Head-1]
			if to.Contains(t.Span) {
				return true
			}
		}
	}
	return false
}

// hasCopula tells whether a word is what somebody is said to be.
func hasCopula(d *onrecord.Document, head onrecord.TokenID) bool {
	for i := max(0, int(head)-15); i < min(len(d.Tokens), int(head)+15); i++ {
		if d.Tokens[i].Head == head && d.Tokens[i].Rel == "cop" {
			return true
		}
	}
	return false
}
