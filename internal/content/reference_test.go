package content_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"example.org/advocate/internal/content"
)

const referencePage = "../../docs/front-matter.md"

func TestTheReferencePageIsMadeFromTheTableOfKeys(t *testing.T) {
	want := content.Reference()
	got, err := os.ReadFile(referencePage)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if string(got) == want {
		return
	}
	if !*update {
		t.Fatalf("docs/front-matter.md is not what the table of keys says\n%s(go test ./internal/content -update rewrites it)", difference(string(got), want))
	}
	if err := os.WriteFile(referencePage, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestTheReferencePageHasEveryKeyAndItsMeaning(t *testing.T) {
	page := content.Reference()
	var check func(keys []content.Key)
	check = func(keys []content.Key) {
		for _, k := range keys {
			if !strings.Contains(page, "`"+k.Name+"`") || !strings.Contains(page, k.Help) {
				t.Errorf("%s is not explained", k.Name)
			}
			if k.Name == "" || k.Form == "" || k.Help == "" || k.Example == "" && len(k.Keys) == 0 {
				t.Errorf("a key without form, meaning or example: %+v", k)
			}
			check(k.Keys)
		}
	}
	for _, kind := range content.Kinds() {
		check(kind.Keys)
	}
	check(content.SettingsKeys())
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "|") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") != strings.Count(strings.ReplaceAll(header(page, line), `\|`, ""), "|") {
			t.Errorf("a row with another number of cells: %s", line)
		}
	}
}

// header is the first row of the table that a line belongs to.
func header(page, line string) string {
	before, _, _ := strings.Cut(page, line)
	rows := strings.Split(before[strings.LastIndex(before, "\n\n")+1:]+line, "\n")
	for _, row := range rows {
		if strings.HasPrefix(row, "|") {
			return row
		}
	}
	return line
}
