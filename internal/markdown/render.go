package markdown

import (
	"regexp"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	goldrender "github.com/yuin/goldmark/renderer"
	goldhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// nodeRenderers writes the nodes that goldmark's own renderer would write with
// a style attribute, an <input>, an unresolved address or an unchecked
// identifier. Its methods never change a node: a tree is rendered by several
// goroutines at once.
type nodeRenderers struct{}

// nodeFunc is a renderer of one kind of node. It returns whether goldmark
// should go on into the children.
type nodeFunc func(p *page, source []byte, n ast.Node, entering bool) ast.WalkStatus

// RegisterFuncs implements goldmark's renderer.NodeRenderer.
func (nodeRenderers) RegisterFuncs(r goldrender.NodeRendererFuncRegisterer) {
	for kind, f := range map[ast.NodeKind]nodeFunc{
		ast.KindHeading:             renderHeading,
		ast.KindCodeBlock:           renderCode,
		ast.KindFencedCodeBlock:     renderCode,
		ast.KindLink:                renderLink,
		ast.KindAutoLink:            renderAutoLink,
		ast.KindImage:               renderImage,
		ast.KindHTMLBlock:           renderRaw,
		ast.KindRawHTML:             renderRaw,
		extast.KindTaskCheckBox:     renderTask,
		extast.KindTable:            renderTable,
		extast.KindTableHeader:      renderTableHead,
		extast.KindTableRow:         renderTableRow,
		extast.KindTableCell:        renderTableCell,
		extast.KindFootnoteLink:     renderMark,
		extast.KindFootnoteBacklink: renderBacklink,
		extast.KindFootnote:         renderNote,
		extast.KindFootnoteList:     renderNotes,
	} {
		r.Register(kind, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
			return f(w.(*page), source, n, entering), nil
		})
	}
}

func renderHeading(p *page, _ []byte, n ast.Node, entering bool) ast.WalkStatus {
	heading := p.doc.headings[p.doc.parts.headings[n]]
	if entering {
		p.start(headingTag(heading.Level), "id", heading.ID)
		return ast.WalkContinue
	}
	p.end(headingTag(heading.Level))
	p.WriteByte('\n')
	return ast.WalkContinue
}

var languageName = regexp.MustCompile(`^[A-Za-z0-9+#_.-]{1,40}`)

// renderCode writes a block that the keyboard can reach, so that wide lines
// can be scrolled without a mouse.
func renderCode(p *page, source []byte, n ast.Node, entering bool) ast.WalkStatus {
	if !entering {
		return ast.WalkContinue
	}
	p.start("pre", "tabindex", "0")
	var language []byte
	if fenced, ok := n.(*ast.FencedCodeBlock); ok && fenced.Info != nil {
		language = languageName.Find(fenced.Info.Segment.Value(source))
	}
	if len(language) > 0 {
		p.start("code", "class", "language-"+string(language))
	} else {
		p.start("code")
	}
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		goldhtml.DefaultWriter.RawWrite(p, line.Value(source))
	}
	p.end("code")
	p.end("pre")
	p.WriteByte('\n')
	return ast.WalkSkipChildren
}

func renderLink(p *page, _ []byte, n ast.Node, entering bool) ast.WalkStatus {
	link := p.doc.parts.targets[n].link
	if entering {
		p.startLink(link, titled(nil, n.(*ast.Link).Title)...)
	} else {
		p.endLink(link)
	}
	return ast.WalkContinue
}

func titled(attributes []string, title []byte) []string {
	if len(title) == 0 {
		return attributes
	}
	return append(attributes, "title", plain(title))
}

func renderAutoLink(p *page, source []byte, n ast.Node, entering bool) ast.WalkStatus {
	if !entering {
		return ast.WalkContinue
	}
	link := p.doc.parts.targets[n].link
	p.startLink(link)
	p.escape(string(n.(*ast.AutoLink).Label(source)))
	p.endLink(link)
	return ast.WalkContinue
}

func renderImage(p *page, _ []byte, n ast.Node, entering bool) ast.WalkStatus {
	if entering {
		p.image(p.doc.parts.targets[n], titled(nil, n.(*ast.Image).Title)...)
	}
	return ast.WalkSkipChildren
}

// renderTask writes a box as text: an <input> would need a label.
func renderTask(p *page, _ []byte, n ast.Node, entering bool) ast.WalkStatus {
	if !entering {
		return ast.WalkContinue
	}
	if n.(*extast.TaskCheckBox).IsChecked {
		p.WriteString("☑ ")
	} else {
		p.WriteString("☐ ")
	}
	return ast.WalkContinue
}

func renderRaw(p *page, _ []byte, n ast.Node, entering bool) ast.WalkStatus {
	if entering {
		for _, part := range p.doc.parts.pieces[n] {
			p.piece(part)
		}
	}
	return ast.WalkSkipChildren
}

func (p *page) piece(part *piece) {
	switch part.kind {
	case pieceText:
		p.escape(part.text)
	case pieceEnd:
		p.end(part.tag)
		p.endWrap(part.wrap)
	case pieceImage:
		p.image(*part.target, part.flat()...)
	case pieceStart:
		p.startWrap(part.wrap)
		attributes := part.flat()
		if part.target != nil {
			url := p.url(part.target.link)
			_, named := part.attribute("id")
			if url == "" && !named {
				return // its end tag is left out when the page is balanced
			}
			if url != "" {
				attributes = append([]string{"href", url}, attributes...)
			}
		}
		p.start(part.tag, attributes...)
	}
}

// flat returns the attributes as names and values in turn.
func (part *piece) flat() []string {
	var flat []string
	for _, a := range part.attrs {
		flat = append(flat, a.Key, a.Val)
	}
	return flat
}
