package feed

import (
	"encoding/json"
	"fmt"
	"time"
)

// jsonRead is what Check looks at of a JSON Feed. Parts that must be told
// from missing ones are pointers.
type jsonRead struct {
	Version  string          `json:"version"`
	Title    *string         `json:"title"`
	Home     *string         `json:"home_page_url"`
	Self     *string         `json:"feed_url"`
	Language *string         `json:"language"`
	Items    *[]jsonItemRead `json:"items"`
}

type jsonItemRead struct {
	ID        *string  `json:"id"`
	URL       *string  `json:"url"`
	HTML      *string  `json:"content_html"`
	Text      *string  `json:"content_text"`
	Published *string  `json:"date_published"`
	Modified  *string  `json:"date_modified"`
	Tags      []string `json:"tags"`
}

func (c *checker) json(data []byte) {
	var read jsonRead
	if err := json.Unmarshal(data, &read); err != nil {
		c.reportf("the file is not a JSON Feed: %w", err)
		return
	}
	if read.Version != jsonVersion {
		c.reportf("the version is %q, not %s", read.Version, jsonVersion)
	}
	if read.Title == nil || *read.Title == "" {
		c.reportf("the feed has no title")
	}
	c.jsonAddress("home_page_url", read.Home)
	c.jsonAddress("feed_url", read.Self)
	if read.Language != nil && !languageTag.MatchString(*read.Language) {
		c.reportf("language %q is none", *read.Language)
	}
	if read.Items == nil {
		c.reportf("the feed has no list of items, not even an empty one")
		return
	}
	for i, item := range *read.Items {
		c.jsonItem(fmt.Sprintf("item %d", i+1), item)
	}
}

func (c *checker) jsonItem(where string, item jsonItemRead) {
	if item.ID == nil {
		c.reportf("%s has no id", where)
	} else {
		c.id(where, *item.ID)
	}
	c.jsonAddress(where+": url", item.URL)
	if item.HTML == nil && item.Text == nil {
		c.reportf("%s has neither content_html nor content_text", where)
	}
	c.jsonDate(where+": date_published", item.Published)
	c.jsonDate(where+": date_modified", item.Modified)
}

func (c *checker) jsonDate(where string, date *string) {
	if date == nil {
		return
	}
	if _, err := time.Parse(time.RFC3339, *date); err != nil {
		c.reportf("%s is no date such as 2026-12-03T18:00:00Z: %q", where, *date)
	}
}

func (c *checker) jsonAddress(where string, address *string) {
	if address == nil {
		c.reportf("%s is missing", where)
		return
	}
	c.address(where, *address)
}
