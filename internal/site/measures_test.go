package site

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func measured(t *testing.T, measure string) Measure {
	t.Helper()
	s := linked(t, files("issues/a.md", "---\ntitle: A\nstatus: monitoring\nmeasures:\n  - "+measure+"\n---\n"), Options{})
	return viewed[IssuePage](t, s, "issues/a/index.html").Measures[0]
}

func TestAMeasureSaysFromWhatToWhat(t *testing.T) {
	for measure, want := range map[string]string{
		"{name: N, better: lower, unit: days, target: 7, series: [{date: 2026-10-01, value: 12}, {date: 2026-01-01, value: 21}]}": "fell 21 12 true 2026-01-01 2026-10-01",
		"{name: N, better: higher, unit: days, series: [{date: 2026-01-01, value: 21}, {date: 2026-10-01, value: 12}]}":           "fell 21 12 false 2026-01-01 2026-10-01",
		"{name: N, better: higher, series: [{date: 2026-01-01, value: 0.5}, {date: 2026-10-01, value: 1250}]}":                    "rose 0.5 1,250 true 2026-01-01 2026-10-01",
		"{name: N, series: [{date: 2026-01-01, value: 3}, {date: 2026-05-01, value: 9}, {date: 2026-10-01, value: 3}]}":           "same 3 3 false 2026-01-01 2026-10-01",
		"{name: N, better: lower, series: [{date: 2026-01-01, value: 3}]}":                                                        "same   false 2026-01-01 2026-01-01",
		"{name: N}": "   false 0001-01-01 0001-01-01",
	} {
		m := measured(t, measure)
		got := fmt.Sprintf("%s %s %s %v %s %s", m.Change, m.First, m.Last, m.Result.Better, m.FirstOn.Format("2006-01-02"), m.LastOn.Format("2006-01-02"))
		if got != want {
			t.Errorf("%s: %q, not %q", measure, got, want)
		}
	}
}

// Whatever the figures, the chart stays in its frame and holds numbers.
func TestAChartStaysInItsFrame(t *testing.T) {
	for name, series := range map[string]string{
		"one":      "{date: 2026-01-01, value: 5}",
		"zero":     "{date: 2026-01-01, value: 0}, {date: 2026-02-01, value: 0}",
		"negative": "{date: 2026-01-01, value: -5}, {date: 2026-02-01, value: -1}",
		"across":   "{date: 2026-01-01, value: -5}, {date: 2026-02-01, value: 5}",
		"huge":     "{date: 2026-01-01, value: 1e308}, {date: 2026-02-01, value: -1e308}",
		"tiny":     "{date: 2026-01-01, value: 1e-300}, {date: 2026-02-01, value: 2e-300}",
		"wide":     "{date: 1900-01-01, value: 1}, {date: 2199-12-31, value: 2}",
		"dense":    "{date: 2026-01-01, value: 1}, {date: 2026-01-02, value: 2}, {date: 2026-01-03, value: 1e9}",
	} {
		for _, target := range []string{"", ", target: 7", ", target: -1e308", ", target: 1e308"} {
			m := measured(t, "{name: N, series: ["+series+"]"+target+"}")
			heights := []float64{m.Chart.BaseY}
			if m.Chart.HasTarget {
				heights = append(heights, m.Chart.TargetY)
			}
			for _, dot := range m.Chart.Dots {
				heights = append(heights, dot.Y)
				if math.IsNaN(dot.X) || dot.X < 0 || dot.X > float64(m.Chart.Width) || dot.Label == "" {
					t.Errorf("%s%s: a dot at %v", name, target, dot)
				}
			}
			for _, y := range heights {
				if math.IsNaN(y) || y < 0 || y > float64(m.Chart.Height) {
					t.Errorf("%s%s: a height of %v", name, target, y)
				}
			}
			if strings.ContainsAny(m.Chart.Line, "NIe") || len(strings.Fields(m.Chart.Line)) != len(m.Chart.Dots) {
				t.Errorf("%s%s: the line is %q", name, target, m.Chart.Line)
			}
		}
	}
}
