package content

import (
	"fmt"
	"time"

	"example.org/advocate/internal/calendar"
)

func (l *loader) finishEvent(f *finisher, e *Event) {
	if e.Status == "" {
		e.Status = Scheduled
	}
	e.Zone = f.zone
	if e.Timezone != "" {
		zone, err := l.zone(e.Timezone)
		if err != nil {
			f.errorf("timezone", "%v", err)
			return
		}
		e.Zone = zone
	}
	if e.Start.IsZero() {
		return // reported as missing or wrong already
	}
	ok := f.eventTimes(e)
	f.eventStatus(e)
	f.eventSeries(e, ok)
	f.location("location", e.Location)
	if e.Status == MovedOnline && e.Online == "" {
		f.warnf("status", "the event moved online, but nothing says where: add online: https://…")
	}
}

// eventTimes works out Begins, Ends and Over; ok is false where they are not
// known.
func (f *finisher) eventTimes(e *Event) (ok bool) {
	switch {
	case e.AllDay && (e.Start.HasTime() || e.End.HasTime()):
		f.errorf("start", "an event of whole days takes dates without times: write start: 2026-12-03, or remove all_day")
		return false
	case !e.AllDay && !e.Start.HasTime():
		f.errorf("start", "the start has no time: write 2026-12-03 18:00, or all_day: true for an event of whole days")
		return false
	case !e.AllDay && !e.End.IsZero() && !e.End.HasTime():
		f.errorf("end", "the end has no time: write 2026-12-03 19:30, or all_day: true for an event of whole days")
		return false
	case !e.End.IsZero() && e.Duration > 0:
		f.errorf("duration", "the event has an end and a duration: keep one of them")
		return false
	case e.AllDay && e.Duration > 0:
		f.errorf("duration", "an event of whole days has no duration: write end: with its last day")
		return false
	}
	if e.Repeat.Value == "" {
		f.skipped("start", e.Start, e.Zone)
	}
	e.Begins = e.Start.In(e.Zone)
	switch {
	case e.AllDay && e.End.IsZero():
		e.Ends = e.Start.EndIn(e.Zone)
	case !e.End.IsZero():
		e.Ends = e.End.EndIn(e.Zone)
	case e.Duration > 0:
		e.Ends = e.Begins.Add(e.Duration)
	}
	f.inOrder("start", e.Begins, "end", e.Ends)
	if e.Ends.Sub(e.Begins) > longestEvent {
		f.errorf("end", "the event would last %d days; a year is the most: see whether the year of its end is right", int(e.Ends.Sub(e.Begins).Hours()/24))
	}
	e.Over = e.Ends
	if e.Ends.IsZero() {
		e.Over = calendar.EndOfDay(e.Begins, e.Zone)
	}
	return e.Ends.IsZero() || e.Ends.After(e.Begins)
}

// skipped warns of a time that clocks skip on that day.
func (f *finisher) skipped(key string, m Moment, zone *time.Location) {
	if m.Shifted(zone) {
		f.warnf(key, "this time does not exist: clocks in %s go forward over it; %s is taken", zone, m.In(zone).Format("15:04"))
	}
}

func (f *finisher) eventStatus(e *Event) {
	if e.Status != Scheduled && e.StatusSince.IsZero() {
		f.errorf("status", "%q needs the day on which it was made known: add status_since: 2026-11-25", e.Status)
	}
	for i, c := range e.Changes {
		key := fmt.Sprintf("changes[%d]", i)
		if c.Announced.IsZero() {
			f.errorf(key, "a change needs the day on which it was made known: add announced: 2026-11-25")
		}
		if c.Status == MovedOnline && c.Online == "" && e.Online == "" {
			f.warnf(key+".status", "that day moved online, but nothing says where: add online: https://…")
		}
	}
}

func (f *finisher) location(key string, l Location) {
	if (l.Lat == nil) != (l.Lon == nil) {
		f.errorf(key, "lat and lon go together: give both or none")
	}
	if l.Lat != nil && (*l.Lat < -90 || *l.Lat > 90) {
		f.errorf(key+".lat", "a latitude lies between -90 and 90 degrees")
	}
	if l.Lon != nil && (*l.Lon < -180 || *l.Lon > 180) {
		f.errorf(key+".lon", "a longitude lies between -180 and 180 degrees")
	}
}
