package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/vault"
)

// key runs `advocate key` with something on standard input.
func key(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errors bytes.Buffer
	p := &program{
		ctx: context.Background(), stdin: strings.NewReader(stdin), stdout: &out, stderr: &errors,
		now: func() time.Time { return scriptClock }, getenv: func(string) string { return "" },
	}
	code = p.main(append([]string{"key"}, args...))
	return code, out.String(), errors.String()
}

func TestAnIdentityUnderAPassphraseIsOpenedByIt(t *testing.T) {
	// Spaces belong to a passphrase; the end of its line, of either kind, does not.
	for _, stdin := range []string{" two long words ", " two long words \n", " two long words \r\nand more"} {
		code, stdout, stderr := key(t, stdin, "new", "--passphrase")
		if code != exitDone {
			t.Fatalf("%q: exit %d: %s", stdin, code, stderr)
		}
		identity, err := vault.ParseIdentity(strings.NewReader(stdout), func() (string, error) { return " two long words ", nil })
		if err != nil {
			t.Fatalf("%q: %v", stdin, err)
		}
		var public bytes.Buffer
		if err := identity.WritePublic(&public); err != nil {
			t.Fatal(err)
		}
		if stderr != public.String() {
			t.Errorf("%q: standard error says %q, want %q", stdin, stderr, public.String())
		}
	}
}

func TestAPassphraseHasTwelveCharactersAtLeast(t *testing.T) {
	for passphrase, want := range map[string]int{"a": exitProblems, "elevenchars": exitProblems, "ééééééééééé": exitProblems, "twelve chars": exitDone} {
		code, stdout, stderr := key(t, passphrase+"\n", "new", "--passphrase")
		if code != want || code != exitDone && (stdout != "" || !strings.Contains(stderr, "at least 12") || strings.Contains(stderr, passphrase+" ") && len(passphrase) > 1) {
			t.Errorf("%q: exit %d: %s", passphrase, code, stderr)
		}
	}
}

func TestTheOfficeOpensWithANewKeyWhatWasSealedToItsPublicHalf(t *testing.T) {
	_, file, _ := key(t, "", "new")
	code, public, stderr := key(t, file, "public")
	if code != exitDone {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	var recipient string
	for line := range strings.Lines(public) {
		if strings.HasPrefix(line, "age1pq1") {
			recipient = line
		}
	}
	office, err := vault.ParseRecipients(strings.NewReader(recipient), 1)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := vault.SealProbe(scriptClock, office)
	if err != nil {
		t.Fatal(err)
	}
	identity, err := vault.ParseIdentity(strings.NewReader(file), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Open(sealed, identity.Age); err != nil {
		t.Error(err)
	}
}
