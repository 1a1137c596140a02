package site

import (
	"net/url"
	"path"
	"strings"

	"example.org/advocate/internal/markdown"
)

// destination is where a link of a document leads.
type destination struct {
	external bool   // another host, or mailto: and tel:
	page     *page  // a document, or
	address  string // another address of this site, with the language
	fragment string
}

// find works out where a destination that an author wrote leads: to a Markdown
// file, a file beside it, an address of this site, or elsewhere.
func (p *page) find(written string) destination {
	u, err := url.Parse(written)
	if err != nil {
		return destination{external: true}
	}
	if u.Scheme != "" || u.Host != "" {
		if u.Host == "" || u.Host != p.base.host || !strings.HasPrefix(u.Path+"/", p.base.path) {
			return destination{external: true}
		}
		u.Path = "/" + strings.TrimPrefix(u.Path, strings.TrimSuffix(p.base.path, "/")+"/")
	}
	d := destination{fragment: u.Fragment}
	switch {
	case u.Path == "":
		d.page = p
	case strings.HasPrefix(u.Path, "/"):
		p.absolute(&d, strings.TrimPrefix(path.Clean(u.Path), "/"), strings.HasSuffix(u.Path, "/"))
	default:
		p.relative(&d, u.Path)
	}
	return d
}

// absolute finds an address that begins with a slash: /events/town-hall/, or
// a file from content/, /events/town-hall.md.
func (p *page) absolute(d *destination, address string, slash bool) {
	if other := p.document(address); other != nil {
		d.page = other
		return
	}
	if address != "" && (slash || path.Ext(address) == "") {
		address += "/"
	}
	if other := p.edition.address[address]; other != nil {
		d.page = other
		return
	}
	for _, e := range p.editions {
		if e.prefix != "" && strings.HasPrefix(address, e.prefix) {
			d.page, d.address = e.address[strings.TrimPrefix(address, e.prefix)], address
			return
		}
	}
	if p.isCopied(address) {
		d.address = address
		return
	}
	d.address = p.prefix + address
}

// relative finds a name beside the document: other.md, report.pdf, ../about.md.
// What is neither is taken as browsers do: from the address of the page.
func (p *page) relative(d *destination, name string) {
	beside := path.Join(path.Dir(p.head.Path), name)
	if other := p.document(beside); other != nil {
		d.page = other
		return
	}
	if p.isCopied(beside) {
		d.address = beside
		return
	}
	if strings.HasSuffix(name, ".md") {
		d.address = p.prefix + strings.TrimPrefix(beside, "../")
		return
	}
	joined := path.Join("/", p.address, name)
	p.absolute(d, strings.TrimPrefix(joined, "/"), strings.HasSuffix(name, "/"))
}

// document is the page made from a file, named with or without its language:
// otra.md and otra.es.md are one page in Spanish.
func (p *page) document(name string) *page {
	if stem, ok := strings.CutSuffix(name, "."+p.lang+".md"); ok {
		name = stem + ".md"
	}
	return p.byPath[name]
}

func (l *linker) isCopied(address string) bool {
	_, ok := l.targets[address].From.(Copied)
	return ok
}

// resolve makes the href of a link in a document's body.
func (p *page) resolve(link markdown.Link) string { return p.href(link, p.base.href, p.address) }

// resolveWhole is resolve for feeds, whose readers are elsewhere.
func (p *page) resolveWhole(link markdown.Link) string {
	return p.href(link, p.base.canonical, "")
}

// href writes an address with write; a fragment on the page at here stays bare.
func (p *page) href(link markdown.Link, write func(string) string, here string) string {
	d := p.find(link.Destination)
	if d.external {
		return link.Destination
	}
	fragment := d.fragment
	address := d.address
	if d.page != nil {
		address = d.page.prefix + d.page.address
		if d.page.head.Body != nil {
			if id, ok := d.page.head.Body.HasID(fragment); ok {
				fragment = id
			}
		}
	}
	if fragment != "" {
		fragment = "#" + (&url.URL{Fragment: fragment}).EscapedFragment()
	}
	if d.page == p && fragment != "" && here == p.address {
		return fragment
	}
	if u, err := url.Parse(link.Destination); err == nil && u.RawQuery != "" {
		fragment = "?" + u.RawQuery + fragment
	}
	return write(address) + fragment
}
