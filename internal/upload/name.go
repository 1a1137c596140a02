package upload

import (
	"strings"
	"unicode"
)

// MaxName is how long the name of a file may be, in code points.
const MaxName = 200

// Name is the name of a file as it may be kept and shown: without folders, without characters that control a terminal
// or the direction of the text around, and cut to [MaxName] code points. Empty where nothing of it is left.
func Name(given string) string {
	name := strings.ToValidUTF8(given, "\uFFFD")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return -1
		}
		return r
	}, name))
	if strings.Trim(name, ".") == "" {
		return ""
	}
	if points := []rune(name); len(points) > MaxName {
		name = string(points[:MaxName])
	}
	return name
}
