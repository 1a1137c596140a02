package content_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"example.org/advocate/internal/content"
)

// read loads a site that is right; pairs are names below content/ and texts.
func read(t *testing.T, pairs ...string) *content.Content {
	t.Helper()
	files := fstest.MapFS{"content/site.yaml": {Data: []byte(plainSettings)}}
	for i := 0; i < len(pairs); i += 2 {
		files["content/"+pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	c, problems := content.Load(files, content.Options{})
	if content.Errors(problems) > 0 {
		t.Fatal(problems)
	}
	return c
}

func TestEveryKeyOfAnEventIsRead(t *testing.T) {
	c := read(t,
		"topics/water.md", "---\ntitle: Water\n---\n", "departments/water.md", "---\ntitle: Water\n---\n",
		"initiatives/bills.md", "---\ntitle: Bills\nstatus: active\n---\n", "events/room.jpg", "JPEG", "report.pdf", "%PDF",
		"events/2026-12-03-town-hall.md", `---
title:  "Town   hall &amp; more "
summary: What we do
topics: water
departments: [water]
districts: [4]
date: 2026-11-01
updated: 2026-11-20 08:00
publish: 2026-11-01 09:00
expires: 2027-12-31
draft: true
aliases: [/old/, /older.html]
slug: town-hall
order: 3
sample: true
uid: 6f1c9d0e-7a37-4a5e-9d3e-0c1b2a3d4e5f
image: {src: room.jpg, alt: A room}
documents:
  - {title: Report, file: /report.pdf, date: 2026-10-01}
  - {title: Elsewhere, url: "https://www.example.org/x"}
start: 2026-12-03 18:00
duration: 1h30m
timezone: America/Denver
location: {name: Library, address: "100 Sample Street", accessibility: "Ramp\n\nLift", lat: 36.15, lon: -95.99}
online: https://meet.example.org/
register: https://www.example.org/register
url: https://www.example.org/
cost: Free
contact: 918-555-0100
accommodations: |
  Ask.

  Please.
languages: [en, es]
status: postponed
status_since: 2026-11-25
initiative: bills
office: hosting
sequence: 2
---
Body.
`)
	e := c.Editions[0].Events[0]
	got := fmt.Sprintf("%s|%s|%s|%s|%s|%s|%s|%s|%s|%v|%v|%s|%s|%d|%v|%s|%s|%s",
		e.Title, e.Summary, e.Topics[0].Value, e.Departments[0].Value, e.Districts[0].Value, e.Date, e.Updated, e.Publish, e.Expires,
		e.Draft, e.Aliases[1].Value, e.Slug.Value, e.Address(), e.Order, e.Sample, e.UID, e.Image.Src.Value, e.Image.Alt)
	want := "Town hall & more|What we do|water|water|4|2026-11-01|2026-11-20 08:00|2026-11-01 09:00|2027-12-31|" +
		"true|/older.html|town-hall|town-hall|3|true|6f1c9d0e-7a37-4a5e-9d3e-0c1b2a3d4e5f|room.jpg|A room"
	if got != want {
		t.Errorf("the common keys are\n%s, not\n%s", got, want)
	}
	if d := e.Documents; len(d) != 2 || d[0].File.Value != "/report.pdf" || d[0].Date.String() != "2026-10-01" || d[1].URL != "https://www.example.org/x" {
		t.Errorf("the documents are %+v", d)
	}
	got = fmt.Sprintf("%s|%s|%s|%s|%s|%s|%s|%s|%q|%v|%s|%s|%s|%s|%d|%v|%v|%s|%q|%v|%v", e.Start, e.Duration, e.Zone, e.Online, e.Register, e.URL, e.Cost, e.Contact,
		e.Accommodations, e.Languages, e.Status, e.StatusSince, e.Initiative.Value, e.Office, e.Sequence, *e.Location.Lat, *e.Location.Lon, e.Location.Name, e.Location.Accessibility,
		e.Begins.Format(time.RFC3339), e.Over.Format(time.RFC3339))
	want = "2026-12-03 18:00|1h30m0s|America/Denver|https://meet.example.org/|https://www.example.org/register|https://www.example.org/|Free|918-555-0100|" +
		`"Ask.\n\nPlease."|[en es]|postponed|2026-11-25|bills|hosting|2|36.15|-95.99|Library|"Ramp\n\nLift"|2026-12-03T18:00:00-07:00|2026-12-03T19:30:00-07:00`
	if got != want {
		t.Errorf("the event's keys are\n%s, not\n%s", got, want)
	}
	if text := e.Body.Text(); text != "Body." {
		t.Errorf("the text is %q", text)
	}
}

func TestWhenAnEventIsOver(t *testing.T) {
	for front, want := range map[string]string{
		"start: 2026-12-03 18:00":                                      "2026-12-04T00:00:00-06:00",
		"start: 2026-12-03 18:00\nend: 2026-12-03 19:30":               "2026-12-03T19:30:00-06:00",
		"start: 2026-12-03 18:00\nduration: 90m":                       "2026-12-03T19:30:00-06:00",
		"start: 2026-12-03 23:00\nduration: 3h":                        "2026-12-04T02:00:00-06:00",
		"start: 2026-12-03\nall_day: true":                             "2026-12-04T00:00:00-06:00",
		"start: 2026-12-03\nend: 2026-12-05\nall_day: true":            "2026-12-06T00:00:00-06:00",
		"start: 2026-12-03\nall_day: true\ntimezone: Pacific/Auckland": "2026-12-04T00:00:00+13:00",
		"start: 2026-12-03 18:00\ntimezone: America/Denver":            "2026-12-04T00:00:00-07:00",
		"start: 2026-12-03T18:00:00+01:00":                             "2026-12-04T00:00:00-06:00",
		"start: 2026-10-31 23:00\nduration: 3h":                        "2026-11-01T01:00:00-06:00",
		"start: 2026-12-03 18:00\nend: 2026-12-03T19:30:00-05:00":      "2026-12-03T18:30:00-06:00",
	} {
		e := read(t, "events/a.md", "---\ntitle: A\n"+front+"\n---\n").Editions[0].Events[0]
		if got := e.Over.Format(time.RFC3339); got != want {
			t.Errorf("%q is over at %s, not %s", front, got, want)
		}
	}
}

func TestEveryKindIsOfItsOwnType(t *testing.T) {
	c := read(t,
		"index.md", "---\ntitle: Home\n---\n", "about/us.md", "---\ntitle: Us\n---\n", "events/index.md", "---\ntitle: Events\n---\n",
		"events/a.md", "---\ntitle: A\nstart: 2026-12-03 18:00\n---\n", "initiatives/a.md", "---\ntitle: A\nstatus: active\n---\n",
		"issues/a.md", "---\ntitle: A\nstatus: reported\n---\n", "news/2026/a.md", "---\ntitle: A\ndate: 2026-11-01\n---\n",
		"topics/a.md", "---\ntitle: A\nfirst: {phone: 311}\n---\n", "departments/a.md", "---\ntitle: A\nphone: 911\n---\n", "districts/4.md", "---\ntitle: Four\n---\n",
		"contact/index.md", "---\ntitle: Contact\n---\n", "events/party/index.md", "---\ntitle: Party\nstart: 2026-12-04 18:00\n---\n", "events/party/plan.pdf", "%PDF")
	e := c.Editions[0]
	got := fmt.Sprint(len(e.Pages), len(e.Posts), len(e.Events), len(e.Initiatives), len(e.Issues), len(e.Topics), len(e.Departments), len(e.Docs()))
	if got != "5 1 2 1 1 1 1 12" {
		t.Errorf("pages, posts, events, initiatives, issues, topics, departments, all: %s", got)
	}
	if e.Initiatives[0].Type != "project" || e.Events[0].Status != content.Scheduled || e.Topics[0].First.Phone != "311" || e.Departments[0].Phone != "911" {
		t.Error("what is not given is not what it should be")
	}
	for _, doc := range e.Docs() {
		head := doc.Head()
		if head.Lang != "en" || !head.Translated() || head.Body == nil {
			t.Errorf("%s: %q, %q", head.File, head.Lang, head.Original)
		}
		if doc.Kind().Name == "event" && head.IsIndex() && head.Address() != "party" {
			t.Errorf("%s has the address %q", head.File, head.Address())
		}
	}
	if len(c.Files) != 1 || c.Files[0] != (content.File{Path: "events/party/plan.pdf", Size: 4}) {
		t.Errorf("the files are %+v", c.Files)
	}
}

func TestATranslationHoldsOnlyWhatDiffers(t *testing.T) {
	files := fstest.MapFS{
		"content/site.yaml":       {Data: []byte(strings.Replace(plainSettings, "[en]", "[en, es, vi]", 1))},
		"content/topics/water.md": {Data: []byte("---\ntitle: Water\n---\n")},
		"content/events/a.md":     {Data: []byte("---\ntitle: Town hall\nsummary: In English\ntopics: [water]\nstart: 2026-12-03 18:00\nlocation: {name: Library, address: Here}\n---\nEnglish.\n")},
		"content/events/a.es.md":  {Data: []byte("---\ntitle: Asamblea\nlocation: {name: Biblioteca}\n---\n\n")},
		"content/about.md":        {Data: []byte("---\ntitle: About\n---\nEnglish.\n")},
		"content/about.es.md":     {Data: []byte("---\n---\nEspañol.\n")},
	}
	c, problems := content.Load(files, content.Options{})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if len(c.Editions) != 3 || c.Editions[1].Lang != "es" {
		t.Fatalf("the editions are %+v", c.Editions)
	}
	english, spanish, vietnamese := c.Editions[0].Events[0], c.Editions[1].Events[0], c.Editions[2].Events[0]
	if spanish.Title != "Asamblea" || spanish.Summary != "In English" || spanish.Topics[0].Value != "water" || !spanish.Begins.Equal(english.Begins) {
		t.Errorf("%+v", spanish)
	}
	if spanish.Location.Name != "Biblioteca" || spanish.Location.Address != "Here" {
		t.Errorf("of a key of keys too a translation holds only what differs: %+v", spanish.Location)
	}
	if !spanish.Translated() || spanish.BodyLang != "en" || spanish.Path != english.Path || spanish.File != "events/a.es.md" {
		t.Errorf("%+v", spanish.Common)
	}
	if english.Title != "Town hall" || english.Location.Name != "Library" || english.Location.Address != "Here" {
		t.Errorf("the original changed: %+v", english)
	}
	if vietnamese.Translated() || vietnamese.Lang != "vi" || vietnamese.Original != "en" || vietnamese.Title != "Town hall" {
		t.Errorf("%+v", vietnamese.Common)
	}
	about := c.Editions[1].Pages[0]
	if about.Title != "About" || about.BodyLang != "es" || about.Body.Text() != "Español." {
		t.Errorf("%+v", about)
	}
}

func TestSettingsAreRead(t *testing.T) {
	c, problems := content.Load(fstest.MapFS{"content/site.yaml": {Data: []byte("\ufeff" + strings.ReplaceAll(`title: Office
base_url: https://www.example.org/advocate
timezone: America/Chicago
languages: [es, en]
organization: The Office
city: City of Tulsa
site_id: tulsa
contact: {phone: 918-555-0100, email: a@example.org, address: Here, hours: Always}
intake_url: https://intake.example.org/
districts: [{slug: 4, title: District 4}]
menu: [{title: Events, url: /events/}, {title: City, url: "https://www.example.org/"}]
closed_days: [2026-12-25]
retention: {text_days: {settled: 100, concluded: 200}, facts_days: 1095, spam_days: 30}
notify: {smtp: {host: mail.example.org, port: 587, user: u, from: a@example.org, to: b@example.org}}
webhooks: [{url: "https://hooks.example.org/x"}]
signing_keys: [{name: Advocate, key: abc}]
`, "\n", "\r\n"))}}, content.Options{})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	s := c.Settings
	got := fmt.Sprint(s.Title, s.BaseURL, s.Zone, s.Languages, s.Publisher(), s.City, s.ID(), s.Contact, s.IntakeURL, s.Menu, s.ClosedDays, s.Retention, s.Notify, s.Webhooks, s.SigningKeys)
	want := "Office https://www.example.org/advocate/ America/Chicago [es en] The Office City of Tulsa tulsa {918-555-0100 a@example.org Here Always} https://intake.example.org " +
		"[{Events /events/} {City https://www.example.org/}] [2026-12-25] {{0 map[concluded:200 settled:100]} {1095 map[]} {0 map[]} 30} " +
		"{8 {mail.example.org u a@example.org b@example.org 587}} [{https://hooks.example.org/x}] [{Advocate abc}]"
	if squeeze(got) != squeeze(want) {
		t.Errorf("the settings are\n%s, not\n%s", got, want)
	}
	if d, ok := s.District("4"); !ok || d.Title != "District 4" {
		t.Errorf("district 4 is %+v, %v", d, ok)
	}
	if _, ok := s.District("5"); ok {
		t.Error("there is a district 5")
	}
}

func squeeze(text string) string { return strings.Join(strings.Fields(text), "") }

func TestTheSitesIdentityIsItsIDElseItsCityElseItsTitle(t *testing.T) {
	for _, c := range []struct {
		s               content.Settings
		id, publishedBy string
	}{
		{content.Settings{Title: "T", City: "C", SiteID: "I", Organization: "O"}, "I", "O"},
		{content.Settings{Title: "T", City: "C"}, "C", "T"},
		{content.Settings{Title: "T"}, "T", "T"},
	} {
		if c.s.ID() != c.id || c.s.Publisher() != c.publishedBy {
			t.Errorf("%+v is %q, published by %q", c.s, c.s.ID(), c.s.Publisher())
		}
	}
}

// closed is a file system in which a file may not be read.
type closed struct {
	fstest.MapFS
	name string
}

func (c closed) Open(name string) (fs.File, error) {
	if name == c.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return c.MapFS.Open(name)
}

func (c closed) ReadFile(name string) ([]byte, error) {
	if name == c.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return c.MapFS.ReadFile(name)
}

func (c closed) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == c.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return c.MapFS.ReadDir(name)
}

func TestAFileThatMayNotBeReadIsSaid(t *testing.T) {
	for _, name := range []string{"content/about.md", "content/site.yaml", "content/guides"} {
		_, problems := content.Load(closed{fstest.MapFS{
			"content/site.yaml": {Data: []byte(plainSettings)}, "content/about.md": {Data: []byte("---\ntitle: About\n---\n")}, "content/guides/a.md": {Data: []byte("---\ntitle: A\n---\n")},
		}, name}, content.Options{})
		if len(problems) != 1 || problems[0].Path != name || !strings.Contains(problems[0].Message, "may not read it") {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

func TestAFolderWithoutContentIsSaid(t *testing.T) {
	_, problems := content.Load(fstest.MapFS{}, content.Options{})
	if content.Errors(problems) != 2 || problems[0].Path != "content" {
		t.Errorf("%v", problems)
	}
}

func TestLoadingTwiceSaysTheSame(t *testing.T) {
	files := fstest.MapFS{"content/site.yaml": {Data: []byte(plainSettings)}}
	for i := range 60 {
		files[fmt.Sprintf("content/p%02d.md", i)] = &fstest.MapFile{Data: []byte(fmt.Sprintf("---\ntitel: %d\ntopics: [x]\n---\n[a](javascript:x)\n", i))}
	}
	_, first := content.Load(files, content.Options{})
	for range 5 {
		_, again := content.Load(files, content.Options{})
		if fmt.Sprint(first) != fmt.Sprint(again) {
			t.Fatal("the problems are in another order")
		}
	}
}
