package words

import (
	"testing"
	"time"
)

func TestDatesAreSaidInFull(t *testing.T) {
	c, _ := For("en")
	day := time.Date(2026, 12, 3, 18, 5, 0, 0, time.UTC)
	for want, got := range map[string]string{
		"Thursday, December 3, 2026": c.Day(day),
		"December 3":                 c.DayMonth(day),
		"Dec 3, 2026":                c.ShortDay(day),
		"December 2026":              c.Month(day),
		"December":                   c.MonthName(day),
		"Dec":                        c.ShortMonth(day),
		"Thursday":                   c.Weekday(day),
		"Thu":                        c.ShortWeekday(day),
		"6:05 pm":                    c.Clock(day),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Every month and weekday has words, in every language: a missing one would
// stop a build only in that month.
func TestEveryDayOfAYearCanBeSaid(t *testing.T) {
	for _, lang := range languages(t) {
		c, _ := For(lang)
		seen := map[string]bool{}
		for day := time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == 2028; day = day.AddDate(0, 0, 1) {
			said := c.Day(day)
			if seen[said] {
				t.Errorf("%s: two days are %q", lang, said)
			}
			seen[said] = true
			for _, part := range []string{c.DayMonth(day), c.ShortDay(day), c.Month(day), c.MonthName(day), c.ShortMonth(day), c.Weekday(day), c.ShortWeekday(day)} {
				if part == "" {
					t.Errorf("%s: %s has no words", lang, day)
				}
			}
		}
	}
}

func TestClocksGoFromMidnightToMidnight(t *testing.T) {
	c, _ := For("en")
	for clock, want := range map[string]string{
		"00:00": "12:00 am", "00:05": "12:05 am", "01:00": "1:00 am", "11:59": "11:59 am",
		"12:00": "12:00 pm", "12:30": "12:30 pm", "13:00": "1:00 pm", "23:59": "11:59 pm",
	} {
		at, err := time.Parse("15:04", clock)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Clock(at); got != want {
			t.Errorf("%s is %q, not %q", clock, got, want)
		}
	}
}

func TestNumbersAreWrittenAsTheLanguageDoes(t *testing.T) {
	c, _ := For("en")
	for number, want := range map[float64]string{
		0: "0", 21: "21", 12500: "12,500", 0.25: "0.25", 1250.5: "1,250.5", -3: "-3", 1e6: "1,000,000", 0.12345: "0.123", 1e15: "1,000,000,000,000,000",
		1e300: "1×10³⁰⁰", -0.0002: "-2×10⁻⁴",
	} {
		if got := c.Number(number); got != want {
			t.Errorf("%v is %q, not %q", number, got, want)
		}
	}
}
