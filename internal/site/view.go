package site

import (
	"html/template"
	"time"

	"example.org/advocate/internal/content"
)

// Frame is what every page knows about itself and about the site around it.
// All addresses in it and in the pages are ready for an href: they begin with
// the base path of the site ("/" or "/advocate/"), or with http.
type Frame struct {
	Layout      string // the layout that renders the page: "event"
	Lang        string // language of the page: "en"
	Dir         string // "ltr" or "rtl"
	Path        string // address below the site's root, without the language: "events/town-hall/"
	URL         string // the page's own address, for links: "/events/town-hall/"
	Canonical   string // the page's own address, whole: "https://…/events/town-hall/"
	Title       string // title of the page, plain text
	Description string // one sentence for search engines and previews; may be empty
	Section     string // the menu entry that is current: "events", or ""
	Robots      string // "noindex" where search engines should stay away, else ""
	Social      Social
	Crumbs      []Link      // from home down to the page's parent; empty on home
	Alternates  []Alternate // the page in all languages, its own included; empty on a site of one language
	Feeds       []FeedLink  // feeds that belong to this page, for <link rel=alternate>
	JSONLD      []any       // schema.org objects, one script element each
	Site        *Facts
}

// Facts are the facts of the site that every page may show, in one language.
type Facts struct {
	Title        string
	Organization string
	City         string
	Home         string // address of the home page in this language
	Base         string // base path: "/"
	Contact      Contact
	Menu         []Link
	Languages    []Alternate // home page of each language, for the switch; empty on a site of one language
	Links        Ways        // the addresses that layouts link to by name
	Practice     bool        // practice mode: do not send real concerns
	Preview      bool        // served by `advocate serve`: load the reload script
	Intake       string      // action of the form: "/intake" or "https://intake.example.org/intake"
	Status       string      // where a receipt code is read: "/intake/status"
	CSP          string      // Content-Security-Policy for the <meta> element
}

// Ways are the fixed addresses of the site in one language.
type Ways struct {
	Initiatives, Events, Issues, News, Topics, Departments, Districts, Contact, Subscribe string
	Calendar                                                                              string // https address of events/calendar.ics, whole
	Charter, Confidentiality, Complaints, Accessibility, Privacy, About                   string // empty where the page does not exist
}

// Contact is how the office is reached without the form.
type Contact struct {
	Phone, PhoneHref, Email, Address, Hours string
}

// Social is what other sites show of a shared page.
type Social struct {
	Type  string // OpenGraph type: website, article
	Image string // whole address, or empty
	Alt   string
}

// Link is a link with words. Lang is set where they are in another language
// than the page; Sample marks invented content.
type Link struct {
	Title, URL, Lang string
	Current          bool
	Sample           bool
}

// Alternate is the same page in another language.
type Alternate struct {
	Lang, Name, URL, Canonical string
	Current                    bool
	Translated                 bool // the page has a text of its own in that language
}

// FeedLink is a feed for <link rel=alternate> and for people.
type FeedLink struct {
	Title, Type, URL string
}

// Entry is a document as lists show it.
type Entry struct {
	Kind    string // event, initiative, issue, news, topic, department, page
	Title   string
	URL     string
	Summary string
	Lang    string // set where it differs from the page's
	Sample  bool
	Date    time.Time // zero where there is none; shown as a day
	Status  string    // state of an initiative or issue, a word of the front matter
	Type    string    // type of an initiative
	When    *When     // of an event
	Place   string    // of an event: name of the location
	Online  bool      // of an event
	Event   content.EventStatus
	Repeats bool    // the event repeats; only its first date is known
	Result  *Result // of an issue or initiative: its first measure, before and after
	Next    string  // of an initiative: its next milestone
	NextOn  time.Time
	Phone   string // of a topic: telephone of its front-line channel
}

// When is the time of an event in its own zone.
type When struct {
	Start   time.Time
	End     time.Time // zero where none is given; for whole days the last day
	AllDay  bool
	SameDay bool      // Start and End are on one day
	Over    time.Time // when nobody comes any more
	Past    bool      // it was over when the site was built
	Zone    string    // name of the zone where it is not the site's: "America/Denver"
	Local   *When     // the same time in the site's zone, where Zone is set and the event is not of whole days
}

// Result is the short form of a measure: from what, to what.
type Result struct {
	Name, Unit  string
	First, Last string // values as written for people: "21"
	Better      bool   // the last value is better than the first
	Target      string
}

// Terms are the terms that a document carries, as links.
type Terms struct {
	Topics, Departments, Districts []Link
}

// Related are the pages that have to do with this one.
type Related struct {
	Initiatives, Events, Issues, News, Pages []Entry
}

// Empty tells whether there is nothing related.
func (r Related) Empty() bool {
	return len(r.Initiatives)+len(r.Events)+len(r.Issues)+len(r.News)+len(r.Pages) == 0
}

// Article holds what the pages of all documents share.
type Article struct {
	Frame
	Summary   string
	Body      template.HTML
	BodyLang  string // set where the text is in another language than the page
	Sample    bool
	Date      time.Time
	Updated   time.Time
	Image     *Picture
	Documents []Document
	Terms     Terms
	Related   Related
	Prev      *Link
	Next      *Link
}

// Picture is an image with its text alternative.
type Picture struct{ Src, Alt string }

// Document is an attachment.
type Document struct {
	Title, URL string
	Date       time.Time
	Kind       string // file type for people, upper case: PDF, CSV; empty for other sites
	Bytes      int64  // size of a file of this site, 0 if unknown
}

// HomePage is the first page.
type HomePage struct {
	Frame
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
	Intro     template.HTML
	Summary   string
	Days      []Day
	Months    []Link // pages of months around now
	Years     []Link // archive
	Subscribe Subscription
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
	Prev, Next *Link // months before and after
	NextFull   *Link // the next month that has events, where this one has none
	Subscribe  Subscription
	Year       *Link
}

// YearPage is /events/YYYY/: an archive.
type YearPage struct {
	Frame
	Year       int
	Months     []YearMonth
	Count      int
	Prev, Next *Link
	Calendar   string // address of its calendar.ics
}

// YearMonth is one month of an archive.
type YearMonth struct {
	Month   time.Time
	URL     string
	Entries []Entry
}

// Subscription is a calendar that people subscribe to.
type Subscription struct {
	URL    string // https address, whole
	Webcal string // the same as webcal://
	Google string // link that adds it to Google Calendar
	Title  string // what it holds, in words: the term's title, or the site's
}

// EventPage is the page of one event.
type EventPage struct {
	Article
	When           When
	Event          content.EventStatus
	StatusSince    time.Time
	Location       content.Location
	Map            string // address of a map elsewhere, or empty
	Online         string
	Register       string
	WebURL         string
	Cost           string
	Contact        string
	Accommodations string
	Languages      []string // names of languages in the page's language, or the codes
	Office         string   // hosting, attending
	Initiative     *Link
	ICS            string         // address of event.ics
	Google         string         // link that adds this event to Google Calendar
	Repeats        bool           // the event repeats; only its first date is shown
	Subscriptions  []Subscription // of its terms
}

// InitiativePage is the page of one initiative.
type InitiativePage struct {
	Article
	Type         string
	Status       string
	Lead         string
	Started      time.Time
	Ends         time.Time
	NextStep     *Milestone
	Milestones   []Milestone
	Decisions    []Decision
	CommentUntil time.Time
	CommentOpen  bool
	Measures     []Measure
	Subscribe    *Subscription // nil where it has no events
}

// Milestone is a step of an initiative.
type Milestone struct {
	Date, Done time.Time
	Title      string
	Late       bool // its date had passed, undone, when the site was built
}

// Decision is who decided what.
type Decision struct {
	Date          time.Time
	What, By, Why string
}

// IssuePage is the page of one systemic issue.
type IssuePage struct {
	Article
	Status          string
	Opened          time.Time
	Resolved        time.Time
	Cause           string
	Steps           []Step // the states in their order, for the line of steps
	History         []HistoryStep
	Recommendations []Recommendation
	Measures        []Measure
	DidNotHold      bool // a check found that what was promised was not done
}

// Step is one of the states an issue goes through.
type Step struct {
	Status  string
	Done    bool
	Current bool
}

// HistoryStep is a change of an issue's state.
type HistoryStep struct {
	Date         time.Time
	Status, Note string
}

// Recommendation is what was asked of a department and what it answered.
type Recommendation struct {
	Text      string
	To        *Link
	Sent      time.Time
	ReplyBy   time.Time
	Response  string
	Statement string
	Due       time.Time
	Overdue   bool // awaited, and reply_by had passed when the site was built
	Checked   []Verification
	Issue     *Link // on a department's page: the issue it belongs to
}

// Verification is what was found when the office looked again.
type Verification struct {
	Date             time.Time
	Result, Evidence string
}

// Measure is a figure over time, with its chart laid out.
type Measure struct {
	Result
	Better  string // higher, lower
	Points  []Point
	Chart   Chart
	Change  string // "fell", "rose", "same": words in the catalogue measure.fell …
	FirstOn time.Time
	LastOn  time.Time
}

// Point is one row of a measure's table.
type Point struct {
	Date  time.Time
	Value string
}

// Chart is the geometry of a line chart in its own units: an SVG with
// viewBox "0 0 Width Height". Templates draw it; nothing is drawn in Go.
type Chart struct {
	Width, Height int
	Line          string // points of a polyline: "10,80 60,70"
	Dots          []Dot
	TargetY       float64 // height of the target's dashed line
	HasTarget     bool
	BaseY         float64
}

// Dot is a point of a chart with its label.
type Dot struct {
	X, Y  float64
	Label string
	Date  time.Time
	Last  bool
	First bool
}

// NewsPage is the page of a news post; PlainPage any other Markdown file.
type (
	NewsPage  struct{ Article }
	PlainPage struct {
		Article
		Children []Entry // pages below it
		Siblings []Link  // pages of the same folder, for moving on
	}
)

// TermPage is the page of a topic, a department or a district.
type TermPage struct {
	Article
	Kind             string // topic, department, district
	Channel          *Channel
	Department       *Link            // of a topic
	Phone, PhoneHref string           // of a department
	WebURL           string           // of a department
	Liaison          string           // of a department
	Recommendations  []Recommendation // made to a department, newest first
	TopicList        []Entry          // of a department: its topics
	Coming           []Entry          // events
	Initiatives      []Entry
	Issues           []Entry
	Others           []Entry // news, pages and past events, newest first, one page of them
	Pager            *Pager
	FeedList         []FeedLink
	Subscribe        *Subscription // nil where it has no events
	ContactURL       string        // of a topic: the page with its form
}

// Channel is a front-line channel.
type Channel struct {
	Name, Phone, PhoneHref, URL, Hours, RespondsWithin string
	HaveReady                                          []string
}

// ContactPage is /contact/: choose a topic.
type ContactPage struct {
	Frame
	Intro   template.HTML
	Summary string
	Topics  []Entry
}

// FormPage is /contact/T/: who to call first about a topic, then the form.
type FormPage struct {
	Frame
	Topic     Link // the topic's own page
	Slug      string
	Summary   string
	Sample    bool
	Channel   *Channel
	Districts []Option
	Form      Form
}

// Option is a choice of a form.
type Option struct {
	Value, Title string
	Selected     bool
}

// Form is the contact form with what a person has typed: empty on the static
// page, filled where the intake shows it again. Layouts read values and errors
// by the field's name.
type Form struct {
	Values map[string]string
	Errors map[string]string // words for people, per field
	List   []FieldError      // the same in the order of the form
	Token  string            // of the review page that the person came from, else ""
}

// FieldError is an error of the form for the summary.
type FieldError struct{ Field, Message string }

// SubscribePage is /subscribe/: calendars and feeds in plain words.
type SubscribePage struct {
	Frame
	Everything   Subscription
	Topics       []Subscription // only those with events
	Departments  []Subscription
	Districts    []Subscription
	Initiatives  []Subscription
	SectionFeeds []FeedGroup
	TermFeeds    []FeedGroup
}

// FeedGroup is the feeds of one section or term.
type FeedGroup struct {
	Title string
	Feeds []FeedLink
}

// NoticePage tells that a page is not translated yet, and links to it.
type NoticePage struct {
	Frame
	Original Link
	Summary  string
}

// NotFoundPage is 404.html.
type NotFoundPage struct{ Frame }

// RedirectPage stands at an old address. It has no frame of its own.
type RedirectPage struct {
	Lang, Title, URL, Canonical string
}
