package intake

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/client"
	"example.org/advocate/internal/formdata"
	"example.org/advocate/internal/site"
)

// A visit is one request while it is answered.
type visit struct {
	in        *Intake
	w         http.ResponseWriter
	r         *http.Request
	now       time.Time // in the office's zone
	network   string    // whom its client is counted as
	client    *client.Client
	form      *form
	files     *formdata.Files // what follows the form, where it may bring files
	proof     string          // of a receipt's own page: the MAC of the text it belongs to
	program   bool            // it is a program that asks, and it is answered in JSON
	lang      string          // of the answer
	number    string          // of the case that a notice is about
	minutes   int             // how long a client that does too much is to wait
	site      *site.Site
	templates *build.Templates
}

// visit begins to answer a request: it reads the form, and refuses a client that asks too often, in that order, so
// that no text is lost. ok is false when the request is answered already.
func (in *Intake) visit(w http.ResponseWriter, r *http.Request) (v *visit, ok bool) {
	v = &visit{in: in, w: w, r: r}
	v.site, v.templates = in.Pages()
	v.now = in.Now().In(v.site.Settings().Zone)
	v.network = client.Network(in.Proxies.Address(r))
	v.client, _ = in.clients.See(v.network, v.now, in.Rate.New)
	accept := strings.ToLower(r.Header.Get("Accept"))
	v.program = strings.Contains(accept, "application/json") && !strings.Contains(accept, "text/html")
	_, wait := client.Take(v.client.Requests, in.Now)
	var given map[string][]string
	refused := 0
	media, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // where it is wrong, formdata says so
	switch {
	case r.Method != http.MethodPost:
	case r.URL.Path == statusPath && media == "multipart/form-data":
		given, v.files, refused = formdata.ReadFiles(w, r, params["boundary"], fileField, formdata.Limits{Fields: maxBody, All: maxFilesBody})
	default:
		given, refused = formdata.Read(w, r, maxBody)
	}
	v.form = newForm(given)
	if r.Header.Get("Sec-Fetch-Site") == "cross-site" { // another site has no say in which token a person confirms
		v.form.token = ""
	}
	frame := v.site.Frame(cmp.Or(v.form.answers["lang"], r.URL.Query().Get("lang")), "", "")
	v.lang, v.templates = frame.Lang, v.templates.StaticAt(frame.Site.Intake+"/static/")
	v.form.answers["lang"] = v.lang
	switch {
	case refused == http.StatusRequestEntityTooLarge:
		v.notice(refused, "too_large", "")
	case refused != 0 && v.program:
		v.data(refused, map[string]any{"errors": []fieldError{{Message: v.say("intake.error.json_wrong")}}})
	case refused != 0:
		v.notice(refused, "unreadable", "")
	case wait > 0:
		v.busy(wait)
	default:
		return v, true
	}
	return v, false
}

// busy answers a client that does too much.
func (v *visit) busy(wait time.Duration) {
	v.w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	v.minutes = int(math.Ceil(wait.Minutes()))
	v.notice(http.StatusTooManyRequests, "busy", v.form.stage)
}

// down answers when what we need does not work.
func (v *visit) down(what string) {
	v.in.faults.Add(what)
	v.notice(http.StatusServiceUnavailable, "down", v.form.stage)
}

// say returns words for people in the language of the visit.
func (v *visit) say(key string, pairs ...any) string {
	said, err := v.site.Say(v.lang, key, pairs...)
	if err != nil {
		v.in.faults.Add("the catalogue has no words for something")
	}
	return said
}

// page is what layouts/intake-*.html are given; each of them says what it needs.
type page struct {
	site.FormPage           // of the topic that was chosen; a frame alone where there is none
	Answers       []answer  // rows of the review
	Again         bool      // the same text was confirmed within the hour
	Why           string    // a review is shown in place of a receipt: stale, fast
	Notice        string    // key below intake.notice
	Stage         string    // what can be tried again
	Case          string    // number of the case
	Code          []string  // seven groups of four
	StatusAddress string    // where the code is read, whole: for paper
	Thread        *caseView // of a case whose code was given
	Minutes       int       // to wait
}

type answer struct {
	Field, Value string
	Choice       bool // Value is one of the field's choices
}

// A fieldError is what a program is told of a problem. Field is empty where it is about none.
type fieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// topic is the page with the form of the topic that was chosen; its Slug is empty where the site has none such.
func (v *visit) topic() site.FormPage {
	chosen, _ := v.site.Form(v.lang, v.form.answers["topic"])
	return chosen
}

// page begins a page with all that was typed.
func (v *visit) page(layout, title string) page {
	p := page{FormPage: v.topic()}
	p.Frame = v.site.Frame(v.lang, layout, title)
	facts := *p.Site
	facts.Preview = false // it must not reload itself: it is the answer to a form
	if v.r.Method == http.MethodPost {
		p.Frame.Switch = nil // a link to the site in another language would lose what was typed, or the code
	}
	p.Site = &facts
	p.Form = site.Form{Values: v.form.answers, Token: v.form.token}
	return p
}

// notice says what else there is to say; what was typed can be sent again as stage.
func (v *visit) notice(status int, name, stage string) {
	title := v.say("intake.notice." + name + ".title")
	if v.program {
		v.data(status, map[string]any{"errors": []fieldError{{Message: title}}})
		return
	}
	if v.r.URL.Path == statusPath {
		v.interrupted(status, name)
		return
	}
	p := v.page("intake-notice", title)
	p.Notice, p.Stage, p.Case = name, stage, v.number
	if v.form.answers["topic"] == "" { // no form of ours is without
		p.Form, p.Stage = site.Form{}, ""
	}
	v.show(status, p)
}

// told is what is wrong, in words.
func (v *visit) told(problems []problem) (list []fieldError) {
	for _, p := range problems {
		label, _ := v.site.Say(v.lang, "form.label."+p.field) // a name of no field has none
		pairs := append([]any{"field", label}, p.pairs...)
		for i, value := range pairs {
			if n, ok := value.(int); ok && pairs[i-1] == "max" {
				pairs[i] = v.site.Number(v.lang, n)
			}
		}
		list = append(list, fieldError{p.field, v.say("intake.error."+p.words, pairs...)})
	}
	return list
}

// edit shows the form with everything that was typed, and what is wrong with it; a program it tells only that.
func (v *visit) edit(problems []problem) {
	if v.program {
		v.data(http.StatusUnprocessableEntity, map[string]any{"errors": v.told(problems)})
		return
	}
	p := v.page("form", v.topic().Title)
	p.Topics = v.site.Topics(v.lang)
	if p.Slug == "" {
		problems = []problem{{field: "topic", words: "topic_unknown"}}
		p.Title = v.say("contact.choose")
	}
	status := http.StatusOK
	if len(problems) > 0 {
		status, p.Layout = http.StatusUnprocessableEntity, "intake-form"
	}
	v.wrong(&p, problems)
	v.mayComeBack()
	v.show(status, p)
}

// mayComeBack lets a browser keep a page that a person types on, to show it again when they go back: of a page that
// it must not store it would load an older state, without what was typed since. It asks us first otherwise.
func (v *visit) mayComeBack() { v.w.Header().Set("Cache-Control", "private, no-cache") }

// wrong puts what is wrong on a page.
func (v *visit) wrong(p *page, problems []problem) {
	p.Form.Errors = map[string]string{}
	for _, e := range v.told(problems) {
		p.Form.Errors[e.Field] = e.Message
		p.Form.List = append(p.Form.List, site.FieldError(e))
	}
}

// answers are the rows of the review of what was given, by the names of fields.
func answers(given map[string]string) (rows []answer) {
	for _, f := range fields {
		if value := given[f.name]; value != "" && !f.unshown {
			rows = append(rows, answer{Field: f.name, Value: value, Choice: f.choices != nil})
		}
	}
	return rows
}

// show answers with a page, whole or not at all.
func (v *visit) show(status int, p page) {
	var text bytes.Buffer
	if err := v.templates.Render(&text, p.Layout, v.lang, p); err != nil {
		v.in.faults.Add("layouts/" + p.Layout + ".html could not be rendered")
		http.Error(v.w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	v.send(status, "text/html; charset=utf-8", text.Bytes())
}

// data answers a program.
func (v *visit) data(status int, answer map[string]any) {
	v.send(status, "application/json", mustJSON(answer))
}

func (v *visit) send(status int, contentType string, text []byte) {
	v.files.Drain(v.r.Body)
	v.w.Header().Set("Content-Type", contentType)
	v.w.WriteHeader(status)
	_, _ = v.w.Write(text) // whoever asked may be gone
}

// mustJSON writes what holds nothing but strings, in an order that is always the same.
func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("intake: strings have no JSON: " + err.Error())
	}
	return text
}
