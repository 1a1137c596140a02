package calendar

import (
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// maxCheckedBytes is the largest file that Check reads.
const maxCheckedBytes = 64 << 20

// Check reads an iCalendar file and returns everything in it that RFC 5545
// forbids and a calendar program might stumble over, each error with its line:
// line ends, folding, control characters, required and repeated properties, the form of
// values, the order of times, zones without a VTIMEZONE, two events with one
// UID, a start, an EXDATE or a RECURRENCE-ID that is no occurrence. It returns nil for a file that is right, and the first 200 faults of one
// that has more.
func Check(r io.Reader) []error {
	data, err := io.ReadAll(io.LimitReader(r, maxCheckedBytes+1))
	if err != nil {
		return []error{fmt.Errorf("reading the calendar: %w", err)}
	}
	if len(data) > maxCheckedBytes {
		return []error{fmt.Errorf("the calendar is larger than %d bytes", maxCheckedBytes)}
	}
	c := checker{zones: map[string]bool{}, events: map[string]int{}}
	root := c.tree(c.unfold(data))
	c.calendars(root)
	return c.errs
}

// part is a component of a file that is being checked.
type part struct {
	name  string
	line  int
	lines []contentLine
	parts []*part
}

// find gives the lines with a name.
func (p *part) find(name string) []contentLine {
	var found []contentLine
	for _, line := range p.lines {
		if line.name == name {
			found = append(found, line)
		}
	}
	return found
}

type checker struct {
	lineReader
	zones  map[string]bool // TZIDs that the calendar describes
	events map[string]int  // lines of events by UID and RECURRENCE-ID
}

// tree arranges lines by BEGIN and END under a root of no name.
func (c *checker) tree(lines []contentLine) *part {
	root := &part{}
	open := []*part{root}
	for _, line := range lines {
		top := open[len(open)-1]
		name := strings.ToUpper(line.value)
		switch {
		case line.name == "BEGIN":
			begun := &part{name: name, line: line.number}
			top.parts = append(top.parts, begun)
			open = append(open, begun)
		case line.name == "END" && top.name == name && top != root:
			open = open[:len(open)-1]
		case line.name == "END":
			c.reportf(line.number, "END:%s closes nothing: %s is open", name, top.describe())
		case top == root:
			c.reportf(line.number, "%s stands outside of VCALENDAR", line.name)
		default:
			top.lines = append(top.lines, line)
		}
	}
	for _, left := range open[1:] {
		c.reportf(left.line, "BEGIN:%s has no END", left.name)
	}
	return root
}

func (p *part) describe() string {
	if p.name == "" {
		return "nothing"
	}
	return p.name + " of line " + strconv.Itoa(p.line)
}

func (c *checker) calendars(root *part) {
	if len(root.parts) == 0 {
		c.reportf(1, "there is no VCALENDAR in the file")
	}
	for _, calendar := range root.parts {
		if calendar.name != "VCALENDAR" {
			c.reportf(calendar.line, "%s stands outside of VCALENDAR", calendar.name)
			continue
		}
		c.calendar(calendar)
	}
}

func (c *checker) calendar(calendar *part) {
	c.once(calendar, true, "PRODID", "VERSION")
	c.once(calendar, false, "METHOD", "CALSCALE", "LAST-MODIFIED", "URL", "SOURCE", "COLOR", "REFRESH-INTERVAL")
	for _, version := range calendar.find("VERSION") {
		if version.value != "2.0" {
			c.reportf(version.number, "VERSION is %q, not 2.0", version.value)
		}
	}
	c.values(calendar)
	if len(calendar.parts) == 0 {
		c.reportf(calendar.line, "VCALENDAR holds neither an event nor a time zone")
	}
	for _, inner := range calendar.parts {
		if inner.name == "VTIMEZONE" {
			c.zone(inner)
		}
	}
	for _, inner := range calendar.parts {
		if inner.name == "VEVENT" {
			c.event(inner, len(calendar.find("METHOD")) > 0)
		}
	}
	c.series(calendar)
}

// zone checks a VTIMEZONE and remembers that it is there.
func (c *checker) zone(zone *part) {
	c.once(zone, true, "TZID")
	for _, id := range zone.find("TZID") {
		if c.zones[id.value] {
			c.reportf(id.number, "a second VTIMEZONE describes %s", id.value)
		}
		c.zones[id.value] = true
	}
	if len(zone.parts) == 0 {
		c.reportf(zone.line, "VTIMEZONE has neither STANDARD nor DAYLIGHT")
	}
	for _, block := range zone.parts {
		if block.name != "STANDARD" && block.name != "DAYLIGHT" {
			c.reportf(block.line, "%s stands in VTIMEZONE", block.name)
			continue
		}
		c.once(block, true, "DTSTART", "TZOFFSETFROM", "TZOFFSETTO")
		c.once(block, false, "RRULE")
		c.values(block)
	}
}

// once reports properties that stand in p twice, and where required is set
// those that are missing.
func (c *checker) once(p *part, required bool, names ...string) {
	for _, name := range names {
		found := p.find(name)
		if len(found) == 0 && required {
			c.reportf(p.line, "%s has no %s", p.name, name)
		}
		if len(found) > 1 {
			c.reportf(found[1].number, "%s has a second %s", p.name, name)
		}
	}
}

var (
	textProperties    = words("NAME DESCRIPTION STYLED-DESCRIPTION SUMMARY LOCATION CONTACT CATEGORIES UID RELATED-TO REFID TZNAME X-WR-CALNAME X-WR-CALDESC COMMENT")
	addressProperties = words("URL SOURCE CONFERENCE IMAGE CONCEPT")
	utcProperties     = words("DTSTAMP CREATED LAST-MODIFIED")
	formedProperties  = map[string]*regexp.Regexp{
		"SEQUENCE":         regexp.MustCompile(`^\d{1,10}$`),
		"GEO":              regexp.MustCompile(`^[+-]?\d+(\.\d+)?;[+-]?\d+(\.\d+)?$`),
		"STATUS":           regexp.MustCompile(`^(TENTATIVE|CONFIRMED|CANCELLED)$`),
		"TZOFFSETFROM":     valueForms[offsetValue],
		"TZOFFSETTO":       valueForms[offsetValue],
		"REFRESH-INTERVAL": valueForms[durationValue],
		"DURATION":         valueForms[durationValue],
	}
	// A backslash must escape something, and separators must be escaped.
	textEscape = regexp.MustCompile(`^([^\\;,]|\\[\\;,nN])*$`)
	textList   = regexp.MustCompile(`^([^\\;]|\\[\\;,nN])*$`)
)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(list) {
		set[word] = true
	}
	return set
}

// values checks the form of each value that can be judged alone.
func (c *checker) values(p *part) {
	for _, line := range p.lines {
		if id, given := line.params["TZID"]; given && !c.zones[id] {
			c.reportf(line.number, "%s names the zone %s, which no VTIMEZONE describes", line.name, id)
		}
		if form := formedProperties[line.name]; form != nil && !form.MatchString(line.value) {
			c.reportf(line.number, "%s has the wrong form: %q", line.name, shorten(line.value))
		}
		switch {
		case line.name == "CATEGORIES" && !textList.MatchString(line.value),
			line.name != "CATEGORIES" && textProperties[line.name] && !textEscape.MatchString(line.value):
			c.reportf(line.number, "%s has a comma, semicolon or backslash that is not escaped", line.name)
		case utcProperties[line.name]:
			if _, ok := parseForm(utcForm, line.value); !ok {
				c.reportf(line.number, "%s is not a time in UTC: %q", line.name, shorten(line.value))
			}
		case addressProperties[line.name]:
			if u, err := url.Parse(line.value); err != nil || u.Scheme == "" || percentEncode(line.value) != line.value {
				c.reportf(line.number, "%s is no whole address: %q", line.name, shorten(line.value))
			}
		case line.name == "RRULE":
			if _, err := ParseRule(line.value); err != nil {
				c.reportf(line.number, "RRULE: %v", err)
			}
		}
	}
}
