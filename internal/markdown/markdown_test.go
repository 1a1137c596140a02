package markdown

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	goldhtml "github.com/yuin/goldmark/renderer/html"
)

var update = flag.Bool("update", false, "write what is rendered to testdata")

// render parses and renders with destinations kept, and fails on errors.
func render(t *testing.T, src string, opts Options) string {
	t.Helper()
	doc, findings := Parse([]byte(src), opts)
	for _, f := range findings {
		if f.Severity == Error {
			t.Errorf("Parse(%.60q): %s", src, f.Message)
		}
	}
	return string(doc.HTML(nil))
}

func messages(src string) []string {
	_, findings := Parse([]byte(src), Options{})
	var all []string
	for _, f := range findings {
		all = append(all, fmt.Sprintf("%d %s: %s", f.Offset, f.Severity, f.Message))
	}
	return all
}

type behaviour struct{ name, in, want string }

func checkBehaviour(t *testing.T, opts Options, cases []behaviour) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.TrimSpace(render(t, c.in, opts)); got != c.want {
				t.Errorf("%q\n got %s\nwant %s", c.in, got, c.want)
			}
		})
	}
}

func TestMarkdownBecomesHTMLWithoutStylesOrInputs(t *testing.T) {
	checkBehaviour(t, Options{}, []behaviour{
		{"a task list is text", "- [ ] a\n- [x] b", "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n</ul>"},
		{"a table aligns by class, its head cells have a scope and an empty one is none",
			"|a||\n|-:|-|\n|b|c|",
			"<table>\n<thead><tr>\n<th scope=\"col\" class=\"align-right\">a</th>\n<td></td>\n</tr></thead>\n" +
				"<tbody>\n<tr>\n<td class=\"align-right\">b</td>\n<td>c</td>\n</tr>\n</tbody>\n</table>"},
		{"a code block can be reached by keyboard", "```go run\na<b\n```",
			"<pre tabindex=\"0\"><code class=\"language-go\">a&lt;b\n</code></pre>"},
		{"a language that is no plain name is cut where it ceases to be one", "```a\"b\nx\n```",
			"<pre tabindex=\"0\"><code class=\"language-a\">x\n</code></pre>"},
		{"a definition list", "a\n: b", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"},
		{"bare addresses and ~~ stay text", "http://a.example ~~b~~", "<p>http://a.example ~~b~~</p>"},
		{"an autolink in a link is text", "[<http://a.example>](b)", `<p><a href="b">http://a.example</a></p>`},
		{"character references are resolved once", `&amp;lt; \&amp;`, "<p>&amp;lt; &amp;amp;</p>"},
	})
}

func TestAnH1BecomesAnH2WhereThePageHasItsOwn(t *testing.T) {
	const src = "# A\n\nB\n===\n\n### C\n\n<h1>D</h1>\n"
	want := "<h2 id=\"a\">A</h2>\n<h2 id=\"b\">B</h2>\n<h3 id=\"c\">C</h3>\n<h2 id=\"d\">D</h2>\n"
	if got := render(t, src, Options{TopLevel: 2}); got != want {
		t.Errorf("got %s", got)
	}
	doc, _ := Parse([]byte(src), Options{TopLevel: 2})
	headings := []Heading{{2, "A", "a", 0}, {2, "B", "b", 5}, {3, "C", "c", 12}, {2, "D", "d", 19}}
	if diff := cmp.Diff(headings, doc.Headings()); diff != "" {
		t.Error(diff)
	}
	if got := render(t, "# A", Options{}); got != "<h1 id=\"a\">A</h1>\n" {
		t.Errorf("without TopLevel: got %s", got)
	}
}

func TestFootnotesHaveNamesAndFreeIdentifiers(t *testing.T) {
	got := render(t, "a[^x] b[^x] [c[^y]](d)\n\n[^x]: One\n[^y]: Two\n",
		Options{Reserved: []string{"fn:1"}, BackLabel: "Back to note", NotesLabel: "Notes"})
	want := `<p>a<sup id="fnref:1"><a href="#fn:1-2" class="footnote-ref" role="doc-noteref">1</a></sup>` +
		` b<sup id="fnref:1:2"><a href="#fn:1-2" class="footnote-ref" role="doc-noteref">1</a></sup>` +
		` <a href="d">c<sup id="fnref:2">2</sup></a></p>
<div class="footnotes" role="doc-endnotes" aria-label="Notes"><hr><ol>
<li id="fn:1-2">
<p>One <a href="#fnref:1" class="footnote-backref" role="doc-backlink" aria-label="Back to note 1.1">↩︎</a>` +
		` <a href="#fnref:1:2" class="footnote-backref" role="doc-backlink" aria-label="Back to note 1.2">↩︎</a></p>
</li>
<li id="fn:2">
<p>Two <a href="#fnref:2" class="footnote-backref" role="doc-backlink" aria-label="Back to note 2">↩︎</a></p>
</li>
</ol></div>
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTablesScrollInRegionsWithNamesOfTheirOwn(t *testing.T) {
	const region = `<div class="table-scroll" tabindex="0" role="region" aria-label="`
	got := render(t, "|a|\n|-|\n\n<table><tr><td><table><tr><td>b</table></table>\n\n<table><tr><td>open\n", Options{TableLabel: "Table"})
	for _, want := range []string{region + `Table 1">`, region + `Table 2">`} {
		if strings.Count(got, want) != 1 {
			t.Errorf("want %s once in %s", want, got)
		}
	}
	if n := strings.Count(got, region); n != 2 {
		t.Errorf("%d regions, want 2: neither for the inner table nor for the one without an end\n%s", n, got)
	}
	if got := render(t, "|a|\n|-|\n", Options{TableLabel: "Table"}); !strings.Contains(got, `aria-label="Table"`) {
		t.Errorf("a single table gets no number: %s", got)
	}
	if got := render(t, "|a|\n|-|\n", Options{}); strings.Contains(got, "<div") {
		t.Errorf("without a name there is no region: %s", got)
	}
}

func TestTextIsTheWordsWithSingleSpaces(t *testing.T) {
	doc, _ := Parse([]byte("# A *b*\nc &amp;  d\\\ne\n\n- f\n- [g](h) ![i](j)\n\n```\nk\n```\n\n<p>l<script>m</script><b>n</b>o</p>\n\n"+
		"p <script>q</script>r[^1]\n\n[^1]: s\n"), Options{})
	if want := "A b c & d e f g k lno p r s"; doc.Text() != want {
		t.Errorf("got %q, want %q", doc.Text(), want)
	}
}

func TestByteOrderMarkAndLineEndsDoNotChangeTheHTML(t *testing.T) {
	src, err := os.ReadFile("testdata/body.md")
	if err != nil {
		t.Fatal(err)
	}
	lf := render(t, string(src), Options{})
	for name, end := range map[string]string{"CRLF": "\r\n", "CR": "\r"} {
		other := strings.ReplaceAll(string(src), "\n", end)
		if diff := cmp.Diff(lf, render(t, "\uFEFF"+other, Options{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestOffsetsAreIntoTheSourceAsItWasGiven(t *testing.T) {
	const src = "\uFEFFa\r\n\r\nb [x](/y)\r\n\r\n<p style=a>\r\n\r\n> # H\r\n> <a href='/z'>q</a>\r\n"
	doc, findings := Parse([]byte(src), Options{})
	for i, want := range []string{"/y", "/z"} {
		if at := doc.Links()[i].Offset; !strings.HasPrefix(src[at:], want) {
			t.Errorf("link %d at %q", i, src[at:])
		}
	}
	if at := doc.Headings()[0].Offset; !strings.HasPrefix(src[at:], "# H") {
		t.Errorf("heading at %q", src[at:])
	}
	if at := findings[0].Offset; !strings.HasPrefix(src[at:], "<p") {
		t.Errorf("finding at %q", src[at:])
	}
}

func TestAWholeBodyIsRenderedAsKept(t *testing.T) {
	src, err := os.ReadFile("testdata/body.md")
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := Parse(src, Options{TopLevel: 2, Reserved: []string{"main"}, BackLabel: "Back to note", NotesLabel: "Notes", TableLabel: "Table"})
	var out bytes.Buffer
	for _, f := range findings {
		line := 1 + bytes.Count(src[:f.Offset], []byte("\n"))
		fmt.Fprintf(&out, "%d: %s: %s\n", line, f.Severity, f.Message)
	}
	out.Write(doc.HTML(nil))
	if *update {
		if err := os.WriteFile("testdata/body.html", out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/body.html")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestOneDocumentIsRenderedByManyAtOnce(t *testing.T) {
	src, err := os.ReadFile("testdata/body.md")
	if err != nil {
		t.Fatal(err)
	}
	doc, _ := Parse(src, Options{TableLabel: "Table"})
	want := doc.HTML(nil)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if !bytes.Equal(doc.HTML(nil), want) {
				t.Error("two renderings differ")
			}
		})
	}
	wait.Wait()
}

// These faults are why goldmark's own renderers are replaced. When one is
// gone, so may be the code that works round it.
func TestGoldmarkStillNeedsWhatWorksRoundIt(t *testing.T) {
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.TaskList), goldmark.WithRendererOptions(goldhtml.WithUnsafe()))
	for in, fault := range map[string]string{
		"|a|\n|:-|\n":                  ` style="`,
		"- [ ] a\n":                    "<input",
		"[a](javascript:b) <b>c</b>\n": "javascript:",
		"[<http://a.example>](b)\n":    `<a href="b"><a `,
	} {
		var out bytes.Buffer
		if err := md.Convert([]byte(in), &out); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), fault) {
			t.Errorf("goldmark no longer writes %s for %q", fault, in)
		}
	}
}
