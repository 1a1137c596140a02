package intake

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// officeKey is the one that the test's site.yaml names.
var officeKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

// status uses a code.
func (o *office) status(code, action string, pairs ...string) got {
	o.t.Helper()
	return o.post(statusPath, with(url.Values{"code": {code}, "action": {action}}, pairs...))
}

// opened is what the page of a case sends along, whichever of its buttons is pressed.
func (o *office) opened(code string) url.Values {
	o.t.Helper()
	form := o.status(code, "open").is(200).speaks("intake.status.stands").sends("show")
	delete(form, "action")
	return form
}

// adds presses a button of an opened case.
func (o *office) adds(code, action string, pairs ...string) got {
	o.t.Helper()
	return o.post(statusPath, with(o.opened(code), append([]string{"action", action}, pairs...)...))
}

// sends is what a browser sends when the button with that action is pressed: what is hidden, typed and chosen in the
// button's form.
func (g got) sends(action string) url.Values {
	g.t.Helper()
	tree, err := html.Parse(strings.NewReader(g.text))
	if err != nil {
		g.t.Fatal(err)
	}
	for form := range tree.Descendants() {
		if form.Data != "form" {
			continue
		}
		values, pressed := url.Values{}, false
		for n := range form.Descendants() {
			at := attributes(n)
			_, checked := at["checked"]
			switch {
			case n.Data == "button" && at["name"] == "action" && at["value"] == action:
				pressed = true
				values.Set("action", action)
			case n.Data == "textarea" && n.FirstChild != nil:
				values.Set(at["name"], n.FirstChild.Data)
			case n.Data == "input" && (at["type"] == "hidden" || checked):
				values.Set(at["name"], at["value"])
			}
		}
		if pressed {
			return values
		}
	}
	g.t.Fatalf("there is no button for %s:\n%s", action, main(g.text))
	return nil
}

func attributes(n *html.Node) map[string]string {
	at := map[string]string{}
	for _, a := range n.Attr {
		at[a.Key] = a.Val
	}
	return at
}

// entries are those of a case.
func (o *office) entries(number string) []store.Entry {
	o.t.Helper()
	entries, err := o.DB.Entries(context.Background(), number)
	if err != nil {
		o.t.Fatal(err)
	}
	return entries
}

// said opens an entry with the office's key.
func (o *office) said(e store.Entry) vault.Said {
	o.t.Helper()
	said, err := o.unseal(e.Sealed).Said()
	if err != nil {
		o.t.Fatal(err)
	}
	return said
}

func (o *office) found(code string) store.Case {
	o.t.Helper()
	parsed, err := vault.ParseCode(code)
	if err != nil {
		o.t.Fatal(err)
	}
	found, err := o.DB.CaseByLookup(context.Background(), parsed.Lookup())
	if err != nil {
		o.t.Fatal(err)
	}
	return found
}

// answers adds an entry of the office to a case, as the desk does.
func (o *office) answers(r received, said vault.Said, signer ed25519.PrivateKey) {
	o.t.Helper()
	newest := o.entries(r.number)[len(o.entries(r.number))-1].Number
	place := vault.Place{Case: r.number, Entry: newest + 1, Side: vault.OfficeSide}
	o.append(place, o.sealed(r, place, said, signer))
}

func (o *office) sealed(r received, place vault.Place, said vault.Said, signer ed25519.PrivateKey) []byte {
	o.t.Helper()
	person, err := vault.ParseRecipient(o.found(r.code).Recipient)
	if err != nil {
		o.t.Fatal(err)
	}
	if said.Act.Private() {
		person = nil
	}
	sealed, err := vault.SealSaid(place, o.now(), said, signer, o.Recipients, person)
	if err != nil {
		o.t.Fatal(err)
	}
	return sealed
}

func (o *office) append(place vault.Place, sealed []byte) {
	o.t.Helper()
	_, err := o.DB.AppendEntry(context.Background(), store.NewEntry{
		Case: place.Case, Number: place.Entry, Received: store.DayOf(o.now()), Side: string(place.Side), Sealed: sealed,
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// closes ends a case, as the desk does.
func (o *office) closes(r received, said vault.Said) {
	o.t.Helper()
	said.Act = vault.ActClosed
	o.answers(r, said, officeKey)
	if err := o.DB.SetState(context.Background(), r.number, store.State{Closed: store.DayOf(o.now())}); err != nil {
		o.t.Fatal(err)
	}
}

func TestTheStatusPageSaysWhereACaseStands(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	for _, step := range []struct {
		name  string
		does  func()
		state string
	}{
		{"nobody read it", func() {}, "received"},
		{"the office wrote a note", func() { o.answers(r, vault.Said{Act: vault.ActNote, Text: "MARKnote"}, officeKey) }, "reading"},
		{"it asked the person", func() { o.answers(r, vault.Said{Act: vault.ActReply, Text: "Where?"}, officeKey) }, "waiting"},
		{"the person answered", func() { o.adds(r.code, "message", "message", "Here.").is(200) }, "ours"},
		{"it asked somebody else", func() { o.answers(r, vault.Said{Act: vault.ActState, State: "waiting"}, officeKey) }, "waiting"},
		{"it took it up again", func() { o.answers(r, vault.Said{Act: vault.ActState, State: "ours"}, officeKey) }, "ours"},
		{"it answered, and goes on", func() { o.answers(r, vault.Said{Act: vault.ActReply, Text: "Soon.", State: "ours"}, officeKey) }, "ours"},
		{"somebody else says that it waits", func() {
			o.answers(r, vault.Said{Act: vault.ActState, State: "waiting"}, ed25519.NewKeyFromSeed(make([]byte, 32)))
		}, "ours"},
	} {
		t.Run(step.name, func(t *testing.T) {
			o.t = t
			step.does()
			o.status(r.code, "open").is(200).speaks("intake.status.is_open").speaks("intake.status.state."+step.state).
				speaks("intake.status.received", "day", "Thursday, December 3, 2026").says(r.number).never("MARK")
		})
	}
}

func TestAClosedCaseSaysHowItEnded(t *testing.T) {
	o := open(t)
	for _, ending := range []string{"outside-remit", "other-channel-first", "advice-given", "settled", "concluded", "withdrawn", "could-not-go-on", "", "some-other"} {
		r := o.confirmed(concern("message", "About "+ending))
		o.closes(r, vault.Said{Ending: ending, Reason: "It is the county's road.", Next: "Call the county."})
		answer := o.status(r.code, "open").is(200).speaks("intake.status.is_closed", "day", "Thursday, December 3, 2026").
			speaks("intake.status.reason").says("It is the county&#39;s road.").speaks("intake.status.next").says("Call the county.")
		if strings.Count(answer.text, "Call the county.") != 1 {
			t.Errorf("%s: the next place is told more than once", ending)
		}
		if ending != "" && ending != "some-other" {
			answer.speaks("intake.status.ending." + ending)
		}
	}
}

func TestTheOfficesRepliesAreShownAndNothingElse(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern("message", "MARKfirst"))
	o.answers(r, vault.Said{Act: vault.ActReply, Text: "We asked.\n\n<script>alert(1)</script>"}, officeKey)
	o.answers(r, vault.Said{Act: vault.ActNote, Text: "MARKnote"}, officeKey)
	o.answers(r, vault.Said{Act: vault.ActReferred, To: "roads", Letter: "MARKletter"}, officeKey)
	o.adds(r.code, "message", "message", "MARKsecond").is(200).never("MARK")
	o.status(r.code, "open").is(200).speaks("intake.status.replies").
		says("<p>We asked.</p><p>&lt;script&gt;alert(1)&lt;/script&gt;</p>").never("MARK", "<script>alert")
	o.status(r.code, "no such action").is(200).never("MARK")
}

func TestOwnWordsAreShownWhenTheyAreAskedFor(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern("message", "The culvert floods.", "name", "Ada", "share", "with-name"))
	o.answers(r, vault.Said{Act: vault.ActReply, Text: "Where?"}, officeKey)
	o.adds(r.code, "message", "message", "At the bridge.").is(200)
	page := o.status(r.code, "show").is(200).says("The culvert floods.", "Ada", "Where?", "At the bridge.").
		speaks("form.share_with-name").speaks("intake.status.hide")
	for _, pair := range [][2]string{{"The culvert floods.", "Where?"}, {"Where?", "At the bridge."}} {
		if strings.Index(page.text, pair[0]) > strings.Index(page.text, pair[1]) {
			t.Errorf("%q stands after %q", pair[0], pair[1])
		}
	}
	o.status(r.code, "open").is(200).says("Where?").never("culvert", "Ada", "bridge").speaks("intake.status.show")
}

func TestAnEntryThatNobodyCanProveIsNotShown(t *testing.T) {
	stranger := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize))
	for name, forge := range map[string]func(o *office, r received){
		"a stranger signed": func(o *office, r received) {
			o.answers(r, vault.Said{Act: vault.ActReply, Text: "MARK"}, stranger)
		},
		"the person's place": func(o *office, r received) {
			place := vault.Place{Case: r.number, Entry: 2, Side: vault.PersonSide}
			sealed := o.sealed(r, place, vault.Said{Act: vault.ActReply, Text: "MARK"}, officeKey)
			place.Side = vault.OfficeSide
			o.append(place, sealed)
		},
		"another place": func(o *office, r received) {
			sealed := o.sealed(r, vault.Place{Case: r.number, Entry: 5, Side: vault.OfficeSide}, vault.Said{Act: vault.ActReply, Text: "MARK"}, officeKey)
			o.append(vault.Place{Case: r.number, Entry: 2, Side: vault.OfficeSide}, sealed)
		},
		"another case": func(o *office, r received) {
			sealed := o.sealed(r, vault.Place{Case: "26-7K3FQ", Entry: 2, Side: vault.OfficeSide}, vault.Said{Act: vault.ActReply, Text: "MARK"}, officeKey)
			o.append(vault.Place{Case: r.number, Entry: 2, Side: vault.OfficeSide}, sealed)
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			r := o.confirmed(concern())
			forge(o, r)
			o.status(r.code, "open").is(200).speaks("intake.status.unproven_ours").never("MARK").speaks("intake.status.state.reading")
		})
	}
	o := open(t)
	r := o.confirmed(concern())
	place := vault.Place{Case: r.number, Entry: 2, Side: vault.PersonSide}
	o.append(place, o.sealed(r, place, vault.Said{Act: vault.ActWithdrawn, Text: "MARK"}, stranger))
	o.status(r.code, "show").is(200).speaks("intake.status.unproven_yours").speaks("intake.status.is_open").never("MARK")
}

func TestInPracticeTheBuiltInKeySignsToo(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	o.answers(r, vault.Said{Act: vault.ActReply, Text: "Practice."}, vault.PracticeIdentity().Signing)
	o.status(r.code, "open").is(200).says("Practice.")
}

func TestAMessageIsSignedSealedAndNumbered(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	o.answers(r, vault.Said{Act: vault.ActReply, Text: "Where?"}, officeKey)
	o.adds(r.code, "message", "message", "At the bridge.\r\nToday.").is(200).speaks("intake.status.done.message").never("At the bridge.")
	entries := o.entries(r.number)
	e := entries[len(entries)-1]
	part := o.unseal(e.Sealed)
	code, err := vault.ParseCode(r.code)
	if err != nil {
		t.Fatal(err)
	}
	place := vault.Place{Case: r.number, Entry: 3, Side: vault.PersonSide, Part: vault.TextPart}
	if err := part.Verify(place, code.Signing().Public().(ed25519.PublicKey)); err != nil {
		t.Error(err)
	}
	if said := o.said(e); said != (vault.Said{Act: vault.ActMessage, Text: "At the bridge.\nToday."}) {
		t.Errorf("sealed as %+v", said)
	}
	if part.Stanzas != 2 || e.Side != "person" || e.Received != "2026-12-03" || e.SealedFacts != nil {
		t.Errorf("%d stanzas, %s, %s", part.Stanzas, e.Side, e.Received)
	}
}

func TestReloadAndBackAddAMessageOnce(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	form := with(o.opened(r.code), "action", "message", "message", "At the bridge.")
	for range 3 { // a reload, then Back and the button again
		o.post(statusPath, form).is(200).speaks("intake.status.done.message")
	}
	if n := len(o.entries(r.number)); n != 2 {
		t.Fatalf("there are %d entries, want 2", n)
	}
	// Back, and other words: they are not lost.
	o.post(statusPath, with(form, "message", "At the other bridge.")).is(200).speaks("intake.status.done.message")
	// The same words once more, from a fresh page: they are meant.
	o.adds(r.code, "message", "message", "At the bridge.").is(200)
	// The same code, typed otherwise, is the same person's.
	o.post(statusPath, with(form, "code", strings.ToLower(strings.ReplaceAll(r.code, "-", " ")))).is(200)
	entries := o.entries(r.number)
	if len(entries) != 4 || o.said(entries[2]).Text != "At the other bridge." || o.said(entries[3]).Text != "At the bridge." {
		t.Errorf("there are %d entries, want 4", len(entries))
	}
}

func TestManyClicksInTwoProcessesAddOneMessage(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	form := with(o.opened(r.code), "action", "message", "message", "At the bridge.")
	beside, err := Practice(context.Background(), o.folder, Options{Pages: o.Pages, Log: o.Log, Now: o.now, Rand: rand.Reader, Rate: generous})
	if err != nil {
		t.Fatal(err)
	}
	defer beside.DB.Close()
	other := &office{Intake: beside, t: t, folder: o.folder, log: o.log, time: o.now()}
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			if answer := []*office{o, other}[i%2].post(statusPath, form); answer.Code != 200 {
				t.Errorf("a click is answered with %d", answer.Code)
			}
		})
	}
	all.Wait()
	if n := len(o.entries(r.number)); n != 2 {
		t.Errorf("there are %d entries, want 2", n)
	}
}

func TestAMessageThatTheOfficeOvertakesComesAfterIt(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	code, err := vault.ParseCode(r.code)
	if err != nil {
		t.Fatal(err)
	}
	v := o.visitor(url.Values{"message": {"Mine."}})
	c := &openedCase{code: code}
	if err := v.load(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if c.person, err = code.Identity(c.Number, c.WrappedIdentity); err != nil {
		t.Fatal(err)
	}
	c.signing = c.person.Signing
	for range 2 {
		o.answers(r, vault.Said{Act: vault.ActReply, Text: "Ours."}, officeKey)
	}
	if added, err := v.add(c, vault.K{1}, vault.Said{Act: vault.ActMessage, Text: "Mine."}); err != nil || !added {
		t.Fatalf("%v, %v", added, err)
	}
	entries := o.entries(r.number)
	if len(entries) != 4 || o.unseal(entries[3].Sealed).Entry != 4 || o.said(entries[3]).Text != "Mine." {
		t.Errorf("there are %d entries", len(entries))
	}
	if len(c.entries) != 4 {
		t.Errorf("the page would show %d entries", len(c.entries))
	}
}

func TestAMessageWhoseSenderIsGoneIsStillStored(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	form := with(o.opened(r.code), "action", "message", "message", "At the bridge.")
	code, err := vault.ParseCode(r.code)
	if err != nil {
		t.Fatal(err)
	}
	v := o.visitor(form)
	v.w = httptest.NewRecorder()
	c := &openedCase{code: code}
	if err := v.load(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if c.person, err = code.Identity(c.Number, c.WrappedIdentity); err != nil {
		t.Fatal(err)
	}
	c.signing = c.person.Signing
	gone, leave := context.WithCancel(context.Background())
	leave()
	v.r = v.r.WithContext(gone)
	v.follow(c)
	if n := len(o.entries(r.number)); n != 2 {
		t.Errorf("there are %d entries, want 2", n)
	}
}

func TestAConcernIsTakenBackOnlyAfterAskingOnce(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	sure := o.adds(r.code, "withdraw", "message", "Half a text").is(200).speaks("intake.status.sure").says("Half a text")
	if n := len(o.entries(r.number)); n != 1 {
		t.Fatalf("asking stored something: there are %d entries", n)
	}
	// No: the text that was half written is there again.
	o.post(statusPath, sure.sends("open")).is(200).says(">\nHalf a text</textarea>")

	form := sure.sends("withdraw")
	o.post(statusPath, form).is(200).speaks("intake.status.done.withdrawn").speaks("intake.status.ending.withdrawn").
		speaks("intake.status.is_closed", "day", "Thursday, December 3, 2026")
	o.post(statusPath, form).is(200).speaks("intake.status.ending.withdrawn")
	entries := o.entries(r.number)
	if len(entries) != 2 || o.said(entries[1]).Act != vault.ActWithdrawn {
		t.Errorf("there are %d entries, want 2", len(entries))
	}
	if found := o.found(r.code); found.Open || found.Closed != "2026-12-03" || found.TextPurge != "" {
		t.Errorf("it stands as %+v", found)
	}
	// It is closed: there is nothing to take back, and the day stays.
	o.wait(48 * time.Hour)
	o.adds(r.code, "withdraw", "stage", "confirm").is(200)
	if found := o.found(r.code); found.Closed != "2026-12-03" || len(o.entries(r.number)) != 2 {
		t.Errorf("it was closed again: %+v", found)
	}
}

func TestStillNotSolvedOpensAClosedCaseAgain(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	o.closes(r, vault.Said{Ending: "settled", Reason: "The department repaired it."})
	form := with(o.opened(r.code), "action", "unsolved", "message", "It floods again.")
	for range 2 {
		o.post(statusPath, form).is(200).speaks("intake.status.done.unsolved").speaks("intake.status.is_open").speaks("intake.status.state.ours")
	}
	entries := o.entries(r.number)
	if len(entries) != 3 || o.said(entries[2]) != (vault.Said{Act: vault.ActUnsolved, Text: "It floods again."}) {
		t.Errorf("there are %d entries, want 3", len(entries))
	}
	if found := o.found(r.code); !found.Open || found.Closed != "" || found.TextPurge != "" || found.FactsPurge != "" {
		t.Errorf("it stands as %+v", found)
	}
	// How it had ended stands among what was said.
	o.status(r.code, "open").is(200).says("The department repaired it.").speaks("intake.status.act.closed")

	o.closes(r, vault.Said{Ending: "concluded"})
	o.adds(r.code, "unsolved").is(200).speaks("intake.status.done.unsolved") // a reason is nobody's duty
}

func TestAHoldOutlivesWhatThePersonDoes(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	if err := o.DB.SetState(t.Context(), r.number, store.State{Open: true, Hold: true}); err != nil {
		t.Fatal(err)
	}
	o.adds(r.code, "withdraw", "stage", "confirm").is(200).speaks("intake.status.done.withdrawn")
	if found := o.found(r.code); found.Open || !found.Hold {
		t.Errorf("it stands as %+v", found)
	}
	o.adds(r.code, "unsolved").is(200)
	if found := o.found(r.code); !found.Open || !found.Hold {
		t.Errorf("it stands as %+v", found)
	}
}

func TestTheClosingQuestionsAreAskedOnceAClosing(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	asks := func() bool {
		return strings.Contains(o.status(r.code, "open").is(200).text, `name="satisfied"`)
	}
	if asks() {
		t.Error("an open case asks how it ended")
	}
	o.closes(r, vault.Said{Ending: "settled"})
	if !asks() {
		t.Fatal("a closed case does not ask")
	}
	o.adds(r.code, "answer").is(422).speaks("intake.error.answer_missing").says(`href="#f-satisfied"`)
	o.adds(r.code, "answer", "satisfied", "perhaps").is(422).speaks("intake.error.answer_missing")
	o.adds(r.code, "answer", "satisfied", "partly", "fair", "nobody").is(422).says(`value="partly" checked`)
	form := with(o.opened(r.code), "action", "answer", "satisfied", "partly", "fair", "yes")
	for range 2 {
		o.post(statusPath, form).is(200).speaks("intake.status.done.answered")
	}
	entries := o.entries(r.number)
	if len(entries) != 3 || o.said(entries[2]) != (vault.Said{Act: vault.ActAnswered, Satisfied: "partly", Fair: "yes"}) {
		t.Errorf("there are %d entries, want 3", len(entries))
	}
	if o.found(r.code).Open || asks() {
		t.Error("an answer opened the case, or is asked for again")
	}
	o.status(r.code, "show").is(200).speaks("intake.status.act.answered").speaks("intake.status.choice.partly")
	o.adds(r.code, "unsolved").is(200)
	o.closes(r, vault.Said{Ending: "concluded"})
	if !asks() {
		t.Error("a case that was closed once more does not ask")
	}
	o.adds(r.code, "answer", "fair", "no").is(200).speaks("intake.status.done.answered") // one of the two is enough
}
