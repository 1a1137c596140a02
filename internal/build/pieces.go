package build

import (
	"fmt"
	"html/template"
	"strings"
	"sync"

	"example.org/advocate/internal/site"
)

// pieces renders partials that many pages show alike, each once. They are a set
// of their own, so that html/template escapes them as it does everywhere: for
// the place between two elements, which is the one where a piece may stand.
type pieces struct {
	set    *template.Template
	folded bool // guarded by the lock of the templates

	mu    sync.Mutex
	whole map[string]bool // partials that need more of a page than its section
}

// once is the function of layouts: {{once "entry" .}} is {{template "entry" .}},
// rendered once for each entry of lists; {{once "foot" .}} once for each section
// where . is a page. A partial that turns out to need more of the page is
// rendered each time.
func (p *pieces) once(name string, data any) (template.HTML, error) {
	piece := p.set.Lookup(name)
	if piece == nil {
		return "", fmt.Errorf("once: no file of layouts/partials/ defines %q", name)
	}
	switch data := data.(type) {
	case nil:
		return "", fmt.Errorf("once: %q is given nothing", name)
	case site.Entry:
		if memo := data.Memo(); memo != nil {
			return memo.Keep(piece, site.Around{}, func() (template.HTML, error) { return renderPiece(piece, data) })
		}
	case interface{ Around() site.Around }:
		around := data.Around()
		if memo := around.Memo(); memo != nil && !p.needsWhole(name) {
			html, err := memo.Keep(piece, around, func() (template.HTML, error) { return renderPiece(piece, around) })
			if err == nil {
				return html, nil
			}
			p.setWhole(name)
		}
	}
	return renderPiece(piece, data)
}

func renderPiece(piece *template.Template, data any) (template.HTML, error) {
	var b strings.Builder
	err := piece.Execute(&b, data)
	return template.HTML(b.String()), err //nolint:gosec // html/template made it, for text between elements
}

func (p *pieces) needsWhole(name string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.whole[name]
}

func (p *pieces) setWhole(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.whole == nil {
		p.whole = map[string]bool{}
	}
	p.whole[name] = true
}
