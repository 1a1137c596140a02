package vault

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"
)

// noon is a fixed instant in the office's zone.
var noon = time.Date(2026, 12, 3, 12, 0, 0, 0, time.FixedZone("CST", -6*60*60))

func mustIdentity(t testing.TB) *Identity {
	t.Helper()
	id, err := NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func mustSecretLine(t testing.TB) string {
	t.Helper()
	line, err := NewSecretLine(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return line
}

func mustSecrets(t testing.TB, lines ...string) *Secrets {
	t.Helper()
	s, err := ParseSecrets(strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustK(t testing.TB) K {
	t.Helper()
	k, err := NewK(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// mustFail fails the test unless err says want and repeats none of secrets.
func mustFail(t *testing.T, err error, want string, secrets ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; want one that says %q", want)
	}
	if !strings.Contains(err.Error(), want) {
		t.Errorf("error %q does not say %q", err, want)
	}
	for _, s := range secrets {
		if strings.Contains(err.Error(), s) {
			t.Errorf("error %q repeats what must stay secret", err)
		}
	}
}
