package vault

import (
	"bufio"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// checksumLen is how many bytes of SHA-256 follow a key's own bytes in its text, so that a key with a lost or
// changed character is refused instead of being another key.
const checksumLen = 4

// keyText writes key as its prefix and hexadecimal with a checksum.
func keyText(prefix string, key []byte) string {
	return prefix + hex.EncodeToString(append(key[:len(key):len(key)], keyChecksum(prefix, key)...))
}

// parseKeyText reads what keyText wrote. Its errors never repeat the text, which may be secret.
func parseKeyText(prefix, text string, size int) ([]byte, error) {
	rest, ok := strings.CutPrefix(text, prefix)
	if !ok {
		return nil, fmt.Errorf("a key of this kind begins with %s", prefix)
	}
	raw, err := hex.DecodeString(rest)
	if err != nil || len(raw) != size+checksumLen {
		return nil, fmt.Errorf("the key after %s has a wrong length or a character that is no hexadecimal digit; copy the whole line again", prefix)
	}
	key, sum := raw[:size], raw[size:]
	if subtle.ConstantTimeCompare(sum, keyChecksum(prefix, key)) == 0 {
		return nil, fmt.Errorf("the key after %s is damaged: its checksum differs; copy the whole line again", prefix)
	}
	return key, nil
}

func keyChecksum(prefix string, key []byte) []byte {
	sum := sha256.Sum256(append([]byte(prefix), key...))
	return sum[:checksumLen]
}

// derive makes size bytes for one purpose from a secret of full strength (HKDF-SHA256, RFC 5869, without
// salt). Two purposes never share a label.
func derive(secret []byte, label string, size int) []byte {
	key, err := hkdf.Key(sha256.New, secret, nil, "advocate/1 "+label, size)
	if err != nil {
		panic("vault: HKDF refused a constant length: " + err.Error())
	}
	return key
}

// eachLine calls parse for every line of r that is neither empty nor a comment, and names the line in errors.
func eachLine(r io.Reader, file string, parse func(line string) error) error {
	lines := bufio.NewScanner(r)
	number := 0
	for lines.Scan() {
		number++
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := parse(line); err != nil {
			return fmt.Errorf("%s, line %d: %w", file, number, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s, line %d: %w", file, number+1, err)
	}
	return nil
}

func readAtMost(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("it is longer than %d bytes", limit)
	}
	return data, nil
}
