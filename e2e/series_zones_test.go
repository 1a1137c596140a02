//go:build e2e

package e2e

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/calendar"
)

// inventedZone is a name that no reader can look up: only the VTIMEZONE of the file
// tells what its times are.
const inventedZone = "X-Test/Zone"

func TestAReaderWithNothingButTheFilesVTIMEZONEFindsTheInstantsOfEveryZone(t *testing.T) {
	archive, err := zip.OpenReader("../internal/calendar/zones/zoneinfo.zip")
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	rule, err := calendar.ParseRule("FREQ=WEEKLY;COUNT=160")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var windows []window
	wants := map[string][]string{}
	for _, entry := range archive.File {
		zone, err := calendar.LoadZone(entry.Name)
		if err != nil {
			t.Fatal(err)
		}
		if zone == time.UTC {
			continue
		}
		s := calendar.Series{Start: time.Date(2026, time.January, 4, 12, 0, 0, 0, time.UTC), Length: time.Hour, Zone: zone, Rule: &rule}
		w := window{filepath.Join(dir, strings.ReplaceAll(entry.Name, "/", "-")+".ics"), s.Start.Unix() - 2*86400, s.Start.AddDate(4, 0, 0).Unix()}
		if err := os.WriteFile(w.File, withInventedZone(t, s, entry.Name), 0o600); err != nil {
			t.Fatal(err)
		}
		windows = append(windows, w)
		for o := range s.From(time.Time{}) {
			wants[w.File] = append(wants[w.File], o.Start.UTC().Format(time.RFC3339))
		}
	}
	if len(windows) < 590 {
		t.Fatalf("only %d zones", len(windows))
	}
	found := script("node", "readers/expand_icaljs.mjs")(t, windows)
	for _, w := range windows {
		var got []string
		for _, one := range found[w.File] {
			got = append(got, one[0])
		}
		if want := wants[w.File]; !slices.Equal(got, want) {
			t.Errorf("%s: %s", filepath.Base(w.File), firstDifference(got, want))
		}
	}
}

// withInventedZone is the file of a series whose zone was given another name.
func withInventedZone(t *testing.T, s calendar.Series, name string) []byte {
	t.Helper()
	var text bytes.Buffer
	err := calendar.Write(&text, calendar.Calendar{Zone: s.Zone, Events: []calendar.Event{{UID: "1", Summary: name, Series: &s}}})
	if err != nil {
		t.Fatal(err)
	}
	renamed := strings.NewReplacer("TZID:"+name+"\r\n", "TZID:"+inventedZone+"\r\n", "TZID="+name+":", "TZID="+inventedZone+":").Replace(text.String())
	if strings.Count(renamed, inventedZone) != 3 {
		t.Fatalf("not every TZID of %s was renamed:\n%s", name, renamed)
	}
	return []byte(renamed)
}

func firstDifference(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("occurrence %d at %s, want %s", i+1, got[i], want[i])
		}
	}
	return fmt.Sprintf("%d occurrences, want %d", len(got), len(want))
}
