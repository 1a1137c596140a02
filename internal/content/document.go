package content

import (
	"path"
	"strings"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/markdown"
)

// Common holds the keys that every kind of document has.
type Common struct {
	// Path is the file below content/, with slashes and without the
	// language: "events/2026-12-03-town-hall.md" for its translations too.
	Path string
	// File is the file that was read, "events/2026-12-03-town-hall.es.md".
	File string
	// Lang is the language in which the document is shown; Original is the
	// language in which its text stands. They differ where nobody has
	// translated it yet.
	Lang, Original string

	Title       string
	Summary     string
	Topics      []Ref
	Departments []Ref
	Districts   []Ref
	Date        Moment
	Updated     Moment
	Draft       bool
	Publish     Moment
	Expires     Moment
	Aliases     []Ref
	Slug        Ref
	Order       int
	Sample      bool
	UID         string
	Image       Image
	Documents   []Attachment

	// Body is the Markdown below the front matter, parsed; BodyLang is its
	// language, which may differ from Lang in a translation without a body.
	Body     *markdown.Document
	BodyLang string

	source *source
	bodyAt int // where the body begins in the file
	keys   []keyPos
	origin *Common // of a translation: its original

	sum      [32]byte // of the file, where documents are kept
	shapeSum [16]byte // see Sums
	frontSum [16]byte // of the front matter
}

// Doc is any document; its Head holds what all kinds share.
type Doc interface {
	Head() *Common
	Kind() *Kind
}

// Head returns the common keys.
func (c *Common) Head() *Common { return c }

// Name is the file name without folder, language and ending: the slug of a
// document that names none. An index.md is called as its folder is.
func (c *Common) Name() string {
	name := c.Path
	if dir := path.Dir(c.Path); c.IsIndex() && dir != "." {
		name = dir
	}
	return strings.TrimSuffix(path.Base(name), ".md")
}

// IsIndex tells whether the document is its folder's page.
func (c *Common) IsIndex() bool { return path.Base(c.Path) == "index.md" }

// Translated tells whether the text stands in the language it is shown in.
func (c *Common) Translated() bool { return c.Lang == c.Original }

// Ref is a slug, alias or other short value, and where it stands, so that a
// reference that leads nowhere can be shown to the person who wrote it.
type Ref struct {
	Value string
	At    Pos

	source *source // the file it stands in: a translation inherits references
}

// Image is a picture that stands for a document.
type Image struct {
	Src Ref // a file, or an address that begins with /
	Alt string
}

// Attachment is a document of a document: a report, a slide set.
type Attachment struct {
	Title string
	File  Ref    // a file of this site, or
	URL   string // an address elsewhere
	Date  Moment
}

// Page is a plain page, or the introduction of a section.
type Page struct{ Common }

// Post is a news post.
type Post struct{ Common }

// EventStatus is what became of an event. The words are those of the front
// matter; `index.json` uses them too.
type EventStatus string

// The states of an event.
const (
	Scheduled   EventStatus = "scheduled"
	Cancelled   EventStatus = "cancelled"
	Postponed   EventStatus = "postponed"
	MovedOnline EventStatus = "moved-online"
)

// Event is something that happens at a time.
type Event struct {
	Common
	Start          Moment
	End            Moment
	Duration       time.Duration
	AllDay         bool
	Timezone       string
	Location       Location
	Online         string
	Register       string
	URL            string
	Cost           string
	Contact        string
	Accommodations string
	Languages      []string
	Status         EventStatus
	StatusSince    Moment
	Repeat         Ref
	Except         []Moment
	Also           []Moment
	Changes        []Change
	Initiative     Ref
	Office         string // hosting or attending, or empty
	Sequence       int

	// Zone is the zone in which the event's wall clock runs.
	Zone *time.Location
	// Begins and Ends are Start and End as instants; for an event of whole
	// days Begins is the start of the first day and Ends the start of the
	// day after the last. Ends is zero where no end is given. Of a series
	// they are those of its first date, as planned.
	Begins, Ends time.Time
	// Over is when nobody comes any more: Ends, or without one the end of
	// the day on which the event begins. Of a series it is that of its last
	// date, and zero where it has none.
	Over time.Time
	// Series says when an event takes place that has repeat or also; nil for
	// all others. It is right: what Check finds was reported.
	Series *calendar.Series
}

// ChangeOn is what differs on a date of the series, or nil.
func (e *Event) ChangeOn(day calendar.Date) *Change {
	for i := range e.Changes {
		if dayOf(e.Changes[i].Date, e.Zone) == day {
			return &e.Changes[i]
		}
	}
	return nil
}

// StatusOn is what became of a date of the series: what its change says, else
// what holds for all dates. That all dates are cancelled or postponed outdoes a
// change that was announced before.
func (e *Event) StatusOn(change *Change) EventStatus {
	if change == nil || change.Status == "" {
		return e.Status
	}
	off := e.Status == Cancelled || e.Status == Postponed
	if off && change.Announced.In(e.Zone).Before(e.StatusSince.In(e.Zone)) {
		return e.Status
	}
	return change.Status
}

// Location is where an event takes place.
type Location struct {
	Name, Address, Accessibility string
	Lat, Lon                     *float64
}

// Change is what differs on one date of a series.
type Change struct {
	Date      Moment
	Start     Moment
	End       Moment
	Location  Location
	Online    string
	Status    EventStatus
	Note      string
	Announced Moment
}

// Initiative is a project, plan, program or policy that the office follows.
type Initiative struct {
	Common
	Type         string // project, plan, program, policy
	Status       string // proposed, active, paused, completed, cancelled
	Lead         string
	Started      Moment
	Ends         Moment
	Milestones   []Milestone
	Decisions    []Decision
	CommentUntil Moment
	Measures     []Measure
}

// Milestone is a step of an initiative; Done is zero until it is reached.
type Milestone struct {
	Date  Moment
	Title string
	Done  Moment
}

// Decision is who decided what, and why.
type Decision struct {
	Date          Moment
	What, By, Why string
}

// Measure is a figure followed over time.
type Measure struct {
	Name, Unit, Better string // Better is higher or lower
	Target             *float64
	Series             []Point
}

// Point is one value of a measure.
type Point struct {
	Date  Moment
	Value float64
}

// Issue is a systemic issue.
type Issue struct {
	Common
	Status          string // reported, investigating, recommended, implementing, resolved, monitoring, closed
	Opened          Moment
	Resolved        Moment
	Cause           string
	Recommendations []Recommendation
	History         []Step
	Measures        []Measure
}

// Recommendation is what the office asked of a department, and its answer.
type Recommendation struct {
	Text      string
	To        Ref
	Sent      Moment
	ReplyBy   Moment
	Response  string // accepted, partly, declined, awaited
	Statement string
	Due       Moment
	Checked   []Verification
}

// Verification is what the office found when it looked whether what was
// promised was done.
type Verification struct {
	Date     Moment
	Result   string // fully, partly, not
	Evidence string
}

// Step is a change of an issue's status.
type Step struct {
	Date   Moment
	Status string
	Note   string
}

// Topic is a subject that people come with, and whom to ask first about it.
type Topic struct {
	Common
	Department Ref
	First      Channel
}

// Channel is a front-line channel: the part of the city that is asked first.
type Channel struct {
	Name, Phone, URL, Hours string
	HaveReady               []string
	RespondsWithin          string
}

// Department is a department of the city.
type Department struct {
	Common
	Phone, URL, Liaison string
}
