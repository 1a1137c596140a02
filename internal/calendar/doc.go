// Package calendar owns time as people plan it and as calendar programs read
// it: civil dates and months, time zones, recurrence rules and the series that they
// make, and iCalendar files.
//
// It never reads the clock, the machine's zone or the machine's zone files,
// never knows what an event page is, and holds no word that a visitor reads:
// titles, descriptions and a word such as "Cancelled:" come in ready, and a
// rule is said in the words of a catalogue that comes in too.
//
// The calls that matter:
//
//	zone, err := calendar.LoadZone("America/Chicago")
//	...
//	rule, err := calendar.ParseRule("FREQ=MONTHLY;BYDAY=1TU")
//	...
//	series := calendar.Series{
//		Start:  time.Date(2026, time.December, 1, 18, 0, 0, 0, time.UTC), // by the clock
//		Length: 90 * time.Minute,
//		Zone:   zone,
//		Rule:   &rule,
//	}
//	for _, fault := range series.Check() {
//		...
//	}
//	for o := range series.From(now) {
//		...
//	}
//	err = calendar.Write(w, calendar.Calendar{
//		Name: "Events",
//		Zone: zone,
//		Events: []calendar.Event{{
//			UID:     "2f1c9d0e-8f0b-4d0c-9a55-0d5c3f0a7b11",
//			Summary: "Office hours",
//			Series:  &series,
//		}},
//	})
//
// Check reads such a file back and reports everything that RFC 5545 forbids.
package calendar
