package words_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/words"
)

// ruleSentences are rules with their start, and what English says for them;
// empty where the dates themselves say it better.
var ruleSentences = []struct{ start, rule, want string }{
	{"2026-12-01", "FREQ=DAILY", "Every day"},
	{"2026-12-01", "FREQ=DAILY;INTERVAL=2", "Every other day"},
	{"2026-12-01", "FREQ=DAILY;INTERVAL=10", "Every 10 days"},
	{"2026-12-01", "FREQ=DAILY;COUNT=5", "Every day, 5 times"},
	{"2026-12-01", "FREQ=DAILY;COUNT=1", "Every day, once"},
	{"2027-01-01", "FREQ=DAILY;BYMONTH=1", "Every day in January"},
	{"2026-12-01", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "Every weekday, Monday to Friday"},
	{"2026-12-01", "FREQ=DAILY;BYMONTHDAY=1,15", "On the 1st and 15th of every month"},

	{"2026-12-01", "FREQ=WEEKLY", "Every Tuesday"},
	{"2026-12-01", "FREQ=WEEKLY;BYDAY=TU,TH", "Every Tuesday and Thursday"},
	{"2026-12-02", "FREQ=WEEKLY;BYDAY=FR,MO,WE", "Every Monday, Wednesday and Friday"},
	{"2026-12-05", "FREQ=WEEKLY;BYDAY=SA,SU", "Every Saturday and Sunday"},
	{"2026-12-01", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "Every day"},
	{"2026-12-01", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every weekday, Monday to Friday"},
	{"2026-12-01", "FREQ=WEEKLY;INTERVAL=2", "Every other Tuesday"},
	{"2026-12-01", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "Every other week on Tuesday and Thursday"},
	{"2026-12-01", "FREQ=WEEKLY;INTERVAL=3", "Every 3 weeks on Tuesday"},
	{"2026-12-01", "FREQ=WEEKLY;INTERVAL=4;BYDAY=TU,FR;COUNT=8", "Every 4 weeks on Tuesday and Friday, 8 times"},
	{"2026-12-01", "FREQ=WEEKLY;UNTIL=20270302", "Every Tuesday until March 2, 2027"},
	{"2026-12-01", "FREQ=WEEKLY;UNTIL=20270303T000000Z", "Every Tuesday until March 2, 2027"},
	{"2026-12-01", "FREQ=WEEKLY;UNTIL=20270302T235959Z", "Every Tuesday until March 1, 2027"},
	{"2027-06-01", "FREQ=WEEKLY;BYMONTH=6,7,8", "Every Tuesday in June, July and August"},

	{"2026-12-15", "FREQ=MONTHLY", "On the 15th of every month"},
	{"2026-12-15", "FREQ=MONTHLY;BYMONTHDAY=15", "On the 15th of every month"},
	{"2026-12-01", "FREQ=MONTHLY;BYMONTHDAY=15,1", "On the 1st and 15th of every month"},
	{"2026-12-02", "FREQ=MONTHLY;BYMONTHDAY=2,3,23", "On the 2nd, 3rd and 23rd of every month"},
	{"2026-12-31", "FREQ=MONTHLY", "On the 31st of every month, where there is one"},
	{"2026-12-31", "FREQ=MONTHLY;BYMONTHDAY=-1", "On the last day of every month"},
	{"2026-12-30", "FREQ=MONTHLY;BYMONTHDAY=-2", "On the second-to-last day of every month"},
	{"2026-12-31", "FREQ=MONTHLY;BYMONTHDAY=1,-1", "On the 1st and the last day of every month"},
	{"2026-12-15", "FREQ=MONTHLY;INTERVAL=2", "On the 15th of every other month"},
	{"2026-12-15", "FREQ=MONTHLY;INTERVAL=3;COUNT=4", "Every 3 months on the 15th, 4 times"},
	{"2026-12-01", "FREQ=MONTHLY;BYDAY=1TU", "On the first Tuesday of every month"},
	{"2026-12-01", "FREQ=MONTHLY;BYDAY=1TU,3TU", "On the first and third Tuesday of every month"},
	{"2026-12-01", "FREQ=MONTHLY;BYDAY=1TU,-1TU", "On the first and last Tuesday of every month"},
	{"2026-12-01", "FREQ=MONTHLY;BYDAY=1TU,3TH", "On the first Tuesday and the third Thursday of every month"},
	{"2026-12-25", "FREQ=MONTHLY;BYDAY=-1FR", "On the last Friday of every month"},
	{"2026-12-21", "FREQ=MONTHLY;BYDAY=-2MO;COUNT=6", "On the second-to-last Monday of every month, 6 times"},
	{"2026-12-29", "FREQ=MONTHLY;BYDAY=5TU", "On the fifth Tuesday of every month, where there is one"},
	{"2026-12-01", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU", "On the first Tuesday of every other month"},
	{"2026-12-01", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1TU", "Every 3 months on the first Tuesday"},
	{"2026-12-31", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "On the last weekday of every month"},
	{"2026-12-05", "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1", "On the first weekend day of every month"},
	{"2026-12-31", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1", "On the last day of every month"},
	{"2026-12-08", "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "On the second Tuesday of every month"},
	{"2026-12-01", "FREQ=MONTHLY;BYDAY=TU", "Every Tuesday"},
	{"2026-11-13", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "Every Friday the 13th"},

	{"2026-12-03", "FREQ=YEARLY", "Every year on December 3"},
	{"2026-12-03", "FREQ=YEARLY;INTERVAL=2", "Every other year on December 3"},
	{"2026-12-03", "FREQ=YEARLY;INTERVAL=5;UNTIL=20401231", "Every 5 years on December 3 until December 31, 2040"},
	{"2026-06-10", "FREQ=YEARLY;BYMONTH=6,7", "Every year on June 10 and July 10"},
	{"2026-01-15", "FREQ=YEARLY;BYMONTHDAY=15", "On the 15th of every month"},
	{"2028-02-29", "FREQ=YEARLY", "Every year on February 29, in leap years"},
	{"2028-02-29", "FREQ=YEARLY;INTERVAL=4", "Every 4 years on February 29"},
	{"2026-02-28", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "Every year on the last day of February"},
	{"2026-11-26", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "Every year on the fourth Thursday of November"},
	{"2027-03-02", "FREQ=YEARLY;BYMONTH=3,6,11;BYDAY=1TU", "Every year on the first Tuesday of March, June and November"},
	{"2027-03-02", "FREQ=MONTHLY;BYMONTH=3,6;BYDAY=1TU", "Every year on the first Tuesday of March and June"},
	{"2026-12-31", "FREQ=YEARLY;BYMONTH=12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "Every year on the last weekday of December"},
	{"2027-03-04", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "Every Thursday in March"},
	{"2026-12-01", "FREQ=YEARLY;BYDAY=TU", "Every Tuesday"},

	{"2026-05-18", "FREQ=YEARLY;BYDAY=20MO", ""},
	{"2026-05-12", "FREQ=YEARLY;BYWEEKNO=20", ""},
	{"2026-04-10", "FREQ=YEARLY;BYYEARDAY=100", ""},
	{"2026-11-03", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", ""},
	{"2026-12-29", "FREQ=MONTHLY;BYMONTHDAY=-3", ""},
	{"2026-12-01", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", ""},
	{"2026-12-02", "FREQ=MONTHLY;BYDAY=WE,-1FR", ""},
	{"2026-12-01", "FREQ=MONTHLY;BYDAY=TU,TH;BYSETPOS=1", ""},
	{"2026-12-15", "FREQ=MONTHLY;BYDAY=-3TU", ""},
	{"2026-12-01", "FREQ=WEEKLY;INTERVAL=2;BYMONTH=12", ""},
	{"2026-12-01", "FREQ=DAILY;INTERVAL=2;BYMONTH=12", ""},
	{"2026-12-01", "FREQ=DAILY;INTERVAL=3;BYDAY=TU", ""},
	{"2028-02-29", "FREQ=YEARLY;INTERVAL=2", ""},
	{"2026-01-01", "FREQ=YEARLY;INTERVAL=2;BYMONTHDAY=1", ""},
	{"2026-01-01", "FREQ=YEARLY;BYMONTH=1,2,3,4;BYMONTHDAY=1,15", ""},
	{"2027-03-01", "FREQ=YEARLY;BYMONTH=3,6;BYDAY=MO;BYSETPOS=1", ""},
}

// repeated is a series in Tulsa at 18:00.
func repeated(t *testing.T, start, text string) calendar.Series {
	t.Helper()
	zone, err := calendar.LoadZone("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	rule, err := calendar.ParseRule(text)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.Parse(time.DateOnly, start)
	if err != nil {
		t.Fatal(err)
	}
	return calendar.Series{Start: at.Add(18 * time.Hour), Zone: zone, Rule: &rule}
}

func TestARuleIsSaidAsPeopleWould(t *testing.T) {
	en, _ := words.For("en")
	for _, test := range ruleSentences {
		s := repeated(t, test.start, test.rule)
		for _, err := range s.Check() {
			t.Errorf("%s from %s: %v", test.rule, test.start, err)
		}
		if got, ok := s.InWords(en); got != test.want || ok != (test.want != "") {
			t.Errorf("%s from %s: %q, %v; want %q", test.rule, test.start, got, ok, test.want)
		}
	}
}

func TestDatesThatAreLeftOutOrAddedAreNamedWhereTheyAreFew(t *testing.T) {
	en, _ := words.For("en")
	date := func(month time.Month, day int) calendar.Date {
		return calendar.Date{Year: 2026, Month: month, Day: day}
	}
	s := repeated(t, "2026-11-03", "FREQ=WEEKLY;COUNT=9")
	s.Except = []calendar.Date{date(12, 29), date(12, 22)}
	s.Also = []time.Time{date(12, 5).Start(s.Zone)}
	want := "Every Tuesday, 9 times, except December 22, 2026 and December 29, 2026, and also on December 5, 2026"
	if got, _ := s.InWords(en); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s.Except = append(s.Except, date(11, 10), date(11, 17))
	s.Also = append(s.Also, date(12, 6).Start(s.Zone), date(12, 9).Start(s.Zone), date(12, 10).Start(s.Zone))
	want = "Every Tuesday, 9 times, except on 4 days, and also on 4 more days"
	if got, _ := s.InWords(en); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestASeriesWithoutARuleHasOnlyItsDates(t *testing.T) {
	en, _ := words.For("en")
	s := repeated(t, "2026-11-03", "FREQ=WEEKLY")
	s.Rule = nil
	if got, ok := s.InWords(en); ok {
		t.Errorf("it says %q", got)
	}
}

// asked notes which keys a sentence asks for.
type asked map[string]bool

func (a asked) Say(key string, pairs ...any) (string, error) {
	a[key] = true
	en, _ := words.For("en")
	return en.Say(key, pairs...)
}

func TestEveryWordForRulesIsUsedBySomeRule(t *testing.T) {
	keys := asked{"rule.see_dates": true, "rule.except": true, "rule.except_many": true, "rule.also": true, "rule.also_many": true}
	for _, test := range ruleSentences {
		repeated(t, test.start, test.rule).InWords(keys)
	}
	en, _ := words.For("en")
	var left []string
	for _, key := range en.Keys() {
		numbered := strings.HasPrefix(key, "rule.weekday.") || strings.HasPrefix(key, "rule.weekdays.") || strings.HasPrefix(key, "rule.month_name.") || strings.HasPrefix(key, "rule.day_of_month.") || strings.HasPrefix(key, "rule.ordinal.")
		if strings.HasPrefix(key, "rule.") && !keys[key] && !numbered {
			left = append(left, key)
		}
	}
	slices.Sort(left)
	if len(left) > 0 {
		t.Errorf("no rule of the table uses %v", left)
	}
}

// backwards speaks a language whose sentences run the other way.
type backwards struct{}

func (backwards) Say(key string, pairs ...any) (string, error) {
	var parts []string
	for i := len(pairs) - 1; i > 0; i -= 2 {
		if text, ok := pairs[i].(string); ok {
			parts = append(parts, text)
		}
	}
	return strings.Join(append(parts, strings.TrimPrefix(key, "rule.")), " "), nil
}

func TestTheOrderOfWordsIsTheCatalogues(t *testing.T) {
	got, ok := repeated(t, "2026-12-01", "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270302").InWords(backwards{})
	if want := "Month_name.3 date weekday.2 ordinal.1 picked month.every until"; got != want || !ok {
		t.Errorf("got %q, want %q", got, want)
	}
}
