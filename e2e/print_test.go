//go:build e2e

package e2e

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// On paper a page has its text and no menu, and no sheet is blank.
func TestPagesReadWellOnPaper(t *testing.T) {
	for _, tc := range []struct {
		page page
		says []string
	}{
		{page{"event", "/events/2026-12-03-town-hall-district-4/"}, []string{"Thursday", "December 2026", "6:00 pm", "District 4"}},
		{page{"issue", "/issues/water-bill-answers/"}, []string{"21 days", "Water and Sewer"}},
		{page{"month", "/events/2026/12/"}, []string{"Thursday", "6:00 pm"}},
		{page{"form", "/contact/water-bill/"}, []string{"918-555-"}},
	} {
		t.Run(tc.page.kind, func(t *testing.T) {
			p := open(t, starter)
			p.visit(tc.page.path)
			sheets := pdfText(t, get(p, chromedp.PrintToPDF()))
			if most := 10; len(sheets) > most {
				t.Errorf("%d sheets, %d at most", len(sheets), most)
			}
			for i, sheet := range sheets {
				if len(strings.Fields(sheet)) < 5 {
					t.Errorf("sheet %d is all but empty: %q", i+1, sheet)
				}
			}
			text := strings.Join(sheets, "\n")
			title := eval[string](p, `document.querySelector('h1').textContent.trim()`)
			for _, want := range append(tc.says, strings.Fields(title)...) {
				if !strings.Contains(text, want) {
					t.Errorf("does not say %q", want)
				}
			}
			if strings.Contains(text, "Skip to") {
				t.Error("prints the link that skips the menu")
			}
		})
	}
}

// pdfText is the text of each sheet of a PDF, as poppler reads it.
func pdfText(t *testing.T, pdf []byte) []string {
	t.Helper()
	var out, complaint bytes.Buffer
	command := exec.Command("pdftotext", "-layout", "-", "-")
	command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(pdf), &out, &complaint
	if err := command.Run(); err != nil {
		t.Fatalf("pdftotext (e2e/install brings it): %v: %s", err, &complaint)
	}
	return strings.Split(strings.TrimSuffix(out.String(), "\f"), "\f")
}

// A flyer is one sheet, whatever stands on it, and its code is never cut off.
func TestAFlyerIsOneSheetOnBothSidesOfTheOcean(t *testing.T) {
	letter := func(p *cdppage.PrintToPDFParams) { p.PaperWidth, p.PaperHeight = 8.5, 11 }
	a4 := func(p *cdppage.PrintToPDFParams) { p.PaperWidth, p.PaperHeight = 8.27, 11.69 }
	for _, event := range []string{"2026-12-03-town-hall-district-4", "2027-02-10-conference-denver", "2027-01-26-office-hours-district-2"} {
		t.Run(event, func(t *testing.T) {
			p := open(t, starter)
			p.visit("/events/" + event + "/flyer/")
			title := strings.Fields(eval[string](p, `document.querySelector('h1').textContent.trim()`))
			for name, paper := range map[string]chromedp.PDFOption{"Letter": letter, "A4": a4} {
				sheets := pdfText(t, get(p, chromedp.PrintToPDF(paper)))
				if len(sheets) != 1 {
					t.Errorf("%s: %d sheets", name, len(sheets))
				}
				for _, want := range append(title, "Questions?", event) {
					if !strings.Contains(sheets[0], want) {
						t.Errorf("%s does not say %q", name, want)
					}
				}
			}
		})
	}
}
