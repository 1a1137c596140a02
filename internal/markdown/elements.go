package markdown

import (
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
)

// element says what an author may write of one HTML element.
type element struct {
	attributes string // beside those that every element may have
	inline     bool   // stands within a line of text
	void       bool   // has no end tag
}

// everywhere are the attributes that each element may have.
const everywhere = "id title lang dir"

// elements is the one table of HTML that authors may write. Rewriting, the
// sanitiser's allow-list and the warnings all come from it. class and style
// are not in it: they would borrow or break the layout's looks.
var elements = map[string]element{
	"a":          {attributes: "href name aria-label", inline: true},
	"abbr":       {inline: true},
	"address":    {},
	"aside":      {},
	"b":          {inline: true},
	"bdi":        {inline: true},
	"bdo":        {inline: true},
	"blockquote": {},
	"br":         {void: true},
	"caption":    {},
	"cite":       {inline: true},
	"code":       {inline: true},
	"col":        {attributes: "span", void: true},
	"colgroup":   {attributes: "span"},
	"dd":         {},
	"del":        {attributes: "datetime", inline: true},
	"details":    {attributes: "open"},
	"dfn":        {inline: true},
	"div":        {},
	"dl":         {},
	"dt":         {},
	"em":         {inline: true},
	"figcaption": {},
	"figure":     {},
	"h1":         {},
	"h2":         {},
	"h3":         {},
	"h4":         {},
	"h5":         {},
	"h6":         {},
	"hr":         {void: true},
	"i":          {inline: true},
	"img":        {attributes: "src alt width height", inline: true, void: true},
	"ins":        {attributes: "datetime", inline: true},
	"kbd":        {inline: true},
	"li":         {attributes: "value"},
	"mark":       {inline: true},
	"ol":         {attributes: "start type reversed"},
	"p":          {},
	"pre":        {},
	"q":          {inline: true},
	"rp":         {inline: true},
	"rt":         {inline: true},
	"ruby":       {inline: true},
	"s":          {inline: true},
	"samp":       {inline: true},
	"section":    {},
	"small":      {inline: true},
	"span":       {inline: true},
	"strong":     {inline: true},
	"sub":        {inline: true},
	"summary":    {},
	"sup":        {inline: true},
	"table":      {},
	"tbody":      {},
	"td":         {attributes: "colspan rowspan align"},
	"tfoot":      {},
	"th":         {attributes: "colspan rowspan align scope abbr"},
	"thead":      {},
	"time":       {attributes: "datetime", inline: true},
	"tr":         {},
	"u":          {inline: true},
	"ul":         {},
	"var":        {inline: true},
	"wbr":        {inline: true, void: true},
}

// values are the forms of attributes that have one; others take any text.
var values = map[string]*regexp.Regexp{
	"align":    regexp.MustCompile(`^(?i:left|center|right)$`),
	"colspan":  smallNumber,
	"rowspan":  smallNumber,
	"span":     smallNumber,
	"width":    smallNumber,
	"height":   smallNumber,
	"value":    regexp.MustCompile(`^-?[0-9]{1,9}$`),
	"start":    regexp.MustCompile(`^-?[0-9]{1,9}$`),
	"type":     regexp.MustCompile(`^[1aAiI]$`),
	"open":     regexp.MustCompile(`^$`),
	"reversed": regexp.MustCompile(`^$`),
	"scope":    regexp.MustCompile(`^(?:col|row|colgroup|rowgroup)$`),
	"dir":      regexp.MustCompile(`^(?:ltr|rtl|auto)$`),
	"lang":     regexp.MustCompile(`^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$`),
}

var smallNumber = regexp.MustCompile(`^[0-9]{1,4}$`)

// emptied are elements of which nothing stays, their contents neither.
var emptied = map[string]bool{
	"iframe": true, "math": true, "noembed": true, "noframes": true, "noscript": true, "object": true,
	"script": true, "select": true, "style": true, "svg": true, "template": true, "textarea": true, "title": true,
}

// advice is what to do instead of an element that is left out.
var advice = map[string]string{
	"audio":    "write a link to the recording",
	"button":   "write a link",
	"center":   "the text in it is kept",
	"embed":    "write a link to what it shows",
	"font":     "the text in it is kept",
	"form":     "link to the page that has the form",
	"iframe":   "write a link to the page it shows",
	"object":   "write a link to what it shows",
	"script":   "pages run no scripts",
	"style":    "how pages look is decided in one place",
	"svg":      "put the drawing in a file and show it as an image",
	"textarea": "link to the page that has the form",
	"tt":       "write `…` for code",
	"video":    "write a link to the film",
}

// strangers are HTML elements that are left out. A name that is neither here
// nor in the table is probably meant as text.
var strangers = set("applet area article audio base basefont big blink body button canvas center data datalist dialog dir " +
	"embed fieldset font footer form frame frameset head header hgroup html iframe input label legend link main map marquee " +
	"math menu meta meter nav nobr noembed noframes noscript object optgroup option output param picture plaintext progress " +
	"script search select slot source strike style svg template textarea title track tt video xmp")

var emptyStrangers = set("area base basefont embed frame input link meta param source track")

// leftOut is the warning about an element that is not in the table.
func leftOut(name string) string {
	what := "<" + name + "> is left out"
	switch {
	case advice[name] != "":
		return what + ": " + advice[name]
	case !strangers[name]:
		return what + `: it is no HTML; write \<` + name + "> if readers are to see it"
	case emptied[name]:
		return what + ", with everything in it"
	case emptyStrangers[name]:
		return what
	}
	return what + ": the text in it is kept"
}

// mayHave reports whether an element may have an attribute with a value.
func (e element) mayHave(name, value string) bool {
	if !contains(everywhere, name) && !contains(e.attributes, name) {
		return false
	}
	form, ok := values[name]
	return !ok || form.MatchString(value)
}

func contains(list, name string) bool {
	for word := range strings.FieldsSeq(list) {
		if word == name {
			return true
		}
	}
	return false
}

// ours are the attributes that only this package writes, on top of the table.
var ours = []struct {
	attribute string
	form      *regexp.Regexp
	elements  []string
}{
	{"class", regexp.MustCompile(`^align-(?:left|center|right)$`), []string{"td", "th"}},
	{"class", regexp.MustCompile(`^language-[A-Za-z0-9+#_.-]+$`), []string{"code"}},
	{"class", regexp.MustCompile(`^(?:footnotes|table-scroll)$`), []string{"div"}},
	{"class", regexp.MustCompile(`^footnote-(?:ref|backref)$`), []string{"a"}},
	{"role", regexp.MustCompile(`^(?:doc-endnotes|region)$`), []string{"div"}},
	{"role", regexp.MustCompile(`^doc-(?:noteref|backlink)$`), []string{"a"}},
	{"srcset", setForm, []string{"img"}},
	{"sizes", sizesForm, []string{"img"}},
	{"loading", regexp.MustCompile(`^lazy$`), []string{"img"}},
	{"tabindex", regexp.MustCompile(`^0$`), []string{"pre", "div"}},
	{"aria-label", nil, []string{"div", "a"}},
}

// policy is the allow-list through which every body with raw HTML leaves.
var policy = newPolicy()

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	allow := func(attribute string, form *regexp.Regexp, names ...string) {
		rule := p.AllowAttrs(attribute)
		if form != nil {
			rule = rule.Matching(form)
		}
		rule.OnElements(names...)
	}
	for name, e := range elements {
		p.AllowElements(name)
		p.AllowNoAttrs().OnElements(name)
		for attribute := range strings.FieldsSeq(everywhere + " " + e.attributes) {
			if attribute == "align" || attribute == "name" {
				continue // rewritten to class and id
			}
			allow(attribute, values[attribute], name)
		}
	}
	for _, o := range ours {
		allow(o.attribute, o.form, o.elements...)
	}
	return p
}
