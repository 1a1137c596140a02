package site

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// Letters of a chart, in rem: how large they are, and how much room a sign
// takes at most, with the letter spacing that a reader may set.
const (
	labelSize, labelSign = 0.8125, 0.52
	lastSize, lastSign   = 1.25, 0.76
)

// box is a piece of a chart that letters take, in rem from its corner.
type box struct{ left, top, right, bottom float64 }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

// labels are the pieces that are taken, in a chart of some width.
type labels struct {
	width float64 // rem
	taken []box
	lines [][4]float64 // the stretches of the series: x, y, x, y in rem
	aim   float64      // rem; the target's line, below 0 for none
	base  float64      // rem; the line of 0 where letters may stand below it, else 0
}

// What is wrong with a place for letters. The least wrong one is taken.
const (
	onLetters = 1000
	onLine    = 10
	onAim     = 3
	onBase    = 20
	outside   = 5000
)

// wrong judges a place for letters.
func (l *labels) wrong(b box) int {
	sum := 0
	if b.left < -0.5 || b.right > l.width+0.5 || b.top < 0 || b.bottom > chartBottom+0.8 {
		sum += outside
	}
	for _, taken := range l.taken {
		if b.meets(taken) {
			sum += onLetters
		}
	}
	for _, s := range l.lines {
		if crosses(s, b) {
			sum += onLine
		}
	}
	if b.top < l.base && l.base < b.bottom {
		sum += onBase
	}
	if l.aim >= 0 && b.top < l.aim && l.aim < b.bottom {
		sum += onAim
	}
	return sum
}

// crosses tells whether a stretch of the line goes through a box: its part
// above and below the box's width is cut out, and looked at.
func crosses(s [4]float64, b box) bool {
	x1, y1, x2, y2 := s[0], s[1], s[2], s[3]
	from, to := max(x1, b.left), min(x2, b.right)
	if from > to {
		return false
	}
	at := func(x float64) float64 {
		if x2 == x1 {
			return y1
		}
		return y1 + (x-x1)/(x2-x1)*(y2-y1)
	}
	one, other := at(from), at(to)
	if x2 == x1 {
		one, other = y1, y2
	}
	return min(one, other) < b.bottom && max(one, other) > b.top
}

// label puts letters where they cover neither each other nor, if possible, the
// line: the last figure first, then the first one, the target, the highest and
// lowest, and of few figures all. What has no room on a narrow chart may have
// some on a roomy one.
func (c *plot) label() {
	c.labels = c.room(narrowChart)
	last := len(c.series) - 1
	c.figure(last, true, false)
	c.figure(0, true, false)
	c.aim()
	rest := c.extremes()
	if len(c.series) <= mostLabels {
		for i := 1; i < last; i++ {
			if !slices.Contains(rest, i) {
				rest = append(rest, i)
			}
		}
	}
	if c.low < 0 && c.high > 0 {
		y := c.down(0)
		c.put(Label{Text: c.short(0), Kind: "date"}, []spot{{100, y - 0.3, "end"}, {0, y - 0.3, "start"}, {100, y + 0.95, "end"}, {0, y + 0.95, "start"}}, false)
	}
	var later []int
	for _, i := range rest {
		if !c.figure(i, false, false) {
			later = append(later, i)
		}
	}
	dates := c.dates()
	narrow := c.chart.Labels
	c.labels = c.room(roomyChart)
	for _, l := range narrow {
		c.labels.taken = append(c.labels.taken, c.boxOf(l))
	}
	for _, i := range later {
		c.figure(i, false, true)
	}
	c.chart.Labels = append(c.chart.Labels, dates...)
}

// room is a chart of a width without letters.
func (c *plot) room(width float64) labels {
	l := labels{width: width, aim: -1}
	for i := 1; i < len(c.xs); i++ {
		l.lines = append(l.lines, [4]float64{c.xs[i-1] / 100 * width, c.ys[i-1], c.xs[i] / 100 * width, c.ys[i]})
	}
	if c.low < 0 {
		l.base = c.down(0)
	}
	if c.target != nil {
		l.aim = c.down(*c.target)
	}
	return l
}

// extremes are the highest and the lowest figure, where the first and the last
// do not show how far the line goes.
func (c *plot) extremes() []int {
	highest, lowest, last := 0, 0, len(c.series)-1
	for i, point := range c.series {
		if point.Value > c.series[highest].Value {
			highest = i
		}
		if point.Value < c.series[lowest].Value {
			lowest = i
		}
	}
	var list []int
	for _, i := range []int{highest, lowest} {
		if value := c.series[i].Value; i != 0 && i != last && value != c.series[0].Value && value != c.series[last].Value {
			list = append(list, i)
		}
	}
	return list
}

// figure labels a figure. One that need not be there is left out where it would
// cover something.
func (c *plot) figure(i int, needed, roomy bool) bool {
	last := len(c.series) - 1
	l := Label{X: c.xs[i], Text: c.figureText(c.series[i].Value), Kind: "value", Roomy: roomy}
	above, below := c.ys[i]-0.6, c.ys[i]+1.2
	if i == last {
		l.Kind = "last"
		above, below = c.ys[i]-0.75, c.ys[i]+1.6
	}
	half := c.widthOf(l) / 2 / c.labels.width * 100
	switch {
	case i == 0 || l.X < half:
		l.Anchor = "start"
	case i == last || l.X > 100-half:
		l.Anchor = "end"
	default:
		l.Anchor = "middle"
	}
	ways := []float64{above, below}
	if i > 0 && i < last && c.ys[i-1] < c.ys[i] && c.ys[i+1] < c.ys[i] {
		ways = []float64{below, above} // in a valley the line leaves room below
	}
	spots := []spot{{l.X, ways[0], l.Anchor}, {l.X, ways[1], l.Anchor}}
	if beside := 0.7 / c.labels.width * 100; i == last {
		spots = append(spots, spot{l.X - beside, c.ys[i] + 0.4, "end"})
	} else {
		spots = append(spots, spot{l.X + beside, c.ys[i] + 0.3, "start"})
	}
	return c.put(l, spots, needed)
}

// figureText writes a value so that its sign stays in front of it, also where
// text runs from right to left.
func (c *plot) figureText(value float64) string {
	const leftToRightMark = "\u200e"
	if text := c.short(value); value < 0 && Direction(c.lang) == "rtl" {
		return leftToRightMark + text
	}
	return c.short(value)
}

// aim labels the target's line with its word.
func (c *plot) aim() {
	if c.target == nil {
		return
	}
	y := c.down(*c.target)
	c.chart.HasTarget, c.chart.Target = true, percent(y)
	text := c.say("measure.target") + " " + c.figureText(*c.target)
	above, below := y-0.4, y+1.05
	c.put(Label{Text: text, Kind: "aim"}, []spot{
		{0, above, "start"}, {0, below, "start"}, {100, above, "end"}, {100, below, "end"},
		{50, above, "middle"}, {50, below, "middle"}, {30, above, "middle"}, {30, below, "middle"}, {70, above, "middle"}, {70, below, "middle"},
	}, true)
}

// spot is a place where letters may stand.
type spot struct {
	x, y   float64 // percent, rem of the baseline
	anchor string
}

// put takes the best spot for a label; one that is not needed must cover
// neither letters nor more than a touch of the line.
func (c *plot) put(l Label, spots []spot, needed bool) bool {
	best, least := l, -1
	for _, s := range spots {
		l.X, l.down, l.Anchor = s.x, s.y, s.anchor
		if wrong := c.labels.wrong(c.boxOf(l)); least < 0 || wrong < least {
			best, least = l, wrong
		}
	}
	if !needed && least > onLine+onAim {
		return false
	}
	c.labels.taken = append(c.labels.taken, c.boxOf(best))
	best.X, best.Y = round(best.X), percent(best.down)
	c.chart.Labels = append(c.chart.Labels, best)
	return true
}

// widthOf is how much room the letters of a label take across, in rem.
func (c *plot) widthOf(l Label) float64 {
	sign := labelSign
	if l.Kind == "last" {
		sign = lastSign
	}
	return float64(utf8.RuneCountInString(l.Text)) * sign
}

func (c *plot) boxOf(l Label) box {
	size := labelSize
	if l.Kind == "last" {
		size = lastSize
	}
	x, width := l.X/100*c.labels.width, c.widthOf(l)
	b := box{top: l.down - 0.8*size, bottom: l.down + 0.2*size, left: x, right: x + width}
	switch l.Anchor {
	case "end":
		b.left, b.right = x-width, x
	case "middle":
		b.left, b.right = x-width/2, x+width/2
	}
	return b
}

// dates are the first and the last day below the chart, and the years between
// them where there is room.
func (c *plot) dates() []Label {
	from, to := c.days[0], c.days[len(c.days)-1]
	first := Label{X: 0, Text: c.words.ShortDay(from), Anchor: "start", Kind: "date", down: datesAt}
	last := Label{X: 100, Text: c.words.ShortDay(to), Anchor: "end", Kind: "date", down: datesAt}
	c.labels = labels{width: narrowChart, aim: -1}
	taken := []box{c.boxOf(last), c.boxOf(first)}
	first.Roomy = taken[0].meets(taken[1])
	list := []Label{last, first}
	if to.Sub(from) > 400*24*time.Hour {
		list = append(list, c.years(list)...)
	}
	for i := range list {
		list[i].X, list[i].Y = round(list[i].X), percent(list[i].down)
	}
	return list
}

// years marks where each year begins. They are named if all of them can be.
func (c *plot) years(dates []Label) []Label {
	var names []Label
	from, to := c.days[0], c.days[len(c.days)-1]
	for year := from.Year() + 1; year <= to.Year(); year++ {
		begins := time.Date(year, time.January, 1, 0, 0, 0, 0, from.Location())
		if !begins.After(from) || !begins.Before(to) {
			continue
		}
		x := c.across(begins)
		c.chart.Years = append(c.chart.Years, round(x))
		names = append(names, Label{X: x, Text: strconv.Itoa(year), Anchor: "middle", Kind: "date", down: datesAt})
	}
	if len(names) > 40 {
		c.chart.Years = nil
		return nil
	}
	c.labels = labels{width: roomyChart, aim: -1}
	taken := make([]box, 0, len(dates)+len(names))
	for _, l := range dates {
		taken = append(taken, c.boxOf(l))
	}
	var fit []Label
	for _, l := range names {
		b := c.boxOf(l)
		b.left, b.right = b.left-0.4, b.right+0.4
		if !slices.ContainsFunc(taken, b.meets) {
			taken = append(taken, b)
			l.Roomy = true
			fit = append(fit, l)
		}
	}
	return fit
}
