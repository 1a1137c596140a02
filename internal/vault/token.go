package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
)

const (
	// TokenLife is how long a review page can be confirmed.
	TokenLife = 12 * time.Hour

	// tokenSkew is how far ahead the clock of another intake process may be.
	tokenSkew = 5 * time.Minute

	tokenVersion = 1
	tokenSigned  = 1 + secretIDLen + 8 + len(K{}) // bytes under the MAC: version, id, Unix milliseconds, K
	tokenLen     = tokenSigned + sha256.Size
)

// ErrToken says that a token was not made by this office, or was damaged on its way.
var ErrToken = errors.New("the page's token is damaged or was not made here")

var tokenEncoding = base64.RawURLEncoding.Strict()

// Token is what a review page carries from review to confirm. Its age is judged last: K is first looked up in
// the store, so that a confirm which came through before is answered with its receipt.
type Token struct {
	K        K
	SecretID string // the line of the secret file that derives the code
	Issued   time.Time
}

// NewToken makes the token of a fresh review, for the first line of the secret file, at whole milliseconds.
func (s *Secrets) NewToken(k K, now time.Time) Token {
	return Token{K: k, SecretID: s.First(), Issued: now.Truncate(time.Millisecond)}
}

// Expired reports whether the token is too old to confirm a new case, or claims to come from the future.
func (t Token) Expired(now time.Time) bool {
	age := now.Sub(t.Issued)
	return age >= TokenLife || age < -tokenSkew
}

// Sign writes the token for the page.
func (s *Secrets) Sign(t Token) (string, error) {
	line, err := s.line(t.SecretID)
	if err != nil {
		return "", err
	}
	raw := append(make([]byte, 0, tokenLen), tokenVersion)
	raw = append(raw, t.SecretID...)
	raw = binary.BigEndian.AppendUint64(raw, uint64(t.Issued.UnixMilli()))
	raw = append(raw, t.K[:]...)
	return tokenEncoding.EncodeToString(append(raw, line.mac(raw)...)), nil
}

// OpenToken reads a page's token. With [ErrSecretGone] the token is filled in but proven by nobody: good for
// looking K up, which is as hard to guess as a code, and for nothing else. With [ErrToken] it is empty.
func (s *Secrets) OpenToken(text string) (Token, error) {
	// The text's own length counts too: the decoder skips line ends.
	raw, err := tokenEncoding.DecodeString(text)
	if err != nil || len(text) != tokenEncoding.EncodedLen(tokenLen) || len(raw) != tokenLen || raw[0] != tokenVersion {
		return Token{}, ErrToken
	}
	id, rest := string(raw[1:1+secretIDLen]), raw[1+secretIDLen:tokenSigned]
	token := Token{
		K:        K(rest[8:]),
		SecretID: id,
		Issued:   time.UnixMilli(int64(binary.BigEndian.Uint64(rest))),
	}
	line, err := s.line(id)
	if err != nil {
		return token, err
	}
	if !hmac.Equal(raw[tokenSigned:], line.mac(raw[:tokenSigned])) {
		return Token{}, ErrToken
	}
	return token, nil
}

func (l secretLine) mac(signed []byte) []byte {
	mac := hmac.New(sha256.New, l.tokenKey)
	mac.Write(signed)
	return mac.Sum(nil)
}

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
