package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/intake"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// practice is the form of a site that is being written: it works, and seals to
// the key that everybody has.
type practice struct {
	*intake.Intake
	built   atomic.Pointer[build.Result] // the last good build: the form follows the topics
	session build.Session
	close   func() error
}

// openPractice makes the form work, with its database in the data folder.
func (p *program) openPractice(data string) (*practice, error) {
	form := &practice{}
	in, err := practiceIntake(p.ctx, data, intake.Options{
		Pages: form.pages, Now: p.now, Rand: rand.Reader,
		Log: slog.New(slog.NewTextHandler(p.stderr, nil)),
	})
	if err != nil {
		return nil, err
	}
	form.Intake = in
	ctx, stop := context.WithCancel(p.ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		in.Run(ctx)
	}()
	form.close = func() error {
		stop()
		<-ended
		return errors.Join(form.session.Close(), in.DB.Close())
	}
	return form, nil
}

// pages are what the form's pages are framed with.
func (f *practice) pages() (*site.Site, *build.Templates) {
	if result := f.built.Load(); result != nil {
		return result.Site, result.Templates
	}
	return nil, nil
}

// build builds the site, and has the form follow it.
func (f *practice) build(ctx context.Context, opts build.Options) (build.Result, error) {
	result, err := f.session.Run(ctx, opts)
	if err == nil {
		f.built.Store(&result)
	}
	return result, err
}

// finish makes what builds left for later.
func (f *practice) finish(ctx context.Context) (build.Result, error) {
	result, err := f.session.Finish(ctx)
	if err == nil && result.Site != nil {
		f.built.Store(&result)
	}
	return result, err
}

// practiceIntake makes an intake for trying things: it seals to the practice key, which everybody has. It keeps cases.db and
// secret.txt in folder, and makes those of them that are not there. Of opts it fills in Recipients, Secrets and DB,
// which the caller closes after the last request.
func practiceIntake(ctx context.Context, folder string, opts intake.Options) (*intake.Intake, error) {
	name := filepath.Join(folder, "secret.txt")
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		var line string
		if line, err = vault.NewSecretLine(opts.Rand); err == nil {
			text = []byte(line + "\n")
			err = os.WriteFile(name, text, 0o600)
		}
	} else if err == nil {
		err = os.Chmod(name, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("finding the secret for practice: %w", err)
	}
	if opts.Secrets, err = vault.ParseSecrets(bytes.NewReader(text)); err != nil {
		return nil, fmt.Errorf("%s: %w; remove the file, and a new one is made", name, err)
	}
	opts.Recipients = vault.PracticeRecipients()
	if opts.DB, err = store.Open(ctx, "sqlite:"+filepath.Join(folder, "cases.db"), opts.Rand); err != nil {
		return nil, err
	}
	in, err := intake.New(ctx, opts)
	if err != nil {
		return nil, errors.Join(err, opts.DB.Close())
	}
	return in, nil
}
