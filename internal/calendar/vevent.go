package calendar

import (
	"strconv"
	"time"

	ics "github.com/arran4/golang-ical"
)

// vevent is an Event with what its place in a series adds. Clock times are in UTC
// as a neutral zone.
type vevent struct {
	Event

	// Of the event that stands for a series.
	rule   string        // RRULE, or empty
	wall   time.Time     // the clock time of DTSTART, which Start need not show
	length time.Duration // instead of DTEND, where set
	except []time.Time   // EXDATE, as clock times

	// Of an occurrence.
	planned time.Time // RECURRENCE-ID, as a clock time
	related string    // RELATED-TO, the UID of the series
}

func (v vevent) build() (ics.Component, error) {
	if err := v.check(); err != nil {
		return nil, err
	}
	p := &properties{}
	p.set("UID", wordValue, v.UID)
	p.set("DTSTAMP", utcValue, v.stamp().UTC().Format(utcForm))
	v.setTimes(p)
	v.setRecurrence(p)
	p.setText("SUMMARY", v.Summary)
	p.set("STATUS", wordValue, v.status())
	v.setHistory(p)
	v.setWords(p)
	v.setRelations(p)
	p.set("COLOR", wordValue, "teal")
	return &ics.VEvent{ComponentBase: ics.ComponentBase{Properties: p.list}}, p.err()
}

// setRecurrence sets what tells occurrences of a series apart.
func (v vevent) setRecurrence(p *properties) {
	if !v.planned.IsZero() {
		v.setClock(p, "RECURRENCE-ID", v.planned)
	}
	if v.rule != "" {
		p.set("RRULE", recurValue, v.rule)
	}
	for _, wall := range v.except {
		v.setClock(p, "EXDATE", wall)
	}
}

func (v vevent) setTimes(p *properties) {
	if v.AllDay {
		last := v.End
		if last.IsZero() {
			last = v.Start
		}
		v.setClock(p, "DTSTART", v.Start)
		v.setClock(p, "DTEND", DateOf(last).AddDays(1).neutral())
		return
	}
	set := v.setTime
	if v.ambiguous() {
		set = setUTC
	}
	if v.rule != "" {
		v.setClock(p, "DTSTART", v.wall)
	} else {
		set(p, "DTSTART", v.Start)
	}
	switch {
	case v.length > 0:
		p.set("DURATION", durationValue, formatDuration(v.length))
	case !v.End.IsZero():
		set(p, "DTEND", v.End)
	}
}

// setClock sets a clock time of the series: a date of whole days, else a time on the clock of the zone.
func (v vevent) setClock(p *properties, name string, wall time.Time) {
	switch {
	case v.AllDay:
		p.set(name, dateValue, DateOf(wall).neutral().Format(dateForm), parameter{"VALUE", "DATE"})
	case v.Zone == time.UTC:
		p.set(name, utcValue, wall.Format(utcForm))
	default:
		p.set(name, localValue, wall.Format(localForm), parameter{"TZID", v.Zone.String()})
	}
}

func (v vevent) setTime(p *properties, name string, t time.Time) {
	v.setClock(p, name, t.In(v.Zone))
}

func setUTC(p *properties, name string, t time.Time) {
	p.set(name, utcValue, t.UTC().Format(utcForm))
}

// ambiguous reports whether programs may take the clock time of the start or
// of the end for another instant: the clock shows it twice, or was to show it
// and skips it. Such times are written in UTC, except those of a whole series.
func (v vevent) ambiguous() bool {
	if v.rule != "" {
		return false
	}
	if isShownTwice(v.Start, v.Zone) || !v.End.IsZero() && isShownTwice(v.End, v.Zone) {
		return true
	}
	if v.planned.IsZero() {
		return false
	}
	_, skipped := AttachZone(v.planned, v.Zone)
	return skipped
}

// usesZone reports whether times of the event are written in its zone.
func (v vevent) usesZone() bool {
	return !v.AllDay && v.Zone != time.UTC && (!v.planned.IsZero() || !v.ambiguous())
}

func (v vevent) setWords(p *properties) {
	if v.Styled == "" {
		p.setText("DESCRIPTION", v.Description)
	} else {
		if v.Description != "" {
			p.set("DESCRIPTION", textValue, v.Description, parameter{"DERIVED", "TRUE"})
		}
		p.set("STYLED-DESCRIPTION", textValue, v.Styled, parameter{"VALUE", "TEXT"}, parameter{"FMTTYPE", "text/html"})
	}
	p.setText("LOCATION", v.Location)
	if v.Geo != nil {
		p.set("GEO", geoValue, v.Geo.format())
	}
	p.setAddress("URL", v.URL)
	p.setAddress("CONFERENCE", v.Conference, v.conferenceParameters()...)
	p.setAddress("IMAGE", v.Image, parameter{"VALUE", "URI"})
	p.setText("CONTACT", v.Contact)
}

func (v vevent) setRelations(p *properties) {
	for _, category := range v.Categories {
		p.setText("CATEGORIES", category)
	}
	for _, concept := range v.Concepts {
		p.setAddress("CONCEPT", concept, parameter{"VALUE", "URI"})
	}
	p.setText("REFID", v.Group)
	if v.related != "" {
		p.set("RELATED-TO", wordValue, v.related)
	}
}

func (v vevent) setHistory(p *properties) {
	p.set("SEQUENCE", integerValue, strconv.Itoa(v.Sequence))
	if !v.Created.IsZero() {
		setUTC(p, "CREATED", v.Created)
	}
	if !v.LastModified.IsZero() {
		setUTC(p, "LAST-MODIFIED", v.LastModified)
	}
}
