package preview

import (
	"context"
	"html"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.org/advocate/internal/build"
)

func TestAnEditChangesTheOpenPage(t *testing.T) {
	s := show(t, small(), nil)
	status, body, _ := s.get("about/", browser)
	if status != 200 || !strings.Contains(body, "The first text.") {
		t.Fatalf("%d\n%s", status, body)
	}
	page := s.listen("")
	page.is("hello")
	s.save("content/about.md", "---\ntitle: About us\n---\nThe second text.\n")
	page.is("reload")
	if _, body, _ = s.get("about/", browser); !strings.Contains(body, "The second text.") {
		t.Errorf("after the reload:\n%s", body)
	}
	if !strings.Contains(s.log.String(), "content/about.md changed: ") {
		t.Errorf("the log says %q", s.log.String())
	}
	if strings.Contains(s.log.String(), "127.0.0.1") {
		t.Errorf("the log holds an address: %q", s.log.String())
	}
}

func TestAPageHearsOfWhatItMissed(t *testing.T) {
	var now atomic.Pointer[time.Time]
	now.Store(&at)
	s := show(t, small(), func(o *Options) { o.Now = func() time.Time { return *now.Load() } })
	pass := func(d time.Duration) {
		later := now.Load().Add(d)
		now.Store(&later)
	}
	pass(time.Second)
	first := s.listen("").is("hello")
	s.listen("age=900").is("hello")
	s.listen("age=1100").is("reload") // it was asked for before this process began

	pass(time.Second)
	page := s.listen("")
	page.is("hello")
	s.save("content/about.md", "---\ntitle: About us\n---\nThe second text.\n")
	second := page.is("reload")
	if first == second {
		t.Fatalf("two versions are named %s", first)
	}
	pass(time.Second)
	for _, c := range []struct{ query, want string }{
		{"seen=" + first, "reload"},
		{"seen=" + second, "hello"},
		{"seen=" + second + "&age=5000", "hello"},
		{"seen=of-another-process", "reload"},
		{"seen=&age=0", "hello"},
		{"seen=&age=900", "hello"},
		{"seen=&age=1100", "reload"},
		{"age=nonsense", "hello"},
	} {
		if got := s.listen(c.query).is(c.want); got != second {
			t.Errorf("%s: the version is %s, want %s", c.query, got, second)
		}
	}
}

func TestProblemsAreShownInTheBrowserUntilMended(t *testing.T) {
	s := show(t, small(), nil)
	page := s.listen("")
	page.is("hello")
	s.save("content/about.md", "---\ntitle: About <us>\nsumary: Who we are\n---\nThe second text.\n")
	page.is("reload")

	for _, address := range []string{"", "about/", "about", "nothing/"} {
		status, body, header := s.get(address, browser)
		if status != 500 {
			t.Errorf("/%s: %d, want 500", address, status)
		}
		for _, want := range []string{"content/about.md:3:1", "sumary: Who we are\n^", `did you mean "summary"?`, "/_advocate/static/js/reload.js"} {
			if !strings.Contains(html.UnescapeString(body), want) {
				t.Errorf("/%s lacks %q:\n%s", address, want, body)
			}
		}
		if got := header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("/%s: Cache-Control %q", address, got)
		}
		if got := header.Get("Content-Security-Policy"); !strings.HasPrefix(got, policy) {
			t.Errorf("/%s: Content-Security-Policy %q", address, got)
		}
	}
	for _, file := range []string{"_advocate/static/css/site.css", "_advocate/static/js/reload.js"} {
		if status, body, _ := s.get(file, program); status != 200 || body == "" {
			t.Errorf("/%s: %d", file, status)
		}
	}
	if status, body, _ := s.get("about/", program); status != 200 || !strings.Contains(body, "The first text.") {
		t.Errorf("the last good site is gone: %d\n%s", status, body)
	}
	if status, _, _ := s.get("feed.xml", browser); status != 200 {
		t.Errorf("the last good feed is gone: %d", status)
	}
	for _, want := range []string{"content/about.md:3:1: error: ", "advocate: 1 error; the last good site stays"} {
		if !strings.Contains(s.log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, s.log.String())
		}
	}

	s.save("content/about.md", "---\ntitle: About us\n---\nThe third text.\n")
	page.is("reload")
	if status, body, _ := s.get("about/", browser); status != 200 || !strings.Contains(body, "The third text.") {
		t.Errorf("mended: %d\n%s", status, body)
	}
}

func TestASiteThatWasNeverGoodIsProblemsEverywhere(t *testing.T) {
	files := small()
	files["content/about.md"] = "---\n---\n"
	s := show(t, files, func(o *Options) { o.Terminal = true })
	for _, accept := range []string{browser, program} {
		for _, address := range []string{"", "feed.xml", "about/"} {
			if status, body, _ := s.get(address, accept); status != 500 || !strings.Contains(body, "content/about.md") {
				t.Errorf("/%s: %d\n%s", address, status, body)
			}
		}
	}
	if !strings.Contains(s.log.String(), "\n    ---\n    ^\n") {
		t.Errorf("the terminal shows no line and caret:\n%s", s.log.String())
	}
	page := s.listen("")
	page.is("hello")
	s.save("content/about.md", "---\ntitle: About us\n---\n")
	page.is("reload")
	if status, _, _ := s.get("feed.xml", program); status != 200 {
		t.Errorf("mended: %d", status)
	}
}

func TestABrokenLayoutIsShownWithItsPlace(t *testing.T) {
	s := show(t, small(), nil)
	page := s.listen("")
	page.is("hello")
	s.save("layouts/page.html", "line one\n  {{.Nothing | nope}}\n")
	page.is("reload")
	if status, body, _ := s.get("about/", browser); status != 500 || !strings.Contains(body, "layouts/page.html:2") || !strings.Contains(body, "{{.Nothing | nope}}") {
		t.Errorf("%d\n%s", status, body)
	}
	s.remove("layouts")
	page.is("reload")
	if status, _, _ := s.get("about/", browser); status != 200 {
		t.Errorf("after it is gone: %d", status)
	}
}

func TestOpenPagesAreReloadedWhenTimePasses(t *testing.T) {
	files := small()
	files["content/soon.md"] = "---\ntitle: Soon\npublish: 2026-12-04\n---\n"
	var now atomic.Pointer[time.Time]
	now.Store(&at)
	s := show(t, files, func(o *Options) { o.Now = func() time.Time { return *now.Load() } })
	page := s.listen("")
	page.is("hello")
	if status, _, _ := s.get("soon/", program); status != 404 {
		t.Errorf("before its day the page is there: %d", status)
	}
	midnight := time.Date(2026, 12, 4, 6, 0, 0, 0, time.UTC) // in Tulsa
	now.Store(&midnight)
	// The clock is asked again within a minute; a touched file, which is no
	// reason to build, makes that now.
	s.must(os.Chtimes(s.path("content/about.md"), time.Unix(1, 0), time.Unix(1, 0)))
	page.is("reload")
	if status, _, _ := s.get("soon/", program); status != 200 {
		t.Errorf("on its day the page is not there: %d", status)
	}
	if got := s.log.String(); !strings.Contains(got, "time passed: ") {
		t.Errorf("the log says %q", got)
	}
}

func TestTheHeaderSaysWhatThePageSays(t *testing.T) {
	s := show(t, small(), nil)
	_, body, header := s.get("about/", browser)
	meta := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(body)
	if meta == nil {
		t.Fatalf("the page has no policy:\n%s", body)
	}
	if got, want := header.Get("Content-Security-Policy"), html.UnescapeString(meta[1])+"; frame-ancestors 'none'"; got != want {
		t.Errorf("the header says %q, the page %q", got, want)
	}
	if !regexp.MustCompile(`<script src="/static/js/reload\.[0-9a-f]+\.js" defer>`).MatchString(body) {
		t.Errorf("the page does not load reload.js:\n%s", body)
	}
}

func TestOtherHostsAreNotAnswered(t *testing.T) {
	var address string
	show(t, small(), func(o *Options) {
		o.BaseURL, address = "http://desk.example:8080/", o.Listener.Addr().String()
	})
	for host, want := range map[string]int{
		"localhost": 200, "LOCALHOST:1": 200, "127.0.0.1:8080": 200, "[::1]:8080": 200, "[::1]": 200, "desk.example": 200,
		"evil.example": 421, "localhost.evil.example": 421, "10.0.0.1": 421, "127.0.0.1.evil.example:8080": 421,
	} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+address+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("Host %s: %d, want %d", host, answer.StatusCode, want)
		}
	}
}

func TestTheIntakeIsAskedForItsOwnAddresses(t *testing.T) {
	intake := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "intake "+r.Method+" "+r.URL.Path)
	})
	s := show(t, small(), func(o *Options) { o.Intake = intake })
	for _, address := range []string{"intake", "intake/status", "intake/static/site.css", "healthz"} {
		if _, body, _ := s.get(address, browser); body != "intake GET /"+address {
			t.Errorf("/%s: %q", address, body)
		}
	}
	answer, err := http.Post(s.url+"intake", "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, _ := io.ReadAll(answer.Body); string(body) != "intake POST /intake" {
		t.Errorf("POST /intake: %q", body)
	}
	if status, _, _ := s.get("intakes/", program); status != 404 {
		t.Errorf("/intakes/: %d", status)
	}
}

func TestAFaultIsLoggedWithoutTheRequest(t *testing.T) {
	s := show(t, small(), func(o *Options) {
		o.Intake = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("the text of a concern") })
	})
	if answer, err := http.Get(s.url + "intake?secret=1"); err == nil {
		answer.Body.Close()
		t.Error("a fault was answered")
	}
	text := s.log.String()
	if !strings.Contains(text, "a fault in the program") || !strings.Contains(text, "TestAFaultIsLogged") {
		t.Errorf("the log does not tell of the fault: %q", text)
	}
	for _, secret := range []string{"the text of a concern", "secret=1", "127.0.0.1"} {
		if strings.Contains(text, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestStoppingEndsOpenPagesAndIsNoError(t *testing.T) {
	s := show(t, small(), nil)
	page := s.listen("")
	page.is("hello")
	begin := time.Now()
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if name, _ := page.event(); name != "" {
		t.Errorf("the open page was sent %q", name)
	}
	if took := time.Since(begin); took >= stopTimeout {
		t.Errorf("stopping took %v: an open page held it up", took)
	}
}

func TestOnlyTheDataFolderIsWrittenTo(t *testing.T) {
	s := show(t, small(), nil)
	if _, err := os.Stat(filepath.Join(s.dir, ".advocate", "site", "index.html")); err != nil {
		t.Error(err)
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if name := entry.Name(); name != "content" && name != ".advocate" {
			t.Errorf("%s was written", name)
		}
	}
}

func TestTheBuildIsToldThatItIsAPreview(t *testing.T) {
	var got build.Options
	s := show(t, small(), func(o *Options) {
		o.Build = func(ctx context.Context, opts build.Options) (build.Result, error) {
			got = opts
			return build.Run(ctx, opts)
		}
	})
	if !got.Practice || !got.Preview || got.Drafts || got.BaseURL != s.url || !got.Now.Equal(at) {
		t.Errorf("%+v", got.Options)
	}
	if _, body, _ := s.get("", program); !strings.Contains(body, `<link rel="canonical" href="`+s.url) {
		t.Errorf("the page has another address:\n%s", body)
	}
}
