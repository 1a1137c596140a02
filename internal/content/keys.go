package content

import (
	"strings"
	"time"
)

// Key describes one key of front matter, for people: docs/front-matter.md,
// starter files and suggestions are made from it.
type Key struct {
	Name     string
	Form     string // the form of the value, in words
	Example  string // a value, as YAML
	Help     string // what it means, one sentence
	Required bool
	Keys     []Key // the keys of a value that has its own
}

// Kind is a kind of document.
type Kind struct {
	Name   string // event
	Folder string // events; empty for plain pages
	Keys   []Key

	decode func(d *decoder, front *frontMatter, original Doc) Doc
	empty  func() Doc
}

// Kinds returns all kinds of documents, plain pages last.
func Kinds() []*Kind {
	return []*Kind{kindEvent, kindInitiative, kindIssue, kindNews, kindTopic, kindDepartment, kindPage}
}

// KindNamed returns the kind of that name, or nil.
func KindNamed(name string) *Kind {
	for _, k := range Kinds() {
		if k.Name == name {
			return k
		}
	}
	return nil
}

var (
	kindEvent      = kindOf("event", "events", eventKeys)
	kindInitiative = kindOf("initiative", "initiatives", initiativeKeys)
	kindIssue      = kindOf("issue", "issues", issueKeys)
	kindNews       = kindOf("news", "news", newsKeys)
	kindTopic      = kindOf("topic", "topics", topicKeys)
	kindDepartment = kindOf("department", "departments", departmentKeys)
	kindPage       = kindOf("page", "", commonKeys[Page]())
)

// Kind returns the kind of the document.
func (*Event) Kind() *Kind      { return kindEvent }
func (*Initiative) Kind() *Kind { return kindInitiative }
func (*Issue) Kind() *Kind      { return kindIssue }
func (*Post) Kind() *Kind       { return kindNews }
func (*Topic) Kind() *Kind      { return kindTopic }
func (*Department) Kind() *Kind { return kindDepartment }
func (*Page) Kind() *Kind       { return kindPage }

// document is a pointer to a type that embeds Common.
type document[T any] interface {
	*T
	Doc
}

func kindOf[T any, P document[T]](name, folder string, rows []key[T]) *Kind {
	return &Kind{
		Name: name, Folder: folder, Keys: described(rows),
		empty: func() Doc { return P(new(T)) },
		decode: func(d *decoder, front *frontMatter, original Doc) Doc {
			doc := new(T)
			if original != nil {
				*doc = *original.(P) // a translation holds only what differs
				d.partial = true
			}
			if front.node != nil {
				mapping(d, front.node, rows, doc)
			}
			return P(doc)
		},
	}
}

// kindOfPath returns the kind of a file below content/: its first folder says
// it, and the folder's own index.md is a page, the section's introduction.
func kindOfPath(path string) *Kind {
	folder, rest, inFolder := strings.Cut(path, "/")
	if !inFolder || rest == "index.md" {
		return kindPage
	}
	for _, k := range Kinds() {
		if k.Folder == folder {
			return k
		}
	}
	return kindPage
}

func commonKeys[T any, P document[T]]() []key[T] {
	head := func(t *T) *Common { return P(t).Head() }
	return []key[T]{
		field("title", text, func(t *T) *string { return &head(t).Title }, "What the page is called.").like("…").required(),
		field("summary", text, func(t *T) *string { return &head(t).Summary }, "One sentence for lists, search engines and previews."),
		field("topics", list(slug, "a list of topics"), func(t *T) *[]Ref { return &head(t).Topics }, "Topics it belongs to: file names in topics/.").like("[water-bills]"),
		field("departments", list(slug, "a list of departments"), func(t *T) *[]Ref { return &head(t).Departments }, "Departments it is about: file names in departments/.").like("[water-and-sewer]"),
		field("districts", list(slug, "a list of districts"), func(t *T) *[]Ref { return &head(t).Districts }, "Districts it is about: slugs in site.yaml.").like("[4]"),
		field("date", moment, func(t *T) *Moment { return &head(t).Date }, "The day it was published. A date to come hides nothing."),
		field("updated", moment, func(t *T) *Moment { return &head(t).Updated }, "The day it was last changed in substance; calendars and feeds tell subscribers by it."),
		field("draft", boolean, func(t *T) *bool { return &head(t).Draft }, "true keeps it off the site, except with --drafts."),
		field("publish", moment, func(t *T) *Moment { return &head(t).Publish }, "It appears from this day or time on."),
		field("expires", moment, func(t *T) *Moment { return &head(t).Expires }, "It disappears after this day, or at this time."),
		field("aliases", list(sitePath, "a list of addresses"), func(t *T) *[]Ref { return &head(t).Aliases }, "Old addresses that lead here."),
		field("slug", slug, func(t *T) *Ref { return &head(t).Slug }, "The last part of its address, where it is not the file name.").like("town-hall"),
		field("order", whole, func(t *T) *int { return &head(t).Order }, "Its place in lists that are not ordered by date; 1 comes first, none last."),
		field("sample", boolean, func(t *T) *bool { return &head(t).Sample }, "true says that the content is invented; the page shows it."),
		field("uid", uid, func(t *T) *string { return &head(t).UID }, "Its identity for calendars and feeds, so that the file can be renamed."),
		field("image", object("a picture", []key[Image]{
			field("src", filePath, func(i *Image) *Ref { return &i.Src }, "The file.").like("photo.jpg").required(),
			field("alt", text, func(i *Image) *string { return &i.Alt }, "What it shows, in words, for people who do not see it.").like("People at a long table"),
		}), func(t *T) *Image { return &head(t).Image }, "A picture that stands for it."),
		field("documents", list(object("a document", []key[Attachment]{
			field("title", text, func(a *Attachment) *string { return &a.Title }, "What it is called.").like("Report, first quarter").required(),
			field("file", filePath, func(a *Attachment) *Ref { return &a.File }, "The file; or give its url."),
			field("url", address, func(a *Attachment) *string { return &a.URL }, "Its address, where it lies elsewhere."),
			field("date", moment, func(a *Attachment) *Moment { return &a.Date }, "The date of the document."),
		}), "a list of documents"), func(t *T) *[]Attachment { return &head(t).Documents }, "Reports, minutes, slides that belong to it."),
	}
}

var locationKeys = []key[Location]{
	field("name", text, func(l *Location) *string { return &l.Name }, "What the place is called.").like("Central Library"),
	field("address", text, func(l *Location) *string { return &l.Address }, "Street and city.").like("100 Sample Street, Tulsa"),
	field("accessibility", paragraphs, func(l *Location) *string { return &l.Accessibility }, "How to get in, and what helps: ramp, lift, hearing loop.").like("Step-free from the car park"),
	field("lat", optional(number), func(l *Location) **float64 { return &l.Lat }, "Latitude in degrees, -90 to 90.").like("36.15"),
	field("lon", optional(number), func(l *Location) **float64 { return &l.Lon }, "Longitude in degrees, -180 to 180.").like("-95.99"),
}

var eventStatus = oneOf(Scheduled, Cancelled, Postponed, MovedOnline)

var eventKeys = append(commonKeys[Event](),
	field("start", moment, func(e *Event) *Moment { return &e.Start }, "When it begins: wall clock in its own zone, or RFC 3339 with an offset.").like("2026-12-03 18:00").required(),
	field("end", moment, func(e *Event) *Moment { return &e.End }, "When it ends; of an event of whole days, the last day.").like("2026-12-03 19:30"),
	field("duration", length, func(e *Event) *time.Duration { return &e.Duration }, "How long it takes, instead of an end."),
	field("all_day", boolean, func(e *Event) *bool { return &e.AllDay }, "true for whole days: start and end are dates then."),
	field("timezone", text, func(e *Event) *string { return &e.Timezone }, "Its time zone, where it is not the site's.").like("America/Denver"),
	field("location", object("a place", locationKeys), func(e *Event) *Location { return &e.Location }, "Where it takes place."),
	field("online", address, func(e *Event) *string { return &e.Online }, "Where to take part online."),
	field("register", address, func(e *Event) *string { return &e.Register }, "Where to register."),
	field("url", address, func(e *Event) *string { return &e.URL }, "A page about it elsewhere."),
	field("cost", text, func(e *Event) *string { return &e.Cost }, "What it costs.").like("Free"),
	field("contact", paragraphs, func(e *Event) *string { return &e.Contact }, "Whom to ask about it.").like("918-555-0100"),
	field("accommodations", paragraphs, func(e *Event) *string { return &e.Accommodations }, "How and until when to ask for an interpreter or other help.").like("Ask for an interpreter by December 1"),
	field("languages", list(language, "a list of language codes"), func(e *Event) *[]string { return &e.Languages }, "Languages spoken or interpreted there.").like("[en, es]"),
	field("status", eventStatus, func(e *Event) *EventStatus { return &e.Status }, "What became of it; scheduled where it is not given."),
	field("status_since", moment, func(e *Event) *Moment { return &e.StatusSince }, "The day on which that was made known. Needed for every status but scheduled."),
	field("repeat", rule, func(e *Event) *Ref { return &e.Repeat }, "How it repeats: by day, week, month or year, as RFC 5545 writes it; start is its first date.").like("FREQ=WEEKLY"),
	field("except", list(moment, "a list of dates"), func(e *Event) *[]Moment { return &e.Except }, "Dates of the rule on which it never was planned."),
	field("also", list(moment, "a list of dates"), func(e *Event) *[]Moment { return &e.Also }, "Dates beside the rule; at the time of start unless one is given."),
	field("changes", list(object("a change", []key[Change]{
		field("date", day, func(c *Change) *Moment { return &c.Date }, "The date of the series that changes.").required(),
		field("start", moment, func(c *Change) *Moment { return &c.Start }, "Its new start. Without an end it keeps its length.").like("2026-12-10 18:00"),
		field("end", moment, func(c *Change) *Moment { return &c.End }, "Its new end.").like("2026-12-10 19:30"),
		field("location", object("a place", locationKeys), func(c *Change) *Location { return &c.Location }, "Its new place."),
		field("online", address, func(c *Change) *string { return &c.Online }, "Where to take part online that day."),
		field("status", eventStatus, func(c *Change) *EventStatus { return &c.Status }, "What became of that date."),
		field("note", paragraphs, func(c *Change) *string { return &c.Note }, "What people should know."),
		field("announced", moment, func(c *Change) *Moment { return &c.Announced }, "The day on which it was made known. Always needed."),
	}), "a list of changes"), func(e *Event) *[]Change { return &e.Changes }, "What differs on single dates of a series."),
	field("initiative", slug, func(e *Event) *Ref { return &e.Initiative }, "The initiative it belongs to: a file name in initiatives/.").like("clear-water-bills"),
	field("office", oneOf("hosting", "attending"), func(e *Event) *string { return &e.Office }, "Whether the office holds it or comes to it."),
	field("sequence", whole, func(e *Event) *int { return &e.Sequence }, "Added to the sequence number of the calendar entry; rarely needed."),
)

var measures = list(object("a measure", []key[Measure]{
	field("name", text, func(m *Measure) *string { return &m.Name }, "What is measured.").like("Days until a bill is explained").required(),
	field("unit", text, func(m *Measure) *string { return &m.Unit }, "In what.").like("days"),
	field("better", oneOf("higher", "lower"), func(m *Measure) *string { return &m.Better }, "Whether a higher or a lower value is better.").like("lower"),
	field("target", optional(number), func(m *Measure) **float64 { return &m.Target }, "The value to be reached.").like("7"),
	field("series", list(object("a value", []key[Point]{
		field("date", moment, func(p *Point) *Moment { return &p.Date }, "The date of the value.").required(),
		field("value", number, func(p *Point) *float64 { return &p.Value }, "The value.").required(),
	}), "a list of values"), func(m *Measure) *[]Point { return &m.Series }, "Its values over time: a chart, with the figures in a table."),
}), "a list of measures")

var initiativeKeys = append(commonKeys[Initiative](),
	field("type", oneOf("project", "plan", "program", "policy"), func(i *Initiative) *string { return &i.Type }, "What it is; project where it is not given."),
	field("status", oneOf("proposed", "active", "paused", "completed", "cancelled"), func(i *Initiative) *string { return &i.Status }, "How far it is.").like("active").required(),
	field("lead", text, func(i *Initiative) *string { return &i.Lead }, "Who leads it: a role, not a name.").like("Customer service manager"),
	field("started", moment, func(i *Initiative) *Moment { return &i.Started }, "The day it started."),
	field("ends", moment, func(i *Initiative) *Moment { return &i.Ends }, "The day it is planned to end."),
	field("milestones", list(object("a milestone", []key[Milestone]{
		field("date", moment, func(m *Milestone) *Moment { return &m.Date }, "The day it is planned for.").required(),
		field("title", text, func(m *Milestone) *string { return &m.Title }, "What is reached then.").like("New bill in every mailbox").required(),
		field("done", moment, func(m *Milestone) *Moment { return &m.Done }, "The day it was reached."),
	}), "a list of milestones"), func(i *Initiative) *[]Milestone { return &i.Milestones }, "The steps of it."),
	field("decisions", list(object("a decision", []key[Decision]{
		field("date", moment, func(x *Decision) *Moment { return &x.Date }, "The day of the decision.").required(),
		field("what", paragraphs, func(x *Decision) *string { return &x.What }, "What was decided.").required(),
		field("by", text, func(x *Decision) *string { return &x.By }, "Who decided: a body or a role.").like("City Council"),
		field("why", paragraphs, func(x *Decision) *string { return &x.Why }, "Why."),
	}), "a list of decisions"), func(i *Initiative) *[]Decision { return &i.Decisions }, "What was decided about it."),
	field("comment_until", moment, func(i *Initiative) *Moment { return &i.CommentUntil }, "People may comment until this day is over."),
	field("measures", measures, func(i *Initiative) *[]Measure { return &i.Measures }, "Figures that show what it achieves."),
)

var issueStatus = oneOf("reported", "investigating", "recommended", "implementing", "resolved", "monitoring", "closed")

var issueKeys = append(commonKeys[Issue](),
	field("status", issueStatus, func(i *Issue) *string { return &i.Status }, "How far it is.").required(),
	field("opened", moment, func(i *Issue) *Moment { return &i.Opened }, "The day the office took it up."),
	field("resolved", moment, func(i *Issue) *Moment { return &i.Resolved }, "The day it was resolved; needed where the status is resolved."),
	field("cause", paragraphs, func(i *Issue) *string { return &i.Cause }, "Why it happened."),
	field("recommendations", list(object("a recommendation", []key[Recommendation]{
		field("text", paragraphs, func(r *Recommendation) *string { return &r.Text }, "What the office recommends.").required(),
		field("to", slug, func(r *Recommendation) *Ref { return &r.To }, "The department it went to: a file name in departments/.").like("water-and-sewer"),
		field("sent", moment, func(r *Recommendation) *Moment { return &r.Sent }, "The day it was sent."),
		field("reply_by", moment, func(r *Recommendation) *Moment { return &r.ReplyBy }, "The last day for an answer."),
		field("response", oneOf("accepted", "partly", "declined", "awaited"), func(r *Recommendation) *string { return &r.Response }, "The department's answer."),
		field("statement", paragraphs, func(r *Recommendation) *string { return &r.Statement }, "The department's own words, shown in full."),
		field("due", moment, func(r *Recommendation) *Moment { return &r.Due }, "The day by which it will be done."),
		field("checked", list(object("a check", []key[Verification]{
			field("date", moment, func(v *Verification) *Moment { return &v.Date }, "The day of the check.").required(),
			field("result", oneOf("fully", "partly", "not"), func(v *Verification) *string { return &v.Result }, "How far it was done.").required(),
			field("evidence", paragraphs, func(v *Verification) *string { return &v.Evidence }, "What shows it."),
		}), "a list of checks"), func(r *Recommendation) *[]Verification { return &r.Checked }, "What was found when the office looked: said yes is not done."),
	}), "a list of recommendations"), func(i *Issue) *[]Recommendation { return &i.Recommendations }, "What was recommended to whom, and what they answered."),
	field("history", list(object("a step", []key[Step]{
		field("date", moment, func(s *Step) *Moment { return &s.Date }, "The day of the step.").required(),
		field("status", issueStatus, func(s *Step) *string { return &s.Status }, "The status from that day on.").required(),
		field("note", paragraphs, func(s *Step) *string { return &s.Note }, "What happened."),
	}), "a list of steps"), func(i *Issue) *[]Step { return &i.History }, "How it came to its status."),
	field("measures", measures, func(i *Issue) *[]Measure { return &i.Measures }, "Figures before and after."),
)

var newsKeys = requiring(commonKeys[Post](), "date")

var topicKeys = append(commonKeys[Topic](),
	field("department", slug, func(t *Topic) *Ref { return &t.Department }, "The department that is asked first: a file name in departments/.").like("water-and-sewer"),
	field("first", object("a front-line channel", []key[Channel]{
		field("name", text, func(c *Channel) *string { return &c.Name }, "What it is called.").like("Water customer service"),
		field("phone", phone, func(c *Channel) *string { return &c.Phone }, "Its telephone.").like("918-555-0100"),
		field("url", address, func(c *Channel) *string { return &c.URL }, "Its page."),
		field("hours", text, func(c *Channel) *string { return &c.Hours }, "When it answers.").like("Monday to Friday, 8 am to 5 pm"),
		field("have_ready", list(text, "a list of texts"), func(c *Channel) *[]string { return &c.HaveReady }, "What to have at hand.").like("[Your account number]"),
		field("responds_within", text, func(c *Channel) *string { return &c.RespondsWithin }, "How long it takes.").like("2 working days"),
	}), func(t *Topic) *Channel { return &t.First }, "The front-line channel: whom to ask before the office."),
)

var departmentKeys = append(commonKeys[Department](),
	field("phone", phone, func(x *Department) *string { return &x.Phone }, "Its telephone.").like("918-555-0100"),
	field("url", address, func(x *Department) *string { return &x.URL }, "Its page."),
	field("liaison", text, func(x *Department) *string { return &x.Liaison }, "Who in it works with the office: a role, not a name.").like("Customer service manager"),
)

// requiring marks keys of a table that are optional elsewhere.
func requiring[T any](rows []key[T], names ...string) []key[T] {
	for i := range rows {
		for _, name := range names {
			if rows[i].Name == name {
				rows[i].Required = true
			}
		}
	}
	return rows
}
