package fetch_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onrecord/internal/ingest/fetch"
)

// site serves fixed answers; a path that it does not have is 404.
func site(t *testing.T, pages map[string]http.HandlerFunc) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	for path, h := range pages {
		mux.HandleFunc(path, h)
	}
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func says(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }
}

func fails(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

func leads(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusMovedPermanently) }
}

func packed(encoding string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", encoding)
		w.Write(body)
	}
}

// local is a client that may talk to the test's own servers.
func local(o fetch.Options) *fetch.Client {
	o.AllowPrivate = true
	if o.Rate == 0 {
		o.Rate = 1000
	}
	return fetch.New(o)
}

func pack(t *testing.T, w io.WriteCloser, b *bytes.Buffer, text []byte) []byte {
	t.Helper()
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipped(t *testing.T, text []byte) []byte {
	var b bytes.Buffer
	return pack(t, gzip.NewWriter(&b), &b, text)
}

func TestGet(t *testing.T) {
	var z, d bytes.Buffer
	bare, _ := flate.NewWriter(&d, 6)
	bomb := gzipped(t, make([]byte, 50_000_000))
	s := site(t, map[string]http.HandlerFunc{
		"/robots.txt": says("User-agent: onrecord\nDisallow: /closed\n"),
		"/page":       says("words"), "/closed": says("no"), "/hop": leads("/page#part"), "/loop": leads("/loop"),
		"/sneak": leads("/closed"), "/file": leads("file:///etc/passwd"), "/gone": fails(410), "/later": fails(503),
		"/gzip": packed("gzip", gzipped(t, []byte("packed"))), "/zlib": packed("deflate", pack(t, zlib.NewWriter(&z), &z, []byte("packed"))),
		"/bare": packed("deflate", pack(t, bare, &d, []byte("packed"))), "/odd": packed("compress", []byte("x")),
		"/bomb": packed("gzip", bomb), "/cut": packed("gzip", bomb[:200]), "/long": says(strings.Repeat("x", 2_000_000)),
		"/endless": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		},
	})
	c := local(fetch.Options{MaxBytes: 1_000_000})
	for _, tc := range []struct {
		path, body string
		err        error
	}{
		{"/page", "words", nil}, {"/hop", "words", nil}, {"/gzip", "packed", nil}, {"/zlib", "packed", nil}, {"/bare", "packed", nil},
		{"/closed", "", fetch.ErrRobots}, {"/sneak", "", fetch.ErrRobots}, {"/file", "", fetch.ErrScheme}, {"/loop", "", fetch.ErrRedirects},
		{"/gone", "", fetch.ErrStatus}, {"/later", "", fetch.ErrStatus}, {"/odd", "", fetch.ErrEncoding}, {"/cut", "", fetch.ErrEncoding},
		{"/bomb", "", fetch.ErrTooLarge}, {"/long", "", fetch.ErrTooLarge}, {"/endless", "", fetch.ErrTooLarge},
	} {
		page, err := c.Get(context.Background(), s.URL+tc.path, fetch.Known{})
		switch {
		case !errors.Is(err, tc.err):
			t.Errorf("%s: error %v, want %v", tc.path, err, tc.err)
		case err == nil && string(page.Body) != tc.body:
			t.Errorf("%s: body %q", tc.path, page.Body)
		case tc.path == "/hop" && page.URL != s.URL+"/page":
			t.Errorf("redirected to %s", page.URL)
		}
	}
}

func TestGetOnlyWhatChanged(t *testing.T) {
	s := site(t, map[string]http.HandlerFunc{"/a": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		http.ServeContent(w, r, "a.html", time.Unix(1_700_000_000, 0), strings.NewReader("words"))
	}})
	c := local(fetch.Options{})
	page, err := c.Get(context.Background(), s.URL+"/a", fetch.Known{})
	if err != nil {
		t.Fatal(err)
	}
	for _, known := range []fetch.Known{{ETag: page.ETag}, {LastModified: page.LastModified}} {
		if _, err := c.Get(context.Background(), s.URL+"/a", known); !errors.Is(err, fetch.ErrNotModified) {
			t.Errorf("%+v: %v", known, err)
		}
	}
}

func TestRobotsByStatus(t *testing.T) {
	for _, tc := range []struct {
		robots http.HandlerFunc
		want   error
	}{
		{fails(404), nil}, {fails(403), nil}, {fails(429), nil}, {fails(500), fetch.ErrNoRobots}, {fails(503), fetch.ErrNoRobots},
		{leads("/real.txt"), fetch.ErrRobots}, {leads("/robots.txt"), nil},
	} {
		s := site(t, map[string]http.HandlerFunc{"/robots.txt": tc.robots, "/a": says("a"),
			"/real.txt": says("User-agent: *\nDisallow: /")})
		if _, err := local(fetch.Options{}).Get(context.Background(), s.URL+"/a", fetch.Known{}); !errors.Is(err, tc.want) {
			t.Errorf("error %v, want %v", err, tc.want)
		}
	}
}

func TestPrivateAddressesAreRefused(t *testing.T) {
	var asked atomic.Int32
	s := site(t, map[string]http.HandlerFunc{"/": func(http.ResponseWriter, *http.Request) { asked.Add(1) }})
	c := fetch.New(fetch.Options{Rate: 1000})
	port := s.URL[strings.LastIndex(s.URL, ":"):]
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]"} {
		if _, err := c.Get(context.Background(), "http://"+host+port+"/", fetch.Known{}); !errors.Is(err, fetch.ErrPrivate) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if asked.Load() > 0 {
		t.Error("the server was asked")
	}
	for address, public := range map[string]bool{"10.1.2.3": false, "172.31.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "fe80::1": false, "fd00::1": false, "::ffff:10.0.0.1": false, "64:ff9b::a00:1": false, "2002:a00:1::": false,
		"224.0.0.1": false, "255.255.255.255": false, "::": false, "9.9.9.9": true, "2620:fe::fe": true, "172.32.0.1": true} {
		if got := fetch.Public(netip.MustParseAddr(address)); got != public {
			t.Errorf("%s public: %v", address, got)
		}
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	for _, a := range []string{"ftp://h.example/", "file:///etc/passwd", "//h.example", "http://", "http://me:pw@h.example/", "http://%zz/"} {
		if _, err := local(fetch.Options{}).Get(context.Background(), a, fetch.Known{}); !errors.Is(err, fetch.ErrScheme) {
			t.Errorf("%s: %v", a, err)
		}
	}
}

// TestRateIsPerHost asks one host three times at ten a second; a second host is not held up.
func TestRateIsPerHost(t *testing.T) {
	a, b := site(t, map[string]http.HandlerFunc{"/": says("a")}), site(t, map[string]http.HandlerFunc{"/": says("b")})
	c := local(fetch.Options{Rate: 10})
	begun := time.Now()
	for i := range 2 {
		if _, err := c.Get(context.Background(), fmt.Sprintf("%s/?%d", a.URL, i), fetch.Known{}); err != nil {
			t.Fatal(err)
		}
	}
	if d := time.Since(begun); d < 190*time.Millisecond { // robots.txt counts too
		t.Errorf("three requests in %v", d)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	if _, err := c.Get(ctx, a.URL+"/", fetch.Known{}); err == nil {
		t.Error("a fourth request did not wait")
	}
	if _, err := c.Get(context.Background(), b.URL+"/", fetch.Known{}); err != nil {
		t.Error(err)
	}
}

func TestSlowServerIsLeft(t *testing.T) {
	s := site(t, map[string]http.HandlerFunc{"/slow": func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("x"))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}})
	if _, err := local(fetch.Options{Timeout: 300 * time.Millisecond}).Get(context.Background(), s.URL+"/slow", fetch.Known{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

// TestFailuresOfTheNetwork: each says in one line what happened and what to do, and none of them that something is forbidden.
func TestFailuresOfTheNetwork(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	secure := httptest.NewTLSServer(says("a"))
	t.Cleanup(secure.Close)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	breaks := site(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }})
	slow := site(t, map[string]http.HandlerFunc{"/": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }})
	plain := site(t, map[string]http.HandlerFunc{"/": says("a")})
	for name, c := range map[string]struct{ address, want string }{
		"a closed port":       {closed.URL + "/x", "nothing answers at 127.0.0.1:"},
		"a name of no server": {"http://no-such-server.invalid/x", "no-such-server.invalid"},
		"a bad certificate":   {secure.URL + "/x", "certificate"},
		"https where none is": {strings.Replace(plain.URL, "http://", "https://", 1) + "/x", "does not speak https"},
		"a broken connection": {breaks.URL + "/x", "broke the connection off"},
		"a slow server":       {slow.URL + "/x", "within 300ms"},
	} {
		_, err := local(fetch.Options{Timeout: 300 * time.Millisecond}).Get(context.Background(), c.address, fetch.Known{})
		if !errors.Is(err, fetch.ErrUnreachable) || errors.Is(err, fetch.ErrRobots) || !strings.Contains(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\n\"") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := local(fetch.Options{}).Get(context.Background(), site(t, map[string]http.HandlerFunc{"/robots.txt": fails(503)}).URL+"/x", fetch.Known{})
	if err == nil || strings.Contains(err.Error(), "forbidden") || !strings.Contains(err.Error(), "robots.txt") || !strings.Contains(err.Error(), "503") {
		t.Errorf("robots.txt of a server that fails: %v", err)
	}
}
