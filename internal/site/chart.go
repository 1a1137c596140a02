package site

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/advocate/internal/content"
)

// A chart is as wide as the page lets it be and has a fixed height in rem, so
// that its letters are as large as those of the text around it on every screen
// and grow with them. Across, places are shares of the width; where letters
// stand is found out for the narrowest page, on which they have least room.
const (
	chartHeight = 13.0 // rem
	chartTop    = 2.5  // rem; above is room for a label
	chartBottom = 10.9 // rem; below stand the dates
	datesAt     = 12.5 // rem; baseline of the dates

	narrowChart = 16.0 // rem: what a page of 320 px leaves
	roomyChart  = 32.0 // rem: what the layout calls roomy

	mostDots   = 24 // figures that are shown as a dot each
	mostLabels = 12 // figures that may carry a label each
)

// plot is a chart while it is laid out. Places across are percentages, places
// down are rem.
type plot struct {
	*page
	series    []content.Point
	days      []time.Time
	xs, ys    []float64
	low, high float64
	target    *float64
	labels    labels
	chart     Chart
}

// chart lays out the figures of a measure, in their order: across by time, up
// by value from 0 (or from the lowest, where that is below 0). There are two of
// them at least.
func (p *page) chart(series []content.Point, target *float64) Chart {
	c := &plot{page: p, series: series, target: target}
	c.place()
	c.draw()
	c.label()
	if Direction(p.lang) == "rtl" {
		c.mirror()
	}
	return c.chart
}

func (c *plot) place() {
	for _, point := range c.series {
		c.low, c.high = min(c.low, point.Value), max(c.high, point.Value)
		c.days = append(c.days, c.dayOf(point.Date))
	}
	if c.target != nil {
		c.low, c.high = min(c.low, *c.target), max(c.high, *c.target)
	}
	if c.high == c.low {
		c.high = c.low + 1
	}
	for i, point := range c.series {
		c.xs = append(c.xs, c.across(c.days[i]))
		c.ys = append(c.ys, c.down(point.Value))
	}
}

// across is the place of a day.
func (c *plot) across(day time.Time) float64 {
	from, to := c.days[0], c.days[len(c.days)-1]
	if !to.After(from) {
		return 50
	}
	return float64(day.Sub(from)) / float64(to.Sub(from)) * 100
}

// down is the place of a value.
func (c *plot) down(value float64) float64 {
	// Halves, because the whole distance of two figures may be no figure.
	return chartBottom - (value/2-c.low/2)/(c.high/2-c.low/2)*(chartBottom-chartTop)
}

func (c *plot) draw() {
	var line, gaps, area strings.Builder
	far := c.farApart()
	base := c.down(0)
	begin := func(i int) {
		line.WriteString("M" + c.point(i))
		area.WriteString("M" + decimal(c.xs[i]) + " " + share(base) + "L" + c.point(i))
	}
	end := func(i int) { area.WriteString("L" + decimal(c.xs[i]) + " " + share(base) + "Z") }
	begin(0)
	for i := 1; i < len(c.series); i++ {
		if c.days[i].Sub(c.days[i-1]) > far {
			gaps.WriteString("M" + c.point(i-1) + "L" + c.point(i))
			end(i - 1)
			begin(i)
			continue
		}
		line.WriteString("L" + c.point(i))
		area.WriteString("L" + c.point(i))
	}
	end(len(c.series) - 1)
	c.chart = Chart{
		Line: line.String(), Gaps: gaps.String(), Area: area.String(),
		Base: percent(base), Foot: percent(chartBottom + 0.1), Heel: percent(chartBottom + 0.45), Height: chartHeight,
	}
	last := len(c.series) - 1
	for i := range c.series {
		if i == 0 || i == last || len(c.series) <= mostDots || c.alone(i, far) {
			c.chart.Dots = append(c.chart.Dots, Dot{X: round(c.xs[i]), Y: percent(c.ys[i]), Last: i == last})
		}
	}
}

// alone tells whether a figure has a gap on both sides, so that no line shows it.
func (c *plot) alone(i int, far time.Duration) bool {
	return c.days[i].Sub(c.days[i-1]) > far && c.days[i+1].Sub(c.days[i]) > far
}

// farApart is the longest time between two figures that counts as none missing:
// two and a half times the usual one. Of few figures nothing is usual.
func (c *plot) farApart() time.Duration {
	if len(c.days) < 4 {
		return math.MaxInt64
	}
	between := make([]time.Duration, len(c.days)-1)
	for i := range between {
		between[i] = c.days[i+1].Sub(c.days[i])
	}
	slices.Sort(between)
	return between[len(between)/2] * 5 / 2
}

// point is a figure's place in the box of the line, 100 by 100.
func (c *plot) point(i int) string { return decimal(c.xs[i]) + " " + share(c.ys[i]) }

// mirror lets time run from right to left, as the text around the chart does.
func (c *plot) mirror() {
	c.chart.Mirrored = true
	for i := range c.chart.Dots {
		c.chart.Dots[i].X = round(100 - c.chart.Dots[i].X)
	}
	for i := range c.chart.Labels {
		c.chart.Labels[i].X = round(100 - c.chart.Labels[i].X)
	}
	for i := range c.chart.Years {
		c.chart.Years[i] = round(100 - c.chart.Years[i])
	}
}

// share writes a place down as a percentage of the height.
func share(rem float64) string { return decimal(rem / chartHeight * 100) }

// percent is the same as a number.
func percent(rem float64) float64 { return round(rem / chartHeight * 100) }

// round keeps a tenth of a percent, so that files do not depend on how a
// machine computes.
func round(f float64) float64 {
	rounded, _ := strconv.ParseFloat(decimal(f), 64)
	return rounded
}

func decimal(f float64) string {
	text := strings.TrimSuffix(strconv.FormatFloat(f, 'f', 1, 64), ".0")
	if text == "-0" {
		return "0"
	}
	return text
}
