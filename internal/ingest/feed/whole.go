package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html/charset"

	"onrecord/internal/ingest/decode"
)

// plainXML makes UTF-8 of a feed, whatever bytes it holds, and takes away what stands before it. It tells how many bytes are no text.
func plainXML(raw []byte) (out []byte, bad int) {
	if order, skip := decode.UTF16Order(raw); order != "" {
		text, _ := decode.UTF16(raw, skip, order == "utf-16be")
		return begun(unnamed([]byte(text))), 0
	}
	raw = bytes.TrimPrefix(raw, decode.BOM)
	name := declared(raw)
	switch enc, canonical := charset.Lookup(name); {
	case utf8.Valid(raw):
	case enc != nil && canonical != "utf-8":
		text, _ := decode.With(enc, raw)
		raw = []byte(text)
	case decode.MostlyUTF8(raw):
		text, _ := decode.UTF8(raw)
		bad = strings.Count(text, "\uFFFD") - bytes.Count(raw, []byte("\uFFFD"))
		raw = []byte(text)
	default:
		enc, _ := charset.Lookup("windows-1252")
		text, _ := decode.With(enc, raw)
		raw = []byte(text)
	}
	clean := bytes.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			bad++
			return -1
		}
		return r
	}, raw)
	return begun(unnamed(clean)), bad
}

// declaration is what an XML file says of itself in its first line.
var declaration = regexp.MustCompile(`^\s*<\?xml[^>]*\?>`)

var encodingName = regexp.MustCompile(`encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// declared is the charset that a feed says it is in; "" where it does not.
func declared(raw []byte) string {
	if m := encodingName.FindSubmatch(declaration.Find(raw)); m != nil {
		return string(m[1])
	}
	return ""
}

// unnamed takes the name of a charset away, once the feed is in UTF-8.
func unnamed(raw []byte) []byte {
	at := declaration.FindIndex(raw)
	if at == nil {
		return raw
	}
	return append([]byte(`<?xml version="1.0"?>`), raw[at[1]:]...)
}

// firstElement is the first element of a feed or a sitemap.
var firstElement = regexp.MustCompile(`(?i)<(\?xml|rss|feed|rdf:rdf|urlset|sitemapindex)[\s>]`)

// begun drops what stands before a feed: blank lines, and warnings that a server's script printed.
func begun(raw []byte) []byte {
	const most = 4000
	head := raw[:min(len(raw), most)]
	if at := firstElement.FindIndex(head); at != nil && !bytes.Contains(head[:at[0]], []byte("<")) && !bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")) {
		return raw[at[0]:]
	}
	return raw
}

// itemTag begins or ends an item, or what may hold the words of such a tag without being one.
var itemTag = regexp.MustCompile(`<!\[CDATA\[|<!--|<(/?)((?:[A-Za-z]+:)?(?:item|entry))(\s[^<>]*)?>`)

// wholeItems reads the items of a broken feed one by one. The items that cannot be read are counted.
func (r *Reader) wholeItems(raw []byte, address string, broken error) (Feed, error) {
	head, items, cut := cutItems(raw)
	root := rootTag(head)
	out, lost := Feed{}, 0
	shell, end := root.open, root.close
	if f, err := gofeed.NewParser().ParseString(shell + channelOf(head) + end); err == nil {
		out.Title = f.Title
	}
	bases := channelOf(head)
	for _, item := range items[:min(len(items), mostItems)] {
		f, err := gofeed.NewParser().ParseString(shell + bases + closed(item) + end)
		if err != nil || len(f.Items) == 0 {
			lost++
			continue
		}
		out.Items = append(out.Items, r.items(f, address).Items...)
	}
	if len(out.Items) == 0 {
		return Feed{}, fmt.Errorf("%w: %w", ErrBroken, broken)
	}
	if lost > 0 {
		out.Lost = append(out.Lost, fmt.Sprintf("%d of its %d items are broken and lost", lost, len(items)))
	}
	if cut {
		out.Lost = append(out.Lost, "the feed is cut short: its last item is lost")
	}
	if lost == 0 && !cut {
		out.Lost = append(out.Lost, fmt.Sprintf("the feed is broken outside its items (%v): %d items are read", broken, len(out.Items)))
	}
	return out, nil
}

// closed is an item with its end, where that is missing.
func closed(item []byte) string {
	tag := itemTag.FindSubmatch(item)
	if tag == nil || bytes.HasSuffix(item, []byte("</"+string(tag[2])+">")) {
		return string(item)
	}
	return string(item) + "</" + string(tag[2]) + ">"
}

// countItems is how many items a feed has that have an end, or another one behind them.
func countItems(raw []byte) int {
	_, items, _ := cutItems(raw)
	return len(items)
}

// cutItems takes a feed apart: what stands before its first item, and its items; cut tells that the last one has no end.
func cutItems(raw []byte) (head []byte, items [][]byte, cut bool) {
	head = raw
	begin := -1
	endless := map[string]bool{} // ends that stand nowhere further on
	for at := 0; at < len(raw); {
		m := itemTag.FindSubmatchIndex(raw[at:])
		if m == nil {
			break
		}
		from, to := at+m[0], at+m[1]
		if m[4] < 0 { // words, or a comment
			end := "]]>"
			if raw[from+2] == '-' {
				end = "-->"
			}
			if at = to; endless[end] { // what stands in it may be items
				continue
			}
			if i := bytes.Index(raw[to:], []byte(end)); i >= 0 {
				at = to + i + len(end)
			} else {
				endless[end] = true
			}
			continue
		}
		closing := m[2] != m[3]
		switch {
		case !closing && begin < 0:
			begin = from
			if len(items) == 0 {
				head = raw[:from]
			}
		case !closing: // the one before has no end
			items, begin = append(items, raw[begin:from]), from
		case begin >= 0:
			items, begin = append(items, raw[begin:to]), -1
		}
		at = to
	}
	return head, items, begin >= 0
}

// root is what stands around the items of a feed.
type root struct{ open, close string }

var rootElement = regexp.MustCompile(`(?i)<((?:[a-z]+:)?(?:rss|feed|rdf))(\s[^<>]*)?>`)

// longestRoot is how long the tag of the first element may be that is read with each item.
const longestRoot = 4000

// rootTag is the first element of a feed, as it stands or bare.
func rootTag(head []byte) root {
	m := rootElement.FindSubmatch(head)
	if m == nil || len(m[0]) > longestRoot {
		return root{`<rss version="2.0"><channel>`, `</channel></rss>`}
	}
	name := string(m[1])
	if strings.EqualFold(name, "rss") {
		return root{string(m[0]) + "<channel>", "</channel></" + name + ">"}
	}
	return root{string(m[0]), "</" + name + ">"}
}

var channelPart = regexp.MustCompile(`(?is)<title[^<>]*>[^<]{0,500}</title>|<title[^<>]*><!\[CDATA\[[^\]]{0,500}\]\]></title>|<link[^<>]*>[^<]{0,500}</link>|<link\s[^<>]{0,500}/>`)

// channelOf is the title and the links of a feed.
func channelOf(head []byte) string {
	const most = 20_000
	var out strings.Builder
	for _, part := range channelPart.FindAll(head[:min(len(head), most)], 4) {
		out.Write(part)
	}
	return out.String()
}

// wholeJSON reads the items of a broken JSON Feed up to the place where it breaks.
func (r *Reader) wholeJSON(raw []byte, address string, broken error) (Feed, error) {
	fields := map[string]json.RawMessage{}
	var items []json.RawMessage
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		return Feed{}, fmt.Errorf("%w: %w", ErrBroken, broken)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			break
		}
		if key != "items" {
			var value json.RawMessage
			if d.Decode(&value) != nil {
				break
			}
			if name, ok := key.(string); ok && len(value) < longestRoot {
				fields[name] = value
			}
			continue
		}
		if _, err := d.Token(); err != nil {
			break
		}
		for d.More() {
			var item json.RawMessage
			if d.Decode(&item) != nil {
				break
			}
			items = append(items, item)
		}
		break
	}
	whole, err := json.Marshal(items)
	if err != nil || len(items) == 0 {
		return Feed{}, fmt.Errorf("%w: %w", ErrBroken, broken)
	}
	fields["items"] = whole
	again, err := json.Marshal(fields)
	if err != nil {
		return Feed{}, fmt.Errorf("%w: %w", ErrBroken, broken)
	}
	f, err := gofeed.NewParser().Parse(bytes.NewReader(again))
	if err != nil {
		return Feed{}, fmt.Errorf("%w: %w", ErrBroken, broken)
	}
	out := r.items(f, address)
	out.Lost = append(out.Lost, fmt.Sprintf("the feed is broken behind %d items: what follows is lost", len(items)))
	return out, nil
}
