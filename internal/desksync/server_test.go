package desksync_test

import (
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.org/advocate/internal/desksync"
)

func TestOnlyATokenOfTheFileOpensTheSync(t *testing.T) {
	db := open(t)
	token, tokens := tokensOf(t, "Dana", "Robin")
	revoked, _ := tokensOf(t, "Dana")
	server := desksync.NewServer(db, tokens, clock)
	for header, want := range map[string]int{
		"Bearer " + token: http.StatusOK, "bearer " + token: http.StatusOK,
		"": http.StatusUnauthorized, "Bearer": http.StatusUnauthorized, "Bearer ": http.StatusUnauthorized,
		"Bearer " + revoked: http.StatusUnauthorized, "Bearer " + token[:len(token)-1]: http.StatusUnauthorized,
		"Bearer " + token + "x": http.StatusUnauthorized, "Basic " + token: http.StatusUnauthorized,
	} {
		for _, path := range []string{"/desk/v1/office", "/desk/v1/entries?after=0"} {
			r := request(t, http.MethodGet, path, "", "", "")
			r.Header.Set("Authorization", header)
			w := httptest.NewRecorder()
			server.ServeHTTP(w, r)
			if w.Code != want || w.Header().Get("Cache-Control") != "no-store" || strings.Contains(w.Body.String(), revoked) {
				t.Errorf("%q: %d", header, w.Code)
			}
		}
	}
}

func TestARevokedTokenIsToldAsSuch(t *testing.T) {
	_, tokens := tokensOf(t, "Dana")
	server := httptest.NewServer(desksync.NewServer(open(t), tokens, clock))
	defer server.Close()
	other, _ := tokensOf(t, "Dana")
	client, err := desksync.Dial(server.URL, other+"\n", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Entries(ctx, 0); !errors.Is(err, desksync.ErrToken) || strings.Contains(err.Error(), other) {
		t.Errorf("%v", err)
	}
}

func TestATokensFileHoldsHashesAndErrorsRepeatNothingOfIt(t *testing.T) {
	token, line, err := desksync.NewToken(rand.Reader, "Dana")
	if err != nil || strings.Contains(line, token) {
		t.Fatalf("%q, %v", line, err)
	}
	for _, name := range []string{"", "Dana Q", "#", "a\nb", strings.Repeat("x", 65)} {
		if _, _, err := desksync.NewToken(rand.Reader, name); err == nil {
			t.Errorf("%q is a name", name)
		}
	}
	if _, err := desksync.ParseTokens(strings.NewReader("# nobody\n\n" + line + " # Dana's\n")); err != nil {
		t.Error(err)
	}
	if _, err := desksync.ParseTokens(strings.NewReader("")); err != nil {
		t.Errorf("nobody may come in: %v", err)
	}
	_, other, _ := desksync.NewToken(rand.Reader, "Robin")
	for what, file := range map[string]string{
		"a token": "Dana " + token, "a token alone": token, "a hash alone": strings.Fields(line)[1], "short": line[:len(line)-2],
		"long": line + "00", "a name twice": line + "\nDana " + strings.Fields(other)[1], "a hash twice": line + "\nRobin " + strings.Fields(line)[1],
	} {
		_, err := desksync.ParseTokens(strings.NewReader(file))
		if err == nil || strings.Contains(err.Error(), token) || !strings.Contains(err.Error(), "line ") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestATokenIsSentToNobodyElse(t *testing.T) {
	token, _ := tokensOf(t, "Dana")
	for _, address := range []string{"http://example.org", "example.org", "", "ftp://example.org", "https://u:p@example.org", "https://example.org?x", "http://127.0.0.1.example.org"} {
		if _, err := desksync.Dial(address, token, nil); err == nil {
			t.Errorf("%q was dialled", address)
		}
	}
	for _, wrong := range []string{"", "secret", token + "\nx: y"} {
		if _, err := desksync.Dial("https://example.org", wrong, nil); err == nil || wrong != "" && strings.Contains(err.Error(), wrong) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	asked := 0
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer elsewhere.Close()
	redirects := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer redirects.Close()
	client, err := desksync.Dial(redirects.URL, token, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Entries(ctx, 0); err == nil || asked != 0 {
		t.Errorf("followed a redirect %d times, %v", asked, err)
	}
}

func TestAnswersThatAreCutShortAreErrors(t *testing.T) {
	token, _ := tokensOf(t, "Dana")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/file") {
			_, _ = io.WriteString(w, "half a file")
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, `{"entries":[`)
	}))
	defer server.Close()
	client, err := desksync.Dial(server.URL, token, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Entries(ctx, 0); err == nil {
		t.Error("half a page was taken for a whole one")
	}
	body, err := client.File(ctx, "x")
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if _, err := io.ReadAll(body); err == nil {
		t.Error("half a file was taken for a whole one")
	}
}

func TestWhatHasNotTheFormOfTheContractIsRefused(t *testing.T) {
	db := open(t)
	token, tokens := tokensOf(t, "Dana")
	server := desksync.NewServer(db, tokens, clock)
	for _, c := range []struct {
		method, path, match, body string
		want                      int
	}{
		{"GET", "/desk/v1/entries", "", "", 400},
		{"GET", "/desk/v1/entries?after=-1", "", "", 400},
		{"GET", "/desk/v1/entries?after=9223372036854775808", "", "", 400},
		{"GET", "/desk/v1/entries?after=9223372036854775807", "", "", 200},
		{"POST", "/desk/v1/entries?after=0", "", "", 405},
		{"GET", "/desk/v1/other", "", "", 404},
		{"POST", "/desk/v1/cases", "", "", 400},
		{"POST", "/desk/v1/cases", "", `{"number":"26-7K3FQ"}`, 400},
		{"POST", "/desk/v1/cases", "", `{"words":"x"}`, 400},
		{"POST", "/desk/v1/cases", "", strings.Repeat(" ", 9<<20) + `{}`, 413},
		{"POST", "/desk/v1/cases/26-7K3FQ/entries", "", `{"received":"2026-12-03"}`, 400},
		{"POST", "/desk/v1/cases/26-7K3FQ/entries", "1", `{"received":"2026-12-03"}`, 400},
		{"POST", "/desk/v1/cases/26-7K3FQ/entries", `"0"`, `{"received":"2026-12-03"}`, 400},
		{"POST", "/desk/v1/cases/26-7K3FQ/entries", `"1"`, `{"received":"2026-12-03"}{}`, 400},
		{"POST", "/desk/v1/cases/26-7K3FQ/entries", `"1"`, `{"received":"2026-12-03"}`, 404},
		{"POST", "/desk/v1/cases/26-7K3FQ/state", "", `{"open":true}`, 404},
		{"POST", "/desk/v1/cases/26-7K3FQ/state", "", `{"open":"yes"}`, 400},
		{"PUT", "/desk/v1/entries/" + strings.Repeat("0", 32) + "/seal", "", `{}`, 400},
		{"PUT", "/desk/v1/entries/" + strings.Repeat("0", 32) + "/seal", `"` + strings.Repeat("0", 64) + `"`, `{}`, 422},
	} {
		w := httptest.NewRecorder()
		server.ServeHTTP(w, request(t, c.method, c.path, token, c.match, c.body))
		if w.Code != c.want || strings.Contains(w.Body.String(), "7K3FQ") {
			t.Errorf("%s %s %.40s: %d %s", c.method, c.path, c.body, w.Code, w.Body)
		}
	}
}

func FuzzNothingThatIsSentStoresWordsInClear(f *testing.F) {
	f.Add("POST", "cases", "", `{"number":"26-7K3FQ","recipient":"age1pq","lookup":"AA==","wrapped_identity":"AA==","entry":{"received":"2026-12-03"}}`)
	f.Add("POST", "cases/26-7K3FQ/entries", `"1"`, `{"id":"00000000000000000000000000000000","received":"2026-12-03","sealed":"AAAA"}`)
	f.Add("POST", "cases/26-7K3FQ/state", "", `{"open":false,"closed":"2026-12-03","hold":true}`)
	f.Add("PUT", "entries/00000000000000000000000000000000/seal", `"00"`, `{"sealed":"AAAA"}`)
	f.Add("GET", "entries?after=1", "", "")
	f.Add("GET", "entries/x/file", "", "")
	db := open(f)
	client := desksync.Local(db, clock)
	c := officeCase(f)
	if err := client.Create(ctx, c); err != nil {
		f.Fatal(err)
	}
	token, tokens := tokensOf(f, "Dana")
	server := desksync.NewServer(db, tokens, clock)
	f.Fuzz(func(t *testing.T, method, path, match, body string) {
		r, err := http.NewRequest(method, "http://localhost/desk/v1/"+path, strings.NewReader(body))
		if err != nil {
			return
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("If-Match", match)
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		if w.Code == http.StatusServiceUnavailable {
			t.Errorf("the database was asked for what it cannot do")
		}
		entries, err := db.EntriesAfter(ctx, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			for _, part := range [][]byte{e.Sealed, e.SealedFacts} {
				if part != nil && !strings.HasPrefix(string(part), "age-encryption.org/v1\n-> mlkem768x25519 ") {
					t.Errorf("stored in clear: %q", part)
				}
			}
		}
	})
}

func FuzzATokensFileIsReadOrRefused(f *testing.F) {
	_, line, err := desksync.NewToken(rand.Reader, "Dana")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(line)
	f.Add("# x\n\nDana 00")
	f.Fuzz(func(t *testing.T, file string) {
		tokens, err := desksync.ParseTokens(strings.NewReader(file))
		if (tokens == nil) == (err == nil) {
			t.Errorf("neither tokens nor an error, or both: %v", err)
		}
	})
}
