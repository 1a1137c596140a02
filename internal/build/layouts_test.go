package build

import (
	"bytes"
	"html/template"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	advocate "example.org/advocate"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/words"
)

// render executes a template of its own with the functions of layouts.
func render(t *testing.T, text string, data any) (string, error) {
	t.Helper()
	c, _ := words.For("en")
	set, err := template.New("test").Funcs(functions("en", c, func(name string) (string, error) { return "/static/" + name, nil }, new(pieces).once)).Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	err = set.Execute(&b, data)
	return b.String(), err
}

func TestLayoutsSayWhenAnEventIs(t *testing.T) {
	day := func(d, hour int) time.Time { return time.Date(2026, 12, d, hour, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		when              site.When
		want, hours, zone string
	}{
		"from to":       {site.When{Start: day(3, 18), End: day(3, 20), SameDay: true}, "Thursday, December 3, 2026, 6:00 pm to 8:00 pm", "6:00 pm to 8:00 pm", ""},
		"no end":        {site.When{Start: day(3, 18), SameDay: true}, "Thursday, December 3, 2026, 6:00 pm", "6:00 pm", ""},
		"over midnight": {site.When{Start: day(3, 22), End: day(4, 2)}, "Thursday, December 3, 2026, 10:00 pm to Friday, December 4, 2026, 2:00 am", "10:00 pm to 2:00 am", ""},
		"a day":         {site.When{Start: day(3, 0), End: day(3, 0), AllDay: true, SameDay: true}, "Thursday, December 3, 2026, all day", "all day", ""},
		"days":          {site.When{Start: day(3, 0), End: day(5, 0), AllDay: true}, "Thursday, December 3, 2026 to Saturday, December 5, 2026", "all day", ""},
		"another zone":  {site.When{Start: day(3, 18), SameDay: true, Zone: "America/Argentina/Buenos_Aires"}, "Thursday, December 3, 2026, 6:00 pm", "6:00 pm", "Buenos Aires time"},
	} {
		for _, data := range []any{c.when, &c.when} {
			got, err := render(t, "{{when .}}|{{hours .}}|{{zone .}}", data)
			if want := c.want + "|" + c.hours + "|" + c.zone; err != nil || got != want {
				t.Errorf("%s: %q, not %q (%v)", name, got, want, err)
			}
		}
	}
	for _, wrong := range []any{nil, "a text", (*site.When)(nil), 3} {
		if got, err := render(t, "{{when .}}", wrong); err == nil {
			t.Errorf("%v is at %q", wrong, got)
		}
	}
}

func TestLayoutsSaySizes(t *testing.T) {
	for bytes, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1 KB", 1499: "1 KB", 1500: "2 KB", 999_499: "999 KB", 1_000_000: "1.0 MB", 12_345_678: "12.3 MB"} {
		if got := size(bytes); got != want {
			t.Errorf("%d bytes are %q, not %q", bytes, got, want)
		}
	}
}

func TestOnlyAddressesThatDoNothingAreTrusted(t *testing.T) {
	for address, want := range map[string]bool{
		"tel:+19185550100": true, "webcal://x.example.org/a.ics": true, "geo:1,2": true, "mailto:a@example.org": true, "https://x.example.org/": true, "http://x.example.org/": true,
		"javascript:alert(1)": false, "data:text/html,x": false, "": false, "vbscript:x": false, "JavaScript:x": false, " javascript:x": false, "/about/": false, "file:///etc/passwd": false,
	} {
		if _, err := addr(address); (err == nil) != want {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestPlainTextHasParagraphs(t *testing.T) {
	for text, want := range map[string]string{"": "", "a": "a", "a\n\nb": "a|b", "a\r\n\r\n\r\n  b\nc\n": "a|b\nc", "\n\n\n": ""} {
		if got := strings.Join(paragraphs(text), "|"); got != want {
			t.Errorf("%q has the paragraphs %q", text, got)
		}
	}
}

func TestPairsThatAreNoneAreRefused(t *testing.T) {
	for _, text := range []string{`{{dict "a"}}`, `{{dict 1 2}}`, `{{t "no.such"}}`, `{{t "date.month" "month"}}`, `{{addr "javascript:x"}}`} {
		if got, err := render(t, text, nil); err == nil {
			t.Errorf("%s makes %q", text, got)
		}
	}
	if got, err := render(t, `{{with dict "a" 1 "b" "x"}}{{.a}}{{.b}}{{end}}{{len (list 1 2)}}{{paragraphs "a"}}{{asset "css/x.css"}}{{langname "es"}} {{langname "tlh"}}`, nil); err != nil || got != "1x2[a]/static/css/x.css"+"Spanish tlh" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestLayoutsAreSafeForManyGoroutines(t *testing.T) {
	templates, err := LoadTemplates(advocate.Files, func(string) (string, error) { return "/x", nil })
	if err != nil {
		t.Fatal(err)
	}
	page := site.RedirectPage{Lang: "en", Title: "T", URL: "/x/", Canonical: "https://x.example.org/x/"}
	langs := []string{"en", "es", "ar"}
	want := map[string]string{}
	for _, lang := range langs {
		var b bytes.Buffer
		if err := templates.Render(&b, "redirect", lang, page); err != nil {
			t.Fatal(err)
		}
		want[lang] = b.String()
	}
	var wait sync.WaitGroup
	for i := range 16 {
		wait.Go(func() {
			for range 20 {
				var b bytes.Buffer
				lang := langs[i%3]
				if err := templates.Render(&b, "redirect", lang, page); err != nil || b.String() != want[lang] {
					t.Errorf("%v: %s", err, b.String())
				}
			}
		})
	}
	wait.Wait()
	times := templates.layoutTimes()
	if len(times) != 1 || times[0].Layout != "redirect" || times[0].Count != 323 || times[0].Took <= 0 {
		t.Errorf("%+v", times)
	}
}

func TestALayoutThatIsNotThereIsSaid(t *testing.T) {
	templates, err := LoadTemplates(advocate.Files, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := templates.Render(&bytes.Buffer{}, "nothing", "en", nil); err == nil || !strings.Contains(err.Error(), "layouts/nothing.html") {
		t.Errorf("%v", err)
	}
}

// The ids of layouts are reserved: a heading that took one of them would send
// people who use the skip link somewhere else.
func TestEveryIDOfALayoutIsReserved(t *testing.T) {
	templates, err := LoadTemplates(advocate.Files, nil)
	if err != nil {
		t.Fatal(err)
	}
	ids := regexp.MustCompile(`\sid="([^"{]+)"`)
	err = fs.WalkDir(advocate.Files, "layouts", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".html" {
			return err
		}
		text, err := fs.ReadFile(advocate.Files, name)
		for _, m := range ids.FindAllStringSubmatch(string(text), -1) {
			if !strings.HasPrefix(m[1], "f-") && !slices.Contains(templates.ReservedIDs(), m[1]) { // fields: no author's text stands beside them
				t.Errorf("%s has the id %q, which layouts/ids.txt does not list", name, m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestStaticFilesAreNamedByWhatTheyHold(t *testing.T) {
	source := fstest.MapFS{
		"static/css/site.css":      {Data: []byte(`a{background:url("../img/a.png")} b{background: url( '../img/b.svg' )} c{background:url(data:x)} d{background:url(#x)}`)},
		"static/css/deep/more.css": {Data: []byte(`a{background:url(../../img/a.png)}`)},
		"static/img/a.png":         {Data: []byte("PNG")}, "static/img/b.svg": {Data: []byte("<svg/>")},
		"static/LICENSE": {Data: []byte("free")}, "static/.DS_Store": {Data: []byte("x")}, "static/img/.hidden.png": {Data: []byte("x")},
	}
	a, err := loadAssets(source)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.files) != 5 {
		t.Errorf("%d files: %v", len(a.files), a.names)
	}
	css := string(a.files[a.names["css/site.css"]])
	for _, name := range []string{"img/a.png", "img/b.svg"} {
		if want := `url("../` + strings.TrimPrefix(a.names[name], "static/") + `")`; !strings.Contains(css, want) {
			t.Errorf("the style does not hold %s: %s", want, css)
		}
	}
	if !strings.Contains(css, "url(data:x)") || !strings.Contains(css, "url(#x)") {
		t.Errorf("%s", css)
	}
	if deep := string(a.files[a.names["css/deep/more.css"]]); !strings.Contains(deep, `url("../../img/a.`) {
		t.Errorf("%s", deep)
	}
	old := a.names["css/site.css"]
	source["static/img/a.png"].Data = []byte("PNG 2")
	b, err := loadAssets(source)
	if err != nil {
		t.Fatal(err)
	}
	if b.names["css/site.css"] == old {
		t.Error("the style has its old name, though an image that it names is another")
	}
	if b.names["img/b.svg"] != a.names["img/b.svg"] {
		t.Error("a file that did not change has another name")
	}
	base := "/city/"
	if got, err := b.href(&base)("img/b.svg"); err != nil || got != "/city/"+b.names["img/b.svg"] {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := b.href(&base)("img/none.svg"); err == nil || !strings.Contains(err.Error(), "static/img/none.svg") {
		t.Errorf("%v", err)
	}
}

func TestAStyleThatNamesAMissingFileOrAnotherHostIsRefused(t *testing.T) {
	for _, css := range []string{"a{background:url(none.png)}", "a{background:url(https://fonts.example.com/x.woff)}", "@import url(//x.example.com/a.css);", "a{background:url(../../../etc/passwd)}"} {
		_, err := loadAssets(fstest.MapFS{"static/css/a.css": {Data: []byte(css)}})
		if err == nil || !strings.Contains(err.Error(), "static/css/a.css") {
			t.Errorf("%s: %v", css, err)
		}
	}
}

func TestAnOverlayIsOneFolder(t *testing.T) {
	o := overlay{
		own:     fstest.MapFS{"layouts/b.html": {Data: []byte("own b")}, "layouts/c.html": {Data: []byte("own c")}},
		builtin: fstest.MapFS{"layouts/a.html": {Data: []byte("a")}, "layouts/b.html": {Data: []byte("b")}, "static/x.css": {Data: []byte("x")}},
	}
	var seen []string
	err := fs.WalkDir(o, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			text, readErr := fs.ReadFile(o, name)
			seen = append(seen, name+"="+string(text))
			return readErr
		}
		return err
	})
	if want := "layouts/a.html=a layouts/b.html=own b layouts/c.html=own c static/x.css=x"; err != nil || strings.Join(seen, " ") != want {
		t.Errorf("%q, %v", seen, err)
	}
	if _, err := fs.ReadDir(o, "nothing"); err == nil {
		t.Error("a folder that neither has can be read")
	}
}
