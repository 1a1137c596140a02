package casebook

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

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

// tell tells the server the state of every case that is not the one it was told last. The caller holds work.
func (b *Book) tell(ctx context.Context) error {
	for number, wanted := range b.untold() {
		err := b.options.Client.SetState(ctx, number, store.State{
			Open: wanted.Open, Closed: wanted.Closed, TextPurge: wanted.Text, FactsPurge: wanted.Facts, Hold: wanted.Hold,
		})
		if errors.Is(err, store.ErrNotFound) { // purged meanwhile: the next page says so
			continue
		}
		if err != nil {
			return err
		}
		err = b.change(ctx, func(tx *sql.Tx) error {
			text, err := json.Marshal(wanted)
			if err != nil {
				return err
			}
			row := &b.chapter(number).row
			row.Told = string(text)
			return putCase(ctx, tx, *row)
		})
		if err != nil {
			return err
		}
	}
	return nil
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
