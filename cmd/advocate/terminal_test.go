package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestOnATerminalTheLineAndACaretFollowAProblem(t *testing.T) {
	source := t.TempDir()
	for name, text := range map[string]string{
		"content/site.yaml": "title: Test Office\nbase_url: https://office.example\ntimezone: America/Chicago\nlanguages: [en]\n",
		"content/about.md":  "---\ntitle: About\ntopics: [streets, water]\n---\n",
	} {
		path := filepath.Join(source, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	p := &program{
		ctx: t.Context(), stdout: &out, stderr: &errs, terminal: true, source: source,
		now: func() time.Time { return scriptClock }, getenv: func(string) string { return "" },
	}
	if code := p.main([]string{"--source", source, "build", "--out", filepath.Join(source, "public")}); code != exitProblems {
		t.Errorf("ended with %d", code)
	}
	want := `content/about.md:3:10: error: there is no topic "streets" in topics/; add content/topics/streets.md, or choose one that is there
    topics: [streets, water]
             ^
`
	if got := errs.String(); !strings.HasPrefix(got, want) {
		t.Errorf("got:\n%s", got)
	}
}
