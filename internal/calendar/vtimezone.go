package calendar

import (
	"errors"
	"fmt"
	"sync"
	"time"

	ics "github.com/arran4/golang-ical"
)

// zoneBook holds the zones of one calendar by name, as the embedded database
// has them.
type zoneBook map[string]*time.Location

// find gives the embedded zone of zone's name, so that a zone that was loaded
// from the machine's files cannot make one machine's calendar differ from
// another's. It refuses the machine's own zone, also where TZ gives that a proper name.
func (b zoneBook) find(zone *time.Location) (*time.Location, error) {
	if zone == nil {
		return nil, errors.New("the zone is missing: take one from LoadZone")
	}
	if zone == time.Local {
		return nil, errors.New("the zone is that of this machine: take one from LoadZone")
	}
	if known, ok := b[zone.String()]; ok {
		return known, nil
	}
	known, err := LoadZone(zone.String())
	if err != nil {
		return nil, err
	}
	b[zone.String()] = known
	return known, nil
}

// settledZones remembers, by name, the VTIMEZONE of zones as their yearly
// rules alone describe them: what nearly every file needs of them.
var settledZones sync.Map

// build is the VTIMEZONE for the instants of the span.
func (s zoneSpan) build() (ics.Component, error) {
	name := s.zone.String()
	known := habitsOf(s.zone, tableStart, sampledUntil)
	settled := known.yearly && !s.first.Before(known.list[known.since].at) && !s.last.After(sampledUntil)
	if lines, ok := settledZones.Load(name); ok && settled {
		return lines.(fileLines), nil
	}
	component, err := buildZone(name, observances(s.zone, s.first, s.last))
	if err != nil || !settled {
		return component, err
	}
	lines, err := write(component)
	if err == nil {
		settledZones.Store(name, lines)
	}
	return lines, err
}

// buildZone is the VTIMEZONE of a zone. It says only what Outlook reads, and
// the abbreviations.
func buildZone(name string, blocks []observance) (ics.Component, error) {
	p := &properties{}
	p.set("TZID", wordValue, name)
	errs := []error{p.err()}
	zone := &ics.VTimezone{ComponentBase: ics.ComponentBase{Properties: p.list}}
	for _, block := range blocks {
		p := block.properties()
		errs = append(errs, p.err())
		base := ics.ComponentBase{Properties: p.list}
		if block.daylight {
			zone.Components = append(zone.Components, &ics.Daylight{ComponentBase: base})
		} else {
			zone.Components = append(zone.Components, &ics.Standard{ComponentBase: base})
		}
	}
	return zone, errors.Join(errs...)
}

func (o observance) properties() *properties {
	p := &properties{}
	p.set("DTSTART", localValue, o.onset.Format(localForm))
	p.set("TZOFFSETFROM", offsetValue, formatOffset(o.from))
	p.set("TZOFFSETTO", offsetValue, formatOffset(o.to))
	p.setText("TZNAME", o.name)
	if o.recur != "" {
		p.set("RRULE", recurValue, o.recur)
	}
	return p
}

// formatOffset is an offset from UTC as +hhmm, with seconds where there are any.
func formatOffset(offset time.Duration) string {
	sign := "+"
	if offset < 0 {
		sign, offset = "-", -offset
	}
	seconds := int(offset / time.Second)
	s := fmt.Sprintf("%s%02d%02d", sign, seconds/3600, seconds/60%60)
	if rest := seconds % 60; rest != 0 {
		s += fmt.Sprintf("%02d", rest)
	}
	return s
}
