package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"

	"example.org/advocate/internal/preview"
)

var serveCommand = command{
	name:  "serve",
	usage: "[--addr 127.0.0.1:8080] [--data DIR]",
	does:  "shows the site in a browser while you write it, with the form in practice mode",
	run:   runServe,
}

// servePercent is how much more memory than it needs serving may take.
const servePercent = 30

func runServe(p *program, c command, args []string) int {
	set := p.flags(c)
	addr := set.String("addr", "127.0.0.1:8080", "the `address` to answer on: host and port; port 0 takes any free one")
	data := set.String("data", "", "the `folder` for what is built and for practice concerns; else .advocate in the source folder")
	if _, code, done := p.parse(c, set, args, 0); done {
		return code
	}
	if *data == "" {
		*data = filepath.Join(p.source, ".advocate")
	}
	if err := dataFolder(p.source, *data); err != nil {
		return p.wrong("serve: %v", err)
	}
	if _, _, err := net.SplitHostPort(*addr); err != nil {
		return p.wrong("serve: --addr is %q: it must be a host and a port, such as 127.0.0.1:8080", *addr)
	}
	if err := makeDataFolder(*data); err != nil {
		return p.fail(err)
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return p.fail(fmt.Errorf("cannot answer on %s: %w; if another program does, stop it, or choose another address with --addr", *addr, err))
	}
	form, err := p.openPractice(*data)
	if err != nil {
		return p.fail(errors.Join(err, listener.Close()))
	}
	// It runs for hours, beside everything else on that computer.
	if p.getenv("GOGC") == "" {
		debug.SetGCPercent(servePercent)
	}
	err = preview.Serve(p.ctx, preview.Options{
		Source: p.source, Data: *data,
		Listener: listener, BaseURL: siteURL(*addr, listener.Addr()),
		Intake: form, Build: form.build, Finish: form.finish,
		Now: p.now, Log: p.stderr, Terminal: p.terminal,
		Ready: func(url string) { p.welcome(url, listener.Addr()) },
	})
	if err = errors.Join(err, form.close()); err != nil {
		return p.fail(err)
	}
	return exitDone
}

// welcome says where the site is and how to go on.
func (p *program) welcome(url string, addr net.Addr) {
	fmt.Fprintf(p.stdout, "The site is at %s and follows what you save. Ctrl+C stops it.\n", url)
	fmt.Fprintln(p.stdout, "Practice mode: what is sent through the form reaches nobody, and anybody could open it.")
	if tcp, ok := addr.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		fmt.Fprintln(p.stdout, "Everybody in this computer's network can see it.")
	}
}

// siteURL is the address of the site for people: the host as they wrote it,
// with the port that was taken.
func siteURL(asked string, addr net.Addr) string {
	host, _, _ := net.SplitHostPort(asked) // checked before
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	_, port, _ := net.SplitHostPort(addr.String()) // an address of the network always has one
	return "http://" + net.JoinHostPort(host, port) + "/"
}

// dataFolder refuses a data folder that would be published, or from which the
// site would be made.
func dataFolder(source, data string) error {
	abs, err := realPath(data)
	if err != nil {
		return err
	}
	for _, name := range []string{"public", "content", "layouts", "static"} {
		taken, err := realPath(filepath.Join(source, name))
		if err != nil {
			return err
		}
		if rel, err := filepath.Rel(taken, abs); err == nil && filepath.IsLocal(rel) {
			return fmt.Errorf("--data is %s, in the folder %s: concerns must not lie there; choose a folder of its own", data, name)
		}
		if rel, err := filepath.Rel(abs, taken); err == nil && filepath.IsLocal(rel) {
			return fmt.Errorf("--data is %s, which holds the site itself: choose a folder of its own, such as %s", data, filepath.Join(source, ".advocate"))
		}
	}
	return nil
}

// realPath is where a path leads, of which the last parts may not exist yet.
func realPath(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	found, err := filepath.EvalSymlinks(abs)
	if !errors.Is(err, fs.ErrNotExist) || filepath.Dir(abs) == abs {
		return found, err
	}
	parent, err := realPath(filepath.Dir(abs))
	return filepath.Join(parent, filepath.Base(abs)), err
}

// makeDataFolder makes the data folder, for its owner alone and out of sight
// of git; one that exists stays as it is.
func makeDataFolder(data string) error {
	if _, err := os.Stat(data); err == nil {
		return nil
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return fmt.Errorf("making the data folder: %w", err)
	}
	if err := os.WriteFile(filepath.Join(data, ".gitignore"), []byte("*\n"), 0o644); err != nil {
		return fmt.Errorf("making the data folder: %w", err)
	}
	return nil
}
