package plain

import (
	"strings"
	"unicode"
)

// Vague tells whether the words of a link say nothing of where it leads, such
// as "click here": people who hear a list of a page's links hear them alone.
func (l *Language) Vague(words string) bool {
	words = strings.Join(strings.FieldsFunc(strings.ToLower(words), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\''
	}), " ")
	if l.lists.links[words] {
		return true
	}
	for _, part := range l.lists.linkParts {
		if strings.Contains(" "+words+" ", " "+part+" ") {
			return true
		}
	}
	return false
}
