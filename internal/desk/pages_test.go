package desk

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/vault"
)

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
		"As it left.", "&lt;script&gt;alert(1)&lt;/script&gt;", "Download the file: <bdi translate=\"no\">street_gpj._b_.exe</bdi>", "2.4 MB", "Outside our remit", "County engineer", "Nobody there answers.",
		"They answered the closing questions", "Partly", "cannot be opened with your key", "15 things do not add up", "A wrong signature, or none", "End the hold",
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
