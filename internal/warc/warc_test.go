package warc_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"

	"onrecord/internal/warc"
)

func record(kind, uri, contentType, block string) string {
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2026-03-01T10:00:00Z\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		kind, uri, contentType, len(block), block)
}

func answer(head, body string) string { return "HTTP/1.1 200 OK\r\n" + head + "\r\n" + body }

func gz(parts ...string) string {
	var b bytes.Buffer
	for _, p := range parts {
		w := gzip.NewWriter(&b)
		w.Write([]byte(p))
		w.Close()
	}
	return b.String()
}

const responses = "application/http; msgtype=response"

var archive = []string{
	record("warcinfo", "", "application/warc-fields", "software: ours\r\n"),
	record("request", "http://a.example/1", "application/http; msgtype=request", "GET /1 HTTP/1.1\r\n\r\n"),
	record("response", "http://a.example/1", responses, answer("Content-Type: text/html\r\n", "<p>one</p>")),
	record("response", "http://a.example/2", responses, answer("Transfer-Encoding: chunked\r\nContent-Type: text/html\r\n", "4\r\n<p>t\r\n6\r\nwo</p>\r\n0\r\n\r\n")),
	record("response", "http://a.example/3", responses, answer("Content-Encoding: gzip\r\n", gz("<p>three</p>"))),
	record("response", "http://a.example/gone", responses, "HTTP/1.1 404 Not Found\r\n\r\nno"),
	record("revisit", "http://a.example/1", responses, "HTTP/1.1 200 OK\r\n\r\n"),
	record("resource", "file:///four.txt", "text/plain", "four"),
}

// outcome is bodies by address, and errors, in order.
func outcome(in string, limit int64) string {
	var out []string
	for p, err := range warc.Read(strings.NewReader(in), limit) {
		if err != nil {
			out = append(out, "! "+err.Error())
			continue
		}
		out = append(out, p.URL+"="+string(p.Body))
	}
	return strings.Join(out, "\n")
}

func TestRead(t *testing.T) {
	const want = "http://a.example/1=<p>one</p>\nhttp://a.example/2=<p>two</p>\nhttp://a.example/3=<p>three</p>\nfile:///four.txt=four"
	for name, in := range map[string]string{"plain": strings.Join(archive, ""), "packed by record": gz(archive...), "packed whole": gz(strings.Join(archive, ""))} {
		if got := outcome(in, 1000); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestBroken(t *testing.T) {
	whole := strings.Join(archive[:4], "")
	packed := gz(archive...)
	for name, in := range map[string]string{"cut in a block": whole[:len(whole)-20], "cut in a header": whole + "WARC/1.0\r\nWARC-Ty", "cut while packed": packed[:len(packed)-200],
		"something else": whole + "PK\x03\x04 a zip file\n", "no length": whole + "WARC/1.0\r\nWARC-Type: response\r\n\r\n"} {
		got := outcome(in, 1000)
		if !strings.HasPrefix(got, "http://a.example/1=<p>one</p>") || strings.Count(got, "! broken archive") != 1 || !strings.Contains(got[strings.LastIndex(got, "\n")+1:], "! ") {
			t.Errorf("%s:\n%s", name, got)
		}
	}
	for p, err := range warc.Read(strings.NewReader("just text"), 10) {
		if !errors.Is(err, warc.ErrBroken) {
			t.Errorf("text: %v, %v", p, err)
		}
	}
}

// TestTooLarge: a page over the limit, or a bomb, is an error of its own, and the next page is read.
func TestTooLarge(t *testing.T) {
	in := record("response", "http://a.example/big", responses, answer("", strings.Repeat("x", 70_000))) +
		record("response", "http://a.example/bomb", responses, answer("Content-Encoding: gzip\r\n", gz(strings.Repeat("0", 5_000_000)))) + archive[2]
	got := strings.Split(outcome(in, 1000), "\n")
	if len(got) != 3 || !strings.Contains(got[0], "too large") || !strings.Contains(got[1], "too large") || got[2] != "http://a.example/1=<p>one</p>" {
		t.Errorf("got %q", got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(strings.Join(archive, "")))
	f.Add([]byte(gz(archive...)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		n := 0
		for p, err := range warc.Read(bytes.NewReader(raw), 10_000) {
			if err == nil && len(p.Body) > 10_000 {
				t.Fatalf("a body of %d bytes", len(p.Body))
			}
			if n++; n > len(raw)+1 {
				t.Fatal("it does not end")
			}
		}
	})
}
