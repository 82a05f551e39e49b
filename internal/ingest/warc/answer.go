package warc

import (
	"bytes"
	"fmt"
	"io"
	"net/http/httputil"
	"strconv"
	"strings"

	"onrecord/internal/ingest/fetch"
)

// answer reads the answer of a server, chunked or packed as it was sent. The lengths that servers state are not believed: archives
// often keep another form of the body. whole tells that the body is all there.
func (p *Page) answer(block []byte, complete bool, limit int64) (whole, skip bool, err error) {
	status, fields, body := splitAnswer(block)
	switch {
	case status == 0:
		return true, false, fmt.Errorf("read answer of %s: it is no answer of a web server", p.URL)
	case status < 200 || status > 299:
		return true, true, nil
	}
	if length, err := strconv.Atoi(fields["content-length"]); !complete && err == nil && len(bytes.TrimRight(body, "\r\n")) >= length {
		complete = true // all but the empty lines behind it
	}
	if strings.EqualFold(fields["transfer-encoding"], "chunked") {
		body = unchunked(body)
	}
	p.ContentType = fields["content-type"]
	encoding := fields["content-encoding"]
	if strings.Contains(strings.ToLower(encoding), "gzip") && !bytes.HasPrefix(body, gzipMagic[:2]) {
		encoding = "" // it was kept unpacked
	}
	if p.Body, err = fetch.Unpack(body, encoding, limit); err != nil {
		return true, false, fmt.Errorf("unpack %s: %w", p.URL, err)
	}
	if int64(len(p.Body)) > limit {
		return true, false, fmt.Errorf("%w: %s is over the limit of %d bytes", ErrTooLarge, p.URL, limit)
	}
	return complete, complete && len(p.Body) == 0, nil
}

// splitAnswer takes an answer apart: its status, 0 where it has none, its fields with their names in lower case, and its body.
func splitAnswer(block []byte) (status int, fields map[string]string, body []byte) {
	fields = map[string]string{}
	line, rest, _ := bytes.Cut(block, []byte("\n"))
	parts := strings.Fields(string(line[:min(len(line), longestLine)]))
	if len(parts) < 2 || !strings.HasPrefix(parts[0], "HTTP/") {
		return 0, nil, nil
	}
	status, _ = strconv.Atoi(parts[1])
	for len(rest) > 0 {
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 {
			return status, fields, rest
		}
		name, value, _ := strings.Cut(string(line), ":")
		name = strings.ToLower(strings.TrimSpace(name))
		if _, known := fields[name]; !known {
			fields[name] = strings.TrimSpace(value)
		}
	}
	return status, fields, nil
}

// unchunked puts the chunks of a body together; a body that is in no chunks, or whose chunks are broken, stays as it is.
func unchunked(body []byte) []byte {
	out, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(body)))
	if err != nil && len(out) == 0 {
		return body
	}
	return out
}
