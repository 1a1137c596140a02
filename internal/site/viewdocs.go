package site

import (
	"html/template"
	"time"
)

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
	QR           *QR           // leads to this page
}

// Milestone is a step of an initiative.
type Milestone struct {
	Langs
	Date, Done time.Time
	Title      string
	Late       bool // its date had passed, undone, when the site was built
}

// Decision is who decided what.
type Decision struct {
	Langs
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
	QR              *QR  // leads to this page
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
	Langs
	Date         time.Time
	Status, Note string
}

// Recommendation is what was asked of a department and what it answered.
type Recommendation struct {
	Langs
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
	Langs
	Date             time.Time
	Result, Evidence string
}

// Measure is a figure over time, with its chart laid out.
type Measure struct {
	Result
	Better  string // higher, lower
	Points  []Point
	Chart   Chart  // of two points or more
	Change  string // "fell", "rose", "same", "back": words in the catalogue measure.fell …
	Meets   string // of the last value: "met", "not_met", or "" where that cannot be said
	FirstOn time.Time
	LastOn  time.Time
	CSV     string // address of the figures of all the page's measures

	Only, OnlyShort string // where there is one point alone: its value, whole and short
}

// Point is one row of a measure's table.
type Point struct {
	Date  time.Time
	Value string
}

// Chart is the geometry of a line chart. X and Y are percentages of its width
// and height, paths stand in a box of 100 by 100 that is stretched to it, and
// the letters keep the size that styles give them. Templates draw it; nothing
// is drawn in Go.
type Chart struct {
	Height    float64 // rem, for which the places of the letters were found
	Mirrored  bool    // time runs from right to left: the box of the paths is turned over
	Line      string  // path of the series
	Gaps      string  // path of the stretches in which figures are missing
	Area      string  // path of what lies between series and base
	Base      float64 // Y of 0
	Foot      float64 // Y of the ticks' upper end, below all figures
	Heel      float64 // and of their lower end
	HasTarget bool
	Target    float64 // Y of the target's line
	Dots      []Dot
	Years     []float64 // X of where years begin
	Labels    []Label
}

// Dot is a figure of a chart.
type Dot struct {
	X, Y float64
	Last bool
}

// Label is a piece of text in a chart; Y is its baseline.
type Label struct {
	X, Y   float64
	Text   string
	Anchor string // start, middle, end, as SVG has it
	Kind   string // value, last, aim (the target's word), date
	Roomy  bool   // there is room for it on wide pages only

	down float64 // rem, while it is placed
}

// NewsPage is the page of a news post.
type NewsPage struct{ Article }

// PlainPage is the page of any other Markdown file.
type PlainPage struct {
	Article
	Children []Entry // pages below it
	Siblings []Link  // pages of the same folder, for moving on
}

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
	Langs
	Name, Phone, PhoneHref, URL, Hours, RespondsWithin string
	HaveReady                                          []string
}

// ContactPage is /contact/: choose a topic.
type ContactPage struct {
	Frame
	Langs
	Intro   template.HTML
	Summary string
	Topics  []Entry
	QR      *QR // leads to this page
}

// FormPage is /contact/T/: who to call first about a topic, then the form.
type FormPage struct {
	Frame
	Langs
	Topic     Link // the topic's own page
	Slug      string
	Summary   string
	Sample    bool
	Channel   *Channel
	Districts []Option
	Languages []Option // that a person may speak, by their own names; the page's is not among them
	Topics    []Option // to change to, on a page of the intake; empty on the static one
	Form      Form
	QR        *QR // leads to this page
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
	Everything   *Subscription  // nil where no calendar holds anything
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
	Lang  string // of the title, where that is not the page's
	Feeds []FeedLink
}

// SearchPage is /search/.
type SearchPage struct {
	Frame
	Action  string             // address of the page itself, for its form
	Indexes []SearchedLanguage // the page's own language first; never empty
}

// SearchedLanguage is the index of one language.
type SearchedLanguage struct {
	Lang    string
	Address string // folder of its files, with its last slash
	Current bool   // it is the page's language
}

// AZPage is /a-z/: all pages by the first letter of their titles, or those of
// one letter.
type AZPage struct {
	Frame
	Letters []Link
	Groups  []Group // Key is the letter as it stands in addresses
}

// MapPage is /site-map/.
type MapPage struct {
	Frame
	Sections []MapPart
	Others   []MapPart // plain pages
}

// MapPart is a page with those below it.
type MapPart struct {
	Link
	Pages []MapPart
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
