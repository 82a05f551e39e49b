package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

// TestServe opens the desk with the sample reports, looks at it as a browser and as another site would, and stops it.
// serving is where the desk of the sample reports is open; end ends it, as Ctrl-C does.
func serving(t *testing.T, flags ...string) (home string, end func()) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, w := io.Pipe()
	cmd := newServe(console{out: w, err: io.Discard})
	cmd.SetArgs(append([]string{"--demo", "--listen", "127.0.0.1:0"}, flags...))
	ended := make(chan error, 1)
	go func() { ended <- cmd.ExecuteContext(ctx) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(strings.TrimPrefix(line, "the desk is open: ")), func() {
		t.Helper()
		stop()
		if err := <-ended; err != nil {
			t.Errorf("it does not end well: %v", err)
		}
	}
}

func TestServe(t *testing.T) {
	home, end := serving(t)
	resp, err := http.Get(home)
	if err != nil {
		t.Fatal(err)
	}
	page, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if resp.StatusCode != 200 || !strings.Contains(string(page), "Hallam opens the skies for ten days") ||
		strings.Contains(string(page), "read-only") {
		t.Errorf("status %d, the sample reports are not there, or nothing can be kept", resp.StatusCode)
	}
	r, _ := http.NewRequestWithContext(t.Context(), "GET", home, nil)
	r.Host = "elsewhere.example"
	if resp, err := http.DefaultClient.Do(r); err != nil || resp.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("another host's name is answered: %v %v", resp, err)
	}
	resp, err = http.PostForm(home+"/paste", url.Values{"text": {"Two people said so."}})
	if err != nil || resp.StatusCode != 200 {
		t.Errorf("paste: %v %v", resp, err)
	}
	if resp, err = http.PostForm(home+"/paste", url.Values{"text": {home + "/healthz"}}); err != nil || resp.StatusCode != http.StatusBadGateway {
		t.Errorf("the desk fetches from this machine: %v %v", resp, err)
	}
	end()
	if _, err := http.Get(home); err == nil {
		t.Error("it answers after its end")
	}
}

// TestServeBehindProxy: whom a proxy brings is not on this machine, whatever address the desk listens on.
func TestServeBehindProxy(t *testing.T) {
	home, end := serving(t, "--behind-proxy")
	resp, err := http.Get(home)
	if err != nil {
		t.Fatal(err)
	}
	page, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if !strings.Contains(string(page), "This desk is read-only") || strings.Contains(string(page), "the address of its page") {
		t.Error("without users a desk behind a proxy can be written to, or fetches pages")
	}
	end()
}

// TestServeLetsRequestsEnd stops a server while a request is being answered: the answer must be whole.
func TestServeLetsRequestsEnd(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter,
		_ *http.Request) {
		_, _ = io.WriteString(w, "the first half, ")
		close(begun)
		<-goOn
		_, _ = io.WriteString(w, "the second half")
	})}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended, answered := make(chan error, 1), make(chan string, 1)
	go func() { ended <- serve(ctx, server, l) }()
	go func() {
		resp, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			answered <- err.Error()
			return
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			answered <- err.Error()
			return
		}
		answered <- string(body)
	}()
	<-begun
	stop()
	close(goOn)
	if got := <-answered; got != "the first half, the second half" {
		t.Errorf("got %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestServeNames(t *testing.T) {
	here, _ := os.Hostname()
	for _, c := range []struct {
		o         serveOptions
		loopback  bool
		want      string
		addresses bool
		secure    string
	}{
		{serveOptions{listen: "127.0.0.1:1"}, true, "localhost 127.0.0.1 ::1", false, ""},
		{serveOptions{listen: "127.0.0.2:1", hosts: []string{"Record.Example"}}, true, "localhost 127.0.0.1 ::1 127.0.0.2 record.example", false, ""},
		{serveOptions{listen: "0.0.0.0:1"}, false, "localhost 127.0.0.1 ::1 " + strings.ToLower(here), true, ""},
		{serveOptions{listen: ":1", hosts: []string{"a"}}, false, "localhost 127.0.0.1 ::1 a", true, ""},
		{serveOptions{listen: "127.0.0.1:1", hosts: []string{"https://Record.Example:443/", "http://b"}}, true, "localhost 127.0.0.1 ::1 record.example b", false, "record.example"},
	} {
		got, err := c.o.names(c.loopback)
		if err != nil || strings.Join(got.Names, " ") != c.want || got.Addresses != c.addresses || strings.Join(got.Secure, " ") != c.secure {
			t.Errorf("%+v: %+v, %v, want %q", c.o, got, err, c.want)
		}
	}
	for _, bad := range []string{"", "ftp://a", "https://a/path", "a b", "*.example"} {
		if h, err := hostNames([]string{bad}); err == nil {
			t.Errorf("--host %q is %+v", bad, h)
		}
	}
	for address, want := range map[string]bool{"127.0.0.1": true, "::1": true, "0.0.0.0": false, "::": false,
		"192.0.2.1": false} {
		if got := onLoopback(&net.TCPAddr{IP: net.ParseIP(address)}); got != want {
			t.Errorf("onLoopback(%s) = %v", address, got)
		}
	}
}

// TestServePublicName: a desk with a name that others know is not this machine's own, whatever address it listens on: nothing is kept and
// nothing fetched for whom a proxy brings.
func TestServePublicName(t *testing.T) {
	for host, own := range map[string]bool{"record.example.org": false, "https://record.example.org": false, "desk.localhost": true} {
		home, end := serving(t, "--host", host)
		resp, err := http.Get(home)
		if err != nil {
			t.Fatal(err)
		}
		page, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if strings.Contains(string(page), "read-only") == own {
			t.Errorf("--host %s: read-only %v", host, own)
		}
		end()
	}
}
