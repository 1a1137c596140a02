//go:build e2e

package e2e

import (
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
)

// found is what a page says to the walk.
type found struct {
	Links []string // addresses, absolute
	IDs   []string
	Over  float64 // pixels that it is wider than the window
	Title string
	H1    int
}

const lookRound = `({
	Links: [...document.querySelectorAll('a[href]')].map(a => a.href),
	IDs: [...document.querySelectorAll('[id]')].map(e => e.id),
	Over: document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth,
	Title: document.title,
	H1: document.querySelectorAll('h1').length,
})`

// Every page of the starter site can be reached from the home page by links;
// each answers, with nothing to complain about in the console, no request to
// anybody else, and nothing that scrolls sideways on the smallest phone.
func TestEveryPageIsReachedFromHomeWithoutAFault(t *testing.T) {
	p := open(t, starter)
	p.as(phone)
	pages := map[string]found{}
	files := map[string]bool{}
	fragments := map[string][]string{} // of a page, with who links there
	queue := []string{"/"}
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		if _, seen := pages[address]; seen {
			continue
		}
		p.visit(address)
		here := eval[found](p, lookRound)
		pages[address] = here
		for _, fault := range p.takeFaults() {
			t.Errorf("%s: %s", address, fault)
		}
		if here.Over > 0 {
			t.Errorf("%s: scrolls sideways on a phone, by %v px", address, here.Over)
		}
		if here.H1 != 1 {
			t.Errorf("%s: has %d headings of the first level", address, here.H1)
		}
		if here.Title == "" {
			t.Errorf("%s: has no title", address)
		}
		for _, link := range here.Links {
			u, err := url.Parse(link)
			if err != nil {
				t.Errorf("%s: a link is no address: %v", address, err)
				continue
			}
			switch {
			case u.Scheme+"://"+u.Host != starter.url, strings.HasPrefix(u.Path, "/intake"):
			case strings.HasSuffix(u.Path, "/"):
				queue = append(queue, u.Path)
				if u.Fragment != "" {
					fragments[u.Path] = append(fragments[u.Path], u.Fragment+" from "+address)
				}
			default:
				files[u.Path] = true
			}
		}
	}
	for address, list := range fragments {
		for _, fragment := range list {
			if id, from, _ := strings.Cut(fragment, " from "); !slices.Contains(pages[address].IDs, id) {
				t.Errorf("%s: %s has no #%s", from, address, id)
			}
		}
	}
	for address := range files {
		if status := status(t, starter.url+address); status != http.StatusOK {
			t.Errorf("%s: a linked file is answered with %d", address, status)
		}
	}
	for _, address := range builtPages(t, starter.dir) {
		if _, reached := pages[address]; !reached {
			t.Errorf("%s: no link leads there", address)
		}
	}
	t.Logf("%d pages, %d linked files", len(pages), len(files))
}

// status asks for an address as a program does.
func status(t *testing.T, address string) int {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// builtPages lists the addresses of a built site's pages, without redirects.
func builtPages(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Name() != "index.html" {
			return err
		}
		text, err := fs.ReadFile(os.DirFS(dir), name)
		if err == nil && !strings.Contains(string(text), `http-equiv="refresh"`) {
			list = append(list, "/"+strings.TrimSuffix(name, "index.html"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAnAddressWithoutAPageIsAnsweredByThe404Page(t *testing.T) {
	p := open(t, starter)
	p.visit("/there/is/nothing/here")
	if got := status(t, starter.url+"/there/is/nothing/here"); got != http.StatusNotFound {
		t.Errorf("answered with %d", got)
	}
	here := eval[found](p, lookRound)
	for _, way := range []string{"/contact/", "/topics/", "/"} {
		if !slices.Contains(here.Links, starter.url+way) {
			t.Errorf("the 404 page does not lead to %s", way)
		}
	}
	for _, fault := range p.takeFaults() {
		if !strings.Contains(fault, "404") {
			t.Error(fault)
		}
	}
}

// An address that a page had before leads to where it is now, also in a
// browser that does not run scripts.
func TestAnOldAddressLeadsToThePage(t *testing.T) {
	p := open(t, starter)
	p.noScripts()
	p.visit("/confidential/")
	p.until(`location.pathname === "/confidentiality/"`)
}
