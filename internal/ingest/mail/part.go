package mail

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"regexp"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"

	"onrecord/internal/ingest/decode"
)

// parts gathers what a mail is made of.
type parts struct {
	mail   *Mail
	plain  string
	n      int
	locked bool // a part is encrypted
}

// part takes up a part with its headers.
func (p *parts) part(h map[string]string, body []byte, depth int) {
	if p.n++; p.n > mostParts || depth > deepest {
		return
	}
	kind, params, err := mime.ParseMediaType(h["content-type"])
	if err != nil {
		if kind, _, _ = strings.Cut(h["content-type"], ";"); !strings.Contains(kind, "/") {
			kind = "text/plain"
		}
	}
	kind = strings.ToLower(strings.TrimSpace(kind))
	if strings.HasPrefix(kind, "multipart/") {
		p.multipart(kind, params["boundary"], body, depth)
		return
	}
	disposition, more, _ := mime.ParseMediaType(h["content-disposition"])
	name := decoded(firstOf(more["filename"], params["name"]))
	body = transferred(body, h["content-transfer-encoding"])
	switch {
	case kind == "application/pkcs7-mime" || kind == "application/x-pkcs7-mime" || kind == "application/pgp-encrypted":
		p.locked = true
	case strings.HasSuffix(kind, "signature") || kind == "application/pgp-keys":
	case kind == "message/rfc822" || kind == "message/global":
		p.mail.Attached = append(p.mail.Attached, Attached{name, "message/rfc822", body})
	case strings.HasPrefix(kind, "message/"), kind == "text/calendar":
	case disposition == "attachment" || name != "" && !(disposition == "inline" && kind == "text/plain" && p.plain == "") || !strings.HasPrefix(kind, "text/"):
		p.mail.Attached = append(p.mail.Attached, Attached{name, kind, body})
	case kind == "text/html":
		p.mail.HTML, p.mail.Charset = append(p.mail.HTML, body...), params["charset"]
	case kind == "text/plain":
		text := toUTF8(body, params["charset"])
		if strings.EqualFold(params["format"], "flowed") {
			text = unflowed(text, strings.EqualFold(params["delsp"], "yes"))
		}
		p.plain = joined(p.plain, lineEnds(text))
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// joined puts texts of several parts one behind the other.
func joined(a, b string) string {
	if strings.TrimSpace(a) == "" {
		return b
	}
	return strings.TrimRight(a, "\n") + "\n\n" + b
}

func lineEnds(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// leastPlain is how many letters plain text must have to stand for the page beside it: less says that there is a page.
const leastPlain = 200

// multipart takes up the parts of a part. Of alternatives the plain text counts, unless it is a stub.
func (p *parts) multipart(kind, boundary string, body []byte, depth int) {
	if kind == "multipart/encrypted" {
		p.locked = true
		return
	}
	page := p.mail.HTML
	plain := p.plain
	r := multipart.NewReader(bytes.NewReader(body), boundary)
	for p.n <= mostParts {
		part, err := r.NextRawPart()
		if err != nil {
			break
		}
		h := map[string]string{}
		for name, values := range part.Header {
			h[strings.ToLower(name)] = values[0]
		}
		raw, err := io.ReadAll(part)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) { // one that is cut short is better than none
			break
		}
		p.part(h, raw, depth+1)
	}
	if kind != "multipart/alternative" || len(p.mail.HTML) == len(page) {
		return
	}
	if added := strings.TrimSpace(strings.TrimPrefix(p.plain, plain)); len(added) < leastPlain && len(visible(p.mail.HTML)) > 2*len(added)+leastPlain {
		p.plain = plain
	}
}

var tags = regexp.MustCompile(`(?is)<(?:style|script|title)[^>]*>.*?</(?:style|script|title)>|<[^>]*>|\s+`)

// visible is about what of a page is seen.
func visible(page []byte) []byte { return tags.ReplaceAll(page, nil) }

// transferred undoes how a body was encoded for its way.
func transferred(body []byte, how string) []byte {
	switch strings.ToLower(strings.TrimSpace(how)) {
	case "base64":
		return fromBase64(body)
	case "quoted-printable":
		out, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body)))
		if err != nil {
			return fromQuoted(body)
		}
		return out
	}
	return body
}

// fromBase64 decodes what it can.
func fromBase64(body []byte) []byte {
	clean := bytes.Map(func(r rune) rune {
		if r < 128 && (r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r == '/') {
			return r
		}
		return -1
	}, body)
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(out, clean) // what comes before a fault is kept
	return out[:n]
}

var quotedByte = regexp.MustCompile(`=(?:\r?\n|[0-9A-Fa-f]{2})`)

// fromQuoted decodes quoted-printable that breaks its rules: what is none stays as it is.
func fromQuoted(body []byte) []byte {
	return quotedByte.ReplaceAllFunc(body, func(m []byte) []byte {
		if m[1] == '\r' || m[1] == '\n' {
			return nil
		}
		out, _ := hex.DecodeString(string(m[1:3])) // two digits, as matched
		return out
	})
}

// toUTF8 reads bytes in a charset by its name, or by what they look like where that is unknown or plainly wrong.
func toUTF8(raw []byte, name string) string {
	enc, canonical := charset.Lookup(name)
	switch {
	case decode.MostlyUTF8(raw) && (enc == nil || canonical == "utf-8" || !stateful[canonical]):
		text, _ := decode.UTF8(raw)
		return text
	case enc == nil || enc == encoding.Replacement || canonical == "utf-8":
		enc, _ = charset.Lookup("windows-1252")
	}
	text, _ := decode.With(enc, raw)
	return text
}

// stateful are charsets whose bytes look like ASCII.
var stateful = map[string]bool{"iso-2022-jp": true, "hz-gb-2312": true, "utf-16le": true, "utf-16be": true}

// charsetReader reads the charsets of encoded words.
func charsetReader(name string, in io.Reader) (io.Reader, error) {
	raw, err := io.ReadAll(in)
	return strings.NewReader(toUTF8(raw, name)), err
}

// unflowed joins the lines of text that is to flow (RFC 3676): one that ends in a blank goes on in the next. Signatures and quotations keep
// their own lines.
func unflowed(text string, delete bool) string {
	var b strings.Builder
	for line := range strings.Lines(lineEnds(text)) {
		line = strings.TrimSuffix(line, "\n")
		if !strings.HasPrefix(line, ">") {
			line = strings.TrimPrefix(line, " ") // stuffed
		}
		if line == "-- " || !strings.HasSuffix(line, " ") {
			b.WriteString(line + "\n")
			continue
		}
		if strings.HasPrefix(line, ">") {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			continue
		}
		if delete {
			line = line[:len(line)-1]
		}
		b.WriteString(line)
	}
	return b.String()
}
