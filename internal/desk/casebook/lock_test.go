package casebook

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"example.org/advocate/internal/content"
)

func TestTwoDesksCannotHaveOneFolder(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	first := o.deskIn(dir, o.ann)
	o.sync(first)
	open := func() (*Book, error) {
		return Open(context.Background(), Options{
			Dir: dir, Identity: o.ben, Client: o.server, Rand: rand.Reader, Now: o.clock,
			Settings: func() *content.Settings { return &o.settings },
		})
	}
	if b, err := open(); b != nil || !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), "--data") {
		t.Fatalf("%v", err)
	}
	o.sync(first) // which goes on as before
	o.must(first.Close())
	b, err := open()
	o.must(err)
	o.must(b.Close())
}
