package feed

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/gorilla/feeds"
)

// jsonVersion names JSON Feed 1.1 in a file of that format.
const jsonVersion = "https://jsonfeed.org/version/1.1"

// jsonDocument has its items even where there are none: feeds.JSONFeed leaves
// them out then.
type jsonDocument struct {
	*feeds.JSONFeed
	Items []*feeds.JSONItem `json:"items"`
}

// WriteJSON writes f as JSON Feed 1.1, newest entries first and at most
// MaxEntries of them. Nothing is written when f is incomplete.
func WriteJSON(w io.Writer, f Feed) error {
	f, err := f.ready()
	if err != nil {
		return fmt.Errorf("writing JSON Feed: %w", err)
	}
	document := jsonDocument{
		JSONFeed: &feeds.JSONFeed{
			Version:     jsonVersion,
			Title:       f.Title,
			Language:    f.Language,
			HomePageUrl: f.HomeURL,
			FeedUrl:     f.SelfURL,
			Description: f.Description,
			Authors:     []*feeds.JSONAuthor{{Name: f.Author}},
		},
		Items: []*feeds.JSONItem{},
	}
	for _, e := range f.Entries {
		document.Items = append(document.Items, e.json())
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(document); err != nil {
		return fmt.Errorf("writing a feed: %w", err)
	}
	return nil
}

func (e Entry) json() *feeds.JSONItem {
	published, updated := e.published().Truncate(time.Second), e.updated().Truncate(time.Second)
	item := &feeds.JSONItem{
		Id:            e.ID,
		Url:           e.URL,
		Title:         e.Title,
		ContentHTML:   e.ContentHTML,
		Summary:       e.Summary,
		PublishedDate: &published,
		ModifiedDate:  &updated,
		Tags:          e.Categories,
	}
	if item.ContentHTML == "" { // one of the two is required
		item.ContentText = e.Summary
		if item.ContentText == "" {
			item.ContentText = e.Title
		}
	}
	return item
}
