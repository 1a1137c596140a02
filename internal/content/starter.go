package content

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Starter is the text of a new document: what it needs is filled in, all else
// stands as comments with what it means.
func Starter(kind *Kind, title, uid string, now time.Time) string {
	var b strings.Builder
	b.WriteString("---\n")
	for _, k := range kind.Keys {
		switch {
		case k.Name == "title":
			fmt.Fprintf(&b, "title: %s\n", strconv.Quote(title))
		case k.Name == "uid":
			fmt.Fprintf(&b, "# %s\nuid: %s\n", k.Help, uid)
		case k.Name == "date":
			fmt.Fprintf(&b, "# %s\ndate: %s\n", k.Help, now.Format(time.DateOnly))
		case k.Name == "start":
			fmt.Fprintf(&b, "# %s\nstart: %s 18:00\n", k.Help, now.AddDate(0, 0, 14).Format(time.DateOnly))
		case k.Required:
			fmt.Fprintf(&b, "# %s\n%s: %s\n", k.Help, k.Name, k.Example)
		default:
			starterKey(&b, k, "# ")
		}
	}
	b.WriteString("---\n\n")
	return b.String()
}

// starterKey writes a key and its own keys as comments.
func starterKey(b *strings.Builder, k Key, indent string) {
	fmt.Fprintf(b, "# %s\n", k.Help)
	if len(k.Keys) == 0 {
		fmt.Fprintf(b, "%s%s: %s\n", indent, k.Name, k.Example)
		return
	}
	fmt.Fprintf(b, "%s%s:\n", indent, k.Name)
	inner := indent + "  "
	for i, sub := range k.Keys {
		lead := inner
		if strings.HasPrefix(k.Form, "a list") {
			lead += "  "
			if i == 0 {
				lead = inner + "- "
			}
		}
		if len(sub.Keys) > 0 {
			fmt.Fprintf(b, "%s%s: # %s\n", lead, sub.Name, sub.Form)
			continue
		}
		fmt.Fprintf(b, "%s%s: %s\n", lead, sub.Name, sub.Example)
	}
}
