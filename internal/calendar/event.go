package calendar

import (
	"errors"
	"fmt"
	"math"
	"time"
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

	// Styled is the description as HTML (RFC 9073), for programs that show
	// it; the caller has made it safe, and Description says the same in plain text.
	Styled string
	Image  string // address of a picture; http or https
	// Concepts are the addresses of what the event is about, such as a
	// topic's page, and Group is a name that related events have in common (RFC 9253).
	Concepts []string
	Group    string

	// Series says when the event takes place where that is more than once;
	// Start, End, AllDay and Zone then come from it.
	Series *Series
	// Instance is asked for the words of each occurrence that is written as
	// an event of its own, because it is changed, comes from Also or needs times of its own:
	// title, description, place, state. UID and times of its answer count for nothing. Where it is
	// nil, the words are those of the event.
	Instance func(Occurrence) Event

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

	kept *keptEvent // see Keep
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
