package calendar

import "slices"

// together checks what the parts of a rule must not do to each other.
func (p *ruleParser) together() error {
	r := p.rule
	if r.Freq == 0 {
		return ruleErrorf(0, "FREQ is missing: begin with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")
	}
	given := func(name string) bool { _, ok := p.at[name]; return ok }
	if given("COUNT") && given("UNTIL") {
		return ruleErrorf(max(p.at["COUNT"], p.at["UNTIL"])-len("COUNT="), "COUNT and UNTIL cannot stand together: keep one of them")
	}
	for _, limit := range partLimits {
		if given(limit.part) && !slices.Contains(limit.allowed, r.Freq) {
			return ruleErrorf(p.at[limit.part]-len(limit.part)-1, "%s cannot stand with FREQ=%v: %s", limit.part, r.Freq, limit.instead)
		}
	}
	if given("BYSETPOS") && !slices.ContainsFunc([]string{"BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY"}, given) {
		return ruleErrorf(p.at["BYSETPOS"]-len("BYSETPOS="), "BYSETPOS picks from the dates of another part: add one, such as BYDAY=MO,TU,WE,TH,FR")
	}
	if given("BYSETPOS") && given("BYWEEKNO") {
		return ruleErrorf(p.at["BYSETPOS"]-len("BYSETPOS="), "BYSETPOS cannot stand with BYWEEKNO: calendar programs disagree on the weeks at the turn of the year; name the weekday in BYDAY")
	}
	return p.ordinals()
}

var partLimits = []struct {
	part    string
	allowed []Frequency
	instead string
}{
	{"BYWEEKNO", []Frequency{Yearly}, "it counts the weeks of a year, so write FREQ=YEARLY"},
	{"BYYEARDAY", []Frequency{Yearly}, "it counts the days of a year, so write FREQ=YEARLY"},
	{"BYMONTHDAY", []Frequency{Daily, Monthly, Yearly}, "write FREQ=MONTHLY for days of the month"},
	// RFC 5545 allows it, and no two calendar programs agree on it.
	{"BYSETPOS", []Frequency{Monthly, Yearly}, "calendar programs disagree on what it picks there; name the weekdays that you mean in BYDAY"},
}

// ordinals checks the numbers in BYDAY, which need a month or a year to count in.
func (p *ruleParser) ordinals() error {
	r, at := p.rule, p.at["BYDAY"]
	for _, day := range r.ByDay {
		if day.N == 0 {
			continue
		}
		if r.Freq != Monthly && r.Freq != Yearly {
			return ruleErrorf(at, "%v in BYDAY needs a month or a year to count in: with FREQ=%v write %s", day, r.Freq, weekdayCodes[day.Weekday])
		}
		if len(r.ByWeekNo) > 0 {
			return ruleErrorf(at, "%v in BYDAY cannot stand with BYWEEKNO: write %s", day, weekdayCodes[day.Weekday])
		}
		inMonth := r.Freq == Monthly || len(r.ByMonth) > 0
		if inMonth && (day.N > 5 || day.N < -5) {
			return ruleErrorf(at, "%v in BYDAY: no month has more than five of a weekday, so count from 1 to 5 or from -5 to -1", day)
		}
	}
	return nil
}
