package content

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Severity tells whether a problem stops a build.
type Severity int

// The severities. Only an Error stops a build.
const (
	Warning Severity = iota
	Error
)

// String returns the word used in reports.
func (s Severity) String() string {
	if s == Error {
		return "error"
	}
	return "warning"
}

// MarshalText makes reports in JSON hold the word.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Pos is a place in a file. Line and Col count from 1; Col counts characters.
type Pos struct{ Line, Col int }

// Problem is something wrong in a file that a person wrote, with where it is
// and what to do about it. It is a value: problems are collected, sorted and
// reported all at once.
type Problem struct {
	Path     string   `json:"path"` // relative to the source folder: content/events/x.md
	Line     int      `json:"line"`
	Col      int      `json:"col"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`

	// Source is the line the problem is in, for showing it under the message.
	Source string `json:"-"`
	// Subject sorts problems of one kind together; empty for faults of the
	// content itself.
	Subject Subject `json:"-"`
}

// Subject is what a problem is about.
type Subject string

// The subjects that `check` sorts by, in the order of its report.
const (
	Faults       Subject = ""
	Links        Subject = "broken links"
	Alternatives Subject = "images without a text alternative"
	HeadingOrder Subject = "headings out of order"
	Summaries    Subject = "missing summaries"
	Sentences    Subject = "long sentences"
	Grades       Subject = "pages that are hard to read"
	LinkTexts    Subject = "links that do not say where they lead"
	Tables       Subject = "tables without headers"
	Endless      Subject = "events without an end"
	Translations Subject = "pages not translated, or older than their original"
	Outdated     Subject = "content that may be outdated"
	Samples      Subject = "samples still in place"
	Foundations  Subject = "pages that every office needs"
	Outputs      Subject = "calendars and feeds as built"
	Published    Subject = "differences from the published site"
)

// Subjects lists them in the order of reports.
var Subjects = []Subject{
	Faults, Published, Links, Alternatives, LinkTexts, HeadingOrder, Tables, Summaries, Outputs, Foundations,
	Endless, Outdated, Translations, Grades, Sentences, Samples,
}

// About returns the problem with its subject.
func (p Problem) About(s Subject) Problem { p.Subject = s; return p }

// String returns the problem in one line: path:line:col: severity: message.
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s: %s", p.Path, p.Line, p.Col, p.Severity, p.Message)
}

// Sort orders problems by path and place, errors before warnings in one place.
func Sort(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(
			strings.Compare(a.Path, b.Path),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Col, b.Col),
			cmp.Compare(b.Severity, a.Severity),
			strings.Compare(a.Message, b.Message),
		)
	})
}

// Errors counts the problems that stop a build.
func Errors(problems []Problem) int {
	n := 0
	for _, p := range problems {
		if p.Severity == Error {
			n++
		}
	}
	return n
}

// widestExcerpt is how many characters of a source line are shown around a
// problem; lines of real sites are up to 60 000 characters long.
const widestExcerpt = 100

// longestMessage is the longest message, in characters.
const longestMessage = 400

// Print writes one line for each problem. With excerpts, the line of the file
// and a caret follow: that is for terminals.
func Print(w io.Writer, problems []Problem, excerpts bool) error {
	for _, p := range problems {
		if _, err := fmt.Fprintln(w, p); err != nil {
			return err
		}
		if !excerpts || p.Source == "" {
			continue
		}
		line, caret := p.Excerpt()
		if _, err := fmt.Fprintf(w, "    %s\n    %s^\n", line, caret); err != nil {
			return err
		}
	}
	return nil
}

// Excerpt returns the part of the source line around the problem, and the
// spaces that put a caret below the place. Tabs and control characters are
// shown as spaces, so that the caret stands right and terminals stay calm.
func (p Problem) Excerpt() (line, indent string) {
	text := []rune(strings.ToValidUTF8(p.Source, "�"))
	for i, r := range text {
		if r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) {
			text[i] = ' '
		}
	}
	col := min(max(p.Col-1, 0), len(text))
	from := 0
	if col > widestExcerpt*3/4 {
		from = col - widestExcerpt/2
	}
	to := min(len(text), from+widestExcerpt)
	return string(text[from:to]), strings.Repeat(" ", col-from)
}

// source is a file as it was read, for turning offsets into positions.
type source struct {
	path string // relative to the source folder
	text []byte

	mu    sync.Mutex
	read  func() ([]byte, error) // reads the text again; nil where it is here
	lines []string               // the text in lines; problems share it, however many there are
}

// pos returns the position of a byte offset.
func (s *source) pos(offset int) Pos {
	text := s.whole()
	offset = min(max(offset, 0), len(text))
	before := text[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return Pos{Line: 1 + bytes.Count(before, []byte("\n")), Col: 1 + utf8.RuneCount(before[start:])}
}

// line returns the text of a line, without its end.
func (s *source) line(number int) string {
	text := s.whole()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lines == nil {
		s.lines = strings.Split(string(text), "\n")
	}
	if number < 1 || number > len(s.lines) {
		return ""
	}
	return strings.TrimSuffix(s.lines[number-1], "\r")
}

// whole returns the text, and reads it again where it was forgotten. A file that
// is gone meanwhile has none.
func (s *source) whole() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.text == nil && s.read != nil {
		s.text, _ = s.read()
	}
	return s.text
}

// forget lets go of the text: most files have no problem that would need it.
func (s *source) forget(read func() ([]byte, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text, s.lines, s.read = nil, nil, read
}

// problem makes a problem at a position of the file.
func (s *source) problem(at Pos, severity Severity, format string, args ...any) Problem {
	if at.Line == 0 {
		at = Pos{Line: 1, Col: 1}
	}
	message := fmt.Sprintf(format, args...)
	if runes := []rune(message); len(runes) > longestMessage { // it quotes what somebody wrote
		message = string(runes[:longestMessage]) + "…"
	}
	return Problem{
		Path: s.path, Line: at.Line, Col: at.Col, Severity: severity,
		Message: message, Source: s.line(at.Line),
	}
}
