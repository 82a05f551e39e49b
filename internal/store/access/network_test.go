package access

import (
	"crypto/tls"
	"net/http"
	"net/netip"
	"testing"
)

// TestClient: only proxies that are named are believed, and only what is an address.
func TestClient(t *testing.T) {
	far, err := ParseProxy("192.0.2.0/24")
	if err != nil {
		t.Fatal(err)
	}
	both := append(Proxies{far}, Loopback...)
	for _, c := range []struct {
		proxies Proxies
		peer    string
		header  []string
		want    string
	}{
		{nil, "127.0.0.1:9", []string{"198.51.100.7"}, "127.0.0.1"},
		{Loopback, "127.0.0.1:9", []string{"198.51.100.7"}, "198.51.100.7"},
		{Loopback, "127.0.0.1:9", []string{"203.0.113.9, 198.51.100.7"}, "198.51.100.7"}, // what the client wrote itself is not believed
		{Loopback, "127.0.0.1:9", []string{"203.0.113.9", "198.51.100.7"}, "198.51.100.7"},
		{Loopback, "203.0.113.1:9", []string{"198.51.100.7"}, "203.0.113.1"}, // no proxy of ours
		{both, "127.0.0.1:9", []string{"198.51.100.7, 192.0.2.8"}, "198.51.100.7"},
		{both, "127.0.0.1:9", []string{"unknown, 192.0.2.8"}, "192.0.2.8"},
		{Loopback, "127.0.0.1:9", []string{"198.51.100.7:4711"}, "198.51.100.7"},
		{Loopback, "[::1]:9", []string{"[2001:db8::7]:4711"}, "2001:db8::7"},
		{Loopback, "[::1]:9", []string{"2001:db8::7"}, "2001:db8::7"},
		{Loopback, "[::ffff:127.0.0.1]:9", []string{"::ffff:198.51.100.7"}, "198.51.100.7"},
		{Loopback, "127.0.0.1:9", []string{""}, "127.0.0.1"},
		{Loopback, "127.0.0.1:9", []string{"unknown"}, "127.0.0.1"},
		{Loopback, "127.0.0.1:9", []string{"198.51.100.7, "}, "127.0.0.1"},
		{Loopback, "127.0.0.1:9", []string{"<script>, _hidden"}, "127.0.0.1"},
		{Loopback, "127.0.0.1:9", []string{"fe80::1%eth0"}, "fe80::1"},
		{Loopback, "127.0.0.1:9", nil, "127.0.0.1"},
	} {
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{"X-Forwarded-For": c.header}}
		if got := c.proxies.Client(r).String(); got != c.want {
			t.Errorf("%s says %q: %s, want %s", c.peer, c.header, got, c.want)
		}
	}
}

func TestHTTPS(t *testing.T) {
	for _, c := range []struct {
		peer, proto string
		tls         bool
		want        bool
	}{
		{"127.0.0.1:9", "https", false, true}, {"127.0.0.1:9", "HTTPS ", false, true}, {"127.0.0.1:9", "http", false, false}, {"127.0.0.1:9", "", false, false},
		{"203.0.113.1:9", "https", false, false}, {"203.0.113.1:9", "", true, true},
	} {
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{"X-Forwarded-Proto": {c.proto}}}
		if c.tls {
			r.TLS = &tls.ConnectionState{}
		}
		if got := Loopback.HTTPS(r); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestNetwork(t *testing.T) {
	for in, want := range map[string]string{"198.51.100.7": "198.51.100.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "2001:db8:1:2::9": "2001:db8:1:2::/64", "::1": "::/64"} {
		if got := Network(netip.MustParseAddr(in)); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	if Network(netip.Addr{}) == "" {
		t.Error("no address has no name")
	}
}

func TestHosts(t *testing.T) {
	names := Hosts{Names: []string{"localhost", "127.0.0.1", "::1", "record.example"}, Secure: []string{"record.example"}}
	open := Hosts{Names: []string{"localhost", "box"}, Addresses: true}
	for _, c := range []struct {
		h    Hosts
		host string
		want bool
	}{
		{names, "localhost:80", true}, {names, "LOCALHOST.", true}, {names, "[::1]:80", true}, {names, "record.example", true}, {names, "evil.example", false}, {names, "192.0.2.1", false}, {names, "", false},
		{open, "192.0.2.1:8017", true}, {open, "[2001:db8::1]:80", true}, {open, "box", true}, {open, "evil.example:80", false}, {open, "192.0.2.1.evil.example", false}, {open, "", false},
		{Hosts{}, "anything", true},
	} {
		if got := c.h.Answer(c.host); got != c.want {
			t.Errorf("%+v answers for %q: %v", c.h, c.host, got)
		}
	}
	if !names.ByTLS("Record.example:443") || names.ByTLS("localhost") {
		t.Error("which hosts go by TLS is mixed up")
	}
	for name, want := range map[string]bool{"localhost": false, "desk.localhost": false, "127.0.0.1": false, "127.1.2.3:80": false, "[::1]": false, "record.example": true, "192.0.2.1": true, "localhost.evil.example": true} {
		if Public(name) != want {
			t.Errorf("%s is public: %v", name, !want)
		}
	}
	for _, bad := range []string{"", "proxy.example", "192.0.2.0/33", "1.2.3"} {
		if _, err := ParseProxy(bad); err == nil {
			t.Errorf("%q is a proxy", bad)
		}
	}
}
