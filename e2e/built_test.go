//go:build e2e

package e2e

import (
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// builtSites are what the readers read: the starter site, and one whose events
// are the series that readers trip over.
func builtSites(t *testing.T) map[string]*served {
	t.Helper()
	return map[string]*served{"starter": starter, "series": seriesSite(t)}
}

func TestRealReadersFindInEveryFileWhatTheOpenDataTell(t *testing.T) {
	for name, built := range builtSites(t) {
		t.Run(name, func(t *testing.T) {
			told := openDataOf(t, built)
			files := builtFiles(t, built.dir, ".ics")
			if len(files) < 60 {
				t.Fatalf("only %d calendars", len(files))
			}
			for _, reader := range expanders {
				t.Run(reader.name, func(t *testing.T) {
					looked := mapped(windowsOf(files), told.clip)
					if reader.name == "khal" {
						looked = mapped(looked, short)
						looked = slices.DeleteFunc(looked, func(w window) bool { return !isSubscribable(built.dir, w.File) })
					}
					told.compare(t, reader.name, version(t, reader.version), looked, reader.expand(t, looked))
				})
			}
		})
	}
}

func windowsOf(files []string) []window {
	list := make([]window, len(files))
	for i, name := range files {
		list[i].File = name
	}
	return list
}

// isSubscribable tells a calendar that people subscribe to from the file of one
// event and from the archive of a year.
func isSubscribable(dir, name string) bool {
	return filepath.Base(name) == "events.ics" || name == filepath.Join(dir, "events", "calendar.ics")
}

// openData are the occurrences of a site's events/index.json as readers should
// see them, by the address of their page.
type openData map[string][]seen

// clip sets when readers look at a file: as long as seriesCases are looked at,
// which is within the months that the open data tell of.
func (d openData) clip(w window) window {
	return window{w.File, now.AddDate(-3, 0, 0).Unix(), now.AddDate(0, 13, 0).Unix()}
}

func openDataOf(t *testing.T, built *served) openData {
	t.Helper()
	type occurrence struct{ URL, Start, End, Status string }
	var list []occurrence
	for _, lang := range []string{"", "es"} {
		name := filepath.Join(built.dir, lang, "events", "index.json")
		if _, err := os.Stat(name); lang != "" && errors.Is(err, os.ErrNotExist) {
			continue
		}
		var some []occurrence
		if err := json.Unmarshal(read(t, name), &some); err != nil {
			t.Fatal(err)
		}
		list = append(list, some...)
	}
	if len(list) < 20 {
		t.Fatalf("only %d occurrences", len(list))
	}
	data := openData{}
	for _, o := range list {
		one := seen{inUTC(t, o.Start), "", "confirmed", o.URL}
		switch {
		case len(o.Start) == len(time.DateOnly): // the last day, where there is more than one
			one[1] = dayAfter(t, o.Start)
			if o.End != "" {
				one[1] = dayAfter(t, o.End)
			}
		case o.End != "":
			one[1] = inUTC(t, o.End)
		}
		if o.Status == "cancelled" || o.Status == "postponed" {
			one[2] = "cancelled"
		}
		data[o.URL] = append(data[o.URL], one)
	}
	return data
}

// inUTC is a time of open data as readers print it; a date stays one.
func inUTC(t *testing.T, text string) string {
	t.Helper()
	if len(text) == len(time.DateOnly) {
		return text
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC().Format(time.RFC3339)
}

func dayAfter(t *testing.T, text string) string {
	t.Helper()
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return day.AddDate(0, 0, 1).Format(time.DateOnly)
}

// compare compares what a reader found of each page in each file with the open
// data. The addresses of pages say whose an occurrence is: a series is several
// events where it has further dates.
func (d openData) compare(t *testing.T, reader, number string, windows []window, found map[string][]seen) {
	t.Helper()
	faults, met := map[readerFault]bool{}, map[string]bool{}
	for _, w := range windows {
		pages := map[string][]seen{}
		for _, address := range addressesIn(t, w.File) {
			pages[address] = nil
		}
		for _, one := range found[w.File] {
			pages[one[3]] = append(pages[one[3]], one)
		}
		for address, got := range pages {
			want := slices.DeleteFunc(slices.Clone(d[address]), func(one seen) bool { return !w.holds(t, one[0]) })
			for _, difference := range differences(got, want) {
				faults[readerFault{reader, number, caseOf(address), difference}] = true
			}
			met[caseOf(address)] = true
		}
	}
	if len(met) < 20 {
		t.Errorf("%s met only %d events", reader, len(met))
	}
	compareFaults(t, reader, faults, func(f readerFault) bool { return met[f.name] && windows[0].holds(t, f.start()) })
}

var urlLine = regexp.MustCompile(`(?m)^URL:(\S+)\r$`)

// addressesIn are the pages of the events in a calendar file.
func addressesIn(t *testing.T, name string) []string {
	t.Helper()
	text := strings.ReplaceAll(string(read(t, name)), "\r\n ", "")
	var list []string
	for _, event := range strings.Split(text, "BEGIN:VEVENT\r\n")[1:] {
		found := urlLine.FindStringSubmatch(event)
		if found == nil {
			t.Fatalf("%s: an event without URL", name)
		}
		list = append(list, found[1])
	}
	return list
}

// caseOf is the name of an event in the list of faults: that of its series,
// else the path of its page.
func caseOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	for _, c := range seriesCases {
		if c.slug() == path.Base(u.Path) {
			return c.name
		}
	}
	return u.Path
}
