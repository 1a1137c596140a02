package intake

import (
	"errors"
	"net/http"
	"time"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// mistyped are the words below intake.error that say how a code is mended.
var mistyped = map[vault.CodeProblem]string{
	vault.CodeLength: "code_length", vault.CodeCharacter: "code_group", vault.CodeSwapped: "code_swapped", vault.CodeSeveral: "code_wrong",
}

// status answers /intake/status. Of a GET nothing but the language is read: a code is never in an address.
func (in *Intake) status(w http.ResponseWriter, r *http.Request) {
	v, ok := in.visit(w, r)
	switch {
	case !ok:
	case r.Method != http.MethodPost:
		v.show(http.StatusOK, v.page("intake-status", v.say("intake.status.title")))
	case v.form.code == "":
		v.wrongCode("code_missing")
	default:
		v.open()
	}
}

// open answers a code. An allowance is taken before the code is judged, and given back for one that is right:
// guessing ends, reading does not.
func (v *visit) open() {
	giveBack, wait := take(v.client.stored, v.now)
	if wait > 0 {
		v.busy(wait)
		return
	}
	code, err := vault.ParseCode(v.form.code)
	var wrong *vault.CodeError
	if errors.As(err, &wrong) {
		v.wrongCode(mistyped[wrong.Problem], "n", wrong.Length, "group", wrong.Group)
		return
	}
	found, err := v.in.DB.CaseByLookup(v.r.Context(), code.Lookup())
	switch {
	case errors.Is(err, store.ErrNotFound):
		v.wrongCode("code_unknown")
	case err != nil:
		giveBack()
		v.down("a case could not be read")
	default:
		giveBack()
		p := v.page("intake-status", v.say("intake.status.title"))
		p.Case = found.Number
		p.Received, _ = time.Parse(time.DateOnly, string(found.Received)) // zero where there is no day
		p.Closed, _ = time.Parse(time.DateOnly, string(found.Closed))
		v.show(http.StatusOK, p)
	}
}

// wrongCode shows the form for the code again. What was mistyped is given back: 28 characters are not to be typed
// twice, and the page is kept nowhere. A code that may be right is not: all that open nothing get the same answer.
func (v *visit) wrongCode(words string, pairs ...any) {
	p := v.page("intake-status", v.say("form.error_prefix")+" "+v.say("intake.status.title"))
	v.wrong(&p, []problem{{"code", words, pairs}})
	p.Form.Values = map[string]string{"lang": v.lang}
	if words != "code_unknown" {
		p.Form.Values["code"] = v.form.code
	}
	v.show(http.StatusUnprocessableEntity, p)
}
