package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"

	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/vault"
	"example.org/advocate/internal/words"
)

// referral is the act of writing to a department's liaison. It takes two steps: the letter is looked at, and what was
// looked at is what is stored.
var referral = act{
	fields: []string{"to", "summary"}, done: "referred",
	check: func(v *visit, c *casebook.Case, f site.Form) {
		if v.department(f.Values["to"]) == nil {
			v.wrong(f, "to", "department_missing")
		}
		v.need(f, "summary", "text_missing")
	},
	do: func(v *visit, c *casebook.Case, seen int, f site.Form) error {
		_, err := v.book.Refer(v.r.Context(), c.Number, seen, f.Values["to"], f.Values["summary"], func(l casebook.Letter) (string, error) {
			letter := v.letter(l)
			if sum(letter) != v.r.PostForm.Get("letter") {
				return "", errLetter
			}
			return letter, nil
		})
		return err
	},
}

// errLetter says that the letter would not be the one that was looked at.
var errLetter = errors.New("the letter is another one than was looked at")

// look puts the letter on the page, as it would leave, where everything for it is there.
func (v *visit) look(p *casePage, f *site.Form) {
	if f.Values["to"] == "" || len(f.Errors) > 0 || v.r.PostForm.Get("stage") == "change" || v.r.Method != http.MethodPost {
		return
	}
	l, err := v.book.Letter(p.Case.Number, f.Values["to"], f.Values["summary"])
	if err != nil {
		v.refused(p, *f, err)
		return
	}
	p.Letter = v.letter(l)
	p.LetterSum = sum(p.Letter)
}

// refused says why there can be no letter. The error itself holds the person's words, and goes nowhere.
func (v *visit) refused(p *casePage, f site.Form, err error) {
	switch {
	case errors.Is(err, casebook.ErrNames):
		v.wrong(f, "summary", "summary_names")
	case errors.Is(err, casebook.ErrMayNotShare):
		p.Share = "no"
	default:
		p.Trouble = "not_stored"
	}
}

func sum(letter string) string {
	h := sha256.Sum256([]byte(letter))
	return hex.EncodeToString(h[:])
}

// letter writes a letter of what it may hold, and of nothing else.
func (v *visit) letter(l casebook.Letter) string {
	settings := v.settings()
	to, liaison := l.To, ""
	if x := v.department(l.To); x != nil {
		to, liaison = x.Title, x.Liaison
	}
	catalogue, _ := words.For(v.lang())
	parts := []string{
		v.say("desk.letter.head", "office", settings.Publisher(), "day", catalogue.Day(v.now),
			"to", to, "liaison", liaison, "case", l.Case, "topic", v.topic(l.Topic)),
		v.say("desk.letter.share_" + l.Share),
		l.Summary,
	}
	if l.Words != nil {
		parts = append(parts, v.say("desk.letter.words"), l.Words.Message, v.told(*l.Words))
	}
	parts = append(parts, v.say("desk.letter.foot", "case", l.Case, "office", settings.Publisher(),
		"phone", settings.Contact.Phone, "email", settings.Contact.Email))
	var b strings.Builder
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			b.WriteString(part + "\n\n")
		}
	}
	return strings.TrimSpace(b.String()) + "\n"
}

// told are the answers that a letter with a name holds, a line each.
func (v *visit) told(w vault.Words) string {
	var lines []string
	for _, a := range v.answers(w) {
		lines = append(lines, v.say("desk.answer."+a.Field)+": "+a.Value)
	}
	return strings.Join(lines, "\n")
}
