package calendar

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
)

func TestAWellFormedRuleIsPrintedInItsCanonicalForm(t *testing.T) {
	for text, want := range map[string]string{
		"FREQ=DAILY":                                            "FREQ=DAILY",
		"freq=weekly;byday=th,tu":                               "FREQ=WEEKLY;BYDAY=TU,TH",
		"INTERVAL=1;FREQ=WEEKLY;WKST=MO":                        "FREQ=WEEKLY",
		"FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO":            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
		"FREQ=MONTHLY;BYDAY=1TU":                                "FREQ=MONTHLY;BYDAY=1TU",
		"FREQ=MONTHLY;BYDAY=+1TU,-1FR,WE":                       "FREQ=MONTHLY;BYDAY=-1FR,WE,1TU",
		"FREQ=MONTHLY;BYMONTHDAY=-1,15":                         "FREQ=MONTHLY;BYMONTHDAY=-1,15",
		"FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR;COUNT=3": "FREQ=MONTHLY;COUNT=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
		"FREQ=YEARLY;BYMONTH=11,3;BYDAY=1SU":                    "FREQ=YEARLY;BYMONTH=3,11;BYDAY=1SU",
		"FREQ=YEARLY;BYDAY=20MO":                                "FREQ=YEARLY;BYDAY=20MO",
		"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO":                      "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
		"FREQ=YEARLY;BYYEARDAY=1,-1":                            "FREQ=YEARLY;BYYEARDAY=-1,1",
		"FREQ=DAILY;UNTIL=20261103":                             "FREQ=DAILY;UNTIL=20261103",
		"FREQ=DAILY;UNTIL=20261103T180000Z":                     "FREQ=DAILY;UNTIL=20261103T180000Z",
		"FREQ=DAILY;BYMONTHDAY=13;BYDAY=FR":                     "FREQ=DAILY;BYMONTHDAY=13;BYDAY=FR",
	} {
		rule, err := ParseRule(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if rule.String() != want {
			t.Errorf("%s: %s, want %s", text, rule, want)
		}
	}
}

func TestTheParsedRuleHoldsEachPart(t *testing.T) {
	got, err := ParseRule("FREQ=MONTHLY;INTERVAL=2;UNTIL=20261103T180000Z;BYMONTH=3;BYDAY=-1FR;BYSETPOS=1;WKST=SU")
	if err != nil {
		t.Fatal(err)
	}
	want := Rule{
		Freq: Monthly, Interval: 2, Until: Until{Time: time.Date(2026, time.November, 3, 18, 0, 0, 0, time.UTC)},
		ByMonth: []int{3}, ByDay: []WeekdayNum{{-1, time.Friday}}, BySetPos: []int{1}, WeekStart: time.Sunday,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAFaultyRuleIsRefusedWithItsPlaceAndWhatToWrite(t *testing.T) {
	for _, test := range []struct {
		text   string
		offset int
		words  string
	}{
		{"", 0, "the rule is empty"},
		{"FREQ=DAILY;" + strings.Repeat("X", 1000), 1000, "longer than 1000"},
		{"RRULE:FREQ=DAILY", 0, "leave out the word RRULE:"},
		{"rrule:FREQ=DAILY", 0, "leave out the word RRULE:"},
		{"FREQ=DAILY\nRRULE:FREQ=WEEKLY", 10, "one event has one rule"},
		{"FREQ=DAILY;FREQ=WEEKLY", 11, "one event has one rule"},
		{"FREQ=DAILY; COUNT=3", 11, "without spaces"},
		{"FREQ=DAILY;COUNT=٣", 17, "cannot stand in a rule"},
		{"FREQ=DAILY;", 11, "an empty part"},
		{"FREQ=DAILY;;COUNT=3", 11, "an empty part"},
		{"FREQ=DAILY;COUNT", 11, "COUNT has no value"},
		{"FREQ=DAILY;COUNT=", 17, "COUNT has no value"},
		{"FREQ=DAILY;=3", 11, "a name is missing"},
		{"FREQ=DAILY;BYDAYS=MO", 11, "BYDAYS is no part of a rule"},
		{"FREQ=DAILY;RSCALE=GREGORIAN", 11, "RSCALE is no part of a rule"},
		{"FREQ=DAILY;COUNT=3;COUNT=4", 19, "COUNT stands here twice"},
		{"FREQ=DAILY;COUNT=3;UNTIL=20261103", 19, "cannot stand together"},
		{"UNTIL=20261103;FREQ=DAILY;COUNT=3", 26, "cannot stand together"},
		{"COUNT=3", 0, "FREQ is missing"},
		{"FREQ=HOURLY", 5, "once a day at most"},
		{"FREQ=FORTNIGHTLY", 5, "no frequency"},
		{"FREQ=DAILY;BYHOUR=18", 11, "from the event's start"},
		{"FREQ=DAILY;INTERVAL=0", 20, "from 1 to 1000"},
		{"FREQ=DAILY;INTERVAL=+2", 20, "from 1 to 1000"},
		{"FREQ=DAILY;INTERVAL=1001", 20, "from 1 to 1000"},
		{"FREQ=DAILY;COUNT=0", 17, "from 1 to 10000"},
		{"FREQ=DAILY;COUNT=-1", 17, "from 1 to 10000"},
		{"FREQ=DAILY;COUNT=99999999999999999999", 17, "from 1 to 10000"},
		{"FREQ=DAILY;UNTIL=20260231", 17, "is no date"},
		{"FREQ=DAILY;UNTIL=00010101", 17, "is no date"},
		{"FREQ=DAILY;UNTIL=00010101T000000Z", 17, "is no date"},
		{"FREQ=DAILY;UNTIL=2026-11-03", 17, "write UNTIL=20261103"},
		{"FREQ=DAILY;UNTIL=20261103T180000", 17, "such as UNTIL=20261103"},
		{"FREQ=DAILY;UNTIL=20261103T1800,5Z", 17, "is no date"},
		{"FREQ=YEARLY;BYMONTH=3,13", 22, "from 1 to 12"},
		{"FREQ=YEARLY;BYMONTH=-1", 20, "from 1 to 12"},
		{"FREQ=MONTHLY;BYMONTHDAY=0", 24, "from -31 to -1"},
		{"FREQ=MONTHLY;BYMONTHDAY=1,,2", 26, "whole number"},
		{"FREQ=MONTHLY;BYMONTHDAY=1,1", 26, "twice"},
		{"FREQ=MONTHLY;BYDAY=MO,MO", 22, "twice"},
		{"FREQ=MONTHLY;BYDAY=0MO", 19, "from -53 to -1"},
		{"FREQ=MONTHLY;BYDAY=54MO", 19, "from -53 to -1"},
		{"FREQ=MONTHLY;BYDAY=+-1MO", 19, "from -53 to -1"},
		{"FREQ=MONTHLY;BYDAY=6MO", 19, "count from 1 to 5"},
		{"FREQ=YEARLY;BYMONTH=3;BYDAY=6MO", 28, "count from 1 to 5"},
		{"FREQ=MONTHLY;BYDAY=1", 20, "is no weekday"},
		{"FREQ=WEEKLY;BYDAY=TUE", 18, "is no weekday"},
		{"FREQ=WEEKLY;BYDAY=MO,1TU", 18, "write TU"},
		{"FREQ=DAILY;BYDAY=1TU", 17, "write TU"},
		{"FREQ=YEARLY;BYWEEKNO=3;BYDAY=1TU", 29, "write TU"},
		{"FREQ=WEEKLY;BYMONTHDAY=3", 12, "FREQ=MONTHLY"},
		{"FREQ=MONTHLY;BYWEEKNO=3", 13, "FREQ=YEARLY"},
		{"FREQ=MONTHLY;BYYEARDAY=3", 13, "FREQ=YEARLY"},
		{"FREQ=MONTHLY;BYSETPOS=1", 13, "add one"},
		{"FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=2", 24, "name the weekdays"},
		{"FREQ=DAILY;BYDAY=MO;BYSETPOS=1", 20, "name the weekdays"},
		{"FREQ=YEARLY;BYWEEKNO=3;BYSETPOS=1", 23, "cannot stand with BYWEEKNO"},
		{"FREQ=WEEKLY;WKST=1MO", 17, "is no weekday"},
	} {
		_, err := ParseRule(test.text)
		var fault *RuleError
		if !errors.As(err, &fault) {
			t.Errorf("%q: got %v, want a RuleError", test.text, err)
			continue
		}
		if fault.Offset != test.offset || !strings.Contains(fault.Message, test.words) {
			t.Errorf("%q: at %d: %s; want %d: … %s …", test.text, fault.Offset, fault.Message, test.offset, test.words)
		}
	}
}

func FuzzParseRule(f *testing.F) {
	for _, seed := range []string{
		"FREQ=MONTHLY;BYDAY=1TU", "FREQ=YEARLY;BYMONTH=11;BYDAY=-1SU;UNTIL=20301103T180000Z;INTERVAL=2",
		"FREQ=WEEKLY;BYDAY=MO,WE;WKST=SU;COUNT=10", "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1,1", "FREQ=;;=,-+", "RRULE:FREQ=DAILY\n",
		"FREQ=YEARLY;BYYEARDAY=-366,1;BYMONTHDAY=-1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rule, err := ParseRule(text)
		var fault *RuleError
		if errors.As(err, &fault) {
			if fault.Offset < 0 || fault.Offset > len(text) || fault.Message == "" {
				t.Errorf("%q: error at %d: %q", text, fault.Offset, fault.Message)
			}
			return
		}
		if err != nil {
			t.Fatalf("%q: %T is no RuleError", text, err)
		}
		again, err := ParseRule(rule.String())
		if err != nil || !reflect.DeepEqual(again, rule) {
			t.Errorf("%q prints as %s, which reads as %+v, %v; want %+v", text, rule, again, err, rule)
		}
		if _, err := rrule.StrToROption(rule.String()); err != nil {
			t.Errorf("%q prints as %s, which rrule-go refuses: %v", text, rule, err)
		}
	})
}
