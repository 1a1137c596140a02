package calendar

import "time"

// event checks a VEVENT. With METHOD in the calendar, DTSTART may be missing.
func (c *checker) event(event *part, method bool) {
	c.once(event, true, "UID", "DTSTAMP")
	c.once(event, !method, "DTSTART")
	c.once(event, false, "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS",
		"SEQUENCE", "GEO", "CREATED", "LAST-MODIFIED", "RRULE", "RECURRENCE-ID", "COLOR")
	c.values(event)
	c.identity(event)
	c.span(event)
}

// identity reports an event that another one already is.
func (c *checker) identity(event *part) {
	key := ""
	for _, name := range []string{"UID", "RECURRENCE-ID"} {
		for _, line := range event.find(name) {
			key += name + ":" + line.value + "\n"
		}
	}
	if first, taken := c.events[key]; taken {
		c.reportf(event.line, "this event has the UID of the one of line %d", first)
		return
	}
	c.events[key] = event.line
}

// span checks the times of an event and their order.
func (c *checker) span(event *part) {
	starts, ends := event.find("DTSTART"), event.find("DTEND")
	for _, duration := range event.find("DURATION") {
		if len(ends) > 0 {
			c.reportf(duration.number, "the event has both DTEND and DURATION")
		}
	}
	var start moment
	if len(starts) > 0 {
		start = c.moment(starts[0])
	}
	if len(ends) == 0 {
		return
	}
	end := c.moment(ends[0])
	if !start.known || !end.known {
		return
	}
	if start.day != end.day {
		c.reportf(ends[0].number, "DTSTART and DTEND are not both days or both times")
		return
	}
	if start.floating != end.floating {
		c.reportf(ends[0].number, "only one of DTSTART and DTEND has a zone")
		return
	}
	if !end.at.After(start.at) {
		c.reportf(ends[0].number, "DTEND is not after DTSTART")
	}
}

// moment is a DTSTART or DTEND that was read.
type moment struct {
	known    bool
	day      bool // VALUE=DATE
	floating bool // neither in UTC nor in a zone
	at       time.Time
}

func (c *checker) moment(line contentLine) moment {
	if line.params["VALUE"] == "DATE" {
		at, ok := parseForm(dateForm, line.value)
		if !ok {
			c.reportf(line.number, "%s is no date: %q", line.name, shorten(line.value))
		}
		return moment{known: ok, day: true, at: at}
	}
	id, zoned := line.params["TZID"]
	if at, ok := parseForm(utcForm, line.value); ok {
		if zoned {
			c.reportf(line.number, "%s is in UTC and names a zone as well", line.name)
		}
		return moment{known: true, at: at}
	}
	at, ok := parseForm(localForm, line.value)
	if !ok {
		c.reportf(line.number, "%s is no time: %q", line.name, shorten(line.value))
		return moment{}
	}
	if !zoned {
		return moment{known: true, floating: true, at: at}
	}
	zone, err := LoadZone(id)
	if err != nil {
		return moment{} // a zone of the file's own: its times cannot be put in order
	}
	at, _ = AttachZone(at, zone)
	return moment{known: true, at: at}
}
