// Package notify tells the office once a day how many new entries wait: by mail, and to webhooks. A notice holds that
// number and the day, and nothing else: no case number, no topic, no time at which somebody wrote. It comes on days
// without new entries too, so that silence means that something is broken.
//
// Notices wait in the database's outbox until their receiver has taken them. One that is sent again after a fault has
// the same Message-ID (RFC 5322, 3.6.4), or the same id in a webhook, so that receivers can tell it from a new one.
//
// The two calls that matter, the first once a day, the second every minute or so:
//
//	err := notifier.Announce(ctx, day, waiting)
//	notifier.Deliver(ctx)
//
// The package never reads a case. Passwords and keys are handed in, and stand in no error.
package notify
