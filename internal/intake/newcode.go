package intake

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"net/http"
	"slices"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// succeed gives a person a code of their own, where theirs was issued by the office and so is known to somebody else.
// It is stored beside the old one, and whoever is shown it can keep it in peace: the first use of the new one deletes
// the old one. The old key has the last word: it signs the entry that announces the new one.
func (v *visit) succeed(c *openedCase) error {
	ctx := v.r.Context()
	if !c.IssuedByOffice {
		if c.entries[0].Side == string(vault.OfficeSide) { // it had another code
			return v.in.DB.UseCode(ctx, c.code.Lookup())
		}
		return nil
	}
	k, r := successor(c)
	codes := v.in.Secrets.Codes(k, r)
	for _, own := range codes { // another line may have been the first when it was shown
		c.own, c.signing = own, own.Signing()
		if _, err := v.in.DB.CaseByLookup(ctx, own.Lookup()); !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	own := codes[0]
	said := vault.Said{Act: vault.ActRekeyed, NewKey: vault.FormatSigningKey(own.Signing().Public().(ed25519.PublicKey))}
	if c.announcesOther(said.NewKey) {
		return errReplaced
	}
	c.own, c.signing = own, c.person.Signing
	_, err := v.add(c, k, said)
	if err == nil { // the code comes last: where it is, all is
		err = v.in.DB.AddCode(ctx, c.Number, own.Lookup(), own.Wrap(c.Number, c.person.Age))
	}
	c.signing = own.Signing()
	return err
}

// errReplaced says that a code was given in the place of this one, which nobody can derive any more.
var errReplaced = errors.New("the code was replaced")

// announcesOther reports whether the person was given a code of their own with another key.
func (c *openedCase) announcesOther(key string) bool {
	return slices.ContainsFunc(c.entries[1:], func(e store.Entry) bool {
		var said vault.Said
		if part, err := vault.Open(e.Sealed, c.person.Age); err == nil {
			said, _ = part.Said() // nothing of the first entry and of files
		}
		return said.Act == vault.ActRekeyed && said.NewKey != key
	})
}

// successor is what the new code is derived from, besides the secret: the same each time, so that a reload, or another
// day, shows the same one. R is of the old code's row, which is deleted with it: nobody derives the new code any more
// then, not even whoever has the secret and the old code.
func successor(c *openedCase) (vault.K, vault.R) {
	row := sha256.Sum256(c.WrappedIdentity)
	return vault.K(sha256.Sum256(append([]byte("advocate/1 successor\n"), c.code.Signing().Seed()...))), vault.R(row[:16])
}

// sendCode sends a code as a file.
func (v *visit) sendCode(code vault.Code, number string) {
	facts := v.page("", "").Site
	v.w.Header().Set("Content-Disposition", `attachment; filename="receipt.txt"`)
	v.send(http.StatusOK, "text/plain; charset=utf-8", []byte(v.say("intake.receipt.file", "title", facts.Title,
		"phone", facts.Contact.Phone, "practice", facts.Practice, "address", v.site.StatusAddress(v.lang), "code", code.Show(), "case", number)))
}
