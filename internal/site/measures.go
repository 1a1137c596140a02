package site

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"example.org/advocate/internal/content"
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
	r.Was, r.Now = p.short(first), p.short(last)
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
	laid := Measure{Result: result, Better: m.Better, CSV: p.base.href(p.prefix + p.address + figuresFile)}
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
	case slices.ContainsFunc(series, func(point content.Point) bool { return point.Value != series[0].Value }):
		laid.Change = "back"
	default:
		laid.Change = "same"
	}
	laid.Meets = meets(m, series[last].Value)
	if last == 0 {
		laid.Only, laid.OnlyShort = p.words.Number(series[0].Value), p.short(series[0].Value)
		return laid
	}
	laid.Chart = p.chart(series, m.Target)
	return laid
}

// meets tells whether a value is as good as the target of its measure: "met",
// "not_met", or "" where nobody said which way is better.
func meets(m content.Measure, value float64) string {
	switch {
	case m.Target == nil || m.Better == "":
		return ""
	case m.Better == "lower" && value <= *m.Target, m.Better == "higher" && value >= *m.Target:
		return "met"
	}
	return "not_met"
}

// short writes a value for where there is little room: from a million on with
// three digits and a word.
func (p *page) short(value float64) string {
	size := math.Abs(value)
	for _, step := range []struct {
		from float64
		key  string
	}{{1e15, ""}, {1e12, "measure.trillions"}, {1e9, "measure.billions"}, {1e6, "measure.millions"}} {
		if size < step.from {
			continue
		}
		if step.key == "" {
			break
		}
		part, _ := strconv.ParseFloat(strconv.FormatFloat(value/step.from, 'g', 3, 64), 64)
		return p.say(step.key, "number", p.words.Number(part))
	}
	return p.words.Number(value)
}
