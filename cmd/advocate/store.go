package main

import (
	"crypto/rand"
	"errors"
	"fmt"

	"example.org/advocate/internal/store"
)

var storeCommand = command{
	name:  "store",
	usage: "copy --from URL --to URL",
	does:  "copies a database into an empty one, and proves that what arrived is what left",
	run:   runStore,
}

func runStore(p *program, c command, args []string) int {
	set := p.flags(c)
	from := set.String("from", "", "the `database` that is copied: sqlite:PATH or postgres://…")
	to := set.String("to", "", "the `database` that is filled; it must be empty")
	rest, code, done := p.parse(c, set, args, 1)
	if done {
		return code
	}
	if rest[0] != "copy" || *from == "" || *to == "" {
		return p.wrong("usage: advocate %s", c.line())
	}
	copied, err := p.copyStore(*from, *to)
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintln(p.stdout, copied)
	return exitDone
}

func (p *program) copyStore(from, to string) (copied store.Copied, err error) {
	source, err := store.OpenExisting(p.ctx, from, rand.Reader)
	if err != nil {
		return copied, fmt.Errorf("--from: %w", err)
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := store.Open(p.ctx, to, rand.Reader)
	if err != nil {
		return copied, fmt.Errorf("--to: %w", err)
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	return store.Copy(p.ctx, source, target)
}
