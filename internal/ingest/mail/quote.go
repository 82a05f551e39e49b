package mail

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// Marks that mail programs put before the mail that is answered or passed on.
var (
	passedOn = regexp.MustCompile(`(?i)^\s*(?:-{2,}\s*)?(?:forwarded message|begin forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado)\s*:?(?:\s*-{2,})?\s*$|^\s*-{3,}\s*original message\s*-{3,}\s*$|^\s*-{3,}\s*ursprüngliche nachricht\s*-{3,}\s*$`)
	field    = regexp.MustCompile(`^\s*\*?(From|Sent|Date|To|Cc|Subject|Reply-To|Von|Gesendet|An|Betreff|Datum)\s*:\*?\s*(.*)$`)
	wrote    = regexp.MustCompile(`(?i)^\s*(?:on|am|le|el)\s.{6,300}(?:wrote|writes|schrieb|a écrit|escribió)\s*.{0,80}:\s*$`)
	rule     = regexp.MustCompile(`^\s*_{10,}\s*$`)
)

// tell sets what the writer wrote, and the mails that are passed on in it; forwarded tells whether the subject says that one is.
func (m *Mail) tell(text string, forwarded bool) {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		at := i
		switch {
		case passedOn.MatchString(line):
			at++
		case rule.MatchString(line) && i+1 < len(lines) && opens(lines, i+1):
			at++
		case !opens(lines, i):
			continue
		}
		m.Text, m.Quoted = own(lines[:i], m.Quoted)
		if passed, ok := inner(lines[at:]); ok && (forwarded || !answered(line)) {
			m.Forwarded = append(m.Forwarded, passed)
		} else {
			m.Quoted += len(lines) - i
		}
		return
	}
	m.Text, m.Quoted = own(lines, m.Quoted)
}

// answered tells whether a mark stands before a mail that is answered, unless the subject says otherwise.
func answered(line string) bool {
	low := strings.ToLower(line)
	return !strings.Contains(low, "forward") && !strings.Contains(low, "weitergeleitet") && !strings.Contains(low, "transféré") && !strings.Contains(low, "reenviado")
}

// opens tells whether the fields of another mail begin at a line: three of them, "From" the first.
func opens(lines []string, i int) bool {
	first := field.FindStringSubmatch(lines[i])
	if first == nil || first[1] != "From" && first[1] != "Von" {
		return false
	}
	n := 0
	for k := i; k < len(lines) && k < i+6 && field.MatchString(lines[k]); k++ {
		n++
	}
	return n >= 3
}

// inner is the mail that begins with fields at the first of some lines; false where there are none.
func inner(lines []string) (Mail, bool) {
	var m Mail
	i := 0
	for i < len(lines) && strings.TrimSpace(lines[i]) == "" {
		i++
	}
	n := 0
	for ; i < len(lines); i++ {
		f := field.FindStringSubmatch(lines[i])
		if f == nil {
			if strings.TrimSpace(lines[i]) != "" && n > 0 && strings.HasPrefix(lines[i], " ") {
				continue // a long field
			}
			break
		}
		n++
		switch value := strings.TrimSpace(strings.Trim(strings.TrimSpace(f[2]), "*")); f[1] {
		case "From", "Von":
			m.From = nameOf(value)
		case "Date", "Sent", "Gesendet", "Datum":
			m.Published = dateOf(value)
		case "Subject", "Betreff":
			m.Subject = subject(value)
		}
	}
	if n < 2 {
		return m, false
	}
	m.tell(strings.Join(lines[i:], "\n"), false)
	return m, strings.TrimSpace(m.Text) != ""
}

// own is what the writer wrote of some lines: without what is quoted, the words that lead to it, and the signature. It counts what is left
// out on top of n.
func own(lines []string, n int) (string, int) {
	var out []string
	for i, line := range lines {
		trimmed := strings.TrimLeft(line, " \t")
		switch {
		case line == "-- " || line == "--":
			return finish(out), n
		case strings.HasPrefix(trimmed, ">"):
			if k := len(out); n == 0 || !strings.HasPrefix(strings.TrimLeft(lines[max(i-1, 0)], " \t"), ">") {
				out = out[:leads(out, k)]
			}
			n++
			continue
		}
		out = append(out, strings.TrimRight(line, " \t"))
	}
	return finish(out), n
}

// leads is where the words begin that lead to a quotation ("On Monday, Ana Ruiz wrote:") at the end of some lines.
func leads(lines []string, k int) int {
	end := k
	for end > 0 && strings.TrimSpace(lines[end-1]) == "" {
		end--
	}
	for from := end - 1; from >= 0 && from >= end-3; from-- {
		if wrote.MatchString(strings.Join(lines[from:end], " ")) {
			return from
		}
	}
	return k
}

func finish(lines []string) string { return strings.Trim(strings.Join(lines, "\n"), "\n") }

// unquotedPage takes from a page what mail programs mark as quoted from another mail; n is how many parts that were.
func unquotedPage(page []byte) (out []byte, n int) {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return page, 0
	}
	var drop []*html.Node
	var look func(*html.Node, int)
	look = func(at *html.Node, depth int) {
		for c := at.FirstChild; c != nil && depth < 500; c = c.NextSibling {
			if isQuoted(c) {
				drop = append(drop, c)
				continue
			}
			look(c, depth+1)
		}
	}
	look(root, 0)
	if len(drop) == 0 {
		return page, 0
	}
	for _, d := range drop {
		d.Parent.RemoveChild(d)
	}
	var b bytes.Buffer
	if html.Render(&b, root) != nil {
		return page, 0
	}
	return b.Bytes(), len(drop)
}

// isQuoted tells whether an element holds what is quoted from another mail.
func isQuoted(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	for _, a := range n.Attr {
		switch {
		case n.Data == "blockquote" && a.Key == "type" && a.Val == "cite":
			return true
		case a.Key == "class" && (strings.Contains(a.Val, "gmail_quote") || strings.Contains(a.Val, "yahoo_quoted") || strings.Contains(a.Val, "moz-cite-prefix") || strings.Contains(a.Val, "gmail_signature")):
			return true
		case a.Key == "id" && (a.Val == "divRplyFwdMsg" || a.Val == "appendonsend" || a.Val == "OLK_SRC_BODY_SECTION"):
			return true
		}
	}
	return false
}
