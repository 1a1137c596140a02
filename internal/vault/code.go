package vault

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"example.org/advocate/internal/gf32"
)

const (
	// crockford is Douglas Crockford's base 32: digits and capitals without I, L, O and U.
	crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

	codeData   = 26 // symbols that carry the secret: 130 bits
	codeLen    = 28 // with the two check symbols
	codeGroup  = 4  // symbols in a group, as shown
	codeGroups = codeLen / codeGroup
)

// Code is a receipt code: all that opens a person's case. It is shown once and stored nowhere.
type Code struct {
	symbols [codeLen]byte // each 0 to 31, a codeword of package gf32
}

// newCode makes the code that carries the first 130 bits of seed, at least 17 bytes.
func newCode(seed []byte) Code {
	var c Code
	var buffer, bits uint
	next := 0
	for i := range codeData {
		if bits < 5 {
			buffer = buffer<<8 | uint(seed[next])
			bits += 8
			next++
		}
		bits -= 5
		c.symbols[i] = byte(buffer >> bits & 31)
	}
	c.symbols[codeData], c.symbols[codeData+1] = gf32.CheckSymbols(c.symbols[:codeData])
	return c
}

// RandomCode draws a code that no intake derived: one that the office hands out, or one that takes its place.
func RandomCode(random io.Reader) (Code, error) {
	var seed [17]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return Code{}, fmt.Errorf("drawing a receipt code: %w", err)
	}
	return newCode(seed[:]), nil
}

// Show writes the code for its owner: seven groups of four, joined by hyphens.
func (c Code) Show() string {
	var b strings.Builder
	for i, s := range c.symbols {
		if i > 0 && i%codeGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(crockford[s])
	}
	return b.String()
}

// String keeps a code out of logs and error texts; [Code.Show] is the one way to see it.
func (Code) String() string { return "receipt code (hidden)" }

// A CodeProblem is what is wrong with a typed code.
type CodeProblem int

// What can be wrong with a typed code.
const (
	CodeLength    CodeProblem = iota + 1 // it has too few or too many characters
	CodeCharacter                        // one character is wrong, and Group says where
	CodeSwapped                          // two characters changed places
	CodeSeveral                          // more than one character is wrong
)

// CodeError says how a typed code can be mended, without repeating any of it.
type CodeError struct {
	Problem CodeProblem
	Group   int // for CodeCharacter: 1 to 7
	Length  int // for CodeLength: how many characters were typed
}

func (e *CodeError) Error() string {
	switch e.Problem {
	case CodeLength:
		return fmt.Sprintf("the code has %d characters instead of %d", e.Length, codeLen)
	case CodeCharacter:
		return fmt.Sprintf("one character of the code is wrong, in group %d of %d", e.Group, codeGroups)
	case CodeSwapped:
		return "two characters of the code have changed places"
	default:
		return "several characters of the code are wrong"
	}
}

// ParseCode reads a code as people type it: letters in either case; spaces, hyphens and dashes anywhere; o for
// 0; i and l for 1. The only error it returns is a [*CodeError]: one wrong character is told with its group,
// two neighbours that changed places are told without. It corrects nothing.
func ParseCode(text string) (Code, error) {
	var c Code
	length, badGroup := 0, 0
	for _, r := range text {
		if unicode.In(r, unicode.White_Space, unicode.Dash, unicode.Cf) {
			continue
		}
		if length < codeLen {
			s, ok := codeSymbol(r)
			if !ok && badGroup == 0 {
				badGroup = length/codeGroup + 1
			}
			c.symbols[length] = s
		}
		length++
	}
	if length != codeLen {
		return Code{}, &CodeError{Problem: CodeLength, Length: length}
	}
	if badGroup != 0 {
		return Code{}, &CodeError{Problem: CodeCharacter, Group: badGroup}
	}
	switch fault, place := gf32.Check(c.symbols[:]); fault {
	case gf32.None:
		return c, nil
	case gf32.Single:
		return Code{}, &CodeError{Problem: CodeCharacter, Group: place/codeGroup + 1}
	case gf32.Swap:
		return Code{}, &CodeError{Problem: CodeSwapped}
	}
	return Code{}, &CodeError{Problem: CodeSeveral}
}

// codeSymbol is the value of one typed character.
func codeSymbol(r rune) (byte, bool) {
	switch r {
	case 'o', 'O':
		r = '0'
	case 'i', 'I', 'l', 'L':
		r = '1'
	}
	if r >= 'a' && r <= 'z' {
		r -= 'a' - 'A'
	}
	i := strings.IndexRune(crockford, r)
	return byte(max(i, 0)), i >= 0
}
