package markdown

import (
	"maps"
	"slices"

	"example.org/advocate/internal/wire"
)

// Kept is a document without raw HTML in the form in which it can be kept, in
// three parts: what other pages may depend on, places in the source, and the
// body itself, which is by far the largest.
type Kept struct{ Shape, Places, Body []byte }

// Keep returns the document for keeping; ok is false for one with raw HTML, whose
// tree has no such form.
func (d *Document) Keep() (k Kept, ok bool) {
	if d.root != nil {
		return Kept{}, false
	}
	var shape, places, body wire.Writer
	shape.Bool(d.hasBody())
	shape.Int(len(d.links))
	for _, l := range d.links {
		shape.Int(int(l.Kind))
		shape.String(l.Destination)
		shape.Bool(l.HasAlt)
		places.Int(l.Offset)
		places.String(l.Text)
	}
	shape.Int(len(d.headings))
	for _, h := range d.headings {
		shape.Int(h.Level)
		shape.String(h.Text)
		shape.String(h.ID)
		places.Int(h.Offset)
	}
	d.ids.keep(&shape)
	if r := d.recorded(); r != nil {
		body.String(r.text)
		body.Int(len(r.slots))
		for _, s := range r.slots {
			s.keep(&body)
		}
	}
	body.String(d.Text())
	return Kept{shape.Bytes, places.Bytes, body.Bytes}, true
}

// Restore returns a kept document. Its body is asked for when it is needed, and
// may be asked for again. ok is false where the parts are damaged.
func Restore(shape, places *wire.Reader, reserved []string, body func() string) (d *Document, ok bool) {
	d = &Document{ids: newIdents(reserved), elsewhere: body}
	if !shape.Bool() {
		d.elsewhere = nil
	}
	d.links = make([]Link, shape.Length())
	for i := range d.links {
		d.links[i] = Link{
			Kind: Kind(shape.Int()), Destination: shape.String(), HasAlt: shape.Bool(),
			Offset: places.Int(), Text: places.String(),
		}
	}
	d.headings = make([]Heading, shape.Length())
	for i := range d.headings {
		d.headings[i] = Heading{Level: shape.Int(), Text: shape.String(), ID: shape.String(), Offset: places.Int()}
	}
	d.ids.restore(shape)
	return d, shape.Done() && places.Done()
}

// Away returns the document with its body elsewhere: body returns Kept.Body.
func (d *Document) Away(body func() string) *Document {
	away := *d
	away.record, away.text, away.passages = nil, "", nil
	if d.hasBody() {
		away.elsewhere = body
	}
	return &away
}

func (d *Document) hasBody() bool { return d.record != nil || d.elsewhere != nil }

// recorded is the body with its links left open; nil where it is empty or has
// raw HTML.
func (d *Document) recorded() *record {
	if d.elsewhere == nil {
		return d.record
	}
	r := wire.NewReader(d.elsewhere())
	found := &record{text: r.String()}
	found.slots = make([]slot, r.Length())
	for i := range found.slots {
		found.slots[i] = restoreSlot(r)
	}
	return found
}

// keptText is the plain text of a body that is elsewhere.
func (d *Document) keptText() string {
	r := wire.NewReader(d.elsewhere())
	_ = r.String()
	for range r.Length() {
		restoreSlot(r)
	}
	return r.String()
}

func (s slot) keep(w *wire.Writer) {
	w.Int(s.at)
	w.Int(int(s.kind))
	w.Int(s.target.link)
	w.String(s.target.alt)
	w.Bool(s.target.asLink)
	w.Int(len(s.attributes))
	for _, a := range s.attributes {
		w.String(a)
	}
}

func restoreSlot(r *wire.Reader) slot {
	s := slot{at: r.Int(), kind: slotKind(r.Int()), target: target{link: r.Int(), alt: r.String(), asLink: r.Bool()}}
	if n := r.Length(); n > 0 {
		s.attributes = make([]string, n)
		for i := range s.attributes {
			s.attributes[i] = r.String()
		}
	}
	return s
}

// keep writes what fragments lead to.
func (ids *idents) keep(w *wire.Writer) {
	w.Int(len(ids.present))
	for _, id := range slices.Sorted(maps.Keys(ids.present)) {
		w.String(id)
	}
	for _, m := range []map[string]string{ids.author, ids.heading} {
		w.Int(len(m))
		for _, key := range slices.Sorted(maps.Keys(m)) {
			w.String(key)
			w.String(m[key])
		}
	}
}

func (ids *idents) restore(r *wire.Reader) {
	for range r.Length() {
		put(&ids.present, r.String(), true)
	}
	for _, m := range []*map[string]string{&ids.author, &ids.heading} {
		for range r.Length() {
			key := r.String()
			put(m, key, r.String())
		}
	}
}
