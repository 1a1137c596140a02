package intake

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"net/http"

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
	var err error
	if c.own, err = v.in.Secrets.Code(v.in.Secrets.First(), k, r); err != nil {
		return err
	}
	key := c.own.Signing()
	_, err = v.in.DB.CaseByLookup(ctx, c.own.Lookup())
	if errors.Is(err, store.ErrNotFound) { // the code comes last: where it is, all is
		_, err = v.add(c, k, vault.Said{Act: vault.ActRekeyed, NewKey: vault.FormatSigningKey(key.Public().(ed25519.PublicKey))})
		if err == nil {
			err = v.in.DB.AddCode(ctx, c.Number, c.own.Lookup(), c.own.Wrap(c.Number, c.person.Age))
		}
	}
	c.signing = key
	return err
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
