package markdown

import (
	"bytes"
	"errors"
	"io"
	"sort"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
)

// token is one token of raw HTML with its place in the text.
type token struct {
	html.Token
	offset int
	raw    string // of tags: as written
}

// rawNodes holds the tokens of each node of raw HTML.
type rawNodes map[ast.Node][]token

// readRaw tokenises all raw HTML of a tree. An element of which nothing is to
// stay may begin in one node and end in a later one, with Markdown between
// them, as in "a <script>b</script>": what is between is taken out of the tree.
func readRaw(root ast.Node, src []byte) rawNodes {
	nodes := rawNodes{}
	seen := map[ast.Node]bool{}
	var parents []ast.Node
	for n := root; n != nil; n = following(n, root) {
		if isRawHTML(n) && !seen[n.Parent()] {
			seen[n.Parent()] = true
			parents = append(parents, n.Parent())
		}
	}
	for _, parent := range parents {
		if seen[parent] {
			nodes.readChildren(parent, src, "", seen)
		}
	}
	return nodes
}

func isRawHTML(n ast.Node) bool {
	return n.Kind() == ast.KindHTMLBlock || n.Kind() == ast.KindRawHTML
}

// readChildren reads the raw nodes among the children of parent. open names
// the emptied element that the first of them stands in. unread holds the
// parents that are still to be read.
func (nodes rawNodes) readChildren(parent ast.Node, src []byte, open string, unread map[ast.Node]bool) {
	unread[parent] = false
	last := lastEnds(parent, src)
	if _, ok := last[open]; !ok {
		open = ""
	}
	for n, place := parent.FirstChild(), 0; n != nil; place++ {
		next := n.NextSibling()
		switch {
		case isRawHTML(n):
			nodes[n], open = tokenise(rawLines(n, src), open)
			if end, ok := last[open]; !ok || end <= place {
				open = ""
			}
		case open == "":
		case bytes.Contains(bytes.ToLower(rawLines(n, src).text), []byte("</"+open)):
			nodes.readChildren(n, src, open, unread)
			open = ""
		default:
			parent.RemoveChild(parent, n)
		}
		n = next
	}
}

// lastEnds returns, for each emptied element, the place among the children of
// the last one that has its end tag: a raw node, or a paragraph with one in it.
func lastEnds(parent ast.Node, src []byte) map[string]int {
	last := map[string]int{}
	for n, place := parent.FirstChild(), 0; n != nil; n, place = n.NextSibling(), place+1 {
		text := rawLines(n, src).text
		if !bytes.Contains(text, []byte("</")) {
			continue
		}
		lower := bytes.ToLower(text)
		for name := range emptied {
			if bytes.Contains(lower, []byte("</"+name)) {
				last[name] = place
			}
		}
	}
	return last
}

// rawText is the text of a node, put together from lines.
type rawText struct {
	text   []byte
	starts []int // of each line in text
	places []int // of each line in the source
}

func rawLines(n ast.Node, src []byte) rawText {
	var t rawText
	add := func(line text.Segment) {
		t.starts = append(t.starts, len(t.text))
		t.places = append(t.places, line.Start)
		t.text = append(t.text, line.Value(src)...)
	}
	var segments *text.Segments
	if inline, ok := n.(*ast.RawHTML); ok {
		segments = inline.Segments
	} else if n.Type() == ast.TypeBlock {
		segments = n.Lines()
	}
	for i := 0; segments != nil && i < segments.Len(); i++ {
		add(segments.At(i))
	}
	if block, ok := n.(*ast.HTMLBlock); ok && block.HasClosure() {
		add(block.ClosureLine)
	}
	return t
}

func (t rawText) origin(offset int) int {
	i := sort.SearchInts(t.starts, offset+1) - 1
	if i < 0 {
		return 0
	}
	return t.places[i] + offset - t.starts[i]
}

// tokenise returns the tokens of one node. Of an emptied element there is the
// start tag alone, as a sign that something was there. open names the emptied
// element that the text begins in, and the result the one that it ends in.
func tokenise(t rawText, open string) ([]token, string) {
	var tokens []token
	at, depth := 0, 0
	if open != "" {
		end := bytes.Index(bytes.ToLower(t.text), []byte("</"+open))
		if end < 0 {
			return nil, open
		}
		at, depth = end, 1
	}
	z := html.NewTokenizer(bytes.NewReader(t.text[at:]))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if err := z.Err(); !errors.Is(err, io.EOF) {
				open = ""
			}
			if rest := bytes.TrimSpace(z.Raw()); open == "" && len(rest) > 0 {
				tokens = append(tokens, token{html.Token{Type: html.ErrorToken}, t.origin(at), string(rest)})
			}
			return tokens, open
		}
		raw := z.Raw()
		tok := token{offset: t.origin(at)}
		at += len(raw)
		if kind != html.TextToken {
			tok.raw = string(raw)
		}
		tok.Token = z.Token()
		switch {
		case open != "":
			depth = depthAfter(tok.Token, open, depth)
			if depth == 0 {
				open = ""
			}
			continue
		case opensEmptied(tok.Token):
			open, depth = tok.Data, 1
		}
		tokens = append(tokens, tok)
	}
}

// opensEmptied reports whether a tag opens an element of which nothing is to
// stay. A slash closes only the elements of drawings and formulas.
func opensEmptied(tok html.Token) bool {
	switch tok.Type {
	case html.StartTagToken:
		return emptied[tok.Data]
	case html.SelfClosingTagToken:
		return emptied[tok.Data] && tok.Data != "svg" && tok.Data != "math"
	}
	return false
}

// depthAfter counts the elements of one name that are open after a token.
func depthAfter(tok html.Token, name string, depth int) int {
	if tok.Data != name {
		return depth
	}
	switch tok.Type {
	case html.StartTagToken:
		return depth + 1
	case html.EndTagToken:
		return depth - 1
	}
	return depth
}

// attributeOffset returns where the value of an attribute begins in a tag as
// it is written, or 0.
func attributeOffset(tag, name string) int {
	lower := strings.ToLower(tag)
	for from := 0; ; {
		i := strings.Index(lower[from:], name)
		if i < 0 {
			return 0
		}
		i += from
		from = i + len(name)
		value := strings.TrimLeft(lower[from:], " \t\n\f")
		if i == 0 || !strings.ContainsRune(" \t\n\f\"'/", rune(lower[i-1])) || !strings.HasPrefix(value, "=") {
			continue
		}
		value = strings.TrimLeft(value[1:], " \t\n\f")
		value = strings.TrimLeft(value, `"'`)
		return len(lower) - len(value)
	}
}
