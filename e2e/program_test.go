//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// running is an advocate serve of its own, with a copy of the starter content
// that a test may change.
type running struct {
	served
	source string // holds content/
	data   string // --data
	temp   string // where the program keeps what is temporary
	output *said
}

// said collects what a program writes.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

var siteIsAt = regexp.MustCompile(`The site is at (http://\S+)/ `)

// runServe starts advocate serve on a free port and waits until it says where
// it is. It is stopped with the test, as Ctrl+C does.
func runServe(t *testing.T) *running {
	t.Helper()
	r := &running{source: t.TempDir(), data: filepath.Join(t.TempDir(), "data"), temp: t.TempDir(), output: &said{}}
	if err := os.CopyFS(filepath.Join(r.source, "content"), os.DirFS("../content")); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program, "--source", r.source, "serve", "--addr", "127.0.0.1:0", "--data", r.data)
	command.Env = append(os.Environ(), "TMPDIR="+r.temp)
	r.url = start(t, command, r.output, siteIsAt)
	return r
}

// start starts the program and waits until a line of its output holds an
// address, which it returns. The program is stopped with the test, as Ctrl+C
// does.
func start(t *testing.T, command *exec.Cmd, output *said, at *regexp.Regexp) (address string) {
	t.Helper()
	command.Stderr = output
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	found, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		lines, told := bufio.NewScanner(stdout), false
		for lines.Scan() {
			_, _ = io.WriteString(output, lines.Text()+"\n") // a buffer takes all
			if match := at.FindStringSubmatch(lines.Text()); match != nil && !told {
				told = true
				found <- match[1]
			}
		}
		ended <- errors.Join(lines.Err(), command.Wait())
	}()
	t.Cleanup(func() { interrupt(t, command, ended) })
	what := strings.Join(command.Args, " ")
	select {
	case address = <-found:
	case err := <-ended:
		ended <- err
		t.Fatalf("%s ended: %v\n%s", what, err, output)
	case <-time.After(patience):
		t.Fatalf("%s does not say where it is:\n%s", what, output)
	}
	return address
}

// interrupt ends the program as Ctrl+C does; one that does not end is a fault.
func interrupt(t *testing.T, command *exec.Cmd, ended chan error) {
	if err := command.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Error(err)
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("%s ended badly: %v", command, err)
		}
	case <-time.After(patience):
		t.Errorf("%s does not stop at an interrupt", command)
		_ = command.Process.Kill() // it may just have ended
	}
}

// edit changes a text in a file of the content, as an editor saves it.
func (r *running) edit(t *testing.T, name, old, now string) {
	t.Helper()
	path := filepath.Join(r.source, "content", name)
	text := string(read(t, path))
	if !strings.Contains(text, old) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(text, old, now, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}
