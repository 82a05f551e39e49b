package warc_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"onrecord/internal/ingest/warc"
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

// stated is a record with a stated length that differs from that of its block, and with an end of its own.
func stated(more int, uri, body, end string) string {
	block := answer("Content-Type: text/html\r\n", body)
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s%s", uri, responses, len(block)+more, block, end)
}

// TestWrongLengths: a record whose length is wrong costs neither its own page nor those behind it.
func TestWrongLengths(t *testing.T) {
	const u = "http://a.example/"
	two, three := stated(0, u+"2", "<p>two</p>", "\r\n\r\n"), stated(0, u+"3", "<p>three</p>", "\r\n\r\n")
	for _, more := range []int{-7, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 9, 30, 250, 5_000_000} {
		in := stated(more, u+"1", "<p>one, and no more</p>", "\r\n\r\n") + two + stated(more, u+"4", "<p>four, and no more</p>", "\r\n\r\n") + three
		got := outcome(in, 10_000_000)
		for _, want := range []string{u + "1=<p>one, and no more</p>", u + "2=<p>two</p>", u + "4=<p>four, and no more</p>", u + "3=<p>three</p>"} {
			if strings.Count(got, want) != 1 {
				t.Errorf("%+d bytes: %q does not stand once in\n%s", more, want, got)
			}
		}
		if strings.Contains(got, "! ") || strings.Contains(got, "WARC") {
			t.Errorf("%+d bytes:\n%s", more, got)
		}
	}
	last := stated(1, u+"1", "<p>one</p>", "") // the last record, a byte too long and without its end
	if got := outcome(two+last, 1000); strings.Count(got, "\n") != 1 || !strings.Contains(got, "cut short") {
		t.Errorf("last:\n%s", got)
	}
	nested := stated(0, u+"1", "<pre>\nWARC/1.0\r\nWARC-Type: response\r\n</pre>", "\r\n\r\n") // a page about archives
	if got := outcome(nested+two, 1000); !strings.Contains(got, "</pre>\n"+u+"2=<p>two</p>") || strings.Contains(got, "! ") {
		t.Errorf("nested:\n%s", got)
	}
}

// TestBrokenRecords: behind what is broken the next record is found, and one line tells what is lost.
func TestBrokenRecords(t *testing.T) {
	const u = "http://a.example/"
	one, two, three := stated(0, u+"1", "<p>one</p>", "\r\n\r\n"), stated(0, u+"2", "<p>two</p>", "\r\n\r\n"), stated(0, u+"3", "<p>three</p>", "\r\n\r\n")
	all := u + "1=<p>one</p>\n" + u + "2=<p>two</p>\n" + u + "3=<p>three</p>"
	for name, c := range map[string]struct {
		in, want string
		errors   int
	}{
		"no empty lines between":         {strings.TrimRight(one, "\r\n") + two + strings.TrimRight(two, "\r\n") + "\r\n" + three, strings.Replace(all, "\n"+u+"3", "\n"+u+"2=<p>two</p>\n"+u+"3", 1), 0},
		"many empty lines":               {one + "\r\n\r\n\r\n" + two + three, all, 0},
		"lines end in line feeds":        {strings.ReplaceAll(one, "\r\n\r\n", "\n\n") + two + three, all, 0},
		"no empty line below the header": {one + strings.Replace(two, "\r\n\r\nHTTP", "\r\nHTTP", 1) + three, all, 0},
		"no length":                      {one + strings.Replace(two, "Content-Length: ", "Content-Width: ", 1) + three, strings.Replace(all, u+"2=<p>two</p>\n", "", 1), 1},
		"a length that is no number":     {one + strings.Replace(two, "Content-Length: ", "Content-Length: x", 1) + three, strings.Replace(all, u+"2=<p>two</p>\n", "", 1), 1},
		"a length below nothing":         {one + strings.Replace(two, "Content-Length: ", "Content-Length: -", 1) + three, strings.Replace(all, u+"2=<p>two</p>\n", "", 1), 1},
		"another beginning":              {one + strings.Replace(two, "WARC/1.0", "WORK/1.0", 1) + three, strings.Replace(all, u+"2=<p>two</p>\n", "", 1), 1},
		"a header that breaks off":       {one + two[:40] + "\r\n" + two + three, all, 1},
		"junk between":                   {one + "junk\r\n\x00\x01more junk\r\n\r\n" + two + three, all, 1},
		"junk without lines":             {one + strings.Repeat("x", 200_000) + "\r\n" + two + three, all, 1},
		"no answer of a server":          {one + strings.Replace(two, "HTTP/1.1 200 OK", "HTTQ/1.1 200 OK", 1) + three, strings.Replace(all, u+"2=<p>two</p>\n", "", 1), 1},
		"a field of the answer is odd":   {one + strings.Replace(two, "OK\r\n", "OK\r\nno colon here\r\n", 1) + three, all, 0},
		"the server's length is another": {one + strings.Replace(two, "Content-Type: text/html\r\n", "Content-Length: 3\r\n", 1) + three, all, 0},
		"cut in its last record":         {one + two + three[:len(three)-12], u + "1=<p>one</p>\n" + u + "2=<p>two</p>", 1},
	} {
		var pages []string
		failed := 0
		for _, line := range strings.Split(outcome(c.in, 1000), "\n") {
			if strings.HasPrefix(line, "! ") {
				failed++
			} else if line != "" {
				pages = append(pages, line)
			}
		}
		if got := strings.Join(pages, "\n"); got != c.want || failed != c.errors {
			t.Errorf("%s: %d errors, want %d\n%s\nwant\n%s", name, failed, c.errors, got, c.want)
		}
	}
}

// TestPackedBroken: a packed record that is damaged costs itself alone.
func TestPackedBroken(t *testing.T) {
	const u = "http://a.example/"
	var parts []string
	for i := range 5 {
		parts = append(parts, gz(stated(0, fmt.Sprint(u, i), "<p>"+strings.Repeat(fmt.Sprint("page ", i, " of five "), 30)+"</p>", "\r\n\r\n")))
	}
	damaged := []byte(parts[2])
	for i := 40; i < 60; i++ {
		damaged[i] ^= 0x5a
	}
	got := outcome(strings.Join(parts[:2], "")+string(damaged)+strings.Join(parts[3:], ""), 100_000)
	for _, i := range []int{0, 1, 3, 4} {
		if !strings.Contains(got, fmt.Sprint(u, i, "=<p>page ", i)) {
			t.Errorf("page %d is lost:\n%.2000s", i, got)
		}
	}
	if !strings.Contains(got, "! broken archive") {
		t.Errorf("nothing is told:\n%.500s", got)
	}
	kept := record("response", u+"k", responses, answer("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", "<p>kept as it is</p>"))
	if got := outcome(kept, 1000); got != u+"k=<p>kept as it is</p>" {
		t.Errorf("unpacked and in one piece: %s", got)
	}
}

// TestManyWrongLengths: an archive whose every length is wrong takes no more than the time to read it a few times.
func TestManyWrongLengths(t *testing.T) {
	begun := time.Now()
	n := 0
	for p, err := range warc.Read(strings.NewReader(strings.Repeat(stated(9_000_000, "http://a.example/1", "<p>one</p>", "\r\n\r\n"), 20_000)), 10_000_000) {
		if err == nil && string(p.Body) == "<p>one</p>" {
			n++
		}
	}
	if took := time.Since(begun); n != 20_000 || took > 20*time.Second {
		t.Errorf("%d pages in %v", n, took)
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
