package metrics

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.org/advocate/internal/store"
)

func scrape(t *testing.T, m *Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("a scrape is answered with %d", w.Code)
	}
	return w.Body.String()
}

// values are the lines of a scrape that are no comments, without the version of Go.
func values(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if name, value, ok := strings.Cut(line, "{commit"); ok {
			_, value, _ = strings.Cut(value, "} ")
			line = name + " " + value
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "")
}

func TestTheTotalsAreThoseOfADay(t *testing.T) {
	well := true
	m := New(Build{"1.2.3", "abc"}, func(context.Context) bool { return well })
	if got, want := values(scrape(t, m)), "advocate_build_info 1\nadvocate_healthy 1\n"; got != want {
		t.Errorf("before the first totals:\n%s\nwant:\n%s", got, want)
	}
	m.Set(store.Totals{Open: 3, Closed: 2, Entries: 9, Apart: 1, Unfetched: 4, OldestUnfetched: "2026-11-30"}, "2026-12-03")
	well = false
	want := `advocate_build_info 1
advocate_cases{state="closed"} 2
advocate_cases{state="open"} 3
advocate_entries 9
advocate_entries_apart 1
advocate_entries_waiting 4
advocate_healthy 0
advocate_oldest_waiting_days 3
advocate_totals_day 1.796256e+09
`
	if got := values(scrape(t, m)); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	m.Set(store.Totals{}, "2026-12-04")
	if got := values(scrape(t, m)); !strings.Contains(got, "advocate_oldest_waiting_days 0\n") {
		t.Errorf("when nothing waits:\n%s", got)
	}
}

func TestNothingButMetricsIsAnswered(t *testing.T) {
	m := New(Build{}, func(context.Context) bool { return true })
	for path, status := range map[string]int{"/metrics": 200, "/": 404, "/debug/pprof/": 404, "/healthz": 404} {
		w := httptest.NewRecorder()
		m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != status {
			t.Errorf("%s is answered with %d, want %d", path, w.Code, status)
		}
	}
}
