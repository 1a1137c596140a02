package calendar

import (
	"fmt"
	"testing"
	"time"
)

func TestTheWeeksOfAMonthHoldEachOfItsDaysOnceInOrder(t *testing.T) {
	for y := 2020; y < 2034; y++ {
		for month := time.January; month <= time.December; month++ {
			for first := time.Sunday; first <= time.Saturday; first++ {
				checkWeeks(t, y, month, first)
			}
		}
	}
}

func checkWeeks(t *testing.T, y int, month time.Month, first time.Weekday) {
	t.Helper()
	weeks := Weeks(y, month, first)
	inMonth := 0
	day := weeks[0][0]
	for _, week := range weeks {
		own := 0
		for i, got := range week {
			if got != day || int(got.Weekday()) != (int(first)+i)%7 {
				t.Fatalf("%d-%d from %v: %v where %v belongs", y, month, first, got, day)
			}
			if got.Month == month {
				own++
			}
			day = day.AddDays(1)
		}
		if own == 0 {
			t.Fatalf("%d-%d from %v: a week without a day of the month", y, month, first)
		}
		inMonth += own
	}
	if want := time.Date(y, month+1, 0, 0, 0, 0, 0, time.UTC).Day(); inMonth != want {
		t.Fatalf("%d-%d from %v: %d days, want %d", y, month, first, inMonth, want)
	}
}

func TestTheFirstWeekBeginsOnTheChosenDay(t *testing.T) {
	if got := Weeks(2026, time.December, time.Sunday)[0][0].String(); got != "2026-11-29" {
		t.Errorf("from Sunday: %s", got)
	}
	if got := Weeks(2026, time.December, time.Monday)[0][0].String(); got != "2026-11-30" {
		t.Errorf("from Monday: %s", got)
	}
}

func TestASpanCoversTheDaysOnWhichItHasAnInstant(t *testing.T) {
	chicago := mustZone(t, "America/Chicago")
	at := func(s string) time.Time {
		if s == "" {
			return time.Time{}
		}
		v, err := time.ParseInLocation("2006-01-02 15:04", s, chicago)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, test := range []struct{ start, end, want string }{
		{"2026-12-03 18:00", "2026-12-03 19:30", "[2026-12-03]"},
		{"2026-12-03 18:00", "", "[2026-12-03]"},
		{"2026-12-03 18:00", "2026-12-03 18:00", "[2026-12-03]"},
		{"2026-12-03 18:00", "2026-12-03 17:00", "[2026-12-03]"},
		{"2026-12-03 18:00", "2026-12-04 00:00", "[2026-12-03]"},
		{"2026-12-03 18:00", "2026-12-04 00:01", "[2026-12-03 2026-12-04]"},
		{"2026-12-31 18:00", "2027-01-02 10:00", "[2026-12-31 2027-01-01 2027-01-02]"},
		{"2027-03-13 23:00", "2027-03-15 00:00", "[2027-03-13 2027-03-14]"},
	} {
		if got := fmt.Sprint(Days(at(test.start), at(test.end), chicago)); got != test.want {
			t.Errorf("%s to %s: %s, want %s", test.start, test.end, got, test.want)
		}
	}
	if got := fmt.Sprint(Days(at("2026-12-03 18:00"), at("2026-12-03 19:30"), mustZone(t, "Asia/Tokyo"))); got != "[2026-12-04]" {
		t.Errorf("in Tokyo: %s", got)
	}
}

func TestADayStartsWhereItsZoneLetsIt(t *testing.T) {
	for zone, want := range map[string]string{
		"Asia/Beirut":     "2026-03-29T01:00:00+03:00",
		"America/Chicago": "2026-03-29T00:00:00-05:00",
	} {
		if got := (Date{2026, time.March, 29}).Start(mustZone(t, zone)).Format(time.RFC3339); got != want {
			t.Errorf("%s: %s, want %s", zone, got, want)
		}
	}
}

func TestTheEndOfADayIsTheStartOfTheNextOneInTheZone(t *testing.T) {
	chicago := mustZone(t, "America/Chicago")
	for start, want := range map[string]string{
		"2026-12-03T18:00:00-06:00": "2026-12-04T00:00:00-06:00",
		"2026-12-04T05:59:59Z":      "2026-12-04T00:00:00-06:00",
		"2026-11-01T00:30:00-05:00": "2026-11-02T00:00:00-06:00",
	} {
		at, err := time.Parse(time.RFC3339, start)
		if err != nil {
			t.Fatal(err)
		}
		if got := EndOfDay(at, chicago).Format(time.RFC3339); got != want {
			t.Errorf("%s: %s, want %s", start, got, want)
		}
	}
}
