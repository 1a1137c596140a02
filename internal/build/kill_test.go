package build

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/site"
)

// Two versions of a small site that differ in pages, style, and in what is a
// file and what is a folder.
func twoSources(t *testing.T) (a, b string) {
	t.Helper()
	first := map[string]string{
		"content/about.md":          "---\ntitle: About\n---\nOne.\n",
		"content/gone/deep/down.md": "---\ntitle: Gone\n---\n",
		"content/plan.pdf":          "%PDF a file",
		"static/css/site.css":       "body{color:#111}",
		"static/css/print.css":      "body{color:#000}",
	}
	second := map[string]string{
		"content/about.md":     "---\ntitle: About us\n---\nTwo.\n",
		"content/new/thing.md": "---\ntitle: New\n---\n",
		"content/plan.pdf.md":  "---\ntitle: A page where a file was\n---\n",
		"static/css/site.css":  "body{color:#222}",
	}
	for i := range 30 {
		name := fmt.Sprintf("content/news/post-%02d.md", i)
		first[name] = fmt.Sprintf("---\ntitle: Post %d\ndate: 2026-11-%02d\n---\nOne.\n", i, i%25+1)
		second[name] = fmt.Sprintf("---\ntitle: Post %d\ndate: 2026-11-%02d\n---\nTwo.\n", i, i%25+1)
	}
	return sourceFolderOf(t, first), sourceFolderOf(t, second)
}

// TestAProcessKilledAtAnyMomentLeavesAGoodSite kills real builds at random
// moments: after each, every file is whole and every asset that a page names
// is there; the next build ends in exactly the clean result.
func TestAProcessKilledAtAnyMomentLeavesAGoodSite(t *testing.T) {
	seed := uint64(time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC).Unix())
	random := rand.New(rand.NewPCG(seed, 1))
	a, b := twoSources(t)
	sites := []files{renderedSite(t, a, site.Options{}), renderedSite(t, b, site.Options{})}
	out := filepath.Join(t.TempDir(), "public")
	run(t, a, out)

	begin := time.Now()
	if output, err := child(t, a, out, someDay, true).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	whole := time.Since(begin)
	killed, midway := 0, 0
	for i := range 16 {
		cmd := child(t, []string{b, a}[i%2], out, someDay, i%3 == 0)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		moment := whole/3 + time.Duration(random.Int64N(int64(whole)))
		select {
		case <-time.After(moment):
			_ = cmd.Process.Kill()
			<-done
			killed++
		case <-done:
		}
		if _, err := os.Stat(filepath.Join(out, stagingName)); err == nil {
			midway++
		}
		intact(t, out, sites...)
		if i%5 == 4 {
			run(t, b, out)
			holds(t, out, sites[1])
		}
		if t.Failed() {
			t.Fatalf("after %v of about %v, seed %d, round %d", moment, whole, seed, i)
		}
	}
	run(t, a, out)
	holds(t, out, sites[0])
	t.Logf("killed %d of 16 builds, %d of them while they were publishing (seed %d, %v a build)", killed, midway, seed, whole)
}

// A disk that is full stops a build; what is published stays good, and the
// message names the file.
func TestAFullDiskStopsTheBuildAndIsNamed(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	publishTo(t, out, before)
	p, err := openPublisher(out)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	p.root = &mortal{Root: p.root.(*os.Root), left: 20}
	err = p.publish(after)
	names := func(name string) bool { return err != nil && strings.Contains(err.Error(), "writing "+name) }
	all := make([]string, 0, len(after))
	for name := range after {
		all = append(all, name)
	}
	if !slices.ContainsFunc(all, names) {
		t.Errorf("the error names no file: %v", err)
	}
	intact(t, out, before, after)
	for name, content := range tree(t, out) {
		if strings.HasPrefix(name, ".") || bytes.Equal(content, before[name]) || bytes.Equal(content, after[name]) {
			continue
		}
		t.Errorf("%s is half written", name)
	}
}
