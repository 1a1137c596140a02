package site

import "net/url"

// mostEntries is how many entries a feed holds.
const mostEntries = 50

// feedFormats are the files of a feed, and their media types.
var feedFormats = []struct{ format, file, mediaType string }{
	{"rss", "feed.xml", "application/rss+xml"},
	{"atom", "feed.atom", "application/atom+xml"},
	{"json", "feed.json", "application/feed+json"},
}

func pathEscape(text string) string { return url.PathEscape(text) }

// feedLinks are the feeds at an address, for people and for programs.
func (e *edition) feedLinks(address string) []FeedLink {
	list := make([]FeedLink, len(feedFormats))
	for i, f := range feedFormats {
		list[i] = FeedLink{Title: e.say("feeds." + f.format), Type: f.mediaType, URL: e.way(address + f.file)}
	}
	return list
}

// rootFeeds are the feeds of everything, which every page names.
func (e *edition) rootFeeds() []FeedLink {
	list := e.feedLinks("")
	for i := range list {
		list[i].Title = e.settings.Title + ": " + list[i].Title
	}
	return list
}

// sectionFiles adds feeds and open data of the site and of its sections.
func (e *edition) sectionFiles() {
	lists := map[string][]*page{
		"initiatives": e.initiatives, "events": e.events, "issues": e.issues, "news": e.news,
		"topics": e.topics, "departments": e.departments, "districts": e.districts,
	}
	e.feedFiles("", e.settings.Title, derived(e.settings, "/"), e.pages)
	for _, section := range sections {
		e.feedFiles(section+"/", e.settings.Title+": "+e.sectionTitle(section), derived(e.settings, section+"/"), lists[section])
		e.dataFile(section, lists[section])
	}
	e.calendarFile("events/calendar.ics", e.settings.Title, "events/", e.events)
	first, last := e.monthSpan()
	for year := first.Year(); year <= last.Year(); year++ {
		e.yearCalendar(year)
	}
	for _, p := range e.events {
		e.eventFile(p)
	}
}

// feedFiles adds the three feeds at an address.
func (e *edition) feedFiles(address, title, id string, pages []*page) {
	feed := untilEdited(e.linker, func() Feed { // the same in all formats
		f := Feed{
			ID: urn(id), Title: title, Lang: e.lang, Home: e.base.canonical(e.prefix + address),
			Subtitle: e.settings.Publisher(), Author: e.settings.Publisher(), Self: map[string]string{},
		}
		if e.prefix != "" {
			f.ID = urn(derived(e.settings, e.prefix+id))
		}
		for _, format := range feedFormats {
			f.Self[format.format] = e.base.canonical(e.prefix + address + format.file)
		}
		for _, n := range newest(pages) {
			f.Entries = append(f.Entries, n.entry())
		}
		return f
	})
	for _, f := range feedFormats {
		e.add(e.prefix+address+f.file, "a feed", FeedFile{Format: f.format, Feed: feed})
		e.tell(e.prefix+address+f.file, pages...)
	}
}
