package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/vault"
)

// noon is a fixed instant in the office's zone.
var noon = time.Date(2026, 12, 3, 12, 0, 0, 0, time.FixedZone("CST", -6*60*60))

func open(t *testing.T, db database) *Store {
	t.Helper()
	s, err := Open(context.Background(), db.address, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// A sealer makes sealed cases as the intake does.
type sealer struct {
	secrets *vault.Secrets
	line    string
}

func newSealer() (sealer, error) {
	line, err := vault.NewSecretLine(rand.Reader)
	if err != nil {
		return sealer{}, err
	}
	secrets, err := vault.ParseSecrets(strings.NewReader(line))
	return sealer{secrets, line}, err
}

func (s sealer) seal(k vault.K, body string) (NewCase, vault.Code, error) {
	token := s.secrets.NewToken(k, noon)
	words := vault.Words{Message: body, Name: "MARKEDNAME", Share: "no"}
	made, err := s.secrets.SealCase(rand.Reader, noon, token, vault.PracticeRecipients(), words, vault.Facts{Topic: "marked-topic", Kind: "concern"})
	if err != nil {
		return NewCase{}, vault.Code{}, err
	}
	return NewCase{
		Number:          made.Number,
		Received:        DayOf(noon),
		Recipient:       made.Recipient,
		Lookup:          made.Lookup,
		WrappedIdentity: made.WrappedIdentity,
		Entry:           NewEntry{Side: string(vault.PersonSide), Sealed: made.Text, SealedFacts: made.Facts},
		Receipt:         Receipt{KHash: k.Hash(), R: made.R, BodyMAC: k.BodyMAC([]byte(body)), SecretID: made.SecretID},
	}, made.Code, nil
}

// newCase is a sealed case of a token of its own.
func newCase(t testing.TB) NewCase {
	t.Helper()
	c, _, _ := newCaseOf(t, "MARKEDWORDS of a message")
	return c
}

func newCaseOf(t testing.TB, body string) (NewCase, vault.K, sealer) {
	t.Helper()
	s, err := newSealer()
	if err != nil {
		t.Fatal(err)
	}
	k, err := vault.NewK(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := s.seal(k, body)
	if err != nil {
		t.Fatal(err)
	}
	return c, k, s
}

func create(t testing.TB, s *Store, c NewCase) Receipt {
	t.Helper()
	receipt, created, err := s.CreateCase(context.Background(), noon, c)
	if err != nil || !created {
		t.Fatalf("creating a case: created %v, %v", created, err)
	}
	return receipt
}

// rows counts the rows of each table that a case has rows in.
func rows(t testing.TB, s *Store) string {
	t.Helper()
	var counts []string
	for _, table := range []string{"cases", "codes", "entries", "receipts"} {
		var n int
		if err := s.db.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		counts = append(counts, fmt.Sprint(n))
	}
	return strings.Join(counts, " ")
}

// writeUntilKilled creates cases and prints the number of each one that was committed.
func writeUntilKilled(address string) {
	err := func() error {
		s, err := Open(context.Background(), address, rand.Reader)
		if err != nil {
			return err
		}
		seal, err := newSealer()
		if err != nil {
			return err
		}
		for {
			k, err := vault.NewK(rand.Reader)
			if err != nil {
				return err
			}
			c, _, err := seal.seal(k, "MARKEDWORDS")
			if err != nil {
				return err
			}
			if _, _, err := s.CreateCase(context.Background(), noon, c); err != nil {
				return err
			}
			fmt.Println(c.Number)
		}
	}()
	fmt.Fprintln(os.Stderr, err)
	os.Exit(3)
}
