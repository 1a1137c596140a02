package site

import "time"

// clock answers what has passed at the instant the site is made for, and
// remembers the next instant at which an answer would differ.
type clock struct {
	now  time.Time
	next time.Time // zero: never
}

// passed tells whether t is not after now. The zero time never passes.
func (c *clock) passed(t time.Time) bool { return !t.IsZero() && !t.After(c.now) }

// watch notes instants at which something on the site changes.
func (c *clock) watch(instants ...time.Time) {
	for _, t := range instants {
		if t.After(c.now) && (c.next.IsZero() || t.Before(c.next)) {
			c.next = t
		}
	}
}
