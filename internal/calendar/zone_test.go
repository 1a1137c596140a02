package calendar

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAWallClockTimeBecomesTheInstantThatRFC5545Means(t *testing.T) {
	for _, test := range []struct {
		zone, wall, want string
		shifted          bool
	}{
		{"America/Chicago", "2026-12-03 18:00", "2026-12-03T18:00:00-06:00", false},
		{"America/Chicago", "2026-07-03 18:00", "2026-07-03T18:00:00-05:00", false},
		{"America/Chicago", "2027-03-14 01:59", "2027-03-14T01:59:00-06:00", false},
		{"America/Chicago", "2027-03-14 02:00", "2027-03-14T03:00:00-05:00", true},
		{"America/Chicago", "2027-03-14 02:30", "2027-03-14T03:30:00-05:00", true},
		{"America/Chicago", "2027-03-14 03:00", "2027-03-14T03:00:00-05:00", false},
		{"America/Chicago", "2026-11-01 01:30", "2026-11-01T01:30:00-05:00", false},
		{"America/Chicago", "2026-11-01 02:00", "2026-11-01T02:00:00-06:00", false},
		{"Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04T02:45:00+11:00", true},
		{"Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-05T01:45:00+11:00", false},
		{"Pacific/Apia", "2011-12-30 10:00", "2011-12-31T10:00:00+14:00", true},
		{"Asia/Beirut", "2026-03-29 00:00", "2026-03-29T01:00:00+03:00", true},
		{"Asia/Kolkata", "2026-03-29 00:00", "2026-03-29T00:00:00+05:30", false},
		{"America/Chicago", "2040-12-31 18:00", "2040-12-31T18:00:00-06:00", false},
		{"Africa/Cairo", "2027-10-28 23:30", "2027-10-28T23:30:00+03:00", false},
		{"UTC", "2026-03-29 00:00", "2026-03-29T00:00:00Z", false},
	} {
		wall, err := time.Parse("2006-01-02 15:04", test.wall)
		if err != nil {
			t.Fatal(err)
		}
		got, shifted := AttachZone(wall, mustZone(t, test.zone))
		if got.Format(time.RFC3339) != test.want || shifted != test.shifted {
			t.Errorf("%s in %s: %s, shifted %v; want %s, %v", test.wall, test.zone, got.Format(time.RFC3339), shifted, test.want, test.shifted)
		}
	}
}

func TestAroundEveryChangeOfEveryZoneTheFirstInstantThatShowsATimeIsFound(t *testing.T) {
	for _, name := range zoneNames(t) {
		zone := mustZone(t, name)
		for _, change := range transitions(zone, year(2005), year(2042)) {
			for _, step := range []time.Duration{-25 * time.Hour, -61 * time.Minute, -15 * time.Minute, 0, 15 * time.Minute, 61 * time.Minute, 25 * time.Hour} {
				checkAttached(t, zone, change.local().Add(step), change)
			}
		}
	}
}

// checkAttached compares AttachZone with what holds around a single change.
func checkAttached(t *testing.T, zone *time.Location, wall time.Time, change transition) {
	t.Helper()
	before, after := wall.Add(-change.from), wall.Add(-change.to)
	want, shifted := after, false
	switch {
	case before.Before(change.at):
		want = before
	case after.Before(change.at):
		want, shifted = before, true
	}
	got, gotShifted := AttachZone(wall, zone)
	if !got.Equal(want) || gotShifted != shifted {
		t.Errorf("%v %v: %v, shifted %v; want %v, %v", zone, wall, got, gotShifted, want.In(zone), shifted)
	}
}

func TestTheClockOfTheGivenTimesLocationIsWhatCounts(t *testing.T) {
	chicago := mustZone(t, "America/Chicago")
	noon := time.Date(2026, time.July, 3, 12, 0, 0, 5, mustZone(t, "Asia/Tokyo"))
	got, _ := AttachZone(noon, chicago)
	if want := time.Date(2026, time.July, 3, 12, 0, 0, 5, chicago); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestUnknownZonesAreRefusedInWords(t *testing.T) {
	for name, want := range map[string]string{
		"":                  "unknown time zone",
		"Local":             "unknown time zone",
		"america/chicago":   "unknown time zone",
		"Central":           "unknown time zone",
		"../../etc/passwd":  "unknown time zone",
		"/etc/localtime":    "unknown time zone",
		"America":           "group of zones",
		"America/Chicago\n": "unknown time zone",
	} {
		if zone, err := LoadZone(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, %v; want an error with %q", name, zone, err, want)
		}
	}
}

func TestZonesComeFromTheEmbeddedDatabaseWhateverTheMachineHolds(t *testing.T) {
	archive, err := zoneArchive()
	if err != nil {
		t.Fatal(err)
	}
	data, err := fs.ReadFile(archive, "Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "America"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "America", "Chicago"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ZONEINFO", folder)

	zone := mustZone(t, "America/Chicago")
	if offset := offsetAt(year(2026).In(zone)); zone.String() != "America/Chicago" || offset != -6*time.Hour {
		t.Errorf("zone %v is %v from UTC", zone, offset)
	}
}

func TestTheWholeDatabaseIsEmbedded(t *testing.T) {
	if mustZone(t, "Etc/UTC") != time.UTC {
		t.Error("Etc/UTC is not time.UTC")
	}
	if len(zoneNames(t)) < 590 {
		t.Errorf("only %d zones are embedded", len(zoneNames(t)))
	}
	if ZoneRelease() < "2025c" {
		t.Errorf("the release of the database is %q", ZoneRelease())
	}
}

func TestTimeZoneBoundsStillEndsALeapYearADayEarly(t *testing.T) {
	at := time.Date(2040, time.December, 31, 12, 0, 0, 0, mustZone(t, "America/Chicago"))
	if _, end := at.ZoneBounds(); end.After(at) {
		t.Errorf("the fault that steadyUntil works round is gone: the period ends at %v", end)
	}
}

func TestTheRememberedChangesOfAZoneAreThoseThatItHas(t *testing.T) {
	for _, name := range []string{"America/Chicago", "Africa/Casablanca", "Pacific/Apia", "Asia/Kolkata"} {
		zone := mustZone(t, name)
		for _, span := range [][2]int{{1971, 1990}, {2011, 2013}, {2026, 2056}, {1960, 1980}, {2060, 2080}} {
			from, until := year(span[0]), year(span[1])
			if got, want := changesBetween(zone, from, until), transitions(zone, from, until); !slices.Equal(got, want) {
				t.Errorf("%s from %d to %d: %d changes, want %d", name, span[0], span[1], len(got), len(want))
			}
		}
	}
}
