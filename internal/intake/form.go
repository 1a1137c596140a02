package intake

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"example.org/advocate/internal/formdata"
	"example.org/advocate/internal/vault"
)

const maxBody = 512 << 10 // bytes of a request

// A form is what a request says. Its text is valid UTF-8 without NUL, lines end with LF, and one-line answers have
// no space around them.
type form struct {
	answers            map[string]string // by field; an answer that is empty is not there
	damaged            map[string]bool   // fields whose text was no text, or was given twice and differed
	unknown            []string          // names of no field
	stage, token, code string
	action             string // on the status page
	satisfied, fair    string // answers to the closing questions
}

func newForm(given map[string][]string) *form {
	f := &form{answers: map[string]string{}, damaged: map[string]bool{}}
	given = maps.Clone(given)
	for _, field := range fields {
		text, intact := oneText(given[field.name])
		if !field.lines {
			text = strings.TrimSpace(text)
		}
		if text = cmp.Or(text, field.preset); text != "" {
			f.answers[field.name] = text
		}
		if !intact && !field.unseen {
			f.damaged[field.name] = true
		}
		delete(given, field.name)
	}
	for name, into := range map[string]*string{"stage": &f.stage, "token": &f.token, "code": &f.code, "action": &f.action, "satisfied": &f.satisfied, "fair": &f.fair} {
		*into, _ = oneText(given[name])
		delete(given, name)
	}
	f.unknown = slices.Sorted(maps.Keys(given))
	if f.answers["contacted"] != "no" { // "anyway" answers a question that is no longer asked
		delete(f.answers, "anyway")
	}
	return f
}

// lineEnds makes one kind of line end of all: browsers send CRLF, and read a lone CR as one too.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// oneText makes one text of all that was given under a name. intact tells whether that lost nothing.
func oneText(given []string) (text string, intact bool) {
	intact = true
	for _, one := range given {
		if !utf8.ValidString(one) || strings.Contains(one, formdata.NoText) {
			intact = false
			one = strings.ReplaceAll(strings.ToValidUTF8(one, "\ufffd"), formdata.NoText, "\ufffd")
		}
		one = lineEnds.Replace(one)
		intact = intact && (text == "" || one == "" || one == text)
		if text == "" {
			text = one
		}
	}
	return text, intact
}

// body is what a repeated confirm must repeat, the same for the same answers.
func (f *form) body() []byte { return mustJSON(f.answers) }

// sealed sorts the answers into what is sealed as words and what as facts.
func (f *form) sealed() (words vault.Words, facts vault.Facts) {
	answers := maps.Clone(f.answers)
	delete(answers, "anyway") // the one that is no text there
	if err := errors.Join(json.Unmarshal(mustJSON(answers), &words), json.Unmarshal(mustJSON(answers), &facts)); err != nil {
		panic("intake: package vault takes no text for an answer: " + err.Error())
	}
	facts.Anyway = f.answers["anyway"] == "yes"
	return words, facts
}
