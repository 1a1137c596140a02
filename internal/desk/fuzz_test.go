package desk

import (
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func FuzzNoAddressLeadsInWithoutTheSession(f *testing.F) {
	for _, target := range []string{"/", "/start?secret=", "/start", "/case/26-7K3FQ/", "//", "/../", "/%2e%2e/", "/static/../start", "/static/css/desk.css", "*"} {
		f.Add(target, "desk=", "GET")
	}
	o := sit(f, full())
	f.Fuzz(func(t *testing.T, target, cookie, method string) {
		r, err := http.NewRequest(method, "http://"+host, http.NoBody)
		if err != nil {
			return
		}
		raw, query, _ := strings.Cut(target, "?")
		r.URL.Path, r.URL.RawQuery = raw, query
		r.Header.Set("Cookie", cookie)
		r.Header.Set("Origin", "http://"+host)
		w := httptest.NewRecorder()
		o.ServeHTTP(w, r)
		if w.Code == http.StatusOK && !strings.HasPrefix(path.Clean(raw), "/static/") || strings.Contains(w.Body.String(), "26-7K3FQ") || len(w.Result().Cookies()) > 0 {
			t.Errorf("%s %q with %q: %d %s", method, target, cookie, w.Code, w.Body)
		}
	})
}

func FuzzAFilesName(f *testing.F) {
	for _, name := range []string{"photo.jpg", "../../x", "a\r\nSet-Cookie: x", "\u202eexe.pdf", "\xff", "..", strings.Repeat("a", 5000)} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := fileName(name)
		if got == "" || got == "." || got == ".." || len(got) > maxFileName || !utf8.ValidString(got) || strings.ContainsAny(got, `/\:"`) ||
			strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("%q is saved as %q", name, got)
		}
	})
}

func FuzzTypedText(f *testing.F) {
	for _, s := range []string{"a\r\nb", "\x00", "\xff", " a ", "\r"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := text(s); !utf8.ValidString(got) || strings.ContainsAny(got, "\r\x00") || got != strings.TrimSpace(got) || text(got) != got {
			t.Errorf("%q is read as %q", s, got)
		}
	})
}
