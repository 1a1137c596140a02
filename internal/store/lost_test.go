package store

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// A cutter stands between a store and PostgreSQL and can lose the connection over a commit.
type cutter struct {
	dir  string // its socket is there, where the server's would be
	cut  atomic.Bool
	pass bool // whether the commit that is lost reaches the server
}

// newCutter makes a cutter and returns the address that leads through it.
func newCutter(t *testing.T, address string, pass bool) (*cutter, string) {
	t.Helper()
	_, rest, _ := strings.Cut(address, "host=")
	server, _, _ := strings.Cut(rest, "&")
	c := &cutter{dir: t.TempDir(), pass: pass}
	const socket = ".s.PGSQL.5432"
	listener, err := net.Listen("unix", filepath.Join(c.dir, socket))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			backend, err := net.Dial("unix", filepath.Join(server, socket))
			if err != nil {
				client.Close()
				return
			}
			go c.answers(client, backend)
			go c.questions(client, backend)
		}
	}()
	return c, strings.Replace(address, server, c.dir, 1)
}

// questions passes on what the client says, up to a commit that is to be lost.
func (c *cutter) questions(client, backend net.Conn) {
	defer client.Close()
	defer backend.Close()
	buffer := make([]byte, 1<<16)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		lost := c.cut.Load() && bytes.Contains(buffer[:n], []byte("commit\x00"))
		if lost && !c.pass {
			c.cut.Store(false)
			return
		}
		if _, err := backend.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// answers passes on what the server says, but for the answer to a commit that is to be lost.
func (c *cutter) answers(client, backend net.Conn) {
	defer client.Close()
	defer backend.Close()
	buffer := make([]byte, 1<<16)
	for {
		n, err := backend.Read(buffer)
		if err != nil {
			return
		}
		if c.cut.Load() && bytes.Contains(buffer[:n], []byte("COMMIT\x00")) {
			c.cut.Store(false)
			return
		}
		if _, err := io.Copy(client, bytes.NewReader(buffer[:n])); err != nil {
			return
		}
	}
}

func TestAConnectionThatIsLostOverACommitNeitherDoublesNorLosesACase(t *testing.T) {
	onPostgres(t, func(t *testing.T, db database) {
		for what, pass := range map[string]bool{"before the server heard of it": false, "before the server's answer came": true} {
			t.Run(what, func(t *testing.T) {
				c, address := newCutter(t, db.address, pass)
				s := open(t, database{address: address})
				before := rows(t, s)
				made, k, seal := newCaseOf(t, "a message")
				c.cut.Store(true)
				if _, _, err := s.CreateCase(ctx, noon, made); err == nil {
					t.Fatal("a case was acknowledged that may not be there")
				}
				again, _, err := seal.seal(k, "a message") // as a repeated confirm does
				if err != nil {
					t.Fatal(err)
				}
				receipt, created, err := s.CreateCase(ctx, noon, again)
				if err != nil || created == pass {
					t.Fatalf("sent again: created %v, %v", created, err)
				}
				code, err := seal.secrets.Code(receipt.SecretID, k, receipt.R)
				if err != nil {
					t.Fatal(err)
				}
				if found, err := s.CaseByLookup(ctx, code.Lookup()); err != nil || found.Number != receipt.Case {
					t.Errorf("its code finds %s, %v", found.Number, err)
				}
				next := reply(NewCase{Number: receipt.Case}, 2, "hello")
				next.ID = strings.Repeat("0d", 15) + map[bool]string{false: "00", true: "11"}[pass]
				c.cut.Store(true)
				if _, err := s.AppendEntry(ctx, next); err == nil {
					t.Fatal("an entry was acknowledged that may not be there")
				}
				if _, err := s.AppendEntry(ctx, next); err != nil {
					t.Errorf("sent again: %v", err)
				}
				if entries, err := s.Entries(ctx, receipt.Case); err != nil || len(entries) != 2 {
					t.Errorf("%d entries, %v", len(entries), err)
				}
				if after := rows(t, s); after == before || strings.Fields(after)[0] != map[bool]string{true: "1", false: "2"}[before == "0 0 0 0"] {
					t.Errorf("rows %s, before %s", after, before)
				}
			})
		}
	})
}

func TestAServerElsewhereIsTalkedToOnlyWhenItIsWhoItSaysItIs(t *testing.T) {
	for address, safe := range map[string]bool{
		"postgres://u@db.example.org/d":                      true,
		"postgres://u@10.0.0.7/d":                            true,
		"postgres://u@localhost,db.example.org/d":            true,
		"postgres://u@db.example.org/d?sslmode=prefer":       false,
		"postgres://u@127.0.0.1/d":                           false,
		"postgres://u@localhost/d":                           false,
		"postgres:///d?host=/var/run/postgresql&user=u":      false,
		"postgresql://u@db.example.org/d?application_name=x": true,
	} {
		config, err := postgresConfig(address)
		if err != nil {
			t.Fatal(err)
		}
		verified := func(host string) bool {
			return config.TLSConfig != nil && !config.TLSConfig.InsecureSkipVerify && config.TLSConfig.ServerName == host
		}
		all := verified(config.Host)
		for _, fallback := range config.Fallbacks {
			all = all && fallback.TLSConfig != nil && !fallback.TLSConfig.InsecureSkipVerify
		}
		if all != safe {
			t.Errorf("%s: every server is verified is %v", address, all)
		}
	}
}

func TestProcessesThatStartTogetherBringAnOldDatabaseUpToDateOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		c := newCase(t)
		create(t, s, c)
		for _, statement := range []string{ // back to version 1
			`DROP TABLE pieces`, `DROP INDEX certificates_sequence`, `ALTER TABLE certificates DROP COLUMN sequence`,
			`DROP INDEX entries_unfetched`, `DROP INDEX receipts_expiry`, `UPDATE schema_version SET version = 1`,
		} {
			if _, err := s.db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		errs := make(chan error, 6)
		for range cap(errs) {
			go func() {
				s, err := Open(ctx, db.address, rand.Reader)
				if err == nil {
					err = s.Close()
				}
				errs <- err
			}()
		}
		for range cap(errs) {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		again := open(t, db)
		if found, err := again.CaseByLookup(ctx, c.Lookup); err != nil || found.Number != c.Number {
			t.Errorf("%v", err)
		}
		if certificates, err := again.Certificates(ctx, 0); err != nil || certificates != nil {
			t.Errorf("%v, %v", certificates, err)
		}
		f, err := again.NewFile(ctx, noon, c.Number, FileLimit{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(sealedText("x")); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Commit(ctx, NewEntry{Number: 2, Received: "2026-12-03", Side: "person"}); err != nil {
			t.Error(errors.Unwrap(err))
		}
	})
}
