package preview

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"example.org/advocate/internal/build"
)

const (
	// heartbeat is how often something is sent to a page that is open, so that
	// connections of pages that are gone end.
	heartbeat = 20 * time.Second
	// sendTimeout is how long a page may take to receive that.
	sendTimeout = 10 * time.Second
)

// events tells an open page when to reload: server-sent events (HTML Standard,
// 9.2). The first event is "hello", or "reload" where the page is outdated
// already, every other "reload"; their data is the version of what is shown.
//
// A page asks with the version that it heard last, seen=, or, when it has heard
// none, with the milliseconds since it was asked for, age=. So it hears also of
// what changed before it began to listen, and while the server was away.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	build.SecureHeaders(w.Header(), "")
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	// The server's own deadlines are for answers that end. The one for reading
	// would end this one: net/http takes it for the page going away.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	shown, changed := s.board.watch()
	event := "hello"
	if s.outdated(r, shown) {
		event = "reload"
	}
	if !send(w, fmt.Sprintf("event: %s\ndata: %s\n\n", event, shown.version)) {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		text := ":\n\n"
		select {
		case <-r.Context().Done():
			return
		case <-s.closing:
			return
		case <-beat.C:
		case <-changed:
			shown, changed = s.board.watch()
			text = fmt.Sprintf("event: reload\ndata: %s\n\n", shown.version)
		}
		if !send(w, text) {
			return
		}
	}
}

// outdated tells whether the page that asks was made from something else than
// what is shown now.
func (s *server) outdated(r *http.Request, shown shown) bool {
	asked := r.URL.Query()
	if seen := asked.Get("seen"); seen != "" {
		return seen != shown.version
	}
	age, err := strconv.ParseInt(asked.Get("age"), 10, 64)
	return err == nil && s.now().Sub(shown.since).Milliseconds() < age
}

// send writes to a page at once; ok is false where it is gone.
func send(w http.ResponseWriter, text string) (ok bool) {
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Now().Add(sendTimeout))
	if _, err := w.Write([]byte(text)); err != nil {
		return false
	}
	return control.Flush() == nil
}
