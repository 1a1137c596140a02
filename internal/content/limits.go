package content

import "time"

// Limits on what is read. Those on Markdown stand in package markdown.
const (
	maxFileBytes = 1 << 20 // of a Markdown file or site.yaml
	maxNesting   = 100     // levels of YAML
	maxValues    = 20_000  // keys and values of one front matter; figures by the thousand belong into a CSV file

	longestEvent = 366 * 24 * time.Hour // what lasts longer is a slip in a year
)
