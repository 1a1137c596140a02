package desk

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/site"
)

// maxText is the most characters that one field of the office's own holds.
const maxText = 20_000

// An act is what the office does to a case: which fields its form has, what must stand in them, and what is done.
type act struct {
	fields []string
	check  func(v *visit, c *casebook.Case, f site.Form) // adds what is wrong
	do     func(v *visit, c *casebook.Case, seen int, f site.Form) error
	done   string // a key below desk.done
}

// allActs are the acts by their addresses.
var allActs = map[string]act{
	"reply": {
		fields: []string{"text", "then"}, done: "replied",
		check: func(v *visit, _ *casebook.Case, f site.Form) {
			v.need(f, "text", "text_missing")
			v.oneOf(f, "then", "state_missing", "waiting", "ours")
		},
		do: func(v *visit, c *casebook.Case, seen int, f site.Form) error {
			return v.book.Reply(v.r.Context(), c.Number, seen, f.Values["text"], casebook.State(f.Values["then"]))
		},
	},
	"note": {
		fields: []string{"text"}, done: "noted",
		check: func(v *visit, _ *casebook.Case, f site.Form) { v.need(f, "text", "text_missing") },
		do: func(v *visit, c *casebook.Case, seen int, f site.Form) error {
			return v.book.Note(v.r.Context(), c.Number, seen, f.Values["text"])
		},
	},
	"refer": referral,
	"state": {
		fields: []string{"state"}, done: "moved",
		check: func(v *visit, _ *casebook.Case, f site.Form) { v.oneOf(f, "state", "state_missing", "ours", "waiting") },
		do: func(v *visit, c *casebook.Case, seen int, f site.Form) error {
			return v.book.SetState(v.r.Context(), c.Number, seen, casebook.State(f.Values["state"]))
		},
	},
	"close": {
		fields: []string{"ending", "reason", "next"}, done: "closed",
		check: func(v *visit, _ *casebook.Case, f site.Form) {
			v.oneOf(f, "ending", "ending_missing", content.Endings...)
			v.need(f, "reason", "reason_missing")
			if elsewhere(f.Values["ending"]) {
				v.need(f, "next", "next_missing")
			}
		},
		do: func(v *visit, c *casebook.Case, seen int, f site.Form) error {
			return v.book.CloseCase(v.r.Context(), c.Number, seen, f.Values["ending"], f.Values["reason"], f.Values["next"])
		},
	},
	"reopen": {
		fields: []string{"text"}, done: "reopened",
		do: func(v *visit, c *casebook.Case, seen int, f site.Form) error {
			return v.book.Reopen(v.r.Context(), c.Number, seen, f.Values["text"])
		},
	},
	"hold": {
		fields: []string{"text"}, done: "held",
		check: func(v *visit, _ *casebook.Case, f site.Form) { v.need(f, "text", "why_missing") },
		do: func(v *visit, c *casebook.Case, seen int, f site.Form) error {
			return v.book.Hold(v.r.Context(), c.Number, seen, true, f.Values["text"])
		},
	},
	"release": {
		fields: []string{"text"}, done: "released",
		check: func(v *visit, _ *casebook.Case, f site.Form) { v.need(f, "text", "why_missing") },
		do: func(v *visit, c *casebook.Case, seen int, f site.Form) error {
			return v.book.Hold(v.r.Context(), c.Number, seen, false, f.Values["text"])
		},
	},
}

// elsewhere says whether an ending sends the person to another place, which must then be named.
func elsewhere(ending string) bool {
	return ending == "outside-remit" || ending == "other-channel-first"
}

// need notes that a field is empty.
func (v *visit) need(f site.Form, name, words string) {
	if f.Values[name] == "" {
		v.wrong(f, name, words)
	}
}

// oneOf notes that a field holds none of the choices.
func (v *visit) oneOf(f site.Form, name, words string, of ...string) {
	if !slices.Contains(of, f.Values[name]) {
		v.wrong(f, name, words)
	}
}

// wrong notes what is wrong with a field: words below desk.form.error.
func (v *visit) wrong(f site.Form, name, words string, pairs ...any) {
	if f.Errors[name] == "" {
		f.Errors[name] = v.say("desk.form.error."+words, pairs...)
	}
}

// listed is a form whose errors stand in the order of its fields too.
func listed(f site.Form, fields []string) site.Form {
	for _, name := range fields {
		if m := f.Errors[name]; m != "" {
			f.List = append(f.List, site.FieldError{Field: name, Message: m})
		}
	}
	return f
}

// typed reads the fields of a form as they were typed.
func (v *visit) typed(values url.Values, fields []string) site.Form {
	f := form(map[string]string{})
	for _, name := range fields {
		f.Values[name] = text(values.Get(name))
		if utf8.RuneCountInString(f.Values[name]) > maxText {
			v.wrong(f, name, "text_long", "max", maxText)
		}
	}
	return f
}

// findAct finds the case and the act that an address names, or answers that there is none.
func (v *visit) findAct() (c *casebook.Case, name string, a act, ok bool) {
	name = v.r.PathValue("act")
	if c, ok = v.find(); !ok {
		return nil, "", act{}, false
	}
	a, ok = allActs[name]
	if !ok || !slices.Contains(acts(c), name) {
		v.away(v.w, http.StatusNotFound, "missing", v.page.Base)
		return nil, "", act{}, false
	}
	return c, name, a, true
}

// showAct shows the form of an act above the story: empty, or as it was sent while the desk was locked.
func (d *Desk) showAct(v *visit) {
	c, name, a, ok := v.findAct()
	if !ok {
		return
	}
	f, seen := form(map[string]string{}), c.Newest
	kept, trouble := v.guard.take("case/" + c.Number + "/" + name)
	if kept != nil {
		f = v.typed(kept, a.fields)
	}
	if kept.Has("seen") {
		seen = seenOf(kept)
	}
	v.showForm(http.StatusOK, c, name, f, seen, trouble)
}

// seenOf is the newest entry that the writer of a form saw.
func seenOf(values url.Values) int {
	seen, _ := strconv.Atoi(values.Get("seen")) // none is entry 0: everything came in between
	return seen
}

func (v *visit) showForm(status int, c *casebook.Case, name string, f site.Form, seen int, trouble string) {
	p := v.story(c)
	p.Act, p.Trouble = name, trouble
	for i := range p.Story {
		p.Story[i].New = p.Story[i].Number > seen
	}
	if name == "refer" {
		v.look(&p, &f)
		if len(f.Errors) > 0 {
			status = http.StatusUnprocessableEntity
		}
	}
	v.page.Fields = listed(f, allActs[name].fields)
	v.page.Fields.Values["seen"] = strconv.Itoa(c.Newest)
	v.showStory(status, p, "desk.form.title", "act", v.say("desk.form."+name+".title"))
}

// doAct does an act, or shows its form again with all that was typed and why it was not done.
func (d *Desk) doAct(v *visit) {
	c, name, a, ok := v.findAct()
	if !ok {
		return
	}
	f, seen := v.typed(v.r.PostForm, a.fields), seenOf(v.r.PostForm)
	if name == "refer" && v.r.PostForm.Get("stage") == "change" {
		v.showForm(http.StatusOK, c, name, f, seen, "")
		return
	}
	if a.check != nil {
		a.check(v, c, f)
	}
	switch {
	case len(f.Errors) > 0:
		v.showForm(http.StatusUnprocessableEntity, c, name, f, seen, "")
		return
	case name == "refer" && v.r.PostForm.Get("stage") != "send":
		v.showForm(http.StatusOK, c, name, f, seen, "")
		return
	}
	err := a.do(v, c, seen, f)
	var conflict *casebook.Conflict
	switch {
	case err == nil:
		v.goOn("case/" + c.Number + "/?done=" + v.doneOrWaits(c.Number, a.done))
	case errors.As(err, &conflict):
		if c, ok = v.find(); ok { // as it is now
			v.showForm(http.StatusConflict, c, name, f, seen, "came_between")
		}
	case errors.Is(err, casebook.ErrNames): // the case says more than when it was looked at
		v.wrong(f, "summary", "summary_names")
		v.showForm(http.StatusUnprocessableEntity, c, name, f, seen, "")
	case errors.Is(err, errLetter), errors.Is(err, casebook.ErrMayNotShare): // it is looked at once more
		v.showForm(http.StatusConflict, c, name, f, seen, "letter")
	case v.r.Context().Err() == nil:
		v.Log.Error("desk: what was written could not be stored", "act", name, "error", plain(err))
		v.showForm(http.StatusBadGateway, c, name, f, seen, "not_stored")
	}
}

// doneOrWaits is what a page says of an act: that it is done, or that it waits here because the server does not answer.
func (v *visit) doneOrWaits(number, done string) string {
	if c, err := v.book.Case(number); err == nil && c.Unsent > 0 {
		return "waits"
	}
	return done
}

// plain is an error for the log: one line, and short.
func plain(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
