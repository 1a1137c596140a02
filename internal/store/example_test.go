package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// confirm stores a concern once for its token, and derives the code from the row that was stored.
func confirm(ctx context.Context, db *store.Store, secrets *vault.Secrets, now time.Time, token vault.Token, message string) (string, vault.Code, error) {
	words := vault.Words{Message: message, Share: "no"}
	facts := vault.Facts{Topic: "streets", Kind: "concern"}
	for {
		made, err := secrets.SealCase(rand.Reader, now, token, vault.PracticeRecipients(), words, facts)
		if err != nil {
			return "", vault.Code{}, err
		}
		receipt, _, err := db.CreateCase(ctx, now, store.NewCase{
			Number:          made.Number,
			Received:        store.DayOf(now),
			Recipient:       made.Recipient,
			Lookup:          made.Lookup,
			WrappedIdentity: made.WrappedIdentity,
			Entry:           store.NewEntry{Side: string(vault.PersonSide), Sealed: made.Text, SealedFacts: made.Facts},
			Receipt: store.Receipt{
				KHash: token.K.Hash(), R: made.R, BodyMAC: token.K.BodyMAC([]byte(message)), SecretID: made.SecretID,
			},
		})
		if errors.Is(err, store.ErrTaken) {
			continue
		}
		if err != nil {
			return "", vault.Code{}, err
		}
		code, err := secrets.Code(receipt.SecretID, token.K, receipt.R)
		return receipt.Case, code, err
	}
}

// A confirm that is sent twice makes one case and shows one code.
func ExampleStore_CreateCase() {
	dir, err := os.MkdirTemp("", "advocate")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "cases.db"), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	line, err := vault.NewSecretLine(rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	secrets, err := vault.ParseSecrets(strings.NewReader(line))
	if err != nil {
		log.Fatal(err)
	}
	k, err := vault.NewK(rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	now := time.Date(2026, 12, 3, 12, 0, 0, 0, time.UTC)
	token := secrets.NewToken(k, now)

	number, code, err := confirm(ctx, db, secrets, now, token, "The culvert floods.")
	if err != nil {
		log.Fatal(err)
	}
	again, sameCode, err := confirm(ctx, db, secrets, now, token, "The culvert floods.")
	fmt.Println(number == again, code.Show() == sameCode.Show(), err)
	_, _, err = confirm(ctx, db, secrets, now, token, "Something else.")
	fmt.Println(errors.Is(err, store.ErrOtherBody))
	// Output:
	// true true <nil>
	// true
}
