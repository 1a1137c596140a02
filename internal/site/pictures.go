package site

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/markdown"
)

// Gallery knows the pictures of a site by the name of their file below the
// source folder, such as "content/about/chairs.png".
type Gallery interface {
	Shown(source string) (Shown, bool)
}

// Shown is a picture as pages show it.
type Shown struct {
	Width, Height int // of the whole picture, upright
	// Copies are smaller ones, the smallest first. The picture's own file
	// stands in for what they lack.
	Copies []Smaller
}

// Smaller is a copy of a picture: a file of the built site.
type Smaller struct {
	Path  string
	Width int
}

// PictureUse is a place where the content shows a picture of its own.
type PictureUse struct {
	Source string // below the source folder: "content/about/chairs.png"
	head   *content.Common
	link   *markdown.Link // nil for the picture that stands for a document
}

// Problem makes a problem at the place.
func (u PictureUse) Problem(severity content.Severity, format string, args ...any) content.Problem {
	if u.link == nil {
		return u.head.Problem("image.src", severity, format, args...)
	}
	return u.head.ProblemAt(u.head.BodyPos(u.link.Offset), severity, format, args...)
}

// scalable are the ends of the names of pictures that can be read here; AVIF is
// shown as it is.
var scalable = []string{".png", ".jpg", ".jpeg", ".gif", ".webp"}

// PictureUses lists where the visible documents show pictures that lie in
// content/.
func (s *Site) PictureUses() []PictureUse {
	var uses []PictureUse
	for _, e := range s.links.editions {
		for _, p := range e.all() {
			if p.translated() && p.head.File != "" {
				uses = append(uses, p.pictureUses()...)
			}
		}
	}
	return uses
}

func (p *page) pictureUses() []PictureUse {
	var uses []PictureUse
	add := func(address string, link *markdown.Link) {
		if p.isCopied(address) && slices.Contains(scalable, strings.ToLower(path.Ext(address))) {
			uses = append(uses, PictureUse{Source: "content/" + address, head: p.head, link: link})
		}
	}
	if src := p.head.Image.Src; src.Value != "" && p.head.Owns(src) {
		file, _ := content.ResolveFile(p.head.Path, src.Value)
		add(file, nil)
	}
	if p.ownBody() {
		for _, link := range p.head.Body.Links() {
			if link.Kind == markdown.KindImage {
				add(p.find(link.Destination).address, &link)
			}
		}
	}
	return uses
}

// Hang tells the site where its pictures are looked up; until then its pages name
// the files of content/ and nothing else. It is called before pages are rendered.
func (s *Site) Hang(g Gallery) { s.links.gallery = g }

// inGallery finds a file of content/ in the gallery.
func (p *page) inGallery(address string) (Shown, bool) {
	if p.gallery == nil {
		return Shown{}, false
	}
	return p.gallery.Shown("content/" + address)
}

// srcset lists a picture in several widths, its own file being the widest where
// no copy is; empty where there is one alone.
func (p *page) srcset(address string, s Shown) string {
	var list []string
	for _, c := range s.Copies {
		list = append(list, p.base.href(c.Path)+" "+strconv.Itoa(c.Width)+"w")
	}
	const wideEnough = 1200
	if widest := s.widest(); widest < s.Width && widest < wideEnough {
		list = append(list, p.base.href(address)+" "+strconv.Itoa(s.Width)+"w")
	}
	if len(list) < 2 || strings.Contains(p.base.href(address), ",") {
		return ""
	}
	return strings.Join(list, ", ")
}

func (s Shown) widest() int {
	if len(s.Copies) == 0 {
		return 0
	}
	return s.Copies[len(s.Copies)-1].Width
}

// source is the file for who does not choose: a copy of middle width, or the
// picture's own.
func (p *page) source(address string, s Shown) string {
	const middle = 800
	for _, c := range s.Copies {
		if c.Width >= middle || c.Width == s.Width {
			return p.base.href(c.Path)
		}
	}
	return p.base.href(address)
}

// Widths of the layout, in em of the reader's own letters: a column of text, the
// whole page, and how high a picture at the head of a page becomes.
const (
	columnEm, pageEm, leadHighEm = 36, 74, 23
)

// sizes says how wide a picture is shown: as wide as the page, up to a width.
func sizes(em int) string {
	return fmt.Sprintf("(min-width: %dem) %dem, 100vw", em+2, em)
}

// leadPicture is the picture that stands for a document, at the head of its page.
func (p *page) leadPicture(file string) *Picture {
	picture := &Picture{Src: p.base.href(file), Alt: p.head.Image.Alt}
	if s, ok := p.inGallery(file); ok {
		picture.Src, picture.Width, picture.Height = p.source(file, s), s.Width, s.Height
		if picture.Srcset = p.srcset(file, s); picture.Srcset != "" {
			picture.Sizes = sizes(min(pageEm, max(1, leadHighEm*s.Width/s.Height)))
		}
	}
	return picture
}

// dresser returns what is known of the images of a body, in their order. The
// first picture of a page is part of its first view; the others are loaded when
// a reader comes near.
func (p *page) dresser() func(markdown.Link) markdown.Dress {
	later := p.head.Image.Src.Value != ""
	return func(link markdown.Link) markdown.Dress {
		d := markdown.Dress{Later: later}
		later = true
		address := p.find(link.Destination).address
		if s, ok := p.inGallery(address); ok {
			d.Src, d.Width, d.Height = p.source(address, s), s.Width, s.Height
			if d.Set = p.srcset(address, s); d.Set != "" {
				d.Sizes = sizes(columnEm)
			}
		}
		return d
	}
}
