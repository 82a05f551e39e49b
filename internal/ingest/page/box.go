package page

import (
	"strings"
	"sync"
	"unicode"

	"onrecord/internal/lang/lexicon"
)

// kind is what a part of a page is, where it is none of the report.
type kind string

const (
	boxPart  kind = "box"  // links to other reports, forms, advertisements
	talkPart kind = "talk" // what readers write
	wallPart kind = "wall" // what asks to pay before the rest is shown
	linePart kind = "line" // what is said about the report in a line: its author, its day
	leadPart kind = "lead" // what leads from the headline to the text: a part of the report
	textPart kind = "text" // the running text of a report
	surePart kind = "sure" // in the dictionary: a box wherever the word stands in a name
)

// The kinds of prompts.
const (
	wallPrompt = "wall"
	askPrompt  = "prompt"
	morePrompt = "more"
)

// boxWords are the words by which parts of a page tell that they are none of the report.
type boxWords struct {
	names  map[string]kind   // names of parts, with hyphens
	whole  map[string]string // kinds of prompts that are a whole paragraph
	starts map[byte][]prompt // by the first byte of their words
	within []prompt          // anywhere in a short paragraph
}

type prompt struct{ words, kind string }

// loadBoxes reads the dictionaries. A bad line is an error that names file and line.
var loadBoxes = sync.OnceValues(func() (*boxWords, error) {
	b := &boxWords{names: map[string]kind{}, whole: map[string]string{}, starts: map[byte][]prompt{}}
	names, err := lexicon.Open("page_boxes.tsv")
	if err != nil {
		return nil, err
	}
	for _, row := range names.Rows {
		switch k := kind(row.Get("how")); k {
		case boxPart, talkPart, wallPart, linePart, leadPart, textPart, surePart:
			b.names[row.Cells[0]] = k
		default:
			return nil, row.Errorf("how %q is not box, sure, talk, wall, line, lead or text", k)
		}
	}
	prompts, err := lexicon.Open("page_prompts.tsv")
	if err != nil {
		return nil, err
	}
	for _, row := range prompts.Rows {
		where, k := row.Get("where"), row.Get("kind")
		if where != "whole" && where != "start" && where != "in" || k != wallPrompt && k != askPrompt && k != morePrompt {
			return nil, row.Errorf("where %q or kind %q is unknown", where, k)
		}
		switch p := (prompt{row.Cells[0], k}); where {
		case "whole":
			b.whole[p.words] = k
		case "start":
			b.starts[p.words[0]] = append(b.starts[p.words[0]], p)
		case "in":
			b.within = append(b.within, p)
		}
	}
	return b, nil
})

// kindOf tells what an element is by its name and its attributes; "" is a part of the report, or one that says nothing.
func (b *boxWords) kindOf(n *node) kind {
	switch n.name {
	case "nav", "footer", "aside", "menu", "dialog", "figcaption", "fieldset", "search":
		return boxPart
	case "form":
		if hasFields(n) {
			return boxPart
		}
	}
	if (n.name == "body" || n.name == "html") && isHidden(n) {
		return boxPart
	}
	switch n.name {
	case "body", "html":
		return ""
	case "article", "main":
		if b.isText(n) {
			return textPart
		}
		return ""
	}
	switch strings.ToLower(n.get("role")) {
	case "navigation", "complementary", "contentinfo", "banner", "dialog", "alertdialog", "search", "menu", "menubar", "toolbar", "form", "alert":
		return boxPart
	}
	if n.get("itemprop") == "author" || n.get("rel") == "author" {
		return linePart
	}
	if isHidden(n) {
		return boxPart
	}
	found := kind("")
	if strings.EqualFold(n.get("itemprop"), "articleBody") {
		found = textPart
	}
	for _, key := range []string{"class", "id", "aria-label", "data-component", "data-testid", "data-type"} {
		value := n.get(key)
		if value == "" || len(value) > 300 {
			continue
		}
		for _, token := range strings.Fields(value) {
			switch k := b.named(token); {
			case k == wallPart || k == talkPart:
				return k
			case k == boxPart || (found == "" || found == textPart) && k != leadPart && k != "":
				found = k
			}
		}
	}
	return found
}

// isText tells whether an element is called the text of a report.
func (b *boxWords) isText(n *node) bool {
	for _, token := range strings.Fields(n.get("class") + " " + n.get("id")) {
		if b.named(token) == textPart {
			return true
		}
	}
	return strings.EqualFold(n.get("itemprop"), "articleBody")
}

// stateWords begin names that say something about what stands beside or in an element, not what it is.
var stateWords = set("has is no js not with without hide hides show shows tag category cat post-tag term single page")

// plainWords end names and say nothing.
var plainWords = set("list lists wrapper wrap container box block inner outer section sections item items area module component content contents row col column group holder panel region zone" +
	" title titles heading headline header head body text label link links element unit frame main top bottom left right desktop mobile small large big new v view default standard plugin" +
	" bar area card cards grid feed form button buttons field fields html component slot root")

// hasFields tells whether a form asks for something.
func hasFields(n *node) bool {
	if n.name == "input" && n.get("type") != "hidden" || n.name == "textarea" || n.name == "select" {
		return true
	}
	for c := n.first; c != nil; c = c.next {
		if hasFields(c) {
			return true
		}
	}
	return false
}

// named tells what a name stands for by its last words: "rc-related_articles" and "RelatedArticlesList" alike.
func (b *boxWords) named(token string) kind {
	if strings.Contains(token, "/") {
		return ""
	}
	parts := nameParts(withoutHash(token))
	if len(parts) > 1 && stateWords[parts[0]] {
		return ""
	}
	for end := 1; end <= len(parts); end++ {
		for begin := max(0, end-3); begin < end; begin++ {
			if b.names[strings.Join(parts[begin:end], "-")] == surePart {
				return boxPart
			}
		}
	}
	for end := len(parts); end > 0; end-- {
		for begin := max(0, end-3); begin < end; begin++ {
			if k, ok := b.names[strings.Join(parts[begin:end], "-")]; ok {
				return k
			}
		}
		if last := parts[end-1]; !plainWords[last] && strings.Trim(last, "0123456789") != "" {
			return ""
		}
	}
	return ""
}

// withoutHash drops what tools append to names to tell them apart: "ReadTime-read-time-1s3CG", "meta__3f9aB".
func withoutHash(token string) string {
	i := strings.LastIndexAny(token, "-_")
	if i < 1 || len(token)-i < 5 || len(token)-i > 9 {
		return token
	}
	digits, letters := 0, 0
	for _, c := range token[i+1:] {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			letters++
		default:
			return token
		}
	}
	if digits == 0 || letters == 0 {
		return token
	}
	return token[:i]
}

// isLead tells whether an element, or one of those next around it, is called what leads to the text.
func (b *boxWords) isLead(n *node) bool {
	for range 3 {
		if n == nil {
			return false
		}
		for _, token := range strings.Fields(n.get("class") + " " + n.get("id")) {
			if b.named(token) == leadPart {
				return true
			}
		}
		n = n.parent
	}
	return false
}

// nameParts takes the name of a class apart into words in lower case.
func nameParts(token string) []string {
	var out []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
		}
		word.Reset()
	}
	lower := false
	for _, r := range token {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
			lower = false
			continue
		case unicode.IsUpper(r) && lower:
			end()
		}
		lower = unicode.IsLower(r)
		word.WriteRune(unicode.ToLower(r))
	}
	end()
	return out
}

// longestPrompt is how long a paragraph may be that is none of the report for words anywhere in it.
const longestPrompt = 300

// promptOf tells what a paragraph asks its reader for; "" is nothing.
func (b *boxWords) promptOf(text string) string {
	if len(text) > 3*longestPrompt {
		return ""
	}
	low := plainMarks.Replace(strings.ToLower(text))
	bare := strings.Trim(low, " .:!?»›>→…-–—*|")
	if k := b.whole[bare]; k != "" {
		return k
	}
	if len(text) > longestPrompt || bare == "" {
		return ""
	}
	for _, s := range []string{low, bare} {
		for _, p := range b.starts[s[0]] {
			if strings.HasPrefix(s, p.words) {
				return p.kind
			}
		}
	}
	if strings.ContainsAny(text, "\"“„«") { // somebody's words
		return ""
	}
	for _, p := range b.within {
		if strings.Contains(low, p.words) {
			return p.kind
		}
	}
	return ""
}

// plainMarks writes quotation marks and spaces as the dictionary does.
var plainMarks = strings.NewReplacer("’", "'", "‘", "'", "\u00a0", " ")
