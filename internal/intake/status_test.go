package intake

import (
	"database/sql"
	"errors"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/client"
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
	const characters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	for _, c := range characters {
		for _, d := range characters {
			changed := string(c) + code[1:6] + string(d) + code[7:12] + string(c) + code[13:]
			var wrong *vault.CodeError
			if _, err := vault.ParseCode(changed); errors.As(err, &wrong) && wrong.Problem == vault.CodeSeveral {
				return changed
			}
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
	purged, wordless, kept := o.confirmed(concern()), o.confirmed(concern()), o.confirmed(concern())
	o.execute(`DELETE FROM codes WHERE case_number = '` + purged.number + `'`)
	o.execute(`UPDATE entries SET sealed = NULL WHERE case_number = '` + wordless.number + `'`)
	for _, action := range []string{"open", "show", "message", "withdraw", "unsolved", "answer", "download"} {
		unknown := func(code string) string {
			return o.status(code, action, "message", "Text.", "satisfied", "yes").is(422).speaks("intake.error.code_unknown").text
		}
		zeros := unknown("0000-0000-0000-0000-0000-0000-0000")
		if unknown(purged.code) != zeros {
			t.Errorf("%s: a code whose case is gone is answered otherwise than one that never was", action)
		}
		if unknown(wordless.code) != zeros {
			t.Errorf("%s: a case whose words are gone is answered otherwise than one that never was", action)
		}
	}
	o.status(kept.code, "open").is(200)
}

// TestUnknownAndPurgedCodesCostTheSame counts what is allocated in place of what is called: unwrapping, opening or one
// more query would take hundreds more.
func TestUnknownAndPurgedCodesCostTheSame(t *testing.T) {
	o := open(t)
	purged, kept := o.confirmed(concern()), o.confirmed(concern())
	o.execute(`DELETE FROM codes WHERE case_number = '` + purged.number + `'`)
	cost := func(code string) float64 {
		return testing.AllocsPerRun(20, func() { o.status(code, "message", "message", "Text.") })
	}
	unknown, gone, known := cost("0000-0000-0000-0000-0000-0000-0000"), cost(purged.code), cost(kept.code)
	if diff := unknown - gone; diff > 20 || diff < -20 {
		t.Errorf("an unknown code takes %v allocations, one that was purged %v", unknown, gone)
	}
	if known < unknown+100 {
		t.Errorf("a code that opens a case takes %v allocations, an unknown one %v: this test tells nothing", known, unknown)
	}
}

func TestWrongCodesUseUpAnAllowanceAndRightOnesDoNot(t *testing.T) {
	o := open(t, func(opts *Options) { opts.Rate = client.Rate{Stored: 3, Requests: 1000, Per: 30 * time.Minute} })
	r := o.confirmed(concern())
	for range 10 {
		o.status(r.code, "open").is(200)
	}
	for range 2 {
		o.status("0000-0000-0000-0000-0000-0000-0000", "open").is(422)
	}
	// Used up, a right code waits like a wrong one: its answer would tell them apart.
	right, wrong := o.status(r.code, "open").is(429), o.status("0000-0000-0000-0000-0000-0000-0000", "open").is(429)
	if strings.ReplaceAll(right.text, r.code, "") != strings.ReplaceAll(wrong.text, "0000-0000-0000-0000-0000-0000-0000", "") {
		t.Error("a right code is answered otherwise than a wrong one")
	}
	o.wait(10 * time.Minute)
	o.status(r.code, "open").is(200)
}

// execute changes the database behind the store's back.
func (o *office) execute(statement string) {
	o.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(o.folder, "cases.db")+"?_pragma=foreign_keys(ON)&_pragma=busy_timeout(10000)")
	if err != nil {
		o.t.Fatal(err)
	}
	_, err = db.Exec(statement)
	if err := errors.Join(err, db.Close()); err != nil {
		o.t.Fatal(err)
	}
}
