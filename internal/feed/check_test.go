package feed

import (
	"bytes"
	"encoding/json"
	"errors"
	"html"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

func faults(text string, kind Kind) string {
	var b strings.Builder
	for _, err := range Check(strings.NewReader(text), kind) {
		b.WriteString(err.Error() + "\n")
	}
	return b.String()
}

func TestEachFaultOfAFeedIsReported(t *testing.T) {
	const second = "urn:uuid:0b0e5c4e-1111-5111-8111-000000000002"
	const first = "urn:uuid:0b0e5c4e-1111-5111-8111-000000000001"
	for _, test := range []struct {
		kind           Kind
		old, new, want string
	}{
		{RSS, `version="2.0"`, `version="0.91"`, "is not RSS 2.0"},
		{RSS, "</channel>", "", "not well formed"},
		{RSS, "</rss>", "</rss><rss/>", "is not one element"},
		{RSS, "</rss>", "", "not well formed"},
		{RSS, "<rss", "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss", "document type"},
		{RSS, "<channel>", "<channel>\x01", "not well formed"},
		{RSS, "<channel>", "<channel>\xff", "not valid UTF-8"},
		{RSS, `rel="self"`, `rel="alternate"`, "channel has no link to itself"},
		{RSS, "<description>What the office does</description>", "", "channel has no description"},
		{RSS, "<description>What the office does</description>", "<description/>", "description is empty"},
		{RSS, "<link>https://example.org/news/</link>", "<link>/news/</link>", `"/news/" is no whole address`},
		{RSS, "<language>", "<title>x</title><language>", "title is there a second time"},
		{RSS, "Sun, 22 Nov 2026 15:30:00 +0000", "2026-11-22", "lastBuildDate is no date"},
		{RSS, "Sat, 21 Nov 2026 06:00:00 +0000", "yesterday", "line 12: pubDate is no date"},
		{RSS, second, first, "has the id"},
		{RSS, second, "", "the id is empty"},
		{RSS, `isPermaLink="false"`, ``, ""},
		{RSS, `<guid isPermaLink="false">` + second, `<guid>streets`, `"streets" is no whole address`},
		{RSS, "<title>Newer, without anything else</title>", "", "item has neither title nor description"},
		{RSS, "<dc:creator>", "<author>Office</author><dc:creator>", "author is not an e-mail address"},
		{Atom, "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "is not Atom"},
		{Atom, `rel="self"`, `rel="alternate"`, "feed has no link to itself"},
		{Atom, "<id>urn:uuid:6ba7b810-9dad-51d1-80b4-00c04fd430c8</id>", "", "feed has no id"},
		{Atom, "<updated>2026-11-21T06:00:00Z</updated>", "", "entry has no updated"},
		{Atom, "<updated>2026-11-21T06:00:00Z", "<updated>2026-11-21", "updated is no date"},
		{Atom, "<published>2026-11-21T06:00:00Z", "<published>", "published is no date"},
		{Atom, "<author>\n    <name>Office of the Citizen Services Advocate</name>\n  </author>", "", "entry has no author"},
		{Atom, `term="Streets"`, "", "category has no term"},
		{Atom, `<link href="https://example.org/news/newer/" rel="alternate" type="text/html"></link>`, "", "neither content nor a link"},
		{Atom, second, first, "has the id"},
		{Atom, second, "2", `"2" is no whole address`},
		{JSON, `"version": "https://jsonfeed.org/version/1.1"`, `"version": "1"`, `the version is "1"`},
		{JSON, `"title": "News & events <Tulsa>"`, `"title": ""`, "the feed has no title"},
		{JSON, `"feed_url"`, `"feed"`, "feed_url is missing"},
		{JSON, `"language": "en"`, `"language": "e n"`, "language"},
		{JSON, `"items"`, `"entries"`, "no list of items"},
		{JSON, `"id": "` + second + `"`, `"id": ""`, "item 1: the id is empty"},
		{JSON, `"id": "` + second + `",`, ``, "item 1 has no id"},
		{JSON, `"id": "` + second + `"`, `"id": 2`, "not a JSON Feed"},
		{JSON, second, first, "item 2: an entry before it has the id"},
		{JSON, `"content_text"`, `"content"`, "item 1 has neither"},
		{JSON, `"date_published": "2026-11-21T06`, `"date_published": "2026-11-21 06`, "item 1: date_published is no date"},
		{JSON, "{", "[", "not a JSON Feed"},
	} {
		sound := written(t, formats[test.kind-1].write, full())
		if !strings.Contains(sound, test.old) {
			t.Errorf("%v: %q is not in the feed", test.kind, test.old)
		}
		got := faults(strings.Replace(sound, test.old, test.new, 1), test.kind)
		if !strings.Contains(got, test.want) || test.want == "" && got != "" {
			t.Errorf("%v with %q for %q: %q, want %q", test.kind, test.new, test.old, got, test.want)
		}
	}
}

func TestAFeedThatCannotBeReadIsAFault(t *testing.T) {
	broken := errors.New("broken")
	if errs := Check(iotest.ErrReader(broken), RSS); len(errs) != 1 || !errors.Is(errs[0], broken) {
		t.Errorf("got %v", errs)
	}
	if got := faults("", Kind(9)); !strings.Contains(got, "Kind(9) is no format") {
		t.Error(got)
	}
}

func FuzzCheck(f *testing.F) {
	for _, format := range formats {
		f.Add([]byte(written(f, format.write, full())), int(format.kind))
	}
	f.Fuzz(func(t *testing.T, data []byte, kind int) {
		for _, err := range Check(bytes.NewReader(data), Kind(kind)) {
			if err == nil || err.Error() == "" {
				t.Error("an empty error")
			}
		}
	})
}

// FuzzWrite puts texts into every place that takes them and looks whether they
// stay there, and come back.
func FuzzWrite(f *testing.F) {
	for _, seed := range []string{
		"", "plain", "]]>", "]]]]>>", "</title><item>", "&amp;&#x1;&", "\x00\x01\x0b\ufffe\uffff", "a\r\nb\rc", "<![CDATA[", "<!-- -->", "<?xml?>",
		"\u2028", "\u0085", "a\xff", `"\`, "𝔘 日本", " ",
	} {
		f.Add(seed, seed)
		f.Add(seed, "x")
	}
	want := map[Kind][]string{}
	for _, format := range formats {
		want[format.kind] = shape(f, written(f, format.write, around("x", "x")), format.kind)
	}
	f.Fuzz(func(t *testing.T, text, address string) {
		given := around(text, address)
		for _, format := range formats {
			var b bytes.Buffer
			if err := format.write(&b, given); err != nil {
				continue
			}
			for _, err := range Check(bytes.NewReader(b.Bytes()), format.kind) {
				t.Errorf("%v: %v", format.kind, err)
			}
			if got := shape(t, b.String(), format.kind); !reflect.DeepEqual(got, want[format.kind]) {
				t.Errorf("%v: parts %v, want %v", format.kind, got, want[format.kind])
			}
			checkReturns(t, b.String(), format.kind, given.Entries[0])
		}
	})
}

// around is a feed with text and address in every place.
func around(text, address string) Feed {
	f := full()
	f.Title, f.Description, f.Author = text+"x", text+"x", text+"x"
	f.HomeURL, f.SelfURL = "https://example.org/?"+address, "https://example.org/"+address
	e := f.Entries[0]
	e.Title, e.Summary, e.ContentHTML, e.Categories = text+"x", text+"x", text+"x", []string{text + "x"}
	e.URL = "https://example.org/#" + address
	f.Entries = []Entry{e}
	return f
}

// shape are the names of the parts of a feed, in order.
func shape(t testing.TB, text string, kind Kind) []string {
	t.Helper()
	var names []string
	if kind == JSON {
		decoder := json.NewDecoder(strings.NewReader(text))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				return names
			}
			if err != nil {
				t.Fatal(err)
			}
			if mark, ok := token.(json.Delim); ok {
				names = append(names, mark.String())
			} else {
				names = append(names, "value")
			}
		}
	}
	root, err := parseXML(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(*element)
	walk = func(e *element) {
		names = append(names, e.name.Local)
		for _, a := range e.attrs {
			names = append(names, "@"+a.Name.Local)
		}
		for _, child := range e.children {
			walk(child)
		}
	}
	walk(root)
	return names
}

// checkReturns compares what a reader gets with what was given.
func checkReturns(t *testing.T, text string, kind Kind, given Entry) {
	t.Helper()
	c := &cleaner{}
	title, content := c.line("", given.Title), c.text("", given.ContentHTML)
	var gotTitle, gotContent, gotSummary string
	switch kind {
	case JSON:
		var read struct {
			Items []struct {
				Title, Summary string
				HTML           string `json:"content_html"`
			}
		}
		if err := json.Unmarshal([]byte(text), &read); err != nil {
			t.Fatal(err)
		}
		gotTitle, gotContent, gotSummary = read.Items[0].Title, read.Items[0].HTML, read.Items[0].Summary
	case Atom:
		entry := find(t, text, atomNamespace, "entry")
		gotTitle = entry.find(atomNamespace, "title")[0].text.String()
		gotContent = entry.find(atomNamespace, "content")[0].text.String()
		gotSummary = entry.find(atomNamespace, "summary")[0].text.String()
	case RSS:
		item := find(t, text, "", "channel").find("", "item")[0]
		gotTitle = item.find("", "title")[0].text.String()
		gotContent = item.find(contentNamespace, "encoded")[0].text.String()
		gotSummary = html.UnescapeString(item.find("", "description")[0].text.String())
	}
	if gotTitle != title || gotContent != content || gotSummary != title {
		t.Errorf("%v: title %q, summary %q, content %q; want %q, %q", kind, gotTitle, gotSummary, gotContent, title, content)
	}
}

// find is the first child of the root with a name.
func find(t *testing.T, text, space, local string) *element {
	t.Helper()
	root, err := parseXML(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return root.find(space, local)[0]
}
