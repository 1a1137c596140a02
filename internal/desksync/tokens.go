package desksync

import (
	"bufio"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// tokenPrefix begins every token, so that one that got lost is known for what it is.
const tokenPrefix = "advocate-desk-"

const tokenBytes = 32

var nameForm = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$`)

// Tokens are the hashes of the tokens that open the sync: one for each person at a desk.
type Tokens struct {
	hashes [][sha256.Size]byte
}

// NewToken makes a token for the desk of name, and the line with its hash for the tokens file.
func NewToken(random io.Reader, name string) (token, line string, err error) {
	if !nameForm.MatchString(name) {
		return "", "", errors.New("making a token: a name is 1 to 64 letters, digits and . _ @ -, and begins with a letter or a digit")
	}
	secret := make([]byte, tokenBytes)
	if _, err := io.ReadFull(random, secret); err != nil {
		return "", "", fmt.Errorf("making a token: %w", err)
	}
	token = tokenPrefix + base64.RawURLEncoding.EncodeToString(secret)
	hash := sha256.Sum256([]byte(token))
	return token, name + " " + hex.EncodeToString(hash[:]), nil
}

// ParseTokens reads a tokens file: one a line, a name and the SHA-256 of a token in hexadecimal digits; # begins a
// comment. A person whose line is taken out has no access any more, once the file is read again. A file without lines
// lets nobody in. Errors do not repeat what stands in the file, which may be a token.
func ParseTokens(r io.Reader) (*Tokens, error) {
	t := new(Tokens)
	names := map[string]bool{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		var hash [sha256.Size]byte
		if len(words) != 2 || !nameForm.MatchString(words[0]) || !decodeHash(&hash, words[1]) {
			return nil, fmt.Errorf("reading tokens: line %d is not a name and the hash of a token; make one with advocate token new NAME", n)
		}
		if names[words[0]] || t.find(hash) {
			return nil, fmt.Errorf("reading tokens: line %d has a name or a hash that stands above; each person has a token of their own", n)
		}
		names[words[0]] = true
		t.hashes = append(t.hashes, hash)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading tokens: %w", err)
	}
	return t, nil
}

// decodeHash reads the hexadecimal digits of a SHA-256.
func decodeHash(hash *[sha256.Size]byte, digits string) bool {
	raw, err := hex.DecodeString(digits)
	return err == nil && copy(hash[:], raw) == len(hash) && len(raw) == len(hash)
}

// valid reports whether a token is one of these.
func (t *Tokens) valid(token string) bool { return t.find(sha256.Sum256([]byte(token))) }

// find takes the same time wherever the hash stands, and whatever is wrong with it.
func (t *Tokens) find(hash [sha256.Size]byte) bool {
	found := 0
	for _, known := range t.hashes {
		found |= subtle.ConstantTimeCompare(known[:], hash[:])
	}
	return found == 1
}
