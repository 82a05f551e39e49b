package pdf

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
)

// line is what stands on one line of a column.
type line struct {
	box
	size  float64
	bold  bool
	text  string
	cells bool // it stands in a table: wide gaps part what is in it
}

// block is a column, or a part of one, with its lines from top to bottom.
type block []line

// paragraph is running text that belongs together.
type paragraph struct {
	text   string
	size   float64
	bold   bool
	leafs  []leaf // where in it pages begin; the first at 0
	last   line
	within margins // of the last line
	whole  bool    // nothing goes on with it
}

// leaf is where in a paragraph a page begins.
type leaf struct{ at, number int }

// layout makes paragraphs of what stands on pages.
type layout struct {
	known func(string) bool // words that news use
	paras []paragraph
	notes []paragraph
	body  float64         // height of the type of most of the text
	seen  map[string]bool // words of the text, in small letters
}

// lay lays out pages one after another.
func (l *layout) lay(sheets []sheet) {
	sheets = withoutFurniture(sheets)
	l.body = bodySize(sheets)
	l.look(sheets)
	for i := range sheets {
		for _, b := range columns(sheets[i].runs) {
			l.block(b, sheets[i].number)
		}
	}
	l.unmark()
}

// bodySize is the height of type that most letters have.
func bodySize(sheets []sheet) float64 {
	count := map[float64]int{}
	for i := range sheets {
		for _, r := range sheets[i].runs {
			count[math.Round(r.size*2)/2] += len(r.text)
		}
	}
	best, most := 0.0, 0
	for size, n := range count {
		if n > most || n == most && size > best {
			best, most = size, n
		}
	}
	return best
}

// look gathers the words that stand whole.
func (l *layout) look(sheets []sheet) {
	l.seen = map[string]bool{}
	for i := range sheets {
		for _, r := range sheets[i].runs {
			words := strings.Fields(r.text)
			for k, w := range words {
				if k+1 < len(words) {
					l.seen[strings.ToLower(strings.TrimFunc(w, isMark))] = true
				}
			}
		}
	}
}

func isMark(r rune) bool { return unicode.IsPunct(r) && r != '-' }

// aside is how much smaller the type of notes is than that of the text.
const aside = 0.93

// noteMark is how a note at the foot of a page begins.
var noteMark = regexp.MustCompile(`^(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|\d{1,3}|[*†‡§])\s*\pL`)

// block makes paragraphs of a column.
func (l *layout) block(b block, page int) {
	text, notes := l.foot(b)
	g := geometry(text)
	for i := range text {
		l.line(text, i, g, page)
	}
	begun := len(l.notes)
	for i := range notes {
		if n := len(l.notes); n > begun && !noteMark.MatchString(notes[i].text) {
			l.join(&l.notes[n-1], &notes[i], page)
			continue
		}
		l.notes = append(l.notes, l.begin(&notes[i], page))
	}
}

// foot parts the notes at the foot of a column from its text.
func (l *layout) foot(b block) (text, notes block) {
	at := len(b)
	for i := len(b) - 1; i >= 0 && b[i].size < aside*l.body && !b[i].cells; i-- {
		if noteMark.MatchString(b[i].text) {
			at = i
		}
	}
	if at == 0 && len(l.paras) == 0 {
		return b, nil // all of it is small
	}
	return b[:at], b[at:]
}

// line takes up a line of a column: it goes on with the paragraph before or begins one.
func (l *layout) line(b block, i int, g []margins, page int) {
	x := &b[i]
	if n := len(l.paras); n > 0 {
		p := &l.paras[n-1]
		if i > 0 && follows(b, i, g[i], p) || i == 0 && l.goesOn(p, x, g[i]) {
			l.join(p, x, page)
			p.within = g[i]
			return
		}
	}
	l.paras = append(l.paras, l.begin(x, page))
	l.paras[len(l.paras)-1].within = g[i]
}

func (l *layout) begin(x *line, page int) paragraph {
	return paragraph{text: x.text, size: x.size, bold: x.bold, last: *x, whole: x.cells, leafs: []leaf{{0, page}}}
}

// join puts a line behind a paragraph. A word that was parted at the end of the line before is made whole.
func (l *layout) join(p *paragraph, x *line, page int) {
	at := len(p.text) + 1
	if head, parted := strings.CutSuffix(p.text, "-"); parted && !strings.HasSuffix(head, " ") && l.parted(head, x.text) {
		p.text = head + x.text
		at = strings.LastIndexByte(head, ' ') + 1
	} else if parted && !strings.HasSuffix(head, " ") && startsLetter(x.text) {
		p.text += x.text
		at--
	} else if head, parted := strings.CutSuffix(p.text, "\u00AD"); parted {
		p.text = head + x.text
		at = strings.LastIndexByte(head, ' ') + 1
	} else {
		p.text += " " + x.text
	}
	if n := len(p.leafs); p.leafs[n-1].number != page {
		p.leafs = append(p.leafs, leaf{at, page})
	}
	p.last = *x
}

func startsLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// parted tells whether the hyphen at the end of a line parts a word that has none: "govern-" "ment", but not "cease-" "fire", where the text
// or news have it so elsewhere.
func (l *layout) parted(head, next string) bool {
	head = head[strings.LastIndexByte(head, ' ')+1:]
	next, _, _ = strings.Cut(next, " ")
	head = strings.ToLower(strings.TrimFunc(head, isMark))
	tail := strings.TrimFunc(next, isMark)
	if first, _ := utf8.DecodeRuneInString(tail); !unicode.IsLower(first) || head == "" || strings.Contains(head, "-") && !l.known(head[strings.LastIndexByte(head, '-')+1:]+tail) {
		return false
	}
	tail, _, _ = strings.Cut(strings.ToLower(tail), "'")
	tail, _, _ = strings.Cut(tail, "’")
	one, two := head+tail, head+"-"+tail
	switch {
	case l.seen[one]:
		return true
	case l.seen[two]:
		return false
	case l.known(one):
		return true
	case l.known(two):
		return false
	}
	return !l.known(head) || !l.known(tail) || ending.MatchString(tail)
}

// ending is what a word may end in that is no word.
var ending = regexp.MustCompile(`^(?:e[drns]|ers?|ings?|l?ly|al|ic|es|or|[tr]y|[st]?ions?|ments?|ness|[ai]ble|ous|i?ve|[ae]n[tc]e?|is[mt]s?|ure|ate[ds]?|cy|ie[sd])$`)

// margins are between which edges the lines around a line run, and how far apart they stand.
type margins struct {
	left, right float64
	pitch       float64 // from line to line; 0 unknown
	size        float64 // of most of their type
}

// apart is how far apart lines stand that do not belong to one paragraph; larger type stands farther apart.
func (m margins) apart(x *line) float64 {
	if x.size > 1.15*m.size {
		return max(wider*m.pitch, 1.5*x.size)
	}
	return wider * m.pitch
}

// geometry measures a column around each of its lines: over the lines that follow each other without a wider gap where these are some, else
// over all.
func geometry(b block) []margins {
	all := measure(b)
	out := make([]margins, len(b))
	for from := 0; from < len(b); {
		to := from + 1
		for to < len(b) && alike(&b[to-1], &b[to]) && b[to-1].high-b[to].high < wider*all.pitch {
			to++
		}
		m := all
		if to-from >= 4 {
			m = measure(b[from:to])
		}
		for i := from; i < to; i++ {
			out[i] = m
		}
		from = to
	}
	return out
}

// wider is how much farther than others lines stand apart that do not belong to one paragraph.
const wider = 1.25

func measure(b block) margins {
	var lefts, rights, pitches, sizes []float64
	for i := range b {
		lefts, rights, sizes = append(lefts, b[i].left), append(rights, b[i].right), append(sizes, b[i].size)
		if i > 0 && alike(&b[i-1], &b[i]) {
			if d := b[i-1].base() - b[i].base(); d > 0 {
				pitches = append(pitches, d)
			}
		}
	}
	m := margins{left: share(lefts, 20), right: share(rights, 85), size: share(sizes, 50)}
	if len(pitches) > 0 {
		m.pitch = share(pitches, 30)
	}
	return m
}

// share is the value that so many hundredths lie below.
func share(list []float64, hundredths int) float64 {
	if len(list) == 0 {
		return 0
	}
	list = slices.Sorted(slices.Values(list))
	return list[min(len(list)-1, len(list)*hundredths/100)]
}

// base is where the letters of a line stand, or near it.
func (x *line) base() float64 { return x.low }

// alike tells whether lines are set in the same type.
func alike(a, b *line) bool {
	return math.Abs(a.size-b.size) < 0.12*max(a.size, b.size)
}

// item is how an item of a list begins.
var item = regexp.MustCompile(`^(?:[•▪◦‣➢❖✓◆■●○–—*·]\s+\S|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s+\S|[-]\s+\S)`)

// follows tells whether a line goes on with the paragraph of the line before it in its column.
func follows(b block, i int, m margins, p *paragraph) bool {
	before, x := &b[i-1], &b[i]
	switch {
	case before.cells || x.cells || !alike(before, x) || before.bold != x.bold && !p.mixed():
		return false
	case m.pitch > 0 && before.base()-x.base() > m.apart(x):
		return false
	case item.MatchString(x.text) && endsClause(p.text):
		return false
	case startsSmall(x.text) && !item.MatchString(x.text):
		return true
	}
	em := x.size * 0.8
	in, wasIn := x.left-m.left, before.left-m.left
	first := len(p.text) == len(before.text) // the line before is the first of its paragraph
	hangs := item.MatchString(p.text)
	switch {
	case strings.HasSuffix(p.text, "-"):
		return true
	case centred(before, m) && centred(x, m):
		return before.size > 0 && !endsSentence(before.text) && p.bold == x.bold
	case hangs && in > wasIn-em/4:
		return !fits(before, x, m) || !endsSentence(p.text)
	case in > wasIn+em*0.6 && in > em*0.6 && (i+1 >= len(b) || b[i+1].left < x.left-em*0.4):
		return false // it is set in, and the next is not
	case in < wasIn-em*0.6 && !first:
		return false // what was set in ends
	case fits(before, x, m):
		return false
	}
	return true
}

// mixed tells whether bold words stand in a paragraph beside others.
func (p *paragraph) mixed() bool { return !p.bold && len(p.text) > len(p.last.text) }

// fits tells whether the first word of a line would have had room on the line before: whoever set the text wanted it to begin anew.
func fits(before, x *line, m margins) bool {
	word, _, _ := strings.Cut(x.text, " ")
	wide := x.wide() * float64(utf8.RuneCountInString(word)+1) / float64(max(1, utf8.RuneCountInString(x.text)))
	return before.right+wide < m.right-0.3*x.size
}

// centred tells whether a line stands in the middle between its edges.
func centred(x *line, m margins) bool {
	left, right := x.left-m.left, m.right-x.right
	return left > x.size && right > x.size && math.Abs(left-right) < max(x.size, 0.1*(m.right-m.left))
}

// goesOn tells whether the first line of a column goes on with a paragraph of the column or the page before.
func (l *layout) goesOn(p *paragraph, x *line, m margins) bool {
	switch {
	case p.whole || x.cells || !alike(&p.last, x) || item.MatchString(x.text):
		return false
	case strings.HasSuffix(p.text, "-") && len(p.text) > 20, startsSmall(x.text) && !endsSentence(p.text):
		return true
	case strings.HasSuffix(p.text, ":") || len(p.text) < 60 || p.bold != x.bold || x.left > m.left+0.6*x.size:
		return false
	}
	return !fits(&p.last, x, p.within) // a last line that is full is rarely the last of its paragraph
}

// startsSmall tells whether a line begins in small letters.
func startsSmall(s string) bool {
	s = strings.TrimLeft(s, "\"'“‘(«")
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// endsSentence tells whether a text ends as sentences do.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, "\"'”’»)]⁰¹²³⁴⁵⁶⁷⁸⁹")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…", r)
}

// endsClause tells whether an item of a list may begin behind a text.
func endsClause(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return endsSentence(s) || strings.ContainsRune(":;,", r) || item.MatchString(s) || len(s) < 80
}

// raisedDigits are the marks of notes in a text: raised digits behind a word or a mark.
var raisedDigits = regexp.MustCompile(`([\pL\pP])([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})`)

// unmark takes the marks of notes from the text and from the notes, where there are such notes. Other raised digits (km², 10³) stay.
func (l *layout) unmark() {
	marks := map[string]bool{}
	for i := range l.notes {
		n := &l.notes[i]
		mark := noteMark.FindString(n.text)
		digits := strings.TrimRightFunc(mark, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsLetter(r) })
		marks[rise(digits)] = true
		n.cut(0, len(digits)+len(mark[len(digits):])-len(strings.TrimLeft(mark[len(digits):], " ")))
	}
	for i := range l.paras {
		p := &l.paras[i]
		for _, m := range slices.Backward(raisedDigits.FindAllStringSubmatchIndex(p.text, -1)) {
			if marks[p.text[m[4]:m[5]]] {
				p.cut(m[4], m[5])
			}
		}
	}
}

// rise is digits as they stand raised.
func rise(s string) string {
	var b strings.Builder
	for _, r := range s {
		if up := raise(string(r)); up != "" {
			b.WriteString(up)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cut takes a stretch out of a paragraph.
func (p *paragraph) cut(from, to int) {
	p.text = p.text[:from] + p.text[to:]
	for i := range p.leafs {
		if at := &p.leafs[i].at; *at >= to {
			*at -= to - from
		} else if *at > from {
			*at = from
		}
	}
}

// text is everything that was laid out, notes last, with the pages that it stands on.
func (l *layout) text() (string, []onrecord.Page) {
	var b strings.Builder
	var pages []onrecord.Page
	for _, p := range slices.Concat(l.paras, l.notes) {
		if strings.TrimSpace(p.text) == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		for _, f := range p.leafs {
			if n := len(pages); n == 0 || pages[n-1].Number != f.number {
				pages = append(pages, onrecord.Page{At: b.Len() + f.at, Number: f.number})
			}
		}
		b.WriteString(p.text)
	}
	return b.String(), pages
}
