package desk

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/vault"
)

func TestAConcernThatIsToldIsSealedAndItsCodeShownOnce(t *testing.T) {
	book := &fakeBook{}
	o := sit(t, book)
	w := o.post("enter", "topic", "streets", "kind", "conflict", "message", "They told us.", "share", "with-name", "name", "Ana", "contact_by", "phone",
		"phone", "918-555-0199", "contacted", "no", "district", "4", "language", "es", "willing", "partly")
	if w.Code != http.StatusSeeOther || len(book.entered) != 1 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	w = o.follow(w)
	want := vault.Words{
		Message: "They told us.", Contacted: "no", PageLanguage: "en", Name: "Ana", Phone: "918-555-0199", ContactBy: "phone", Share: "with-name", Willing: "partly",
	}
	if book.entered[0] != want {
		t.Errorf("words: %+v", book.entered[0])
	}
	if got, want := book.facts[0], (vault.Facts{Topic: "streets", Kind: "conflict", Department: "roads", District: "4", Language: "es", Anyway: true}); got != want {
		t.Errorf("facts: %+v", got)
	}
	for _, words := range []string{"<span>7K3F</span>", "<li>7 K 3 F</li>", "https://office.example.org/intake/status", "26-7K3FQ"} {
		if !w.says(words) {
			t.Errorf("it does not say %q", words)
		}
	}
	if w.Header().Get("Refresh") != "" {
		t.Error("the code goes away by itself")
	}
	checkPage(t, "code", w.Body.String())
}

func TestAConcernThatIsToldIsCheckedAsTheFormIs(t *testing.T) {
	good := []string{"topic", "streets", "kind", "concern", "message", "Kept words", "share", "no", "contact_by", "none"}
	for name, c := range map[string]struct {
		pairs []string
		want  string
	}{
		"no topic":        {[]string{"topic", "nothing"}, "Choose the topic"},
		"no kind":         {[]string{"kind", ""}, "Choose what they need"},
		"no message":      {[]string{"message", ""}, "Enter some text"},
		"no name":         {[]string{"share", "with-name"}, "Enter their name"},
		"no email":        {[]string{"contact_by", "email"}, "Enter their email address"},
		"no phone":        {[]string{"contact_by", "text"}, "Enter their telephone number"},
		"a wrong day":     {[]string{"contacted_on", "2026-02-30"}, "like 2026-12-03"},
		"a language":      {[]string{"language", "Spanish"}, "Enter a short code"},
		"a district":      {[]string{"district", "99"}, "Choose one of the answers"},
		"two lines":       {[]string{"name", "a\nb"}, "in one line"},
		"a long name":     {[]string{"name", strings.Repeat("a", 201)}, "200 characters"},
		"a choice":        {[]string{"willing", "never"}, "Choose one of the answers"},
		"no choice given": {[]string{"share", ""}, "Choose one of the answers"},
	} {
		book := &fakeBook{}
		o := sit(t, book)
		w := o.post("enter", append(slices.Clone(good), c.pairs...)...)
		if w.Code != http.StatusUnprocessableEntity || !w.says(c.want) || len(book.entered) != 0 || name != "no message" && !w.says("Kept words") {
			t.Errorf("%s: %d", name, w.Code)
		}
		checkPage(t, name, w.Body.String())
	}
}

func TestTheSameFormSentTwiceMakesOneCase(t *testing.T) {
	book := &fakeBook{}
	o := sit(t, book)
	once := hidden(o.get("enter"), "once")
	send := func() got {
		return o.post("enter", "topic", "streets", "kind", "concern", "message", "They told us.", "share", "no", "contact_by", "none", "once", once)
	}
	first, second := send(), send()
	at := first.Header().Get("Location")
	if len(book.entered) != 1 || second.Code != http.StatusSeeOther || second.Header().Get("Location") != at || strings.Contains(at, "7K3F") {
		t.Fatalf("%d cases, %s and %s", len(book.entered), at, second.Header().Get("Location"))
	}
	for range 2 { // and it may be loaded again
		if w := o.follow(first); w.Code != http.StatusOK || !w.says("<span>7K3F</span>") {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	if next := hidden(o.get("enter"), "once"); next == once || next == "" {
		t.Error("the next form has the same name")
	}
	// A mistake that is corrected keeps the form's name.
	w := o.post("enter", "topic", "streets", "kind", "concern", "message", "", "share", "no", "contact_by", "none", "once", once)
	if hidden(w, "once") != once {
		t.Error("the form lost its name")
	}
	// Locking forgets the code, and not that there is a case.
	o.post("lock")
	o.post("unlock", "passphrase", "correct horse")
	if w := o.follow(send()); len(book.entered) != 1 || w.says("7K3F-") || w.Header().Get("Location") != o.base+"case/26-7K3FQ/" {
		t.Errorf("%d cases, %d %s", len(book.entered), w.Code, w.Body)
	}
}

func TestTwoClicksAtOnceMakeOneCase(t *testing.T) {
	var e entered
	var calls atomic.Int32
	var both sync.WaitGroup
	for range 8 {
		both.Go(func() {
			_ = e.do("x", func() (casebook.Entered, error) {
				calls.Add(1)
				return casebook.Entered{Number: "26-7K3FQ"}, nil
			})
		})
	}
	both.Wait()
	if calls.Load() != 1 {
		t.Errorf("%d cases", calls.Load())
	}
}
