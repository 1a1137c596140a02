package desk

import (
	"net/http"
	"time"

	"example.org/advocate/internal/desk/casebook"
)

// row is a case as lists show it.
type row struct {
	Number   string
	Received time.Time
	Topic    string
	Kind     string // a word of the form; empty where the facts are gone
	State    string // a key below desk.state
	Age      int    // working days
	Due      time.Time
	Overdue  bool
	Hold     bool
	Fresh    bool // the person wrote last
	Unsolved bool
	Unsent   int
	Reports  int
}

// view is a choice of what the inbox shows.
type view struct {
	Name    string // a key below desk.inbox
	Count   int
	Current bool
}

// list is a table of the inbox.
type list struct {
	Name string // a key below desk.inbox
	Rows []row
}

// inbox shows what waits, or one part of it.
func (d *Desk) inbox(v *visit) {
	shown := v.r.PathValue("view")
	filters := map[string][]casebook.Filter{
		"":        {{State: casebook.New}, {State: casebook.Ours}, {State: casebook.Withdrawn}, {State: casebook.Waiting}},
		"new":     {{State: casebook.New}},
		"ours":    {{State: casebook.Ours}, {State: casebook.Withdrawn}},
		"waiting": {{State: casebook.Waiting}},
		"overdue": {{Overdue: true}},
		"closed":  {{State: casebook.Closed}},
		"apart":   {{Apart: true}},
	}[shown]
	if filters == nil {
		d.away(v.w, http.StatusNotFound, "missing", v.page.Base)
		return
	}
	s := d.book.Summary()
	ours := s.States[casebook.Ours] + s.States[casebook.Withdrawn]
	data := struct {
		page
		Show  string
		Views []view
		Lists []list
	}{Show: shown, Views: []view{
		{Name: "open", Count: s.States[casebook.New] + ours + s.States[casebook.Waiting]},
		{Name: "new", Count: s.States[casebook.New]}, {Name: "ours", Count: ours},
		{Name: "waiting", Count: s.States[casebook.Waiting]}, {Name: "overdue", Count: s.Overdue},
		{Name: "closed", Count: s.States[casebook.Closed]}, {Name: "apart", Count: s.Apart},
	}}
	if shown == "" {
		data.Show = "open"
	}
	for i := range data.Views {
		data.Views[i].Current = data.Views[i].Name == data.Show
	}
	for _, f := range filters {
		rows := d.rows(f)
		if len(rows) == 0 {
			continue
		}
		name := data.Show
		if shown == "" || f.State == casebook.Withdrawn {
			name = string(f.State)
		}
		data.Lists = append(data.Lists, list{name, rows})
	}
	title := "desk.inbox." + data.Show
	if shown == "" {
		title = "desk.inbox.title"
	}
	v.become("desk-inbox", "inbox", title)
	data.page = v.page
	d.show(v.w, http.StatusOK, data.page, data)
}

func (d *Desk) rows(f casebook.Filter) []row {
	var rows []row
	for _, c := range d.book.Cases(f) {
		rows = append(rows, d.row(c))
	}
	return rows
}

func (d *Desk) row(c *casebook.Case) row {
	r := row{
		Number: c.Number, Received: day(c.Received), Topic: d.topic(c.Facts.Topic), Kind: one(c.Facts.Kind, kinds...), State: string(c.State),
		Due: day(c.Due), Overdue: c.Overdue, Hold: c.Hold, Fresh: c.Fresh, Unsolved: c.Unsolved,
		Unsent: c.Unsent, Reports: len(d.book.ReportsOf(c.Number)),
	}
	if c.Apart {
		r.State = "apart"
	}
	r.Age = d.age(r.Received)
	return r
}
