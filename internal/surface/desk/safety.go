package desk

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"onrecord/internal/surface/httpguard"
	"runtime/debug"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"
)

// policy is what a browser may do with a page: its own style sheet and scripts, and nothing from elsewhere.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard stands before everything: who asks for what host, from which page, and what browsers are told. It logs the
// path of a request, never its query: what an analyst looks for is nobody else's business.
func (d *Desk) guard(next http.Handler) http.Handler {
	zip, err := gzhttp.NewWrapper(gzhttp.MinSize(1400), gzhttp.CompressionLevel(gzip.BestSpeed))
	if err != nil {
		panic(err) // only a bad level is an error
	}
	inner := httpguard.New(d.o.Hosts, "onrecord serve --host NAME gives it one", zip(d.identify(d.limit(routed(next)))))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		seen := &recorder{ResponseWriter: w, status: http.StatusOK}
		pattern := ""
		r = r.WithContext(context.WithValue(r.Context(), routeKey{}, &pattern))
		d.metrics.open.Inc()
		defer func() {
			d.metrics.open.Dec()
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				d.log.Error("request broke", "path", r.URL.Path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				if !seen.written {
					httpguard.Answer(seen, http.StatusInternalServerError, "something went wrong; it is in the log")
				}
			}
			took := time.Since(begun)
			d.metrics.request(r.Method, pattern, seen.status, took)
			d.log.LogAttrs(r.Context(), level(seen.status), "request", slog.String("method", r.Method),
				slog.String("path", r.URL.Path),
				slog.Int("status", seen.status), slog.Int64("bytes", seen.bytes), slog.Duration("took",
					took.Round(time.Microsecond)))
		}()
		headers(w.Header())
		inner.ServeHTTP(seen, r)
	})
}

func headers(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", "no-cache")
}

func level(status int) slog.Level {
	if status >= 500 {
		return slog.LevelError
	}
	return slog.LevelInfo
}

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status  int
	bytes   int64
	written bool
}

func (r *recorder) WriteHeader(status int) {
	if !r.written {
		r.status, r.written = status, true
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	r.written = true
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets the server's own controls through.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// respond sends a body that is known as a whole with its mark, or says that it has not changed.
func respond(w http.ResponseWriter, r *http.Request, contentType string, status int, body []byte) {
	w.Header().Set("Content-Type", contentType)
	if status == http.StatusOK && (r.Method == http.MethodGet || r.Method == http.MethodHead) && unchanged(w, r, body) {
		return
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// unchanged marks an answer with the sum of what it is made of, and ends it where the client has it already.
func unchanged(w http.ResponseWriter, r *http.Request, madeOf []byte) bool {
	sum := sha256.Sum256(madeOf)
	// Weak, for the same body goes out packed and not.
	tag := `W/"` + hex.EncodeToString(sum[:12]) + `"`
	w.Header().Set("ETag", tag)
	if !matches(r.Header.Get("If-None-Match"), tag) {
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

func matches(header, tag string) bool {
	for t := range strings.SplitSeq(header, ",") {
		if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// marked gives what a handler answers a mark; for the API, whose answers are made by its library.
func marked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			next.ServeHTTP(w, r)
			return
		}
		held := &held{header: w.Header(), status: http.StatusOK}
		next.ServeHTTP(held, r)
		respond(w, r, held.header.Get("Content-Type"), held.status, held.body.Bytes())
	})
}

// held keeps an answer back until it is whole.
type held struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (h *held) Header() http.Header         { return h.header }
func (h *held) WriteHeader(status int)      { h.status = status }
func (h *held) Write(b []byte) (int, error) { return h.body.Write(b) }
