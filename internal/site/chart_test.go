package site

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

var chartSeries = map[string]string{
	"zero":     "{date: 2026-01-01, value: 0}, {date: 2026-02-01, value: 0}",
	"negative": "{date: 2026-01-01, value: -5}, {date: 2026-02-01, value: -1}",
	"across":   "{date: 2026-01-01, value: -5}, {date: 2026-02-01, value: 5}",
	"huge":     "{date: 2026-01-01, value: 1e308}, {date: 2026-02-01, value: -1e308}",
	"tiny":     "{date: 2026-01-01, value: 1e-300}, {date: 2026-02-01, value: 2e-300}",
	"wide":     "{date: 1900-01-01, value: 1}, {date: 2199-12-31, value: 2}",
	"dense":    "{date: 2026-01-01, value: 1}, {date: 2026-01-02, value: 2}, {date: 2026-01-03, value: 1e9}",
	"zigzag":   monthly(12, func(i int) float64 { return float64(i % 2 * 90) }),
	"sixty":    monthly(60, func(i int) float64 { return 40 + 30*math.Sin(float64(i)/6) }),
}

func monthly(n int, value func(int) float64) string {
	var list []string
	for i := range n {
		day := time.Date(2021, time.January+time.Month(i), 1, 0, 0, 0, 0, time.UTC)
		list = append(list, fmt.Sprintf("{date: %s, value: %g}", day.Format(time.DateOnly), value(i)))
	}
	return strings.Join(list, ", ")
}

var coordinate = regexp.MustCompile(`-?[0-9.]+`)

// Whatever the figures, the chart stays in its frame and holds numbers.
func TestAChartStaysInItsFrame(t *testing.T) {
	for name, series := range chartSeries {
		for _, target := range []string{"", ", target: 7", ", target: -1e308", ", target: 1e308"} {
			c := measured(t, "{name: N, series: ["+series+"]"+target+"}").Chart
			places := []float64{c.Base, c.Target}
			for _, dot := range c.Dots {
				places = append(places, dot.X, dot.Y)
			}
			for _, l := range c.Labels {
				places = append(places, l.X, l.Y)
			}
			for _, path := range []string{c.Line, c.Gaps, c.Area} {
				if strings.Trim(path, "MLZ 0123456789.") != "" {
					t.Errorf("%s%s: a path is %q", name, target, path)
				}
				for _, number := range coordinate.FindAllString(path, -1) {
					place, _ := strconv.ParseFloat(number, 64)
					places = append(places, place)
				}
			}
			for _, place := range append(places, c.Years...) {
				if math.IsNaN(place) || place < 0 || place > 100 {
					t.Errorf("%s%s: a place is %v", name, target, place)
				}
			}
		}
	}
}

// Where the frame holds what the letters need, none cover each other: not on
// the narrowest page, and not on a wide one, where more of them are shown.
func TestLettersOfAChartDoNotCoverEachOther(t *testing.T) {
	for name, series := range chartSeries {
		for _, target := range []string{"", ", target: 7", ", target: 60"} {
			c := measured(t, "{name: N, series: ["+series+"]"+target+"}").Chart
			for _, width := range []float64{narrowChart, roomyChart, 42} {
				p := &plot{labels: labels{width: width}}
				var shown []Label
				for _, l := range c.Labels {
					l.down = l.Y / 100 * chartHeight
					if !l.Roomy || width >= roomyChart {
						shown = append(shown, l)
					}
				}
				for i, l := range shown {
					for _, other := range shown[:i] {
						if p.boxOf(l).meets(p.boxOf(other)) {
							t.Errorf("%s%s, %v rem: %q covers %q", name, target, width, l.Text, other.Text)
						}
					}
				}
			}
		}
	}
}

func texts(c Chart, kind string) string {
	var list []string
	for _, l := range c.Labels {
		if l.Kind == kind {
			list = append(list, l.Text)
		}
	}
	return strings.Join(list, " ")
}

func TestAChartNamesItsFiguresDirectly(t *testing.T) {
	six := measured(t, "{name: N, target: 7, series: ["+monthly(6, func(i int) float64 { return float64(21 - 3*i) })+"]}").Chart
	if got := texts(six, "value") + " | " + texts(six, "last") + " | " + texts(six, "aim"); got != "21 18 15 12 9 | 6 | Target 7" {
		t.Errorf("six figures: %s", got)
	}
	sixty := measured(t, "{name: N, series: ["+monthly(60, func(i int) float64 { return 50 + float64(i%30) - float64(i)/100 })+"]}").Chart
	if got := texts(sixty, "value") + " | " + texts(sixty, "last"); got != "50 78.71 49.7 | 78.41" {
		t.Errorf("sixty figures name the first, the highest, the lowest and the last: %s", got)
	}
	if len(sixty.Dots) != 2 || !sixty.Dots[1].Last {
		t.Errorf("sixty figures have the dots %v", sixty.Dots)
	}
	if got := texts(sixty, "date"); got != "Dec 1, 2025 Jan 1, 2021 2023 2024" {
		t.Errorf("sixty figures have the days %q", got)
	}
}

func TestAStretchWithoutFiguresIsNotDrawnAsIfThereWereSome(t *testing.T) {
	whole := measured(t, "{name: N, series: ["+monthly(6, func(i int) float64 { return float64(i) })+"]}").Chart
	if whole.Gaps != "" || strings.Count(whole.Line, "M") != 1 {
		t.Errorf("without a gap: %q and %q", whole.Line, whole.Gaps)
	}
	c := measured(t, "{name: N, series: ["+monthly(4, func(i int) float64 { return 5 })+", {date: 2022-01-01, value: 4}, {date: 2022-02-01, value: 3}]}").Chart
	if strings.Count(c.Line, "M") != 2 || strings.Count(c.Gaps, "M") != 1 || strings.Count(c.Area, "Z") != 2 {
		t.Errorf("with a gap: %q, %q, %q", c.Line, c.Gaps, c.Area)
	}
}

func TestTimeRunsFromRightToLeftWhereTextDoes(t *testing.T) {
	source := files("issues/a.md", "---\ntitle: A\nstatus: monitoring\nmeasures:\n  - {name: N, series: [{date: 2026-01-01, value: -9}, {date: 2026-02-01, value: 4}]}\n---\n",
		"issues/a.ar.md", "---\ntitle: أ\n---\n")
	source["content/site.yaml"].Data = []byte(strings.Replace(string(source["content/site.yaml"].Data), "languages: [en", "languages: [en, ar", 1))
	s := linked(t, source, Options{})
	c := viewed[IssuePage](t, s, "ar/issues/a/index.html").Measures[0].Chart
	if !c.Mirrored || c.Dots[0].X != 100 || c.Dots[1].X != 0 {
		t.Errorf("mirrored %v, dots %v", c.Mirrored, c.Dots)
	}
	if got := texts(c, "value"); got != "\u200e-9" {
		t.Errorf("the sign would stand behind the figure: %q", got)
	}
}
