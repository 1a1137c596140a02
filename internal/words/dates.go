package words

import (
	"fmt"
	"strconv"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// Capital writes words as they stand alone, in a heading: some languages write
// the names of days and months small.
func Capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// Day is a date in full: "Thursday, December 3, 2026".
func (c *Catalogue) Day(t time.Time) string { return c.date("date.day", t) }

// DayMonth is a date of a year that is known: "December 3".
func (c *Catalogue) DayMonth(t time.Time) string { return c.date("date.daymonth", t) }

// ShortDay is a date in short: "Dec 3, 2026".
func (c *Catalogue) ShortDay(t time.Time) string {
	return c.dates.say("date.shortday", t, func() string {
		return c.must("date.shortday", "month", c.ShortMonth(t), "day", t.Day(), "year", t.Year())
	})
}

// Month is a month of a year: "December 2026".
func (c *Catalogue) Month(t time.Time) string {
	return c.must("date.month", "month", c.MonthName(t), "year", t.Year())
}

// MonthName is "December".
func (c *Catalogue) MonthName(t time.Time) string { return c.must(monthKeys[t.Month()]) }

// ShortMonth is "Dec".
func (c *Catalogue) ShortMonth(t time.Time) string { return c.must(shortMonthKeys[t.Month()]) }

// Weekday is "Thursday".
func (c *Catalogue) Weekday(t time.Time) string { return c.must(weekdayKeys[t.Weekday()]) }

// ShortWeekday is "Thu".
func (c *Catalogue) ShortWeekday(t time.Time) string { return c.must(shortWeekdayKeys[t.Weekday()]) }

// Clock is a time of day: "6:00 pm".
func (c *Catalogue) Clock(t time.Time) string {
	half, hour := "date.am", t.Hour()%12
	if t.Hour() >= 12 {
		half = "date.pm"
	}
	if hour == 0 {
		hour = 12
	}
	return c.must("date.clock",
		"hour", hour, "hour24", fmt.Sprintf("%02d", t.Hour()),
		"minute", fmt.Sprintf("%02d", t.Minute()), "ampm", c.must(half))
}

func (c *Catalogue) date(key string, t time.Time) string {
	return c.dates.say(key, t, func() string {
		return c.must(key, "weekday", c.Weekday(t), "month", c.MonthName(t), "day", t.Day(), "year", t.Year())
	})
}

// dates remembers what was said of days: a site says the same ones over and
// over. It is safe for concurrent use.
type dates struct {
	mu   sync.RWMutex
	said map[dated]string
}

// dated is a form of words for a day.
type dated struct {
	key        string
	year, yday int
}

// mostDates is how many are remembered; a site has a few thousand.
const mostDates = 20_000

func (d *dates) say(key string, t time.Time, anew func() string) string {
	day := dated{key, t.Year(), t.YearDay()}
	d.mu.RLock()
	said, ok := d.said[day]
	d.mu.RUnlock()
	if ok {
		return said
	}
	said = anew()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.said == nil || len(d.said) >= mostDates {
		d.said = map[dated]string{}
	}
	d.said[day] = said
	return said
}

var (
	monthKeys        = numbered("month.", 12)
	shortMonthKeys   = numbered("month_short.", 12)
	weekdayKeys      = numbered("weekday.", 6)
	shortWeekdayKeys = numbered("weekday_short.", 6)
)

// numbered returns the keys prefix0 to prefixLAST, so that none is made anew
// for each date.
func numbered(prefix string, last int) []string {
	keys := make([]string, last+1)
	for i := range keys {
		keys[i] = prefix + strconv.Itoa(i)
	}
	return keys
}
