package main

import (
	"crypto/rand"
	"fmt"

	"example.org/advocate/internal/vault"
)

var secretCommand = command{
	name:  "secret",
	usage: "new",
	does:  "prints a new line for the intake's secret file, of which the first line signs and all verify",
	run:   runSecret,
}

func runSecret(p *program, c command, args []string) int {
	rest, code, done := p.parse(c, p.flags(c), args, 1)
	if done {
		return code
	}
	if rest[0] != "new" {
		return p.wrong("usage: advocate %s", c.line())
	}
	line, err := vault.NewSecretLine(rand.Reader)
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintln(p.stdout, line)
	return exitDone
}
