package vault

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"math/bits"

	"filippo.io/age"
)

// Size classes are powers of two, so that a sealed part tells no more than the magnitude of a long text.
const (
	minTextClass  = 16 << 10 // any text of an everyday length
	minFactsClass = 2 << 10
	maxClass      = 16 << 20 // a file of 10 MiB
)

// sizeClass is the padded size of a part whose content takes length bytes.
func sizeClass(name PartName, length int) (int, error) {
	if length > maxClass {
		return 0, fmt.Errorf("an entry of %d bytes is over the largest class of %d", length, maxClass)
	}
	smallest := minTextClass
	if name == FactsPart {
		smallest = minFactsClass
	}
	return max(smallest, 1<<bits.Len(uint(length-1))), nil
}

// Seal signs a part that is no file, pads it and encrypts it to the office and, where the person may read it, to the case's
// own recipient (else nil). The header's version, signer and size are filled in here.
func Seal(p Part, signer ed25519.PrivateKey, office Recipients, person *age.HybridRecipient) ([]byte, error) {
	var sealed bytes.Buffer
	plain, err := p.marshal(signer)
	to, nobody := office.and(person)
	if err = cmp.Or(err, nobody); err == nil {
		err = encrypt(&sealed, plain, to...)
	}
	if err != nil {
		return nil, fmt.Errorf("sealing an entry: %w", err)
	}
	return sealed.Bytes(), nil
}

// Open decrypts a sealed part with an office identity or the case's own, and checks its form. What it says of
// itself is proven by [Part.Verify] alone.
func Open(sealed []byte, identity *age.HybridIdentity) (*Part, error) {
	part, err := open(sealed, identity)
	if err != nil {
		return nil, fmt.Errorf("opening an entry: %w", err)
	}
	return part, nil
}

func open(sealed []byte, identity *age.HybridIdentity) (*Part, error) {
	header, err := age.ExtractHeader(bytes.NewReader(sealed))
	if err != nil {
		return nil, errors.New("it is no age file")
	}
	reader, err := age.Decrypt(bytes.NewReader(sealed), identity)
	if _, ok := errors.AsType[*age.NoIdentityMatchError](err); ok {
		return nil, errors.New("it was not sealed to this key")
	}
	if err != nil {
		return nil, err
	}
	plain, err := readAtMost(reader, maxClass)
	if err != nil {
		return nil, err
	}
	part, err := unmarshalPart(plain)
	if err == nil {
		part.Stanzas = bytes.Count(header, []byte("\n-> "))
	}
	return part, err
}

func encrypt(w io.Writer, plain []byte, to ...age.Recipient) error {
	out, err := age.Encrypt(w, to...)
	if err != nil {
		return err
	}
	if _, err := out.Write(plain); err != nil {
		return err
	}
	return out.Close()
}
