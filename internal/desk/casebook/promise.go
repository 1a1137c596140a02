package casebook

import (
	"time"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/store"
)

// What the office promises, in working days: Monday to Friday, without the closed_days of site.yaml. The day that
// something came in is not counted, and the promise is kept until the end of the last day.
const (
	FirstAnswerDays = 2 // from the day a case was received to the first words to the person
	LaterAnswerDays = 5 // from the newest words of either side, while it is the office's turn
)

// workdays knows on which days the office works.
type workdays map[store.Day]bool // closed days

func workdaysOf(settings *content.Settings) workdays {
	closed := workdays{}
	for _, day := range settings.ClosedDays {
		closed[store.DayOf(day.Day(settings.Zone))] = true
	}
	return closed
}

// after is the count-th working day after day; empty where day is none.
func (w workdays) after(day store.Day, count int) store.Day {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return ""
	}
	// A list that closes every day for years is a slip; the promise then runs as if it were not there.
	for range 3660 {
		t = t.AddDate(0, 0, 1)
		if t.Weekday() == time.Saturday || t.Weekday() == time.Sunday || w[store.DayOf(t)] {
			continue
		}
		if count--; count == 0 {
			return store.DayOf(t)
		}
	}
	return store.DayOf(t)
}
