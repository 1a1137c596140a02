package vault

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"filippo.io/age"
)

func TestAnIdentityFileIsReadBackAsWritten(t *testing.T) {
	id := mustIdentity(t)
	var file bytes.Buffer
	if err := id.Write(&file, noon); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"as written": file.String(),
		"CRLF, BOM":  "\ufeff" + strings.ReplaceAll(file.String(), "\n", "\r\n"),
	} {
		got, err := ParseIdentity(strings.NewReader(text), nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got.Age.String() != id.Age.String() || !got.Signing.Equal(id.Signing) {
			t.Errorf("%s: another identity was read", name)
		}
	}
	if !strings.Contains(file.String(), "\nAGE-SECRET-KEY-PQ-1") || !strings.Contains(file.String(), "made 2026-12-03") {
		t.Error("the file has no post-quantum key, or no date")
	}
}

func TestAnIdentityUnderAPassphraseOpensWithItAlone(t *testing.T) {
	id := mustIdentity(t)
	var file bytes.Buffer
	if err := id.WriteEncrypted(&file, noon, "correct horse"); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(file.String(), "SECRET-KEY") || !strings.HasPrefix(file.String(), "-----BEGIN AGE ENCRYPTED FILE-----\n") {
		t.Fatalf("the file is not armored age:\n%s", file.String())
	}
	answer := func(passphrase string, err error) func() (string, error) {
		return func() (string, error) { return passphrase, err }
	}
	got, err := ParseIdentity(bytes.NewReader(file.Bytes()), answer("correct horse", nil))
	if err != nil || got.Age.String() != id.Age.String() || !got.Signing.Equal(id.Signing) {
		t.Fatalf("with its passphrase: %v", err)
	}
	_, err = ParseIdentity(bytes.NewReader(file.Bytes()), answer("wrong horse", nil))
	mustFail(t, err, "opening the identity with the passphrase", "horse")
	_, err = ParseIdentity(bytes.NewReader(file.Bytes()), nil)
	mustFail(t, err, "under a passphrase")
	_, err = ParseIdentity(bytes.NewReader(file.Bytes()), answer("", errors.New("no terminal")))
	mustFail(t, err, "no terminal")
	mustFail(t, id.WriteEncrypted(io.Discard, noon, ""), "passphrase")
}

func TestADamagedIdentityNamesItsLineAndRepeatsNothing(t *testing.T) {
	id, other := mustIdentity(t), mustIdentity(t)
	key, sign := id.Age.String(), keyText(signingPrefix, id.Signing.Seed())
	for name, c := range map[string]struct{ text, want string }{
		"no age key":         {sign, "no line that begins with AGE-SECRET-KEY-PQ-1"},
		"no signing key":     {key, "no line that begins with ADVOCATE-SIGNING-KEY-"},
		"two age keys":       {key + "\n" + other.Age.String() + "\n" + sign, "line 2: a second age key"},
		"two signing keys":   {key + "\n" + sign + "\n" + keyText(signingPrefix, other.Signing.Seed()), "line 3: a second signing key"},
		"damaged age key":    {key[:40] + key[41:] + "\n" + sign, "line 1: the age key is damaged"},
		"damaged signing":    {key + "\n\n" + flipLast(sign), "line 3: the key after ADVOCATE-SIGNING-KEY- is damaged"},
		"short signing":      {key + "\n" + sign[:50], "line 2: the key after ADVOCATE-SIGNING-KEY- has a wrong length"},
		"a classic age key":  {classicKey(t) + "\n" + sign, "line 1: neither a comment nor a key"},
		"words":              {"# fine\nMARKEDWORDS", "line 2: neither a comment nor a key"},
		"a line without end": {strings.Repeat("A", maxIdentityBytes+1), "longer than"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseIdentity(strings.NewReader(c.text), nil)
			mustFail(t, err, c.want, key[30:50], sign[30:50], "MARKEDWORDS")
		})
	}
}

func TestThePublicHalvesBelongToTheIdentity(t *testing.T) {
	id := mustIdentity(t)
	var out bytes.Buffer
	if err := id.WritePublic(&out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	if lines[1] != id.Age.Recipient().String() || !strings.HasPrefix(lines[1], "age1pq1") {
		t.Errorf("recipient line %q", lines[1])
	}
	key, err := ParseSigningKey(lines[3])
	if err != nil || !key.Equal(id.Public()) {
		t.Errorf("public signing key line %q: %v", lines[3], err)
	}
	if strings.Contains(out.String(), "SECRET") || strings.Contains(out.String(), "ADVOCATE-SIGNING") {
		t.Error("the public halves hold a secret one")
	}
	_, err = ParseSigningKey(keyText(signingPrefix, id.Signing.Seed()))
	mustFail(t, err, "begins with advocate-signing-", lines[3])
}

func TestARecipientsFileIsReadInItsOrder(t *testing.T) {
	a, b := mustIdentity(t).Age.Recipient().String(), mustIdentity(t).Age.Recipient().String()
	list, err := ParseRecipients(strings.NewReader("# office\n"+b+"\n\n  "+a+"  \r\n"), MinRecipients)
	if err != nil {
		t.Fatal(err)
	}
	if got := list.Strings(); len(got) != 2 || got[0] != b || got[1] != a {
		t.Errorf("read as %d recipients, or in another order", len(got))
	}
}

func TestARecipientsFileThatWouldNotKeepCasesIsRefused(t *testing.T) {
	id := mustIdentity(t)
	a, b := id.Age.Recipient().String(), mustIdentity(t).Age.Recipient().String()
	practice := PracticeRecipients().Strings()[0]
	secret := id.Age.String()
	for name, c := range map[string]struct{ text, want string }{
		"none":            {"# nobody yet\n", "0 of at least 2"},
		"one":             {a, "1 of at least 2"},
		"one twice":       {a + "\n" + a, "line 2: this recipient stands in the file already"},
		"the practice":    {a + "\n" + b + "\n" + practice, "line 3: this is the practice key"},
		"a secret key":    {a + "\n" + secret, "line 2: this is a secret key"},
		"its lower case":  {a + "\n" + strings.ToLower(secret), "line 2: this is a secret key"},
		"a classic key":   {"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", "line 1: this age key is not post-quantum"},
		"a damaged one":   {a + "\n" + b[:100] + b[101:], "line 2: the recipient is damaged"},
		"two on one line": {a + " " + b, "line 1: the recipient is damaged"},
		"words":           {"MARKEDWORDS", "line 1: neither a comment nor a recipient"},
		"an endless line": {strings.Repeat("a", 1<<17), "line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseRecipients(strings.NewReader(c.text), MinRecipients)
			mustFail(t, err, c.want, secret[30:50], strings.ToLower(secret[30:50]), "MARKEDWORDS")
		})
	}
	_, err := ParseRecipients(iotest.ErrReader(errors.New("disk is gone")), 1)
	mustFail(t, err, "disk is gone")
}

func TestOneRecipientIsEnoughWhereTheCallerSaysSo(t *testing.T) {
	if _, err := ParseRecipients(strings.NewReader(mustIdentity(t).Age.Recipient().String()), 1); err != nil {
		t.Error(err)
	}
}

func TestThePracticeKeySaysInItsFileThatEverybodyHasIt(t *testing.T) {
	if !strings.HasPrefix(practiceKey, "# PRACTICE KEY.") {
		t.Error("practice.key does not begin with a warning")
	}
	id := PracticeIdentity()
	for _, public := range []string{id.Age.Recipient().String(), FormatSigningKey(id.Public())} {
		if !strings.Contains(practiceKey, "\n# "+public+"\n") {
			t.Errorf("practice.key shows another public half than %.30s…", public)
		}
	}
}

func flipLast(s string) string {
	last := byte('0')
	if s[len(s)-1] == '0' {
		last = '1'
	}
	return s[:len(s)-1] + string(last)
}

func classicKey(t *testing.T) string {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

func FuzzParseRecipients(f *testing.F) {
	practice := PracticeRecipients().Strings()[0]
	own := mustIdentity(f).Age.Recipient().String()
	f.Add("# c\n"+own+"\n", 1)
	f.Add(practice, 1)
	f.Add("age1\x00\n\n\nAGE-SECRET-KEY-1", 0)
	f.Fuzz(func(t *testing.T, text string, atLeast int) {
		list, err := ParseRecipients(strings.NewReader(text), atLeast)
		if err != nil {
			return
		}
		if len(list) < atLeast {
			t.Fatalf("%d recipients, at least %d were wanted", len(list), atLeast)
		}
		for _, s := range list.Strings() {
			if s == practice {
				t.Fatal("the practice key was accepted")
			}
		}
	})
}

func FuzzParseIdentity(f *testing.F) {
	f.Add(practiceKey)
	f.Add("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n")
	f.Fuzz(func(t *testing.T, text string) {
		id, err := ParseIdentity(strings.NewReader(text), nil)
		if err == nil && (id.Age == nil || id.Signing == nil) {
			t.Fatal("half an identity was accepted")
		}
	})
}

func FuzzParseSecrets(f *testing.F) {
	line, err := NewSecretLine(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(line)
	f.Add("# a\n" + line + "\n" + line)
	f.Add("advocate-secret 0123456789 advocate-secret-1-00")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSecrets(strings.NewReader(text))
		if err != nil {
			return
		}
		if _, err := s.Code(s.First(), K{}, R{}); err != nil {
			t.Fatalf("the first line derives no code: %v", err)
		}
	})
}
