package site

import (
	"html/template"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/card"
	"example.org/advocate/internal/search"
)

// Target is one file of the built site: its path, and what it is made from. A
// [SearchIndex] alone is many.
type Target struct {
	Path string // below the root of the built site: "events/index.html"
	From From

	bodies bodies // that it shows; nil: nobody said
}

// From is what a target is made from; its type says how it is rendered.
type From interface{ from() }

// Rendered is a page made by a layout. View makes what the layout is given;
// it may be called from many goroutines at once.
type Rendered struct {
	Layout string
	Lang   string
	View   func() any
}

// FeedFile is a feed in one format: "rss", "atom" or "json".
type FeedFile struct {
	Format string
	Feed   func() Feed
}

// CalendarFile is an iCalendar file.
type CalendarFile struct{ Calendar func() calendar.Calendar }

// DataFile is open data as JSON.
type DataFile struct{ Data func() any }

// FiguresFile is a table as CSV (RFC 4180), its first row being names.
type FiguresFile struct{ Rows func() [][]string }

// Copied is a file of content/ that is published as it is.
type Copied struct{ Source string } // below the source folder

// CardFile is a social card, as PNG.
type CardFile struct{ Card card.Card }

// SitemapFile is sitemap.xml (sitemaps.org protocol 0.9).
type SitemapFile struct{ Pages []SitemapPage }

// SitemapPage is an entry of the sitemap.
type SitemapPage struct {
	URL        string
	Modified   time.Time // zero: not said
	Alternates []Alternate
}

// SearchIndex is a search index: the files of a folder, which is named by their
// content. The target's path is the folder above, with its last slash.
type SearchIndex struct{ Index func() *search.Index }

// TextFile is a file with a fixed text, such as robots.txt.
type TextFile struct{ Text string }

func (Rendered) from()     {}
func (FeedFile) from()     {}
func (CalendarFile) from() {}
func (DataFile) from()     {}
func (FiguresFile) from()  {}
func (Copied) from()       {}
func (CardFile) from()     {}
func (SitemapFile) from()  {}
func (TextFile) from()     {}
func (SearchIndex) from()  {}

// Feed is the content of a feed, in any format.
type Feed struct {
	ID       string // urn:uuid:…
	Title    string
	Subtitle string
	Lang     string
	Home     string            // the page it belongs to, whole
	Self     map[string]string // format -> its own address, whole
	Author   string
	Entries  []FeedEntry // newest first, at most 50
}

// FeedEntry is a document in a feed.
type FeedEntry struct {
	ID         string // urn:uuid:…
	Title      string
	URL        string // whole
	Summary    string
	HTML       template.HTML // links in it are whole
	Published  time.Time
	Updated    time.Time
	Categories []string
}
