package intake

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/upload"
	"example.org/advocate/internal/vault"
)

// A sending is one part of a form with files: a file where it has a name for it, else a field.
type sending struct {
	field, file string
	data        []byte
}

func typed(name, value string) sending { return sending{field: name, data: []byte(value)} }

func textFile(name, text string) sending { return sending{"file", name, []byte(text)} }

// withFiles writes a form as browsers do.
func withFiles(t testing.TB, parts ...sending) (contentType string, body []byte) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for _, p := range parts {
		head := textproto.MIMEHeader{}
		head.Set("Content-Disposition", `form-data; name="`+p.field+`"`)
		if p.field == fileField {
			name := strings.NewReplacer("\\", "\\\\", `"`, "%22", "\r", "%0D", "\n", "%0A").Replace(p.file)
			head.Set("Content-Disposition", `form-data; name="`+p.field+`"; filename="`+name+`"`)
			head.Set("Content-Type", "application/octet-stream")
		}
		part, err := w.CreatePart(head)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(p.data)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), out.Bytes()
}

func (o *office) multipart(path, contentType string, body io.Reader) got {
	o.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, body)
	r.Header.Set("Content-Type", contentType)
	return o.do(r)
}

// add sends files to the case of a code, as the page's form does.
func (o *office) add(code string, files ...sending) got {
	o.t.Helper()
	contentType, body := withFiles(o.t, append([]sending{typed("lang", "en"), typed("action", "files"), typed("code", code)}, files...)...)
	return o.multipart("/intake/status", contentType, bytes.NewReader(body))
}

// files opens all files that are in sight, with the practice key.
func (o *office) files() (list []*vault.Part) {
	o.t.Helper()
	entries, err := o.DB.EntriesAfter(context.Background(), 0, 1000)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, e := range entries {
		if e.Pieces == 0 {
			continue
		}
		sealed, err := o.DB.ReadFile(context.Background(), e.ID)
		if err != nil {
			o.t.Fatal(err)
		}
		data, err := io.ReadAll(sealed)
		if err != nil {
			o.t.Fatal(err)
		}
		part := o.unseal(data)
		if part.Entry != e.Number || part.Case != e.Case {
			o.t.Errorf("entry %d of %s holds what was sealed for entry %d of %s", e.Number, e.Case, part.Entry, part.Case)
		}
		list = append(list, part)
	}
	return list
}

// pieces is how many pieces of files the database holds, in sight or not.
func (o *office) pieces() (n int) {
	o.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(o.folder, "cases.db"))
	if err != nil {
		o.t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(`SELECT COUNT(*) FROM pieces`).Scan(&n); err != nil {
		o.t.Fatal(err)
	}
	return n
}

// leftNothing fails the test where a file, or a piece of one, was stored.
func (o *office) leftNothing() {
	o.t.Helper()
	if files, pieces := o.files(), o.pieces(); len(files)+pieces > 0 {
		o.t.Fatalf("%d files and %d pieces were stored", len(files), pieces)
	}
}

func picture() image.Image { return image.NewGray(image.Rect(0, 0, 20, 10)) }

// photo is a JPEG that tells where it was taken.
func photo(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture(), nil); err != nil {
		t.Fatal(err)
	}
	place := "Exif\x00\x00II*\x00 MARKEDPLACE"
	return slices.Concat(out.Bytes()[:2], []byte{0xFF, 0xE1, 0, byte(len(place) + 2)}, []byte(place), out.Bytes()[2:], []byte("MARKEDPLACE"))
}

func drawing(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, picture()); err != nil {
		t.Fatal(err)
	}
	return append(out.Bytes(), "MARKEDPLACE"...)
}

func TestFilesAreSealedOneByOneAndTheirPlacesTakenOut(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	sent := []sending{
		{"file", "the corner.JPG", photo(t)}, {"file", "plan.png", drawing(t)}, textFile("letter.pdf", "%PDF-1.7 letter"), textFile(`C:\me\notes.doc`, "notes"),
	}
	o.add(r.code, sent...).is(200).speaks("intake.status.done.files")
	files := o.files()
	if len(files) != len(sent) {
		t.Fatalf("%d of %d files came", len(files), len(sent))
	}
	code, err := vault.ParseCode(r.code)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []vault.FileInfo{
		{Name: "the corner.JPG", Type: "image/jpeg"}, {Name: "plan.png", Type: "image/png"},
		{Name: "letter.pdf", Type: "application/pdf"}, {Name: "notes.doc", Type: "text/plain"},
	} {
		part := files[i]
		place := vault.Place{Case: r.number, Entry: i + 2, Side: vault.PersonSide, Part: vault.FilePart}
		if err := part.Verify(place, code.Signing().Public().(ed25519.PublicKey)); err != nil || *part.File != want {
			t.Errorf("%v: %v, %v", want, part.File, err)
		}
		if bytes.Contains(part.Body, []byte("MARKEDPLACE")) {
			t.Errorf("%s still tells its place", want.Name)
		}
		if part.Stanzas != 2 {
			t.Errorf("%s is sealed to %d keys, want the office's and the case's", want.Name, part.Stanzas)
		}
	}
	if _, err := jpeg.Decode(bytes.NewReader(files[0].Body)); err != nil {
		t.Error(err)
	}
	if string(files[2].Body) != "%PDF-1.7 letter" || string(files[3].Body) != "notes" {
		t.Error("a file is not what was sent")
	}
}

func TestTheReceiptTakesFilesWithItsCode(t *testing.T) {
	o := open(t)
	receipt := o.stage("confirm", o.reviewed(concern())).is(200).speaks("intake.files.add").says(`enctype="multipart/form-data"`)
	carried := receipt.carried()
	if carried.Get("action") != "files" || strings.Contains(receipt.text, `href="/intake/status?`) {
		t.Fatalf("the form carries %v", carried)
	}
	o.add(carried.Get("code"), textFile("a.txt", "words")).is(200)
	if len(o.files()) != 1 {
		t.Error("the file did not come")
	}
}

func TestFilesAreCountedAndNamedOnlyForWhoAsksToSeeWhatTheyWrote(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	o.add(r.code, textFile("MARKEDNAME.txt", "words"), textFile("", "no name")).is(200).never("MARKEDNAME")
	day := "December 3, 2026"
	status := o.post("/intake/status", url.Values{"code": {r.code}}).is(200).never("MARKEDNAME", "download")
	status.speaks("intake.files.sent", "number", 1, "day", "Thursday, "+day).speaks("intake.files.sent", "number", 2, "day", "Thursday, "+day)
	o.post("/intake/status", url.Values{"code": {r.code}, "action": {"show"}}).is(200).says("MARKEDNAME.txt")
}

func TestOneWrongFileKeepsAllOthersOut(t *testing.T) {
	for _, c := range []struct {
		what string
		file sending
		key  string
	}{
		{"empty", textFile("a.jpg", ""), "file_empty"},
		{"of no kind", textFile("a.jpg", "\x7FELF\x02\x01"), "file_kind"},
		{"of a kind that turns out late", textFile("a.jpg", strings.Repeat("text ", 50_000)+"\x00"), "file_kind"},
		{"damaged", sending{"file", "a.jpg", photo(t)[:60]}, "file_damaged"},
		{"too large", textFile("a.jpg", strings.Repeat("x", upload.MaxBytes+1)), "file_large"},
	} {
		t.Run(c.what, func(t *testing.T) {
			o := open(t)
			r := o.confirmed(concern())
			good := textFile("good.txt", strings.Repeat("words ", 300_000))
			answer := o.add(r.code, good, c.file, good, textFile("second.doc", "\xD0\xCF\x11\xE0")).is(422)
			answer.speaks("intake.error."+c.key, "name", "a.jpg").speaks("intake.error.file_kind", "name", "second.doc")
			answer.says("<title>Error:", `href="#f-file"`, `aria-invalid="true"`).never("good.txt")
			o.leftNothing()
			o.add(r.code, good).is(200)
		})
	}
}

func TestSixFilesAreOneTooMany(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	six := slices.Repeat([]sending{textFile("a.txt", "words")}, 6)
	o.add(r.code, six...).is(422).speaks("intake.error.file_many", "max", "5")
	o.leftNothing()
	o.add(r.code, append(six[:5:5], textFile("", ""))...).is(200) // a field where nothing was chosen is none
	if len(o.files()) != 5 {
		t.Errorf("%d files came", len(o.files()))
	}
}

func TestNoFileIsAskedFor(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	o.add(r.code).is(422).speaks("intake.error.file_none")
	o.add(r.code, textFile("", "")).is(422).speaks("intake.error.file_none")
	o.post("/intake/status", url.Values{"code": {r.code}, "action": {"files"}}).is(422).speaks("intake.error.file_none")
	o.leftNothing()
}

func TestTheCodeStandsBeforeTheFiles(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	file := textFile("a.txt", "words")
	for what, parts := range map[string][]sending{
		"behind":    {typed("action", "files"), file, typed("code", r.code)},
		"not there": {typed("action", "files"), file},
	} {
		t.Run(what, func(t *testing.T) {
			contentType, body := withFiles(t, parts...)
			o.multipart("/intake/status", contentType, bytes.NewReader(body)).is(422).speaks("intake.error.code_missing").never(r.number)
		})
	}
	contentType, body := withFiles(t, typed("code", r.code), file, typed("action", "files"))
	o.multipart("/intake/status", contentType, bytes.NewReader(body)).is(200).says(r.number)
	contentType, body = withFiles(t, typed("action", "files"), typed("code", r.code), file)
	o.multipart("/intake/status?code="+r.code, contentType, strings.NewReader("")).is(422).never(r.number)
	o.leftNothing()
	o.multipart("/intake/status", contentType, bytes.NewReader(body)).is(200)
}

func TestAFormWithoutFilesMayBeMultipartToo(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	contentType, body := withFiles(t, typed("code", r.code), typed("action", "open"))
	o.multipart("/intake/status", contentType, bytes.NewReader(body)).is(200).says(r.number)
}

func TestAWrongCodeWithFilesIsAnsweredAsEver(t *testing.T) {
	o := open(t)
	body := &countedBody{from: nil}
	contentType, data := withFiles(t, typed("action", "files"), typed("code", "0000-0000-0000-0000-0000-0000-0000"), textFile("a.txt", strings.Repeat("x", 1<<20)))
	body.from = bytes.NewReader(data)
	answer := o.multipart("/intake/status", contentType, body).is(422).speaks("intake.error.code_unknown").text
	if plain := o.post("/intake/status", url.Values{"code": {"0000-0000-0000-0000-0000-0000-0000"}}).is(422).text; plain != answer {
		t.Error("files change the answer to a code that opens nothing")
	}
	if body.n != len(data) {
		t.Errorf("%d of %d bytes were read: a browser shows no answer before it has sent all", body.n, len(data))
	}
	o.leftNothing()
}

type countedBody struct {
	from io.Reader
	n    int
}

func (c *countedBody) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += n
	return n, err
}

func TestNamesOfFilesAreShownAsText(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	bad := `"><script>x</script>` + "\u202Egpj.\u2066exe\r\nX: y"
	o.add(r.code, textFile(bad, "\x00")).is(422).never("<script>x", "\u202E", "\u2066", "\nX: y").says("script&gt;")
	o.add(r.code, textFile(bad, "words")).is(200)
	o.post("/intake/status", url.Values{"code": {r.code}, "action": {"show"}}).is(200).never("<script>x", "\u202E", "\u2066")
	o.add(r.code, textFile("", "\x00")).is(422).speaks("intake.files.nameless", "number", 1)
}

// torn is a body that breaks off after so many of its bytes.
func torn(body []byte, after int) io.Reader {
	return io.MultiReader(bytes.NewReader(body[:after]), iotest.ErrReader(io.ErrUnexpectedEOF))
}

func TestAnUploadThatBreaksOffLeavesNothing(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	large := textFile("large.txt", strings.Repeat("words ", 700_000))
	contentType, body := withFiles(t, typed("action", "files"), typed("code", r.code), large, large)
	for _, after := range []int{10, 400, len(body) / 3, len(body) / 2, len(body)/2 + 200, len(body) - 30, len(body) - 3} {
		o.multipart("/intake/status", contentType, torn(body, after)).is(400)
		o.leftNothing()
	}
	for _, after := range []int{400, len(body) / 2, len(body) - 30} { // so does one that just ends
		o.multipart("/intake/status", contentType, bytes.NewReader(body[:after])).is(400)
		o.leftNothing()
	}
	o.post("/intake/status", url.Values{"code": {r.code}}).is(200).never("large.txt")
}

func TestWhatIsFarTooMuchIsToldAndNotWaitedFor(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	head, _ := formAround(t, typed("action", "files"), typed("code", r.code), textFile("film.txt", "SPLIT"))
	body := &countedBody{from: io.MultiReader(strings.NewReader(head), letters{})}
	o.multipart("/intake/status", "multipart/form-data; boundary=b", body).is(422).speaks("intake.error.file_large", "name", "film.txt")
	if body.n > 4*maxFilesBody {
		t.Errorf("%d bytes were read", body.n)
	}
	o.leftNothing()
	after := letters{}
	tail := "\r\n--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n"
	head, _ = formAround(t, typed("action", "files"), typed("code", r.code), textFile("a.txt", "wordsSPLIT"))
	o.multipart("/intake/status", "multipart/form-data; boundary=b", io.MultiReader(strings.NewReader(head+tail), after)).is(413)
	o.leftNothing()
}

// letters is a text without end.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestAllElseKeepsTheLimitOfAForm(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	long := strings.Repeat("x", maxBody+8<<10)
	for what, parts := range map[string][]sending{
		"a message":          {typed("code", r.code), typed("action", "message"), typed("message", long)},
		"before a file":      {typed("code", r.code), typed("action", "files"), typed("message", long), textFile("a.txt", "words")},
		"a header":           {typed("code", r.code), {fileField, long, []byte("words")}},
		"a file to the form": {typed("topic", "streets"), textFile("a.txt", long)},
	} {
		t.Run(what, func(t *testing.T) {
			contentType, body := withFiles(t, parts...)
			path := "/intake/status"
			if what == "a file to the form" {
				path = "/intake"
			}
			o.multipart(path, contentType, bytes.NewReader(body)).is(413)
		})
	}
	contentType, body := withFiles(t, typed("code", r.code), typed("action", "files"), textFile("a.txt", strings.Repeat("words", 300_000)), textFile(long, "b"))
	o.multipart("/intake/status", contentType, bytes.NewReader(body)).is(413)
	o.leftNothing()
}

func TestWithoutRoomFilesAreRefusedAndCounted(t *testing.T) {
	small := textFile("a.txt", "words") // sealed in some 20 KiB
	for what, change := range map[string]func(*Options){
		"in the case": func(opts *Options) { opts.Files = store.FileLimit{InCase: 3 * store.PieceSize} },
		"in all":      func(opts *Options) { opts.Files = store.FileLimit{InAll: 3 * store.PieceSize} },
		"on the disk": func(opts *Options) { opts.Room = func() (int64, error) { return minFree - 1, nil } },
		"known":       func(opts *Options) { opts.Room = func() (int64, error) { return minFree, errors.New("no disk") } },
	} {
		t.Run(what, func(t *testing.T) {
			o := open(t, change)
			r := o.confirmed(concern())
			answer := o.add(r.code, slices.Repeat([]sending{small}, 5)...).is(503)
			stored := len(o.files())
			answer.speaks("intake.error.file_full", "stored", stored, "of", map[bool]int{true: 5, false: 0}[strings.HasPrefix(what, "in")])
			if stored > 3 || o.pieces() != stored {
				t.Errorf("%d files and %d pieces are there", stored, o.pieces())
			}
			o.confirmed(concern("message", "A concern still comes through.")) // files leave room for it
		})
	}
}

func TestSomebodyWhoWritesAtTheSameMomentComesFirst(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	contentType, body := withFiles(t, typed("action", "files"), typed("code", r.code), textFile("a.txt", strings.Repeat("words ", 400_000)), textFile("b.txt", "words"))
	reply := func() {
		code, err := vault.ParseCode(r.code)
		if err != nil {
			t.Error(err)
			return
		}
		place := vault.Place{Case: r.number, Entry: 2, Side: vault.PersonSide}
		sealed, err := vault.SealSaid(place, noon, vault.Said{Act: vault.ActMessage, Text: "Another window."}, code.Signing(), o.Recipients, nil)
		if err != nil {
			t.Error(err)
			return
		}
		if _, err := o.DB.AppendEntry(context.Background(), store.NewEntry{Case: r.number, Number: 2, Received: store.DayOf(noon), Side: "person", Sealed: sealed}); err != nil {
			t.Error(err)
		}
	}
	slow := io.MultiReader(bytes.NewReader(body[:1<<20]), onRead(reply), bytes.NewReader(body[1<<20:]))
	o.multipart("/intake/status", contentType, slow).is(409).speaks("intake.error.file_conflict", "stored", 0, "of", 2)
	o.leftNothing()
	o.multipart("/intake/status", contentType, bytes.NewReader(body)).is(200)
}

// onRead does something when it is read, and is empty.
type onRead func()

func (f onRead) Read([]byte) (int, error) {
	f()
	return 0, io.EOF
}

func TestFilesAreStoredWhileTheyComeAndMemoryStaysFlat(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	head, tail := formAround(t, typed("action", "files"), typed("code", r.code), textFile("large.txt", "SPLIT"))
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	most, pieces := uint64(0), 0
	parts := []io.Reader{strings.NewReader(head)}
	for i := range 10 {
		parts = append(parts, strings.NewReader(strings.Repeat("x", upload.MaxBytes/10)), onRead(func() {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
			if i == 8 {
				pieces = o.pieces()
			}
		}))
	}
	// The body's own megabytes are the test's: they are made anew here, and are in use all the time.
	runtime.GC()
	runtime.ReadMemStats(&before)
	o.multipart("/intake/status", "multipart/form-data; boundary=b", io.MultiReader(append(parts, strings.NewReader(tail))...)).is(200)
	if pieces < 7 {
		t.Errorf("after nine tenths %d pieces of 1 MiB were stored", pieces)
	}
	if most > before.HeapAlloc+4<<20 {
		t.Errorf("%d bytes were in use for a file of %d", most-before.HeapAlloc, upload.MaxBytes)
	}
	if files := o.files(); len(files) != 1 || len(files[0].Body) != upload.MaxBytes {
		t.Error("the file did not come whole")
	}
}

// formAround is what stands in a form before and behind a file's data.
func formAround(t testing.TB, parts ...sending) (head, tail string) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	if err := w.SetBoundary("b"); err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		var err error
		var part io.Writer
		if p.file != "" {
			part, err = w.CreateFormFile(p.field, p.file)
		} else {
			part, err = w.CreateFormField(p.field)
		}
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(p.data)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	head, tail, ok := strings.Cut(out.String(), "SPLIT")
	if !ok {
		t.Fatal("nothing to split at")
	}
	return head, tail
}

func TestNothingOfAFileIsLeftInClear(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	o := open(t)
	r := o.confirmed(concern())
	marked := textFile("MARKEDNAME.txt", strings.Repeat("MARKEDWORDS ", 400_000))
	o.add(r.code, marked, marked).is(200)
	o.add(r.code, marked, textFile("MARKEDNAME.bad", "\x00MARKEDWORDS")).is(422)
	contentType, body := withFiles(t, typed("action", "files"), typed("code", r.code), marked)
	o.multipart("/intake/status", contentType, torn(body, 3<<20))
	o.sweep(context.Background())
	if found := o.traces("MARKEDNAME", "MARKEDWORDS", r.code, strings.ReplaceAll(r.code, "-", "")); len(found) > 0 {
		t.Error(found)
	}
	left, err := os.ReadDir(temporary)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range left {
		if filepath.Join(temporary, f.Name()) != o.folder && !strings.HasPrefix(f.Name(), "Test") {
			t.Errorf("%s was left in the folder for temporary files", f.Name())
		}
	}
}

func TestFilesAreTakenFromTheAllowance(t *testing.T) {
	o := open(t, func(opts *Options) { opts.Rate.Stored, opts.Rate.Requests = 3, 1000 })
	r := o.confirmed(concern())
	o.add(r.code, textFile("a.txt", "words")).is(200)
	o.add(r.code, textFile("a.txt", "other words")).is(200)
	o.add(r.code, textFile("a.txt", "more words")).is(429)
	if n := len(o.files()); n != 2 {
		t.Errorf("%d files are there", n)
	}
}

func TestFilesThatAreSentAgainAreStoredOnce(t *testing.T) {
	o := open(t, func(opts *Options) { opts.Rate.Stored, opts.Rate.Requests = 5, 1000 })
	r := o.confirmed(concern())
	for range 9 { // reload, a second click, Back; none of them costs anything
		o.add(r.code, textFile("a.txt", "words"), textFile("b.txt", "words")).is(200).speaks("intake.status.done.files")
	}
	if n := len(o.files()); n != 2 {
		t.Errorf("%d files are there, want 2", n)
	}
	// One that is there beside one that is not, and one twice at once, are sent on purpose.
	o.add(r.code, textFile("a.txt", "words"), textFile("c.txt", "words"), textFile("c.txt", "words")).is(200)
	if n := len(o.files()); n != 5 {
		t.Errorf("%d files are there, want 5", n)
	}
	other := o.confirmed(concern())
	o.add(other.code, textFile("a.txt", "words")).is(200)
	if n := len(o.files()); n != 6 {
		t.Errorf("%d files are there, want 6: the same file may belong to two cases", n)
	}
}

func TestFilesTakeTheirPlaceAmongMessages(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	o.add(r.code, textFile("a.txt", "one")).is(200)
	page := o.post("/intake/status", url.Values{"code": {r.code}}).is(200)
	message := with(page.carried(), "code", r.code, "action", "message", "message", "There is more.")
	o.post("/intake/status", message).is(200)
	o.add(r.code, textFile("b.txt", "two"), textFile("c.txt", "three")).is(200)
	var numbers []int
	for _, f := range o.files() {
		numbers = append(numbers, f.Entry)
	}
	if fmt.Sprint(numbers) != "[2 4 5]" {
		t.Errorf("the files are entries %v", numbers)
	}
}
