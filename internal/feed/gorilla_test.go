package feed

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/feeds"
)

// The tests of this file pin faults of gorilla/feeds that this package works
// round. One that fails tells that the work-round can go.

// generic is a feed as gorilla/feeds would have it made.
func generic() *feeds.Feed {
	return &feeds.Feed{
		Title: "News", Link: &feeds.Link{Href: "https://example.org/"}, Author: &feeds.Author{Name: "Office"},
		Items: []*feeds.Item{{
			Title: "a", Id: "urn:x:a", Link: &feeds.Link{Href: "https://example.org/a"}, Author: &feeds.Author{Name: "Office"},
		}},
	}
}

func marshalled(t *testing.T, feed feeds.XmlFeed) string {
	t.Helper()
	text, err := feeds.ToXML(feed)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestGorillaFeedsStillWritesAnRSSAuthorWithoutAnAddress(t *testing.T) {
	if text := marshalled(t, &feeds.Rss{Feed: generic()}); !strings.Contains(text, "<author>Office</author>") {
		t.Error(text)
	}
}

func TestGorillaFeedsStillLinksNoFeedToItself(t *testing.T) {
	for _, feed := range []feeds.XmlFeed{&feeds.Rss{Feed: generic()}, &feeds.Atom{Feed: generic()}} {
		if text := marshalled(t, feed); strings.Contains(text, `rel="self"`) {
			t.Error(text)
		}
	}
}

func TestGorillaFeedsStillDatesAnAtomEntryWithNothing(t *testing.T) {
	if text := marshalled(t, &feeds.Atom{Feed: generic()}); !strings.Contains(text, "<updated></updated>") {
		t.Error(text)
	}
}

func TestGorillaFeedsStillWritesAnAtomCategoryAsText(t *testing.T) {
	text, err := xml.Marshal(&feeds.AtomEntry{Category: "Streets"})
	if err != nil || !strings.Contains(string(text), "<category>Streets</category>") {
		t.Errorf("%s, %v", text, err)
	}
}

func TestGorillaFeedsStillMakesUpAnIDForAnEntryWithoutOne(t *testing.T) {
	feed := generic()
	feed.Items = []*feeds.Item{{Title: "a"}}
	if a, b := marshalled(t, &feeds.Atom{Feed: feed}), marshalled(t, &feeds.Atom{Feed: feed}); a == b {
		t.Errorf("the same bytes twice: %s", a)
	}
}

func TestGorillaFeedsStillLeavesTheItemsOfAnEmptyJSONFeedOut(t *testing.T) {
	text, err := (&feeds.JSONFeed{Version: jsonVersion, Items: []*feeds.JSONItem{}}).ToJSON()
	if err != nil || strings.Contains(text, "items") {
		t.Errorf("%s, %v", text, err)
	}
}

func TestGorillaFeedsStillPassesControlCharactersOn(t *testing.T) {
	feed := generic()
	feed.Items[0].Content, feed.Items[0].Created = "a\x01b", time.Unix(0, 0)
	if text := marshalled(t, &feeds.Rss{Feed: feed}); !strings.Contains(text, "a\x01b") && !strings.Contains(text, "a\ufffdb") {
		t.Error(text)
	}
}

func TestGorillaFeedsStillMarksNoGUIDAsOtherThanALink(t *testing.T) {
	if text := marshalled(t, &feeds.Rss{Feed: generic()}); !strings.Contains(text, "<guid>urn:x:a</guid>") {
		t.Error(text)
	}
}
