//go:build e2e

package e2e

import (
	"bytes"
	"crypto/rand"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// told is what a person tells: every text has a mark in it that can be looked
// for.
type told struct{ message, wanted, reference, name, email, safely, later, still string }

func tell() told {
	mark := func(text string) string { return text + " " + rand.Text() }
	return told{
		message: mark("My bill was read twice. The meter stands behind the house of"), wanted: mark("One right bill"),
		reference: mark("WB"), name: mark("Robin"), email: strings.ToLower(rand.Text()) + "@example.net", safely: mark("After six, ask for"),
		later: mark("I found the old bill"), still: mark("They read it twice again"),
	}
}

// marks are what must be nowhere in clear, and in no letter.
func (w told) marks() (marks []string) {
	for _, text := range []string{w.message, w.wanted, w.reference, w.name, w.email, w.safely, w.later, w.still} {
		words := strings.Fields(text)
		marks = append(marks, strings.TrimSuffix(words[len(words)-1], "@example.net"))
	}
	return marks
}

// A concern goes the whole way round, in a browser that runs no scripts, with
// the program as a server and an office run it: from the form to the desk, to
// a department, back to the person, and to the desk again. What the person
// wrote is read by the two of them, and lies nowhere else.
func TestAConcernGoesRoundFromThePersonToTheOfficeAndBack(t *testing.T) {
	o := runOffice(t)
	d := o.desk()
	d.noScripts()
	p := open(t, &o.served)
	p.noScripts()
	p.as(phone)
	w := tell()

	r := p.tellOffice(w)
	picture, pixels := photograph(t)
	p.addFile(picture)
	p.mustBeQuiet()

	d.sync()
	if lists := eval[[]string](d.tab, `[...document.querySelectorAll('tr')].filter(tr => tr.innerText.includes('`+r.number+`')).map(tr => tr.innerText)`); len(lists) != 1 || !strings.Contains(lists[0], "New") {
		t.Fatalf("%s stands in the inbox as %q", r.number, lists)
	}
	d.follow(`a[href$="/case/`+r.number+`/"]`, `document.querySelector('.story')`)
	d.mustTell(w.message, w.wanted, w.reference, w.email, "without their name", "They added a file")
	d.mustHold(t, picture, pixels)

	answer := "We asked the department to read the meter once more. " + rand.Text()
	d.reply(answer, "waiting")
	note := "Only for us. " + rand.Text()
	d.note(note)
	summary := "A bill rests on two readings of one meter. Would you have it read again? " + rand.Text()
	letter := d.refer("water-and-sewer", summary)
	for _, mark := range w.marks() {
		if strings.Contains(letter, mark) {
			t.Errorf("the letter to the department holds %q of what the person wrote:\n%s", mark, letter)
		}
	}
	if !strings.Contains(letter, summary) {
		t.Errorf("the letter does not hold the office's words:\n%s", letter)
	}
	reason := "The meter was read again, and the bill is right now. " + rand.Text()
	d.closeCase("concluded", reason)
	d.mustTell("Closed")
	d.mustBeQuiet()

	p.openCase(r.code)
	p.mustTell(answer, reason, "It is closed.")
	p.mustNotTell(note, summary, w.message)
	p.do(chromedp.SendKeys(css(`#f-message`), w.still))
	p.follow(`button[name=action][value=unsolved]`, `document.querySelector('[role=status]')`)
	p.mustTell("It is open again", "It is open.")
	p.mustBeQuiet()

	d.at("")
	d.sync()
	d.at("case/" + r.number + "/")
	d.mustTell("still not solved", w.still)
	d.at("list/ours")
	d.mustTell(r.number, "still not solved")
	d.mustBeQuiet()

	o.mustNotHold(t, d, append(w.marks(), strings.TrimSpace(answer[len(answer)-26:]), note, summary, reason), r)
}

// receipt is what a person keeps.
type receipt struct{ number, code string }

// tellOffice sends a concern: triage, review, confirmation, receipt.
func (p *tab) tellOffice(w told) receipt {
	p.t.Helper()
	p.write(w.message)
	p.do(
		chromedp.SendKeys(css(`[name=outcome_wanted]`), w.wanted),
		chromedp.Click(css(`[name=contacted][value=no]`)),
		chromedp.SendKeys(css(`[name=name]`), w.name),
		chromedp.Click(css(`[name=contact_by][value=email]`)),
		chromedp.SendKeys(css(`[name=email]`), w.email),
		chromedp.SendKeys(css(`[name=contact_safely]`), w.safely),
		chromedp.Click(css(`[name=share][value=without-name]`)),
	)
	p.follow(review, `document.querySelector('button[name=anyway]')`) // the channel first, with a way back and a way on
	p.mustTell("918-555-0111")
	p.follow(`button[name=stage][value=edit]`, `document.querySelector('[name=contacted][value=yes]')`)
	p.do(
		chromedp.Click(css(`[name=contacted][value=yes]`)),
		chromedp.SendKeys(css(`[name=reference]`), w.reference),
	)
	p.follow(review, `document.querySelector('form#review')`)
	p.mustTell(w.message, w.wanted, w.reference, w.name, w.email, w.safely)
	p.confirm()
	return p.receipt()
}

// addFile adds a file on the page that is shown, the receipt or the status.
func (p *tab) addFile(file string) {
	p.t.Helper()
	p.do(chromedp.SetUploadFiles(css(`#f-file`), []string{file}))
	p.follow(`form[enctype="multipart/form-data"] button`, `document.querySelector('[role=status]')`)
	p.mustTell("We have your files")
}

// openCase reads a case with its code.
func (p *tab) openCase(code string) {
	p.t.Helper()
	p.visit("/intake/status")
	p.do(chromedp.SendKeys(css(`#f-code`), strings.ToLower(code)))
	p.follow(`main form button`, `document.querySelector('main .meta b')`)
}

// done is the end of an address of the desk that says what was done.
func done(what string) string { return `location.search === '?done=` + what + `'` }

// reply answers the person of the case that is shown; then says whose turn it
// is.
func (d *desk) reply(text, then string) {
	d.t.Helper()
	d.replyAnd(text, then, "replied")
}

// replyAnd replies, and waits until the page says that something is done.
func (d *desk) replyAnd(text, then, said string) {
	d.t.Helper()
	d.act("reply")
	d.do(chromedp.SetValue(css(`#f-text`), text), chromedp.Click(css(`[name=then][value=`+then+`]`)))
	d.follow(`#f-act form button`, done(said))
}

// note notes something for the office alone.
func (d *desk) note(text string) {
	d.t.Helper()
	d.act("note")
	d.do(chromedp.SetValue(css(`#f-text`), text))
	d.follow(`#f-act form button`, done("noted"))
}

// refer refers the case that is shown, and returns the letter.
func (d *desk) refer(department, summary string) (letter string) {
	d.t.Helper()
	d.act("refer")
	d.do(chromedp.SetValue(css(`#f-to`), department), chromedp.SetValue(css(`#f-summary`), summary))
	d.follow(`button[name=stage][value=look]`, `document.querySelector('#f-act .letter')`)
	letter = eval[string](d.tab, `document.querySelector('#f-act .letter').innerText`)
	d.follow(`button[name=stage][value=send]`, done("referred"))
	if kept := eval[string](d.tab, `document.querySelector('.story .letter').innerText`); strings.TrimSpace(kept) != strings.TrimSpace(letter) {
		d.t.Errorf("the letter that was looked at:\n%s\nthe letter that is stored:\n%s", letter, kept)
	}
	return letter
}

// closeCase closes the case that is shown.
func (d *desk) closeCase(ending, reason string) {
	d.t.Helper()
	d.act("close")
	d.do(chromedp.Click(css(`[name=ending][value=`+ending+`]`)), chromedp.SetValue(css(`#f-reason`), reason))
	d.follow(`#f-act form button`, done("closed"))
}

// mustHold downloads the file of the case that is shown: it must be the picture
// that was sent, and must not say where it was taken.
func (d *desk) mustHold(t *testing.T, sent string, pixels image.Image) {
	t.Helper()
	got := d.download(`a[href*="/file/"]`)
	shown, err := jpeg.Decode(bytes.NewReader(got))
	if err != nil {
		t.Fatalf("what the desk downloads is no picture: %v", err)
	}
	if !samePicture(shown, pixels) {
		t.Error("what the desk downloads is another picture")
	}
	if !bytes.Contains(read(t, sent), []byte(place)) {
		t.Fatal("the picture that was sent says no place: the search below proves nothing")
	}
	for _, trace := range []string{place, "GPS", "Exif"} {
		if bytes.Contains(got, []byte(trace)) {
			t.Errorf("what the desk downloads holds %q", trace)
		}
	}
}

// mustNotHold looks for what was written, and for the code, wherever the
// programs write.
func (o *office) mustNotHold(t *testing.T, d *desk, marks []string, r receipt) {
	t.Helper()
	marks = append(marks, place, r.code, strings.ReplaceAll(r.code, " ", ""), strings.ReplaceAll(r.code, " ", "-"))
	for _, mark := range marks {
		for _, form := range []string{mark, strings.ToLower(mark)} {
			if strings.Contains(o.output.String()+d.output.String(), form) {
				t.Errorf("an output holds %q:\n%s%s", form, o.output, d.output)
			}
			for _, name := range holding(t, o.folder, form) {
				t.Errorf("%s holds %q", name, form)
			}
		}
	}
	if len(holding(t, o.data, r.number)) == 0 {
		t.Error("the case is not in the database's files: the search above proves nothing")
	}
	if files, err := os.ReadDir(filepath.Join(o.folder, "desk")); err != nil || len(files) == 0 {
		t.Errorf("the desk keeps nothing: the search above proves nothing (%v)", err)
	}
}
