package assist

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"onrecord/internal/store/access"
	"onrecord/internal/surface/httpguard"
)

// Access says who may ask over HTTP.
type Access struct {
	Hosts access.Hosts // that requests may ask for
	Token string       // what a request must bear; "" lets everybody ask who can reach the address
}

// Path is where assistants ask over HTTP.
const Path = "/mcp"

// Handler answers at [Path], each request by itself: there are no sessions to be kept or stolen.
func (d *Server) Handler(a Access) http.Handler {
	server := d.Server()
	answers := mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return server }, &mcp.StreamableHTTPOptions{Stateless: true,
		JSONResponse: true, Logger: d.quiet(), MaxRequestBodyBytes: d.mostBytes(), PropagateRequestCancellation: true,
		DisableLocalhostProtection: true}) // guarded below, where a proxy's name can be allowed
	mux := http.NewServeMux()
	mux.Handle(Path, bearing(a.Token, answers))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { httpguard.Answer(w, http.StatusOK, "ok") })
	return httpguard.New(a.Hosts, "onrecord mcp --listen ADDRESS --host NAME gives it one", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		mux.ServeHTTP(w, r)
	}))
}

// bearing lets only those through who bear the token. Sums are compared, in constant time, so that neither its length nor its
// beginning can be found out by asking.
func bearing(token string, next http.Handler) http.Handler {
	if token == "" {
		return next
	}
	want := sha256.Sum256([]byte(token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme, borne, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		got := sha256.Sum256([]byte(strings.TrimSpace(borne)))
		if subtle.ConstantTimeCompare(got[:], want[:]) != 1 || !strings.EqualFold(scheme, "Bearer") {
			w.Header().Set("WWW-Authenticate", `Bearer realm="onrecord"`)
			httpguard.Answer(w, http.StatusUnauthorized, "refused: the request does not bear the token")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// HTTPServer is [Server.Handler] with limits of time on slow clients. Whoever starts it gives it a listener.
func (d *Server) HTTPServer(a Access) *http.Server {
	return httpguard.Server(d.Handler(a), longest+30*time.Second, d.log)
}

// mostBytes is how much one question may have: a byte of a text can stand as several in JSON.
func (d *Server) mostBytes() int64 { return 6*d.o.MaxBytes + 64<<10 }

// quiet is the log without what the protocol tells of itself.
func (d *Server) quiet() *slog.Logger { return slog.New(warnings{d.log.Handler()}) }

// warnings lets warnings and errors through.
type warnings struct{ slog.Handler }

// Enabled is [slog.Handler].
func (h warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && h.Handler.Enabled(ctx, l)
}
