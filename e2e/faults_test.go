//go:build e2e

package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// readerFault is what a version of a reader makes of a case otherwise than RFC
// 5545 says: an occurrence that it has too many (+) or too few (-).
type readerFault struct{ reader, version, name, difference string }

// start is that of the occurrence, as readers print it.
func (f readerFault) start() string {
	start, _, _ := strings.Cut(f.difference[1:], " ")
	return start
}

// differences are what found has and want has not, and the other way round.
func differences(found, want []seen) []string {
	var list []string
	count := map[seen]int{}
	for _, one := range found {
		count[one]++
	}
	for _, one := range want {
		count[one]--
	}
	for one, n := range count {
		sign := "+"
		if n < 0 {
			sign = "-"
		}
		if n != 0 {
			list = append(list, sign+strings.TrimSpace(strings.Join(one[:3], " ")))
		}
	}
	slices.Sort(list)
	return list
}

// compareFaults reports faults that are not known, and known ones that are gone:
// of those that a test can meet.
func compareFaults(t *testing.T, reader string, faults map[readerFault]bool, met func(readerFault) bool) {
	t.Helper()
	for _, known := range knownFaults {
		if known.reader != reader || !met(known) {
			continue
		}
		if !faults[known] {
			t.Errorf("%s %s: %s: %s is gone: take it off the list", known.reader, known.version, known.name, known.difference)
		}
		delete(faults, known)
	}
	var lines []string
	for fault := range faults {
		lines = append(lines, fmt.Sprintf("{%q, %q, %q, %q},", fault.reader, fault.version, fault.name, fault.difference))
	}
	slices.Sort(lines)
	if len(lines) > 0 {
		t.Errorf("not as RFC 5545 says:\n%s", strings.Join(lines, "\n"))
	}
}

// knownFaults are all that readers make of seriesCases otherwise than RFC 5545
// says. libical computes a time that clocks skip by an hour later and stays there
// for the next occurrence, so that neither EXDATE nor RECURRENCE-ID meets it; and it computes
// the length of a series over a clock change on the clock. ical.js counts BYSETPOS by months also
// in a yearly rule. To khal what has no end lasts an hour. A fault that is gone fails the test, and so does a new version.
var knownFaults = []readerFault{
	{"libical", "3.0.16-1+b1", "Beirut, midnight", "+2026-03-28T22:00:00Z 2026-03-28T23:00:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Beirut, midnight", "+2026-04-04T22:00:00Z 2026-04-04T23:00:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Beirut, midnight", "+2027-03-27T22:00:00Z 2027-03-27T23:00:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Beirut, midnight", "+2027-04-03T22:00:00Z 2027-04-03T23:00:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Beirut, midnight", "-2026-04-04T21:00:00Z 2026-04-04T22:00:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Beirut, midnight", "-2027-04-03T21:00:00Z 2027-04-03T22:00:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Casablanca, nights", "+2026-03-22T02:30:00Z 2026-03-22T03:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Casablanca, nights", "+2026-03-29T02:30:00Z 2026-03-29T03:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Casablanca, nights", "+2027-03-14T02:30:00Z 2027-03-14T03:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Casablanca, nights", "+2027-03-21T02:30:00Z 2027-03-21T03:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Casablanca, nights", "+2028-03-05T02:30:00Z 2028-03-05T03:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Casablanca, nights", "+2028-03-12T02:30:00Z 2028-03-12T03:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Casablanca, nights", "-2026-03-29T01:30:00Z 2026-03-29T02:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Casablanca, nights", "-2027-03-21T01:30:00Z 2027-03-21T02:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Casablanca, nights", "-2028-03-12T01:30:00Z 2028-03-12T02:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Dublin, nights", "+2026-03-29T01:30:00Z 2026-03-29T02:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Dublin, nights", "+2026-04-05T01:30:00Z 2026-04-05T02:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Dublin, nights", "+2027-03-28T01:30:00Z 2027-03-28T02:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Dublin, nights", "+2027-04-04T01:30:00Z 2027-04-04T02:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Dublin, nights", "-2026-04-05T00:30:00Z 2026-04-05T01:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Dublin, nights", "-2027-04-04T00:30:00Z 2027-04-04T01:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Lord Howe, half an hour", "+2026-10-03T15:45:00Z 2026-10-03T16:45:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Lord Howe, half an hour", "+2026-10-10T15:45:00Z 2026-10-10T16:45:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Lord Howe, half an hour", "+2027-10-02T15:45:00Z 2027-10-02T16:45:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Lord Howe, half an hour", "+2027-10-09T15:45:00Z 2027-10-09T16:45:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Lord Howe, half an hour", "-2026-10-10T15:15:00Z 2026-10-10T16:15:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "Lord Howe, half an hour", "-2027-10-09T15:15:00Z 2027-10-09T16:15:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "night that begins on a change", "+2026-11-08T05:00:00Z 2026-11-08T14:00:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "night that begins on a change", "+2026-11-15T05:00:00Z 2026-11-15T14:00:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "night that begins on a change", "+2026-11-22T05:00:00Z 2026-11-22T14:00:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "night that begins on a change", "-2026-11-08T05:00:00Z 2026-11-08T13:00:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "night that begins on a change", "-2026-11-15T05:00:00Z 2026-11-15T13:00:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "night that begins on a change", "-2026-11-22T05:00:00Z 2026-11-22T13:00:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time at the start", "+2027-03-14T08:30:00Z 2027-03-14T08:50:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time at the start", "+2027-03-15T08:30:00Z 2027-03-15T08:50:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time at the start", "+2027-03-16T08:30:00Z 2027-03-16T08:50:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time at the start", "+2027-03-17T08:30:00Z 2027-03-17T08:50:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time at the start", "-2027-03-15T07:30:00Z 2027-03-15T07:50:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time at the start", "-2027-03-16T07:30:00Z 2027-03-16T07:50:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time at the start", "-2027-03-17T07:30:00Z 2027-03-17T07:50:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time cancelled", "+2027-03-14T08:30:00Z 2027-03-14T09:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time cancelled", "+2027-03-21T08:30:00Z 2027-03-21T09:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time cancelled", "-2027-03-21T07:30:00Z 2027-03-21T08:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time every year", "+2026-03-08T08:30:00Z 2026-03-08T09:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time every year", "+2026-03-15T08:30:00Z 2026-03-15T09:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time every year", "+2027-03-14T08:30:00Z 2027-03-14T09:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time every year", "+2027-03-21T08:30:00Z 2027-03-21T09:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time every year", "+2028-03-12T08:30:00Z 2028-03-12T09:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time every year", "+2028-03-19T08:30:00Z 2028-03-19T09:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time every year", "-2026-03-15T07:30:00Z 2026-03-15T08:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time every year", "-2027-03-21T07:30:00Z 2027-03-21T08:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time every year", "-2028-03-19T07:30:00Z 2028-03-19T08:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time left out", "+2027-03-14T08:30:00Z 2027-03-14T09:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time left out", "+2027-03-21T08:30:00Z 2027-03-21T09:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time left out", "-2027-03-21T07:30:00Z 2027-03-21T08:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time moved", "+2027-03-14T08:30:00Z 2027-03-14T09:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time moved", "+2027-03-21T08:30:00Z 2027-03-21T09:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time moved", "-2027-03-21T07:30:00Z 2027-03-21T08:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time within a series", "+2027-03-14T08:30:00Z 2027-03-14T09:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time within a series", "+2027-03-21T08:30:00Z 2027-03-21T09:30:00Z confirmed"},
	{"libical", "3.0.16-1+b1", "skipped time within a series", "-2027-03-21T07:30:00Z 2027-03-21T08:30:00Z confirmed"},
	{"ical.js", "2.2.1", "first Monday of the year", "+2027-01-11T15:00:00Z 2027-01-11T16:00:00Z confirmed"},
	{"ical.js", "2.2.1", "first Monday of the year", "-2028-01-03T15:00:00Z 2028-01-03T16:00:00Z confirmed"},
	{"khal", "1:0.10.5-1.1", "repeated time without end", "+2026-10-29T06:30:00Z 2026-10-29T07:30:00Z confirmed"},
	{"khal", "1:0.10.5-1.1", "repeated time without end", "+2026-10-30T06:30:00Z 2026-10-30T07:30:00Z confirmed"},
	{"khal", "1:0.10.5-1.1", "repeated time without end", "+2026-10-31T06:30:00Z 2026-10-31T07:30:00Z confirmed"},
	{"khal", "1:0.10.5-1.1", "repeated time without end", "+2026-11-01T06:30:00Z 2026-11-01T07:30:00Z confirmed"},
	{"khal", "1:0.10.5-1.1", "repeated time without end", "+2026-11-02T07:30:00Z 2026-11-02T08:30:00Z confirmed"},
	{"khal", "1:0.10.5-1.1", "repeated time without end", "+2026-11-03T07:30:00Z 2026-11-03T08:30:00Z confirmed"},
	{"khal", "1:0.10.5-1.1", "repeated time without end", "-2026-10-29T06:30:00Z  confirmed"},
	{"khal", "1:0.10.5-1.1", "repeated time without end", "-2026-10-30T06:30:00Z  confirmed"},
	{"khal", "1:0.10.5-1.1", "repeated time without end", "-2026-10-31T06:30:00Z  confirmed"},
	{"khal", "1:0.10.5-1.1", "repeated time without end", "-2026-11-01T06:30:00Z  confirmed"},
	{"khal", "1:0.10.5-1.1", "repeated time without end", "-2026-11-02T07:30:00Z  confirmed"},
	{"khal", "1:0.10.5-1.1", "repeated time without end", "-2026-11-03T07:30:00Z  confirmed"},
}
