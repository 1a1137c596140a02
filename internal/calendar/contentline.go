package calendar

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxLineOctets is the longest line that RFC 5545 section 3.1 allows, without its
// line end.
const maxLineOctets = 75

// maxFaults is how many faults are noted: a file with so many is not mended
// one by one.
const maxFaults = 200

// contentLine is a line of an iCalendar file after unfolding, in parts.
type contentLine struct {
	number int // of its first line in the file, from 1
	name   string
	params map[string]string // as they stand, without quotes
	value  string            // as it stands
}

// lineReader takes an iCalendar file apart and notes what is wrong with its form.
type lineReader struct {
	errs []error
}

func (r *lineReader) reportf(line int, format string, args ...any) {
	if len(r.errs) >= maxFaults {
		return
	}
	r.errs = append(r.errs, fmt.Errorf("line %d: %s", line, fmt.Sprintf(format, args...)))
}

// unfold gives the content lines of data.
func (r *lineReader) unfold(data []byte) []contentLine {
	var lines []contentLine
	var text []byte
	begun := 0
	finish := func() {
		if begun == 0 {
			return
		}
		if line, ok := r.parse(string(text), begun); ok {
			lines = append(lines, line)
		}
	}
	for number := 1; len(data) > 0; number++ {
		var line []byte
		line, data = r.cut(data, number)
		if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
			if begun == 0 {
				r.reportf(number, "the file begins with the rest of a folded line")
				continue
			}
			text = append(text, line[1:]...)
			continue
		}
		finish()
		text, begun = append([]byte(nil), line...), number
	}
	finish()
	return lines
}

// cut takes the first line off data and checks it.
func (r *lineReader) cut(data []byte, number int) (line, rest []byte) {
	line, rest, found := bytes.Cut(data, []byte("\n"))
	switch {
	case !found:
		r.reportf(number, "the last line has no line end")
	case !bytes.HasSuffix(line, []byte("\r")):
		r.reportf(number, "the line ends with LF alone, not with CRLF")
	}
	line = bytes.TrimSuffix(line, []byte("\r"))
	if len(line) > maxLineOctets {
		r.reportf(number, "the line has %d octets, more than %d: fold it", len(line), maxLineOctets)
	}
	if !utf8.Valid(line) {
		r.reportf(number, "the line is not valid UTF-8")
	}
	for _, c := range string(line) {
		if c != '\t' && isControl(c) {
			r.reportf(number, "the line holds the control character %U", c)
			break
		}
	}
	return line, rest
}

// parse takes one unfolded line apart: NAME;PARAM=VALUE;PARAM="VALUE":VALUE.
func (r *lineReader) parse(text string, number int) (contentLine, bool) {
	line := contentLine{number: number, params: map[string]string{}}
	end := strings.IndexAny(text, ":;")
	if end < 0 || !isToken(text[:end]) {
		r.reportf(number, "%q is no property: a name and a colon are missing", shorten(text))
		return line, false
	}
	line.name = strings.ToUpper(text[:end])
	rest := text[end:]
	for strings.HasPrefix(rest, ";") {
		name, after, found := strings.Cut(rest[1:], "=")
		if !found || !isToken(name) {
			r.reportf(number, "%s has a parameter without a name or a value", line.name)
			return line, false
		}
		value, tail, ok := parameterValue(after)
		if !ok {
			r.reportf(number, "the parameter %s of %s has a quote in the wrong place", name, line.name)
			return line, false
		}
		name = strings.ToUpper(name)
		if _, twice := line.params[name]; twice {
			r.reportf(number, "%s has the parameter %s twice", line.name, name)
		}
		line.params[name] = value
		rest = tail
	}
	if !strings.HasPrefix(rest, ":") {
		r.reportf(number, "%s has no colon before its value", line.name)
		return line, false
	}
	line.value = rest[1:]
	return line, true
}

// parameterValue takes the value of a parameter, or its list of values, off text.
func parameterValue(text string) (value, rest string, ok bool) {
	var list strings.Builder
	for {
		var one string
		if strings.HasPrefix(text, `"`) {
			if one, text, ok = strings.Cut(text[1:], `"`); !ok {
				return "", "", false
			}
		} else {
			end := strings.IndexAny(text, `;:,"`)
			if end < 0 {
				end = len(text)
			}
			one, text = text[:end], text[end:]
		}
		list.WriteString(one)
		switch {
		case strings.HasPrefix(text, ","):
			list.WriteByte(',')
			text = text[1:]
		case text == "" || text[0] == ';' || text[0] == ':':
			return list.String(), text, true
		default:
			return "", "", false
		}
	}
}

// isToken reports whether s can be the name of a property or of a parameter.
func isToken(s string) bool {
	for _, c := range s {
		if c != '-' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return s != ""
}

// shorten is the beginning of s, for a message.
func shorten(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return s
}
