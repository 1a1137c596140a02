package intake

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

func TestAConcernLivesFromTheFormToTheStatusPage(t *testing.T) {
	o := open(t)
	form := concern("message", "The culvert floods.", "contacted", "yes", "name", "Ada", "district", "4")

	review := o.stage("", form).is(200).speaks("intake.review.lead").says("Streets", "The culvert floods.", "District Four", "Ada")
	if o.stored() != 0 {
		t.Error("the review stored something")
	}
	edit := o.stage("edit", review.carried()).is(200).says("The culvert floods.", `value="Ada"`).never("Error:", "has-error")
	sent := with(review.carried(), "message", "The culvert floods, again.", "token", edit.carried().Get("token"))
	again := o.stage("review", sent).is(200).says("floods, again")
	if again.carried().Get("token") != review.carried().Get("token") {
		t.Error("edit did not keep the token")
	}

	o.wait(minRead)
	receipt := o.stage("confirm", again.carried()).is(200).receipt()
	reload := o.stage("confirm", again.carried()).is(200).receipt()
	if receipt != reload {
		t.Errorf("the receipt was %v, and on reloading %v", receipt, reload)
	}
	if n := o.stored(); n != 1 {
		t.Fatalf("there are %d cases, want 1", n)
	}
	words, facts := o.words()
	if words.Message != "The culvert floods, again." || words.Name != "Ada" || words.Share != "no" || words.Contacted != "yes" {
		t.Errorf("sealed as %+v", words)
	}
	if want := (vault.Facts{Topic: "streets", Kind: "concern", Department: "roads", District: "4"}); facts != want {
		t.Errorf("sealed as %+v, want %+v", facts, want)
	}

	o.post("/intake/status", url.Values{"code": {strings.ToLower(receipt.code)}}).is(200).
		speaks("intake.status.is_open").speaks("intake.status.replies").says(receipt.number, "Thursday, December 3, 2026").never(receipt.code)
}

func TestThePracticeKeyAndTheCodeOpenWhatWasStored(t *testing.T) {
	o := open(t)
	receipt := o.confirmed(concern())
	code, err := vault.ParseCode(receipt.code)
	if err != nil {
		t.Fatal(err)
	}
	found, err := o.DB.CaseByLookup(context.Background(), code.Lookup())
	if err != nil {
		t.Fatal(err)
	}
	person, err := code.Identity(found.Number, found.WrappedIdentity)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := o.DB.Entries(context.Background(), receipt.number)
	if err != nil {
		t.Fatal(err)
	}
	part, err := vault.Open(entries[0].Sealed, person.Age)
	if err != nil {
		t.Fatal(err)
	}
	words, err := part.Words()
	if err != nil || words.Message != "The culvert floods." {
		t.Errorf("with the code: %+v, %v", words, err)
	}
	place := vault.Place{Case: receipt.number, Entry: 1, Side: vault.PersonSide, Part: vault.TextPart}
	if err := o.unseal(entries[0].Sealed).Verify(place, person.Public()); err != nil {
		t.Error(err)
	}
}

// TestNothingInClearIsLeftBehind marks every field, and looks for the marks everywhere.
func TestNothingInClearIsLeftBehind(t *testing.T) {
	o := open(t)
	form := concern("kind", "conflict", "contacted", "no", "anyway", "yes", "district", "4", "language", "mus",
		"contact_by", "email", "email", "MARKmail@example.org", "contacted_on", "1987-06-05", "event_on", "1986-05-04",
		"share", "with-name", "willing", "partly")
	for _, name := range []string{"message", "outcome_wanted", "anyway_reason", "reference", "name", "phone", "contact_safely", "accommodation", "other_party", "event_place"} {
		form.Set(name, "MARK"+name)
	}
	r := httptest.NewRequest("POST", "/intake?MARKquery=1", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.RemoteAddr = "203.0.113.77:5432"
	review := o.do(r).is(200)
	o.wait(minRead)
	receipt := o.stage("confirm", review.carried()).is(200).receipt()
	o.stage("review", with(form, "email", "MARKwrong")).is(422)
	o.post("/intake/status", url.Values{"code": {receipt.code}}).is(200)
	o.sweep(context.Background())
	if o.sent.Len() != 1 || o.clients.Len() == 0 {
		t.Error("the sweep forgot what it is to know for an hour")
	}
	o.wait(time.Hour)
	if o.sweep(context.Background()); o.sent.Len()+o.clients.Len() != 0 {
		t.Error("the sweep forgot nothing")
	}

	token := review.carried().Get("token")
	marks := []string{"MARK", "203.0.113", "1987-06-05", "1986-05-04", "mus\"", "with-name", "conflict", "streets", "roads",
		receipt.code, strings.ReplaceAll(receipt.code, "-", ""), token, token[20:40]}
	if found := o.traces(marks...); len(found) != 0 {
		t.Errorf("left behind: %v", found)
	}
	if found := o.traces(receipt.number); len(found) == 0 {
		t.Error("the case number, which is stored in clear, was not found either: this test looks in the wrong place")
	}
	if o.log.Len() != 0 {
		t.Errorf("the log says: %s", o.log)
	}
	words, facts := o.words()
	if words.EventPlace != "MARKevent_place" || facts.Language != "mus" || !facts.Anyway {
		t.Errorf("sealed as %+v, %+v", words, facts)
	}
}

func TestTheFrontLineChannelIsAnsweredFirst(t *testing.T) {
	o := open(t)
	answer := o.stage("review", concern("contacted", "no", "name", "Ada")).is(200).
		speaks("intake.channel.title", "name", "The street desk").says("918-555-0111", "The culvert floods.", "Ada")
	if o.stored() != 0 {
		t.Error("something was stored")
	}
	if counts := o.counted(); !slices.Equal(counts, []store.AnswerCount{{Topic: "streets", Month: "2026-12", Answers: 1}}) {
		t.Errorf("counted %v", counts)
	}
	carried := answer.carried()
	answer.says(`name="anyway" value="yes"`)
	carried.Set("anyway", "yes") // what the button that goes on sends; the one that changes answers does not
	if carried.Get("name") != "Ada" {
		t.Errorf("the page carries on %v", carried)
	}
	o.confirmed(carried)
	if _, facts := o.words(); !facts.Anyway {
		t.Error("that the person went on is not sealed")
	}
	o.stage("confirm", o.reviewed(concern("message", "Other."))).is(200)
	o.stage("review", concern("topic", "anything", "contacted", "no")).is(200).speaks("intake.review.title")
	if counts := o.counted(); counts[0].Answers != 1 {
		t.Errorf("counted %v", counts)
	}
}

func TestTheSamePersonIsCountedOnceAnHour(t *testing.T) {
	o := open(t)
	notYet := concern("contacted", "no")
	count := func(want int, why string) {
		t.Helper()
		if counts := o.counted(); len(counts) != 1 || counts[0].Answers != want {
			t.Errorf("%s: counted %v, want %d", why, counts, want)
		}
	}
	for range 3 {
		o.from("192.0.2.1:1", "/intake", notYet).is(200).speaks("intake.channel.title", "name", "The street desk")
	}
	count(1, "back and forth")
	o.from("192.0.2.2:1", "/intake", notYet).is(200)
	count(2, "another person")
	o.wait(time.Hour)
	o.from("192.0.2.1:1", "/intake", notYet).is(200)
	count(3, "an hour later")
}

func TestStaffAndWhoInvitesAreNotSentToTheFrontLine(t *testing.T) {
	o := open(t)
	for kind, channel := range map[string]bool{"concern": true, "conflict": true, "other": true, "staff": false, "invite": false} {
		answer := o.stage("review", concern("kind", kind, "contacted", "no")).is(200)
		if got := strings.Contains(answer.text, `name="anyway" value="yes"`); got != channel {
			t.Errorf("%s: answered with the channel: %v", kind, got)
		}
	}
}

func TestTheReasonToGoOnIsAskedOnThePageOfTheChannel(t *testing.T) {
	o := open(t)
	page := o.stage("review", concern("contacted", "no")).is(200).says(`<input id="f-anyway_reason" name="anyway_reason"`)
	o.confirmed(with(page.carried(), "anyway", "yes", "anyway_reason", "Nobody answers."))
	if words, facts := o.words(); words.AnywayReason != "Nobody answers." || !facts.Anyway {
		t.Errorf("sealed as %+v, %+v", words, facts)
	}
	again := o.stage("review", concern("contacted", "no", "anyway_reason", "So far.")).is(200)
	if n := strings.Count(again.text, `name="anyway_reason"`); n != 2 { // to be changed in one form, and carried on in the other
		t.Errorf("the page names the reason %d times", n)
	}
}

func TestAConfirmThatLacksTheChannelIsAnsweredWithIt(t *testing.T) {
	o := open(t)
	o.stage("confirm", with(o.reviewed(concern()), "contacted", "no")).is(200).speaks("intake.channel.title", "name", "The street desk")
	if o.stored() != 0 {
		t.Error("something was stored")
	}
}

func TestWhatIsNoTextIsRefusedBeforeTheChannelIsAnswered(t *testing.T) {
	o := open(t)
	o.stage("review", concern("contacted", "no", "message", "a\x00b")).is(422).speaks("intake.error.text_wrong", "field", "Your message")
	if counts := o.counted(); len(counts) != 0 {
		t.Errorf("counted %v", counts)
	}
}

func TestAChangedAnswerTakesAnywayBack(t *testing.T) {
	o := open(t)
	o.confirmed(concern("contacted", "yes", "anyway", "yes"))
	if _, facts := o.words(); facts.Anyway {
		t.Error("a person who had been in touch is counted as gone on anyway")
	}
}

func TestEveryAnswerIsQuiet(t *testing.T) {
	o := open(t)
	token := o.reviewed(concern())
	get := func(path string) got { return o.do(httptest.NewRequest("GET", path, nil)) }
	for name, answer := range map[string]got{
		"review": o.stage("review", concern()), "receipt": o.stage("confirm", token),
		"error": o.stage("review", concern("kind", "")), "edit": o.stage("edit", concern()), "channel": o.stage("review", concern("contacted", "no")),
		"status": get("/intake/status"), "case": o.post("/intake/status", url.Values{"code": {"x"}}),
		"health": get("/healthz"), "elsewhere": get("/intake"), "nothing": get("/intake/nothing"),
	} {
		answer.never("<script") // a page that reloads would send its form again
		h := answer.Header()
		kept := "no-store"
		if name == "error" || name == "edit" || name == "channel" { // going back to them shows what was typed there
			kept = "private, no-cache"
		}
		for header, want := range map[string]string{"Cache-Control": kept, "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Set-Cookie": "", "Access-Control-Allow-Origin": ""} {
			if h.Get(header) != want {
				t.Errorf("%s: %s is %q, want %q", name, header, h.Get(header), want)
			}
		}
		for _, part := range []string{"default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(h.Get("Content-Security-Policy"), part) {
				t.Errorf("%s: the policy lacks %s", name, part)
			}
		}
	}
}

func TestWhoComesWithoutAFormIsLedToTheForms(t *testing.T) {
	o := open(t)
	for path, want := range map[string]string{"/intake": "/contact/", "/intake?lang=es": "/es/contact/", "/intake?lang=xx": "/contact/"} {
		answer := o.do(httptest.NewRequest("GET", path, nil)).is(http.StatusSeeOther)
		if where := answer.Header().Get("Location"); where != want {
			t.Errorf("%s leads to %q, want %q", path, where, want)
		}
	}
	if answer := o.do(httptest.NewRequest("OPTIONS", "/intake", nil)); answer.Code != http.StatusMethodNotAllowed {
		t.Errorf("OPTIONS is answered with %d: there is no CORS here", answer.Code)
	}
}

func TestTheFormsLanguageIsTheAnswers(t *testing.T) {
	o := open(t)
	o.stage("review", concern("lang", "es")).is(200).says(`<html lang="es"`, "Revise sus respuestas")
	o.stage("review", concern("lang", "es", "message", "")).is(422).says(`<html lang="es"`, "Escriba su mensaje")
	o.stage("review", concern("lang", "xx")).is(200).says(`<html lang="en"`)
	o.do(httptest.NewRequest("GET", "/intake/status?lang=es", nil)).is(200).
		says(`<html lang="es"`, "Ver las respuestas", `<a href="/intake/status" lang="en" hreflang="en">English</a>`)
	o.confirmed(concern("lang", "es"))
	if words, _ := o.words(); words.PageLanguage != "es" {
		t.Errorf("the page's language is sealed as %q", words.PageLanguage)
	}
}

func TestAnIntakeThatCannotStoreDoesNotStart(t *testing.T) {
	o := open(t)
	if err := o.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := New(context.Background(), o.Options); err == nil || !strings.Contains(err.Error(), "does not start") {
		t.Errorf("it started on a closed database: %v", err)
	}
	opts := open(t).Options
	opts.Recipients = nil
	if _, err := New(context.Background(), opts); err == nil || !strings.Contains(err.Error(), "seal") {
		t.Errorf("it started without recipients: %v", err)
	}
}

func TestBeforeTheSiteIsBuiltNothingIsTaken(t *testing.T) {
	o := open(t)
	o.Pages = func() (*site.Site, *build.Templates) { return nil, nil }
	o.stage("review", concern()).is(503)
	if o.log.Len() != 0 {
		t.Errorf("the log says: %s", o.log)
	}
}

func TestHealthIsAWriteOfTheLastTenSeconds(t *testing.T) {
	o := open(t)
	health := func() int { return o.do(httptest.NewRequest("GET", "/healthz", nil)).Code }
	if code := health(); code != 200 {
		t.Fatalf("a healthy intake answers %d", code)
	}
	o.DB.Close()
	if code := health(); code != 200 {
		t.Errorf("within ten seconds it answers %d: it wrote again", code)
	}
	o.wait(10 * time.Second)
	if code := health(); code != 503 {
		t.Errorf("it answers %d with a closed database", code)
	}
	o.wait(10 * time.Second)
	health()
	if n := strings.Count(o.log.String(), "a sealed write failed"); n != 1 {
		t.Errorf("the log says %d times that it turned:\n%s", n, o.log)
	}
}

func TestADatabaseThatFailsLosesNoText(t *testing.T) {
	o := open(t)
	review := o.reviewed(concern("name", "Ada"))
	o.DB.Close()
	for range 3 {
		down := o.stage("confirm", review).is(503).speaks("intake.notice.down.title").says("The culvert floods.")
		if carried := down.carried(); carried.Get("token") != review.Get("token") || carried.Get("name") != "Ada" {
			t.Fatalf("the page carries on %v", carried)
		}
	}
	o.post("/intake/status", url.Values{"code": {"0000-0000-0000-0000-0000-0000-0000"}}).is(503).speaks("intake.status.notice.down.title")
	if o.log.Len() != 0 {
		t.Errorf("the log tells of one request: %s", o.log)
	}
	o.faults.Report(o.Log, "")
	if log := o.log.String(); !strings.Contains(log, "times=3") || strings.Contains(log, "culvert") {
		t.Errorf("the log says: %s", log)
	}
	o.log.Reset()
	if o.faults.Report(o.Log, ""); o.log.Len() != 0 {
		t.Errorf("the sums were reported twice: %s", o.log)
	}
}

func TestABugTellsNothingOfWhoMetIt(t *testing.T) {
	o := open(t)
	o.mux.HandleFunc("GET /bug", func(http.ResponseWriter, *http.Request) { panic("MARKwords") })
	r := httptest.NewRequest("GET", "/bug", nil)
	r.RemoteAddr = "203.0.113.77:5432"
	o.do(r).is(500).never("MARK")
	if log := o.log.String(); !strings.Contains(log, "a bug was met") || strings.Contains(log, "MARK") || strings.Contains(log, "203.0.113") {
		t.Errorf("the log says: %s", log)
	}
}

func TestRunDeletesWhatIsOver(t *testing.T) {
	o := open(t)
	review := o.reviewed(concern())
	o.stage("confirm", review).is(200)
	token, err := o.Secrets.OpenToken(review.Get("token"))
	if err != nil {
		t.Fatal(err)
	}
	o.wait(25 * time.Hour)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { o.Run(ctx); close(done) }()
	patience, end := context.WithTimeout(context.Background(), time.Minute)
	defer end()
	for !errors.Is(err, store.ErrNotFound) {
		if _, err = o.DB.Receipt(patience, noon, token.K.Hash()); patience.Err() != nil {
			t.Fatal("the receipt is still there")
		}
	}
	cancel()
	<-done
	if o.log.Len() != 0 {
		t.Errorf("the log says: %s", o.log)
	}
}
