package calendar

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// The forms of dates and times in iCalendar, for time.Format.
const (
	dateForm  = "20060102"
	localForm = "20060102T150405"
	utcForm   = "20060102T150405Z"
)

// parseForm reads a date or time that has exactly the given form: time.Parse
// alone would also take fractions of a second.
func parseForm(form, value string) (time.Time, bool) {
	t, err := time.Parse(form, value)
	return t, err == nil && len(value) == len(form)
}

var errNotUTF8 = errors.New("the text is not valid UTF-8")

// cleanText makes s fit for a TEXT value: every kind of line end is LF, and
// control characters other than LF and TAB are gone.
func cleanText(s string) (string, error) {
	if isPlain(s) {
		return s, nil
	}
	if !utf8.ValidString(s) {
		return "", errNotUTF8
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\n', r == '\t':
			return r
		case isControl(r):
			return -1
		}
		return r
	}, s), nil
}

// isPlain reports whether s is of ASCII with nothing to clean, as nearly every text is.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < ' ' && c != '\n' && c != '\t') || c >= 0x7f {
			return false
		}
	}
	return true
}

// isControl reports whether r is one of the C0 or C1 control characters or DEL.
func isControl(r rune) bool {
	return r < 0x20 || r >= 0x7f && r <= 0x9f
}

// cleanAddress checks that s is a whole http or https address and writes it in ASCII
// without a character that could end the line or the parameter it stands in.
func cleanAddress(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil {
		var detail *url.Error
		if errors.As(err, &detail) {
			err = detail.Err
		}
		return "", fmt.Errorf("%q is no address: %w", s, err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", fmt.Errorf("%q is no whole address: begin with https:// and the name of a host", s)
	}
	address := percentEncode(u.String())
	if _, err := url.Parse(address); err != nil {
		return "", fmt.Errorf("%q is no address: its host cannot be a host's name", s)
	}
	return address, nil
}

// percentEncode encodes each byte that RFC 3986 does not allow in an address.
func percentEncode(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// quoteParameter writes a parameter's value in quotes, with the escapes of
// RFC 6868 for what quotes cannot hold.
func quoteParameter(s string) (string, error) {
	s, err := cleanText(s)
	if err != nil {
		return "", err
	}
	return `"` + strings.NewReplacer("^", "^^", "\n", "^n", `"`, "^'").Replace(s) + `"`, nil
}
