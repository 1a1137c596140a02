package markdown

import "fmt"

// record is a rendering that waits for its addresses: what goldmark's tree of a
// body without raw HTML becomes, apart from its links and images. It takes the
// tree's place, which needs ten times the memory.
type record struct {
	text  string // everything between the slots
	slots []slot
}

// slot is a place that depends on an address.
type slot struct {
	at         int // of the text
	kind       slotKind
	target     target
	attributes []string // beside the address, names and values in turn
}

type slotKind uint8

const (
	startLink slotKind = iota
	endLink
	anImage
)

// recordOf renders a body once, with slots.
func recordOf(doc *Document) *record {
	p := &page{doc: doc, record: &record{}}
	if err := renderer.Render(p, doc.source, doc.root); err != nil {
		panic(fmt.Sprintf("markdown: rendering to memory failed: %v", err))
	}
	p.record.text = p.String()
	return p.record
}

// render writes the body with addresses in the slots.
func (r *record) render(p *page) {
	p.Grow(len(r.text) + len(r.text)/8)
	from := 0
	for _, s := range r.slots {
		p.WriteString(r.text[from:s.at])
		from = s.at
		switch s.kind {
		case startLink:
			p.startLink(s.target.link, s.attributes...)
		case endLink:
			p.endLink(s.target.link)
		case anImage:
			p.image(s.target, s.attributes...)
		}
	}
	p.WriteString(r.text[from:])
}

// slot leaves a place open, if the page is a record.
func (p *page) slot(kind slotKind, t target, attributes []string) bool {
	if p.record == nil {
		return false
	}
	p.record.slots = append(p.record.slots, slot{p.Len(), kind, t, attributes})
	return true
}

// startLink writes the start of a link that leads somewhere. attributes are
// those beside the address.
func (p *page) startLink(link int, attributes ...string) {
	if p.slot(startLink, target{link: link}, attributes) {
		return
	}
	if url := p.url(link); url != "" {
		p.start("a", append([]string{"href", url}, attributes...)...)
	}
}

func (p *page) endLink(link int) {
	if !p.slot(endLink, target{link: link}, nil) && p.url(link) != "" {
		p.end("a")
	}
}
