package calendar

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// plainRule decides day by day whether a rule holds, in the words of RFC 5545
// section 3.3.10: it is slow, shares nothing with walk, and is what walk is compared with.
type plainRule struct {
	Rule
	start Date
}

// dates are the days of the rule from its start up to last.
func (p plainRule) dates(last Date) []Date {
	var list []Date
	for begin := p.periodOf(p.start); !last.Before(begin); begin = p.nextPeriod(begin) {
		var set []Date
		end := p.nextOne(begin)
		for day := begin; day.Before(end); day = day.AddDays(1) {
			if p.holds(day) {
				set = append(set, day)
			}
		}
		for _, day := range p.pick(set) {
			if !day.Before(p.start) && !last.Before(day) && (p.Count == 0 || len(list) < p.Count) {
				list = append(list, day)
			}
		}
	}
	return list
}

func (p plainRule) periodOf(d Date) Date {
	switch p.Freq {
	case Daily:
		return d
	case Weekly:
		for d.Weekday() != p.WeekStart {
			d = d.AddDays(-1)
		}
		return d
	case Monthly:
		return Date{d.Year, d.Month, 1}
	}
	return Date{d.Year, 1, 1}
}

func (p plainRule) nextOne(d Date) Date {
	switch p.Freq {
	case Daily:
		return d.AddDays(1)
	case Weekly:
		return d.AddDays(7)
	case Monthly:
		return DateOf(time.Date(d.Year, d.Month+1, 1, 0, 0, 0, 0, time.UTC))
	}
	return Date{d.Year + 1, 1, 1}
}

func (p plainRule) nextPeriod(d Date) Date {
	for range p.Interval {
		d = p.nextOne(d)
	}
	return d
}

func (p plainRule) pick(set []Date) []Date {
	if len(p.BySetPos) == 0 {
		return set
	}
	var picked []Date
	for i, day := range set {
		if slices.Contains(p.BySetPos, i+1) || slices.Contains(p.BySetPos, i-len(set)) {
			picked = append(picked, day)
		}
	}
	return picked
}

func (p plainRule) holds(d Date) bool {
	if len(p.ByMonth) > 0 && !slices.Contains(p.ByMonth, int(d.Month)) {
		return false
	}
	yearDay, yearLength := d.neutral().YearDay(), Date{d.Year, 12, 31}.neutral().YearDay()
	monthLength := time.Date(d.Year, d.Month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if !either(p.ByYearDay, yearDay, yearLength) || !either(p.ByMonthDay, d.Day, monthLength) || !p.holdsWeek(d) {
		return false
	}
	if len(p.ByDay) > 0 {
		return slices.ContainsFunc(p.ByDay, func(w WeekdayNum) bool { return p.holdsDay(w, d) })
	}
	switch {
	case len(p.ByYearDay) > 0 || len(p.ByMonthDay) > 0:
		return true
	case p.Freq == Weekly || len(p.ByWeekNo) > 0:
		return d.Weekday() == p.start.Weekday()
	case p.Freq == Monthly:
		return d.Day == p.start.Day
	case p.Freq == Yearly:
		return d.Day == p.start.Day && (len(p.ByMonth) > 0 || d.Month == p.start.Month)
	}
	return true
}

// either tells whether a list is empty or holds n, counted from the front or,
// among length, from the back.
func either(list []int, n, length int) bool {
	return len(list) == 0 || slices.Contains(list, n) || slices.Contains(list, n-length-1)
}

func (p plainRule) holdsDay(w WeekdayNum, d Date) bool {
	if w.Weekday != d.Weekday() {
		return false
	}
	if w.N == 0 {
		return true
	}
	n, last := d.neutral().YearDay(), Date{d.Year, 12, 31}.neutral().YearDay()
	if p.Freq == Monthly || len(p.ByMonth) > 0 {
		n, last = d.Day, time.Date(d.Year, d.Month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	}
	return w.N == (n-1)/7+1 || w.N == -((last-n)/7+1)
}

// holdsWeek looks at the week that d lies in: it belongs to the year in which
// it has four days or more.
func (p plainRule) holdsWeek(d Date) bool {
	if len(p.ByWeekNo) == 0 {
		return true
	}
	first := plainRule{Rule: Rule{Freq: Weekly, WeekStart: p.WeekStart}}.periodOf(d)
	year := first.AddDays(3).Year
	weeks := 0
	number := 0
	for week := first; week.AddDays(3).Year == year; week = week.AddDays(-7) {
		number++
	}
	for week := first; week.AddDays(3).Year == year; week = week.AddDays(7) {
		weeks++
	}
	return either(p.ByWeekNo, number, number+weeks-1)
}

func mustRule(t testing.TB, text string) Rule {
	t.Helper()
	rule, err := ParseRule(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return rule
}

// walked are the days that walk yields up to last.
func walked(rule Rule, start, from time.Time, last Date) []Date {
	var list []Date
	for t := range rule.walk(start, from) {
		if last.Before(DateOf(t)) {
			break
		}
		list = append(list, DateOf(t))
	}
	return list
}

// randomRule makes a rule that ParseRule takes.
func randomRule(t testing.TB, random *rand.Rand) Rule {
	for {
		parts := []string{"FREQ=" + []string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}[random.IntN(4)]}
		add := func(chance int, name string, most int, negative bool) {
			if random.IntN(chance) > 0 {
				return
			}
			var list []string
			for range 1 + random.IntN(3) {
				n := 1 + random.IntN(most)
				if negative && random.IntN(3) == 0 {
					n = -n
				}
				list = append(list, fmt.Sprint(n))
			}
			slices.Sort(list)
			parts = append(parts, name+"="+strings.Join(slices.Compact(list), ","))
		}
		if random.IntN(3) == 0 {
			parts = append(parts, fmt.Sprintf("INTERVAL=%d", 1+random.IntN(5)))
		}
		if random.IntN(4) == 0 {
			parts = append(parts, fmt.Sprintf("COUNT=%d", 1+random.IntN(40)))
		}
		add(4, "BYMONTH", 12, false)
		add(8, "BYWEEKNO", 53, true)
		add(8, "BYYEARDAY", 366, true)
		add(4, "BYMONTHDAY", 31, true)
		add(6, "BYSETPOS", 6, true)
		if random.IntN(2) == 0 {
			var list []string
			for range 1 + random.IntN(4) {
				day := WeekdayNum{Weekday: time.Weekday(random.IntN(7))}
				if random.IntN(3) == 0 {
					day.N = random.IntN(11) - 5
				}
				list = append(list, day.String())
			}
			slices.Sort(list)
			parts = append(parts, "BYDAY="+strings.Join(slices.Compact(list), ","))
		}
		if random.IntN(4) == 0 {
			parts = append(parts, "WKST="+weekdayCodes[random.IntN(7)])
		}
		if rule, err := ParseRule(strings.Join(parts, ";")); err == nil {
			return rule
		}
	}
}

func TestARuleHasTheDaysThatRFC5545SaysInPlainWords(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 1500 {
		rule := randomRule(t, random)
		start := time.Date(2020+random.IntN(10), time.Month(1+random.IntN(12)), 1+random.IntN(31), 18, 0, 0, 0, time.UTC)
		compareDays(t, rule, start, DateOf(start).AddDays(5000))
	}
}

func compareDays(t *testing.T, rule Rule, start time.Time, last Date) {
	t.Helper()
	want := plainRule{rule, DateOf(start)}.dates(last)
	got := walked(rule, start, start, last)
	if !slices.Equal(got, want) {
		t.Errorf("%v from %v:\n got %v\nwant %v", rule, start, shortList(got), shortList(want))
	}
}

func shortList(list []Date) []Date { return list[:min(len(list), 30)] }
