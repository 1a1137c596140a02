package vault

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func sign(t testing.TB, s *Secrets, token Token) string {
	t.Helper()
	text, err := s.Sign(token)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestATokenCarriesKTheSecretLineAndTheTimeOfIssue(t *testing.T) {
	s := mustSecrets(t, mustSecretLine(t))
	want := s.NewToken(mustK(t), noon.Add(300*time.Millisecond))
	got, err := s.OpenToken(sign(t, s, want))
	if err != nil || got.K != want.K || got.SecretID != s.First() || !got.Issued.Equal(noon.Add(300*time.Millisecond)) {
		t.Errorf("opened as %v, %v", got, err)
	}
}

func TestATokenWithAnyCharacterChangedIsRefused(t *testing.T) {
	s := mustSecrets(t, mustSecretLine(t))
	text := sign(t, s, s.NewToken(mustK(t), noon))
	for i := range text {
		for _, c := range []string{"A", "b", "_"} {
			changed := text[:i] + c + text[i+1:]
			if changed == text {
				continue
			}
			// A change within the id of the secret line names a line that is gone; that proves nothing either.
			if _, err := s.OpenToken(changed); !errors.Is(err, ErrToken) && !errors.Is(err, ErrSecretGone) {
				t.Fatalf("%s at %d: %v", c, i, err)
			}
		}
	}
	for _, text := range []string{"", "x", text + "A", text[1:], text + "\n", " " + text} {
		if token, err := s.OpenToken(text); !errors.Is(err, ErrToken) || token != (Token{}) {
			t.Errorf("%.10q: %v", text, err)
		}
	}
}

func TestATokenLivesTwelveHours(t *testing.T) {
	token := Token{Issued: noon}
	for after, want := range map[time.Duration]bool{
		-time.Hour:                 true,
		-time.Minute:               false,
		0:                          false,
		12*time.Hour - time.Second: false,
		12 * time.Hour:             true,
		1000 * time.Hour:           true,
	} {
		if got := token.Expired(noon.Add(after)); got != want {
			t.Errorf("after %v: expired is %v", after, got)
		}
	}
}

func TestAnExpiredTokenStillTellsItsK(t *testing.T) {
	s := mustSecrets(t, mustSecretLine(t))
	want := s.NewToken(mustK(t), noon.Add(-1000*time.Hour))
	got, err := s.OpenToken(sign(t, s, want))
	if err != nil || got.K != want.K || !got.Expired(noon) {
		t.Errorf("opened as %v, %v", got, err)
	}
}

func TestTheFirstSecretLineSignsAndAllVerify(t *testing.T) {
	old, fresh := mustSecretLine(t), mustSecretLine(t)
	before, after := mustSecrets(t, old), mustSecrets(t, "# turned over", fresh, old)
	token := before.NewToken(mustK(t), noon)
	text := sign(t, before, token)
	got, err := after.OpenToken(text)
	if err != nil || got.K != token.K {
		t.Fatalf("with the old line second: %v", err)
	}
	if after.First() == before.First() || after.NewToken(token.K, noon).SecretID != after.First() {
		t.Error("the new line does not sign")
	}
	a, errA := before.Code(got.SecretID, got.K, R{1})
	b, errB := after.Code(got.SecretID, got.K, R{1})
	if errA != nil || errB != nil || a != b {
		t.Error("the old line derives another code than before")
	}
}

func TestATokenWhoseSecretLineIsGoneTellsKAndGivesNoCode(t *testing.T) {
	old := mustSecrets(t, mustSecretLine(t))
	fresh := mustSecrets(t, mustSecretLine(t))
	token := old.NewToken(mustK(t), noon)
	got, err := fresh.OpenToken(sign(t, old, token))
	if !errors.Is(err, ErrSecretGone) || got.K != token.K {
		t.Errorf("opened as %v, %v", got, err)
	}
	if code, err := fresh.Code(got.SecretID, got.K, R{}); !errors.Is(err, ErrSecretGone) || code != (Code{}) {
		t.Errorf("a code was derived: %v", err)
	}
	if _, err := fresh.Sign(got); !errors.Is(err, ErrSecretGone) {
		t.Errorf("signed again: %v", err)
	}
}

func TestACodeFollowsFromTheSecretKAndRAlone(t *testing.T) {
	line := mustSecretLine(t)
	s, same, other := mustSecrets(t, line), mustSecrets(t, line), mustSecrets(t, mustSecretLine(t))
	k := mustK(t)
	derive := func(s *Secrets, k K, r R) Code {
		c, err := s.Code(s.First(), k, r)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	code := derive(s, k, R{1})
	if derive(same, k, R{1}) != code {
		t.Error("the same secret, K and R give another code")
	}
	for what, c := range map[string]Code{
		"another R": derive(s, k, R{2}), "another K": derive(s, K{}, R{1}), "another secret": derive(other, k, R{1}),
	} {
		if c == code {
			t.Errorf("%s gives the same code", what)
		}
	}
}

func TestASecretFileThatIsDamagedNamesItsLineAndRepeatsNothing(t *testing.T) {
	line, other := mustSecretLine(t), mustSecretLine(t)
	fields, otherFields := strings.Fields(line), strings.Fields(other)
	for name, c := range map[string]struct{ text, want string }{
		"empty":           {"# none\n", "holds no secret"},
		"twice":           {line + "\n" + line, "line 2: this secret stands in the file already"},
		"changed secret":  {"\n" + flipLast(line), "line 2: the key after advocate-secret-1- is damaged"},
		"cut off":         {line[:len(line)-2], "line 1: the key after advocate-secret-1- has a wrong length"},
		"id of another":   {fields[0] + " " + otherFields[1] + " " + fields[2], "line 1: the id does not belong"},
		"without id":      {fields[0] + " " + fields[2], "line 1: neither a comment"},
		"words":           {"MARKEDWORDS MARKEDWORDS MARKEDWORDS", "line 1: neither a comment"},
		"an identity":     {PracticeIdentity().Age.String(), "line 1: neither a comment"},
		"an endless line": {strings.Repeat("a", 1<<17), "line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseSecrets(strings.NewReader(c.text))
			mustFail(t, err, c.want, fields[2][30:50], "MARKEDWORDS")
		})
	}
}

func TestKeysOfSecretsPrintNothingOfThemselves(t *testing.T) {
	s := mustSecrets(t, mustSecretLine(t))
	token := s.NewToken(K(bytes.Repeat([]byte{0xab}, 32)), noon)
	for _, text := range []string{fmt.Sprint(token), fmt.Sprintf("%+v", token), fmt.Sprint(s), fmt.Sprint(PracticeIdentity())} {
		if !strings.Contains(text, "hidden") || strings.Contains(text, "171 171") {
			t.Errorf("printed as %s", text)
		}
	}
}

func TestTheStoreSeesOnlyTheHashOfK(t *testing.T) {
	k := mustK(t)
	if k.Hash() != sha256.Sum256(k[:]) {
		t.Error("the hash of K is not SHA-256(K)")
	}
	body := []byte("a body")
	if k.BodyMAC(body) != k.BodyMAC([]byte("a body")) || k.BodyMAC(body) == k.BodyMAC([]byte("another")) || k.BodyMAC(body) == mustK(t).BodyMAC(body) {
		t.Error("the body's MAC does not follow from K and the body alone")
	}
}

func TestAnIdempotencyKeyIsKOnlyWhereItCanHaveBeenDrawnAtRandom(t *testing.T) {
	for key, want := range map[string]string{
		"4f1c2d9e8b7a6053f4e1d2c3b4a59687":     "",
		"4f1c2d9e-8b7a-6053-f4e1-d2c3b4a59687": "",
		"4f1c2d9e8b7a6053f4e1d2c3b4a5968":      "32 to 255",
		strings.Repeat("4f1c2d9e", 32):         "32 to 255",
		strings.Repeat("a", 32):                "not drawn at random",
		"4f1c2d9e8b7a6053 4e1d2c3b4a59687":     "not visible ASCII",
		"4f1c2d9e8b7a6053é4e1d2c3b4a59687":     "not visible ASCII",
		"":                                     "32 to 255",
	} {
		k, err := KeyK(key)
		if want != "" {
			mustFail(t, err, want, "4f1c2d9e")
			continue
		}
		if again, _ := KeyK(key); err != nil || k != again || k == (K{}) {
			t.Errorf("%q: %v", key, err)
		}
	}
}

func FuzzOpenToken(f *testing.F) {
	line := mustSecretLine(f)
	s := mustSecrets(f, line)
	f.Add(sign(f, s, s.NewToken(mustK(f), noon)))
	f.Add("AQ")
	f.Fuzz(func(t *testing.T, text string) {
		token, err := s.OpenToken(text)
		if err != nil {
			return
		}
		if sign(t, s, token) != text {
			t.Fatal("two texts are the same token")
		}
	})
}
