package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
)

// K is what only the person's own page (or the client that sends JSON) holds: it makes a confirm repeatable
// for that page and for nobody else.
type K [32]byte

// R is the part of a code's derivation that the store keeps for 24 hours, and that is useless without K.
type R [16]byte

// NewK draws the K of a fresh review page.
func NewK(random io.Reader) (k K, err error) {
	if _, err = io.ReadFull(random, k[:]); err != nil {
		return K{}, fmt.Errorf("drawing the key of a review: %w", err)
	}
	return k, nil
}

// minKeyKinds is how many different characters a random key has at least: 32 random hexadecimal digits have
// fewer once in 10^12 draws.
const minKeyKinds = 6

// KeyK makes the K of a request with an Idempotency-Key: 32 to 255 visible ASCII characters, drawn at random.
// It refuses what cannot have been drawn at random, for whoever guesses the key and the body gets the code.
func KeyK(key string) (K, error) {
	if len(key) < 32 || len(key) > 255 {
		return K{}, errors.New("the Idempotency-Key must have 32 to 255 characters, drawn at random for each concern")
	}
	kinds := map[byte]bool{}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return K{}, errors.New("the Idempotency-Key holds a character that is not visible ASCII")
		}
		kinds[key[i]] = true
	}
	if len(kinds) < minKeyKinds {
		return K{}, errors.New("the Idempotency-Key was not drawn at random: it repeats a few characters")
	}
	return K(derive([]byte(key), "idempotency key", len(K{}))), nil
}

// Hash is SHA-256(K), under which the store finds the receipt.
func (k K) Hash() [32]byte { return sha256.Sum256(k[:]) }

// BodyMAC is HMAC-SHA256(K, body), by which a repeated confirm is told from another one.
func (k K) BodyMAC(body []byte) [32]byte {
	mac := hmac.New(sha256.New, k[:])
	mac.Write(body)
	return [32]byte(mac.Sum(nil))
}

// String keeps K out of logs and error texts.
func (K) String() string { return "K (hidden)" }
