package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"example.org/advocate/internal/vault"
)

// An office is what production needs: a site, keys, and a folder that the process may write.
type office struct {
	t          *testing.T
	folder     string // source, files and data lie in it
	data       string // the only folder below that the process may write
	identities []*vault.Identity
	uid        int // of the process; -1 for the test's own
	env        []string
}

const officeSite = `title: Test Office
base_url: https://office.example/
timezone: America/Chicago
languages: [en]
contact:
  phone: 918-555-0100
districts:
  - slug: "4"
    title: District Four
retention:
  text_days: 365
  facts_days: 1095
  spam_days: 30
notify:
  hour: 0
`

const officeTopic = `---
title: Streets
first:
  name: The street desk
  phone: 918-555-0111
---
`

// newOffice makes an office with two keys.
func newOffice(t *testing.T) *office {
	t.Helper()
	folder := t.TempDir()
	o := &office{t: t, folder: folder, data: filepath.Join(folder, "data"), uid: -1}
	if err := os.Mkdir(o.data, 0o700); err != nil {
		t.Fatal(err)
	}
	o.write("content/site.yaml", officeSite, 0o644)
	o.write("content/topics/streets.md", officeTopic, 0o644)
	o.newKeys(2)
	line, err := vault.NewSecretLine(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	o.write("secret", line+"\n", 0o600)
	return o
}

// newKeys makes keys for the office, and writes its recipients file.
func (o *office) newKeys(n int) {
	o.t.Helper()
	var lines []string
	o.identities = nil
	for range n {
		identity, err := vault.NewIdentity(rand.Reader)
		if err != nil {
			o.t.Fatal(err)
		}
		o.identities = append(o.identities, identity)
		lines = append(lines, identity.Age.Recipient().String())
	}
	o.write("recipients", strings.Join(lines, "\n")+"\n", 0o644)
}

func (o *office) write(name, text string, mode os.FileMode) {
	o.t.Helper()
	path := filepath.Join(o.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		o.t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask is
		o.t.Fatal(err)
	}
}

func (o *office) database() string { return "sqlite:" + filepath.Join(o.data, "cases.db") }

// A process is an intake that runs.
type process struct {
	o            *office
	command      *exec.Cmd
	output       *output
	url, metrics string
	ended        chan struct{}
	err          error // after ended
}

// output collects what a process writes.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{} // something came
}

func (s *output) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.more <- struct{}{}:
	default:
	}
	return s.text.Write(p)
}

func (s *output) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

var (
	takingAt  = regexp.MustCompile(`Taking concerns at (http://\S+)/\.`)
	metricsAt = regexp.MustCompile(`Metrics are at (http://\S+)\.`)
)

// start runs the intake, and waits until it answers. It is stopped with the test.
func (o *office) start(flags ...string) *process {
	o.t.Helper()
	program := filepath.Join(o.folder, "advocate-now")
	if _, err := os.Stat(program); err != nil { // the test's own binary, under the name that makes it the program
		executable, err := os.Executable()
		if err == nil {
			err = copyProgram(program, executable)
		}
		if err != nil {
			o.t.Fatal(err)
		}
	}
	args := append([]string{"--source", o.folder, "intake", "--addr", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--database", o.database(),
		"--recipients", filepath.Join(o.folder, "recipients"), "--secret", filepath.Join(o.folder, "secret"), "--rate", "off"}, flags...)
	p := &process{o: o, command: exec.Command(program, args...), output: &output{more: make(chan struct{}, 1)}, ended: make(chan struct{})}
	p.command.Env = append(os.Environ(), o.env...)
	p.command.Stdout, p.command.Stderr = p.output, p.output
	if o.uid >= 0 {
		p.command.SysProcAttr = credential(o.uid)
	}
	if err := p.command.Start(); err != nil {
		o.t.Fatal(err)
	}
	go func() {
		p.err = p.command.Wait()
		close(p.ended)
	}()
	o.t.Cleanup(p.stop)
	p.says("Taking concerns at ")
	p.url = takingAt.FindStringSubmatch(p.output.String())[1]
	p.metrics = metricsAt.FindStringSubmatch(p.output.String())[1]
	return p
}

// copyProgram copies a program: a link would not be there for another user.
func copyProgram(to, from string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, source); err != nil {
		return err
	}
	return target.Close()
}

// says waits until the process has said something.
func (p *process) says(words string) {
	p.o.t.Helper()
	deadline := time.After(servePatience)
	for !strings.Contains(p.output.String(), words) {
		select {
		case <-p.output.more:
		case <-p.ended:
			p.o.t.Fatalf("the intake ended: %v\n%s", p.err, p.output)
		case <-deadline:
			p.o.t.Fatalf("the intake does not say %q:\n%s", words, p.output)
		}
	}
}

// signal sends the process a signal.
func (p *process) signal(s os.Signal) {
	p.o.t.Helper()
	if err := p.command.Process.Signal(s); err != nil {
		p.o.t.Fatal(err)
	}
}

// stop ends the process as systemd does, unless it has ended; it must end well.
func (p *process) stop() {
	p.o.t.Helper()
	select {
	case <-p.ended:
		return
	default:
	}
	p.signal(syscall.SIGTERM)
	select {
	case <-p.ended:
		if p.err != nil {
			p.o.t.Errorf("the intake ended badly: %v\n%s", p.err, p.output)
		}
	case <-time.After(servePatience):
		p.o.t.Errorf("the intake does not stop:\n%s", p.output)
		_ = p.command.Process.Kill() // it may just have ended
	}
}

// A receipt is what a program is told that sent a concern.
type receipt struct{ Case, Code string }

// send sends a concern as a program does.
func (p *process) send(client *http.Client, answers map[string]string) receipt {
	p.o.t.Helper()
	told, err := p.trySend(client, answers)
	if err != nil {
		p.o.t.Fatalf("%v\n%s", err, p.output)
	}
	return told
}

// trySend is send, for goroutines of a test.
func (p *process) trySend(client *http.Client, answers map[string]string) (told receipt, err error) {
	body, err := json.Marshal(answers)
	if err != nil {
		return told, err
	}
	r, err := http.NewRequest(http.MethodPost, p.url+"/intake", bytes.NewReader(body))
	if err != nil {
		return told, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Idempotency-Key", rand.Text()+rand.Text())
	answer, err := client.Do(r)
	if err != nil {
		return told, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil {
		err = json.Unmarshal(text, &told)
	}
	if err != nil || answer.StatusCode != http.StatusCreated {
		return told, errors.Join(err, fmt.Errorf("a concern is answered with %d: %s", answer.StatusCode, text))
	}
	return told, nil
}

// concernOf is a concern that can be sent as it is.
func concernOf(message string) map[string]string {
	return map[string]string{"topic": "streets", "kind": "concern", "contacted": "yes", "message": message}
}

// get asks for a page of the process.
func get(t *testing.T, url string) (int, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// opened looks for a case in a database, opens it with each of the office's keys and with the code, and returns what
// the person wrote.
func (o *office) opened(database string, r receipt) (message string) {
	o.t.Helper()
	found, entries := caseOf(o.t, database, r)
	code, err := vault.ParseCode(r.Code)
	if err != nil {
		o.t.Fatal(err)
	}
	person, err := code.Identity(found.Number, found.WrappedIdentity)
	if err != nil {
		o.t.Fatal(err)
	}
	for i, identity := range append(o.identities, person) {
		part, err := vault.Open(entries[0].Sealed, identity.Age)
		if err != nil {
			o.t.Fatalf("key %d does not open %s: %v", i, r.Case, err)
		}
		words, err := part.Words()
		if err != nil {
			o.t.Fatal(err)
		}
		if message != "" && words.Message != message {
			o.t.Fatalf("two keys open two texts: %q, %q", message, words.Message)
		}
		message = words.Message
	}
	return message
}
