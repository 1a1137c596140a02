package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/vault"
)

// full is a book in which every page has something to show.
func full() *fakeBook {
	said := func(number int, side vault.Side, said vault.Said) casebook.Entry {
		e := casebook.Entry{
			ID: "e", Number: number, Side: side, Received: "2026-12-02", Time: noon.Add(-time.Duration(40-number) * time.Hour),
			Said: &said, Text: true, Private: said.Act.Private(),
		}
		if side == vault.OfficeSide {
			e.By = "Advocate"
		}
		return e
	}
	long := example(func(c *casebook.Case) {
		c.State, c.Overdue, c.Newest, c.Hold, c.Unsolved = casebook.Ours, true, 9, true, true
		c.Story = append(c.Story,
			said(2, vault.OfficeSide, vault.Said{Act: vault.ActReply, Text: "We asked the department.\n\nYou hear from us by Friday."}),
			said(3, vault.OfficeSide, vault.Said{Act: vault.ActNote, Text: "Third call about this corner."}),
			said(4, vault.OfficeSide, vault.Said{Act: vault.ActReferred, To: "roads", Share: "with-name", Letter: "The letter.\nAs it left."}),
			said(5, vault.PersonSide, vault.Said{Act: vault.ActMessage, Text: "It flooded again <script>alert(1)</script>"}),
			casebook.Entry{ID: "f1", Number: 6, Side: vault.PersonSide, Received: "2026-12-02", Time: noon.Add(-30 * time.Hour), File: true, Size: 2_400_000, Text: true},
			said(7, vault.OfficeSide, vault.Said{Act: vault.ActClosed, Ending: "outside-remit", Reason: "The county decides it.", Next: "County engineer, 918-555-0144"}),
			said(8, vault.PersonSide, vault.Said{Act: vault.ActUnsolved, Text: "Nobody there answers."}),
			said(9, vault.PersonSide, vault.Said{Act: vault.ActAnswered, Satisfied: "no", Fair: "partly"}),
			casebook.Entry{ID: "e10", Number: 10, Side: vault.PersonSide, Received: "2026-12-03", Problems: []casebook.Kind{casebook.WrongSignature}},
		)
		c.Questions = &casebook.Questions{Satisfied: "no", Fair: "partly"}
	})
	return &fakeBook{
		list: []*casebook.Case{
			long,
			example(func(c *casebook.Case) { c.Number, c.State = "26-9BCDF", casebook.New }),
			example(func(c *casebook.Case) {
				c.Number, c.State, c.Words.Share, c.Received = "26-2XYZW", casebook.Waiting, "without-name", "2026-11-24"
			}),
			example(func(c *casebook.Case) {
				c.Number, c.State, c.Facts.Kind, c.Words.Share = "26-3MNPQ", casebook.Withdrawn, "staff", ""
			}),
			example(func(c *casebook.Case) {
				c.Number, c.State, c.Due = "26-4RSTV", casebook.Closed, ""
				c.Ending = &casebook.Ending{Name: "settled", Day: "2026-12-02"}
				c.Purge = casebook.PurgeDays{Text: "2027-12-02", Facts: "2029-12-01"}
			}),
			example(func(c *casebook.Case) { c.Number, c.Apart = "26-5SPMM", true }),
		},
		reported: reportsOfEveryKind(),
		outbox: []casebook.Unsent{
			{ID: "u1", Case: "26-7K3FQ", Said: &vault.Said{Act: vault.ActReply, Text: "Waiting words."}},
			{ID: "u2", Case: "26-7K3FQ", Said: &vault.Said{Act: vault.ActNote, Text: "Held words."}, Held: true, Why: "conflict", Between: long.Story[4:5]},
			{ID: "u3", Case: "26-9BCDF", Words: &vault.Words{Message: "Told words."}, Held: true, Why: "taken"},
			{ID: "u4", Case: "26-9BCDF", Said: &vault.Said{Act: vault.ActReply, Text: "Refused words."}, Held: true, Why: "refused"},
		},
	}
}

var everyKind = []casebook.Kind{
	casebook.RecipientsDiffer, casebook.SigningKeysDiffer, casebook.OwnKeyMissing, casebook.CaseRecipient, casebook.PersonKey, casebook.OtherCase,
	casebook.Misplaced, casebook.Gap, casebook.Repeat, casebook.WrongSignature, casebook.WrongStanzas, casebook.FewerEntries, casebook.EntryChanged,
	casebook.ResealedElsewhere, casebook.Damaged, casebook.OwnSigningKeyAlone,
}

func reportsOfEveryKind() []casebook.Report {
	var list []casebook.Report
	for _, kind := range everyKind {
		r := casebook.Report{ID: "id-" + string(kind), Kind: kind, Places: []casebook.Place{{Case: "26-7K3FQ", Entry: 5}}}
		switch kind {
		case casebook.RecipientsDiffer:
			r.Places, r.Before, r.After = nil, []string{"age1pq1aaaa", "age1pq1" + strings.Repeat("b", 200)}, []string{"age1pq1aaaa", "age1pq1" + strings.Repeat("c", 200)}
		case casebook.SigningKeysDiffer:
			r.Places, r.Before, r.After = nil, []string{"Advocate " + own.Signing}, nil
		}
		list = append(list, r)
	}
	return list
}

// pages are the addresses of everything that can be looked at in full().
func pages() []string {
	list := []string{"", "enter", "unsent", "reports", "keys", "counts", "nothing", "case/26-NNNNN/", "case/26-7K3FQ/nothing"}
	for _, view := range []string{"new", "ours", "waiting", "overdue", "closed", "apart", "nothing"} {
		list = append(list, "list/"+view)
	}
	for _, number := range []string{"26-7K3FQ", "26-9BCDF", "26-2XYZW", "26-3MNPQ", "26-4RSTV"} {
		list = append(list, "case/"+number+"/")
		for name := range allActs {
			list = append(list, "case/"+number+"/"+name)
		}
	}
	return list
}

func TestEveryPageIsWhole(t *testing.T) {
	for name, book := range map[string]*fakeBook{"full": full(), "empty": {}} {
		o := sit(t, book)
		for _, page := range pages() {
			w := o.get(page)
			if w.Code != http.StatusOK && w.Code != http.StatusNotFound {
				t.Errorf("%s, %q answers %d", name, page, w.Code)
			}
			checkPage(t, name+", "+page, w.Body.String())
		}
	}
}

// checkPage finds what a page for people must not have.
func checkPage(t *testing.T, name, text string) {
	t.Helper()
	ids, labelled, headings, level := map[string]bool{}, map[string]bool{}, 0, 0
	var inputs []string
	z := html.NewTokenizer(strings.NewReader(text))
	for z.Next() != html.ErrorToken {
		token := z.Token()
		if token.Type != html.StartTagToken && token.Type != html.SelfClosingTagToken {
			continue
		}
		attrs := map[string]string{}
		for _, a := range token.Attr {
			attrs[a.Key] = a.Val
		}
		if id := attrs["id"]; id != "" {
			if ids[id] {
				t.Errorf("%s: the id %q stands twice", name, id)
			}
			ids[id] = true
		}
		switch token.Data {
		case "script", "style", "iframe", "object":
			t.Errorf("%s: <%s>", name, token.Data)
		case "label":
			labelled[attrs["for"]] = true
		case "input", "textarea", "select":
			if attrs["type"] != "hidden" {
				inputs = append(inputs, attrs["id"])
			}
		case "h1", "h2", "h3", "h4":
			next := int(token.Data[1] - '0')
			if next > level+1 {
				t.Errorf("%s: <%s> follows <h%d>", name, token.Data, level)
			}
			if level = next; next == 1 {
				headings++
			}
		}
		for key := range attrs {
			if key == "style" || strings.HasPrefix(key, "on") {
				t.Errorf("%s: <%s %s>", name, token.Data, key)
			}
		}
	}
	for _, id := range inputs {
		if !labelled[id] {
			t.Errorf("%s: the field %q has no label", name, id)
		}
	}
	if headings != 1 {
		t.Errorf("%s: %d headings of the first level", name, headings)
	}
	if !strings.Contains(text, `href="#main"`) || !ids["main"] {
		t.Errorf("%s: no way past the menu", name)
	}
	for _, bad := range []string{"<no value>", "ZgotmplZ", "%!"} {
		if strings.Contains(text, bad) {
			t.Errorf("%s: %s", name, bad)
		}
	}
}

func TestTheInboxShowsWhatWaits(t *testing.T) {
	o := sit(t, full())
	w := o.get("")
	for _, words := range []string{
		"26-7K3FQ", "26-9BCDF", "26-2XYZW", "Streets", "still not solved", "overdue", "held", "2 working days", "5 working days",
		`Open <b class="num">4</b>`, `Suspected spam <b class="num">1</b>`, "<h2>New ", "<h2>Waiting ", "Up to date Dec 3, 2026, 11:59 am", "Last mail to the office: Dec 2, 2026",
	} {
		if !w.says(words) {
			t.Errorf("it does not say %q", words)
		}
	}
	for _, hidden := range []string{"26-4RSTV", "26-5SPMM", "culvert"} {
		if w.says(hidden) {
			t.Errorf("it says %q", hidden)
		}
	}
	for view, number := range map[string]string{"closed": "26-4RSTV", "apart": "26-5SPMM", "overdue": "26-7K3FQ", "ours": "26-3MNPQ"} {
		if w := o.get("list/" + view); !w.says(number) || w.says("26-9BCDF") {
			t.Errorf("%s: %s", view, w.Body)
		}
	}
}

func TestAWorkingDayIsNoWeekendAndNoClosedDay(t *testing.T) {
	o := sit(t, &fakeBook{})
	for day, want := range map[string]int{
		"2026-12-03": 0, "2026-12-02": 1, "2026-11-30": 3, "2026-11-28": 4, "2026-11-27": 4, "2026-11-25": 4, "2026-11-24": 5, "2026-12-04": 0,
	} {
		at, _ := time.Parse(time.DateOnly, day)
		if got := o.age(at); got != want {
			t.Errorf("%s is %d working days ago, not %d", day, got, want)
		}
	}
}

func TestACaseTellsItsWholeStory(t *testing.T) {
	o := sit(t, full())
	w := o.get("case/26-7K3FQ/")
	for _, words := range []string{
		"They wrote", "The culvert floods.", "A bigger pipe", "R-17", "Ana &lt;b&gt;Luz&lt;/b&gt;", "Yes, with their name", "District Four", "Roads Department",
		"Advocate replied", "You hear from us by Friday.", "Advocate made a note", "Private, the person cannot read this", "Advocate referred it to Roads Department",
		"As it left.", "&lt;script&gt;alert(1)&lt;/script&gt;", "Download the file", "2.4 MB", "Outside our remit", "County engineer", "Nobody there answers.",
		"They answered the closing questions", "Partly", "cannot be opened with your key", "14 things do not add up", "A wrong signature, or none", "End the hold",
	} {
		if !strings.Contains(strings.ToLower(w.Body.String()), strings.ToLower(words)) {
			t.Errorf("it does not say %q", words)
		}
	}
	if w.says("The recipients are others") {
		t.Error("it tells what is none of this case's")
	}
}

// What a person's entries say is sealed by the person: it may be anything.
func TestWordsThatNobodyKnowsBreakNoPage(t *testing.T) {
	c := example(func(c *casebook.Case) {
		c.Words.Share, c.Words.ContactBy, c.Words.Contacted, c.Facts.Kind, c.Facts.Topic, c.Facts.District = "x.y", "x", "y", "no such", "z", "99"
		c.Story[0].Words = &c.Words
		c.Questions = &casebook.Questions{Satisfied: "x", Fair: "<"}
		c.Story = append(c.Story, casebook.Entry{Number: 2, Side: vault.PersonSide, Text: true, Said: &vault.Said{Act: "burn", Satisfied: "x", Fair: "y", Ending: "z", State: "q"}})
	})
	o := sit(t, &fakeBook{list: []*casebook.Case{c}})
	for _, page := range []string{"", "case/26-7K3FQ/", "case/26-7K3FQ/refer"} {
		if w := o.get(page); w.Code != http.StatusOK {
			t.Errorf("%q answers %d", page, w.Code)
		}
	}
	if w := o.get("case/26-7K3FQ/refer"); !w.says("do not share it") {
		t.Error("what is no consent is taken for one")
	}
}

func TestAFileIsSavedAndNeverShown(t *testing.T) {
	o := sit(t, full())
	w := o.get("case/26-7K3FQ/file/f1")
	h := w.Header()
	if w.Code != http.StatusOK || h.Get("Content-Type") != "application/octet-stream" || h.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox;") || w.Body.String() != "<script>1</script>" {
		t.Errorf("%d %v", w.Code, h)
	}
	if got, want := h.Get("Content-Disposition"), `attachment; filename=evil_gnp._b_.html`; got != want {
		t.Errorf("it is saved as %s, not %s", got, want)
	}
	for _, page := range []string{"case/26-7K3FQ/file/e1", "case/26-9BCDF/file/f1", "case/26-NNNNN/file/f1"} {
		if w := o.get(page); w.Code != http.StatusNotFound {
			t.Errorf("%s answers %d", page, w.Code)
		}
	}
}

func TestAFilesNameCanBeSavedAnywhere(t *testing.T) {
	for name, want := range map[string]string{
		"photo.jpg": "photo.jpg", "": "file", "..": "file", "/etc/passwd": "passwd", `C:\x\y.pdf`: "y.pdf", "a\r\nb: c": "a__b_ c",
		"día 日.pdf": "día 日.pdf", "a\u202efdp.exe": "a_fdp.exe", ". . ": "file",
	} {
		if got := fileName(name); got != want {
			t.Errorf("%q is saved as %q, not %q", name, got, want)
		}
	}
}

func TestEveryActIsDoneOnceAndLeadsBack(t *testing.T) {
	for _, c := range []struct {
		number, act, did, said string
		pairs                  []string
	}{
		{"26-7K3FQ", "reply", "reply ours 26-7K3FQ", "Two\nlines", []string{"text", " Two\r\nlines ", "then", "ours"}},
		{"26-7K3FQ", "note", "note 26-7K3FQ", "Note", []string{"text", "Note"}},
		{"26-7K3FQ", "state", "state waiting 26-7K3FQ", "", []string{"state", "waiting"}},
		{"26-7K3FQ", "release", "release 26-7K3FQ", "Over", []string{"text", "Over"}},
		{"26-9BCDF", "hold", "hold 26-9BCDF", "Lawsuit", []string{"text", "Lawsuit"}},
		{"26-7K3FQ", "close", "close outside-remit 26-7K3FQ", "Why|There", []string{"ending", "outside-remit", "reason", "Why", "next", "There"}},
		{"26-7K3FQ", "close", "close settled 26-7K3FQ", "Why|", []string{"ending", "settled", "reason", "Why"}},
		{"26-4RSTV", "reopen", "reopen 26-4RSTV", "", nil},
	} {
		book := full()
		o := sit(t, book)
		w := o.post("case/"+c.number+"/"+c.act, append(c.pairs, "seen", "9")...)
		if got, want := w.Header().Get("Location"), o.base+"case/"+c.number+"/?done="; w.Code != http.StatusSeeOther || !strings.HasPrefix(got, want) {
			t.Errorf("%s: %d, %s", c.act, w.Code, got)
		}
		if !slices.Equal(book.did, []string{c.did}) || !slices.Equal(book.said, []string{c.said}) {
			t.Errorf("%s did %q %q", c.act, book.did, book.said)
		}
		if w := o.get("case/" + c.number + "/?done=" + allActs[c.act].done); !w.says(`role="status"`) {
			t.Errorf("%s: the page does not say that it is done", c.act)
		}
	}
}

func TestWhatWasNotSentYetIsNotSaidToBeThere(t *testing.T) {
	book := full()
	o := sit(t, book)
	for unsent, want := range []string{"It can be read with the code", "is sent when the server answers"} {
		book.list[1].Unsent = unsent
		if w := o.get("case/" + book.list[1].Number + "/?done=replied"); !w.says(want) {
			t.Errorf("with %d entries that were not sent, the page does not say %q", unsent, want)
		}
	}
}

func TestWhatIsMissingIsSaidAndWhatWasTypedIsKept(t *testing.T) {
	for _, c := range []struct {
		act   string
		pairs []string
		want  []string
	}{
		{"reply", []string{"text", "", "then", "ours"}, []string{"Enter some text", `value="ours" checked`}},
		{"reply", []string{"text", "Kept words", "then", "closed"}, []string{"Choose whose turn it is", "Kept words"}},
		{"reply", []string{"text", strings.Repeat("a", maxText+1), "then", "ours"}, []string{"20000 characters at most"}},
		{"note", []string{"text", " \n "}, []string{"Enter some text"}},
		{"state", nil, []string{"Choose whose turn it is"}},
		{"close", []string{"reason", "Kept words"}, []string{"Choose how it ended", "Kept words"}},
		{"close", []string{"ending", "outside-remit", "reason", "Kept words"}, []string{"Enter where they can go now", `value="outside-remit" checked`, "Kept words"}},
		{"close", []string{"ending", "burned", "reason", "x"}, []string{"Choose how it ended"}},
		{"release", nil, []string{"Enter why"}},
		{"refer", []string{"to", "nobody", "summary", "Kept words"}, []string{"Choose the department", "Kept words"}},
		{"refer", []string{"to", "roads"}, []string{"Enter some text", `value="roads" selected`}},
	} {
		book := full()
		o := sit(t, book)
		w := o.post("case/26-7K3FQ/"+c.act, append(c.pairs, "seen", "9")...)
		if w.Code != http.StatusUnprocessableEntity || len(book.did) != 0 {
			t.Errorf("%s %q: %d, did %q", c.act, c.pairs, w.Code, book.did)
		}
		checkPage(t, c.act, w.Body.String())
		for _, words := range append(c.want, "There is a problem", "<title>Error: ") {
			if !w.says(words) {
				t.Errorf("%s %q: it does not say %q", c.act, c.pairs, words)
			}
		}
	}
}

func TestAnActThatACaseDoesNotAllowIsNotThere(t *testing.T) {
	book := full()
	o := sit(t, book)
	for _, path := range []string{"case/26-4RSTV/close", "case/26-7K3FQ/hold", "case/26-9BCDF/release", "case/26-9BCDF/reopen", "case/26-7K3FQ/burn"} {
		if w := o.post(path, "text", "x", "ending", "settled", "reason", "x"); w.Code != http.StatusNotFound || len(book.did) != 0 {
			t.Errorf("%s answers %d, did %q", path, w.Code, book.did)
		}
	}
}

func TestWhatCameInBetweenIsShownBesideWhatWasTyped(t *testing.T) {
	book := full()
	book.actErr = &casebook.Conflict{Case: "26-7K3FQ", Newest: 9, Between: book.list[0].Story[7:9]}
	o := sit(t, book)
	w := o.post("case/26-7K3FQ/reply", "text", "Kept words", "then", "ours", "seen", "7")
	if w.Code != http.StatusConflict || !w.says("Something came in between") || !w.says("Kept words") || !w.says(`name="seen" value="9"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if got := strings.Count(w.Body.String(), "New since you began"); got != 3 {
		t.Errorf("%d entries are marked as new", got)
	}
}

func TestWhatCouldNotBeStoredIsKept(t *testing.T) {
	book := full()
	book.actErr = errors.New("the disk is full")
	o := sit(t, book)
	w := o.post("case/26-7K3FQ/note", "text", "Kept words", "seen", "9")
	if w.Code != http.StatusBadGateway || !w.says("Kept words") || !w.says("could not be stored") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if log := o.log.String(); !strings.Contains(log, "the disk is full") || strings.Contains(log, "Kept words") {
		t.Error(log)
	}
}

func TestALetterIsLookedAtAndThenLeavesAsItWas(t *testing.T) {
	for number, c := range map[string]struct{ has, hasNot []string }{
		"26-7K3FQ": {[]string{"My words", "The culvert floods.", "Name: Ana <b>Luz</b>", "ana@example.org", "They agreed"}, nil},
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

func TestAConcernThatIsToldIsSealedAndItsCodeShownOnce(t *testing.T) {
	book := &fakeBook{}
	o := sit(t, book)
	w := o.post("enter", "topic", "streets", "kind", "conflict", "message", "They told us.", "share", "with-name", "name", "Ana", "contact_by", "phone",
		"phone", "918-555-0199", "contacted", "no", "district", "4", "language", "es", "willing", "partly")
	if w.Code != http.StatusOK || len(book.entered) != 1 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
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

func TestEveryReportSaysWhatItMeansAndWhatToDo(t *testing.T) {
	o := sit(t, full())
	w := o.get("reports")
	if got := strings.Count(w.Body.String(), "What it means"); got != len(everyKind) {
		t.Errorf("%d of %d reports", got, len(everyKind))
	}
	accepts := 0
	for _, kind := range everyKind {
		if kind.Acceptable() {
			accepts++
		}
	}
	if got := strings.Count(w.Body.String(), `name="report"`); got != accepts {
		t.Errorf("%d of %d can be accepted", got, accepts)
	}
	if w.says("age1pq1aaaa") || !w.says("…") {
		t.Error("it shows keys that did not change, or whole ones")
	}
}

func TestAcceptingAReportAcceptsThatOne(t *testing.T) {
	book := full()
	o := sit(t, book)
	if w := o.post("reports", "report", "id-repeat"); w.Code != http.StatusSeeOther || !slices.Equal(book.accepted, []string{"id-repeat"}) {
		t.Errorf("%d, %q", w.Code, book.accepted)
	}
}

func TestWhatIsHeldCanBeSentOrTakenOut(t *testing.T) {
	book := full()
	o := sit(t, book)
	w := o.get("unsent")
	if strings.Count(w.Body.String(), `value="send"`) != 1 || strings.Count(w.Body.String(), `value="discard"`) != 4 || !w.says("Told words.") || !w.says("It flooded again") {
		t.Errorf("%s", w.Body)
	}
	o.post("unsent", "id", "u2", "do", "send")
	for id, want := range map[string][2]string{"u3": {"enter", "Told words."}, "u4": {"case/26-9BCDF/reply", "Refused words."}} {
		if w := o.post("unsent", "id", id, "do", "discard"); w.Header().Get("Location") != o.base+want[0] {
			t.Errorf("taking out %s leads to %s", id, w.Header().Get("Location"))
		}
		if w := o.get(want[0]); !w.says(want[1]) || !w.says("It was not sent") || w.says("New since you began") {
			t.Errorf("%s: the words are lost: %s", id, w.Body)
		}
	}
	if w := o.post("unsent", "id", "u3", "do", "burn"); w.Code != http.StatusBadGateway {
		t.Errorf("what is neither answers %d", w.Code)
	}
	slices.Sort(book.did)
	if !slices.Equal(book.did, []string{"discard u3", "discard u4", "send u2"}) {
		t.Errorf("%q", book.did)
	}
}

func TestBeingOfflineIsToldCalmly(t *testing.T) {
	book := full()
	o := sit(t, book)
	book.syncErr = errors.New("no route to the server")
	o.tick(t.Context())
	o.tick(t.Context())
	w := o.get("")
	if w.Code != http.StatusOK || !w.says("Working offline") || w.says("no route") || w.says(`role="alert"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if got := strings.Count(o.log.String(), "no route"); got != 1 {
		t.Errorf("the log tells it %d times", got)
	}
	book.syncErr = errToken
	o.post("sync")
	if w := o.get(""); !w.says("The server refuses this desk") {
		t.Errorf("%s", w.Body)
	}
	book.syncErr = nil
	o.post("sync")
	if w := o.get(""); w.says("Working offline") || w.says("refuses") {
		t.Errorf("%s", w.Body)
	}
}

func TestSealingAnewShowsHowFarItIs(t *testing.T) {
	book, told, goOn := full(), make(chan struct{}), make(chan error)
	book.reseals = func(_ context.Context, progress func(done, total int)) error {
		progress(5, 12)
		close(told)
		return <-goOn
	}
	o := sit(t, book)
	if w := o.get("keys"); !w.says("12 entries are sealed to other recipients") || !w.says("Your own signing key does not stand in site.yaml") {
		t.Errorf("%s", w.Body)
	}
	o.post("keys")
	<-told
	w := o.get("keys")
	if !w.says("5 of 12") || !w.says(`<progress max="12" value="5"`) || w.Header().Get("Refresh") != "2; url="+o.base+"keys?still" {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
	o.post("keys") // which begins no second one
	goOn <- errors.New("the server is away")
	o.reseal.wait()
	if w := o.get("keys"); !w.says("It stopped after 5 of 12") {
		t.Errorf("%s", w.Body)
	}
}

func TestLockingEndsTheSealingAnew(t *testing.T) {
	book, told := full(), make(chan struct{})
	book.reseals = func(ctx context.Context, progress func(done, total int)) error {
		close(told)
		<-ctx.Done()
		return ctx.Err()
	}
	o := sit(t, book)
	o.post("keys")
	<-told
	o.post("lock")
	if book.closed != 1 || strings.Contains(o.log.String(), "stopped") {
		t.Errorf("closed %d times: %s", book.closed, o.log.String())
	}
}

func TestCountsAreAddedUp(t *testing.T) {
	o := sit(t, full())
	w := o.get("counts")
	for _, row := range []string{
		`<th scope="row">Streets</th><td>7</td><td>4</td><td>3</td>`, `<th scope="row">Roads Department</th><td>7</td>`, `<th scope="row">November 2026</th><td>4</td><td>1</td><td>2</td>`,
	} {
		if !w.says(row) {
			t.Errorf("there is no row %s", row)
		}
	}
}

func TestEveryEndingHasWords(t *testing.T) {
	o := sit(t, full())
	w := o.get("case/26-7K3FQ/close")
	for _, ending := range content.Endings {
		if !w.says(`value="` + ending + `"`) {
			t.Errorf("%s cannot be chosen", ending)
		}
	}
}

func TestNothingThatAPersonWroteIsLogged(t *testing.T) {
	book := full()
	o := sit(t, book)
	for _, page := range pages() {
		o.get(page)
	}
	for _, words := range []string{"culvert", "Ana", "ana@example.org", "26-7K3FQ"} {
		if strings.Contains(o.log.String(), words) {
			t.Errorf("the log says %q: %s", words, o.log.String())
		}
	}
}
