// Package casenumber draws and knows the numbers by which people speak of a case: 26-7K3FQ. A number opens nothing.
package casenumber

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// alphabet has no vowels, so that no case number spells a word, and neither 0 nor 1, which read as O and I.
const alphabet = "23456789BCDFGHJKMNPQRSTVWXYZ"

var form = regexp.MustCompile(`^[0-9]{2}-[` + alphabet + `]{5}$`)

// New draws a case number such as 26-7K3FQ: the last two digits of now's year in now's zone, and one
// of 17 million random endings. It opens nothing; that it is new is for the store to say.
func New(random io.Reader, now time.Time) (string, error) {
	// The alphabet's length times 9 is the largest multiple of it in a byte: larger values would favour some.
	const unbiased = len(alphabet) * (256 / len(alphabet))
	var b strings.Builder
	fmt.Fprintf(&b, "%02d-", now.Year()%100)
	for draw := make([]byte, 1); b.Len() < len("26-7K3FQ"); {
		if _, err := io.ReadFull(random, draw); err != nil {
			return "", fmt.Errorf("drawing a case number: %w", err)
		}
		if int(draw[0]) < unbiased {
			b.WriteByte(alphabet[int(draw[0])%len(alphabet)])
		}
	}
	return b.String(), nil
}

// Valid reports whether number has the form of a case number.
func Valid(number string) bool { return form.MatchString(number) }
