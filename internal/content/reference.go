package content

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

// introduction is what stands above the tables of the reference page.
//
//go:embed reference.md
var introduction string

// Reference is the page that explains every key, for docs/: in Markdown, made
// from the same table as everything else.
func Reference() string {
	var b strings.Builder
	b.WriteString("<!-- Made from the table of keys; `go test ./internal/content -update` writes it again. -->\n\n")
	b.WriteString(introduction)
	common := kindPage.Keys
	b.WriteString("\n## Keys of every page\n\n")
	referenceTable(&b, common)
	for _, kind := range Kinds() {
		own := slices.DeleteFunc(slices.Clone(kind.Keys), func(k Key) bool { return isCommon(k, common) })
		if len(own) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s/\n\nThe keys of every page, and:\n\n", kind.Folder)
		referenceTable(&b, own)
	}
	b.WriteString("\n## site.yaml\n\nThe settings of the whole site stand in `content/site.yaml`, without lines of hyphens.\n\n")
	referenceTable(&b, SettingsKeys())
	return b.String()
}

// isCommon tells whether a key means the same in every kind.
func isCommon(k Key, common []Key) bool {
	return slices.ContainsFunc(common, func(c Key) bool { return c.Name == k.Name && c.Required == k.Required })
}

// referenceTable writes a row for each key, those of objects below their own,
// and an example of each object.
func referenceTable(b *strings.Builder, keys []Key) {
	b.WriteString("| key | form | | what it means | example |\n|---|---|---|---|---|\n")
	referenceRows(b, "", keys)
	for _, k := range keys {
		if len(k.Keys) == 0 {
			continue
		}
		b.WriteString("\n```yaml\n")
		exampleKey(b, k, "")
		b.WriteString("```\n")
	}
}

func referenceRows(b *strings.Builder, outer string, keys []Key) {
	for _, k := range keys {
		required, example := "", ""
		if k.Required {
			required = "required"
		}
		if k.Example != "" && k.Example != "…" && len(k.Keys) == 0 {
			example = "`" + k.Example + "`"
		}
		name := outer + "`" + k.Name + "`"
		cells := []string{name, k.Form, required, k.Help, example}
		for i, cell := range cells {
			cells[i] = strings.ReplaceAll(cell, "|", `\|`)
		}
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
		referenceRows(b, name+" › ", k.Keys)
	}
}

// exampleKey writes an example of a key, and of the keys that it has, as YAML:
// every line behind indent, which may end in the dash of a list.
func exampleKey(b *strings.Builder, k Key, indent string) {
	if len(k.Keys) == 0 {
		fmt.Fprintf(b, "%s%s: %s\n", indent, k.Name, k.Example)
		return
	}
	fmt.Fprintf(b, "%s%s:\n", indent, k.Name)
	inner := strings.ReplaceAll(indent, "- ", "  ") + "  "
	for i, sub := range k.Keys {
		lead := inner
		if k.isList() {
			lead = inner + "  "
			if i == 0 {
				lead = inner + "- "
			}
		}
		exampleKey(b, sub, lead)
	}
}

// isList tells whether a value that has keys of its own is a list of such.
func (k Key) isList() bool { return strings.HasPrefix(k.Form, "a list") }
