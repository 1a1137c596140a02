package content

import (
	"bytes"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// frontMatter is the YAML at the head of a file and what follows it.
type frontMatter struct {
	node *yaml.Node // the mapping; nil where it could not be read
	body int        // offset of the body in the file
}

// unreadable refuses what is no text.
func (s *source) unreadable() (Problem, bool) {
	switch {
	case len(s.text) > maxFileBytes:
		return s.problem(Pos{1, 1}, Error, "the file has %d bytes; %d are the most: split it", len(s.text), maxFileBytes), true
	case bytes.IndexByte(s.text, 0) >= 0:
		p := s.problem(s.pos(bytes.IndexByte(s.text, 0)), Error, "the file holds a NUL byte: it is no text file; save it as UTF-8")
		p.Source = ""
		return p, true
	case !utf8.Valid(s.text):
		p := s.problem(s.pos(firstInvalid(s.text)), Error, "the file is not UTF-8 from here on: save it again as UTF-8")
		p.Source = ""
		return p, true
	}
	return Problem{}, false
}

func firstInvalid(text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(text)
}

var byteOrderMark = []byte("\uFEFF")

func trimBOM(text []byte) []byte { return bytes.TrimPrefix(text, byteOrderMark) }

// frontMatter splits the file at its lines of three hyphens and parses the
// YAML between them.
func (d *decoder) frontMatter() frontMatter {
	text := d.source.text
	offset := len(text) - len(trimBOM(text))
	first, rest := cutLine(text[offset:])
	if !isFence(first) {
		d.problems = append(d.problems, d.source.problem(Pos{1, 1}, Error,
			"the front matter is missing: the first line must be ---, then title: …, then a line --- again"))
		return frontMatter{body: offset}
	}
	begin := len(text) - len(rest)
	for len(rest) > 0 {
		lineStart := len(text) - len(rest)
		var line []byte
		line, rest = cutLine(rest)
		if isFence(line) {
			d.line = 1
			return frontMatter{node: d.parse(text[begin:lineStart]), body: len(text) - len(rest)}
		}
	}
	d.problems = append(d.problems, d.source.problem(Pos{1, 1}, Error,
		"the front matter has no end: close it with a line ---"))
	return frontMatter{body: len(text)}
}

func cutLine(text []byte) (line, rest []byte) {
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		return text[:i], text[i+1:]
	}
	return text, nil
}

func isFence(line []byte) bool {
	return string(bytes.TrimRight(line, " \t\r")) == "---"
}
