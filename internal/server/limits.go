package server

import (
	"cmp"
	"io"
	"net/http"
	"time"
)

// Limits are how long a client may take. A slow telephone sends 10 MiB within them; whoever holds connections open
// without using them is gone in half a minute. Zero fields stand for the values in brackets.
type Limits struct {
	Header      time.Duration // to send the headers (10 s)
	Idle        time.Duration // between two requests (1 min)
	Stall       time.Duration // without a byte of a body or an answer (30 s)
	Grace       time.Duration // before BytesPerSecond counts (30 s)
	BytesPerSec int64         // of a body or an answer, on the average (8 KiB)
	HeaderBytes int           // of all headers together (32 KiB)
}

func (l Limits) orDefault() Limits {
	return Limits{
		Header:      cmp.Or(l.Header, 10*time.Second),
		Idle:        cmp.Or(l.Idle, time.Minute),
		Stall:       cmp.Or(l.Stall, 30*time.Second),
		Grace:       cmp.Or(l.Grace, 30*time.Second),
		BytesPerSec: cmp.Or(l.BytesPerSec, 8<<10),
		HeaderBytes: cmp.Or(l.HeaderBytes, 32<<10),
	}
}

// deadline is until when the next bytes must have moved, after moved of them have since start.
func (l Limits) deadline(start, now time.Time, moved, next int64) time.Time {
	lasts := func(n int64) time.Duration {
		return time.Duration(float64(n) / float64(l.BytesPerSec) * float64(time.Second))
	}
	whole, part := start.Add(l.Grace+lasts(moved+next)), now.Add(l.Stall+lasts(next))
	if part.Before(whole) {
		return part
	}
	return whole
}

// paced gives every request its deadlines. A connection that does not keep them is closed.
func (l Limits) paced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		if r.Body != nil && r.Body != http.NoBody {
			body := &pacedBody{ReadCloser: r.Body, limits: l, control: control, start: time.Now()}
			_ = control.SetReadDeadline(l.deadline(body.start, body.start, 0, 0)) // a connection of the network takes it
			r.Body = body
		}
		answer := &pacedAnswer{ResponseWriter: w, limits: l, control: control}
		next.ServeHTTP(answer, r)
		answer.extend(0) // what is still buffered
	})
}

type pacedBody struct {
	io.ReadCloser
	limits  Limits
	control *http.ResponseController
	start   time.Time
	moved   int64
}

// Read reads of the body. The end of it takes the deadline away: what remains is ours to do.
func (b *pacedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.moved += int64(n)
	switch err {
	case io.EOF: // as the body says it, never wrapped
		_ = b.control.SetReadDeadline(time.Time{})
	case nil:
		_ = b.control.SetReadDeadline(b.limits.deadline(b.start, time.Now(), b.moved, 0))
	}
	return n, err
}

type pacedAnswer struct {
	http.ResponseWriter
	limits  Limits
	control *http.ResponseController
	start   time.Time // of the answer, not of the request
	moved   int64
}

// Unwrap lets [http.ResponseController] reach the connection.
func (a *pacedAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *pacedAnswer) Write(p []byte) (int, error) {
	a.extend(int64(len(p)))
	n, err := a.ResponseWriter.Write(p)
	a.moved += int64(n)
	return n, err
}

func (a *pacedAnswer) extend(next int64) {
	now := time.Now()
	if a.start.IsZero() {
		a.start = now
	}
	_ = a.control.SetWriteDeadline(a.limits.deadline(a.start, now, a.moved, next))
}
