package calendar

import (
	"testing"
	"time"

	"github.com/teambition/rrule-go"
)

// The tests of this file pin faults of rrule-go that this package works round.
// One that fails tells that the work-round can go.

// rruleDates are the first dates that rrule-go gives by itself.
func rruleDates(t *testing.T, rule string, start time.Time, most int) []time.Time {
	t.Helper()
	option, err := rrule.StrToROption(rule)
	if err != nil {
		t.Fatal(err)
	}
	option.Dtstart = start
	recurrence, err := rrule.NewRRule(*option)
	if err != nil {
		t.Fatal(err)
	}
	var list []time.Time
	for next := recurrence.Iterator(); len(list) < most; {
		at, ok := next()
		if !ok {
			break
		}
		list = append(list, at)
	}
	return list
}

func TestRRuleGoStillTakesASkippedTimeForAnHourEarlier(t *testing.T) {
	chicago := mustZone(t, "America/Chicago")
	list := rruleDates(t, "FREQ=DAILY", time.Date(2027, time.March, 13, 2, 30, 0, 0, chicago), 2)
	if got := list[1].Format(time.RFC3339); got != "2027-03-14T01:30:00-06:00" {
		t.Errorf("it says %s now: it may be given zones", got)
	}
}

func TestRRuleGoStillDropsAStartThatIsNoDateOfTheRule(t *testing.T) {
	list := rruleDates(t, "FREQ=WEEKLY;BYDAY=TH", clock(t, "2026-12-01 18:00"), 1)
	if DateOf(list[0]) == day("2026-12-01") {
		t.Error("it counts the start now")
	}
}

func TestRRuleGoStillLosesTheLastDayOfAnUntilWithoutATime(t *testing.T) {
	if list := rruleDates(t, "FREQ=DAILY;UNTIL=20261203", clock(t, "2026-12-01 18:00"), 9); len(list) != 2 {
		t.Errorf("it gives %v now", list)
	}
}

func TestRRuleGoStillTakesRulesThatRFC5545Forbids(t *testing.T) {
	for _, rule := range []string{
		"FREQ=DAILY;COUNT=2;UNTIL=20261203T000000Z", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=2;COUNT=3",
		"FREQ=MONTHLY;BYDAY=0MO", "FREQ=WEEKLY;BYDAY=1TU",
	} {
		if _, err := rrule.StrToRRule(rule); err != nil {
			t.Errorf("%s: it says %v now", rule, err)
		}
		if _, err := ParseRule(rule); err == nil {
			t.Errorf("%s: and so do we", rule)
		}
	}
}

func TestRRuleGoStillTakesNumberedAndPlainWeekdaysForNoDay(t *testing.T) {
	if list := rruleDates(t, "FREQ=MONTHLY;BYDAY=WE,-1FR", clock(t, "2026-12-02 18:00"), 1); len(list) > 0 {
		t.Errorf("it gives %v now: Rule.plain need not write out the numbers", list)
	}
}

func TestRRuleGoStillTakesAWeekOfTheYearForEachOfItsDays(t *testing.T) {
	if list := rruleDates(t, "FREQ=YEARLY;BYWEEKNO=20", clock(t, "2026-05-12 18:00"), 2); DateOf(list[1]) != day("2026-05-13") {
		t.Errorf("it gives %v now: Rule.plain need not add the weekday", list)
	}
}

func TestRRuleGoStillMissesDaysOfAWeekAroundNewYear(t *testing.T) {
	start := clock(t, "2022-01-02 18:00")
	if _, week := start.ISOWeek(); week != 52 {
		t.Fatalf("that Sunday is in week %d", week)
	}
	if list := rruleDates(t, "FREQ=YEARLY;BYWEEKNO=52;BYDAY=SU", start, 1); list[0].Equal(start) {
		t.Error("it finds the Sunday of week 52 of 2021 now: BYWEEKNO may be left to it")
	}
}

func TestRRuleGoStillEndsARuleAfter290Years(t *testing.T) {
	list := rruleDates(t, "FREQ=YEARLY;INTERVAL=250", clock(t, "2026-12-01 18:00"), 3)
	if len(list) != 2 {
		t.Errorf("it gives %v now: it needs no UNTIL of ours", list)
	}
}

func TestRRuleGoStillLooksForDatesUpToTheYear9999(t *testing.T) {
	option, err := rrule.StrToROption("FREQ=YEARLY;BYMONTH=12")
	if err != nil {
		t.Fatal(err)
	}
	option.Dtstart, option.Until = clock(t, "9990-12-01 18:00"), clock(t, "9999-12-31 18:00").AddDate(10, 0, 0)
	recurrence, err := rrule.NewRRule(*option)
	if err != nil {
		t.Fatal(err)
	}
	list := recurrence.All()
	if last := list[len(list)-1].Year(); last != 9999 {
		t.Errorf("it ends in %d: the dates that walk shows it must lie by that much nearer", last)
	}
	if cycle%400 != 0 {
		t.Errorf("the calendar does not repeat itself after %d years", cycle)
	}
}

func TestARuleWithoutADateIsFoundOutQuickly(t *testing.T) {
	// Work, not time: what walk shows to rrule-go leaves less than 400 years to search.
	for _, text := range []string{"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20", "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1"} {
		start := clock(t, "2026-12-01 18:00")
		rule := mustRule(t, text)
		if begin := rule.period(start, start).AddDate(cycle, 0, 0); 9999-begin.Year() > 400 {
			t.Errorf("%s is searched from the year %d on", text, begin.Year())
		}
		if at, found := first(rule.walk(start, start)); found {
			t.Errorf("%s gives %v", text, at)
		}
	}
}

func FuzzSeries(f *testing.F) {
	for _, rule := range []string{
		"FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU;WKST=SU", "FREQ=MONTHLY;BYDAY=-1FR,WE;COUNT=9", "FREQ=YEARLY;BYWEEKNO=53,-1;BYDAY=MO,SU",
		"FREQ=YEARLY;BYYEARDAY=-366,366", "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1;UNTIL=20300101", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;COUNT=10000;INTERVAL=1000", "FREQ=YEARLY;BYDAY=-53SU,53MO",
	} {
		f.Add(rule, int16(300), uint16(90), uint8(1))
		f.Add(rule, int16(20000), uint16(600), uint8(0))
	}
	zones := []*time.Location{mustZone(f, "America/Chicago"), mustZone(f, "Africa/Casablanca"), mustZone(f, "Australia/Lord_Howe"), time.UTC}
	f.Fuzz(func(t *testing.T, text string, startDay int16, minutes uint16, zone uint8) {
		rule, err := ParseRule(text)
		if err != nil {
			return
		}
		start := clock(t, "2000-01-01 00:00").AddDate(0, 0, int(startDay)).Add(time.Duration(minutes%1440) * time.Minute)
		s := Series{Start: start, Length: time.Duration(minutes) * time.Minute, Zone: zones[int(zone)%len(zones)], AllDay: zone%8 == 7, Rule: &rule}
		if len(s.Check()) > 0 {
			return
		}
		begins, _ := s.At(DateOf(start))
		list := s.Occurrences(begins, begins.AddDate(3, 0, 0))
		if len(list) == 0 || list[0].Original != start {
			t.Fatalf("%s does not begin with its start %v: %v", rule, start, told(list))
		}
		for i, o := range list {
			if !o.End.IsZero() && !o.End.After(o.Start) {
				t.Errorf("%s: %v ends at %v", rule, o.Start, o.End)
			}
			if i > 0 && o.Start.Before(list[i-1].Start) {
				t.Errorf("%s: %v comes after %v", rule, o.Start, list[i-1].Start)
			}
		}
		if last, ok := s.Last(); ok && (last.Start.Before(begins) || last.Start.Year() > ruleEnd+1) {
			t.Errorf("%s ends at %v", rule, last.Start)
		}
		eventLines(t, s)
		if text, ok := s.InWords(echo{}); ok && text == "" {
			t.Errorf("%s is said without words", rule)
		}
	})
}

// echo says the key.
type echo struct{}

func (echo) Say(key string, _ ...any) (string, error) { return key, nil }
