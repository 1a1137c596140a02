//go:build e2e

package e2e

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/words"
	"example.org/advocate/internal/words/wordstest"
)

// arabic builds the starter content with Arabic beside English, in words that
// mean nothing, but for a few pages.
func arabic(t *testing.T) *served {
	t.Helper()
	catalogue, err := wordstest.Arabic("../internal/words/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	source := t.TempDir()
	if err := os.CopyFS(filepath.Join(source, "content"), os.DirFS("../content")); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"index.ar.md": "---\ntitle: مكتب خدمات المواطنين\nsummary: مكتب محايد وسري يساعد سكان المدينة وموظفيها على حل المشكلات.\n---\n\nنحن نستمع إليك بسرية تامة.\n",
		"events/2026-12-03-town-hall-district-4.ar.md": "---\ntitle: اجتماع عام في الدائرة الرابعة\nsummary: التق بمن يجيبون على الخطوط.\nlocation: {name: مركز ترفيهي في الدائرة الرابعة, accessibility: مدخل بلا درجات.}\n---\n\nأسئلتكم وأجوبتنا.\n",
		"issues/water-bill-answers.ar.md":              "---\ntitle: ثلاثة أسابيع للرد على فاتورة المياه\ncause: كانت كل الفواتير تصل إلى صندوق واحد.\nmeasures: [{name: الوقت حتى الرد, unit: أيام}]\n---\n\nفتحت فاتورة لا يمكن أن تكون صحيحة.\n",
		"topics/water-bill.ar.md":                      "---\ntitle: فاتورة المياه\nfirst: {name: مكتب الفواتير, hours: من الاثنين إلى الجمعة}\n---\n\nاتصل بنا.\n",
	} {
		if err := os.WriteFile(filepath.Join(source, "content", filepath.FromSlash(name)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	settings := filepath.Join(source, "content", "site.yaml")
	text, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(settings, []byte(strings.Replace(string(text), "languages: [en, es]", "languages: [en, es, ar]", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	server := httptest.NewServer(build.Handler(out, build.HandlerOptions{}))
	t.Cleanup(server.Close)
	speak := func(lang string) (*words.Catalogue, bool) {
		if lang == "ar" {
			return catalogue, true
		}
		return words.For(lang)
	}
	result, err := build.Run(t.Context(), build.Options{Source: source, Out: out, Options: site.Options{Now: now, BaseURL: server.URL + "/", Words: speak}})
	if err != nil {
		t.Fatal(err, result.Problems)
	}
	return &served{dir: out, url: server.URL}
}

// starts are the distances of the first heading from both sides of the page's
// text, in pixels.
const starts = `(() => {
	const main = document.querySelector('main').getBoundingClientRect();
	const range = document.createRange();
	range.selectNodeContents(document.querySelector('h1'));
	const text = range.getBoundingClientRect();
	return [text.left - main.left, main.right - text.right];
})()`

func TestAPageFromRightToLeftBeginsOnTheRight(t *testing.T) {
	dir := os.Getenv("ADVOCATE_SCREENSHOTS")
	p := open(t, arabic(t))
	for _, path := range []string{
		"/ar/", "/ar/events/2026-12-03-town-hall-district-4/", "/ar/events/2026/12/", "/ar/issues/water-bill-answers/",
		"/ar/topics/water-bill/", "/ar/contact/water-bill/", "/ar/about/", "/ar/subscribe/",
	} {
		p.visit(path)
		for _, l := range []look{phone, wide} {
			p.as(l)
			if by := eval[float64](p, over); by > 0 {
				t.Errorf("%s, %s: scrolls sideways by %v px: %v", path, l.name, by, eval[[]string](p, widest))
			}
			if sides := eval[[]float64](p, starts); l.name == wide.name && sides[0] <= sides[1] {
				t.Errorf("%s: the heading lies %v px from the left and %v px from the right", path, sides[0], sides[1])
			}
			if dir == "" {
				continue
			}
			name := "right-to-left" + strings.ReplaceAll(path, "/", "-") + l.name + ".png"
			if err := os.WriteFile(filepath.Join(dir, name), get(p, chromedp.FullScreenshot(100)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
