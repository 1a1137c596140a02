package intake

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"example.org/advocate/internal/site"
)

// A field is one question of the form. Reading, checking, the review and what is sealed follow the table below;
// package vault names what it seals as the form does.
type field struct {
	name    string
	max     int               // code points; 0 for 200
	lines   bool              // may hold line breaks
	choices []string          // the only answers there are, with words in form.NAME_CHOICE
	valid   func(string) bool // what else an answer must be
	preset  string            // the answer of a person who gives none
	unshown bool              // no row of the review
	unseen  bool              // people do not see it, and nothing about it is ever wrong

	// Words below intake.error: when there is no answer (empty: none is needed), and when it is none of the choices or
	// not valid (choice_unknown).
	missing, wrong string
}

var fields = []field{
	{name: "topic", missing: "topic_unknown", unshown: true},
	{name: "kind", choices: []string{"concern", "conflict", "staff", "invite", "other"}, missing: "kind_unknown", wrong: "kind_unknown"},
	{name: "message", max: 20_000, lines: true, missing: "message_missing"},
	{name: "outcome_wanted", max: 5_000, lines: true},
	{name: "contacted", choices: []string{"yes", "no", "cannot"}},
	{name: "anyway", choices: []string{"yes"}},
	{name: "anyway_reason"},
	{name: "reference"},
	{name: "contacted_on", valid: isDate, wrong: "date_wrong"},
	{name: "district"},
	{name: "language", valid: languageCode.MatchString},
	{name: "lang", unshown: true, unseen: true},
	{name: "name"},
	{name: "contact_by", choices: []string{"none", "email", "phone", "text", "mail", "relay"}},
	{name: "email", valid: isEmail, wrong: "email_wrong"},
	{name: "phone"},
	{name: "contact_safely"},
	{name: "accommodation"},
	{name: "share", choices: []string{"no", "without-name", "with-name"}, preset: "no"},
	{name: "other_party"},
	{name: "willing", choices: []string{"yes", "partly", "no"}},
	{name: "event_on", valid: isDate, wrong: "date_wrong"},
	{name: "event_place"},
	{name: "website", unshown: true, unseen: true}, // whoever fills it is suspected spam, and stored apart
}

// A problem is what is wrong with a field, in words below intake.error.
type problem struct {
	field, words string
	pairs        []any // what fills the words
}

// check finds what is wrong with an answer by itself; no words where that is nothing.
func (f *field) check(text string) (words string, pairs []any) {
	most := cmp.Or(f.max, 200)
	switch {
	case f.unseen, text == "" && f.missing == "":
		return "", nil
	case !strings.ContainsFunc(text, visible): // nothing, or characters that show nothing
		return cmp.Or(f.missing, "text_wrong"), nil
	case utf8.RuneCountInString(text) > most:
		return "too_long", []any{"max", most}
	case !f.lines && strings.Contains(text, "\n"):
		return "text_wrong", nil
	case f.choices != nil && !slices.Contains(f.choices, text), f.valid != nil && !f.valid(text):
		return cmp.Or(f.wrong, "choice_unknown"), nil
	}
	return "", nil
}

func visible(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }

// unasked are the kinds for which nobody is asked whether they tried the front-line channel.
var unasked = []string{"staff", "invite"}

// languageCode is the shape of es, hmn or zh-Hant. Facts outlive the words of a case, so there is no room in them
// for anything that a person could be known by.
var languageCode = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$`)

func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// isEmail takes what could be an address; whether it is one, only a message to it tells.
func isEmail(text string) bool {
	local, host, _ := strings.Cut(text, "@")
	return local != "" && !strings.ContainsFunc(text, unicode.IsSpace) && !strings.ContainsAny(host, "@<>,;") &&
		strings.Contains(strings.Trim(host, "."), ".")
}

// together finds what is wrong with an answer beside the others and the chosen topic; no words where that is nothing.
func (f *field) together(answers map[string]string, chosen site.FormPage) (words string) {
	text, by := answers[f.name], answers["contact_by"]
	switch {
	case f.name == "topic" && chosen.Slug == "":
		return "topic_unknown"
	case f.name == "district" && text != "" && chosen.Slug != "" && !slices.ContainsFunc(chosen.Districts, func(o site.Option) bool { return o.Value == text }):
		return "district_unknown"
	case f.name == "name" && text == "" && answers["share"] == "with-name":
		return "name_missing"
	case f.name == "email" && text == "" && by == "email":
		return "email_missing"
	case f.name == "phone" && text == "" && (by == "phone" || by == "text" || by == "relay"):
		return "phone_missing"
	case f.name == "contact_by" && by == "mail" && !strings.ContainsFunc(answers["message"]+answers["contact_safely"], unicode.IsNumber):
		return "mail_missing" // a street address stands in the message, and none is without a number
	}
	return ""
}
