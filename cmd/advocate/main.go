// Command advocate builds and serves the site of a city's ombuds office.
//
// Run it without arguments for its commands, and any command with -h for its
// flags. It exits with 0 when done, 1 when the content or the data has
// problems, 2 when it was called wrongly.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Exit codes.
const (
	exitDone     = 0
	exitProblems = 1
	exitUsage    = 2
)

// program is what a command needs of the world around it.
type program struct {
	ctx      context.Context
	stdin    io.Reader
	stdout   io.Writer
	stderr   io.Writer
	terminal bool // stderr is shown to a person
	now      func() time.Time
	getenv   func(string) string
	source   string // --source
}

// command is one command of the program.
type command struct {
	name  string
	usage string // arguments and flags, one line
	does  string
	run   func(p *program, c command, args []string) int
}

// line is the command as it is typed.
func (c command) line() string { return strings.TrimSpace(c.name + " " + c.usage) }

// commands lists them in the order of the help.
func commands() []command {
	return []command{
		serveCommand, buildCommand, checkCommand, newCommand,
		intakeCommand, deskCommand, keyCommand, secretCommand, tokenCommand, purgeCommand, storeCommand, versionCommand,
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p := &program{
		ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		terminal: isTerminal(os.Stderr), now: time.Now, getenv: os.Getenv,
	}
	os.Exit(p.main(os.Args[1:]))
}

// isTerminal tells whether a file is a terminal rather than a file or a pipe.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// main runs the command that the arguments name.
func (p *program) main(args []string) int {
	global := flag.NewFlagSet("advocate", flag.ContinueOnError)
	global.SetOutput(io.Discard)
	global.StringVar(&p.source, "source", ".", "")
	if err := global.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			p.help(p.stdout)
			return exitDone
		}
		return p.wrong("%v", err)
	}
	if global.NArg() == 0 {
		p.help(p.stderr)
		return exitUsage
	}
	name := global.Arg(0)
	if name == "help" {
		p.help(p.stdout)
		return exitDone
	}
	for _, c := range commands() {
		if c.name == name {
			return c.run(p, c, global.Args()[1:])
		}
	}
	return p.wrong("there is no command %q", name)
}

func (p *program) help(w io.Writer) {
	fmt.Fprint(w, "advocate makes the site of a city's ombuds office.\n\nusage: advocate [--source DIR] COMMAND\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %s\n      %s\n", c.line(), c.does)
	}
	fmt.Fprint(w, "\n--source DIR holds content/ and, where they differ from the built-in ones, layouts/ and\nstatic/; the working directory where it is not given.\n")
}

// wrong reports a wrong call.
func (p *program) wrong(format string, args ...any) int {
	fmt.Fprintf(p.stderr, "advocate: "+format+"\nadvocate -h lists the commands.\n", args...)
	return exitUsage
}

// fail reports what went wrong while a command ran.
func (p *program) fail(err error) int {
	fmt.Fprintf(p.stderr, "advocate: %v\n", err)
	return exitProblems
}

// flags makes the flag set of a command; it also takes --source, so that it
// may stand behind the command.
func (p *program) flags(c command) *flag.FlagSet {
	set := flag.NewFlagSet(c.name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&p.source, "source", p.source, "the `folder` that holds content/")
	return set
}

// parse reads a command's flags, which may stand before, between and after its
// arguments. done tells that the command ends here, with that exit code.
func (p *program) parse(c command, set *flag.FlagSet, args []string, arguments int) (rest []string, code int, done bool) {
	for {
		err := set.Parse(args)
		switch {
		case errors.Is(err, flag.ErrHelp):
			fmt.Fprintf(p.stdout, "usage: advocate %s\n\n%s\n\n", c.line(), c.does)
			set.SetOutput(p.stdout)
			set.PrintDefaults()
			return nil, exitDone, true
		case err != nil:
			return nil, p.wrong("%s: %v", c.name, err), true
		case set.NArg() == 0:
			if len(rest) != arguments {
				return nil, p.wrong("usage: advocate %s", c.line()), true
			}
			return rest, 0, false
		}
		rest = append(rest, set.Arg(0))
		args = set.Args()[1:]
	}
}

// instant reads --now: RFC 3339 or a date, midnight UTC; without it
// SOURCE_DATE_EPOCH (reproducible-builds.org), and without that the clock.
func (p *program) instant(text string) (time.Time, error) {
	t, err := p.readInstant(text)
	if err == nil && (t.Year() < 1970 || t.Year() > 2199) {
		err = fmt.Errorf("the instant %s is not between 1970 and 2199", t.Format(time.DateOnly))
	}
	return t, err
}

func (p *program) readInstant(text string) (time.Time, error) {
	if text == "" {
		if epoch := p.getenv("SOURCE_DATE_EPOCH"); epoch != "" {
			seconds, err := strconv.ParseInt(epoch, 10, 64)
			if err != nil {
				return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH is %q: it must be a number of seconds since 1970", epoch)
			}
			return time.Unix(seconds, 0).UTC(), nil
		}
		return p.now().UTC().Truncate(time.Second), nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("--now is %q: write a date, 2026-12-03, or RFC 3339, 2026-12-03T18:00:00-06:00", text)
}

// baseURL checks --base-url.
func baseURL(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" {
		return fmt.Errorf("--base-url is %q: write https:// or http:// and the name of a host, https://office.example", text)
	}
	return nil
}
