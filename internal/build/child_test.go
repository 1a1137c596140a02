package build

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/site"
)

// childVariable makes the test binary a program that builds one site and ends:
// a build in a process of its own, which can have another time zone and
// another working directory, and can be killed.
const childVariable = "ADVOCATE_TEST_BUILD"

func TestMain(m *testing.M) {
	if order := os.Getenv(childVariable); order != "" {
		os.Exit(buildAsChild(order))
	}
	os.Exit(m.Run())
}

func buildAsChild(order string) int {
	parts := strings.Split(order, "\n")
	now, err := time.Parse(time.RFC3339, parts[2])
	if err == nil {
		_, err = Run(context.Background(), Options{
			Source: parts[0], Out: parts[1], Clean: parts[3] == "clean", Options: site.Options{Now: now},
		})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// child is a build in a process of its own, not yet started.
func child(t *testing.T, source, out string, now time.Time, clean bool) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program)
	how := ""
	if clean {
		how = "clean"
	}
	cmd.Env = append(os.Environ(), childVariable+"="+strings.Join([]string{source, out, now.Format(time.RFC3339), how}, "\n"))
	return cmd
}
