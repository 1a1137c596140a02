//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"example.org/advocate/internal/search"
)

// indexOf reads the index of a built site.
func indexOf(t *testing.T, s *served, prefix string) *search.Reader {
	t.Helper()
	roots, err := filepath.Glob(filepath.Join(s.dir, prefix, "search", "*", "root.txt"))
	if err != nil || len(roots) != 1 {
		t.Fatalf("%d indexes: %v", len(roots), err)
	}
	r, err := search.NewReader(func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(filepath.Dir(roots[0]), name)) })
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// answered holds when the page has said how many results there are.
const answered = `document.querySelector("[data-status]").textContent`

// results are the titles and addresses that the page shows.
const results = `[...document.querySelectorAll("[data-results] a")].map(a => a.textContent + " " + a.getAttribute("href"))`

func TestTheBrowserFindsWhatTheReaderFinds(t *testing.T) {
	r := indexOf(t, starter, "")
	p := open(t, starter)
	for _, c := range []struct{ query, kind string }{
		{"water", ""}, {"water bill", ""}, {"trash", ""}, {"pickup", ""}, {"picked up", ""}, {"town hall", "event"},
		{"librar", ""}, {"wter bil", ""}, {"mediater", ""}, {"rampe", ""}, {"the", ""}, {"of the city", ""}, {"a", ""}, {"911", ""},
		{"Citizen’s advocate", ""}, {"zzzz", ""}, {"curb ramps sidewalk", ""}, {"office hours", "news"}, {"é", ""}, {"permít", ""}, {"recycle", ""}, {"studying", ""}, {"confidentialness", ""}, {"inspektion", ""},
	} {
		want, found, err := r.Search(c.query, c.kind, 10)
		if err != nil {
			t.Fatal(err)
		}
		p.visit("/search/?kind=" + c.kind + "&q=" + strings.ReplaceAll(c.query, " ", "+"))
		p.until(answered)
		var list []string
		for _, w := range want {
			list = append(list, w.Title+" "+w.URL)
		}
		if got := eval[[]string](p, results); !slices.Equal(got, list) {
			t.Errorf("%q of kind %q: the browser shows\n  %s\nthe reader finds\n  %s", c.query, c.kind, strings.Join(got, "\n  "), strings.Join(list, "\n  "))
		}
		if said := eval[string](p, answered); found > 0 && !strings.HasPrefix(said, fmt.Sprint(found)+" ") {
			t.Errorf("%q: %d found, the page says %q", c.query, found, said)
		}
	}
	for _, fault := range p.takeFaults() {
		t.Error(fault)
	}
}

func TestSearchGoesByKeyboardAndKeepsItsAddress(t *testing.T) {
	p := open(t, starter)
	p.visit("/search/")
	p.until(`document.activeElement.id === "q"`)
	p.do(chromedp.KeyEvent("water bills" + kb.Enter))
	p.until(`location.search && document.querySelector("[data-results]").ariaBusy === "false"`)
	if at := eval[string](p, `location.search`); at != "?q=water+bills" {
		t.Errorf("the address is %s", at)
	}
	if role := eval[string](p, `document.querySelector("[data-status]").getAttribute("role")`); role != "status" {
		t.Error("nobody hears how many results there are")
	}
	for range 20 {
		if eval[bool](p, `document.activeElement.closest("[data-results]") !== null`) {
			break
		}
		p.do(chromedp.KeyEvent(kb.Tab))
	}
	first := eval[string](p, `document.querySelector("[data-results] a").getAttribute("href")`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until(fmt.Sprintf(`location.pathname === %q`, first))
	p.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := chromedp.Evaluate[any]("void history.back()")(ctx, target)
		return err
	}))
	p.until(`document.querySelector("[data-results] a")`)
	if query := eval[string](p, `document.getElementById("q").value`); query != "water bills" {
		t.Errorf("back again the search is for %q", query)
	}
}

func TestAResultShowsTheMatchInItsContext(t *testing.T) {
	p := open(t, starter)
	p.visit("/search/?q=overflowing+storms")
	p.until(answered)
	marks := eval[[]string](p, `[...document.querySelectorAll("mark")].map(m => m.textContent.toLowerCase())`)
	if len(marks) == 0 || !slices.ContainsFunc(marks, func(m string) bool { return strings.HasPrefix(m, "storm") }) {
		t.Errorf("marked are %q", marks)
	}
	if longest := eval[int](p, `Math.max(...[...document.querySelectorAll("[data-results] p:last-child")].map(x => x.textContent.length))`); longest > 300 {
		t.Errorf("a context has %d characters", longest)
	}
}

func TestMoreResultsAreShownAndFocused(t *testing.T) {
	p := open(t, starter)
	p.visit("/search/?q=city")
	p.until(answered)
	p.do(chromedp.Click("[data-more]"))
	p.until(`document.querySelectorAll("[data-results] li").length > 10`)
	p.until(`document.activeElement === document.querySelectorAll("[data-results] a")[10]`)
}

func TestSearchSaysWhatItFoundNothingFor(t *testing.T) {
	p := open(t, starter)
	p.visit("/search/?q=xyzzyq")
	p.until(answered)
	if n := eval[int](p, `document.querySelectorAll("[data-results] li").length`); n != 0 {
		t.Errorf("%d results", n)
	}
}

func TestWithoutScriptTheSearchPageSaysWhereToGo(t *testing.T) {
	p := open(t, starter)
	p.noScripts()
	p.visit("/search/")
	if !eval[bool](p, `document.querySelector("form[data-search]").hidden && !document.querySelector("[data-without]").hidden`) {
		t.Error("the form is shown, or nothing is said")
	}
	for _, address := range []string{"/a-z/", "/site-map/", "/topics/"} {
		if !eval[bool](p, fmt.Sprintf(`document.querySelector('main a[href=%q]') !== null`, address)) {
			t.Errorf("the page does not lead to %s", address)
		}
	}
}

func TestSearchInAnotherLanguage(t *testing.T) {
	source := t.TempDir()
	if err := grown(source); err != nil {
		t.Fatal(err)
	}
	text := "---\ntitle: Privacidad\nsummary: Lo que guardamos y por cuánto tiempo.\n---\nLos ornitorrincos de la ciudad no se guardan.\n"
	if err := os.WriteFile(filepath.Join(source, "content", "privacy.es.md"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := serve(source, filepath.Join(t.TempDir(), "site"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.server.Close()
	p := open(t, s)
	p.visit("/es/search/?q=ornitorrinco")
	p.until(answered)
	if got := eval[[]string](p, results); !slices.Equal(got, []string{"Privacidad /es/privacy/"}) {
		t.Errorf("in Spanish: %q", got)
	}
	p.visit("/search/?lang=es&q=ornitorrinco")
	p.until(answered)
	if got := eval[[]string](p, results); !slices.Equal(got, []string{"Privacidad /es/privacy/"}) {
		t.Errorf("from the English page: %q", got)
	}
	if lang := eval[string](p, `document.querySelector("[data-results] a").lang`); lang != "es" {
		t.Errorf("the result is said in %q", lang)
	}
	for _, fault := range p.takeFaults() {
		t.Error(fault)
	}
}
