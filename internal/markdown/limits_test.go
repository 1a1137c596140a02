package markdown

import (
	"fmt"
	"strings"
	"testing"
)

func rep(s string, n int) string { return strings.Repeat(s, n/len(s)+1)[:n] }

// refusal returns the message of the error, or "".
func refusal(src string) string {
	_, findings := Parse([]byte(src), Options{})
	for _, f := range findings {
		if f.Severity == Error {
			return f.Message
		}
	}
	return ""
}

func TestNestingIsAllowedToOneHundredLevels(t *testing.T) {
	shapes := map[string]func(n int) string{
		"quotes":        func(n int) string { return strings.Repeat("> ", n) + "a" },
		"tight quotes":  func(n int) string { return strings.Repeat(">", n) + "a" },
		"list items":    func(n int) string { return strings.Repeat("- ", n) + "a" },
		"ordered items": func(n int) string { return strings.Repeat("1. ", n) + "a" },
		"a stair of items": func(n int) string {
			var b strings.Builder
			for i := range n {
				b.WriteString(strings.Repeat("  ", i) + "- a\n")
			}
			return b.String()
		},
		"emphasis": func(n int) string { return strings.Repeat("*a ", n) + strings.Repeat("b* ", n) },
		"images":   func(n int) string { return strings.Repeat("![", n) + "a" + strings.Repeat("](b)", n) },
		"elements": func(n int) string { return strings.Repeat("<div>\n", n) },
	}
	for name, shape := range shapes {
		if got := refusal(shape(maxNesting)); got != "" {
			t.Errorf("%s, %d levels: %s", name, maxNesting, got)
		}
		if got := refusal(shape(10 * maxNesting)); got != nestingMessage {
			t.Errorf("%s, %d levels: %q", name, 10*maxNesting, got)
		}
		if got := refusal(shape(maxNesting + 1)); got != nestingMessage {
			t.Errorf("%s, %d levels: %q", name, maxNesting+1, got)
		}
	}
}

func TestWhatOnlyLooksNestedIsAllowed(t *testing.T) {
	for name, src := range map[string]string{
		"a rule of stars":       strings.Repeat("* ", 400),
		"code of quote marks":   "```\n" + strings.Repeat(">", 200) + "\n```\n",
		"wide indentation":      "- a\n\n" + strings.Repeat(" ", 900) + "b",
		"brackets without ends": strings.Repeat("[", 300),
		"paragraphs in HTML":    rep("<p>a\n", 5000),
	} {
		if got := refusal(src); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestALongParagraphMayHoldTwoThousandDelimiters(t *testing.T) {
	paragraph := func(size, delimiters int) string {
		return strings.Repeat("[", delimiters) + rep("word ", size-delimiters)
	}
	for _, c := range []struct {
		name    string
		src     string
		refused bool
	}{
		{"long and plain", rep("word ", 1<<20), false},
		{"long with 2 000", paragraph(80<<10, 2000), false},
		{"long with 2 001", paragraph(80<<10, 2001), true},
		{"64 KiB with more", paragraph(64<<10, 2100), false},
		{"long code", "```\n" + rep("[a][b]\n", 200<<10) + "```\n", false},
		{"long HTML", "<div>\n" + rep("<b>a</b>\n", 200<<10) + "</div>\n", false},
		{"a long table", "|a|b|\n|-|-|\n" + rep("|[a](b)|*c*|\n", 200<<10), false},
		{"a long heading", "# " + paragraph(80<<10, 3000), true},
		{"a long cell", "|a|\n|-|\n|" + paragraph(80<<10, 3000) + "|\n", true},
		{"many paragraphs", rep(paragraph(500, 20)+"\n\n", 1<<20), false},
		{"many full paragraphs", rep(rep("[a](", 60<<10)+"\n\n", 1<<20), true},
	} {
		if got := refusal(c.src); (got != "") != c.refused {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// Each of these takes goldmark from many seconds to hours at this size.
func TestShapesThatTakeGoldmarkTooLongAreRefused(t *testing.T) {
	const size = 1 << 20
	numbered := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for name, src := range map[string]string{
		"wide table, short rows":  rep("|a", 8000) + "\n" + rep("|-", 8000) + "\n" + rep("|\n", 8000),
		"open links":              rep("[a](", size),
		"open images":             rep("![", size),
		"crossed emphasis":        rep("_a ", size/2) + rep("b* ", size/2),
		"definitions in a row":    rep("[a]: b\n", size),
		"definitions, then lines": rep("[a]:b\n", 60<<10) + rep("a\n", size-60<<10),
		"footnotes":               numbered("[^%d]: a\n\n", 20_000) + numbered("[^%d] \n\n", 20_000),
		"pipes in code":           "|a|\n|-|\n" + rep("|`\\|`|\n", size),
		"quotes, then lines":      strings.Repeat(">", 99) + "a\n" + rep("b\n", size),
		"lists, then nothing":     strings.Repeat("- ", 99) + "a\n" + rep("\n", size),
		"quotes in one line":      rep(">", size),
		"items in one line":       rep("+ ", size),
		"footnotes in one line":   rep("[^a]: ", size),
		"definitions in one line": "a\n" + rep(": ", size),
	} {
		if refusal(src) == "" {
			t.Errorf("%s: not refused", name)
		}
	}
}

// What is not refused must cost no more than its size: twice the input makes
// at most about twice the tree and the HTML.
func TestWorkGrowsWithTheInput(t *testing.T) {
	work := func(src string) int {
		doc, _ := Parse([]byte(src), Options{TableLabel: "Table"})
		n := len(doc.HTML(nil)) + len(doc.Text())
		if doc.HTML(nil) == nil {
			return n
		}
		root := parse(normalise([]byte(src)).text)
		for node := root; node != nil; node = following(node, root) {
			n += 50
		}
		return n
	}
	const size = 16 << 10
	for _, shape := range []string{
		"[a](", "![", "[a]", "[^a]", "a**b ", "*a_ ", "<a ", "<!-- a", "<!--", "<?", "<![CDATA[", "</", "&", "\\", "`a", "a`b``c```",
		"~~~\n", "> a\n", "- a\n", "* a\n\n", "1) a\n", "|a|\n|-|\n", "[a]: b\n", "[^a]: b\n\n", "a\n: b\n", "=\n", "# a\n", "<div>\n",
		"<script>\n", "<b x=y>", "<p><b id=x>", "<td><b></div>", "</p>", "a <svg> ", "a <script>b</script> ", "<li>", "<table>",
		"<a href=x>", "<h2>a", "<img src=x> ", "<i>x</b>", "\x00", "\xff", "\r", "[x](y)\r\n", "- [ ] a\n",
	} {
		one, two := work(rep(shape, size)), work(rep(shape, 2*size))
		if two > 3*one+1000 {
			t.Errorf("%q: %d for %d bytes, %d for %d", shape, one, size, two, 2*size)
		}
	}
}

func TestARefusedBodyIsEmptyButUsable(t *testing.T) {
	doc, findings := Parse([]byte("ab\n\n"+strings.Repeat(">", 500)+" # a"), Options{})
	if len(findings) != 1 || findings[0].Offset != 4 || findings[0].Severity != Error {
		t.Errorf("findings %v", findings)
	}
	if doc.HTML(nil) != nil || doc.Links() != nil || doc.Headings() != nil || doc.Text() != "" {
		t.Error("a refused body has contents")
	}
	if _, ok := doc.HasID("a"); ok {
		t.Error("a refused body has identifiers")
	}
}
