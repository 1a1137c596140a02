package calendar

import (
	"iter"
	"slices"
	"time"

	"github.com/teambition/rrule-go"
)

// ruleEnd is the year after which no rule has dates any more.
const ruleEnd = 2399

// cycle is a number of years after which the Gregorian calendar repeats itself
// to the day of the week.
//
// rrule-go looks for a next date as far as the year 9999 and cannot be told to give up
// earlier. It is therefore shown dates that lie so many cycles ahead that 9999
// stands for ruleEnd: a search without result ends after a few milliseconds.
const cycle = 9999 - ruleEnd

// walk yields the occurrences of a rule that begin at from or later, in order,
// by their wall clock in UTC as a neutral zone. start is the first one, in the same way.
//
// It is the only function that uses rrule-go, and it knows nothing of zones:
// given a true zone, rrule-go takes a time that clocks skip for an hour earlier.
// It gets the period (day, week, month, year) in which to begin rather than
// start, so that a long series is not walked from its first day. UNTIL is left to the caller, who knows the event's zone.
func (r Rule) walk(start, from time.Time) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		from = later(start, from)
		begin := r.period(start, from)
		if r.Count > 0 {
			begin = r.period(start, start) // each one has to be counted
		}
		option := r.explicit(start).option(begin.AddDate(cycle, 0, 0))
		recurrence, err := rrule.NewRRule(option)
		if err != nil {
			return // a Rule that ParseRule did not make
		}
		next := recurrence.Iterator()
		for count := 0; r.Count == 0 || count < r.Count; {
			t, ok := next()
			if !ok {
				return
			}
			if t = t.AddDate(-cycle, 0, 0); t.Before(start) || !r.inWeeks(t) {
				continue
			}
			count++
			if !t.Before(from) && !yield(t) {
				return
			}
		}
	}
}

// period is the beginning of the last period of the rule, counted from the one of start
// in steps of the interval, that begins at from or before. Its clock is start's.
func (r Rule) period(start, from time.Time) time.Time {
	days := int(DateOf(from).neutral().Sub(DateOf(start).neutral()) / (24 * time.Hour))
	switch r.Freq {
	case Daily:
		return start.AddDate(0, 0, days-days%r.Interval)
	case Weekly:
		back := (int(start.Weekday()) - int(r.WeekStart) + 7) % 7
		days += back
		return start.AddDate(0, 0, days-days%(7*r.Interval)-back)
	case Monthly:
		months := 12*(from.Year()-start.Year()) + int(from.Month()) - int(start.Month())
		return start.AddDate(0, 0, 1-start.Day()).AddDate(0, months-months%r.Interval, 0)
	default:
		years := from.Year() - start.Year()
		return start.AddDate(0, 0, 1-start.YearDay()).AddDate(years-years%r.Interval, 0, 0)
	}
}

// explicit is the rule with what RFC 5545 section 3.3.10 takes from the start written out:
// on which day of the week, of the month or of the year it falls.
func (r Rule) explicit(start time.Time) Rule {
	r = r.plain(start)
	if len(r.ByWeekNo)+len(r.ByYearDay)+len(r.ByMonthDay)+len(r.ByDay) > 0 {
		return r
	}
	switch r.Freq {
	case Weekly:
		r.ByDay = []WeekdayNum{{Weekday: start.Weekday()}}
	case Yearly:
		if len(r.ByMonth) == 0 {
			r.ByMonth = []int{int(start.Month())}
		}
		r.ByMonthDay = []int{start.Day()}
	case Monthly:
		r.ByMonthDay = []int{start.Day()}
	}
	return r
}

// plain is the rule with that written out which rrule-go, and other programs,
// take wrongly where it is not: BYWEEKNO without a weekday is start's weekday of those weeks and
// not each of their days, and in BYDAY a weekday with a number beside one without
// means both.
func (r Rule) plain(start time.Time) Rule {
	if len(r.ByWeekNo) > 0 && len(r.ByYearDay)+len(r.ByMonthDay)+len(r.ByDay) == 0 {
		r.ByDay = []WeekdayNum{{Weekday: start.Weekday()}}
	}
	if !slices.ContainsFunc(r.ByDay, isNumbered) {
		return r
	}
	most := 53
	if r.Freq == Monthly || len(r.ByMonth) > 0 {
		most = 5
	}
	var days []WeekdayNum
	for _, day := range r.ByDay {
		if isNumbered(day) {
			days = append(days, day)
			continue
		}
		for n := 1; n <= most; n++ {
			days = append(days, WeekdayNum{N: n, Weekday: day.Weekday})
		}
	}
	r.ByDay = sortedDays(days)
	return r
}

func isNumbered(d WeekdayNum) bool { return d.N != 0 }

// inWeeks reports whether BYWEEKNO, where there is one, holds the week of t. rrule-go is not asked: around New
// Year it takes some days for those of another week.
func (r Rule) inWeeks(t time.Time) bool {
	if len(r.ByWeekNo) == 0 {
		return true
	}
	// A week belongs to the year that holds its fourth day.
	fourth := t.AddDate(0, 0, 3-(int(t.Weekday())-int(r.WeekStart)+7)%7)
	number := (fourth.YearDay()-1)/7 + 1
	rest := (time.Date(fourth.Year(), time.December, 31, 0, 0, 0, 0, time.UTC).YearDay() - fourth.YearDay()) / 7
	return slices.Contains(r.ByWeekNo, number) || slices.Contains(r.ByWeekNo, -rest-1)
}

var ruleFrequencies = map[Frequency]rrule.Frequency{
	Daily: rrule.DAILY, Weekly: rrule.WEEKLY, Monthly: rrule.MONTHLY, Yearly: rrule.YEARLY,
}

// ruleWeekdays are rrule-go's, from Sunday as time.Weekday counts.
var ruleWeekdays = [7]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}

func (r Rule) option(start time.Time) rrule.ROption {
	option := rrule.ROption{
		Freq: ruleFrequencies[r.Freq], Interval: r.Interval, Dtstart: start, Wkst: ruleWeekdays[r.WeekStart],
		// Without it rrule-go ends a rule 290 years after its start.
		Until:   time.Date(ruleEnd+cycle, time.December, 31, 23, 59, 59, 0, time.UTC),
		Bymonth: r.ByMonth, Byyearday: r.ByYearDay, Bymonthday: r.ByMonthDay, Bysetpos: r.BySetPos,
	}
	for _, day := range r.ByDay {
		weekday := ruleWeekdays[day.Weekday]
		option.Byweekday = append(option.Byweekday, weekday.Nth(day.N))
	}
	return option
}
