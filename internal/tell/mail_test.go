package tell_test

import (
	"crypto/tls"
	"errors"
	"strings"
	"testing"
	"time"

	"onrecord/internal/tell"
	"onrecord/internal/tell/telltest"
)

// TestMails sends a mail over every kind of way to a server, and reads it there.
func TestMails(t *testing.T) {
	secure, roots, _ := telltest.Certificate(t)
	text := "“Žižkov” said so: " + strings.Repeat("a long line ", 100) + "\n.\nFrom here on\n"
	sent := tell.Mail{To: "ana@example.org", Subject: "onrecord: “truce”\r\nBcc: all@example.org", Text: text, ID: "msg_7", At: time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)}
	refusing := func(code int, words string) *telltest.Office {
		o := &telltest.Office{}
		o.Refuse(code, words)
		return o
	}
	asking := func() *telltest.Office { return &telltest.Office{User: "record", Password: "right"} }
	for _, c := range []struct {
		name   string
		office *telltest.Office
		secure *tls.Config
		o      tell.SMTP
		words  string // of the failure; "" none
		final  bool
	}{
		{"in the clear", &telltest.Office{}, nil, tell.SMTP{Encryption: tell.Unguarded}, "", false},
		{"STARTTLS", &telltest.Office{}, secure, tell.SMTP{Roots: roots}, "", false},
		{"STARTTLS with a password", asking(), secure, tell.SMTP{User: "record", Password: "right", Roots: roots}, "", false},
		{"TLS with a password", asking(), secure, tell.SMTP{Encryption: tell.TLS, User: "record", Password: "right", Roots: roots}, "", false},
		{"hangs up after it took it", &telltest.Office{HangsUp: true}, nil, tell.SMTP{Encryption: tell.Unguarded}, "", false},
		{"wrong password", asking(), secure, tell.SMTP{User: "record", Password: "wrong", Roots: roots}, "mail server: ", false},
		{"without the password", asking(), secure, tell.SMTP{Roots: roots}, "the mail server refused", false},
		{"no STARTTLS", &telltest.Office{}, nil, tell.SMTP{}, "does not support STARTTLS", false},
		{"nobody vouches for it", &telltest.Office{}, secure, tell.SMTP{}, "certificate", false},
		{"nobody of that name", refusing(550, "no such user\x1b[31m"), nil, tell.SMTP{Encryption: tell.Unguarded}, "no such user", true},
		{"not now", refusing(451, "come back later"), nil, tell.SMTP{Encryption: tell.Unguarded}, "come back later", false},
	} {
		c.o.Address, c.o.From = c.office.Open(t, c.secure, c.o.Encryption == tell.TLS), "record@example.org"
		m, err := tell.NewMails(c.o, "onrecord/test")
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		err = m.Send(t.Context(), sent)
		taken := c.office.Taken()
		var f *tell.Failure
		if c.words != "" {
			if !errors.As(err, &f) || !strings.Contains(f.Words, c.words) || f.Final != c.final || len(taken) > 0 || strings.Contains(f.Words, "\n") {
				t.Errorf("%s: %v %+v", c.name, err, f)
			}
			continue
		}
		if err != nil || len(taken) != 1 {
			t.Fatalf("%s: %d taken, %v", c.name, len(taken), err)
		}
		for name, want := range map[string]string{"From": "<record@example.org>", "To": "<ana@example.org>", "Message-ID": "<msg_7@example.org>", "Auto-Submitted": "auto-generated", "Bcc": "",
			"User-Agent": "onrecord/test", "Date": "Mon, 02 Mar 2026 07:00:00 +0000"} {
			if got := taken[0].Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", c.name, name, got, want)
			}
		}
		if (c.o.User != "") != (c.office.SignedIn() == 1) {
			t.Errorf("%s: signed in %d times", c.name, c.office.SignedIn())
		}
		if taken[0].Text != text || len(taken[0].To) != 1 || taken[0].Subject != `onrecord: “truce” Bcc: all@example.org` {
			t.Errorf("%s: %+v", c.name, taken[0])
		}
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
