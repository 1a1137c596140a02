package calendar

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// weekly is a series on Tuesdays at 18:00 for an hour and a half, from
// December 1, 2026, in Tulsa.
func weekly(t testing.TB, rest string) Series {
	s := series(t, mustZone(t, "America/Chicago"), "2026-12-01 18:00", "FREQ=WEEKLY"+rest)
	s.Length = 90 * time.Minute
	return s
}

// instant is a time on the clock of Tulsa.
func instant(t testing.TB, text string) time.Time {
	at, _ := AttachZone(clock(t, text), mustZone(t, "America/Chicago"))
	return at
}

func day(text string) Date {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return DateOf(at)
}

// told are occurrences in short: start and end, > after a plan that differs, + for Also.
func told(list []Occurrence) []string {
	var words []string
	for _, o := range list {
		word := o.Start.Format("01-02 15:04")
		if planned := o.Original.Format("01-02 15:04"); planned != word {
			word = planned + ">" + word
		}
		if o.Also {
			word = "+" + word
		}
		if !o.End.IsZero() {
			word += "-" + o.End.Format("15:04")
		}
		words = append(words, word)
	}
	return words
}

func TestASeriesKeepsItsClockTimeOverClockChanges(t *testing.T) {
	s := series(t, mustZone(t, "America/Chicago"), "2026-10-27 18:00", "FREQ=WEEKLY;COUNT=3")
	var got []string
	for o := range s.From(time.Time{}) {
		got = append(got, o.Start.Format(time.RFC3339), o.End.Format("15:04"))
	}
	want := []string{"2026-10-27T18:00:00-05:00", "19:00", "2026-11-03T18:00:00-06:00", "19:00", "2026-11-10T18:00:00-06:00", "19:00"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestATimeThatClocksSkipIsLaterAndOneThatTheyRepeatIsTheFirst(t *testing.T) {
	for _, test := range []struct {
		zone, start, length string
		want                string // start and end in UTC
		shifted             bool
	}{
		{"America/Chicago", "2027-03-13 02:30", "1h", "[03-13 08:30-09:30 03-14 08:30-09:30 03-15 07:30-08:30]", true},
		{"America/Chicago", "2027-03-13 02:30", "20m", "[03-13 08:30-08:50 03-14 08:30-08:50 03-15 07:30-07:50]", true},
		{"America/Chicago", "2027-03-13 01:30", "1h", "[03-13 07:30-08:30 03-14 07:30-08:30 03-15 06:30-07:30]", false},
		{"America/Chicago", "2027-03-13 23:00", "8h", "[03-14 05:00-12:00 03-15 04:00-12:00 03-16 04:00-12:00]", false},
		{"America/Chicago", "2026-10-31 01:30", "1h", "[10-31 06:30-07:30 11-01 06:30-08:30 11-02 07:30-08:30]", false},
		{"America/Chicago", "2026-10-30 23:00", "8h", "[10-31 04:00-12:00 11-01 04:00-13:00 11-02 05:00-13:00]", false},
		{"Australia/Lord_Howe", "2026-10-03 02:15", "1h", "[10-02 15:45-16:45 10-03 15:45-16:45 10-04 15:15-16:15]", true},
		{"Africa/Casablanca", "2026-03-21 02:15", "1h", "[03-21 02:15-03:15 03-22 02:15-03:15 03-23 01:15-02:15]", true},
	} {
		s := series(t, mustZone(t, test.zone), test.start, "FREQ=DAILY;COUNT=3")
		s.Length, _ = time.ParseDuration(test.length)
		var got []string
		shifted := false
		for o := range s.From(time.Time{}) {
			got = append(got, o.Start.UTC().Format("01-02 15:04")+"-"+o.End.UTC().Format("15:04"))
			shifted = shifted || o.Shifted
		}
		if fmt.Sprint(got) != test.want || shifted != test.shifted {
			t.Errorf("%s %s for %s: %v, shifted %v; want %s, %v", test.zone, test.start, test.length, got, shifted, test.want, test.shifted)
		}
	}
}

func TestASecondShowingIsKeptAndEndsAfterItBegins(t *testing.T) {
	s := weekly(t, ";COUNT=1")
	s.Length = 15 * time.Minute
	second := time.Date(2026, time.November, 1, 7, 30, 0, 0, time.UTC)
	s.Also = []time.Time{second}
	list := s.Occurrences(second, second.Add(time.Hour))
	if len(list) != 1 || !list[0].Start.Equal(second) || !list[0].End.Equal(second.Add(15*time.Minute)) {
		t.Errorf("got %v", list)
	}
}

func TestExceptAlsoAndChangesMakeTheSeriesThatPeopleSee(t *testing.T) {
	s := weekly(t, ";COUNT=6")
	s.Except = []Date{day("2026-12-22")}
	s.Also = []time.Time{instant(t, "2026-12-12 10:00")}
	s.Changes = []Change{
		{Date: day("2026-12-08"), Start: instant(t, "2026-12-17 19:00")},
		{Date: day("2026-12-15"), End: instant(t, "2026-12-15 21:00")},
		{Date: day("2026-12-29")},
	}
	if errs := s.Check(); errs != nil {
		t.Fatal(errs)
	}
	want := []string{
		"12-01 18:00-19:30", "+12-12 10:00-11:30", "12-15 18:00-21:00", "12-08 18:00>12-17 19:00-20:30", "12-29 18:00-19:30", "01-05 18:00-19:30",
	}
	list := s.Occurrences(time.Time{}, year(2030))
	if got := told(list); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if list[0].Change != nil || list[3].Change != &s.Changes[0] || list[4].Change != &s.Changes[2] {
		t.Error("an occurrence does not know its change")
	}
}

func TestAChangeOfADayThatOnlyAlsoHasIsOfThatOne(t *testing.T) {
	s := weekly(t, ";COUNT=2")
	s.Also = []time.Time{instant(t, "2026-12-12 10:00"), instant(t, "2026-12-08 10:00")}
	s.Changes = []Change{
		{Date: day("2026-12-12"), Start: instant(t, "2026-12-13 10:00")},
		{Date: day("2026-12-08"), Start: instant(t, "2026-12-08 20:00")},
	}
	want := []string{"12-01 18:00-19:30", "+12-08 10:00-11:30", "12-08 18:00>12-08 20:00-21:30", "+12-12 10:00>12-13 10:00-11:30"}
	if got := told(s.Occurrences(time.Time{}, year(2030))); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	s.Except = []Date{day("2026-12-08")}
	want = []string{"12-01 18:00-19:30", "+12-08 10:00>12-08 20:00-21:30", "+12-12 10:00>12-13 10:00-11:30"}
	if got := told(s.Occurrences(time.Time{}, year(2030))); !slices.Equal(got, want) {
		t.Errorf("with the rule's left out: got  %v\nwant %v", got, want)
	}
}

func TestWholeDaysEndWithTheirLastDay(t *testing.T) {
	beirut := mustZone(t, "Asia/Beirut")
	s := Series{Start: clock(t, "2026-03-22 00:00"), Length: 48 * time.Hour, Zone: beirut, AllDay: true}
	rule := mustRule(t, "FREQ=WEEKLY;COUNT=2")
	s.Rule = &rule
	var got []string
	for o := range s.From(time.Time{}) {
		if o.Shifted {
			t.Error("a day without midnight is a whole day still")
		}
		got = append(got, o.Start.Format(time.RFC3339)+" "+o.End.Format(time.RFC3339))
	}
	want := []string{"2026-03-22T00:00:00+02:00 2026-03-24T00:00:00+02:00", "2026-03-29T01:00:00+03:00 2026-03-31T00:00:00+03:00"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestAWindowHoldsWhatIsNotOverYet(t *testing.T) {
	s := weekly(t, "")
	for from, want := range map[string]string{
		"2026-11-01 00:00": "[12-01 18:00-19:30 12-08 18:00-19:30]",
		"2026-12-01 19:29": "[12-01 18:00-19:30 12-08 18:00-19:30]",
		"2026-12-01 19:30": "[12-08 18:00-19:30]",
		"2026-12-15 18:00": "[]",
	} {
		if got := fmt.Sprint(told(s.Occurrences(instant(t, from), instant(t, "2026-12-15 18:00")))); got != want {
			t.Errorf("from %s: %s, want %s", from, got, want)
		}
	}
	s.Length = 0
	if got := told(s.Occurrences(instant(t, "2026-12-01 23:59"), instant(t, "2026-12-02 18:00"))); len(got) != 1 {
		t.Errorf("an event without end lasts till midnight, and yet: %v", got)
	}
	s.Length = 20 * 24 * time.Hour
	if got := told(s.Occurrences(instant(t, "2026-12-21 17:00"), instant(t, "2026-12-22 18:00"))); len(got) != 3 {
		t.Errorf("three last at the same time, and yet: %v", got)
	}
}

func TestAWindowOfALongSeriesHoldsTheSameAsTheWholeSeries(t *testing.T) {
	for _, rule := range []string{
		"FREQ=DAILY", "FREQ=DAILY;INTERVAL=7", "FREQ=DAILY;INTERVAL=10;BYDAY=MO,TH", "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,TU;WKST=SU", "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,SU",
		"FREQ=MONTHLY;INTERVAL=5;BYDAY=-1TU,1TU", "FREQ=MONTHLY;BYMONTHDAY=1", "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1", "FREQ=YEARLY;INTERVAL=3", "FREQ=YEARLY;BYDAY=48TU,1TU", "FREQ=WEEKLY;COUNT=900", "FREQ=WEEKLY;UNTIL=20401201",
	} {
		s := series(t, mustZone(t, "America/Chicago"), "2026-12-01 18:00", rule)
		all := s.Occurrences(time.Time{}, year(2046))
		for at := year(2026); at.Before(year(2046)); at = at.AddDate(0, 5, 11) {
			to := at.AddDate(0, 3, 0)
			want := slices.DeleteFunc(slices.Clone(all), func(o Occurrence) bool { return !o.End.After(at) || !o.Start.Before(to) })
			if got := s.Occurrences(at, to); !slices.Equal(got, want) {
				t.Errorf("%s from %v: %v, want %v", rule, at, told(got), told(want))
			}
		}
	}
}

func TestARuleEndsWithItsUntilInEveryForm(t *testing.T) {
	for _, test := range []struct{ zone, start, until, last string }{
		{"America/Chicago", "2026-10-20 18:00", "20261103", "11-03"},
		{"America/Chicago", "2026-10-20 23:59", "20261103", "11-03"},
		{"America/Chicago", "2026-10-20 00:00", "20261103", "11-03"},
		{"America/Chicago", "2026-10-20 18:00", "20261104T000000Z", "11-03"},
		{"America/Chicago", "2026-10-20 18:00", "20261103T235959Z", "11-02"},
		{"America/Chicago", "2027-03-10 02:30", "20270314T083000Z", "03-14"},
		{"America/Chicago", "2027-03-10 02:30", "20270314T082959Z", "03-13"},
		{"Pacific/Kiritimati", "2026-10-20 06:00", "20261103", "11-03"},
		{"Pacific/Honolulu", "2026-10-20 21:00", "20261103", "11-03"},
		{"Asia/Beirut", "2026-03-25 23:30", "20260328", "03-28"},
	} {
		s := series(t, mustZone(t, test.zone), test.start, "FREQ=DAILY;UNTIL="+test.until)
		last, ok := s.Last()
		if got := last.Start.Format("01-02"); !ok || got != test.last {
			t.Errorf("%s %s until %s: last on %s, want %s", test.zone, test.start, test.until, got, test.last)
		}
	}
}

func TestAFiniteSeriesKnowsItsLastOccurrenceAndWhenItIsOver(t *testing.T) {
	moved := weekly(t, ";COUNT=3")
	moved.Changes = []Change{{Date: day("2026-12-01"), Start: instant(t, "2027-01-05 18:00")}}
	shortened := weekly(t, ";UNTIL=20351231")
	shortened.Except = []Date{day("2035-12-25")}
	longer := weekly(t, ";COUNT=2")
	longer.Changes = []Change{{Date: day("2026-12-01"), End: instant(t, "2026-12-20 18:00")}}
	nothing := weekly(t, ";COUNT=1")
	nothing.Except = []Date{day("2026-12-01")}
	also := weekly(t, ";COUNT=1")
	also.Also = []time.Time{instant(t, "2026-12-30 18:00")}
	once := weekly(t, "")
	once.Rule = nil
	for name, test := range map[string]struct {
		s          Series
		last, over string
	}{
		"by count":    {weekly(t, ";COUNT=3"), "2026-12-15 18:00", "2026-12-15 19:30"},
		"by until":    {weekly(t, ";UNTIL=20351231"), "2035-12-25 18:00", "2035-12-25 19:30"},
		"moved":       {moved, "2027-01-05 18:00", "2027-01-05 19:30"},
		"last is out": {shortened, "2035-12-18 18:00", "2035-12-18 19:30"},
		"longer":      {longer, "2026-12-08 18:00", "2026-12-20 18:00"},
		"also":        {also, "2026-12-30 18:00", "2026-12-30 19:30"},
		"once":        {once, "2026-12-01 18:00", "2026-12-01 19:30"},
	} {
		last, ok := test.s.Last()
		over, finite := test.s.Over()
		if !ok || !finite || last.Start.Format("2006-01-02 15:04") != test.last || over.Format("2006-01-02 15:04") != test.over {
			t.Errorf("%s: %v until %v, want %s until %s", name, last.Start, over, test.last, test.over)
		}
	}
	if _, ok := nothing.Last(); ok {
		t.Error("a series of which nothing is left has a last occurrence")
	}
	if _, ok := weekly(t, "").Last(); ok {
		t.Error("a series without end has a last occurrence")
	}
	if _, finite := weekly(t, "").Over(); finite {
		t.Error("a series without end is over")
	}
}

func TestAContradictionIsNamedWithTheNearestDates(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*Series)
		part   SeriesPart
		index  int
		rule   string // part of the rule that is meant
		want   string
	}{
		{"start on another weekday", func(s *Series) { *s.Rule = mustRule(t, "FREQ=WEEKLY;BYDAY=TH") }, StartPart, 0, "",
			"the start, 2026-12-01 (Tuesday), is no date of the rule: the nearest dates are 2026-11-26 (Thursday) and 2026-12-03 (Thursday)"},
		{"start in another week", func(s *Series) { *s.Rule = mustRule(t, "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU;COUNT=3") }, StartPart, 0, "", "2026-10-13 (Tuesday) and 2026-12-08 (Tuesday)"},
		{"start no leap day", func(s *Series) { *s.Rule = mustRule(t, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29") }, StartPart, 0, "", "2024-02-29 (Thursday) and 2028-02-29 (Tuesday)"},
		{"start in no interval", func(s *Series) { *s.Rule = mustRule(t, "FREQ=DAILY;INTERVAL=2;BYDAY=WE") }, StartPart, 0, "", "2026-11-25 (Wednesday) and 2026-12-09 (Wednesday)"},
		{"no date at all", func(s *Series) { *s.Rule = mustRule(t, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30") }, RulePart, 0, "", "gives no date at all"},
		{"no date by weekday", func(s *Series) { *s.Rule = mustRule(t, "FREQ=DAILY;INTERVAL=7;BYDAY=MO") }, RulePart, 0, "", "gives no date at all"},
		{"no date by position", func(s *Series) { *s.Rule = mustRule(t, "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=20") }, RulePart, 0, "", "gives no date at all"},
		{"until before start", func(s *Series) { *s.Rule = mustRule(t, "FREQ=WEEKLY;UNTIL=20261130") }, RulePart, 0, "UNTIL", "ends before its start, 2026-12-01 (Tuesday)"},
		{"until just before start", func(s *Series) { *s.Rule = mustRule(t, "FREQ=WEEKLY;UNTIL=20261201T235959Z") }, RulePart, 0, "UNTIL", "ends before its start"},
		{"whole days until a time", func(s *Series) { s.AllDay, *s.Rule = true, mustRule(t, "FREQ=WEEKLY;UNTIL=20270105T000000Z") }, RulePart, 0, "UNTIL", "write UNTIL=20270105"},
		{"except no date", func(s *Series) { s.Except = []Date{day("2026-12-08"), day("2026-12-09")} }, ExceptPart, 1, "",
			"nothing takes place on 2026-12-09 (Wednesday): the nearest dates are 2026-12-08 (Tuesday) and 2026-12-15 (Tuesday)"},
		{"except before start", func(s *Series) { s.Except = []Date{day("2026-11-24")} }, ExceptPart, 0, "", "the nearest date is 2026-12-01 (Tuesday)"},
		{"except after end", func(s *Series) { *s.Rule = mustRule(t, "FREQ=WEEKLY;COUNT=3"); s.Except = []Date{day("2036-12-23")} }, ExceptPart, 0, "", "the nearest date is 2026-12-15 (Tuesday)"},
		{"except after until", func(s *Series) {
			*s.Rule = mustRule(t, "FREQ=WEEKLY;UNTIL=20270101")
			s.Except = []Date{day("2027-01-05")}
		}, ExceptPart, 0, "", "the nearest date is 2026-12-29 (Tuesday)"},
		{"except twice", func(s *Series) { s.Except = []Date{day("2026-12-08"), day("2026-12-08")} }, ExceptPart, 1, "", "stands here twice"},
		{"except of also", func(s *Series) {
			s.Also = []time.Time{instant(t, "2026-12-12 10:00")}
			s.Except = []Date{day("2026-12-12")}
		}, ExceptPart, 0, "", "a date of `also`: remove it there"},
		{"except of all", func(s *Series) {
			*s.Rule = mustRule(t, "FREQ=WEEKLY;COUNT=2")
			s.Except = []Date{day("2026-12-01"), day("2026-12-08")}
		}, ExceptPart, 1, "", "no date of the series is left"},
		{"also in the rule", func(s *Series) { s.Also = []time.Time{instant(t, "2026-12-08 18:00")} }, AlsoPart, 0, "", "2026-12-08 (Tuesday) is a date of the series already"},
		{"also the start", func(s *Series) { s.Rule = nil; s.Also = []time.Time{instant(t, "2026-12-01 18:00")} }, AlsoPart, 0, "", "is a date of the series already"},
		{"also and except", func(s *Series) {
			s.Except = []Date{day("2026-12-08")}
			s.Also = []time.Time{instant(t, "2026-12-08 18:00")}
		}, AlsoPart, 0, "", "remove it in both places"},
		{"also twice", func(s *Series) { s.Also = []time.Time{instant(t, "2026-12-12 10:00"), instant(t, "2026-12-12 10:00")} }, AlsoPart, 1, "", "stands here twice"},
		{"change of no date", func(s *Series) { s.Changes = []Change{{Date: day("2026-12-10")}} }, ChangesPart, 0, "", "2026-12-08 (Tuesday) and 2026-12-15 (Tuesday)"},
		{"change twice", func(s *Series) { s.Changes = []Change{{Date: day("2026-12-08")}, {Date: day("2026-12-08")}} }, ChangesPart, 1, "", "put both changes into one"},
		{"change of what is left out", func(s *Series) { s.Except = []Date{day("2026-12-08")}; s.Changes = []Change{{Date: day("2026-12-08")}} }, ChangesPart, 0, "", "is left out by `except`"},
		{"end before start", func(s *Series) { s.Changes = []Change{{Date: day("2026-12-08"), End: instant(t, "2026-12-08 17:00")}} }, ChangesPart, 0, "",
			"on 2026-12-08 (Tuesday) it would end at 2026-12-08 17:00, which is not after its start at 2026-12-08 18:00"},
	} {
		s := weekly(t, "")
		test.change(&s)
		errs := s.Check()
		if len(errs) != 1 {
			t.Errorf("%s: %d faults, want one: %v", test.name, len(errs), errs)
			continue
		}
		if err := errs[0]; err.Part != test.part || err.Index != test.index || err.Name != test.rule || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %+v; want part %d, index %d, %q: … %s …", test.name, *err, test.part, test.index, test.rule, test.want)
		}
	}
}

func TestAFurtherShowingOnADayOfTheSeriesIsNoContradiction(t *testing.T) {
	s := weekly(t, "")
	s.Also = []time.Time{instant(t, "2026-12-08 10:00")}
	if errs := s.Check(); errs != nil {
		t.Error(errs)
	}
}

func TestThePlaceOfAPartOfARuleIsFound(t *testing.T) {
	const rule = "freq=weekly;until=20261130;BYDAY=TU"
	for name, want := range map[string]int{"UNTIL": 18, "BYDAY": 33, "COUNT": 0, "": 0} {
		if got := RuleOffset(rule, name); got != want {
			t.Errorf("%s at %d, want %d", name, got, want)
		}
	}
}

func BenchmarkAWindowOfThreeMonthsInADailySeriesOfTwentyYears(b *testing.B) {
	for _, rule := range []string{"FREQ=DAILY", "FREQ=DAILY;COUNT=9000", "FREQ=MONTHLY;BYDAY=1TU"} {
		b.Run(rule, func(b *testing.B) {
			s := series(b, mustZone(b, "America/Chicago"), "2026-12-01 18:00", rule)
			from := time.Date(2046, time.December, 1, 0, 0, 0, 0, time.UTC)
			b.ReportAllocs()
			for b.Loop() {
				if len(s.Occurrences(from, from.AddDate(0, 3, 0))) == 0 {
					b.Fatal("none")
				}
			}
		})
	}
}

func BenchmarkTheFileOfASeries(b *testing.B) {
	for _, rule := range []string{"FREQ=WEEKLY", "FREQ=WEEKLY;COUNT=20", "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20301231", "FREQ=DAILY;COUNT=10000"} {
		b.Run(rule, func(b *testing.B) {
			s := series(b, mustZone(b, "America/Chicago"), "2026-12-01 18:00", rule)
			s.Except = []Date{day("2026-12-01")}
			c := Calendar{Zone: s.Zone, Events: []Event{event(s)}}
			b.ReportAllocs()
			for b.Loop() {
				s.Check()
				if err := Write(io.Discard, c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
