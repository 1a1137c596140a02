//go:build e2e

package e2e

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"example.org/advocate/internal/calendar"
)

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
	name := filepath.Join(dir, fmt.Sprintf("%03d", number), "events.ics")
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	from, to := e.Series.Start.AddDate(0, -1, 0), e.Series.Start.AddDate(cmp.Or(c.years, 2), 0, 0)
	var want []seen
	for _, o := range e.Series.Occurrences(from, to) {
		one := seen{o.Start.UTC().Format(time.RFC3339), "", "confirmed", ""}
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
	for _, reader := range expanders {
		t.Run(reader.name, func(t *testing.T) {
			looked := windows
			if reader.name == "khal" {
				looked = mapped(windows, short)
			}
			found := reader.expand(t, looked)
			faults := map[readerFault]bool{}
			number := version(t, reader.version)
			for i, c := range seriesCases {
				want := slices.DeleteFunc(slices.Clone(wants[i]), func(one seen) bool { return !looked[i].holds(t, one[0]) })
				for _, difference := range differences(found[looked[i].File], want) {
					faults[readerFault{reader.name, number, c.name, difference}] = true
				}
			}
			compareFaults(t, reader.name, faults, isOfSeries)
		})
	}
}

func isOfSeries(f readerFault) bool {
	return slices.ContainsFunc(seriesCases, func(c seriesCase) bool { return c.name == f.name })
}

func mapped(windows []window, by func(window) window) []window {
	list := make([]window, len(windows))
	for i, w := range windows {
		list[i] = by(w)
	}
	return list
}
