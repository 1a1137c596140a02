package build

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

func TestProblemsOfKeysAddressesAndAliasesComeInOneRun(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"content/site.yaml": "title: T\nbase_url: https://t.example.org/\ntimezone: America/Chicago\nlanguages: [en]\n",
		"content/a.md":      "---\ntitle: A\nfoo: 1\n---\n",
		"content/b.md":      "---\ntitle: B\naliases: [/intake]\n---\n",
		"content/c.md":      "---\ntitle: C\nslug: b\naliases: [/desk/]\n---\n",
	} {
		write(t, dir, name, text)
	}
	built, err := Prepare(Options{Source: dir, Options: site.Options{Now: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)}})
	if err == nil {
		t.Fatal("the site was linked")
	}
	defer built.Close()
	for _, want := range []string{"unknown key", "the address /b/ belongs", "alias /intake is not possible", "alias /desk/ is not possible"} {
		if !slices.ContainsFunc(built.Problems, func(p content.Problem) bool { return strings.Contains(p.Message, want) }) {
			t.Errorf("no problem says %q: %v", want, built.Problems)
		}
	}
}

func TestAWholeDayWithoutAMidnightKeepsItsDays(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"content/site.yaml":     "title: T\nbase_url: https://t.example.org/\ntimezone: America/Chicago\nlanguages: [en]\n",
		"content/events/one.md": "---\ntitle: One\nstart: 2026-09-06\nall_day: true\ntimezone: America/Santiago\n---\n",
		"content/events/two.md": "---\ntitle: Two\nstart: 2026-09-05\nend: 2026-09-06\nall_day: true\ntimezone: America/Santiago\n---\n",
	} {
		write(t, dir, name, text)
	}
	out := t.TempDir()
	if _, err := Run(t.Context(), Options{Source: dir, Out: out, Options: site.Options{Now: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)}}); err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	data := read("events/index.json")
	if !strings.Contains(data, `"end": "2026-09-06"`) {
		t.Errorf("the last day is lost: %s", data)
	}
	if ics := read("events/two/event.ics"); !strings.Contains(ics, "DTEND;VALUE=DATE:20260907") {
		t.Errorf("the last day is lost: %s", ics)
	}
}
