// Package calendar owns time as people plan it and as calendar programs read
// it: civil dates and months, time zones, the form of recurrence rules, and
// iCalendar files.
//
// It never reads the clock, the machine's zone or the machine's zone files,
// never knows what an event page is, and holds no word that a visitor reads:
// titles, descriptions and a word such as "Cancelled:" come in ready.
//
// The call that matters:
//
//	zone, err := calendar.LoadZone("America/Chicago")
//	...
//	err = calendar.Write(w, calendar.Calendar{
//		Name: "Events",
//		Zone: zone,
//		Events: []calendar.Event{{
//			UID:     "2f1c9d0e-8f0b-4d0c-9a55-0d5c3f0a7b11",
//			Summary: "Open house",
//			Start:   time.Date(2026, time.December, 3, 18, 0, 0, 0, zone),
//		}},
//	})
//
// Check reads such a file back and reports everything that RFC 5545 forbids.
package calendar
