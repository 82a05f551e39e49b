package tell

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// Encryption is how the way to a mail server is kept from others.
type Encryption string

// The encryptions.
const (
	StartTLS  Encryption = "starttls" // begun in the clear, encrypted before anything is said; a server that does not is not used
	TLS       Encryption = "tls"      // from the start
	Unguarded Encryption = "none"
)

// Encryptions lists them.
var Encryptions = []Encryption{StartTLS, TLS, Unguarded}

// SMTP is a mail server and who sends by it.
type SMTP struct {
	Address        string     // host:port; without a port that of the encryption
	Encryption     Encryption // "" is tls on port 465, else starttls
	User, Password string     // "" where the server asks for none
	From           string     // address that mails come from
	Roots          *x509.CertPool
}

// Mails sends mails by one server. It is safe for use by several goroutines at once.
type Mails struct {
	o      SMTP
	host   string
	port   int
	domain string // of the sender, for the ids of mails
	agent  string
}

// mailTimeout is how long a server may take for each of the two parts of the talk.
const mailTimeout = 20 * time.Second

// NewMails makes what sends mails; agent is what it calls itself. The error wraps [ErrTarget].
func NewMails(o SMTP, agent string) (*Mails, error) {
	bad := func(format string, args ...any) (*Mails, error) {
		return nil, fmt.Errorf("%w: "+format, append([]any{ErrTarget}, args...)...)
	}
	m := &Mails{o: o, agent: agent}
	host, port, err := net.SplitHostPort(o.Address)
	if err != nil {
		host, port = strings.Trim(o.Address, "[]"), ""
	}
	if m.o.Encryption == "" {
		if m.o.Encryption = StartTLS; port == "465" {
			m.o.Encryption = TLS
		}
	}
	switch m.o.Encryption {
	case StartTLS, TLS, Unguarded:
	default:
		return bad("mail goes by starttls, tls or none, got %q", o.Encryption)
	}
	if port == "" {
		port = map[Encryption]string{StartTLS: "587", TLS: "465", Unguarded: "25"}[m.o.Encryption]
	}
	m.host = host
	if m.port, err = strconv.Atoi(port); err != nil || m.port < 1 || m.port > 65535 || host == "" || strings.ContainsAny(host, " /@") {
		return bad("a mail server is written host:port, got %q", o.Address)
	}
	if o.User != "" && m.o.Encryption == Unguarded {
		return bad("a password is not sent in the clear: the mail server needs starttls or tls, or no user")
	}
	if err := CheckMailbox(o.From); err != nil {
		return bad("mails need a sender such as record@example.org, got %q", o.From)
	}
	m.domain = o.From[strings.LastIndexByte(o.From, '@')+1:]
	return m, nil
}

// CheckMailbox tells whether something is one address of e-mail, without a name before it. The error wraps [ErrTarget].
func CheckMailbox(address string) error {
	a, err := netmail.ParseAddress(address)
	if err != nil || a.Address != address || a.Name != "" || strings.ContainsAny(address, "\r\n\x00 ") || len(address) > 254 {
		return fmt.Errorf("%w: an address of e-mail is written ana@example.org, got %q", ErrTarget, address)
	}
	return nil
}

// Mail is one mail, in plain text: nothing of a report is ever taken for a page.
type Mail struct {
	To, Subject, Text string
	ID                string // the same with each try: it makes the Message-ID
	At                time.Time
}

// Send sends a mail. Whatever keeps it from being taken is a [Failure]. SMTP knows no way to send only once: where the server took a mail and
// the connection broke before it could say so, the mail is sent again, with the same Message-ID.
func (m *Mails) Send(ctx context.Context, x Mail) error {
	client, message, err := m.prepare(x)
	if err != nil {
		return &Failure{Words: oneLine(err.Error()), Final: true, cause: err}
	}
	err = client.DialAndSendWithContext(ctx, message)
	if err == nil || message.IsDelivered() { // what goes wrong after the server took it is no matter of the mail
		return nil
	}
	return undelivered(err)
}

func (m *Mails) prepare(x Mail) (*mail.Client, *mail.Msg, error) {
	message := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := errors.Join(message.From(m.o.From), message.To(x.To)); err != nil {
		return nil, nil, err
	}
	message.Subject(oneLine(x.Subject))
	message.SetMessageIDWithValue(x.ID + "@" + m.domain)
	message.SetDateWithValue(x.At)
	message.SetUserAgent(m.agent)
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's absence answers it
	message.SetBodyString(mail.TypeTextPlain, x.Text)
	o := []mail.Option{mail.WithPort(m.port), mail.WithTimeout(mailTimeout), mail.WithTLSConfig(&tls.Config{ServerName: m.host, MinVersion: tls.VersionTLS12, RootCAs: m.o.Roots})}
	switch m.o.Encryption {
	case TLS:
		o = append(o, mail.WithSSL())
	case StartTLS:
		o = append(o, mail.WithTLSPolicy(mail.TLSMandatory))
	case Unguarded:
		o = append(o, mail.WithTLSPolicy(mail.NoTLS))
	}
	if m.o.User != "" {
		o = append(o, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.o.User), mail.WithPassword(m.o.Password))
	}
	client, err := mail.NewClient(m.host, o...)
	return client, message, err
}

// undelivered is why a mail was not taken. A receiver or a mail that the server refuses for good (5yz of RFC 5321) is not tried again; a
// sender or a password that it does not like can be set right.
func undelivered(err error) *Failure {
	var sent *mail.SendError
	if errors.As(err, &sent) {
		code, about := sent.ErrorCode(), sent.Reason
		return &Failure{Words: oneLine("the mail server refused: " + withoutID(err.Error())), cause: err,
			Final: code >= 500 && code < 600 && (about == mail.ErrSMTPRcptTo || about == mail.ErrSMTPDataClose)}
	}
	return &Failure{Words: oneLine("mail server: " + err.Error()), cause: err}
}

// withoutID is an error without the id of the mail, which stands beside it.
func withoutID(s string) string {
	s, _, _ = strings.Cut(s, ", affected message ID:")
	return s
}
