// Package markdown is how Markdown becomes safe HTML: CommonMark with tables,
// task lists, footnotes and definition lists, and nothing else.
//
// It owns the set-up of goldmark, the limits that keep every input in bounded
// time (limits.go), the table of HTML that an author may write (elements.go),
// and the identifiers in the page. It never opens a file, never decides where
// a link leads (the caller resolves it), and holds no words for readers: those
// come in [Options].
//
// A body is read once and rendered as often as needed, also by several
// goroutines at once:
//
//	doc, findings := markdown.Parse(body, markdown.Options{TopLevel: 2})
//	html := doc.HTML(func(l markdown.Link) string { return permalink(l.Destination) })
//
// What leaves is safe whatever came in. Without raw HTML in the text, every
// tag is written here. With raw HTML, each of its tags is rewritten against the
// table, the whole is balanced, so that a stray </div> closes nothing of the
// page around it, and an allow-list made from the same table has the last word.
package markdown

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Options says how a body is to be rendered. Words in it are in the language
// of the page.
type Options struct {
	// TopLevel is the level of the highest heading a body may have. With 2, as
	// where the page's title is the h1, an h1 is rendered as h2; every other
	// level stays what it is. 0 and 1 change nothing.
	TopLevel int

	// Reserved are the identifiers of the page around the body: no heading,
	// footnote or author's identifier becomes one of them.
	Reserved []string

	// BackLabel is the accessible name of the link from a footnote back to the
	// text; the footnote's number is added. Empty: the arrow stands alone.
	BackLabel string

	// NotesLabel is the accessible name of the list of footnotes; may be empty.
	NotesLabel string

	// TableLabel is the accessible name of the region in which a wide table
	// scrolls; on a page of several tables a number is added. Empty: tables are
	// not wrapped.
	TableLabel string
}

// Severity tells whether a finding stops a build.
type Severity int

// A warning names what was changed or left out; an error, what was refused.
const (
	Warning Severity = iota + 1
	Error
)

// String returns the word used in problem lines: "warning" or "error".
func (s Severity) String() string {
	if s == Error {
		return "error"
	}
	return "warning"
}

// Finding is something the author should know, with its place.
type Finding struct {
	Offset   int // in bytes from the start of the source
	Severity Severity
	Message  string // says what happened and what to do; one line
}

// Kind tells links and images apart.
type Kind int

// The kinds of destination. An image of another host is a KindLink, as that is
// what becomes of it.
const (
	KindLink Kind = iota + 1
	KindImage
)

// Link is a destination, in Markdown or in raw HTML. Destinations that are
// never followed (javascript:, data:, an empty address) are findings, not links.
type Link struct {
	Kind        Kind
	Offset      int    // of the destination; of the link where a reference leads to it
	Destination string // as the author means it: escapes and character references are resolved
	Text        string // the link's text, or the image's text alternative
	HasAlt      bool   // images: an alt attribute or text between ![ and ] is there; raw alt="" counts
}

// Heading is a heading as it is rendered.
type Heading struct {
	Level  int // 1 to 6
	Text   string
	ID     string
	Offset int
}

// Document is a parsed body. It does not change after [Parse] and is safe for
// concurrent use.
type Document struct {
	record *record // of a body without raw HTML; nil for others
	// elsewhere returns record and text, of a document that was kept; else nil.
	elsewhere func() string
	root      ast.Node // of a body with raw HTML
	source    []byte   // its text after line ends were made equal
	links     []Link
	headings  []Heading
	passages  []Passage
	tables    []*tableWrap
	text      string
	ids       idents
	notes     notes
	parts     parts
	options   Options
}

// Parse reads one body. Offsets in what it returns are byte offsets into src.
// The findings are in order of their place. A document with an error is empty
// but usable.
func Parse(src []byte, opts Options) (*Document, []Finding) {
	source := normalise(src)
	doc := &Document{ids: newIdents(opts.Reserved), options: opts}
	if p := checkText(source.text); p != nil {
		return doc, []Finding{p.finding(source)}
	}
	if p := checkInlines(source.text); p != nil {
		return doc, []Finding{p.finding(source)}
	}
	root := parse(source.text)
	if p := checkDepth(root); p != nil {
		return doc, []Finding{p.finding(source)}
	}
	raw := readRaw(root, source.text)
	survey := newSurvey(doc, source, raw)
	survey.walk(root)
	findings := survey.report.list()
	slices.SortStableFunc(findings, func(a, b Finding) int { return cmp.Compare(a.Offset, b.Offset) })
	if slices.ContainsFunc(findings, func(f Finding) bool { return f.Severity == Error }) {
		return &Document{options: opts, ids: newIdents(opts.Reserved)}, findings
	}
	doc.root, doc.source = root, source.text
	if len(raw) == 0 {
		doc.record = recordOf(doc)
		doc.root, doc.source, doc.parts, doc.notes = nil, nil, parts{}, notes{}
	}
	return doc, findings
}

// Links returns every destination in document order.
func (d *Document) Links() []Link { return slices.Clone(d.links) }

// Headings returns the headings in document order, those of raw HTML included.
func (d *Document) Headings() []Heading { return slices.Clone(d.headings) }

// HasID reports whether the fragment, as an author writes it after #, leads
// somewhere in this body, and to which identifier of the rendered HTML: ids
// that authors write carry a prefix there.
func (d *Document) HasID(fragment string) (id string, ok bool) { return d.ids.find(fragment) }

// Text returns the plain text of the body, with single spaces. Text
// alternatives of images and footnote marks are not part of it.
func (d *Document) Text() string {
	if d.elsewhere != nil {
		return d.keptText()
	}
	return d.text
}

// HTML renders the body. resolve is called once for each link of [Document.Links],
// in that order, and returns the final address; "" renders the text without
// the link. An address that is neither relative nor http, https, mailto or tel
// counts as "". A nil resolve keeps destinations as they are.
func (d *Document) HTML(resolve func(Link) string) []byte { return d.HTMLWith(resolve, nil) }

// HTMLWith is [Document.HTML], and asks what stands beside the address of each
// image that stays one, in their order. A nil dress adds nothing.
func (d *Document) HTMLWith(resolve func(Link) string, dress func(Link) Dress) []byte {
	if d.root == nil && !d.hasBody() {
		return nil
	}
	p := &page{doc: d, urls: make([]string, len(d.links)), dress: dress}
	for i, link := range d.links {
		url := link.Destination
		if resolve != nil {
			url = resolve(link)
		}
		p.urls[i] = d.finalURL(url)
	}
	if r := d.recorded(); r != nil {
		r.render(p)
		return p.Bytes()
	}
	if err := renderer.Render(p, d.source, d.root); err != nil {
		panic(fmt.Sprintf("markdown: rendering to memory failed: %v", err))
	}
	return policy.SanitizeBytes(balance(p.Bytes()))
}

// finalURL turns a resolved address into what stands in the attribute, or "".
func (d *Document) finalURL(url string) string {
	if fragment, ok := strings.CutPrefix(url, "#"); ok {
		if id, ok := d.ids.find(fragment); ok {
			url = "#" + id
		}
	}
	clean, problem := checkURL(url)
	if problem != "" {
		return ""
	}
	return escapeURL(clean)
}
