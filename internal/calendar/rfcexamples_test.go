package calendar

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// rfcExamples are the rules of RFC 5545 section 3.8.5.3 that give at most one
// start a day, each with its start, in New York at 9:00, and the dates that the
// RFC names; a list that ends with "…" goes on.
var rfcExamples = []struct{ start, rule, dates string }{
	{"1997-09-02", "FREQ=DAILY;COUNT=10", "1997-09: 2-11"},
	{"1997-09-02", "FREQ=DAILY;UNTIL=19971224T000000Z", "1997-09: 2-30, 1997-10: 1-31, 1997-11: 1-30, 1997-12: 1-23"},
	{"1997-09-02", "FREQ=DAILY;INTERVAL=2", "1997-09: 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30, 1997-10: 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30, 1997-11: 1 3 5 …"},
	{"1997-09-02", "FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09: 2 12 22, 1997-10: 2 12"},
	{"1998-01-01", "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "1998-01: 1-31, 1999-01: 1-31, 2000-01: 1-31"},
	{"1998-01-01", "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "1998-01: 1-31, 1999-01: 1-31, 2000-01: 1-31"},
	{"1997-09-02", "FREQ=WEEKLY;COUNT=10", "1997-09: 2 9 16 23 30, 1997-10: 7 14 21 28, 1997-11: 4"},
	{"1997-09-02", "FREQ=WEEKLY;UNTIL=19971224T000000Z", "1997-09: 2 9 16 23 30, 1997-10: 7 14 21 28, 1997-11: 4 11 18 25, 1997-12: 2 9 16 23"},
	{"1997-09-02", "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997-09: 2 16 30, 1997-10: 14 28, 1997-11: 11 25, 1997-12: 9 23, 1998-01: 6 20, 1998-02: 3 17 …"},
	{"1997-09-02", "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "1997-09: 2 4 9 11 16 18 23 25 30, 1997-10: 2"},
	{"1997-09-02", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "1997-09: 2 4 9 11 16 18 23 25 30, 1997-10: 2"},
	{"1997-09-01", "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", "1997-09: 1 3 5 15 17 19 29, 1997-10: 1 3 13 15 17 27 29 31, 1997-11: 10 12 14 24 26 28, 1997-12: 8 10 12 22"},
	{"1997-09-02", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "1997-09: 2 4 16 18 30, 1997-10: 2 14 16"},
	{"1997-09-05", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997-09: 5, 1997-10: 3, 1997-11: 7, 1997-12: 5, 1998-01: 2, 1998-02: 6, 1998-03: 6, 1998-04: 3, 1998-05: 1, 1998-06: 5"},
	{"1997-09-05", "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "1997-09: 5, 1997-10: 3, 1997-11: 7, 1997-12: 5"},
	{"1997-09-07", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "1997-09: 7 28, 1997-11: 2 30, 1998-01: 4 25, 1998-03: 1 29, 1998-05: 3 31"},
	{"1997-09-22", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09: 22, 1997-10: 20, 1997-11: 17, 1997-12: 22, 1998-01: 19, 1998-02: 16"},
	{"1997-09-28", "FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09: 28, 1997-10: 29, 1997-11: 28, 1997-12: 29, 1998-01: 29, 1998-02: 26 …"},
	{"1997-09-02", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "1997-09: 2 15, 1997-10: 2 15, 1997-11: 2 15, 1997-12: 2 15, 1998-01: 2 15"},
	{"1997-09-30", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "1997-09: 30, 1997-10: 1 31, 1997-11: 1 30, 1997-12: 1 31, 1998-01: 1 31, 1998-02: 1"},
	{"1997-09-10", "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "1997-09: 10-15, 1999-03: 10-13"},
	{"1997-09-02", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "1997-09: 2 9 16 23 30, 1997-11: 4 11 18 25, 1998-01: 6 13 20 27, 1998-03: 3 10 17 24 31 …"},
	{"1997-06-10", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997-06: 10, 1997-07: 10, 1998-06: 10, 1998-07: 10, 1999-06: 10, 1999-07: 10, 2000-06: 10, 2000-07: 10, 2001-06: 10, 2001-07: 10"},
	{"1997-03-10", "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "1997-03: 10, 1999-01: 10, 1999-02: 10, 1999-03: 10, 2001-01: 10, 2001-02: 10, 2001-03: 10, 2003-01: 10, 2003-02: 10, 2003-03: 10"},
	{"1997-01-01", "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "1997-01: 1, 1997-04: 10, 1997-07: 19, 2000-01: 1, 2000-04: 9, 2000-07: 18, 2003-01: 1, 2003-04: 10, 2003-07: 19, 2006-01: 1"},
	{"1997-05-19", "FREQ=YEARLY;BYDAY=20MO", "1997-05: 19, 1998-05: 18, 1999-05: 17 …"},
	{"1997-05-12", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05: 12, 1998-05: 11, 1999-05: 17 …"},
	{"1997-03-13", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03: 13 20 27, 1998-03: 5 12 19 26, 1999-03: 4 11 18 25 …"},
	{"1997-06-05", "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "1997-06: 5 12 19 26, 1997-07: 3 10 17 24 31, 1997-08: 7 14 21 28, 1998-06: 4 11 18 25, 1998-07: 2 9 16 23 30, 1998-08: 6 13 20 27, 1999-06: 3 10 17 24, 1999-07: 1 8 15 22 29, 1999-08: 5 12 19 26 …"},
	{"1998-02-13", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1998-02: 13, 1998-03: 13, 1998-11: 13, 1999-08: 13, 2000-10: 13 …"},
	{"1997-09-13", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997-09: 13, 1997-10: 11, 1997-11: 8, 1997-12: 13, 1998-01: 10, 1998-02: 7, 1998-03: 7, 1998-04: 11, 1998-05: 9, 1998-06: 13 …"},
	{"1996-11-05", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11: 5, 2000-11: 7, 2004-11: 2 …"},
	{"1997-09-04", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09: 4, 1997-10: 7, 1997-11: 6"},
	{"1997-09-29", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09: 29, 1997-10: 30, 1997-11: 27, 1997-12: 30, 1998-01: 29, 1998-02: 26, 1998-03: 30 …"},
	{"1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08: 5 10 19 24"},
	{"1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08: 5 17 19 31"},
	{"2007-01-15", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01: 15 30, 2007-02: 15, 2007-03: 15 30"},
}

// exampleDates reads the dates of an example.
func exampleDates(t *testing.T, text string) (days []Date, goesOn bool) {
	t.Helper()
	text, goesOn = strings.CutSuffix(text, " …")
	for _, month := range strings.Split(text, ", ") {
		var year, number int
		name, list, _ := strings.Cut(month, ": ")
		if _, err := fmt.Sscanf(name, "%d-%d", &year, &number); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, word := range strings.Fields(list) {
			var from, to int
			if n, _ := fmt.Sscanf(word, "%d-%d", &from, &to); n == 1 {
				to = from
			}
			for day := from; day <= to; day++ {
				days = append(days, Date{year, time.Month(number), day})
			}
		}
	}
	return days, goesOn
}

func TestTheExamplesOfRFC5545GiveTheDatesThatItNames(t *testing.T) {
	zone := mustZone(t, "America/New_York")
	for _, example := range rfcExamples {
		want, goesOn := exampleDates(t, example.dates)
		s := series(t, zone, example.start+" 09:00", example.rule)
		for _, err := range s.Check() {
			t.Errorf("%s: %v", example.rule, err)
		}
		var got []string
		for o := range s.From(time.Time{}) {
			if goesOn && len(got) == len(want) {
				break
			}
			got = append(got, o.Start.Format("2006-01-02 15:04 MST"))
		}
		if s.Finite() == goesOn {
			t.Errorf("%s: finite is %v", example.rule, s.Finite())
		}
		var text []string
		for _, day := range want {
			text = append(text, time.Date(day.Year, day.Month, day.Day, 9, 0, 0, 0, zone).Format("2006-01-02 15:04 MST"))
		}
		if fmt.Sprint(got) != fmt.Sprint(text) {
			t.Errorf("%s:\n got %v\nwant %v", example.rule, got, text)
		}
	}
}

func TestTheExamplesOfRFC5545WithSeveralStartsADayAreRefused(t *testing.T) {
	for rule, want := range map[string]string{
		"FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z":             "HOURLY is not possible",
		"FREQ=MINUTELY;INTERVAL=15;COUNT=6":                         "MINUTELY is not possible",
		"FREQ=MINUTELY;INTERVAL=90;COUNT=4":                         "MINUTELY is not possible",
		"FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40": "BYHOUR is not possible",
		"FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16":   "MINUTELY is not possible",
	} {
		if _, err := ParseRule(rule); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", rule, err, want)
		}
	}
}

// The RFC's every Friday the 13th begins on a Tuesday the 2nd, which it takes
// out again by EXDATE. Readers disagree on such a start.
func TestTheExampleOfRFC5545WhoseStartIsNoneOfItsDatesIsRefused(t *testing.T) {
	s := series(t, mustZone(t, "America/New_York"), "1997-09-02 09:00", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13")
	s.Except = []Date{{1997, time.September, 2}}
	errs := s.Check()
	if len(errs) != 1 || errs[0].Part != StartPart ||
		!strings.Contains(errs[0].Message, "the nearest dates are 1997-06-13 (Friday) and 1998-02-13 (Friday)") {
		t.Errorf("got %v", errs)
	}
}

// series is a series of one hour at a start such as "2026-12-03 18:00".
func series(t testing.TB, zone *time.Location, start, rule string) Series {
	t.Helper()
	s := Series{Start: clock(t, start), Length: time.Hour, Zone: zone}
	if rule != "" {
		parsed := mustRule(t, rule)
		s.Rule = &parsed
	}
	return s
}

// clock is a clock time in UTC as a neutral zone.
func clock(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
