package desk

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onrecord/internal/reading/newsroom"
	"onrecord/internal/store"
	"onrecord/internal/store/queue"
)

// queued is a desk that puts what is kept on a queue which holds so many.
func queued(t *testing.T, most int) (*bench, *queue.Queue) {
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
	q, err := queue.Open(t.Context(), s, most)
	if err != nil {
		t.Fatal(err)
	}
	return serving(t, s, file, rules, Options{Writable: true, Queue: q, Enqueue: true}), q
}

// TestKeepByQueue: with a queue, what is kept by the API and by hand goes there, once, and a queue that is full is told with when to come back.
func TestKeepByQueue(t *testing.T) {
	b, q := queued(t, 2)
	body := `{"text":"Two diplomats said that Norvik will not go.","keep":true}`
	for range 2 {
		b.want(b.do("POST", "/api/v1/read", body, "Content-Type", "application/json"), 200, `"attributions"`)
	}
	page := b.post("/paste", url.Values{"text": {"Two people said so."}}).Header.Get("Location")
	b.want(b.post(page+"/keep", nil), 303)
	b.want(b.get(page), 200, "Two people said so.") // shown from memory until a worker has stored it
	if p, err := q.Progress(t.Context()); err != nil || p.Waiting != 2 {
		t.Errorf("%+v, %v", p, err)
	}
	if c, _ := b.store.Counts(t.Context()); c.Reports != 0 {
		t.Errorf("%d reports are stored by the desk", c.Reports)
	}
	a := b.do("POST", "/api/v1/read", `{"text":"A third one, officials said.","keep":true}`, "Content-Type", "application/json")
	if b.want(a, 503, "the queue is full"); a.Header.Get("Retry-After") == "" {
		t.Error("not told when to come back")
	}
}

// TestQueueMetrics holds docs/operations.md to the metrics of the queue, which are there when the queue is.
func TestQueueMetrics(t *testing.T) {
	b, _ := queued(t, 0)
	page, err := os.ReadFile("../../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	found := scraped(t, b)
	if len(found["onrecord_queue_jobs"].GetMetric()) != 5 || found["onrecord_queue_oldest_seconds"] == nil || found["onrecord_queue_done_last_hour"] == nil {
		t.Errorf("%v", found["onrecord_queue_jobs"])
	}
	for name := range found {
		if strings.HasPrefix(name, "onrecord_") && !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("docs/operations.md does not describe %s", name)
		}
	}
}
