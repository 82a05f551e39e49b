// Package mail takes mails (RFC 5322, MIME) apart: what the writer wrote, without what is quoted from others; mails that are passed on, with
// their own writer; and what is attached.
package mail

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	netmail "net/mail"
	"regexp"
	"strings"
	"time"

	"onrecord"
)

// What can be wrong with a mail.
var (
	ErrBroken    = errors.New("damaged mail")
	ErrEncrypted = errors.New("encrypted mail")
	ErrNoText    = errors.New("no text in the mail")
)

// Mail is a mail as it was sent.
type Mail struct {
	Subject   string // without "Re:" and the like
	From      string // name of whoever sent it; "" where only an address is given
	Published string // when it was sent, RFC 3339 with its zone; "" unknown
	Text      string // what the writer wrote, as plain text; "" where there is HTML only, or nothing
	HTML      []byte // the same as a page, where there is no plain text
	Charset   string // of the page, as the mail says
	Quoted    int    // lines that were quoted from other mails and are left out

	Forwarded []Mail // mails that are passed on in the text
	Attached  []Attached
}

// Attached is a file that goes with a mail.
type Attached struct {
	Name string // "" where it has none
	Type string // media type in small letters, such as "application/pdf"; "message/rfc822" is a mail
	Body []byte
}

// Limits on one mail.
const (
	mostParts = 500
	deepest   = 20 // parts in parts
)

// Is tells whether bytes begin as a mail does: with a sender and what mail programs add, for a text may begin with sender and subject, too.
func Is(head []byte) bool {
	h, _ := headers(head)
	return h["from"] != "" && (h["mime-version"] != "" || h["message-id"] != "" || h["received"] != "")
}

// Read takes a mail apart. The error wraps [ErrBroken] where it has no headers, and [ErrEncrypted] where its text is encrypted.
func Read(raw []byte) (*Mail, error) {
	h, body := headers(raw)
	if h["from"] == "" && h["subject"] == "" && h["date"] == "" && h["content-type"] == "" {
		return nil, fmt.Errorf("%w: it has neither sender nor subject nor date; save it from the mail program as .eml", ErrBroken)
	}
	m := &Mail{Subject: subject(decoded(h["subject"])), From: nameOf(h["from"]), Published: dateOf(h["date"])}
	forwarded := forwards.MatchString(decoded(h["subject"]))
	p := &parts{mail: m}
	p.part(h, body, 0)
	switch {
	case p.locked && p.plain == "" && m.HTML == nil:
		return nil, fmt.Errorf("%w: open it in a mail program and save its text", ErrEncrypted)
	case p.plain != "":
		m.HTML = nil
		m.tell(p.plain, forwarded)
	case m.HTML != nil && !forwarded: // or else what is quoted is what the mail is about
		m.HTML, m.Quoted = unquotedPage(m.HTML)
	}
	return m, nil
}

// headers are the fields of a mail by their names in small letters, the first of each, and what stands behind them. A line that is none is
// passed over.
func headers(raw []byte) (map[string]string, []byte) {
	out, last := map[string]string{}, ""
	for n := 0; len(raw) > 0; n++ {
		line, rest, _ := bytes.Cut(raw, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		if len(line) == 0 {
			return out, rest
		}
		raw = rest
		if n == 0 && bytes.HasPrefix(line, []byte("From ")) { // of an mbox
			continue
		}
		if line[0] == ' ' || line[0] == '\t' {
			if last != "" {
				out[last] += " " + strings.TrimSpace(string(line))
			}
			continue
		}
		name, value, found := strings.Cut(string(line), ":")
		last = strings.ToLower(strings.TrimSpace(name))
		if _, has := out[last]; !found || has || strings.ContainsAny(last, " \t") {
			last = ""
			continue
		}
		out[last] = strings.TrimSpace(value)
	}
	return out, nil
}

var words = mime.WordDecoder{CharsetReader: charsetReader}

// decoded is a field of a header with its encoded words (RFC 2047) in plain.
func decoded(s string) string {
	out, err := words.DecodeHeader(s)
	if err != nil {
		out = s
	}
	return onrecord.OneLine(toUTF8([]byte(out), ""))
}

// answers are what mail programs put before the subject of an answer or of a mail that is passed on.
var (
	answers  = regexp.MustCompile(`(?i)^(?:(?:re|aw|sv|vs|antw|fw|fwd|wg|tr|rv)\s*(?:\[\d+\])?:\s*)+`)
	forwards = regexp.MustCompile(`(?i)^(?:fw|fwd|wg|tr|rv)\s*(?:\[\d+\])?:`)
)

func subject(s string) string { return strings.TrimSpace(answers.ReplaceAllString(s, "")) }

// nameOf is the name of the first sender; "" where there is an address only.
func nameOf(from string) string {
	parser := netmail.AddressParser{WordDecoder: &words}
	list, err := parser.ParseList(from)
	if err == nil && len(list) > 0 {
		from = list[0].Name
	} else if i := strings.IndexAny(from, "<["); i > 0 {
		from = decoded(from[:i])
	} else if strings.Contains(from, "@") {
		return ""
	}
	from = strings.Trim(decoded(from), "\"' ")
	if strings.Contains(from, "@") {
		return ""
	}
	return from
}

// dateOf is the time of a date as mails write it; "" where it is none.
func dateOf(s string) string {
	t, err := netmail.ParseDate(s)
	if err != nil || t.Year() < 1970 {
		return ""
	}
	return t.Format(time.RFC3339)
}
