package calendar

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Calendar is an iCalendar file as people subscribe to it (RFC 5545, with the
// properties of RFC 7986): a list of published events, without METHOD.
type Calendar struct {
	Name        string // what calendar programs call it
	Description string
	URL         string        // the page that shows the same events; http or https
	Source      string        // where this file is published; http or https
	Refresh     time.Duration // how often to ask for it again; 0 says nothing
	Modified    time.Time     // LAST-MODIFIED of the whole; zero leaves it out

	// Single is a file to take over once, not to subscribe to: it says neither
	// what to call the calendar nor when to ask again.
	Single bool

	// Zone is the site's: that of events without one, and the zone that
	// alone describes a calendar without events. From LoadZone.
	Zone *time.Location

	Events []Event // written in this order, each before its own occurrences
}

// Write writes c to w: CRLF line ends, lines folded at 75 octets, one
// VTIMEZONE for each zone that a timed event uses. The same calendar gives the same bytes.
// An event that iCalendar cannot say (no UID, a second one with its UID, no start, an end
// that is not after the start, an address that is not http or https, a zone
// that is not from the database) is an error, and nothing is written then.
func Write(w io.Writer, c Calendar) error {
	file, err := c.build()
	if err != nil {
		return fmt.Errorf("writing calendar %q: %w", c.Name, err)
	}
	// golang-ical writes line by line and drops some errors of the writer;
	// bufio keeps the first and Flush returns it.
	buffered := bufio.NewWriter(w)
	if err := file.SerializeTo(buffered, lineForm()); err != nil {
		return fmt.Errorf("writing calendar %q: %w", c.Name, err)
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("writing calendar %q: %w", c.Name, err)
	}
	return nil
}

func (c Calendar) build() (*ics.Calendar, error) {
	book := zoneBook{}
	zone, err := book.find(c.Zone)
	if err != nil {
		return nil, err
	}
	head := c.head()
	events, used, eventsErr := c.events(book, zone)
	if len(c.Events) == 0 {
		used.alone(zone)
	}
	zones, zonesErr := used.build()
	if err := errors.Join(head.err(), eventsErr, zonesErr); err != nil {
		return nil, err
	}
	file := &ics.Calendar{Components: append(zones, events...)}
	for _, property := range head.list {
		file.CalendarProperties = append(file.CalendarProperties, ics.CalendarProperty(property))
	}
	return file, nil
}

// events are the VEVENTs of the calendar, and the zones that they use.
func (c Calendar) events(book zoneBook, zone *time.Location) ([]ics.Component, zonesUsed, error) {
	var components []ics.Component
	var errs []error
	used := zonesUsed{}
	seen := map[string]bool{}
	for i, e := range c.Events {
		built, err := e.components(book, zone, used)
		if seen[e.UID] {
			err = errors.Join(err, errors.New("an event before it has the same UID"))
		}
		seen[e.UID] = true
		if err != nil {
			errs = append(errs, fmt.Errorf("event %d, %q (UID %s): %w", i+1, e.Summary, e.UID, err))
			continue
		}
		components = append(components, built...)
	}
	return components, used, errors.Join(errs...)
}

// ProductID names the program that made a calendar.
const ProductID = "-//Advocate//Advocate//EN"

func (c Calendar) head() *properties {
	p := &properties{}
	p.set("VERSION", wordValue, "2.0")
	p.set("PRODID", textValue, ProductID)
	if c.Single {
		c.Name, c.Description, c.Source, c.Refresh = "", "", "", 0
	}
	p.setText("NAME", c.Name)
	p.setText("X-WR-CALNAME", c.Name)
	p.setText("DESCRIPTION", c.Description)
	p.setText("X-WR-CALDESC", c.Description)
	p.setAddress("URL", c.URL)
	p.setAddress("SOURCE", c.Source, parameter{"VALUE", "URI"})
	p.set("COLOR", wordValue, "teal")
	if c.Refresh > 0 {
		p.set("REFRESH-INTERVAL", durationValue, formatDuration(c.Refresh), parameter{"VALUE", "DURATION"})
		p.set("X-PUBLISHED-TTL", wordValue, formatDuration(c.Refresh))
	}
	if !c.Modified.IsZero() {
		p.set("LAST-MODIFIED", utcValue, c.Modified.UTC().Format(utcForm))
	}
	return p
}

// formatDuration is d in whole seconds as iCalendar writes it: PT12H, P1DT30M.
func formatDuration(d time.Duration) string {
	days, rest := d/(24*time.Hour), d%(24*time.Hour)
	s := "P"
	if days > 0 {
		s += fmt.Sprintf("%dD", days)
	}
	clock := ""
	for _, unit := range []struct {
		size time.Duration
		sign string
	}{{time.Hour, "H"}, {time.Minute, "M"}, {time.Second, "S"}} {
		if n := rest / unit.size; n > 0 {
			clock += fmt.Sprintf("%d%s", n, unit.sign)
		}
		rest %= unit.size
	}
	if clock != "" {
		return s + "T" + clock
	}
	if days == 0 {
		return "PT0S"
	}
	return s
}

// zonesUsed are the zones that need a VTIMEZONE, by name, with the instants
// that each has to be right for.
type zonesUsed map[string]zoneSpan

type zoneSpan struct {
	zone        *time.Location
	first, last time.Time
}

// add notes that times from first to last are written in a zone.
func (u zonesUsed) add(zone *time.Location, first, last time.Time) {
	span, known := u[zone.String()]
	if !known {
		span = zoneSpan{zone: zone, first: first, last: last}
	}
	if first.Before(span.first) {
		span.first = first
	}
	span.last = later(span.last, later(first, last))
	u[zone.String()] = span
}

// alone adds a zone that describes no event: as it is known to end up.
func (u zonesUsed) alone(zone *time.Location) {
	settled := time.Date(sampleFrom-1, time.January, 1, 0, 0, 0, 0, time.UTC)
	u[zone.String()] = zoneSpan{zone: zone, first: settled, last: settled}
}

func (u zonesUsed) build() ([]ics.Component, error) {
	var names []string
	for name := range u {
		names = append(names, name)
	}
	slices.Sort(names)
	var components []ics.Component
	var errs []error
	for _, name := range names {
		component, err := u[name].build()
		if err != nil {
			errs = append(errs, fmt.Errorf("zone %s: %w", name, err))
		}
		components = append(components, component)
	}
	return components, errors.Join(errs...)
}
