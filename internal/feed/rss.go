package feed

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"strings"
	"time"

	"github.com/gorilla/feeds"
)

// rssDocument is the whole of an RSS file, with the namespaces that
// feeds.RssFeedXml lacks.
type rssDocument struct {
	XMLName   xml.Name   `xml:"rss"`
	Version   string     `xml:"version,attr"`
	AtomNS    string     `xml:"xmlns:atom,attr"`
	ContentNS string     `xml:"xmlns:content,attr"`
	DCNS      string     `xml:"xmlns:dc,attr"`
	Channel   rssChannel `xml:"channel"`
}

// FeedXml makes the document one that feeds.WriteXML takes.
func (d *rssDocument) FeedXml() any { return d }

// rssChannel adds the link to the file itself, and has texts and items of ours
// in place of feeds.RssFeed's.
type rssChannel struct {
	*feeds.RssFeed
	Title       rssText   `xml:"title"`
	Description rssText   `xml:"description"`
	Self        rssLink   `xml:"atom:link"`
	Items       []rssItem `xml:"item"`
}

type rssLink struct {
	Href string `xml:"href,attr"`
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
}

// rssItem adds any number of categories, a description only where there is one,
// and a creator: the author of RSS has to be an e-mail address.
type rssItem struct {
	*feeds.RssItem
	Title       rssText `xml:"title"`
	Description string  `xml:"description,omitempty"`
	Content     *feeds.RssContent
	Creator     string   `xml:"dc:creator"`
	Categories  []string `xml:"category"`
}

// rssText is plain text where some readers expect HTML: RSS does not say
// which it is. Its Best Practices Profile wants & and < as numbers, which
// fares best with both; encoding/xml would write names.
type rssText struct {
	Escaped string `xml:",innerxml"`
}

func plain(s string) rssText {
	return rssText{strings.NewReplacer("&", "&#x26;", "<", "&#x3C;", ">", "&#x3E;").Replace(s)}
}

// rssDate is a date of RFC 822 with a year of four digits.
const rssDate = time.RFC1123Z

// WriteRSS writes f as RSS 2.0, newest entries first and at most MaxEntries of
// them. A feed without entries has no date: RSS does not ask for one. Nothing is written when f is incomplete.
func WriteRSS(w io.Writer, f Feed) error {
	f, err := f.ready()
	if err != nil {
		return fmt.Errorf("writing RSS: %w", err)
	}
	channel := rssChannel{
		RssFeed:     &feeds.RssFeed{Link: f.HomeURL, Language: f.Language},
		Title:       plain(f.Title),
		Description: plain(cmp.Or(f.Description, f.Title)), // RSS wants one
		Self:        rssLink{Href: f.SelfURL, Rel: "self", Type: "application/rss+xml"},
	}
	if len(f.Entries) > 0 {
		channel.LastBuildDate = f.updated().Format(rssDate)
	}
	for _, e := range f.Entries {
		channel.Items = append(channel.Items, e.rss(f.Author))
	}
	document := &rssDocument{
		Version:   "2.0",
		AtomNS:    atomNamespace,
		ContentNS: contentNamespace,
		DCNS:      dcNamespace,
		Channel:   channel,
	}
	return writeXML(w, document)
}

const (
	atomNamespace    = "http://www.w3.org/2005/Atom"
	contentNamespace = "http://purl.org/rss/1.0/modules/content/"
	dcNamespace      = "http://purl.org/dc/elements/1.1/"
)

func (e Entry) rss(author string) rssItem {
	item := &feeds.RssItem{
		Link:    e.URL,
		Guid:    &feeds.RssGuid{Id: e.ID, IsPermaLink: "false"},
		PubDate: e.published().Format(rssDate),
	}
	var content *feeds.RssContent
	if e.ContentHTML != "" {
		content = &feeds.RssContent{Content: e.ContentHTML}
	}
	return rssItem{
		RssItem:     item,
		Title:       plain(e.Title),
		Description: html.EscapeString(e.Summary), // readers take it for HTML
		Content:     content,
		Creator:     author,
		Categories:  e.Categories,
	}
}

// writeXML writes a document with its XML declaration and a final line end.
func writeXML(w io.Writer, document feeds.XmlFeed) error {
	if err := feeds.WriteXML(document, w); err != nil {
		return fmt.Errorf("writing a feed: %w", err)
	}
	if _, err := io.WriteString(w, "\n"); err != nil {
		return fmt.Errorf("writing a feed: %w", err)
	}
	return nil
}
