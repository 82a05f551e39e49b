package httpguard_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onrecord/internal/store/access"
	"onrecord/internal/surface/httpguard"
)

// TestGuard refuses what a page of another site can send, and what asks for another name.
func TestGuard(t *testing.T) {
	h := httpguard.New(access.Hosts{Names: []string{"record.example"}}, "--host NAME gives it one",
		http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { httpguard.Answer(w, http.StatusOK, "fine") }))
	for _, c := range []struct {
		method, host, site string
		status             int
		words              string
	}{
		{"GET", "record.example", "", 200, "fine"}, {"GET", "record.example:80", "cross-site", 200, "fine"}, {"POST", "record.example", "same-origin", 200, "fine"},
		{"POST", "record.example", "cross-site", 403, "another site"}, {"GET", "evil.example", "", 421, "--host NAME gives it one"},
	} {
		r := httptest.NewRequest(c.method, "http://"+c.host+"/", nil)
		if c.site != "" {
			r.Header.Set("Sec-Fetch-Site", c.site)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.words) || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%+v: %d %q", c, w.Code, w.Body)
		}
	}
}
