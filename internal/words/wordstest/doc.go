// Package wordstest makes a catalogue for tests: that of a language which is
// written from right to left, though nobody has written one yet.
//
//	catalogue, err := wordstest.Arabic("../words/en.yaml")
//
// It never belongs to the program: its words mean nothing.
package wordstest

import (
	"fmt"
	"os"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"example.org/advocate/internal/words"
)

// Arabic is the English catalogue at a path with every letter put into Arabic
// script: as long as English, and as wide as Arabic.
func Arabic(english string) (*words.Catalogue, error) {
	text, err := os.ReadFile(english)
	if err != nil {
		return nil, fmt.Errorf("reading the words to write in Arabic letters: %w", err)
	}
	var root map[string]any
	if err := yaml.Load(text, &root); err != nil {
		return nil, fmt.Errorf("reading the words to write in Arabic letters: %w", err)
	}
	text, err = yaml.Dump(written(root))
	if err != nil {
		return nil, fmt.Errorf("writing words in Arabic letters: %w", err)
	}
	return words.Parse("ar", text)
}

// written puts the texts below a value into Arabic letters.
func written(value any) any {
	switch value := value.(type) {
	case string:
		return letters(value)
	case map[string]any:
		forms := map[string]any{}
		for key, inner := range value {
			forms[key] = written(inner)
		}
		if other, plural := forms["other"]; plural { // Arabic has all six
			for _, form := range []string{"zero", "one", "two", "few", "many"} {
				if forms[form] == nil {
					forms[form] = other
				}
			}
		}
		return forms
	}
	return value
}

// script has a letter for each of a to z.
var script = []rune("ابتثجحخدذرزسشصضطظعغفقكلمنه")

// letters writes a text in Arabic letters, but for what is filled in.
func letters(text string) string {
	var b strings.Builder
	filled := 0
	for _, r := range text {
		small := unicode.ToLower(r)
		switch {
		case r == '{':
			filled++
		case r == '}':
			filled--
		case filled == 0 && small >= 'a' && small <= 'z':
			r = script[small-'a']
		}
		b.WriteRune(r)
	}
	return b.String()
}
