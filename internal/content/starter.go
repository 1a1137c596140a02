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
			fmt.Fprintf(&b, "# %s\nstart: %s 18:00\n", k.Help, StarterDay(now).Format(time.DateOnly))
		case k.Name == "end":
			fmt.Fprintf(&b, "# %s\n# end: %s 19:30\n", k.Help, StarterDay(now).Format(time.DateOnly))
		case k.Required:
			fmt.Fprintf(&b, "# %s\n%s: %s\n", k.Help, k.Name, k.Example)
		default:
			fmt.Fprintf(&b, "# %s\n", k.Help)
			exampleKey(&b, k, "# ")
		}
	}
	b.WriteString("---\n\n")
	return b.String()
}

// StarterDay is the day on which a new event begins, for its author to change.
func StarterDay(now time.Time) time.Time { return now.AddDate(0, 0, 14) }
