package desksync_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/desksync"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

var ctx = context.Background()

// noon is a fixed instant in the office's zone.
var noon = time.Date(2026, 12, 3, 12, 0, 0, 0, time.FixedZone("CST", -6*60*60))

func clock() time.Time { return noon }

// An end is a database and a client of it.
type end struct {
	*desksync.Client
	db *store.Store
}

// onBothEnds runs a test with a client over TLS and with one in-process: they are to do the same.
func onBothEnds(t *testing.T, test func(t *testing.T, e end)) {
	t.Helper()
	t.Run("remote", func(t *testing.T) {
		db := open(t)
		token, tokens := tokensOf(t, "Dana")
		server := httptest.NewTLSServer(desksync.NewServer(db, tokens, clock, "age1pqfirst", "age1pqsecond"))
		t.Cleanup(server.Close)
		client, err := desksync.Dial(server.URL, token, server.Client())
		if err != nil {
			t.Fatal(err)
		}
		test(t, end{client, db})
	})
	t.Run("local", func(t *testing.T) {
		db := open(t)
		test(t, end{desksync.Local(db, clock, "age1pqfirst", "age1pqsecond"), db})
	})
}

func open(t testing.TB) *store.Store {
	t.Helper()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "cases.db"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// tokensOf makes a token for each name and returns the first.
func tokensOf(t testing.TB, names ...string) (string, *desksync.Tokens) {
	t.Helper()
	var first string
	var lines []string
	for _, name := range names {
		token, line, err := desksync.NewToken(rand.Reader, name)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = token
		}
		lines = append(lines, line)
	}
	tokens, err := desksync.ParseTokens(strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return first, tokens
}

// officeCase is a sealed case that the office took down.
func officeCase(t testing.TB) store.NewCase {
	t.Helper()
	made, err := vault.SealOfficeCase(rand.Reader, noon, vault.PracticeIdentity().Signing, vault.PracticeRecipients(),
		vault.Words{Message: "a message"}, vault.Facts{Topic: "streets", Kind: "concern"})
	if err != nil {
		t.Fatal(err)
	}
	return store.NewCase{
		Number: made.Number, Received: "2026-12-03", Recipient: made.Recipient, Lookup: made.Lookup,
		WrappedIdentity: made.WrappedIdentity, IssuedByOffice: true,
		Entry: store.NewEntry{Side: "office", Sealed: made.Text, SealedFacts: made.Facts},
	}
}

// sealed is what looks sealed to whoever has no key.
func sealed(text string) []byte {
	return []byte("age-encryption.org/v1\n-> mlkem768x25519 " + text)
}

func reply(number string, n int, text string) store.NewEntry {
	return store.NewEntry{Case: number, Number: n, Received: "2026-12-03", Side: "office", Sealed: sealed(text)}
}

// addFile stores a file of the person's as the intake does.
func addFile(t testing.TB, db *store.Store, number string, n int, content []byte) store.Entry {
	t.Helper()
	file, err := db.NewFile(ctx, noon, number, store.FileLimit{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write(content); err != nil {
		t.Fatal(err)
	}
	stored, err := file.Commit(ctx, store.NewEntry{Number: n, Received: "2026-12-03", Side: "person"})
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// long is sealed content of several pieces.
func long(text string) []byte {
	return append(sealed(text), bytes.Repeat([]byte(text), 3<<20/len(text))...)
}

func request(t testing.TB, method, path, token, match, body string) *http.Request {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if match != "" {
		r.Header.Set("If-Match", match)
	}
	return r
}
