// Package server answers HTTP where everybody can ask: with limits on headers, on idle connections and on how slowly
// a body may come or an answer be taken, and with a stop that lets running requests end.
//
// It never logs who asked, for what, or when: net/http's own error log, which names the client, is reduced to sums by
// the hour. It knows nothing of what is served, and does no TLS: that is the proxy's part.
//
// The one call that matters returns when ctx is done and the last request answered:
//
//	err := server.Serve(ctx, listener, server.Options{Handler: mux, Log: log})
package server
