package build

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/site"
)

func TestPagesThatStandApartNameFilesThatCanBeServed(t *testing.T) {
	built, err := Prepare(Options{Source: "../..", Options: site.Options{Now: time.Date(2026, 11, 25, 18, 0, 0, 0, time.UTC), BaseURL: "https://x.example.org/city/"}})
	if err != nil {
		t.Fatal(err, built.Problems)
	}
	defer built.Close()
	apart := built.Templates.StaticAt("/intake/static/")
	if apart != built.Templates.StaticAt("/intake/static/") {
		t.Error("the layouts are parsed anew each time")
	}
	named := regexp.MustCompile(`(?:href|src)="([^"]*/static/[^"]*)"`)
	text := func(templates *Templates) string {
		t.Helper()
		form, _ := built.Site.Form("en", "trash")
		var b bytes.Buffer
		if err := templates.Render(&b, "form", "en", form); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	files := named.FindAllStringSubmatch(text(apart), -1)
	if len(files) < 3 {
		t.Fatalf("the page names %v", files)
	}
	for _, m := range files {
		name, ok := strings.CutPrefix(m[1], "/intake/static/")
		if _, there := built.Templates.Static(name); !ok || !there {
			t.Errorf("%s is not served", m[1])
		}
	}
	for _, m := range named.FindAllStringSubmatch(text(built.Templates), -1) {
		if !strings.HasPrefix(m[1], "/city/static/") {
			t.Errorf("the site's own page names %s", m[1])
		}
	}
	for _, name := range []string{"", "css/site.css", "../static/css/site.css", "js/reload.js"} {
		if _, there := built.Templates.Static(name); there {
			t.Errorf("%q is served", name)
		}
	}
	for name := range built.Templates.static.files {
		if strings.Contains(name, "css/desk") {
			t.Errorf("%s is published, and only the desk needs it", name)
		}
	}
	if _, err := apart.asset("css/nothing.css"); err == nil {
		t.Error("a file that is not there has an address")
	}
}
