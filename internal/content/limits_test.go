package content_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"example.org/advocate/internal/content"
)

// megabyte is the size of the largest file that is read.
const megabyte = 1 << 20

// fill repeats a piece up to the size that a file may have, between a head
// and a tail.
func fill(head, piece, tail string) string {
	n := (megabyte - len(head) - len(tail)) / len(piece)
	return head + strings.Repeat(piece, n) + tail
}

// numbered is fill with a number in each piece, so that no two are the same.
func numbered(head, form, tail string) string {
	var b strings.Builder
	b.WriteString(head)
	for i := 0; b.Len()+len(tail)+40 < megabyte; i++ {
		fmt.Fprintf(&b, form, i)
	}
	return b.String() + tail
}

func bomb(levels int) string {
	var b strings.Builder
	b.WriteString("---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < levels; i++ {
		refs := strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", ")
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, refs)
	}
	return b.String() + "---\n"
}

// TestHostileFilesEndInBoundedTime reads files of the largest size that do
// everything to take long. None may take more than a moment, and each is
// refused in words.
func TestHostileFilesEndInBoundedTime(t *testing.T) {
	const longest = 30 * time.Second // on a busy machine; alone it is a fraction
	for name, file := range map[string]struct{ kind, text, says string }{
		"an alias bomb":                 {"about.md", bomb(40), "YAML aliases"},
		"a wide alias bomb":             {"about.md", fill("---\na: &a x\nb: [", "*a,", "x]\n---\n"), "keys and values"},
		"brackets in brackets":          {"about.md", fill("---\na: ", "[", "\n---\n"), "nested more than"},
		"braces in braces":              {"about.md", fill("---\na: ", "{a: ", "\n---\n"), "nested more than"},
		"dashes in dashes":              {"about.md", fill("---\na:\n  ", "- ", "\n---\n"), "nested more than"},
		"101 levels":                    {"about.md", "---\na: " + strings.Repeat("[", 101) + strings.Repeat("]", 101) + "\n---\n", "nested more than"},
		"one key again and again":       {"about.md", fill("---\n", "a:\n", "---\n"), "keys and values"},
		"one key on one line":           {"about.md", fill("---\n{", "a: 1,", "b: 1}\n---\n"), "keys and values"},
		"unknown keys":                  {"about.md", numbered("---\n", "k%d:\n", "---\n"), "keys and values"},
		"as many unknown keys as taken": {"about.md", "---\n{" + strings.Repeat("titel: 1, ", 9999) + "}\n---\n", "given twice"},
		"a key as long as the file":     {"about.md", fill("---\n? ", "k", "\n: x\n---\n"), "unknown key"},
		"a title as long as the file":   {"about.md", fill("---\ntitle: ", "t", "\n---\n"), ""},
		"a title of references":         {"about.md", fill("---\ntitle: ", "&amp;", "\n---\n"), ""},
		"a title of tags":               {"about.md", fill("---\ntitle: ", "<b>", "\n---\n"), ""},
		"blank lines before keys":       {"about.md", fill("---\ntitle: x", "\n", strings.Repeat("zz: 1\n", 5000)+"---\n"), "unknown key"},
		"topics":                        {"about.md", numbered("---\ntitle: x\ntopics: [", "t%d,", "x]\n---\n"), "keys and values"},
		"as many topics as taken":       {"about.md", "---\ntitle: x\ntopics: [" + strings.Repeat("t,", 19_990) + "]\n---\n", "named twice"},
		"other topics":                  {"about.md", "---\ntitle: x\ntopics: [" + numberedTopics(19_990) + "]\n---\n", "there is no topic"},
		"values of one day":             {"initiatives/i.md", "---\ntitle: x\nstatus: active\nmeasures:\n- name: x\n  series:\n" + strings.Repeat("  - {date: 2026-12-03, value: 1}\n", 3_900) + "---\n", "two values of one day"},
		"quotation marks":               {"about.md", fill("---\ntitle: ", "\"", "\n---\n"), "---"},
		"a tab on every line":           {"about.md", fill("---\n", "\t\n", "---\n"), ""},
		"fences":                        {"about.md", fill("", "---\n", ""), ""},
		"a line without an end":         {"about.md", fill("---\ntitle: x\n---\n", "a ", ""), ""},
		"links on one line":             {"about.md", fill("---\ntitle: x\n---\n", "[a](b) ", ""), ""},
		"tags on one line":              {"about.md", fill("---\ntitle: x\n---\n", "<i onclick=x>", ""), ""},
		"one byte too many":             {"about.md", fill("---\ntitle: x\n---\n", "a", "") + "aa", "bytes; 1048576 are the most"},
		"NUL bytes":                     {"about.md", fill("", "\x00", ""), "NUL"},
		"no UTF-8":                      {"about.md", fill("", "\xff", ""), "UTF-8"},
		"settings of brackets":          {"site.yaml", fill("a: ", "[", "\n"), "nested more than"},
		"settings of keys":              {"site.yaml", fill("", "a:\n", ""), "keys and values"},
		"settings too large":            {"site.yaml", strings.Repeat("#", megabyte+1), "bytes; 1048576 are the most"},
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			site := fstest.MapFS{"content/site.yaml": {Data: []byte(plainSettings)}}
			site["content/"+file.kind] = &fstest.MapFile{Data: []byte(file.text)}
			problems := problemsOf(site)
			if took := time.Since(begin); took > longest {
				t.Errorf("it took %v", took)
			}
			found := file.says == ""
			for _, p := range problems {
				if strings.Contains(p.Message, file.says) {
					found = true
				}
				if len(p.Message) > 600 {
					t.Fatalf("a message of %d bytes: %.100s…", len(p.Message), p.Message)
				}
			}
			if !found && file.says != "---" {
				t.Errorf("no problem says %q; the first of %d: %.3v", file.says, len(problems), problems)
			}
			if len(problems) > 0 {
				line, indent := problems[len(problems)-1].Excerpt()
				if len([]rune(line)) > 100 || len(indent) > 100 {
					t.Errorf("an excerpt of %d bytes, with %d spaces", len(line), len(indent))
				}
			}
			checkPlace(t, site, anyOf(problems))
		})
	}
}

func numberedTopics(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "t%d,", i)
	}
	return b.String()
}

// anyOf is the last problem, or one that is right.
func anyOf(problems []content.Problem) content.Problem {
	if len(problems) == 0 {
		return content.Problem{Path: "content/site.yaml", Line: 1, Col: 1, Message: "none"}
	}
	return problems[len(problems)-1]
}

func TestAFileOfTheLargestSizeIsTaken(t *testing.T) {
	text := fill("---\ntitle: x\n---\n", "word and word\n\n", "")
	problems := problemsOf(fstest.MapFS{
		"content/site.yaml": {Data: []byte(plainSettings)}, "content/about.md": {Data: []byte(text + strings.Repeat("a", megabyte-len(text)))},
	})
	if len(problems) > 0 {
		t.Errorf("%v", problems)
	}
}

func TestAHundredLevelsAreTaken(t *testing.T) {
	text := "---\ntitle: " + strings.Repeat("[", 98) + strings.Repeat("]", 98) + "\n---\n"
	for _, p := range problemsOf(fstest.MapFS{"content/site.yaml": {Data: []byte(plainSettings)}, "content/about.md": {Data: []byte(text)}}) {
		if strings.Contains(p.Message, "nested") {
			t.Error(p)
		}
	}
}
