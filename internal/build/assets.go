package build

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// assetsFolder is where static files lie in the built site.
const assetsFolder = "static"

// assets are the static files under their fingerprinted names: a new content
// is a new name, so that they can be cached for ever.
type assets struct {
	names map[string]string // "css/site.css" -> "static/css/site.3f2a9c1b5d.css"
	files map[string][]byte // fingerprinted name -> content
}

// loadAssets reads static/. Styles may name other static files with url(…);
// those names are fingerprinted too.
func loadAssets(fsys fs.FS) (*assets, error) {
	a := &assets{names: map[string]string{}, files: map[string][]byte{}}
	var styles []string
	err := fs.WalkDir(fsys, "static", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
			return err
		}
		if entry.Type()&(fs.ModeNamedPipe|fs.ModeSocket|fs.ModeDevice|fs.ModeIrregular) != 0 {
			return nil // a pipe would be waited for, for ever
		}
		rel := strings.TrimPrefix(name, "static/")
		if path.Ext(rel) == ".css" {
			styles = append(styles, rel)
			return nil
		}
		content, err := fs.ReadFile(fsys, name)
		if err == nil {
			if path.Ext(rel) == ".js" {
				content = smallScript(content)
			}
			a.add(rel, content)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading static files: %w", err)
	}
	slices.Sort(styles)
	for _, rel := range styles {
		content, err := fs.ReadFile(fsys, "static/"+rel)
		if err != nil {
			return nil, fmt.Errorf("reading static files: %w", err)
		}
		if content, err = a.rewrite(rel, content); err != nil {
			return nil, err
		}
		a.add(rel, slim(content))
	}
	return a, nil
}

// previewScript reloads pages while somebody writes; no published site has it.
const previewScript = "js/reload.js"

// deskStyle is of the desk's pages alone, which the desk itself serves.
const deskStyle = "css/desk.css"

// leaveOut drops a file that this site does not need. Its name stays known, for
// layouts that mention it under a condition.
func (a *assets) leaveOut(rel string) { delete(a.files, a.names[rel]) }

func (a *assets) add(rel string, content []byte) {
	sum := sha256.Sum256(content)
	ext := path.Ext(rel)
	name := assetsFolder + "/" + strings.TrimSuffix(rel, ext) + "." + hex.EncodeToString(sum[:])[:fingerprintLength] + ext
	a.names[rel] = name
	a.files[name] = content
}

// hashes are those of all scripts, as policies and elements write them (CSP
// Level 3, 8.4; Subresource Integrity).
func (a *assets) hashes() map[string]string {
	hashes := map[string]string{}
	for rel, name := range a.names {
		if content, published := a.files[name]; published && path.Ext(rel) == ".js" {
			sum := sha256.Sum256(content)
			hashes[rel] = "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
		}
	}
	return hashes
}

var cssURL = regexp.MustCompile(`url\(\s*["']?([^"')]+)["']?\s*\)`)

// rewrite puts fingerprinted names into a style. They are relative to it, so
// that the site may lie under any path.
func (a *assets) rewrite(rel string, css []byte) ([]byte, error) {
	var missing error
	css = cssURL.ReplaceAllFunc(css, func(match []byte) []byte {
		target := string(cssURL.FindSubmatch(match)[1])
		if strings.HasPrefix(target, "data:") || strings.HasPrefix(target, "#") {
			return match
		}
		name, ok := a.names[path.Join(path.Dir(rel), target)]
		if !ok {
			missing = fmt.Errorf("static/%s names %s, which is not in static/: add the file or change the name", rel, target)
			return match
		}
		up := strings.Repeat("../", strings.Count(rel, "/"))
		return []byte(`url("` + up + strings.TrimPrefix(name, assetsFolder+"/") + `")`)
	})
	return css, missing
}

// href returns the address of a static file below the site's base path.
func (a *assets) href(base *string) func(string) (string, error) {
	return func(name string) (string, error) {
		fingerprinted, ok := a.names[name]
		if !ok {
			return "", fmt.Errorf("there is no file static/%s", name)
		}
		return *base + fingerprinted, nil
	}
}
