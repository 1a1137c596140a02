package feed

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"unicode/utf8"
)

// Kind is a format of feeds.
type Kind int

// The formats.
const (
	RSS Kind = iota + 1
	Atom
	JSON
)

// String is the name of the format as people write it.
func (k Kind) String() string {
	switch k {
	case RSS:
		return "RSS"
	case Atom:
		return "Atom"
	case JSON:
		return "JSON Feed"
	}
	return fmt.Sprintf("Kind(%d)", int(k))
}

// Limits of what Check reads and notes.
const (
	maxCheckedBytes = 64 << 20
	maxFaults       = 200
)

// Check reads a feed of the given kind and returns what its format forbids or feed
// readers stumble over: text that is not well formed, required parts that are
// missing or there twice, dates, addresses and ids of the wrong form, ids
// that two entries share. It returns nil for a feed that is right, and the
// first 200 faults of one that has more.
func Check(r io.Reader, kind Kind) []error {
	data, err := io.ReadAll(io.LimitReader(r, maxCheckedBytes+1))
	if err != nil {
		return []error{fmt.Errorf("reading the feed: %w", err)}
	}
	if len(data) > maxCheckedBytes {
		return []error{fmt.Errorf("the feed is larger than %d bytes", maxCheckedBytes)}
	}
	c := &checker{ids: map[string]bool{}}
	if !utf8.Valid(data) {
		c.reportf("the file is not valid UTF-8")
		return c.errs
	}
	switch kind {
	case RSS:
		c.rss(bytes.NewReader(data))
	case Atom:
		c.atom(bytes.NewReader(data))
	case JSON:
		c.json(data)
	default:
		c.reportf("%v is no format of feeds", kind)
	}
	return c.errs
}

type checker struct {
	errs []error
	ids  map[string]bool
}

func (c *checker) reportf(format string, args ...any) {
	if len(c.errs) < maxFaults {
		c.errs = append(c.errs, fmt.Errorf(format, args...))
	}
}

// id checks the id of an entry, which no other may have.
func (c *checker) id(where, id string) {
	if id == "" {
		c.reportf("%s: the id is empty", where)
		return
	}
	if c.ids[id] {
		c.reportf("%s: an entry before it has the id %q too", where, id)
	}
	c.ids[id] = true
}

// address checks that s is a whole address of any scheme.
func (c *checker) address(where, s string) {
	if u, err := url.Parse(s); err != nil || u.Scheme == "" || !uriText.MatchString(s) {
		c.reportf("%s: %q is no whole address", where, s)
	}
}
