package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits that RFC 5545 leaves open. They keep the work that a rule can cause
// within bounds; a daily event of 27 years fits.
const (
	maxRuleLength   = 1000 // bytes
	maxRuleInterval = 1000
	maxRuleCount    = 10000
)

// RuleError is a fault in the text of a recurrence rule.
type RuleError struct {
	Offset  int // in bytes from the start of the text
	Message string
}

// Error is the message alone: the caller knows how to point at Offset.
func (e *RuleError) Error() string { return e.Message }

// ParseRule reads the value of an RRULE (RFC 5545 section 3.3.10), such as
// FREQ=MONTHLY;BYDAY=1TU, in capital or small letters. It takes less than the
// RFC does: no frequency finer than a day and no BYHOUR, BYMINUTE, BYSECOND (an
// event's time comes from its start), nothing twice, UNTIL as a date or in UTC. Its
// error is always a *RuleError and says what to write instead.
func ParseRule(text string) (Rule, error) {
	p := ruleParser{rule: Rule{Interval: 1, WeekStart: time.Monday}, at: map[string]int{}}
	if err := p.parse(text); err != nil {
		return Rule{}, err
	}
	return p.rule, nil
}

type ruleParser struct {
	rule Rule
	at   map[string]int // where the value of each part that was given begins
}

func ruleErrorf(offset int, format string, args ...any) error {
	return &RuleError{Offset: offset, Message: fmt.Sprintf(format, args...)}
}

func (p *ruleParser) parse(text string) error {
	if text == "" {
		return ruleErrorf(0, "the rule is empty: write one such as FREQ=WEEKLY;BYDAY=TU")
	}
	if len(text) > maxRuleLength {
		return ruleErrorf(maxRuleLength, "the rule is longer than %d characters", maxRuleLength)
	}
	if err := refuseForeignText(text); err != nil {
		return err
	}
	for offset := 0; offset <= len(text); {
		part, _, _ := strings.Cut(text[offset:], ";")
		if err := p.part(strings.ToUpper(part), offset); err != nil {
			return err
		}
		offset += len(part) + 1
	}
	return p.together()
}

// refuseForeignText finds what belongs to a whole RRULE line, or to several,
// and everything outside the few characters of a rule.
func refuseForeignText(text string) error {
	if len(text) >= 6 && strings.EqualFold(text[:6], "RRULE:") {
		return ruleErrorf(0, "leave out the word RRULE: and begin with FREQ=")
	}
	for i, c := range text {
		switch {
		case c == '\n' || c == '\r':
			return ruleErrorf(i, "a second line: one event has one rule, and other dates go into `also`")
		case c == ' ' || c == '\t':
			return ruleErrorf(i, "a space: write the rule without spaces")
		case !strings.ContainsRune("=;,+-", c) && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z'):
			return ruleErrorf(i, "%q cannot stand in a rule", c)
		}
	}
	return nil
}

// part reads one NAME=VALUE that begins at offset.
func (p *ruleParser) part(part string, offset int) error {
	name, value, found := strings.Cut(part, "=")
	if part == "" {
		return ruleErrorf(offset, "an empty part: one `;` is too many")
	}
	if !found {
		return ruleErrorf(offset, "%s has no value: parts look like NAME=VALUE", name)
	}
	if _, twice := p.at[name]; twice && name == "FREQ" {
		return ruleErrorf(offset, "FREQ stands here twice: one event has one rule, and other dates go into `also`")
	} else if twice {
		return ruleErrorf(offset, "%s stands here twice: put all its values into one list", name)
	}
	at := offset + len(name) + 1
	p.at[name] = at
	if !slices.Contains(partNames, name) {
		return unknownPart(name, offset)
	}
	if value == "" {
		return ruleErrorf(at, "%s has no value", name)
	}
	return p.value(name, value, at)
}

var partNames = []string{"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST"}

func unknownPart(name string, offset int) error {
	switch name {
	case "BYHOUR", "BYMINUTE", "BYSECOND":
		return ruleErrorf(offset, "%s is not possible: the time of day comes from the event's start", name)
	case "":
		return ruleErrorf(offset, "a name is missing before `=`")
	}
	return ruleErrorf(offset, "%s is no part of a rule: the parts are %s", name, strings.Join(partNames, ", "))
}

func (p *ruleParser) value(name, value string, at int) (err error) {
	r := &p.rule
	switch name {
	case "FREQ":
		r.Freq, err = parseFrequency(value, at)
	case "INTERVAL":
		r.Interval, err = number(name, value, at, 1, maxRuleInterval)
	case "COUNT":
		r.Count, err = number(name, value, at, 1, maxRuleCount)
	case "UNTIL":
		r.Until, err = parseUntil(value, at)
	case "BYMONTH":
		r.ByMonth, err = numbers(name, value, at, 12, false)
	case "BYWEEKNO":
		r.ByWeekNo, err = numbers(name, value, at, 53, true)
	case "BYYEARDAY":
		r.ByYearDay, err = numbers(name, value, at, 366, true)
	case "BYMONTHDAY":
		r.ByMonthDay, err = numbers(name, value, at, 31, true)
	case "BYDAY":
		r.ByDay, err = parseByDay(value, at)
	case "BYSETPOS":
		r.BySetPos, err = numbers(name, value, at, 366, true)
	case "WKST":
		r.WeekStart, err = parseWeekday(value, at)
	}
	return err
}

func parseFrequency(value string, at int) (Frequency, error) {
	for _, known := range frequencyNames {
		if known.name == value {
			return known.frequency, nil
		}
	}
	switch value {
	case "HOURLY", "MINUTELY", "SECONDLY":
		return 0, ruleErrorf(at, "%s is not possible: an event repeats once a day at most", value)
	}
	return 0, ruleErrorf(at, "%s is no frequency: write DAILY, WEEKLY, MONTHLY or YEARLY", value)
}

// firstUntil is the first whole year of the Gregorian calendar; before it, the year 1 above
// all, a slip is meant.
const firstUntil = 1583

func parseUntil(value string, at int) (Until, error) {
	if day, ok := parseForm(dateForm, value); ok && day.Year() >= firstUntil {
		return Until{Time: day, DateOnly: true}, nil
	}
	if t, ok := parseForm(utcForm, value); ok && t.Year() >= firstUntil {
		return Until{Time: t}, nil
	}
	if _, ok := parseForm(localForm, value); ok {
		return Until{}, ruleErrorf(at, "UNTIL with a time must be in UTC and end with Z; or write the last day alone, such as UNTIL=%s", value[:8])
	}
	if day, err := time.Parse(time.DateOnly, value); err == nil {
		return Until{}, ruleErrorf(at, "a date in a rule has no hyphens: write UNTIL=%s", day.Format(dateForm))
	}
	return Until{}, ruleErrorf(at, "%s is no date: write the last day as in UNTIL=20261103", value)
}

func parseWeekday(value string, at int) (time.Weekday, error) {
	if i := slices.Index(weekdayCodes[:], value); i >= 0 {
		return time.Weekday(i), nil
	}
	return 0, ruleErrorf(at, "%q is no weekday: write MO, TU, WE, TH, FR, SA or SU", value)
}

func parseByDay(value string, at int) ([]WeekdayNum, error) {
	var list []WeekdayNum
	for _, word := range strings.Split(value, ",") {
		var day WeekdayNum
		code := strings.TrimLeft(word, "+-0123456789")
		if ordinal := word[:len(word)-len(code)]; ordinal != "" {
			n, err := signed("BYDAY", ordinal, at, 53)
			if err != nil {
				return nil, err
			}
			day.N = n
		}
		weekday, err := parseWeekday(code, at+len(word)-len(code))
		if err != nil {
			return nil, err
		}
		day.Weekday = weekday
		if slices.Contains(list, day) {
			return nil, ruleErrorf(at, "%s stands twice in BYDAY", word)
		}
		list = append(list, day)
		at += len(word) + 1
	}
	return sortedDays(list), nil
}

// sortedDays sorts a list of BYDAY by number, then from Monday, and drops what it
// holds twice.
func sortedDays(list []WeekdayNum) []WeekdayNum {
	slices.SortFunc(list, func(a, b WeekdayNum) int {
		return cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare((a.Weekday+6)%7, (b.Weekday+6)%7))
	})
	return slices.Compact(list)
}

// numbers reads a list of numbers from 1 to most, and where negative is set
// from -most to -1.
func numbers(name, value string, at, most int, negative bool) ([]int, error) {
	var list []int
	for _, word := range strings.Split(value, ",") {
		read := signed
		if !negative {
			read = func(name, word string, at, most int) (int, error) { return number(name, word, at, 1, most) }
		}
		n, err := read(name, word, at, most)
		if err != nil {
			return nil, err
		}
		if slices.Contains(list, n) {
			return nil, ruleErrorf(at, "%d stands twice in %s", n, name)
		}
		list = append(list, n)
		at += len(word) + 1
	}
	slices.Sort(list)
	return list, nil
}

// signed reads a number from 1 to most, or from -most to -1; a plus sign may
// stand before it.
func signed(name, word string, at, most int) (int, error) {
	digits := strings.TrimPrefix(word, "+")
	sign := 1
	if rest, negative := strings.CutPrefix(word, "-"); negative {
		digits, sign = rest, -1
	}
	n, err := number(name, digits, at, 1, most)
	if err != nil {
		return 0, ruleErrorf(at, "%q in %s: write a whole number from 1 to %d, or from -%d to -1 to count from the end", word, name, most, most)
	}
	return sign * n, nil
}

func number(name, word string, at, least, most int) (int, error) {
	n, err := strconv.Atoi(word)
	if err != nil || n < least || n > most || strings.Trim(word, "0123456789") != "" {
		return 0, ruleErrorf(at, "%q in %s: write a whole number from %d to %d", word, name, least, most)
	}
	return n, nil
}
