package desk

import (
	"net/http"
	"strings"
	"testing"
)

func TestAFileIsSavedAndNeverShown(t *testing.T) {
	o := sit(t, full())
	w := o.get("case/26-7K3FQ/file/f1")
	h := w.Header()
	if w.Code != http.StatusOK || h.Get("Content-Type") != "application/octet-stream" || h.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox;") || w.Body.String() != "<script>1</script>" {
		t.Errorf("%d %v", w.Code, h)
	}
	if got, want := h.Get("Content-Disposition"), `attachment; filename=evil_gnp._b_.html`; got != want {
		t.Errorf("it is saved as %s, not %s", got, want)
	}
	for _, page := range []string{"case/26-7K3FQ/file/e1", "case/26-9BCDF/file/f1", "case/26-NNNNN/file/f1"} {
		if w := o.get(page); w.Code != http.StatusNotFound {
			t.Errorf("%s answers %d", page, w.Code)
		}
	}
}

func TestAFilesNameCanBeSavedAnywhere(t *testing.T) {
	for name, want := range map[string]string{
		"photo.jpg": "photo.jpg", "": "file", "..": "file", "/etc/passwd": "passwd", `C:\x\y.pdf`: "y.pdf", "a\r\nb: c": "a__b_ c",
		"día 日.pdf": "día 日.pdf", "a\u202efdp.exe": "a_fdp.exe", ". . ": "file",
	} {
		if got := fileName(name); got != want {
			t.Errorf("%q is saved as %q, not %q", name, got, want)
		}
	}
}
