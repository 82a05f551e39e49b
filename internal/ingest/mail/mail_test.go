package mail_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"onrecord/internal/ingest/mail"
)

func file(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func read(t testing.TB, raw []byte) *mail.Mail {
	t.Helper()
	m, err := mail.Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestAnswer keeps the writer's words and leaves out those of others, and the signature.
func TestAnswer(t *testing.T) {
	m := read(t, file(t, "answer.eml"))
	if want := "The union has a signed paper, two officials told me. “We have a signed paper,” said Mirel Tosk.\n\nI will call the ministry again tonight."; m.Text != want {
		t.Errorf("%q", m.Text)
	}
	if m.From != "Jörg Müller" || m.Subject != "Hafenstreik – was wir wissen" || m.Published != "2026-03-03T18:20:00+02:00" || m.Quoted != 3 || len(m.Attached)+len(m.Forwarded) > 0 {
		t.Errorf("%+v", m)
	}
}

func TestPage(t *testing.T) {
	m := read(t, file(t, "page.eml"))
	if page := string(m.HTML); m.Text != "" || !strings.Contains(page, "Dockworkers in Port Varn") || strings.Contains(page, "earlier mail") || m.Quoted != 1 || m.From != "Press Office" {
		t.Errorf("%+v", m)
	}
}

// TestPassedOn: a mail that is passed on is of its own writer.
func TestPassedOn(t *testing.T) {
	m := read(t, file(t, "passed-on.eml"))
	if m.Text != "Please have a look before five." || len(m.Forwarded) != 1 || m.Quoted != 0 {
		t.Fatalf("%+v", m)
	}
	f := m.Forwarded[0]
	if f.From != "Oren Vask" || f.Subject != "Statement of the Straits Council" || f.Published != "2026-03-03T16:00:00+01:00" ||
		f.Text != "The Straits Council has received no complaint from Norvik, its secretary said on Tuesday.\n\nThe council will meet on Thursday." {
		t.Errorf("%+v", f)
	}
}

func TestAttached(t *testing.T) {
	m := read(t, file(t, "attached.eml"))
	var got []string
	for _, a := range m.Attached {
		got = append(got, a.Name+" "+a.Type)
	}
	if want := "strike report.pdf application/pdf, Bericht für März.docx application/vnd.openxmlformats-officedocument.wordprocessingml.document, quay.png image/png,  message/rfc822"; strings.Join(got, ", ") != want {
		t.Errorf("%s", strings.Join(got, ", "))
	}
	if raw := file(t, "../../office/testdata/harbour.docx"); string(m.Attached[1].Body) != string(raw) {
		t.Errorf("%d bytes of %d", len(m.Attached[1].Body), len(raw))
	}
	if inner := read(t, m.Attached[3].Body); inner.From != "Tomas Hale" || !strings.HasPrefix(inner.Text, "The minister said") {
		t.Errorf("%+v", inner)
	}
}

const head = "From: a@example.org\r\nDate: Tue, 3 Mar 2026 18:20:00 +0200\r\nTo: b@example.org\r\n"

func TestForms(t *testing.T) {
	for name, c := range map[string]struct{ raw, text string }{
		"latin":           {head + "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nCaf\xe9 shut.", "Café shut."},
		"lies about it":   {head + "Content-Type: text/plain; charset=us-ascii\r\n\r\nCafé shut.", "Café shut."},
		"cyrillic":        {head + "Content-Type: text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: base64\r\n\r\n8NLJ18XU", "Привет"},
		"japanese":        {head + "Content-Type: text/plain; charset=ISO-2022-JP\r\n\r\n\x1b$B;09A\x1b(B", "三港"},
		"broken quoted":   {head + "Content-Transfer-Encoding: quoted-printable\r\n\r\n50 =ZZ of =C3=A9tat=\r\ns", "50 =ZZ of états"},
		"flowed":          {head + "Content-Type: text/plain; format=flowed\r\n\r\nThe clerk said \r\nno.\r\n> Was it \r\n> yes?\r\n", "The clerk said no."},
		"bare line feeds": {strings.ReplaceAll(head, "\r", "") + "\nThe clerk said no.\n", "The clerk said no."},
		"from an mbox":    {"From a@example.org Tue Mar  3 18:20:00 2026\n" + head + "\r\nThe clerk said no.", "The clerk said no."},
		"outlook":         {head + "\r\nNo, said the clerk.\r\n\r\n________________________________\r\nFrom: Vask\r\nSent: Monday\r\nTo: b\r\nSubject: x\r\n\r\nYes, said Vask.", "No, said the clerk."},
		"below a line":    {head + "\r\nNo, said the clerk.\r\n\r\n-----Original Message-----\r\nFrom: Vask\r\nSent: Monday\r\nTo: b\r\n\r\nYes, said Vask.", "No, said the clerk."},
		"between":         {head + "\r\n> Did he?\r\nHe did.\r\n> When?\r\nOn Monday.", "He did.\nOn Monday."},
		"no end":          {head + "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nThe clerk said no.", "The clerk said no."},
		"the plain one":   {head + "Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nThe clerk said no.\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>The clerk said no.\r\n--x--", "The clerk said no."},
	} {
		m := read(t, []byte(c.raw))
		if strings.TrimSpace(m.Text) != c.text {
			t.Errorf("%s: %q, want %q", name, m.Text, c.text)
		}
	}
	stub := read(t, []byte(head+"Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nView this in a browser.\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>"+
		strings.Repeat("The clerk said no. ", 40)+"\r\n--x--"))
	if stub.Text != "" || stub.HTML == nil {
		t.Errorf("a stub is read: %+v", stub)
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		raw  string
		want error
	}{
		"no mail":   {"The clerk said no.", mail.ErrBroken},
		"nothing":   {"", mail.ErrBroken},
		"encrypted": {head + "Content-Type: multipart/encrypted; boundary=x\r\n\r\n--x\r\n\r\n--x--", mail.ErrEncrypted},
		"smime":     {head + "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nMII", mail.ErrEncrypted},
	} {
		if m, err := mail.Read([]byte(c.raw)); !errors.Is(err, c.want) {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
	deep := head
	for range 200 {
		deep += "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
	}
	if _, err := mail.Read([]byte(deep)); err != nil {
		t.Error(err)
	}
}

func TestIs(t *testing.T) {
	for raw, want := range map[string]bool{head + "Message-ID: <1@example.org>\r\n\r\nNo.": true, head + "\r\nNo.": false, "From: the minister\n\nHe said no.": false, "The clerk said no.": false, "": false,
		"Received: by x\r\nFrom: a\r\n\r\n": true} {
		if got := mail.Is([]byte(raw)); got != want {
			t.Errorf("%q: %v", raw, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"answer.eml", "page.eml", "passed-on.eml"} {
		f.Add(file(f, name))
	}
	f.Add([]byte(head + "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; format=flowed\r\n\r\n> a \r\nb =C3\r\n--x--"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := mail.Read(raw)
		if err != nil {
			return
		}
		for _, s := range []string{m.Text, m.Subject, m.From, m.Published} {
			if !utf8.ValidString(s) {
				t.Errorf("%q", s)
			}
		}
		for _, line := range strings.Split(m.Text, "\n") {
			if strings.HasPrefix(strings.TrimLeft(line, " \t"), ">") {
				t.Errorf("quoted: %q", m.Text)
			}
		}
	})
}
