package main

import (
	"context"
	"errors"
	"time"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/store"
)

// dailyPause is how long a daily run that failed waits for the next try.
const dailyPause = 10 * time.Minute

// daily does, once a day from the hour of site.yaml on, what is done once a day; and sends the notices that are due.
// What it does twice, after a start, changes nothing.
func (f *front) daily(ctx context.Context) {
	settings := f.built.Load().site.Settings()
	now := f.p.now().In(settings.Zone)
	today := store.DayOf(now)
	if f.done != today && now.Hour() >= settings.Notify.Hour && !now.Before(f.tryAgain) {
		if err := f.day(ctx, today, settings); err == nil {
			f.done = today
		} else if ctx.Err() == nil {
			f.tryAgain = now.Add(dailyPause)
			f.log.Error("the daily run failed; it is tried again", "in", dailyPause, "error", err)
		}
	}
	f.serving.Load().notifier.Deliver(ctx)
}

// day announces how many entries wait, purges what is due, and has the metrics follow.
func (f *front) day(ctx context.Context, today store.Day, settings *content.Settings) error {
	waiting, err := f.db.Waiting(ctx)
	if err == nil {
		err = f.serving.Load().notifier.Announce(ctx, today, waiting)
	}
	return errors.Join(err, f.purge(ctx, today, settings), f.count(ctx, today))
}

// purge deletes what is due, where the site says how long things are kept.
func (f *front) purge(ctx context.Context, today store.Day, settings *content.Settings) error {
	if !keepsFor(settings.Retention) {
		return nil
	}
	purged, err := f.db.Purge(ctx, today, settings.Retention.SpamDays)
	if err == nil && purged != (store.Purged{}) {
		f.log.Info("purged: "+purgedWords(purged), "day", today)
	}
	return err
}

func (f *front) count(ctx context.Context, today store.Day) error {
	totals, err := f.db.Totals(ctx)
	if err == nil {
		f.metrics.Set(totals, today)
	}
	return err
}

// keepsFor tells whether site.yaml says how long anything is kept.
func keepsFor(r content.Retention) bool {
	set := func(d content.Days) bool { return d.All > 0 || len(d.ByEnding) > 0 }
	return set(r.TextDays) || set(r.FactsDays) || r.SpamDays > 0
}
