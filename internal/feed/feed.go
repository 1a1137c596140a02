// Package feed owns the three forms in which news of the site is subscribed
// to: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.
//
// It never reads the clock, never invents an id or a date, never makes an address
// absolute and holds no word that a visitor reads: a Feed comes in complete, or
// is refused.
//
// The call that matters:
//
//	f := feed.Feed{
//		ID:      "urn:uuid:6ba7b810-9dad-51d1-80b4-00c04fd430c8",
//		Title:   "News",
//		HomeURL: "https://example.org/news/",
//		SelfURL: "https://example.org/news/feed.xml",
//		Author:  "Office of the Citizen Services Advocate",
//		Entries: entries,
//	}
//	err := feed.WriteRSS(w, f)
//
// Check reads a feed back and reports what its format forbids.
package feed

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// MaxEntries is how many entries a feed holds; of more the newest are taken.
const MaxEntries = 50

// Feed is what a feed says in every format. All fields but Description,
// Language and Entries are required.
type Feed struct {
	ID          string // for ever the same, such as urn:uuid:…
	Title       string // plain text
	Description string // plain text
	Language    string // BCP 47, such as en or es
	HomeURL     string // the page that shows the same; http or https
	SelfURL     string // this very file, another one for each format; http or https
	Author      string // a name
	Entries     []Entry
}

// Entry is one piece of news. ID, Title, URL and one of the dates are required.
type Entry struct {
	ID          string // for ever the same, and in no other entry, such as urn:uuid:…
	Title       string // plain text
	URL         string // its page; http or https
	Summary     string // plain text
	ContentHTML string // safe HTML in which every address is whole
	Published   time.Time
	Updated     time.Time // of the last change that readers should notice
	Categories  []string  // plain text
}

// published and updated stand in for each other.
func (e Entry) published() time.Time {
	if e.Published.IsZero() {
		return e.Updated.UTC()
	}
	return e.Published.UTC()
}

func (e Entry) updated() time.Time {
	if e.Updated.IsZero() {
		return e.published()
	}
	return e.Updated.UTC()
}

// updated is the newest change of an entry, 1970-01-01T00:00:00Z without entries:
// a date that does not move between two builds of the same content.
func (f Feed) updated() time.Time {
	newest := time.Unix(0, 0).UTC()
	for i, e := range f.Entries {
		if i == 0 || e.updated().After(newest) {
			newest = e.updated()
		}
	}
	return newest
}

// ready is f with clean texts and its newest entries, newest first, or
// everything that is wrong with it.
func (f Feed) ready() (Feed, error) {
	c := cleaner{}
	f.ID = c.id("the feed's id", f.ID)
	f.Title = c.line("the feed's title", f.Title)
	c.required("the feed's title", f.Title)
	f.Description = c.line("the feed's description", f.Description)
	f.Language = c.language(f.Language)
	f.HomeURL = c.address("the feed's home", f.HomeURL)
	f.SelfURL = c.address("the feed's own address", f.SelfURL)
	f.Author = c.line("the feed's author", f.Author)
	c.required("the feed's author", f.Author)

	entries := make([]Entry, len(f.Entries))
	seen := map[string]bool{}
	for i, e := range f.Entries {
		entries[i] = c.entry(e)
		if seen[e.ID] {
			c.errs = append(c.errs, fmt.Errorf("entry %q: an entry before it has the same id", e.Title))
		}
		seen[e.ID] = true
	}
	f.Entries = newest(entries)
	if err := errors.Join(c.errs...); err != nil {
		return Feed{}, fmt.Errorf("feed %q: %w", f.Title, err)
	}
	return f, nil
}

// newest are the entries that a feed holds, by the day they were published.
func newest(entries []Entry) []Entry {
	slices.SortFunc(entries, func(a, b Entry) int {
		return cmp.Or(
			b.published().Compare(a.published()),
			b.updated().Compare(a.updated()),
			cmp.Compare(a.ID, b.ID),
		)
	})
	return entries[:min(len(entries), MaxEntries)]
}
