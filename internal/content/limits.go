package content

// Limits on what is read. Those on Markdown stand in package markdown.
const (
	maxFileBytes = 1 << 20 // of a Markdown file or site.yaml
	maxNesting   = 100     // levels of YAML
)
