package intake

import (
	"context"
	"errors"
	"io"
	"math"
	"mime/multipart"
	"net/http"
	"time"

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

// fileParts is what follows the fields of a form: its files, which are read as they are stored, and from there on
// nothing but files.
type fileParts struct {
	parts *multipart.Reader
	first *multipart.Part // nil where there is none
	body  *metered
}

// readFileForm reads a form that may bring files, up to the first of them. What stands behind a file is not read: a
// code that comes after is none.
func readFileForm(w http.ResponseWriter, r *http.Request, boundary string) (f *form, files *fileParts, refused int) {
	files = &fileParts{body: &metered{from: http.MaxBytesReader(w, r.Body, maxFilesBody), left: maxBody}}
	files.parts = multipart.NewReader(files.body, boundary)
	given, first, err := readMultipart(files.parts)
	var tooLarge *http.MaxBytesError
	switch files.first = first; {
	case errors.As(err, &tooLarge):
		return newForm(nil), files, http.StatusRequestEntityTooLarge
	case err != nil:
		return newForm(nil), files, http.StatusBadRequest
	}
	return newForm(given), files, 0
}

// next is the next file, or nil after the last.
func (p *fileParts) next() (*multipart.Part, error) {
	for {
		p.body.left = maxBody // the headers of a part are read whole
		part, err := p.parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil || part.FormName() == fileField {
			return part, err
		}
		if _, err := io.Copy(io.Discard, part); err != nil {
			return nil, err
		}
	}
}

// errBody says that a request broke off, or is no form.
var errBody = errors.New("the request is not whole")

// fileField is the name of the field with files.
const fileField = "file"

// metered reads no more than left, and remembers how that failed.
type metered struct {
	from   io.Reader
	left   int64
	failed error
}

func (m *metered) Read(p []byte) (int, error) {
	if m.left <= 0 {
		m.failed = &http.MaxBytesError{Limit: maxBody}
		return 0, m.failed
	}
	n, err := m.from.Read(p[:min(int64(len(p)), m.left)])
	m.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		m.failed = err
	}
	return n, err
}

// A batch is the files of one request: all of them become entries of a case, or none does.
type batch struct {
	v        *visit
	c        *openedCase
	came     int
	files    []*store.File // sealed, and in nobody's sight
	problems []problem
}

// addFiles stores the files of a request as they come in, and shows the case.
func (v *visit) addFiles(c *openedCase) {
	giveBack, wait := take(v.client.stored, v.now)
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
	case errors.Is(err, errBody):
		v.notice(http.StatusBadRequest, "unreadable", "")
	default:
		if stored == 0 {
			giveBack()
		}
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
		v.in.fault("there was no room for files")
		words = "file_full"
	default:
		v.in.fault("files could not be stored")
	}
	v.showCase(status, c, "", problem{fileField, words, []any{"stored", stored, "of", of}})
}

// receive seals what comes. Once something is wrong no file is stored, but all of them are looked at, so that
// everything is told at once.
func (b *batch) receive() error {
	if b.v.files == nil || b.v.files.first == nil {
		b.problems = []problem{{fileField, "file_none", nil}}
		return nil
	}
	if room := b.v.in.Room; room != nil {
		if free, err := room(); err != nil || free < minFree {
			return errors.Join(store.ErrFull, err)
		}
	}
	for part, err := b.v.files.first, error(nil); part != nil || err != nil; part, err = b.v.files.next() {
		if err != nil {
			return errors.Join(errBody, err)
		}
		b.v.files.body.left = math.MaxInt64 // package upload counts what a file has, and MaxBytesReader all of it
		if err := b.take(part); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, part); err != nil {
			return errors.Join(errBody, err)
		}
	}
	if b.came == 0 {
		b.problems = []problem{{fileField, "file_none", nil}}
	}
	return nil
}

// wrongFiles are the words below intake.error for what is wrong with a file.
var wrongFiles = map[error]string{
	upload.ErrEmpty: "file_empty", upload.ErrTooLarge: "file_large", upload.ErrKind: "file_kind", upload.ErrDamaged: "file_damaged",
}

// take seals a file, or notes what is wrong with it.
func (b *batch) take(part *multipart.Part) error {
	name := upload.Name(part.FileName())
	body := &metered{from: part, left: math.MaxInt64}
	file, err := upload.Open(body)
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
	if body.failed != nil {
		return errors.Join(errBody, err)
	}
	return err
}

// seal seals a file for its place behind those before it.
func (b *batch) seal(file *upload.File, name string) error {
	stored, err := b.v.in.DB.NewFile(b.v.r.Context(), b.v.now, b.c.Number, b.v.in.Files)
	if err != nil {
		return err
	}
	b.files = append(b.files, stored)
	place := vault.Place{Case: b.c.Number, Entry: b.number(len(b.files)), Side: vault.PersonSide}
	info := vault.FileInfo{Name: name, Type: file.Type}
	return vault.SealFile(stored, place, b.v.now, info, file, b.c.signing, b.v.in.Recipients, b.c.person.Age.Recipient())
}

// number is the number of the entry of a file, counted from 1.
func (b *batch) number(nth int) int { return b.c.entries[len(b.c.entries)-1].Number + nth }

// commit makes entries of the files, one after the other, and returns of how many.
func (b *batch) commit() (stored int, err error) {
	// They are whole: whoever sent them may go.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.v.r.Context()), 20*time.Second)
	defer cancel()
	for i, file := range b.files {
		_, err := file.Commit(ctx, store.NewEntry{
			Number: b.number(i + 1), Received: store.DayOf(b.v.now), Side: string(vault.PersonSide),
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
			b.v.in.fault("files that are not to be kept could not be deleted at once")
		}
	}
}

// drain reads what is left of a request with files: a browser shows no answer before it has sent everything. What is
// far over the limit it does not wait for.
func (p *fileParts) drain(body io.Reader) {
	if p != nil {
		_, _ = io.CopyN(io.Discard, body, 2*maxFilesBody)
	}
}

// A sentFile is a file that the person sent, as it is listed for them.
type sentFile struct {
	Number int // from 1
	Day    time.Time
	Name   string // where they asked to see what they wrote; empty where it has none
}

// sentFiles are the files of a case. Names are those of their headers: nobody has proven them, and nobody but the
// person sees them here.
func (v *visit) sentFiles(c *openedCase, named bool) (list []sentFile) {
	for _, e := range c.entries {
		if e.Pieces == 0 || e.Side != string(vault.PersonSide) {
			continue
		}
		f := sentFile{Number: len(list) + 1}
		f.Day, _ = time.Parse(time.DateOnly, string(e.Received)) // zero where there is no day
		if named {
			f.Name = v.fileName(c, e.ID)
		}
		list = append(list, f)
	}
	return list
}

func (v *visit) fileName(c *openedCase, entryID string) string {
	sealed, err := v.in.DB.ReadFile(v.r.Context(), entryID)
	if err != nil {
		return ""
	}
	defer sealed.Close()
	header, err := vault.OpenHeader(sealed, c.person.Age)
	if err != nil || header.File == nil || header.Case != c.Number {
		return ""
	}
	return upload.Name(header.File.Name)
}
