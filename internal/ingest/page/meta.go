package page

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"onrecord"
)

// meta fills what the page says about itself: first its JSON-LD, then its meta tags and links, at last what stands around the report.
func (t *tree) meta(o Options, a *article, m *onrecord.Meta) error {
	h := t.head()
	h1 := ""
	if all := t.headlines(); len(all) == 1 {
		h1 = all[0].text
	}
	title := first(h.tags["og:title"], h.tags["twitter:title"], h1, h.title)
	f := t.linkedData(title, resolve(o.URL, h.canonical))
	m.Title = oneLine(first(f.title, title))
	m.Publisher = oneLine(first(f.publisher, h.tags["og:site_name"], h.tags["application-name"]))
	m.URL = resolve(o.URL, first(h.canonical, h.tags["og:url"], f.url, o.URL))
	m.Policy = resolve(o.URL, f.policy)
	m.Published = t.published(o, f, h, a, m.URL)
	b, err := loadBylines()
	if err != nil {
		return err
	}
	outlet := m.Publisher
	if f.own {
		outlet = ""
	}
	b = b.of(outlet, m.Title, m.URL, f.own)
	m.Author = oneLine(strings.Join(t.authors(b, f, h, a), ", "))
	return nil
}

// head is what the meta tags, the title and the links of a page say.
type head struct {
	tags             map[string]string
	all              map[string][]string // of names that stand several times
	title, canonical string
}

// head reads the meta tags of a page, wherever they stand; the first of each name counts.
func (t *tree) head() head {
	h := head{tags: map[string]string{}, all: map[string][]string{}}
	t.root.each(func(n *node) bool {
		switch n.name {
		case "title":
			if h.title == "" && n.first != nil && n.parent.name != "svg" {
				h.title = html.UnescapeString(t.source[n.first.at:n.first.end])
			}
		case "meta":
			content := strings.TrimSpace(n.get("content"))
			keys := []string{n.get("property"), n.get("name")}
			if inHead(n) {
				keys = append(keys, n.get("itemprop"))
			}
			for _, key := range keys {
				if key = strings.ToLower(strings.TrimSpace(key)); key == "" || content == "" {
					continue
				}
				if h.tags[key] == "" {
					h.tags[key] = content
				}
				h.all[key] = append(h.all[key], content)
			}
		case "link":
			if strings.EqualFold(n.get("rel"), "canonical") && h.canonical == "" {
				h.canonical = n.get("href")
			}
		case "svg":
			return false
		}
		return true
	})
	return h
}

// inHead tells whether an element stands in the head of the page, or in no other part of it.
func inHead(n *node) bool {
	return n.parent == nil || n.parent.name == "head" || n.parent.name == "html"
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
