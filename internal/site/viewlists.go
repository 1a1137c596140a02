package site

import (
	"html/template"
	"time"

	"example.org/advocate/internal/content"
)

// HomePage is the first page.
type HomePage struct {
	Frame
	Langs
	Lead       string        // one sentence of what the office is: the summary of content/index.md
	Body       template.HTML // the rest of content/index.md
	Events     []Entry       // the next five
	Fixed      []Entry       // issues with a result, newest first, at most three
	Working    []Entry       // initiatives that are active, and issues on the way, at most five
	News       []Entry       // the latest three
	TopicLinks []Entry       // topics in their order, for 'who to call first'
}

// ListPage is a section's list: initiatives, issues, news, topics,
// departments, districts.
type ListPage struct {
	Frame
	Langs
	Intro   template.HTML
	Summary string
	Groups  []Group
	Pager   *Pager
	Total   int
	Feeds   []FeedLink
}

// Group is a part of a list under a heading. Key names the words of the
// heading in the catalogue ("initiative.status.active", "year"); where Key is
// empty the list has no heading; Title is a heading that needs no catalogue.
type Group struct {
	Key     string
	Title   string
	Entries []Entry
}

// Pager leads through the pages of a list.
type Pager struct {
	Page, Pages int
	Newer       *Link // towards page 1
	Older       *Link
	All         []Link // every page, Current set on this one
}

// EventsPage is /events/: what comes, by day.
type EventsPage struct {
	Frame
	Langs
	Intro     template.HTML
	Summary   string
	Days      []Day
	Months    []Link        // pages of months around now
	Years     []Link        // archive
	Subscribe *Subscription // nil where the calendar holds nothing
	Pager     *Pager
	Empty     bool
}

// Day is a day with what happens on it.
type Day struct {
	Date    time.Time
	In      bool // belongs to the month of the page, in a month's table
	Entries []Entry
}

// MonthPage is /events/YYYY/MM/: a table of weeks, and for phones a list by day.
type MonthPage struct {
	Frame
	Month      time.Time // its first day
	Weeks      [][]Day
	Days       []Day // only those with events
	Count      int
	Prev, Next *Link         // months before and after
	NextFull   *Link         // the next month that has events, where this one has none
	Subscribe  *Subscription // nil where the calendar holds nothing
	Year       *Link
}

// YearPage is /events/YYYY/: an archive.
type YearPage struct {
	Frame
	Year       int
	Months     []YearMonth
	Count      int
	Prev, Next *Link
	Calendar   string // address of its calendar.ics; empty where that holds nothing
}

// YearMonth is one month of an archive.
type YearMonth struct {
	Month   time.Time
	URL     string
	Entries []Entry
}

// Subscription is a calendar that people subscribe to.
type Subscription struct {
	URL         string // https address, whole
	Webcal      string // the same as webcal://
	Google      string // link that adds it to Google Calendar
	Outlook     string // the same for Outlook on the web, and
	OutlookWork string // for Outlook on the web with an account of work or school
	Title       string // what it holds, in words: the term's title, or the site's
	Lang        string // of the title, where that is not the page's
}

// DigestsPage is /digest/: the weeks that have a page, the last first.
type DigestsPage struct {
	Frame
	Weeks []Link
}

// DigestPage is /digest/YYYY-Www/: a week's news, to be read here or mailed. All
// addresses in it but those of Prev and Next are whole.
type DigestPage struct {
	Frame
	Week       string // as ISO 8601 writes it: "2026-W48"
	From, To   time.Time
	New        []DigestItem
	Changed    []DigestItem
	Coming     []Entry // events
	Home       string  // the site's home page
	Prev, Next *Link
}

// DigestItem is something new or changed.
type DigestItem struct {
	Title, URL, Summary string
	Section             string // title of its section; empty where it has none
	Date                time.Time
}

// EventPage is the page of one event. Of a series, When, Location and Online are
// those of its next date that takes place.
type EventPage struct {
	Article
	When           When
	Event          content.EventStatus // of the whole event
	StatusSince    time.Time
	Location       content.Location
	Map            string // address of a map elsewhere, or empty
	Online         string
	OnlineOnly     bool // nobody is to come to a place any more
	Register       string
	WebURL         string
	Cost           string
	Contact        string
	Accommodations string
	Languages      []string // names of languages in the page's language, or the codes
	Office         string   // hosting, attending
	Initiative     *Link
	ICS            string         // address of event.ics
	Google         string         // link that adds this event, of a series When, to Google Calendar
	Subscriptions  []Subscription // of its terms
	Flyer          string         // address of the page to print and hang up; empty where there is none
	QR             *QR            // leads to this page

	// Of a series:
	Rule      string      // how it repeats, in words
	Dates     []EventDate // the next 24 dates, and plans among them that were moved to another day
	MoreDates bool        // others come after those
	Changes   []EventDate // those of Dates on which something differs
}

// FlyerPage is /events/SLUG/flyer/: an event on one sheet of paper.
type FlyerPage struct {
	EventPage
	EventTitle string
	HasPlace   bool        // there is a place to come to
	Repeats    string      // how a series repeats, where words can say it; else
	Next       []EventDate // its next dates, five at most
	Short      string      // the address of the event's page, as people type it
}

// EventDate is one date of a series.
type EventDate struct {
	Langs
	ID        string // of its place on the page: "on-2026-12-08"
	When      When
	Event     content.EventStatus // "moved" for a plan that was moved to another day
	MovedFrom *When               // what was planned, where that was another time
	MovedTo   *When               // where such a plan went
	Change    string              // what differs, in words: "Tuesday, December 8, 2026 is cancelled"; or empty
	Note      string
	Announced time.Time // the day on which it was made known

	Place, Accessibility, Online string // where it differs from the event's
}
