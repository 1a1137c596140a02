package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"
)

const (
	// TokenLife is how long a review page can be confirmed.
	TokenLife = 12 * time.Hour

	// tokenSkew is how far ahead the clock of another intake process may be.
	tokenSkew = 5 * time.Minute

	tokenVersion = 1
	tokenSigned  = 1 + secretIDLen + 8 + len(K{}) // bytes under the MAC: version, id, Unix seconds, K
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

// NewToken makes the token of a fresh review, for the first line of the secret file, at whole seconds.
func (s *Secrets) NewToken(k K, now time.Time) Token {
	return Token{K: k, SecretID: s.First(), Issued: now.Truncate(time.Second)}
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
	raw = binary.BigEndian.AppendUint64(raw, uint64(t.Issued.Unix()))
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
		Issued:   time.Unix(int64(binary.BigEndian.Uint64(rest)), 0),
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
