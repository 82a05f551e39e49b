package page

import (
	"hash/fnv"
	"net/url"
	"slices"
	"strings"

	"github.com/markusmobius/go-htmldate"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
)

// article is the report that a page holds.
type article struct {
	paragraphs []*paragraph
	container  *node
	plain      bool // no article could be told from the rest of the page
	walled     bool // the page asks to pay or to sign in for the rest
	notice     bool // it shows a notice, such as one about cookies

	reading *reading
	told    shingles       // the text that the extractor found
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
	prompts []string // what each of them asks for
	weight  map[*node]int
	total   int            // of the weights, without what readers write
	walls   map[*node]bool // elements in which a paragraph asks to pay
	kinds   map[*node]kind // of elements by their own names
	boxed   map[*node]kind // what holds the contents of an element off the report; "" nothing
}

// article finds the report of a page: the extractor tells which part of the page holds it, and all of that part is taken but for what
// shows that it is none of the report.
func (t *tree) article(o Options) (*article, error) {
	words, err := loadBoxes()
	if err != nil {
		return nil, err
	}
	r := &reading{tree: t, words: words, all: t.paragraphs(t.root), weight: map[*node]int{}, walls: map[*node]bool{}, kinds: map[*node]kind{}, boxed: map[*node]kind{}}
	a := &article{reading: r, blocks: map[*node]bool{}}
	told := t.extract(o)
	a.told = told
	for _, p := range r.all {
		ask := words.promptOf(p.text)
		r.prompts = append(r.prompts, ask)
		if w := solid(p); w > 0 && ask == "" {
			talk := false
			for n := p.in; n != nil; n = n.parent {
				r.weight[n] += w
				talk = talk || r.kind(n) == talkPart
			}
			if !talk {
				r.total += w
			}
		}
		if ask == wallPrompt {
			for n := p.in; n != nil; n = n.parent {
				r.walls[n] = true
			}
		}
	}
	a.container, a.plain = r.container(told)
	a.paragraphs = r.taken(a.container, told, a)
	if len(a.paragraphs) == 0 && a.container != t.root {
		a.container, a.plain = t.root, true
		a.paragraphs = r.taken(t.root, told, a)
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

// container is the innermost element that holds nearly all of the report.
func (r *reading) container(told shingles) (*node, bool) {
	weight, total := map[*node]int{}, 0
	for i, p := range r.all {
		if r.prompts[i] == "" && told.has(p.text) && r.off(p.in) == "" {
			w := len(p.text) - p.links
			total += w
			for n := p.in; n != nil; n = n.parent {
				weight[n] += w
			}
		}
	}
	plain := total == 0
	if plain {
		for i, p := range r.all {
			if w := solid(p); w > 0 && r.prompts[i] == "" && r.off(p.in) == "" {
				total += w
				for n := p.in; n != nil; n = n.parent {
					weight[n] += w
				}
			}
		}
	}
	at := r.tree.root
	for {
		var best *node
		for c := at.first; c != nil; c = c.next {
			if c.name != "" && weight[c]*100 >= total*nearlyAll && !lines[c.name] {
				best = c
				break
			}
		}
		if best == nil || total == 0 {
			return at, plain
		}
		at = best
	}
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
		case own == boxPart && share >= mostly*r.total && r.weight[n] > 0:
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
	return r.weight[n] >= leastWalled && (share >= mostly*r.total || r.weight[n] >= surelyWalled && !r.walls[n])
}

// taken are the paragraphs of the report: those of its container, what leads to it below the headline, and what else the extractor found.
func (r *reading) taken(container *node, told shingles, a *article) []*paragraph {
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
		if !within && !(r.leads(p) && told.has(p.text)) && !(!begun && r.standfirst(p, lead)) {
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
		case linked && !told.has(p.text), linked && p.in.name == "li", p.links*5 > len(p.text)*4:
			continue
		case !told.has(p.text) && !a.plain && !r.stands(p):
			continue
		}
		if isHeading(p.in.name) && p.in.name != "h1" && r.headsLinks(i) {
			continue
		}
		seen[p.text] = true
		out = append(out, p)
	}
	return r.trimmed(out, told)
}

// isDate tells whether a paragraph is a date and nothing else.
func isDate(text string) bool {
	const longest = 40
	if len(text) > longest {
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
	return behind && (endsSentence(p.text) || p.in.parent.name == "header" || p.in.name == "h2") || r.words.isLead(p.in)
}

// leads tells whether a paragraph outside the container reads like one of the report.
func (r *reading) leads(p *paragraph) bool {
	return solid(p) > 0 && p.links*3 < len(p.text) && (endsSentence(p.text) || isHeading(p.in.name)) && p.in.name != "li"
}

// stands tells whether a paragraph that the extractor does not know reads like one of a report.
func (r *reading) stands(p *paragraph) bool {
	switch {
	case isHeading(p.in.name):
		return true
	case p.in.name == "p" || p.in.name == "blockquote" || p.in.name == "li" || p.in.name == "pre" || p.in.name == "dd":
		return words(p.text) > 3 || endsSentence(p.text)
	}
	return words(p.text) > 5 && (endsSentence(p.text) || strings.HasSuffix(p.text, ":") || len(p.text) > 120)
}

// trimmed drops headings that head nothing: before another one of their order or a higher one, at the end, and those that the
// extractor does not know and that stand in another part of the page than what follows.
func (r *reading) trimmed(in []*paragraph, told shingles) []*paragraph {
	var out []*paragraph
	for i, p := range in {
		if isHeading(p.in.name) && p.in.name != "h1" && !(solid(p) > 0 && i < 2) && !r.words.isLead(p.in) {
			if i+1 == len(in) {
				continue
			}
			next := in[i+1]
			if !told.has(p.text) && (isHeading(next.in.name) && next.in.name <= p.in.name || !next.in.inside(p.in.parent)) {
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// maxTags is how many tags a page may have that is given to the extractor, whose time grows faster than the page.
const maxTags = 25_000

// extract asks the extractor for the running text; nil where it finds none.
func (t *tree) extract(o Options) (told shingles) {
	defer func() {
		if p := recover(); p != nil { // of the extractor, on odd pages
			told = nil
		}
	}()
	if t.tags > maxTags {
		return nil
	}
	parsed, err := html.Parse(strings.NewReader(t.source))
	if err != nil { // more than 512 elements inside each other
		return nil
	}
	at, _ := url.Parse(o.URL)
	if at != nil && !at.IsAbs() {
		at = nil
	}
	result, err := trafilatura.ExtractDocument(parsed, trafilatura.Options{
		OriginalURL: at, EnableFallback: true, ExcludeComments: true,
		HtmlDateOverride: &htmldate.Result{}, // we look ourselves, and only where a day of publication stands
	})
	if err != nil || result == nil || result.ContentNode == nil {
		return nil
	}
	told = shingles{}
	told.take(result.ContentNode)
	return told
}

// shingles are runs of words that stand in a text, by their hashes.
type shingles map[uint64]bool

// shingle is how many words a run has.
const shingle = 4

// take takes up the text of a tree, block by block.
func (s shingles) take(root *html.Node) {
	var text strings.Builder
	end := func() {
		s.add(text.String())
		text.Reset()
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			text.WriteString(n.Data)
		}
		block := n.Type == html.ElementNode && (breaks[n.Data] || n.Data == "br" || n.Data == "lb")
		if block {
			end()
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if block {
			end()
		}
	}
	walk(root)
	end()
}

// hashes gives the hash of every run of words of a text; of a short text, of the whole.
func hashes(text string, yield func(uint64)) {
	all := strings.Fields(text)
	for i := range all {
		all[i] = letters(all[i])
	}
	if len(all) == 0 {
		return
	}
	for i := 0; i == 0 || i+shingle <= len(all); i++ {
		h := fnv.New64a()
		for _, w := range all[i:min(i+shingle, len(all))] {
			h.Write([]byte(w + " "))
		}
		yield(h.Sum64())
	}
}

func (s shingles) add(text string) { hashes(text, func(h uint64) { s[h] = true }) }

// has tells whether most of a text stands in the other.
func (s shingles) has(text string) bool {
	n, found := 0, 0
	hashes(text, func(h uint64) {
		n++
		if s[h] {
			found++
		}
	})
	return n > 0 && found*2 >= n
}
