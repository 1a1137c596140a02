package content

// Whole returns the content without the documents that have an error, so that
// what the others contradict together can be found in the same run. It returns
// nil where site.yaml itself has one: nothing can be linked then.
func (c *Content) Whole(problems []Problem) *Content {
	broken := map[string]bool{}
	for _, p := range problems {
		if p.Severity == Error {
			broken[p.Path] = true
		}
	}
	if broken[settingsFile] {
		return nil
	}
	whole := &Content{Settings: c.Settings, Files: c.Files}
	for _, edition := range c.Editions {
		part := &Edition{Lang: edition.Lang, Settings: edition.Settings}
		for _, doc := range edition.Docs() {
			if head := doc.Head(); !broken["content/"+head.File] && !broken["content/"+head.Path] {
				part.add(doc)
			}
		}
		whole.Editions = append(whole.Editions, part)
	}
	return whole
}
