package site

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"example.org/advocate/internal/content"
)

const settings = `title: Test Office
base_url: https://advocate.example.org/
timezone: America/Chicago
languages: [en]
site_id: test
districts: [{slug: 4, title: District 4}]
`

var someDay = time.Date(2026, 11, 25, 15, 0, 0, 0, time.UTC)

// files makes a site of names below content/ and texts.
func files(pairs ...string) fstest.MapFS {
	made := fstest.MapFS{"content/site.yaml": {Data: []byte(settings)}}
	for i := 0; i < len(pairs); i += 2 {
		made["content/"+pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return made
}

// linked links a site that is right.
func linked(t *testing.T, source fstest.MapFS, opts Options) *Site {
	t.Helper()
	if opts.Now.IsZero() {
		opts.Now = someDay
	}
	c, problems := content.Load(source, content.Options{})
	if content.Errors(problems) > 0 {
		t.Fatal(problems)
	}
	s, problems := New(c, opts)
	if content.Errors(problems) > 0 {
		t.Fatal(problems)
	}
	return s
}

// viewed makes what the layout of a page is given.
func viewed[V any](t *testing.T, s *Site, path string) (none V) {
	t.Helper()
	for _, target := range s.Targets {
		if target.Path != path {
			continue
		}
		from, ok := target.From.(Rendered)
		if !ok {
			t.Fatalf("%s is a %T", path, target.From)
		}
		view, ok := from.View().(V)
		if !ok {
			t.Fatalf("%s is given a %T", path, from.View())
		}
		return view
	}
	t.Fatalf("there is no %s", path)
	return none
}

func titles(entries []Entry) string {
	list := make([]string, len(entries))
	for i, e := range entries {
		list[i] = e.Title
	}
	return strings.Join(list, ", ")
}

func post(n int) string {
	return fmt.Sprintf("---\ntitle: Post %02d\ndate: %s\ntopics: [water]\n---\n", n, someDay.AddDate(0, 0, -n).Format(time.DateOnly))
}

func TestAListIsPagedAndThePagesLeadToEachOther(t *testing.T) {
	for count, pages := range map[int]int{0: 1, 1: 1, 20: 1, 21: 2, 40: 2, 41: 3} {
		source := files("topics/water.md", "---\ntitle: Water\n---\n")
		for i := range count {
			source[fmt.Sprintf("content/news/p%02d.md", i)] = &fstest.MapFile{Data: []byte(post(i))}
		}
		s := linked(t, source, Options{})
		made := map[string]bool{}
		for _, target := range s.Targets {
			made[target.Path] = true
		}
		shown := 0
		for n := 1; n <= pages; n++ {
			view := viewed[ListPage](t, s, file(pageAddress("news/", n)))
			for _, g := range view.Groups {
				shown += len(g.Entries)
			}
			switch {
			case pages == 1 && view.Pager != nil:
				t.Errorf("%d posts: one page with a pager", count)
			case pages > 1 && (view.Pager.Page != n || view.Pager.Pages != pages || (view.Pager.Newer == nil) != (n == 1) || (view.Pager.Older == nil) != (n == pages)):
				t.Errorf("%d posts: page %d is %+v", count, n, view.Pager)
			}
			if view.Total != count {
				t.Errorf("%d posts: the total is %d", count, view.Total)
			}
			if want := s.links.base.canonical(pageAddress("news/", n)); view.Canonical != want {
				t.Errorf("page %d is canonically %s, not %s", n, view.Canonical, want)
			}
			if !made[file(pageAddress("topics/water/", n))] {
				t.Errorf("%d posts: the topic has no page %d", count, n)
			}
		}
		if shown != count {
			t.Errorf("%d of %d posts are shown", shown, count)
		}
		if made[file(pageAddress("news/", pages+1))] || made["news/page/1/index.html"] || made["news/page/index.html"] {
			t.Errorf("%d posts: there are more than %d pages", count, pages)
		}
	}
}

func TestListsAreInTheirOrder(t *testing.T) {
	s := linked(t, files(
		"topics/b.md", "---\ntitle: B\n---\n", "topics/a.md", "---\ntitle: A\n---\n", "topics/second.md", "---\ntitle: Z second\norder: 2\n---\n", "topics/first.md", "---\ntitle: Z first\norder: 1\n---\n",
		"news/old.md", "---\ntitle: Old\ndate: 2025-01-01\n---\n", "news/new.md", "---\ntitle: New\ndate: 2026-01-01\n---\n",
		"initiatives/done.md", "---\ntitle: Done\nstatus: completed\n---\n", "initiatives/on.md", "---\ntitle: On\nstatus: active\n---\n",
		"issues/a.md", "---\ntitle: A\nstatus: resolved\nopened: 2026-01-01\nresolved: 2026-05-01\n---\n", "issues/b.md", "---\ntitle: B\nstatus: resolved\nopened: 2026-02-01\nresolved: 2026-03-01\n---\n",
		"events/later.md", "---\ntitle: Later\nstart: 2026-12-04 18:00\n---\n", "events/sooner.md", "---\ntitle: Sooner\nstart: 2026-12-03 18:00\n---\n", "events/past.md", "---\ntitle: Past\nstart: 2026-11-03 18:00\n---\n",
	), Options{})
	if got := titles(viewed[ListPage](t, s, "topics/index.html").Groups[0].Entries); got != "Z first, Z second, A, B" {
		t.Errorf("topics: %s", got)
	}
	news := viewed[ListPage](t, s, "news/index.html").Groups
	if len(news) != 2 || news[0].Title != "2026" || news[1].Title != "2025" {
		t.Errorf("news: %+v", news)
	}
	initiatives := viewed[ListPage](t, s, "initiatives/index.html").Groups
	if len(initiatives) != 2 || initiatives[0].Key != "initiative.status.active" {
		t.Errorf("initiatives: %+v", initiatives)
	}
	if got := titles(viewed[ListPage](t, s, "issues/index.html").Groups[0].Entries); got != "A, B" {
		t.Errorf("issues: %s", got)
	}
	home := viewed[HomePage](t, s, "index.html")
	if got := titles(home.Events); got != "Sooner, Later" {
		t.Errorf("home: %s", got)
	}
	if got := titles(home.News); got != "New, Old" {
		t.Errorf("home: %s", got)
	}
	page := viewed[EventPage](t, s, "events/sooner/index.html")
	if page.Prev.Title != "Past" || page.Next.Title != "Later" {
		t.Errorf("before and after: %+v, %+v", page.Prev, page.Next)
	}
}

func TestWhatNamesAnotherIsRelatedBothWays(t *testing.T) {
	s := linked(t, files(
		"topics/water.md", "---\ntitle: Water\n---\n", "topics/other.md", "---\ntitle: Other\n---\n",
		"initiatives/bills.md", "---\ntitle: Bills\nstatus: active\ntopics: [water]\n---\n",
		"issues/slow.md", "---\ntitle: Slow\nstatus: reported\ntopics: [water]\n---\n",
		"events/hall.md", "---\ntitle: Hall\nstart: 2026-12-03 18:00\ninitiative: bills\ntopics: [other]\n---\n",
		"events/past.md", "---\ntitle: Past\nstart: 2026-01-03 18:00\ntopics: [water]\n---\n",
		"about.md", "---\ntitle: About\n---\n[slow](issues/slow.md) and [itself](about.md) and [slow again](/issues/slow/)\n",
		"alone.md", "---\ntitle: Alone\n---\n",
	), Options{})
	initiative := viewed[InitiativePage](t, s, "initiatives/bills/index.html").Related
	if titles(initiative.Events) != "Hall" || titles(initiative.Issues) != "Slow" {
		t.Errorf("the initiative: %+v", initiative)
	}
	event := viewed[EventPage](t, s, "events/hall/index.html")
	if titles(event.Related.Initiatives) != "Bills" || event.Initiative.Title != "Bills" {
		t.Errorf("the event: %+v", event.Related)
	}
	issue := viewed[IssuePage](t, s, "issues/slow/index.html").Related
	if titles(issue.Pages) != "About" || titles(issue.Initiatives) != "Bills" || titles(issue.Events) != "" {
		t.Errorf("the issue: %+v", issue)
	}
	about := viewed[PlainPage](t, s, "about/index.html").Related
	if titles(about.Issues) != "Slow" || titles(about.Pages) != "" {
		t.Errorf("the page: %+v", about)
	}
	if !viewed[PlainPage](t, s, "alone/index.html").Related.Empty() {
		t.Error("a page that names nothing has relations")
	}
}

func TestBreadcrumbsLeadFromHomeToTheParent(t *testing.T) {
	s := linked(t, files(
		"a/b/c.md", "---\ntitle: C\n---\n", "a/index.md", "---\ntitle: A\n---\n", "events/x.md", "---\ntitle: X\nstart: 2026-12-03 18:00\n---\n", "topics/w.md", "---\ntitle: W\n---\n",
	), Options{})
	for path, want := range map[string]string{
		"index.html": "", "a/b/c/index.html": "Home / > A /a/", "a/index.html": "Home /", "events/x/index.html": "Home / > Events /events/",
		"events/2026/12/index.html": "Home / > Events /events/ > 2026 /events/2026/", "events/index.html": "Home /", "contact/w/index.html": "Home / > Contact us /contact/",
	} {
		var frame Frame
		for _, target := range s.Targets {
			if target.Path == path {
				frame = frameOf(t, target.From.(Rendered).View())
			}
		}
		var crumbs []string
		for _, c := range frame.Crumbs {
			crumbs = append(crumbs, c.Title+" "+c.URL)
		}
		if got := strings.Join(crumbs, " > "); got != want {
			t.Errorf("%s: %q, not %q", path, got, want)
		}
	}
}

func frameOf(t *testing.T, view any) Frame {
	t.Helper()
	switch v := view.(type) {
	case HomePage:
		return v.Frame
	case PlainPage:
		return v.Frame
	case EventPage:
		return v.Frame
	case MonthPage:
		return v.Frame
	case EventsPage:
		return v.Frame
	case FormPage:
		return v.Frame
	case NewsPage:
		return v.Frame
	case NoticePage:
		return v.Frame
	case ListPage:
		return v.Frame
	case TermPage:
		return v.Frame
	case ContactPage:
		return v.Frame
	case NotFoundPage:
		return v.Frame
	}
	t.Fatalf("%T has no frame here", view)
	return Frame{}
}

func TestAMonthHoldsTheDaysOfItsEvents(t *testing.T) {
	s := linked(t, files(
		"events/days.md", "---\ntitle: Days\nstart: 2026-11-29\nend: 2026-12-01\nall_day: true\n---\n",
		"events/night.md", "---\ntitle: Night\nstart: 2026-12-31 22:00\nduration: 4h\n---\n",
		"events/far.md", "---\ntitle: Far\nstart: 2030-01-01 10:00\n---\n",
		"events/first.md", "---\ntitle: First\nstart: 2026-03-05 10:00\n---\n",
	), Options{})
	for month, want := range map[string]int{"2026/03": 1, "2026/10": 0, "2026/11": 1, "2026/12": 2, "2027/01": 1, "2028/05": 0} {
		page := viewed[MonthPage](t, s, "events/"+month+"/index.html")
		if page.Count != want || (page.Robots == "noindex") != (want == 0) {
			t.Errorf("%s holds %d events, %q", month, page.Count, page.Robots)
		}
	}
	december := viewed[MonthPage](t, s, "events/2026/12/index.html")
	var days []string
	for _, d := range december.Days {
		days = append(days, d.Date.Format("01-02")+" "+titles(d.Entries))
	}
	if got := strings.Join(days, "; "); got != "12-01 Days; 12-31 Night" {
		t.Errorf("December: %s", got)
	}
	if len(december.Weeks) != 5 || len(december.Weeks[0]) != 7 || december.Weeks[0][0].In || !december.Weeks[0][2].In {
		t.Errorf("the weeks of December are %d", len(december.Weeks))
	}
	if october := viewed[MonthPage](t, s, "events/2026/10/index.html"); october.NextFull == nil || october.NextFull.URL != "/events/2026/11/" {
		t.Errorf("after October comes %+v", october.NextFull)
	}
	paths := map[string]bool{}
	for _, target := range s.Targets {
		paths[target.Path] = true
	}
	for path, want := range map[string]bool{"events/2026/02/index.html": false, "events/2026/03/index.html": true, "events/2028/05/index.html": true, "events/2028/06/index.html": false, "events/2025/index.html": false, "events/2030/index.html": false} {
		if paths[path] != want {
			t.Errorf("%s is there: %v", path, paths[path])
		}
	}
	if next := viewed[MonthPage](t, s, "events/2028/05/index.html").Next; next != nil {
		t.Errorf("after the last month comes %+v", next)
	}
}

// A slip in a year makes many pages, and must not take long.
func TestAnEventOfLongAgoIsLinkedInBoundedTime(t *testing.T) {
	begin := time.Now()
	s := linked(t, files("events/slip.md", "---\ntitle: Slip\nstart: 1900-01-01\nend: 1900-12-31\nall_day: true\n---\n"), Options{})
	for _, target := range s.Targets {
		if from, ok := target.From.(Rendered); ok {
			from.View()
		}
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("%d targets took %v", len(s.Targets), took)
	}
}

func TestEveryTargetHasItsOwnPathInOrder(t *testing.T) {
	s := linked(t, files("about.md", "---\ntitle: About\n---\n", "report.pdf", "%PDF"), Options{})
	paths := map[string]bool{}
	last := ""
	for _, target := range s.Targets {
		if paths[strings.ToLower(target.Path)] || target.Path <= last {
			t.Errorf("%s comes after %s", target.Path, last)
		}
		last = target.Path
		paths[strings.ToLower(target.Path)] = true
	}
	for _, section := range sections {
		for _, name := range []string{"index.html", "index.json", "feed.xml", "feed.atom", "feed.json"} {
			if !paths[section+"/"+name] {
				t.Errorf("there is no %s/%s", section, name)
			}
		}
	}
	if len(slices.Collect(maps.Keys(paths))) != len(s.Targets) {
		t.Error("two targets have one path")
	}
}

func TestAFeedHoldsTheNewestFifty(t *testing.T) {
	source := files("topics/water.md", "---\ntitle: Water\n---\n", "undated.md", "---\ntitle: Undated\n---\n")
	for i := range 60 {
		source[fmt.Sprintf("content/news/p%02d.md", i)] = &fstest.MapFile{Data: []byte(post(i))}
	}
	s := linked(t, source, Options{})
	for _, target := range s.Targets {
		if target.Path != "feed.json" && target.Path != "topics/water/feed.atom" {
			continue
		}
		feed := target.From.(FeedFile).Feed()
		if len(feed.Entries) != 50 || feed.Entries[0].Title != "Post 00" || feed.Entries[49].Title != "Post 49" {
			t.Errorf("%s holds %d entries, from %q", target.Path, len(feed.Entries), feed.Entries[0].Title)
		}
	}
}
