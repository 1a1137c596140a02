package site

import (
	"testing"
	"time"

	"example.org/advocate/internal/content"
)

func TestAClockKnowsWhatPassedAndWhatComesNext(t *testing.T) {
	c := clock{now: someDay}
	for _, at := range []time.Time{{}, someDay.Add(-time.Second), someDay} {
		if got, want := c.passed(at), !at.IsZero(); got != want {
			t.Errorf("%s passed: %v", at, got)
		}
	}
	if c.passed(someDay.Add(time.Nanosecond)) {
		t.Error("what comes has passed")
	}
	c.watch(someDay.Add(-time.Hour), time.Time{}, someDay)
	if !c.next.IsZero() {
		t.Errorf("next comes %s, which is over", c.next)
	}
	c.watch(someDay.Add(2*time.Hour), someDay.Add(time.Hour), someDay.Add(3*time.Hour))
	if !c.next.Equal(someDay.Add(time.Hour)) {
		t.Errorf("next comes %s", c.next)
	}
}

func moment(t *testing.T, text string) content.Moment {
	t.Helper()
	m, err := content.ParseMoment(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAnEntryIsModifiedWhenAPersonSaidSo(t *testing.T) {
	event := &content.Event{StatusSince: moment(t, "2026-11-20"), Changes: []content.Change{{Announced: moment(t, "2026-11-21")}, {Announced: moment(t, "2026-12-21")}}}
	event.Date, event.Updated, event.Publish = moment(t, "2026-11-01"), moment(t, "2026-12-01"), moment(t, "2026-11-02")
	c := clock{now: someDay}
	if got := modified(&c, time.UTC, event); got.Format(time.DateOnly) != "2026-11-21" {
		t.Errorf("modified on %s", got)
	}
	if got := modified(&clock{now: someDay.AddDate(0, 2, 0)}, time.UTC, event); got.Format(time.DateOnly) != "2026-12-21" {
		t.Errorf("two months later modified on %s", got)
	}
	if got := modified(&c, time.UTC, &content.Page{}); !got.IsZero() {
		t.Errorf("without any date modified on %s", got)
	}
}

func TestTheSequenceRisesWithUpdatedAndStandsStillOtherwise(t *testing.T) {
	at := func(text string) time.Time { return moment(t, text).In(time.UTC) }
	for _, c := range []struct {
		modified time.Time
		added    int
		want     int
	}{
		{time.Time{}, 0, 0}, {time.Time{}, 3, 3}, {time.Time{}, -3, 0}, {at("2000-01-01"), 0, 0}, {at("2000-01-01 00:01"), 0, 1}, {at("2026-11-25"), 0, 14_148_000}, {at("2026-11-25"), 2, 14_148_002}, {at("1999-12-31"), 0, 0},
	} {
		if got := sequence(c.modified, c.added); got != c.want {
			t.Errorf("%s and %d make %d, not %d", c.modified, c.added, got, c.want)
		}
	}
	if a, b := sequence(at("2026-11-25"), 0), sequence(at("2026-11-26"), 0); b <= a {
		t.Errorf("a day later the sequence goes from %d to %d", a, b)
	}
	if sequence(at("2199-12-31"), 0) > 1<<31-1 {
		t.Error("the sequence leaves 32 bits")
	}
}

func TestNothingButTheFileMakesAnIdentity(t *testing.T) {
	s := &content.Settings{Title: "T", City: "C", SiteID: "I", BaseURL: "https://a.example.org/"}
	head := &content.Common{Path: "events/x.md", Title: "X"}
	id := identity(s, head)
	moved := *head
	moved.Title, moved.Slug, moved.Date, moved.Lang, moved.File = "Y", content.Ref{Value: "y"}, moment(t, "2026-01-01"), "es", "events/x.es.md"
	other := *s
	other.Title, other.City, other.BaseURL = "U", "D", "https://b.example.org/"
	if identity(&other, &moved) != id {
		t.Error("title, slug, date, language or host change the identity")
	}
	if moved.Path = "events/z.md"; identity(s, &moved) == id {
		t.Error("another file has the same identity")
	}
	if moved.UID = "kept"; identity(s, &moved) != "kept" {
		t.Error("a uid is not taken")
	}
	if other.SiteID = "J"; identity(&other, head) == id {
		t.Error("another site has the same identity")
	}
	if got := urn("6F1C9D0E-7A37-4A5E-9D3E-0C1B2A3D4E5F"); got != "urn:uuid:6f1c9d0e-7a37-4a5e-9d3e-0c1b2a3d4e5f" {
		t.Errorf("%s", got)
	}
	if got := urn("old:id/7@example.org"); got != "urn:advocate:old:id%2F7@example.org" {
		t.Errorf("%s", got)
	}
}
