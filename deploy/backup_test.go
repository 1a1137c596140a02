//go:build e2e

package deploy

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	neturl "net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// documented is the line of docs/it.md that begins with these words, a command.
func documented(t *testing.T, words string) string {
	t.Helper()
	text, err := os.ReadFile("../docs/it.md")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if command, ok := strings.CutPrefix(line, "    "); ok && strings.HasPrefix(command, words) {
			return strings.TrimSpace(command)
		}
	}
	t.Fatalf("docs/it.md has no command %q", words)
	return ""
}

// shell runs a command of the docs, with paths of the test.
func shell(t *testing.T, command string, pairs ...string) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(command, pairs[i]) {
			t.Fatalf("%q does not hold %q", command, pairs[i])
		}
	}
	command = strings.NewReplacer(pairs...).Replace(command)
	if out, err := exec.Command("sh", "-c", "umask 077; "+command).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", command, err, out)
	}
}

// A sent concern: what its sender was told, and what it said.
type sent struct{ Case, Code, text string }

// TestABackupOpensOnAnotherMachine does what docs/it.md says: a backup while concerns come in, a restore in another
// place with another secret, and a copy from there. All that was acknowledged before the backup opens, by each of the
// office's keys and by the code.
func TestABackupOpensOnAnotherMachine(t *testing.T) {
	here := newOffice(t)
	identities := here.newKeys()
	port := freePort(t)
	p := here.intake(port, "--rate", "off")
	var concerns []sent
	for i := range 20 {
		concerns = append(concerns, send(t, port, fmt.Sprintf("concern %d", i)))
	}
	backup := here.path("backup.db")
	shell(t, documented(t, "sqlite3 "), "/var/lib/advocate/cases.db", here.path("cases.db"), "/backup/cases.db", backup)
	send(t, port, "after the backup")
	p.stop()

	there := newOffice(t) // with a secret and a site of its own
	recipients, err := os.ReadFile(here.path("recipients"))
	if err != nil {
		t.Fatal(err)
	}
	there.write("recipients", string(recipients), 0o644)
	shell(t, documented(t, "install "), "/backup/cases.db", backup, "/var/lib/advocate/cases.db", there.path("cases.db"))
	port = freePort(t)
	p = there.intake(port, "--rate", "off")
	for _, c := range concerns {
		answer, err := http.PostForm("http://127.0.0.1:"+port+"/intake/status", neturl.Values{"code": {c.Code}})
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("the code of %s is answered with %s", c.Case, answer.Status)
		}
	}
	p.stop()
	opens(t, there.path("cases.db"), identities, concerns)

	copied := there.path("copied.db")
	shell(t, documented(t, "advocate store copy"), "advocate store", there.program+" store",
		"/var/lib/advocate/cases.db", there.path("cases.db"), "postgres://advocate@db.example.org/advocate", "sqlite:"+copied)
	opens(t, copied, identities, concerns)
	if info, err := os.Stat(filepath.Clean(copied)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy: %v, %v", info, err)
	}
}

// newKeys gives the office keys that the test knows.
func (o *office) newKeys() (identities []*vault.Identity) {
	o.t.Helper()
	var lines strings.Builder
	for range vault.MinRecipients {
		identity, err := vault.NewIdentity(rand.Reader)
		if err != nil {
			o.t.Fatal(err)
		}
		identities = append(identities, identity)
		fmt.Fprintln(&lines, identity.Age.Recipient())
	}
	o.write("recipients", lines.String(), 0o644)
	return identities
}

// send sends a concern as a program does.
func send(t *testing.T, port, text string) sent {
	t.Helper()
	body := fmt.Sprintf(`{"topic":"streets","kind":"concern","contacted":"yes","message":%q}`, text)
	r, err := http.NewRequest(http.MethodPost, "http://127.0.0.1:"+port+"/intake", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Idempotency-Key", rand.Text()+rand.Text())
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	told := sent{text: text}
	if err := json.NewDecoder(answer.Body).Decode(&told); err != nil || answer.StatusCode != http.StatusCreated {
		t.Fatalf("a concern is answered with %s, %v", answer.Status, err)
	}
	return told
}

// opens opens concerns of a database with every key there is.
func opens(t *testing.T, database string, identities []*vault.Identity, concerns []sent) {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite:"+database, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, c := range concerns {
		code, err := vault.ParseCode(c.Code)
		if err != nil {
			t.Fatal(err)
		}
		found, err := db.CaseByLookup(ctx, code.Lookup())
		if err != nil {
			t.Fatalf("%s: %v", c.Case, err)
		}
		person, err := code.Identity(found.Number, found.WrappedIdentity)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := db.Entries(ctx, found.Number)
		if err != nil || len(entries) == 0 {
			t.Fatalf("%s: %d entries, %v", c.Case, len(entries), err)
		}
		for i, identity := range append([]*vault.Identity{person}, identities...) {
			part, err := vault.Open(entries[0].Sealed, identity.Age)
			if err != nil {
				t.Fatalf("%s with key %d: %v", c.Case, i, err)
			}
			if words, err := part.Words(); err != nil || words.Message != c.text {
				t.Errorf("%s with key %d: %q, %v", c.Case, i, words.Message, err)
			}
		}
	}
}
