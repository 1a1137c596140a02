package desk

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/vault"
)

// enterFields are the fields of the form for a concern that somebody tells, as the contract names them.
var enterFields = []string{
	"topic", "kind", "message", "outcome_wanted", "contacted", "reference", "contacted_on",
	"other_party", "willing", "event_on", "event_place",
	"name", "contact_by", "email", "phone", "contact_safely", "accommodation", "language", "district", "share",
}

var kinds = []string{"concern", "conflict", "staff", "invite", "other"}

// languageCode is the shape of es, hmn or zh-Hant: facts outlive the words, and hold none.
var languageCode = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$`)

// enterPage is what layouts/desk-enter.html is given.
type enterPage struct {
	page
	Topics, Districts []site.Option
	Kinds             []string
	Once              string // the form's name, by which it makes one case
	Trouble           string // below desk.trouble
}

func (d *Desk) showEnter(v *visit) {
	f := form(map[string]string{"kind": "concern", "contact_by": "none", "share": "no"})
	kept, trouble := v.guard.take("enter")
	if kept != nil {
		f = v.typed(kept, enterFields)
	}
	v.showEnterForm(http.StatusOK, f, kept.Get("once"), trouble)
}

// showEnterForm shows the form, under the name that it was sent with or a new one.
func (v *visit) showEnterForm(status int, f site.Form, once, trouble string) {
	once, err := v.once(once)
	if err != nil {
		v.fault(v.w, "a form's name could not be drawn")
		return
	}
	v.become("desk-enter", "enter", "desk.enter.title")
	v.page.Fields = listed(f, enterFields)
	if len(v.page.Fields.List) > 0 {
		v.page.Title = v.say("desk.title_error", "title", v.page.Title)
	}
	p := enterPage{page: v.page, Topics: v.Site.Topics(v.lang()), Kinds: kinds, Once: once, Trouble: trouble}
	for _, x := range v.settings().Districts {
		p.Districts = append(p.Districts, site.Option{Value: x.Slug.Value, Title: x.Title})
	}
	v.show(v.w, status, p.page, p)
}

// enter seals what somebody told, and leads to the page with the code to hand out. Loading that again, or sending the
// same form again, makes no second case.
func (d *Desk) enter(v *visit) {
	f := v.typed(v.r.PostForm, enterFields)
	v.checkEntered(f)
	sent := v.r.PostForm.Get("once")
	if len(f.Errors) > 0 {
		v.showEnterForm(http.StatusUnprocessableEntity, f, sent, "")
		return
	}
	once, err := v.once(sent)
	if err == nil {
		err = d.entered.do(once, func() (casebook.Entered, error) {
			words, facts := v.wordsAndFacts(f)
			return v.book.Enter(v.r.Context(), words, facts)
		})
	}
	if err != nil {
		v.Log.Error("desk: a concern could not be stored", "error", plain(err))
		v.showEnterForm(http.StatusBadGateway, f, sent, "not_stored")
		return
	}
	v.goOn("entered/" + once)
}

// checkEntered notes what is wrong with a concern that was taken down.
func (v *visit) checkEntered(f site.Form) {
	in := f.Values
	for name, value := range in {
		long := name == "message" || name == "outcome_wanted"
		if !long && strings.Contains(value, "\n") {
			v.wrong(f, name, "line")
		}
		if most := map[bool]int{true: 5000, false: 200}[long]; name != "message" && utf8.RuneCountInString(value) > most {
			v.wrong(f, name, "text_long", "max", most)
		}
	}
	if !slices.ContainsFunc(v.Site.Topics(v.lang()), func(o site.Option) bool { return o.Value == in["topic"] }) {
		v.wrong(f, "topic", "topic_missing")
	}
	v.oneOf(f, "kind", "kind_missing", kinds...)
	v.need(f, "message", "text_missing")
	v.oneOf(f, "share", "choice", choices["share"]...)
	v.oneOf(f, "contact_by", "choice", choices["by"]...)
	v.oneOf(f, "contacted", "choice", append([]string{""}, choices["contacted"]...)...)
	v.oneOf(f, "willing", "choice", append([]string{""}, choices["willing"]...)...)
	for _, name := range []string{"contacted_on", "event_on"} {
		if _, err := time.Parse(time.DateOnly, in[name]); in[name] != "" && err != nil {
			v.wrong(f, name, "date_wrong")
		}
	}
	if in["language"] != "" && !languageCode.MatchString(in["language"]) {
		v.wrong(f, "language", "language_wrong")
	}
	if _, known := v.settings().District(in["district"]); in["district"] != "" && !known {
		v.wrong(f, "district", "choice")
	}
	if in["share"] == "with-name" {
		v.need(f, "name", "name_missing")
	}
	switch in["contact_by"] {
	case "email":
		v.need(f, "email", "email_missing")
	case "phone", "text", "relay":
		v.need(f, "phone", "phone_missing")
	}
}

// wordsAndFacts are the words and facts of a form that is right.
func (v *visit) wordsAndFacts(f site.Form) (vault.Words, vault.Facts) {
	in := f.Values
	words := vault.Words{
		Message: in["message"], OutcomeWanted: in["outcome_wanted"], Contacted: in["contacted"], Reference: in["reference"],
		ContactedOn: in["contacted_on"], PageLanguage: v.lang(), Name: in["name"], Email: in["email"], Phone: in["phone"],
		ContactBy: in["contact_by"], ContactSafely: in["contact_safely"], Accommodation: in["accommodation"], Share: in["share"],
		OtherParty: in["other_party"], Willing: in["willing"], EventOn: in["event_on"], EventPlace: in["event_place"],
	}
	return words, vault.Facts{
		Topic: in["topic"], Kind: in["kind"], Department: v.Site.DepartmentOf(in["topic"]),
		District: in["district"], Language: cmp.Or(in["language"], v.lang()), Anyway: in["contacted"] == "no",
	}
}
