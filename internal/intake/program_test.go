package intake

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const idempotencyKey = "6f1c2b9e8d7a4035b1e2c3d4f5a69788"

// told is what a program is told.
type told struct {
	Case, Code string
	Errors     []struct{ Field, Message string }
	First      map[string]any
}

func (o *office) program(key, body string) (got, told) {
	o.t.Helper()
	r := httptest.NewRequest("POST", "/intake", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	answer := o.do(r)
	if kind := answer.Header().Get("Content-Type"); kind != "application/json" {
		o.t.Fatalf("a program is answered with %q: %s", kind, answer.text)
	}
	var t told
	if err := json.Unmarshal([]byte(answer.text), &t); err != nil {
		o.t.Fatal(err)
	}
	if answer.Code != 201 && (len(t.Errors) == 0 || t.Errors[0].Message == "") {
		o.t.Fatalf("a refusal without a reason: %s", answer.text)
	}
	return answer, t
}

const jsonConcern = `{"topic":"streets","kind":"concern","message":"The culvert floods.","contacted":"yes"}`

func TestAProgramSendsAConcernOnce(t *testing.T) {
	o := open(t)
	answer, first := o.program(idempotencyKey, jsonConcern)
	answer.is(201)
	again, second := o.program(idempotencyKey, jsonConcern)
	again.is(201)
	if first.Code == "" || first.Code != second.Code || first.Case != second.Case {
		t.Errorf("told %+v, then %+v", first, second)
	}
	o.post("/intake/status", with(nil, "code", first.Code)).is(200).says(first.Case)

	other, _ := o.program(idempotencyKey, `{"topic":"streets","kind":"concern","message":"Other."}`)
	other.is(409).never(first.Code)
	bare, _ := o.program(idempotencyKey, `{"stage":"download"}`)
	bare.is(409).never(first.Code)
	words, facts := o.words()
	if words.Message != "The culvert floods." || words.PageLanguage != "en" || facts.Department != "roads" {
		t.Errorf("sealed as %+v, %+v", words, facts)
	}
	o.wait(time.Hour)
	late, _ := o.program(idempotencyKey, jsonConcern)
	late.is(409).never(first.Code)
}

func TestAProgramsMistakesAreNamed(t *testing.T) {
	o := open(t)
	for _, c := range []struct {
		name, key, body string
		status          int
		fields          string
	}{
		{"no key", "", jsonConcern, 400, "Idempotency-Key"},
		{"a short key", "abc", jsonConcern, 400, "Idempotency-Key"},
		{"a key of one character", strings.Repeat("a", 40), jsonConcern, 400, "Idempotency-Key"},
		{"no JSON", idempotencyKey, `{`, 400, ""},
		{"too much", idempotencyKey, `{"message":"` + strings.Repeat("x", maxBody) + `"}`, 413, ""},
		{"nothing", idempotencyKey, `{}`, 422, "topic kind message"},
		{"no text", idempotencyKey, `{"topic":"streets","kind":"concern","message":5}`, 422, "message"},
		{"half a pair", idempotencyKey, `{"topic":"streets","kind":"concern","message":"a\ud800b"}`, 422, "message"},
		{"a name of no field", idempotencyKey, `{"topic":"streets","kind":"concern","mesage":"x","message":"x"}`, 422, "mesage"},
		{"several", idempotencyKey, `{"topic":"streets","kind":"x","message":"x","email":"x","share":"with-name"}`, 422, "kind name email"},
		{"a topic that is not there", idempotencyKey, `{"topic":"trash","kind":"concern","message":"x"}`, 422, "topic"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o.t = t
			answer, refused := o.program(c.key, c.body)
			answer.is(c.status)
			var named []string
			for _, e := range refused.Errors {
				named = append(named, e.Field)
			}
			if strings.Join(named, " ") != c.fields {
				t.Errorf("the errors name %q, want %q", named, c.fields)
			}
		})
	}
	if o.stored() != 0 {
		t.Error("something was stored")
	}
}

func TestAProgramIsToldTheFrontLineChannel(t *testing.T) {
	o := open(t)
	answer, refused := o.program(idempotencyKey, `{"topic":"streets","kind":"concern","message":"x","contacted":"no"}`)
	answer.is(422)
	if refused.First["name"] != "The street desk" || refused.First["phone"] != "918-555-0111" || refused.First["responds_within"] != "two days" {
		t.Errorf("told %v", refused.First)
	}
	if counts := o.counted(); len(counts) != 1 || counts[0].Answers != 1 {
		t.Errorf("counted %v", counts)
	}
	o2, _ := o.program(idempotencyKey, `{"topic":"streets","kind":"concern","message":"x","contacted":"no","anyway":"yes"}`)
	o2.is(201)
}

func TestABrowserIsNoProgram(t *testing.T) {
	o := open(t)
	r := httptest.NewRequest("POST", "/intake", strings.NewReader(concern().Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8")
	o.do(r).is(200).speaks("intake.review.title")
}
