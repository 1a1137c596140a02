package build

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const testPolicy = "default-src 'none'; style-src 'self'"

// served is a folder as a build leaves it, with a secret beside it.
func served(t *testing.T) string {
	t.Helper()
	outer := t.TempDir()
	dir := filepath.Join(outer, "public")
	put(t, filepath.Join(outer, "secret.txt"), "not for you")
	for name, content := range map[string]string{
		"index.html":                     "home",
		"404.html":                       "nothing here",
		"es/404.html":                    "nada aquí",
		"es/index.html":                  "inicio",
		"events/index.html":              "events",
		"events/calendar.ics":            "BEGIN:VCALENDAR",
		"events/2026/12/index.html":      "December",
		"feed.xml":                       "<rss/>",
		"news/feed.atom":                 "<feed/>",
		"topics/trash/feed.json":         "{}",
		"numbers.csv":                    "0123456789",
		"static/css/site.0123456789.css": "body{}",
		"static/css/plain.css":           "body{}",
		"static/LICENSE.abcdef0123":      "free",
		"empty/page/index.html":          "a page in a folder without one",
		".advocate-manifest":             "index.html",
		".advocate-staging/1":            "half",
		"sub/.hidden/index.html":         "hidden",
	} {
		put(t, filepath.Join(dir, name), content)
	}
	return dir
}

func put(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// ask sends a request; pairs are names and values of header fields.
func ask(h http.Handler, method, target string, pairs ...string) *http.Response {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(pairs); i += 2 {
		r.Header.Set(pairs[i], pairs[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEveryAddressIsAnsweredByItsFile(t *testing.T) {
	h := Handler(served(t), HandlerOptions{Policy: testPolicy})
	for _, c := range []struct {
		target   string
		status   int
		body     string
		location string
	}{
		{"/", 200, "home", ""},
		{"/?q=1", 200, "home", ""},
		{"/index.html", 200, "home", ""},
		{"/events/", 200, "events", ""},
		{"/events/2026/12/", 200, "December", ""},
		{"/feed.xml", 200, "<rss/>", ""},

		{"/events", 301, "", "/events/"},
		{"/events?month=12&x=%2F", 301, "", "/events/?month=12&x=%2F"},
		{"/events//", 301, "", "/events/"},
		{"/events/./calendar.ics", 301, "", "/events/calendar.ics"},
		{"//evil.example/", 301, "", "/evil.example/"},
		{"/../events/", 301, "", "/events/"},

		{"/nothing", 404, "nothing here", ""},
		{"/nothing/", 404, "nothing here", ""},
		{"/feed.xml/", 404, "nothing here", ""},
		{"/feed.xml/x", 404, "nothing here", ""},
		{"/empty", 404, "nothing here", ""},
		{"/empty/", 404, "nothing here", ""},
		{"/static/", 404, "nothing here", ""},
		{"/es/nada/", 404, "nada aquí", ""},
		{"/es/nada/mas.png", 404, "nada aquí", ""},
		{"/esp/nada/", 404, "nothing here", ""},
		{"/%00", 404, "nothing here", ""},
		{"/%ff/", 404, "nothing here", ""},
		{"/" + strings.Repeat("x", 3000), 404, "nothing here", ""},
	} {
		r := ask(h, "GET", c.target)
		if r.StatusCode != c.status || text(t, r) != c.body && c.status != 301 || r.Header.Get("Location") != c.location {
			t.Errorf("GET %.80s: %d to %q, want %d to %q and %q", c.target, r.StatusCode, r.Header.Get("Location"), c.status, c.location, c.body)
		}
	}
}

func TestFilesThatBeginWithADotAndFilesOutsideAreNeverServed(t *testing.T) {
	dir := served(t)
	for link, to := range map[string]string{"link.txt": "../secret.txt", "links": "..", "self.txt": ".advocate-manifest"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	h := Handler(dir, HandlerOptions{})
	for _, target := range []string{
		"/.advocate-manifest", "/.advocate-staging/1", "/.advocate-staging", "/sub/.hidden/", "/sub/.hidden/index.html",
		"/%2e%2e/secret.txt", "/..%2fsecret.txt", "/events/..%2f..%2fsecret.txt", "/..%5csecret.txt", `/sub\.hidden/index.html`,
		"/link.txt", "/links/secret.txt", "/.", "/%2eadvocate-manifest",
	} {
		r := ask(h, "GET", target)
		if body := text(t, r); r.StatusCode == 200 || strings.Contains(body, "not for you") || strings.Contains(body, "hidden") {
			t.Errorf("GET %s: %d %q", target, r.StatusCode, body)
		}
	}
}

func TestTypesDoNotDependOnTheMachine(t *testing.T) {
	for name, want := range map[string]string{
		"index.html":                "text/html; charset=utf-8",
		"static/css/site.abc.css":   "text/css; charset=utf-8",
		"static/js/a.js":            "text/javascript; charset=utf-8",
		"events/calendar.ics":       "text/calendar; charset=utf-8",
		"feed.xml":                  "application/rss+xml; charset=utf-8",
		"topics/trash/feed.xml":     "application/rss+xml; charset=utf-8",
		"sitemap.xml":               "application/xml",
		"feed.atom":                 "application/atom+xml",
		"news/feed.json":            "application/feed+json",
		"events/index.json":         "application/json",
		"robots.txt":                "text/plain; charset=utf-8",
		"issues/answers.csv":        "text/csv; charset=utf-8",
		"a.svg":                     "image/svg+xml",
		"a.PNG":                     "image/png",
		"a.jpg":                     "image/jpeg",
		"a.jpeg":                    "image/jpeg",
		"a.webp":                    "image/webp",
		"a.avif":                    "image/avif",
		"favicon.ico":               "image/x-icon",
		"a.pdf":                     "application/pdf",
		"a.docx":                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"a.ods":                     "application/vnd.oasis.opendocument.spreadsheet",
		"talk.mp3":                  "audio/mpeg",
		"talk.m4a":                  "audio/mp4",
		"no-ending":                 "application/octet-stream",
		"static/thing.unknown":      "application/octet-stream",
		"static/LICENSE.abcdef0123": "application/octet-stream",
	} {
		if got := MediaType(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	h := Handler(served(t), HandlerOptions{Policy: testPolicy})
	for _, target := range []string{"/", "/events", "/feed.xml", "/nothing", "/numbers.csv"} {
		r := ask(h, "GET", target)
		for name, want := range map[string]string{
			"X-Content-Type-Options":     "nosniff",
			"Referrer-Policy":            "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("GET %s: %s: %q, want %q", target, name, got, want)
			}
		}
		if r.Header.Get("Permissions-Policy") == "" {
			t.Errorf("GET %s: no Permissions-Policy", target)
		}
		for _, name := range []string{"Set-Cookie", "Last-Modified", "Server"} {
			if got := r.Header.Get(name); got != "" {
				t.Errorf("GET %s: %s: %q", target, name, got)
			}
		}
	}
	want := testPolicy + "; frame-ancestors 'none'"
	for _, target := range []string{"/", "/nothing", "/feed.xml"} {
		if got := ask(h, "GET", target).Header.Get("Content-Security-Policy"); got != want {
			t.Errorf("GET %s: policy %q, want %q", target, got, want)
		}
	}
}

func TestOnlyFilesWithAFingerprintAreKept(t *testing.T) {
	h := Handler(served(t), HandlerOptions{})
	for target, want := range map[string]string{
		"/static/css/site.0123456789.css": "public, max-age=31536000, immutable",
		"/static/LICENSE.abcdef0123":      "public, max-age=31536000, immutable",
		"/static/css/plain.css":           "no-cache",
		"/":                               "no-cache",
		"/feed.xml":                       "no-cache",
		"/nothing":                        "no-cache",
		"/events":                         "no-cache",
	} {
		if got := ask(h, "GET", target).Header.Get("Cache-Control"); got != want {
			t.Errorf("GET %s: %q, want %q", target, got, want)
		}
	}
}

func TestOnlyGetAndHeadAreAllowed(t *testing.T) {
	h := Handler(served(t), HandlerOptions{})
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "TRACE"} {
		r := ask(h, method, "/")
		if r.StatusCode != 405 || r.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d, Allow %q", method, r.StatusCode, r.Header.Get("Allow"))
		}
	}
}

func TestHeadAnswersLikeGetWithoutABody(t *testing.T) {
	server := httptest.NewServer(Handler(served(t), HandlerOptions{Policy: testPolicy}))
	defer server.Close()
	for _, target := range []string{"/", "/nothing", "/numbers.csv"} {
		get, err := http.Get(server.URL + target)
		if err != nil {
			t.Fatal(err)
		}
		body := text(t, get)
		head, err := http.Head(server.URL + target)
		if err != nil {
			t.Fatal(err)
		}
		if got := text(t, head); got != "" {
			t.Errorf("HEAD %s has a body: %q", target, got)
		}
		if head.StatusCode != get.StatusCode || head.ContentLength != int64(len(body)) {
			t.Errorf("HEAD %s: %d, %d bytes; GET: %d, %d bytes", target, head.StatusCode, head.ContentLength, get.StatusCode, len(body))
		}
		for _, name := range []string{"Content-Type", "ETag", "Cache-Control", "Content-Security-Policy"} {
			if head.Header.Get(name) != get.Header.Get(name) {
				t.Errorf("HEAD %s: %s is %q, of GET %q", target, name, head.Header.Get(name), get.Header.Get(name))
			}
		}
	}
}

func TestAFileThatTheBrowserHasIsNotSentAgain(t *testing.T) {
	h := Handler(served(t), HandlerOptions{})
	etag := ask(h, "GET", "/numbers.csv").Header.Get("ETag")
	if !strings.HasPrefix(etag, `"`) {
		t.Fatalf("the ETag %s is not strong", etag)
	}
	for _, c := range []struct {
		name   string
		fields []string
		status int
	}{
		{"the same tag", []string{"If-None-Match", etag}, 304},
		{"one of several tags", []string{"If-None-Match", `"x", W/` + etag}, 304},
		{"any tag", []string{"If-None-Match", "*"}, 304},
		{"another tag", []string{"If-None-Match", `"x"`}, 200},
		{"another tag, though not modified since", []string{"If-None-Match", `"x"`, "If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"}, 200},
		{"a day alone says nothing", []string{"If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"}, 200},
		{"wanted only if it is another", []string{"If-Match", `"x"`}, 412},
	} {
		r := ask(h, "GET", "/numbers.csv", c.fields...)
		if r.StatusCode != c.status {
			t.Errorf("%s: %d, want %d", c.name, r.StatusCode, c.status)
		}
		if c.status == 304 && (text(t, r) != "" || r.Header.Get("ETag") != etag) {
			t.Errorf("%s: 304 with a body or with the ETag %s", c.name, r.Header.Get("ETag"))
		}
	}
	if r := ask(h, "GET", "/nothing", "If-None-Match", "*"); r.StatusCode != 404 {
		t.Errorf("what is not there was answered with %d", r.StatusCode)
	}
}

func TestRangesAreAnsweredInPart(t *testing.T) {
	h := Handler(served(t), HandlerOptions{})
	etag := ask(h, "GET", "/numbers.csv").Header.Get("ETag")
	for _, c := range []struct {
		fields []string
		status int
		body   string
	}{
		{[]string{"Range", "bytes=2-4"}, 206, "234"},
		{[]string{"Range", "bytes=-3"}, 206, "789"},
		{[]string{"Range", "bytes=2-4", "If-Range", etag}, 206, "234"},
		{[]string{"Range", "bytes=2-4", "If-Range", `"old"`}, 200, "0123456789"},
	} {
		r := ask(h, "GET", "/numbers.csv", c.fields...)
		if got := text(t, r); r.StatusCode != c.status || got != c.body {
			t.Errorf("%v: %d %q, want %d %q", c.fields, r.StatusCode, got, c.status, c.body)
		}
	}
	if r := ask(h, "GET", "/numbers.csv", "Range", "bytes=20-"); r.StatusCode != 416 {
		t.Errorf("a range beyond the end: %d, want 416", r.StatusCode)
	}
}

func TestTheTagFollowsTheContentAndNothingElse(t *testing.T) {
	dir := served(t)
	h := Handler(dir, HandlerOptions{})
	tag := func() string { return ask(h, "GET", "/numbers.csv").Header.Get("ETag") }
	first := tag()
	name := filepath.Join(dir, "numbers.csv")
	if err := os.Chtimes(name, time.Time{}, time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if got := tag(); got != first {
		t.Errorf("another time of the file changed its tag: %s, %s", first, got)
	}
	// As a build does it: another file of the same size takes its place, here
	// even with the same time.
	put(t, name+".new", "9876543210")
	if err := os.Chtimes(name+".new", time.Time{}, time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		t.Fatal(err)
	}
	if got := tag(); got == first {
		t.Error("another content has the same tag")
	}
	if got := ask(Handler(served(t), HandlerOptions{}), "GET", "/numbers.csv").Header.Get("ETag"); got != first {
		t.Errorf("a copy of the site has another tag: %s, %s", first, got)
	}
}

func TestASiteMayLieUnderAPath(t *testing.T) {
	for _, base := range []string{"/advocate/", "/advocate", "advocate"} {
		h := Handler(served(t), HandlerOptions{Base: base})
		for target, want := range map[string]string{
			"/advocate/":                 "200 ",
			"/advocate/events/":          "200 ",
			"/advocate":                  "301 /advocate/",
			"/advocate/events":           "301 /advocate/events/",
			"/advocate/events//":         "301 /advocate/events/",
			"/advocate//evil.example/":   "301 /advocate/evil.example/",
			"/":                          "404 ",
			"/events/":                   "404 ",
			"/advocates/":                "404 ",
			"/advocate/es/nada/":         "404 ",
			"/advocate/../../secret.txt": "301 /advocate/secret.txt",
		} {
			r := ask(h, "GET", target)
			if got := fmt.Sprint(r.StatusCode, " ", r.Header.Get("Location")); got != want {
				t.Errorf("base %q, GET %s: %s, want %s", base, target, got, want)
			}
		}
	}
}

func TestTheFolderMayComeLaterAndBeReplaced(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	h := Handler(dir, HandlerOptions{})
	if r := ask(h, "GET", "/"); r.StatusCode != 503 {
		t.Errorf("without a folder: %d, want 503", r.StatusCode)
	}
	put(t, filepath.Join(dir, "index.html"), "first")
	if got := text(t, ask(h, "GET", "/")); got != "first" {
		t.Errorf("got %q", got)
	}
	if r := ask(h, "GET", "/nothing"); r.StatusCode != 404 || text(t, r) != "Not Found\n" {
		t.Errorf("without a 404.html: %d", r.StatusCode)
	}
	if err := os.Rename(dir, dir+".old"); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "index.html"), "second")
	if got := text(t, ask(h, "GET", "/")); got != "second" {
		t.Errorf("after the folder was replaced: %q", got)
	}
}

// FuzzHandler looks for an address that leaves the folder, shows a hidden file
// or sends the browser to another host.
func FuzzHandler(f *testing.F) {
	for _, seed := range []string{"/", "//x", "/../secret.txt", "/.advocate-manifest", "/events", `/\x`, "/events/.", "/es/404.html/"} {
		f.Add(seed)
	}
	outer := f.TempDir()
	dir := filepath.Join(outer, "public")
	for name, content := range map[string]string{"../secret.txt": "secret", ".advocate-manifest": "secret", "a/.b/index.html": "secret", "events/index.html": "events", "404.html": "nothing"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			f.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			f.Fatal(err)
		}
	}
	h := Handler(dir, HandlerOptions{})
	f.Fuzz(func(t *testing.T, address string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL = &url.URL{Path: address}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%q shows a file that is not for anybody", address)
		}
		to, err := url.Parse(w.Header().Get("Location"))
		if err != nil || to.Host != "" || to.Scheme != "" {
			t.Errorf("%q sends the browser to %q", address, w.Header().Get("Location"))
		}
	})
}
