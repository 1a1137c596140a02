package intake

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"example.org/advocate/internal/client"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/thread"
	"example.org/advocate/internal/vault"
)

// deeds are the actions that add something to a case, and what they add. Every other one shows the case.
var deeds = map[string]vault.Act{
	"message": vault.ActMessage, "withdraw": vault.ActWithdrawn, "unsolved": vault.ActUnsolved, "answer": vault.ActAnswered,
}

// message is the field of what a person adds.
var message = &fields[slices.IndexFunc(fields, func(f field) bool { return f.name == "message" })]

// follow does what the person asks for, and shows the case.
func (v *visit) follow(c *openedCase) {
	act, adds := deeds[v.form.action]
	k, err := readK(v.form.token)
	problems := v.unsaid(act)
	switch {
	case v.form.action == "download" && c.IssuedByOffice:
		v.sendCode(c.own, c.Number)
	case v.form.action == "files":
		v.addFiles(c)
	case !adds, act == vault.ActWithdrawn && (!c.Open || v.form.stage != "confirm"):
		v.showCase(http.StatusOK, c, "")
	case len(problems) > 0:
		v.showCase(http.StatusUnprocessableEntity, c, "", problems...)
	case err != nil: // another site's page, or nobody's
		v.showCase(http.StatusOK, c, "again")
	default:
		v.do(c, k, v.said(act))
	}
}

// said is what the person says with an act.
func (v *visit) said(act vault.Act) vault.Said {
	said := vault.Said{Act: act}
	switch act {
	case vault.ActMessage, vault.ActUnsolved:
		said.Text = v.form.answers["message"]
	case vault.ActAnswered:
		said.Satisfied, said.Fair = v.form.satisfied, v.form.fair
	}
	return said
}

// unsaid are the problems of what the person says with an act.
func (v *visit) unsaid(act vault.Act) []problem {
	text := v.form.answers["message"]
	switch act {
	case vault.ActAnswered:
		choices := []string{"", "yes", "partly", "no"}
		if v.form.satisfied+v.form.fair == "" || !slices.Contains(choices, v.form.satisfied) || !slices.Contains(choices, v.form.fair) {
			return []problem{{"satisfied", "answer_missing", nil}}
		}
	case vault.ActMessage, vault.ActUnsolved:
		words, pairs := message.check(text)
		if v.form.damaged["message"] {
			words = "text_wrong"
		}
		if words != "" && (text != "" || act == vault.ActMessage) {
			return []problem{{"message", words, pairs}}
		}
	}
	return nil
}

// do adds what the person says to their case, and shows that it is there. What was added is taken from a client's
// allowance; what was there already is not.
func (v *visit) do(c *openedCase, k vault.K, said vault.Said) {
	giveBack, wait := client.Take(v.client.Stored, v.in.Now)
	if wait > 0 {
		v.busy(wait)
		return
	}
	added, err := v.add(c, k, said)
	if !added {
		giveBack()
	}
	if err != nil {
		v.down("what a person added to a case could not be stored")
		return
	}
	if said.Text != "" {
		delete(v.form.answers, "message")
	}
	v.showCase(http.StatusOK, c, string(said.Act))
}

// add stores what a person says as the next entry of their case, and loads the case anew. The entry's name follows
// from K, the code and what is said: a reload, a second click and Back find it there, in whichever process, while
// another text is another entry. Sealing is never twice the same, so the name alone can tell. K alone does not give
// it away: nobody finds the case of a page without the code.
//
// Where the office, or another window of the person's, was faster, it takes the number after theirs.
func (v *visit) add(c *openedCase, k vault.K, said vault.Said) (added bool, err error) {
	// It is stored whether or not somebody still waits.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(v.r.Context()), 20*time.Second)
	defer cancel()
	mac := k.BodyMAC(append([]byte(c.code.Show()), mustJSON(said)...))
	id := hex.EncodeToString(mac[:16])
	for range 6 {
		ended := said.Act == vault.ActUnsolved || said.Act == vault.ActAnswered // is said of a case that is
		if ended && c.Open || slices.ContainsFunc(c.entries, func(e store.Entry) bool { return e.ID == id }) {
			return added, nil
		}
		newest := c.entries[len(c.entries)-1].Number
		place := vault.Place{Case: c.Number, Entry: newest + 1, Side: vault.PersonSide}
		// Its recipient is the one that the code unwrapped: the one that is stored in clear, others could change.
		sealed, err := vault.SealSaid(place, v.now, said, c.signing, v.in.Recipients, c.person.Age.Recipient())
		if err != nil {
			return false, err
		}
		_, err = v.in.DB.AppendEntryWithState(ctx, store.NewEntry{
			ID: id, Case: c.Number, Number: place.Entry, Received: store.DayOf(v.now), Side: string(vault.PersonSide), Sealed: sealed,
		}, v.stateAfter(said.Act))
		if added = err == nil; !added && !errors.Is(err, store.ErrConflict) {
			return false, err
		}
		if err := v.load(ctx, c); err != nil {
			return added, err
		}
	}
	return false, store.ErrConflict
}

// stateAfter is the state that an act brings a case to in clear; nil where it stays. On what day it is purged, the
// desk says.
func (v *visit) stateAfter(act vault.Act) *store.State {
	switch act {
	case vault.ActWithdrawn:
		return &store.State{Closed: store.DayOf(v.now)}
	case vault.ActUnsolved:
		return &store.State{Open: true}
	}
	return nil
}

// A caseView is what the page of a case is told.
type caseView struct {
	*thread.Thread
	Rows    []answer // of the first entry, as the review showed them, where the person asked to see what they wrote
	Files   []thread.File
	NewCode []string // seven groups of four, where the person's code is the office's
	Done    string   // below intake.status.done: what was just done
	Sure    bool     // asks once more before the concern is taken back
}

// showCase shows a case. done says what was just done; problems, what is wrong with what was typed.
func (v *visit) showCase(status int, c *openedCase, done string, problems ...problem) {
	k, err := vault.NewK(v.in.Rand)
	if err != nil {
		v.down("a token could not be made")
		return
	}
	v.form.token = base64.RawURLEncoding.EncodeToString(k[:])
	title := v.say("intake.status.title")
	if len(problems) > 0 {
		title = v.say("form.error_prefix") + " " + title
	}
	p := v.statusPage(title)
	v.wrong(&p, problems)
	p.Thread = v.view(c)
	p.Thread.Done = done
	p.Thread.Sure = v.form.action == "withdraw" && c.Open && done == ""
	v.show(status, p)
}

// view reads a case for its person.
func (v *visit) view(c *openedCase) *caseView {
	own := v.form.action == "show"
	open := func(entryID string) (io.ReadCloser, error) { return v.in.DB.ReadFile(v.r.Context(), entryID) }
	t := &caseView{Files: thread.Files(c.Number, c.entries, c.person.Age, own, open), Thread: thread.Read(c.Case, c.entries, thread.Keys{
		Identity: c.person.Age, Office: v.officeKeys(), Zone: v.now.Location(),
		Person: []ed25519.PublicKey{c.person.Public(), c.signing.Public().(ed25519.PublicKey)},
	}, own)}
	for _, l := range t.Lines {
		t.Rows = append(t.Rows, answers(l.Words)...)
	}
	if c.IssuedByOffice {
		t.NewCode = strings.Split(c.own.Show(), "-")
	}
	return t
}

// officeKeys are those that sign for the office; in practice mode also the one that everybody has.
func (v *visit) officeKeys() (keys []ed25519.PublicKey) {
	for _, known := range v.site.Settings().SigningKeys {
		if key, err := vault.ParseSigningKey(known.Key); err == nil {
			keys = append(keys, key)
		}
	}
	if v.site.Frame(v.lang, "", "").Site.Practice {
		keys = append(keys, vault.PracticeIdentity().Public())
	}
	return keys
}

// readK reads the K of a status page. Nobody signed it: it names entries of the one case whose code is there too.
func readK(token string) (vault.K, error) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != len(vault.K{}) {
		return vault.K{}, vault.ErrToken
	}
	return vault.K(raw), nil
}
