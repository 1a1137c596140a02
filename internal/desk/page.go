package desk

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

// page is what every layout of the desk is given.
type page struct {
	site.Frame
	Base       string // the session's path, which every address begins with: "/5K3J…/"
	Token      string // of every form
	Rest       string // the page's own address, below it
	Again      int    // seconds until the page is asked for again; 0 for just after the desk locks
	View       string // the entry of the menu that is current
	Unlocked   bool
	AllReports int
	Held       int // of those not sent: that wait for somebody to look
	AllUnsent  int
	Synced     time.Time // zero for never
	Mailed     time.Time // a day; zero for never
	Offline    bool      // the server did not answer
	Refused    bool      // the server refused the desk's token
	Done       string    // what was just done: a key below desk.done
	Fields     site.Form
}

// A visit is one request of an unlocked desk while it is answered.
type visit struct {
	*Desk
	w    http.ResponseWriter
	r    *http.Request
	now  time.Time // in the office's zone
	page page
}

// visit begins to answer a request below the session's path. The caller holds the book.
func (d *Desk) visit(w http.ResponseWriter, r *http.Request) *visit {
	base, _ := r.Context().Value(baseKey{}).(string)
	v := &visit{Desk: d, w: w, r: r, now: d.today(), page: d.page("", "desk.title", base)}
	v.page.Unlocked, v.page.Rest = true, strings.TrimPrefix(r.URL.EscapedPath(), "/")
	d.tell(&v.page)
	if done := r.URL.Query().Get("done"); slices.Contains(dones, done) {
		v.page.Done = done
	}
	return v
}

// dones are what a page may say was just done.
var dones = []string{"replied", "noted", "referred", "moved", "closed", "reopened", "held", "released", "accepted", "resealed", "synced", "sent", "waits"}

func (d *Desk) settings() *content.Settings { return &d.Content.Settings }

// today is now in the office's zone.
func (d *Desk) today() time.Time { return d.Now().In(d.settings().Zone) }

// lang is the language of the office.
func (d *Desk) lang() string { return d.settings().Languages[0] }

// page begins a page; title is a key of the catalogue.
func (d *Desk) page(layout, title, base string) page {
	p := page{Base: base, Token: d.guard.formToken()}
	p.Frame = d.Site.Frame(d.lang(), layout, d.say(title))
	return p
}

// say returns words for people. The keys are this package's own: one without words is a bug.
func (d *Desk) say(key string, pairs ...any) string {
	said, err := d.Site.Say(d.lang(), key, pairs...)
	if err != nil {
		panic("desk: " + err.Error())
	}
	return said
}

// become says which page this is.
func (v *visit) become(layout, view, title string, pairs ...any) *page {
	v.page.Layout, v.page.View, v.page.Title = layout, view, v.say(title, pairs...)
	return &v.page
}

// show answers with a page, whole or not at all. data embeds p.
func (d *Desk) show(w http.ResponseWriter, status int, p page, data any) {
	var text bytes.Buffer
	if err := d.Pages.Render(&text, p.Layout, p.Lang, data); err != nil {
		// The error itself may hold what a person wrote.
		d.Log.Error("desk: layouts/" + p.Layout + ".html could not be rendered")
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	if p.Unlocked && len(p.Fields.Values) == 0 { // a page with nothing to lose is asked for again, and locks
		after := cmp.Or(p.Again, int(idleTime.Seconds())+5)
		w.Header().Set("Refresh", fmt.Sprintf("%d; url=%s", after, p.Base+p.Rest+"?still"))
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(text.Bytes()) // who asked may have gone
}

// away answers with a page that is none of a session's: a key below desk.away. base is empty outside of a session.
func (d *Desk) away(w http.ResponseWriter, status int, why, base string) {
	p := struct {
		page
		Why string
	}{d.page("desk-away", "desk.away."+why+".title", base), why}
	p.Unlocked = false
	d.show(w, status, p.page, p)
}

// fault answers when something does not work that should; what stands in the log, and says nothing of a case.
func (d *Desk) fault(w http.ResponseWriter, what string) {
	d.Log.Error("desk: " + what)
	d.away(w, http.StatusInternalServerError, "fault", "")
}

// topic is what a topic is called; one that the site has no longer is called by its slug.
func (d *Desk) topic(slug string) string {
	for _, o := range d.Site.Topics(d.lang()) {
		if o.Value == slug {
			return o.Title
		}
	}
	return slug
}

func (d *Desk) departments() []*content.Department { return d.Content.Editions[0].Departments }

// department is the department with a slug, or nil.
func (d *Desk) department(slug string) *content.Department {
	for _, x := range d.departments() {
		if x.Address() == slug {
			return x
		}
	}
	return nil
}

func (d *Desk) district(slug string) string {
	if x, ok := d.settings().District(slug); ok {
		return x.Title
	}
	return slug
}

// age is how many working days ago a day was.
func (d *Desk) age(day time.Time) int {
	days, today := 0, d.today().Format(time.DateOnly)
	for t := day; !t.IsZero() && t.Format(time.DateOnly) < today; t = t.AddDate(0, 0, 1) {
		if next := t.AddDate(0, 0, 1); d.works(next) {
			days++
		}
	}
	return days
}

// works says whether the office works on a day.
func (d *Desk) works(t time.Time) bool {
	if t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		return false
	}
	return !slices.ContainsFunc(d.settings().ClosedDays, func(m content.Moment) bool {
		return m.Day(d.settings().Zone).Format(time.DateOnly) == t.Format(time.DateOnly)
	})
}

// text reads what was typed: lines end with LF, and what is no text is left out.
func text(s string) string {
	s = strings.ToValidUTF8(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(s), "\uFFFD")
	return strings.TrimSpace(s)
}

// day reads a day of the store; zero where there is none.
func day[T ~string](s T) time.Time {
	t, _ := time.Parse(time.DateOnly, string(s))
	return t
}
