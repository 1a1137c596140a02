//go:build e2e

package e2e

import (
	"cmp"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/site"
)

// subscribe lets vdirsyncer fetch calendars over HTTP, as the handler of built
// files serves them, and khal list what is in them. The files may lie anywhere
// below one folder. khal wants each event in a file of its own: vdirsyncer
// takes the calendars apart.
func subscribe(t *testing.T, windows []window) map[string][]seen {
	t.Helper()
	at := newSubscriber(t, windows)
	at.sync(t)
	return at.list(t)
}

// subscriber is a person's computer with vdirsyncer and khal on it.
type subscriber struct {
	home    string
	windows []window
}

// newSubscriber subscribes to every window's file, which it serves first.
func newSubscriber(t *testing.T, windows []window) *subscriber {
	t.Helper()
	root := filepath.Dir(windows[0].File)
	for _, w := range windows {
		for !strings.HasPrefix(w.File, root+string(filepath.Separator)) {
			root = filepath.Dir(root)
		}
	}
	server := httptest.NewServer(build.Handler(root, build.HandlerOptions{}))
	t.Cleanup(server.Close)
	s := &subscriber{home: t.TempDir(), windows: windows}
	pairs := fmt.Sprintf("[general]\nstatus_path = %q\n", s.path("status"))
	calendars := "[calendars]\n"
	for i, w := range windows {
		name := calendarName(i)
		rel, err := filepath.Rel(root, w.File)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(s.path(name), 0o700); err != nil {
			t.Fatal(err)
		}
		pairs += fmt.Sprintf("[pair %[1]s]\na = \"%[1]s_web\"\nb = \"%[1]s_disk\"\ncollections = null\n"+
			"[storage %[1]s_web]\ntype = \"http\"\nurl = %[2]q\n"+
			"[storage %[1]s_disk]\ntype = \"filesystem\"\nfileext = \".ics\"\npath = %[3]q\n",
			name, server.URL+"/"+filepath.ToSlash(rel), s.path(name))
		calendars += fmt.Sprintf("[[%s]]\npath = %s\ntype = calendar\nreadonly = True\n", name, s.path(name))
	}
	s.write(t, "vdirsyncer.conf", pairs)
	// Times are listed in UTC, where each is there once.
	s.write(t, "khal.conf", calendars+"[locale]\nlocal_timezone = UTC\ndefault_timezone = America/Chicago\n"+
		"timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"+
		"datetimeformat = %Y-%m-%dT%H:%M:00Z\nlongdatetimeformat = %Y-%m-%dT%H:%M:00Z\n"+
		"[sqlite]\npath = "+s.path("khal.db")+"\n")
	outputOf(t, "vdirsyncer", "-c", s.path("vdirsyncer.conf"), "discover")
	return s
}

func calendarName(number int) string { return fmt.Sprintf("c%03d", number) }

func (s *subscriber) path(name string) string { return filepath.Join(s.home, name) }

func (s *subscriber) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(s.path(name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// sync fetches every calendar.
func (s *subscriber) sync(t *testing.T) {
	t.Helper()
	outputOf(t, "vdirsyncer", "-c", s.path("vdirsyncer.conf"), "sync")
}

// list is what khal shows of every calendar. An event over several days is
// listed on each of them.
func (s *subscriber) list(t *testing.T) map[string][]seen {
	t.Helper()
	numbers := map[string]int{}
	for i := range s.windows {
		numbers[calendarName(i)] = i
	}
	found, once := map[string][]seen{}, map[string]bool{}
	for line := range strings.Lines(s.listed(t)) {
		if once[line] {
			continue
		}
		once[line] = true
		parts := strings.SplitN(strings.TrimSuffix(line, "\n"), "|", 7)
		if len(parts) != 7 {
			t.Fatalf("khal lists %q", line)
		}
		if w := s.windows[numbers[parts[0]]]; w.holds(t, parts[1]) {
			found[w.File] = append(found[w.File], khalSaw(t, parts[1:5], parts[6]))
		}
	}
	return found
}

// listed is what khal prints about the days of all windows.
func (s *subscriber) listed(t *testing.T) string {
	t.Helper()
	var all string
	for _, span := range spans(s.windows) {
		first := time.Unix(span.From, 0).UTC().AddDate(0, 0, -1)
		days := int(time.Unix(span.To, 0).Sub(first).Hours()/24) + 2
		all += outputOf(t, "khal", "-c", s.path("khal.conf"), "list", "--day-format", "",
			"--format", "{calendar}|{start-long}|{end-long}|{status}|{url}|{uid}|{title}", first.Format(time.DateOnly), fmt.Sprint(days)+"d")
	}
	return all
}

// spans are the windows with those that overlap made one.
func spans(windows []window) []window {
	sorted := slices.SortedFunc(slices.Values(windows), func(a, b window) int { return cmp.Compare(a.From, b.From) })
	merged := []window{sorted[0]}
	for _, w := range sorted[1:] {
		last := &merged[len(merged)-1]
		if w.From > last.To {
			merged = append(merged, w)
			continue
		}
		last.To = max(last.To, w.To)
	}
	return merged
}

// short is what khal looks at of a window: the months with both clock changes,
// or the first two of what begins later. It reads its file anew for every line that
// it prints, which takes too long for years.
func short(w window) window {
	begin, end := time.Date(2026, time.September, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, time.May, 1, 0, 0, 0, 0, time.UTC)
	if w.From < end.Unix() {
		return window{w.File, max(w.From, begin.Unix()), min(w.To, end.Unix())}
	}
	return window{w.File, w.From, min(w.To, w.From+60*86400)}
}

// khalSaw is a line of khal's list as the other readers print it. khal does not
// strike out what is cancelled: its title has to say so.
func khalSaw(t *testing.T, parts []string, title string) seen {
	t.Helper()
	one := seen{parts[0], parts[1], strings.ToLower(strings.TrimSpace(parts[2])), parts[3]}
	if len(one[1]) == len(time.DateOnly) { // the last day, not the day after
		last, err := time.Parse(time.DateOnly, one[1])
		if err != nil {
			t.Fatal(err)
		}
		one[1] = last.AddDate(0, 0, 1).Format(time.DateOnly)
	}
	told := slices.ContainsFunc([]string{"Cancelled: ", "Postponed: ", "Cancelado: ", "Aplazado: "}, func(mark string) bool { return strings.HasPrefix(title, mark) })
	if told != (one[2] == "cancelled") {
		t.Errorf("khal shows %q, which is %s", title, one[2])
	}
	return one
}

func TestASubscriberSeesWhatMovedAndWhatWasCancelledAndNothingElseChanges(t *testing.T) {
	source, out := t.TempDir(), filepath.Join(t.TempDir(), "public")
	event := "---\ntitle: Office hours\nstart: 2026-12-01 18:00\nduration: 1h\nrepeat: FREQ=WEEKLY;COUNT=4\nupdated: 2026-11-01\nexcept: [2026-12-22]\n"
	changes := "changes:\n  - date: 2026-12-08\n    announced: 2026-11-20\n    status: cancelled\n" +
		"  - date: 2026-12-15\n    announced: 2026-11-20\n    start: 2026-12-16 19:30\n"
	publish := func(text string) {
		t.Helper()
		for name, content := range map[string]string{"site.yaml": seriesSettings, "events/office-hours.md": text + "---\nCome.\n"} {
			name = filepath.Join(source, "content", name)
			if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if result, err := build.Run(t.Context(), build.Options{Source: source, Out: out, Options: site.Options{Now: now}}); err != nil {
			t.Fatalf("%v: %v", err, result.Problems)
		}
	}
	publish(event)
	file := filepath.Join(out, "events", "calendar.ics")
	at := newSubscriber(t, []window{{file, now.Unix(), now.AddDate(0, 3, 0).Unix()}})
	const address = "https://office.example/events/office-hours/"
	first := seen{"2026-12-02T00:00:00Z", "2026-12-02T01:00:00Z", "confirmed", address}
	for _, step := range []struct {
		event string
		want  []seen
	}{
		{event, []seen{first, {"2026-12-09T00:00:00Z", "2026-12-09T01:00:00Z", "confirmed", address}, {"2026-12-16T00:00:00Z", "2026-12-16T01:00:00Z", "confirmed", address}}},
		{event + changes, []seen{first, {"2026-12-09T00:00:00Z", "2026-12-09T01:00:00Z", "cancelled", address}, {"2026-12-17T01:30:00Z", "2026-12-17T02:30:00Z", "confirmed", address}}},
		{strings.Replace(event, "repeat", "status: cancelled\nstatus_since: 2026-11-21\nrepeat", 1),
			[]seen{{first[0], first[1], "cancelled", address}, {"2026-12-09T00:00:00Z", "2026-12-09T01:00:00Z", "cancelled", address}, {"2026-12-16T00:00:00Z", "2026-12-16T01:00:00Z", "cancelled", address}}},
	} {
		publish(step.event)
		at.sync(t)
		if got := at.list(t)[file]; !slices.Equal(got, step.want) {
			t.Errorf("khal shows\n%v, want\n%v of\n%s", got, step.want, step.event)
		}
	}
}
