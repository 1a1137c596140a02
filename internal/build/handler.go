package build

import (
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path"
	"regexp"
	"strings"
	"time"
)

// HandlerOptions says how built files are served.
type HandlerOptions struct {
	// Base is the path that the site lies under: "/", also when it is empty,
	// or "/advocate/".
	Base string
	// Policy is the Content-Security-Policy that the pages name in their
	// <meta> elements. The header says the same, and what only a header can
	// say: that no other site may frame a page.
	Policy string
}

// Handler serves the files that [Run] wrote into a folder.
//
// A folder's address ends with a slash and is answered by its index.html. What
// is not there is answered with status 404 by the 404.html of its language.
// Names that begin with a dot are never served, nor is _headers, and nothing outside the folder
// can be reached. The folder is opened anew for each request, so it may be
// missing, or be replaced as a whole, while the handler lives.
//
// Every answer has a strong ETag made from the bytes that are sent. A calendar
// and a feed tell in Last-Modified when people last changed what is in them;
// nothing else has one, and the times of the files are never told: two builds
// of one site give the same headers on any host. Files with a fingerprint in
// their name may be kept for a year, all others are asked for again each time.
//
// If-None-Match decides whether a file is sent again. If-Modified-Since alone
// does not: what was taken out of a calendar leaves no date in it, and whoever
// asks with a date would keep it for ever.
//
// Text goes out compressed to who accepts it. Where [Options].Compress left
// name.gz and name.br beside a file these are sent, and have no address of
// their own; else gzip is made on the way and remembered. What a range is asked
// of goes out as it is.
func Handler(dir string, opts HandlerOptions) http.Handler {
	base := "/"
	if inner := strings.Trim(opts.Base, "/"); inner != "" {
		base = "/" + inner + "/"
	}
	return &handler{dir: dir, base: base, policy: opts.Policy, files: newShelf()}
}

// SecureHeaders sets the headers that every answer carries, whoever writes it.
// policy is the Content-Security-Policy of a page; without one, which is right
// for files that run no scripts, none is set.
func SecureHeaders(h http.Header, policy string) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if policy != "" {
		h.Set("Content-Security-Policy", policy+"; frame-ancestors 'none'")
	}
}

// handler serves a folder. It is safe for concurrent use.
type handler struct {
	dir    string
	base   string // "/" or "/advocate/"
	policy string
	files  *shelf
}

// ServeHTTP answers GET and HEAD.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	SecureHeaders(w.Header(), "")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		plain(w, http.StatusMethodNotAllowed)
		return
	}
	root, err := os.OpenRoot(h.dir)
	if err != nil {
		plain(w, http.StatusServiceUnavailable)
		return
	}
	defer root.Close()
	if r.URL.Path+"/" == h.base {
		h.redirect(w, r, "")
		return
	}
	rel, under := strings.CutPrefix(r.URL.Path, h.base)
	if !under {
		h.notFound(w, root, "")
		return
	}
	name, moved, found := resolve(root, rel)
	switch {
	case moved:
		h.redirect(w, r, name)
	case found:
		h.file(w, r, root, name)
	default:
		h.notFound(w, root, rel)
	}
}

// resolve finds the file that answers an address below the root. moved tells
// that the address has another form, which name then is.
func resolve(root *os.Root, rel string) (name string, moved, found bool) {
	if clean := cleaned(rel); clean != rel {
		return clean, true, true
	}
	if hidden(rel) || packedForm(rel) || rel == headersName {
		return "", false, false
	}
	if rel == "" || strings.HasSuffix(rel, "/") {
		name = rel + "index.html"
		return name, false, regular(root, name)
	}
	if info, err := root.Stat(rel); err == nil && info.IsDir() {
		answers := regular(root, rel+"/index.html")
		return rel + "/", answers, answers
	}
	return rel, false, regular(root, rel)
}

// cleaned is an address without empty and dot parts.
func cleaned(rel string) string {
	clean := strings.TrimPrefix(path.Clean("/"+rel), "/")
	if clean != "" && strings.HasSuffix(rel, "/") {
		clean += "/"
	}
	return clean
}

// hidden tells whether a part of an address begins with a dot: the manifest,
// and what a build stages. A backslash parts names too, on Windows; no site has
// one.
func hidden(rel string) bool {
	return strings.HasPrefix(rel, ".") || strings.Contains(rel, "/.") || strings.Contains(rel, `\`)
}

// regular tells whether there is an ordinary file; to open another kind might
// wait for ever.
func regular(root *os.Root, name string) bool {
	info, err := root.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// redirect sends the browser to the right form of an address.
func (h *handler) redirect(w http.ResponseWriter, r *http.Request, rel string) {
	to := url.URL{Path: h.base + rel, RawQuery: r.URL.RawQuery}
	w.Header().Set("Location", to.String())
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(http.StatusMovedPermanently)
}

// file answers with a file: whole, in part, or with 304 (RFC 9110, 13 and 14).
func (h *handler) file(w http.ResponseWriter, r *http.Request, root *os.Root, name string) {
	f, err := root.Open(name)
	if err != nil { // it went away since it was found
		h.notFound(w, root, name)
		return
	}
	defer f.Close()
	facts, err := h.files.facts(name, f)
	if err != nil {
		plain(w, http.StatusInternalServerError)
		return
	}
	header := w.Header()
	h.describe(header, name)
	if fingerprinted(name) {
		header.Set("Cache-Control", forEver)
	}
	if !facts.modified.IsZero() {
		header.Set("Last-Modified", facts.modified.UTC().Format(http.TimeFormat))
	}
	if compressible[path.Ext(name)] {
		header.Set("Vary", "Accept-Encoding")
		if packed := h.packed(r, root, name, f, facts); packed != nil {
			defer packed.Close()
			header.Set("ETag", packed.etag)
			http.ServeContent(&codedWriter{w, packed.coding}, r, "", time.Time{}, packed)
			return
		}
	}
	header.Set("ETag", facts.etag)
	// A file that is open stays as it is: builds replace files, and never write
	// into them. Without a time ServeContent leaves If-Modified-Since alone.
	http.ServeContent(w, r, "", time.Time{}, f)
}

// packed is the compressed form of a file that the request prefers; nil when
// the file goes out as it is. Ranges are of the file itself: nobody can use a
// part of a compressed form without all that comes before it.
func (h *handler) packed(r *http.Request, root *os.Root, name string, f *os.File, facts facts) *packed {
	if r.Header.Get("Range") != "" {
		return nil
	}
	for _, coding := range acceptedCodings(r.Header.Values("Accept-Encoding")) {
		if form := h.files.beside(root, name, coding, facts); form != nil {
			return form
		}
		if coding != "gzip" {
			continue
		}
		if form := h.files.gzipped(f, facts); form != nil {
			return form
		}
	}
	return nil
}

// describe sets the headers that depend on what a file is.
func (h *handler) describe(header http.Header, name string) {
	mediaType := MediaType(name)
	if runsScripts(mediaType) {
		SecureHeaders(header, h.policy)
	}
	header.Set("Content-Type", mediaType)
	header.Set("Cache-Control", "no-cache")
	if path.Base(name) == "event.ics" {
		// It is for one person to take over, and a better name than all others
		// have helps to find it again. Subscribed files have no such field: some
		// programs would save them instead of subscribing.
		header.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": path.Base(path.Dir(name)) + ".ics"}))
	}
}

// notFound answers with the 404.html of the language that the address begins
// with, else with that of the site.
func (h *handler) notFound(w http.ResponseWriter, root *os.Root, rel string) {
	names := []string{"404.html"}
	if lang, _, deeper := strings.Cut(rel, "/"); deeper && !hidden(lang) {
		names = []string{lang + "/404.html", "404.html"}
	}
	for _, name := range names {
		if !regular(root, name) {
			continue
		}
		content, err := root.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			plain(w, http.StatusInternalServerError)
			return
		}
		h.describe(w.Header(), name)
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write(content) // who asked may have gone
		return
	}
	plain(w, http.StatusNotFound)
}

// indexFile finds the files of a search index. Their folder is named by what they
// hold.
var indexFile = regexp.MustCompile(`(^|/)search/[0-9a-f]{10}/`)

// fingerprinted tells whether a file of static/ or of a search index has a
// fingerprint in its name, so that its content never changes.
func fingerprinted(name string) bool {
	if indexFile.MatchString(name) {
		return true
	}
	rest, static := strings.CutPrefix(name, assetsFolder+"/")
	if !static {
		return false
	}
	stem := strings.TrimSuffix(rest, path.Ext(rest))
	for _, candidate := range []string{path.Ext(stem), path.Ext(rest)} {
		mark := strings.TrimPrefix(candidate, ".")
		if len(mark) == fingerprintLength && strings.Trim(mark, "0123456789abcdef") == "" {
			return true
		}
	}
	return false
}

// fingerprintLength is the number of hexadecimal digits in the name of a
// static file.
const fingerprintLength = 10

// plain answers with the name of a status and nothing else.
func plain(w http.ResponseWriter, status int) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, http.StatusText(status), status)
}
