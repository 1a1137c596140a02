package feed

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

// formats are the three ways of writing a feed.
var formats = []struct {
	kind  Kind
	file  string
	write func(io.Writer, Feed) error
}{
	{RSS, "feed.xml", WriteRSS},
	{Atom, "feed.atom", WriteAtom},
	{JSON, "feed.json", WriteJSON},
}

var tulsa = time.FixedZone("CST", -6*3600)

// full is a feed that uses every field.
func full() Feed {
	return Feed{
		ID:          "urn:uuid:6ba7b810-9dad-51d1-80b4-00c04fd430c8",
		Title:       "News & events <Tulsa>",
		Description: "What the office does",
		Language:    "en",
		HomeURL:     "https://example.org/news/",
		SelfURL:     "https://example.org/news/feed",
		Author:      "Office of the Citizen Services Advocate",
		Entries: []Entry{
			{
				ID:          "urn:uuid:0b0e5c4e-1111-5111-8111-000000000001",
				Title:       "Streets: 3 < 4 & \"more\"",
				URL:         "https://example.org/news/streets/?a=1&b=ü",
				Summary:     "What <b>changed</b>",
				ContentHTML: "<p>Fixed: <a href=\"https://example.org/x\">x</a> ]]> & so on</p>\r\n<pre>a\x07b</pre>",
				Published:   time.Date(2026, time.November, 20, 18, 0, 0, 0, tulsa),
				Updated:     time.Date(2026, time.November, 22, 9, 30, 0, 5, tulsa),
				Categories:  []string{"Streets", "Ward \"4\""},
			},
			{
				ID:      "urn:uuid:0b0e5c4e-1111-5111-8111-000000000002",
				Title:   "Newer,\nwithout anything else",
				URL:     "https://example.org/news/newer/",
				Updated: time.Date(2026, time.November, 21, 0, 0, 0, 0, tulsa),
			},
		},
	}
}

func written(t testing.TB, write func(io.Writer, Feed) error, f Feed) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEachFormatIsWrittenAsItsStandardWants(t *testing.T) {
	for _, format := range formats {
		for _, test := range []struct {
			name string
			feed Feed
		}{{"full", full()}, {"empty", empty()}} {
			golden(t, test.name+"-"+format.file, written(t, format.write, test.feed), format.kind)
		}
	}
}

func golden(t *testing.T, name, text string, kind Kind) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s differs; got\n%s", name, text)
	}
	for _, err := range Check(strings.NewReader(text), kind) {
		t.Errorf("%s: %v", name, err)
	}
}

func empty() Feed {
	f := full()
	f.Entries, f.Description, f.Language = nil, "", ""
	return f
}

func TestAFeedWithoutEntriesIsDatedAtTheEpoch(t *testing.T) {
	if text := written(t, WriteAtom, empty()); !strings.Contains(text, "<updated>1970-01-01T00:00:00Z</updated>") {
		t.Error(text)
	}
	if text := written(t, WriteRSS, empty()); strings.Contains(text, "lastBuildDate") {
		t.Errorf("RSS needs no date, and yet: %s", text)
	}
}

func TestAFeedIsAsNewAsItsNewestEntryEvenBefore1970(t *testing.T) {
	f := full()
	f.Entries = f.Entries[1:]
	f.Entries[0].Updated = time.Date(1965, time.July, 4, 0, 0, 0, 0, time.UTC)
	if text := written(t, WriteAtom, f); strings.Count(text, "<updated>1965-07-04T00:00:00Z</updated>") != 2 {
		t.Error(text)
	}
}

func TestTheFiftyNewestEntriesAreWrittenNewestFirstWhateverTheirOrder(t *testing.T) {
	f := full()
	f.Entries = nil
	for i := range 70 {
		n := i * 37 % 70
		f.Entries = append(f.Entries, Entry{
			ID: fmt.Sprintf("urn:x:%02d", n), Title: fmt.Sprintf("n%02d", n), URL: "https://example.org/",
			Published: time.Date(2026, time.January, 1+n/2, 0, 0, 0, 0, time.UTC),
		})
	}
	given := fmt.Sprint(f.Entries)
	for _, format := range formats {
		text := written(t, format.write, f)
		if n := strings.Count(text, "urn:x:"); n != MaxEntries {
			t.Errorf("%v: %d entries", format.kind, n)
		}
		last := -1
		for _, id := range []string{"urn:x:68", "urn:x:69", "urn:x:66", "urn:x:67", "urn:x:20", "urn:x:21"} {
			at := strings.Index(text, id)
			if at <= last {
				t.Errorf("%v: %s is not where it belongs", format.kind, id)
			}
			last = at
		}
		if strings.Contains(text, "urn:x:19") {
			t.Errorf("%v: an old entry is there", format.kind)
		}
	}
	if fmt.Sprint(f.Entries) != given {
		t.Error("the caller's entries were put in another order")
	}
}

func TestAnIncompleteFeedIsRefusedAndNothingIsWritten(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*Feed)
		want   string
	}{
		{"no id", func(f *Feed) { f.ID = "" }, "the feed's id: is missing"},
		{"no title", func(f *Feed) { f.Title = " \n" }, "the feed's title: is missing"},
		{"no author", func(f *Feed) { f.Author = "" }, "the feed's author: is missing"},
		{"no home", func(f *Feed) { f.HomeURL = "" }, "the feed's home"},
		{"relative address of its own", func(f *Feed) { f.SelfURL = "/feed.xml" }, "the feed's own address"},
		{"bad language", func(f *Feed) { f.Language = "english please" }, "the feed's language"},
		{"entry without id", func(f *Feed) { f.Entries[0].ID = "" }, "id: is missing"},
		{"entry with a bare word as id", func(f *Feed) { f.Entries[0].ID = "streets" }, "is not a URI"},
		{"entry with a space in its id", func(f *Feed) { f.Entries[0].ID = "urn:x: y" }, "is not a URI"},
		{"entry without title", func(f *Feed) { f.Entries[0].Title = "" }, "title: is missing"},
		{"entry without date", func(f *Feed) { f.Entries[1].Updated = time.Time{} }, "date: is missing"},
		{"entry far ahead", func(f *Feed) { f.Entries[1].Updated = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, "four digits"},
		{"entry without address", func(f *Feed) { f.Entries[0].URL = "" }, "address"},
		{"entry with a script for an address", func(f *Feed) { f.Entries[0].URL = "javascript:alert(1)" }, "address"},
		{"entry that is not UTF-8", func(f *Feed) { f.Entries[0].ContentHTML = "\xff" }, "not valid UTF-8"},
		{"same id twice", func(f *Feed) { f.Entries[1].ID = f.Entries[0].ID }, "the same id"},
	} {
		for _, format := range formats {
			f := full()
			test.change(&f)
			var b bytes.Buffer
			if err := format.write(&b, f); err == nil || !strings.Contains(err.Error(), test.want) || b.Len() > 0 {
				t.Errorf("%s, %v: %v and %d bytes; want an error with %q", test.name, format.kind, err, b.Len(), test.want)
			}
		}
	}
}

// fullDisk takes some bytes and then fails.
type fullDisk struct{ left int }

var errDisk = errors.New("no space left")

func (d *fullDisk) Write(p []byte) (int, error) {
	if len(p) > d.left {
		return d.left, errDisk
	}
	d.left -= len(p)
	return len(p), nil
}

func TestAnErrorOfTheWriterIsReported(t *testing.T) {
	for _, format := range formats {
		size := len(written(t, format.write, full()))
		for _, left := range []int{0, 50, size - 1} {
			if err := format.write(&fullDisk{left}, full()); !errors.Is(err, errDisk) {
				t.Errorf("%v with room for %d of %d bytes: %v", format.kind, left, size, err)
			}
		}
	}
}

func TestTheSameFeedGivesTheSameBytesInEveryZone(t *testing.T) {
	moved := full()
	for i := range moved.Entries {
		moved.Entries[i].Updated = moved.Entries[i].Updated.In(time.FixedZone("", 9*3600))
	}
	for _, format := range formats {
		if written(t, format.write, full()) != written(t, format.write, moved) {
			t.Errorf("%v: the bytes differ", format.kind)
		}
	}
}
