//go:build e2e

package e2e

import (
	"strconv"
	"strings"
	"testing"
)

// Who writes sees what they wrote: the open page follows the file, without a
// key pressed; a mistake is shown where they look, and the site is back when
// it is mended.
func TestTheOpenPageFollowsTheFileThatIsEdited(t *testing.T) {
	r := runServe(t)
	p := open(t, &r.served)
	p.visit("/charter/")
	title := eval[string](p, `document.querySelector('h1').textContent`)

	r.edit(t, "charter.md", "title: ", "title: Edited ")
	p.until(`document.querySelector('h1').textContent === 'Edited ' + ` + strconv.Quote(title))
	for _, fault := range p.takeFaults() {
		t.Error(fault)
	}

	r.edit(t, "charter.md", "title: ", "titel: ")
	p.until(`document.body.textContent.includes('did you mean "title"')`)
	p.until(`document.body.textContent.includes('content/charter.md')`)
	if said := r.output.String(); !strings.Contains(said, `content/charter.md:2:1: error: unknown key "titel"; did you mean "title"?`) {
		t.Errorf("the terminal does not tell the mistake:\n%s", said)
	}

	r.edit(t, "charter.md", "titel: Edited ", "title: ")
	p.until(`document.querySelector('h1').textContent === ` + strconv.Quote(title))
}

// Every page of the preview says that it is one, and its form is harmless.
func TestThePreviewSaysThatItIsPractice(t *testing.T) {
	r := runServe(t)
	p := open(t, &r.served)
	p.as(phone)
	for _, page := range []string{"/", "/contact/water-bill/", "/events/", "/there/is/nothing/here"} {
		p.visit(page)
		if !eval[bool](p, `/practice mode/i.test(document.querySelector('header').textContent)`) {
			t.Errorf("%s does not say that this is practice", page)
		}
	}
}
