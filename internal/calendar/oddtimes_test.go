package calendar

import (
	"slices"
	"testing"
	"time"
)

func TestTimesThatClocksSkipOrShowTwiceAreDoubtful(t *testing.T) {
	for _, test := range []struct {
		start, length, rule string
		want                []string
	}{
		{"2026-10-30 18:00", "1h", "FREQ=DAILY", nil},
		{"2026-10-30 23:00", "8h", "FREQ=DAILY;COUNT=300", nil},
		{"2026-10-30 01:30", "1h", "FREQ=DAILY;COUNT=300", []string{"11-01 01:30-02:30"}},
		{"2026-10-30 02:30", "1h", "FREQ=DAILY;COUNT=300", []string{"03-14 02:30>03-14 03:30-04:30"}},
		{"2026-10-30 00:30", "1h", "FREQ=DAILY;COUNT=3", nil},
	} {
		s := series(t, mustZone(t, "America/Chicago"), test.start, test.rule)
		s.Length, _ = time.ParseDuration(test.length)
		if got := told(s.Doubtful()); !slices.Equal(got, test.want) {
			t.Errorf("%s for %s: %v, want %v", test.start, test.length, got, test.want)
		}
	}
	s := series(t, mustZone(t, "America/Chicago"), "2026-10-25 01:30", "FREQ=WEEKLY;COUNT=2")
	s.Except = []Date{day("2026-11-01")}
	if got := s.Doubtful(); len(got) > 0 {
		t.Errorf("what is left out is doubtful: %v", told(got))
	}
	s.Except, s.Rule = nil, nil
	s.Start = clock(t, "2026-11-01 01:30")
	if got := s.Doubtful(); len(got) != 1 {
		t.Errorf("an event without a rule is as doubtful: %v", told(got))
	}
}

// The odd occurrences of a series are looked for around clock changes alone;
// here each of its dates is looked at.
func TestNoOddOccurrenceIsMissed(t *testing.T) {
	for _, name := range []string{"America/Chicago", "Africa/Casablanca", "Australia/Lord_Howe", "Europe/Dublin", "Asia/Beirut", "Pacific/Apia"} {
		for _, clockTime := range []string{"00:00", "00:30", "01:15", "01:45", "02:00", "02:30", "03:00", "12:00", "23:30"} {
			for _, length := range []time.Duration{0, 15 * time.Minute, time.Hour, 8 * time.Hour, 50 * time.Hour} {
				s := series(t, mustZone(t, name), "2026-01-01 "+clockTime, "FREQ=DAILY;UNTIL=20281231")
				s.Length = length
				var want []Occurrence
				for o := range s.From(time.Time{}) {
					if s.isOdd(o) {
						want = append(want, o)
					}
				}
				if got := s.ownTimes(); !slices.Equal(got, want) {
					t.Errorf("%s at %s for %v: %v, want %v", name, clockTime, length, told(got), told(want))
				}
			}
		}
	}
}
