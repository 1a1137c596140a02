package site

import (
	"strings"
	"testing"
	"time"
)

func itemTitles(items []DigestItem) string {
	var list []string
	for _, item := range items {
		list = append(list, item.Title)
	}
	return strings.Join(list, "; ")
}

var digestFiles = files(
	"news/first.md", "---\ntitle: First\ndate: 2026-11-02\n---\n",
	"news/late.md", "---\ntitle: On Sunday night\ndate: 2026-11-22 23:59\nupdated: 2026-11-24\n---\n",
	"news/new.md", "---\ntitle: On Monday\ndate: 2026-11-23\nupdated: 2026-11-24\n---\n",
	"about.md", "---\ntitle: About\nupdated: 2026-11-24\n---\n",
	"later.md", "---\ntitle: Changes tomorrow\nupdated: 2026-11-26\n---\n",
	"events/over.md", "---\ntitle: Over\nstart: 2026-11-24 18:00\nend: 2026-11-24 19:00\n---\n",
	"events/soon.md", "---\ntitle: Soon\nstart: 2026-11-27 18:00\nend: 2026-11-27 19:00\n---\n",
	"events/off.md", "---\ntitle: Off\nstart: 2026-12-12 18:00\nend: 2026-12-12 19:00\nstatus: cancelled\nstatus_since: 2026-11-23\n---\n",
	"events/far.md", "---\ntitle: Far\nstart: 2026-12-14 00:00\nend: 2026-12-14 19:00\n---\n",
)

func digestsAt(t *testing.T, now time.Time) (*Site, map[string]DigestPage) {
	t.Helper()
	s := linked(t, digestFiles, Options{Now: now})
	pages := map[string]DigestPage{}
	for _, target := range s.Targets {
		if r, ok := target.From.(Rendered); ok && r.Layout == "digest" {
			page := r.View().(DigestPage)
			pages[page.Week] = page
		}
	}
	return s, pages
}

func TestADigestTellsWhatIsNewChangedAndComing(t *testing.T) {
	_, pages := digestsAt(t, time.Date(2026, 11, 25, 15, 0, 0, 0, time.UTC))
	this := pages["2026-W48"]
	if got := itemTitles(this.New); got != "On Monday" {
		t.Errorf("new: %s", got)
	}
	if got := itemTitles(this.Changed); got != "Off: This event is cancelled; About; On Sunday night" {
		t.Errorf("changed: %s", got)
	}
	if got := titles(this.Coming); got != "Soon, Off" {
		t.Errorf("coming: %s", got)
	}
	for _, item := range append(this.New, this.Changed...) {
		if !strings.HasPrefix(item.URL, "https://") {
			t.Errorf("%s leads to %s, which a mail does not know", item.Title, item.URL)
		}
	}
	if this.Robots != "noindex" || this.Next != nil || this.Prev == nil {
		t.Errorf("%q, %v, %v", this.Robots, this.Prev, this.Next)
	}
	if got := itemTitles(pages["2026-W47"].New); got != "On Sunday night" {
		t.Errorf("the week before: %s", got)
	}
}

func TestDigestsBeginWithTheFirstThingKnownAndReachBackHalfAYear(t *testing.T) {
	_, pages := digestsAt(t, time.Date(2026, 11, 25, 15, 0, 0, 0, time.UTC))
	if len(pages) != 4 || pages["2026-W45"].Prev != nil {
		t.Errorf("%d weeks", len(pages))
	}
	_, pages = digestsAt(t, time.Date(2028, 1, 3, 6, 0, 0, 0, time.UTC)) // Monday has just begun in Tulsa
	if _, ok := pages["2028-W01"]; !ok || len(pages) != 26 {
		t.Errorf("%d weeks, among them this: %v", len(pages), ok)
	}
}

func TestAWeekIsThatOfItsYearAsISOCountsThem(t *testing.T) {
	s, _ := digestsAt(t, time.Date(2026, 11, 25, 15, 0, 0, 0, time.UTC))
	e := s.edition("")
	for day, want := range map[string]string{
		"2026-12-31": "2026-W53", "2027-01-01": "2026-W53", "2027-01-03": "2026-W53", "2027-01-04": "2027-W01", "2024-12-30": "2025-W01",
	} {
		noon, err := time.ParseInLocation("2006-01-02 15", day+" 12", e.settings.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if w := e.weekOf(noon); w.name() != want || !w.holds(noon) || w.holds(w.end) || !w.holds(w.begin) {
			t.Errorf("%s is in %s, not in %s", day, w.name(), want)
		}
	}
}

func TestTheSiteDiffersWhenAWeekBegins(t *testing.T) {
	s, _ := digestsAt(t, time.Date(2026, 11, 28, 15, 0, 0, 0, time.UTC))
	if want := time.Date(2026, 11, 30, 6, 0, 0, 0, time.UTC); !s.Next.Equal(want) {
		t.Errorf("next at %s, not at %s", s.Next, want)
	}
}
