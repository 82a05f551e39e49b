package desk

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"onrecord"
	"onrecord/internal/reading/newsroom"
	"onrecord/internal/store"
	"onrecord/read"
)

// theReader is built once: loading the models takes most of a second.
var theReader = sync.OnceValues(read.New)

// samples are the sample reports, read once.
var samples = sync.OnceValues(func() ([]*onrecord.Document, error) {
	r, err := theReader()
	if err != nil {
		return nil, err
	}
	reports, err := Demo()
	for _, d := range reports {
		if err == nil {
			err = r.Read(d)
		}
	}
	return reports, err
})

// bench is a desk over a real store in a folder of the test.
type bench struct {
	testing.TB
	desk  *Desk
	store *store.Store
	web   *httptest.Server
	log   *bytes.Buffer
	file  string // of the store
}

func open(t testing.TB, o Options, reports ...*onrecord.Document) *bench {
	t.Helper()
	rules, err := newsroom.New()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "desk.db")
	s, err := store.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	if len(reports) > 0 {
		if _, err := s.Put(t.Context(), reports); err != nil {
			t.Fatal(err)
		}
	}
	return serving(t, s, file, rules, o)
}

// serving is a desk over an open store, in a server of its own.
func serving(t testing.TB, s *store.Store, file string, rules *newsroom.Rules, o Options) *bench {
	t.Helper()
	t.Cleanup(func() { s.Close() })
	reader, err := theReader()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{TB: t, store: s, log: &bytes.Buffer{}, file: file}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(&locked{w: b.log}, nil))
	}
	if b.desk, err = New(s, reader, rules, o); err != nil {
		t.Fatal(err)
	}
	if err := b.desk.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.desk.divisions.soon = store.Longest // on a machine that is busy, too, pages have all their figures
	b.web = httptest.NewUnstartedServer(nil)
	b.web.Config = b.desk.Server()
	b.web.Start()
	t.Cleanup(b.web.Close)
	return b
}

// locked lets a test look into a log that is being written.
type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// demo is a desk with the sample reports.
func demo(t *testing.T) *bench {
	t.Helper()
	reports, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, Options{Writable: true, Demo: true}, reports...)
}

// answerOf is what came back.
type answerOf struct {
	*http.Response
	body string
}

// do asks without following where it leads.
func (b *bench) do(method, path, body string, header ...string) answerOf {
	b.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, b.web.URL+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		b.Fatal(err)
	}
	return answerOf{resp, string(raw)}
}

func (b *bench) get(path string, header ...string) answerOf {
	b.Helper()
	return b.do("GET", path, "", header...)
}

func (b *bench) post(path string, form url.Values, header ...string) answerOf {
	b.Helper()
	return b.do("POST", path, form.Encode(), append([]string{"Content-Type", "application/x-www-form-urlencoded"},
		header...)...)
}

func (b *bench) want(a answerOf, status int, words ...string) {
	b.Helper()
	if a.StatusCode != status {
		b.Errorf("%s %s: status %d, want %d\n%.400s", a.Request.Method, a.Request.URL, a.StatusCode, status, a.body)
	}
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			b.Errorf("%s %s: %q is not in the answer", a.Request.Method, a.Request.URL, w)
		}
	}
}
