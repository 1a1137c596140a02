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
	Locale      string // language and country as other sites want to know them: "en_US"
	Path        string // address below the site's root, without the language: "events/town-hall/"
	URL         string // the page's own address, for links: "/events/town-hall/"
	Canonical   string // the page's own address, whole: "https://…/events/town-hall/"
	Title       string // title of the page, plain text
	Description string // one sentence for search engines and previews; may be empty
	Section     string // the menu entry that is current: "events", or ""
	Robots      string // "noindex" where search engines should stay away, else ""
	Social      Social
	Crumbs      []Link      // from home down to the page's parent; empty on home
	Switch      []Alternate // the page in all languages, its own included, for the switch; empty on a site of one language
	Alternates  []Alternate // those of them that the page speaks, for search engines; empty where it speaks one alone
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
	Zone         string // name of its time zone: "America/Chicago"
	Contact      Contact
	Menu         []Link
	Links        Ways   // the addresses that layouts link to by name
	Practice     bool   // practice mode: do not send real concerns
	Preview      bool   // served by `advocate serve`: load the reload script
	Intake       string // action of the form: "/intake" or "https://intake.example.org/intake"
	Status       string // where a receipt code is read: "/intake/status"
	CSP          string // Content-Security-Policy for the <meta> element

	edition *edition
	memo    *Memo
}

// Integrity is the hash of a script of static/, as its element names it; empty
// in a preview, whose scripts are not pinned.
func (f *Facts) Integrity(script string) string { return f.edition.opts.Scripts[script] }

// Ways are the fixed addresses of the site in one language.
type Ways struct {
	Initiatives, Events, Issues, News, Topics, Departments, Districts, Contact, Subscribe, Digest string
	Search, AZ, Map                                                                               string
	Calendar                                                                                      string // https address of events/calendar.ics, whole
	Charter, Confidentiality, Complaints, Accessibility, Privacy, About                           string // empty where the page does not exist
}

// Contact is how the office is reached without the form.
type Contact struct {
	Phone, PhoneHref, Email, Address, Hours string
}

// Social is what other sites show of a shared page.
type Social struct {
	Type  string // OpenGraph type: website, article
	Image string // whole address
	Alt   string
	// Width and Height of the image in pixels; 0 where they are not known.
	Width, Height int
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
	Locale                     string // as in Frame
	Current                    bool
	Default                    bool // the language of those whose own the site does not have
	Translated                 bool // the page has a text of its own in that language
}

// FeedLink is a feed for <link rel=alternate> and for people.
type FeedLink struct {
	Title, Type, URL string
}

// Entry is a document as lists show it.
type Entry struct {
	Langs
	Kind    string // event, initiative, issue, news, topic, department, page
	Title   string
	URL     string
	Summary string
	Lang    string // set where it differs from the page's
	Sample  bool
	Date    time.Time           // zero where there is none; shown as a day
	Status  string              // state of an initiative or issue, a word of the front matter
	Type    string              // type of an initiative
	When    *When               // of an event
	Place   string              // of an event: name of the location
	Online  bool                // of an event
	Event   content.EventStatus // of that date; "moved" for a plan that was moved to another day
	Rule    string              // of a series, where a list shows its next date alone: how it repeats, in words
	Note    string              // of an event: what people should know about that date

	// Of an event of several days in a month: which of its days is shown, of how many. Zero elsewhere.
	DayOf, Days int

	MovedFrom *When // of an event: what was planned, where that was another time
	MovedTo   *When // of a plan that was moved: where it went

	Result *Result // of an issue or initiative: its first measure, before and after
	Next   string  // of an initiative: its next milestone
	NextOn time.Time
	NextIn string // the language of Next, and of Note, where that is not the page's
	NoteIn string
	Phone  string // of a topic: telephone of its front-line channel

	memo *Memo // of everything above; nil where the entry is shown once
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
	Langs
	Name, Unit  string
	First, Last string // values as written for people: "21"
	Was, Now    string // the same in short: "1.2 million"
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
	Langs
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

// Picture is an image with its text alternative, ready for an <img>.
type Picture struct {
	Src, Alt      string
	Width, Height int    // points; 0 where they are not known
	Srcset, Sizes string // the same picture in several widths; both empty where there is one
}

// Document is an attachment.
type Document struct {
	Langs
	Title, URL string
	Date       time.Time
	Kind       string // file type for people, upper case: PDF, CSV; empty for other sites
	Bytes      int64  // size of a file of this site, 0 if unknown
}
