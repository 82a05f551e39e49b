package desk

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// metrics counts what the desk does, in the text form that Prometheus reads. Requests are counted by their first path
// segment, so that neither reports nor queries show.
type metrics struct {
	mu       sync.Mutex
	requests map[requestKind]*histogram
	reads    histogram
}

type requestKind struct{ method, route, status string }

// steps are the upper edges of the histograms in seconds.
var steps = [...]float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}

type histogram struct {
	buckets [len(steps)]int
	sum     float64
	n       int
}

func (h *histogram) add(took time.Duration) {
	s := took.Seconds()
	for i, edge := range steps {
		if s <= edge {
			h.buckets[i]++
		}
	}
	h.sum += s
	h.n++
}

func newMetrics() *metrics { return &metrics{requests: map[requestKind]*histogram{}} }

// routes are the first segments that are counted by name; the others are one.
var routes = []string{"", "r", "paste", "explore", "ledger", "dossier", "sources", "about", "static", "api",
	"healthz", "readyz", "metrics"}

func (m *metrics) request(r *http.Request, status int, took time.Duration) {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	first, _, _ = strings.Cut(first, ".")
	if !slices.Contains(routes, first) {
		first = "other"
	}
	method := r.Method
	if method != http.MethodGet && method != http.MethodPost && method != http.MethodHead {
		method = "other" // a client can make up any number of names
	}
	k := requestKind{method, "/" + first, fmt.Sprintf("%dxx", status/100)}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.requests[k] == nil {
		m.requests[k] = &histogram{}
	}
	m.requests[k].add(took)
}

func (m *metrics) read(took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads.add(took)
}

func (m *metrics) serve(w http.ResponseWriter, _ *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var b strings.Builder
	b.WriteString("# HELP onrecord_request_seconds Time that requests took.\n# TYPE onrecord_request_seconds histogram\n")
	kinds := make([]requestKind, 0, len(m.requests))
	for k := range m.requests {
		kinds = append(kinds, k)
	}
	slices.SortFunc(kinds, func(a, b requestKind) int {
		return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.method, b.method), cmp.Compare(a.status, b.status))
	})
	for _, k := range kinds {
		m.requests[k].write(&b, "onrecord_request_seconds", fmt.Sprintf("method=%q,route=%q,status=%q", k.method,
			k.route, k.status))
	}
	b.WriteString("# HELP onrecord_read_seconds Time that reading a pasted report took.\n# TYPE onrecord_read_seconds histogram\n")
	m.reads.write(&b, "onrecord_read_seconds", "")
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write([]byte(b.String()))
}

func (h *histogram) write(b *strings.Builder, name, labels string) {
	comma, braces := "", ""
	if labels != "" {
		comma, braces = ",", "{"+labels+"}"
	}
	for i, edge := range steps {
		fmt.Fprintf(b, "%s_bucket{%s%sle=\"%g\"} %d\n", name, labels, comma, edge, h.buckets[i])
	}
	fmt.Fprintf(b, "%s_bucket{%s%sle=\"+Inf\"} %d\n%s_sum%s %g\n%s_count%s %d\n", name, labels, comma, h.n, name,
		braces, h.sum, name, braces, h.n)
}
