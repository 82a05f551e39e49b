package page

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"onrecord/internal/lang/lexicon"
)

// bylines are the words by which names of authors are told from what stands beside them.
type bylines struct {
	leads  []string        // what stands before a name
	none   map[string]bool // first words of what is no name
	roles  map[string]bool // what stands behind a name, and desks
	outlet map[string]bool // letters of the outlet's and the report's own names
	host   string          // the first part of the name of the site
}

// loadBylines reads the dictionaries. A bad line is an error that names file and line.
var loadBylines = sync.OnceValues(func() (*bylines, error) {
	b := &bylines{none: map[string]bool{}, roles: map[string]bool{}}
	table, err := lexicon.Open("page_bylines.tsv")
	if err != nil {
		return nil, err
	}
	for _, row := range table.Rows {
		switch how := row.Get("how"); how {
		case "lead":
			b.leads = append(b.leads, row.Cells[0])
		case "none":
			b.none[row.Cells[0]] = true
		default:
			return nil, row.Errorf("how %q is not lead or none", how)
		}
	}
	credits, err := lexicon.Open("layout_credits.tsv")
	if err != nil {
		return nil, err
	}
	for _, row := range credits.Rows {
		b.roles[row.Cells[0]] = true
	}
	return b, nil
})

// of is the same with the names of a page's outlet and the title of its report, which are no authors; person
// tells that the outlet is one.
func (b *bylines) of(publisher, title, address string, person bool) *bylines {
	own := *b
	own.outlet = map[string]bool{}
	host := ""
	if u, err := url.Parse(address); err == nil {
		host = strings.TrimPrefix(u.Hostname(), "www.")
	}
	for _, s := range []string{publisher, title, host, "www." + host} {
		if l := letters(s); l != "" {
			own.outlet[l], own.outlet["the"+l] = true, true
		}
	}
	if publisher != "" || !person {
		own.host, _, _ = strings.Cut(host, ".")
	}
	return &own
}

// authorTags are the meta tags that name authors.
var authorTags = []string{"author", "article:author", "article:author_name", "og:article:author", "parsely-author", "sailthru.author", "cxenseparse:author",
	"dc.creator", "dc:creator", "dcterms.creator", "citation_author", "byl", "article.author", "rbauthors", "shareaholic:article_author_name"}

// authors are the names of a report's authors: from its linked data, from its meta tags, from what is marked as its author, from its
// by-line. The name that a writer signs in with counts where no other is found.
func (t *tree) authors(b *bylines, f found, h head, a *article) []string {
	sources := []func() []string{func() []string { return b.names(f.authors...) }}
	for _, tag := range authorTags {
		sources = append(sources, func() []string { return b.names(h.all[tag]...) })
	}
	if strings.EqualFold(h.tags["twitter:label1"], "written by") {
		sources = append(sources, func() []string { return b.names(h.tags["twitter:data1"]) })
	}
	for _, marked := range []func(*node) bool{isMarkedAuthor, isNamedAuthor, leadsToAuthor} {
		sources = append(sources, func() []string { return t.authorsIn(b, a, marked) })
	}
	sources = append(sources, func() []string { return bylineOf(b, a) })
	var account []string
	for _, source := range sources {
		all := source()
		if len(all) > 0 && strings.ContainsFunc(strings.Join(all, ""), func(r rune) bool { return unicode.IsUpper(r) || r > unicode.MaxASCII }) {
			return all
		}
		if len(account) == 0 {
			account = all
		}
	}
	return account
}

func isMarkedAuthor(n *node) bool {
	for _, rel := range strings.Fields(strings.ToLower(n.get("rel"))) {
		if rel == "author" {
			return true
		}
	}
	item := strings.ToLower(n.get("itemprop"))
	return strings.HasPrefix(item, "author") || item == "creator"
}

// isNamedAuthor tells whether a class or an id calls an element the author or the by-line.
func isNamedAuthor(n *node) bool {
	for _, key := range []string{"class", "id", "data-testid", "data-component"} {
		for _, token := range strings.Fields(n.get(key)) {
			for _, part := range nameParts(token) {
				switch part {
				case "byline", "author", "authors", "authorname", "writer", "autor", "bylines", "fn", "vcard":
					return true
				}
			}
		}
	}
	return false
}

// authorPath is in addresses of pages about authors.
var authorPath = regexp.MustCompile(`(?i)/(authors?|journalists?|reporters?|contributors?|columnists?|profiles?|byline|writers?|staff|people|newsteam|team|creators?|bios?|autor(?:en)?)/[^/?#]{3,}`)

func leadsToAuthor(n *node) bool { return n.name == "a" && authorPath.MatchString(n.get("href")) }

// longestByline is how long the text of a by-line may be.
const longestByline = 160

// authorsIn are the names of the elements marked so that stand together first on the page, outside boxes of other reports; where there
// are none, the one name that is marked so anywhere but among what readers write.
func (t *tree) authorsIn(b *bylines, a *article, marked func(*node) bool) []string {
	begun, _ := a.bounds()
	var all []string
	var line *node // the block of the first
	boxed := map[string][]string{}
	t.root.each(func(n *node) bool {
		if silent[n.name] || n.name == "link" || a.reading.off(n) == talkPart {
			return false
		}
		if n.name == "" || n.name == "body" || n.name == "html" || n.name == "meta" && inHead(n) || !marked(n) {
			return true
		}
		if begun >= 0 && a.holds(n) && n.at > begun || line != nil && !n.inside(line) {
			return false
		}
		names := b.names(t.nameIn(n))
		switch {
		case len(names) == 0 || len(names) > mostAuthors:
			return true
		case a.isOther(n):
			boxed[letters(strings.Join(names, ","))] = names
			return false
		case line == nil:
			if line = n.parent; line.parent != nil && !isBlock(line) {
				line = line.parent
			}
		}
		all = append(all, names...)
		return false
	})
	if len(all) == 0 && len(boxed) == 1 {
		for _, names := range boxed {
			return names
		}
	}
	return unique(all)
}

// mostAuthors is how many authors a by-line may name.
const mostAuthors = 8

// nameIn is the name in an element that is marked as author: what is marked as the name, the links to authors, or else its whole text.
func (t *tree) nameIn(n *node) string {
	if !n.small() {
		return ""
	}
	var names []string
	n.each(func(c *node) bool {
		if c != n && strings.EqualFold(c.get("itemprop"), "name") || c != n && leadsToAuthor(c) || c != n && isMarkedAuthor(c) && c.name == "a" {
			name := c.get("content")
			if name == "" {
				name = t.textOf(c)
			}
			names = append(names, name)
			return false
		}
		return true
	})
	if len(names) > 0 {
		return strings.Join(names, ", ")
	}
	if n.get("content") != "" {
		return n.get("content")
	}
	if s := t.textOf(n); len(s) <= longestByline {
		return s
	}
	return ""
}

// bylineOf is the author that a line of its own names between the headline and the text: "By Marit Solo".
func bylineOf(b *bylines, a *article) []string {
	begun, _ := a.bounds()
	for _, p := range a.reading.all {
		at := p.runs[0].at
		if begun >= 0 && at > begun+2000 {
			break
		}
		low := strings.ToLower(p.text)
		if len(p.text) > 80 || !strings.HasPrefix(low, "by ") && !strings.HasPrefix(low, "by:") && !strings.HasPrefix(low, "written by ") || a.isOther(p.in) {
			continue
		}
		if all := b.names(p.text); len(all) > 0 && capitals(all) {
			return all
		}
	}
	return nil
}

// capitals tells whether every name has two words at least, each with a capital.
func capitals(names []string) bool {
	for _, n := range names {
		words := strings.Fields(n)
		if len(words) < 2 {
			return false
		}
		for _, w := range words {
			if r := []rune(w)[0]; !unicode.IsUpper(r) && len(w) > 3 {
				return false
			}
		}
	}
	return true
}

var (
	betweenNames = regexp.MustCompile(`(?i)\s*(?:[,;|•·/]|\s&\s|\s(?:and|und|with|et)\s)\s*`)
	inBrackets   = regexp.MustCompile(`\([^)]*\)`)
	dayOrTime    = regexp.MustCompile(`(?i)\d|\b(january|february|march|april|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b`)
	degree       = regexp.MustCompile(`(?i)^(jr|sr|ph\.? ?d|m\.?d|ii|iii|esq|mba|rn)\.?$`)
	aside        = regexp.MustCompile(`(?i)\s+(?:[-–—|@]|in [A-Z]|for the |at the |on (?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)).*$`)
)

// longestName is how many words a name may have.
const longestName = 5

// names takes by-lines apart into the names of persons. What is an outlet, an address, a date, a title of office or the text of a link is none.
func (b *bylines) names(lines ...string) []string {
	var out []string
	for _, line := range lines {
		line = oneLine(notAddress(line))
		if b.outlet[letters(line)] {
			continue
		}
		line = b.withoutLead(inBrackets.ReplaceAllString(line, ""))
		if i := strings.LastIndex(strings.ToLower(line), " by "); i >= 0 && i+4 < len(line) {
			line = line[i+4:] // "Posted on Monday by ..."
		}
		for _, name := range betweenNames.Split(line, -1) {
			name = strings.Trim(b.withoutLead(strings.TrimSpace(name)), " ,:;-–—|*·•\"'")
			if cut := aside.ReplaceAllString(name, ""); cut != "" {
				name = strings.TrimSpace(cut)
			}
			if words := strings.Fields(name); len(words) > 0 && len([]rune(words[len(words)-1])) > 4 { // not "Jr." and not "A."
				name = strings.TrimRight(name, ".")
			}
			if b.isName(name) {
				out = append(out, name)
			}
		}
	}
	return unique(out)
}

func (b *bylines) withoutLead(s string) string {
	for again := true; again; {
		again = false
		low := strings.ToLower(s)
		for _, lead := range b.leads {
			rest := len(lead)
			if strings.HasPrefix(low, lead) && len(low) == len(s) && (len(s) == rest || s[rest] == ' ' || s[rest] == ':' || strings.HasSuffix(lead, ":")) {
				if s = strings.TrimLeft(s[rest:], " :"); s != "" {
					again = true
				}
				break
			}
		}
	}
	return s
}

// isName tells whether words can be the name of a person.
func (b *bylines) isName(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > longestName || len(s) < 2 || len(s) > 60 {
		return false
	}
	low := strings.ToLower(s)
	switch {
	case letters(s) == letters(b.host) && b.host != "", slices.Contains(b.leads, low):
		return false
	case b.none[low], b.none[strings.ToLower(words[0])] && len(words) > 1, b.roles[low], b.outlet[letters(s)], degree.MatchString(s):
		return false
	case len(words) > 1 && (b.none[strings.ToLower(words[0]+" "+words[1])]), dayOrTime.MatchString(s), strings.ContainsAny(s, "@/<>{}[]=#?!\\_%&$€£"):
		return false
	}
	return strings.ContainsFunc(s, unicode.IsLetter)
}

func unique(all []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range all {
		if k := letters(s); !seen[k] {
			seen[k] = true
			out = append(out, s)
		}
	}
	return out
}
