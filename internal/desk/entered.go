package desk

import (
	"net/http"
	"regexp"
	"strings"
	"sync"

	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/site"
)

// entered are the concerns that were entered since the desk was started, by the name that their form carried: the same
// form sent twice makes one case. Codes are forgotten when the desk locks.
type entered struct {
	mu   sync.Mutex // held while a concern is stored, so that a second click waits for the first
	made map[string]casebook.Entered
}

// onceForm is how a form's name is drawn.
var onceForm = regexp.MustCompile(`^[a-z2-7]{32}$`)

// do makes a case for a form, unless that was done.
func (e *entered) do(once string, enter func() (casebook.Entered, error)) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, done := e.made[once]; done {
		return nil
	}
	made, err := enter()
	if err != nil {
		return err
	}
	if e.made == nil {
		e.made = map[string]casebook.Entered{}
	}
	e.made[once] = made
	return nil
}

func (e *entered) look(once string) (made casebook.Entered, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	made, ok = e.made[once]
	return made, ok
}

// forgetCodes keeps no more than which case a form became.
func (e *entered) forgetCodes() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for once, made := range e.made {
		made.Code = ""
		e.made[once] = made
	}
}

// once is the name of the form that was sent, or a new one.
func (v *visit) once(sent string) (string, error) {
	if onceForm.MatchString(sent) {
		return sent, nil
	}
	return v.guard.draw()
}

// showEntered shows the code of a concern that was entered, until the desk locks; then the case alone.
func (d *Desk) showEntered(v *visit) {
	made, ok := d.entered.look(v.r.PathValue("once"))
	switch {
	case !ok:
		v.away(v.w, http.StatusNotFound, "missing", v.page.Base)
		return
	case made.Code == "":
		v.goOn("case/" + made.Number + "/")
		return
	}
	if c, err := v.book.Case(made.Number); err == nil && c.Unsent == 0 {
		made.Sent = true // by now
	}
	v.become("desk-code", "enter", "desk.code.title")
	p := struct {
		page
		Number  string
		Code    []string // seven groups of four
		Spoken  []string // each with its characters apart, to be read out
		Address string   // where it is used
		Sent    bool
	}{page: v.page, Number: made.Number, Code: strings.Split(made.Code, "-"), Address: v.Site.StatusAddress(v.lang()), Sent: made.Sent}
	for _, group := range p.Code {
		p.Spoken = append(p.Spoken, strings.Join(strings.Split(group, ""), " "))
	}
	p.Fields = site.Form{Values: map[string]string{"code": ""}} // it must not go blank by itself
	v.show(v.w, http.StatusOK, p.page, p)
}
