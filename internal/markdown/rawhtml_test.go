package markdown

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestRawHTMLIsRewrittenAgainstTheTable(t *testing.T) {
	checkBehaviour(t, Options{}, []behaviour{
		{"what people write stays", `<figure><img src="a.png" alt="A" width="20" height="10"><figcaption>B <time datetime="2026-01-02">then</time></figcaption></figure>`,
			`<figure><img src="a.png" alt="A" width="20" height="10"><figcaption>B <time datetime="2026-01-02">then</time></figcaption></figure>`},
		{"details stay open", "<details open><summary>A</summary>\n\n*b*\n\n</details>",
			"<details open=\"\"><summary>A</summary>\n<p><em>b</em></p>\n</details>"},
		{"class, style, data, target and handlers go", `a <b class=x style="color:red" onclick="y()" data-z=1 title="t">c</b>`, `<p>a <b title="t">c</b></p>`},
		{"an attribute has a form of its own", `<ol start="3" type="a" reversed><li value="x">a</ol>`, `<ol start="3" type="a" reversed=""><li>a</li></ol>`},
		{"a cell's alignment becomes a class", `<table><tr><td align="CENTER" width="9%">a</table>`, `<table><tr><td class="align-center">a</td></tr></table>`},
		{"a class of ours cannot be borrowed", `<div class="table-scroll" role="region">a</div>`, `<div>a</div>`},
		{"presentation goes, its text stays", `a <font color=red>b</font> <center>c</center>`, `<p>a b c</p>`},
		{"a form leaves its text", `<form action=/x><label>a <input name=b></label><button>c</button></form>`, `a c`},
		{"comments go", "a <!-- b --> c", "<p>a  c</p>"},
		{"text stays text", `<p>&lt;script&gt; a &amp;amp; "b"</p>`, `<p>&lt;script&gt; a &amp;amp; &#34;b&#34;</p>`},
		{"the first of two attributes counts", `a <b title=1 title=2>c</b>`, `<p>a <b title="1">c</b></p>`},
	})
}

func TestNothingStaysOfScriptsStylesAndFrames(t *testing.T) {
	checkBehaviour(t, Options{}, []behaviour{
		{"in a block", "<script>\na\n\nb</script>\nc", "<p>c</p>"},
		{"in a line", "a <script>b *c*</script> d", "<p>a  d</p>"},
		{"over blocks", "<div><style>\na\n\n*b*\n\n</style>c</div>\n\nd", "<div><p>c</p></div>\n<p>d</p>"},
		{"over blocks in one", "<div><style>\na\n\nb\n\n<div></style>c</div>\n\nd", "<div>c</div>\n<p>d</p>"},
		{"with drawings in drawings", "<div><svg><svg></svg><text>b</text></svg>c</div>", "<div>c</div>"},
		{"a slash does not close a script", "a <script/>b</script> c", "<p>a  c</p>"},
		{"without an end the text after it stays", "a <script>b\n\nc", "<p>a b</p>\n<p>c</p>"},
		{"in another case", "a <ScRiPt>b</sCrIpT > c", "<p>a  c</p>"},
		{"a frame and what stands in for it", `a <iframe src="//x.example">b</iframe> c`, "<p>a  c</p>"},
	})
	const src = "a <script>[b](c) <b id=d>e</b></script>\n\n<div><style>\n\n# F\n\n</style></div>\n"
	doc, _ := Parse([]byte(src), Options{})
	if len(doc.Links()) != 0 || len(doc.Headings()) != 0 || doc.Text() != "a" {
		t.Errorf("links %v, headings %v, text %q", doc.Links(), doc.Headings(), doc.Text())
	}
}

func TestABodyClosesNothingOfThePageAroundIt(t *testing.T) {
	checkBehaviour(t, Options{}, []behaviour{
		{"stray ends go", "</div></main></p>\n\n<b>a</b></i>", "<p><b>a</b></p>"},
		{"open elements are closed", "<div><ul><li>a\n\nb <em>c", "<div><ul><li>a\n<p>b <em>c</em></p>\n</li></ul></div>"},
		{"paragraphs end before blocks", "a <div>b</div> c", "<p>a </p><div>b</div> c"},
		{"items and cells end by themselves", "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>"},
		{"terms too", "<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"},
		{"rows too", "<table><thead><tr><th>a<tbody><tr><td>b<td>c<tr><td>d</table>",
			"<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td><td>c</td></tr><tr><td>d</td></tr></tbody></table>"},
		{"a cell keeps what is around its table open", "<div><table><tr><td></div>a</table>b</div>", "<div><table><tr><td>a</td></tr></table>b</div>"},
		{"a link ends before the next", `x <a href=1>a <a href=2>b</a> c`, `<p>x <a href="1">a </a><a href="2">b</a> c</p>`},
		{"a target may hold a link", `x <a name=y>a <a href=2>b</a></a> c`, `<p>x <span id="user-y">a <a href="2">b</a></span> c</p>`},
		{"the end of a link that leads nowhere closes no other", `x <a href=1>a <a href="">b</a> c</a>`, `<p>x <a href="1">a b c</a></p>`},
		{"crossed tags", "x <b>a <i>b</b> c</i>", "<p>x <b>a <i>b</i></b> c</p>"},
	})
}

func TestRemovedHTMLIsReportedOnceWithItsPlace(t *testing.T) {
	for in, want := range map[string][]string{
		"a <blink>b</blink> <blink>c</blink>": {"2 warning: <blink> is left out: the text in it is kept (2 times)"},
		"a <script>b</script>":                {"2 warning: <script> is left out: pages run no scripts"},
		"a <iframe src=x></iframe>":           {"2 warning: <iframe> is left out: write a link to the page it shows"},
		"a <your name>":                       {`2 warning: <your> is left out: it is no HTML; write \<your> if readers are to see it`},
		"a <input> <input>":                   {"2 warning: <input> is left out (2 times)"},
		"> a\n> <b class=x>c</b> <b class=y id=z lang=e%>d</b>": {
			"6 warning: attributes that pages do not use are left out: class (2 times), lang"},
		"a <b onclick=x style=y>c</b>": {
			"2 warning: onclick is left out: pages run no scripts", "2 warning: style is left out: how pages look is decided in one place"},
		"<div class=\"a\n\nb\">": {"0 warning: an HTML tag without its > is left out: a tag may hold no blank line"},
		"a <?php b ?>":           {"2 warning: instructions like <? and <! are left out"},
		"<b>a</b> <!-- b -->":    nil,
	} {
		if got := messages(in); !slices.Equal(got, want) {
			t.Errorf("%q\n got %q\nwant %q", in, got, want)
		}
	}
}

// A sanitiser's list and the rewriting come from one table; this shows that
// they agree: what the rewriting lets through, the sanitiser does too.
func TestTheSanitiserAgreesWithTheTable(t *testing.T) {
	samples := map[string]string{"type": "a", "scope": "row", "dir": "rtl", "lang": "es-MX", "open": "", "reversed": ""}
	for name, e := range elements {
		for attribute := range strings.FieldsSeq(everywhere + " " + e.attributes) {
			if attribute == "name" || attribute == "align" {
				continue
			}
			value, ok := samples[attribute]
			if !ok {
				value = "7"
			}
			tag := html.Token{Type: html.StartTagToken, Data: name, Attr: []html.Attribute{{Key: attribute, Val: value}}}
			if !e.mayHave(attribute, value) {
				t.Errorf("the table refuses %s", tag)
			}
			if got := string(policy.SanitizeBytes([]byte(tag.String()))); got != tag.String() {
				t.Errorf("%s: the sanitiser makes %s", tag, got)
			}
		}
	}
	for _, bad := range []string{`<p style="a">`, `<p class="a">`, `<p onclick="a">`, `<a href="javascript:a">`, `<img src="data:image/png;base64,x">`, `<p tabindex="1">`} {
		if got := string(policy.SanitizeBytes([]byte(bad))); strings.Contains(got, "=") {
			t.Errorf("%s: the sanitiser makes %s", bad, got)
		}
	}
	if _, ok := elements["script"]; ok || !emptied["script"] {
		t.Error("script must be emptied")
	}
}
