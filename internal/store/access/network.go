package access

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the addresses of the proxies before a desk. What they say of a request is believed, and nobody else's word is: anybody can
// write a header.
type Proxies []netip.Prefix

// Loopback is a proxy on this machine.
var Loopback = Proxies{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// ParseProxy reads the address of a proxy, or a network of them.
func ParseProxy(s string) (netip.Prefix, error) {
	if strings.Contains(s, "/") {
		p, err := netip.ParsePrefix(s)
		return p.Masked(), err
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, err
	}
	a = a.Unmap()
	return netip.PrefixFrom(a, a.BitLen()), nil
}

// Has tells whether an address is that of a proxy.
func (p Proxies) Has(a netip.Addr) bool {
	return a.IsValid() && slices.ContainsFunc(p, func(x netip.Prefix) bool { return x.Contains(a) })
}

// mostHops is how many entries of X-Forwarded-For are looked at, the last first.
const mostHops = 20

// Client is where a request comes from: the peer, or where a proxy that is believed says it comes from. What a proxy says that is no
// address is not believed, and the last address before it holds.
func (p Proxies) Client(r *http.Request) netip.Addr {
	at := Peer(r)
	list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(list) - 1; i >= 0 && len(list)-i <= mostHops && p.Has(at); i-- {
		next, ok := hop(list[i])
		if !ok {
			break
		}
		at = next
	}
	return at
}

// hop is an entry of X-Forwarded-For, which some proxies write with a port.
func hop(s string) (netip.Addr, bool) {
	s = strings.TrimSpace(s)
	if at, err := netip.ParseAddrPort(s); err == nil {
		return at.Addr().Unmap().WithZone(""), true
	}
	a, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return a.Unmap().WithZone(""), err == nil
}

// Peer is who is at the other end of the connection; the zero address where that is no machine.
func Peer(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return at.Addr().Unmap().WithZone("")
}

// HTTPS tells whether a request came by TLS, here or to a proxy that is believed.
func (p Proxies) HTTPS(r *http.Request) bool {
	return r.TLS != nil || p.Has(Peer(r)) && strings.EqualFold(strings.TrimSpace(r.Header.Get("X-Forwarded-Proto")), "https")
}

// Network is what an address stands for in limits: one address of IPv4, a network of 64 bits of IPv6, which is the least that one client has.
func Network(a netip.Addr) string {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	if !a.IsValid() {
		return "unknown"
	}
	return a.String()
}

// Hosts are the names that requests may ask for. Without them a page of the web could have its own name point here, and read what it likes.
type Hosts struct {
	Names     []string // in lower case; none allows any, where Addresses is not set
	Addresses bool     // and addresses, whatever they are: nobody can have an address point elsewhere
	Secure    []string // those that browsers reach by TLS
}

// Answer tells whether requests for a host, with or without a port, are answered.
func (h Hosts) Answer(hostport string) bool {
	if len(h.Names) == 0 && !h.Addresses {
		return true
	}
	name := hostname(hostport)
	if slices.Contains(h.Names, name) {
		return true
	}
	_, err := netip.ParseAddr(name)
	return h.Addresses && err == nil
}

// ByTLS tells whether browsers reach a host by TLS.
func (h Hosts) ByTLS(hostport string) bool { return slices.Contains(h.Secure, hostname(hostport)) }

// hostname is the name or address of a host without its port.
func hostname(hostport string) string {
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		hostport = h
	}
	return strings.TrimSuffix(strings.ToLower(strings.Trim(hostport, "[]")), ".")
}

// Public tells whether a name is one by which others than this machine itself reach it.
func Public(name string) bool {
	name = hostname(name)
	if a, err := netip.ParseAddr(name); err == nil {
		return !a.Unmap().IsLoopback()
	}
	return name != "localhost" && !strings.HasSuffix(name, ".localhost")
}
