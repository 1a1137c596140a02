package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/store"
)

var purgeCommand = command{
	name:  "purge",
	usage: "--database URL",
	does:  "deletes from a database what is due today, as the intake does once a day",
	run:   runPurge,
}

func runPurge(p *program, c command, args []string) int {
	set := p.flags(c)
	database := set.String("database", "", "the `database`: sqlite:PATH or postgres://…")
	if _, code, done := p.parse(c, set, args, 0); done {
		return code
	}
	if *database == "" {
		return p.wrong("purge: --database is missing")
	}
	purged, err := p.purge(*database)
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.stdout, "Purged: %s.\n", purgedWords(purged))
	return exitDone
}

// purge purges a database, by the days of site.yaml.
func (p *program) purge(database string) (purged store.Purged, err error) {
	built, err := build.Prepare(build.Options{Source: p.source, Options: site.Options{Now: p.now().UTC()}})
	if built != nil {
		defer built.Close()
	}
	if errors.Is(err, build.ErrProblems) {
		p.print(built.Problems)
		return purged, errors.New("the content has errors; nothing was purged")
	}
	if err != nil {
		return purged, err
	}
	settings := built.Site.Settings()
	db, err := store.OpenExisting(p.ctx, database, rand.Reader)
	if err != nil {
		return purged, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Purge(p.ctx, store.DayOf(p.now().In(settings.Zone)), settings.Retention.SpamDays)
}

// purgedWords says what was purged.
func purgedWords(purged store.Purged) string {
	return strings.Join([]string{
		counted(purged.Texts, "text"), counted(purged.Facts, "set") + " of facts", counted(purged.Spam, "case") + " suspected to be spam",
	}, ", ")
}
