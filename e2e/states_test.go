//go:build e2e

package e2e

import (
	"crypto/rand"
	"fmt"
	"regexp"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"example.org/advocate/internal/vault"
)

// everything goes through every state of the form's and the desk's pages.
func everything(t *testing.T, see func(p *tab, state string)) {
	o := runOffice(t)
	w := &tour{o: o, d: o.desk(), p: open(t, &o.served), see: see}
	w.p.as(wide)
	identity, err := vault.NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	w.strangers()
	w.empty()
	w.form()
	r := w.review()
	w.notices()
	w.status(r)
	code := w.enter()
	w.cases(r)
	w.answer(r)
	w.answered(r, "referred")
	w.close(r)
	w.ended(r)
	w.ask("The dogs next door bark all night.")
	w.p.confirm()
	w.withdrawn(w.p.receipt())
	w.handedOut(code)
	w.reopened(r)
	w.newKey(identity)
	w.alone(r)
	w.passphrase(identity)
}

// byKeyboard are the states whose pages are gone through with the Tab key: one
// of each kind, with the most on it.
var byKeyboard = []string{
	"form, errors", "review", "receipt", "status, files", "status, closed",
	"desk, inbox with all states", "desk, case referred", "desk, close", "desk, letter", "desk, reports",
}

// In every state in which a page of the form or of the desk can be, on a small
// phone and on a wide screen, in daylight and in the dark: axe-core and
// HTML_CodeSniffer find nothing, nothing is cut off or sticks out, and the keyboard goes everywhere.
func TestEveryStateOfTheFormAndTheDeskIsForEverybody(t *testing.T) {
	both := checkers(t)
	everything(t, func(p *tab, state string) {
		p.accessible(both, state, phone, wideDark)
		for _, fault := range p.unsound() {
			t.Errorf("%s: %s", state, fault)
		}
		if slices.Contains(byKeyboard, state) {
			t.Run(state+", by keyboard", func(t *testing.T) {
				p.t = t
				p.top()
				p.tabThrough(8)
			})
			p.t = t
		}
	})
}

// unsound is what is wrong with the page that is shown, beside what axe-core
// knows of. It leaves the tab as wide as it needs not be.
func (p *tab) unsound() (faults []string) {
	add := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	here := eval[found](p, lookRound)
	if here.H1 != 1 || here.Title == "" {
		add("%d headings of the first level, and the title %q", here.H1, here.Title)
	}
	slices.Sort(here.IDs)
	if unique := slices.Compact(slices.Clone(here.IDs)); len(unique) != len(here.IDs) {
		add("ids are there twice, among %v", here.IDs)
	}
	p.as(phone)
	for _, spacing := range []string{`document.adoptedStyleSheets = []`, spaced} {
		p.do(chromedp.Evaluate[chromedp.Void](spacing))
		if by := eval[float64](p, over); by > 0 {
			add("scrolls sideways by %v px: %v", by, eval[[]string](p, widest))
		}
		if names := eval[[]string](p, cut); len(names) > 0 {
			add("cut off: %v", names)
		}
	}
	p.do(chromedp.Evaluate[chromedp.Void](`document.adoptedStyleSheets = []`))
	p.as(wide)
	for _, fault := range p.takeFaults() {
		if !refusal.MatchString(fault) {
			add("%s", fault)
		}
	}
	return faults
}

// refusal is what the browser says of pages that say no, as they should.
var refusal = regexp.MustCompile(`is answered with (403|404|422|502)|responded with a status of (403|404|422|502)`)

// top puts the keyboard before the first place to stop, wherever the page has
// put it.
func (p *tab) top() {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('.skip').focus()`), chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(kb.ModifierShift)))
}
