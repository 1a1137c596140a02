package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"example.org/advocate/internal/content"
)

var newCommand = command{
	name:  "new",
	usage: `KIND "TITLE"`,
	does:  "makes a starter file and prints its path; KIND: event, initiative, issue, news, topic, department, page",
	run:   runNew,
}

func runNew(p *program, c command, args []string) int {
	set := p.flags(c)
	rest, code, done := p.parse(c, set, args, 2)
	if done {
		return code
	}
	kind := content.KindNamed(rest[0])
	if kind == nil {
		return p.wrong("new: there is no kind %q: event, initiative, issue, news, topic, department, page", rest[0])
	}
	title := strings.Join(strings.Fields(rest[1]), " ")
	slug := content.Slugify(title)
	if slug == "" {
		return p.wrong("new: the title %q holds no letter: a file needs a name", rest[1])
	}
	now := p.now()
	name := slug + ".md"
	switch kind.Name {
	case "event":
		name = content.StarterDay(now).Format("2006-01-02-") + name
	case "news":
		name = now.Format("2006-01-02-") + name
	}
	shown := filepath.Join("content", kind.Folder, name)
	path := filepath.Join(p.source, shown)
	if _, err := os.Stat(filepath.Join(p.source, "content")); err != nil {
		return p.fail(fmt.Errorf("there is no folder content/ in %s: call advocate with --source, or where the site is", p.source))
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return p.fail(err)
	}
	text := content.Starter(kind, title, uuid.NewString(), now)
	if err := writeNew(path, text); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return p.fail(fmt.Errorf("%s exists already: choose another title, or edit that file", shown))
		}
		return p.fail(err)
	}
	fmt.Fprintln(p.stdout, path)
	return exitDone
}

// writeNew writes a file that must not exist.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.WriteString(text); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
