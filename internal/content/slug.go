package content

import (
	"strings"
	"unicode"
)

// longestSlug keeps file names well below the 255 bytes of file systems.
const longestSlug = 120

// Old addresses were made by other programs; these are the longest, in bytes.
const longestPart, longestAddress = 200, 1000

// badSlug tells why text cannot be a part of an address, or "".
func badSlug(text string) string {
	switch {
	case text == "":
		return "it is empty"
	case len(text) > longestSlug:
		return "it is too long; 120 bytes are the most"
	case strings.Trim(text, ".") != text:
		return "it must not begin or end with a dot"
	}
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && !strings.ContainsRune("-_.", r) {
			return "only letters, digits, and - _ . may stand in it"
		}
	}
	return ""
}

// Slugify makes a slug of a title, for new files: lower case, letters and
// digits, hyphens for everything between.
func Slugify(title string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(title) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = b.Len() > 0
			continue
		}
		if b.Len() > 80 && gap || b.Len() > longestSlug-20 { // room for a date in front
			break
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}
