package intake

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"example.org/advocate/internal/client"
	"example.org/advocate/internal/formdata"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/upload"
	"example.org/advocate/internal/vault"
)

const (
	maxFiles     = 5                                  // of one request
	maxFilesBody = maxFiles*upload.MaxBytes + maxBody // bytes of a request with files
	minFree      = 1 << 30                            // bytes of the database's disk that files leave to concerns
)

// filesKept is how much there may be of files where Options does not say it. A sealed file takes up to twice its size:
// its length does not show.
var filesKept = store.FileLimit{InCase: 512 << 20, InAll: 16 << 30}

// fileField is the name of the field with files.
const fileField = "file"

// A batch is the files of one request: all of them become entries of a case, or none does.
type batch struct {
	v        *visit
	c        *openedCase
	came     int
	files    []*store.File // sealed, and in nobody's sight
	ids      []string      // of their entries: they follow from the code, the name and what a file holds
	problems []problem
}

// addFiles stores the files of a request as they come in, and shows the case.
func (v *visit) addFiles(c *openedCase) {
	giveBack, wait := client.Take(v.client.Stored, v.in.Now)
	if wait > 0 {
		v.busy(wait)
		return
	}
	b := &batch{v: v, c: c}
	err := b.receive()
	stored := 0
	if err == nil && len(b.problems) == 0 {
		stored, err = b.commit()
	}
	b.abort(stored)
	if stored == 0 && len(b.problems) == 0 {
		giveBack()
	}
	if err == nil && stored > 0 {
		err = v.load(v.r.Context(), c)
	}
	var tooLarge *http.MaxBytesError
	switch {
	case len(b.problems) > 0:
		v.showCase(http.StatusUnprocessableEntity, c, "", b.problems...)
	case err == nil:
		v.showCase(http.StatusOK, c, "files")
	case errors.As(err, &tooLarge): // and no file of it was
		v.notice(http.StatusRequestEntityTooLarge, "too_large", "")
	case errors.Is(err, formdata.ErrBroken):
		v.notice(http.StatusBadRequest, "unreadable", "")
	default:
		v.unstored(c, err, stored, b.came)
	}
}

// unstored says that files could not be stored, and how many were.
func (v *visit) unstored(c *openedCase, err error, stored, of int) {
	status, words := http.StatusServiceUnavailable, "file_down"
	switch {
	case errors.Is(err, store.ErrConflict): // somebody was faster, and each file is sealed to its number
		status, words = http.StatusConflict, "file_conflict"
	case errors.Is(err, store.ErrFull):
		v.in.faults.Add("there was no room for files")
		words = "file_full"
	default:
		v.in.faults.Add("files could not be stored")
	}
	v.showCase(status, c, "", problem{fileField, words, []any{"stored", stored, "of", of}})
}

// receive seals what comes. Once something is wrong no file is stored, but all of them are looked at, so that
// everything is told at once.
func (b *batch) receive() error {
	for file, err := b.next(); file != nil || err != nil; file, err = b.next() {
		if err == nil {
			err = b.take(file)
		}
		if err != nil {
			return err
		}
	}
	if b.came == 0 {
		b.problems = []problem{{fileField, "file_none", nil}}
	}
	return nil
}

// next is the next file, or nil after the last. There must be room before the first is read.
func (b *batch) next() (*formdata.File, error) {
	if b.v.files == nil {
		return nil, nil
	}
	file, err := b.v.files.Next()
	if room := b.v.in.Room; file != nil && b.came == 0 && room != nil {
		if free, err := room(); err != nil || free < minFree {
			return nil, errors.Join(store.ErrFull, err)
		}
	}
	return file, err
}

// wrongFiles are the words below intake.error for what is wrong with a file.
var wrongFiles = map[error]string{
	upload.ErrEmpty: "file_empty", upload.ErrTooLarge: "file_large", upload.ErrKind: "file_kind", upload.ErrDamaged: "file_damaged",
}

// take seals a file, or notes what is wrong with it.
func (b *batch) take(part *formdata.File) error {
	name := upload.Name(part.Name)
	file, err := upload.Open(part)
	if name == "" && errors.Is(err, upload.ErrEmpty) { // so a browser says that nothing was chosen
		return nil
	}
	switch b.came++; {
	case b.came == maxFiles+1:
		b.problems = append(b.problems, problem{fileField, "file_many", []any{"max", maxFiles}})
		fallthrough
	case b.came > maxFiles:
		return nil
	case err != nil:
	case len(b.problems) > 0:
		_, err = io.Copy(io.Discard, file)
	default:
		err = b.seal(file, name)
	}
	for wrong, words := range wrongFiles {
		if errors.Is(err, wrong) {
			if name == "" {
				name = b.v.say("intake.files.nameless", "number", b.came)
			}
			b.problems = append(b.problems, problem{fileField, words, []any{"name", name}})
			return nil
		}
	}
	return cmp.Or(part.Failed(), err)
}

// seal seals a file for its place behind those before it.
func (b *batch) seal(file *upload.File, name string) error {
	stored, err := b.v.in.DB.NewFile(b.v.r.Context(), b.v.now, b.c.Number, b.v.in.Files)
	if err != nil {
		return err
	}
	b.files = append(b.files, stored)
	place := vault.Place{Case: b.c.Number, Entry: b.number(len(b.files)), Side: vault.PersonSide}
	info, digest := vault.FileInfo{Name: name, Type: file.Type}, sha256.New()
	err = vault.SealFile(stored, place, b.v.now, info, io.TeeReader(file, digest), b.c.signing, b.v.in.Recipients, b.c.person.Age.Recipient())
	mac := vault.K{}.BodyMAC(fmt.Appendf(nil, "%s\n%x\n%s", b.c.code.Show(), digest.Sum(nil), name))
	b.ids = append(b.ids, hex.EncodeToString(mac[:16]))
	return err
}

// taken reports whether a file is among the entries of the case, so that its name is taken.
func (b *batch) taken(id string) bool {
	return slices.ContainsFunc(b.c.entries, func(e store.Entry) bool { return e.ID == id })
}

// number is the number of the entry of a file, counted from 1.
func (b *batch) number(nth int) int { return b.c.entries[len(b.c.entries)-1].Number + nth }

// commit makes entries of the files, one after the other, and returns of how many. Files that are there already, all of
// them, are a reload; one that is there beside others is sent on purpose.
func (b *batch) commit() (stored int, err error) {
	if !slices.ContainsFunc(b.ids, func(id string) bool { return !b.taken(id) }) {
		return 0, nil
	}
	// They are whole: whoever sent them may go.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.v.r.Context()), 20*time.Second)
	defer cancel()
	for i, file := range b.files {
		id := b.ids[i]
		if b.taken(id) || slices.Contains(b.ids[:i], id) {
			id = "" // one of its own is drawn
		}
		_, err := file.Commit(ctx, store.NewEntry{
			ID: id, Number: b.number(i + 1), Received: store.DayOf(b.v.now), Side: string(vault.PersonSide),
		})
		if err != nil {
			return i, err
		}
	}
	return len(b.files), nil
}

// abort takes back what was stored of files that do not become entries. Should that fail, they expire.
func (b *batch) abort(stored int) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.v.r.Context()), 20*time.Second)
	defer cancel()
	for _, file := range b.files[stored:] {
		if err := file.Abort(ctx); err != nil {
			b.v.in.faults.Add("files that are not to be kept could not be deleted at once")
		}
	}
}
