package content

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/advocate/internal/calendar"
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

func (l *loader) finishEvent(f *finisher, e *Event) {
	if e.Status == "" {
		e.Status = Scheduled
	}
	e.Zone = f.zone
	if e.Timezone != "" {
		zone, err := l.zone(e.Timezone)
		if err != nil {
			f.errorf("timezone", "%v", err)
			return
		}
		e.Zone = zone
	}
	if e.Start.IsZero() {
		return // reported as missing or wrong already
	}
	f.eventTimes(e)
	f.eventStatus(e)
	f.eventSeries(e)
	f.location("location", e.Location)
	if e.Status == MovedOnline && e.Online == "" {
		f.warnf("status", "the event moved online, but nothing says where: add online: https://…")
	}
}

// eventTimes works out Begins, Ends and Over.
func (f *finisher) eventTimes(e *Event) {
	switch {
	case e.AllDay && (e.Start.HasTime() || e.End.HasTime()):
		f.errorf("start", "an event of whole days takes dates without times: write start: 2026-12-03, or remove all_day")
		return
	case !e.AllDay && !e.Start.HasTime():
		f.errorf("start", "the start has no time: write 2026-12-03 18:00, or all_day: true for an event of whole days")
		return
	case !e.AllDay && !e.End.IsZero() && !e.End.HasTime():
		f.errorf("end", "the end has no time: write 2026-12-03 19:30, or all_day: true for an event of whole days")
		return
	case !e.End.IsZero() && e.Duration > 0:
		f.errorf("duration", "the event has an end and a duration: keep one of them")
		return
	case e.AllDay && e.Duration > 0:
		f.errorf("duration", "an event of whole days has no duration: write end: with its last day")
		return
	}
	if e.Start.Shifted(e.Zone) {
		f.warnf("start", "this time does not exist: clocks in %s go forward over it; %s is taken", e.Zone, e.Start.In(e.Zone).Format("15:04"))
	}
	e.Begins = e.Start.In(e.Zone)
	switch {
	case e.AllDay && e.End.IsZero():
		e.Ends = e.Start.EndIn(e.Zone)
	case !e.End.IsZero():
		e.Ends = e.End.EndIn(e.Zone)
	case e.Duration > 0:
		e.Ends = e.Begins.Add(e.Duration)
	}
	f.inOrder("start", e.Begins, "end", e.Ends)
	if e.Ends.Sub(e.Begins) > longestEvent {
		f.errorf("end", "the event would last %d days; a year is the most: see whether the year of its end is right", int(e.Ends.Sub(e.Begins).Hours()/24))
	}
	e.Over = e.Ends
	if e.Ends.IsZero() {
		e.Over = calendar.EndOfDay(e.Begins, e.Zone)
	}
}

func (f *finisher) eventStatus(e *Event) {
	if e.Status != Scheduled && e.StatusSince.IsZero() {
		f.errorf("status", "%q needs the day on which it was made known: add status_since: 2026-11-25", e.Status)
	}
	for i, c := range e.Changes {
		if c.Announced.IsZero() {
			f.errorf(fmt.Sprintf("changes[%d]", i), "a change needs the day on which it was made known: add announced: 2026-11-25")
		}
	}
}

func (f *finisher) eventSeries(e *Event) {
	if e.Repeat.Value == "" {
		if len(e.Changes) > 0 {
			f.errorf("changes", "the event does not repeat, so nothing can differ on one of its dates: edit the event itself")
		}
		if len(e.Except) > 0 {
			f.errorf("except", "the event does not repeat, so there is no date to leave out")
		}
		if len(e.Also) > 0 {
			f.warnf("also", "further dates are checked but not shown yet: only the first date appears")
		}
		return
	}
	rule, err := calendar.ParseRule(e.Repeat.Value)
	if err != nil {
		at := e.Repeat.At
		var fault *calendar.RuleError
		if errors.As(err, &fault) && f.plainAt(at, e.Repeat.Value) {
			at.Col += fault.Offset
		}
		if !strings.Contains(e.Repeat.Value, "FREQ=") {
			err = fmt.Errorf("%w; a rule looks like FREQ=WEEKLY;BYDAY=TH", err)
		}
		f.problems = append(f.problems, f.head.ProblemAt(at, Error, "repeat: %v", err))
		return
	}
	e.Rule = &rule
	f.warnf("repeat", "the rule is checked but repetition is not expanded yet: the page says that the event repeats, lists and calendars hold its first date only")
	for i, c := range e.Changes {
		key := fmt.Sprintf("changes[%d]", i)
		f.inOrder(key+".start", c.Start.In(e.Zone), key+".end", c.End.EndIn(e.Zone))
		f.location(key+".location", c.Location)
	}
}

// plainAt tells whether a value stands in the file letter by letter, without
// quotes, so that an offset into it is an offset into the line.
func (f *finisher) plainAt(at Pos, value string) bool {
	line := []rune(f.head.source.line(at.Line))
	return at.Col >= 1 && at.Col <= len(line) && strings.HasPrefix(string(line[at.Col-1:]), value)
}

func (f *finisher) location(key string, l Location) {
	if (l.Lat == nil) != (l.Lon == nil) {
		f.errorf(key, "lat and lon go together: give both or none")
	}
	if l.Lat != nil && (*l.Lat < -90 || *l.Lat > 90) {
		f.errorf(key+".lat", "a latitude lies between -90 and 90 degrees")
	}
	if l.Lon != nil && (*l.Lon < -180 || *l.Lon > 180) {
		f.errorf(key+".lon", "a longitude lies between -180 and 180 degrees")
	}
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
