package intake

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/advocate/internal/client"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

func TestManyConfirmsOfOneTokenAtOnceMakeOneCase(t *testing.T) {
	o := open(t, func(opts *Options) { opts.Rate = client.Rate{} })
	review := o.reviewed(concern())
	receipts := make([]received, 64)
	var all sync.WaitGroup
	for i := range receipts {
		all.Go(func() {
			answer := o.stage("confirm", review)
			if answer.Code != 200 {
				t.Errorf("a confirm is answered with %d", answer.Code)
				return
			}
			receipts[i] = answer.receipt()
		})
	}
	all.Wait()
	for _, r := range receipts {
		if r != receipts[0] {
			t.Errorf("one receipt is %v, another %v", receipts[0], r)
		}
	}
	if n := o.stored(); n != 1 {
		t.Errorf("there are %d cases, want 1", n)
	}
	if n := o.sent.Len(); n != 1 {
		t.Errorf("%d texts are remembered, want 1", n)
	}
	// All 64 used up the allowance of one: nineteen are left.
	var reviews []url.Values
	for range 20 {
		reviews = append(reviews, o.stage("review", concern()).carried())
	}
	o.wait(minRead)
	for _, r := range reviews[1:] {
		o.stage("confirm", r).is(200).receipt()
	}
	o.stage("confirm", reviews[0]).is(429)
}

func TestACaseThatIsThereCostsNothing(t *testing.T) {
	o := open(t, func(opts *Options) { opts.Rate = client.Rate{Stored: 2, Requests: 9, Per: time.Hour} })
	review := o.reviewed(concern())
	token, err := o.Secrets.OpenToken(review.Get("token"))
	if err != nil {
		t.Fatal(err)
	}
	v := o.visitor(review)
	first, err := v.create(token)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 { // as requests do that found no receipt just before it was there
		if again, err := v.create(token); err != nil || again.Case != first.Case || again.R != first.R {
			t.Fatalf("%v, %v", again, err)
		}
	}
	if _, wait := client.Take(v.client.Stored, v.in.Now); wait != 0 {
		t.Errorf("the allowance is used up for %v", wait)
	}
	if _, wait := client.Take(v.client.Stored, v.in.Now); wait == 0 {
		t.Error("the case cost nothing at all")
	}
}

// visitor is a request of its own client that was read.
func (o *office) visitor(given url.Values) *visit {
	built, err := prepared()
	if err != nil {
		o.t.Fatal(err)
	}
	return &visit{
		in: o.Intake, r: httptest.NewRequest("POST", "/intake", nil), now: noon, form: newForm(given),
		client: o.Rate.New(), site: built.Site, templates: built.Templates,
	}
}

func TestConfirmsOfTwoTextsAtOnceMakeOneCase(t *testing.T) {
	o := open(t)
	review := o.reviewed(concern())
	answers := make([]got, 32)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			answers[i] = o.stage("confirm", with(review, "message", []string{"one", "two"}[i%2]))
		})
	}
	all.Wait()
	winners := map[string]int{}
	for i, a := range answers {
		if a.Code == 200 {
			winners[[]string{"one", "two"}[i%2]]++
		} else if a.is(409); strings.Contains(a.text, `class="code"`) {
			t.Error("another text got the receipt")
		}
	}
	if len(winners) != 1 || o.stored() != 1 {
		t.Errorf("receipts went to %v, and there are %d cases", winners, o.stored())
	}
}

func TestTextThatIsChangedAfterTheReceiptGetsNone(t *testing.T) {
	o := open(t)
	review := o.reviewed(concern())
	receipt := o.stage("confirm", review).is(200).receipt()
	for _, change := range [][]string{{"message", "Other."}, {"name", "Ada"}, {"share", "without-name"}, {"topic", "anything"}, {"website", "x"}} {
		o.stage("confirm", with(review, change...)).is(409).speaks("intake.notice.mismatch.title").never(receipt.code[:4], receipt.number)
	}
	if o.stored() != 1 {
		t.Fatal("another case was made of the token")
	}
	// The other text is not lost: it can be sent with a token of its own.
	other := o.stage("confirm", with(review, "message", "Other.")).is(409)
	fresh := o.stage("review", other.carried()).is(200).carried()
	if fresh.Get("token") == review.Get("token") {
		t.Error("the used token was kept")
	}
	o.wait(minRead)
	if next := o.stage("confirm", fresh).is(200).receipt(); next == receipt {
		t.Error("it is the same receipt")
	}
}

func TestWhatIsConfirmedIsCheckedAgain(t *testing.T) {
	o := open(t)
	review := o.reviewed(concern())
	o.stage("confirm", with(review, "message", "")).is(422).speaks("intake.error.message_missing")
	o.stage("confirm", with(review, "email", "nobody")).is(422).speaks("intake.error.email_wrong")
	if o.stored() != 0 {
		t.Fatal("what is wrong was stored")
	}
	o.stage("confirm", with(review, "message", "What was sent, not what was reviewed.")).is(200).receipt()
	if words, _ := o.words(); words.Message != "What was sent, not what was reviewed." {
		t.Errorf("stored as %q", words.Message)
	}
}

func TestAReceiptIsShownForAnHour(t *testing.T) {
	o := open(t)
	review := o.reviewed(concern())
	receipt := o.stage("confirm", review).is(200).receipt()
	o.wait(time.Hour - time.Second)
	if again := o.stage("confirm", review).is(200).receipt(); again != receipt {
		t.Errorf("it was %v and is %v", receipt, again)
	}
	o.wait(time.Second)
	o.stage("confirm", review).is(409).speaks("intake.notice.shown.title").says(receipt.number).never(receipt.code[:9], "The culvert floods.")
	o.wait(22 * time.Hour)
	o.stage("confirm", review).is(409).speaks("intake.notice.shown.title")
	o.wait(time.Hour)
	// The row is over: by now the token is too old to make a second case.
	o.stage("confirm", review).is(200).speaks("intake.review.stale").says("The culvert floods.")
	if n := o.stored(); n != 1 {
		t.Errorf("there are %d cases, want 1", n)
	}
}

func TestAnOldPageIsReviewedAnew(t *testing.T) {
	o := open(t)
	review := o.reviewed(concern())
	o.wait(12*time.Hour - minRead - time.Second)
	o.stage("confirm", with(review, "message", "")).is(422) // still good
	o.wait(time.Second)
	fresh := o.stage("confirm", review).is(200).speaks("intake.review.stale").says("The culvert floods.").carried()
	if fresh.Get("token") == review.Get("token") {
		t.Error("the old token was kept")
	}
	if o.stored() != 0 {
		t.Fatal("an old page made a case")
	}
	o.wait(minRead)
	o.stage("confirm", fresh).is(200).receipt()
}

func TestADamagedTokenIsReviewedAnew(t *testing.T) {
	o := open(t)
	good := o.reviewed(concern())
	token := good.Get("token")
	for name, bad := range map[string]string{"none": "", "nonsense": "x", "cut": token[:len(token)-1], "changed": "B" + token[1:]} {
		o.stage("confirm", with(good, "token", bad)).is(200).speaks("intake.review.stale").says("The culvert floods.")
		if o.stored() != 0 {
			t.Fatalf("%s: a case was made", name)
		}
	}
}

func TestWhenTheSecretIsGoneNoOtherCodeIsShown(t *testing.T) {
	o := open(t)
	review := o.reviewed(concern())
	waiting := o.reviewed(concern("message", "Waiting."))
	page := o.stage("confirm", review).is(200)
	receipt := page.receipt()
	line, err := vault.NewSecretLine(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if o.Secrets, err = vault.ParseSecrets(strings.NewReader(line)); err != nil {
		t.Fatal(err)
	}
	o.stage("confirm", review).is(409).speaks("intake.notice.shown.title").never(receipt.code[:9], `class="code"`)
	o.stage("download", page.carried()).is(409).speaks("intake.notice.shown.title")
	// A token that made nothing yet is proven by nobody: its text is reviewed anew.
	fresh := o.stage("confirm", waiting).is(200).speaks("intake.review.stale").says("Waiting.").carried()
	o.wait(minRead)
	o.stage("confirm", fresh).is(200).receipt()
	if n := o.stored(); n != 2 {
		t.Errorf("there are %d cases, want 2", n)
	}
}

func TestATextThatWasJustSentIsAskedAbout(t *testing.T) {
	o := open(t)
	o.stage("review", concern()).is(200)
	fresh := o.stage("review", concern()).is(200)
	if strings.Contains(fresh.text, `class="box changed"`) {
		t.Error("a text that was only reviewed counts as sent")
	}
	o.wait(minRead)
	o.stage("confirm", fresh.carried()).is(200).receipt()
	o.stage("review", concern()).is(200).speaks("intake.review.again")
	o.stage("review", concern("message", "Other.")).is(200).never(`class="box changed"`)
	o.wait(time.Hour)
	o.stage("review", concern()).is(200).never(`class="box changed"`)
}

func TestWhoHadNoTimeToReadTheReviewIsAskedOnceMore(t *testing.T) {
	o := open(t)
	review := o.stage("review", concern("name", "Ada")).is(200).never(`class="box changed"`).carried()
	o.wait(minRead - time.Millisecond)
	again := o.stage("confirm", review).is(200).speaks("intake.review.fast").says("The culvert floods.", "Ada").carried()
	if again.Get("token") != review.Get("token") || o.stored() != 0 {
		t.Errorf("%d cases, and the page carries %v", o.stored(), again)
	}
	// It is no way around what else is checked.
	o.stage("confirm", with(review, "message", "")).is(422)
	o.wait(time.Second)
	receipt := o.stage("confirm", again).is(200).receipt()
	// Whoever presses twice has read it.
	if twice := o.stage("confirm", review).is(200).receipt(); twice != receipt {
		t.Errorf("the receipts are %v and %v", receipt, twice)
	}
}

func TestAReceiptIsGivenAsAFile(t *testing.T) {
	o := open(t)
	page := o.stage("confirm", o.reviewed(concern("message", "MARK"))).is(200).never("MARK")
	receipt := page.receipt()
	file := o.stage("download", page.carried()).is(200).says(receipt.code, receipt.number, "https://office.example.org/intake/status", "918-555-0100")
	for header, want := range map[string]string{"Content-Type": "text/plain; charset=utf-8", "Content-Disposition": `attachment; filename="receipt.txt"`, "Cache-Control": "no-store"} {
		if file.Header().Get(header) != want {
			t.Errorf("%s is %q", header, file.Header().Get(header))
		}
	}
	unused := o.reviewed(concern("message", "Other."))
	o.stage("download", unused).is(404)
	o.stage("download", url.Values{"token": {"x"}}).is(404)
	if o.stored() != 1 {
		t.Error("a download made a case")
	}
}

func TestATokenThatSomebodyElsePlantedOpensNoReceipt(t *testing.T) {
	o := open(t)
	planted := o.reviewed(concern("message", "The attacker's own.")).Get("token")
	// It stands in a form that somebody left open; a person writes into it and confirms.
	review := o.stage("review", with(concern("message", "The person's."), "token", planted)).is(200).carried()
	receipt := o.stage("confirm", review).is(200).receipt()
	for _, guess := range []string{planted, planted + ".", planted + "." + strings.Repeat("A", 43), planted + ".x"} {
		o.stage("download", url.Values{"token": {guess}}).is(409).never(receipt.code)
	}
	o.stage("confirm", with(concern("message", "The attacker's own."), "token", planted)).is(409).never(receipt.code)
}

func TestAnotherSiteHasNoSayInTheToken(t *testing.T) {
	o := open(t)
	review := o.reviewed(concern("message", "Theirs."))
	r := httptest.NewRequest(http.MethodPost, "/intake", strings.NewReader(with(review, "stage", "confirm").Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	o.do(r).is(200).speaks("intake.review.stale").never(review.Get("token"))
	if n := o.stored(); n != 0 {
		t.Errorf("another site's page made %d cases", n)
	}
}

func TestAConfirmWhoseSenderIsGoneIsStillCommitted(t *testing.T) {
	o := open(t)
	review := o.reviewed(concern())
	gone, leave := context.WithCancel(context.Background())
	leave()
	v := o.visitor(review)
	v.r = v.r.WithContext(gone)
	token, err := o.Secrets.OpenToken(review.Get("token"))
	if err != nil {
		t.Fatal(err)
	}
	if _, created, err := v.seal(token); err != nil || !created {
		t.Fatalf("created %v, %v", created, err)
	}
	o.stage("confirm", review).is(200).receipt()
	if n := o.stored(); n != 1 {
		t.Errorf("there are %d cases, want 1", n)
	}
}

// TestATakenNumberIsDrawnAgain lets the first draws of a case number be those of a case that is there.
func TestATakenNumberIsDrawnAgain(t *testing.T) {
	o := open(t)
	first := o.confirmed(concern())
	drawn := []byte{}
	for _, c := range first.number[3:] {
		drawn = append(drawn, byte(strings.IndexRune("23456789BCDFGHJKMNPQRSTVWXYZ", c)))
	}
	review := o.reviewed(concern("message", "Other."))
	o.Rand = &prefixed{prefix: drawn}
	second := o.stage("confirm", review).is(200).receipt()
	if second.number == first.number || o.stored() != 2 {
		t.Errorf("the numbers are %s and %s", first.number, second.number)
	}
}

// prefixed is a random source that begins with what it is told.
type prefixed struct {
	mu     sync.Mutex
	prefix []byte
}

func (p *prefixed) Read(into []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := copy(into, p.prefix); n > 0 {
		p.prefix = p.prefix[n:]
		return n, nil
	}
	return rand.Read(into)
}

func TestAnOfficeOpensAgainWhereItWas(t *testing.T) {
	o := open(t)
	review := o.reviewed(concern())
	receipt := o.stage("confirm", review).is(200).receipt()
	if err := o.DB.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Practice(context.Background(), o.folder, Options{Pages: o.Pages, Log: o.Log, Now: o.now, Rand: rand.Reader, Rate: generous})
	if err != nil {
		t.Fatal(err)
	}
	o.Intake = again
	if same := o.stage("confirm", review).is(200).receipt(); same != receipt {
		t.Errorf("the receipt was %v, and is %v after a restart", receipt, same)
	}
	o.post("/intake/status", url.Values{"code": {receipt.code}}).is(200).says(receipt.number)
}

func TestTheStoreIsToldTheOfficesDay(t *testing.T) {
	o := open(t)
	o.wait(-13 * time.Hour) // 05:00 UTC, and the evening before in the office
	receipt := o.confirmed(concern())
	code, err := vault.ParseCode(receipt.code)
	if err != nil {
		t.Fatal(err)
	}
	found, err := o.DB.CaseByLookup(context.Background(), code.Lookup())
	if err != nil || found.Received != store.Day("2026-12-02") {
		t.Errorf("received on %q, %v", found.Received, err)
	}
}
