package search

import (
	"errors"
	"unicode/utf8"
)

// Numbers are written in 90 printable characters from '#' on: 26 that go on, and
// 64 that end a number. So the usual number takes one character, and none is a
// space, a tab or a line break.
const (
	firstDigit = '#'
	lastDigits = 64
	moreDigits = 26
	// maxDigit is the largest value of a single character.
	maxDigit = lastDigits + moreDigits - 1
)

// appendNumber writes n, which is not negative.
func appendNumber(b []byte, n int) []byte {
	if n >= lastDigits {
		b = appendMore(b, n/lastDigits)
	}
	return append(b, byte(firstDigit+n%lastDigits))
}

func appendMore(b []byte, n int) []byte {
	if n >= moreDigits {
		b = appendMore(b, n/moreDigits)
	}
	return append(b, byte(firstDigit+lastDigits+n%moreDigits))
}

var errNumber = errors.New("a number in the index is damaged")

// readNumber reads a number and returns what follows it.
func readNumber(text string) (n int, rest string, err error) {
	for i := range min(len(text), 8) {
		digit := int(text[i]) - firstDigit
		switch {
		case digit < 0 || digit > maxDigit:
			return 0, "", errNumber
		case digit < lastDigits:
			return n*lastDigits + digit, text[i+1:], nil
		}
		n = n*moreDigits + digit - lastDigits
	}
	return 0, "", errNumber
}

// appendShared writes a key as what it does not share with the one before.
func appendShared(b []byte, before, key string) []byte {
	letters, bytes := shared(before, key)
	return append(append(b, byte(firstDigit+letters)), key[bytes:]...)
}

// shared is what two keys have in common from their beginning: how many
// letters, which a single character can say, and bytes.
func shared(a, b string) (letters, bytes int) {
	for bytes < len(b) {
		_, size := utf8.DecodeRuneInString(b[bytes:])
		if letters == maxDigit || bytes+size > len(a) || a[bytes:bytes+size] != b[bytes:bytes+size] {
			break
		}
		letters, bytes = letters+1, bytes+size
	}
	return letters, bytes
}

// readShared reads a key up to where the line ends; before is the one before.
func readShared(before, line string) (key string, err error) {
	if line == "" {
		return "", errNumber
	}
	letters, at := int(line[0])-firstDigit, 0
	for range letters {
		if at >= len(before) {
			return "", errNumber
		}
		_, size := utf8.DecodeRuneInString(before[at:])
		at += size
	}
	if letters < 0 {
		return "", errNumber
	}
	return before[:at] + line[1:], nil
}
