package desk

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/queue"
	"onrecord/read"
)

// metrics counts what the desk does, for Prometheus. Requests are counted by the pattern of their route, so that neither
// reports nor queries show, and no client can make up names.
type metrics struct {
	requests *prometheus.HistogramVec
	open     prometheus.Gauge
	reads    prometheus.Histogram
	unread   *prometheus.CounterVec
	serve    http.Handler
}

// newMetrics makes the metrics of a desk, in a registry of their own.
func newMetrics(d *base) *metrics {
	m := &metrics{
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "onrecord_request_seconds",
			Help: "Time that requests took."}, []string{"method", "route", "status"}),
		open: prometheus.NewGauge(prometheus.GaugeOpts{Name: "onrecord_requests_open",
			Help: "Requests that are being answered."}),
		reads: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "onrecord_read_seconds",
			Help: "Time that reading a pasted or sent report took."}),
		unread: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "onrecord_reads_failed_total",
			Help: "Pasted or sent reports that were not read, by why."}, []string{"why"}),
	}
	for _, why := range []string{whyBusy, whyGivenUp, whyBroke} {
		m.unread.WithLabelValues(why)
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "onrecord_build_info", Help: "Always 1; which version runs.",
		ConstLabels: prometheus.Labels{"version": read.Version}})
	build.Set(1)
	all := prometheus.NewRegistry()
	all.MustRegister(m.requests, m.open, m.reads, m.unread, build, &holdings{d}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if d.o.Queue != nil {
		all.MustRegister(queue.NewGauge(d.o.Queue))
	}
	m.serve = promhttp.HandlerFor(all, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError,
		DisableCompression: true}) // as all answers, it is packed further out
	return m
}

// Why a report was not read.
const (
	whyBusy    = "busy"
	whyGivenUp = "given_up"
	whyBroke   = "broke"
)

// request counts an answered request. A route is the pattern that was found for it, or "none" where it was refused before.
func (m *metrics) request(method, pattern string, status int, took time.Duration) {
	_, route, hasMethod := strings.Cut(pattern, " ")
	if !hasMethod {
		route = pattern
	}
	if route == "" {
		route = "none"
	}
	if method != http.MethodGet && method != http.MethodPost && method != http.MethodHead {
		method = "other" // a client can make up any number of names
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(status/100)+"xx").Observe(took.Seconds())
}

// read counts an attempt at reading a report.
func (m *metrics) read(took time.Duration, err error) {
	switch {
	case err == nil:
		m.reads.Observe(took.Seconds())
	case errors.Is(err, answer.ErrReading):
		m.unread.WithLabelValues(whyBusy).Inc()
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		m.unread.WithLabelValues(whyGivenUp).Inc()
	default:
		m.unread.WithLabelValues(whyBroke).Inc()
	}
}

// routeKey is where in the context of a request the pattern of its route is noted.
type routeKey struct{}

// routed notes the pattern that a mux finds for a request, for whoever counts it further out.
func routed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if pattern, ok := r.Context().Value(routeKey{}).(*string); ok {
			defer func() { *pattern = r.Pattern }()
		}
		next.ServeHTTP(w, r)
	})
}

// holdings tells how much the store holds and how far it is laid side by side, when it is asked.
type holdings struct{ desk *base }

var (
	describeReports  = prometheus.NewDesc("onrecord_reports", "Reports in the store.", nil, nil)
	describeFindings = prometheus.NewDesc("onrecord_findings", "Findings in the store.", []string{"kind"}, nil)
	describeAcross   = prometheus.NewDesc("onrecord_across_reports", "Reports that are laid side by side.", nil, nil)
	describeAlerts   = prometheus.NewDesc("onrecord_alerts", "Alerts by how they stand.", []string{"state"}, nil)
	describeToSend   = prometheus.NewDesc("onrecord_alert_messages", "Messages of alerts that did not come through.", []string{"state"}, nil)
	describeCarriers = prometheus.NewDesc("onrecord_alert_programs", "Programs that deliver alerts.", nil, nil)
)

// Describe sends what [holdings.Collect] may send.
func (h *holdings) Describe(to chan<- *prometheus.Desc) {
	to <- describeReports
	to <- describeFindings
	to <- describeAcross
	to <- describeAlerts
	to <- describeToSend
	to <- describeCarriers
}

// Collect asks the store. Where that does not answer in time, what it holds is left out.
func (h *holdings) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, n int, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), labels...)
	}
	gauge(describeAcross, h.desk.record.Reached().Done)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	c, err := h.desk.store.Counts(ctx)
	if err != nil {
		return
	}
	gauge(describeReports, c.Reports)
	gauge(describeFindings, c.Statements, string(store.Statement))
	gauge(describeFindings, c.Events, string(store.Event))
	gauge(describeFindings, c.Positions, string(store.Position))
	alerts, carried, err := answer.AlertsOf(ctx, h.desk.store, func(*store.Alert) bool { return false })
	if err != nil {
		return
	}
	states := map[string]int{answer.AlertFine: 0, answer.AlertWaiting: 0, answer.AlertFailing: 0, answer.AlertStopped: 0}
	waiting, failing, givenUp := 0, 0, 0
	for i := range alerts {
		a := &alerts[i]
		states[a.State]++
		waiting, failing, givenUp = waiting+a.Waiting-a.Failing, failing+a.Failing, givenUp+a.GivenUp
	}
	for state, n := range states {
		gauge(describeAlerts, n, state)
	}
	gauge(describeToSend, waiting, "waiting")
	gauge(describeToSend, failing, "failing")
	gauge(describeToSend, givenUp, "given_up")
	gauge(describeCarriers, carried.Programs)
}
