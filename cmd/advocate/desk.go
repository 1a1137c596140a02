package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/desk"
	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/desksync"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

var deskCommand = command{
	name:  "desk",
	usage: "--identity FILE (--remote URL --token FILE | --database URL [--recipients FILE]) [--addr 127.0.0.1:8765] [--data DIR] [--name WHO]",
	does:  "shows the office its cases in a browser on this computer, and takes down what it answers",
	run:   runDesk,
}

// deskFlags are the flags of the command.
type deskFlags struct{ identity, remote, token, database, recipients, addr, data, name string }

func runDesk(p *program, c command, args []string) int {
	var f deskFlags
	set := p.flags(c)
	set.StringVar(&f.identity, "identity", "", "the identity `file` that `advocate key new` printed")
	set.StringVar(&f.remote, "remote", "", "the `address` of the intake, https://office.example")
	set.StringVar(&f.token, "token", "", "the `file` with this desk's token for the intake")
	set.StringVar(&f.database, "database", "", "the `database` to read directly, sqlite:PATH or postgres://…, instead of --remote")
	set.StringVar(&f.recipients, "recipients", "", "with --database, the `file` with the recipients that its intake seals to; a desk that never saw it needs it once")
	set.StringVar(&f.addr, "addr", "127.0.0.1:8765", "the `address` to answer on, of this computer alone; port 0 takes any free one")
	set.StringVar(&f.data, "data", "", "the `folder` for sealed copies and what the desk remembers; else one of the user's own")
	set.StringVar(&f.name, "name", "", "`who` sits here, where site.yaml does not say it")
	if _, code, done := p.parse(c, set, args, 0); done {
		return code
	}
	if err := f.check(p.source); err != nil {
		return p.wrong("desk: %v", err)
	}
	built, err := build.Prepare(build.Options{Source: p.source, Options: site.Options{Now: p.now()}})
	if built == nil {
		return p.fail(err)
	}
	defer built.Close()
	if err != nil {
		if printErr := content.Print(p.stderr, built.Problems, p.terminal); printErr != nil {
			return p.fail(printErr)
		}
		return p.fail(fmt.Errorf("the desk does not start: %w", err))
	}
	if err := p.serveDesk(f, built); err != nil {
		return p.fail(err)
	}
	return exitDone
}

// check refuses flags that contradict each other, and an address that others could reach.
func (f deskFlags) check(source string) error {
	switch {
	case f.identity == "":
		return errors.New("--identity is missing: name the file that `advocate key new` printed")
	case (f.remote == "") == (f.database == ""):
		return errors.New("give either --remote and --token, for an intake, or --database, for a database that this computer reaches")
	case (f.remote == "") != (f.token == ""):
		return errors.New("--remote and --token belong together: the intake lets nobody in without a token")
	}
	host, _, err := net.SplitHostPort(f.addr)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("--addr is %q: the desk answers this computer alone, so it must be 127.0.0.1, [::1] or localhost, and a port", f.addr)
	}
	if f.data != "" {
		return dataFolder(source, f.data)
	}
	return nil
}

// serveDesk shows the desk until the program is stopped.
func (p *program) serveDesk(f deskFlags, built *build.Built) (err error) {
	settings := &built.Content.Settings
	if f.data == "" {
		if f.data, err = deskFolder(settings); err != nil {
			return err
		}
	}
	client, closeClient, err := p.deskServer(f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeClient()) }()
	passphrase, asked := "", false
	identity, err := p.readIdentity(f.identity, func() (string, error) {
		asked = true
		passphrase, err = askAtTerminal(p)
		return passphrase, err
	})
	if err != nil {
		return err
	}
	open := func(ctx context.Context, identity *vault.Identity) (desk.Book, error) {
		return casebook.Open(ctx, casebook.Options{
			Dir: f.data, Identity: identity, Name: f.name, Client: client,
			Settings: func() *content.Settings { return settings }, Now: p.now, Rand: rand.Reader,
		})
	}
	book, err := open(p.ctx, identity)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", f.addr)
	if err != nil {
		return errors.Join(fmt.Errorf("cannot answer on %s: %w; if another desk does, use that one, or choose another address with --addr", f.addr, err), book.Close())
	}
	pages, err := desk.Templates()
	if err != nil {
		return errors.Join(err, book.Close(), listener.Close())
	}
	d := desk.New(desk.Options{
		Address: listener.Addr().String(), Site: built.Site, Content: built.Content, Pages: pages,
		Open: func(ctx context.Context, passphrase string) (desk.Book, error) {
			identity, err := p.readIdentity(f.identity, func() (string, error) { return passphrase, nil })
			if err != nil {
				return nil, err
			}
			return open(ctx, identity)
		},
		Passphrase: asked,
		Own:        desk.Keys{Recipient: identity.Age.Recipient().String(), Signing: vault.FormatSigningKey(identity.Public())},
		Refused:    func(err error) bool { return errors.Is(err, desksync.ErrToken) },
		Announce: func(address string) {
			fmt.Fprintf(p.stdout, "The desk is open to whoever opens this address first, once:\n%s\n", address)
		},
		Log: slog.New(slog.NewTextHandler(p.stderr, nil)), Now: p.now, Rand: rand.Reader,
	})
	d.Use(book)
	return p.runDeskPages(d, listener)
}

// runDeskPages answers on the listener until the program is stopped.
func (p *program) runDeskPages(d *desk.Desk, listener net.Listener) error {
	server := &http.Server{
		Handler: d, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 32 << 10,
		ErrorLog: log.New(io.Discard, "", 0),
	}
	ctx, stop := context.WithCancel(p.ctx)
	defer stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		d.Run(ctx)
	}()
	if err := d.Start(); err != nil {
		return errors.Join(err, listener.Close(), d.Close())
	}
	fmt.Fprintln(p.stdout, "Ctrl+C stops it.")
	context.AfterFunc(ctx, func() {
		grace, done := context.WithTimeout(context.Background(), 5*time.Second)
		defer done()
		_ = server.Shutdown(grace) // after it, whoever still waits is cut off
		_ = server.Close()
	})
	err := server.Serve(listener)
	stop()
	<-ended
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, d.Close())
}

// deskServer is the intake, or the database itself, behind one contract.
func (p *program) deskServer(f deskFlags) (client *desksync.Client, done func() error, err error) {
	if f.database != "" {
		db, err := store.OpenExisting(p.ctx, f.database, rand.Reader)
		if err != nil {
			return nil, nil, err
		}
		recipients, err := officeRecipients(f.recipients)
		if err != nil {
			return nil, nil, errors.Join(err, db.Close())
		}
		return desksync.Local(db, p.now, recipients...), db.Close, nil
	}
	text, err := p.readAllPrivate(f.token)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the token: %w", err)
	}
	client, err = desksync.Dial(f.remote, strings.TrimSpace(string(text)), nil)
	return client, func() error { return nil }, err
}

// officeRecipients reads the recipients that a database's intake seals to; none where no file is named.
func officeRecipients(name string) ([]string, error) {
	if name == "" {
		return nil, nil
	}
	file, err := openUnchangeable(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	recipients, err := vault.ParseRecipients(file, vault.MinRecipients)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return recipients.Strings(), nil
}

// readAllPrivate reads a file with a secret, which nobody but its owner may be able to read.
func (p *program) readAllPrivate(name string) ([]byte, error) {
	file, err := openPrivate(name, p.getenv)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, 1<<20)) // far above an identity and a token
}

// readIdentity reads the identity file. For a wrong passphrase the error wraps [desk.ErrPassphrase].
func (p *program) readIdentity(name string, passphrase func() (string, error)) (*vault.Identity, error) {
	text, err := p.readAllPrivate(name)
	if err != nil {
		return nil, fmt.Errorf("reading the identity: %w", err)
	}
	identity, err := vault.ParseIdentity(bytes.NewReader(text), passphrase)
	var wrong *age.NoIdentityMatchError
	switch {
	case errors.As(err, &wrong):
		return nil, fmt.Errorf("%s: %w", name, desk.ErrPassphrase)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return identity, nil
}

// deskFolder is where a desk keeps what it remembers, where nothing else is said: not in the source, whose .advocate
// anybody may delete.
func deskFolder(settings *content.Settings) (string, error) {
	config, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("finding a folder for the desk: %w; name one with --data", err)
	}
	return filepath.Join(config, "advocate", "desk", content.Slugify(settings.ID())), nil
}
