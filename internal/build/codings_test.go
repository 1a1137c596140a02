package build

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

// long is a text that becomes smaller by compression.
var long = strings.Repeat("Every resident may ask for an answer in writing. ", 40)

// compressedSite is a folder as build --compress leaves it, with a page and a
// table that came without compressed forms.
func compressedSite(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string][]byte{"index.html": []byte(long), "events/calendar.ics": []byte(long), "map.png": []byte(long)}
	if err := compressAll(files); err != nil {
		t.Fatal(err)
	}
	if len(files) != 7 {
		t.Fatalf("%d files, want 7", len(files))
	}
	for name, content := range files {
		put(t, filepath.Join(dir, name), string(content))
	}
	put(t, filepath.Join(dir, "fresh.html"), long)
	put(t, filepath.Join(dir, "table.csv"), long)
	put(t, filepath.Join(dir, "short.txt"), "short")
	put(t, filepath.Join(dir, "empty.txt"), "")
	return dir
}

// decodedBody is what an answer says, whatever coding it came in.
func decodedBody(t *testing.T, r *http.Response) string {
	t.Helper()
	body := io.Reader(r.Body)
	switch coding := r.Header.Get("Content-Encoding"); coding {
	case "":
	case "br":
		body = brotli.NewReader(r.Body)
	case "gzip":
		unpacked, err := gzip.NewReader(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		body = unpacked
	default:
		t.Fatalf("the content coding %q", coding)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestTheCodingThatIsWantedMostIsChosen(t *testing.T) {
	for accept, want := range map[string]string{
		"":                                  "",
		"gzip":                              "gzip",
		"br":                                "br",
		"gzip, deflate, br, zstd":           "br gzip",
		"GZIP;Q=0.5":                        "gzip",
		"x-gzip":                            "gzip",
		"gzip;q=1.0, br;q=0.9":              "gzip br",
		"br;q=0":                            "",
		"*":                                 "br gzip",
		"*;q=0":                             "",
		"*, br;q=0":                         "gzip",
		"gzip;q=0, *":                       "br",
		"identity":                          "",
		"identity, gzip;q=0.5":              "",
		"identity;q=0.5, gzip;q=0.7":        "gzip",
		"identity;q=0, gzip;q=0.1":          "gzip",
		"deflate, zstd":                     "",
		"gzip;q=0.001 , , ,":                "gzip",
		"gzip;q=2":                          "",
		"gzip;q=-1":                         "",
		"gzip;q=NaN":                        "",
		"gzip;q":                            "",
		"gzip;level=9":                      "",
		";q=1":                              "",
		"gzipped, brotli":                   "",
		strings.Repeat("gzip;q=0,", 10_000): "",
	} {
		if got := strings.Join(acceptedCodings([]string{accept}), " "); got != want {
			t.Errorf("%.60q chooses %q, want %q", accept, got, want)
		}
	}
	if got := acceptedCodings([]string{"gzip;q=0.5", "br;q=0.1"}); !slices.Equal(got, []string{"gzip", "br"}) {
		t.Errorf("two fields choose %q", got)
	}
	if got := acceptedCodings(nil); got != nil {
		t.Errorf("no field chooses %q", got)
	}
}

func TestTextIsSentCompressedToWhoAcceptsIt(t *testing.T) {
	h := Handler(compressedSite(t), HandlerOptions{})
	for _, c := range []struct{ target, accept, coding, vary string }{
		{"/", "gzip, br", "br", "Accept-Encoding"},
		{"/", "gzip", "gzip", "Accept-Encoding"},
		{"/", "", "", "Accept-Encoding"},
		{"/", "identity", "", "Accept-Encoding"},
		{"/", "zstd", "", "Accept-Encoding"},
		{"/events/calendar.ics", "gzip", "gzip", "Accept-Encoding"},
		{"/events/calendar.ics", "br;q=0.5, gzip;q=0.4", "br", "Accept-Encoding"},
		{"/fresh.html", "br, gzip", "gzip", "Accept-Encoding"},
		{"/fresh.html", "br", "", "Accept-Encoding"},
		{"/table.csv", "gzip", "gzip", "Accept-Encoding"},
		{"/short.txt", "gzip", "", "Accept-Encoding"},
		{"/empty.txt", "gzip", "", "Accept-Encoding"},
		{"/map.png", "br, gzip", "", ""},
	} {
		for range 2 { // the second time from what is remembered
			r := ask(h, "GET", c.target, "Accept-Encoding", c.accept)
			if r.StatusCode != 200 || r.Header.Get("Content-Encoding") != c.coding || r.Header.Get("Vary") != c.vary {
				t.Errorf("GET %s accepting %q: %d, coding %q, Vary %q, want 200, %q, %q",
					c.target, c.accept, r.StatusCode, r.Header.Get("Content-Encoding"), r.Header.Get("Vary"), c.coding, c.vary)
			}
			plain := ask(h, "GET", c.target)
			if got, want := decodedBody(t, r), decodedBody(t, plain); got != want {
				t.Errorf("GET %s accepting %q: other content than without", c.target, c.accept)
			}
			if r.Header.Get("Content-Type") != plain.Header.Get("Content-Type") {
				t.Errorf("GET %s accepting %q: another type than without", c.target, c.accept)
			}
		}
	}
}

func TestACompressedFormHasNoAddress(t *testing.T) {
	dir := compressedSite(t)
	put(t, filepath.Join(dir, "lone.txt.gz"), "a form whose file is gone")
	put(t, filepath.Join(dir, "plans.tar.gz"), "a file of its own")
	put(t, filepath.Join(dir, "page.html.gz", "index.html"), "a page in a folder of that name")
	h := Handler(dir, HandlerOptions{})
	for target, want := range map[string]int{
		"/index.html.gz": 404, "/index.html.br": 404, "/events/calendar.ics.gz": 404, "/events/calendar.ics.br": 404,
		"/lone.txt.gz": 404, "/page.html.gz": 404, "/lone.txt": 404, "/plans.tar.gz": 200, "/page.html.gz/": 200,
	} {
		if r := ask(h, "GET", target, "Accept-Encoding", "gzip, br"); r.StatusCode != want {
			t.Errorf("GET %s: %d, want %d", target, r.StatusCode, want)
		}
	}
}

func TestACompressedFormOfOtherContentIsNotSent(t *testing.T) {
	dir := compressedSite(t)
	h := Handler(dir, HandlerOptions{})
	longer := long + "And more."
	replace := func(name string, content []byte) {
		t.Helper()
		name = filepath.Join(dir, name)
		put(t, name+".new", string(content))
		if err := os.Rename(name+".new", name); err != nil {
			t.Fatal(err)
		}
	}
	coding := func(when, accept, want string) {
		t.Helper()
		for range 2 {
			r := ask(h, "GET", "/", "Accept-Encoding", accept)
			file, err := os.ReadFile(filepath.Join(dir, "index.html"))
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Header.Get("Content-Encoding"); got != want || decodedBody(t, r) != string(file) {
				t.Errorf("%s: coding %q, want %q, or other content than the file's", when, got, want)
			}
		}
	}
	coding("as it was built", "br", "br")
	replace("index.html", []byte(longer))
	coding("the file was replaced", "br", "")
	coding("the file was replaced, gzip is made anew", "br, gzip", "gzip")
	var p packer
	for ending, w := range map[string]resetter{".gz": p.gzip(), ".br": p.brotli(len(longer))} {
		form, err := packWith(w, []byte(longer))
		if err != nil {
			t.Fatal(err)
		}
		replace("index.html"+ending, form)
	}
	coding("the forms followed", "br, gzip", "br")
	replace("index.html.br", []byte("no brotli"))
	replace("index.html.gz", []byte("no gzip"))
	coding("forms that nothing can read", "br", "")
	coding("forms that nothing can read, gzip is made anew", "br, gzip", "gzip")
	bomb, err := packWith(p.brotli(10_000_000), bytes.Repeat([]byte("0"), 10_000_000))
	if err != nil {
		t.Fatal(err)
	}
	replace("index.html.br", bomb)
	coding("a form of something huge", "br", "")
}

func TestEveryCodingHasATagOfItsOwn(t *testing.T) {
	h := Handler(compressedSite(t), HandlerOptions{})
	for _, target := range []string{"/", "/fresh.html", "/events/calendar.ics"} {
		tags := map[string]string{}
		for _, accept := range []string{"", "gzip", "br"} {
			r := ask(h, "GET", target, "Accept-Encoding", accept)
			etag, coding := r.Header.Get("ETag"), r.Header.Get("Content-Encoding")
			if !strings.HasPrefix(etag, `"`) {
				t.Errorf("GET %s accepting %q: the ETag %s is not strong", target, accept, etag)
			}
			if other, seen := tags[etag]; seen && other != coding {
				t.Errorf("GET %s: %q and %q have one ETag", target, other, coding)
			}
			tags[etag] = coding
			for condition, want := range map[string]int{
				etag: 304, `"x", W/` + etag + `, "y"`: 304, "*": 304, `"x"`: 200, strings.Trim(etag, `"`): 200,
			} {
				again := ask(h, "GET", target, "Accept-Encoding", accept, "If-None-Match", condition)
				if again.StatusCode != want || again.Header.Get("ETag") != etag || again.Header.Get("Vary") != "Accept-Encoding" {
					t.Errorf("GET %s accepting %q with If-None-Match %s: %d, ETag %s, Vary %q", target, accept, condition,
						again.StatusCode, again.Header.Get("ETag"), again.Header.Get("Vary"))
				}
				if want == 304 && (text(t, again) != "" || again.Header.Get("Content-Encoding") != "" || again.Header.Get("Content-Length") != "") {
					t.Errorf("GET %s accepting %q: a 304 with a body, or with fields about one", target, accept)
				}
			}
		}
		if len(tags) < 2 {
			t.Errorf("GET %s: only %v", target, tags)
		}
	}
	if r := ask(h, "GET", "/", "Accept-Encoding", "br", "If-Match", `"x"`); r.StatusCode != 412 || r.Header.Get("Content-Encoding") != "" {
		t.Errorf("wanted only if it is another: %d in coding %q", r.StatusCode, r.Header.Get("Content-Encoding"))
	}
}

func TestRangesAreOfTheFileItself(t *testing.T) {
	h := Handler(compressedSite(t), HandlerOptions{})
	packed := ask(h, "GET", "/", "Accept-Encoding", "gzip")
	if got := packed.Header.Get("Accept-Ranges"); got != "" {
		t.Errorf("a compressed form promises ranges of %q", got)
	}
	own := ask(h, "GET", "/").Header.Get("ETag")
	for _, c := range []struct {
		fields []string
		status int
		body   string
	}{
		{[]string{"Range", "bytes=0-4"}, 206, long[:5]},
		{[]string{"Range", "bytes=0-4", "If-Range", own}, 206, long[:5]},
		{[]string{"Range", "bytes=0-4", "If-Range", packed.Header.Get("ETag")}, 200, long},
	} {
		r := ask(h, "GET", "/", append(c.fields, "Accept-Encoding", "gzip, br")...)
		if got := text(t, r); r.StatusCode != c.status || got != c.body || r.Header.Get("Content-Encoding") != "" {
			t.Errorf("%v: %d, %d bytes in coding %q", c.fields, r.StatusCode, len(got), r.Header.Get("Content-Encoding"))
		}
	}
}

func TestHeadTellsTheLengthOfEveryCoding(t *testing.T) {
	server := httptest.NewServer(Handler(compressedSite(t), HandlerOptions{}))
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}, Timeout: time.Minute}
	for _, target := range []string{"/", "/fresh.html", "/map.png", "/events/calendar.ics"} {
		for _, accept := range []string{"identity", "gzip", "br"} {
			answers := map[string]string{}
			for _, method := range []string{"GET", "HEAD"} {
				request, err := http.NewRequest(method, server.URL+target, nil)
				if err != nil {
					t.Fatal(err)
				}
				request.Header.Set("Accept-Encoding", accept)
				r, err := client.Do(request)
				if err != nil {
					t.Fatal(err)
				}
				body := text(t, r)
				_ = r.Body.Close() // it was read to its end
				if method == "GET" && int64(len(body)) != r.ContentLength || method == "HEAD" && body != "" {
					t.Errorf("%s %s accepting %s: %d bytes, told %d", method, target, accept, len(body), r.ContentLength)
				}
				answers[method] = fmt.Sprint(r.StatusCode, r.ContentLength, r.Header.Get("Content-Encoding"), r.Header.Get("ETag"), r.Header.Get("Vary"))
			}
			if answers["GET"] != answers["HEAD"] {
				t.Errorf("%s accepting %s: GET says %s, HEAD %s", target, accept, answers["GET"], answers["HEAD"])
			}
		}
	}
}

func TestWhatIsRememberedCompressedIsBounded(t *testing.T) {
	s := newShelf()
	for i := range 10 {
		s.keep([32]byte{byte(i)}, &shelved{bytes: make([]byte, mostShelved/4)})
		if s.size > mostShelved {
			t.Fatalf("%d bytes are kept, more than %d", s.size, mostShelved)
		}
	}
	if s.gzips[[32]byte{9}] == nil {
		t.Error("the newest is not kept")
	}
	before := s.size
	s.keep([32]byte{9}, &shelved{bytes: make([]byte, mostShelved/4)})
	if s.size != before {
		t.Error("the same content is counted twice")
	}
}

// FuzzAcceptedCodings looks for an Accept-Encoding that is answered in a coding
// which nobody can have asked for.
func FuzzAcceptedCodings(f *testing.F) {
	for _, seed := range []string{"gzip, br", "*;q=0.5", "br;q=NaN", ";;,,=", "gzip;q=1;q=0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, accept string) {
		names := acceptedCodings([]string{accept})
		if len(names) > 0 && !strings.Contains(accept, "*") && !strings.Contains(strings.ToLower(accept), names[0]) {
			t.Errorf("%q is answered in %q", accept, names[0])
		}
		if len(names) != len(slices.Compact(slices.Sorted(slices.Values(names)))) || len(names) > len(codings) {
			t.Errorf("%q is answered in %q", accept, names)
		}
	})
}
