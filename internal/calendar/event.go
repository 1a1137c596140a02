package calendar

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Status is the STATUS of an event. iCalendar has no word for postponed or
// moved online: the first is cancelled here, the second is confirmed with a Conference.
type Status int

// The states of an event in iCalendar.
const (
	Confirmed Status = iota
	Cancelled
)

// Geo is a place on the earth, in degrees: latitude from -90 to 90, longitude
// from -180 to 180.
type Geo struct{ Lat, Lon float64 }

// Event is one VEVENT. Texts are plain text of any length; line ends of every
// kind and control characters are taken care of. Empty fields are left out.
type Event struct {
	UID         string // for ever the same; printable ASCII without spaces
	Summary     string // with the word for its state in front, where it has one
	Description string
	Location    string // name and address in one text
	URL         string // the event's page; http or https
	Contact     string
	Categories  []string
	Geo         *Geo

	// Start is when the event begins. End is when it is over; zero leaves
	// DTEND out, and the event is over at the end of its day.
	//
	// With AllDay, Start and End stand for the days that they show in their
	// own locations, and End is the last day, not the one after; zero means
	// that there is but one.
	Start, End time.Time
	AllDay     bool

	// Zone is the one whose clock the times are written in; nil is the
	// calendar's. In time.UTC they end with Z.
	Zone *time.Location

	Status     Status
	Conference string // where to take part online; http or https
	// ConferenceLabel is a word for people about Conference.
	ConferenceLabel string

	Created      time.Time
	LastModified time.Time
	Stamp        time.Time // DTSTAMP; zero is LastModified, without that 1970-01-01T00:00:00Z
	Sequence     int       // 0 or more
}

func (e Event) build() (ics.Component, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	p := &properties{}
	p.set("UID", wordValue, e.UID)
	p.set("DTSTAMP", utcValue, e.stamp().UTC().Format(utcForm))
	e.setTimes(p)
	p.setText("SUMMARY", e.Summary)
	p.set("STATUS", wordValue, e.status())
	p.set("SEQUENCE", integerValue, strconv.Itoa(e.Sequence))
	if !e.Created.IsZero() {
		p.set("CREATED", utcValue, e.Created.UTC().Format(utcForm))
	}
	if !e.LastModified.IsZero() {
		p.set("LAST-MODIFIED", utcValue, e.LastModified.UTC().Format(utcForm))
	}
	p.setText("DESCRIPTION", e.Description)
	p.setText("LOCATION", e.Location)
	if e.Geo != nil {
		p.set("GEO", geoValue, e.Geo.format())
	}
	p.setAddress("URL", e.URL)
	p.setAddress("CONFERENCE", e.Conference, e.conferenceParameters()...)
	p.setText("CONTACT", e.Contact)
	for _, category := range e.Categories {
		p.setText("CATEGORIES", category)
	}
	p.set("COLOR", wordValue, "teal")
	return &ics.VEvent{ComponentBase: ics.ComponentBase{Properties: p.list}}, p.err()
}

// check refuses what no property alone can show to be wrong.
func (e Event) check() error {
	var errs []error
	if e.Start.IsZero() {
		errs = append(errs, errors.New("the start is missing"))
	}
	if !e.End.IsZero() && !e.AllDay && !e.End.Truncate(time.Second).After(e.Start.Truncate(time.Second)) {
		errs = append(errs, fmt.Errorf("the end, %s, is not after the start, %s", e.End.Format(time.RFC3339), e.Start.Format(time.RFC3339)))
	}
	if !e.End.IsZero() && e.AllDay && DateOf(e.End).Before(DateOf(e.Start)) {
		errs = append(errs, fmt.Errorf("the last day, %v, is before the first, %v", DateOf(e.End), DateOf(e.Start)))
	}
	if e.Status != Confirmed && e.Status != Cancelled {
		errs = append(errs, fmt.Errorf("status %d does not exist", e.Status))
	}
	if e.Sequence < 0 || e.Sequence > math.MaxInt32 {
		errs = append(errs, fmt.Errorf("sequence %d is not from 0 to %d", e.Sequence, math.MaxInt32))
	}
	if e.Geo != nil && !e.Geo.valid() {
		errs = append(errs, fmt.Errorf("latitude %v and longitude %v are no place on the earth", e.Geo.Lat, e.Geo.Lon))
	}
	return errors.Join(errs...)
}

func (e Event) stamp() time.Time {
	if !e.Stamp.IsZero() {
		return e.Stamp
	}
	if !e.LastModified.IsZero() {
		return e.LastModified
	}
	return time.Unix(0, 0)
}

func (e Event) status() string {
	if e.Status == Cancelled {
		return "CANCELLED"
	}
	return "CONFIRMED"
}

func (e Event) setTimes(p *properties) {
	if e.AllDay {
		last := e.End
		if last.IsZero() {
			last = e.Start
		}
		day := parameter{"VALUE", "DATE"}
		p.set("DTSTART", dateValue, DateOf(e.Start).neutral().Format(dateForm), day)
		p.set("DTEND", dateValue, DateOf(last).AddDays(1).neutral().Format(dateForm), day)
		return
	}
	e.setTime(p, "DTSTART", e.Start)
	if !e.End.IsZero() {
		e.setTime(p, "DTEND", e.End)
	}
}

func (e Event) setTime(p *properties, name string, t time.Time) {
	if e.inUTC() {
		p.set(name, utcValue, t.UTC().Format(utcForm))
		return
	}
	p.set(name, localValue, t.In(e.Zone).Format(localForm), parameter{"TZID", e.Zone.String()})
}

// inUTC reports whether the times are written in UTC: where that is the zone,
// and where the zone's clock shows one of them for the second time, which iCalendar cannot
// say in local time.
func (e Event) inUTC() bool {
	return e.Zone == time.UTC || isSecondShowing(e.Start, e.Zone) || !e.End.IsZero() && isSecondShowing(e.End, e.Zone)
}

func isSecondShowing(t time.Time, zone *time.Location) bool {
	first, _ := AttachZone(t.In(zone), zone)
	return !first.Equal(t)
}

func (e Event) conferenceParameters() []parameter {
	params := []parameter{{"VALUE", "URI"}}
	if e.ConferenceLabel != "" {
		params = append(params, parameter{"LABEL", e.ConferenceLabel})
	}
	return params
}

func (g Geo) valid() bool {
	return math.Abs(g.Lat) <= 90 && math.Abs(g.Lon) <= 180 // false for NaN
}

// format is the place with six decimals, a tenth of a metre.
func (g Geo) format() string {
	return fmt.Sprintf("%.6f;%.6f", g.Lat, g.Lon)
}
