package feed

import (
	"io"
	"strings"
	"time"
)

func (c *checker) rss(r io.Reader) {
	root, err := parseXML(r)
	if err != nil {
		c.reportf("%w", err)
		return
	}
	if root.name.Local != "rss" || root.attr("version") != "2.0" {
		c.reportf("line %d: the file is not RSS 2.0", root.line)
		return
	}
	channel := c.once(root, "", "channel")
	if channel == nil {
		return
	}
	c.filled(channel, "", "title")
	c.filled(channel, "", "description")
	if link := c.filled(channel, "", "link"); link != "" {
		c.address(channel.String(), link)
	}
	c.self(channel)
	for _, date := range channel.find("", "lastBuildDate") {
		c.date(date, rssDate)
	}
	for _, item := range channel.find("", "item") {
		c.item(item)
	}
}

func (c *checker) item(item *element) {
	if len(item.find("", "title")) == 0 && len(item.find("", "description")) == 0 {
		c.reportf("%v has neither title nor description", item)
	}
	if guid := c.once(item, "", "guid"); guid != nil {
		c.id(guid.String(), guid.value())
		if guid.attr("isPermaLink") != "false" {
			c.address(guid.String(), guid.value())
		}
	}
	if link := c.filled(item, "", "link"); link != "" {
		c.address(item.String(), link)
	}
	if date := c.once(item, "", "pubDate"); date != nil {
		c.date(date, rssDate)
	}
	for _, author := range item.find("", "author") {
		if !strings.Contains(author.value(), "@") {
			c.reportf("%v is not an e-mail address, which RSS wants", author)
		}
	}
}

func (c *checker) atom(r io.Reader) {
	root, err := parseXML(r)
	if err != nil {
		c.reportf("%w", err)
		return
	}
	if root.name.Local != "feed" || root.name.Space != atomNamespace {
		c.reportf("line %d: the file is not Atom", root.line)
		return
	}
	c.atomCommon(root)
	c.self(root)
	authored := len(root.find(atomNamespace, "author")) > 0
	for _, entry := range root.find(atomNamespace, "entry") {
		c.atomEntry(entry, authored)
	}
}

func (c *checker) atomEntry(entry *element, authored bool) {
	c.atomCommon(entry)
	for _, date := range entry.find(atomNamespace, "published") {
		c.date(date, time.RFC3339)
	}
	if !authored && len(entry.find(atomNamespace, "author")) == 0 {
		c.reportf("%v has no author, and the feed has none", entry)
	}
	alternate := len(entry.find(atomNamespace, "content")) > 0
	for _, link := range entry.find(atomNamespace, "link") {
		alternate = alternate || link.attr("rel") == "alternate" || link.attr("rel") == ""
		c.address(link.String(), link.attr("href"))
	}
	if !alternate {
		c.reportf("%v has neither content nor a link to its page", entry)
	}
	for _, category := range entry.find(atomNamespace, "category") {
		if category.attr("term") == "" {
			c.reportf("%v has no term", category)
		}
	}
}

// atomCommon checks what feeds and entries must both have.
func (c *checker) atomCommon(e *element) {
	c.once(e, atomNamespace, "title")
	if id := c.once(e, atomNamespace, "id"); id != nil {
		c.id(id.String(), id.value())
		c.address(id.String(), id.value())
	}
	if date := c.once(e, atomNamespace, "updated"); date != nil {
		c.date(date, time.RFC3339)
	}
}

// self checks that a feed says where it is published.
func (c *checker) self(feed *element) {
	for _, link := range feed.find(atomNamespace, "link") {
		if link.attr("rel") == "self" {
			c.address(link.String(), link.attr("href"))
			return
		}
	}
	c.reportf("%v has no link to itself (rel=self)", feed)
}

func (c *checker) date(e *element, form string) {
	if _, err := time.Parse(form, e.value()); err != nil {
		c.reportf("%v is no date such as %s: %q", e, time.Unix(0, 0).UTC().Format(form), e.value())
	}
}
