package page

import (
	"strings"

	"golang.org/x/net/html"
)

// node is an element of a page or a run of its text, with its place in the source.
type node struct {
	name       string // of an element, in lower case; "" is text
	attributes []attribute
	at, end    int // its bytes in the source; of an element, where its tag begins
	parent     *node
	first      *node
	last, next *node // its last child, and its next sibling
}

type attribute struct{ key, value string }

// wanted are the attributes that a node keeps.
var wanted = map[string]bool{"class": true, "id": true, "role": true, "rel": true, "itemprop": true, "datetime": true, "href": true, "hidden": true,
	"style": true, "title": true, "content": true, "aria-label": true, "aria-hidden": true, "property": true, "name": true, "type": true, "pubdate": true,
	"itemscope": true, "itemtype": true, "data-testid": true, "data-component": true, "data-type": true}

func (n *node) get(key string) string {
	for _, a := range n.attributes {
		if a.key == key {
			return a.value
		}
	}
	return ""
}

func (n *node) has(key string) bool {
	for _, a := range n.attributes {
		if a.key == key {
			return true
		}
	}
	return false
}

// tree is a page as its elements stand inside each other.
type tree struct {
	source string
	root   *node
	data   *linked // its linked data, once they are asked for
}

// breaks are the elements that stand as blocks of their own.
var breaks = set("address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form" +
	" frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td tfoot th" +
	" thead tr ul")

// silent are the elements whose content is no text for a reader.
var silent = set("script style noscript template title textarea iframe noembed noframes xmp plaintext svg math select option optgroup datalist" +
	" button object audio video canvas map rp")

// void are the elements that have no content.
var void = set("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")

// scopes are the elements that no end tag of an element outside closes.
var scopes = set("td th caption table html template object")

var drawings = set("svg math")

// ended tells which open elements a start tag ends, and behind which elements none is looked for.
var ended = map[string]struct{ by, within map[string]bool }{
	"li":     {set("li"), set("ul ol menu dir")},
	"dt":     {set("dt dd"), set("dl")},
	"dd":     {set("dt dd"), set("dl")},
	"tr":     {set("tr td th"), set("table")},
	"td":     {set("td th"), set("tr table")},
	"th":     {set("td th"), set("tr table")},
	"tbody":  {set("tbody thead tfoot tr td th caption"), set("table")},
	"thead":  {set("tbody thead tfoot tr td th caption"), set("table")},
	"tfoot":  {set("tbody thead tfoot tr td th caption"), set("table")},
	"option": {set("option"), set("select")},
}

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// maxNesting is how deep elements may stand inside each other; the content of deeper ones is their parent's. It bounds
// the time that an end tag takes.
const maxNesting = 400

// builder puts a tree together. Its time is linear in the length of the page.
type builder struct {
	stack []*node
	open  map[string]int // how many elements of a name are open
}

// parse reads a page. It keeps to the rules of HTML as far as they say which text stands in which element, and knows of every run of
// text where it stands in the source.
func parse(source string) *tree {
	t := &tree{source: source, root: &node{name: "html"}}
	b := &builder{stack: []*node{t.root}, open: map[string]int{"html": 1}}
	z := html.NewTokenizer(strings.NewReader(source))
	for at := 0; ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return t
		}
		raw := len(z.Raw())
		switch kind {
		case html.TextToken:
			b.add(&node{at: at, end: at + raw})
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			n := &node{name: string(name), at: at}
			if more {
				n.attributes = attributesOf(z)
			}
			b.start(n, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := z.TagName()
			b.finish(string(name))
		}
		at += raw
	}
}

func attributesOf(z *html.Tokenizer) []attribute {
	var out []attribute
	for {
		key, value, more := z.TagAttr()
		if wanted[string(key)] {
			out = append(out, attribute{string(key), string(value)})
		}
		if !more {
			return out
		}
	}
}

func (b *builder) top() *node { return b.stack[len(b.stack)-1] }

func (b *builder) add(n *node) {
	p := b.top()
	n.parent = p
	if p.last == nil {
		p.first = n
	} else {
		p.last.next = n
	}
	p.last = n
}

// start puts an element in and opens it.
func (b *builder) start(n *node, selfClosing bool) {
	switch {
	case n.name == "html" || n.name == "body" && b.open["body"] > 0 || n.name == "form" && b.open["form"] > 0:
		return
	case b.open["svg"]+b.open["math"] > 0 && b.open["foreignobject"] == 0 && breaks[n.name]: // a drawing that was not closed
		b.pop(drawings, nil)
	}
	if breaks[n.name] && b.open["p"] > 0 {
		b.pop(set1("p"), scopes)
	}
	if e, ok := ended[n.name]; ok {
		for b.pop(e.by, e.within) {
		}
	}
	if n.name == "a" && b.open["a"] > 0 {
		b.pop(set1("a"), breaks)
	}
	if isHeading(n.name) && isHeading(b.top().name) {
		b.cut(len(b.stack) - 1)
	}
	b.add(n)
	foreign := b.open["svg"]+b.open["math"] > 0
	if void[n.name] || selfClosing && (foreign || n.name == "svg" || n.name == "math") || len(b.stack) >= maxNesting {
		return
	}
	b.stack = append(b.stack, n)
	b.open[n.name]++
}

func set1(name string) map[string]bool { return map[string]bool{name: true} }

func isHeading(name string) bool {
	return len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6'
}

// finish closes an element. An end tag that fits no open element is passed over; that of an element within a line closes no block.
func (b *builder) finish(name string) {
	if b.open[name] == 0 || name == "html" || name == "body" {
		return
	}
	if isHeading(name) {
		b.pop(set("h1 h2 h3 h4 h5 h6"), scopes)
		return
	}
	within := scopes
	if !breaks[name] && !silent[name] {
		within = breaks
	}
	b.pop(set1(name), within)
}

// pop closes the innermost open element of one of the names and all within it, unless one of those stands in between that
// let no end tag through.
func (b *builder) pop(names, within map[string]bool) bool {
	for i := len(b.stack) - 1; i > 0; i-- {
		if names[b.stack[i].name] {
			b.cut(i)
			return true
		}
		if within[b.stack[i].name] {
			return false
		}
	}
	return false
}

// cut closes every element from a place of the stack on.
func (b *builder) cut(i int) {
	for _, n := range b.stack[i:] {
		b.open[n.name]--
	}
	b.stack = b.stack[:i]
}

// inside tells whether a node is another or stands in it.
func (n *node) inside(outer *node) bool {
	for ; n != nil; n = n.parent {
		if n == outer {
			return true
		}
	}
	return false
}

// within tells whether a node is an element of a name or stands in one.
func (n *node) within(name string) bool {
	for ; n != nil; n = n.parent {
		if n.name == name {
			return true
		}
	}
	return false
}

// small tells whether an element has so little in it that it can be a name or a date.
func (n *node) small() bool {
	nodes, size := 200, 4000 // at most
	return n.fits(&nodes, &size)
}

// fits takes a node and what stands in it from what is left; false where that is not enough.
func (n *node) fits(nodes, size *int) bool {
	if *nodes--; n.name == "" {
		*size -= n.end - n.at
	}
	for c := n.first; c != nil && *nodes >= 0 && *size >= 0; c = c.next {
		if !silent[c.name] {
			c.fits(nodes, size)
		}
	}
	return *nodes >= 0 && *size >= 0
}

// each calls a function with a node and all below it, in the order of the page; it leaves out what is below a node for which
// the function says no.
func (n *node) each(f func(*node) bool) {
	if !f(n) {
		return
	}
	for c := n.first; c != nil; c = c.next {
		c.each(f)
	}
}
