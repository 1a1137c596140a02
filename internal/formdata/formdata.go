package formdata

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// NoText stands for a value of JSON that is no text: a NUL, which no text of a person has.
const NoText = "\x00"

// maxTakenIn is the bytes of a request that is too large and still taken in: a browser shows no answer before it has
// sent everything.
const maxTakenIn = 16 << 20

// Read reads a form of at most most bytes from a request's body. Where it cannot, it returns the status to refuse with.
func Read(w http.ResponseWriter, r *http.Request, most int64) (given map[string][]string, refused int) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if status := refusal(err); status == http.StatusRequestEntityTooLarge {
		_, _ = io.CopyN(io.Discard, r.Body, maxTakenIn)
		return nil, status
	}
	media, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // nothing, or no boundary, is refused below
	switch {
	case err != nil:
	case media == "multipart/form-data":
		given, _, err = readFields(multipart.NewReader(bytes.NewReader(body), params["boundary"]), "")
	case media == "application/x-www-form-urlencoded":
		given, err = url.ParseQuery(string(body))
	case media == "application/json":
		given, err = readJSON(body)
	default:
		return nil, http.StatusUnsupportedMediaType
	}
	if err != nil {
		return nil, refusal(err)
	}
	return given, 0
}

// refusal is the status that an error of reading is answered with.
func refusal(err error) int {
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

// readFields reads part by part, up to the first whose name is that of files.
func readFields(parts *multipart.Reader, files string) (given map[string][]string, file *multipart.Part, err error) {
	given = map[string][]string{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return given, nil, nil
		}
		if err != nil {
			return nil, nil, err
		}
		if files != "" && part.FormName() == files {
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

// readJSON reads an object of strings. encoding/json puts U+FFFD where text is not Unicode, so that counts as no text;
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
			text = NoText
		}
		given[name.(string)] = []string{text}
	}
	_, err := d.Token() // the end of the object
	if _, after := d.Token(); err != nil || !errors.Is(after, io.EOF) {
		return nil, errNoObject
	}
	return given, nil
}
