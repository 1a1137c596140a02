package main

import (
	"errors"
	"fmt"
	"time"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

var buildCommand = command{
	name:  "build",
	usage: "[--out public] [--now T] [--base-url URL] [--drafts] [--clean] [--compress] [--verbose] [--template-metrics]",
	does:  "builds the site into a folder",
	run:   runBuild,
}

func runBuild(p *program, c command, args []string) int {
	set := p.flags(c)
	out := set.String("out", "public", "the output `folder`")
	now := set.String("now", "", "the `instant` to build for: a date or RFC 3339; else SOURCE_DATE_EPOCH, else the clock")
	base := set.String("base-url", "", "the `address` of the site, instead of the one in site.yaml")
	drafts := set.Bool("drafts", false, "show drafts too")
	clean := set.Bool("clean", false, "write every file anew")
	compress := set.Bool("compress", false, "write .gz and .br beside every file of text")
	verbose := set.Bool("verbose", false, "say how long each step took")
	metrics := set.Bool("template-metrics", false, "say how long each layout took")
	if _, code, done := p.parse(c, set, args, 0); done {
		return code
	}
	instant, err := p.instant(*now)
	if err == nil {
		err = baseURL(*base)
	}
	if err != nil {
		return p.wrong("%v", err)
	}
	p.spareCollections()
	how := build.Uncompressed
	if *compress {
		how = build.Smallest
	}
	start, shown := time.Now(), newProgress(p)
	result, err := build.Run(p.ctx, build.Options{
		Progress: shown.show,
		Source:   p.source, Out: *out, Clean: *clean, Compress: how, Remember: !*metrics,
		Options: site.Options{Now: instant, BaseURL: *base, Drafts: *drafts},
	})
	shown.end()
	if printErr := content.Print(p.stderr, result.Problems, p.terminal); printErr != nil {
		return p.fail(printErr)
	}
	if err != nil {
		return p.problems(result, err)
	}
	p.summary(result, time.Since(start))
	if *verbose {
		for _, s := range result.Steps {
			fmt.Fprintf(p.stdout, "  %-12s %8s\n", s.Name, s.Took.Round(time.Millisecond/10))
		}
	}
	if *metrics {
		for _, l := range result.Layouts {
			fmt.Fprintf(p.stdout, "  %-24s %6d pages %8s\n", "layouts/"+l.Layout+".html", l.Count, l.Took.Round(time.Millisecond/10))
		}
	}
	return exitDone
}

// problems ends a build that published nothing.
func (p *program) problems(result build.Result, err error) int {
	if !errors.Is(err, build.ErrProblems) {
		return p.fail(err)
	}
	fmt.Fprintf(p.stderr, "advocate: %s; nothing was published, the site stays as it was\n", counted(content.Errors(result.Problems), "error"))
	return exitProblems
}

// summary says what a build did, on one or two lines.
func (p *program) summary(r build.Result, took time.Duration) {
	fmt.Fprintf(p.stdout, "%s, %s; %d written, %d removed; %s\n",
		counted(r.Pages, "page"), counted(r.Files, "file"), r.Written, r.Removed, took.Round(time.Millisecond))
	if warnings := len(r.Problems) - content.Errors(r.Problems); warnings > 0 {
		fmt.Fprintf(p.stdout, "%s; `advocate check` sorts them\n", counted(warnings, "warning"))
	}
	if r.Next.IsZero() {
		fmt.Fprintln(p.stdout, "the site does not change by itself")
		return
	}
	fmt.Fprintf(p.stdout, "the site would next differ at %s\n", r.Next.UTC().Format(time.RFC3339))
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
