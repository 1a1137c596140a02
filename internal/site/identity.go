package site

import (
	"time"

	"github.com/google/uuid"

	"example.org/advocate/internal/content"
)

// identity is the document's identity for feeds and calendars: its uid, else a
// UUID version 5 (RFC 9562) of the site's identity and the file's path without
// language, so that title, slug, date, alias and host can change.
func identity(settings *content.Settings, head *content.Common) string {
	if head.UID != "" {
		return head.UID
	}
	return derived(settings, head.Path)
}

func derived(settings *content.Settings, name string) string {
	space := uuid.NewSHA1(uuid.NameSpaceURL, []byte("urn:advocate:"+settings.ID()))
	return uuid.NewSHA1(space, []byte(name)).String()
}

// urn writes an identity for RSS, Atom and JSON Feed.
func urn(identity string) string {
	if id, err := uuid.Parse(identity); err == nil {
		return id.URN()
	}
	return "urn:advocate:" + (pathEscape(identity))
}

// epochSequence is where SEQUENCE counts from.
var epochSequence = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// modified is the latest of the dates that a person gave that has passed:
// LAST-MODIFIED and DTSTAMP of calendars, updated of feeds. It never comes
// from the clock; zero where none was given.
func modified(c *clock, zone *time.Location, doc content.Doc) time.Time {
	var latest time.Time
	for _, t := range revisions(zone, doc) {
		if c.passed(t) && t.After(latest) {
			latest = t
		}
	}
	return latest
}

// revisions are the instants that count for modified.
func revisions(zone *time.Location, doc content.Doc) []time.Time {
	head := doc.Head()
	// What moved in the original moved in its translations too, even before
	// somebody looked at their words.
	instants := []time.Time{head.Updated.In(zone), head.OriginalUpdated().In(zone), head.Publish.In(zone), head.Date.In(zone)}
	if e, ok := doc.(*content.Event); ok {
		instants = append(instants, e.StatusSince.In(zone))
		for _, change := range e.Changes {
			instants = append(instants, change.Announced.In(zone))
		}
	}
	return instants
}

// sequence is the SEQUENCE of a calendar entry (RFC 5545, section 3.8.7.4):
// minutes from the year 2000 to modified, plus what the front matter adds.
func sequence(modified time.Time, added int) int {
	if modified.IsZero() {
		return max(added, 0)
	}
	return max(int(modified.Sub(epochSequence)/time.Minute)+added, 0)
}

// instants are all times at which something that the site shows about a
// document changes by itself.
func instants(zone *time.Location, doc content.Doc) []time.Time {
	head := doc.Head()
	list := append(revisions(zone, doc), head.Expires.EndIn(zone))
	switch doc := doc.(type) {
	case *content.Event:
		if !doc.Over.IsZero() {
			list = append(list, doc.Over, doc.Over.Add(calendarKeeps))
		}
	case *content.Initiative:
		list = append(list, doc.CommentUntil.EndIn(zone))
		for _, m := range doc.Milestones {
			if m.Done.IsZero() {
				list = append(list, m.Date.EndIn(zone))
			}
			list = append(list, m.Done.In(zone)) // feeds tell it then
		}
	case *content.Issue:
		for _, step := range resolutions(doc) {
			list = append(list, step.Date.In(zone))
		}
		for _, r := range doc.Recommendations {
			if unanswered(r) {
				list = append(list, r.ReplyBy.EndIn(zone))
			}
		}
	}
	return list
}
