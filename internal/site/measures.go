package site

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/advocate/internal/content"
)

// The chart's own units; the layout scales it. The margins hold the labels.
const (
	chartWidth, chartHeight = 320, 170
	chartLeft, chartRight   = 14, 306
	chartTop, chartBottom   = 34, 140
)

// sorted returns the values of a measure in their order of time.
func (p *page) sorted(m content.Measure) []content.Point {
	series := slices.Clone(m.Series)
	slices.SortStableFunc(series, func(a, b content.Point) int {
		return p.dayOf(a.Date).Compare(p.dayOf(b.Date))
	})
	return series
}

// result is the short form of the first measure that has a before and an
// after, or nil.
func (p *page) result(measures []content.Measure) *Result {
	for i, m := range measures {
		if r, ok := p.resultOf(i, m); ok {
			return &r
		}
	}
	return nil
}

func (p *page) resultOf(i int, m content.Measure) (Result, bool) {
	r := Result{Langs: p.langs(fmt.Sprintf("measures[%d].", i)), Name: m.Name, Unit: m.Unit}
	if m.Target != nil {
		r.Target = p.words.Number(*m.Target)
	}
	series := p.sorted(m)
	if len(series) < 2 {
		return r, false
	}
	first, last := series[0].Value, series[len(series)-1].Value
	r.First, r.Last = p.words.Number(first), p.words.Number(last)
	r.Better = m.Better == "lower" && last < first || m.Better == "higher" && last > first
	return r, true
}

// measures lays out the charts of a document.
func (p *page) measures(list []content.Measure) []Measure {
	laid := make([]Measure, len(list))
	for i, m := range list {
		laid[i] = p.measure(i, m)
	}
	return laid
}

func (p *page) measure(i int, m content.Measure) Measure {
	result, _ := p.resultOf(i, m)
	laid := Measure{Result: result, Better: m.Better}
	series := p.sorted(m)
	for _, point := range series {
		laid.Points = append(laid.Points, Point{Date: p.dayOf(point.Date), Value: p.words.Number(point.Value)})
	}
	if len(series) == 0 {
		return laid
	}
	last := len(series) - 1
	laid.FirstOn, laid.LastOn = p.dayOf(series[0].Date), p.dayOf(series[last].Date)
	switch change := series[last].Value - series[0].Value; {
	case change < 0:
		laid.Change = "fell"
	case change > 0:
		laid.Change = "rose"
	default:
		laid.Change = "same"
	}
	laid.Chart = p.chart(series, m.Target)
	return laid
}

// chart places the points: across by time, up by value from 0 (or from the
// lowest value, where it is below 0).
func (p *page) chart(series []content.Point, target *float64) Chart {
	low, high := 0.0, 0.0
	for _, point := range series {
		low, high = min(low, point.Value), max(high, point.Value)
	}
	if target != nil {
		low, high = min(low, *target), max(high, *target)
	}
	if high == low {
		high = low + 1
	}
	y := func(value float64) float64 {
		// Halves, because the whole distance of two figures may be no figure.
		return round(chartBottom - (value/2-low/2)/(high/2-low/2)*(chartBottom-chartTop))
	}
	from, to := p.dayOf(series[0].Date), p.dayOf(series[len(series)-1].Date)
	x := func(day time.Time) float64 {
		if !to.After(from) {
			return (chartLeft + chartRight) / 2
		}
		return round(chartLeft + float64(day.Sub(from))/float64(to.Sub(from))*(chartRight-chartLeft))
	}
	c := Chart{Width: chartWidth, Height: chartHeight, BaseY: y(low)}
	var line strings.Builder
	for i, point := range series {
		day := p.dayOf(point.Date)
		dot := Dot{X: x(day), Y: y(point.Value), Label: p.words.Number(point.Value), Date: day, First: i == 0, Last: i == len(series)-1}
		c.Dots = append(c.Dots, dot)
		if i > 0 {
			line.WriteByte(' ')
		}
		line.WriteString(decimal(dot.X) + "," + decimal(dot.Y))
	}
	c.Line = line.String()
	if target != nil {
		c.HasTarget, c.TargetY = true, y(*target)
	}
	return c
}

// round keeps a tenth of a unit, so that files do not depend on how a machine
// computes.
func round(f float64) float64 {
	rounded, _ := strconv.ParseFloat(decimal(f), 64)
	return rounded
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }
