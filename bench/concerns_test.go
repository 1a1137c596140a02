package bench

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	senders  = 64
	concerns = 4_000 // in all, for each of the two
)

// A receiver is a program that concerns are sent to.
type receiver struct {
	name, address string
	path          string
	rates         []float64 // of each round, concerns a second
	slowest       []time.Duration
}

// BenchmarkConcerns sends concerns from 64 senders at once to the intake, which
// seals each to two keys and has it on the disk before it answers, and to
// PocketBase, which stores the same fields as they are and does not wait for
// the disk. The two take turns, on SQLite each.
//
// It reports concerns a second and the 99th percentile of the time to the
// answer of both, and how many times as many the intake takes.
func BenchmarkConcerns(b *testing.B) {
	dir := b.TempDir()
	peer := &receiver{name: "pocketbase", address: freeAddress(b), path: "/api/collections/concerns/records"}
	start(b, peer, buildPeer(b, dir), peer.address, filepath.Join(dir, "pocketbase"))
	ours := &receiver{name: "advocate", address: freeAddress(b), path: "/intake"}
	start(b, ours, buildProgram(b, dir, "../cmd/advocate"), intakeArguments(b, dir, ours.address)...)

	for b.Loop() {
		for _, r := range []*receiver{ours, peer} {
			r.round(b)
		}
	}
	for _, r := range []*receiver{ours, peer} {
		b.ReportMetric(median(r.rates), r.name+"/s")
		b.ReportMetric(float64(median(r.slowest))/float64(time.Millisecond), r.name+"-p99-ms")
	}
	b.ReportMetric(median(ours.rates)/median(peer.rates), "x-pocketbase")
}

// buildProgram builds a command of this module.
func buildProgram(b *testing.B, dir, path string) string {
	b.Helper()
	program := filepath.Join(dir, filepath.Base(path)+".bin")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Dir = path
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("building %s: %v\n%s", path, err, out)
	}
	return program
}

// buildPeer builds PocketBase, a module of its own so that Advocate does not depend on it.
func buildPeer(b *testing.B, dir string) string {
	b.Helper()
	if out, err := exec.Command("go", "-C", "pocketbase", "mod", "download").CombinedOutput(); err != nil {
		b.Skipf("PocketBase cannot be had here: %v\n%s", err, out)
	}
	return buildProgram(b, dir, "pocketbase")
}

// intakeArguments prepares an intake as in production: two recipients, a secret, a new database.
func intakeArguments(b *testing.B, dir, address string) []string {
	b.Helper()
	program := filepath.Join(dir, "advocate.bin")
	write := func(name string, args ...[]string) string {
		var text []byte
		for _, a := range args {
			cmd := exec.Command(program, a...)
			if len(a) > 1 && a[1] == "public" {
				key, err := exec.Command(program, "key", "new").Output()
				if err != nil {
					b.Fatal(err)
				}
				cmd.Stdin = bytes.NewReader(key)
			}
			out, err := cmd.Output()
			if err != nil {
				b.Fatalf("advocate %s: %v", strings.Join(a, " "), err)
			}
			text = append(text, recipientLines(a, out)...)
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			b.Fatal(err)
		}
		return path
	}
	recipients := write("recipients.txt", []string{"key", "public"}, []string{"key", "public"})
	secret := write("secret.txt", []string{"secret", "new"})
	return []string{"--source", source, "intake", "--addr", address, "--database", "sqlite:" + filepath.Join(dir, "cases.db"),
		"--recipients", recipients, "--secret", secret, "--rate", "off"}
}

// recipientLines leaves of `key public` what belongs into the recipients file.
func recipientLines(args []string, out []byte) []byte {
	if args[0] != "key" {
		return out
	}
	for line := range bytes.Lines(out) {
		if bytes.HasPrefix(line, []byte("age1pq")) {
			return line
		}
	}
	return nil
}

// start runs a program until the benchmark ends, and waits until it answers.
func start(b *testing.B, r *receiver, program string, args ...string) {
	b.Helper()
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	b.Cleanup(func() { stop(); <-ended })
	for {
		select {
		case err := <-ended:
			ended <- err
			b.Fatalf("%s ended: %v\n%s", r.name, err, said.String())
		case <-time.After(20 * time.Millisecond):
		}
		if conn, err := net.Dial("tcp", r.address); err == nil {
			_ = conn.Close()
			return
		}
	}
}

func freeAddress(b *testing.B) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// round sends all concerns once.
func (r *receiver) round(b *testing.B) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: senders}}
	defer client.CloseIdleConnections()
	var next atomic.Int64
	took := make([]time.Duration, concerns)
	var wait sync.WaitGroup
	begin := time.Now()
	for range senders {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < concerns; i = next.Add(1) - 1 {
				sent := time.Now()
				if err := r.send(client, int(i)); err != nil {
					b.Error(err)
					return
				}
				took[i] = time.Since(sent)
			}
		})
	}
	wait.Wait()
	if b.Failed() {
		b.FailNow()
	}
	slices.Sort(took)
	r.rates = append(r.rates, concerns/time.Since(begin).Seconds())
	r.slowest = append(r.slowest, took[concerns*99/100])
}

// send sends one concern and waits until it is acknowledged.
func (r *receiver) send(client *http.Client, i int) error {
	body, err := json.Marshal(map[string]string{
		"topic": "trash", "kind": "concern", "contacted": "yes", "share": "no",
		"contact_by": "email", "email": "resident@example.org",
		"message": fmt.Sprintf("Nobody has come for three weeks, and this is letter %d. ", i) + strings.Repeat("It smells. ", 80),
	})
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, "http://"+r.address+r.path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Idempotency-Key", rand.Text()+rand.Text())
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode/100 != 2 {
		err = fmt.Errorf("%s answered %s: %s", r.name, response.Status, answer)
	}
	return err
}

func median[T float64 | time.Duration](list []T) T {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}
