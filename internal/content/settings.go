package content

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"example.org/advocate/internal/calendar"
)

// Settings are the facts of site.yaml.
type Settings struct {
	Title        string
	BaseURL      string // ends with /
	Timezone     string
	Languages    []string // the first is the default
	Organization string
	City         string
	SiteID       string
	Contact      OfficeContact
	IntakeURL    string
	Districts    []District
	Menu         []MenuItem
	ClosedDays   []Moment
	Retention    Retention
	Notify       Notify
	Webhooks     []Webhook
	SigningKeys  []SigningKey

	// Zone is Timezone, loaded.
	Zone *time.Location

	translated []keyPos // what site.LANG.yaml says
}

// OfficeContact is how the office is reached without the form.
type OfficeContact struct{ Phone, Email, Address, Hours string }

// District is a district of the city.
type District struct {
	Slug  Ref
	Title string
}

// MenuItem is an entry of the menu.
type MenuItem struct{ Title, URL string }

// Retention is how long concerns are kept after they were closed.
type Retention struct {
	TextDays, FactsDays, MinimumDays Days
	SpamDays                         int
}

// Days is a number of days, or one for each ending.
type Days struct {
	All      int
	ByEnding map[string]int
}

// Notify is how the office is told that entries wait.
type Notify struct {
	Hour int
	SMTP SMTP
}

// SMTP is the mail server for notifications; its password stands in a file
// that ADVOCATE_SMTP_PASSWORD_FILE names.
type SMTP struct {
	Host, User, From, To string
	Port                 int
}

// Webhook is an address that is told that entries wait.
type Webhook struct{ URL string }

// SigningKey is the public Ed25519 key of a person of the office.
type SigningKey struct{ Name, Key string }

// Endings are the ways in which a case can end, as retention names them.
var Endings = []string{"outside-remit", "other-channel-first", "advice-given", "settled", "concluded", "withdrawn", "could-not-go-on"}

var days = value[Days]{form: "a number of days, or a map from ending to number", example: "365", decode: decodeDays}

func decodeDays(d *decoder, n *yaml.Node) (Days, bool) {
	if n.Kind != yaml.MappingNode {
		all, ok := decodeWhole(d, n)
		if ok && all < 0 {
			d.errorf(n, "%sa number of days cannot be negative", d.prefix())
		}
		return Days{All: all}, ok
	}
	by := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		ending, count := n.Content[i], n.Content[i+1]
		if !slices.Contains(Endings, ending.Value) {
			d.errorf(ending, "%sunknown ending %s%s", d.prefix(), quote(ending.Value), suggestion(ending.Value, Endings))
			continue
		}
		if _, twice := by[ending.Value]; twice {
			d.errorf(ending, "%q is given twice", ending.Value)
		}
		if v, ok := decodeWhole(d, count); ok {
			by[ending.Value] = v
		}
	}
	return Days{ByEnding: by}, true
}

var settingsKeys = []key[Settings]{
	field("title", text, func(s *Settings) *string { return &s.Title }, "The name of the site.").like("Citizen Services Advocate").required(),
	field("base_url", address, func(s *Settings) *string { return &s.BaseURL }, "The address of the home page.").required(),
	field("timezone", text, func(s *Settings) *string { return &s.Timezone }, "The office's time zone.").like("America/Chicago").required(),
	field("languages", list(language, "a list of language codes"), func(s *Settings) *[]string { return &s.Languages }, "The languages of the site; the first is the default.").like("[en]").required(),
	field("organization", text, func(s *Settings) *string { return &s.Organization }, "Who publishes the site.").like("Office of the Citizen Services Advocate"),
	field("city", text, func(s *Settings) *string { return &s.City }, "The city.").like("City of Tulsa"),
	field("site_id", text, func(s *Settings) *string { return &s.SiteID }, "What identities of documents are made from; never change it.").like("tulsa-advocate"),
	field("contact", object("the office's contact", []key[OfficeContact]{
		field("phone", phone, func(c *OfficeContact) *string { return &c.Phone }, "Telephone.").like("918-555-0100"),
		field("email", text, func(c *OfficeContact) *string { return &c.Email }, "E-mail address.").like("office@example.org"),
		field("address", text, func(c *OfficeContact) *string { return &c.Address }, "Where the office is.").like("100 Sample Street, Tulsa"),
		field("hours", text, func(c *OfficeContact) *string { return &c.Hours }, "When it is open.").like("Monday to Friday, 9 am to 5 pm"),
	}), func(s *Settings) *OfficeContact { return &s.Contact }, "How the office is reached without the form."),
	field("intake_url", address, func(s *Settings) *string { return &s.IntakeURL }, "Where the intake runs, if not on the same host.").like("https://intake.example.org"),
	field("districts", list(object("a district", []key[District]{
		field("slug", slug, func(x *District) *Ref { return &x.Slug }, "Its address: /districts/SLUG/.").like("4").required(),
		field("title", text, func(x *District) *string { return &x.Title }, "What it is called.").like("District 4").required(),
	}), "a list of districts"), func(s *Settings) *[]District { return &s.Districts }, "The districts of the city."),
	field("menu", list(object("an entry", []key[MenuItem]{
		field("title", text, func(m *MenuItem) *string { return &m.Title }, "Its words.").like("Events").required(),
		field("url", anyLink, func(m *MenuItem) *string { return &m.URL }, "Where it leads.").like("/events/").required(),
	}), "a list of entries"), func(s *Settings) *[]MenuItem { return &s.Menu }, "The menu of every page."),
	field("closed_days", list(day, "a list of dates"), func(s *Settings) *[]Moment { return &s.ClosedDays }, "Days on which the office is closed.").like("[2026-12-25]"),
	field("retention", object("how long concerns are kept", []key[Retention]{
		field("text_days", days, func(r *Retention) *Days { return &r.TextDays }, "Days after closing until the words of a case are purged; one number, or one for each ending: "+strings.Join(Endings, ", ")+"."),
		field("facts_days", days, func(r *Retention) *Days { return &r.FactsDays }, "Days after closing until its facts are purged."),
		field("minimum_days", days, func(r *Retention) *Days { return &r.MinimumDays }, "Days for which a case is kept at least."),
		field("spam_days", whole, func(r *Retention) *int { return &r.SpamDays }, "Days for which suspected spam is kept.").like("30"),
	}), func(s *Settings) *Retention { return &s.Retention }, "How long concerns are kept."),
	field("notify", object("how the office is told", []key[Notify]{
		field("hour", whole, func(n *Notify) *int { return &n.Hour }, "The hour of the day, 0 to 23.").like("8"),
		field("smtp", object("a mail server", []key[SMTP]{
			field("host", text, func(m *SMTP) *string { return &m.Host }, "Its name.").like("mail.example.org"),
			field("port", whole, func(m *SMTP) *int { return &m.Port }, "Its port.").like("587"),
			field("user", text, func(m *SMTP) *string { return &m.User }, "Who signs in; the password stands in the file that ADVOCATE_SMTP_PASSWORD_FILE names.").like("advocate"),
			field("from", text, func(m *SMTP) *string { return &m.From }, "The sender.").like("intake@example.org"),
			field("to", text, func(m *SMTP) *string { return &m.To }, "Who is told.").like("office@example.org"),
		}), func(n *Notify) *SMTP { return &n.SMTP }, "The mail server."),
	}), func(s *Settings) *Notify { return &s.Notify }, "How the office is told that entries wait."),
	field("webhooks", list(object("a webhook", []key[Webhook]{
		field("url", address, func(w *Webhook) *string { return &w.URL }, "Its address.").required(),
	}), "a list of webhooks"), func(s *Settings) *[]Webhook { return &s.Webhooks }, "Addresses that are told that entries wait."),
	field("signing_keys", list(object("a signing key", []key[SigningKey]{
		field("name", text, func(k *SigningKey) *string { return &k.Name }, "Whose it is: a role or a name inside the office.").like("Advocate").required(),
		field("key", text, func(k *SigningKey) *string { return &k.Key }, "The public signing key that `advocate key public` prints.").required(),
	}), "a list of signing keys"), func(s *Settings) *[]SigningKey { return &s.SigningKeys }, "Keys with which the office signs its entries."),
}

// SettingsKeys describes the keys of site.yaml.
func SettingsKeys() []Key { return described(settingsKeys) }

// settingsFile is where the settings stand, below the source folder.
const settingsFile = "content/site.yaml"

// defaultHour is when the office is told, where site.yaml does not say.
const defaultHour = 8

// parseSettings reads site.yaml.
func parseSettings(text []byte) (Settings, []Problem) {
	s := Settings{Notify: Notify{Hour: defaultHour}, Zone: time.UTC}
	src := &source{path: settingsFile, text: text}
	if p, bad := src.unreadable(); bad {
		return s, []Problem{p}
	}
	d := &decoder{source: src}
	node := d.parse(trimBOM(text))
	if node == nil {
		return s, d.problems
	}
	mapping(d, node, settingsKeys, &s)
	s.check(d)
	return s, d.problems
}

func (s *Settings) check(d *decoder) {
	problem := func(key, format string, args ...any) {
		d.problems = append(d.problems, d.source.problem(d.find(key), Error, format, args...))
	}
	if s.Timezone != "" {
		zone, err := calendar.LoadZone(s.Timezone)
		if err != nil {
			problem("timezone", "%v", err)
		} else {
			s.Zone = zone
		}
	}
	if u, err := url.Parse(s.BaseURL); err == nil && s.BaseURL != "" {
		if u.RawQuery != "" || u.Fragment != "" {
			problem("base_url", "%s holds a ? or #: the address of the home page has none", quote(s.BaseURL))
		}
		s.BaseURL = strings.TrimSuffix(s.BaseURL, "/") + "/"
	}
	if strings.ContainsAny(s.IntakeURL, "?#") {
		problem("intake_url", "%s holds a ? or #: the address of the intake has none", quote(s.IntakeURL))
	}
	s.IntakeURL = strings.TrimSuffix(s.IntakeURL, "/")
	for i, lang := range s.Languages {
		if slices.Contains(s.Languages[:i], lang) {
			problem(fmt.Sprintf("languages[%d]", i), "the language %q is given twice", lang)
		}
	}
	for i, x := range s.Districts {
		if slices.ContainsFunc(s.Districts[:i], func(y District) bool { return y.Slug.Value == x.Slug.Value }) {
			problem(fmt.Sprintf("districts[%d].slug", i), "the district %q is given twice", x.Slug.Value)
		}
	}
	if !slices.ContainsFunc(d.keys, func(k keyPos) bool { return k.name == "notify.hour" }) {
		s.Notify.Hour = defaultHour
	}
	if s.Notify.Hour < 0 || s.Notify.Hour > 23 {
		problem("notify.hour", "the hour must be from 0 to 23")
	}
	if s.Notify.SMTP.Port < 0 || s.Notify.SMTP.Port > 65535 {
		problem("notify.smtp.port", "the port must be from 1 to 65535")
	}
	for _, c := range []struct{ key, value string }{
		{"contact.email", s.Contact.Email}, {"notify.smtp.from", s.Notify.SMTP.From}, {"notify.smtp.to", s.Notify.SMTP.To},
	} {
		if c.value != "" && !plainMail(c.value) {
			problem(c.key, "%s is no e-mail address", quote(c.value))
		}
	}
}

// plainMail tells whether text is an address and nothing more.
func plainMail(text string) bool {
	local, host, ok := strings.Cut(text, "@")
	return ok && local != "" && host != "" && !strings.ContainsAny(text, " \t\r\n<>()[],;:\\\"") && !strings.Contains(host, "@")
}

// ID is what the identities of documents are made from.
func (s *Settings) ID() string {
	switch {
	case s.SiteID != "":
		return s.SiteID
	case s.City != "":
		return s.City
	}
	return s.Title
}

// Publisher is the author of feeds: the organization, else the title.
func (s *Settings) Publisher() string {
	if s.Organization != "" {
		return s.Organization
	}
	return s.Title
}

// District returns the district with a slug.
func (s *Settings) District(slug string) (District, bool) {
	i := slices.IndexFunc(s.Districts, func(x District) bool { return x.Slug.Value == slug })
	if i < 0 {
		return District{}, false
	}
	return s.Districts[i], true
}

// find returns where a key stands, or the beginning of the file.
func (d *decoder) find(key string) Pos { return findKey(d.keys, key) }

func findKey(keys []keyPos, key string) Pos {
	for _, k := range keys {
		if k.name == key {
			return k.at
		}
	}
	return Pos{Line: 1, Col: 1}
}
