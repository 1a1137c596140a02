package build

import (
	"fmt"
	"html/template"
	"strings"
)

// Static returns a file of static/ by its fingerprinted name, such as "css/site.3f2a9c1b5d.css".
func (t *Templates) Static(name string) (content []byte, ok bool) {
	if t.static == nil {
		return nil, false
	}
	content, ok = t.static.files[assetsFolder+"/"+name]
	return content, ok
}

// StaticAt returns the same layouts for pages that name the files of static/ below another address than the site's
// pages do, such as "/intake/static/": whoever serves them serves what [Templates.Static] returns.
func (t *Templates) StaticAt(base string) *Templates {
	t.mu.Lock()
	defer t.mu.Unlock()
	if other := t.others[base]; other != nil {
		return other
	}
	other := &Templates{
		words:   t.words,
		sources: t.sources, partials: t.partials, trees: t.trees, reserved: t.reserved, times: t.times, static: t.static,
		parsed: map[[2]string]*template.Template{}, ready: map[[2]string]*template.Template{}, pieces: map[string]*pieces{},
		asset: func(name string) (string, error) {
			if t.static == nil || t.static.names[name] == "" {
				return "", fmt.Errorf("there is no file static/%s", name)
			}
			return base + strings.TrimPrefix(t.static.names[name], assetsFolder+"/"), nil
		},
	}
	if t.others == nil {
		t.others = map[string]*Templates{}
	}
	t.others[base] = other
	return other
}
