package intake

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/client"
	"example.org/advocate/internal/site"
)

// states are all pages that a person can come to between the form and the receipt.
func states(t *testing.T) map[string]got {
	t.Helper()
	o := open(t)
	review := o.stage("review", concern())
	pages := map[string]got{
		"review": review, "fast": o.stage("confirm", review.carried()), "stale": o.stage("confirm", concern()),
		"errors": o.stage("review", concern("message", "")), "edit": o.stage("edit", concern()),
		"topic gone": o.stage("review", concern("topic", "trash")), "channel": o.stage("review", concern("contacted", "no")),
		"gone": o.stage("download", concern()), "unreadable": o.send([]byte("x"), "text/plain"),
		"too large": o.send([]byte(strings.Repeat("x", maxBody+1)), "application/x-www-form-urlencoded"),
	}
	o.wait(minRead)
	pages["receipt"] = o.stage("confirm", review.carried())
	pages["mismatch"] = o.stage("confirm", with(review.carried(), "message", "Other."))
	pages["again"] = o.stage("review", concern())
	o.wait(time.Hour)
	pages["shown"] = o.stage("confirm", review.carried())
	waiting := o.reviewed(concern("message", "Waiting."))
	o.DB.Close()
	pages["down"] = o.stage("confirm", waiting)
	busy := open(t, func(opts *Options) { opts.Rate = client.Rate{Stored: 1, Requests: 1, Per: time.Hour} })
	busy.stage("review", concern())
	pages["busy"] = busy.stage("review", concern())
	return pages
}

var (
	links = regexp.MustCompile(`<a [^>]*>`)
	style = regexp.MustCompile(`<link rel="stylesheet" href="([^"]+)">`)
)

func TestEveryStateOfTheFormSaysWhereHelpIsAndHasAWayOut(t *testing.T) {
	for name, page := range states(t) {
		t.Run(name, func(t *testing.T) {
			page.t = t
			page.says(`<a class="nobr" href="tel:911">`, `<a class="nobr" href="tel:988">`).speaks("honest.trace").speaks("honest.exit_more").
				never(`class="switch"`) // a link to another language would lose what was typed
			first := links.FindAllString(page.text, 2)
			if len(first) < 2 || !strings.Contains(first[0], `class="skip"`) || first[1] != `<a class="exit" href="https://www.weather.gov/" target="_top" rel="noreferrer">` {
				t.Errorf("the page begins with the links %v", first)
			}
		})
	}
}

func TestTheStatusPageKeepsTheLanguagesWhileNothingIsTyped(t *testing.T) {
	o := open(t)
	o.do(httptest.NewRequest("GET", "/intake/status", nil)).is(200).says(`class="switch"`, `class="exit"`)
}

func TestPagesAreStyledByTheIntakeItself(t *testing.T) {
	o := open(t)
	found := style.FindStringSubmatch(o.stage("review", concern()).is(200).text)
	if found == nil || !strings.HasPrefix(found[1], "/intake/static/css/site.") {
		t.Fatalf("the style is %v", found)
	}
	sheet := o.do(httptest.NewRequest("GET", found[1], nil)).is(200).says(".masthead")
	for header, want := range map[string]string{"Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"} {
		if sheet.Header().Get(header) != want {
			t.Errorf("%s is %q", header, sheet.Header().Get(header))
		}
	}
	for _, path := range []string{"/intake/static/", "/intake/static/css/site.css", "/intake/static/../cases.db", "/intake/static/%2e%2e/cases.db"} {
		if answer := o.do(httptest.NewRequest("GET", path, nil)); answer.Code == 200 || strings.Contains(answer.Header().Get("Cache-Control"), "public") {
			t.Errorf("%s is answered with %d", path, answer.Code)
		}
	}
	if answer := o.do(httptest.NewRequest("POST", found[1], nil)); answer.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST is answered with %d", answer.Code)
	}
}

// An intake on a host of its own leads back to the site, and asks nobody else for its style.
func TestAnIntakeOnItsOwnHostNamesTheSiteWhole(t *testing.T) {
	source := t.TempDir()
	if err := os.CopyFS(source, os.DirFS("testdata/site")); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(source, "content", "site.yaml")
	settings, err := os.ReadFile(name)
	if err == nil {
		err = os.WriteFile(name, append(settings, "intake_url: https://intake.example.org\n"...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	built, err := build.Prepare(build.Options{Source: source, Options: site.Options{Now: noon}})
	if err != nil {
		t.Fatal(err, built.Problems)
	}
	defer built.Close()
	o := open(t, func(opts *Options) {
		opts.Pages = func() (*site.Site, *build.Templates) { return built.Site, built.Templates }
	})
	page := o.stage("review", concern()).is(200)
	if found := style.FindStringSubmatch(page.text); found == nil || !strings.HasPrefix(found[1], "https://intake.example.org/intake/static/css/site.") {
		t.Errorf("the style is %v", found)
	}
	page.says(`action="https://intake.example.org/intake"`, `href="https://office.example.org/contact/"`, `href="https://office.example.org/"`)
	if own := regexp.MustCompile(`<a [^>]*href="/[^"]*"`).FindAllString(page.text, -1); own != nil {
		t.Errorf("links that lead to nothing here: %v", own)
	}
	answer := o.do(httptest.NewRequest("GET", "/intake?lang=es", nil)).is(http.StatusSeeOther)
	if where := answer.Header().Get("Location"); where != "https://office.example.org/es/contact/" {
		t.Errorf("who comes without a form is led to %q", where)
	}
}

func TestInPracticeNobodyIsPromisedThatItIsLocked(t *testing.T) {
	o := open(t)
	page := o.stage("confirm", o.reviewed(concern())).is(200).speaks("intake.receipt.lead_practice").speaks("frame.practice").
		never("Only our office")
	o.stage("download", page.carried()).is(200).says("PRACTICE MODE")
	o.stage("edit", concern()).is(200).speaks("honest.practice").never("Only our office")
}

func TestQuestionsOfAnotherKindAreSeenOnceTheyAreAnswered(t *testing.T) {
	o := open(t)
	const conflict, invite = `<fieldset class="group if-conflict">`, `<fieldset class="group if-invite">`
	o.stage("edit", concern()).is(200).says(conflict, invite, `class="field if-email"`, `class="group un-invite un-staff"`)
	o.stage("edit", concern("other_party", "A neighbor", "email", "a@example.org", "contacted", "yes")).is(200).says(invite).
		never(conflict, "if-email", "un-staff")
	o.stage("review", concern("event_on", "soon")).is(422).says(conflict).never(invite)
}

func TestEachAnswerOfTheReviewLeadsToItsQuestion(t *testing.T) {
	o := open(t)
	form := concern("kind", "conflict", "contacted", "no", "anyway", "yes", "district", "4", "share", "without-name", "other_party", "o", "website", "x")
	review := o.stage("review", form).is(200)
	edit := o.stage("edit", review.carried()).is(200)
	leads := regexp.MustCompile(`formaction="/intake#(f-[a-z_]+)"`).FindAllStringSubmatch(review.text, -1)
	if len(leads) != 8 {
		t.Errorf("the review has %d ways back: %v", len(leads), leads)
	}
	for _, to := range leads {
		if !strings.Contains(edit.text, ` id="`+to[1]+`"`) {
			t.Errorf("the form has no %s", to[1])
		}
	}
	review.speaks("form.kind_conflict").speaks("form.share_without-name").says("District Four")
}

func TestTheTopicCanBeChangedFromTheReview(t *testing.T) {
	o := open(t)
	edit := o.stage("edit", o.reviewed(concern())).is(200).says(`<option value="streets" selected>`, `<option value="anything">`)
	if edit.carried().Has("topic") {
		t.Error("the topic is carried twice")
	}
	o.stage("review", with(edit.carried(), "topic", "anything", "kind", "concern", "message", "x")).is(200).says("Anything else")
}

func TestNoLanguageIsLostOnTheWay(t *testing.T) {
	o := open(t)
	edit := o.stage("edit", concern("language", "es")).is(200).says(`<option value="es" selected>español</option>`, `<option value="ase">American Sign Language</option>`).never(`<option value="en"`)
	edit.never(`<option value="mus" selected>`)
	// A program may name one that the form does not offer.
	review := o.stage("review", concern("language", "chr")).is(200).carried()
	o.stage("edit", review).is(200).says(`<option value="chr" selected>`)
}

func TestAProgramThatNamesAFieldTwiceIsRefused(t *testing.T) {
	o := open(t)
	for _, body := range []string{`{"topic":"streets","kind":"concern","message":"x","message":"x"}`, `{"message":"x"`, `{} {}`, `null`, ``} {
		answer, refused := o.program(idempotencyKey, body)
		answer.is(400)
		if len(refused.Errors) != 1 || !strings.Contains(refused.Errors[0].Message, "one JSON object") {
			t.Errorf("%s: told %+v", body, refused.Errors)
		}
	}
	if o.stored() != 0 {
		t.Error("something was stored")
	}
}
