package site

import (
	"fmt"
	"testing"
)

func measured(t *testing.T, measure string) Measure {
	t.Helper()
	s := linked(t, files("issues/a.md", "---\ntitle: A\nstatus: monitoring\nmeasures:\n  - "+measure+"\n---\n"), Options{})
	return viewed[IssuePage](t, s, "issues/a/index.html").Measures[0]
}

func TestAMeasureSaysFromWhatToWhat(t *testing.T) {
	for measure, want := range map[string]string{
		"{name: N, better: lower, unit: days, target: 7, series: [{date: 2026-10-01, value: 12}, {date: 2026-01-01, value: 21}]}": "fell 21 12 true 2026-01-01 2026-10-01",
		"{name: N, better: higher, unit: days, series: [{date: 2026-01-01, value: 21}, {date: 2026-10-01, value: 12}]}":           "fell 21 12 false 2026-01-01 2026-10-01",
		"{name: N, better: higher, series: [{date: 2026-01-01, value: 0.5}, {date: 2026-10-01, value: 1250}]}":                    "rose 0.5 1,250 true 2026-01-01 2026-10-01",
		"{name: N, series: [{date: 2026-01-01, value: 3}, {date: 2026-05-01, value: 9}, {date: 2026-10-01, value: 3}]}":           "back 3 3 false 2026-01-01 2026-10-01",
		"{name: N, series: [{date: 2026-01-01, value: 3}, {date: 2026-05-01, value: 3}]}":                                         "same 3 3 false 2026-01-01 2026-05-01",
		"{name: N, better: lower, series: [{date: 2026-01-01, value: 3}]}":                                                        "same   false 2026-01-01 2026-01-01",
		"{name: N}": "   false 0001-01-01 0001-01-01",
	} {
		m := measured(t, measure)
		got := fmt.Sprintf("%s %s %s %v %s %s", m.Change, m.First, m.Last, m.Result.Better, m.FirstOn.Format("2006-01-02"), m.LastOn.Format("2006-01-02"))
		if got != want {
			t.Errorf("%s: %q, not %q", measure, got, want)
		}
	}
}

func TestAMeasureSaysWhetherItsLastValueMeetsTheTarget(t *testing.T) {
	for measure, want := range map[string]string{
		"{name: N, better: lower, target: 7, series: [{date: 2026-01-01, value: 7}]}":      "met",
		"{name: N, better: lower, target: 7, series: [{date: 2026-01-01, value: 7.01}]}":   "not_met",
		"{name: N, better: higher, target: 95, series: [{date: 2026-01-01, value: 96}]}":   "met",
		"{name: N, better: higher, target: 95, series: [{date: 2026-01-01, value: 94.9}]}": "not_met",
		"{name: N, target: 95, series: [{date: 2026-01-01, value: 94.9}]}":                 "",
		"{name: N, better: lower, series: [{date: 2026-01-01, value: 94.9}]}":              "",
	} {
		if got := measured(t, measure).Meets; got != want {
			t.Errorf("%s: %q, not %q", measure, got, want)
		}
	}
}

func TestOneFigureAloneIsNoChart(t *testing.T) {
	m := measured(t, "{name: N, unit: days, series: [{date: 2026-01-01, value: 1250000}]}")
	if m.Chart.Line != "" || m.Only != "1,250,000" || m.OnlyShort != "1.25 million" || len(m.Points) != 1 {
		t.Errorf("%+v", m)
	}
}

func TestLongFiguresAreShortWhereThereIsLittleRoom(t *testing.T) {
	for value, want := range map[string]string{
		"999999": "999,999", "1000000": "1 million", "-1234567": "-1.23 million", "48000000": "48 million",
		"1.5e9": "1.5 billion", "2100000000000": "2.1 trillion", "0.25": "0.25",
	} {
		if got := measured(t, "{name: N, series: [{date: 2026-01-01, value: "+value+"}]}").OnlyShort; got != want {
			t.Errorf("%s is %q, not %q", value, got, want)
		}
	}
}

func TestTheFiguresOfADocumentAreAFileToo(t *testing.T) {
	s := linked(t, files("issues/a.md", `---
title: A
status: monitoring
measures:
  - name: Days, "as counted"
    unit: =days
    better: lower
    target: 7
    series: [{date: 2026-10-01, value: 1e20}, {date: 2026-01-01, value: -21.5}]
  - name: "@second"
    series: [{date: 2026-02-01, value: 0}]
---
`), Options{})
	var rows [][]string
	for _, target := range s.Targets {
		if target.Path == "issues/a/measures.csv" {
			rows = target.From.(FiguresFile).Rows()
		}
	}
	want := `[["measure" "unit" "better" "target" "date" "value"]` +
		` ["Days, \"as counted\"" "'=days" "lower" "7" "2026-01-01" "-21.5"]` +
		` ["Days, \"as counted\"" "'=days" "lower" "7" "2026-10-01" "100000000000000000000"]` +
		` ["'@second" "" "" "" "2026-02-01" "0"]]`
	if got := fmt.Sprintf("%q", rows); got != want {
		t.Errorf("the file holds\n%s\nnot\n%s", got, want)
	}
	if address := viewed[IssuePage](t, s, "issues/a/index.html").Measures[0].CSV; address != "/issues/a/measures.csv" {
		t.Errorf("the page links to %q", address)
	}
}

func TestADocumentWithoutMeasuresHasNoFileOfFigures(t *testing.T) {
	s := linked(t, files("issues/a.md", "---\ntitle: A\nstatus: monitoring\n---\n"), Options{})
	for _, target := range s.Targets {
		if _, figures := target.From.(FiguresFile); figures {
			t.Error(target.Path)
		}
	}
}

func FuzzNoTextOfAFigureFileIsAFormula(f *testing.F) {
	for _, text := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "days", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		safe := harmless(text)
		for _, sign := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
			if len(safe) >= len(sign) && safe[:len(sign)] == sign {
				t.Errorf("%q stays %q", text, safe)
			}
		}
		if safe != text && safe != "'"+text {
			t.Errorf("%q became %q", text, safe)
		}
	})
}
