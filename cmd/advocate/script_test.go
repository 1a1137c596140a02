package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// scriptClock is the instant at which commands run in scripts, where no flag
// and no variable says another.
var scriptClock = time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"advocate": scripted, "advocate-now": main})
}

// scripted is the program as scripts call it: the true one, under a clock that
// stands. Under the name advocate-now it has the computer's clock.
func scripted() {
	p := &program{
		ctx: context.Background(), stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		now: func() time.Time { return scriptClock }, getenv: os.Getenv,
	}
	os.Exit(p.main(os.Args[1:]))
}

// TestScripts runs testdata/*.txtar: each is a page of documentation of one
// command that proves itself.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"same": same, "exits": exits},
	})
}

// same DIR OTHER says that two folders hold the same files, byte for byte.
func same(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: same DIR OTHER")
	}
	first, second := readFolder(ts, args[0]), readFolder(ts, args[1])
	var differ []string
	for name, content := range first {
		if other, ok := second[name]; !ok || !bytes.Equal(content, other) {
			differ = append(differ, name)
		}
	}
	for name := range second {
		if _, ok := first[name]; !ok {
			differ = append(differ, name)
		}
	}
	if neg != (len(differ) > 0) {
		ts.Fatalf("%s and %s: %d files differ: %v", args[0], args[1], len(differ), differ)
	}
}

func readFolder(ts *testscript.TestScript, name string) map[string][]byte {
	files := map[string][]byte{}
	folder := os.DirFS(ts.MkAbs(name))
	ts.Check(fs.WalkDir(folder, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[path], err = fs.ReadFile(folder, path)
		return err
	}))
	return files
}

// exits CODE COMMAND... runs a command and says which code it ends with; its
// output is there for stdout and stderr as after exec.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGS...]")
	}
	code := exitDone
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var ended *exec.ExitError
		if !errors.As(err, &ended) {
			ts.Fatalf("%v", err)
		}
		code = ended.ExitCode()
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("%s ended with %d, not with %s", args[1], code, args[0])
	}
}
