package calendar

import (
	"cmp"
	"slices"
	"sort"
	"sync"
	"time"
)

// observance is one STANDARD or DAYLIGHT block of a VTIMEZONE.
type observance struct {
	daylight bool
	onset    time.Time // DTSTART, in UTC as a neutral zone
	from, to time.Duration
	name     string
	recur    string // RRULE, or empty for a single onset
}

// tableStart is where looking at a zone's past begins, unless an event is
// older still.
var tableStart = time.Date(1970, time.January, 1, 0, 0, 0, 0, time.UTC)

// observances describe zone so that every instant from first to last gets its
// true offset.
//
// Where the zone has its yearly rules throughout, they are one STANDARD and
// one DAYLIGHT with an RRULE, from the first year of those rules on: the only
// form that Outlook takes, and one that does not change as time goes on. Changes before
// those rules, and all changes of a zone without rules, get a block each. A
// zone that does not change at all in that time is one STANDARD.
func observances(zone *time.Location, first, last time.Time) []observance {
	start := tableStart
	if first.Before(start) {
		start = time.Date(first.UTC().Year()-1, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	known := habitsOf(zone, start, last)
	list, since, yearly := known.list, known.since, known.yearly

	if !yearly {
		since = sort.Search(len(list), func(i int) bool { return list[i].at.After(last) })
	}
	var blocks []observance
	if !yearly || first.Before(list[since].at) {
		blocks = singleOnsets(zone, list, since, first, start)
	}
	if yearly {
		blocks = append(blocks, yearlyOnsets(known.down, false, list[since:])...)
		blocks = append(blocks, yearlyOnsets(known.up, true, list[since:])...)
	}
	return blocks
}

// changesBetween are the changes of a zone of the embedded database after
// from and up to until.
func changesBetween(zone *time.Location, from, until time.Time) []transition {
	if from.Before(tableStart) || until.After(sampledUntil) {
		return transitions(zone, from, until)
	}
	list := habitsOf(zone, tableStart, until).list
	begin := sort.Search(len(list), func(i int) bool { return list[i].at.After(from) })
	end := sort.Search(len(list), func(i int) bool { return list[i].at.After(until) })
	return list[begin:end]
}

// habits are the changes of a zone and the yearly rules that explain list[since:].
type habits struct {
	list     []transition
	up, down yearlyRule
	since    int
	yearly   bool
}

// sampledUntil is how far changes are looked at, unless an event is later still.
var sampledUntil = time.Date(sampleFrom+sampleYears, time.January, 2, 0, 0, 0, 0, time.UTC)

// knownHabits remembers the habits of zones by name: they follow from the
// embedded database alone, and finding them takes most of the time that a file
// of one event takes.
var knownHabits sync.Map

// habitsOf finds the habits of a zone of the embedded database.
func habitsOf(zone *time.Location, start, last time.Time) habits {
	usual := start.Equal(tableStart) && !last.After(sampledUntil)
	if known, ok := knownHabits.Load(zone.String()); ok && usual {
		return known.(habits)
	}
	h := habits{list: transitions(zone, start, later(last, sampledUntil))}
	h.up, h.down, h.since, h.yearly = yearlyRules(h.list)
	if usual {
		knownHabits.Store(zone.String(), h)
	}
	return h
}

// singleOnsets are a block for the period that holds first, and one for each
// change after it in list[:until].
func singleOnsets(zone *time.Location, list []transition, until int, first, start time.Time) []observance {
	begin := until
	for begin > 0 && list[begin-1].at.After(first) {
		begin--
	}
	var blocks []observance
	if begin == 0 || begin == until {
		name, _ := first.In(zone).Zone()
		offset := offsetAt(first.In(zone))
		blocks = append(blocks, observance{onset: start, from: offset, to: offset, name: name})
	} else {
		begin--
	}
	for i := begin; i < until; i++ {
		t := list[i]
		blocks = append(blocks, observance{
			daylight: isDaylight(list, i),
			onset:    t.local(),
			from:     t.from,
			to:       t.to,
			name:     t.name,
		})
	}
	return blocks
}

// isDaylight reports whether list[i] begins a period of daylight saving: one
// whose offset is larger than that of a neighbour with the other daylight mark. The mark
// alone will not do: Dublin's is set in winter, Casablanca's in Ramadan.
func isDaylight(list []transition, i int) bool {
	if t := list[i]; t.marked && t.to > t.from {
		return true
	}
	return i+1 < len(list) && list[i+1].marked && list[i+1].to < list[i+1].from
}

// yearlyOnsets are the blocks of one yearly rule, from its first onset in list on.
func yearlyOnsets(rule yearlyRule, daylight bool, list []transition) []observance {
	var blocks []observance
	for _, days := range rule.days {
		i := slices.IndexFunc(list, func(t transition) bool {
			return rule.explains(t) && days.holds(t.local())
		})
		blocks = append(blocks, observance{
			daylight: daylight,
			onset:    list[i].local(),
			from:     rule.from,
			to:       rule.to,
			name:     rule.name,
			recur:    days.recur(rule.weekday),
		})
	}
	slices.SortStableFunc(blocks, func(a, b observance) int { return cmp.Compare(a.onset.Unix(), b.onset.Unix()) })
	return blocks
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
