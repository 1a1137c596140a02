package markdown

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// piece is a part of raw HTML as it will be rendered.
type piece struct {
	kind   pieceKind
	tag    string
	text   string           // of pieceText
	attrs  []html.Attribute // of pieceStart, without those that hold an address
	target *target          // of links and images
	wrap   *tableWrap       // of tables
}

type pieceKind int

const (
	pieceText pieceKind = iota
	pieceStart
	pieceEnd
	pieceImage
)

// rawOpen is what of the raw HTML is open. It reaches over nodes: a tag and
// its end may have Markdown between them.
type rawOpen struct {
	anchor   *collector
	anchors  []string // what each <a> that is open became: "a", "span", or "" for nothing
	heading  *collector
	headPart *piece   // the start tag of heading
	tables   []*piece // start tags
	depth    int
}

// rawPieces rewrites the tokens of one node against the table of elements.
func (s *survey) rawPieces(tokens []token) []*piece {
	var pieces []*piece
	for _, tok := range tokens {
		if p := s.rawPiece(tok); p != nil {
			pieces = append(pieces, p)
		}
	}
	return pieces
}

func (s *survey) rawPiece(tok token) *piece {
	switch tok.Type {
	case html.TextToken:
		s.write(tok.Data)
		s.prose.add(tok.Data, tok.offset)
		return &piece{kind: pieceText, text: tok.Data}
	case html.CommentToken:
		if !strings.HasPrefix(tok.raw, "<!--") {
			s.report.repeat(tok.offset, "instructions like <? and <! are left out")
		}
		return nil
	case html.ErrorToken:
		s.report.add(Warning, tok.offset, "an HTML tag without its > is left out: a tag may hold no blank line")
		return nil
	case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
		p := s.rawTag(tok)
		s.parted(tok.Data)
		return p
	}
	s.report.repeat(tok.offset, "a document type is left out")
	return nil
}

func (s *survey) rawTag(tok token) *piece {
	e, ok := elements[tok.Data]
	if !ok {
		if tok.Type != html.EndTagToken {
			s.report.repeat(tok.offset, leftOut(tok.Data))
		}
		return nil
	}
	if !e.inline {
		s.gap()
	}
	if tok.Type == html.EndTagToken {
		return s.rawEnd(tok.Data, e)
	}
	if !e.void && !mayStayOpen[tok.Data] {
		if s.rawOpen.depth++; s.rawOpen.depth == maxNesting+1 {
			s.report.add(Error, tok.offset, "%s", nestingMessage)
		}
	}
	p := &piece{kind: pieceStart, tag: tok.Data}
	p.attrs = s.rawAttributes(tok, e)
	switch level := headingLevel(tok.Data); {
	case level > 0:
		s.startRawHeading(p, s.renderedLevel(level), tok.offset)
	case tok.Data == "a":
		return s.startRawAnchor(p, tok)
	case tok.Data == "img":
		return s.rawImage(p, tok)
	case tok.Data == "table":
		s.startRawTable(p, tok.offset)
	case tok.Data == "th" && len(s.rawOpen.tables) > 0:
		s.rawOpen.headed()
	}
	return p
}

// parted notes in the passages that a tag stood between lines or blocks.
func (s *survey) parted(tag string) {
	switch e := elements[tag]; {
	case e.inline:
	case tag == "br":
		s.prose.breakLine()
	case s.prose.open || s.prose.html:
		s.beginPassage()
	}
}

// rawAttributes returns the attributes that stay, without addresses; what is
// left out is reported.
func (s *survey) rawAttributes(tok token, e element) []html.Attribute {
	var kept []html.Attribute
	var names []string // that the author gives the element, its id first
	seen := map[string]bool{}
	for _, a := range tok.Attr {
		value := strings.TrimSpace(a.Val)
		switch {
		case seen[a.Key]:
		case !e.mayHave(a.Key, value):
			s.report.attribute(tok.offset, a.Key)
		case a.Key == "href" || a.Key == "src" || a.Key == "alt":
		case value == "" && (a.Key == "id" || a.Key == "name"):
		case a.Key == "id":
			names = append([]string{value}, names...)
		case a.Key == "name":
			names = append(names, value)
		case a.Key == "align":
			kept = append(kept, html.Attribute{Key: "class", Val: "align-" + strings.ToLower(value)})
		default:
			kept = append(kept, html.Attribute{Key: a.Key, Val: value})
		}
		seen[a.Key] = true
	}
	if len(names) > 0 {
		kept = append(kept, html.Attribute{Key: "id", Val: s.doc.ids.forAuthor(names...)})
	}
	return kept
}

func (p *piece) attribute(name string) (string, bool) {
	i := slices.IndexFunc(p.attrs, func(a html.Attribute) bool { return a.Key == name })
	if i < 0 {
		return "", false
	}
	return p.attrs[i].Val, true
}

func written(tok token, name string) (string, bool) {
	i := slices.IndexFunc(tok.Attr, func(a html.Attribute) bool { return a.Key == name })
	if i < 0 {
		return "", false
	}
	return tok.Attr[i].Val, true
}

func (s *survey) rawEnd(name string, e element) *piece {
	if e.void {
		return nil
	}
	if s.rawOpen.depth > 0 && !mayStayOpen[name] {
		s.rawOpen.depth--
	}
	p := &piece{kind: pieceEnd, tag: name}
	switch level := headingLevel(name); {
	case level > 0:
		p.tag = headingTag(s.renderedLevel(level))
		s.closeRawHeading()
	case name == "a":
		return s.endRawAnchor(p)
	case name == "table":
		s.endRawTable(p)
	}
	return p
}

// headingLevel returns 1 to 6 for h1 to h6, else 0.
func headingLevel(name string) int {
	if len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6' {
		return int(name[1] - '0')
	}
	return 0
}

func headingTag(level int) string { return "h" + string(rune('0'+level)) }

func (s *survey) startRawHeading(p *piece, level, offset int) {
	s.closeRawHeading()
	p.tag = headingTag(level)
	s.rawOpen.heading, s.rawOpen.headPart = s.openHeading(level, offset), p
	if id, ok := p.attribute("id"); ok {
		s.doc.headings[s.rawOpen.heading.index].ID = id
	}
}

func (s *survey) closeRawHeading() {
	c, p := s.rawOpen.heading, s.rawOpen.headPart
	if c == nil {
		return
	}
	s.closeHeading(c)
	if _, ok := p.attribute("id"); !ok {
		p.attrs = append(p.attrs, html.Attribute{Key: "id", Val: s.doc.headings[c.index].ID})
	}
	s.rawOpen.heading, s.rawOpen.headPart = nil, nil
}

// startRawAnchor makes a link, or, of an <a> that is only a target, a span:
// links may stand in that. It returns nil for an <a> that is neither.
func (s *survey) startRawAnchor(p *piece, tok token) *piece {
	s.closeRawAnchor()
	index := -1
	if href, ok := written(tok, "href"); ok {
		index = s.addLink(KindLink, href, tok.offset+attributeOffset(tok.raw, "href"))
	}
	_, named := p.attribute("id")
	switch {
	case index >= 0:
		s.rawOpen.anchor = &collector{index: index}
		p.target = &target{link: index}
	case named:
		p.tag = "span"
	default:
		p.tag = ""
	}
	s.rawOpen.anchors = append(s.rawOpen.anchors, p.tag)
	if p.tag == "" {
		return nil
	}
	return p
}

// endRawAnchor returns the end of what the last <a> became.
func (s *survey) endRawAnchor(p *piece) *piece {
	s.closeRawAnchor()
	if n := len(s.rawOpen.anchors); n > 0 {
		p.tag = s.rawOpen.anchors[n-1]
		s.rawOpen.anchors = s.rawOpen.anchors[:n-1]
	}
	if p.tag == "" {
		return nil
	}
	return p
}

func (s *survey) closeRawAnchor() {
	if s.rawOpen.anchor != nil {
		s.closeLink(s.rawOpen.anchor)
		s.rawOpen.anchor = nil
	}
}

func (s *survey) rawImage(p *piece, tok token) *piece {
	p.kind = pieceImage
	src, _ := written(tok, "src")
	alt, hasAlt := written(tok, "alt")
	t := s.addImage(src, oneLine(alt), hasAlt, tok.offset+attributeOffset(tok.raw, "src"))
	p.target = &t
	return p
}

func (s *survey) startRawTable(p *piece, offset int) {
	s.rawOpen.tables = append(s.rawOpen.tables, p)
	if len(s.rawOpen.tables) == 1 {
		p.wrap = s.addTable(false, offset)
	}
}

// headed notes that the table has a header cell.
func (r *rawOpen) headed() {
	if wrap := r.tables[0].wrap; wrap != nil {
		wrap.headed = true
	}
}

// endRawTable wraps a table whose end is found; tables in tables are not
// wrapped again.
func (s *survey) endRawTable(p *piece) {
	open := s.rawOpen.tables
	if len(open) == 0 {
		return
	}
	s.rawOpen.tables = open[:len(open)-1]
	if start := open[len(open)-1]; start.wrap != nil {
		start.wrap.closed = true
		p.wrap = start.wrap
	}
}

// closeRaw ends what the author left open.
func (s *survey) closeRaw() {
	s.closeRawAnchor()
	s.closeRawHeading()
}
