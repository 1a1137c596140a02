package site

import "example.org/advocate/internal/content"

// shown is the document as this edition shows it at this instant, or nil. A
// translation that is not visible yet, or no longer, gives way to its original;
// without that it is not shown, so that every language has the same pages.
func (e *edition) shown(doc content.Doc) content.Doc {
	original := doc
	if e.prefix != "" {
		original = e.originals[doc.Head().Path]
	}
	switch {
	case !e.visible(original):
		return nil
	case !e.visible(doc):
		return content.Untranslated(original, e.lang)
	}
	return doc
}

// visible tells whether a document is to be seen at this instant. What is
// hidden changes the site only when it appears.
func (e *edition) visible(doc content.Doc) bool {
	head, zone := doc.Head(), e.settings.Zone
	publish := head.Publish.In(zone)
	switch {
	case head.Draft && !e.opts.Drafts, e.clock.passed(head.Expires.EndIn(zone)):
		return false
	case !publish.IsZero() && !e.clock.passed(publish):
		e.clock.watch(publish)
		return false
	}
	e.clock.watch(instants(zone, doc)...)
	return true
}
