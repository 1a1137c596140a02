package desk

import (
	"cmp"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// casePage is what layouts/desk-case.html is given: a case as its whole story, and the form of an act above it.
type casePage struct {
	page
	row
	Case    *casebook.Case
	Acts    []string // what can be done to it: keys below desk.case.acts
	Answers []answer // of the first entry
	About   []answer // what is counted
	Share   string   // no, without-name, with-name; empty where the words are gone
	Story   []entry
	Reports []report

	Ending                          string
	Satisfied, Fair                 string
	ClosedOn, TextPurge, FactsPurge time.Time

	Act         string // the form that is shown; empty for none
	Letter      string // how it would leave, for the act refer
	LetterSum   string // of the letter that was looked at
	Endings     []string
	Departments []*content.Department
	Trouble     string // what else is wrong: came_between, offline, kept; below desk.case
}

// answer is what somebody answered or chose, for people.
type answer struct{ Field, Value string }

// entry is one entry of the story.
type entry struct {
	casebook.Entry
	When time.Time // in the office's zone; a day where the hour is not known
	Hour bool
	What string // a key below desk.case.act
	To   string // of a referral: the department's name
	New  bool   // came since the form was begun
	Name string // of a file, where it is known
}

// find finds the case that an address names, or answers that there is none.
func (v *visit) find() (*casebook.Case, bool) {
	c, err := v.book.Case(v.r.PathValue("number"))
	switch {
	case errors.Is(err, store.ErrNotFound):
		v.away(v.w, http.StatusNotFound, "missing", v.page.Base)
	case err != nil:
		v.fault(v.w, "a case could not be read")
	}
	return c, err == nil
}

func (d *Desk) showCase(v *visit) {
	if c, ok := v.find(); ok {
		v.showStory(http.StatusOK, v.story(c), "desk.case.title")
	}
}

func (v *visit) showStory(status int, p casePage, title string, pairs ...any) {
	v.become("desk-case", "inbox", title, append(pairs, "case", p.Case.Number)...)
	if len(v.page.Fields.List) > 0 {
		v.page.Title = v.say("desk.title_error", "title", v.page.Title)
	}
	p.page = v.page
	v.show(v.w, status, p.page, p)
}

// story is a case for people.
func (v *visit) story(c *casebook.Case) casePage {
	p := casePage{
		row: v.row(c), Case: c, Acts: acts(c), Answers: v.answers(c.Words), About: v.about(c.Facts.Facts),
		TextPurge: day(c.Purge.Text), FactsPurge: day(c.Purge.Facts),
		Endings: content.Endings, Departments: v.departments(),
	}
	if c.Words.Message != "" {
		p.Share = cmp.Or(one(c.Words.Share, choices["share"]...), "no")
	}
	if c.Ending != nil {
		p.Ending, p.ClosedOn = one(c.Ending.Name, content.Endings...), day(c.Ending.Day)
	}
	if c.Questions != nil {
		p.Satisfied, p.Fair = one(c.Questions.Satisfied, choices["willing"]...), one(c.Questions.Fair, choices["willing"]...)
	}
	for _, e := range c.Story {
		p.Story = append(p.Story, v.entry(e))
	}
	for _, r := range v.book.ReportsOf(c.Number) {
		p.Reports = append(p.Reports, v.report(r))
	}
	return p
}

// acts are what can be done to a case as it stands.
func acts(c *casebook.Case) []string {
	list := []string{"reply", "note", "refer"}
	switch c.State {
	case casebook.Closed:
		list = append(list, "reopen")
	case casebook.Withdrawn:
		list = append(list, "close", "reopen")
	default:
		list = append(list, "state", "close")
	}
	if c.Hold {
		return append(list, "release")
	}
	return append(list, "hold")
}

func (v *visit) entry(e casebook.Entry) entry {
	made := entry{Entry: e, When: e.Time.In(v.settings().Zone), Hour: true, What: "unreadable"}
	if e.Time.IsZero() {
		made.When, made.Hour = day(e.Received), false
	}
	switch {
	case e.File:
		made.What = "file"
		if e.FileInfo != nil && e.FileInfo.Name != "" {
			made.Name = fileName(e.FileInfo.Name)
		}
	case e.Words != nil && e.Side == vault.OfficeSide:
		made.What = "taken"
	case e.Words != nil:
		made.What = "first"
	case e.Said != nil:
		said := *e.Said
		made.What = cmp.Or(one(string(said.Act), saidActs...), "unreadable")
		said.Satisfied, said.Fair = one(said.Satisfied, choices["willing"]...), one(said.Fair, choices["willing"]...)
		said.State, said.Ending = one(said.State, states...), one(said.Ending, content.Endings...)
		made.Said = &said
		if x := v.department(e.Said.To); x != nil {
			made.To = x.Title
		} else {
			made.To = e.Said.To
		}
	}
	return made
}

// What an entry may say, for which there are words. Whoever writes a person's entries writes what they like.
var (
	saidActs = []string{
		"message", "withdrawn", "unsolved", "answered", "rekeyed", "reply", "note", "referred", "state", "closed", "reopened",
	}
	states = []string{"ours", "waiting", "hold", "release"}
)

// one is value where it is one of those, else nothing.
func one(value string, of ...string) string {
	if slices.Contains(of, value) {
		return value
	}
	return ""
}

// answers are what a person answered, in the order of the form; the message stands by itself.
func (v *visit) answers(w vault.Words) (list []answer) {
	add := func(field, value string) {
		if value != "" {
			list = append(list, answer{field, value})
		}
	}
	add("outcome_wanted", w.OutcomeWanted)
	add("contacted", v.choice("contacted", w.Contacted))
	add("anyway_reason", w.AnywayReason)
	add("reference", w.Reference)
	add("contacted_on", w.ContactedOn)
	add("other_party", w.OtherParty)
	add("willing", v.choice("willing", w.Willing))
	add("event_on", w.EventOn)
	add("event_place", w.EventPlace)
	add("name", w.Name)
	add("contact_by", v.choice("by", w.ContactBy))
	add("email", w.Email)
	add("phone", w.Phone)
	add("contact_safely", w.ContactSafely)
	add("accommodation", w.Accommodation)
	return list
}

// choices are the answers that a field of the form for concerns takes; words stand below desk.enter.FIELD_CHOICE.
var choices = map[string][]string{
	"contacted": {"yes", "no", "cannot"},
	"willing":   {"yes", "partly", "no"},
	"by":        {"none", "email", "phone", "text", "mail", "relay"},
	"share":     {"no", "without-name", "with-name"},
}

// choice says a choice in words; what is none is shown as it came.
func (v *visit) choice(field, value string) string {
	if !slices.Contains(choices[field], value) {
		return value
	}
	return v.say("desk.enter." + field + "_" + value)
}

// about is what is counted of a case.
func (v *visit) about(f vault.Facts) (list []answer) {
	add := func(field, value string) {
		if value != "" {
			list = append(list, answer{field, value})
		}
	}
	if f.Department != "" {
		name := f.Department
		if x := v.department(name); x != nil {
			name = x.Title
		}
		add("department", name)
	}
	if f.District != "" {
		add("district", v.district(f.District))
	}
	add("language", f.Language)
	if f.Anyway {
		add("anyway", v.say("desk.case.anyway_yes"))
	}
	return list
}

// file sends a file of a case, to be saved and never to be shown by the browser.
func (d *Desk) file(v *visit) {
	c, ok := v.find()
	if !ok {
		return
	}
	id := v.r.PathValue("id")
	if !slices.ContainsFunc(c.Story, func(e casebook.Entry) bool { return e.File && e.ID == id }) {
		v.away(v.w, http.StatusNotFound, "missing", v.page.Base)
		return
	}
	f, err := v.book.File(v.r.Context(), id)
	if err != nil {
		v.Log.Error("desk: a file could not be opened")
		v.away(v.w, http.StatusBadGateway, "file", v.page.Base)
		return
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(f.Name)}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, _ = io.Copy(v.w, f.Body) // who asked may have gone
}

// maxFileName is what every file system takes, in bytes.
const maxFileName = 200

// fileName is a name that can be saved on any system, of one that a person gave.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "_"), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`<>:"/|?*`, r) {
			return '_' // not even characters that turn the order round, so that fdp.exe stays what it is
		}
		return r
	}, name)
	if len(name) > maxFileName {
		ext := path.Ext(name)
		if len(ext) > 10 {
			ext = ""
		}
		name = strings.ToValidUTF8(name[:maxFileName-len(ext)], "") + ext
	}
	if name = strings.Trim(name, " ."); name == "" {
		return "file"
	}
	return name
}

// form starts a form with what is in it.
func form(values map[string]string) site.Form {
	return site.Form{Values: values, Errors: map[string]string{}}
}
