package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/metrics"
)

// maxSecret is how long a password or a key may be, in bytes.
const maxSecret = 4096

// openPrivate opens a file with a secret. It refuses one that others than its owner can read.
func openPrivate(name string, getenv func(string) string) (*os.File, error) {
	const private = 0o077
	return openChecked(name, func(mode fs.FileMode) error {
		// systemd hands out credentials with an access list, which shows as a right of the group.
		if mode&private == 0 || within(getenv("CREDENTIALS_DIRECTORY"), name) {
			return nil
		}
		return fmt.Errorf("%s can be read by others than its owner (%v): chmod 600 %s, and make a new secret if somebody may have", name, mode, name)
	})
}

// openUnchangeable opens a file that says whom to trust. It refuses one that others than its owner can change.
func openUnchangeable(name string) (*os.File, error) {
	const changeable = 0o022
	return openChecked(name, func(mode fs.FileMode) error {
		if mode&changeable == 0 {
			return nil
		}
		return fmt.Errorf("%s can be changed by others than its owner (%v): chmod 644 %s, and look at what stands in it", name, mode, name)
	})
}

func openChecked(name string, check func(fs.FileMode) error) (*os.File, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = fmt.Errorf("%s is no file", name)
	case runtime.GOOS != "windows": // where modes say nothing
		err = check(info.Mode().Perm())
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// within tells whether a file lies in a folder.
func within(folder, name string) bool {
	if folder == "" {
		return false
	}
	rel, err := filepath.Rel(folder, name)
	return err == nil && filepath.IsLocal(rel)
}

// readPrivate reads the secret in the file that a variable names: its first line. Without the variable it is empty.
func readPrivate(variable string, getenv func(string) string) (string, error) {
	name := getenv(variable)
	if name == "" {
		return "", nil
	}
	file, err := openPrivate(name, getenv)
	if err != nil {
		return "", fmt.Errorf("%s: %w", variable, err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxSecret+1))
	line, rest, _ := strings.Cut(strings.TrimSuffix(string(text), "\n"), "\n")
	line = strings.TrimSuffix(line, "\r")
	switch {
	case err != nil:
		return "", fmt.Errorf("%s: %w", variable, err)
	case len(text) > maxSecret || rest != "" || line == "":
		return "", fmt.Errorf("%s: %s must hold one line", variable, name)
	}
	return line, nil
}

// print writes problems of the content to stderr.
func (p *program) print(problems []content.Problem) {
	_ = content.Print(p.stderr, problems, p.terminal) // there is nobody else to tell
}

// intakeFailed ends the command after an error.
func (p *program) intakeFailed(err error) int {
	var problems problemsError
	if errors.As(err, &problems) {
		p.print(problems.problems)
		fmt.Fprintf(p.stderr, "advocate: %s; the intake does not start\n", counted(content.Errors(problems.problems), "error"))
		return exitProblems
	}
	return p.fail(err)
}

// buildInfo is what metrics say of the program.
func buildInfo() metrics.Build { return metrics.Build{Version: version, Commit: commit()} }
