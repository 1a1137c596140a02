package content

import (
	"html"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
	"golang.org/x/net/html/atom"
)

// How the forms are called in messages and docs.
const (
	formText       = "text"
	formParagraphs = "text, also of several paragraphs"
	formPhone      = "a telephone number"
	formUID        = "an identity"
	formBoolean    = "true or false"
	formWhole      = "a whole number"
	formNumber     = "a number"
	formMoment     = "a date, or a date and time"
	formDay        = "a date"
	formLength     = "a length of time"
	formSlug       = "a slug"
	formAddress    = "an address that begins with https:// or http://"
	formAnyLink    = "an address of this site (/about/) or elsewhere (https://…)"
	formSitePath   = "an address of this site, beginning with /"
	formFilePath   = "a file beside this one, or from content/ with / in front"
	formLanguage   = "a language code"
	formRule       = "a rule of RFC 5545"
)

// The forms that values have.
var (
	text       = value[string]{form: formText, example: "…", decode: decodeText}
	paragraphs = value[string]{form: formParagraphs, example: "…", decode: decodeParagraphs}
	phone      = value[string]{form: formPhone, example: "918-555-0100", decode: decodePhone}
	uid        = value[string]{form: formUID, example: "6f1c9d0e-…", decode: decodeUID}
	boolean    = value[bool]{form: formBoolean, example: "true", decode: decodeBool}
	whole      = value[int]{form: formWhole, example: "1", decode: decodeWhole}
	number     = value[float64]{form: formNumber, example: "21", decode: decodeNumber}
	moment     = value[Moment]{form: formMoment, example: "2026-12-03", decode: decodeMoment}
	day        = value[Moment]{form: formDay, example: "2026-12-03", decode: decodeDay}
	length     = value[time.Duration]{form: formLength, example: "1h30m", decode: decodeLength}
	slug       = value[Ref]{form: formSlug, example: "water-bills", decode: decodeSlug}
	address    = value[string]{form: formAddress, example: "https://www.example.org/", decode: decodeAddress}
	anyLink    = value[string]{form: formAnyLink, example: "/about/", decode: decodeAnyLink}
	sitePath   = value[Ref]{form: formSitePath, example: "/old/address/", decode: decodeSitePath}
	filePath   = value[Ref]{form: formFilePath, example: "report.pdf", decode: decodeFilePath}
	language   = value[string]{form: formLanguage, example: "es", decode: decodeLanguage}
	rule       = value[Ref]{form: formRule, example: "FREQ=WEEKLY;BYDAY=TH", decode: decodeRule}
)

// optional makes a value of a pointer, for figures where 0 differs from none.
func optional[V any](of value[V]) value[*V] {
	return value[*V]{form: of.form, example: of.example, decode: func(d *decoder, n *yaml.Node) (*V, bool) {
		v, ok := of.decode(d, n)
		return &v, ok
	}}
}

// list makes a value of a list. A value that stands alone is a list of one.
func list[V any](of value[V], plural string) value[[]V] {
	example := "[" + of.example + "]"
	if of.keys != nil {
		example = ""
	}
	l := value[[]V]{form: plural, example: example, keys: of.keys}
	l.decode = func(d *decoder, n *yaml.Node) ([]V, bool) {
		items, ok := itemsOf(d, n, plural, of.keys != nil)
		values := make([]V, 0, len(items))
		d.items(items, func(i int, item *yaml.Node) {
			if v, ok := of.decode(d, item); ok {
				values = append(values, v)
			}
		})
		return values, ok
	}
	if of.keys != nil {
		l.over = func(d *decoder, n *yaml.Node, original []V) ([]V, bool) {
			return listOver(d, n, plural, of, original)
		}
	}
	return l
}

// itemsOf are the items of a list.
func itemsOf(d *decoder, n *yaml.Node, plural string, keys bool) (items []*yaml.Node, ok bool) {
	if n.Kind == yaml.SequenceNode {
		return n.Content, true
	}
	if keys {
		d.errorf(n, "%sexpected %s, each beginning with a dash, not %s", d.prefix(), plural, describe(n))
		return nil, false
	}
	return []*yaml.Node{n}, true
}

// items calls decode for each item of a list, with the path of each.
func (d *decoder) items(items []*yaml.Node, decode func(i int, item *yaml.Node)) {
	outer := d.path
	defer func() { d.path = outer }()
	for i, item := range items {
		d.path = outer + "[" + strconv.Itoa(i) + "]"
		d.keys = append(d.keys, keyPos{d.path, d.at(item)})
		decode(i, item)
	}
}

// listOver decodes a list of a translation: its first item holds what differs
// in the first item of the original, and so on. Only documents may be more:
// a paper may exist in one language alone.
func listOver[V any](d *decoder, n *yaml.Node, plural string, of value[V], original []V) ([]V, bool) {
	items, ok := itemsOf(d, n, plural, true)
	values := slices.Clone(original)
	more := d.path == "documents"
	d.items(items, func(i int, item *yaml.Node) {
		switch {
		case i < len(original):
			if v, ok := of.over(d, item, original[i]); ok {
				values[i] = v
			}
		case more:
			if v, ok := of.decode(d, item); ok {
				values = append(values, v)
			}
		default:
			d.errorf(item, "the original has %d here: a translation puts them into other words and adds none", len(original))
		}
	})
	return values, ok
}

// object makes a value of keys with values.
func object[V any](form string, rows []key[V]) value[V] {
	decode := func(d *decoder, n *yaml.Node, v V, partial bool) (V, bool) {
		outer := d.partial
		d.partial = partial
		mapping(d, n, rows, &v)
		d.partial = outer
		return v, n.Kind == yaml.MappingNode
	}
	return value[V]{
		form: form, keys: described(rows),
		decode: func(d *decoder, n *yaml.Node) (V, bool) {
			var v V
			return decode(d, n, v, false)
		},
		over: func(d *decoder, n *yaml.Node, original V) (V, bool) { return decode(d, n, original, true) },
	}
}

// oneOf makes a value that is one of a few words.
func oneOf[V ~string](words ...V) value[V] {
	plain := make([]string, len(words))
	for i, w := range words {
		plain[i] = string(w)
	}
	form := "one of " + strings.Join(plain, ", ")
	return value[V]{form: form, example: plain[0], decode: func(d *decoder, n *yaml.Node) (V, bool) {
		if n.Kind != yaml.ScalarNode || !slices.Contains(plain, n.Value) {
			d.errorf(n, "%sexpected %s, not %s%s", d.prefix(), form, describe(n), suggestion(n.Value, plain))
			return "", false
		}
		return V(n.Value), true
	}}
}

// scalar returns the text of a node that must be text.
func scalar(d *decoder, n *yaml.Node, form string) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		d.errorf(n, "%sexpected %s, not %s", d.prefix(), form, describe(n))
		return "", false
	}
	switch n.ShortTag() {
	case "!!str", "!!timestamp":
		return n.Value, true
	}
	d.errorf(n, "%sexpected %s, not %s: put it in quotes, %s", d.prefix(), form, describe(n), quote(n.Value))
	return "", false
}

func decodeText(d *decoder, n *yaml.Node) (string, bool) {
	raw, ok := scalar(d, n, formText)
	if !ok {
		return "", false
	}
	raw = strings.Join(strings.Fields(d.cleanText(n, raw)), " ")
	if raw == "" {
		d.errorf(n, "%sthe text is empty", d.prefix())
		return "", false
	}
	return raw, true
}

// decodePhone takes text, and a bare number such as 311 or 911 too.
func decodePhone(d *decoder, n *yaml.Node) (string, bool) {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!int" {
		return n.Value, true
	}
	number, ok := decodeText(d, n)
	if ok && !strings.ContainsAny(number, "0123456789") {
		d.errorf(n, "%sexpected %s, not %s", d.prefix(), formPhone, describe(n))
		return "", false
	}
	return number, ok
}

// decodeUID takes what iCalendar and feeds can carry without quoting.
func decodeUID(d *decoder, n *yaml.Node) (string, bool) {
	raw, ok := scalar(d, n, formUID)
	if !ok {
		return "", false
	}
	odd := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("<>\"\\", r) }
	if raw == "" || len(raw) > 200 || strings.ContainsFunc(raw, odd) {
		d.errorf(n, "%sexpected an identity such as the UUID that `advocate new` writes, not %s", d.prefix(), quote(raw))
		return "", false
	}
	return raw, true
}

func decodeParagraphs(d *decoder, n *yaml.Node) (string, bool) {
	raw, ok := scalar(d, n, formParagraphs)
	if !ok {
		return "", false
	}
	raw = strings.ReplaceAll(d.cleanText(n, raw), "\r\n", "\n")
	return strings.TrimSpace(strings.ReplaceAll(raw, "\r", "\n")), true
}

var markup = regexp.MustCompile(`</?([A-Za-z][A-Za-z0-9]*)[\s/>]`)

// cleanText decodes character references once and refuses characters that XML
// 1.0 and terminals cannot hold; tags stay text, with a warning.
func (d *decoder) cleanText(n *yaml.Node, raw string) string {
	if m := markup.FindStringSubmatch(raw); m != nil && atom.Lookup([]byte(strings.ToLower(m[1]))) != 0 {
		d.warnf(n, "%sthis is plain text: the tag <%s> is shown as it stands", d.prefix(), m[1])
	}
	decoded := html.UnescapeString(raw)
	if i := strings.IndexFunc(decoded, forbidden); i >= 0 {
		d.errorf(n, "%sthe text holds a character that cannot be shown (U+%04X)", d.prefix(), []rune(decoded[i:])[0])
	}
	return decoded
}

// forbidden tells the characters that XML 1.0 (section 2.2) forbids, and the
// other control characters.
func forbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0 && r != 0x85 || r == 0xfffe || r == 0xffff
}

func decodeBool(d *decoder, n *yaml.Node) (bool, bool) {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!bool" {
		return strings.EqualFold(n.Value, "true"), true
	}
	d.errorf(n, "%sexpected true or false, not %s", d.prefix(), describe(n))
	return false, false
}

func decodeWhole(d *decoder, n *yaml.Node) (int, bool) {
	i, err := strconv.ParseInt(n.Value, 10, 32)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" || err != nil {
		d.errorf(n, "%sexpected a whole number, not %s", d.prefix(), describe(n))
		return 0, false
	}
	return int(i), true
}

func decodeNumber(d *decoder, n *yaml.Node) (float64, bool) {
	tag := n.ShortTag()
	f, err := strconv.ParseFloat(n.Value, 64)
	if n.Kind != yaml.ScalarNode || tag != "!!int" && tag != "!!float" || err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		d.errorf(n, "%sexpected a number, not %s", d.prefix(), describe(n))
		return 0, false
	}
	return f, true
}

func decodeMoment(d *decoder, n *yaml.Node) (Moment, bool) {
	if n.Kind != yaml.ScalarNode {
		d.errorf(n, "%sexpected %s, not %s", d.prefix(), formMoment, describe(n))
		return Moment{}, false
	}
	m, err := ParseMoment(strings.TrimSpace(n.Value))
	if err != nil {
		d.errorf(n, "%s%v", d.prefix(), err)
		return Moment{}, false
	}
	return m, true
}

func decodeDay(d *decoder, n *yaml.Node) (Moment, bool) {
	m, ok := decodeMoment(d, n)
	if ok && m.HasTime() {
		d.errorf(n, "%sexpected a date without a time, not %s", d.prefix(), describe(n))
		return Moment{}, false
	}
	return m, ok
}

func decodeLength(d *decoder, n *yaml.Node) (time.Duration, bool) {
	parsed, err := time.ParseDuration(n.Value)
	plain := !strings.ContainsAny(n.Value, "+-.nuµs")
	if n.Kind != yaml.ScalarNode || err != nil || parsed <= 0 || !plain {
		d.errorf(n, "%sexpected a length such as 1h30m or 90m, not %s", d.prefix(), describe(n))
		return 0, false
	}
	return parsed, true
}

// decodeSlug takes a slug. A whole number is one too: districts: [3].
func decodeSlug(d *decoder, n *yaml.Node) (Ref, bool) {
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" && n.ShortTag() != "!!int" && n.ShortTag() != "!!timestamp" {
		d.errorf(n, "%sexpected a slug, not %s", d.prefix(), describe(n))
		return Ref{}, false
	}
	if reason := badSlug(n.Value); reason != "" {
		d.errorf(n, "%s%s is no slug: %s", d.prefix(), quote(n.Value), reason)
		return Ref{}, false
	}
	return Ref{Value: n.Value, At: d.at(n), source: d.source}, true
}

func decodeAddress(d *decoder, n *yaml.Node) (string, bool) {
	raw, ok := scalar(d, n, formAddress)
	if !ok {
		return "", false
	}
	raw = strings.TrimSpace(raw)
	if reason := badAddress(raw); reason != "" {
		d.errorf(n, "%s%s is not taken as an address: %s", d.prefix(), quote(raw), reason)
		return "", false
	}
	return raw, true
}

// badAddress tells why text is no address of the web, or "".
func badAddress(text string) string {
	u, err := url.Parse(text)
	switch {
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || forbidden(r) || r == '"' || r == '<' || r == '>' || r == '\\' }):
		return "it holds a space, a quote or another character that addresses do not have"
	case err != nil:
		return "it cannot be read; copy it again from the browser"
	case u.Scheme != "http" && u.Scheme != "https":
		return "it must begin with https:// or http://"
	case u.Hostname() == "" || strings.HasPrefix(u.Hostname(), "."):
		return "the name of the host is missing"
	case u.User != nil:
		return "it holds a user name or a password"
	}
	return ""
}

func decodeAnyLink(d *decoder, n *yaml.Node) (string, bool) {
	if strings.HasPrefix(n.Value, "/") {
		ref, ok := decodeSitePath(d, n)
		return ref.Value, ok
	}
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!str" && !strings.Contains(n.Value, ":") {
		d.errorf(n, "%sexpected %s, not %s", d.prefix(), formAnyLink, describe(n))
		return "", false
	}
	return decodeAddress(d, n)
}

func decodeSitePath(d *decoder, n *yaml.Node) (Ref, bool) {
	raw, ok := scalar(d, n, formSitePath)
	if !ok {
		return Ref{}, false
	}
	raw = strings.TrimSpace(raw)
	if reason := badSitePath(raw); reason != "" {
		d.errorf(n, "%s%s is not taken as an address of this site: %s", d.prefix(), quote(raw), reason)
		return Ref{}, false
	}
	return Ref{Value: raw, At: d.at(n), source: d.source}, true
}

func badSitePath(text string) string {
	switch {
	case !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//"):
		return "it must begin with one /"
	case len(text) > longestAddress:
		return "it is too long; 1000 bytes are the most"
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || forbidden(r) }):
		return "it holds a space"
	case strings.ContainsAny(text, `?#%\:*"<>|`):
		return `none of ? # % \ : * " < > | may stand in it`
	}
	for part := range strings.SplitSeq(strings.Trim(text, "/"), "/") {
		switch {
		case part == ".." || part == ".":
			return "it would leave the site"
		case part == "" && strings.Trim(text, "/") != "":
			return "two slashes follow each other"
		case strings.HasPrefix(part, "."):
			return "no part may begin with a dot"
		case len(part) > longestPart:
			return "a part of it is too long; 200 bytes are the most"
		}
	}
	return ""
}

func decodeFilePath(d *decoder, n *yaml.Node) (Ref, bool) {
	raw, ok := scalar(d, n, formFilePath)
	if !ok {
		return Ref{}, false
	}
	if raw = strings.TrimSpace(raw); raw == "" || strings.ContainsAny(raw, "\\\x00") || strings.Contains(raw, "://") {
		d.errorf(n, "%s%s is no file: write %s", d.prefix(), quote(raw), formFilePath)
		return Ref{}, false
	}
	return Ref{Value: raw, At: d.at(n), source: d.source}, true
}

var languageCode = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func decodeLanguage(d *decoder, n *yaml.Node) (string, bool) {
	raw, ok := scalar(d, n, formLanguage)
	if !ok {
		return "", false
	}
	if !languageCode.MatchString(raw) {
		d.errorf(n, "%sexpected a language code such as en or es, not %s", d.prefix(), quote(raw))
		return "", false
	}
	return raw, true
}

func decodeRule(d *decoder, n *yaml.Node) (Ref, bool) {
	raw, ok := scalar(d, n, formRule)
	return Ref{Value: strings.TrimSpace(raw), At: d.at(n), source: d.source}, ok
}
