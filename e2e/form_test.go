//go:build e2e

package e2e

import (
	"bytes"
	"crypto/rand"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// css selects elements as a style does.
func css(selector string) chromedp.CSS { return chromedp.CSS(selector) }

// code is a receipt code as it is shown: seven groups of four.
var code = regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{4}(?: [0-9A-HJKMNP-TV-Z]{4}){6}$`)

// write goes from a topic's page to its form and says what is wrong.
func (p *tab) write(message string) {
	p.t.Helper()
	p.visit("/topics/water-bill/")
	p.do(chromedp.Click(css(`main a[href$="/contact/water-bill/"]`)))
	p.until(`document.querySelector('textarea[name=message]')`)
	p.do(chromedp.SendKeys(css(`textarea[name=message]`), message))
}

// send sends the form with one of its buttons.
func (p *tab) send(stage string) {
	p.t.Helper()
	p.do(chromedp.Click(css(`button[name=stage][value=` + stage + `]:not(.link):not(.second)`)))
}

// confirm sends what the review shows, when a person can have read it: whoever
// is faster than two seconds is asked once more.
func (p *tab) confirm() {
	p.t.Helper()
	p.until(`performance.now() > 2100`)
	p.send("confirm")
	p.until(`document.querySelector('.receipt .code')`)
}

// A person writes to the office in a browser that runs no scripts, and is given
// a code; what they wrote, and the code, lie nowhere that a thief could read.
func TestAConcernIsSentWithoutScriptsAndReadByNobodyElse(t *testing.T) {
	r := runServe(t)
	p := open(t, &r.served)
	p.noScripts()
	p.as(phone)
	secret := "heron " + rand.Text()
	p.write("My bill was read twice. The neighbour's name is " + secret + ".")
	p.do(
		chromedp.Click(css(`input[name=contacted][value=yes]`)),
		chromedp.SendKeys(css(`input[name=reference]`), "ref "+secret),
		chromedp.SendKeys(css(`input[name=name]`), "Robin "+secret),
	)
	p.send("review")
	p.until(`document.querySelector('form#review')`)
	if text := eval[string](p, `document.querySelector('main').innerText`); strings.Count(text, secret) != 3 {
		t.Errorf("the review does not show everything once more:\n%s", text)
	}
	p.confirm()
	shown := eval[string](p, `document.querySelector('.receipt .code').innerText.trim().replace(/\s+/g, ' ')`)
	if !code.MatchString(shown) {
		t.Errorf("%q is no receipt code", shown)
	}
	for _, fault := range p.takeFaults() {
		t.Error(fault)
	}
	for what, forms := range map[string][]string{
		"what was written": {secret, strings.ToLower(secret)},
		"the code":         {shown, strings.ReplaceAll(shown, " ", ""), strings.ReplaceAll(shown, " ", "-")},
	} {
		for _, form := range forms {
			if strings.Contains(r.output.String(), form) {
				t.Errorf("the server's output holds %s", what)
			}
			for _, dir := range []string{r.data, r.source, r.temp} {
				for _, name := range holding(t, dir, form) {
					t.Errorf("%s holds %s", name, what)
				}
			}
		}
	}
	if cases := len(holding(t, r.data, "SQLite format 3")); cases == 0 {
		t.Error("there is no database in the data folder: the search above proves nothing")
	}
}

// holding lists the files of a folder that hold a text.
func holding(t *testing.T, dir, text string) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := fs.ReadFile(os.DirFS(dir), name)
		if bytes.Contains(content, []byte(text)) {
			names = append(names, filepath.Join(dir, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// A mistake loses nothing: the page says what is wrong, leads there, and has
// all that was typed.
func TestAMistakeInTheFormKeepsWhatWasTyped(t *testing.T) {
	r := runServe(t)
	p := open(t, &r.served)
	p.noScripts()
	p.as(wide)
	p.write("The meter was read twice.")
	p.do(
		chromedp.Click(css(`input[name=contacted][value=yes]`)),
		chromedp.Click(css(`input[name=contact_by][value=email]`)),
		chromedp.SendKeys(css(`input[name=name]`), "Robin"),
	)
	p.send("review")
	p.until(`document.querySelector('[role=alert] a')`)
	if title := eval[string](p, `document.title`); !strings.HasPrefix(title, "Error:") {
		t.Errorf("the title is %q", title)
	}
	if href := eval[string](p, `document.querySelector('[role=alert] a').getAttribute('href')`); href != "#f-email" {
		t.Errorf("the summary leads to %q", href)
	}
	for name, want := range map[string]string{"message": "The meter was read twice.", "name": "Robin"} {
		if got := eval[string](p, `document.querySelector('[name=`+name+`]').value`); got != want {
			t.Errorf("%s is %q now", name, got)
		}
	}
	p.do(chromedp.SendKeys(css(`input[name=email]`), "robin@example.org"))
	p.send("review")
	p.until(`document.querySelector('form#review')`)
}

// Every page that the intake makes is as accessible as the static ones, fits a
// phone, and asks nobody else for anything.
func TestAxeFindsNothingOnThePagesOfTheIntake(t *testing.T) {
	both := checkers(t)
	r := runServe(t)
	p := open(t, &r.served)
	look := func(kind string) {
		t.Helper()
		p.accessible(both, kind, everyLook...)
		p.as(phone)
		if by := eval[float64](p, over); by > 0 {
			t.Errorf("%s: scrolls sideways by %v px: %v", kind, by, eval[[]string](p, widest))
		}
		for _, fault := range p.takeFaults() {
			if !strings.Contains(fault, "422") {
				t.Errorf("%s: %s", kind, fault)
			}
		}
	}
	p.write("The meter was read twice.")
	look("form of the preview")
	p.do(chromedp.Click(css(`input[name=contact_by][value=email]`)))
	p.send("review")
	p.until(`document.querySelector('[role=alert]')`)
	look("errors")

	p.write("The meter was read twice.")
	p.do(chromedp.Click(css(`input[name=contacted][value=no]`)))
	p.send("review")
	p.until(`document.querySelector('button[name=anyway]')`)
	look("channel first")

	p.do(chromedp.Click(css(`button[name=anyway]`)))
	p.until(`document.querySelector('form#review')`)
	look("review")
	p.confirm()
	look("receipt")

	p.visit("/intake/status")
	look("status")
	p.do(chromedp.SendKeys(css(`input[name=code]`), "0000"), chromedp.Click(css(`main form button`)))
	p.until(`document.querySelector('[role=alert]')`)
	look("status, a code that is none")
}
