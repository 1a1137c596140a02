package desk

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// checkPage finds what a page for people must not have.
func checkPage(t *testing.T, name, text string) {
	t.Helper()
	ids, labelled, headings, level := map[string]bool{}, map[string]bool{}, 0, 0
	var inputs []string
	z := html.NewTokenizer(strings.NewReader(text))
	for z.Next() != html.ErrorToken {
		token := z.Token()
		if token.Type != html.StartTagToken && token.Type != html.SelfClosingTagToken {
			continue
		}
		attrs := map[string]string{}
		for _, a := range token.Attr {
			attrs[a.Key] = a.Val
		}
		if id := attrs["id"]; id != "" {
			if ids[id] {
				t.Errorf("%s: the id %q stands twice", name, id)
			}
			ids[id] = true
		}
		switch token.Data {
		case "script", "style", "iframe", "object":
			t.Errorf("%s: <%s>", name, token.Data)
		case "label":
			labelled[attrs["for"]] = true
		case "input", "textarea", "select":
			if attrs["type"] != "hidden" {
				inputs = append(inputs, attrs["id"])
			}
		case "h1", "h2", "h3", "h4":
			next := int(token.Data[1] - '0')
			if next > level+1 {
				t.Errorf("%s: <%s> follows <h%d>", name, token.Data, level)
			}
			if level = next; next == 1 {
				headings++
			}
		}
		for key := range attrs {
			if key == "style" || strings.HasPrefix(key, "on") {
				t.Errorf("%s: <%s %s>", name, token.Data, key)
			}
		}
	}
	for _, id := range inputs {
		if !labelled[id] {
			t.Errorf("%s: the field %q has no label", name, id)
		}
	}
	if headings != 1 {
		t.Errorf("%s: %d headings of the first level", name, headings)
	}
	if !strings.Contains(text, `href="#main"`) || !ids["main"] {
		t.Errorf("%s: no way past the menu", name)
	}
	for _, bad := range []string{"<no value>", "ZgotmplZ", "%!"} {
		if strings.Contains(text, bad) {
			t.Errorf("%s: %s", name, bad)
		}
	}
}
