package tell

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"onrecord/internal/ingest/fetch"
)

// ErrTarget is at the root of the error about an address that nothing can be sent to.
var ErrTarget = errors.New("bad address")

// Webhooks posts messages. It is safe for use by several goroutines at once.
type Webhooks struct {
	http  *http.Client
	agent string
}

// webhookTimeout is how long a receiver may take for its answer.
const webhookTimeout = 20 * time.Second

// NewWebhooks makes what posts messages; agent is what it calls itself. Addresses inside private networks are refused unless they are
// allowed, so that nobody who may make alerts reaches by them what stands beside the program. Redirects are not followed, as the standard
// has it, and no proxy is asked: it would look names up for us, where no private address could be refused.
func NewWebhooks(private bool, agent string) *Webhooks {
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	if !private {
		dialer.Control = fetch.PublicOnly
	}
	return &Webhooks{agent: agent, http: &http.Client{
		Timeout:       webhookTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DialContext: dialer.DialContext, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 4, IdleConnTimeout: 30 * time.Second,
			TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: webhookTimeout, MaxResponseHeaderBytes: 64 << 10, DisableCompression: true,
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}},
	}}
}

// Post is one message to a receiver.
type Post struct {
	URL, Secret string
	ID          string // the same with each try
	At          time.Time
	Body        []byte // JSON
}

// CheckURL tells whether an address can be that of a receiver. The error wraps [ErrTarget].
func CheckURL(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return fmt.Errorf("%w: a webhook has an address such as https://receiver.example.org/hook, got %q", ErrTarget, address)
	case u.User != nil:
		return fmt.Errorf("%w: the address of a webhook holds no name and password; its messages are signed", ErrTarget)
	case u.Fragment != "":
		return fmt.Errorf("%w: the address of a webhook has nothing behind a #", ErrTarget)
	}
	return nil
}

// key is the bytes of a secret.
func key(secret string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(raw) < 24 || len(raw) > 64 {
		return nil, fmt.Errorf("%w: a secret is whsec_ and 24 to 64 bytes in Base64", ErrTarget)
	}
	return raw, nil
}

// CheckSecret tells whether a secret is one as the standard writes it. The error wraps [ErrTarget] and does not hold the secret.
func CheckSecret(secret string) error {
	_, err := key(secret)
	return err
}

// Sign is the signature of a body that is sent under an id at a time: "v1," and the HMAC-SHA256 in Base64.
func Sign(secret, id string, at time.Time, body []byte) (string, error) {
	k, err := key(secret)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, k)
	fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// Send posts a message. Any 2xx is taken for its receipt; every other end is a [Failure]. What the receiver answers is not told on: who makes
// alerts is to read nothing of other machines by them.
func (w *Webhooks) Send(ctx context.Context, p Post) error {
	if err := CheckURL(p.URL); err != nil {
		return &Failure{Words: err.Error(), Final: true, cause: err}
	}
	signature, err := Sign(p.Secret, p.ID, p.At, p.Body)
	if err != nil {
		return &Failure{Words: err.Error(), Final: true, cause: err}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.URL, bytes.NewReader(p.Body))
	if err != nil {
		return &Failure{Words: "the request cannot be made", Final: true, cause: err}
	}
	r.Header = http.Header{"Content-Type": {"application/json"}, "User-Agent": {w.agent}, "Webhook-Id": {p.ID},
		"Webhook-Timestamp": {strconv.FormatInt(p.At.Unix(), 10)}, "Webhook-Signature": {signature}}
	answer, err := w.http.Do(r)
	if err != nil {
		return unreached(err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 64<<10) // so that the connection can be used again
	return refused(answer)
}

// unreached is why there was no answer.
func unreached(err error) *Failure {
	var e *url.Error
	if errors.As(err, &e) {
		err = e.Err
	}
	words := err.Error()
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.Is(err, fetch.ErrPrivate):
		words = "the receiver is inside a private network, and --alerts-private is not set"
	case errors.Is(err, context.DeadlineExceeded) || e != nil && e.Timeout():
		words = fmt.Sprintf("no answer within %s", webhookTimeout)
	case errors.As(err, &dns):
		words = "the name of the receiver cannot be looked up"
	case errors.As(err, &op) && op.Err != nil:
		words = op.Op + ": " + op.Err.Error()
	}
	return &Failure{Words: oneLine("not reached: " + words), cause: err}
}

// mostAfter is how long a receiver may have itself waited for.
const mostAfter = 24 * time.Hour

// refused is what an answer means; nil is a receipt.
func refused(r *http.Response) error {
	status := strings.TrimSpace(fmt.Sprintf("%d %s", r.StatusCode, http.StatusText(r.StatusCode)))
	f := &Failure{Words: "the receiver answered " + status}
	switch {
	case r.StatusCode >= 200 && r.StatusCode < 300:
		return nil
	case r.StatusCode >= 300 && r.StatusCode < 400:
		f.Words += ": it has moved, and redirects are not followed"
	case r.StatusCode == http.StatusGone:
		f.Words, f.Final, f.Gone = "the receiver answered "+status+": it wants no more", true, true
	}
	if s, err := strconv.Atoi(r.Header.Get("Retry-After")); err == nil && s > 0 {
		f.After = min(time.Duration(min(s, int(mostAfter/time.Second)))*time.Second, mostAfter)
	} else if at, err := http.ParseTime(r.Header.Get("Retry-After")); err == nil {
		f.After = min(max(0, time.Until(at)), mostAfter)
	}
	return f
}
