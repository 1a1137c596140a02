package content

import (
	"regexp"
	"slices"
	"strings"
)

// untranslatable are the keys that say what is so in every language: a
// translation that changed them would contradict its original. Those of lists
// stand without numbers.
var untranslatable = []string{
	"slug", "uid", "date", "order", "topics", "departments", "districts",
	"start", "end", "duration", "all_day", "timezone", "status", "status_since", "repeat", "except", "also",
	"initiative", "office", "sequence", "type", "started", "ends", "comment_until", "opened", "resolved", "department",
	"location.lat", "location.lon",
	"changes.date", "changes.start", "changes.end", "changes.status", "changes.announced", "changes.location.lat", "changes.location.lon",
	"milestones.date", "milestones.done", "decisions.date",
	"measures.better", "measures.target", "measures.series",
	"recommendations.to", "recommendations.sent", "recommendations.reply_by", "recommendations.response", "recommendations.due",
	"recommendations.checked.date", "recommendations.checked.result", "history.date", "history.status",
}

// texts are the keys whose words a reader meets: where a translation leaves one
// out, that of the original is shown.
var texts = []string{
	"title", "summary", "image.alt", "documents.title",
	"cost", "accommodations", "location.accessibility", "changes.note", "changes.location.accessibility",
	"milestones.title", "decisions.what", "decisions.why", "measures.name", "measures.unit",
	"cause", "recommendations.text", "recommendations.statement", "recommendations.checked.evidence", "history.note",
	"first.name", "first.hours", "first.have_ready", "first.responds_within", "lead", "liaison",
}

var listNumber = regexp.MustCompile(`\[\d+\]`)

// unnumbered is a key without the numbers of lists: "milestones.title" for
// "milestones[0].title".
func unnumbered(key string) string { return listNumber.ReplaceAllString(key, "") }

// translation reads a file such as about.es.md over its original.
func (l *loader) translation(f markdownFile, original Doc) Doc {
	if original == nil {
		l.report((&source{path: "content/" + f.file}).problem(Pos{}, Error, "a translation without its original: %s is not there or has errors", "content/"+f.path))
		return nil
	}
	doc := l.document(f, original)
	if doc == nil {
		return nil
	}
	head := doc.Head()
	for _, key := range head.keys {
		name := unnumbered(key.name)
		if !strings.HasSuffix(key.name, "]") && slices.Contains(untranslatable, name) {
			l.report(head.ProblemAt(key.at, Error, "a translation has the %s of its original: remove it here", name[strings.LastIndexByte(name, '.')+1:]))
		}
	}
	return doc
}

// LangOf is the language of the text under a key, such as "summary" or
// "milestones[0].title": that of the original where a translation leaves it
// out.
func (c *Common) LangOf(key string) string {
	if c.origin == nil || c.has(key) || !c.origin.has(key) {
		return c.Original
	}
	return c.origin.Original
}

// LeftOut lists the texts of the original that a translation leaves out, by
// their keys, in the order of the original; "text" is the body.
func (c *Common) LeftOut() []string {
	if c.origin == nil {
		return nil
	}
	var left []string
	for _, key := range c.origin.keys {
		if slices.Contains(texts, unnumbered(key.name)) && !strings.HasSuffix(key.name, "]") && !c.has(key.name) {
			left = append(left, key.name)
		}
	}
	if c.origin.Body != nil && c.BodyLang != c.Lang && strings.TrimSpace(c.origin.Body.Text()) != "" {
		left = append(left, "text")
	}
	return left
}

// OriginalUpdated is the updated of the original of a translation, and zero
// for an original.
func (c *Common) OriginalUpdated() Moment {
	if c.origin == nil {
		return Moment{}
	}
	return c.origin.Updated
}
