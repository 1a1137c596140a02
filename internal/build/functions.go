package build

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"example.org/advocate/internal/site"
	"example.org/advocate/internal/words"
)

// functions are what layouts can call on a page of a language, speaking the words
// of a catalogue.
func functions(lang string, c *words.Catalogue, asset func(string) (string, error), once func(string, any) (template.HTML, error)) template.FuncMap {
	s := speaker{c}
	turned := func(other string) string {
		if d := site.Direction(other); d != site.Direction(lang) {
			return d
		}
		return ""
	}
	return template.FuncMap{
		"t":            s.say,
		"day":          c.Day,
		"daymonth":     c.DayMonth,
		"shortday":     c.ShortDay,
		"weekday":      c.Weekday,
		"shortweekday": c.ShortWeekday,
		"monthname":    c.MonthName,
		"shortmonth":   c.ShortMonth,
		"month":        c.Month,
		"clock":        c.Clock,
		"capital":      words.Capital,
		"when":         s.when,
		"hours":        s.hours,
		"zone":         s.zone,
		"langname":     s.language,
		"turned":       turned,
		"num":          c.Number,
		"daynum":       func(t time.Time) string { return strconv.Itoa(t.Day()) },
		"year":         func(t time.Time) string { return strconv.Itoa(t.Year()) },
		"isoday":       func(t time.Time) string { return t.Format(time.DateOnly) },
		"iso":          func(t time.Time) string { return t.Format(time.RFC3339) },
		"asset":        asset,
		"once":         once,
		"size":         size,
		"paragraphs":   paragraphs,
		"addr":         addr,
		"dict":         dict,
		"list":         func(items ...any) []any { return items },
	}
}

// speaker says times and names in the words of a catalogue.
type speaker struct{ *words.Catalogue }

func (s speaker) say(key any, pairs ...any) (string, error) {
	return s.Say(fmt.Sprint(key), pairs...)
}

// when is the whole time of an event: "Thursday, December 3, 2026, 6:00 pm to
// 7:30 pm".
func (s speaker) when(w any) (string, error) {
	e, err := event(w)
	if err != nil {
		return "", err
	}
	hours, err := s.hours(e)
	switch {
	case err != nil:
		return "", err
	case e.SameDay:
		return s.Say("date.at", "day", s.Day(e.Start), "time", hours)
	case e.AllDay:
		return s.Say("date.days", "from", s.Day(e.Start), "to", s.Day(e.End))
	}
	from, err := s.Say("date.at", "day", s.Day(e.Start), "time", s.Clock(e.Start))
	if err != nil {
		return "", err
	}
	to, err := s.Say("date.at", "day", s.Day(e.End), "time", s.Clock(e.End))
	if err != nil {
		return "", err
	}
	return s.Say("date.days", "from", from, "to", to)
}

// hours is the time of day alone: "6:00 pm to 7:30 pm".
func (s speaker) hours(w any) (string, error) {
	e, err := event(w)
	switch {
	case err != nil:
		return "", err
	case e.AllDay:
		return s.Say("date.all_day")
	case e.End.IsZero():
		return s.Clock(e.Start), nil
	}
	return s.Say("date.range", "from", s.Clock(e.Start), "to", s.Clock(e.End))
}

// event takes a site.When, or a pointer to one.
func event(w any) (site.When, error) {
	switch w := w.(type) {
	case site.When:
		return w, nil
	case *site.When:
		if w != nil {
			return *w, nil
		}
	}
	return site.When{}, fmt.Errorf("%T is no time of an event", w)
}

// zone names the zone of an event by its city: "Denver time".
func (s speaker) zone(w any) (string, error) {
	e, err := event(w)
	if err != nil || e.Zone == "" {
		return "", err
	}
	city := e.Zone[strings.LastIndexByte(e.Zone, '/')+1:]
	return s.Say("date.zone", "zone", strings.ReplaceAll(city, "_", " "))
}

func (s speaker) language(lang string) string {
	if name, err := s.Say("language." + lang); err == nil {
		return name
	}
	return lang
}

// size writes a number of bytes for people.
func size(bytes int64) string {
	switch {
	case bytes >= 1_000_000:
		return strconv.FormatFloat(float64(bytes)/1e6, 'f', 1, 64) + " MB"
	case bytes >= 1000:
		return strconv.FormatInt((bytes+500)/1000, 10) + " KB"
	}
	return strconv.FormatInt(bytes, 10) + " B"
}

// paragraphs splits plain text at its empty lines.
func paragraphs(text string) []string {
	var list []string
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			list = append(list, p)
		}
	}
	return list
}

// addr lets a layout use the addresses of kinds that html/template refuses:
// telephone, calendar and map addresses, made by package site.
func addr(address string) (template.URL, error) {
	scheme, _, _ := strings.Cut(address, ":")
	switch scheme {
	case "tel", "webcal", "geo", "mailto", "http", "https":
		return template.URL(address), nil //nolint:gosec // the scheme is one of those
	}
	return "", fmt.Errorf("%q is no address of a telephone, calendar or map", address)
}

// dict makes a map of pairs, for partials that take several values.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict takes pairs of a name and a value")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict takes pairs of a name and a value")
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}
