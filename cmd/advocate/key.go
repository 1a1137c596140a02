package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"example.org/advocate/internal/vault"
)

var keyCommand = command{
	name:  "key",
	usage: "new [--passphrase] | public",
	does:  "new prints an identity file, for whoever opens cases; public reads one on standard input and prints its public halves",
	run:   runKey,
}

func runKey(p *program, c command, args []string) int {
	set := p.flags(c)
	encrypted := set.Bool("passphrase", false, "put the new identity under a passphrase, read from the terminal or from standard input")
	rest, code, done := p.parse(c, set, args, 1)
	if done {
		return code
	}
	var err error
	switch {
	case rest[0] == "new":
		err = newKey(p, *encrypted)
	case rest[0] == "public" && !*encrypted:
		err = publicKey(p)
	default:
		return p.wrong("usage: advocate %s %s", c.name, c.usage)
	}
	if err != nil {
		return p.fail(err)
	}
	return exitDone
}

// newKey prints a new identity file.
func newKey(p *program, encrypted bool) error {
	identity, err := vault.NewIdentity(rand.Reader)
	if err != nil {
		return err
	}
	if !encrypted {
		return identity.Write(p.stdout, p.now())
	}
	passphrase, err := newPassphrase(p)
	if err != nil {
		return err
	}
	if err := identity.WriteEncrypted(p.stdout, p.now(), passphrase); err != nil {
		return err
	}
	// Under a passphrase the comments of the file cannot be read.
	return identity.WritePublic(p.stderr)
}

// publicKey prints the public halves of an identity file.
func publicKey(p *program) error {
	identity, err := vault.ParseIdentity(p.stdin, func() (string, error) { return askAtTerminal(p) })
	if err != nil {
		return err
	}
	return identity.WritePublic(p.stdout)
}

// newPassphrase asks for a passphrase twice at a terminal, and takes one line of what is no terminal.
func newPassphrase(p *program) (string, error) {
	file, ok := p.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		line, err := bufio.NewReader(p.stdin).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("reading the passphrase: %w", err)
		}
		return longEnough(strings.TrimRight(line, "\r\n"))
	}
	first, err := ask(p, file, "Passphrase: ")
	if err != nil {
		return "", err
	}
	second, err := ask(p, file, "The same again: ")
	if err != nil {
		return "", err
	}
	if first != second {
		return "", errors.New("the two passphrases differ; run the command again")
	}
	return longEnough(first)
}

// minPassphrase is the fewest characters of a passphrase. Whoever finds a copy of the file can try passphrases at home,
// as many as they like: age makes each try slow, and that does not help a short one.
const minPassphrase = 12

func longEnough(passphrase string) (string, error) {
	switch n := utf8.RuneCountInString(passphrase); {
	case n == 0:
		return "", errors.New("the passphrase is empty; leave --passphrase out for an identity without one")
	case n < minPassphrase:
		return "", fmt.Errorf("the passphrase has %d characters and needs at least %d: whoever finds a copy of the file can try short ones for as long as they like; take six or more random words", n, minPassphrase)
	}
	return passphrase, nil
}

// askAtTerminal asks for a passphrase at the terminal itself, because the identity comes on standard input.
func askAtTerminal(p *program) (string, error) {
	name := "/dev/tty"
	if runtime.GOOS == "windows" {
		name = "CONIN$"
	}
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return "", errors.New("there is no terminal to ask at; run the command in one")
	}
	defer file.Close()
	return ask(p, file, "Passphrase: ")
}

// ask reads a line from a terminal without showing it.
func ask(p *program, terminal *os.File, prompt string) (string, error) {
	fmt.Fprint(p.stderr, prompt)
	text, err := term.ReadPassword(int(terminal.Fd()))
	fmt.Fprintln(p.stderr)
	if err != nil {
		return "", fmt.Errorf("reading the passphrase: %w", err)
	}
	return string(text), nil
}
