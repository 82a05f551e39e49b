package page

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/markusmobius/go-htmldate"
	"golang.org/x/net/html"

	"onrecord"
)

// noDate keeps the extractor from looking for a date.
func noDate() *htmldate.Result { return &htmldate.Result{} }

// meta fills what the page says about itself: first its JSON-LD, then its meta tags and links; the date of publication
// at last by the words of the page.
func (s *scanned) meta(tree *html.Node, o Options, m *onrecord.Meta) {
	var f found
	for _, raw := range s.data {
		var v any
		if json.Unmarshal([]byte(cleanJSON(raw)), &v) == nil {
			f.linkedData(v, 0)
		}
	}
	h := headOf(s.source)
	m.Title = oneLine(first(f.title, h.tags["og:title"], h.tags["twitter:title"], h.title))
	m.Author = oneLine(first(f.author, notAddress(h.tags["author"]), notAddress(h.tags["article:author"]), h.tags["byl"]))
	m.Publisher = oneLine(first(f.publisher, h.tags["og:site_name"], h.tags["application-name"]))
	m.URL = resolve(o.URL, first(h.canonical, h.tags["og:url"], f.url, o.URL))
	m.Policy = resolve(o.URL, f.policy)
	for _, given := range []string{f.published, h.tags["article:published_time"], h.tags["og:published_time"], h.tags["datepublished"],
		h.tags["parsely-pub-date"], h.tags["pubdate"], h.tags["dc.date.issued"]} {
		if t, form, ok := ParseTime(given); ok && !t.After(o.Now.Add(24*time.Hour)) {
			m.Published = t.Format(form)
			return
		}
	}
	if tree != nil {
		m.Published = dateIn(tree, m.URL, o.Now)
	}
}

// dateIn looks for the date of publication in the words and attributes of a page; "" when there is none.
func dateIn(tree *html.Node, at string, now time.Time) (date string) {
	defer func() {
		if recover() != nil {
			date = ""
		}
	}()
	r, err := htmldate.FromDocument(tree, htmldate.Options{ExtractTime: true, UseOriginalDate: true, URL: at,
		MaxDate: now.Add(24 * time.Hour), DeferUrlExtractor: true})
	switch {
	case err != nil || r.IsZero():
		return ""
	case r.HasTime && r.HasTimezone:
		return r.DateTime.Format(time.RFC3339)
	case r.HasTime:
		return r.DateTime.Format("2006-01-02T15:04:05")
	}
	return r.DateTime.Format(time.DateOnly)
}

// ParseTime reads a date as data about pages give it, and tells in which form it can be written without adding what was
// not said: with time and zone, with time, or the day alone.
func ParseTime(s string) (t time.Time, form string, ok bool) {
	const local = "2006-01-02T15:04:05"
	s = strings.TrimSpace(s)
	for _, l := range []struct{ layout, form string }{
		{time.RFC3339, time.RFC3339}, {"2006-01-02T15:04:05Z0700", time.RFC3339}, {"2006-01-02T15:04Z07:00", time.RFC3339},
		{"2006-01-02T15:04Z0700", time.RFC3339}, {"2006-01-02 15:04:05Z07:00", time.RFC3339}, {"2006-01-02 15:04:05 -0700", time.RFC3339},
		{"2006-01-02 15:04:05-0700", time.RFC3339}, {time.RFC1123Z, time.RFC3339}, {local, local}, {"2006-01-02 15:04:05", local},
		{"2006-01-02T15:04", local}, {"2006-01-02 15:04", local}, {time.DateOnly, time.DateOnly}, {"20060102", time.DateOnly},
		{"2006/01/02", time.DateOnly},
	} {
		if t, err := time.Parse(l.layout, s); err == nil && t.Year() >= 1800 {
			return t, l.form, true
		}
	}
	return time.Time{}, "", false
}

// found is what linked data say of the report.
type found struct{ title, author, publisher, published, url, policy string }

// maxDepth is how deep linked data are looked into.
const maxDepth = 12

// linkedData looks for an article in JSON-LD and for its outlet.
func (f *found) linkedData(v any, depth int) {
	if depth > maxDepth {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			f.linkedData(x, depth+1)
		}
	case map[string]any:
		kind := kinds(v["@type"])
		if strings.Contains(kind, "article") || strings.Contains(kind, "blogposting") || strings.Contains(kind, "report") {
			f.article(v)
		} else if strings.Contains(kind, "organization") && f.policy == "" {
			f.policy = text(v["unnamedSourcesPolicy"])
		}
		for _, key := range []string{"@graph", "mainEntity", "publisher"} {
			f.linkedData(v[key], depth+1)
		}
	}
}

func (f *found) article(v map[string]any) {
	set := func(into *string, value string) {
		if *into == "" {
			*into = strings.TrimSpace(value)
		}
	}
	set(&f.title, text(v["headline"]))
	set(&f.author, names(v["author"]))
	set(&f.publisher, names(v["publisher"]))
	set(&f.published, text(v["datePublished"]))
	set(&f.url, text(v["url"]))
	set(&f.url, text(v["mainEntityOfPage"]))
	set(&f.policy, text(v["unnamedSourcesPolicy"]))
}

// kinds are the types of an object, in lower case, the most common outlets' own among them.
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

// names are the names of a person or body, or of a list of these.
func names(v any) string {
	switch v := v.(type) {
	case string:
		return notAddress(html.UnescapeString(v))
	case map[string]any:
		return text(v["name"])
	case []any:
		var all []string
		for _, x := range v {
			if _, nested := x.([]any); nested {
				continue
			}
			if s := names(x); s != "" {
				all = append(all, s)
			}
		}
		return strings.Join(all, ", ")
	}
	return ""
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

// head is what the meta tags, the title and the links of a page say.
type head struct {
	tags             map[string]string
	title, canonical string
}

// headOf reads the meta tags of a page, wherever they stand; the first of each name counts.
func headOf(source string) head {
	h := head{tags: map[string]string{}}
	z := html.NewTokenizer(strings.NewReader(source))
	inTitle := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return h
		case html.TextToken:
			if inTitle && h.title == "" {
				h.title = string(z.Text())
			}
		case html.EndTagToken:
			inTitle = false
		case html.StartTagToken, html.SelfClosingTagToken:
			tag, more := z.TagName()
			switch name := string(tag); {
			case name == "title":
				inTitle = true
			case name == "meta" && more:
				a := attributes(z)
				key := strings.ToLower(first(a["property"], a["name"], a["itemprop"]))
				if _, known := h.tags[key]; !known {
					h.tags[key] = strings.TrimSpace(a["content"])
				}
			case name == "link" && more:
				a := attributes(z)
				if strings.EqualFold(a["rel"], "canonical") && h.canonical == "" {
					h.canonical = a["href"]
				}
			}
		}
	}
}

func attributes(z *html.Tokenizer) map[string]string {
	out := map[string]string{}
	for {
		key, value, more := z.TagAttr()
		if _, known := out[string(key)]; !known {
			out[string(key)] = string(value)
		}
		if !more {
			return out
		}
	}
}

// resolve makes an address absolute; one that is no address of the web is "".
func resolve(base, s string) string {
	if s = strings.TrimSpace(s); s == "" {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	if b, err := url.Parse(base); err == nil && b.IsAbs() {
		u = b.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// notAddress drops what stands for a name but is an address.
func notAddress(s string) string {
	if strings.Contains(s, "://") {
		return ""
	}
	return s
}

func first(all ...string) string {
	for _, s := range all {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

func oneLine(s string) string { return strings.ToValidUTF8(strings.Join(strings.Fields(s), " "), "") }

// letters is a text without case, space and marks, to compare titles.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
