package desksync

import (
	"io"
	"net/http"
)

// A handlerTransport has requests answered by a handler of this process. Answers stream, as over a line: one that the
// handler breaks off is an error to whoever reads it.
type handlerTransport struct{ handler http.Handler }

// RoundTrip implements [http.RoundTripper].
func (t handlerTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body == nil {
		request.Body = http.NoBody
	}
	body, writer := io.Pipe()
	w := &pipeWriter{pipe: writer, header: http.Header{}, begun: make(chan struct{})}
	go w.run(t.handler, request)
	select {
	case <-w.begun:
	case <-request.Context().Done():
		return nil, request.Context().Err()
	}
	if w.broken != nil {
		return nil, w.broken
	}
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, Body: body, ContentLength: -1, Request: request,
	}, nil
}

// A pipeWriter is the answer of a handler on its way through a pipe.
type pipeWriter struct {
	pipe   *io.PipeWriter
	header http.Header
	begun  chan struct{} // closed once status and sent, or broken, are there

	status int
	sent   http.Header
	broken error
}

func (w *pipeWriter) run(handler http.Handler, request *http.Request) {
	defer request.Body.Close()
	stop := make(chan struct{})
	defer close(stop)
	go func() { // whoever called it off reads no more
		select {
		case <-request.Context().Done():
			w.pipe.CloseWithError(request.Context().Err())
		case <-stop:
		}
	}()
	defer func() {
		if recover() != nil {
			w.breakOff()
			return
		}
		w.WriteHeader(http.StatusOK)
		_ = w.pipe.Close() // never fails
	}()
	handler.ServeHTTP(w, request)
}

// breakOff ends the answer as a lost connection would.
func (w *pipeWriter) breakOff() {
	if w.status == 0 {
		w.status, w.broken = -1, io.ErrUnexpectedEOF
		close(w.begun)
	}
	w.pipe.CloseWithError(io.ErrUnexpectedEOF)
}

// Header implements [http.ResponseWriter].
func (w *pipeWriter) Header() http.Header { return w.header }

// WriteHeader implements [http.ResponseWriter].
func (w *pipeWriter) WriteHeader(status int) {
	if w.status != 0 {
		return
	}
	w.status, w.sent = status, w.header.Clone()
	close(w.begun)
}

// Write implements [http.ResponseWriter].
func (w *pipeWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.pipe.Write(p)
}
