package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Frequency is the unit in which a rule repeats.
type Frequency int

// The frequencies that a rule may have. RFC 5545 knows three more, all finer
// than a day, which events of an office never need.
const (
	Daily Frequency = iota + 1
	Weekly
	Monthly
	Yearly
)

// String is the word of RFC 5545, such as WEEKLY.
func (f Frequency) String() string {
	for _, name := range frequencyNames {
		if name.frequency == f {
			return name.name
		}
	}
	return "Frequency(" + strconv.Itoa(int(f)) + ")"
}

var frequencyNames = [...]struct {
	name      string
	frequency Frequency
}{{"DAILY", Daily}, {"WEEKLY", Weekly}, {"MONTHLY", Monthly}, {"YEARLY", Yearly}}

// weekdayCodes are the weekdays of RFC 5545, from Sunday as time.Weekday counts.
var weekdayCodes = [7]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// WeekdayNum is a member of BYDAY: every such weekday where N is 0, else the
// Nth of the month or year, counted from its end where N is negative.
type WeekdayNum struct {
	N       int
	Weekday time.Weekday
}

// String is the member as RFC 5545 writes it, such as TU or -1FR.
func (w WeekdayNum) String() string {
	if w.N == 0 {
		return weekdayCodes[w.Weekday]
	}
	return strconv.Itoa(w.N) + weekdayCodes[w.Weekday]
}

// Until is the end of a rule. The zero value is no end.
type Until struct {
	// Time is the last instant of the rule, in UTC; where DateOnly is set only
	// its date means something, the last day of the rule in the event's zone.
	Time     time.Time
	DateOnly bool
}

// String is the value of UNTIL, such as 20261103 or 20261103T180000Z.
func (u Until) String() string {
	if u.DateOnly {
		return u.Time.Format(dateForm)
	}
	return u.Time.UTC().Format(utcForm)
}

// Rule is a recurrence rule of RFC 5545 section 3.3.10 in parts, without the
// parts that repeat within a day. It says nothing about a zone: occurrences are
// to be computed from wall-clock times in UTC as a neutral zone, and put into the event's
// zone with AttachZone, so that 18:00 stays 18:00 all year.
//
// A Rule from ParseRule is well formed; its lists are sorted and hold nothing
// twice. Empty lists and a zero Count stand for parts that are absent.
type Rule struct {
	Freq       Frequency
	Interval   int // 1 or more
	Count      int // number of occurrences, 0 for no limit; never with Until
	Until      Until
	ByMonth    []int        // 1 to 12
	ByWeekNo   []int        // 1 to 53 or -53 to -1
	ByYearDay  []int        // 1 to 366 or -366 to -1
	ByMonthDay []int        // 1 to 31 or -31 to -1
	ByDay      []WeekdayNum // by number, then from Monday
	BySetPos   []int        // 1 to 366 or -366 to -1
	WeekStart  time.Weekday // Monday unless the rule says otherwise
}

// String is the rule in its canonical form: parts in the order of Rule's
// fields, without those that say what holds anyway. ParseRule reads it back
// to an equal Rule.
func (r Rule) String() string {
	parts := []string{"FREQ=" + r.Freq.String()}
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+"="+value)
		}
	}
	if r.Interval > 1 {
		add("INTERVAL", strconv.Itoa(r.Interval))
	}
	if r.Count > 0 {
		add("COUNT", strconv.Itoa(r.Count))
	}
	if !r.Until.Time.IsZero() {
		add("UNTIL", r.Until.String())
	}
	add("BYMONTH", joined(r.ByMonth))
	add("BYWEEKNO", joined(r.ByWeekNo))
	add("BYYEARDAY", joined(r.ByYearDay))
	add("BYMONTHDAY", joined(r.ByMonthDay))
	add("BYDAY", joined(r.ByDay))
	add("BYSETPOS", joined(r.BySetPos))
	if r.WeekStart != time.Monday {
		add("WKST", weekdayCodes[r.WeekStart])
	}
	return strings.Join(parts, ";")
}

func joined[T any](list []T) string {
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, ",")
}
