package preview

import (
	"fmt"
	"slices"
	"time"
)

// note is one thing that the watcher saw.
type note struct {
	name       string // relative to the source, with slashes: "content/about.md"; "." for everything
	created    bool   // it is new, or has a new name
	gone       bool   // it was removed, or has another name now
	attributes bool   // only rights or times changed
	folders    bool   // a folder came, went or got another name
}

// change is what differs since the last build.
type change struct {
	names   map[string]named
	folders bool  // the folders to watch are others now
	err     error // not everything can be watched
}

// named is what happened to one name.
type named struct {
	created bool // it was not there before
	passed  bool // it was not there before and is gone again
	content bool // more than rights or times changed
}

// add takes in a note.
func (c *change) add(n note) {
	if c.names == nil {
		c.names = map[string]named{}
	}
	before, known := c.names[n.name]
	c.names[n.name] = named{
		created: before.created || n.created && !known,
		passed:  before.created && n.gone,
		content: before.content || !n.attributes,
	}
	c.folders = c.folders || n.folders
}

// wait is how long nothing more must happen for the change to be whole.
func (c *change) wait() time.Duration {
	if len(c.names) == 1 && !c.folders {
		return brief
	}
	return quiet
}

// empty tells whether nothing changed.
func (c *change) empty() bool { return len(c.names) == 0 }

// attributesOnly tells whether the content of no file can have changed.
func (c *change) attributesOnly() bool {
	for _, n := range c.names {
		if n.content {
			return false
		}
	}
	return !c.folders && !c.empty()
}

// lasting returns the names of what differs still: not those of files that
// came and went again, as editors write them before they rename them. A build
// that ran meanwhile may have seen these, so they are a change nevertheless.
func (c *change) lasting() []string {
	var names []string
	for name, n := range c.names {
		if !n.passed {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// String names what changed: a file, or one of many.
func (c *change) String() string {
	names := c.lasting()
	switch {
	case c.empty():
		return "time passed"
	case len(names) == 0:
		return "a file came and went"
	case names[0] == ".":
		return "the site's folder changed"
	case len(names) == 1:
		return names[0] + " changed"
	}
	return fmt.Sprintf("%s and %d more changed", names[0], len(names)-1)
}
