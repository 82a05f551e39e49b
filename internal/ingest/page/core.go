package page

import (
	"hash/fnv"
	"strings"

	"golang.org/x/net/html"
)

// leastGiven is how much of the running text that the best part of a page has a part must have that the page itself gives for the report, in
// hundredths.
const leastGiven = 30

// spread adds up what elements have of their own and what stands in them. Its time is linear in the size of the page.
func (r *reading) spread(own map[*node]int) map[*node]int {
	var add func(n *node) int
	add = func(n *node) int {
		sum := own[n]
		for c := n.first; c != nil; c = c.next {
			if c.name != "" {
				sum += add(c)
			}
		}
		if sum != own[n] {
			own[n] = sum
		}
		return sum
	}
	add(r.tree.root)
	return own
}

// sums adds up, for every element, what the paragraphs in it have.
func (r *reading) sums(of func(i int) int) map[*node]int {
	own := map[*node]int{}
	for i, p := range r.all {
		if v := of(i); v != 0 {
			own[p.in] += v
		}
	}
	return r.spread(own)
}

// core is the element that holds the running text of the report; nil where none can be told from the rest. What the page itself gives
// for the text counts before what has most of it.
func (r *reading) core() *node {
	gains := make([]int, len(r.all))
	for i := range r.all {
		gains[i] = r.gain(i)
	}
	gain := r.sums(func(i int) int { return gains[i] })
	best := r.most(gain, anything)
	if best == nil {
		return nil
	}
	if quoted := r.tree.quoted(); len(quoted) > 0 {
		known := r.sums(func(i int) int {
			if gains[i] > 0 && quoted.has(r.all[i].text) {
				return gains[i]
			}
			return 0
		})
		if n := r.most(known, anything); n != nil && known[n]*100 >= gain[best]*leastGiven {
			return n
		}
	}
	named := r.named(gain)
	if n := r.most(named, anything); n != nil && named[n]*100 >= gain[best]*leastGiven {
		return n
	}
	if n := r.most(gain, isArticle); n != nil && gain[n]*100 >= gain[best]*leastGiven {
		return n
	}
	return best
}

// named adds up what the outermost elements have that are called the text of a report: it may come in several parts.
func (r *reading) named(gain map[*node]int) map[*node]int {
	own := map[*node]int{}
	r.tree.root.each(func(n *node) bool {
		found := gain[n] > 0 && r.kind(n) == textPart && r.off(n) == ""
		if found {
			own[n] = gain[n]
		}
		return n.name != "" && !found
	})
	return r.spread(own)
}

// most is the innermost of the elements of a sort that have nearly as much as the one that has most.
func (r *reading) most(gain map[*node]int, sort func(*node) bool) *node {
	const nearly = 90 // hundredths
	var best *node
	r.tree.root.each(func(n *node) bool {
		g := gain[n]
		if g > 0 && !lines[n.name] && sort(n) && (best == nil || g > gain[best] || g*100 >= nearly*gain[best] && n.inside(best)) && r.off(n) == "" {
			best = n
		}
		return n.name != ""
	})
	return best
}

func anything(*node) bool { return true }

// isArticle tells whether an element is what a page is about by its name or its role.
func isArticle(n *node) bool {
	role := n.get("role")
	return n.name == "article" || n.name == "main" || role == "main" || role == "article"
}

// gain is how much a paragraph speaks for its part of the page as that of the report: running text for it, links and scraps a little against it.
func (r *reading) gain(i int) int {
	const against = 5
	p := r.all[i]
	switch {
	case r.off(p.in) != "" || isHeading(p.in.name):
		return 0
	case r.prompts[i] != "":
		return -against
	case r.teaser(i):
		return solid(p) / 4
	case solid(p) > 0 && endsSentence(p.text):
		return solid(p)
	case solid(p) > 0:
		return solid(p) / 2
	case p.links*2 > len(p.text):
		return -against - p.links/8
	case endsSentence(p.text):
		return 2 * against
	}
	return -against / 2
}

// teaser tells whether a paragraph is what stands below the title of another report: short, and behind a link.
func (r *reading) teaser(i int) bool {
	const longest, title = 400, 20
	if i == 0 || len(r.all[i].text) > longest {
		return false
	}
	before := r.all[i-1]
	return len(before.text) >= title && before.links*5 >= len(before.text)*4
}

// find notes which paragraphs are known to be of the report: those of its core that read like text.
func (r *reading) find() {
	r.known = map[*paragraph]bool{}
	core := r.core()
	if core == nil {
		return
	}
	full := map[*node]bool{} // blocks in which running text stands
	for _, p := range r.all {
		full[p.in] = full[p.in] || solid(p) > 0 && endsSentence(p.text)
	}
	for i, p := range r.all {
		switch {
		case !p.in.inside(core), r.prompts[i] != "", r.off(p.in) != "", mostlyLinks(p):
		case lines[p.in.name], p.in.parent != nil && isHeading(p.in.parent.name), r.stands(p), p.links == 0 && (full[p.in] || words(p.text) > 2 && endsSentence(p.text)):
			r.known[p] = true
		}
	}
}

// mostlyLinks tells whether a paragraph is links and little else.
func mostlyLinks(p *paragraph) bool {
	const said = 40 // bytes beside the links of a sentence
	if p.in.name == "p" && len(p.text)-p.links >= said && p.links*4 <= len(p.text)*3 && endsSentence(p.text) {
		return false
	}
	return p.links*2 > len(p.text)
}

// quoted is the text of the report as the page's linked data give it.
func (t *tree) quoted() shingles {
	l := t.linked()
	out := shingles{}
	for _, a := range l.articles {
		if body := html.UnescapeString(text(a["articleBody"])); len(body) > 250 {
			out.add(body)
		}
	}
	return out
}

// shingles are runs of words that stand in a text, by their hashes.
type shingles map[uint64]bool

// shingle is how many words a run has.
const shingle = 4

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
