package intake

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"example.org/advocate/internal/client"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// submit answers POST /intake.
func (in *Intake) submit(w http.ResponseWriter, r *http.Request) {
	v, ok := in.visit(w, r)
	switch {
	case !ok:
	case v.program:
		v.once()
	case v.form.stage == "edit":
		v.edit(nil)
	case v.form.stage == "confirm", v.form.stage == "download":
		v.confirm()
	default: // also a stage that nobody knows: this one stores nothing and loses nothing
		v.review("")
	}
}

// review shows everything once more, with the token that confirms it. Nothing is stored. why tells why it is shown
// to somebody who confirmed: "stale" where their page was too old or damaged, "fast" where they had no time to read.
func (v *visit) review(why string) {
	if v.form.stage == "download" { // of a receipt that is not there
		v.notice(http.StatusNotFound, "gone", "")
		return
	}
	if v.turnedBack() {
		return
	}
	token, err := v.in.Secrets.OpenToken(v.form.token)
	if err == nil { // one that made a case cannot make another
		_, err = v.in.DB.Receipt(v.r.Context(), v.now, token.K.Hash())
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		} else if err == nil {
			err = vault.ErrToken
		}
	}
	if err != nil || token.Expired(v.now) {
		var k vault.K
		k, err = vault.NewK(v.in.Rand)
		token = v.in.Secrets.NewToken(k, v.now)
	}
	if err == nil {
		v.form.token, err = v.in.Secrets.Sign(token)
	}
	if err != nil {
		v.down("a token could not be made")
		return
	}
	p := v.page("intake-review", v.say("intake.review.title"))
	p.Answers, p.Why = answers(v.form.answers), why
	_, p.Again = v.in.sent.See(string(v.form.body()), v.now, nil)
	v.show(http.StatusOK, p)
}

// turnedBack answers with whatever keeps a concern from being sent, if something does: the front-line channel that
// was not asked yet, or what is wrong with the answers.
func (v *visit) turnedBack() bool {
	chosen := v.topic()
	notYet := v.form.answers["contacted"] == "no" && v.form.answers["anyway"] != "yes" && !slices.Contains(unasked, v.form.answers["kind"])
	if chosen.Channel != nil && notYet && len(v.form.damaged) == 0 {
		v.first(chosen.Channel)
		return true
	}
	problems := v.problems(chosen)
	if len(problems) > 0 {
		v.edit(problems)
	}
	return len(problems) > 0
}

// problems are what is wrong with the answers, in the order of the table.
func (v *visit) problems(chosen site.FormPage) (list []problem) {
	if v.program { // a browser's add-ons may put something into a form; a program's unknown name is a mistake
		for _, name := range v.form.unknown {
			list = append(list, problem{field: name, words: "field_unknown"})
		}
	}
	for _, f := range fields {
		words, pairs := f.check(v.form.answers[f.name])
		if v.form.damaged[f.name] {
			words = "text_wrong"
		} else if words == "" {
			words = f.together(v.form.answers, chosen)
		}
		if words != "" {
			list = append(list, problem{f.name, words, pairs})
		}
	}
	return list
}

// first answers with the front-line channel, and counts that, once an hour for a client and a topic; nothing else is
// stored.
func (v *visit) first(c *site.Channel) {
	_, counted := v.in.answered.See(v.network+" "+v.form.answers["topic"], v.now, func() struct{} { return struct{}{} })
	if counted {
		// Whoever goes back and forth is one person who was told once.
	} else if err := v.in.DB.CountAnswer(v.r.Context(), v.form.answers["topic"], store.DayOf(v.now)); err != nil {
		v.in.faults.Add("an answer with a front-line channel could not be counted")
	}
	title := v.say("intake.channel.title", "name", c.Name)
	if v.program { // under the names of the topic's own file
		v.data(http.StatusUnprocessableEntity, map[string]any{
			"errors": []fieldError{{"contacted", title}},
			"first": map[string]any{"name": c.Name, "phone": c.Phone, "url": c.URL, "hours": c.Hours,
				"have_ready": c.HaveReady, "responds_within": c.RespondsWithin},
		})
		return
	}
	delete(v.form.answers, "anyway")
	v.mayComeBack()
	v.show(http.StatusOK, v.page("intake-channel", title))
}

// confirm makes a case of what was reviewed, or shows the receipt of the case that was made of it.
func (v *visit) confirm() {
	text, proof, _ := strings.Cut(v.form.token, ".")
	v.form.token, v.proof = text, proof
	token, err := v.in.Secrets.OpenToken(v.form.token)
	if errors.Is(err, vault.ErrToken) {
		v.review("stale")
		return
	}
	// With any other error the token is unproven: good for finding a receipt, and for nothing else.
	v.commit(token, err == nil && !token.Expired(v.now) && v.form.stage == "confirm")
}

// once does in one request what people do in two. Its key is the token.
func (v *visit) once() {
	k, err := vault.KeyK(v.r.Header.Get("Idempotency-Key"))
	if err != nil {
		v.data(http.StatusBadRequest, map[string]any{"errors": []fieldError{{"Idempotency-Key", err.Error()}}})
		return
	}
	v.form.stage = "" // it is always the same one
	v.commit(v.in.Secrets.NewToken(k, v.now), true)
}

// busyError says that a client stored too much of late.
type busyError struct{ wait time.Duration }

func (busyError) Error() string { return "the client stored too much" }

// commit answers with a receipt. good tells whether the token may still make a case. That it made one is found first:
// a repeated confirm gets its receipt however old the page is.
func (v *visit) commit(token vault.Token, good bool) {
	row, err := v.in.DB.Receipt(v.r.Context(), v.now, token.K.Hash())
	if errors.Is(err, store.ErrNotFound) {
		if !good {
			v.review("stale")
			return
		}
		if age := v.now.Sub(token.Issued); !v.program && age >= 0 && age < minRead {
			v.review("fast")
			return
		}
		if v.turnedBack() {
			return
		}
		row, err = v.create(token)
	}
	var busy busyError
	switch {
	case err == nil:
		v.receipt(token, row)
	case errors.As(err, &busy):
		v.busy(busy.wait)
	case errors.Is(err, store.ErrOtherBody):
		v.mismatch()
	default:
		v.down("a concern could not be stored, or its receipt not be read")
	}
}

// create makes a case, unless one of this token and text is there. Requests that ask for it at the same time share
// one commit: a double click uses up no more of a client's allowance than a click.
func (v *visit) create(token vault.Token) (store.Receipt, error) {
	hash, mac := token.K.Hash(), token.K.BodyMAC(v.form.body())
	row, err, _ := v.in.commits.Do(string(hash[:])+string(mac[:]), func() (any, error) {
		giveBack, wait := client.Take(v.client.Stored, v.in.Now)
		if wait > 0 {
			return store.Receipt{}, busyError{wait}
		}
		row, created, err := v.seal(token)
		if created {
			v.in.sent.See(string(v.form.body()), v.now, func() struct{} { return struct{}{} })
		} else {
			giveBack()
		}
		return row, err
	})
	return row.(store.Receipt), err
}

// seal seals and commits a case, and ends what it began whether or not somebody still waits: whoever confirms again
// finds it.
func (v *visit) seal(token vault.Token) (row store.Receipt, created bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(v.r.Context()), 20*time.Second)
	defer cancel()
	words, facts := v.form.sealed()
	facts.Department = v.site.DepartmentOf(facts.Topic)
	apart, undo := v.suspect()
	defer func() {
		if !created {
			undo()
		}
	}()
	for range 20 { // a case number that is taken so often has another reason
		made, err := v.in.Secrets.SealCase(v.in.Rand, v.now, token, v.in.Recipients, words, facts)
		if err != nil {
			return store.Receipt{}, false, err
		}
		row, created, err = v.in.DB.CreateCase(ctx, v.now, store.NewCase{
			Number: made.Number, Received: store.DayOf(v.now), Recipient: made.Recipient,
			Lookup: made.Lookup, WrappedIdentity: made.WrappedIdentity,
			Entry: store.NewEntry{
				Side: string(vault.PersonSide), Apart: apart,
				Sealed: made.Text, SealedFacts: made.Facts,
			},
			Receipt: store.Receipt{
				KHash: token.K.Hash(), R: made.R, BodyMAC: token.K.BodyMAC(v.form.body()), SecretID: made.SecretID,
			},
		})
		if !errors.Is(err, store.ErrTaken) {
			return row, created, err
		}
	}
	return store.Receipt{}, false, store.ErrTaken
}

// receipt shows the code of a case to who made it: for an hour, for the same text, while its secret is there. As a
// file it is asked for by the receipt's own page, which carries no text any more but its MAC: whoever planted the
// token in somebody's form knows the token, and cannot make that.
func (v *visit) receipt(token vault.Token, row store.Receipt) {
	mac := token.K.BodyMAC(v.form.body())
	download := v.form.stage == "download"
	if download {
		mac = [32]byte{}
		if raw, err := base64.RawURLEncoding.DecodeString(v.proof); err == nil && len(raw) == len(mac) {
			mac = [32]byte(raw)
		}
	}
	code, err := v.in.Secrets.Code(row.SecretID, token.K, row.R)
	switch {
	case row.Check(mac) != nil:
		v.mismatch()
	case err != nil || !row.ShowsCode(v.now):
		v.form, v.number = newForm(nil), row.Case // it is stored: there is nothing to keep
		v.notice(http.StatusConflict, "shown", "")
	case v.program:
		v.data(http.StatusCreated, map[string]any{"case": row.Case, "code": code.Show()})
	case download:
		v.sendCode(code, row.Case)
	default:
		p := v.page("intake-receipt", v.say("intake.receipt.title"))
		p.Form = site.Form{Values: map[string]string{"lang": v.lang}, Token: v.form.token + "." + base64.RawURLEncoding.EncodeToString(mac[:])}
		p.Case, p.Code, p.StatusAddress = row.Case, strings.Split(code.Show(), "-"), v.site.StatusAddress(v.lang)
		v.show(http.StatusOK, p)
	}
}

// mismatch answers a token that made a case of another text. Sent again, this text gets a token of its own.
func (v *visit) mismatch() {
	v.form.token = ""
	v.notice(http.StatusConflict, "mismatch", "review")
}
