//go:build e2e

package e2e

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// python is Debian's own, which sees Debian's modules.
const python = "/usr/bin/python3"

// builtFiles lists the files of a built site with one of these extensions.
func builtFiles(t *testing.T, dir string, extensions ...string) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && slices.Contains(extensions, path.Ext(name)) {
			names = append(names, filepath.Join(dir, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// reader runs a script of readers/ over files.
func reader(t *testing.T, script string, names ...string) (report string, accepted bool) {
	t.Helper()
	report, err := printedBy(t.Context(), t.TempDir(), append([]string{python, filepath.Join("readers", script)}, names...)...)
	if err != nil {
		return err.Error(), false
	}
	return report, true
}

func TestEveryCalendarIsReadByLibicalAndIcalendar(t *testing.T) {
	for name, built := range builtSites(t) {
		t.Run(name, func(t *testing.T) {
			names := builtFiles(t, built.dir, ".ics")
			if len(names) < 60 {
				t.Fatalf("only %d calendars", len(names))
			}
			report, accepted := reader(t, "calendars.py", names...)
			if !accepted {
				t.Fatal(report)
			}
			t.Log(strings.TrimSpace(report))
		})
	}
}

// The readers are worth something only if they object to what is wrong.
func TestTheReadersObjectToWhatIsWrong(t *testing.T) {
	for name, tc := range map[string]struct{ script, file, text string }{
		"an impossible rule":       {"calendars.py", "rule.ics", "RRULE:FREQ=SOMETIMES\r\n"},
		"an end that is no time":   {"calendars.py", "end.ics", "DTEND:tomorrow\r\n"},
		"a zone that is not there": {"calendars.py", "zone.ics", "DTEND;TZID=Mars/Olympus:20261203T190000\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			text := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261125T000000Z\r\n" +
				"DTSTART:20261203T180000Z\r\nSUMMARY:Open evening\r\n" + tc.text + "END:VEVENT\r\nEND:VCALENDAR\r\n"
			file := filepath.Join(t.TempDir(), tc.file)
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if report, accepted := reader(t, tc.script, file); accepted {
				t.Errorf("accepted: %s", report)
			}
		})
	}
	t.Run("a feed entry without identity", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "feed.atom")
		text := `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><link href="https://office.example/"/><id>urn:x</id>` +
			`<updated>2026-11-25T00:00:00Z</updated><entry><title>E</title><updated>2026-11-25T00:00:00Z</updated></entry></feed>`
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if report, accepted := reader(t, "feeds.py", file); accepted {
			t.Errorf("accepted: %s", report)
		}
	})
}
