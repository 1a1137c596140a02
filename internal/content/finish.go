package content

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Problem makes a problem at a key of the document ("start",
// "changes[0].date"), or at its beginning where the key is not there.
func (c *Common) Problem(key string, severity Severity, format string, args ...any) Problem {
	return c.source.problem(findKey(c.keys, key), severity, format, args...)
}

// ProblemAt makes a problem at a position of the document.
func (c *Common) ProblemAt(at Pos, severity Severity, format string, args ...any) Problem {
	return c.source.problem(at, severity, format, args...)
}

// Says tells whether the document's own file has a key, such as "summary" or
// "changes[0].note"; a translation says only what differs.
func (c *Common) Says(key string) bool { return c.has(key) }

// BodyPos returns the position of an offset into the body.
func (c *Common) BodyPos(offset int) Pos { return c.source.pos(c.bodyAt + offset) }

// finish checks what keys say together and works out what follows from them.
//
// Of a translation only what stands in its own file is reported: the rest is
// the original's, and was reported there.
func (l *loader) finish(doc Doc, translation bool) {
	head := doc.Head()
	zone := l.content.Settings.Zone
	f := finisher{head: head, zone: zone, ownOnly: translation}
	f.inOrder("publish", head.Publish.In(zone), "expires", head.Expires.EndIn(zone))
	for i, a := range head.Documents {
		key := fmt.Sprintf("documents[%d]", i)
		switch {
		case a.File.Value != "" && a.URL != "":
			f.errorf(key, "the document has a file and a url: remove one of them")
		case a.File.Value == "" && a.URL == "" && !head.has(key+".file") && !head.has(key+".url"):
			f.errorf(key, "the document leads nowhere: add file: report.pdf, or url: https://…")
		}
	}
	switch doc := doc.(type) {
	case *Event:
		l.finishEvent(&f, doc)
	case *Initiative:
		finishInitiative(&f, doc)
	case *Issue:
		finishIssue(&f, doc)
	}
	l.report(f.problems...)
}

type finisher struct {
	head     *Common
	zone     *time.Location
	ownOnly  bool
	problems []Problem
}

func (f *finisher) errorf(key, format string, args ...any) { f.report(Error, key, format, args...) }
func (f *finisher) warnf(key, format string, args ...any)  { f.report(Warning, key, format, args...) }

func (f *finisher) report(severity Severity, key, format string, args ...any) {
	if f.ownOnly && !f.head.has(key) {
		return
	}
	f.problems = append(f.problems, f.head.Problem(key, severity, format, args...))
}

// has tells whether a key stands in the document's own file.
func (c *Common) has(key string) bool {
	return slices.ContainsFunc(c.keys, func(k keyPos) bool { return k.name == key })
}

// inOrder reports two times that contradict each other. Of dates that last
// until the day is over, second is that end: so both may be one day.
func (f *finisher) inOrder(firstKey string, first time.Time, secondKey string, second time.Time) {
	if first.IsZero() || second.IsZero() || second.After(first) {
		return
	}
	at := secondKey
	if f.ownOnly && !f.head.has(at) {
		at = firstKey // a translation that changes only this one
	}
	layout := "2006-01-02 15:04"
	if first.Hour() == 0 && first.Minute() == 0 {
		layout = time.DateOnly
	}
	short := func(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }
	f.errorf(at, "%s does not come after %s (%s): one of the two is wrong", short(secondKey), short(firstKey), first.Format(layout))
}

func finishInitiative(f *finisher, i *Initiative) {
	if i.Type == "" {
		i.Type = "project"
	}
	f.inOrder("started", i.Started.In(f.zone), "ends", i.Ends.EndIn(f.zone))
	f.measures(i.Measures)
}

func finishIssue(f *finisher, i *Issue) {
	if i.Status == "resolved" && i.Resolved.IsZero() {
		f.errorf("status", "a resolved issue needs the day it was resolved: add resolved: 2026-11-25")
	}
	f.inOrder("opened", i.Opened.In(f.zone), "resolved", i.Resolved.EndIn(f.zone))
	for n, r := range i.Recommendations {
		key := fmt.Sprintf("recommendations[%d]", n)
		f.inOrder(key+".sent", r.Sent.In(f.zone), key+".reply_by", r.ReplyBy.EndIn(f.zone))
	}
	f.measures(i.Measures)
}

// measures reports two values of one day, which a chart cannot show.
func (f *finisher) measures(list []Measure) {
	for n, m := range list {
		seen := map[time.Time]bool{}
		for p, point := range m.Series {
			day := point.Date.Day(f.zone)
			if seen[day] && !point.Date.IsZero() {
				f.errorf(fmt.Sprintf("measures[%d].series[%d].date", n, p), "there are two values of one day")
			}
			seen[day] = true
		}
	}
}
