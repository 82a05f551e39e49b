// Package layout is the stage that finds the parts of a report: headline, standfirst, by-line, dateline, body and the
// furniture around it. It also tells the language. A paragraph is furniture only on plain evidence, since one that is
// lost takes its statements along.
package layout

import (
	"strings"
	"unicode"

	"onrecord"
)

// paragraph is one paragraph of a report while its kind is being found.
type paragraph struct {
	onrecord.Span
	text string // Text[Start:End]
	kind onrecord.BlockKind

	dateline   onrecord.Dateline // at its beginning; zero is none
	byline     onrecord.Span     // the names, in a by-line
	blankAfter bool
}

func (p *paragraph) words() int { return len(strings.Fields(p.text)) }

// Find fills Blocks, Language, Meta.Byline and Meta.Dateline, and warns of texts without words and of texts that are
// not English. It needs no layer.
func (f *Finder) Find(d *onrecord.Document) { f.FindUntil(d, func() bool { return false }) }

// FindUntil is Find that ends early, with no blocks, once stop says so.
func (f *Finder) FindUntil(d *onrecord.Document, stop func() bool) {
	ps := paragraphs(d.Text)
	if stop() {
		return
	}
	turns := countTurns(ps)
	f.markFurniture(ps, stop)
	if stop() {
		return
	}
	f.markTop(ps, turns, d.Meta.Title)
	f.markDateline(ps, turns)
	d.Blocks = blocks(ps)
	d.Meta.Byline, d.Meta.Dateline = onrecord.Span{}, onrecord.Dateline{}
	for i := range ps {
		p := &ps[i]
		if d.Meta.Byline.Empty() && p.kind == onrecord.Byline {
			d.Meta.Byline = p.byline
		}
		if d.Meta.Dateline.Span.Empty() {
			d.Meta.Dateline = p.dateline
		}
	}
	f.tellLanguage(d)
}

// blocks turns paragraphs into blocks. A dateline is a block of its own and shares its number with the text that it
// opens, which may be the next paragraph.
func blocks(ps []paragraph) []onrecord.Block {
	var out []onrecord.Block
	number := 0
	for i := range ps {
		p := &ps[i]
		start := p.Start
		if s := p.dateline.Span; !s.Empty() {
			out = append(out, onrecord.Block{Span: s, Kind: onrecord.DatelineOf, Paragraph: number})
			if start = s.End + leadingSpace(p.text[s.End-p.Start:]); start >= p.End {
				continue
			}
		}
		out = append(out, onrecord.Block{Span: onrecord.Span{Start: start, End: p.End}, Kind: p.kind, Paragraph: number})
		number++
	}
	return out
}

// leadingSpace is the number of bytes of white space that a text begins with.
func leadingSpace(s string) int { return len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace)) }

// markFurniture finds what is no part of the report by its words alone, and the credits that name who worked on it.
func (f *Finder) markFurniture(ps []paragraph, stop func() bool) {
	for i := range ps {
		if i%lookEvery == 0 && stop() {
			return
		}
		p := &ps[i]
		if names, ok := f.credit(p.text); ok {
			p.kind = onrecord.Byline
			p.byline = onrecord.Span{Start: p.Start + names.Start, End: p.Start + names.End}
		} else if f.furniture(p.text) {
			p.kind = onrecord.Furniture
		}
	}
}

// lookEvery is after how many paragraphs the finder asks whether to stop.
const lookEvery = 500

// topReach is how many paragraphs may stand above the body of a report.
const topReach = 8

// maxStandfirsts is how many paragraphs may sum up a report.
const maxStandfirsts = 2

// markTop finds headline, standfirst and by-line above the body.
func (f *Finder) markTop(ps []paragraph, turns int, title string) {
	headline, standfirsts := -1, 0
	for i := 0; i < min(len(ps), topReach); i++ {
		p := &ps[i]
		names, signed := f.topByline(ps, i, headline >= 0)
		switch {
		case signed:
			p.kind = onrecord.Byline
			p.byline = onrecord.Span{Start: p.Start + names.Start, End: p.Start + names.End}
		case p.kind != onrecord.Body:
		case headline < 0 && f.isHeadline(ps, i, turns, title):
			p.kind, headline = onrecord.Headline, i
		case headline >= 0 && standfirsts < maxStandfirsts && f.isStandfirst(ps, i, turns):
			p.kind = onrecord.Standfirst
			standfirsts++
		default:
			return
		}
	}
}

// topByline is [Finder.byline] for a paragraph above the body; a lone name is one only right above a paragraph of text.
func (f *Finder) topByline(ps []paragraph, i int, underHeadline bool) (onrecord.Span, bool) {
	if ps[i].kind == onrecord.Furniture && f.credits[bare(ps[i].text)] == "" {
		return onrecord.Span{}, false
	}
	next := i + 1
	for next < len(ps) && ps[next].kind != onrecord.Body {
		next++
	}
	return f.byline(ps[i].text, underHeadline && next < len(ps) && ps[next].words() >= 12)
}

// bodyFollows tells whether paragraphs of so many words or more are still to come.
func bodyFollows(ps []paragraph, words int) bool {
	for i := range ps {
		if ps[i].kind == onrecord.Body && ps[i].words() >= words {
			return true
		}
	}
	return false
}

// maxHeadline is the longest headline, in words.
const maxHeadline = 35

// isHeadline tells whether the first paragraph that could be read is a headline: it is the title that the input gave,
// or it looks like one.
func (f *Finder) isHeadline(ps []paragraph, i, turns int, title string) bool {
	p := &ps[i]
	if !bodyFollows(ps[i+1:], 1) {
		return false
	}
	if title != "" && sameTitle(p.text, title) {
		return true
	}
	if _, ok := f.parseDateline(p, 0, turns); ok || p.words() > maxHeadline || len(p.text) > 300 || isTurn(p.text) {
		return false
	}
	end := endMark(p.text)
	switch {
	case strings.ContainsRune(":,", end) || !bodyFollows(ps[i+1:], 8):
		return false
	case end == 0 || end == ';':
		return p.words() >= 2 && !insideSentenceEnd(p.text)
	case title != "":
		return false
	case isTitleCase(p.text):
		return p.words() <= 20
	case f.opensNext(ps, i, turns, false):
		return !insideSentenceEnd(p.text) && !dayOrSpeech.MatchString(p.text)
	}
	return end == '.' && p.blankAfter && isShortSentence(p, nextBody(ps, i))
}

// opensNext tells whether the paragraph under the one given begins a report: a by-line, a dateline or "Abstract".
func (f *Finder) opensNext(ps []paragraph, i, turns int, underHeadline bool) bool {
	if i+1 >= len(ps) {
		return false
	}
	next := &ps[i+1]
	if next.kind == onrecord.Furniture {
		return letters(next.text) == "abstract"
	}
	_, signed := f.topByline(ps, i+1, underHeadline)
	_, placed := f.parseDateline(next, 0, turns)
	return signed || placed
}

// nextBody is the next paragraph that is no furniture, or the paragraph itself when it is the last.
func nextBody(ps []paragraph, i int) *paragraph {
	for j := i + 1; j < len(ps); j++ {
		if ps[j].kind == onrecord.Body {
			return &ps[j]
		}
	}
	return &ps[i]
}

// isShortSentence tells whether a paragraph that ends in a full stop may still be a headline: a single short sentence
// over a much longer paragraph, nobody speaks in it, and it names no day as first sentences of reports do.
func isShortSentence(p, next *paragraph) bool {
	return p.words() <= 13 && next.words() >= 2*p.words() && !insideSentenceEnd(p.text) &&
		!strings.ContainsAny(p.text, "\"“”") && !dayOrSpeech.MatchString(p.text)
}

// isStandfirst tells whether a paragraph under the headline sums up the report: it stands over the by-line or the
// dateline, or under the word "Abstract", or is short and ends without a full stop.
func (f *Finder) isStandfirst(ps []paragraph, i, turns int) bool {
	p := &ps[i]
	if i > 0 && ps[i-1].kind == onrecord.Furniture && letters(ps[i-1].text) == "abstract" {
		return true
	}
	if _, ok := f.parseDateline(p, 0, turns); ok || p.words() > 60 || isTurn(p.text) || !bodyFollows(ps[i+1:], 8) {
		return false
	}
	end := endMark(p.text)
	if end == 0 && p.words() >= 4 && p.words() <= maxHeadline && !insideSentenceEnd(p.text) {
		return true
	}
	if strings.ContainsAny(p.text, "\"“”") || end == ':' {
		return false
	}
	return f.opensNext(ps, i, turns, true) || i+2 < len(ps) && f.opensNext(ps, i+1, turns, true)
}
