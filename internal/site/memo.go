package site

import (
	"html/template"
	"sync"
)

// Memo keeps what was rendered of a value that many pages show alike: an entry
// of lists, or the facts around every page. It is safe for concurrent use.
type Memo struct {
	mu     sync.Mutex
	pieces []piece
}

// piece is what one template made of the value.
type piece struct {
	by   pieceKey
	html template.HTML
}

// pieceKey says which template, and what else it was given.
type pieceKey struct {
	template *template.Template
	around   Around
}

// Keep returns what a template made of the value, and has it made the first
// time. What fails is not kept.
func (m *Memo) Keep(by *template.Template, around Around, made func() (template.HTML, error)) (template.HTML, error) {
	key := pieceKey{by, around}
	if html, ok := m.find(key); ok {
		return html, nil
	}
	html, err := made()
	if err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pieces = append(m.pieces, piece{key, html})
	return html, nil
}

func (m *Memo) find(key pieceKey) (template.HTML, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.pieces {
		if p.by == key {
			return p.html, true
		}
	}
	return "", false
}

// Around is what a frame has in common with all others of its section, for
// pieces that are rendered once for all of them.
type Around struct {
	Lang, Dir, Section string
	Site               *Facts
}

// Around returns what the page has in common with its section.
func (f Frame) Around() Around {
	return Around{Lang: f.Lang, Dir: f.Dir, Section: f.Section, Site: f.Site}
}

// Memo keeps what is rendered of the facts; nil where nothing is to be kept.
func (a Around) Memo() *Memo { return a.Site.memo }

// Memo keeps what is rendered of the entry; nil where nothing is to be kept.
func (e Entry) Memo() *Memo { return e.memo }
