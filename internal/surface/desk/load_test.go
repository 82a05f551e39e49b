package desk

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"onrecord/internal/cross/standing"
	"onrecord/internal/reading/newsroom"
	"onrecord/internal/store"
)

// Clients of the load test, and how long they ask.
const (
	loadClients = 50
	loadFor     = 30 * time.Second
)

// TestLoad asks a desk over a large store from many sides at once and prints how long answers took. ONRECORD_LOAD names the store; without
// it nothing is done.
func TestLoad(t *testing.T) {
	name := os.Getenv("ONRECORD_LOAD")
	if name == "" {
		t.Skip("prints figures; ONRECORD_LOAD names a store of some thousands of reports to have them")
	}
	s, err := store.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	reader, err := theReader()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := newsroom.New()
	if err != nil {
		t.Fatal(err)
	}
	d, err := New(s, reader, rules, Options{})
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if err := d.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("reports laid side by side in %.1f s; heap %d MB\n", time.Since(begun).Seconds(), heap())
	web := httptest.NewServer(d.Handler())
	defer web.Close()
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = loadClients
	paths := loadPaths(t, s, d)
	var mu sync.Mutex
	took := map[string][]time.Duration{}
	failed := 0
	ask := func(kind, path string) {
		begun := time.Now()
		a, err := http.Get(web.URL + path)
		if err == nil {
			_, err = io.Copy(io.Discard, a.Body)
			a.Body.Close()
		}
		mu.Lock()
		defer mu.Unlock()
		if err != nil || a.StatusCode != 200 {
			failed++
			t.Errorf("%s: %v, %v", path, a, err)
		}
		took[kind] = append(took[kind], time.Since(begun))
	}
	until := time.Now().Add(loadFor)
	var all sync.WaitGroup
	for i := range loadClients {
		all.Go(func() {
			r := rand.New(rand.NewPCG(uint64(i), 7))
			for time.Now().Before(until) {
				p := paths[r.IntN(len(paths))]
				ask(p[0], p[1])
			}
		})
	}
	for range 3 {
		time.Sleep(loadFor / 3)
		fmt.Printf("heap %d MB\n", heap())
	}
	all.Wait()
	n := 0
	for _, kind := range []string{"search", "api", "reader", "ledger", "dossier", "changes", "stories", "story"} {
		list := took[kind]
		slices.Sort(list)
		n += len(list)
		if len(list) > 0 {
			fmt.Printf("%-8s %5d requests, median %4d ms, p95 %5d ms, longest %5d ms\n", kind, len(list), list[len(list)/2].Milliseconds(),
				list[len(list)*95/100].Milliseconds(), list[len(list)-1].Milliseconds())
		}
	}
	fmt.Printf("%d clients, %v: %d requests, %d failed\n", loadClients, loadFor, n, failed)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc >> 20
}

// loadPaths are addresses that people open, each with its kind, in some proportion.
func loadPaths(t *testing.T, s *store.Store, d *Desk) (out [][2]string) {
	t.Helper()
	for _, q := range []string{"oil", "bank", "minister", "strike", "trade", "\"interest rates\"", "budget -tax", "agree*"} {
		out = append(out, [2]string{"search", "/explore?" + url.Values{"q": {q}}.Encode()},
			[2]string{"search", "/explore?" + url.Values{"kind": {"statement"}, "q": {q}}.Encode()},
			[2]string{"api", "/api/v1/search?" + url.Values{"q": {q}}.Encode()},
			[2]string{"api", "/api/v1/positions?" + url.Values{"q": {q}, "stance": {"against"}}.Encode()})
	}
	page, err := s.Search(t.Context(), store.Query{Limit: 60})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range page.Hits {
		out = append(out, [2]string{"reader", "/r/" + h.Report})
	}
	err = d.record.Standing(t.Context(), false, func(l *standing.Ledger) error {
		n := 0
		return l.Lines(standing.Which{}, func(x *standing.Trajectory) (bool, error) {
			if n++; n%200 == 1 {
				out = append(out, [2]string{"dossier", dossierLink(x.Actor.Key, x.Matter.Key, nil)})
			}
			return n < 2000, nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	rows, _, err := d.stories(t.Context(), url.Values{}, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		out = append(out, [2]string{"story", r.Link})
	}
	for range 4 {
		out = append(out, [2]string{"ledger", "/ledger"}, [2]string{"changes", "/changes"}, [2]string{"stories", "/stories"})
	}
	return append(out, [2]string{"ledger", "/ledger?issue=trade"}, [2]string{"ledger", "/ledger?actor=bank"})
}
