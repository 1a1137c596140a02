package calendar

import (
	"strings"
	"time"
)

// series checks the events of a calendar that repeat, and the occurrences that
// name one of them.
func (c *checker) series(calendar *part) {
	masters := map[string]*Series{} // nil: repeats in a way that cannot be followed here
	var occurrences []*part
	for _, event := range calendar.parts {
		if event.name != "VEVENT" {
			continue
		}
		if len(event.find("RECURRENCE-ID")) > 0 {
			occurrences = append(occurrences, event)
			continue
		}
		if uid, repeats := event.value("UID"), len(event.find("RRULE")) > 0; repeats {
			masters[uid] = c.master(event)
		}
	}
	for _, event := range occurrences {
		line := event.find("RECURRENCE-ID")[0]
		master, known := masters[event.value("UID")]
		if !known {
			c.reportf(line.number, "RECURRENCE-ID names an occurrence, and no event of this UID repeats")
			continue
		}
		c.isOccurrence(line, master)
		if len(event.find("RRULE"))+len(event.find("EXDATE")) > 0 {
			c.reportf(event.line, "an event with RECURRENCE-ID cannot repeat by itself")
		}
	}
}

// value is that of the first property of a name, or empty.
func (p *part) value(name string) string {
	for _, line := range p.find(name) {
		return line.value
	}
	return ""
}

// master checks an event that repeats. Its series is nil where faults that are
// reported elsewhere, or a zone of the file's own, keep it from being followed.
func (c *checker) master(event *part) *Series {
	rules, starts := event.find("RRULE"), event.find("DTSTART")
	rule, err := ParseRule(rules[0].value)
	if err != nil || len(starts) == 0 {
		return nil
	}
	start := starts[0]
	s := &Series{Rule: &rule, AllDay: start.params["VALUE"] == "DATE"}
	var ok bool
	if s.Start, s.Zone, ok = plannedTime(start); !ok {
		return nil
	}
	if !rule.Until.Time.IsZero() && rule.Until.DateOnly != s.AllDay {
		c.reportf(rules[0].number, "UNTIL and DTSTART are not both days or both times")
		return nil
	}
	if wall, found := first(s.walls(s.Start)); !found || !wall.Equal(s.Start) {
		c.reportf(start.number, "DTSTART is no date of the RRULE")
		return nil
	}
	*s = s.countless()
	for _, line := range event.find("EXDATE") {
		for _, value := range strings.Split(line.value, ",") {
			one := line
			one.value = value
			c.isOccurrence(one, s)
		}
	}
	return s
}

// plannedTime is the clock time that a line gives, and the zone of that clock.
func plannedTime(line contentLine) (wall time.Time, zone *time.Location, ok bool) {
	if line.params["VALUE"] == "DATE" {
		wall, ok = parseForm(dateForm, line.value)
		return wall, time.UTC, ok
	}
	if wall, ok = parseForm(utcForm, line.value); ok {
		return wall, time.UTC, true
	}
	zone = time.UTC // a floating time counts as one in UTC
	if id, zoned := line.params["TZID"]; zoned {
		var err error
		if zone, err = LoadZone(id); err != nil {
			return wall, nil, false
		}
	}
	wall, ok = parseForm(localForm, line.value)
	return wall, zone, ok
}

// isOccurrence checks that an EXDATE or a RECURRENCE-ID names an occurrence of
// a series, in the form and the zone of its start.
func (c *checker) isOccurrence(line contentLine, s *Series) {
	wall, zone, ok := plannedTime(line)
	if s == nil || zone == nil {
		return
	}
	if !ok {
		c.reportf(line.number, "%s is no time: %q", line.name, shorten(line.value))
		return
	}
	if zone.String() != s.Zone.String() || (line.params["VALUE"] == "DATE") != s.AllDay {
		c.reportf(line.number, "%s has not the form and the zone of the DTSTART of its series", line.name)
		return
	}
	if found, ok := first(s.walls(wall)); !ok || !found.Equal(wall) {
		c.reportf(line.number, "%s is no occurrence: the series has none at %s", line.name, shorten(line.value))
	}
}
