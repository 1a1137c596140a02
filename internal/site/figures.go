package site

import (
	"strconv"
	"strings"

	"example.org/advocate/internal/content"
)

// figuresFile is the name of the file with a document's figures, beside its
// page.
const figuresFile = "measures.csv"

// addFigures adds the figures of a document as a file, where it has any.
func (p *page) addFigures() {
	measures := p.measured()
	if !p.translated() || len(measures) == 0 {
		return
	}
	p.add(p.prefix+p.address+figuresFile, "the figures of content/"+p.head.File, FiguresFile{Rows: func() [][]string {
		return p.figures(measures)
	}})
}

// measured are the measures of a document of any kind.
func (p *page) measured() []content.Measure {
	switch doc := p.doc.(type) {
	case *content.Initiative:
		return doc.Measures
	case *content.Issue:
		return doc.Measures
	}
	return nil
}

// figures is the table of all measures of a document: a row for each value,
// with names as in the open data. Numbers are written for programs.
func (p *page) figures(measures []content.Measure) [][]string {
	rows := [][]string{{"measure", "unit", "better", "target", "date", "value"}}
	for _, m := range measures {
		target := ""
		if m.Target != nil {
			target = plainNumber(*m.Target)
		}
		for _, point := range p.sorted(m) {
			rows = append(rows, []string{
				harmless(m.Name), harmless(m.Unit), m.Better, target,
				p.dayOf(point.Date).Format("2006-01-02"), plainNumber(point.Value),
			})
		}
	}
	return rows
}

func plainNumber(f float64) string {
	if f == 0 {
		return "0" // also of -0
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// harmless puts an apostrophe before text that a spreadsheet would take for a
// formula. Numbers are none, whatever their sign.
func harmless(text string) string {
	if strings.IndexAny(text, "=+-@\t\r\n＝＋－＠") == 0 {
		return "'" + text
	}
	return text
}
