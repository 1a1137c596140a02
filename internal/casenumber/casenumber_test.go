package casenumber

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

var noon = time.Date(2026, 12, 3, 12, 0, 0, 0, time.UTC)

func TestACaseNumberSaysTheYearAndSpellsNoWord(t *testing.T) {
	got, err := New(bytes.NewReader([]byte{0, 27, 28, 252, 255, 251, 4}), noon)
	if err != nil || got != "26-2Z2Z6" {
		t.Errorf("New = %s, %v", got, err)
	}
	seen := map[string]bool{}
	for range 200 {
		number, err := New(rand.Reader, noon.AddDate(0, 1, 0))
		if err != nil || !Valid(number) || !strings.HasPrefix(number, "27-") || strings.ContainsAny(number[3:], "AEIOUaeiou01") {
			t.Fatalf("New = %q, %v", number, err)
		}
		seen[number] = true
	}
	if len(seen) < 195 {
		t.Errorf("only %d of 200 case numbers differ", len(seen))
	}
	for _, bad := range []string{"", "26-7K3F", "26-7K3FQQ", "26-7K3FA", "26-7k3fq", "2026-7K3FQ", "26-7K3FQ\n"} {
		if Valid(bad) {
			t.Errorf("%q passes for a case number", bad)
		}
	}
}

func TestWithoutRandomnessThereIsNoNumber(t *testing.T) {
	if number, err := New(iotest.ErrReader(errors.New("no randomness")), noon); err == nil || number != "" {
		t.Errorf("%q, %v", number, err)
	}
}
