package content

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSlugsAreOnePartOfAnAddress(t *testing.T) {
	for text, want := range map[string]bool{
		"water-bills": true, "4": true, "2026-12-03-town-hall": true, "v1.2": true, "a_b": true, "según": true, "水": true, "cafe\u0301": true, "A": true,
		"": false, ".": false, "..": false, ".hidden": false, "end.": false, "a/b": false, `a\b`: false, "a b": false, "a%20b": false, "a?b": false,
		"a#b": false, "a:b": false, "a\x00b": false, "a\nb": false, "a*b": false, "~": false, "\u202e": false, "\xff": false, "😀": false,
		strings.Repeat("a", longestSlug): true, strings.Repeat("a", longestSlug+1): false,
	} {
		if reason := badSlug(text); (reason == "") != want {
			t.Errorf("%q: %q", text, reason)
		}
	}
}

func TestASlugIsMadeOfATitle(t *testing.T) {
	for title, want := range map[string]string{
		"Town hall":                        "town-hall",
		"  What's new?! ":                  "what-s-new",
		"Año nuevo — 2027":                 "año-nuevo-2027",
		"../../etc/passwd":                 "etc-passwd",
		"<script>":                         "script",
		"---":                              "",
		"":                                 "",
		"A.B.C":                            "a-b-c",
		strings.Repeat("A long title ", 9): strings.TrimSuffix(strings.Repeat("a-long-title-", 7), "-") + "",
	} {
		got := Slugify(title)
		if title != strings.Repeat("A long title ", 9) && got != want {
			t.Errorf("%q becomes %q, not %q", title, got, want)
		}
		if got != "" && badSlug(got) != "" {
			t.Errorf("%q becomes %q, which is no slug: %s", title, got, badSlug(got))
		}
	}
}

// FuzzSlugify holds that every title becomes a slug that is one, or nothing.
func FuzzSlugify(f *testing.F) {
	for _, title := range []string{"Town hall", "ẞİıŉ", "\u0301a", strings.Repeat("wort", 100), "İ", "\xff", "ﬃ"} {
		f.Add(title)
	}
	f.Fuzz(func(t *testing.T, title string) {
		slug := Slugify(title)
		if slug == "" {
			return
		}
		if reason := badSlug(slug); reason != "" {
			t.Errorf("%q becomes %q: %s", title, slug, reason)
		}
		if again := Slugify(slug); again != slug {
			t.Errorf("%q becomes %q, and that %q", title, slug, again)
		}
	})
}

// FuzzSitePath holds that what is taken as an address of the site is a file
// below its root, and that a slug is one part of such an address.
func FuzzSitePath(f *testing.F) {
	for _, text := range []string{"/", "/about/", "/a/b.html", "/../x", "//x", "/a//b", "/.a", "/a/..", `/\x`, "/a%2e%2e/", "/según/", "/\u202e", "slug", "/" + strings.Repeat("a", 300)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // front matter is valid UTF-8
		}
		if badSlug(text) == "" {
			if path.Join("events", text) != "events/"+text || !fs.ValidPath(text) {
				t.Errorf("the slug %q leaves its folder", text)
			}
		}
		if badSitePath(text) != "" {
			return
		}
		if inside := strings.Trim(text, "/"); inside != "" && (!fs.ValidPath(inside) || path.Clean("/"+inside) != "/"+inside) {
			t.Errorf("%q leads to %q", text, inside)
		}
	})
}

// FuzzResolveFile holds that a file named in front matter is below content/,
// or said not to be.
func FuzzResolveFile(f *testing.F) {
	f.Add("about.md", "report.pdf")
	f.Add("a/b/c.md", "../../../x.pdf")
	f.Add("a.md", "/../x.pdf")
	f.Add("a.md", "//etc/passwd")
	f.Fuzz(func(t *testing.T, from, name string) {
		if !fs.ValidPath(from) || !utf8.ValidString(name) {
			return
		}
		if resolved, inside := ResolveFile(from, name); inside && !fs.ValidPath(resolved) {
			t.Errorf("%q in %q is %q", name, from, resolved)
		}
	})
}
