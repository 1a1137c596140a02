package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"errors"

	"filippo.io/age"
)

// ErrNotThisCase says that a code does not open the case it was tried on.
var ErrNotThisCase = errors.New("the code does not open this case")

// Lookup is the value under which the store finds the case of this code. It tells nothing of the code.
func (c Code) Lookup() [32]byte {
	return [32]byte(c.derive("look-up value"))
}

// Signing is the key that signs what the person writes to their case.
func (c Code) Signing() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(c.derive("person's signing key"))
}

// Wrap encrypts a case's identity (AES-256-GCM) so that only this code, and only in the case of that number,
// unwraps it. The nonce is the operating system's.
func (c Code) Wrap(number string, identity *age.HybridIdentity) []byte {
	return c.wrapping().Seal(nil, nil, []byte(identity.String()), []byte(number))
}

// Identity unwraps the identity of the case of that number, or returns [ErrNotThisCase].
func (c Code) Identity(number string, wrapped []byte) (*Identity, error) {
	plain, err := c.wrapping().Open(nil, nil, wrapped, []byte(number))
	if err != nil {
		return nil, ErrNotThisCase
	}
	key, err := age.ParseHybridIdentity(string(plain))
	if err != nil {
		return nil, errors.New("the identity that this code unwraps is damaged")
	}
	return &Identity{Age: key, Signing: c.Signing()}, nil
}

func (c Code) wrapping() cipher.AEAD {
	block, err := aes.NewCipher(c.derive("case identity"))
	if err != nil {
		panic("vault: AES refused a key of 32 bytes: " + err.Error())
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("vault: GCM refused AES: " + err.Error())
	}
	return aead
}

func (c Code) derive(label string) []byte {
	return derive(c.symbols[:codeData], label, 32)
}
