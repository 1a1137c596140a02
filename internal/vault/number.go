package vault

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// numberAlphabet has no vowels, so that no case number spells a word, and neither 0 nor 1, which read as O and I.
const numberAlphabet = "23456789BCDFGHJKMNPQRSTVWXYZ"

var numberForm = regexp.MustCompile(`^[0-9]{2}-[` + numberAlphabet + `]{5}$`)

// NewCaseNumber draws a case number such as 26-7K3FQ: the last two digits of now's year in now's zone, and one
// of 17 million random endings. It opens nothing; that it is new is for the store to say.
func NewCaseNumber(random io.Reader, now time.Time) (string, error) {
	// The alphabet's length times 9 is the largest multiple of it in a byte: larger values would favour some.
	const unbiased = len(numberAlphabet) * (256 / len(numberAlphabet))
	var b strings.Builder
	fmt.Fprintf(&b, "%02d-", now.Year()%100)
	for draw := make([]byte, 1); b.Len() < len("26-7K3FQ"); {
		if _, err := io.ReadFull(random, draw); err != nil {
			return "", fmt.Errorf("drawing a case number: %w", err)
		}
		if int(draw[0]) < unbiased {
			b.WriteByte(numberAlphabet[int(draw[0])%len(numberAlphabet)])
		}
	}
	return b.String(), nil
}

// ValidCaseNumber reports whether number has the form of a case number.
func ValidCaseNumber(number string) bool { return numberForm.MatchString(number) }
