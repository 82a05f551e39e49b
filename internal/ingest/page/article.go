package page

import (
	"slices"
	"strings"
)

// article is the report that a page holds.
type article struct {
	paragraphs []*paragraph
	container  *node
	plain      bool // no article could be told from the rest of the page
	walled     bool // the page asks to pay or to sign in for the rest
	notice     bool // it shows a notice, such as one about cookies

	reading *reading
	blocks  map[*node]bool // those that its running text stands in
}

// bounds are where in the source the first paragraph of the report begins that is no heading, and where the last one stands; -1 and -1 where
// there is none.
func (a *article) bounds() (begun, ended int) {
	begun, ended = -1, -1
	for _, p := range a.paragraphs {
		if isHeading(p.in.name) || len(p.text) < 50 {
			continue
		}
		if at := p.runs[0].at; begun < 0 {
			begun, ended = at, at
		} else {
			ended = at
		}
	}
	return begun, ended
}

// holds tells whether an element stands in a paragraph of the report.
func (a *article) holds(n *node) bool {
	for ; n != nil; n = n.parent {
		if isBlock(n) {
			return a.blocks[n]
		}
	}
	return false
}

// isOther tells whether an element is a box of other reports, of readers' words or the like.
func (a *article) isOther(n *node) bool {
	if n.name == "" {
		return false
	}
	k := a.reading.off(n)
	return k != "" && k != linePart
}

// owns tells whether an element belongs to the report and not to a box.
func (a *article) owns(n *node) bool { return !a.isOther(n) }

// reading is a page while its article is looked for.
type reading struct {
	tree    *tree
	words   *boxWords
	all     []*paragraph
	prompts []string            // what each of them asks for
	known   map[*paragraph]bool // those that are known to be of the report
	weight  map[*node]int       // of the running text in an element
	total   int                 // of the weights, without what readers write
	walls   map[*node]int       // how many paragraphs of an element ask to pay
	kinds   map[*node]kind      // of elements by their own names
	boxed   map[*node]kind      // what holds the contents of an element off the report; "" nothing
	texts   []*node             // parts that are given for the text of a report
}

// read takes a page apart and weighs its paragraphs.
func (t *tree) read() (*reading, error) {
	words, err := loadBoxes()
	if err != nil {
		return nil, err
	}
	r := &reading{tree: t, words: words, all: t.paragraphs(t.root), kinds: map[*node]kind{}, boxed: map[*node]kind{}}
	for _, p := range r.all {
		r.prompts = append(r.prompts, words.promptOf(p.text))
	}
	r.weight = r.sums(func(i int) int {
		if r.prompts[i] != "" {
			return 0
		}
		return solid(r.all[i])
	})
	r.walls = r.sums(func(i int) int {
		if r.prompts[i] == wallPrompt {
			return 1
		}
		return 0
	})
	r.total = r.weight[t.root]
	t.root.each(func(n *node) bool {
		talk := r.weight[n] > 0 && r.kind(n) == talkPart
		if talk {
			r.total -= r.weight[n]
		}
		if len(r.texts) < mostTexts && r.weight[n] >= leastWalled && (r.kind(n) == textPart || r.kind(n) == "" && isArticle(n)) {
			r.texts = append(r.texts, n)
		}
		return n.name != "" && !talk
	})
	return r, nil
}

// mostTexts is how many parts that are given for the text of a report are looked at.
const mostTexts = 50

// article finds the report of a page: its core is looked for, and all of that part is taken but for what shows that it is none of the report.
func (t *tree) article() (*article, error) {
	r, err := t.read()
	if err != nil {
		return nil, err
	}
	a := &article{reading: r, blocks: map[*node]bool{}}
	r.find()
	a.container, a.plain = r.container()
	a.paragraphs = r.taken(a.container, a)
	if len(a.paragraphs) == 0 && a.container != t.root {
		a.container, a.plain = t.root, true
		a.paragraphs = r.taken(t.root, a)
	}
	if !slices.ContainsFunc(a.paragraphs, func(p *paragraph) bool { return !isHeading(p.in.name) }) {
		a.paragraphs = nil // a headline alone is no report
	}
	for _, p := range a.paragraphs {
		a.blocks[p.in] = a.blocks[p.in] || len(p.text) >= shortLine || endsSentence(p.text)
	}
	return a, nil
}

// solid is how many bytes of running text a paragraph has; 0 where it is mostly links, or too short to tell.
func solid(p *paragraph) int {
	n := len(p.text) - p.links
	if len(p.text) < 50 || n*2 < len(p.text) {
		return 0
	}
	return n
}

// container is the innermost element that holds nearly all of the report; plain where no paragraph is known to be of it.
func (r *reading) container() (at *node, plain bool) {
	weight := r.sums(func(i int) int {
		if p := r.all[i]; r.known[p] {
			return len(p.text) - p.links
		}
		return 0
	})
	at = r.tree.root
	if plain = weight[at] == 0; plain {
		weight = r.sums(func(i int) int {
			if r.prompts[i] != "" || r.off(r.all[i].in) != "" {
				return 0
			}
			return solid(r.all[i])
		})
	}
	least := (weight[at]*nearlyAll + 99) / 100
	for next := at; next != nil && least > 0; {
		at = next
		for next = at.first; next != nil && (weight[next] < least || lines[next.name]); next = next.next {
		}
	}
	return at, plain
}

// nearlyAll is how much of the report its container holds, in hundredths.
const nearlyAll = 85

// lines are blocks that hold one paragraph.
var lines = set("p h1 h2 h3 h4 h5 h6 li dd dt td th blockquote pre")

// mostly is from which share of a page's running text on, in hundredths, a part is believed to be the report whatever it is called.
const mostly = 40

// kind is what an element is by its own name.
func (r *reading) kind(n *node) kind {
	k, known := r.kinds[n]
	if !known {
		k = r.words.kindOf(n)
		r.kinds[n] = k
	}
	return k
}

// off tells what holds an element off the report.
func (r *reading) off(n *node) kind {
	if n == nil {
		return ""
	}
	if k, known := r.boxed[n]; known {
		return k
	}
	k := r.off(n.parent)
	if k == "" {
		own := r.kind(n)
		share := r.weight[n] * 100
		switch {
		case own == linePart && r.weight[n] >= 150:
		case own == textPart:
		case own == boxPart && n.name != "footer" && n.name != "nav" && share >= mostly*r.total && r.weight[n] > 0 && !r.rivalled(n):
		case own == wallPart && r.holdsReport(n, share):
		case own == talkPart && r.total == 0:
		default:
			k = own
		}
	}
	r.boxed[n] = k
	return k
}

// The running text of a report behind what is called a wall, in bytes: less is an appeal.
const (
	leastWalled  = 150
	surelyWalled = 300
)

// holdsReport tells whether an element that is called a wall holds the report itself, as many do that a script closes later on.
func (r *reading) holdsReport(n *node, share int) bool {
	return r.weight[n] >= leastWalled && (share >= mostly*r.total || r.weight[n] >= surelyWalled && r.walls[n] == 0)
}

// taken are the paragraphs of the report: those of its container, what leads to it below the headline, and what else is known to be of it.
func (r *reading) taken(container *node, a *article) []*paragraph {
	var out []*paragraph
	seen := map[string]bool{}
	list := false // a heading announced other reports
	lead := false // behind the headline, before the container
	begun := false
	for i, p := range r.all {
		off, ask := r.off(p.in), r.prompts[i]
		linked := p.links*2 > len(p.text)
		within := p.in.inside(container)
		switch {
		case within:
			begun = true
		case p.in.name == "h1":
			lead = !begun
		}
		if !within && !(r.leads(p) && r.known[p]) && !(!begun && r.standfirst(p, lead)) {
			continue
		}
		if ask == wallPrompt || off == wallPart {
			a.walled = true
		}
		a.notice = a.notice || ask == askPrompt
		if ask == morePrompt {
			list = !endsSentence(p.text) || linked
			if list {
				continue
			}
		}
		if list && linked {
			continue
		}
		list = false
		switch {
		case off != "", ask == wallPrompt, ask == askPrompt, isDate(p.text):
			continue
		case len(p.text) >= 80 && seen[p.text]:
			continue
		case linked && !r.known[p], linked && p.in.name == "li", p.links*5 > len(p.text)*4:
			continue
		case !r.known[p] && !a.plain && !r.stands(p):
			continue
		}
		if isHeading(p.in.name) && p.in.name != "h1" && r.headsLinks(i) {
			continue
		}
		seen[p.text] = true
		out = append(out, p)
	}
	return r.trimmed(out)
}

// isDate tells whether a paragraph is a date and nothing else.
func isDate(text string) bool {
	const longest = 40
	if len(text) > longest || !strings.ContainsAny(text, "0123456789") {
		return false
	}
	_, _, ok := ParseTime(text)
	return ok
}

// headsLinks tells whether a heading stands above links to other reports: the next two paragraphs are links.
func (r *reading) headsLinks(i int) bool {
	for _, p := range r.all[min(i+1, len(r.all)):min(i+3, len(r.all))] {
		if p.links*5 < len(p.text)*4 {
			return false
		}
	}
	return i+1 < len(r.all)
}

// standfirst tells whether a paragraph above the container leads to the text: behind the headline, or by its name.
func (r *reading) standfirst(p *paragraph, behind bool) bool {
	if solid(p) == 0 || p.links > 0 || p.in.name == "li" {
		return false
	}
	return behind && (endsSentence(p.text) || p.in.within("header") || p.in.name == "h2") || r.words.isLead(p.in)
}

// leads tells whether a paragraph outside the container reads like one of the report.
func (r *reading) leads(p *paragraph) bool {
	return solid(p) > 0 && p.links*3 < len(p.text) && (endsSentence(p.text) || isHeading(p.in.name)) && p.in.name != "li"
}

// stands tells whether a paragraph that is not known to be of the report reads like one of a report.
func (r *reading) stands(p *paragraph) bool {
	switch {
	case isHeading(p.in.name):
		return true
	case p.in.name == "p" || p.in.name == "blockquote" || p.in.name == "li" || p.in.name == "pre" || p.in.name == "dd":
		return words(p.text) > 3 || endsSentence(p.text)
	}
	return words(p.text) > 5 && (endsSentence(p.text) || strings.HasSuffix(p.text, ":") || len(p.text) > 120)
}

// trimmed drops headings that head nothing: before another one of their order or a higher one, at the end, and those that are
// not known to be of the report and stand in another part of the page than what follows.
func (r *reading) trimmed(in []*paragraph) []*paragraph {
	var out []*paragraph
	for i, p := range in {
		if isHeading(p.in.name) && p.in.name != "h1" && !(solid(p) > 0 && i < 2) && !r.words.isLead(p.in) {
			if i+1 == len(in) {
				continue
			}
			next := in[i+1]
			if !r.known[p] && (isHeading(next.in.name) && next.in.name <= p.in.name || !next.in.inside(p.in.parent)) {
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// rivalled tells whether the text of the report is given to be elsewhere than in an element.
func (r *reading) rivalled(n *node) bool {
	return slices.ContainsFunc(r.texts, func(t *node) bool { return !t.inside(n) && !n.inside(t) })
}
