package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	goldhtml "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"
)

// parts is what rendering must know of single nodes. It is complete when
// Parse returns.
type parts struct {
	targets  map[ast.Node]target     // of links and images
	headings map[ast.Node]int        // index in Document.headings
	pieces   map[ast.Node][]*piece   // of raw HTML
	tables   map[ast.Node]*tableWrap // of Markdown tables
}

// target is what becomes of a link or an image.
type target struct {
	link   int    // index in Document.links, or -1: only the text stays
	alt    string // of an image
	asLink bool   // an image that became a link
}

// survey walks the tree once, in the order of the rendered page, and fills a
// document's links, headings, text and identifiers.
type survey struct {
	doc    *Document
	source *source
	report report
	raw    rawNodes

	text    strings.Builder
	heading *collector // the Markdown heading we are in
	anchor  *collector // the Markdown link we are in
	rawOpen rawOpen
	tables  []*tableWrap
	prose   gatherer
}

// collector gathers the text of a link or a heading while it is open.
type collector struct {
	text  strings.Builder
	index int // in Document.links or Document.headings, or -1
}

func newSurvey(doc *Document, source *source, raw rawNodes) *survey {
	doc.parts = parts{
		targets:  map[ast.Node]target{},
		headings: map[ast.Node]int{},
		pieces:   map[ast.Node][]*piece{},
		tables:   map[ast.Node]*tableWrap{},
	}
	doc.notes = newNotes()
	return &survey{doc: doc, source: source, report: newReport(source), raw: raw, prose: gatherer{source: source}}
}

func (s *survey) walk(root ast.Node) {
	// Neither callback returns an error. The depth is within maxNesting.
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n.Type() == ast.TypeBlock {
			s.gap()
		}
		if entering {
			return s.enter(n), nil
		}
		s.leave(n)
		return ast.WalkContinue, nil
	})
	s.closeRaw()
	s.nameTables()
	s.prose.end()
	s.doc.text, s.doc.passages, s.doc.tables = oneLine(s.text.String()), s.prose.list, s.tables
}

func (s *survey) enter(n ast.Node) ast.WalkStatus {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		s.beginPassage()
	case *ast.Blockquote:
		s.prose.quotes++
	case *ast.Text:
		s.write(s.textOf(n))
		s.prose.addText(n)
	case *ast.String:
		s.write(string(n.Value))
	case *ast.Heading:
		s.heading = s.openHeading(s.renderedLevel(n.Level), startOf(n))
		s.doc.parts.headings[n] = s.heading.index
	case *ast.Link:
		s.doc.parts.targets[n] = s.enterLink(n)
	case *ast.AutoLink:
		s.autoLink(n)
	case *ast.Image:
		s.image(n)
		return ast.WalkSkipChildren
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		s.write(string(n.Lines().Value(s.source.text)))
	case *ast.HTMLBlock:
		s.prose.html = true
		s.beginPassage()
		s.doc.parts.pieces[n] = s.rawPieces(s.raw[n])
		s.prose.html = false
		s.prose.end()
	case *ast.RawHTML:
		s.doc.parts.pieces[n] = s.rawPieces(s.raw[n])
	case *extast.Table:
		s.doc.parts.tables[n] = s.addTable(true, startOf(n))
		s.doc.parts.tables[n].headed = hasHead(n)
	case *extast.FootnoteLink:
		s.doc.notes.addMark(&s.doc.ids, n.Index, n.RefIndex)
	case *extast.Footnote:
		s.doc.notes.addNote(&s.doc.ids, n.Index)
	}
	return ast.WalkContinue
}

func (s *survey) leave(n ast.Node) {
	switch n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		s.prose.end()
	case *ast.Blockquote:
		s.prose.quotes--
	case *ast.Heading:
		s.closeHeading(s.heading)
		s.heading = nil
	case *ast.Link:
		s.closeLink(s.anchor)
		s.anchor = nil
	}
}

// write adds text to the body and to every heading and link that is open.
func (s *survey) write(text string) {
	s.text.WriteString(text)
	s.name(text)
}

// name adds text to headings and links alone.
func (s *survey) name(text string) {
	for _, c := range []*collector{s.heading, s.anchor, s.rawOpen.heading, s.rawOpen.anchor} {
		if c != nil {
			c.text.WriteString(text)
		}
	}
}

// beginPassage ends a passage and opens the next, unless that would stand in a
// heading or in a table that the author wrote in HTML.
func (s *survey) beginPassage() {
	s.prose.end()
	if s.rawOpen.heading == nil && len(s.rawOpen.tables) == 0 {
		s.prose.begin()
	}
}

func (s *survey) gap() { s.text.WriteByte(' ') }

func (s *survey) textOf(n *ast.Text) string {
	value := n.Segment.Value(s.source.text)
	text := string(value)
	if !n.IsRaw() {
		text = plain(value)
	}
	if n.SoftLineBreak() || n.HardLineBreak() {
		text += " "
	}
	return text
}

// plain resolves backslash escapes and character references, each once.
func plain(markdown []byte) string {
	if !bytes.ContainsAny(markdown, "\\&\x00") {
		return string(markdown)
	}
	var p page
	goldhtml.DefaultWriter.Write(&p, markdown)
	return html.UnescapeString(p.String())
}

// oneLine makes every run of white space one space.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func (s *survey) renderedLevel(level int) int {
	if level == 1 && s.doc.options.TopLevel == 2 {
		return 2
	}
	return level
}

func (s *survey) openHeading(level, offset int) *collector {
	s.doc.headings = append(s.doc.headings, Heading{Level: level, Offset: s.source.origin(offset)})
	return &collector{index: len(s.doc.headings) - 1}
}

func (s *survey) closeHeading(c *collector) {
	heading := &s.doc.headings[c.index]
	heading.Text = oneLine(c.text.String())
	if heading.ID == "" {
		heading.ID = s.doc.ids.forHeading(heading.Text)
	}
}

func (s *survey) closeLink(c *collector) {
	if c.index >= 0 {
		s.doc.links[c.index].Text = oneLine(c.text.String())
	}
}

// addLink checks a destination and returns the index of its link, or -1 if it
// may not be followed, which is reported.
func (s *survey) addLink(kind Kind, destination string, offset int) int {
	clean, problem := checkURL(destination)
	if problem != "" {
		what := "this link becomes plain text: "
		if kind == KindImage {
			what = "this image is left out: "
		}
		s.report.add(Warning, offset, "%s", what+problem)
		return -1
	}
	s.doc.links = append(s.doc.links, Link{Kind: kind, Offset: s.source.origin(offset), Destination: clean})
	return len(s.doc.links) - 1
}

func (s *survey) enterLink(n *ast.Link) target {
	index := s.addLink(KindLink, plain(n.Destination), s.destinationOffset(n, n.Destination, n.Reference))
	s.anchor = &collector{index: index}
	return target{link: index}
}

// destinationOffset is where a destination stands; a link that leads there by
// a reference counts as its own place.
func (s *survey) destinationOffset(n ast.Node, destination []byte, reference *ast.ReferenceLink) int {
	if reference == nil {
		if at, ok := place(s.source.text, destination); ok {
			return at
		}
	}
	return n.Pos()
}

func (s *survey) autoLink(n *ast.AutoLink) {
	label := string(n.Label(s.source.text))
	s.write(label)
	s.prose.add(label, n.Pos())
	if s.anchor != nil { // goldmark lets one stand in a link's text
		s.doc.parts.targets[n] = target{link: -1}
		return
	}
	destination := string(n.URL(s.source.text))
	if n.AutoLinkType == ast.AutoLinkEmail {
		destination = "mailto:" + destination
	}
	offset := n.Pos()
	if at, ok := place(s.source.text, n.Label(s.source.text)); ok {
		offset = at
	}
	index := s.addLink(KindLink, destination, offset)
	if index >= 0 {
		s.doc.links[index].Text = label
	}
	s.doc.parts.targets[n] = target{link: index}
}

func (s *survey) image(n *ast.Image) {
	offset := s.destinationOffset(n, n.Destination, n.Reference)
	alt := s.plainChildren(n)
	s.doc.parts.targets[n] = s.addImage(plain(n.Destination), alt, alt != "", offset)
}

// addImage decides what becomes of an image.
func (s *survey) addImage(destination, alt string, hasAlt bool, offset int) target {
	clean, problem := checkURL(destination)
	if problem != "" || !isForeign(clean) {
		s.name(alt)
		index := s.addLink(KindImage, destination, offset)
		if index >= 0 {
			s.doc.links[index].Text, s.doc.links[index].HasAlt = alt, hasAlt
		}
		return target{link: index, alt: alt}
	}
	if alt == "" {
		alt = fileName(clean)
	}
	s.name(alt)
	const advice = "put the file beside the page, so that no other host learns who reads it"
	if s.anchor != nil || s.rawOpen.anchor != nil {
		s.report.add(Warning, offset, "an image of another host became text: %s", advice)
		return target{link: -1, alt: alt}
	}
	s.report.add(Warning, offset, "an image of another host became a link: %s", advice)
	index := s.addLink(KindLink, destination, offset)
	s.doc.links[index].Text = alt
	return target{link: index, alt: alt, asLink: true}
}

// plainChildren is the text alternative of an image: the text in it.
func (s *survey) plainChildren(parent ast.Node) string {
	var b strings.Builder
	for n := parent.FirstChild(); n != nil; n = following(n, parent) {
		switch n := n.(type) {
		case *ast.Text:
			b.WriteString(s.textOf(n))
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(s.source.text))
		}
	}
	return oneLine(b.String())
}
