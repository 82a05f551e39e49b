// Package telltest gives tests a real mail server. Nothing of it is in the program.
package telltest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Taken is a mail that a server took.
type Taken struct {
	Header  mail.Header
	To      []string
	Subject string // decoded
	Text    string // decoded, with simple ends of lines
}

// Office is a mail server. What it is to do is set before it opens, but Refuses, which [Office.Refuse] sets.
type Office struct {
	User, Password string // who must sign in; "" nobody
	HangsUp        bool   // it takes a mail, says so, and hangs up

	mu       sync.Mutex
	refuses  error
	taken    []Taken
	signedIn int
}

// Refuse sets what it says to receivers; nil takes them.
func (o *Office) Refuse(code int, words string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.refuses = nil; code != 0 {
		o.refuses = &smtp.SMTPError{Code: code, Message: words}
	}
}

// Taken is what it took.
func (o *Office) Taken() []Taken {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]Taken{}, o.taken...)
}

// SignedIn is how often somebody signed in.
func (o *Office) SignedIn() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.signedIn
}

// Open opens it and gives its address: it speaks TLS from the start, or as STARTTLS, or (nil) not at all.
func (o *Office) Open(t testing.TB, secure *tls.Config, fromStart bool) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	server := smtp.NewServer(o)
	server.Domain, server.ErrorLog = "mail.example.org", quiet{}
	if fromStart {
		l = tls.NewListener(l, secure)
	} else {
		server.TLSConfig = secure
	}
	go server.Serve(l) //nolint:errcheck // it ends when it is closed
	t.Cleanup(func() { server.Close() })
	return address
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// session is one talk.
type session struct {
	*Office
	conn *smtp.Conn
	in   bool
	to   []string
}

// NewSession begins a talk.
func (o *Office) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &session{Office: o, conn: c}, nil
}

func (s *session) AuthMechanisms() []string {
	if s.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, name, password string) error {
		if name != s.User || password != s.Password {
			return errors.New("wrong")
		}
		s.in = true
		s.mu.Lock()
		defer s.mu.Unlock()
		s.signedIn++
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if s.User != "" && !s.in {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.to = append(s.to, to)
	return s.refuses
}

func (s *session) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	body := m.Body
	if strings.EqualFold(m.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = append(s.taken, Taken{m.Header, s.to, subject, strings.ReplaceAll(string(text), "\r\n", "\n")})
	return err
}

func (s *session) Reset() {
	s.to = nil
	if s.HangsUp {
		s.conn.Conn().Close()
	}
}

func (s *session) Logout() error { return nil }

// Certificate is one for 127.0.0.1, who vouches for it, and the bytes of it.
func Certificate(t testing.TB) (*tls.Config, *x509.CertPool, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.example.org"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.ParseIP("127.0.0.1")}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	raw, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(c)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}}, roots, raw
}
