package preview

import (
	"cmp"
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"

	advocate "example.org/advocate"
	"example.org/advocate/internal/build"
	"example.org/advocate/internal/content"
)

// problems lists why a build made no site: the errors in the content, or, where
// it has none, what went wrong, as a problem like those.
func problems(source string, result build.Result, err error) []content.Problem {
	var list []content.Problem
	for _, p := range result.Problems {
		if p.Severity == content.Error {
			list = append(list, p)
		}
	}
	if list == nil {
		return []content.Problem{fault(source, err)}
	}
	return list
}

// layoutPlace finds where a layout went wrong in the errors of html/template,
// which name a layout "event.html" or "partials/frame.html".
var layoutPlace = regexp.MustCompile(`template: ?([\w./-]+\.html):(\d+)(?::(\d+))?: (?s)(.*)`)

// fault makes a problem of an error: in a layout with the place, else with the
// source folder for one.
func fault(source string, err error) content.Problem {
	found := layoutPlace.FindStringSubmatch(err.Error())
	if found == nil {
		return content.Problem{Path: ".", Line: 1, Col: 1, Severity: content.Error, Message: err.Error()}
	}
	p := content.Problem{Path: "layouts/" + found[1], Severity: content.Error, Message: found[4]}
	p.Line, _ = strconv.Atoi(found[2]) // digits, as the expression says
	column, _ := strconv.Atoi(found[3])
	p.Col = cmp.Or(column, 1)
	p.Source = line(source, p.Path, p.Line)
	return p
}

// line returns a line of a layout: of the site's own, else of the built-in one.
func line(source, name string, number int) string {
	text, err := fs.ReadFile(os.DirFS(source), name)
	if err != nil {
		if text, err = fs.ReadFile(advocate.Files, name); err != nil {
			return ""
		}
	}
	lines := strings.Split(string(text), "\n")
	if number < 1 || number > len(lines) {
		return ""
	}
	return strings.TrimSuffix(lines[number-1], "\r")
}
