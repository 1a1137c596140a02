package calendar

import (
	"archive/zip"
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
	"time"
)

// The program carries its own copy of the time zone database and reads no
// other. time.LoadLocation would prefer ZONEINFO and the machine's files, and
// turns to time/tzdata only where those are missing; with it two machines, or
// two Go releases, could write different calendars from the same content.
//
//go:generate sh -c "cd zones && go run gen.go"
//go:embed zones/zoneinfo.zip zones/release.txt
var zoneFiles embed.FS

// zoneArchive is the embedded database, opened once; it is only read after.
var zoneArchive = sync.OnceValues(func() (*zip.Reader, error) {
	data, err := zoneFiles.ReadFile("zones/zoneinfo.zip")
	if err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(data), int64(len(data)))
})

// loadedZones remembers what LoadZone found, by name; nobody can change it.
var loadedZones sync.Map

// LoadZone finds a zone of the embedded time zone database by its name, such
// as "America/Chicago". "UTC" and "Etc/UTC" are time.UTC. Every zone that the
// program uses comes from here, never from time.LoadLocation or time.Local.
func LoadZone(name string) (*time.Location, error) {
	if name == "UTC" || name == "Etc/UTC" {
		return time.UTC, nil
	}
	if zone, ok := loadedZones.Load(name); ok {
		return zone.(*time.Location), nil
	}
	archive, err := zoneArchive()
	if err != nil {
		return nil, fmt.Errorf("opening the embedded time zone database: %w", err)
	}
	file, err := archive.Open(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return nil, fmt.Errorf("unknown time zone %q: use a name such as America/Chicago, in the same capital letters", name)
	}
	if err != nil {
		return nil, fmt.Errorf("reading time zone %q: %w", name, err)
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("time zone %q is a group of zones: name one of them, such as America/Chicago", name)
	}
	data, err := io.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("reading time zone %q: %w", name, err)
	}
	zone, err := time.LoadLocationFromTZData(name, data)
	if err != nil {
		return nil, fmt.Errorf("reading time zone %q: %w", name, err)
	}
	known, _ := loadedZones.LoadOrStore(name, zone)
	return known.(*time.Location), nil
}

// ZoneRelease is the release of the embedded time zone database, such as
// "2025c".
func ZoneRelease() string {
	data, err := zoneFiles.ReadFile("zones/release.txt")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}

// AttachZone is the instant at which clocks in zone show the year, month, day
// and time that wall shows in its own location (by custom UTC, as a neutral
// zone). As RFC 5545 section 3.3.5 has it, a time that clocks skip is read with the
// offset from before the skip, so it comes out later by what was skipped, an
// hour as a rule, and shifted is true; of a time that they show twice the
// first is meant.
func AttachZone(wall time.Time, zone *time.Location) (t time.Time, shifted bool) {
	y, m, d := wall.Date()
	neutral := time.Date(y, m, d, wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), time.UTC)

	guess := neutral.In(zone)
	offsets := nearbyOffsets(guess)
	var first time.Time
	for _, offset := range offsets {
		at := neutral.Add(-offset).In(zone)
		if offsetAt(at) == offset && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	if !first.IsZero() {
		return first, false
	}
	for i := 1; i < len(offsets); i++ {
		at := neutral.Add(-offsets[i-1]).In(zone)
		if offsetAt(at) == offsets[i] {
			return at, true
		}
	}
	return neutral.Add(-offsets[0]).In(zone), true
}

// nearbyOffsets are the offsets from UTC of the periods, in order, that touch
// the day before or after t. No zone is further than a day from UTC, so a wall
// clock that reads like t in UTC belongs to one of them, or to the gap between two.
func nearbyOffsets(t time.Time) []time.Duration {
	at, until := t.Add(-26*time.Hour), t.Add(26*time.Hour)
	offsets := []time.Duration{offsetAt(at)}
	for {
		next, bounded := steadyUntil(at)
		if !bounded || next.After(until) {
			return offsets
		}
		if offsetAt(next) != offsetAt(at) {
			offsets = append(offsets, offsetAt(next))
		}
		at = next
	}
}

func offsetAt(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}

// isShownTwice reports whether the clock of zone shows the time that it shows
// at t a second time, before or after.
func isShownTwice(t time.Time, zone *time.Location) bool {
	t = t.In(zone)
	if first, _ := AttachZone(t, zone); !first.Equal(t) {
		return true
	}
	change, bounded := steadyUntil(t)
	if !bounded {
		return false
	}
	return !t.Add(offsetAt(t) - offsetAt(change)).Before(change)
}
