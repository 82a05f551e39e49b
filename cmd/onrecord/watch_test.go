package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onrecord/internal/store"
)

// TestWatch asks a feed twice across a restart: the pages come once, the unchanged feed is not sent again, and what failed is shown.
func TestWatch(t *testing.T) {
	var feeds, unchanged, pages atomic.Int32
	mux := http.NewServeMux()
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	mux.HandleFunc("/feed", func(w http.ResponseWriter, r *http.Request) {
		feeds.Add(1)
		if r.Header.Get("If-None-Match") == `"one"` {
			unchanged.Add(1)
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"one"`)
		fmt.Fprintf(w, `<rss><channel><title>Gazette</title><item><title>A</title><link>%s/a?from=rss</link></item><item><title>B</title><link>%s/b</link></item></channel></rss>`, s.URL, s.URL)
	})
	mux.HandleFunc("/a", func(w http.ResponseWriter, _ *http.Request) {
		pages.Add(1)
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<html><head><title>A</title><link rel="canonical" href="%s/a"></head><body><article><p>%s</p></article></body></html>`, s.URL,
			strings.Repeat("Officials said on Monday that Norway would not send ships to the strait. ", 8))
	})
	name := filepath.Join(t.TempDir(), "record.db")
	watch := func(args ...string) (string, string, int) {
		var out, errs bytes.Buffer
		status := run(append([]string{"watch", "--store", name, "--allow-private", "--rate", "1000"}, args...), console{strings.NewReader(""), &out, &errs})
		return out.String(), errs.String(), status
	}
	if _, errs, status := watch("--once", s.URL+"/feed"); status != 0 || !strings.Contains(errs, "1 new, 1 failed") {
		t.Errorf("first: exit %d, %s", status, errs)
	}
	if _, errs, status := watch("--once"); status != 0 || unchanged.Load() != 0 || !strings.Contains(errs, "0 new, 1 failed") {
		t.Errorf("a page is left: exit %d, %d unchanged, %s", status, unchanged.Load(), errs)
	}
	if _, errs, status := watch("--once"); status != 0 || !strings.Contains(errs, "404 Not Found; given up after 3 tries") {
		t.Errorf("given up: exit %d, %s", status, errs)
	}
	if _, errs, status := watch("--once"); status != 0 || unchanged.Load() != 1 || feeds.Load() != 4 || pages.Load() != 1 || errs != "" {
		t.Errorf("again: exit %d, %d unchanged of %d, %d pages, %s", status, unchanged.Load(), feeds.Load(), pages.Load(), errs)
	}
	if out, _, status := watch("--status"); status != 0 || !strings.Contains(out, "fine") || !strings.Contains(out, s.URL+"/b") || !strings.Contains(out, "given up") || !strings.Contains(out, "404") {
		t.Errorf("status: exit %d\n%s", status, out)
	}
	st, err := store.OpenToRead(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if c, err := st.Counts(context.Background()); err != nil || c.Reports != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	s.Close()
	if _, errs, status := watch("--once"); status != 1 || !strings.Contains(errs, "next try") {
		t.Errorf("server gone: exit %d, %s", status, errs)
	}
	for _, args := range [][]string{{"--every", "0s"}, {"ftp://x"}, {"https://ana:secret@h.example/feed"}, {"--rate", "0"}} {
		if status := run(append([]string{"watch"}, args...), console{strings.NewReader(""), io.Discard, io.Discard}); status != 2 {
			t.Errorf("%q: exit %d, want 2", args, status)
		}
	}
}

// TestWatchMorePages: a feed with more pages than may be read at once is asked for again until all are, and only then known.
func TestWatchMorePages(t *testing.T) {
	mux := http.NewServeMux()
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	var unchanged, pages atomic.Int32
	mux.HandleFunc("/feed", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"one"` {
			unchanged.Add(1)
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"one"`)
		fmt.Fprint(w, `<rss><channel><title>Gazette</title>`)
		for i := range 3 {
			fmt.Fprintf(w, `<item><title>A</title><link>%s/page/%d</link></item>`, s.URL, i)
		}
		fmt.Fprint(w, `</channel></rss>`)
	})
	mux.HandleFunc("/page/", func(w http.ResponseWriter, r *http.Request) {
		pages.Add(1)
		fmt.Fprintf(w, `<html><body><article><p>%s: %s</p></article></body></html>`, r.URL.Path, strings.Repeat("Officials said on Monday that Norway would not send ships. ", 8))
	})
	name := filepath.Join(t.TempDir(), "record.db")
	for i, want := range []int32{1, 2, 3, 3} {
		var errs bytes.Buffer
		if status := run([]string{"watch", "--store", name, "--allow-private", "--rate", "1000", "--once", "--max-pages", "1", s.URL + "/feed"}, console{strings.NewReader(""), io.Discard, &errs}); status != 0 ||
			pages.Load() != want {
			t.Errorf("time %d: exit %d, %d pages, want %d\n%s", i+1, status, pages.Load(), want, &errs)
		}
	}
	if unchanged.Load() != 1 {
		t.Errorf("%d times unchanged, want once", unchanged.Load())
	}
}

// TestWatchStops: a watch that is stopped ends well and at once, in the middle of a fetch too.
func TestWatchStops(t *testing.T) {
	asked := make(chan bool, 9)
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- true
		<-r.Context().Done()
	}))
	t.Cleanup(s.Close)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		cmd := newWatch(console{strings.NewReader(""), io.Discard, io.Discard})
		cmd.SetArgs([]string{"--store", filepath.Join(t.TempDir(), "r.db"), "--allow-private", s.URL + "/feed"})
		ended <- cmd.ExecuteContext(ctx)
	}()
	<-asked
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("it does not stop")
	}
}

// TestServeWatches: a desk that watches asks the feeds of its store, those too that are added while it runs; addresses of this machine it
// does not ask, and says so.
func TestServeWatches(t *testing.T) {
	name := filepath.Join(t.TempDir(), "record.db")
	st, err := store.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	ctx, stop := context.WithCancel(t.Context())
	out, w := io.Pipe()
	cmd := newServe(console{out: w, err: io.Discard})
	cmd.SetArgs([]string{"--store", name, "--listen", "127.0.0.1:0", "--watch", "--quiet"})
	ended := make(chan error, 1)
	go func() { ended <- cmd.ExecuteContext(ctx) }()
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	f, _, err := st.AddFeed(t.Context(), store.Feed{Address: "http://127.0.0.1:9/feed"})
	for range 1200 {
		if err == nil {
			f, err = st.Feed(t.Context(), f.N)
		}
		if err != nil || f.Error != "" {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil || !strings.Contains(f.Error, "private network") || f.Failures != 1 {
		t.Errorf("%+v, %v", f, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("it does not end well: %v", err)
	}
}
