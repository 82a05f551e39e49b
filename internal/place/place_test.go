package place_test

import (
	"strings"
	"sync"
	"testing"

	"onrecord"
	"onrecord/read"
)

var reader = sync.OnceValues(read.New)

func places(t *testing.T, text string) string {
	t.Helper()
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	d := &onrecord.Document{Text: text}
	if err := r.Read(d); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range d.Places {
		s := d.In(p.Span) + " " + string(p.Kind) + " " + p.Country
		if p.Dateline {
			s += " dateline"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Envoys meet\n\nISLAMABAD: The envoys met on Monday, officials said.", "ISLAMABAD city PAK dateline"},
		{"Two soldiers were killed in Afghanistan on Monday.", "Afghanistan country AFG"},
		{"The envoys met in Vienna on Monday.", "Vienna city AUT"},
		{"Rain fell all day.", ""},
	} {
		if got := places(t, c.text); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}
