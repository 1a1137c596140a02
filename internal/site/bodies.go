package site

// A text is changed far more often than what lists say of it. So each target
// tells which documents' bodies it shows, and a build in which nothing else
// changed renders those alone. A target that does not tell is always rendered.

// bodies are the documents whose bodies a target shows.
type bodies func() []*page

// tell says whose bodies the target at an address shows, nil among them being
// none. Without pages it shows none.
func (l *linker) tell(address string, pages ...*page) {
	t := l.targets[file(address)]
	t.bodies = func() []*page { return pages }
	l.targets[file(address)] = t
}

// Told tells whether the target told whose bodies it shows.
func (t Target) Told() bool { return t.bodies != nil }

// Shows tells whether a target may show the body of one of the documents, given
// by their files below content/.
func (t Target) Shows(changed map[string]bool) bool {
	switch t.From.(type) {
	case CardFile, Copied, TextFile, SitemapFile, FiguresFile, DataFile:
		return false
	}
	if t.bodies == nil {
		return true
	}
	for _, p := range t.bodies() {
		if p != nil && (changed[p.head.File] || changed[p.head.OriginalFile()]) {
			return true
		}
	}
	return false
}
