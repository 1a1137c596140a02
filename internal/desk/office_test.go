package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"example.org/advocate/internal/desk/casebook"
)

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

// A report may name any entry, the first among them, and any part of the office.
func TestEveryReportIsShownForTheFirstEntryAndForAWholeCase(t *testing.T) {
	for _, entry := range []int{0, 1, 2} {
		for _, kind := range everyKind {
			book := full()
			book.reported = []casebook.Report{{ID: "id", Kind: kind, Places: []casebook.Place{{Case: "26-7K3FQ", Entry: entry}, {Case: "26-9BCDF", Entry: 1}}}}
			book.list[0].Story[0].Problems = []casebook.Kind{kind}
			book.list[0].Newest, book.list[0].Unsent = 1, 1
			o := sit(t, book)
			for _, page := range []string{"", "reports", "unsent", "keys", "case/26-7K3FQ/", "case/26-7K3FQ/reply", "case/26-9BCDF/"} {
				w := o.get(page)
				if w.Code != http.StatusOK {
					t.Errorf("%s at entry %d: %q answers %d", kind, entry, page, w.Code)
				}
				checkPage(t, string(kind)+", "+page, w.Body.String())
			}
			if w := o.get("reports"); !w.says("#entry-1\">Case 26-9BCDF, entry 1<") {
				t.Errorf("%s: it does not name the entry: %s", kind, w.Body)
			}
		}
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
