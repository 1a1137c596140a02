package calendar

import (
	"slices"
	"strconv"
	"time"
)

// rule says the rule without its end.
func (t *teller) rule(r Rule) (text string, ok bool) {
	if len(r.ByWeekNo)+len(r.ByYearDay) > 0 {
		return "", false
	}
	switch {
	case len(r.ByDay) > 0 && len(r.ByMonthDay) > 0:
		return t.weekdayAndDate(r)
	case len(r.ByDay) == 0 && len(r.ByMonthDay) == 0:
		return t.fromStart(r)
	case len(r.ByMonthDay) > 0:
		return t.onDates(r)
	case len(r.BySetPos) == 0 && !slices.ContainsFunc(r.ByDay, isNumbered):
		return t.onWeekdays(r)
	}
	return t.onPicks(r)
}

// fromStart says a rule whose days come from the start.
func (t *teller) fromStart(r Rule) (text string, ok bool) {
	switch {
	case r.Freq != Daily:
		return t.rule(r.explicit(t.start))
	case len(r.ByMonth) > 0 && r.Interval > 1:
		return "", false // which days of those months these are is hard to see
	}
	return t.inMonths(t.every("day", r.Interval, ""), r.ByMonth), true
}

// onWeekdays says a rule of every Tuesday, or every Tuesday of some months.
func (t *teller) onWeekdays(r Rule) (text string, ok bool) {
	if r.Interval > 1 && (r.Freq != Weekly || len(r.ByMonth) > 0) {
		return "", false
	}
	var days []time.Weekday
	for _, day := range r.ByDay {
		days = append(days, day.Weekday)
	}
	list := numberWords(t, "weekdays.", days)
	switch {
	case r.Interval == 1 && len(days) == 7:
		text = t.every("day", 1, "")
	case r.Interval == 1 && noun(days) == "workday":
		text = t.say("week.workdays")
	case r.Interval == 2 && len(days) > 1:
		text = t.say("week.second_list", "days", list)
	default:
		text = t.every("week", r.Interval, list)
	}
	return t.inMonths(text, r.ByMonth), true
}

func (t *teller) inMonths(text string, months []int) string {
	if len(months) == 0 {
		return text
	}
	return t.say("in_months", "rule", text, "months", numberWords(t, "month_name.", months))
}

// onDates says a rule of dates of the month.
func (t *teller) onDates(r Rule) (text string, ok bool) {
	yearly := len(r.ByMonth) > 0
	if len(r.BySetPos) > 0 || r.Interval > 1 && (r.Freq == Daily || (r.Freq == Yearly) != yearly) {
		return "", false
	}
	if !yearly {
		days, ok := t.monthDays(r.ByMonthDay)
		text = t.every("month", r.Interval, days)
		if slices.Max(r.ByMonthDay) > 28 {
			text = t.say("where", "rule", text)
		}
		return text, ok
	}
	if r.ByMonthDay[0] > 0 {
		return t.onDaysOfYear(r)
	}
	days, ok := t.monthDays(r.ByMonthDay)
	return t.every("year", r.Interval, t.ofMonths(days, r.ByMonth)), ok
}

func (t *teller) ofMonths(days string, months []int) string {
	return t.say("of_months", "days", days, "months", numberWords(t, "month_name.", months))
}

// monthDays says dates of a month, those that are counted from its end last.
func (t *teller) monthDays(dates []int) (text string, ok bool) {
	var words []string
	if at := slices.IndexFunc(dates, func(n int) bool { return n > 0 }); at >= 0 {
		words = append(words, t.say("dates", "dates", numberWords(t, "day_of_month.", dates[at:])))
	}
	for _, n := range dates {
		switch n {
		case -1:
			words = append(words, t.say("last_day"))
		case -2:
			words = append(words, t.say("last_day_but_one"))
		default:
			if n < 0 {
				return "", false
			}
		}
	}
	return t.list(words), true
}

// onDaysOfYear says dates such as June 10 and July 10.
func (t *teller) onDaysOfYear(r Rule) (text string, ok bool) {
	var words []string
	leap := false
	for _, month := range r.ByMonth {
		for _, day := range r.ByMonthDay {
			if day > longest(month) {
				continue
			}
			leap = leap || month == 2 && day == 29
			words = append(words, t.say("day_of_year", "month", t.say("month_name."+strconv.Itoa(month)), "day", day))
		}
	}
	if len(words) == 0 || len(words) > 2*namedDates || leap && (len(words) > 1 || r.Interval > 1 && r.Interval%4 != 0) {
		return "", false
	}
	text = t.every("year", r.Interval, t.list(words))
	if leap && r.Interval == 1 {
		text = t.say("leap", "rule", text)
	}
	return text, true
}

// weekdayAndDate says every Friday the 13th, and nothing else.
func (t *teller) weekdayAndDate(r Rule) (text string, ok bool) {
	if r.Freq != Monthly || r.Interval > 1 || len(r.ByDay) > 1 || isNumbered(r.ByDay[0]) ||
		len(r.ByMonthDay) > 1 || r.ByMonthDay[0] < 0 || len(r.ByMonth)+len(r.BySetPos) > 0 {
		return "", false
	}
	return t.say("weekday_date", "weekday", numberWords(t, "weekdays.", []time.Weekday{r.ByDay[0].Weekday}),
		"date", numberWords(t, "day_of_month.", r.ByMonthDay)), true
}

// pick is one of the days of a month of a kind: n counts from 1, or from -1 for the last.
type pick struct {
	n    int
	noun string
}

// onPicks says a rule of the first Tuesday, or of the last weekday.
func (t *teller) onPicks(r Rule) (text string, ok bool) {
	picks, ok := r.picks()
	if !ok {
		return "", false
	}
	days, ok := t.picked(picks)
	switch {
	case !ok:
		return "", false
	case len(r.ByMonth) == 0 && r.Freq == Monthly:
		text = t.every("month", r.Interval, days)
	case len(r.ByMonth) == 0, r.Freq == Monthly && r.Interval > 1:
		return "", false
	case r.Freq == Yearly && len(r.BySetPos) > 0 && len(r.ByMonth) > 1:
		return "", false // it picks from all of these months together
	default:
		text = t.every("year", r.Interval, t.ofMonths(days, r.ByMonth))
	}
	if slices.ContainsFunc(picks, func(p pick) bool { return p.n == 5 }) {
		text = t.say("where", "rule", text)
	}
	return text, true
}

// picks are the days that a rule picks from each month, from its front to its
// end. ok is false where they have no common name.
func (r Rule) picks() (picks []pick, ok bool) {
	var days []time.Weekday
	for _, day := range r.ByDay {
		days = append(days, day.Weekday)
		if isNumbered(day) == (len(r.BySetPos) > 0) {
			return nil, false
		}
		if isNumbered(day) {
			picks = append(picks, pick{day.N, weekdayNoun(day.Weekday)})
		}
	}
	for _, n := range r.BySetPos {
		picks = append(picks, pick{n, noun(days)})
	}
	slices.SortStableFunc(picks, func(a, b pick) int {
		if (a.n < 0) != (b.n < 0) {
			return b.n - a.n
		}
		return a.n - b.n
	})
	return picks, !slices.ContainsFunc(picks, func(p pick) bool { return p.noun == "" || p.n > 5 || p.n < -2 })
}

func weekdayNoun(day time.Weekday) string { return "weekday." + strconv.Itoa(int(day)) }

// noun is the key of the word for any of some days of the week, or empty.
func noun(days []time.Weekday) string {
	weekend := 0
	for _, day := range days {
		if day == time.Saturday || day == time.Sunday {
			weekend++
		}
	}
	switch {
	case len(days) == 1:
		return weekdayNoun(days[0])
	case len(days) == 7:
		return "any_day"
	case len(days) == 5 && weekend == 0:
		return "workday"
	case len(days) == 2 && weekend == 2:
		return "weekend_day"
	}
	return ""
}

// picked says picks, those of one noun together: the first and third Tuesday.
func (t *teller) picked(picks []pick) (text string, ok bool) {
	var words []string
	for len(picks) > 0 {
		same := 1
		for same < len(picks) && picks[same].noun == picks[0].noun {
			same++
		}
		var ordinals []string
		for _, p := range picks[:same] {
			ordinals = append(ordinals, t.say("ordinal."+ordinalKey(p.n)))
		}
		words = append(words, t.say("picked", "ordinal", t.list(ordinals), "day", t.say(picks[0].noun)))
		picks = picks[same:]
	}
	return t.list(words), true
}

func ordinalKey(n int) string {
	switch n {
	case -1:
		return "last"
	case -2:
		return "last_but_one"
	}
	return strconv.Itoa(n)
}
