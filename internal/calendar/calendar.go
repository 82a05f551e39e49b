// Package calendar knows how news tells time: it settles expressions of time ("on Tuesday", "early March", "since 2019",
// "the following day") to days, against the day of publication.
package calendar

import (
	"fmt"
	"strings"
	"time"

	"onrecord"
	"onrecord/internal/lexicon"
)

// Finder finds expressions of time. It is safe for use by several goroutines at once, each with its own document.
type Finder struct{ words map[string][]word }

// word is a line of the dictionary.
type word struct{ kind, value string }

// kinds are the kinds of word that the dictionary may hold.
var kinds = map[string]bool{"month": true, "weekday": true, "season": true, "unit": true, "number": true, "ordinal": true,
	"part": true, "deictic": true, "part-of": true, "planned": true, "feast": true,
	"asking": true, "granting": true}

// New reads the dictionary. A line of no known kind is an error that names file and line.
func New() (*Finder, error) {
	t, err := lexicon.Open("time_words.tsv")
	if err != nil {
		return nil, fmt.Errorf("open calendar: %w", err)
	}
	f := &Finder{words: make(map[string][]word, len(t.Rows))}
	for _, r := range t.Rows {
		if !kinds[r.Get("kind")] {
			return nil, r.Errorf("no kind of word %q", r.Get("kind"))
		}
		f.words[r.Cells[0]] = append(f.words[r.Cells[0]], word{r.Get("kind"), r.Get("value")})
	}
	return f, nil
}

// How far the words settle the days, by judgement: what names its own day, what leans on the day of publication, and
// what leans on another date of the text.
const (
	sureOfAbsolute = 0.97
	sureOfDeictic  = 0.9
	sureOfAnaphor  = 0.7
)

// Find fills Dates. Where the report gives no day of publication, expressions that lean on it stay unsettled.
// Once stop says so it ends early, with the dates up to there.
func (f *Finder) Find(d *onrecord.Document, stop func() bool) {
	d.Dates = nil
	r := &reader{Finder: f, d: d, today: publication(d)}
	for k, s := range d.Sentences {
		if k%lookEvery == 0 && stop() {
			return
		}
		if !d.Blocks[s.Block].Read() {
			continue
		}
		r.open(s)
		for i := 0; i < len(r.low); {
			i = r.next(i)
		}
	}
}

// next keeps what stands at a word, and returns where to go on.
func (r *reader) next(i int) int {
	if row := r.list(i); len(row) > 0 {
		for _, x := range row {
			r.keep(x.at, x.match)
		}
		return row[len(row)-1].end
	}
	m, ok := r.wrapped(i)
	if !ok {
		return i + 1
	}
	r.keep(i, m)
	return m.end
}

// publication is the day of publication, or the full date of the dateline; the zero time when neither is known.
func publication(d *onrecord.Document) time.Time {
	for _, s := range []string{d.Meta.Published, d.In(d.Meta.Dateline.Date)} {
		for _, form := range []string{layout, "January 2, 2006", "2 January 2006", "Jan. 2, 2006", "2 Jan 2006"} {
			if form == layout && len(s) > len(layout) {
				s = s[:len(layout)]
			}
			if t, err := time.Parse(form, s); err == nil {
				return t
			}
		}
	}
	return time.Time{}
}

// lookEvery is after how many sentences the finder asks whether to stop.
const lookEvery = 100

// reader reads the sentences of one document.
type reader struct {
	*Finder
	d     *onrecord.Document
	today time.Time // zero when not known
	last  interval  // the latest date named, for "the following day"
	s     onrecord.Sentence
	low   []string // the words of the sentence in lower case
}

func (r *reader) open(s onrecord.Sentence) {
	r.s, r.low = s, r.low[:0]
	for _, t := range r.d.Tokens[s.From:s.To] {
		r.low = append(r.low, strings.ToLower(r.d.In(t.Span)))
	}
}

// match is an expression of time: words up to end (exclusive), what it settles to, and by which rule.
type match struct {
	end  int
	days interval
	by   string
	conf float64
}

func (r *reader) keep(i int, m match) {
	span := onrecord.Span{Start: r.d.Tokens[r.s.From+i].Start, End: r.d.Tokens[r.s.From+m.end-1].End}
	x := onrecord.Date{Span: span, By: "calendar/" + m.by, Conf: m.conf}
	if m.days.known() {
		x.From, x.To = text(m.days.from), text(m.days.to)
		r.last = m.days
	}
	if x.From > x.To && x.To != "" {
		x.From, x.To = "", "" // "from Friday to Monday" pointed past each other: not settled
	}
	r.d.Dates = append(r.d.Dates, x)
}

// at is the word at a place of the sentence, "" outside it.
func (r *reader) at(i int) string {
	if i < 0 || i >= len(r.low) {
		return ""
	}
	return r.low[i]
}

// is tells whether the words from i on are those.
func (r *reader) is(i int, words ...string) bool {
	for k, w := range words {
		if r.at(i+k) != w {
			return false
		}
	}
	return true
}

// value looks a word up under one kind.
func (r *reader) value(i int, kind string) (string, bool) {
	for _, w := range r.words[r.at(i)] {
		if w.kind == kind {
			return w.value, true
		}
	}
	return "", false
}

// number reads a number of that kind, or digits.
func (r *reader) number(i int, kind string) (int, bool) {
	if v, ok := r.value(i, kind); ok {
		return digits(v)
	}
	if kind == "number" {
		return digits(r.at(i))
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
func (r *reader) capital(i int) bool {
	if i < 0 || i >= len(r.low) {
		return false
	}
	c := r.d.Text[r.d.Tokens[r.s.From+i].Start]
	return c >= 'A' && c <= 'Z'
}
