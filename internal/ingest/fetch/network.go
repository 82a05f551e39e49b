package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"
)

// ErrUnreachable says that no server answered, or that the connection broke.
var ErrUnreachable = errors.New("no answer")

// networkError is a failure of the network in words; it wraps [ErrUnreachable] and its cause.
type networkError struct {
	words string
	cause error
}

// Error says what happened and what to do.
func (e *networkError) Error() string { return e.words }

// Unwrap gives the sentinel and the cause.
func (e *networkError) Unwrap() []error { return []error{ErrUnreachable, e.cause} }

// inWords puts a failure of the network in words. The end of the caller's context stays what it is.
func inWords(ctx context.Context, err error, u *url.URL, timeout time.Duration) error {
	var lookup *net.DNSError
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verification *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	say := func(format string, args ...any) error { return &networkError{fmt.Sprintf(format, args...), err} }
	switch {
	case err == nil || errors.Is(ctx.Err(), context.Canceled):
		return err
	case errors.Is(err, ErrPrivate):
		return fmt.Errorf("%w: %s", ErrPrivate, u.Host)
	case errors.As(err, &lookup) && lookup.IsNotFound:
		return say("no server is called %s; check the address and the connection to the network", u.Hostname())
	case errors.As(err, &lookup):
		return say("the name %s could not be looked up; check the connection to the network", u.Hostname())
	case isTimeout(err):
		return say("no answer from %s within %v; try again later, or give more time with --timeout", u.Host, timeout)
	case errors.Is(err, syscall.ECONNREFUSED):
		return say("nothing answers at %s; check the address, or try again later", u.Host)
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return say("%s cannot be reached; check the connection to the network", u.Host)
	case errors.As(err, &authority), errors.As(err, &name), errors.As(err, &invalid), errors.As(err, &verification):
		return say("the certificate of %s cannot be trusted, so nothing is read from it", u.Host)
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return say("%s does not speak https; try http://", u.Host)
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return say("%s broke the connection off; try again later", u.Host)
	}
	var outer *url.Error
	if errors.As(err, &outer) {
		return say("%s gave no page (%v); try again later", u.Host, outer.Err)
	}
	return err
}

func isTimeout(err error) bool {
	var late net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &late) && late.Timeout()
}
