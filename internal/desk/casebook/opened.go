package casebook

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"io"
	"time"

	"filippo.io/age"

	"example.org/advocate/internal/vault"
)

// opened is a sealed part after it was opened: what it says, and what was found out about it. Of the plaintext no more
// is kept than that.
type opened struct {
	fault     Kind   // Damaged, OwnKeyMissing, or empty
	elsewhere Kind   // OtherCase, Misplaced, or empty
	signer    string // the key that it names and is signed by; empty where the signature is not that key's
	stanzas   int

	time  time.Time
	first *vault.First
	words *vault.Words
	said  *vault.Said
	facts *vault.Facts
	file  *vault.FileInfo
}

// openPart opens a part and checks all that needs nothing but the part and its place.
func openPart(sealed []byte, place vault.Place, identity *age.HybridIdentity) *opened {
	part, err := vault.Open(sealed, identity)
	if err != nil {
		return &opened{fault: faultOf(sealed, identity), stanzas: stanzasOf(bytes.NewReader(sealed))}
	}
	o := &opened{stanzas: part.Stanzas, time: part.Time, first: part.First}
	o.prove(part, place)
	if err := o.read(part); err != nil {
		o.fault = Damaged
	}
	return o
}

// prove checks the part's place, and its signature by the key that it names. Whether that key should have signed it
// depends on the case.
func (o *opened) prove(part *vault.Part, place vault.Place) {
	var signers []ed25519.PublicKey
	if key, err := vault.ParseSigningKey(part.Signer); err == nil {
		signers = append(signers, key)
	}
	err := part.Verify(place, signers...)
	if !errors.Is(err, vault.ErrSignature) {
		o.signer = part.Signer
	}
	switch {
	case !errors.Is(err, vault.ErrPlace):
	case part.Case != place.Case:
		o.elsewhere = OtherCase
	default:
		o.elsewhere = Misplaced
	}
}

func (o *opened) read(part *vault.Part) error {
	switch {
	case part.Place.Part == vault.FactsPart:
		facts, err := part.Facts()
		o.facts = &facts
		return err
	case part.Place.Part == vault.FilePart:
		return nil
	case part.First != nil:
		words, err := part.Words()
		o.words = &words
		return err
	default:
		said, err := part.Said()
		o.said = &said
		return err
	}
}

// faultOf tells a part that is not for this key from one that is damaged.
func faultOf(sealed []byte, identity *age.HybridIdentity) Kind {
	_, err := age.Decrypt(bytes.NewReader(sealed), identity)
	var mismatch *age.NoIdentityMatchError
	if errors.As(err, &mismatch) {
		return OwnKeyMissing
	}
	return Damaged
}

// stanzasOf is how many keys something is sealed to, without opening it; 0 where it is no age file.
func stanzasOf(sealed io.Reader) int {
	header, err := age.ExtractHeader(sealed)
	if err != nil {
		return 0
	}
	return bytes.Count(header, []byte("\n-> "))
}
