package calendar

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The years in which a zone is looked at to learn its rule. Every tabled
// change but Morocco's lies before them, and in 28 years each date falls on
// each day of the week, so that a rule shows all the dates it can give.
const (
	sampleFrom  = 2038
	sampleYears = 28
)

// yearlyRule is one of the two changes that a zone makes every year: always at
// the same time on the clock, on the same day of the week.
type yearlyRule struct {
	from, to time.Duration
	name     string
	clock    time.Duration // since midnight
	weekday  time.Weekday
	days     []monthDays // in order; two where the dates run over the end of a month
}

// monthDays says which days of a month a yearly rule can fall on.
type monthDays struct {
	month   time.Month
	ordinal int   // 1 to 4: that weekday of the month, -1: the last; 0: see dates
	dates   []int // days of the month
}

// yearlyRules finds the two rules by which a zone goes on changing for ever,
// and the transitions of list that they already explain: list[since:]. Found
// is false for a zone without such rules.
func yearlyRules(list []transition) (up, down yearlyRule, since int, found bool) {
	var ups, downs []transition
	for _, t := range list {
		switch year := t.local().Year(); {
		case year < sampleFrom || year >= sampleFrom+sampleYears:
		case t.to > t.from:
			ups = append(ups, t)
		default:
			downs = append(downs, t)
		}
	}
	up, foundUp := learnRule(ups)
	down, foundDown := learnRule(downs)
	if !foundUp || !foundDown {
		return yearlyRule{}, yearlyRule{}, 0, false
	}

	since = len(list)
	nextYear := map[bool]int{}
	for since > 0 {
		t := list[since-1]
		rule, isUp := down, t.to > t.from
		if isUp {
			rule = up
		}
		year := t.local().Year()
		if next, known := nextYear[isUp]; known && year != next-1 {
			break
		}
		if !rule.explains(t) {
			break
		}
		nextYear[isUp] = year
		since--
	}
	return up, down, since, true
}

// learnRule finds the rule that gives exactly the samples, one for each of the
// sample years.
func learnRule(samples []transition) (yearlyRule, bool) {
	if len(samples) != sampleYears {
		return yearlyRule{}, false
	}
	first := samples[0]
	rule := yearlyRule{
		from:    first.from,
		to:      first.to,
		name:    first.name,
		clock:   sinceMidnight(first.local()),
		weekday: first.local().Weekday(),
	}
	ordinals := map[int]bool{}
	dates := map[time.Month][]int{}
	last := true
	for i, t := range samples {
		local := t.local()
		if local.Year() != sampleFrom+i || t.from != rule.from || t.to != rule.to ||
			sinceMidnight(local) != rule.clock || local.Weekday() != rule.weekday {
			return yearlyRule{}, false
		}
		ordinals[(local.Day()-1)/7+1] = true
		last = last && isLastOfItsKind(local)
		if !slices.Contains(dates[local.Month()], local.Day()) {
			dates[local.Month()] = append(dates[local.Month()], local.Day())
		}
	}

	if len(dates) == 1 && len(ordinals) == 1 {
		rule.days = []monthDays{{month: first.local().Month(), ordinal: (first.local().Day()-1)/7 + 1}}
		return rule, true
	}
	if len(dates) == 1 && last {
		rule.days = []monthDays{{month: first.local().Month(), ordinal: -1}}
		return rule, true
	}
	count := 0
	for _, month := range slices.Sorted(maps.Keys(dates)) {
		days := dates[month]
		slices.Sort(days)
		count += len(days)
		rule.days = append(rule.days, monthDays{month: month, dates: days})
	}
	return rule, count == 7
}

// explains reports whether the rule gives t in t's year.
func (r yearlyRule) explains(t transition) bool {
	local := t.local()
	if t.from != r.from || t.to != r.to || sinceMidnight(local) != r.clock || local.Weekday() != r.weekday {
		return false
	}
	return slices.ContainsFunc(r.days, func(d monthDays) bool { return d.holds(local) })
}

// holds reports whether local, which is on the rule's weekday, is one of the days.
func (d monthDays) holds(local time.Time) bool {
	if local.Month() != d.month {
		return false
	}
	switch d.ordinal {
	case 0:
		return slices.Contains(d.dates, local.Day())
	case -1:
		return isLastOfItsKind(local)
	default:
		return (local.Day()-1)/7+1 == d.ordinal
	}
}

// recur is the RRULE of the part of a rule that falls into d's month.
func (d monthDays) recur(weekday time.Weekday) string {
	if d.ordinal != 0 {
		return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", d.month, d.ordinal, weekdayCodes[weekday])
	}
	days := make([]string, len(d.dates))
	for i, day := range d.dates {
		days[i] = strconv.Itoa(day)
	}
	return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYMONTHDAY=%s;BYDAY=%s", d.month, strings.Join(days, ","), weekdayCodes[weekday])
}

func sinceMidnight(t time.Time) time.Duration {
	return t.Sub(DateOf(t).neutral())
}

// isLastOfItsKind reports whether t is on the last Monday, Tuesday, … of its month.
func isLastOfItsKind(t time.Time) bool {
	return t.AddDate(0, 0, 7).Month() != t.Month()
}
