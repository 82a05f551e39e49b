package tell_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"onrecord/internal/ingest/fetch"
	"onrecord/internal/tell"
)

const secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"

func post(url string) tell.Post {
	return tell.Post{URL: url, Secret: secret, ID: "msg_1", At: time.Now(), Body: []byte(`{"type":"alert.test","text":"“Ž”"}`)}
}

// TestSignature: what is sent is verified by the library of the standard, and by no other secret.
func TestSignature(t *testing.T) {
	got := 0
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		right, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Error(err)
		}
		other, err := standardwebhooks.NewWebhook("whsec_" + strings.Repeat("A", 32))
		if err != nil {
			t.Error(err)
		}
		if err := right.Verify(body, r.Header); err != nil {
			t.Error(err)
		}
		if other.Verify(body, r.Header) == nil || right.Verify(append(body, ' '), r.Header) == nil {
			t.Error("another secret or another body is verified")
		}
		if r.Header.Get("Content-Type") != "application/json" || r.Header.Get("User-Agent") != "onrecord/test" || r.Header.Get("webhook-id") != "msg_1" || r.Method != "POST" {
			t.Errorf("%s %v", r.Method, r.Header)
		}
		got++
		w.WriteHeader(http.StatusAccepted)
	}))
	defer receiver.Close()
	if err := tell.NewWebhooks(true, "onrecord/test").Send(t.Context(), post(receiver.URL)); err != nil || got != 1 {
		t.Errorf("%d received, %v", got, err)
	}
	// The example of the standard's own libraries.
	at := time.Unix(1614265330, 0)
	if s, err := tell.Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", at, []byte(`{"test": 2432232314}`)); err != nil ||
		s != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("%q, %v", s, err)
	}
}

// TestAnswers: what receivers answer, and what follows from it.
func TestAnswers(t *testing.T) {
	const inside = "what stands beside the program"
	hang := make(chan struct{})
	answers := map[string]func(http.ResponseWriter){
		"200":   func(w http.ResponseWriter) { io.WriteString(w, "ok") },
		"204":   func(w http.ResponseWriter) { w.WriteHeader(204) },
		"302":   func(w http.ResponseWriter) { w.Header().Set("Location", "/200"); w.WriteHeader(302) },
		"400":   func(w http.ResponseWriter) { w.WriteHeader(400); io.WriteString(w, inside) },
		"410":   func(w http.ResponseWriter) { w.WriteHeader(410) },
		"429":   func(w http.ResponseWriter) { w.Header().Set("Retry-After", "90"); w.WriteHeader(429) },
		"503":   func(w http.ResponseWriter) { w.Header().Set("Retry-After", "99999999999"); w.WriteHeader(503) },
		"599":   func(w http.ResponseWriter) { w.WriteHeader(599) },
		"large": func(w http.ResponseWriter) { w.Write(make([]byte, 1<<20)) },
		"cut": func(w http.ResponseWriter) {
			c, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				c.Close()
			}
		},
		"hang": func(http.ResponseWriter) { <-hang },
	}
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answers[r.URL.Path[1:]](w) }))
	defer receiver.Close()
	defer close(hang)
	hooks := tell.NewWebhooks(true, "onrecord/test")
	for _, c := range []struct {
		path, words string
		gone        bool
		after       time.Duration
	}{{"200", "", false, 0}, {"204", "", false, 0}, {"large", "", false, 0}, {"302", "302 Found: it has moved", false, 0}, {"400", "400 Bad Request", false, 0}, {"410", "wants no more", true, 0},
		{"429", "429 Too Many Requests", false, 90 * time.Second}, {"503", "503", false, 24 * time.Hour}, {"599", "answered 599", false, 0}, {"cut", "not reached", false, 0}, {"hang", "no answer", false, 0}} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		if c.path == "hang" {
			ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
		}
		err := hooks.Send(ctx, post(receiver.URL+"/"+c.path))
		cancel()
		var f *tell.Failure
		switch {
		case c.words == "" && err != nil, c.words != "" && !errors.As(err, &f):
			t.Errorf("%s: %v", c.path, err)
		case f != nil && (!strings.Contains(f.Words, c.words) || f.Gone != c.gone || f.Final != c.gone || f.After != c.after || strings.Contains(f.Words, inside)):
			t.Errorf("%s: %+v", c.path, f)
		}
	}
}

// TestNobodyIsReachedInside: receivers inside private networks are refused unless they are allowed, whatever name leads there; so is one whose
// certificate nobody vouches for.
func TestNobodyIsReachedInside(t *testing.T) {
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("reached") }))
	defer receiver.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(receiver.URL, "http://"), ":")
	hooks := tell.NewWebhooks(false, "onrecord/test")
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "127.1"} {
		var f *tell.Failure
		err := hooks.Send(t.Context(), post("http://"+host+":"+port+"/"))
		if !errors.As(err, &f) || host != "127.1" && (!errors.Is(err, fetch.ErrPrivate) || !strings.Contains(f.Words, "--alerts-private")) {
			t.Errorf("%s: %v", host, err)
		}
	}
	secure := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("reached") }))
	defer secure.Close()
	if err := tell.NewWebhooks(true, "onrecord/test").Send(t.Context(), post(secure.URL)); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Error(err)
	}
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		address string
		right   bool
	}{{"https://a.example/x?y=1", true}, {"http://10.0.0.1:8080/", true}, {"ftp://a.example", false}, {"//a.example", false}, {"https://", false}, {"https://u:p@a.example", false},
		{"https://a.example/#x", false}, {"javascript:alert(1)", false}, {"a.example", false}, {"http://a b/", false}} {
		if err := tell.CheckURL(c.address); (err == nil) != c.right || err != nil && !errors.Is(err, tell.ErrTarget) {
			t.Errorf("%s: %v", c.address, err)
		}
	}
	for _, c := range []struct {
		secret string
		right  bool
	}{{secret, true}, {strings.TrimPrefix(secret, "whsec_"), true}, {"whsec_short", false}, {"whsec_!!!", false}, {"", false}, {"whsec_" + strings.Repeat("A", 120), false}} {
		if err := tell.CheckSecret(c.secret); (err == nil) != c.right || err != nil && c.secret != "" && strings.Contains(err.Error(), c.secret) {
			t.Errorf("%s: %v", c.secret, err)
		}
	}
	for _, c := range []struct {
		address string
		right   bool
	}{{"ana@example.org", true}, {"ana+x@a.example", true}, {"Ana <ana@example.org>", false}, {"ana", false}, {"ana@example.org, ben@example.org", false}, {"ana@example.org\r\nBcc: x@y.z", false},
		{"", false}, {strings.Repeat("a", 250) + "@example.org", false}} {
		if err := tell.CheckMailbox(c.address); (err == nil) != c.right {
			t.Errorf("%s: %v", c.address, err)
		}
	}
}
