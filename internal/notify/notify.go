package notify

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/store"
)

// An Outbox keeps notices until they are sent; *[store.Store] is one.
type Outbox interface {
	Prepare(ctx context.Context, day store.Day, targets []string, waiting int) error
	Due(ctx context.Context) ([]store.Notice, error)
	Sent(ctx context.Context, id string) error
}

// Options are what a notifier needs of the world around it.
type Options struct {
	Settings *content.Settings // whom to tell, and how
	Outbox   Outbox
	Password string         // of the mail server's user; empty where it has none
	Key      []byte         // signs what goes to webhooks
	Roots    *x509.CertPool // of the authorities that are believed; nil for the system's
	Now      func() time.Time
	Log      *slog.Logger
}

// A sender tells one receiver.
type sender interface {
	send(ctx context.Context, n store.Notice) error
	String() string // for the log: no password, no address that is a secret
}

// Notifier announces and delivers notices. One goroutine uses it at a time.
type Notifier struct {
	Options
	targets []string // in the order of the settings
	senders map[string]sender
	trials  map[string]trial // of notices that could not be sent
}

// trial is how often a notice could not be sent, and when that is tried again.
type trial struct {
	failed int
	again  time.Time
}

// Notices are tried again after one minute, two, four, and so on up to an hour.
const (
	firstPause = time.Minute
	maxPause   = time.Hour
	// sendPatience is how long one receiver may take.
	sendPatience = time.Minute
)

// New makes a notifier for the receivers that the settings name; there may be none.
func New(opts Options) (*Notifier, error) {
	n := &Notifier{Options: opts, senders: map[string]sender{}, trials: map[string]trial{}}
	if smtp := opts.Settings.Notify.SMTP; smtp.Host != "" || smtp.To != "" {
		m, err := newMailer(opts)
		if err != nil {
			return nil, fmt.Errorf("site.yaml, notify.smtp: %w", err)
		}
		n.add("mail:"+smtp.To, m)
	}
	for i, hook := range opts.Settings.Webhooks {
		h, err := newWebhook(hook.URL, opts)
		if err != nil {
			return nil, fmt.Errorf("site.yaml, webhooks[%d]: %w", i, err)
		}
		n.add(h.target(), h)
	}
	return n, nil
}

func (n *Notifier) add(target string, s sender) {
	if n.senders[target] == nil {
		n.targets = append(n.targets, target)
	}
	n.senders[target] = s
}

// Receivers is how many there are.
func (n *Notifier) Receivers() int { return len(n.targets) }

// Announce puts the notice of a day into the outbox, for every receiver. What is there for that day already stays.
func (n *Notifier) Announce(ctx context.Context, day store.Day, waiting int) error {
	if len(n.targets) == 0 {
		return nil
	}
	if err := n.Outbox.Prepare(ctx, day, n.targets, waiting); err != nil {
		return fmt.Errorf("announcing how many entries wait: %w", err)
	}
	return nil
}

// Deliver sends what is due. What fails is told to the log and tried again later, by a call after its pause.
func (n *Notifier) Deliver(ctx context.Context) {
	due, err := n.Outbox.Due(ctx)
	if err != nil {
		if ctx.Err() == nil {
			n.Log.Error("notify: the outbox could not be read", "error", err)
		}
		return
	}
	for _, notice := range due {
		if n.Now().Before(n.trials[notice.ID].again) {
			continue
		}
		n.try(ctx, notice)
	}
}

// try sends one notice.
func (n *Notifier) try(ctx context.Context, notice store.Notice) {
	to := n.senders[notice.Target]
	if to == nil { // site.yaml does not name this receiver any more
		n.settle(ctx, notice)
		return
	}
	limited, cancel := context.WithTimeout(ctx, sendPatience)
	defer cancel()
	if err := to.send(limited, notice); err != nil {
		if ctx.Err() == nil {
			n.failed(notice, to, err)
		}
		return
	}
	if n.trials[notice.ID].failed > 0 {
		n.Log.Info("notify: a notice was sent at last", "to", to.String(), "day", notice.Day)
	}
	n.settle(ctx, notice)
}

// settle takes a notice out of what is due. Should that fail, it is sent once more, with the same name.
func (n *Notifier) settle(ctx context.Context, notice store.Notice) {
	delete(n.trials, notice.ID)
	err := n.Outbox.Sent(ctx, notice.ID)
	if err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrNotFound) { // the next day's took its place
		n.failed(notice, n.senders[notice.Target], errors.New("it was sent, and that could not be noted"))
	}
}

func (n *Notifier) failed(notice store.Notice, to sender, err error) {
	t := n.trials[notice.ID]
	pause := maxPause
	if t.failed < 6 { // the seventh pause would be longer than an hour
		pause = firstPause << t.failed
	}
	n.trials[notice.ID] = trial{t.failed + 1, n.Now().Add(pause)}
	n.Log.Error("notify: a notice could not be sent; it is tried again", "to", fmt.Sprint(to), "day", notice.Day, "in", pause, "error", err)
}
