package content

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// lineBreaks makes spaces of what YAML takes for the end of a line and editors
// do not, so that both count the same lines.
var lineBreaks = strings.NewReplacer("\r\n", "\r\n", "\r", " ", "\u0085", " ", "\u2028", " ", "\u2029", " ")

// syntax is the problem of a text that is no YAML, at the place where a person
// can mend it.
func (d *decoder) syntax(text []byte, err error) Problem {
	message, at := err.Error(), firstControl(text)
	var fault *yaml.LoadError
	if errors.As(err, &fault) && fault.Mark.Line > 0 {
		message, at = fault.Message, Pos{Line: fault.Mark.Line, Col: max(fault.Mark.Column, 1)}
	}
	if last := strings.Count(strings.TrimRight(string(text), " \t\r\n"), "\n") + 1; at.Line > last {
		at = Pos{Line: last, Col: 1} // the parser names the end of the text
	}
	if opened, ok := openedAt(text, message); ok {
		at = opened
	}
	at.Line += d.line
	return d.source.problem(at, Error, "%s", syntaxAdvice(message))
}

// firstControl is the place of the first control character, of which the YAML
// parser does not say where it stands; the beginning where there is none.
func firstControl(text []byte) Pos {
	return (&source{text: text}).pos(max(bytes.IndexFunc(text, forbidden), 0))
}

// openedAt is the place of what is opened and not closed, of which the parser
// names the end of the text.
func openedAt(text []byte, message string) (at Pos, ok bool) {
	var open func(line string) int // the offset of what stays open in a line, or -1
	switch {
	case strings.Contains(message, "unexpected end of stream"):
		open = openQuote
	case strings.Contains(message, "expected ',' or ']'"):
		open = func(line string) int { return openBracket(line, "[", "]") }
	case strings.Contains(message, "expected ',' or '}'"):
		open = func(line string) int { return openBracket(line, "{", "}") }
	default:
		return Pos{}, false
	}
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		if i := open(line); i >= 0 {
			return Pos{Line: number, Col: 1 + utf8.RuneCountInString(line[:i])}, true
		}
	}
	return Pos{}, false
}

// openingQuote is a quotation mark at the beginning of a value.
var openingQuote = regexp.MustCompile(`(?:[-:,\[{]\s+|^)(["'])`)

func openQuote(line string) int {
	m := openingQuote.FindStringSubmatchIndex(line)
	if m == nil || strings.Count(line, line[m[2]:m[3]])%2 == 0 {
		return -1
	}
	return m[2]
}

func openBracket(line, opening, closing string) int {
	if strings.Count(line, opening) <= strings.Count(line, closing) {
		return -1
	}
	return strings.Index(line, opening)
}
