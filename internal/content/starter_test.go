package content_test

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"example.org/advocate/internal/content"
)

const someUID = "6f1c9d0e-7a37-4a5e-9d3e-0c1b2a3d4e5f"

// loaded reads one file of a kind.
func loaded(kind *content.Kind, text string) []content.Problem {
	name := "content/" + strings.TrimPrefix(kind.Folder+"/", "/") + "new.md"
	_, problems := content.Load(fstest.MapFS{
		"content/site.yaml": {Data: []byte(plainSettings)}, name: {Data: []byte(text)},
	}, content.Options{})
	return problems
}

func TestAStarterFileIsRightAsItIs(t *testing.T) {
	for _, title := range []string{"Town hall", `Quotes: "here", 'there' \ and #, - [x]`, "Año nuevo — 年", "\u200b\U000e0001 odd", "true", "2026-12-03"} {
		for _, kind := range content.Kinds() {
			text := content.Starter(kind, title, someUID, someDay)
			if problems := loaded(kind, text); len(problems) > 0 {
				t.Errorf("%s %q: %v\n%s", kind.Name, title, problems, text)
			}
		}
	}
}

func TestAStarterFileExplainsEveryKeyOfItsKind(t *testing.T) {
	for _, kind := range content.Kinds() {
		text := content.Starter(kind, "Title", someUID, someDay)
		for _, k := range kind.Keys {
			if !regexp.MustCompile(`(?m)^(# )?` + k.Name + `:`).MatchString(text) {
				t.Errorf("%s: %s is not in the starter file", kind.Name, k.Name)
			}
			if k.Name != "title" && !strings.Contains(text, "# "+k.Help) {
				t.Errorf("%s: %s is not explained", kind.Name, k.Name)
			}
		}
	}
}

// placeholders are the problems that examples have, because what they name is
// not there yet or because they do not fit the rest of the example.
var placeholders = regexp.MustCompile(`there is no (topic|department|initiative|file) |` +
	`: the document has a file and a url|: an event of whole days takes dates without times|` +
	`: the event does not repeat, so|: the event has an end and a duration`)

func TestEveryKeyOfAStarterFileCanBeUncommented(t *testing.T) {
	for _, kind := range content.Kinds() {
		text := content.Starter(kind, "Title", someUID, someDay)
		everything := text
		for _, k := range kind.Keys {
			commented := block(text, k.Name)
			if commented == "" {
				continue
			}
			plain := regexp.MustCompile(`(?m)^# `).ReplaceAllString(commented, "")
			everything = strings.Replace(everything, commented, plain, 1)
			checkExample(t, kind, k.Name, strings.Replace(text, commented, plain, 1))
		}
		checkExample(t, kind, "everything", everything)
	}
}

// block returns the comment lines of a key and of what belongs to it.
func block(text, key string) string {
	return regexp.MustCompile(`(?m)^# ` + key + `:.*\n(# {3,}.*\n)*`).FindString(text)
}

func checkExample(t *testing.T, kind *content.Kind, what, text string) {
	t.Helper()
	for _, p := range loaded(kind, text) {
		if !placeholders.MatchString(p.String()) {
			t.Errorf("%s: %s: %s\n  %s", kind.Name, what, p, p.Source)
		}
	}
}

func TestTheExamplesOfTheReferencePageCanBeTaken(t *testing.T) {
	examples := regexp.MustCompile("(?s)```yaml\n([^-].*?)```").FindAllStringSubmatch(content.Reference(), -1)
	if len(examples) < 10 {
		t.Fatalf("only %d examples", len(examples))
	}
	for _, m := range examples {
		key, _, _ := strings.Cut(m[1], ":")
		found := false
		for _, kind := range content.Kinds() {
			for _, k := range kind.Keys {
				if k.Name == key && len(k.Keys) > 0 {
					found = true
					checkExample(t, kind, key, strings.Replace(content.Starter(kind, "Title", someUID, someDay), "---\n", "---\n"+m[1], 1))
				}
			}
		}
		settings := false
		for _, k := range content.SettingsKeys() {
			settings = settings || k.Name == key
		}
		switch {
		case settings && key != "districts":
			_, problems := content.Load(fstest.MapFS{"content/site.yaml": {Data: []byte(plainSettings + m[1])}}, content.Options{})
			if len(problems) > 0 {
				t.Errorf("site.yaml: %s: %v", key, problems)
			}
		case !found && !settings:
			t.Errorf("an example of %s, which no kind has", key)
		}
	}
}
