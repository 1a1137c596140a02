package calendar

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestAPortableRuleHasTheSameDates(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var written int
	for range 1500 {
		rule := randomRule(t, random)
		if random.IntN(2) == 0 {
			rule.Freq = Yearly
		}
		start := time.Date(2020+random.IntN(10), time.Month(1+random.IntN(12)), 1+random.IntN(31), 18, 0, 0, 0, time.UTC)
		if checked, err := ParseRule(rule.String()); err != nil {
			continue
		} else if rule = checked; rule.portable(start).String() != rule.String() {
			written++
		}
		last := DateOf(start).AddDays(4000)
		want := plainRule{rule, DateOf(start)}.dates(last)
		got := plainRule{mustRule(t, rule.portable(start).String()), DateOf(start)}.dates(last)
		if !slices.Equal(got, want) {
			t.Errorf("%v from %v as %v:\n got %v\nwant %v", rule, start, rule.portable(start), shortList(got), shortList(want))
		}
	}
	if written < 50 {
		t.Errorf("only %d rules were written in another way", written)
	}
}

func TestARuleIsWrittenSoThatProgramsTakeItAlike(t *testing.T) {
	for _, test := range []struct{ start, rule, want string }{
		{"2026-12-03", "FREQ=WEEKLY;BYDAY=TH", "FREQ=WEEKLY;BYDAY=TH"},
		{"2026-12-03", "FREQ=MONTHLY", "FREQ=MONTHLY"},
		{"2026-12-03", "FREQ=YEARLY", "FREQ=YEARLY"},
		{"2026-12-31", "FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=31"},
		{"2028-02-29", "FREQ=YEARLY;COUNT=3", "FREQ=YEARLY;COUNT=3;BYMONTH=2;BYMONTHDAY=29"},
		{"2026-05-18", "FREQ=YEARLY;BYDAY=20MO", "FREQ=YEARLY;BYYEARDAY=134,135,136,137,138,139,140;BYDAY=MO"},
		{"2026-12-31", "FREQ=YEARLY;BYDAY=-1TH", "FREQ=YEARLY;BYYEARDAY=-7,-6,-5,-4,-3,-2,-1;BYDAY=TH"},
		{"2026-05-12", "FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYYEARDAY=132,133,134,135,136,137,138;BYDAY=TU"},
		{"2026-01-15", "FREQ=YEARLY;BYMONTHDAY=15", "FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=15"},
		{"2026-01-31", "FREQ=YEARLY;BYMONTH=1,2,3,6", "FREQ=YEARLY;BYMONTH=1,3;BYMONTHDAY=31"},
		{"2026-12-02", "FREQ=MONTHLY;BYDAY=WE,-1FR", "FREQ=MONTHLY;BYDAY=-1FR,1WE,2WE,3WE,4WE,5WE"},
		{"2026-12-01", "FREQ=YEARLY;BYMONTH=12;BYDAY=1TU", "FREQ=YEARLY;BYMONTH=12;BYDAY=1TU"},
	} {
		start := clock(t, test.start+" 18:00")
		if got := mustRule(t, test.rule).portable(start).String(); got != test.want {
			t.Errorf("%s: %s, want %s", test.rule, got, test.want)
		}
	}
}
