package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"onrecord/internal/store/access"
	"onrecord/read"
)

// scraped are the metrics of a desk as Prometheus reads them.
func scraped(t *testing.T, b *bench) map[string]*dto.MetricFamily {
	t.Helper()
	a := b.get("/metrics")
	b.want(a, 200)
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	return families
}

// labelled is a metric's labels as one text.
func labelled(m *dto.Metric) string {
	var out []string
	for _, l := range m.Label {
		out = append(out, fmt.Sprintf("%s=%s", l.GetName(), l.GetValue()))
	}
	return strings.Join(out, " ")
}

func TestMetrics(t *testing.T) {
	b := open(t, Options{Hosts: access.Hosts{Names: []string{"127.0.0.1"}}})
	b.get("/")
	b.get("/r/" + strings.Repeat("0", 64))
	b.get("/r/" + strings.Repeat("1", 64) + "/versions")
	b.get("/explore?q=mireholt")
	b.get("/api/v1/reports/" + strings.Repeat("0", 64))
	b.get("/api/v1/no-such-thing")
	b.get("/no/such/page")
	b.do(http.MethodDelete, "/explore", "")
	b.do("BREW", "/explore", "")
	b.want(b.get("/", "Host", "elsewhere.example"), 421)
	b.want(b.post("/paste", url.Values{"text": {"Officials in Mireholt said the bridge would reopen on Friday."}}), 303)
	f := scraped(t, b)
	var got []string
	for _, m := range f["onrecord_request_seconds"].GetMetric() {
		got = append(got, fmt.Sprintf("%s %d", labelled(m), m.GetHistogram().GetSampleCount()))
	}
	slices.Sort(got)
	want := []string{
		"method=GET route=/ status=4xx 1",
		"method=GET route=/api/ status=4xx 1",
		"method=GET route=/api/v1/reports/{id} status=4xx 1",
		"method=GET route=/explore status=2xx 1",
		"method=GET route=/r/{id} status=4xx 1",
		"method=GET route=/r/{id}/versions status=4xx 1",
		"method=GET route=/{$} status=2xx 1",
		"method=GET route=none status=4xx 1", // refused before a route was looked for
		"method=POST route=/paste status=3xx 1",
		"method=other route=/ status=4xx 2",
	}
	if !slices.Equal(got, want) {
		t.Errorf("requests\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if n := f["onrecord_read_seconds"].GetMetric()[0].GetHistogram().GetSampleCount(); n != 1 {
		t.Errorf("%d reports read, want 1", n)
	}
	for _, m := range f["onrecord_reads_failed_total"].GetMetric() {
		if m.GetCounter().GetValue() != 0 {
			t.Errorf("reads failed: %s", m)
		}
	}
	if n := len(f["onrecord_reads_failed_total"].GetMetric()); n != 3 {
		t.Errorf("%d reasons why reads fail, want 3 from the start", n)
	}
	if m := f["onrecord_build_info"].GetMetric(); len(m) != 1 || labelled(m[0]) != "version="+read.Version {
		t.Errorf("build %v", m)
	}
	if n := f["onrecord_requests_open"].GetMetric()[0].GetGauge().GetValue(); n != 1 {
		t.Errorf("%v requests open while one is answered", n)
	}
	for _, name := range []string{"onrecord_reports", "onrecord_across_reports", "go_goroutines", "process_start_time_seconds"} {
		if len(f[name].GetMetric()) != 1 {
			t.Errorf("no %s", name)
		}
	}
	if n := len(f["onrecord_findings"].GetMetric()); n != 3 {
		t.Errorf("findings of %d kinds", n)
	}
}

// TestMetricsWithoutStore: what the desk itself knows is told while the store does not answer.
func TestMetricsWithoutStore(t *testing.T) {
	b := open(t, Options{})
	b.store.Close()
	f := scraped(t, b)
	if f["onrecord_reports"] != nil || f["onrecord_requests_open"] == nil {
		t.Errorf("reports %v, open %v", f["onrecord_reports"], f["onrecord_requests_open"])
	}
}

// TestEveryMetricIsDescribed holds docs/operations.md to the metrics there are.
func TestEveryMetricIsDescribed(t *testing.T) {
	b := open(t, Options{})
	page, err := os.ReadFile("../../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	b.get("/")
	for name := range scraped(t, b) {
		if strings.HasPrefix(name, "onrecord_") && !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("docs/operations.md does not describe %s", name)
		}
	}
}
