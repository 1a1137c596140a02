package vault

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	secretWord   = "advocate-secret"
	secretPrefix = "advocate-secret-1-"
	secretLen    = 32 // bytes
	secretIDLen  = 10 // characters of Crockford's base 32
)

// ErrSecretGone says that a token or a receipt was made with a line that is no longer in the secret file, so
// that its code can never be derived again.
var ErrSecretGone = errors.New("the line of the secret file that made this is gone")

// Secrets are the lines of an intake's secret file: the first signs tokens and derives codes, all verify. A
// line can be taken out once the tokens and receipts it made are over, a day after it stopped being the first.
type Secrets struct {
	lines []secretLine
}

type secretLine struct {
	id       string
	tokenKey []byte // authenticates tokens
	codeKey  []byte // derives receipt codes
}

// String keeps secrets out of logs and error texts.
func (*Secrets) String() string { return "secrets (hidden)" }

// NewSecretLine draws a line for the secret file: a word, the line's id and the secret. The id follows from
// the secret, so a damaged line is found.
func NewSecretLine(random io.Reader) (string, error) {
	secret := make([]byte, secretLen)
	if _, err := io.ReadFull(random, secret); err != nil {
		return "", fmt.Errorf("drawing a secret: %w", err)
	}
	return fmt.Sprintf("%s %s %s", secretWord, secretID(secret), keyText(secretPrefix, secret)), nil
}

// ParseSecrets reads a secret file: lines of [NewSecretLine], '#' comments. Errors name the line and never
// repeat it.
func ParseSecrets(r io.Reader) (*Secrets, error) {
	s := new(Secrets)
	err := eachLine(r, "secret file", func(line string) error {
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[0] != secretWord {
			return errors.New("neither a comment nor a line that `advocate secret new` printed")
		}
		secret, err := parseKeyText(secretPrefix, fields[2], secretLen)
		if err != nil {
			return err
		}
		if fields[1] != secretID(secret) {
			return errors.New("the id does not belong to the secret; copy the whole line again")
		}
		if _, err := s.line(fields[1]); err == nil {
			return errors.New("this secret stands in the file already; take one of the two lines out")
		}
		s.lines = append(s.lines, secretLine{
			id:       fields[1],
			tokenKey: derive(secret, "review token", 32),
			codeKey:  derive(secret, "receipt code", 32),
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(s.lines) == 0 {
		return nil, errors.New("secret file: it holds no secret; add the line that `advocate secret new` prints")
	}
	return s, nil
}

// First is the id of the line that signs now.
func (s *Secrets) First() string { return s.lines[0].id }

func (s *Secrets) line(id string) (secretLine, error) {
	for _, line := range s.lines {
		if line.id == id {
			return line, nil
		}
	}
	return secretLine{}, ErrSecretGone
}

func secretID(secret []byte) string {
	var id strings.Builder
	for _, b := range derive(secret, "line id", secretIDLen) {
		id.WriteByte(crockford[b&31])
	}
	return id.String()
}

// Code derives the receipt code of K and R with the secret line of that id: the same code each time, or
// [ErrSecretGone], never another code.
func (s *Secrets) Code(id string, k K, r R) (Code, error) {
	line, err := s.line(id)
	if err != nil {
		return Code{}, err
	}
	return line.code(k, r), nil
}

// Codes are the receipt codes of K and R with each line, the first one in front.
func (s *Secrets) Codes(k K, r R) (all []Code) {
	for _, line := range s.lines {
		all = append(all, line.code(k, r))
	}
	return all
}

func (l secretLine) code(k K, r R) Code {
	return newCode(derive(l.codeKey, string(k[:])+string(r[:]), 17))
}
