package intake

import (
	"errors"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/advocate/internal/vault"
)

func TestAMistypedCodeIsToldHowToBeMended(t *testing.T) {
	o := open(t)
	code := o.confirmed(concern()).code
	another := func(c byte) string {
		if c == '7' {
			return "8"
		}
		return "7"
	}
	swapAt := strings.IndexFunc(code[:3], func(rune) bool { return true })
	for code[swapAt] == code[swapAt+1] || code[swapAt] == '-' || code[swapAt+1] == '-' {
		swapAt++
	}
	swapped := code[:swapAt] + code[swapAt+1:swapAt+2] + code[swapAt:swapAt+1] + code[swapAt+2:]
	for _, c := range []struct {
		name, code, key string
		pairs           []any
	}{
		{"nothing", "", "code_missing", nil},
		{"too little", code[:len(code)-1], "code_length", []any{"n", 27}},
		{"one wrong character", code[:10] + another(code[10]) + code[11:], "code_group", []any{"group", 3}},
		{"no letter of a code", code[:30] + "!" + code[31:], "code_group", []any{"group", 7}},
		{"two that changed places", swapped, "code_swapped", nil},
		{"several", several(t, code), "code_wrong", nil},
		{"a code of nothing", "0000-0000-0000-0000-0000-0000-0000", "code_unknown", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			o.t = t
			answer := o.post("/intake/status", url.Values{"code": {c.code}}).is(422).
				speaks("intake.error."+c.key, c.pairs...).says("#f-code", "<title>Error:")
			switch c.key {
			case "code_unknown": // the same answer, whatever the code
				answer.never(c.code)
			default: // nobody types 28 characters twice
				answer.says(`value="` + c.code + `"`)
			}
		})
	}
	o.post("/intake/status", url.Values{"code": {" " + strings.ToLower(strings.ReplaceAll(code, "-", " ")) + "\r\n"}}).is(200)
}

// several changes characters of a code until no single one explains it.
func several(t *testing.T, code string) string {
	t.Helper()
	for _, c := range "0123456789ABCDEFGHJKMNPQRSTVWXYZ" {
		changed := string(c) + code[1:6] + string(c) + code[7:12] + string(c) + code[13:]
		var wrong *vault.CodeError
		if _, err := vault.ParseCode(changed); errors.As(err, &wrong) && wrong.Problem == vault.CodeSeveral {
			return changed
		}
	}
	t.Fatal("every change looks like one wrong character")
	return ""
}

func TestACodeInAnAddressIsIgnored(t *testing.T) {
	o := open(t)
	receipt := o.confirmed(concern())
	o.do(httptest.NewRequest("GET", "/intake/status?code="+receipt.code, nil)).is(200).never(receipt.number, receipt.code)
	o.post("/intake/status?code="+receipt.code, nil).is(422).never(receipt.number)
}

func TestUnknownCodesGetOneAnswer(t *testing.T) {
	o := open(t)
	receipt := o.confirmed(concern())
	unknown := func(code string) string { return o.post("/intake/status", url.Values{"code": {code}}).is(422).text }
	zeros := unknown("0000-0000-0000-0000-0000-0000-0000")
	// An empty database is one where the case was purged.
	o2 := open(t)
	if purged := o2.post("/intake/status", url.Values{"code": {receipt.code}}).is(422).text; purged != zeros {
		t.Error("a code whose case is gone is answered otherwise than one that never was")
	}
}

func TestPracticeKeepsItsFilesForItsOwnerAlone(t *testing.T) {
	o := open(t)
	o.confirmed(concern())
	entries, err := os.ReadDir(o.folder)
	if err != nil || len(entries) < 2 {
		t.Fatalf("%v, %v", entries, err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", e.Name(), info.Mode())
		}
	}
	if err := os.WriteFile(filepath.Join(o.folder, "secret.txt"), []byte("# nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Practice(t.Context(), o.folder, o.Options); err == nil || !strings.Contains(err.Error(), "secret.txt") {
		t.Errorf("a damaged secret file: %v", err)
	}
}
