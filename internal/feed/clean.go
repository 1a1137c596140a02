package feed

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

// cleaner makes the parts of a feed fit for all three formats and collects
// what cannot be made fit.
type cleaner struct{ errs []error }

func (c *cleaner) fail(what string, err error) {
	c.errs = append(c.errs, fmt.Errorf("%s: %w", what, err))
}

func (c *cleaner) required(what, value string) {
	if value == "" {
		c.fail(what, errors.New("is missing"))
	}
}

func (c *cleaner) entry(e Entry) Entry {
	name := fmt.Sprintf("entry %q: ", e.Title)
	e.ID = c.id(name+"id", e.ID)
	e.Title = c.line(name+"title", e.Title)
	c.required(name+"title", e.Title)
	e.URL = c.address(name+"address", e.URL)
	e.Summary = c.line(name+"summary", e.Summary)
	e.ContentHTML = c.text(name+"content", e.ContentHTML)
	if e.Published.IsZero() && e.Updated.IsZero() {
		c.fail(name+"date", errors.New("is missing"))
	}
	if year := e.updated().Year(); year < 0 || year > 9999 || e.published().Year() < 0 || e.published().Year() > 9999 {
		c.fail(name+"date", errors.New("has a year of more than four digits"))
	}
	var categories []string
	for _, category := range e.Categories {
		if category = c.line(name+"category", category); category != "" {
			categories = append(categories, category)
		}
	}
	e.Categories = categories
	return e
}

// text is s without what XML 1.0 forbids, or what no reader shows: control characters
// but TAB and LF, and the noncharacters U+FFFE and U+FFFF. Line ends become LF.
func (c *cleaner) text(what, s string) string {
	if !utf8.ValidString(s) {
		c.fail(what, errors.New("is not valid UTF-8"))
		return ""
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\t', r == '\n':
			return r
		case r < 0x20, r >= 0x7f && r <= 0x9f, r == 0xfffe, r == 0xffff:
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

// line is clean text on one line, with single spaces.
func (c *cleaner) line(what, s string) string {
	return strings.Join(strings.Fields(c.text(what, s)), " ")
}

// uriText are the characters that RFC 3986 lets into an address.
var uriText = regexp.MustCompile(`^[A-Za-z0-9:/?#\[\]@!$&'()*+,;=._~%-]+$`)

// id checks that s is an absolute URI of any scheme.
func (c *cleaner) id(what, s string) string {
	u, err := url.Parse(s)
	switch {
	case s == "":
		c.required(what, s)
	case err != nil || u.Scheme == "" || !uriText.MatchString(s):
		c.fail(what, fmt.Errorf("%q is not a URI: write one such as urn:uuid:…", s))
	}
	return s
}

// address checks that s is a whole http or https address, and writes it in ASCII.
func (c *cleaner) address(what, s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		c.fail(what, fmt.Errorf("%q is no whole address: begin with https:// and the name of a host", s))
		return ""
	}
	var b strings.Builder
	for _, octet := range []byte(u.String()) {
		if uriText.Match([]byte{octet}) {
			b.WriteByte(octet)
		} else {
			fmt.Fprintf(&b, "%%%02X", octet)
		}
	}
	if _, err := url.Parse(b.String()); err != nil {
		c.fail(what, fmt.Errorf("%q is no address: its host cannot be a host's name", s))
		return ""
	}
	return b.String()
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func (c *cleaner) language(s string) string {
	if s != "" && !languageTag.MatchString(s) {
		c.fail("the feed's language", fmt.Errorf("%q is no language: write one such as en or es", s))
	}
	return s
}
