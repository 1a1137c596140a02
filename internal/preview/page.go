package preview

import (
	"bytes"
	"net/http"
	"path"
	"strings"

	advocate "example.org/advocate"
	"example.org/advocate/internal/build"
	"example.org/advocate/internal/content"
)

const (
	// ownAddress is where a preview's own things stand; no page is there.
	ownAddress = "/_advocate/"
	// mostProblems is how many problems the page shows: nobody mends more in
	// one go, and broken sites have thousands.
	mostProblems = 200
)

// problemsData is what layouts/problems.html is given.
type problemsData struct {
	Lang     string
	Errors   int
	Problems []problemData
}

type problemData struct {
	Path, Severity, Message string
	Line, Col               int
	Source, Caret           string
}

// problemsPage shows what is wrong with the content. It is made from the
// built-in layout, style and script, whatever the site's own are like: those
// may be what is wrong.
type problemsPage struct{ templates *build.Templates }

func newProblemsPage() (*problemsPage, error) {
	templates, err := build.LoadTemplates(advocate.Files, func(name string) (string, error) {
		return ownAddress + "static/" + name, nil
	})
	return &problemsPage{templates}, err
}

// serve answers with the problems, status 500: what was asked for cannot be
// made.
func (p *problemsPage) serve(w http.ResponseWriter, problems []content.Problem) {
	data := problemsData{Lang: "en", Errors: len(problems)} // as the messages
	for _, problem := range problems[:min(len(problems), mostProblems)] {
		source, indent := problem.Excerpt()
		shown := problemData{
			Path: problem.Path, Line: problem.Line, Col: problem.Col,
			Severity: problem.Severity.String(), Message: problem.Message,
		}
		if source != "" {
			shown.Source, shown.Caret = source, indent+"^"
		}
		data.Problems = append(data.Problems, shown)
	}
	var page bytes.Buffer
	if err := p.templates.Render(&page, "problems", data.Lang, data); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	build.SecureHeaders(w.Header(), policy)
	w.Header().Set("Content-Type", build.MediaType("index.html"))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = w.Write(page.Bytes()) // who asked may have gone
}

// serveStatic answers with a built-in static file, for the page of problems.
func serveStatic(w http.ResponseWriter, r *http.Request) {
	name := path.Clean("static/" + strings.TrimPrefix(r.URL.Path, ownAddress+"static/"))
	file, err := advocate.Files.ReadFile(name)
	if err != nil || !strings.HasPrefix(name, "static/") {
		http.NotFound(w, r)
		return
	}
	build.SecureHeaders(w.Header(), policy)
	w.Header().Set("Content-Type", build.MediaType(name))
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(file) // who asked may have gone
}

// wantsPage tells whether a browser asks for a page, to show it to a person:
// programs that read feeds, calendars or pages do not ask for HTML by name.
func wantsPage(r *http.Request) bool {
	switch path.Ext(r.URL.Path) {
	case "", ".html", ".htm":
		return strings.Contains(r.Header.Get("Accept"), "text/html")
	}
	return false
}
