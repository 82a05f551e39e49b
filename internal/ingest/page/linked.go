package page

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
)

// found is what linked data say of the report.
type found struct {
	title, publisher, published, url, policy string
	authors                                  []string
	own                                      bool // a person is the publisher
}

// maxDepth is how deep linked data are looked into.
const maxDepth = 12

// linked is the linked data of a page.
type linked struct {
	byID     map[string]map[string]any
	articles []map[string]any
	pages    []map[string]any
	bodies   []map[string]any // organisations
	asked    int              // how many names were looked for
}

// mostNames is how many names of a page are looked for: data may lead in circles.
const mostNames = 1000

// linkedData reads the JSON-LD of a page: of several reports the one that bears the title of the page, or stands at its address.
func (t *tree) linkedData(title, address string) found {
	l := t.linked()
	var f found
	if a := l.report(title, address); a != nil {
		l.describe(&f, a)
	}
	for _, p := range l.pages {
		if f.published == "" {
			f.published = text(p["datePublished"])
		}
		if len(f.authors) == 0 {
			f.authors = l.names(p["author"], 0)
		}
	}
	for _, o := range l.bodies {
		if f.policy == "" {
			f.policy = text(o["unnamedSourcesPolicy"])
		}
	}
	return f
}

// linked reads the JSON-LD of a page, once.
func (t *tree) linked() *linked {
	if t.data != nil {
		return t.data
	}
	t.data = &linked{byID: map[string]map[string]any{}}
	t.root.each(func(n *node) bool {
		if n.name == "script" && strings.Contains(strings.ToLower(n.get("type")), "ld+json") && n.first != nil {
			var v any
			if json.Unmarshal([]byte(cleanJSON(t.source[n.first.at:n.first.end])), &v) == nil {
				t.data.take(v, 0)
			}
		}
		return true
	})
	return t.data
}

// take looks for reports, pages and outlets.
func (l *linked) take(v any, depth int) {
	if depth > maxDepth {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			l.take(x, depth+1)
		}
	case map[string]any:
		if id, ok := v["@id"].(string); ok && len(v) > 1 && l.byID[id] == nil {
			l.byID[id] = v
		}
		switch kind := kinds(v["@type"]); {
		case strings.Contains(kind, "article") || strings.Contains(kind, "blogposting") || strings.Contains(kind, "report") || strings.Contains(kind, "socialmediaposting"):
			l.articles = append(l.articles, v)
		case strings.Contains(kind, "organization"):
			l.bodies = append(l.bodies, v)
		case strings.Contains(kind, "webpage"):
			l.pages = append(l.pages, v)
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "publisher", "author"} {
			l.take(v[key], depth+1)
		}
	}
}

// report is the report that the page is about.
func (l *linked) report(title, address string) map[string]any {
	for _, a := range l.articles {
		if h := first(text(a["headline"]), text(a["name"])); h != "" && title != "" && (sameTitle(h, title) || sameTitle(title, h)) {
			return a
		}
	}
	for _, a := range l.articles {
		if address != "" && (text(a["url"]) == address || text(a["mainEntityOfPage"]) == address) {
			return a
		}
	}
	if len(l.articles) > 0 {
		return l.articles[0]
	}
	return nil
}

func (l *linked) describe(f *found, v map[string]any) {
	f.title = strings.TrimSpace(text(v["headline"]))
	f.authors = l.names(first2(v["author"], v["creator"]), 0)
	f.publisher = strings.TrimSpace(strings.Join(l.bodyNames(v["publisher"], 0), ", "))
	if p, ok := v["publisher"].(map[string]any); ok {
		if id, ok := p["@id"].(string); ok && p["@type"] == nil && l.byID[id] != nil {
			p = l.byID[id]
		}
		f.own = strings.Contains(kinds(p["@type"]), "person")
	}
	f.published = strings.TrimSpace(text(v["datePublished"]))
	f.url = strings.TrimSpace(first(text(v["url"]), text(v["mainEntityOfPage"])))
	f.policy = strings.TrimSpace(text(v["unnamedSourcesPolicy"]))
	if p, ok := v["publisher"].(map[string]any); ok && f.policy == "" {
		f.policy = text(p["unnamedSourcesPolicy"])
	}
}

func first2(a, b any) any {
	if a != nil {
		return a
	}
	return b
}

// kinds are the types of an object, in lower case.
func kinds(v any) string {
	var all []string
	switch v := v.(type) {
	case string:
		all = append(all, v)
	case []any:
		for _, x := range v {
			if s, ok := x.(string); ok {
				all = append(all, s)
			}
		}
	}
	return strings.ToLower(strings.ReplaceAll(strings.Join(all, " "), "NewsMediaOrganization", "Organization"))
}

// text is a string, or the address or value of an object that stands for one.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return html.UnescapeString(v)
	case []any:
		if len(v) > 0 {
			if _, nested := v[0].([]any); !nested {
				return text(v[0])
			}
		}
	case map[string]any:
		for _, key := range []string{"@value", "@id", "url"} {
			if s, ok := v[key].(string); ok {
				return s
			}
		}
	}
	return ""
}

// names are the names of persons: given as they are, as objects, as lists of these, or by the address of an object that stands elsewhere.
// Outlets and other bodies are none.
func (l *linked) names(v any, depth int) []string { return l.named(v, depth, false) }

// bodyNames are the names of bodies and persons alike.
func (l *linked) bodyNames(v any, depth int) []string { return l.named(v, depth, true) }

func (l *linked) named(v any, depth int, bodies bool) []string {
	if l.asked++; depth > maxDepth || l.asked > mostNames {
		return nil
	}
	switch v := v.(type) {
	case string:
		if o := l.byID[v]; o != nil {
			return l.named(o, depth+1, bodies)
		}
		if s := strings.TrimSpace(notAddress(html.UnescapeString(v))); s != "" {
			return []string{s}
		}
	case map[string]any:
		kind := kinds(v["@type"])
		if !bodies && strings.Contains(kind, "organization") && !strings.Contains(kind, "person") {
			return nil
		}
		if v["name"] != nil {
			return l.named(v["name"], depth+1, bodies)
		}
		if given, family := text(v["givenName"]), text(v["familyName"]); given != "" && family != "" {
			return []string{given + " " + family}
		}
		if id, ok := v["@id"].(string); ok && l.byID[id] != nil && len(v) <= 2 {
			return l.named(l.byID[id], depth+1, bodies)
		}
	case []any:
		var all []string
		for _, x := range v {
			all = append(all, l.named(x, depth+1, bodies)...)
		}
		return all
	}
	return nil
}

// cleanJSON takes away what pages put around or into their data against the rules of JSON: comment marks and raw breaks.
func cleanJSON(s string) string {
	s = strings.TrimSpace(s)
	for _, mark := range []string{"<!--", "//<![CDATA[", "<![CDATA["} {
		s = strings.TrimSpace(strings.TrimPrefix(s, mark))
	}
	for _, mark := range []string{"-->", "//]]>", "]]>", ";"} {
		s = strings.TrimSpace(strings.TrimSuffix(s, mark))
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
}
