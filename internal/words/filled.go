package words

import (
	"regexp"
	"strconv"
	"strings"
)

// filled is a message without plural forms, taken apart at its variables: what
// go-i18n would make a template of at every call.
type filled struct {
	texts []string // one more than names
	names []string
}

var placeholder = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

// takeApart splits a message; ok is false where it holds more than variables.
func takeApart(message string) (f filled, ok bool) {
	from := 0
	for _, at := range placeholder.FindAllStringSubmatchIndex(message, -1) {
		f.texts = append(f.texts, message[from:at[0]])
		f.names = append(f.names, message[at[2]:at[3]])
		from = at[1]
	}
	f.texts = append(f.texts, message[from:])
	return f, !strings.Contains(strings.Join(f.texts, ""), "{{")
}

// fill says the message with values of pairs; ok is false where a value is
// missing, or is of a kind that is not simply written out.
func (f filled) fill(pairs []any) (said string, ok bool) {
	var b strings.Builder
	for i, name := range f.names {
		b.WriteString(f.texts[i])
		value, found := valueOf(pairs, name)
		switch value := value.(type) {
		case string:
			b.WriteString(value)
		case int:
			b.WriteString(strconv.Itoa(value))
		default:
			return "", false
		}
		if !found {
			return "", false
		}
	}
	b.WriteString(f.texts[len(f.names)])
	return b.String(), true
}

// valueOf is the last value of a name.
func valueOf(pairs []any, name string) (value any, found bool) {
	for i := len(pairs) - 2; i >= 0; i -= 2 {
		if pairs[i] == name {
			return pairs[i+1], true
		}
	}
	return nil, false
}
