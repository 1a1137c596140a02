//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// tour goes through the states that pages of the form and of the desk can be
// in, and has each looked at.
type tour struct {
	o   *office
	p   *tab // a person's
	d   *desk
	see func(p *tab, state string)
}

// form shows the form in its kinds, and with what is wrong in it.
func (w *tour) form() {
	for _, kind := range []string{"concern", "conflict", "staff", "invite", "other"} {
		w.p.visit("/contact/water-bill/")
		w.p.do(chromedp.Click(css(`[name=kind][value=` + kind + `]`)))
		w.see(w.p, "form, "+kind)
	}
	w.p.do(
		chromedp.Click(css(`[name=kind][value=conflict]`)),
		chromedp.Click(css(`[name=contacted][value=yes]`)),
		chromedp.Click(css(`[name=contact_by][value=relay]`)),
		chromedp.Click(css(`[name=share][value=with-name]`)),
	)
	w.p.follow(review, `document.querySelector('[role=alert] a')`)
	w.see(w.p, "form, errors")
}

// ask writes a concern up to its review.
func (w *tour) ask(message string) {
	w.p.write("")
	w.p.do(
		chromedp.SetValue(css(`[name=message]`), message),
		chromedp.Click(css(`[name=contacted][value=yes]`)),
		chromedp.SendKeys(css(`[name=name]`), "Robin"),
		chromedp.Click(css(`[name=share][value=without-name]`)),
	)
	w.p.follow(review, `document.querySelector('form#review')`)
}

// review shows what comes between the form and the receipt, and returns the
// receipt, which is on the page.
func (w *tour) review() receipt {
	w.p.write("")
	w.p.do(chromedp.SetValue(css(`[name=message]`), story), chromedp.Click(css(`[name=contacted][value=no]`)))
	w.p.follow(review, `document.querySelector('button[name=anyway]')`)
	w.see(w.p, "channel first")
	w.ask(story)
	w.see(w.p, "review")
	w.ask(story)
	w.p.follow(confirm, `document.querySelector('form#review [role=alert], main > [role=alert]')`)
	w.see(w.p, "review, too fast")
	w.p.confirm()
	w.see(w.p, "receipt")
	return w.p.receipt()
}

// notices shows what is said instead of a receipt.
func (w *tour) notices() {
	w.ask(story)
	w.see(w.p, "review, a text that was sent")
	w.p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('#review [name=kind]').value = 'none such'`))
	w.p.until(`performance.now() > 2100`)
	w.p.follow(confirm, `document.querySelector('[role=alert] a')`)
	w.see(w.p, "form, a kind that is none")
	w.p.visit("/intake/status")
	w.p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('main form').action = '/intake'`))
	w.p.follow(`main form button`, `location.pathname === '/intake'`)
	w.see(w.p, "form, no topic")
}

// status shows a case to its person, from the code on.
func (w *tour) status(r receipt) {
	w.p.visit("/intake/status")
	w.see(w.p, "status")
	for _, wrong := range [][2]string{{"too short", "7K3F"}, {"wrong", r.code[:len(r.code)-1] + other(r.code)}, {"unknown", unknownCode}} {
		w.p.visit("/intake/status")
		w.p.do(chromedp.SendKeys(css(`#f-code`), wrong[1]))
		w.p.follow(`main form button`, `document.querySelector('[role=alert]')`)
		w.see(w.p, "status, a code that is "+wrong[0])
	}
	w.p.openCase(r.code)
	w.see(w.p, "status, received")
	w.p.follow(`button[name=action][value=message]`, `document.querySelector('[role=alert]')`)
	w.see(w.p, "status, an empty message")
	w.p.follow(`button[name=action][value=show]`, `document.querySelector('button[value=open]')`)
	w.see(w.p, "status, own words")
	w.p.do(chromedp.SendKeys(css(`#f-message`), "I found the old bill, and can send it."))
	w.p.follow(`button[name=action][value=message]`, `document.querySelector('[role=status]')`)
	w.see(w.p, "status, a message sent")
	w.p.do(chromedp.SetUploadFiles(css(`#f-file`), []string{w.noFile()}))
	w.p.follow(`form[enctype="multipart/form-data"] button`, `document.querySelector('[role=alert]')`)
	w.see(w.p, "status, a file of another kind")
	picture, _ := photograph(w.p.t)
	w.p.addFile(picture)
	w.see(w.p, "status, files")
}

// noFile is a file of a kind that the intake does not take.
func (w *tour) noFile() string {
	name := filepath.Join(w.o.folder, "bill.zip")
	if err := os.WriteFile(name, []byte("PK\x05\x06"+strings.Repeat("\x00", 18)), 0o600); err != nil {
		w.p.t.Fatal(err)
	}
	return name
}

// answered shows a case to its person when the office has done something.
func (w *tour) answered(r receipt, state string) {
	w.p.openCase(r.code)
	w.see(w.p, "status, "+state)
}

// ended shows what a person can say to a case that is closed.
func (w *tour) ended(r receipt) {
	w.answered(r, "closed")
	w.p.follow(`button[name=action][value=answer]`, `document.querySelector('[role=alert]')`)
	w.see(w.p, "status, no answer")
	w.p.do(chromedp.Click(css(`#f-satisfied-partly`)), chromedp.Click(css(`#f-fair`)))
	w.p.follow(`button[name=action][value=answer]`, `document.querySelector('[role=status]')`)
	w.see(w.p, "status, questions answered")
	w.p.do(chromedp.SendKeys(css(`#f-message`), "They read it twice again."))
	w.p.follow(`button[name=action][value=unsolved]`, `document.querySelector('[role=status]')`)
	w.see(w.p, "status, still not solved")
}

// withdrawn shows a case that its person takes back.
func (w *tour) withdrawn(r receipt) {
	w.p.openCase(r.code)
	w.p.follow(`button[name=action][value=withdraw]`, `document.querySelector('input[name=stage]')`)
	w.see(w.p, "status, take it back?")
	w.p.follow(`button[name=action][value=withdraw]`, `document.querySelector('[role=status]')`)
	w.see(w.p, "status, taken back")
}

// handedOut shows the code of one's own, to a person whose concern the office
// took down.
func (w *tour) handedOut(code string) {
	w.p.visit("/intake/status")
	w.p.do(chromedp.SendKeys(css(`#f-code`), code))
	w.p.follow(`main form button`, `document.querySelector('.receipt .code')`)
	w.see(w.p, "status, a new code")
}

// story is what the tour's person tells: text of more than one paragraph, with
// a word that is too long for any line.
var story = "My water bill for October is three times the one before. I called twice, and was told that the meter is right.\n\n" +
	"The meter was read by two people on two days. The pictures that I took are at https://photos.example.net/" + strings.Repeat("meter-", 15) + "\n\nI cannot pay it."

// The buttons that send the form on.
const (
	review  = `button[name=stage][value=review]`
	confirm = `button[name=stage][value=confirm]`
)

// unknownCode is right by itself, and opens nothing.
const unknownCode = "0000 0000 0000 0000 0000 0000 0000"

// other is another last character than a code has.
func other(code string) string {
	if strings.HasSuffix(code, "7") {
		return "8"
	}
	return "7"
}

// receipt reads the receipt that is on the page.
func (p *tab) receipt() receipt {
	p.t.Helper()
	r := receipt{
		number: eval[string](p, `document.querySelector('.receipt .meta b').innerText.trim()`),
		code:   eval[string](p, `document.querySelector('.receipt .code').innerText.trim().replace(/\s+/g, ' ')`),
	}
	if !code.MatchString(r.code) {
		p.t.Fatalf("%q is no receipt code", r.code)
	}
	return r
}
