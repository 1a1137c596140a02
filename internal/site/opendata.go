package site

import (
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/content"
)

// Occurrence is an entry of /events/index.json. Times are RFC 3339 with an
// offset; of whole days they are dates, the end being the last day. Planned is
// there for each date of a series: with the UID it identifies the occurrence.
type Occurrence struct {
	UID     string `json:"uid"`
	Title   string `json:"title"`
	URL     string `json:"url"`
	Start   string `json:"start"`
	End     string `json:"end,omitempty"`
	Planned string `json:"planned,omitempty"`
	Status  string `json:"status"`
	Sample  bool   `json:"sample,omitempty"`
}

// Record is an entry of the other sections' index.json.
type Record struct {
	UID             string                 `json:"uid"`
	Title           string                 `json:"title"`
	URL             string                 `json:"url"`
	Summary         string                 `json:"summary,omitempty"`
	Lang            string                 `json:"lang"`
	Date            string                 `json:"date,omitempty"`
	Updated         string                 `json:"updated,omitempty"`
	Topics          []string               `json:"topics,omitempty"`
	Departments     []string               `json:"departments,omitempty"`
	Districts       []string               `json:"districts,omitempty"`
	Sample          bool                   `json:"sample,omitempty"`
	Type            string                 `json:"type,omitempty"`
	Status          string                 `json:"status,omitempty"`
	Lead            string                 `json:"lead,omitempty"`
	Started         string                 `json:"started,omitempty"`
	Ends            string                 `json:"ends,omitempty"`
	Opened          string                 `json:"opened,omitempty"`
	Resolved        string                 `json:"resolved,omitempty"`
	Cause           string                 `json:"cause,omitempty"`
	History         []StepRecord           `json:"history,omitempty"`
	Phone           string                 `json:"phone,omitempty"`
	Website         string                 `json:"website,omitempty"`
	Liaison         string                 `json:"liaison,omitempty"`
	First           *ChannelRecord         `json:"first,omitempty"`
	Milestones      []MilestoneRecord      `json:"milestones,omitempty"`
	Decisions       []DecisionRecord       `json:"decisions,omitempty"`
	Recommendations []RecommendationRecord `json:"recommendations,omitempty"`
	Measures        []MeasureRecord        `json:"measures,omitempty"`
}

// ChannelRecord is the front-line channel of a topic.
type ChannelRecord struct {
	Name           string   `json:"name,omitempty"`
	Phone          string   `json:"phone,omitempty"`
	URL            string   `json:"url,omitempty"`
	Hours          string   `json:"hours,omitempty"`
	HaveReady      []string `json:"have_ready,omitempty"`
	RespondsWithin string   `json:"responds_within,omitempty"`
}

// MilestoneRecord is a milestone of an initiative.
type MilestoneRecord struct {
	Date  string `json:"date"`
	Title string `json:"title"`
	Done  string `json:"done,omitempty"`
}

// DecisionRecord is a decision about an initiative.
type DecisionRecord struct {
	Date string `json:"date"`
	What string `json:"what"`
	By   string `json:"by,omitempty"`
	Why  string `json:"why,omitempty"`
}

// RecommendationRecord is a recommendation of an issue.
type RecommendationRecord struct {
	Text      string        `json:"text"`
	To        string        `json:"to,omitempty"`
	Sent      string        `json:"sent,omitempty"`
	ReplyBy   string        `json:"reply_by,omitempty"`
	Response  string        `json:"response,omitempty"`
	Statement string        `json:"statement,omitempty"`
	Due       string        `json:"due,omitempty"`
	Checked   []CheckRecord `json:"checked,omitempty"`
}

// StepRecord is a change of an issue's status.
type StepRecord struct {
	Date   string `json:"date"`
	Status string `json:"status"`
	Note   string `json:"note,omitempty"`
}

// CheckRecord is what was found when the office looked again.
type CheckRecord struct {
	Date     string `json:"date"`
	Result   string `json:"result"`
	Evidence string `json:"evidence,omitempty"`
}

// MeasureRecord is a measure and its values.
type MeasureRecord struct {
	Name   string        `json:"name"`
	Unit   string        `json:"unit,omitempty"`
	Better string        `json:"better,omitempty"`
	Target *float64      `json:"target,omitempty"`
	Series []ValueRecord `json:"series"`
}

// ValueRecord is one value of a measure.
type ValueRecord struct {
	Date  string  `json:"date"`
	Value float64 `json:"value"`
}

// dataFile adds the open data of a section.
func (e *edition) dataFile(section string, pages []*page) {
	e.add(e.prefix+section+"/index.json", "open data", DataFile{Data: func() any {
		if section == "events" {
			return e.occurrences()
		}
		records := []Record{} // an empty list is [], not null
		for _, p := range pages {
			records = append(records, p.record())
		}
		return records
	}})
}

// occurrences are those that begin in the months that have a page.
func (e *edition) occurrences() []Occurrence {
	list := []Occurrence{}
	_, last := e.lastMonth()
	end := calendar.DateOf(last.AddDate(0, 1, 0))
	for _, o := range e.dates {
		if o.days()[0].Before(end) {
			list = append(list, o.record())
		}
	}
	return list
}

func (o *occurrence) record() Occurrence {
	layout := time.RFC3339
	if o.event().AllDay {
		layout = time.DateOnly
	}
	w := o.whenIn(o.event().Zone)
	r := Occurrence{
		UID: o.id, Title: o.head.Title, URL: o.canonical(), Status: string(o.status), Sample: o.head.Sample,
		Start: w.Start.Format(layout),
	}
	if !w.End.IsZero() {
		r.End = w.End.Format(layout)
	}
	switch {
	case o.event().Series == nil:
	case o.planned != nil:
		r.Planned = o.planned.whenIn(o.event().Zone).Start.Format(layout)
	default:
		r.Planned = r.Start
	}
	return r
}

// day writes a date of open data.
func (p *page) day(m content.Moment) string {
	if m.IsZero() {
		return ""
	}
	return p.dayOf(m).Format(time.DateOnly)
}

func (p *page) record() Record {
	r := Record{
		UID: p.id, Title: p.head.Title, URL: p.canonical(), Summary: p.head.Summary, Lang: p.head.Original,
		Date: p.day(p.head.Date), Updated: p.day(p.head.Updated), Sample: p.head.Sample,
	}
	for _, t := range p.terms {
		switch t.kind {
		case "topic":
			r.Topics = append(r.Topics, t.slug)
		case "department":
			r.Departments = append(r.Departments, t.slug)
		case "district":
			r.Districts = append(r.Districts, t.slug)
		}
	}
	switch doc := p.doc.(type) {
	case *content.Initiative:
		p.initiativeRecord(doc, &r)
	case *content.Issue:
		p.issueRecord(doc, &r)
	case *content.Topic:
		if c := doc.First; c.Name != "" || c.Phone != "" || c.URL != "" {
			r.First = &ChannelRecord{Name: c.Name, Phone: c.Phone, URL: c.URL, Hours: c.Hours, HaveReady: c.HaveReady, RespondsWithin: c.RespondsWithin}
		}
	case *content.Department:
		r.Phone, r.Website, r.Liaison = doc.Phone, doc.URL, doc.Liaison
	}
	return r
}

func (p *page) initiativeRecord(doc *content.Initiative, r *Record) {
	r.Type, r.Status, r.Lead = doc.Type, doc.Status, doc.Lead
	r.Started, r.Ends = p.day(doc.Started), p.day(doc.Ends)
	for _, m := range doc.Milestones {
		r.Milestones = append(r.Milestones, MilestoneRecord{Date: p.day(m.Date), Title: m.Title, Done: p.day(m.Done)})
	}
	for _, d := range doc.Decisions {
		r.Decisions = append(r.Decisions, DecisionRecord{Date: p.day(d.Date), What: d.What, By: d.By, Why: d.Why})
	}
	r.Measures = p.measureRecords(doc.Measures)
}

func (p *page) issueRecord(doc *content.Issue, r *Record) {
	r.Status, r.Opened, r.Resolved, r.Cause = doc.Status, p.day(doc.Opened), p.day(doc.Resolved), doc.Cause
	for _, h := range doc.History {
		r.History = append(r.History, StepRecord{Date: p.day(h.Date), Status: h.Status, Note: h.Note})
	}
	for _, rec := range doc.Recommendations {
		record := RecommendationRecord{
			Text: rec.Text, To: rec.To.Value, Sent: p.day(rec.Sent), ReplyBy: p.day(rec.ReplyBy),
			Response: rec.Response, Statement: rec.Statement, Due: p.day(rec.Due),
		}
		for _, c := range rec.Checked {
			record.Checked = append(record.Checked, CheckRecord{Date: p.day(c.Date), Result: c.Result, Evidence: c.Evidence})
		}
		r.Recommendations = append(r.Recommendations, record)
	}
	r.Measures = p.measureRecords(doc.Measures)
}

func (p *page) measureRecords(measures []content.Measure) []MeasureRecord {
	var list []MeasureRecord
	for _, m := range measures {
		record := MeasureRecord{Name: m.Name, Unit: m.Unit, Better: m.Better, Target: m.Target, Series: []ValueRecord{}}
		for _, point := range p.sorted(m) {
			record.Series = append(record.Series, ValueRecord{Date: p.day(point.Date), Value: point.Value})
		}
		list = append(list, record)
	}
	return list
}
