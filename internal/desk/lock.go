package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Use gives the desk the book that it begins with, already open.
func (d *Desk) Use(book Book) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.book, d.dozing = book, false
	d.life, d.end = context.WithCancel(context.Background())
}

// Close ends what runs with the book, and closes it, if one is open.
func (d *Desk) Close() error {
	d.mu.RLock()
	end := d.end
	d.mu.RUnlock()
	if end != nil {
		end() // before waiting for the lock: whoever asks the server holds it
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.reseal.wait()
	d.entered.forgetCodes()
	book := d.book
	d.book = nil
	if book == nil {
		return nil
	}
	return book.Close()
}

// awake says whether there is an open book.
func (d *Desk) awake() bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.book != nil
}

// open opens the book anew: one that is open still proves nothing about who asks.
func (d *Desk) open(ctx context.Context, passphrase string) error {
	d.unlocking.Lock()
	defer d.unlocking.Unlock()
	if err := d.Close(); err != nil {
		return err
	}
	book, err := d.Open(context.WithoutCancel(ctx), passphrase)
	if err != nil {
		return err
	}
	d.Use(book)
	return nil
}

// sleep does, once, what follows from being locked: the book is closed and with it the identity forgotten. Where no
// passphrase can be asked for, a new address is announced.
func (d *Desk) sleep() {
	if err := d.Close(); err != nil {
		d.Log.Error("desk: the casebook could not be closed", "error", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.dozing {
		return
	}
	d.dozing = true
	if !d.Passphrase {
		d.restart()
	}
}

// restart announces a new address, where nobody could be told of an error.
func (d *Desk) restart() {
	if err := d.Start(); err != nil {
		d.Log.Error("desk: no new address could be made; stop the desk and start it again", "error", err)
	}
}

// lockedPage is what a locked desk answers to everything. A form that was sent is kept for after the unlocking.
func (d *Desk) lockedPage(w http.ResponseWriter, r *http.Request, base, rest string) {
	if r.Method == http.MethodPost && rest != "sync" {
		d.guard.keep(rest, r.PostForm, "kept")
	}
	d.showLocked(w, http.StatusForbidden, base, rest, "")
}

// showLocked shows the lock. next is the page to go on with, below base.
func (d *Desk) showLocked(w http.ResponseWriter, status int, base, next, wrong string) {
	p := struct {
		page
		Passphrase bool
		Kept       bool
		Next       string
		Wrong      string
	}{d.page("desk-locked", "desk.locked.title", base), d.Passphrase, d.guard.waiting() != "", next, wrong}
	d.show(w, status, p.page, p)
}

// unlock tries the passphrase.
func (d *Desk) unlock(w http.ResponseWriter, r *http.Request, base string) {
	next := r.PostForm.Get("next")
	passphrase := r.PostForm.Get("passphrase")
	if !d.Passphrase {
		d.showLocked(w, http.StatusForbidden, base, next, "")
		return
	}
	if passphrase == "" {
		d.showLocked(w, http.StatusUnprocessableEntity, base, next, "wrong_missing")
		return
	}
	err := d.open(r.Context(), passphrase)
	switch {
	case errors.Is(err, ErrPassphrase):
		if d.guard.wrongTry() {
			d.restart()
			d.away(w, http.StatusForbidden, "closed", "")
			return
		}
		d.showLocked(w, http.StatusUnprocessableEntity, base, next, "wrong")
		return
	case err != nil:
		d.Log.Error("desk: the casebook could not be opened", "error", err)
		d.fault(w, "the casebook could not be opened")
		return
	}
	d.guard.unlock()
	if kept := d.guard.waiting(); kept != "" {
		next = kept
	}
	redirect(w, base, next)
}

// ErrPassphrase is what Options.Open returns for a wrong passphrase.
var ErrPassphrase = errors.New("the passphrase is wrong")

// redirect leads to a page below the session's path, and nowhere else.
func redirect(w http.ResponseWriter, base, rest string) {
	u, err := url.Parse(rest)
	if err != nil || u.IsAbs() || u.Host != "" {
		u = &url.URL{}
	}
	u.Path = base + strings.TrimLeft(u.Path, "/")
	w.Header().Set("Location", u.String())
	w.WriteHeader(http.StatusSeeOther)
}

// Run fetches what is new every minute, and locks when nobody does anything, until ctx is done.
func (d *Desk) Run(ctx context.Context) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		d.tick(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// tick is one turn of Run.
func (d *Desk) tick(ctx context.Context) {
	if d.guard.asleep() {
		d.sleep()
		return
	}
	d.fetch(ctx)
}
