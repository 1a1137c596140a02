package desk

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/desk/casebook"
)

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

func TestEveryEndingHasWords(t *testing.T) {
	o := sit(t, full())
	w := o.get("case/26-7K3FQ/close")
	for _, ending := range content.Endings {
		if !w.says(`value="` + ending + `"`) {
			t.Errorf("%s cannot be chosen", ending)
		}
	}
}

func TestWhatWaitsForTheServerIsNotSaidToBeDone(t *testing.T) {
	c := found(t)
	made := c.writes(oakley)
	c.post("sync")
	at := "case/" + made.Number + "/"
	for i, act := range []struct {
		name  string
		pairs []string
	}{{"reply", []string{"text", "We look into it.", "then", "ours"}}, {"close", []string{"ending", "settled", "reason", "Mended."}}} {
		c.away = i > 0
		w := c.post(at+act.name, append(act.pairs, "seen", strconv.Itoa(i+1))...)
		w = c.follow(w)
		if got := w.says("waits on this computer"); got != c.away || w.says(`role="status">The case is closed`) {
			t.Errorf("%s, server away %v: %s", act.name, c.away, w.Body)
		}
	}
}
