package build

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"example.org/advocate/internal/site"
	"example.org/advocate/internal/words"
	"example.org/advocate/internal/words/wordstest"
)

// arabicSite is a site in English and Arabic, with a page of each kind that a
// direction can break.
var arabicSite = map[string]string{
	"site.yaml":                 "title: Test Office\nbase_url: https://advocate.example.org/\ntimezone: America/Chicago\nlanguages: [en, ar]\nsite_id: test\ncontact: {phone: 918-555-0100}\n",
	"site.ar.yaml":              "title: مكتب الاختبار\n",
	"about.md":                  "---\ntitle: About\n---\nIn English.\n",
	"about.ar.md":               "---\ntitle: عن المكتب\n---\n\nنحن نستمع ونساعد.\n",
	"only-english.md":           "---\ntitle: Only in English\nsummary: Nobody has translated it.\n---\nText.\n",
	"topics/water.md":           "---\ntitle: Water\nfirst: {name: Desk, phone: 918-555-0111}\n---\n",
	"topics/water.ar.md":        "---\ntitle: فاتورة المياه\nfirst: {name: مكتب الفواتير}\n---\n",
	"events/2026-12-03-a.md":    "---\ntitle: Town hall\nstart: 2026-12-03 18:00\n---\n",
	"events/2026-12-03-a.ar.md": "---\ntitle: اجتماع عام\n---\n",
}

func arabic(t *testing.T) map[string][]byte {
	t.Helper()
	catalogue, err := wordstest.Arabic("../words/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range arabicSite {
		path := filepath.Join(dir, "content", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	built, err := Prepare(Options{Source: dir, Options: site.Options{Now: someDay, Words: func(lang string) (*words.Catalogue, bool) {
		if lang == "ar" {
			return catalogue, true
		}
		return words.For(lang)
	}}})
	if err != nil {
		t.Fatal(err, built.Problems)
	}
	defer built.Close()
	files, err := built.Files(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestALanguageFromRightToLeftIsWrittenSo(t *testing.T) {
	files := arabic(t)
	pages := 0
	for name, data := range files {
		text := string(data)
		if !strings.HasSuffix(name, ".html") || !strings.Contains(text, "<main") {
			continue
		}
		want := `<html lang="en" dir="ltr">`
		if strings.HasPrefix(name, "ar/") {
			pages++
			want = `<html lang="ar" dir="rtl">`
		}
		if !strings.Contains(text, want) {
			t.Errorf("%s is not %s", name, want)
		}
	}
	if pages < 30 {
		t.Errorf("only %d pages are in Arabic", pages)
	}
	for name, wants := range map[string][]string{
		"ar/about/index.html": {
			`<a href="/about/" lang="en" dir="ltr" hreflang="en">English</a>`, `<h1>عن المكتب</h1>`,
			`<link rel="alternate" hreflang="en" href="https://advocate.example.org/about/">`,
			`<link rel="alternate" hreflang="x-default" href="https://advocate.example.org/about/">`,
		},
		"about/index.html":             {`<a href="/ar/about/" lang="ar" dir="rtl" hreflang="ar">العربية</a>`},
		"ar/only-english/index.html":   {`<a class="title" href="/only-english/" lang="en" dir="ltr" hreflang="en">Only in English</a>`, `dir="ltr">Nobody has translated it.</p>`},
		"ar/events/2026/12/index.html": {`aria-hidden="true">→ </span>`, `aria-hidden="true"> ←</span>`},
		"events/2026/12/index.html":    {`aria-hidden="true">← </span>`, `aria-hidden="true"> →</span>`},
	} {
		for _, want := range wants {
			if !strings.Contains(string(files[name]), want) {
				t.Errorf("%s does not hold %s", name, want)
			}
		}
	}
}

// Digits in telephone numbers and codes run from left to right in every script.
func TestFeedsAndCalendarsOfALanguageSpeakIt(t *testing.T) {
	files := arabic(t)
	for name, want := range map[string]string{
		"ar/feed.xml": "<language>ar</language>", "ar/feed.atom": `xml:lang="ar"`, "ar/events/calendar.ics": "اجتماع عام",
	} {
		if !strings.Contains(strings.ReplaceAll(string(files[name]), "\r\n ", ""), want) {
			t.Errorf("%s does not hold %s:\n%.600s", name, want, files[name])
		}
	}
}

// Only the logical words for sides turn around with the direction.
func TestStylesNameNoSideOfThePage(t *testing.T) {
	side := regexp.MustCompile(`(?m)(^|[{;\s])((margin|padding|border)-(left|right)[a-z-]*|(border-(top|bottom)-(left|right)-radius)|left|right|(min-|max-)?width|(min-|max-)?height)\s*:|(text-align|float|clear)\s*:\s*(left|right)`)
	styles, err := filepath.Glob("../../static/css/*.css")
	if err != nil || len(styles) < 3 {
		t.Fatal(styles, err)
	}
	for _, name := range styles {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rules := regexp.MustCompile(`@media[^{]*|/\*(?s:.*?)\*/`).ReplaceAllString(string(text), "")
		for _, found := range side.FindAllString(rules, -1) {
			t.Errorf("%s says %q: use the inline or block side", filepath.Base(name), strings.TrimSpace(found))
		}
	}
}
