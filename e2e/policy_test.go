//go:build e2e

package e2e

import (
	"html"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var metaPolicy = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy" content="([^"]*)"`)

// policies gathers the Content-Security-Policy of each kind of page, that which
// hosts are told to send, and that of a report, each once.
func policies(t *testing.T) []string {
	t.Helper()
	var list []string
	add := func(policy string) {
		for _, known := range list {
			if known == policy {
				return
			}
		}
		list = append(list, policy)
	}
	inPage := func(name string) {
		m := metaPolicy.FindSubmatch(read(t, name))
		if m == nil {
			t.Errorf("%s has no policy", name)
			return
		}
		add(html.UnescapeString(string(m[1])))
	}
	for _, page := range kinds {
		inPage(pageFile(page))
	}
	report := filepath.Join(t.TempDir(), "report.html")
	if out, err := exec.Command(program, "--source", "..", "check", "--now", "2026-11-25", "--report", report).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	inPage(report)
	for line := range strings.Lines(string(read(t, filepath.Join(starter.dir, "_headers")))) {
		if policy, ok := strings.CutPrefix(strings.TrimSpace(line), "Content-Security-Policy: "); ok {
			add(policy)
		}
	}
	return list
}

func TestAnEvaluatorFindsNothingInThePolicies(t *testing.T) {
	list := policies(t)
	if len(list) < 3 {
		t.Fatalf("%q", list)
	}
	command := append([]string{"node", "readers/policies.mjs"}, list...)
	if said, err := printedBy(t.Context(), t.TempDir(), command...); err != nil {
		t.Errorf("%v", err)
	} else {
		t.Log(strings.TrimSpace(said))
	}
	// It is worth something only if it objects to what is wrong.
	if said, err := printedBy(t.Context(), t.TempDir(), "node", "readers/policies.mjs", "script-src 'unsafe-inline' *"); err == nil {
		t.Errorf("it finds nothing in a policy that allows everything: %s", said)
	}
}
