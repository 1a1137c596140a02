package feed

import (
	"fmt"
	"io"
	"time"

	"github.com/gorilla/feeds"
)

// atomDocument adds to feeds.AtomFeed its language, a second link, and entries
// of ours.
type atomDocument struct {
	*feeds.AtomFeed
	Lang    string           `xml:"xml:lang,attr,omitempty"`
	Links   []feeds.AtomLink `xml:"link"`
	Entries []atomEntry      `xml:"entry"`
}

// FeedXml makes the document one that feeds.WriteXML takes.
func (d *atomDocument) FeedXml() any { return d }

// atomEntry has categories as Atom wants them, where feeds.AtomEntry has one as text.
type atomEntry struct {
	*feeds.AtomEntry
	Categories []atomCategory `xml:"category"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

// WriteAtom writes f as Atom (RFC 4287), newest entries first and at most
// MaxEntries of them. Nothing is written when f is incomplete.
func WriteAtom(w io.Writer, f Feed) error {
	f, err := f.ready()
	if err != nil {
		return fmt.Errorf("writing Atom: %w", err)
	}
	document := &atomDocument{
		AtomFeed: &feeds.AtomFeed{
			Xmlns:    atomNamespace,
			Title:    f.Title,
			Id:       f.ID,
			Updated:  f.updated().Format(time.RFC3339),
			Subtitle: f.Description,
			Author:   &feeds.AtomAuthor{AtomPerson: feeds.AtomPerson{Name: f.Author}},
		},
		Lang: f.Language,
		Links: []feeds.AtomLink{
			{Href: f.SelfURL, Rel: "self", Type: "application/atom+xml"},
			{Href: f.HomeURL, Rel: "alternate", Type: "text/html"},
		},
	}
	for _, e := range f.Entries {
		document.Entries = append(document.Entries, e.atom())
	}
	return writeXML(w, document)
}

func (e Entry) atom() atomEntry {
	entry := &feeds.AtomEntry{
		Title:     e.Title,
		Id:        e.ID,
		Updated:   e.updated().Format(time.RFC3339),
		Published: e.published().Format(time.RFC3339),
		Links:     []feeds.AtomLink{{Href: e.URL, Rel: "alternate", Type: "text/html"}},
	}
	if e.Summary != "" {
		entry.Summary = &feeds.AtomSummary{Content: e.Summary, Type: "text"}
	}
	if e.ContentHTML != "" {
		entry.Content = &feeds.AtomContent{Content: e.ContentHTML, Type: "html"}
	}
	var categories []atomCategory
	for _, category := range e.Categories {
		categories = append(categories, atomCategory{Term: category})
	}
	return atomEntry{AtomEntry: entry, Categories: categories}
}
