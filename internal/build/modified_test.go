package build

import (
	"bytes"
	"io"
	"path/filepath"
	"testing"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/feed"
)

// writtenBy is what a writer writes.
func writtenBy(t *testing.T, write func(w io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// datedSite holds a calendar and the three feeds with and without dates.
func datedSite(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	first, second := time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC), time.Date(2026, 11, 25, 9, 30, 15, 0, time.FixedZone("", -6*3600))
	event := func(uid string, modified time.Time) calendar.Event {
		return calendar.Event{
			UID: uid, Summary: "Town hall", Start: first, Zone: time.UTC, LastModified: modified,
			Description: "LAST-MODIFIED:20990101T000000Z\nLAST-MODIFIED:20990101T000000Z",
		}
	}
	calendarFile := func(c calendar.Calendar) string {
		c.Zone = time.UTC
		return writtenBy(t, func(w io.Writer) error { return calendar.Write(w, c) })
	}
	both := calendarFile(calendar.Calendar{Modified: first, Events: []calendar.Event{event("1", second), event("2", first)}})
	feedOf := feed.Feed{
		ID: "urn:uuid:1", Title: "News", Language: "en", HomeURL: "https://office.example/", SelfURL: "https://office.example/feed", Author: "Office",
		Entries: []feed.Entry{
			{ID: "urn:uuid:2", Title: "<updated>2099-01-01T00:00:00Z</updated>", URL: "https://office.example/2/", Published: second, Updated: second},
			{ID: "urn:uuid:3", Title: "Old", URL: "https://office.example/3/", Published: first, Updated: first},
		},
	}
	empty := feedOf
	empty.Entries = nil
	for name, content := range map[string]string{
		"events/calendar.ics":               both,
		"events/town-hall/event.ics":        both,
		"events/ayuntamiento-año/event.ics": both,
		"topics/trash/events.ics":           calendarFile(calendar.Calendar{}),
		"events/undated.ics":                calendarFile(calendar.Calendar{Events: []calendar.Event{event("1", time.Time{})}}),
		"feed.xml":                          writtenBy(t, func(w io.Writer) error { return feed.WriteRSS(w, feedOf) }),
		"feed.atom":                         writtenBy(t, func(w io.Writer) error { return feed.WriteAtom(w, feedOf) }),
		"feed.json":                         writtenBy(t, func(w io.Writer) error { return feed.WriteJSON(w, feedOf) }),
		"empty/feed.xml":                    writtenBy(t, func(w io.Writer) error { return feed.WriteRSS(w, empty) }),
		"empty/feed.atom":                   writtenBy(t, func(w io.Writer) error { return feed.WriteAtom(w, empty) }),
		"empty/feed.json":                   writtenBy(t, func(w io.Writer) error { return feed.WriteJSON(w, empty) }),
		"broken/calendar.ics":               "LAST-MODIFIED:yesterday\r\nLAST-MODIFIED",
		"broken/feed.xml":                   "<rss><channel><lastBuildDate>yesterday</lastBuildDate>",
		"broken/feed.atom":                  "<feed><title>",
		"broken/feed.json":                  "{",
		"index.html":                        "home",
		"events/index.json":                 "[]",
		"sitemap.xml":                       "<urlset><updated>2026-11-25T00:00:00Z</updated></urlset>",
	} {
		put(t, filepath.Join(dir, name), content)
	}
	return dir
}

const newestChange = "Wed, 25 Nov 2026 15:30:15 GMT"

func TestCalendarsAndFeedsTellWhenPeopleChangedThem(t *testing.T) {
	h := Handler(datedSite(t), HandlerOptions{})
	for target, want := range map[string]string{
		"/events/calendar.ics":        newestChange,
		"/events/town-hall/event.ics": newestChange,
		"/topics/trash/events.ics":    "",
		"/events/undated.ics":         "",
		"/feed.xml":                   newestChange,
		"/feed.atom":                  newestChange,
		"/feed.json":                  newestChange,
		"/empty/feed.xml":             "",
		"/empty/feed.atom":            "",
		"/empty/feed.json":            "",
		"/broken/calendar.ics":        "",
		"/broken/feed.xml":            "",
		"/broken/feed.atom":           "",
		"/broken/feed.json":           "",
		"/":                           "",
		"/events/index.json":          "",
		"/sitemap.xml":                "",
	} {
		for _, accept := range []string{"identity", "gzip"} {
			r := ask(h, "GET", target, "Accept-Encoding", accept)
			if got := r.Header.Get("Last-Modified"); r.StatusCode != 200 || got != want {
				t.Errorf("GET %s accepting %s: %d, Last-Modified %q, want %q", target, accept, r.StatusCode, got, want)
			}
		}
	}
}

func TestADayAloneDoesNotKeepACalendarFromBeingSent(t *testing.T) {
	h := Handler(datedSite(t), HandlerOptions{})
	etag := ask(h, "GET", "/events/calendar.ics").Header.Get("ETag")
	for _, c := range []struct {
		fields []string
		status int
	}{
		{[]string{"If-Modified-Since", newestChange}, 200},
		{[]string{"If-Modified-Since", newestChange, "If-None-Match", `"old"`}, 200},
		{[]string{"If-Modified-Since", newestChange, "If-None-Match", etag}, 304},
		{[]string{"If-Modified-Since", "Fri, 01 Jan 1999 00:00:00 GMT", "If-None-Match", etag}, 304},
	} {
		if r := ask(h, "GET", "/events/calendar.ics", c.fields...); r.StatusCode != c.status {
			t.Errorf("%v: %d, want %d", c.fields, r.StatusCode, c.status)
		}
	}
}

func TestOnlyTheFileOfOneEventHasAFileName(t *testing.T) {
	h := Handler(datedSite(t), HandlerOptions{})
	for target, want := range map[string]string{
		"/events/calendar.ics":        "",
		"/topics/trash/events.ics":    "",
		"/feed.xml":                   "",
		"/feed.atom":                  "",
		"/feed.json":                  "",
		"/":                           "",
		"/events/town-hall/event.ics": "inline; filename=town-hall.ics",
		"/events/ayuntamiento-a%C3%B1o/event.ics": "inline; filename*=utf-8''ayuntamiento-a%C3%B1o.ics",
	} {
		r := ask(h, "GET", target)
		if got := r.Header.Get("Content-Disposition"); r.StatusCode != 200 || got != want {
			t.Errorf("GET %s: %d, Content-Disposition %q, want %q", target, r.StatusCode, got, want)
		}
	}
}
