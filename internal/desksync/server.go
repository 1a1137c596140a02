package desksync

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/advocate/internal/casenumber"
	"example.org/advocate/internal/store"
)

// The bytes of request bodies.
const (
	maxSmall = 4 << 10  // a state
	maxBody  = 8 << 20  // an entry, in base64
	maxFile  = 20 << 20 // a sealed file: its size class of 16 MiB, and what age adds
)

// pageBytes is after how many sealed bytes a page ends: base64 makes 8 MiB of them.
const pageBytes = 6 << 20

// A server answers requests that are let in already.
type server struct {
	db         *store.Store
	now        func() time.Time
	recipients []string
}

// NewServer answers desks, under /desk/v1/. recipients are those that the intake seals to, for desks to compare. It
// lets in who has one of the tokens. It writes no log line and names no case in an error.
func NewServer(db *store.Store, tokens *Tokens, now func() time.Time, recipients ...string) http.Handler {
	inner := newHandler(db, now, recipients)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "Bearer") || !tokens.valid(token) {
			setHeaders(w.Header())
			w.Header().Set("WWW-Authenticate", "Bearer")
			answer(w, http.StatusUnauthorized, wireError{"token"})
			return
		}
		inner.ServeHTTP(w, r)
	})
}

func newHandler(db *store.Store, now func() time.Time, recipients []string) http.Handler {
	s := &server{db, now, recipients}
	mux := http.NewServeMux()
	for pattern, serve := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /desk/v1/office":                s.office,
		"GET /desk/v1/states":                s.states,
		"GET /desk/v1/entries":               s.entries,
		"GET /desk/v1/entries/{id}/file":     s.file,
		"PUT /desk/v1/entries/{id}/seal":     s.seal,
		"POST /desk/v1/cases":                s.create,
		"POST /desk/v1/cases/{case}/entries": s.add,
		"POST /desk/v1/cases/{case}/state":   s.state,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := serve(w, r); err != nil {
				refuse(w, err)
			}
		})
	}
	return quiet(mux)
}

// quiet keeps what a bug says, and the address of who met it, out of net/http's log.
func quiet(inner http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		setHeaders(w.Header())
		defer func() {
			if recover() != nil {
				panic(http.ErrAbortHandler) // ends the connection, so that nobody takes half an answer for a whole one
			}
		}()
		inner.ServeHTTP(w, r)
	})
}

func setHeaders(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
}

// refusals are what errors are answered with. Whatever is not listed says nothing of its reason.
var refusals = []struct {
	err    error
	status int
	word   string
}{
	{store.ErrNotFound, http.StatusNotFound, "not-found"},
	{store.ErrTaken, http.StatusConflict, "taken"},
	{store.ErrConflict, http.StatusConflict, "conflict"},
	{store.ErrNotSealed, http.StatusUnprocessableEntity, "not-sealed"},
	{errForm, http.StatusBadRequest, "form"},
	{store.ErrFull, http.StatusInsufficientStorage, "full"},
}

func refuse(w http.ResponseWriter, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		answer(w, http.StatusRequestEntityTooLarge, wireError{"too-large"})
		return
	}
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			answer(w, r.status, wireError{r.word})
			return
		}
	}
	answer(w, http.StatusServiceUnavailable, wireError{"unavailable"})
}

func answer(w http.ResponseWriter, status int, value any) {
	body, err := encode(value)
	if err != nil {
		panic(err) // every value here can be encoded
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(body.Len()))
	w.WriteHeader(status)
	_, _ = body.WriteTo(w) // there is nobody else to tell
}

// read reads a JSON body of at most so many bytes.
func read(w http.ResponseWriter, r *http.Request, most int64, into any) error {
	err := decode(http.MaxBytesReader(w, r.Body, most), into)
	var tooLarge *http.MaxBytesError
	if err == nil || errors.As(err, &tooLarge) {
		return err
	}
	return errForm
}

func (s *server) office(w http.ResponseWriter, r *http.Request) error {
	day, err := s.db.LastMail(r.Context())
	if err == nil {
		answer(w, http.StatusOK, wireOffice{day, append([]string{}, s.recipients...)})
	}
	return err
}

func (s *server) states(w http.ResponseWriter, r *http.Request) error {
	states, err := s.db.States(r.Context())
	if err != nil {
		return err
	}
	list := wireStates{States: []wireCaseState{}}
	for _, number := range slices.Sorted(maps.Keys(states)) {
		list.States = append(list.States, wireCaseState{number, wireState(states[number])})
	}
	answer(w, http.StatusOK, list)
	return nil
}

func (s *server) entries(w http.ResponseWriter, r *http.Request) error {
	after, err := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	if err != nil || after < 0 {
		return errForm
	}
	if err := s.db.MarkFetched(r.Context(), after); err != nil {
		return err
	}
	page, err := s.page(r.Context(), after)
	if err == nil {
		answer(w, http.StatusOK, page)
	}
	return err
}

// page collects what comes after a cursor. How far it may go is asked first: everything up to there is committed, and
// what is committed while it is collected is left for the next page.
func (s *server) page(ctx context.Context, after int64) (wirePage, error) {
	last, err := s.db.LastSequence(ctx)
	if err != nil {
		return wirePage{}, err
	}
	p := wirePage{Entries: []wireEntry{}, Purged: []wireCertificate{}, Next: last}
	if err := s.collect(ctx, &p, after); err != nil {
		return p, err
	}
	certificates, err := s.db.Certificates(ctx, after)
	for _, c := range certificates {
		if c.Sequence <= p.Next {
			p.Purged = append(p.Purged, wireCertificate(c))
		}
	}
	return p, err
}

// collect adds entries up to p.Next, or to where the page is full.
func (s *server) collect(ctx context.Context, p *wirePage, after int64) error {
	const batch = 32
	for size := 0; ; {
		entries, err := s.db.EntriesAfter(ctx, after, batch)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Sequence > p.Next {
				return nil
			}
			if size > pageBytes {
				p.Next, p.More = after, true
				return nil
			}
			if err := s.include(ctx, p, e); err != nil {
				return err
			}
			after, size = e.Sequence, size+len(e.Sealed)+len(e.SealedFacts)
		}
		if len(entries) < batch {
			return nil
		}
	}
}

func (s *server) include(ctx context.Context, p *wirePage, e store.Entry) error {
	entry := Entry{Entry: e, File: e.Pieces > 0}
	if e.Number == 1 {
		c, err := s.db.Case(ctx, e.Case)
		if errors.Is(err, store.ErrNotFound) { // purged this moment; its certificate comes with a later page
			return nil
		}
		if err != nil {
			return err
		}
		entry.First = &CaseInfo{c.Recipient, c.IssuedByOffice}
	}
	p.Entries = append(p.Entries, toWire(entry))
	return nil
}

func (s *server) file(w http.ResponseWriter, r *http.Request) error {
	file, err := s.db.ReadFile(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	defer file.Close()
	w.Header().Set("Content-Type", "application/octet-stream")
	if _, err := io.Copy(w, file); err != nil {
		panic(http.ErrAbortHandler) // the status is sent; only a broken connection says that it is not whole
	}
	return nil
}

func (s *server) create(w http.ResponseWriter, r *http.Request) error {
	var body wireNewCase
	if err := read(w, r, maxBody, &body); err != nil {
		return err
	}
	c, err := body.newCase(s.now())
	if err != nil {
		return err
	}
	if err := s.db.CreateOfficeCase(r.Context(), c); err != nil {
		return err
	}
	answer(w, http.StatusCreated, struct{}{})
	return nil
}

func (s *server) add(w http.ResponseWriter, r *http.Request) error {
	newest, err := strconv.Atoi(matched(r))
	if err != nil || newest < 1 {
		return errForm
	}
	var body wireNewEntry
	if err := read(w, r, maxBody, &body); err != nil {
		return err
	}
	e, err := body.entry(r.PathValue("case"), newest+1, s.now())
	if err != nil {
		return err
	}
	stored, err := s.db.AppendEntry(r.Context(), e)
	if err != nil {
		return err
	}
	stored.Sealed, stored.SealedFacts = nil, nil // the desk has them
	answer(w, http.StatusCreated, toWire(Entry{Entry: stored}))
	return nil
}

// matched is what stands between the quotation marks of If-Match.
func matched(r *http.Request) string {
	text := r.Header.Get("If-Match")
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' {
		return ""
	}
	return text[1 : len(text)-1]
}

func (s *server) seal(w http.ResponseWriter, r *http.Request) error {
	var old [32]byte
	if !decodeHash(&old, matched(r)) {
		return errForm
	}
	id := r.PathValue("id")
	if r.Header.Get("Content-Type") == "application/octet-stream" {
		body := http.MaxBytesReader(w, r.Body, maxFile)
		if err := s.db.ReplaceFile(r.Context(), s.now(), id, old, body); err != nil {
			return err
		}
		answer(w, http.StatusOK, struct{}{})
		return nil
	}
	var body wireSeal
	if err := read(w, r, maxBody, &body); err != nil {
		return err
	}
	if err := s.db.ReplaceSeal(r.Context(), id, old, body.Sealed, body.SealedFacts); err != nil {
		return err
	}
	answer(w, http.StatusOK, struct{}{})
	return nil
}

func (s *server) state(w http.ResponseWriter, r *http.Request) error {
	var body wireState
	if err := read(w, r, maxSmall, &body); err != nil {
		return err
	}
	number := r.PathValue("case")
	if !casenumber.Valid(number) {
		return errForm
	}
	st := store.State(body)
	if st.Check() != nil {
		return errForm
	}
	if err := s.db.SetState(r.Context(), number, st); err != nil {
		return err
	}
	answer(w, http.StatusOK, struct{}{})
	return nil
}
