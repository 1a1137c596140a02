package site

import "html/template"

// html is the page's body for its own page.
func (p *page) html() template.HTML {
	if p.head.Body == nil {
		return ""
	}
	return template.HTML(p.head.Body.HTMLWith(p.resolve, p.dresser())) //nolint:gosec // markdown renders safely; see its package
}

// feedHTML is the body with whole addresses, for feeds and calendars. It is
// rendered once: an event stands in many of them.
func (p *page) feedHTML() template.HTML {
	p.whole.Do(func() {
		if p.head.Body != nil {
			p.wholeHTML = template.HTML(p.head.Body.HTML(p.resolveWhole)) //nolint:gosec // markdown renders safely; see its package
		}
	})
	return p.wholeHTML
}

// say returns words from the catalogue; keys are checked by a test.
func (e *edition) say(key string, pairs ...any) string {
	said, err := e.words.Say(key, pairs...)
	if err != nil {
		panic(err)
	}
	return said
}
