package casebook

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"example.org/advocate/internal/store"
)

// told is what the server was told of a case: what it may know in clear. The zero value is not what a new case has, so
// it is never told; see untouched.
type told struct {
	Open        bool
	Closed      store.Day
	Text, Facts store.Day
	Hold        bool
}

// untouched is what the server has for a new case without being told.
var untouched = told{Open: true}

func (c caseRow) told() told {
	t := untouched
	if c.Told != "" {
		_ = json.Unmarshal([]byte(c.Told), &t) // written by this program
	}
	return t
}

// wanted is what the server is to be told of a case now. Of one whose words are purged nothing new can follow.
func (c *chapter) wanted() told {
	if c.made == nil || c.textPurged() || len(c.leaves) == 0 {
		return c.row.told()
	}
	if c.made.Ending == nil {
		return told{Open: true, Hold: c.made.Hold}
	}
	return told{Closed: c.made.Ending.Day, Text: c.made.Purge.Text, Facts: c.made.Purge.Facts, Hold: c.made.Hold}
}

// compareEvery is how often the states that the server has are compared with those that this desk has.
const compareEvery = 6 * time.Hour

// tell tells the server the state of every case that is not the one it was told last. The caller holds work.
func (b *Book) tell(ctx context.Context) error {
	for number, wanted := range b.untold() {
		if err := b.tellOne(ctx, number, wanted); err != nil {
			return err
		}
	}
	return nil
}

func (b *Book) tellOne(ctx context.Context, number string, wanted told) error {
	err := b.options.Client.SetState(ctx, number, wanted.state())
	if errors.Is(err, store.ErrNotFound) { // purged meanwhile: the next page says so
		return nil
	}
	if err != nil {
		return err
	}
	return b.change(ctx, func(tx *sql.Tx) error {
		text, err := json.Marshal(wanted)
		if err != nil {
			return err
		}
		row := &b.chapter(number).row
		row.Told = string(text)
		return putCase(ctx, tx, *row)
	})
}

func (t told) state() store.State {
	return store.State{Open: t.Open, Closed: t.Closed, TextPurge: t.Text, FactsPurge: t.Facts, Hold: t.Hold}
}

func (b *Book) untold() map[string]told {
	b.mu.RLock()
	defer b.mu.RUnlock()
	list := map[string]told{}
	for number, c := range b.chapters {
		if wanted := c.wanted(); wanted != c.row.told() {
			list[number] = wanted
		}
	}
	return list
}

// askStates asks where the server says that all cases are: by the first sync after the book was opened, and then now and
// then; nil in between. The caller holds work.
func (b *Book) askStates(ctx context.Context) (map[string]store.State, error) {
	if since := b.options.Now().Sub(b.compared); since >= 0 && since < compareEvery {
		return nil, nil
	}
	return b.options.Client.States(ctx)
}

// tellAgain tells the server the state of every case for which it has another one than this desk: whoever has a desk's
// token can change it there, end a hold and set a day of purging. The caller holds work.
func (b *Book) tellAgain(ctx context.Context, states map[string]store.State) error {
	if states == nil {
		return nil
	}
	for number, wanted := range b.differing(states) {
		if err := b.tellOne(ctx, number, wanted); err != nil {
			return err
		}
	}
	b.compared = b.options.Now()
	return nil
}

// differing are the states to tell again. A desk that does not trust all that it has of a case, such as what a colleague
// signed with a new key, only ever asks for it to be kept longer.
func (b *Book) differing(states map[string]store.State) map[string]told {
	b.mu.RLock()
	defer b.mu.RUnlock()
	list := map[string]told{}
	for number, c := range b.chapters {
		has, known := states[number]
		wanted := c.wanted()
		if !known || c.made == nil || len(c.leaves) == 0 || c.textPurged() || wanted.state() == has {
			continue
		}
		if len(c.findings) == 0 || wanted.keepsLonger(has) {
			list[number] = wanted
		}
	}
	return list
}

// keepsLonger reports whether nothing is purged sooner by t than by the other.
func (t told) keepsLonger(other store.State) bool {
	const never = store.Day("9999-12-31")
	return (t.Hold || !other.Hold) && (t.Open || !other.Open) &&
		(t.Open || cmp.Or(t.Text, never) >= cmp.Or(other.TextPurge, never) && cmp.Or(t.Facts, never) >= cmp.Or(other.FactsPurge, never))
}
