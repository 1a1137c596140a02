package build

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"example.org/advocate/internal/site"
)

// withLayouts makes templates of layouts alone.
func withLayouts(t *testing.T, files map[string]string) *Templates {
	t.Helper()
	fsys := fstest.MapFS{"layouts/partials/none.html": {Data: []byte("-")}}
	for name, text := range files {
		fsys["layouts/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	templates, err := LoadTemplates(fsys, func(name string) (string, error) { return "/static/<" + name, nil })
	if err != nil {
		t.Fatal(err)
	}
	return templates
}

func renderWith(t *testing.T, templates *Templates, layout string, page any) string {
	t.Helper()
	var b bytes.Buffer
	if err := templates.Render(&b, layout, "en", page); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAPieceOfASectionIsRenderedOnceAndSafely(t *testing.T) {
	templates := withLayouts(t, map[string]string{
		"page.html":          `{{once "top" .}}{{.Title}}`,
		"partials/top.html":  `{{define "top"}}<p title="{{.Site.Title}}">{{.Section}} {{.Site.Title}}</p>{{end}}`,
		"partials/more.html": `{{define "more"}}{{.Title}}{{end}}`,
	})
	pages := sitePages(t)
	for _, p := range pages {
		p.Site.Title = `"<b>`
		want := `<p title="&#34;&lt;b&gt;">` + p.Section + ` &#34;&lt;b&gt;</p>` + p.Title
		if got := renderWith(t, templates, "page", p); got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
	// What was rendered once is not rendered again.
	pages[0].Site.Title = "changed behind its back"
	if got := renderWith(t, templates, "page", pages[0]); !strings.Contains(got, "&lt;b&gt;") {
		t.Errorf("it was rendered again: %s", got)
	}
}

func TestAPieceThatNeedsMoreOfThePageIsRenderedEachTime(t *testing.T) {
	templates := withLayouts(t, map[string]string{
		"page.html":         `{{once "top" .}}`,
		"partials/top.html": `{{define "top"}}{{.Section}} {{.Title}}{{end}}`,
	})
	for _, p := range sitePages(t) {
		if got, want := renderWith(t, templates, "page", p), p.Section+" "+p.Title; got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
}

func TestAPieceThatNobodyDefinesIsToldByName(t *testing.T) {
	templates := withLayouts(t, map[string]string{"page.html": `{{once "nothing" .}}`})
	err := templates.Render(new(bytes.Buffer), "page", "en", sitePages(t)[0])
	if err == nil || !strings.Contains(err.Error(), `"nothing"`) {
		t.Errorf("got %v", err)
	}
}

// sitePages are frames of two sections of one site, two of each.
func sitePages(t *testing.T) []site.NotFoundPage {
	t.Helper()
	built := prepared(t, sourceFolderOf(t, map[string]string{"content/about.md": "---\ntitle: About\n---\n"}), site.Options{})
	var pages []site.NotFoundPage
	for _, title := range []string{"One", "Two"} {
		page := site.NotFoundPage{Frame: built.Site.Frame("en", "page", title)}
		pages = append(pages, page)
		page.Section = "elsewhere"
		pages = append(pages, page)
	}
	return pages
}

func TestWhatIsTheSameEachTimeIsMadeOnceForItsPlace(t *testing.T) {
	templates := withLayouts(t, map[string]string{
		"page.html": `<a href="{{asset "a b"}}" title={{asset "q"}}>{{asset "x"}}{{"<i>"}}{{.Title}}</a>{{if .Title}}{{t "frame.skip"}}{{end}}<script type="application/ld+json">{{asset "s"}}</script>`,
	})
	page := sitePages(t)[0]
	const want = `<a href="/static/%3ca%20b" title=/static/&lt;q>/static/&lt;x&lt;i&gt;One</a>Skip to the content<script type="application/ld+json">"/static/\u003cs"</script>`
	for range 2 {
		if got := renderWith(t, templates, "page", page); got != want {
			t.Errorf("got\n%s, not\n%s", got, want)
		}
	}
}
