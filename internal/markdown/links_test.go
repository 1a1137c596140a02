package markdown

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLinksAreAllDestinationsInOrder(t *testing.T) {
	const src = `[a *b*](/a\_b "t") ![alt *x*](i.png) ![](j.png) [r] <http://h.example/?a=1&b> <m@h.example>
<a href="/raw?a=1&amp;b" id=q>raw **text**</a> <img src='k.png'> <img alt="" src=l.png>

<p><a href="/block">in <i>a</i> block</a></p>

[r]: /ref
`
	doc, _ := Parse([]byte(src), Options{})
	want := []Link{
		{KindLink, strings.Index(src, `/a\_b`), "/a_b", "a b", false},
		{KindImage, strings.Index(src, "i.png"), "i.png", "alt x", true},
		{KindImage, strings.Index(src, "j.png"), "j.png", "", false},
		{KindLink, strings.Index(src, "[r]"), "/ref", "r", false},
		{KindLink, strings.Index(src, "http://h"), "http://h.example/?a=1&b", "http://h.example/?a=1&b", false},
		{KindLink, strings.Index(src, "m@h"), "mailto:m@h.example", "m@h.example", false},
		{KindLink, strings.Index(src, "/raw"), "/raw?a=1&b", "raw text", false},
		{KindImage, strings.Index(src, "k.png"), "k.png", "", false},
		{KindImage, strings.Index(src, "l.png"), "l.png", "", true},
		{KindLink, strings.Index(src, "/block"), "/block", "in a block", false},
	}
	if diff := cmp.Diff(want, doc.Links()); diff != "" {
		t.Error(diff)
	}
}

func TestEachLinkIsResolvedOnceAndInOrder(t *testing.T) {
	doc, _ := Parse([]byte("[a](1) ![b](2) <a href=3>c</a> <img src=4>\n\n[d](5)\n"), Options{})
	var asked []string
	html := string(doc.HTML(func(l Link) string {
		asked = append(asked, l.Destination)
		return "/r/" + l.Destination + `?x="&y`
	}))
	if got := strings.Join(asked, ""); got != "12345" {
		t.Errorf("asked for %s", got)
	}
	want := `<p><a href="/r/1?x=%22&amp;y">a</a> <img src="/r/2?x=%22&amp;y" alt="b"> <a href="/r/3?x=%22&amp;y">c</a> ` +
		`<img src="/r/4?x=%22&amp;y" alt=""></p>` + "\n" + `<p><a href="/r/5?x=%22&amp;y">d</a></p>` + "\n"
	if html != want {
		t.Errorf("got %s", html)
	}
}

func TestWithoutAnAddressOnlyTheTextIsRendered(t *testing.T) {
	for _, answer := range []string{"", "javascript:alert(1)", " \tdata:text/html,x", "java\nscript:x", "file:///etc/passwd"} {
		for in, want := range map[string]string{
			"[a *b*](1) ![c](2) <http://h.example>": "<p>a <em>b</em> c http://h.example</p>",
			"<a href=1>a</a> <img src=2 alt=c> d":   "<p>a c d</p>",
			"<a href=1 id=i>a</a>":                  `<p><a id="user-i">a</a></p>`,
		} {
			doc, _ := Parse([]byte(in), Options{})
			if got := strings.TrimSpace(string(doc.HTML(func(Link) string { return answer }))); got != want {
				t.Errorf("%q with %q\n got %s\nwant %s", in, answer, got, want)
			}
		}
	}
}

func TestAddressesThatAreNotFollowedAreReported(t *testing.T) {
	for _, address := range []string{
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:x", "data:text/html,x", "vbscript:x", "file:///x", "ftp://h.example/x",
	} {
		for _, form := range []string{"[a](%)", "![a](%)", "[a]\n\n[a]: %", "<a href='%'>a</a>", "<img src=\"%\" alt=a> ", "<a href=' &#9;%'>a</a>"} {
			in := strings.ReplaceAll(form, "%", address)
			doc, findings := Parse([]byte(in), Options{})
			if len(doc.Links()) != 0 || len(findings) != 1 || findings[0].Severity != Warning {
				t.Errorf("%q: links %v, findings %v", in, doc.Links(), findings)
			}
			if got := strings.TrimSpace(string(doc.HTML(nil))); got != "<p>a</p>" && got != "a" {
				t.Errorf("%q: %s", in, got)
			}
		}
	}
	for _, address := range []string{"http://h.example", "https://h.example", "mailto:a@h.example", "tel:+15550100", "a/b", "/a", "#a", "?a", "//h.example", "a/b:c"} {
		if doc, findings := Parse([]byte("[a]("+address+")"), Options{}); len(doc.Links()) != 1 || len(findings) != 0 {
			t.Errorf("%q: links %v, findings %v", address, doc.Links(), findings)
		}
	}
}

func TestAnImageOfAnotherHostBecomesALink(t *testing.T) {
	checkBehaviour(t, Options{}, []behaviour{
		{"with its text", "![a](https://h.example/b.png)", `<p><a href="https://h.example/b.png">a</a></p>`},
		{"or its file name", "![](//h.example/b%20c.png?d)", `<p><a href="//h.example/b%20c.png?d">b c.png</a></p>`},
		{"or its host", `![](https://h.example)`, `<p><a href="https://h.example">h.example</a></p>`},
		{"in raw HTML too", "b <img src='http://h.example/b.png' alt='a' title=t>", `<p>b <a href="http://h.example/b.png">a</a></p>`},
		{"however the slashes lean", `b <img src='/\h.example/b.png' alt='a'>`, `<p>b <a href="/%5Ch.example/b.png">a</a></p>`},
		{"but is text in a link", "[![a](http://h.example/b.png)](c)", `<p><a href="c">a</a></p>`},
		{"and in a raw link", "<a href=c>![a](http://h.example/b.png)</a>", `<p><a href="c">a</a></p>`},
	})
	doc, _ := Parse([]byte("![a](https://h.example/b.png)"), Options{})
	if got := doc.Links(); len(got) != 1 || got[0].Kind != KindLink || got[0].Text != "a" {
		t.Errorf("links %v", got)
	}
	if got := messages("![a](https://h.example/b.png)"); len(got) != 1 || !strings.HasPrefix(got[0], "5 warning: an image of another host became a link") {
		t.Errorf("findings %q", got)
	}
}
