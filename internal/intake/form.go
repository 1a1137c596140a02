package intake

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"example.org/advocate/internal/vault"
)

const (
	maxBody = 512 << 10 // bytes of a request
	noText  = "\x00"    // stands for a value that is no text, so that its field counts as damaged
)

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

// readForm reads a request's form: its body alone, never its address. Where it cannot, it returns the status to
// refuse with.
func readForm(w http.ResponseWriter, r *http.Request) (f *form, refused int) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		_, _ = io.CopyN(io.Discard, r.Body, 16<<20) // a browser shows no answer before it has sent everything
		return newForm(nil), http.StatusRequestEntityTooLarge
	}
	var given map[string][]string
	media, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // nothing, or no boundary, is refused below
	switch {
	case err != nil:
	case media == "multipart/form-data":
		given, _, err = readMultipart(multipart.NewReader(bytes.NewReader(body), params["boundary"]))
	case media == "application/x-www-form-urlencoded":
		given, err = url.ParseQuery(string(body))
	case media == "application/json":
		given, err = readJSON(body)
	default:
		return newForm(nil), http.StatusUnsupportedMediaType
	}
	if err != nil {
		return newForm(nil), http.StatusBadRequest
	}
	return newForm(given), 0
}

// readMultipart reads part by part, up to the first file: Request.FormValue would write large parts to temporary files,
// in clear.
func readMultipart(parts *multipart.Reader) (given map[string][]string, file *multipart.Part, err error) {
	given = map[string][]string{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return given, nil, nil
		}
		if err != nil {
			return nil, nil, err
		}
		if part.FormName() == fileField {
			return given, part, nil
		}
		text, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, err
		}
		given[part.FormName()] = append(given[part.FormName()], string(text))
	}
}

var errNoObject = errors.New("the body is not one object of JSON, with each name once")

// readJSON reads an object of strings. encoding/json puts U+FFFD where text is not Unicode, so that is refused here;
// of a name that stands there twice it would keep one value and say nothing.
func readJSON(body []byte) (map[string][]string, error) {
	given := map[string][]string{}
	d := json.NewDecoder(bytes.NewReader(body))
	if begin, err := d.Token(); err != nil || begin != json.Delim('{') {
		return nil, errNoObject
	}
	for d.More() {
		name, err := d.Token() // a string, or it is an error
		var value any
		if err == nil {
			err = d.Decode(&value)
		}
		if err != nil || given[name.(string)] != nil {
			return nil, errNoObject
		}
		text, ok := value.(string)
		if !ok || strings.ContainsRune(text, utf8.RuneError) {
			text = noText
		}
		given[name.(string)] = []string{text}
	}
	_, err := d.Token() // the end of the object
	if _, after := d.Token(); err != nil || !errors.Is(after, io.EOF) {
		return nil, errNoObject
	}
	return given, nil
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
		if !utf8.ValidString(one) || strings.Contains(one, noText) {
			intact = false
			one = strings.ReplaceAll(strings.ToValidUTF8(one, "\ufffd"), noText, "\ufffd")
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
