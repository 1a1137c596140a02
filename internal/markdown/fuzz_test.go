package markdown

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// FuzzBody holds that no input makes a panic, HTML that does something, or an
// offset outside of the source.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		"# A\n\n[b](c) ![d](e) <f@g.h>\n\n- [x] i\n\n|j|\n|-|\n|k|\n\nl[^m]\n\n[^m]: n\n\no\n: p\n",
		"<div onclick=x style=y class=z>\n\n*a*\n\n</div></div>", "a <script>b</script><svg><style>c</style></svg> <a href=javascript:d>e",
		"\uFEFFa\r\nb\rc\x00\xff", "<table><tr><td></div><table><td>", "<a id=x name=y href='#x'>b<a href=c>d", "[a]: <javascript:b>\n\n[a] <data:c>",
		"<div a=\"\n\n>", "![a](//b) [![c](https://d)](e)", "<h1>a<h2>b</h1>", "<!--><script>-->a</script>", "<![CDATA[<b>]]><?c?>",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		doc, findings := Parse(src, Options{TopLevel: 2, Reserved: []string{"main"}, BackLabel: "Back", TableLabel: "Table"})
		offset := func(at int) {
			if at < 0 || at > len(src) {
				t.Errorf("offset %d in %d bytes", at, len(src))
			}
		}
		for _, finding := range findings {
			offset(finding.Offset)
			if strings.ContainsAny(finding.Message, "\n\r") {
				t.Errorf("a message of several lines: %q", finding.Message)
			}
		}
		for _, link := range doc.Links() {
			offset(link.Offset)
		}
		for _, heading := range doc.Headings() {
			offset(heading.Offset)
		}
		for _, table := range doc.Tables() {
			offset(table.Offset)
		}
		for _, passage := range doc.Passages() {
			for at := range len(passage.Text) + 1 {
				offset(passage.Offset(at))
			}
		}
		asked := 0
		out := doc.HTML(func(l Link) string { asked++; return l.Destination })
		if asked != len(doc.Links()) {
			t.Errorf("resolved %d of %d links", asked, len(doc.Links()))
		}
		if !bytes.Equal(out, doc.HTML(nil)) {
			t.Error("two renderings differ")
		}
		checkHarmless(t, out)
	})
}

// checkHarmless reads HTML as a browser would and fails on anything that acts,
// styles, repeats an identifier, or reaches out of the body.
func checkHarmless(t *testing.T, out []byte) {
	t.Helper()
	ids := map[string]bool{}
	open := map[string]int{}
	z := html.NewTokenizer(bytes.NewReader(out))
	for z.Next() != html.ErrorToken {
		tok := z.Token()
		switch tok.Type {
		case html.CommentToken, html.DoctypeToken:
			t.Errorf("%s in %s", tok, out)
		case html.EndTagToken:
			if open[tok.Data]--; open[tok.Data] < 0 {
				t.Errorf("%s closes nothing in %s", tok, out)
			}
			continue
		case html.StartTagToken:
		default:
			continue
		}
		if _, ok := elements[tok.Data]; !ok {
			t.Errorf("%s in %s", tok, out)
		}
		if !elements[tok.Data].void {
			open[tok.Data]++
		}
		for _, a := range tok.Attr {
			switch {
			case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				t.Errorf("%s in %s", tok, out)
			case a.Key == "href" || a.Key == "src":
				if _, problem := checkURL(a.Val); problem != "" {
					t.Errorf("%s in %s: %s", tok, out, problem)
				}
				if a.Key == "src" && isForeign(a.Val) {
					t.Errorf("%s asks another host in %s", tok, out)
				}
			case a.Key == "id":
				if ids[a.Val] || a.Val == "main" {
					t.Errorf("id %q is taken in %s", a.Val, out)
				}
				ids[a.Val] = true
			}
		}
	}
	for name, n := range open {
		if n != 0 {
			t.Errorf("<%s> stays open in %s", name, out)
		}
	}
}
