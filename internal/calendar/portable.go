package calendar

import (
	"slices"
	"time"
)

// portable is a rule with the same dates in parts that calendar programs
// understand alike. A rule that all of them understand stays as it is.
//
// Thunderbird's ical.js takes the 20th Monday of the year and the Monday of
// week 20 for every Monday, and what falls on February 29 for March 1 in other
// years, and in a yearly rule the 31st of June for the 1st of July; icalendar for Python drops a rule with a number of two digits in BYDAY; libical
// and ical.js take days of the month, in a yearly rule, for those of the
// start's month.
func (r Rule) portable(start time.Time) Rule {
	rule := r.plain(start)
	if start.Day() > 28 && (r.Freq == Monthly || r.Freq == Yearly) {
		rule = rule.explicit(start)
	}
	switch {
	case r.Freq != Yearly || len(r.ByYearDay) > 0 || len(r.BySetPos) > 0:
	case len(r.ByWeekNo) > 0 && len(rule.ByMonthDay) == 0:
		rule = rule.weeksAsDays()
	case len(r.ByWeekNo) == 0 && len(rule.ByMonthDay) == 0 && len(rule.ByMonth) == 0:
		rule = rule.numbersAsDays()
	}
	if rule.Freq == Yearly && len(rule.ByMonthDay) > 0 && len(rule.ByMonth)+len(rule.ByWeekNo)+len(rule.ByYearDay) == 0 &&
		!slices.ContainsFunc(rule.ByDay, isNumbered) {
		rule.ByMonth = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	}
	if rule.Freq == Yearly && len(rule.ByMonthDay) > 0 {
		rule.ByMonth = monthsWith(slices.Min(rule.ByMonthDay), rule.ByMonth)
	}
	if len(rule.String()) > maxRuleLength {
		return r
	}
	return rule
}

// monthsWith are those of some months that have a day, February with 29; all where none has.
func monthsWith(day int, months []int) []int {
	long := slices.DeleteFunc(slices.Clone(months), func(month int) bool { return day > longest(month) })
	if len(long) == 0 {
		return months
	}
	return long
}

// longest is the number of days of a month in leap years.
func longest(month int) int {
	return time.Date(2000, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// weeksAsDays says a weekday of numbered weeks as that weekday among seven
// days of the year, for weeks that lie within their year.
func (r Rule) weeksAsDays() Rule {
	if len(r.ByDay) != 1 {
		return r
	}
	// The fourth day of week n is the nth of its kind in the year.
	shift := (int(r.ByDay[0].Weekday)-int(r.WeekStart)+7)%7 - 3
	var days []int
	for _, n := range r.ByWeekNo {
		if n < 2 || n > 51 {
			return r
		}
		days = append(days, sevenDays(7*n-6+shift)...)
	}
	r.ByWeekNo, r.ByYearDay, r.WeekStart = nil, days, time.Monday
	return r
}

// numbersAsDays says the nth of a weekday in the year as that weekday among
// seven days of the year.
func (r Rule) numbersAsDays() Rule {
	if len(r.ByDay) != 1 || !isNumbered(r.ByDay[0]) {
		return r
	}
	n := r.ByDay[0].N
	if n > 52 || n < -52 {
		return r
	}
	first := 7*n - 6
	if n < 0 {
		first = 7 * n
	}
	r.ByYearDay, r.ByDay = sevenDays(first), []WeekdayNum{{Weekday: r.ByDay[0].Weekday}}
	return r
}

func sevenDays(first int) []int {
	days := make([]int, 7)
	for i := range days {
		days[i] = first + i
	}
	return days
}
