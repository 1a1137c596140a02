package bench

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/advocate/bench/corpus"
)

const (
	hugoVersion = "v0.160.1"

	sitePages   = 10_000
	largePages  = 50_000
	siteRounds  = 3  // of builds, for each of the two
	editRounds  = 10 // of edits while serving
	largeRounds = 1
)

// BenchmarkSites builds the same site with Advocate and with Hugo, which take
// turns, and serves it while it is edited. It prints a table: of each measure
// the medians, and the ratio of Advocate to Hugo with the least and the
// greatest of its rounds.
//
// ADVOCATE_BENCH_PAGES is another number of pages than 10 000;
// ADVOCATE_BENCH_LARGE of pages than 50 000, and 0 leaves growth out.
func BenchmarkSites(b *testing.B) {
	tools := b.TempDir()
	ours := &generator{name: "advocate", program: buildProgram(b, tools, "../cmd/advocate")}
	hugo := &generator{name: "hugo", program: installHugo(b, tools)}
	for b.Loop() {
		pages := numberOf(b, "ADVOCATE_BENCH_PAGES", sitePages)
		small := compare(b, ours, hugo, pages, siteRounds)
		small.serve(b)
		small.report(b)
		large := numberOf(b, "ADVOCATE_BENCH_LARGE", largePages)
		if large == 0 {
			continue
		}
		grown := compare(b, ours, hugo, large, largeRounds)
		grown.serve(b)
		grown.report(b)
		grown.growth(b, small)
	}
}

func numberOf(b *testing.B, name string, otherwise int) int {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		b.Fatalf("%s: %v", name, err)
	}
	return n
}

// installHugo returns Hugo, built from its module and kept nowhere in this one.
func installHugo(b *testing.B, dir string) string {
	b.Helper()
	install := exec.Command("go", "install", "github.com/gohugoio/hugo@"+hugoVersion)
	install.Env = append(os.Environ(), "GOBIN="+dir, "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := install.CombinedOutput(); err != nil {
		b.Skipf("Hugo cannot be had here: %v\n%s", err, out)
	}
	return filepath.Join(dir, "hugo")
}

// generator is one of the two, and the site that it builds.
type generator struct {
	name, program string
	dir           string // holds the source; the site goes to public/ in it
	edits         int
}

func (g *generator) isHugo() bool { return g.name == "hugo" }

// write makes the source anew.
func (g *generator) write(b *testing.B, dir string, pages int) {
	b.Helper()
	g.dir = filepath.Join(dir, g.name)
	generate := corpus.Advocate
	if g.isHugo() {
		generate = corpus.Hugo
	}
	if err := generate(g.dir, pages); err != nil {
		b.Fatal(err)
	}
}

// forget removes what was built and what was remembered.
func (g *generator) forget(b *testing.B) {
	b.Helper()
	for _, name := range []string{"public", ".advocate", "resources", "cache", ".hugo_build.lock"} {
		if err := os.RemoveAll(filepath.Join(g.dir, name)); err != nil {
			b.Fatal(err)
		}
	}
}

func (g *generator) command(args ...string) *exec.Cmd {
	if !g.isHugo() {
		cmd := exec.Command(g.program, append([]string{"--source", g.dir}, args...)...)
		return cmd
	}
	cmd := exec.Command(g.program, append(args, "--source", g.dir)...)
	cmd.Env = append(os.Environ(), "HUGO_CACHEDIR="+filepath.Join(g.dir, "cache"))
	return cmd
}

// build runs a build in a new process.
func (g *generator) build(b *testing.B) taken {
	b.Helper()
	args := []string{"build", "--out", filepath.Join(g.dir, "public"), "--now", corpus.Now.Format(time.RFC3339)}
	if g.isHugo() {
		args = []string{"build", "--destination", filepath.Join(g.dir, "public"), "--quiet"}
	}
	cmd := g.command(args...)
	start := time.Now()
	out, err := cmd.CombinedOutput()
	t := taken{wall: time.Since(start)}
	if err != nil {
		b.Fatalf("%s: %v\n%s", g.name, err, out)
	}
	t.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	t.memory = peakMemory(cmd.ProcessState)
	return t
}

// edit changes the text of one event, and returns words that its page then has.
func (g *generator) edit(b *testing.B, pages int) (marker string) {
	b.Helper()
	name, _ := corpus.Edited(pages)
	g.edits++
	marker = fmt.Sprintf("Edited for the %dth time.", g.edits)
	g.append(b, filepath.Join("content", filepath.FromSlash(name)), "\n"+marker+"\n")
	return marker
}

func (g *generator) append(b *testing.B, name, text string) {
	b.Helper()
	f, err := os.OpenFile(filepath.Join(g.dir, name), os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
}

// changeLayout changes the layout of events a little.
func (g *generator) changeLayout(b *testing.B) {
	b.Helper()
	if g.isHugo() {
		g.append(b, "layouts/single.html", "{{/* changed */}}\n")
		return
	}
	own := filepath.Join(g.dir, "layouts")
	if _, err := os.Stat(own); err != nil {
		text, err := os.ReadFile(filepath.Join(source, "layouts", "event.html"))
		if err == nil {
			err = os.MkdirAll(own, 0o755)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(own, "event.html"), text, 0o644)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	g.append(b, "layouts/event.html", "{{/* changed */}}\n")
}

// serving is a generator that serves its site.
type serving struct {
	*generator
	cmd     *exec.Cmd
	address string
	stop    func()
}

func (g *generator) serve(b *testing.B) *serving {
	b.Helper()
	address := freeAddress(b)
	host, port, _ := strings.Cut(address, ":")
	args := []string{"serve", "--addr", address}
	if g.isHugo() {
		args = []string{"server", "--bind", host, "--port", port, "--noHTTPCache", "--disableLiveReload", "--quiet"}
	}
	s := &serving{generator: g, cmd: g.command(args...), address: "http://" + address + "/"}
	if err := s.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	s.stop = sync.OnceFunc(func() { _ = s.cmd.Process.Kill(); <-ended })
	b.Cleanup(s.stop)
	for deadline := time.Now().Add(10 * time.Minute); ; {
		select {
		case err := <-ended:
			ended <- err
			b.Fatalf("%s ended: %v", g.name, err)
		case <-time.After(20 * time.Millisecond):
		}
		if text, err := get(s.address); err == nil && text != "" {
			return s
		}
		if time.Now().After(deadline) {
			b.Fatalf("%s does not serve the site", g.name)
		}
	}
}

func get(address string) (string, error) {
	response, err := http.Get(address)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return string(text), err
}

// untilShown edits an event and waits until its page shows it.
func (s *serving) untilShown(b *testing.B, pages int) time.Duration {
	b.Helper()
	_, page := corpus.Edited(pages)
	start := time.Now()
	marker := s.edit(b, pages)
	for time.Since(start) < 5*time.Minute {
		if text, err := get(s.address + page); err == nil && strings.Contains(text, marker) {
			return time.Since(start)
		}
		time.Sleep(500 * time.Microsecond)
	}
	b.Fatalf("%s does not show an edit", s.name)
	return 0
}

// memory is what the process holds now, in bytes; 0 where that cannot be read.
func (s *serving) memory() int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kilobytes, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kilobytes << 10
		}
	}
	return 0
}
