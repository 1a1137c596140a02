package vault

import (
	_ "embed"
	"strings"
)

// practiceKey is the one identity that stands in the source. Everybody has it, so what is sealed to it is
// secret from nobody: it is for `advocate serve`, for trying things, and for tests.
//
//go:embed practice.key
var practiceKey string

// PracticeIdentity opens what practice mode sealed.
func PracticeIdentity() *Identity {
	id, err := ParseIdentity(strings.NewReader(practiceKey), nil)
	if err != nil {
		panic("vault: the built-in practice.key is damaged: " + err.Error())
	}
	return id
}

// PracticeRecipients is what practice mode seals to: the practice key alone.
func PracticeRecipients() Recipients {
	return Recipients{PracticeIdentity().Age.Recipient()}
}
