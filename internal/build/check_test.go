package build

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

// checked checks a site, against a published one if that is named.
func checked(t *testing.T, source, published string) Checked {
	t.Helper()
	result, err := Check(context.Background(), Options{Source: source, Options: site.Options{Now: someDay}}, published)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// about returns the problems of one subject, a line each.
func about(c Checked, subject content.Subject) string {
	var list []string
	for _, p := range c.Problems {
		if p.Subject == subject {
			list = append(list, p.String())
		}
	}
	return strings.Join(list, "\n")
}

func TestACheckOfTheStarterSiteFindsNoErrors(t *testing.T) {
	result := checked(t, starter(t), "")
	for _, p := range result.Problems {
		if p.Severity == content.Error || p.Subject == content.Outputs || p.Subject == content.Links || p.Subject == content.Foundations {
			t.Error(p)
		}
	}
	if about(result, content.Samples) == "" {
		t.Error("the samples of the starter site are not found")
	}
}

func TestWhatABuildWarnsOfIsAnErrorOfACheck(t *testing.T) {
	source := sourceFolderOf(t, map[string]string{
		"content/about.md": "---\ntitle: About\nsummary: S.\n---\n[nowhere](/nowhere/) ![](a.avif)\n", "content/a.avif": "AVIF", "content/charter.md": "---\ntitle: Charter\nsummary: C.\n---\n",
	})
	if built := run(t, source, filepath.Join(t.TempDir(), "public")); len(built.Problems) != 2 || content.Errors(built.Problems) != 0 {
		t.Errorf("the build says %v", built.Problems)
	}
	if result := checked(t, source, ""); len(result.Problems) != 2 || content.Errors(result.Problems) != 2 {
		t.Errorf("the check says %v", result.Problems)
	}
}

func TestACheckReportsErrorsAndWritesNothing(t *testing.T) {
	source := sourceFolderOf(t, map[string]string{"content/about.md": "---\ntitel: About\n---\n"})
	stamp := tree(t, source)
	result := checked(t, source, "")
	if content.Errors(result.Problems) != 2 || result.Built != nil {
		t.Errorf("%v", result.Problems)
	}
	same(t, tree(t, source), stamp)
}

const hall = "---\ntitle: Town hall\nsummary: S.\ndate: 2026-11-01\nstart: 2026-12-03 18:00\nend: 2026-12-03 19:00\nlocation: {name: Library}\n---\n"

func TestACheckAgainstThePublishedSiteTellsWhatSubscribersWouldMiss(t *testing.T) {
	source := sourceFolderOf(t, map[string]string{"content/events/hall.md": hall, "content/about.md": "---\ntitle: About\nsummary: S.\n---\n", "content/news/a.md": "---\ntitle: A\nsummary: S.\ndate: 2026-11-01\n---\n"})
	published := filepath.Join(t.TempDir(), "public")
	run(t, source, published)
	event := filepath.Join(source, "content/events/hall.md")
	rewrite := func(was, is string) {
		t.Helper()
		if err := os.WriteFile(event, []byte(strings.Replace(hall, was, is, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("nothing, where nothing changed", func(t *testing.T) {
		if got := about(checked(t, source, published), content.Published); got != "" {
			t.Error(got)
		}
	})
	for name, change := range map[string][2]string{
		"another time":  {"18:00", "17:00"},
		"another place": {"Library", "Church"},
		"another title": {"Town hall", "Assembly"},
		"cancelled":     {"location:", "status: cancelled\nstatus_since: 2026-11-01\nlocation:"},
	} {
		t.Run(name+", without updated", func(t *testing.T) {
			rewrite(change[0], change[1])
			got := about(checked(t, source, published), content.Published)
			if !strings.Contains(got, "content/events/hall.md:") || !strings.Contains(got, "set updated") || strings.Count(got, "\n") != 0 {
				t.Errorf("%q", got)
			}
		})
		t.Run(name+", with updated", func(t *testing.T) {
			rewrite(change[0], change[1])
			text, err := os.ReadFile(event)
			if err != nil {
				t.Fatal(err)
			}
			write(t, source, "content/events/hall.md", strings.Replace(string(text), "title:", "updated: 2026-11-25\ntitle:", 1))
			if got := about(checked(t, source, published), content.Published); got != "" {
				t.Error(got)
			}
		})
	}
	t.Run("a file that was renamed", func(t *testing.T) {
		rewrite("", "")
		if err := os.Rename(event, filepath.Join(source, "content/events/town-hall.md")); err != nil {
			t.Fatal(err)
		}
		got := about(checked(t, source, published), content.Published)
		_, uid, _ := strings.Cut(got, "write uid: ")
		uid, _, _ = strings.Cut(uid, " ")
		if !strings.Contains(got, "/events/hall/") || uid == "" || strings.Count(got, "\n") != 0 {
			t.Fatalf("%q", got)
		}
		write(t, source, "content/events/town-hall.md", strings.Replace(hall, "title:", "uid: "+uid+"\ntitle:", 1))
		if got := about(checked(t, source, published), content.Published); strings.Contains(got, "is gone") || !strings.Contains(got, "set updated") {
			t.Errorf("with the uid that was named, and an address that subscribers do not have: %q", got)
		}
	})
}

func TestAFolderThatIsNoPublishedSiteIsSaid(t *testing.T) {
	source := sourceFolderOf(t, map[string]string{"content/about.md": "---\ntitle: About\n---\n"})
	for _, folder := range []string{t.TempDir(), filepath.Join(t.TempDir(), "nowhere")} {
		_, err := Check(context.Background(), Options{Source: source, Options: site.Options{Now: someDay}}, folder)
		if err == nil || !strings.Contains(err.Error(), "give the folder that advocate built") {
			t.Errorf("%v", err)
		}
	}
	broken := t.TempDir()
	write(t, broken, "initiatives/index.json", "{")
	if _, err := Check(context.Background(), Options{Source: source, Options: site.Options{Now: someDay}}, broken); err == nil || !strings.Contains(err.Error(), "initiatives/index.json") {
		t.Errorf("%v", err)
	}
}

func TestAReportIsOnePageWithEveryProblem(t *testing.T) {
	source := sourceFolderOf(t, map[string]string{"content/about.md": "---\ntitle: About <b>us</b>\n---\n[nowhere](/<script>/)\n"})
	result := checked(t, source, "")
	var b bytes.Buffer
	if err := WriteReport(&b, result, "2026-11-25"); err != nil {
		t.Fatal(err)
	}
	for _, p := range result.Problems {
		if !strings.Contains(textOf(elements(t, b.Bytes(), "body")[0]), p.Message) {
			t.Errorf("the report does not say %q", p.Message)
		}
	}
	if strings.Contains(b.String(), "<script") || len(result.Problems) < 3 {
		t.Errorf("%d problems in\n%s", len(result.Problems), b.String())
	}
	b.Reset()
	if err := WriteReport(&b, Checked{}, "2026-11-25"); err != nil || b.Len() == 0 {
		t.Errorf("a report of nothing: %v", err)
	}
}

func TestEverySubjectOfAReportHasWords(t *testing.T) {
	for _, subject := range content.Subjects {
		result := Checked{Problems: []content.Problem{{Path: "a.md", Line: 1, Col: 1, Message: "the message", Subject: subject}}}
		var b bytes.Buffer
		if err := WriteReport(&b, result, "2026-11-25"); err != nil || !strings.Contains(b.String(), "the message") {
			t.Errorf("%q: %v", subject, err)
		}
	}
}

func TestAReportListsThePagesThatNeedWorkMostFirst(t *testing.T) {
	long := "Many " + strings.Repeat("word ", 26) + "end. "
	source := sourceFolderOf(t, map[string]string{
		"content/a.md": "---\ntitle: Few\nsummary: S.\n---\n" + long + "\n", "content/b.md": "---\ntitle: Many\nsummary: S.\n---\n" + long + long + "\n",
		"content/charter.md": "---\ntitle: Easy\nsummary: S.\n---\nWe listen.\n",
	})
	var b bytes.Buffer
	if err := WriteReport(&b, checked(t, source, ""), "2026-11-25"); err != nil {
		t.Fatal(err)
	}
	rows := ""
	for _, row := range elements(t, b.Bytes(), "tbody") {
		rows += textOf(row)
	}
	few, many := strings.Index(rows, "a.md"), strings.Index(rows, "b.md")
	if many < 0 || few < many || strings.Contains(rows, "Easy") {
		t.Errorf("%q", rows)
	}
}

func TestThePolicyOfAReportAllowsItsOwnStyleAlone(t *testing.T) {
	var b bytes.Buffer
	if err := WriteReport(&b, Checked{}, "2026-11-25"); err != nil {
		t.Fatal(err)
	}
	_, style, _ := strings.Cut(b.String(), "<style>")
	style, _, found := strings.Cut(style, "</style>")
	if want := ownStyleOnly([]byte(style)); !found || !strings.Contains(html.UnescapeString(b.String()), `content="`+want+`"`) {
		t.Errorf("the policy is not %s", want)
	}
	for _, part := range []string{"<link", "<script", "style=", "url(", "@import"} {
		if strings.Contains(b.String(), part) {
			t.Errorf("the report has %s", part)
		}
	}
}

func TestALongGroupOfAReportSaysHowManyMoreThereAre(t *testing.T) {
	var result Checked
	for i := range mostInGroup + 7 {
		result.Problems = append(result.Problems, content.Problem{Path: "a.md", Line: i + 1, Message: fmt.Sprint("message ", i), Subject: content.Sentences})
	}
	var b bytes.Buffer
	if err := WriteReport(&b, result, "2026-11-25"); err != nil {
		t.Fatal(err)
	}
	if text := textOf(elements(t, b.Bytes(), "body")[0]); !strings.Contains(text, "And 7 more") || strings.Contains(text, fmt.Sprint("message ", mostInGroup)) {
		t.Error(text)
	}
}
