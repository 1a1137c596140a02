package main

import (
	"crypto/rand"
	"fmt"

	"example.org/advocate/internal/desksync"
)

var tokenCommand = command{
	name:  "token",
	usage: "new NAME",
	does:  "prints a desk's token, for its own computer alone, and the line with its hash for the intake's tokens file",
	run:   runToken,
}

func runToken(p *program, c command, args []string) int {
	rest, code, done := p.parse(c, p.flags(c), args, 2)
	if done {
		return code
	}
	if rest[0] != "new" {
		return p.wrong("usage: advocate %s", c.line())
	}
	token, line, err := desksync.NewToken(rand.Reader, rest[1])
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.stdout, "# token, for the file that `advocate desk --token` names; it is shown once\n%s\n# a line for the intake's tokens file\n%s\n", token, line)
	return exitDone
}
