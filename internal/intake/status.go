package intake

import (
	"context"
	"crypto/ed25519"
	"errors"
	"net/http"

	"example.org/advocate/internal/client"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// statusPath is where a code is used.
const statusPath = "/intake/status"

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
		v.show(http.StatusOK, v.statusPage(v.say("intake.status.title")))
	case v.form.code == "":
		v.wrongCode("code_missing")
	default:
		if c, ok := v.open(); ok {
			v.follow(c)
		}
	}
}

// An openedCase is a case whose code was given, with the keys of its person.
type openedCase struct {
	store.Case
	code    vault.Code
	own     vault.Code         // the one that is to take the place of code, where the office issued that
	person  *vault.Identity    // opens what was sealed to the case
	signing ed25519.PrivateKey // signs what the person adds
	entries []store.Entry
}

// open finds and opens the case of the code, or answers. An allowance is taken before the code is judged, and given
// back for one that is right: reading costs nothing. But where wrong codes or stored texts have used it up, a right
// code waits as a wrong one does; if it did not, guessing would go on, and what is not refused would be right.
//
// A code that is unknown and one that was purged have no row: both take the one path that ends at the look-up.
func (v *visit) open() (c *openedCase, ok bool) {
	giveBack, wait := client.Take(v.client.Stored, v.in.Now)
	if wait > 0 {
		v.busy(wait)
		return nil, false
	}
	code, err := vault.ParseCode(v.form.code)
	if wrong, ok := errors.AsType[*vault.CodeError](err); ok {
		v.wrongCode(mistyped[wrong.Problem], "n", wrong.Length, "group", wrong.Group)
		return nil, false
	}
	c = &openedCase{code: code}
	err = v.load(v.r.Context(), c)
	if errors.Is(err, store.ErrNotFound) {
		v.wrongCode("code_unknown")
		return nil, false
	}
	giveBack()
	if err == nil {
		c.person, err = code.Identity(c.Number, c.WrappedIdentity)
	}
	if err == nil {
		c.signing = c.person.Signing
		err = v.succeed(c)
	}
	if errors.Is(err, errReplaced) {
		v.interrupted(http.StatusConflict, "replaced")
	} else if err != nil {
		v.down("a case could not be read")
	}
	return c, err == nil
}

// load reads what is stored of a case. One that is purged meanwhile is not found, though its facts may still be there.
func (v *visit) load(ctx context.Context, c *openedCase) (err error) {
	if c.Case, err = v.in.DB.CaseByLookup(ctx, c.code.Lookup()); err != nil {
		return err
	}
	c.entries, err = v.in.DB.Entries(ctx, c.Number)
	if err == nil && (len(c.entries) == 0 || c.entries[0].Sealed == nil) {
		return store.ErrNotFound
	}
	return err
}

// statusPage begins a page of this path with all that was typed.
func (v *visit) statusPage(title string) page {
	p := v.page("intake-status", title)
	p.Form = site.Form{Values: map[string]string{"lang": v.lang}, Token: v.form.token}
	for name, text := range map[string]string{
		"code": v.form.code, "action": v.form.action, "stage": v.form.stage,
		"message": v.form.answers["message"], "satisfied": v.form.satisfied, "fair": v.form.fair,
	} {
		if text != "" {
			p.Form.Values[name] = text
		}
	}
	return p
}

// wrongCode shows the form for the code again. What was mistyped is given back: 28 characters are not to be typed
// twice, and the page is kept nowhere. A code that may be right is not: all that open nothing get the same answer.
func (v *visit) wrongCode(words string, pairs ...any) {
	p := v.statusPage(v.say("form.error_prefix") + " " + v.say("intake.status.title"))
	v.wrong(&p, []problem{{"code", words, pairs}})
	if words == "code_unknown" {
		delete(p.Form.Values, "code")
	}
	v.show(http.StatusUnprocessableEntity, p)
}

// interrupted says why nothing was done; all that was typed can be sent again.
func (v *visit) interrupted(status int, name string) {
	p := v.statusPage(v.say("intake.status.notice." + name + ".title"))
	p.Notice, p.Minutes = name, v.minutes
	v.show(status, p)
}
