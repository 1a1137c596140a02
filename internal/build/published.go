package build

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

// publishedSite is what a site built before told its subscribers: the identity
// of each document, and each event's calendar entry.
type publishedSite struct {
	addresses map[string]string // uid -> address
	events    map[string]entry  // uid -> calendar entry
}

// entry is an event as its calendar file says it, which for a series is several
// VEVENTs: the sequence of the first, and all that subscribers see.
type entry struct {
	sequence int
	shown    string
}

// identified is what every entry of an index.json says.
type identified struct {
	UID string `json:"uid"`
	URL string `json:"url"`
}

// readPublished reads the open data and calendars of a built site.
func readPublished(fsys fs.FS) (*publishedSite, error) {
	p := &publishedSite{addresses: map[string]string{}, events: map[string]entry{}}
	for _, section := range []string{"initiatives", "events", "issues", "news", "topics", "departments", "districts"} {
		text, err := fs.ReadFile(fsys, section+"/index.json")
		if isMissing(err) {
			return nil, fmt.Errorf("the published site has no %s/index.json: give the folder that advocate built", section)
		}
		if err != nil {
			return nil, fmt.Errorf("reading the published site: %w", err)
		}
		var list []identified
		if err := json.Unmarshal(text, &list); err != nil {
			return nil, fmt.Errorf("reading %s/index.json of the published site: %w", section, err)
		}
		for _, item := range list {
			p.addresses[item.UID] = item.URL
		}
	}
	files, err := fs.Glob(fsys, "events/*/event.ics")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading the published site: %w", err)
		}
		uid, e := readEntry(text)
		p.events[uid] = e
	}
	return p, nil
}

// readEntry takes a calendar file of one event apart. The UID of an event is
// that of its first VEVENT; further dates have their own. In which order lines and
// VEVENTs stand makes no difference.
func readEntry(text []byte) (uid string, e entry) {
	unfolded := strings.ReplaceAll(string(text), "\r\n ", "")
	var dates []string
	for i, part := range strings.Split(unfolded, "BEGIN:VEVENT\r\n")[1:] {
		body, _, _ := strings.Cut(part, "END:VEVENT")
		var shown []string
		for line := range strings.SplitSeq(body, "\r\n") {
			name, value, _ := strings.Cut(line, ":")
			switch name {
			case "UID":
				if i == 0 {
					uid = value
				}
				shown = append(shown, line)
			case "SEQUENCE":
				if i == 0 {
					e.sequence, _ = strconv.Atoi(value) // 0 where it is damaged: then everything counts as newer
				}
			case "DTSTAMP", "LAST-MODIFIED", "CREATED", "URL":
			default:
				shown = append(shown, line)
			}
		}
		slices.Sort(shown)
		dates = append(dates, strings.Join(shown, "\n"))
	}
	slices.Sort(dates)
	e.shown = strings.Join(dates, "\n\n")
	return uid, e
}

// compare reports what subscribers of the published site would miss: events
// that differ while their sequence stands still, or whose sequence went back, and identities that are gone.
func (p *publishedSite) compare(s *site.Site) []content.Problem {
	var problems []content.Problem
	now := map[string]bool{}
	for _, d := range s.Documents() {
		now[d.UID] = true
		if d.Event == nil {
			continue
		}
		var b bytes.Buffer
		if err := calendar.Write(&b, d.Event()); err != nil {
			continue // reported by the build itself
		}
		_, fresh := readEntry(b.Bytes())
		before, known := p.events[d.UID]
		switch {
		case known && fresh.sequence < before.sequence:
			problems = append(problems, d.Problem("updated", content.Warning,
				"the event counts as older than the published one, so calendars stay with that: set updated to today").About(content.Published))
		case known && before.shown != fresh.shown && before.sequence == fresh.sequence:
			problems = append(problems, d.Problem("updated", content.Warning,
				"the event differs from the published one, but updated does not: set updated to today, so that calendars take the change; a change of one date needs a new announced too, so that feeds tell it").About(content.Published))
		}
	}
	gone := []string{}
	for uid := range p.addresses {
		if !now[uid] {
			gone = append(gone, uid)
		}
	}
	slices.Sort(gone)
	for _, uid := range gone {
		problems = append(problems, content.Problem{
			Path: "content/" + strings.Trim(path.Join(addressOf(p.addresses[uid])), "/") + ".md", Line: 1, Col: 1,
			Severity: content.Warning, Subject: content.Published,
			Message: fmt.Sprintf("the published page %s is gone, and with it its identity: if its file was renamed, write uid: %s into the new one", p.addresses[uid], uid),
		})
	}
	return problems
}

// addressOf is the path of a page's address, for naming the file it probably
// came from.
func addressOf(whole string) string {
	_, rest, _ := strings.Cut(whole, "://")
	_, address, _ := strings.Cut(rest, "/")
	return address
}
