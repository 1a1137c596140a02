package build

import (
	"io"

	advocate "example.org/advocate"
	"example.org/advocate/internal/content"
)

// Report is what layouts/report.html is given.
type Report struct {
	Lang   string
	Day    string // 2026-12-03
	Errors int
	Groups []ReportGroup
}

// ReportGroup is the problems of one subject.
type ReportGroup struct {
	Key      string // of its words: report.subject.KEY
	Problems []content.Problem
}

// reportKeys are the words for the subjects of problems.
var reportKeys = map[content.Subject]string{
	content.Faults: "faults", content.Links: "links", content.Alternatives: "alternatives",
	content.HeadingOrder: "headings", content.Summaries: "summaries", content.Outdated: "outdated",
	content.Samples: "samples", content.Foundations: "foundations", content.Outputs: "outputs",
	content.Published: "published", content.Translations: "translations",
}

// WriteReport writes the outcome of a check as one page that stands alone.
func WriteReport(w io.Writer, checked Checked, day string) error {
	templates, err := LoadTemplates(advocate.Files, func(string) (string, error) { return "", nil })
	if err != nil {
		return err
	}
	report := Report{Lang: "en", Day: day, Errors: content.Errors(checked.Problems)}
	for _, subject := range content.Subjects {
		group := ReportGroup{Key: reportKeys[subject]}
		for _, p := range checked.Problems {
			if p.Subject == subject {
				group.Problems = append(group.Problems, p)
			}
		}
		if len(group.Problems) > 0 {
			report.Groups = append(report.Groups, group)
		}
	}
	return templates.Render(w, "report", report.Lang, report)
}
