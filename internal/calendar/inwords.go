package calendar

import (
	"slices"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"
)

// Speaker finds the words for a key; pairs of names and values fill its
// variables, and the value of "n" chooses a plural form. A words.Catalogue is one.
type Speaker interface {
	Say(key string, pairs ...any) (string, error)
}

// namedDates is up to how many dates a sentence names one by one.
const namedDates = 3

// InWords says when a series takes place as people would: "Every other Tuesday
// until March 2, 2027, except December 29, 2026". ok is false where the rule is none of those that
// have an easy name, or the speaker lacks words: then its dates say it better.
//
// This function knows which parts a sentence has, the catalogue (keys rule.…) their
// words and their order.
func (s Series) InWords(say Speaker) (text string, ok bool) {
	if s.Rule == nil {
		return "", false
	}
	t := &teller{speaker: say, start: s.Start}
	text, ok = t.rule(*s.Rule)
	if !ok {
		return "", false
	}
	text = t.end(text, s)
	var also []Date
	for _, at := range s.Also {
		also = append(also, DateOf(at.In(s.Zone)))
	}
	text = t.dates(text, "except", s.Except)
	text = t.dates(text, "also", also)
	if t.failed {
		return "", false
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:], true
}

// teller builds a sentence from the words of a Speaker.
type teller struct {
	speaker Speaker
	start   time.Time
	failed  bool // a key has no words
}

func (t *teller) say(key string, pairs ...any) string {
	said, err := t.speaker.Say("rule."+key, pairs...)
	t.failed = t.failed || err != nil
	return said
}

// list joins words: "Monday, Wednesday and Friday".
func (t *teller) list(words []string) string {
	text := ""
	for i, word := range words {
		switch {
		case i == 0:
			text = word
		case i < len(words)-1:
			text = t.say("list.more", "a", text, "b", word)
		default:
			text = t.say("list.last", "a", text, "b", word)
		}
	}
	return text
}

// numberWords gives the words of numbered things: days of the week, months, dates.
func numberWords[N ~int](t *teller, key string, numbers []N) string {
	var words []string
	for _, n := range numbers {
		words = append(words, t.say(key+strconv.Itoa(int(n))))
	}
	return t.list(words)
}

// every says how often: a unit (day, week, month, year) and on which of its days.
func (t *teller) every(unit string, interval int, days string) string {
	switch interval {
	case 1:
		return t.say(unit+".every", "days", days)
	case 2:
		return t.say(unit+".second", "days", days)
	}
	return t.say(unit+".nth", "n", interval, "days", days)
}

// end adds how the rule ends.
func (t *teller) end(text string, s Series) string {
	switch rule := s.Rule; {
	case rule.Count > 0:
		return t.say("count", "rule", text, "n", rule.Count)
	case !rule.Until.Time.IsZero():
		return t.say("until", "rule", text, "day", t.date(s.lastDay()))
	}
	return text
}

// lastDay is the last day that UNTIL lets the rule have.
func (s Series) lastDay() Date {
	until := s.Rule.Until
	if until.DateOnly || s.AllDay {
		return DateOf(until.Time)
	}
	day := DateOf(until.Time.In(s.Zone))
	if at, _ := s.At(day); at.After(until.Time) {
		return day.AddDays(-1)
	}
	return day
}

// dates adds dates that are left out or added: by name where they are few.
func (t *teller) dates(text, key string, days []Date) string {
	if len(days) == 0 {
		return text
	}
	if len(days) > namedDates {
		return t.say(key+"_many", "rule", text, "n", len(days))
	}
	days = slices.SortedFunc(slices.Values(days), func(a, b Date) int { return a.neutral().Compare(b.neutral()) })
	var words []string
	for _, day := range days {
		words = append(words, t.date(day))
	}
	return t.say(key, "rule", text, "days", t.list(words))
}

func (t *teller) date(d Date) string {
	return t.say("date", "month", t.say("month_name."+strconv.Itoa(int(d.Month))), "day", d.Day, "year", d.Year)
}
