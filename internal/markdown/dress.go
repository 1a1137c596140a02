package markdown

import (
	"regexp"
	"slices"
	"strconv"
)

// Dress is what stands beside the address and the words of an image.
type Dress struct {
	Src           string // a better address of the same picture; empty for none
	Width, Height int    // points; 0 where they are not known
	Set           string // the same picture in several widths, as srcset has it; may be empty
	Sizes         string // how wide it is shown, as sizes has it; with Set
	Later         bool   // it is loaded when a reader comes near
}

// The forms of what this package writes itself. Addresses in a set are those of
// files of the site, without space, comma or quote.
var (
	setForm   = regexp.MustCompile(`^[^\s,"<>]+ [0-9]+w(?:, [^\s,"<>]+ [0-9]+w)*$`)
	sizesForm = regexp.MustCompile(`^[a-z0-9().: ,-]+$`)
)

// dressed adds what the caller knows of an image to its address and the
// attributes that the author gave. A size that the author wrote stays.
func (p *page) dressed(url string, link int, attributes []string) (better string, all []string) {
	if p.dress == nil || link < 0 {
		return url, attributes
	}
	d := p.dress(p.doc.links[link])
	if d.Src != "" {
		url = p.doc.finalURL(d.Src)
	}
	add := func(name, value string) { attributes = append(attributes, name, value) }
	if d.Width > 0 && d.Height > 0 && !slices.Contains(attributes, "width") && !slices.Contains(attributes, "height") {
		add("width", strconv.Itoa(d.Width))
		add("height", strconv.Itoa(d.Height))
	}
	if setForm.MatchString(d.Set) && sizesForm.MatchString(d.Sizes) {
		add("srcset", d.Set)
		add("sizes", d.Sizes)
	}
	if d.Later {
		add("loading", "lazy")
	}
	return url, attributes
}
