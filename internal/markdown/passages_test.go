package markdown

import (
	"strings"
	"testing"
)

func TestPassagesAreWhatIsReadInOneGo(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"paragraphs", "One *two*\nthree.\n\nFour.", "One two three.|Four."},
		{"items, each without those below it", "- One\n  - Two\n- Three\n\n  Four", "One|Two|Three|Four"},
		{"forced lines", "One  \ntwo\\\nthree<br>four", "One\ntwo\nthree\nfour"},
		{"no headings, tables or code", "# One\n\n| a | b |\n|---|---|\n| c | d |\n\n    code\n\nTwo `three`.", "Two three."},
		{"links by their words, images not", "See [the map](m) ![a map](m.png) <https://a.example>", "See the map  https://a.example"},
		{"definitions", "Term\n: Meaning.", "Meaning."},
		{"quotations are marked", "Mine.\n\n> Theirs.\n\nMine.", "Mine.|>Theirs.|Mine."},
		{"notes come last", "One.[^1] Two.\n\n[^1]: Note.\n\nThree.", "One. Two.|Three.|Note."},
		{"raw HTML", "<div><h2>Head</h2>One <b>two</b><p>three</p><table><tr><td>cell</table>four</div>", "One two|three|four"},
		{"Markdown in raw HTML", "<table><tr><td>\n\ncell\n\n</td></tr></table>\n\nafter", "after"},
		{"references and escapes", "A &amp; B \\* C", "A & B * C"},
	} {
		doc, _ := Parse([]byte(c.src), Options{})
		var got []string
		for _, p := range doc.Passages() {
			text := strings.TrimSpace(p.Text)
			if p.Quoted {
				text = ">" + text
			}
			got = append(got, text)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %q, not %q", c.name, strings.Join(got, "|"), c.want)
		}
	}
}

func TestAWordOfAPassageIsFoundInTheSource(t *testing.T) {
	const src = "\uFEFFOne &amp; *two*\r\nthree \\* four **five**  \r\nsix [seven](x)\r\n\r\n<p>eight <b>nine</b></p>\r\n\r\n> ten\r\n> eleven\r\n"
	doc, findings := Parse([]byte(src), Options{})
	if len(findings) != 0 {
		t.Fatal(findings)
	}
	words := 0
	for _, p := range doc.Passages() {
		for _, word := range []string{"One", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"} {
			if at := strings.Index(p.Text, word); at >= 0 {
				words++
				if !strings.HasPrefix(src[p.Offset(at):], word) {
					t.Errorf("%s is looked for at %q", word, src[p.Offset(at):])
				}
			}
		}
	}
	if words != 11 {
		t.Errorf("%d words", words)
	}
}

func TestATableHasAHeaderOrNot(t *testing.T) {
	for src, want := range map[string]bool{
		"| a | b |\n|---|---|\n| c | d |":                                true,
		"|   | b |\n|---|---|\n| c | d |":                                true,
		"|   |   |\n|---|---|\n| c | d |":                                false,
		"<table><tr><th>a</th><td>b</td></tr></table>":                   true,
		"<table><tr><td>a</td><td>b</td></tr></table>":                   false,
		"<table><tr><td><table><tr><th>a</table></td></tr></table>":      true,
		"<table><tr><td>a</table>\n\n<p>text</p>\n\n| a |\n|---|\n| b |": false,
	} {
		doc, _ := Parse([]byte("Text.\n\n"+src), Options{})
		tables := doc.Tables()
		if len(tables) == 0 || tables[0].Headed != want || tables[0].Offset != len("Text.\n\n") {
			t.Errorf("%q: %+v", src, tables)
		}
	}
}
