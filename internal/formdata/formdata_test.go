package formdata

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

const boundary = "multipart/form-data; boundary=b"

// part is one part of a form with the boundary b.
func part(head, body string) string {
	return "--b\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + body + "\r\n"
}

func post(contentType, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/?message=address", strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	return r
}

func TestAFormIsTheSameInWhicheverWayItCame(t *testing.T) {
	want := map[string][]string{"message": {"a\r\nb"}, "name": {"Ñ"}}
	for contentType, body := range map[string]string{
		"application/x-www-form-urlencoded; charset=utf-8": "message=a%0D%0Ab&name=%C3%91",
		"application/json": `{"message":"a\r\nb","name":"\u00d1"}`,
		boundary:           part(`name="message"`, "a\r\nb") + part(`name=name`, "Ñ") + "--b--\r\n",
	} {
		given, refused := Read(httptest.NewRecorder(), post(contentType, body), 1000)
		if refused != 0 || !maps.EqualFunc(given, want, slices.Equal) {
			t.Errorf("%s: %q, %d", contentType, given, refused)
		}
	}
}

func TestAValueOfJSONThatIsNoTextIsKnownFromOne(t *testing.T) {
	given, refused := Read(httptest.NewRecorder(), post("application/json", `{"a":1,"b":null,"c":"\ud800","d":["x"],"e":"x"}`), 1000)
	if refused != 0 {
		t.Fatal(refused)
	}
	for name, want := range map[string]string{"a": NoText, "b": NoText, "c": NoText, "d": NoText, "e": "x"} {
		if got := given[name]; len(got) != 1 || got[0] != want {
			t.Errorf("%s is %q", name, got)
		}
	}
}

func TestFilesComeOneAfterTheOther(t *testing.T) {
	body := part("name=code", "x") + part(`name=file; filename="a.txt"`, "one") + part("name=code", "behind") + part(`name=file; filename=""`, "") + "--b--\r\n"
	given, files, refused := ReadFiles(httptest.NewRecorder(), post(boundary, body), "b", "file", Limits{Fields: 200, All: 2000})
	if refused != 0 || !maps.EqualFunc(given, map[string][]string{"code": {"x"}}, slices.Equal) {
		t.Fatalf("the fields are %q, %d", given, refused)
	}
	for _, want := range []struct{ name, text string }{{"a.txt", "one"}, {"", ""}} {
		file, err := files.Next()
		if err != nil || file == nil || file.Name != want.name {
			t.Fatalf("the next file is %v, %v", file, err)
		}
		if text, err := io.ReadAll(file); err != nil || string(text) != want.text {
			t.Errorf("%s holds %q, %v", want.name, text, err)
		}
	}
	if file, err := files.Next(); file != nil || err != nil {
		t.Errorf("after the last comes %v, %v", file, err)
	}
}

func TestAFileThatNobodyReadIsPassedOver(t *testing.T) {
	body := part(`name=file; filename=a`, strings.Repeat("a", 5000)) + part(`name=file; filename=b`, "b") + "--b--\r\n"
	_, files, refused := ReadFiles(httptest.NewRecorder(), post(boundary, body), "b", "file", Limits{Fields: 200, All: 10_000})
	first, err := files.Next()
	if refused != 0 || err != nil || first.Name != "a" {
		t.Fatal(refused, err)
	}
	second, err := files.Next()
	if err != nil || second.Name != "b" {
		t.Errorf("the second is %v, %v", second, err)
	}
}

func TestAFormThatBreaksOffIsToldFromAFileThatEnds(t *testing.T) {
	whole := part(`name=file; filename=a`, strings.Repeat("a", 5000)) + "--b--\r\n"
	_, files, _ := ReadFiles(httptest.NewRecorder(), post(boundary, whole[:3000]), "b", "file", Limits{Fields: 200, All: 10_000})
	file, err := files.Next()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, file); !errors.Is(err, ErrBroken) || !errors.Is(file.Failed(), ErrBroken) {
		t.Errorf("half a file is read with %v, and failed with %v", err, file.Failed())
	}
	if _, err := files.Next(); !errors.Is(err, ErrBroken) {
		t.Errorf("and then comes %v", err)
	}
}

func TestLimitsAreKept(t *testing.T) {
	long := strings.Repeat("x", 5000)
	for what, body := range map[string]string{
		"a field": part("name=code", long) + part("name=file; filename=a", "a"),
		"all":     part("name=file; filename=a", strings.Repeat(long, 3)),
		"a name":  part("name=file; filename=a", "a") + part("name=file; filename="+long, "a"),
	} {
		_, files, refused := ReadFiles(httptest.NewRecorder(), post(boundary, body+"--b--\r\n"), "b", "file", Limits{Fields: 1000, All: 10_000})
		for err := error(nil); refused == 0; {
			var file *File
			if file, err = files.Next(); err == nil && file == nil {
				t.Errorf("%s: all of it is read", what)
				break
			}
			if err == nil {
				_, err = io.Copy(io.Discard, file)
			}
			refused = refusal(err)
		}
		if refused != http.StatusRequestEntityTooLarge {
			t.Errorf("%s is refused with %d", what, refused)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", []byte("topic=streets&message=a%0D%0Ab&website=x"))
	f.Add("application/json", []byte(`{"topic":"streets","message":"a\ud800b","x":1}`))
	f.Add(boundary, []byte(part(`name="message"`, "a\r\nb\x00\xff")+"--b--\r\n"))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		given, refused := Read(httptest.NewRecorder(), post(contentType, string(body)), 1<<20)
		if refused != 0 && given != nil {
			t.Fatalf("a request that was refused with %d left %q", refused, given)
		}
	})
}

func FuzzReadFiles(f *testing.F) {
	f.Add([]byte(part("name=action", "files") + part("name=code", "x") + part("name=file; filename=a.txt", "words") + part("name=y", "z") + part("name=file; filename=b", "") + "--b--\r\n"))
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=file\r\n\r\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		given, files, refused := ReadFiles(httptest.NewRecorder(), r, "b", "file", Limits{Fields: 1 << 16, All: 1 << 20})
		if files == nil || refused == 0 && given["file"] != nil {
			t.Fatal("there are no files, or a file passes for a field")
		}
		for refused == 0 {
			file, err := files.Next()
			if file == nil || err != nil {
				return
			}
			if _, err := io.Copy(io.Discard, file); (err == nil) != (file.Failed() == nil) {
				t.Fatalf("a file ends with %v and failed with %v", err, file.Failed())
			}
		}
	})
}
