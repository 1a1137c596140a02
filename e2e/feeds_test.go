//go:build e2e

package e2e

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
	_ "modernc.org/sqlite" // newsboat keeps what it read in a database

	"example.org/advocate/internal/build"
)

// post is an entry of a feed as readers understand it.
type post struct {
	id, title, link string
	day             int64 // in seconds since 1970
}

// UnmarshalJSON reads what the scripts of readers/ print: [id, title, link, day].
func (p *post) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&p.id, &p.title, &p.link, &p.day})
}

// feedReaders are the programs that read every feed twice, the formats that each of
// them knows, and of which of those it shows the day of the last change. RSS
// has but the day of publication. times is how often an address is asked for, the last time
// with the tag of the answer before.
var feedReaders = []struct {
	name           string
	times          int
	files, changed []string
	read           func(t *testing.T, addresses []string) map[string][]post
}{
	{"newsboat", newsboatTimes, []string{"feed.xml", "feed.atom"}, nil, newsboat},
	{"feedparser", 2, []string{"feed.xml", "feed.atom"}, []string{"feed.atom"}, feedScript(python, "readers/feeds.py")},
	{"feedsmith", 2, []string{"feed.xml", "feed.atom", "feed.json"}, []string{"feed.atom", "feed.json"}, feedScript("node", "readers/feeds.mjs")},
}

func TestRealReadersReadEveryFeedAndAreToldWhenNothingChanged(t *testing.T) {
	folders := feedFolders(t, bilingual.dir)
	if len(folders) < 60 {
		t.Fatalf("only %d feeds", len(folders))
	}
	for _, reader := range feedReaders {
		t.Run(reader.name, func(t *testing.T) {
			visits := &visits{site: build.Handler(bilingual.dir, build.HandlerOptions{}), answers: map[string][]string{}}
			server := httptest.NewServer(visits)
			defer server.Close()
			var addresses []string
			for _, folder := range folders {
				for _, file := range reader.files {
					addresses = append(addresses, server.URL+path.Join("/", folder, file))
				}
			}
			found := reader.read(t, addresses)
			for _, address := range addresses {
				folder := path.Dir(strings.TrimPrefix(address, server.URL))
				want := postsOf(t, filepath.Join(bilingual.dir, folder, "feed.json"), slices.Contains(reader.changed, path.Base(address)))
				if got := found[address]; !samePosts(got, want) {
					t.Errorf("%s reads as\n%v, want\n%v", address, got, want)
				}
			}
			visits.check(t, len(addresses), reader.times)
		})
	}
}

// feedFolders are the folders of a built site that hold feeds.
func feedFolders(t *testing.T, dir string) []string {
	t.Helper()
	var folders []string
	for _, name := range builtFiles(t, dir, ".json") {
		if filepath.Base(name) != "feed.json" {
			continue
		}
		folder, err := filepath.Rel(dir, filepath.Dir(name))
		if err != nil {
			t.Fatal(err)
		}
		folders = append(folders, filepath.ToSlash(folder))
	}
	return folders
}

// postsOf are the entries of a JSON Feed, as we read it, with the day of the last
// change or that of publication.
func postsOf(t *testing.T, name string, changed bool) []post {
	t.Helper()
	var feed struct {
		Items []struct {
			ID, Title, URL string
			Published      time.Time `json:"date_published"`
			Modified       time.Time `json:"date_modified"`
		}
	}
	if err := json.Unmarshal(read(t, name), &feed); err != nil {
		t.Fatal(err)
	}
	var posts []post
	for _, item := range feed.Items {
		day := item.Published
		if changed {
			day = item.Modified
		}
		posts = append(posts, post{item.ID, item.Title, item.URL, day.Unix()})
	}
	return posts
}

// samePosts compares entries in any order: newsboat sorts them in its own way.
func samePosts(a, b []post) bool {
	byID := func(a, b post) int { return strings.Compare(a.id, b.id) }
	a, b = slices.SortedFunc(slices.Values(a), byID), slices.SortedFunc(slices.Values(b), byID)
	return slices.Equal(a, b)
}

// newsboatTimes is how often newsboat loads a feed until it asks with a tag.
const newsboatTimes = 3

// feedScript is a reader that asks every address twice by itself.
func feedScript(command ...string) func(t *testing.T, addresses []string) map[string][]post {
	return func(t *testing.T, addresses []string) map[string][]post {
		t.Helper()
		found := map[string][]post{}
		out := outputOf(t, append(command[:len(command):len(command)], addresses...)...)
		if err := json.Unmarshal([]byte(out), &found); err != nil {
			t.Fatalf("%v: %v", command, err)
		}
		return found
	}
}

// newsboat lets newsboat load every feed, and reads its database. Each feed has
// a database of its own: in one, an entry of several feeds is in the last of
// them alone.
func newsboat(t *testing.T, addresses []string) map[string][]post {
	t.Helper()
	found := map[string][]post{}
	var mu sync.Mutex
	var group errgroup.Group
	group.SetLimit(4)
	for _, address := range addresses {
		home := t.TempDir()
		group.Go(func() error {
			posts, err := newsboatLoads(t.Context(), home, address)
			mu.Lock()
			defer mu.Unlock()
			found[address] = posts
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	return found
}

// newsboatLoads is what newsboat has of a feed after loading it three times:
// only once it has it does it keep the tag of an answer. It must have the same
// each time.
func newsboatLoads(ctx context.Context, home, address string) ([]post, error) {
	file := func(name string) string { return filepath.Join(home, name) }
	err := errors.Join(os.WriteFile(file("config"), nil, 0o600), os.WriteFile(file("urls"), []byte(address+"\n"), 0o600))
	var posts []post
	for load := range newsboatTimes {
		if err != nil {
			break
		}
		if _, err = printedBy(ctx, home, "newsboat", "-C", file("config"), "-u", file("urls"), "-c", file("cache.db"), "-x", "reload"); err != nil {
			break
		}
		before := posts
		posts, err = newsboatPosts(ctx, file("cache.db"))
		if load > 0 && !slices.Equal(posts, before) {
			err = errors.Join(err, fmt.Errorf("newsboat has other entries of %s when it loads it again", address))
		}
	}
	return posts, err
}

// newsboatPosts are the unread entries in a database of newsboat.
func newsboatPosts(ctx context.Context, cache string) (posts []post, err error) {
	db, err := sql.Open("sqlite", cache)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, "SELECT guid, title, url, pubDate FROM rss_item WHERE unread = 1 ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p post
		if err := rows.Scan(&p.id, &p.title, &p.link, &p.day); err != nil {
			return nil, err
		}
		posts = append(posts, p)
	}
	return posts, rows.Err()
}

// visits serves a site and notes how each address was answered.
type visits struct {
	site http.Handler

	mu      sync.Mutex
	answers map[string][]string // path -> "200", "304 for a tag"
}

// ServeHTTP answers a request.
func (v *visits) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	noted := &notedStatus{w, 0}
	v.site.ServeHTTP(noted, r)
	answer := fmt.Sprint(noted.status)
	if r.Header.Get("If-None-Match") != "" {
		answer += " for a tag"
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.answers[r.URL.Path] = append(v.answers[r.URL.Path], answer)
}

// check fails where an address was not sent each time, and the last time told
// to be the same.
func (v *visits) check(t *testing.T, addresses, times int) {
	t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.answers) != addresses {
		t.Errorf("%d addresses were asked for, want %d", len(v.answers), addresses)
	}
	want := append(slices.Repeat([]string{"200"}, times-1), "304 for a tag")
	for path, got := range v.answers {
		if !slices.Equal(got, want) {
			t.Errorf("%s was answered with %q, want %q", path, got, want)
		}
	}
}

// notedStatus notes the status of an answer.
type notedStatus struct {
	http.ResponseWriter
	status int
}

// WriteHeader sends the status.
func (n *notedStatus) WriteHeader(status int) {
	n.status = status
	n.ResponseWriter.WriteHeader(status)
}
