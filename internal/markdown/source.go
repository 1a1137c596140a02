package markdown

import (
	"bytes"
	"slices"
)

// source is a text with every line ended by LF, and the way back to the bytes
// it was made from.
type source struct {
	text   []byte
	length int   // of the original, in bytes
	start  int   // bytes of a byte order mark
	cuts   []int // places in text before which a byte was left out, ascending
}

var byteOrderMark = []byte("\uFEFF")

// normalise drops a byte order mark and makes CRLF and CR into LF: goldmark
// sees LF alone, so that line ends cannot change the HTML.
func normalise(src []byte) *source {
	s := &source{length: len(src)}
	text, found := bytes.CutPrefix(src, byteOrderMark)
	if found {
		s.start = len(byteOrderMark)
	}
	if bytes.IndexByte(text, '\r') < 0 {
		s.text = text[:len(text):len(text)]
		return s
	}
	out := make([]byte, 0, len(text))
	for i, c := range text {
		switch {
		case c != '\r':
			out = append(out, c)
		case i+1 < len(text) && text[i+1] == '\n':
			s.cuts = append(s.cuts, len(out))
		default:
			out = append(out, '\n')
		}
	}
	s.text = out
	return s
}

// origin returns the offset in the original of an offset in the text.
func (s *source) origin(offset int) int {
	n, _ := slices.BinarySearch(s.cuts, offset+1) // cuts at or before offset
	return max(0, min(offset+s.start+n, s.length))
}

// place returns where part begins in whole, when it is a slice of it.
func place(whole, part []byte) (int, bool) {
	if len(part) == 0 {
		return 0, false
	}
	at := cap(whole) - cap(part)
	if at < 0 || at+len(part) > len(whole) || &whole[at] != &part[0] {
		return 0, false
	}
	return at, true
}
