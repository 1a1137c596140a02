package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

var checkCommand = command{
	name:  "check",
	usage: "[--now T] [--base-url URL] [--drafts] [--published DIR] [--json] [--report FILE]",
	does:  "checks the content: all that build checks, broken links, missing text alternatives, and more",
	run:   runCheck,
}

func runCheck(p *program, c command, args []string) int {
	set := p.flags(c)
	now := set.String("now", "", "the `instant` to check for: a date or RFC 3339; else SOURCE_DATE_EPOCH, else the clock")
	base := set.String("base-url", "", "the `address` of the site, instead of the one in site.yaml")
	drafts := set.Bool("drafts", false, "check drafts too")
	published := set.String("published", "", "the `folder` of a site published before, to compare with")
	asJSON := set.Bool("json", false, "write the problems to standard output as JSON")
	report := set.String("report", "", "write a page for the office to this `file`")
	if _, code, done := p.parse(c, set, args, 0); done {
		return code
	}
	instant, err := p.instant(*now)
	if err == nil {
		err = baseURL(*base)
	}
	if err != nil {
		return p.wrong("%v", err)
	}
	checked, err := build.Check(p.ctx, build.Options{
		Source: p.source, Options: site.Options{Now: instant, BaseURL: *base, Drafts: *drafts},
	}, *published)
	if err != nil {
		return p.fail(err)
	}
	if *report != "" {
		if err := writeReport(*report, checked, instant.Format("2006-01-02")); err != nil {
			return p.fail(err)
		}
	}
	if *asJSON {
		err = writeProblems(p.stdout, checked.Problems)
	} else {
		err = p.printGroups(checked.Problems)
	}
	if err != nil {
		return p.fail(err)
	}
	if content.Errors(checked.Problems) > 0 {
		return exitProblems
	}
	return exitDone
}

// writeProblems writes a list of path, line, col, severity and message.
func writeProblems(w io.Writer, problems []content.Problem) error {
	if problems == nil {
		problems = []content.Problem{}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(problems)
}

// printGroups prints the problems by subject, each group under a line that
// says how many there are, and then what to begin with.
func (p *program) printGroups(problems []content.Problem) error {
	gap := ""
	for _, subject := range content.Subjects {
		group := about(problems, subject)
		if len(group) == 0 {
			continue
		}
		if subject != content.Faults {
			fmt.Fprintf(p.stderr, "%s%s: %d in %s\n", gap, subject, len(group), counted(filesOf(group), "file"))
		}
		gap = "\n"
		if subject == content.Links {
			printFrequent(p.stderr, group)
		}
		shown := group
		if isStyle(subject) {
			shown = group[:min(mostAdvice, len(group))]
		}
		if err := content.Print(p.stderr, shown, p.terminal); err != nil {
			return err
		}
		if more := len(group) - len(shown); more > 0 {
			fmt.Fprintf(p.stderr, "and %d more: --json names them all, --report the pages that need it most\n", more)
		}
	}
	errs := content.Errors(problems)
	fmt.Fprintf(p.stdout, "%s, %s\n", counted(errs, "error"), counted(len(problems)-errs, "warning"))
	return nil
}

// mostAdvice is how many lines about style are printed: a site that was never
// looked at for it has thousands, and what matters more would be lost above
// them.
const mostAdvice = 100

// isStyle tells whether a subject is how people write, and not what.
func isStyle(subject content.Subject) bool {
	return subject == content.Sentences || subject == content.Grades
}

func about(problems []content.Problem, subject content.Subject) []content.Problem {
	return slices.DeleteFunc(slices.Clone(problems), func(q content.Problem) bool { return q.Subject != subject })
}

func filesOf(problems []content.Problem) int {
	files := map[string]bool{}
	for _, q := range problems {
		files[q.Path] = true
	}
	return len(files)
}

// printFrequent lists destinations that are broken in more than one place:
// mending what they lead to mends many lines at once.
func printFrequent(w io.Writer, broken []content.Problem) {
	const most = 10
	times := map[string]int{}
	for _, q := range broken {
		times[q.Message]++
	}
	messages := make([]string, 0, len(times))
	for m, n := range times {
		if n > 1 {
			messages = append(messages, m)
		}
	}
	slices.SortFunc(messages, func(a, b string) int {
		return cmp.Or(cmp.Compare(times[b], times[a]), strings.Compare(a, b))
	})
	for _, m := range messages[:min(most, len(messages))] {
		fmt.Fprintf(w, "  %4d times: %s\n", times[m], m)
	}
}

// writeReport writes the page for the office, whole or not at all: what was
// there before stays until the new one is on the disk.
func writeReport(name string, checked build.Checked, day string) error {
	if filepath.Ext(name) != ".html" {
		return fmt.Errorf("writing the report: %s does not end in .html, and the report is a page: choose another name", name)
	}
	var page bytes.Buffer
	if err := build.WriteReport(&page, checked, day); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	if err := replaceFile(name, page.Bytes()); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// replaceFile puts a file in the place of another in one step.
func replaceFile(name string, content []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".report-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(content)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
