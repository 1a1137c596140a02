package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/site"
)

// searchSite is the built corpus on a server that counts what it sends, with
// Pagefind's index of the same pages, and a browser.
type searchSite struct {
	dir     string // of the built site
	peers   string // of Pagefind's index
	url     string
	browser context.Context

	mu     sync.Mutex
	line   line
	busy   time.Time // until when the line carries what was asked for
	sent   []sent
	packed map[string]int // file -> bytes in brotli
}

func newSearchSite(b *testing.B, source string) *searchSite {
	b.Helper()
	s := &searchSite{dir: filepath.Join(b.TempDir(), "site"), peers: b.TempDir(), packed: map[string]int{}}
	server := httptest.NewServer(http.HandlerFunc(s.serve))
	b.Cleanup(server.Close)
	s.url = server.URL
	if _, err := build.Run(context.Background(), build.Options{
		Source: source, Out: s.dir, Options: site.Options{Now: now, BaseURL: s.url + "/"},
	}); err != nil {
		b.Fatal(err)
	}
	s.indexPagefind(b)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath("chromium"), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WSURLReadTimeout(time.Minute))...)
	b.Cleanup(stop)
	browser, closeBrowser := chromedp.NewContext(allocator)
	b.Cleanup(closeBrowser)
	if err := chromedp.Do(browser); err != nil {
		b.Skipf("there is no Chromium here: %v", err)
	}
	s.browser = browser
	return s
}

// serve sends files of the site, and of the peers, and counts what is no page
// and no style.
func (s *searchSite) serve(w http.ResponseWriter, r *http.Request) {
	name := path.Clean(r.URL.Path)
	if strings.HasSuffix(r.URL.Path, "/") {
		name = path.Join(name, "index.html")
	}
	file := filepath.Join(s.dir, name)
	if strings.HasPrefix(name, "/pagefind") {
		file = filepath.Join(s.peers, name)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", build.MediaType(name))
	ext := path.Ext(name)
	if ext == ".wasm" {
		w.Header().Set("Content-Type", "application/wasm")
	}
	page := ext == ".html" || ext == ".css" || ext == ".png" || ext == ".svg"
	s.carry(r, s.note(name, content, !page))
	_, _ = w.Write(content) // a browser that went away is no fault
}

// note remembers what is sent, and returns about how many bytes a host that
// compresses would send.
func (s *searchSite) note(name string, content []byte, counted bool) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if counted {
		s.sent = append(s.sent, sent{name, content})
	}
	if size := s.packed[name]; size > 0 {
		return size
	}
	return len(content) / 3
}

// sent is a file that a browser got.
type sent struct {
	name    string
	content []byte
}

// taken returns what was sent since it was asked last. It compresses only now,
// for that takes longer than to send it.
func (s *searchSite) taken() load {
	s.mu.Lock()
	defer s.mu.Unlock()
	var sum load
	for _, f := range s.sent {
		if s.packed[f.name] == 0 {
			var b bytes.Buffer
			w := brotli.NewWriterLevel(&b, brotli.BestCompression)
			_, _ = w.Write(f.content) // to memory
			_ = w.Close()
			s.packed[f.name] = min(b.Len(), len(f.content))
		}
		sum.compressed += s.packed[f.name]
		sum.plain += len(f.content)
	}
	s.sent = nil
	return sum
}

// indexPagefind gives Pagefind the main part of the pages that our index holds.
func (s *searchSite) indexPagefind(b *testing.B) {
	b.Helper()
	if out, err := exec.Command("npm", "ci", "--prefix", "search", "--ignore-scripts", "--no-audit", "--no-fund", "--silent").CombinedOutput(); err != nil {
		b.Skipf("Pagefind and MiniSearch cannot be had here: %v\n%s", err, out)
	}
	pages := b.TempDir()
	for _, d := range s.documents(b) {
		name := filepath.Join(d.URL, "index.html")
		content, err := os.ReadFile(filepath.Join(s.dir, name))
		if err != nil {
			b.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(pages, d.URL), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(pages, name), content, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	out, err := exec.Command("search/node_modules/.bin/pagefind", "--site", pages, "--root-selector", "main",
		"--output-path", filepath.Join(s.peers, "pagefind")).CombinedOutput()
	if err != nil {
		b.Fatalf("Pagefind: %v\n%s", err, out)
	}
	html, err := os.ReadFile("search/pagefind.html")
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.peers, "pagefind.html"), html, 0o600); err != nil {
		b.Fatal(err)
	}
}

// textOf is a document as MiniSearch gets it.
type textOf struct{ URL, Title, Text string }

var blockName = regexp.MustCompile(`/d/([0-9a-z]+)-0\.txt$`)

// documents are the documents of our index.
func (s *searchSite) documents(b *testing.B) []textOf {
	b.Helper()
	firsts, err := filepath.Glob(filepath.Join(s.dir, "search", "*", "d", "*-0.txt"))
	if err != nil || len(firsts) == 0 {
		b.Fatalf("no documents: %v", err)
	}
	var list []textOf
	for _, first := range firsts {
		stem := blockName.FindStringSubmatch(filepath.ToSlash(first))[1]
		var d textOf
		for block := int64(0); ; block++ {
			content, err := os.ReadFile(filepath.Join(filepath.Dir(first), stem+"-"+strconv.FormatInt(block, 36)+".txt"))
			if err != nil {
				break
			}
			parts := strings.SplitN(string(content), "\n", 4)
			d.Title, d.URL, d.Text = parts[0], parts[1], d.Text+" "+strings.Trim(parts[3], "… ")
		}
		list = append(list, d)
	}
	return list
}

// miniSearch asks MiniSearch, and says what its index of everything weighs.
func (s *searchSite) miniSearch(b *testing.B, list []question) (found map[string]int, whole load) {
	b.Helper()
	asked := struct {
		Documents []textOf `json:"documents"`
		Queries   []string `json:"queries"`
	}{Documents: s.documents(b)}
	for _, q := range list {
		asked.Queries = append(asked.Queries, q.query)
	}
	text, err := json.Marshal(asked)
	if err != nil {
		b.Fatal(err)
	}
	input, index := filepath.Join(s.peers, "asked.json"), filepath.Join(s.peers, "minisearch.json")
	if err := os.WriteFile(input, text, 0o600); err != nil {
		b.Fatal(err)
	}
	out, err := exec.Command("node", "search/minisearch.mjs", input, index).Output()
	if err != nil {
		b.Fatalf("MiniSearch: %v", err)
	}
	var answers [][]string
	if err := json.Unmarshal(out, &answers); err != nil {
		b.Fatal(err)
	}
	found = map[string]int{}
	for i, q := range list {
		if q.answered(answers[i]) {
			found[q.kind]++
			found["all"]++
		}
	}
	content, err := os.ReadFile(index)
	if err != nil {
		b.Fatal(err)
	}
	s.taken()
	s.note("minisearch.json", content, true)
	return found, s.taken()
}

// results are the addresses that a page shows, once it shows them.
const shownResults = `(() => {
	const links = [...document.querySelectorAll("[data-results] a")];
	const status = document.querySelector("[data-status]");
	const done = status ? status.textContent !== "" : document.querySelector("title").dataset.done !== undefined;
	return done ? {took: window.took ?? 0, urls: links.map(a => new URL(a.href).pathname)} : null;
})()`

// watchResults notes how long after the page itself five results are there.
const watchResults = `new MutationObserver(() => {
	if (!window.took && document.querySelectorAll("[data-results] li").length >= 5) 
		window.took = performance.now() - performance.getEntriesByType("navigation")[0].responseEnd;
}).observe(document, {subtree: true, childList: true})`

// ask asks every question from an empty cache, and a second one behind it; then
// every fourth on a slow line.
func (s *searchSite) ask(b *testing.B, f *finder, list []question) {
	b.Helper()
	for i, q := range list {
		tab, closeTab := chromedp.NewContext(s.browser, chromedp.WithNewBrowserContext())
		if err := chromedp.Do(tab); err != nil { // a tab lives as long as the context that it was opened with
			b.Fatal(err)
		}
		cold, urls, took := s.visit(tab, b, f, q.query, fastLine)
		next := list[(i+1)%len(list)]
		second := s.again(tab, b, f, next.query)
		closeTab()
		f.first, f.second = append(f.first, cold), append(f.second, second)
		if !strings.Contains(q.query, " ") {
			f.oneWord = append(f.oneWord, cold)
		}
		if took > 0 {
			f.took = append(f.took, took)
		}
		if q.answered(urls) {
			f.found[q.kind]++
			f.found["all"]++
		}
		if i%4 != 0 {
			continue
		}
		slow, closeSlow := chromedp.NewContext(s.browser, chromedp.WithNewBrowserContext())
		if err := chromedp.Do(slow); err != nil {
			b.Fatal(err)
		}
		if _, _, took := s.visit(slow, b, f, q.query, slowLine); took > 0 {
			f.slow = append(f.slow, took)
		}
		closeSlow()
	}
}

// shown is what shownResults returns.
type shown struct {
	Took float64  `json:"took"`
	URLs []string `json:"urls"`
}

func (s *searchSite) visit(tab context.Context, b *testing.B, f *finder, query string, l line) (cost load, urls []string, took time.Duration) {
	b.Helper()
	ctx, cancel := context.WithTimeout(tab, time.Minute)
	defer cancel()
	s.taken()
	s.mu.Lock()
	s.line, s.busy = l, time.Time{}
	s.mu.Unlock()
	err := chromedp.Do(ctx, onEveryPage(watchResults), chromedp.Navigate(s.url+f.page+url.QueryEscape(query)))
	if err != nil {
		b.Fatalf("%s, %q: %v", f.name, query, err)
	}
	answer := wait(ctx, b, query)
	return s.taken(), answer.URLs, time.Duration(answer.Took * float64(time.Millisecond))
}

// again asks another query on the page that is there.
func (s *searchSite) again(tab context.Context, b *testing.B, f *finder, query string) load {
	b.Helper()
	ctx, cancel := context.WithTimeout(tab, time.Minute)
	defer cancel()
	script := fmt.Sprintf(`delete document.querySelector("title").dataset.done; search(%q)`, query)
	if f.name == "advocate" {
		script = fmt.Sprintf(`document.querySelector("[data-status]").textContent = "";
			document.getElementById("q").value = %q; document.querySelector("form[data-search]").requestSubmit()`, query)
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[any]("void ("+wrapped(script)+")")); err != nil {
		b.Fatal(err)
	}
	wait(ctx, b, query)
	return s.taken()
}

func wrapped(script string) string { return "(() => {" + script + "})()" }

func wait(ctx context.Context, b *testing.B, query string) shown {
	b.Helper()
	for {
		answer, err := chromedp.Run(ctx, chromedp.Evaluate[*shown](shownResults))
		if err == nil && answer != nil {
			return *answer
		}
		select {
		case <-ctx.Done():
			b.Fatalf("%q is not answered: %v", query, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// line is what lies between the server and a browser.
type line struct {
	delay          time.Duration // to the server and back
	bytesPerSecond float64       // 0 for as many as this machine moves
}

// The lines that pages are loaded over: this machine's own, and one as a
// telephone has, 150 ms and 1.6 Mbit/s.
var (
	fastLine = line{}
	slowLine = line{150 * time.Millisecond, 1.6e6 / 8}
)

// carry takes as long as an answer takes on the line. The browser's own slow
// lines leave workers out, and Pagefind loads from one.
func (s *searchSite) carry(r *http.Request, size int) {
	s.mu.Lock()
	l := s.line
	s.mu.Unlock()
	if l.delay == 0 {
		return
	}
	wait := time.Now().Add(l.delay)
	s.mu.Lock()
	if s.busy.Before(wait) {
		s.busy = wait
	}
	s.busy = s.busy.Add(time.Duration(float64(size) / l.bytesPerSecond * float64(time.Second)))
	wait = s.busy
	s.mu.Unlock()
	select {
	case <-time.After(time.Until(wait)):
	case <-r.Context().Done():
	}
}

// onEveryPage runs a script before those of each page.
func onEveryPage(script string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	})
}
