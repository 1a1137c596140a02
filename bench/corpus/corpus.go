// Package corpus makes the content that sites are compared on: a city's office
// with as many pages as are asked for, seven in ten of them events, the same at
// every run.
//
//	err := corpus.Advocate(dir, 10_000)
//	err = corpus.Hugo(other, 10_000)
//
// Both hold the same texts, titles, dates and terms. Hugo gets layouts beside
// them, written to be fast: see hugo/.
//
// A page has 1.5 to 4 KB of Markdown. Events spread over ten years, the last of
// which is still to come at [Now]. A bigger city has more topics and
// departments: one for each 250 and 500 pages.
package corpus

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// Now is the instant that the content was written for.
var Now = time.Date(2026, time.November, 25, 18, 0, 0, 0, time.UTC)

// file is one file of a site, below content/.
type file struct {
	name string
	text string
}

// Edited is the file of an event that is still to come, for measuring what one
// edit costs: below content/, and the address of its page.
func Edited(pages int) (file, address string) {
	slug := eventSlug(eventsOf(pages) * 19 / 20)
	return "events/" + slug + ".md", "events/" + slug + "/"
}

// shape says how many pages of each kind a site has.
type shape struct{ events, news, issues, initiatives, plain, topics, departments int }

func eventsOf(pages int) int { return pages * 7 / 10 }

func shapeOf(pages int) shape {
	s := shape{
		events: eventsOf(pages), news: pages * 2 / 10, issues: pages * 3 / 100, initiatives: pages * 2 / 100,
		topics: max(8, pages/250), departments: max(4, pages/500),
	}
	s.plain = pages - s.events - s.news - s.issues - s.initiatives
	return s
}

// writer makes the files of a site, for one of the two generators.
type writer struct {
	shape
	hugo bool
	rand *rand.Rand
}

// each calls do with every file of a site.
func (w *writer) each(do func(file) error) error {
	kinds := []struct {
		count int
		make  func(i int) file
	}{
		{w.topics, w.topic}, {w.departments, w.department}, {w.initiatives, w.initiative},
		{w.issues, w.issue}, {w.news, w.post}, {w.events, w.event}, {w.plain, w.plainPage},
	}
	for kind, k := range kinds {
		for i := range k.count {
			w.rand = rand.New(rand.NewPCG(uint64(kind), uint64(i))) //nolint:gosec // the same at every run is what is wanted
			if err := do(k.make(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

func write(dir string, f file) error {
	name := filepath.Join(dir, filepath.FromSlash(f.name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(f.text), 0o644)
}

// Advocate writes a site's content/ below dir.
func Advocate(dir string, pages int) error {
	w := &writer{shape: shapeOf(pages)}
	err := write(dir, file{"content/site.yaml", `title: Citizen Services Advocate
base_url: https://advocate.example.org/
timezone: America/Chicago
languages: [en]
organization: Office of the Citizen Services Advocate
city: City of Example
site_id: corpus
contact:
  phone: 918-555-0100
  email: office@example.org
  hours: Monday to Friday, 9 am to 5 pm
`})
	if err != nil {
		return err
	}
	return w.each(func(f file) error { return write(filepath.Join(dir, "content"), f) })
}

// page puts a file together. fields are lines of front matter.
func (w *writer) page(name, title string, body string, fields ...string) file {
	if w.hugo && (path.Dir(name) == "topics" || path.Dir(name) == "departments") {
		name = strings.TrimSuffix(name, ".md") + "/_index.md" // where Hugo looks for the text of a term
	}
	head := append([]string{"---", "title: " + title, "summary: " + w.sentence()}, fields...)
	return file{name, strings.Join(head, "\n") + "\n---\n\n" + body}
}

func topicSlug(i int) string      { return fmt.Sprintf("topic-%03d", i) }
func departmentSlug(i int) string { return fmt.Sprintf("department-%03d", i) }
func initiativeSlug(i int) string { return fmt.Sprintf("initiative-%05d", i) }

func (w *writer) topic(i int) file {
	return w.page("topics/"+topicSlug(i)+".md", "Topic "+w.title(), w.paragraphs(2))
}

func (w *writer) department(i int) file {
	return w.page("departments/"+departmentSlug(i)+".md", "Department of "+w.title(), w.paragraphs(2))
}

func (w *writer) initiative(i int) file {
	return w.page("initiatives/"+initiativeSlug(i)+".md", w.title(), w.body(), append(w.terms(),
		"date: "+w.past(), "status: "+w.one("proposed", "active", "paused", "completed"))...)
}

func (w *writer) issue(i int) file {
	opened := w.past()
	return w.page(fmt.Sprintf("issues/issue-%05d.md", i), w.title(), w.body(), append(w.terms(),
		"date: "+opened, "opened: "+opened, "status: "+w.one("reported", "investigating", "recommended", "implementing", "closed"))...)
}

func (w *writer) post(i int) file {
	return w.page(fmt.Sprintf("news/news-%05d.md", i), w.title(), w.body(), append(w.terms(), "date: "+w.past())...)
}

func (w *writer) plainPage(i int) file {
	return w.page(fmt.Sprintf("guides/part-%02d/guide-%05d.md", i%(1+w.plain/20), i), w.title(), w.body(), w.terms()...)
}

const years = 10 // of events

func eventSlug(i int) string { return fmt.Sprintf("event-%05d", i) }

func (w *writer) event(i int) file {
	first := Now.AddDate(1-years, 0, 0)
	day := first.AddDate(0, 0, int(int64(i)*years*365/int64(w.events)))
	hour := 8 + w.rand.IntN(12)
	start := fmt.Sprintf("%s %02d:00", day.Format(time.DateOnly), hour)
	if w.hugo {
		start = fmt.Sprintf("%sT%02d:00:00-06:00", day.Format(time.DateOnly), hour)
	}
	published := day.AddDate(0, 0, -40)
	if published.After(Now) {
		published = Now.AddDate(0, 0, -w.rand.IntN(100))
	}
	fields := append(w.terms(), "date: "+published.Format(time.DateOnly), "start: "+start, "duration: 1h30m",
		"location:", "  name: Room "+w.title(), fmt.Sprintf("  address: %d Example Street", 100+w.rand.IntN(900)),
		"  accessibility: Level entrance from the street.", "cost: Free", "office: hosting")
	if i%50 == 0 && day.Day() <= 28 {
		fields = append(fields, "repeat: FREQ=MONTHLY;COUNT=6")
	}
	if i%10 == 0 {
		fields = append(fields, "initiative: "+initiativeSlug(i/10%w.initiatives))
	}
	return w.page("events/"+eventSlug(i)+".md", w.title(), w.body(), fields...)
}

// terms are one or two topics, and a department.
func (w *writer) terms() []string {
	first := w.rand.IntN(w.topics)
	topics := topicSlug(first)
	if w.rand.IntN(2) == 0 {
		topics += ", " + topicSlug((first+1+w.rand.IntN(w.topics-1))%w.topics)
	}
	return []string{"topics: [" + topics + "]", "departments: [" + departmentSlug(w.rand.IntN(w.departments)) + "]"}
}

// past is a day of the years that are over.
func (w *writer) past() string {
	return Now.AddDate(0, 0, -w.rand.IntN((years-1)*365)).Format(time.DateOnly)
}
