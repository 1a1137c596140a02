package build

import (
	"bytes"
	"strings"
)

// slim takes out of a style what browsers do not need: comments, line ends,
// spaces around what parts rules anyway. Texts in quotes and addresses stay as they are. Nothing
// is renamed or put in another order, so that what somebody reads in a browser
// is what stands in the file.
func slim(css []byte) []byte {
	s := slimmer{in: css, out: make([]byte, 0, len(css))}
	for s.at < len(s.in) {
		s.step()
	}
	return s.out
}

type slimmer struct {
	in, out []byte
	at      int
	space   bool // white space waits to be written
}

// step moves one token further.
func (s *slimmer) step() {
	rest := s.in[s.at:]
	switch c := rest[0]; {
	case bytes.HasPrefix(rest, []byte("/*")):
		s.comment(rest)
	case c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f':
		s.space = true
		s.at++
	case c == '"' || c == '\'':
		s.copy(quotedLength(rest))
	case hasFold(rest, "url("):
		s.copy(closedLength(rest))
	case c == '\\' && len(rest) > 1:
		s.copy(2)
	case c == '}' && len(s.out) > 0 && s.out[len(s.out)-1] == ';':
		s.out = s.out[:len(s.out)-1]
		s.copy(1)
	default:
		s.copy(1)
	}
}

// comment leaves a comment out, but for an empty one where two names would
// become one.
func (s *slimmer) comment(rest []byte) {
	end := bytes.Index(rest[2:], []byte("*/"))
	if end < 0 {
		s.at = len(s.in)
		return
	}
	s.at += end + 4
	before, after := byte(' '), byte(' ')
	if len(s.out) > 0 && !s.space {
		before = s.out[len(s.out)-1]
	}
	if s.at < len(s.in) {
		after = s.in[s.at]
	}
	if nameByte(before) && nameByte(after) {
		s.out = append(s.out, "/**/"...)
	}
}

// parting are the characters that white space around says nothing about.
const parting = "{};,"

// copy writes the next bytes, after the white space that is needed there.
func (s *slimmer) copy(length int) {
	part := s.in[s.at : s.at+length]
	s.at += length
	if s.space && len(s.out) > 0 && parted(s.out[len(s.out)-1], part[0]) {
		s.out = append(s.out, ' ')
	}
	s.space = false
	s.out = append(s.out, part...)
}

// parted tells whether white space between two characters must stay. After a
// colon it is all that the value of "--empty: ;" is.
func parted(before, after byte) bool {
	if before == ':' {
		return after == ';' || after == '}'
	}
	return strings.IndexByte(parting, before) < 0 && strings.IndexByte(parting, after) < 0
}

// quotedLength is how long a text in quotes is; one that is not closed goes to
// the end.
func quotedLength(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[0]:
			return i + 1
		}
	}
	return len(text)
}

// closedLength is how long what ends with a bracket is.
func closedLength(text []byte) int {
	if end := bytes.IndexByte(text, ')'); end >= 0 {
		return end + 1
	}
	return len(text)
}

func hasFold(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(string(text[:len(prefix)]), prefix)
}

func nameByte(c byte) bool {
	return c == '-' || c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
