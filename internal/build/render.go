package build

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/feed"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/upload"
)

// renderer makes the bytes of targets.
type renderer struct {
	templates *Templates
	source    fs.FS // the site's folder, for files that are copied
	cards     *cards
}

// each renders the files of a target, which is one but for a search index, and
// calls do with each. page is written over.
func (r *renderer) each(page *bytes.Buffer, target site.Target, do func(name string, content []byte) error) error {
	if from, ok := target.From.(site.SearchIndex); ok {
		index := from.Index()
		for name, content := range index.Files {
			if err := do(target.Path+index.Name+"/"+name, content); err != nil {
				return err
			}
		}
		return nil
	}
	page.Reset()
	if err := r.render(page, target); err != nil {
		return err
	}
	return do(target.Path, page.Bytes())
}

// render writes the content of a target that is one file.
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

// copyFile copies a file of content/. Of a picture it leaves out where, when
// and with what it was taken: people do not know that a camera notes that.
func copyFile(w io.Writer, source fs.FS, name string) error {
	content, err := fs.ReadFile(source, name)
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".jpg", ".jpeg", ".png":
		content = untold(content)
	}
	_, err = w.Write(content)
	return err
}

// untold is a picture without what its camera noted; what is no picture, or one
// that moves, stays as it is.
func untold(picture []byte) []byte {
	file, err := upload.Open(bytes.NewReader(picture))
	if err != nil || file.Type != "image/jpeg" && file.Type != "image/png" || bytes.Contains(picture[:min(len(picture), 4096)], []byte("acTL")) {
		return picture
	}
	plain, err := io.ReadAll(file)
	if err != nil {
		return picture
	}
	return plain
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
