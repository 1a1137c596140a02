package casebook

import (
	"testing"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

func TestAPromiseRunsOnWorkingDays(t *testing.T) {
	work := workdays{"2026-12-24": true, "2026-12-25": true}
	for _, c := range []struct {
		day   store.Day
		count int
		want  store.Day
	}{
		{"2026-11-30", 2, "2026-12-02"}, // Monday
		{"2026-12-03", 2, "2026-12-07"}, // Thursday, over a week-end
		{"2026-12-05", 2, "2026-12-08"}, // Saturday
		{"2026-12-23", 2, "2026-12-29"}, // over closed days and a week-end
		{"2026-12-22", 5, "2026-12-31"},
		{"", 2, ""},
		{"soon", 2, ""},
	} {
		if got := work.after(c.day, c.count); got != c.want {
			t.Errorf("%d working days after %s: %s, want %s", c.count, c.day, got, c.want)
		}
	}
}

func TestACaseIsOverdueWhenTheDayOfThePromiseIsOver(t *testing.T) {
	o := newOffice(t) // Thursday, 3 December
	p := o.writes(concern)
	b := o.synced(o.ann)
	due := func(day store.Day, overdue bool) {
		t.Helper()
		if c := o.look(b, p.number); c.Due != day || c.Overdue != overdue {
			t.Errorf("on %s: due %q, overdue %v; want %q, %v", o.now.Format("2006-01-02"), c.Due, c.Overdue, day, overdue)
		}
	}
	due("2026-12-07", false)
	o.later(4)
	due("2026-12-07", false)
	o.must(b.Note(background, p.number, 1, "a note is no answer"))
	o.later(1)
	due("2026-12-07", true)
	if got := b.Cases(Filter{Overdue: true}); len(got) != 1 || b.Summary().Overdue != 1 {
		t.Errorf("%d overdue", len(got))
	}
	o.must(b.Reply(background, p.number, 2, "x", Waiting))
	due("", false)
	p.says(vault.Said{Act: vault.ActMessage, Text: "and now?"}) // Tuesday, 8 December
	o.sync(b)
	due("2026-12-15", false)
	o.later(2)
	o.must(b.Reply(background, p.number, 4, "we are at it", Ours)) // Thursday
	due("2026-12-17", false)
	o.must(b.CloseCase(background, p.number, 5, "settled", "x", ""))
	due("", false)
	o.later(1)
	p.says(vault.Said{Act: vault.ActUnsolved}) // Friday
	o.sync(b)
	due("2026-12-18", false)
	if c := o.look(b, p.number); !c.Unsolved {
		t.Error("nothing says that it is still not solved")
	}
}

func TestTheCaseThatIsDueFirstStandsFirst(t *testing.T) {
	o := newOffice(t)
	answered := o.writes(concern)
	second := o.writes(concern)
	b := o.synced(o.ann)
	o.must(b.Reply(background, answered.number, 1, "x", Waiting))
	o.later(1)
	third := o.writes(concern)
	o.sync(b)
	var got []string
	for _, c := range b.Cases(Filter{}) {
		got = append(got, c.Number)
	}
	if len(got) != 3 || got[0] != second.number || got[1] != third.number || got[2] != answered.number {
		t.Errorf("%v", got)
	}
	if got := b.Cases(Filter{Topic: "water", Department: "utilities", State: Waiting, Fresh: false}); len(got) != 1 {
		t.Errorf("%d", len(got))
	}
	if got := b.Cases(Filter{Topic: "roads"}); len(got) != 0 {
		t.Errorf("%d", len(got))
	}
}

func TestSuspectedSpamStandsApartUntilTheOfficeTakesItUp(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	o.server.entries[0].Apart = true
	b := o.synced(o.ann)
	if len(b.Cases(Filter{})) != 0 || len(b.Cases(Filter{Apart: true})) != 1 || b.Summary().Apart != 1 || len(b.Counts(ByMonth)) != 0 {
		t.Error("it is among the others")
	}
	if c := o.look(b, p.number); c.Due != "" {
		t.Errorf("a promise runs: %s", c.Due)
	}
	o.must(b.Note(background, p.number, 1, "it is none"))
	if len(b.Cases(Filter{State: Ours})) != 1 {
		t.Error("it is still apart")
	}
}

func TestPurgeDaysAreCountedFromTheLaterOfClosingAndLastEntry(t *testing.T) {
	days := func(all int, by map[string]int) content.Days { return content.Days{All: all, ByEnding: by} }
	for name, c := range map[string]struct {
		retention    content.Retention
		closed, last store.Day
		want         PurgeDays
	}{
		"from closing":               {content.Retention{TextDays: days(10, nil), FactsDays: days(20, nil)}, "2026-12-03", "2026-12-01", PurgeDays{"2026-12-13", "2026-12-23"}},
		"from the last entry":        {content.Retention{TextDays: days(10, nil), FactsDays: days(20, nil)}, "2026-12-03", "2026-12-05", PurgeDays{"2026-12-15", "2026-12-25"}},
		"by ending":                  {content.Retention{TextDays: days(0, map[string]int{"settled": 5}), FactsDays: days(20, map[string]int{"concluded": 1})}, "2026-12-03", "", PurgeDays{"2026-12-08", "2026-12-23"}},
		"the least":                  {content.Retention{TextDays: days(10, nil), FactsDays: days(10, nil), MinimumDays: days(15, nil)}, "2026-12-03", "", PurgeDays{"2026-12-18", "2026-12-18"}},
		"facts not before the words": {content.Retention{TextDays: days(10, nil), FactsDays: days(5, nil)}, "2026-12-03", "", PurgeDays{"2026-12-13", "2026-12-13"}},
		"no number keeps":            {content.Retention{FactsDays: days(5, nil), MinimumDays: days(15, nil)}, "2026-12-03", "", PurgeDays{"", "2026-12-18"}},
		"none for this ending":       {content.Retention{TextDays: days(0, map[string]int{"concluded": 5})}, "2026-12-03", "", PurgeDays{}},
	} {
		if got := purgeDays(c.retention, "settled", c.closed, c.last); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestCountsAreOfEveryMonthTopicAndDepartment(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	o.writes(concern)
	b := o.synced(o.ann)
	o.must(b.CloseCase(background, p.number, 1, "settled", "x", ""))
	o.later(30)
	if _, err := b.Enter(background, vault.Words{Message: "x"}, vault.Facts{Topic: "roads", Kind: "concern"}); err != nil {
		t.Fatal(err)
	}
	for by, want := range map[By][]Count{
		ByMonth:      {{Month: "2026-12", Received: 2, Open: 1, Anyway: 2}, {Month: "2027-01", Received: 1, Open: 1}},
		ByTopic:      {{Month: "2026-12", Name: "water", Received: 2, Open: 1, Anyway: 2}, {Month: "2027-01", Name: "roads", Received: 1, Open: 1}},
		ByDepartment: {{Month: "2026-12", Name: "utilities", Received: 2, Open: 1, Anyway: 2}, {Month: "2027-01", Received: 1, Open: 1}},
	} {
		got := b.Counts(by)
		if len(got) != len(want) {
			t.Errorf("%s: %+v", by, got)
			continue
		}
		if got[0].Endings["settled"] != 1 || len(got[1].Endings) != 0 {
			t.Errorf("%s: %+v", by, got)
		}
		for i := range want {
			want[i].Endings, got[i].Endings = nil, nil
			if got[i].Month != want[i].Month || got[i].Name != want[i].Name || got[i].Received != want[i].Received || got[i].Open != want[i].Open || got[i].Anyway != want[i].Anyway {
				t.Errorf("%s: %+v, want %+v", by, got[i], want[i])
			}
		}
	}
}
