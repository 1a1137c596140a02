package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/util"
)

// page is one rendering: the writer that goldmark hands to every node's
// renderer, and what those need beside the tree.
type page struct {
	bytes.Buffer
	doc  *Document
	urls []string // of doc.links, ready for an attribute; "" for no link

	dress func(Link) Dress // may be nil

	record *record // links and images are left open in it; nil for a page to be read
}

var _ util.BufWriter = (*page)(nil)

// Buffered and Flush complete util.BufWriter: nothing waits in a page.
func (p *page) Buffered() int { return 0 }

// Flush does nothing.
func (p *page) Flush() error { return nil }

// start writes a start tag. attributes are names and values in turn.
func (p *page) start(tag string, attributes ...string) {
	p.WriteByte('<')
	p.WriteString(tag)
	for i := 0; i+1 < len(attributes); i += 2 {
		p.WriteByte(' ')
		p.WriteString(attributes[i])
		p.WriteString(`="`)
		p.escape(attributes[i+1])
		p.WriteByte('"')
	}
	p.WriteByte('>')
}

func (p *page) end(tag string) {
	p.WriteString("</")
	p.WriteString(tag)
	p.WriteByte('>')
}

func (p *page) escape(text string) { p.Write(util.EscapeHTML([]byte(text))) }

// url returns the final address of a link, or "".
func (p *page) url(index int) string {
	if index < 0 {
		return ""
	}
	return p.urls[index]
}

// image writes what becomes of an image. attributes are those beside src and alt.
func (p *page) image(t target, attributes ...string) {
	if p.slot(anImage, t, attributes) {
		return
	}
	url := p.url(t.link)
	switch {
	case url == "":
		p.escape(t.alt)
	case t.asLink:
		p.start("a", "href", url)
		p.escape(t.alt)
		p.end("a")
	default:
		url, attributes = p.dressed(url, t.link, attributes)
		p.start("img", append([]string{"src", url, "alt", t.alt}, attributes...)...)
	}
}
