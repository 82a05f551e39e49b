package tell_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"onrecord/internal/tell"
)

// postOffice is a real mail server.
type postOffice struct {
	mu       sync.Mutex
	taken    []*mail.Message
	bodies   []string
	user     string // who must sign in; "" nobody
	refuses  error  // what it says to receivers
	hangsUp  bool   // it takes a mail, says so, and hangs up
	signedIn int
}

type session struct {
	*postOffice
	conn *smtp.Conn
	in   bool
}

func (o *postOffice) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &session{postOffice: o, conn: c}, nil
}

func (s *session) AuthMechanisms() []string {
	if s.user == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, name, password string) error {
		if name != s.user || password != "right" {
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
	if s.user != "" && !s.in {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (s *session) Rcpt(string, *smtp.RcptOptions) error { return s.refuses }

func (s *session) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(m.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken, s.bodies = append(s.taken, m), append(s.bodies, string(body))
	return err
}

func (s *session) Reset() {
	if s.hangsUp {
		s.conn.Conn().Close()
	}
}

func (s *session) Logout() error { return nil }

// serve opens a mail server, which speaks TLS from the start or as STARTTLS, or (nil) not at all.
func (o *postOffice) serve(t *testing.T, secure *tls.Config, fromStart bool) string {
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

// certificate is one for 127.0.0.1, and who vouches for it.
func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
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
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}}, roots
}

// TestMails sends a mail over every kind of way to a server, and reads it there.
func TestMails(t *testing.T) {
	secure, roots := certificate(t)
	text := "“Žižkov” said so: " + strings.Repeat("a long line ", 100) + "\n.\nFrom here on\n"
	sent := tell.Mail{To: "ana@example.org", Subject: "onrecord: “truce”\r\nBcc: all@example.org", Text: text, ID: "msg_7", At: time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)}
	for _, c := range []struct {
		name   string
		office *postOffice
		secure *tls.Config
		o      tell.SMTP
		words  string // of the failure; "" none
		final  bool
	}{
		{"in the clear", &postOffice{}, nil, tell.SMTP{Encryption: tell.Unguarded}, "", false},
		{"STARTTLS", &postOffice{}, secure, tell.SMTP{Roots: roots}, "", false},
		{"STARTTLS with a password", &postOffice{user: "record"}, secure, tell.SMTP{User: "record", Password: "right", Roots: roots}, "", false},
		{"TLS with a password", &postOffice{user: "record"}, secure, tell.SMTP{Encryption: tell.TLS, User: "record", Password: "right", Roots: roots}, "", false},
		{"hangs up after it took it", &postOffice{hangsUp: true}, nil, tell.SMTP{Encryption: tell.Unguarded}, "", false},
		{"wrong password", &postOffice{user: "record"}, secure, tell.SMTP{User: "record", Password: "wrong", Roots: roots}, "mail server: ", false},
		{"without the password", &postOffice{user: "record"}, secure, tell.SMTP{Roots: roots}, "the mail server refused", false},
		{"no STARTTLS", &postOffice{}, nil, tell.SMTP{}, "does not support STARTTLS", false},
		{"nobody vouches for it", &postOffice{}, secure, tell.SMTP{}, "certificate", false},
		{"nobody of that name", &postOffice{refuses: &smtp.SMTPError{Code: 550, Message: "no such user\x1b[31m"}}, nil, tell.SMTP{Encryption: tell.Unguarded}, "no such user", true},
		{"not now", &postOffice{refuses: &smtp.SMTPError{Code: 451, Message: "come back later"}}, nil, tell.SMTP{Encryption: tell.Unguarded}, "come back later", false},
	} {
		c.o.Address, c.o.From = c.office.serve(t, c.secure, c.o.Encryption == tell.TLS), "record@example.org"
		m, err := tell.NewMails(c.o, "onrecord/test")
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		err = m.Send(t.Context(), sent)
		var f *tell.Failure
		if c.words != "" {
			if !errors.As(err, &f) || !strings.Contains(f.Words, c.words) || f.Final != c.final || len(c.office.taken) > 0 || strings.Contains(f.Words, "\n") {
				t.Errorf("%s: %v %+v", c.name, err, f)
			}
			continue
		}
		c.office.mu.Lock()
		if err != nil || len(c.office.taken) != 1 {
			t.Fatalf("%s: %d taken, %v", c.name, len(c.office.taken), err)
		}
		h := c.office.taken[0].Header
		for name, want := range map[string]string{"From": "<record@example.org>", "To": "<ana@example.org>", "Message-ID": "<msg_7@example.org>", "Auto-Submitted": "auto-generated", "Bcc": "",
			"User-Agent": "onrecord/test", "Date": "Mon, 02 Mar 2026 07:00:00 +0000"} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", c.name, name, h.Get(name), want)
			}
		}
		if (c.o.User != "") != (c.office.signedIn == 1) {
			t.Errorf("%s: signed in %d times", c.name, c.office.signedIn)
		}
		if got := unquoted(t, c.office.bodies[0]); got != text {
			t.Errorf("%s: %q", c.name, got)
		}
		c.office.mu.Unlock()
	}
	nowhere, err := tell.NewMails(tell.SMTP{Address: "127.0.0.1:1", From: "record@example.org"}, "onrecord/test")
	if err != nil {
		t.Fatal(err)
	}
	var f *tell.Failure
	if err := nowhere.Send(t.Context(), sent); !errors.As(err, &f) || f.Final || !strings.Contains(f.Words, "connection refused") {
		t.Error(err)
	}
}

func TestMailServers(t *testing.T) {
	for _, c := range []struct {
		o     tell.SMTP
		words string
	}{
		{tell.SMTP{Address: "mail.example.org", From: "a@example.org"}, ""},
		{tell.SMTP{Address: "[::1]:25", From: "a@example.org"}, ""},
		{tell.SMTP{Address: "mail.example.org:465", From: "a@example.org", User: "a"}, ""},
		{tell.SMTP{Address: "mail.example.org:x", From: "a@example.org"}, "host:port"},
		{tell.SMTP{Address: "", From: "a@example.org"}, "host:port"},
		{tell.SMTP{Address: "mail.example.org", From: ""}, "a sender"},
		{tell.SMTP{Address: "mail.example.org", From: "A <a@example.org>"}, "a sender"},
		{tell.SMTP{Address: "mail.example.org", From: "a@example.org", Encryption: "ssl"}, "starttls, tls or none"},
		{tell.SMTP{Address: "mail.example.org", From: "a@example.org", Encryption: "none", User: "a"}, "not sent in the clear"},
	} {
		if _, err := tell.NewMails(c.o, ""); (err == nil) != (c.words == "") || err != nil && (!errors.Is(err, tell.ErrTarget) || !strings.Contains(err.Error(), c.words)) {
			t.Errorf("%+v: %v", c.o, err)
		}
	}
}

// unquoted reads quoted-printable as mail programs do.
func unquoted(t *testing.T, body string) string {
	t.Helper()
	raw, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")))
}
