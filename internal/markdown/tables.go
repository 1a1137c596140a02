package markdown

import (
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// tableWrap is the region around a table in which it scrolls when the screen
// is narrower.
type tableWrap struct {
	closed bool   // the table has an end; else it is not wrapped
	label  string // "" for no region
	offset int    // of the table in the source
	headed bool   // a cell of it is a header with words
}

func (s *survey) addTable(closed bool, offset int) *tableWrap {
	t := &tableWrap{closed: closed, offset: s.source.origin(max(0, offset))}
	s.tables = append(s.tables, t)
	return t
}

// hasHead tells whether a cell of a table's head has anything in it.
func hasHead(table ast.Node) bool {
	head := table.FirstChild()
	if head == nil || head.Kind() != extast.KindTableHeader {
		return false
	}
	for cell := head.FirstChild(); cell != nil; cell = cell.NextSibling() {
		if cell.HasChildren() {
			return true
		}
	}
	return false
}

// nameTables gives each region a name of its own.
func (s *survey) nameTables() {
	label := s.doc.options.TableLabel
	if label == "" {
		return
	}
	var wrapped []*tableWrap
	for _, t := range s.tables {
		if t.closed {
			wrapped = append(wrapped, t)
		}
	}
	for i, t := range wrapped {
		t.label = label
		if len(wrapped) > 1 {
			t.label += " " + strconv.Itoa(i+1)
		}
	}
}

func (p *page) startWrap(t *tableWrap) {
	if t != nil && t.label != "" {
		p.start("div", "class", "table-scroll", "tabindex", "0", "role", "region", "aria-label", t.label)
	}
}

func (p *page) endWrap(t *tableWrap) {
	if t != nil && t.label != "" {
		p.end("div")
	}
}

func renderTable(p *page, _ []byte, n ast.Node, entering bool) ast.WalkStatus {
	wrap := p.doc.parts.tables[n]
	if entering {
		p.startWrap(wrap)
		p.start("table")
	} else {
		p.end("table")
		p.endWrap(wrap)
	}
	p.WriteByte('\n')
	return ast.WalkContinue
}

func renderTableHead(p *page, _ []byte, n ast.Node, entering bool) ast.WalkStatus {
	if entering {
		p.start("thead")
		p.start("tr")
		p.WriteByte('\n')
		return ast.WalkContinue
	}
	p.end("tr")
	p.end("thead")
	p.WriteByte('\n')
	if n.NextSibling() != nil {
		p.start("tbody")
		p.WriteByte('\n')
	}
	return ast.WalkContinue
}

func renderTableRow(p *page, _ []byte, n ast.Node, entering bool) ast.WalkStatus {
	if entering {
		p.start("tr")
	} else {
		p.end("tr")
	}
	p.WriteByte('\n')
	if !entering && n.NextSibling() == nil {
		p.end("tbody")
		p.WriteByte('\n')
	}
	return ast.WalkContinue
}

func renderTableCell(p *page, _ []byte, n ast.Node, entering bool) ast.WalkStatus {
	tag := "td"
	var attributes []string
	// An empty cell of the head heads nothing.
	if n.Parent().Kind() == extast.KindTableHeader && n.HasChildren() {
		tag = "th"
		attributes = append(attributes, "scope", "col")
	}
	if !entering {
		p.end(tag)
		p.WriteByte('\n')
		return ast.WalkContinue
	}
	if align := n.(*extast.TableCell).Alignment; align != extast.AlignNone {
		attributes = append(attributes, "class", "align-"+align.String())
	}
	p.start(tag, attributes...)
	return ast.WalkContinue
}
