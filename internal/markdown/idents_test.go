package markdown

import (
	"strings"
	"testing"
)

func TestHeadingIdentifiersAreReadableAndUnique(t *testing.T) {
	got := render(t, "# Who We *Are*?\n# ¿Quién_es – ÉL?\n# 日本 語\n# !!!\n# A\n# A\n# A-2\n# main\n", Options{Reserved: []string{"main"}})
	for _, id := range []string{"who-we-are", "quién-es-él", "日本-語", "section", "a", "a-2", "a-2-2", "main-2"} {
		if strings.Count(got, `id="`+id+`"`) != 1 {
			t.Errorf("no id %q in %s", id, got)
		}
	}
}

func TestAnAuthorsIdentifierIsPrefixedAndLinksToItFollow(t *testing.T) {
	const src = "# Here\n\n<p id='here'>a</p> \n\n<a name=old id=new></a>\n<div id='here'>b</div>\n\n" +
		"[1](#here) [2](#old) [3](#new) [4](#none) [5](#caf%C3%A9) <a href='#here'>6</a>\n\n## Café\n"
	got := render(t, src, Options{})
	for _, want := range []string{
		`<h1 id="here">`, `<p id="user-here">`, `<span id="user-new"></span>`, `<div id="user-here-2">`,
		`<a href="#user-here">1`, `<a href="#user-new">2`, `<a href="#user-new">3`, `<a href="#none">4`,
		`<a href="#caf%C3%A9">5`, `<a href="#user-here">6`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

func TestHasIDKnowsFragmentsAsAuthorsWriteThem(t *testing.T) {
	doc, _ := Parse([]byte("# Über uns\n# Main\n\n<b id=x>y</b> z[^1]\n\n[^1]: n\n"), Options{Reserved: []string{"main"}})
	for fragment, want := range map[string]string{
		"x": "user-x", "user-x": "user-x", "über-uns": "über-uns", "%C3%BCber-uns": "über-uns",
		"main": "main-2", "main-2": "main-2", "fn:1": "fn:1", "": "", "top": "top",
	} {
		if id, ok := doc.HasID(fragment); !ok || id != want {
			t.Errorf("HasID(%q) = %q, %v; want %q", fragment, id, ok, want)
		}
	}
	for _, fragment := range []string{"y", "X", "user-y", "%zz"} {
		if id, ok := doc.HasID(fragment); ok {
			t.Errorf("HasID(%q) = %q", fragment, id)
		}
	}
}
