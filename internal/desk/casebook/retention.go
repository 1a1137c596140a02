package casebook

import (
	"time"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/store"
)

// purgeDays are the days on which a case with that ending is purged, counted from the later of its closing and its last
// entry. Where site.yaml gives no number of days for the ending, that part is kept, and its day is empty. Facts never
// go before the words.
func purgeDays(r content.Retention, ending string, closed, last store.Day) PurgeDays {
	from := max(closed, last)
	least := daysFor(r.MinimumDays, ending)
	text := daysAfter(from, daysFor(r.TextDays, ending), least)
	facts := daysAfter(from, daysFor(r.FactsDays, ending), least)
	if facts != "" && facts < text {
		facts = text
	}
	return PurgeDays{Text: text, Facts: facts}
}

func daysFor(d content.Days, ending string) int {
	if days, ok := d.ByEnding[ending]; ok {
		return days
	}
	return d.All
}

func daysAfter(from store.Day, days, least int) store.Day {
	t, err := time.Parse(time.DateOnly, string(from))
	if err != nil || days <= 0 {
		return ""
	}
	return store.DayOf(t.AddDate(0, 0, max(days, least)))
}
