package store

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/advocate/internal/vault"
)

// senders is how many send at once.
const senders = 64

// sendUntilKilled sends concerns from many senders at once, as fast as it can, and prints for each one that was
// acknowledged its message, its case number and its code.
func sendUntilKilled(address string) {
	s, err := Open(context.Background(), address, rand.Reader)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	prefix := strconv.Itoa(os.Getpid()) + "-" + strconv.FormatInt(time.Now().UnixNano(), 36)
	var group sync.WaitGroup
	for sender := range senders {
		group.Go(func() {
			seal, err := newSealer()
			for n := 0; err == nil; n++ {
				var sent acknowledged
				if sent, err = send(s, seal, fmt.Sprintf("%s-%d-%d", prefix, sender, n)); err == nil {
					fmt.Println(sent.message, sent.number, sent.code.Show())
				}
			}
			fmt.Fprintln(os.Stderr, err)
		})
	}
	group.Wait()
	os.Exit(3)
}

// acknowledged is what a sender was told of a concern.
type acknowledged struct {
	message, number string
	code            vault.Code
}

// send sends a concern until it is acknowledged: the same one again where nobody knows what became of it.
func send(s *Store, seal sealer, message string) (acknowledged, error) {
	k, err := vault.NewK(rand.Reader)
	if err != nil {
		return acknowledged{}, err
	}
	for {
		c, _, err := seal.seal(k, message)
		if err != nil {
			return acknowledged{}, err
		}
		receipt, _, err := s.CreateCase(context.Background(), noon, c)
		if errors.Is(err, ErrOtherBody) || errors.Is(err, ErrNotSealed) {
			return acknowledged{}, err
		}
		if err != nil {
			continue // the server is away, or the number is taken
		}
		code, err := seal.secrets.Code(receipt.SecretID, k, receipt.R)
		return acknowledged{message, receipt.Case, code}, err
	}
}

// checkAll checks that every concern that was acknowledged is there, opens with its code and with the office's key,
// and that none is there twice.
func checkAll(t *testing.T, s *Store, sent []acknowledged) {
	t.Helper()
	for _, a := range sent {
		found, err := s.CaseByLookup(ctx, a.code.Lookup())
		if err != nil || found.Number != a.number {
			t.Fatalf("%s was acknowledged as case %s: %q is there, %v", a.message, a.number, found.Number, err)
		}
		person, err := a.code.Identity(found.Number, found.WrappedIdentity)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := s.Entries(ctx, found.Number)
		if err != nil || len(entries) != 1 {
			t.Fatalf("case %s has %d entries, %v", found.Number, len(entries), err)
		}
		part, err := vault.Open(entries[0].Sealed, person.Age)
		if err != nil {
			t.Fatalf("case %s does not open with its code: %v", found.Number, err)
		}
		if words, err := part.Words(); err != nil || words.Message != a.message {
			t.Fatalf("case %s holds another message, %v", found.Number, err)
		}
	}
	checkOnce(t, s)
}

// checkOnce opens everything that is there with the office's key, and counts each message.
func checkOnce(t *testing.T, s *Store) {
	t.Helper()
	times := map[string]string{}
	for after := int64(0); ; {
		entries, err := s.EntriesAfter(ctx, after, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			part, err := vault.Open(e.Sealed, vault.PracticeIdentity().Age)
			if err != nil {
				t.Fatalf("case %s does not open with the key: %v", e.Case, err)
			}
			words, err := part.Words()
			if err != nil || times[words.Message] != "" {
				t.Fatalf("%s is there twice, as %s and %s, %v", words.Message, times[words.Message], e.Case, err)
			}
			times[words.Message], after = e.Case, e.Sequence
		}
		if len(entries) == 0 {
			break
		}
	}
	n := strconv.Itoa(len(times))
	if got := rows(t, s); got != strings.Join([]string{n, n, n, n}, " ") {
		t.Fatalf("rows %s of %s whole cases", got, n)
	}
}

// torture is how often something is killed, and the seed of when.
func torture(t *testing.T, short int) (rounds int, random *mathrand.Rand) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("ADVOCATE_TORTURE_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	rounds = short
	if os.Getenv("ADVOCATE_TORTURE") != "" {
		rounds = 200
	}
	fmt.Printf("%s: %d rounds, ADVOCATE_TORTURE_SEED=%d\n", t.Name(), rounds, seed)
	return rounds, mathrand.New(mathrand.NewPCG(seed, seed))
}

// A victim is a process of senders.
type victim struct {
	*exec.Cmd
	out io.ReadCloser
}

func startVictim(t *testing.T, address string) victim {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	v := victim{Cmd: exec.Command(self)}
	v.Env = append(os.Environ(), "ADVOCATE_TEST_SEND_TO="+address)
	v.Stderr = os.Stderr
	if v.out, err = v.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := v.Start(); err != nil {
		t.Fatal(err)
	}
	return v
}

// killAfter kills a process a moment after it told of a number of concerns, and returns all that it told.
func (v victim) killAfter(t *testing.T, told int, moment time.Duration) (sent []acknowledged) {
	t.Helper()
	lines := bufio.NewScanner(v.out)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) != 3 {
			break // it was killed while it wrote
		}
		code, err := vault.ParseCode(words[2])
		if err != nil {
			break
		}
		sent = append(sent, acknowledged{words[0], words[1], code})
		if len(sent) == told {
			time.AfterFunc(moment, func() { _ = v.Process.Kill() })
		}
	}
	if err := v.Wait(); err == nil || len(sent) < told {
		t.Errorf("it ended by itself after %d concerns: %v", len(sent), err)
	}
	return sent
}

func TestWhateverWasAcknowledgedIsThereHoweverOftenProcessesAreKilled(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		rounds, random := torture(t, 4)
		s := open(t, db)
		processes := 1
		if s.path == "" { // several at one database
			processes = 3
		}
		var mu sync.Mutex
		var sent []acknowledged
		for range rounds {
			var group sync.WaitGroup
			for range processes {
				told, moment := 1+random.IntN(30), time.Duration(random.Int64N(int64(20*time.Millisecond)))
				v := startVictim(t, db.address)
				group.Go(func() {
					more := v.killAfter(t, told, moment)
					mu.Lock()
					defer mu.Unlock()
					sent = append(sent, more...)
				})
			}
			group.Wait()
		}
		// What the last kill interrupted is rolled back once somebody has the lock.
		if err := s.DeleteExpired(ctx, noon); err != nil {
			t.Fatal(err)
		}
		checkAll(t, s, sent)
		t.Logf("%d concerns were acknowledged", len(sent))
	})
}

func TestWhateverWasAcknowledgedIsThereWhenPostgreSQLIsKilledAndBack(t *testing.T) {
	c, err := startCluster()
	needPostgres(t, err)
	defer func() {
		if err := c.stop(); err != nil {
			t.Error(err)
		}
	}()
	rounds, random := torture(t, 3)
	if rounds > 20 {
		rounds = 20 // each takes seconds
	}
	s := open(t, database{address: c.newSchema(t)})
	done := make(chan struct{})
	told := make(chan acknowledged)
	var group sync.WaitGroup
	for sender := range senders {
		group.Go(func() {
			seal, err := newSealer()
			for n := 0; err == nil; n++ {
				var a acknowledged
				if a, err = send(s, seal, fmt.Sprintf("%d-%d", sender, n)); err != nil {
					t.Error(err)
					return
				}
				told <- a
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	go func() { group.Wait(); close(told) }()
	var sent []acknowledged
	wait := func(more int) {
		for want := len(sent) + more; len(sent) < want; {
			sent = append(sent, <-told)
		}
	}
	for range rounds {
		wait(1 + random.IntN(100))
		if err := c.kill(); err != nil {
			t.Fatal(err)
		}
		if err := c.start(); err != nil {
			t.Fatal(err)
		}
	}
	wait(senders)
	close(done)
	for a := range told {
		sent = append(sent, a)
	}
	checkAll(t, s, sent)
	t.Logf("%d concerns were acknowledged", len(sent))
}

func TestWhateverWasAcknowledgedIsThereWhenTheDiskIsFullNowAndThen(t *testing.T) {
	_, random := torture(t, 1)
	s := open(t, database{address: "sqlite:" + filepath.Join(t.TempDir(), "cases.db")})
	if _, err := s.db.Exec(`PRAGMA max_page_count = 200`); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var sent []acknowledged
	full := 0
	for round := range 3 {
		var group sync.WaitGroup
		for sender := range senders {
			group.Go(func() {
				message := fmt.Sprintf("%d-%d", round, sender)
				c, k, seal := newCaseOf(t, message)
				receipt, _, err := s.CreateCase(ctx, noon, c)
				mu.Lock()
				defer mu.Unlock()
				if errors.Is(err, ErrFull) {
					full++
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				code, err := seal.secrets.Code(receipt.SecretID, k, receipt.R)
				if err != nil {
					t.Error(err)
				}
				sent = append(sent, acknowledged{message, receipt.Case, code})
			})
		}
		group.Wait()
		if _, err := s.db.Exec(`PRAGMA max_page_count = ` + strconv.Itoa(400+random.IntN(200))); err != nil {
			t.Fatal(err)
		}
	}
	if full == 0 || len(sent) == 0 {
		t.Errorf("%d found no room, and %d did", full, len(sent))
	}
	checkAll(t, s, sent)
}
