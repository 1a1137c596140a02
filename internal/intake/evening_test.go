package intake

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An evening is enough to read what a concern is taken and sealed by.
func TestTheFrontDoorCanBeReadInAnEvening(t *testing.T) {
	lines := 0
	for _, folder := range []string{".", "../vault"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", folder, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(text)) {
				if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
					lines++
				}
			}
		}
	}
	if lines > 2500 {
		t.Errorf("packages intake and vault have %d lines of code, and are to have 2500 at most", lines)
	}
}
