package build

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/feed"
	"example.org/advocate/internal/site"
)

// Checked is the outcome of a check.
type Checked struct {
	Problems []content.Problem // sorted
	Built    *Built            // nil where the content could not be linked
	Readings []site.Reading    // how easy each page is to read; their problems are among Problems
}

// Check looks for everything that could be better about a site: all that a
// build reports, broken links and images without text alternatives as errors,
// and advice. It renders every target, reads calendars and feeds again, and
// writes nothing. published, if not empty, is the folder of a site built
// before, to compare with.
func Check(ctx context.Context, opts Options, published string) (Checked, error) {
	built, err := Prepare(opts)
	if built == nil {
		return Checked{}, err
	}
	defer built.Close()
	checked := Checked{Problems: built.Problems}
	if errors.Is(err, ErrProblems) {
		return checked, nil
	}
	if err != nil {
		return checked, err
	}
	checked.Built = built
	files, err := built.Files(ctx)
	if err != nil {
		return checked, err
	}
	checked.Problems = append(checked.Problems, built.warnings(content.Error)...)
	checked.Problems = append(checked.Problems, built.Site.Advice()...)
	checked.Problems = append(checked.Problems, built.Site.Translations()...)
	checked.Problems = append(checked.Problems, built.Site.SharedTitles()...)
	checked.Readings = built.Site.Readings()
	for _, r := range checked.Readings {
		checked.Problems = append(checked.Problems, r.Problems...)
	}
	checked.Problems = append(checked.Problems, reread(built.Site.Targets, files)...)
	if published != "" {
		before, err := readPublished(os.DirFS(published))
		if err != nil {
			return checked, err
		}
		checked.Problems = append(checked.Problems, before.compare(built.Site)...)
	}
	content.Sort(checked.Problems)
	return checked, nil
}

// reread reads calendars and feeds as a subscriber's program would.
func reread(targets []site.Target, files map[string][]byte) []content.Problem {
	var problems []content.Problem
	for _, target := range targets {
		var faults []error
		switch from := target.From.(type) {
		case site.CalendarFile:
			faults = calendar.Check(bytes.NewReader(files[target.Path]))
		case site.FeedFile:
			kind := map[string]feed.Kind{"rss": feed.RSS, "atom": feed.Atom, "json": feed.JSON}[from.Format]
			faults = feed.Check(bytes.NewReader(files[target.Path]), kind)
		}
		for _, fault := range faults {
			problems = append(problems, content.Problem{
				Path: target.Path, Line: 1, Col: 1, Severity: content.Warning, Message: fault.Error(), Subject: content.Outputs,
			})
		}
	}
	return problems
}

// isMissing tells whether a file or folder is not there.
func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
