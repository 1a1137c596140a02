package site

import (
	"sync"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/content"
)

// ReplaceBody puts another body into the pages of a document, where nothing else
// of it changed: the site is linked as before. No page may be rendered meanwhile.
func (s *Site) ReplaceBody(before, after *content.Common) {
	old, body := before.Body, after.Body
	for _, e := range s.links.editions {
		e.indexed = sync.Once{}
		for _, p := range e.all() {
			if p.head.Body != old {
				continue
			}
			p.head.TakeBody(after)
			p.whole, p.inCalendar = sync.Once{}, sync.Once{}
		}
	}
	if before.Body == old && body != old { // it is on no page now
		before.TakeBody(after)
	}
	s.links.edited++
}

// Forget lets go of what was made for rendering and can be made again: between
// two edits nobody needs it. No page may be rendered meanwhile.
func (s *Site) Forget() {
	for _, e := range s.links.editions {
		e.indexed, e.searchIndex = sync.Once{}, nil
		for _, p := range e.all() {
			p.whole, p.wholeHTML = sync.Once{}, ""
			p.inCalendar, p.inFile = sync.Once{}, calendar.Event{}
		}
	}
	s.links.edited++
}

// untilEdited makes something once, and again when a body was replaced since.
func untilEdited[T any](l *linker, anew func() T) func() T {
	var mu sync.Mutex
	var made T
	of := -1
	return func() T {
		mu.Lock()
		defer mu.Unlock()
		if of != l.edited {
			made, of = anew(), l.edited
		}
		return made
	}
}
