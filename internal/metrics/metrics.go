// Package metrics shows Prometheus how an intake stands. Its sums change once a day, and there is none of one
// concern: a number that rises when somebody writes would tell when. For the same reason it has no counts of
// requests, of bytes and of processor time, which come with other collectors.
//
//	m := metrics.New(metrics.Build{Version: "1.2.3"}, in.Healthy)
//	http.Serve(listener, m.Handler()) // an address of its own, for the city's monitoring alone
//	m.Set(totals, today)              // once a day
package metrics

import (
	"context"
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"example.org/advocate/internal/store"
)

// Build is what the program says of itself.
type Build struct{ Version, Commit string }

// Metrics are what a scrape is answered with.
type Metrics struct {
	registry *prometheus.Registry

	mu     sync.Mutex
	totals store.Totals
	today  store.Day // empty before the first totals
}

// New makes metrics without totals. healthy is asked at each scrape.
func New(build Build, healthy func(context.Context) bool) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry()}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "advocate_build_info", Help: "Always 1; its labels say what runs.",
		ConstLabels: prometheus.Labels{"version": build.Version, "commit": build.Commit, "go": runtime.Version()},
	})
	info.Set(1)
	health := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "advocate_healthy", Help: "1 if a sealed write succeeded within the last ten seconds, else 0.",
	}, func() float64 {
		if healthy(context.Background()) {
			return 1
		}
		return 0
	})
	m.registry.MustRegister(info, health, (*totals)(m))
	return m
}

// Set replaces the totals. Call it once a day.
func (m *Metrics) Set(t store.Totals, today store.Day) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.totals, m.today = t, today
}

// Handler answers GET /metrics.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}

// totals collects what was set last.
type totals Metrics

var (
	cases   = prometheus.NewDesc("advocate_cases", "Cases by state, as of advocate_totals_day.", []string{"state"}, nil)
	entries = prometheus.NewDesc("advocate_entries", "Entries of all cases, as of advocate_totals_day.", nil, nil)
	apart   = prometheus.NewDesc("advocate_entries_apart", "Entries kept apart as suspected spam, as of advocate_totals_day.", nil, nil)
	waiting = prometheus.NewDesc("advocate_entries_waiting", "Entries that no desk has fetched, as of advocate_totals_day.", nil, nil)
	oldest  = prometheus.NewDesc("advocate_oldest_waiting_days", "Age in days of the oldest entry that no desk has fetched, as of advocate_totals_day.", nil, nil)
	asOf    = prometheus.NewDesc("advocate_totals_day", "The day that the totals are of: midnight UTC, in Unix seconds.", nil, nil)
)

// Describe implements [prometheus.Collector].
func (t *totals) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{cases, entries, apart, waiting, oldest, asOf} {
		to <- d
	}
}

// Collect implements [prometheus.Collector].
func (t *totals) Collect(to chan<- prometheus.Metric) {
	t.mu.Lock()
	defer t.mu.Unlock()
	day, err := time.Parse(time.DateOnly, string(t.today))
	if err != nil { // there are none yet
		return
	}
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	gauge(cases, float64(t.totals.Open), "open")
	gauge(cases, float64(t.totals.Closed), "closed")
	gauge(entries, float64(t.totals.Entries))
	gauge(apart, float64(t.totals.Apart))
	gauge(waiting, float64(t.totals.Unfetched))
	gauge(asOf, float64(day.Unix()))
	age := 0.0
	if since, err := time.Parse(time.DateOnly, string(t.totals.OldestUnfetched)); err == nil {
		age = day.Sub(since).Hours() / 24
	}
	gauge(oldest, age)
}
