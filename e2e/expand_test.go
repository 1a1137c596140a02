//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// readerPatience ends a reader that does not end by itself.
const readerPatience = 3 * time.Minute

// window is a file for a reader, and the seconds since 1970 between which it
// looks for starts.
type window struct {
	File string `json:"file"`
	From int64  `json:"from"`
	To   int64  `json:"to"`
}

// holds reports whether a start, as readers print it, lies in the window.
func (w window) holds(t *testing.T, start string) bool {
	t.Helper()
	form := time.RFC3339
	if len(start) == len(time.DateOnly) {
		form = time.DateOnly
	}
	at, err := time.Parse(form, start)
	if err != nil {
		t.Fatal(err)
	}
	return w.From <= at.Unix() && at.Unix() < w.To
}

// seen is an occurrence as readers print it: start, end, status, URL.
type seen [4]string

// expanders are the programs that say when everything in calendar files is, and
// how to ask which version of each is installed.
var expanders = []struct {
	name    string
	expand  func(t *testing.T, windows []window) map[string][]seen
	version []string
}{
	{"libical", script(python, "readers/expand_libical.py"), debianVersion("libical3")},
	{"recurring-ical-events", script(python, "readers/expand_recurring.py"), debianVersion("python3-recurring-ical-events")},
	{"ical.js", script("node", "readers/expand_icaljs.mjs"), []string{"node", "-p", "require('./node_modules/ical.js/package.json').version"}},
	{"khal", subscribe, debianVersion("khal")},
}

func debianVersion(name string) []string {
	return []string{"dpkg-query", "-f", "${Version}", "-W", name}
}

// script is an expander that reads files and prints what it found.
func script(command ...string) func(t *testing.T, windows []window) map[string][]seen {
	return func(t *testing.T, windows []window) map[string][]seen {
		t.Helper()
		text, err := json.Marshal(windows)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(t.TempDir(), "windows.json")
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		found := map[string][]seen{}
		if err := json.Unmarshal([]byte(outputOf(t, append(command[:len(command):len(command)], name)...)), &found); err != nil {
			t.Fatalf("%v: %v", command, err)
		}
		return found
	}
}

// outputOf runs a reader to its end and gives what it printed.
func outputOf(t *testing.T, command ...string) string {
	t.Helper()
	out, err := printedBy(t.Context(), t.TempDir(), command...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// printedBy runs a reader to its end and gives what it printed. It has a home
// that is empty, the clock of no place, and no proxy to reach others through.
func printedBy(ctx context.Context, home string, command ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, readerPatience)
	defer cancel()
	var out, faults bytes.Buffer
	run := exec.CommandContext(ctx, command[0], command[1:]...)
	run.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home, "LC_ALL=C.UTF-8", "TZ=UTC", "TERM=dumb"}
	run.Stdout, run.Stderr = &out, &faults
	run.WaitDelay = 5 * time.Second
	if err := run.Run(); err != nil {
		return "", fmt.Errorf("%.200s: %w\n%s\n%s", strings.Join(command, " "), err, out.String(), faults.String())
	}
	return out.String(), nil
}

// version asks for the version of a reader.
func version(t *testing.T, command []string) string {
	t.Helper()
	return strings.TrimSpace(outputOf(t, command...))
}
