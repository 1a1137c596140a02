package desk

import (
	"net/http"
	"strings"
	"testing"
)

func TestALetterIsLookedAtAndThenLeavesAsItWas(t *testing.T) {
	for number, c := range map[string]struct{ has, hasNot []string }{
		"26-7K3FQ": {[]string{"My words", "The culvert floods.", "Name: Ana <b>Luz</b>", "A bigger pipe", "R-17", "They agreed"}, nil},
		"26-2XYZW": {[]string{"My words", "not to say who they are"}, []string{"culvert", "Ana", "ana@example.org", "918-555-0199", "pipe", "R-17"}},
	} {
		book := full()
		o := sit(t, book)
		w := o.post("case/"+number+"/refer", "to", "roads", "summary", "My words", "seen", "9", "stage", "look")
		sum := hidden(w, "letter")
		if w.Code != http.StatusOK || sum == "" || len(book.did) != 0 {
			t.Fatalf("%s: %d, did %q", number, w.Code, book.did)
		}
		if w := o.post("case/"+number+"/refer", "to", "roads", "summary", "Other words", "seen", "9", "stage", "send", "letter", sum); w.Code == http.StatusSeeOther || len(book.did) != 0 {
			t.Errorf("%s: another letter leaves than was looked at: %d", number, w.Code)
		}
		if w := o.post("case/"+number+"/refer", "to", "roads", "summary", "My words", "seen", "9", "stage", "send", "letter", sum); w.Code != http.StatusSeeOther {
			t.Errorf("%s: it does not leave: %d %s", number, w.Code, w.Body)
		}
		if len(book.said) != 1 {
			t.Fatalf("%s: %q", number, book.did)
		}
		for _, words := range append(c.has, "Roads Department, Maintenance coordinator", "Our case: "+number, "Topic: Streets", "918-555-0100") {
			if !strings.Contains(book.said[0], words) {
				t.Errorf("%s: the letter does not say %q:\n%s", number, words, book.said[0])
			}
		}
		for _, words := range c.hasNot {
			if strings.Contains(book.said[0], words) {
				t.Errorf("%s: the letter says %q:\n%s", number, words, book.said[0])
			}
		}
	}
}

func TestWithoutConsentThereIsNoFormForALetter(t *testing.T) {
	o := sit(t, full())
	w := o.get("case/26-3MNPQ/refer")
	if !w.says("do not share it") || w.says(`name="summary"`) {
		t.Errorf("%s", w.Body)
	}
}

// hidden is the value of a hidden field.
func hidden(w got, name string) string {
	_, rest, _ := strings.Cut(w.Body.String(), `name="`+name+`" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}
