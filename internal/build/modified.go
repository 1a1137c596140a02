package build

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"path"
	"slices"
	"time"
)

// dateReader returns what reads from a file of this name when people last
// changed what is in it: from a calendar its newest LAST-MODIFIED, from a feed
// its updated. It is nil for every other file, and what it returns reads the
// zero time where a file does not say.
func dateReader(name string) func(content []byte) time.Time {
	switch path.Base(name) {
	case "feed.xml":
		return func(content []byte) time.Time {
			return xmlDate(content, time.RFC1123Z, "rss", "channel", "lastBuildDate")
		}
	case "feed.atom":
		return func(content []byte) time.Time { return xmlDate(content, time.RFC3339, "feed", "updated") }
	case "feed.json":
		return jsonFeedDate
	}
	if path.Ext(name) == ".ics" {
		return calendarDate
	}
	return nil
}

// calendarDate is the newest LAST-MODIFIED of a calendar file. No text can
// look like one: lines that go on begin with a space.
func calendarDate(content []byte) time.Time {
	var newest time.Time
	for line := range bytes.Lines(content) {
		value, is := bytes.CutPrefix(line, []byte("LAST-MODIFIED:"))
		if !is {
			continue
		}
		if t, err := time.Parse("20060102T150405Z", string(bytes.TrimSpace(value))); err == nil {
			newest = later(newest, t)
		}
	}
	return newest
}

// xmlDate is the date in the first element that stands under these names, from the root on.
func xmlDate(content []byte, form string, names ...string) time.Time {
	decoder := xml.NewDecoder(bytes.NewReader(content)) //nolint:gosec // it reads tokens and fills no value
	var under []string
	for {
		token, err := decoder.Token()
		if err != nil {
			return time.Time{}
		}
		switch token := token.(type) {
		case xml.StartElement:
			under = append(under, token.Name.Local)
		case xml.EndElement:
			under = under[:len(under)-1]
		case xml.CharData:
			if !slices.Equal(under, names) {
				continue
			}
			t, err := time.Parse(form, string(bytes.TrimSpace(token)))
			if err != nil {
				return time.Time{}
			}
			return later(time.Time{}, t)
		}
	}
}

// jsonFeedDate is the newest date of a JSON Feed's items; the feed has no date
// of its own.
func jsonFeedDate(content []byte) time.Time {
	var feed struct {
		Items []struct {
			Published time.Time `json:"date_published"`
			Modified  time.Time `json:"date_modified"`
		} `json:"items"`
	}
	if json.Unmarshal(content, &feed) != nil {
		return time.Time{}
	}
	var newest time.Time
	for _, item := range feed.Items {
		newest = later(later(newest, item.Published), item.Modified)
	}
	return newest
}

// later is the later of two times. An empty feed says 1970, which is no date.
func later(a, b time.Time) time.Time {
	if b.After(a) && b.Unix() > 0 {
		return b
	}
	return a
}
