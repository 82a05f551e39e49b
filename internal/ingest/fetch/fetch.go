// Package fetch gets pages and feeds from the web the way a polite reader does: it says who it is, keeps to robots.txt
// (RFC 9309), asks each host at most so often, asks only for what has changed, takes no more than it was allowed, and
// never follows an address into the machine's own network.
package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/time/rate"
)

// What can be wrong with a fetch; other errors are those of the network.
var (
	ErrScheme    = errors.New("not a web address")
	ErrPrivate   = errors.New("address inside a private network")
	ErrRobots    = errors.New("forbidden by robots.txt")
	ErrNoRobots  = errors.New("robots.txt could not be read, so that nothing may be")
	ErrStatus    = errors.New("server refused")
	ErrTooLarge  = errors.New("too large")
	ErrRedirects = errors.New("too many redirects")
	ErrEncoding  = errors.New("broken content encoding")
	// ErrNotModified says that the page is still what the caller has.
	ErrNotModified = errors.New("not modified")
)

// Limits that hold where the options name none.
const (
	DefaultMaxBytes = 10_000_000
	DefaultTimeout  = 30 * time.Second
	DefaultRate     = 1.0 // requests a second to one host
	DefaultAgent    = "onrecord/0.1"

	maxRedirects = 5
)

// Options says how to fetch. The zero value is ready to use.
type Options struct {
	UserAgent    string        // what we call ourselves, and what robots.txt is asked about; "" is [DefaultAgent]
	Rate         float64       // requests a second to one host; 0 is [DefaultRate]
	Timeout      time.Duration // for one request with its redirects and its body; 0 is [DefaultTimeout]
	MaxBytes     int64         // limit on a body, as sent and as unpacked; 0 is [DefaultMaxBytes]
	AllowPrivate bool          // also connect to loopback, private and link-local addresses
}

// Page is what a server gave.
type Page struct {
	URL          string // after redirects
	ContentType  string // as the server says, charset included
	Body         []byte // unpacked
	ETag         string // for the next time; may be empty
	LastModified string // for the next time; may be empty
}

// Known is what the caller has of a page from an earlier time; the zero value is nothing.
type Known struct{ ETag, LastModified string }

// Client fetches. It may be used from several goroutines.
type Client struct {
	options Options
	http    *http.Client

	mu    sync.Mutex
	hosts map[string]*host
}

// host is what we know of one scheme, name and port. Its mutex is held while its robots.txt is fetched.
type host struct {
	limit *rate.Limiter

	mu     sync.Mutex
	robots *Robots
	until  time.Time
}

// robotsLife is how long a robots.txt holds; RFC 9309 asks for no more than a day.
const robotsLife = 12 * time.Hour

// maxHosts bounds what the client remembers.
const maxHosts = 10_000

// New makes a client.
func New(o Options) *Client {
	if o.UserAgent == "" {
		o.UserAgent = DefaultAgent
	}
	if o.Rate <= 0 {
		o.Rate = DefaultRate
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	if !o.AllowPrivate {
		dialer.Control = PublicOnly
	}
	transport := &http.Transport{
		// No proxy: it would look names up for us, where no private address could be refused.
		DialContext:            dialer.DialContext,
		DisableCompression:     true, // we unpack ourselves, to hold the limit
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  o.Timeout,
		MaxResponseHeaderBytes: 64 << 10,
	}
	return &Client{
		options: o,
		hosts:   map[string]*host{},
		http: &http.Client{
			Transport:     transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// PublicOnly refuses to connect to an address that is not public, with [ErrPrivate]; it is the Control of a [net.Dialer]. It is asked with
// the address that a name was looked up as, just before connecting, so that no name can change its address in between.
func PublicOnly(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s", ErrPrivate, address)
	}
	if !Public(to.Addr()) {
		return fmt.Errorf("%w: %s", ErrPrivate, to.Addr())
	}
	return nil
}

// notPublic are the blocks of addresses that lead to no public server, beyond those that net/netip tells: "this
// network", carrier NAT, protocol assignments, examples, benchmarks, reserved, and those that hold an IPv4 address.
var notPublic = func() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
		"2001:db8::/32", "2002::/16", "fec0::/10"} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}()

// Public tells whether an address may belong to a public server.
func Public(a netip.Addr) bool {
	a = a.WithZone("").Unmap()
	if !a.IsValid() || a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
		return false
	}
	for _, p := range notPublic {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// Get fetches a page. Every step of a redirect is held to the same rules as the first address. When the server says
// that the page is what the caller knows, the error is [ErrNotModified].
func (c *Client) Get(ctx context.Context, address string, known Known) (*Page, error) {
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	u, err := webAddress(address)
	if err != nil {
		return nil, err
	}
	for range maxRedirects + 1 {
		robots, err := c.robots(ctx, u)
		if err != nil {
			return nil, err
		}
		if !robots.Allowed(c.options.UserAgent, pathAndQuery(u)) {
			return nil, fmt.Errorf("%w: %s", ErrRobots, u)
		}
		page, next, err := c.step(ctx, u, known, c.options.MaxBytes)
		if err != nil || next == nil {
			return page, err
		}
		u = next
	}
	return nil, fmt.Errorf("%w: more than %d from %s", ErrRedirects, maxRedirects, address)
}

// webAddress reads an address of the web, without fragment and without name and password.
func webAddress(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %q", ErrScheme, s)
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return nil, fmt.Errorf("%w: %q; it must begin with http:// or https://", ErrScheme, s)
	case u.User != nil:
		return nil, fmt.Errorf("%w: it holds a name or password", ErrScheme)
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

func pathAndQuery(u *url.URL) string {
	p := u.EscapedPath()
	if u.RawQuery != "" || u.ForceQuery {
		p += "?" + u.RawQuery
	}
	return p
}

// step makes one request: a page, or where to go on.
func (c *Client) step(ctx context.Context, u *url.URL, known Known, limit int64) (*Page, *url.URL, error) {
	if err := c.host(u).limit.Wait(ctx); err != nil {
		return nil, nil, fmt.Errorf("wait for %s: %w", u.Host, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %q", ErrScheme, u)
	}
	req.Header.Set("User-Agent", c.options.UserAgent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5")
	req.Header.Set("Accept-Encoding", "gzip, deflate")
	if known.ETag != "" {
		req.Header.Set("If-None-Match", known.ETag)
	}
	if known.LastModified != "" {
		req.Header.Set("If-Modified-Since", known.LastModified)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, nil, inWords(ctx, err, u, c.options.Timeout)
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotModified:
		return nil, nil, ErrNotModified
	case isRedirect(res.StatusCode) && res.Header.Get("Location") != "":
		next, err := u.Parse(res.Header.Get("Location"))
		if err != nil {
			return nil, nil, fmt.Errorf("%w: redirect to %q", ErrScheme, res.Header.Get("Location"))
		}
		next, err = webAddress(next.String())
		return nil, next, err
	case res.StatusCode != http.StatusOK:
		return nil, nil, &StatusError{res.StatusCode, retryAfter(res.Header)}
	case res.ContentLength > limit:
		return nil, nil, tooLarge(limit)
	}
	body, err := readBody(res.Body, res.Header.Get("Content-Encoding"), limit)
	switch {
	case errors.Is(err, ErrTooLarge), errors.Is(err, ErrEncoding) && !isTimeout(err):
		return nil, nil, err
	case err != nil:
		return nil, nil, inWords(ctx, err, u, c.options.Timeout)
	}
	return &Page{URL: u.String(), ContentType: res.Header.Get("Content-Type"), Body: body,
		ETag: res.Header.Get("ETag"), LastModified: res.Header.Get("Last-Modified")}, nil, nil
}

func isRedirect(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}

// StatusError is an answer that is no page; it wraps [ErrStatus].
type StatusError struct {
	Status     int
	RetryAfter time.Duration // how long the server asks to wait; 0 when it does not say
}

// Error names the status in words.
func (e *StatusError) Error() string {
	s := fmt.Sprintf("%v: status %d %s", ErrStatus, e.Status, http.StatusText(e.Status))
	if e.RetryAfter > 0 {
		s += fmt.Sprintf("; try again in %v", e.RetryAfter)
	}
	return s
}

// Unwrap is [ErrStatus].
func (e *StatusError) Unwrap() error { return ErrStatus }

// retryAfter reads how long a server asks to wait, up to a day.
func retryAfter(h http.Header) time.Duration {
	s := h.Get("Retry-After")
	d, err := time.ParseDuration(s + "s")
	if t, terr := http.ParseTime(s); err != nil && terr == nil {
		d = time.Until(t).Round(time.Second)
	}
	return min(max(d, 0), 24*time.Hour)
}

func tooLarge(limit int64) error {
	return fmt.Errorf("%w: over the limit of %d bytes", ErrTooLarge, limit)
}

// readBody reads a body and unpacks it. Neither what is sent nor what comes out may pass the limit.
func readBody(sent io.Reader, encoding string, limit int64) ([]byte, error) {
	counted := &io.LimitedReader{R: sent, N: limit + 1}
	unpacked, err := unpack(counted, encoding)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(unpacked, limit+1))
	if counted.N <= 0 || int64(len(body)) > limit {
		return nil, tooLarge(limit)
	}
	if err != nil && strings.TrimSpace(encoding) != "" {
		return nil, fmt.Errorf("%w: %w", ErrEncoding, err)
	}
	return body, err
}

// Unpack undoes the content encodings of HTTP ("gzip", "deflate" in both its forms, "identity", and lists of these) on
// a body; what comes out is at most limit bytes. Errors wrap [ErrEncoding] or [ErrTooLarge].
func Unpack(body []byte, encoding string, limit int64) ([]byte, error) {
	for _, e := range strings.Split(encoding, ",") {
		if e = strings.TrimSpace(e); e == "" {
			continue
		}
		out, err := unpack(bytes.NewReader(body), e)
		if err != nil {
			return nil, err
		}
		body, err = io.ReadAll(io.LimitReader(out, limit+1))
		if int64(len(body)) > limit {
			return nil, tooLarge(limit)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrEncoding, err)
		}
	}
	return body, nil
}

func unpack(in io.Reader, encoding string) (io.Reader, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "", "identity":
		return in, nil
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("%w: gzip: %w", ErrEncoding, err)
		}
		return z, nil
	case "deflate":
		return inflate(in)
	}
	return nil, fmt.Errorf("%w: %q is not supported", ErrEncoding, encoding)
}

// inflate reads what is called "deflate": zlib by the book, bare in practice.
func inflate(in io.Reader) (io.Reader, error) {
	var head [2]byte
	n, err := io.ReadFull(in, head[:])
	if err != nil {
		return nil, fmt.Errorf("%w: deflate: %w", ErrEncoding, err)
	}
	whole := io.MultiReader(bytes.NewReader(head[:n]), in)
	if head[0]&15 == 8 && (int(head[0])<<8+int(head[1]))%31 == 0 {
		z, err := zlib.NewReader(whole)
		if err != nil {
			return nil, fmt.Errorf("%w: deflate: %w", ErrEncoding, err)
		}
		return z, nil
	}
	return flate.NewReader(whole), nil
}

// host is what we know of the host of an address.
func (c *Client) host(u *url.URL) *host {
	key := strings.ToLower(u.Scheme + "://" + u.Host)
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.hosts[key]
	if h == nil {
		if len(c.hosts) >= maxHosts {
			clear(c.hosts)
		}
		h = &host{limit: rate.NewLimiter(rate.Limit(c.options.Rate), 1)}
		c.hosts[key] = h
	}
	return h
}

// robots gives the robots.txt of a host, fetched where it is not known. A status of 400 to 499 means that there is
// none; an error of the server that nothing may be read (RFC 9309, section 2.3.1).
func (c *Client) robots(ctx context.Context, u *url.URL) (*Robots, error) {
	h := c.host(u)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.robots != nil && time.Now().Before(h.until) {
		return h.robots, nil
	}
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	robots, err := c.fetchRobots(ctx, at)
	switch {
	case err == nil:
		h.robots, h.until = robots, time.Now().Add(robotsLife)
		return robots, nil
	case ctx.Err() != nil, errors.Is(err, ErrPrivate), errors.Is(err, ErrUnreachable):
		return nil, err
	}
	return nil, fmt.Errorf("%w: %s: %w; try again later", ErrNoRobots, at, err)
}

func (c *Client) fetchRobots(ctx context.Context, at *url.URL) (*Robots, error) {
	for range maxRedirects + 1 {
		page, next, err := c.step(ctx, at, Known{}, c.options.MaxBytes)
		var status *StatusError
		switch {
		case errors.As(err, &status) && status.Status >= 400 && status.Status < 500:
			return &Robots{}, nil
		case err != nil:
			return nil, err
		case next == nil:
			return ParseRobots(page.Body), nil
		}
		at = next
	}
	return &Robots{}, nil // RFC 9309, section 2.3.1.2: after five redirects it may count as absent
}

// Media is the media type of a content type in lower case, without its parameters.
func Media(contentType string) string {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media, _, _ = strings.Cut(contentType, ";")
	}
	return strings.ToLower(strings.TrimSpace(media))
}
