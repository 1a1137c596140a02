package desk

import (
	"context"
	"net/http"
	"sync"
)

// news is what came of the last fetch.
type news struct {
	mu  sync.Mutex
	err error
}

func (n *news) set(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.err = err
}

func (n *news) get() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.err
}

// fetch brings the book up to date. What fails is told on every page, calmly: everything goes on without the server.
func (d *Desk) fetch(ctx context.Context) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.book == nil {
		return
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(d.life, stop)()
	d.fetchHeld(ctx)
}

// fetchHeld is fetch for who holds the book.
func (d *Desk) fetchHeld(ctx context.Context) {
	d.syncing.Lock()
	defer d.syncing.Unlock()
	err := d.book.Sync(ctx)
	if err != nil && ctx.Err() != nil {
		return // it was called off, and tells nothing
	}
	if was := d.news.get(); err != nil && was == nil {
		d.Log.Warn("desk: the server could not be asked; the desk goes on with what it has", "error", err)
	}
	d.news.set(err)
}

// tell puts on a page what is to be said of the server and of what does not add up. The caller holds the book.
func (d *Desk) tell(p *page) {
	summary := d.book.Summary()
	p.AllReports, p.AllUnsent, p.Held = summary.Reports, summary.Unsent, summary.Held
	p.Mailed = day(d.book.LastMail())
	if at := d.book.LastSync(); !at.IsZero() {
		p.Synced = at.In(d.settings().Zone)
	}
	err := d.news.get()
	p.Refused = err != nil && d.Refused(err)
	p.Offline = err != nil && !p.Refused
}

// syncNow fetches because somebody asked for it.
func (d *Desk) syncNow(v *visit) {
	d.fetchHeld(v.r.Context())
	if d.news.get() != nil {
		v.goOn("")
		return
	}
	v.goOn("?done=synced")
}

// goOn leads to a page of the session.
func (v *visit) goOn(rest string) {
	v.w.Header().Set("Location", v.page.Base+rest)
	v.w.WriteHeader(http.StatusSeeOther)
}
