//go:build e2e

package e2e

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/calendar"
)

// window is a file for a reader, and the seconds since 1970 between which it
// looks for starts.
type window struct {
	File string `json:"file"`
	From int64  `json:"from"`
	To   int64  `json:"to"`
}

// seen is an occurrence as readers print it: start, end, status.
type seen [3]string

// seriesReaders are the programs that expand files, and how to ask which version
// of each is installed.
var seriesReaders = []struct {
	name            string
	command         []string
	versionFrom     []string
	usesOwnTimeZone bool
}{
	{"libical", []string{"/usr/bin/python3", "readers/series_libical.py"}, []string{"dpkg-query", "-f", "${Version}", "-W", "libical3"}, false},
	{"recurring-ical-events", []string{"/usr/bin/python3", "readers/series_recurring.py"}, []string{"dpkg-query", "-f", "${Version}", "-W", "python3-recurring-ical-events"}, false},
	{"ical.js", []string{"node", "readers/series_icaljs.mjs"}, []string{"node", "-p", "require('./node_modules/ical.js/package.json').version"}, true},
}

// expand lets a reader expand files.
func expand(t *testing.T, command []string, windows []window) map[string][]seen {
	t.Helper()
	text, err := json.Marshal(windows)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "windows.json")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	run := exec.Command(command[0], append(command[1:], name)...)
	run.Stdout = &out
	var faults bytes.Buffer
	run.Stderr = &faults
	if err := run.Run(); err != nil {
		t.Fatalf("%v: %v\n%s", command, err, faults.String())
	}
	found := map[string][]seen{}
	if err := json.Unmarshal(out.Bytes(), &found); err != nil {
		t.Fatalf("%v: %v", command, err)
	}
	return found
}

// version asks for the version of a reader.
func version(t *testing.T, command []string) string {
	t.Helper()
	out, err := exec.Command(command[0], command[1:]...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("%v: %v\n%s", command, err, exit.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// writeSeries writes the file of a case and gives what readers should see in it.
func writeSeries(t *testing.T, dir string, number int, c seriesCase) (window, []seen) {
	t.Helper()
	e := c.event(t, fmt.Sprintf("6ba7b810-9dad-11d1-80b4-%012d", number))
	var text bytes.Buffer
	if err := calendar.Write(&text, calendar.Calendar{Name: c.name, Zone: e.Series.Zone, Events: []calendar.Event{e}}); err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	for _, err := range calendar.Check(bytes.NewReader(text.Bytes())) {
		t.Errorf("%s: %v", c.name, err)
	}
	name := filepath.Join(dir, fmt.Sprintf("%03d.ics", number))
	if err := os.WriteFile(name, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	from, to := e.Series.Start.AddDate(0, -1, 0), e.Series.Start.AddDate(cmp.Or(c.years, 2), 0, 0)
	var want []seen
	for _, o := range e.Series.Occurrences(from, to) {
		one := seen{o.Start.UTC().Format(time.RFC3339), "", "confirmed"}
		switch {
		case c.allDay:
			one[0], one[1] = o.Start.Format(time.DateOnly), o.End.Format(time.DateOnly)
		case !o.End.IsZero():
			one[1] = o.End.UTC().Format(time.RFC3339)
		}
		if c.cancelled(o) {
			one[2] = "cancelled"
		}
		want = append(want, one)
	}
	if len(want) == 0 {
		t.Fatalf("%s has no occurrence", c.name)
	}
	slices.SortFunc(want, func(a, b seen) int { return slices.Compare(a[:], b[:]) })
	return window{name, from.Unix(), to.Unix()}, want
}

func TestRealReadersExpandEverySeriesToTheSameInstants(t *testing.T) {
	dir := t.TempDir()
	var windows []window
	var wants [][]seen
	for i, c := range seriesCases {
		w, want := writeSeries(t, dir, i, c)
		windows, wants = append(windows, w), append(wants, want)
	}
	for _, reader := range seriesReaders {
		t.Run(reader.name, func(t *testing.T) {
			found := expand(t, reader.command, windows)
			faults := map[readerFault]bool{}
			number := version(t, reader.versionFrom)
			for i, c := range seriesCases {
				for _, difference := range differences(found[windows[i].File], wants[i]) {
					faults[readerFault{reader.name, number, c.name, difference}] = true
				}
			}
			compareFaults(t, reader.name, faults)
		})
	}
}

// readerFault is what a version of a reader makes of a case otherwise than RFC
// 5545 says: an occurrence that it has too many (+) or too few (-).
type readerFault struct{ reader, version, name, difference string }

// differences are what found has and want has not, and the other way round.
func differences(found, want []seen) []string {
	var list []string
	count := map[seen]int{}
	for _, one := range found {
		count[one]++
	}
	for _, one := range want {
		count[one]--
	}
	for one, n := range count {
		sign := "+"
		if n < 0 {
			sign = "-"
		}
		if n != 0 {
			list = append(list, sign+strings.Join(one[:], " "))
		}
	}
	slices.Sort(list)
	return list
}

// compareFaults reports faults that are not known, and known ones that are gone.
func compareFaults(t *testing.T, reader string, faults map[readerFault]bool) {
	t.Helper()
	for _, known := range knownFaults {
		if known.reader != reader {
			continue
		}
		if !faults[known] {
			t.Errorf("%s %s: %s: %s is gone: take it off the list", known.reader, known.version, known.name, known.difference)
		}
		delete(faults, known)
	}
	var lines []string
	for fault := range faults {
		lines = append(lines, fmt.Sprintf("{%q, %q, %q, %q},", fault.reader, fault.version, fault.name, fault.difference))
	}
	slices.Sort(lines)
	if len(lines) > 0 {
		t.Errorf("not as RFC 5545 says:\n%s", strings.Join(lines, "\n"))
	}
}
