package markdown

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// maxSearch is how many open elements are looked through for the one that an
// end tag closes. It keeps the work linear; real pages are never so deep.
const maxSearch = 256

// mayStayOpen are elements that HTML closes by itself when the next begins.
var mayStayOpen = set("p li dt dd tr td th thead tbody tfoot caption colgroup")

// implied says which open elements a start tag closes, and which ones keep
// those outside of them open.
var implied = map[string]struct{ closes, keeps map[string]bool }{
	"li":       {set("li"), set("ul ol table td th blockquote")},
	"dt":       {set("dt dd"), set("dl table td th blockquote")},
	"dd":       {set("dt dd"), set("dl table td th blockquote")},
	"td":       {set("td th"), set("tr table")},
	"th":       {set("td th"), set("tr table")},
	"tr":       {set("tr td th caption colgroup"), set("table thead tbody tfoot")},
	"thead":    {set("thead tbody tfoot tr td th caption colgroup"), set("table")},
	"tbody":    {set("thead tbody tfoot tr td th caption colgroup"), set("table")},
	"tfoot":    {set("thead tbody tfoot tr td th caption colgroup"), set("table")},
	"colgroup": {set("caption"), set("table")},
	"a":        {set("a"), set("table td th caption")},
}

// closesParagraph are the elements that cannot stand in a paragraph.
var closesParagraph = set("address aside blockquote details div dl figcaption figure h1 h2 h3 h4 h5 h6 hr ol p pre section summary table ul")

var (
	paragraph        = set("p")
	outsideParagraph = set("table td th caption")
)

// cell keeps what is open outside of it from end tags inside it, but for those
// of the table itself.
var (
	cell       = set("td th caption")
	tableParts = set("table thead tbody tfoot tr td th caption")
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		m[word] = true
	}
	return m
}

// balancer writes HTML in which every start tag has its end tag and no end tag
// closes what the text did not open.
type balancer struct {
	out  bytes.Buffer
	open []string
}

// balance takes HTML that holds elements of the table alone.
func balance(in []byte) []byte {
	var b balancer
	z := html.NewTokenizer(bytes.NewReader(in))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			b.closeTo(0)
			return b.out.Bytes()
		}
		raw := z.Raw()
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			raw = bytes.Clone(raw) // reading the name changes it in place
			name, _ := z.TagName()
			b.start(string(name), raw)
		case html.EndTagToken:
			name, _ := z.TagName()
			b.end(string(name))
		default:
			b.out.Write(raw)
		}
	}
}

func (b *balancer) start(name string, raw []byte) {
	if closesParagraph[name] {
		b.imply(paragraph, outsideParagraph)
	}
	if rule, ok := implied[name]; ok {
		b.imply(rule.closes, rule.keeps)
	}
	b.out.Write(raw)
	if !elements[name].void {
		b.open = append(b.open, name)
	}
}

// imply closes the outermost of the elements that the start of another closes.
func (b *balancer) imply(closes, keeps map[string]bool) {
	found := -1
	for i := len(b.open) - 1; i >= max(0, len(b.open)-maxSearch) && !keeps[b.open[i]]; i-- {
		if closes[b.open[i]] {
			found = i
		}
	}
	if found >= 0 {
		b.closeTo(found)
	}
}

func (b *balancer) end(name string) {
	for i := len(b.open) - 1; i >= max(0, len(b.open)-maxSearch); i-- {
		if b.open[i] == name {
			b.closeTo(i)
			return
		}
		if cell[b.open[i]] && !tableParts[name] {
			return
		}
	}
}

// closeTo closes open elements until n are left.
func (b *balancer) closeTo(n int) {
	for i := len(b.open) - 1; i >= n; i-- {
		b.out.WriteString("</")
		b.out.WriteString(b.open[i])
		b.out.WriteByte('>')
	}
	b.open = b.open[:n]
}
