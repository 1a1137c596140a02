package words

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// languages lists the catalogues.
func languages(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(files, "*.yaml")
	if err != nil || !slices.Contains(names, "en.yaml") {
		t.Fatalf("the catalogues are %q: %v", names, err)
	}
	for i, name := range names {
		names[i] = strings.TrimSuffix(name, ".yaml")
	}
	return names
}

// texts reads a catalogue file by itself: key -> what stands under it, all
// plural forms in one.
func texts(t *testing.T, lang string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(lang + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := yaml.Load(data, &root); err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	flatten(found, "", root)
	return found
}

func flatten(found map[string][]string, key string, value any) {
	switch value := value.(type) {
	case string:
		found[key] = []string{value}
	case map[string]any:
		if other, plural := value["other"].(string); plural {
			list := []string{other}
			for _, form := range []string{"zero", "one", "two", "few", "many"} {
				if text, ok := value[form].(string); ok {
					list = append(list, text)
				}
			}
			found[key] = list
			return
		}
		for name, inner := range value {
			if key != "" {
				name = key + "." + name
			}
			flatten(found, name, inner)
		}
	}
}

var variable = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

// variables are the names that a message fills in, in order.
func variables(texts []string) []string {
	names := map[string]bool{}
	for _, text := range texts {
		for _, m := range variable.FindAllStringSubmatch(text, -1) {
			names[m[1]] = true
		}
	}
	var list []string
	for name := range names {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

func TestEveryCatalogueHasTheKeysOfTheEnglishOne(t *testing.T) {
	english := texts(t, "en")
	for _, lang := range languages(t) {
		c, ok := For(lang)
		if !ok || c.Lang() != lang {
			t.Errorf("For(%q) is the catalogue %q, %v", lang, c.Lang(), ok)
		}
		own := texts(t, lang)
		for key, text := range english {
			if own[key] == nil {
				t.Errorf("%s.yaml has no words for %q", lang, key)
				continue
			}
			if !c.Has(key) {
				t.Errorf("%s.yaml: the catalogue does not know %q, which stands in the file", lang, key)
			}
			if got, want := variables(own[key]), variables(text); !slices.Equal(got, want) {
				t.Errorf("%s.yaml: %q fills in %q, in English %q", lang, key, got, want)
			}
			for _, line := range own[key] {
				if strings.Trim(line, " \t") != line || strings.TrimSpace(line) == "" {
					t.Errorf("%s.yaml: %q is empty, or has space around it: %q", lang, key, line)
				}
				if strings.ContainsAny(line, "<>") {
					t.Errorf("%s.yaml: %q holds markup: %q", lang, key, line)
				}
			}
		}
		for key := range own {
			if english[key] == nil {
				t.Errorf("%s.yaml has words for %q, which English does not", lang, key)
			}
		}
		if len(c.Keys()) != len(own) {
			t.Errorf("%s.yaml: the catalogue has %d keys, the file %d", lang, len(c.Keys()), len(own))
		}
	}
}

func TestEveryMessageCanBeSaid(t *testing.T) {
	for _, lang := range languages(t) {
		c, _ := For(lang)
		for key, text := range texts(t, lang) {
			var pairs, one []any
			for _, name := range variables(text) {
				if name == "n" {
					pairs, one = append(pairs, name, 7), append(one, name, 1)
				} else {
					pairs, one = append(pairs, name, "<"+name+">"), append(one, name, "<"+name+">")
				}
			}
			if said, err := c.Say(key, one...); err != nil || said == "" {
				t.Errorf("%s: %q is said of one as %q, %v", lang, key, said, err)
			}
			said, err := c.Say(key, pairs...)
			if err != nil || said == "" || strings.Contains(said, "no value") || strings.Contains(said, "{{") {
				t.Errorf("%s: %q is said as %q, %v", lang, key, said, err)
			}
			for _, name := range variables(text) {
				if name != "n" && !strings.Contains(said, "<"+name+">") {
					t.Errorf("%s: %q leaves out %s: %q", lang, key, name, said)
				}
			}
		}
	}
}

func TestALanguageWithoutACatalogueSpeaksEnglish(t *testing.T) {
	for _, lang := range []string{"ar", "xx", "", "../en", "en/../en"} {
		if c, ok := For(lang); ok || c.Lang() != "en" {
			t.Errorf("For(%q) is %q, %v", lang, c.Lang(), ok)
		}
	}
}

func TestPluralFormsFollowTheNumber(t *testing.T) {
	c, _ := For("en")
	for n, want := range map[int]string{0: "0 events", 1: "1 event", 2: "2 events", 21: "21 events"} {
		if got, err := c.Say("events_month.count", "n", n); err != nil || got != want {
			t.Errorf("%d: %q, %v", n, got, err)
		}
	}
}

func TestWhatCannotBeSaidIsAnError(t *testing.T) {
	c, _ := For("en")
	for name, try := range map[string]func() (string, error){
		"no such words": func() (string, error) { return c.Say("no.such.words") },
		"half a pair":   func() (string, error) { return c.Say("date.month", "month") },
		"no name":       func() (string, error) { return c.Say("date.month", 1, 2) },
		"a group":       func() (string, error) { return c.Say("date") },
	} {
		if said, err := try(); err == nil {
			t.Errorf("%s: %q", name, said)
		}
	}
}

// Values come from visitors and from content. They are data: no template in
// them is filled in.
func TestValuesAreNotTemplates(t *testing.T) {
	c, _ := For("en")
	got, err := c.Say("date.month", "month", "{{.year}} <b>", "year", "{{end}}")
	if err != nil || got != "{{.year}} <b> {{end}}" {
		t.Errorf("%q, %v", got, err)
	}
}
