// Package httpguard stands before everything that answers over HTTP: who asks for which host, and from which page.
package httpguard

import (
	"io"
	"log/slog"
	"net/http"
	"time"

	"onrecord/internal/store/access"
)

// New refuses what a page of the web could send, and lets all else through: without it such a page could have its name point here and read
// the record. Whoever asks for another name than those of hosts is told the way to give one.
func New(hosts access.Hosts, way string, next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		Answer(w, http.StatusForbidden, "refused: the request comes from another site")
	}))
	inner := cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if !hosts.Answer(r.Host) {
			Answer(w, http.StatusMisdirectedRequest, "refused: the record does not go by that host name; "+way)
			return
		}
		inner.ServeHTTP(w, r)
	})
}

// Answer answers in a line of text.
func Answer(w http.ResponseWriter, status int, line string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, line+"\n") // whoever asked has gone
}

// Server serves a handler with limits of time on slow clients; write is how long an answer may take to be sent. Whoever starts it gives it
// a listener.
func Server(h http.Handler, write time.Duration, log *slog.Logger) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 20 * time.Second, WriteTimeout: write, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
}
