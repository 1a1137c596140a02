package build

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/feed"
	"example.org/advocate/internal/site"
)

// renderer makes the bytes of targets.
type renderer struct {
	templates *Templates
	source    fs.FS // the site's folder, for files that are copied
	cards     *cards
}

// render writes the content of a target.
func (r *renderer) render(w io.Writer, target site.Target) (err error) {
	defer func() {
		fault := recover()
		if lost, ok := fault.(content.LostBody); ok {
			err = fmt.Errorf("making %s: %w", target.Path, lost)
		} else if fault != nil {
			panic(fault)
		}
	}()
	if err := r.write(w, target.From); err != nil {
		return fmt.Errorf("making %s: %w", target.Path, err)
	}
	return nil
}

func (r *renderer) write(w io.Writer, from site.From) error {
	switch from := from.(type) {
	case site.Rendered:
		return r.templates.Render(w, from.Layout, from.Lang, from.View())
	case site.FeedFile:
		return writeFeed(w, from.Format, from.Feed())
	case site.CalendarFile:
		return calendar.Write(w, from.Calendar())
	case site.DataFile:
		return writeJSON(w, from.Data())
	case site.FiguresFile:
		return writeCSV(w, from.Rows())
	case site.CardFile:
		return r.cards.write(w, from.Card)
	case site.SitemapFile:
		return writeSitemap(w, from.Pages)
	case site.TextFile:
		_, err := io.WriteString(w, from.Text)
		return err
	case site.Copied:
		return copyFile(w, r.source, from.Source)
	}
	return fmt.Errorf("nothing renders a %T", from)
}

func copyFile(w io.Writer, source fs.FS, name string) error {
	f, err := source.Open(name)
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}

// writeJSON writes open data with one record a line break apart, so that
// people can read it and programs can compare versions.
func writeJSON(w io.Writer, data any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(data)
}

// writeCSV writes a table as RFC 4180 has it: CRLF at the end of each row.
func writeCSV(w io.Writer, rows [][]string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return out.WriteAll(rows)
}

func writeFeed(w io.Writer, format string, f site.Feed) error {
	out := feed.Feed{
		ID: f.ID, Title: f.Title, Description: f.Subtitle, Language: f.Lang,
		HomeURL: f.Home, SelfURL: f.Self[format], Author: f.Author,
	}
	for _, e := range f.Entries {
		out.Entries = append(out.Entries, feed.Entry{
			ID: e.ID, Title: e.Title, URL: e.URL, Summary: e.Summary, ContentHTML: string(e.HTML),
			Published: e.Published, Updated: e.Updated, Categories: e.Categories,
		})
	}
	switch format {
	case "rss":
		return feed.WriteRSS(w, out)
	case "atom":
		return feed.WriteAtom(w, out)
	case "json":
		return feed.WriteJSON(w, out)
	}
	return fmt.Errorf("there is no feed format %q", format)
}

// The elements of a sitemap (sitemaps.org protocol 0.9).
type urlset struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	XHTML   string       `xml:"xmlns:xhtml,attr,omitempty"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Loc        string             `xml:"loc"`
	LastMod    string             `xml:"lastmod,omitempty"`
	Alternates []sitemapAlternate `xml:"xhtml:link"`
}

// sitemapAlternate is the same page in a language, as search engines ask for it.
type sitemapAlternate struct {
	Rel      string `xml:"rel,attr"`
	Language string `xml:"hreflang,attr"`
	Href     string `xml:"href,attr"`
}

func writeSitemap(w io.Writer, pages []site.SitemapPage) error {
	set := urlset{}
	for _, p := range pages {
		u := sitemapURL{Loc: p.URL}
		if !p.Modified.IsZero() {
			u.LastMod = p.Modified.UTC().Format(time.DateOnly)
		}
		for _, a := range p.Alternates {
			set.XHTML = "http://www.w3.org/1999/xhtml"
			u.Alternates = append(u.Alternates, sitemapAlternate{"alternate", a.Lang, a.Canonical})
			if a.Default {
				u.Alternates = append(u.Alternates, sitemapAlternate{"alternate", "x-default", a.Canonical})
			}
		}
		set.URLs = append(set.URLs, u)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	if err := enc.Encode(set); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
