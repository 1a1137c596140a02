package build

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"slices"

	advocate "example.org/advocate"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

// Report is what layouts/report.html is given.
type Report struct {
	Lang   string
	Day    string // 2026-12-03
	Site   string // title of the site; empty where that could not be read
	Errors int
	Advice int // problems that are no errors
	Groups []ReportGroup

	Reading []ReportPage // pages whose words need work, those in most need first
	Hard    int          // pages that need work
	Easy    int          // pages that need none
	Unshown int          // pages that need work and are not in Reading

	// Style is the page's own style, and Policy its Content-Security-Policy:
	// that style, by its hash, and nothing else.
	Style  template.CSS
	Policy string
}

// ReportGroup is the problems of one subject.
type ReportGroup struct {
	Key     string // of its words: report.subject.KEY and report.help.KEY
	Count   int
	Files   []ReportFile
	Same    string // the message, where it is the same in all files
	Unshown int    // problems that are not in Files
}

// ReportFile is the problems of one file that are of one subject.
type ReportFile struct {
	Path     string
	Problems []content.Problem
}

// ReportPage is how easy a page is to read.
type ReportPage struct {
	Path, Title, Lang string
	Words, Long       int  // words of the body; sentences that are too long
	Measured          bool // the rest says something
	Grade             bool // Value is a school grade; else a place on a scale of 100
	Value             int
	LongWords         []string
}

const (
	// mostInGroup is how many problems of one subject the report lists: who
	// mended those asks for the next.
	mostInGroup = 200
	// mostPages is how many pages the report lists by need.
	mostPages = 100
	// mostLongWords is how many words it names of each.
	mostLongWords = 3
)

// reportKeys are the words for the subjects of problems.
var reportKeys = map[content.Subject]string{
	content.Faults: "faults", content.Links: "links", content.Alternatives: "alternatives",
	content.HeadingOrder: "headings", content.Summaries: "summaries", content.Outdated: "outdated",
	content.Samples: "samples", content.Foundations: "foundations", content.Outputs: "outputs",
	content.Published: "published", content.LinkTexts: "linktexts", content.Tables: "tables",
	content.Endless: "endless", content.Translations: "translations", content.Grades: "grades",
	content.Sentences: "sentences",
}

// WriteReport writes the outcome of a check as one page that stands alone: it
// asks for no other file, runs no script, and can be sent and printed.
func WriteReport(w io.Writer, checked Checked, day string) error {
	templates, err := LoadTemplates(advocate.Files, func(string) (string, error) { return "", nil })
	if err != nil {
		return err
	}
	style, err := fs.ReadFile(advocate.Files, "layouts/report.css")
	if err != nil {
		return fmt.Errorf("reading layouts: %w", err)
	}
	errs := content.Errors(checked.Problems)
	report := Report{Lang: "en", Day: day, Errors: errs, Advice: len(checked.Problems) - errs, Style: template.CSS(style), Policy: ownStyleOnly(style)} //nolint:gosec // the style is the program\'s own
	if checked.Built != nil {
		report.Site = checked.Built.Content.Settings.Title
	}
	for _, subject := range content.Subjects {
		if group := reportGroup(subject, checked.Problems); group.Count > 0 {
			report.Groups = append(report.Groups, group)
		}
	}
	report.read(checked.Readings)
	return templates.Render(w, "report", report.Lang, report)
}

// ownStyleOnly is the policy of a page that may use one style that stands in it.
func ownStyleOnly(style []byte) string {
	sum := sha256.Sum256(style)
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}

func reportGroup(subject content.Subject, problems []content.Problem) ReportGroup {
	group := ReportGroup{Key: reportKeys[subject]}
	for _, p := range problems {
		if p.Subject != subject {
			continue
		}
		if group.Count++; group.Count > mostInGroup {
			group.Unshown++
			continue
		}
		if n := len(group.Files); n == 0 || group.Files[n-1].Path != p.Path {
			group.Files = append(group.Files, ReportFile{Path: p.Path})
		}
		last := &group.Files[len(group.Files)-1]
		last.Problems = append(last.Problems, p)
	}
	group.Same = sameMessage(group.Files)
	return group
}

// sameMessage is the message of all problems; empty where they differ.
func sameMessage(files []ReportFile) string {
	message := ""
	for i, f := range files {
		if i == 0 {
			message = f.Problems[0].Message
		}
		for _, p := range f.Problems {
			if p.Message != message || p.Severity == content.Error {
				return ""
			}
		}
	}
	return message
}

// read lists the pages that need work on their words.
func (r *Report) read(readings []site.Reading) {
	readings = slices.Clone(readings)
	slices.SortStableFunc(readings, func(a, b site.Reading) int { return cmp.Compare(b.Need(), a.Need()) })
	for _, reading := range readings {
		switch {
		case reading.Need() == 0:
			r.Easy++
		case len(r.Reading) < mostPages:
			r.Reading = append(r.Reading, reportPage(reading))
		default:
			r.Unshown++
		}
	}
	r.Hard = len(r.Reading) + r.Unshown
}

func reportPage(r site.Reading) ReportPage {
	page := ReportPage{Path: r.Path, Title: r.Title, Lang: r.Lang, Words: r.Measure.Words, Long: r.Measure.Long, Measured: r.Measured}
	if !r.Measured {
		return page
	}
	page.Grade, page.Value = r.Ease.IsGrade(), r.Ease.Rounded()
	if r.Ease.Above > 0 {
		page.LongWords = r.LongWords(mostLongWords)
	}
	return page
}
