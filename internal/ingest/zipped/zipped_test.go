package zipped_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"onrecord/internal/ingest/zipped"
)

func archive(t testing.TB, names ...string) *zip.Reader {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		m, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			continue
		}
		if _, err := m.Write(bytes.Repeat([]byte(name[:1]), len(name)*1000)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	z, err := zipped.Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// TestNames cleans what members are called, and passes over what is none of the files.
func TestNames(t *testing.T) {
	var got []string
	for m, err := range zipped.Members(archive(t, "a.txt", "../../etc/passwd", "C:\\Reports\\b.txt", "/abs.txt", "f/", ".hidden", "f/.x/y.txt", "__MACOSX/a", "f\n\x1b[2J.txt",
		"caf\x82.txt", "f/../g/c.txt"), zipped.NewBudget()) {
		if err != nil {
			t.Error(err)
		}
		got = append(got, m.Name)
	}
	if want := "a.txt|etc/passwd|Reports/b.txt|abs.txt|f__[2J.txt|café.txt|g/c.txt"; strings.Join(got, "|") != want {
		t.Errorf("%q", got)
	}
}

// TestBudget: all members together unpack to so much and no more, and what a member unpacks to is in proportion.
func TestBudget(t *testing.T) {
	b := &zipped.Budget{Left: 7000}
	read, over := 0, 0
	for m, err := range zipped.Members(archive(t, "a.txt", "b.txt", "c.txt"), b) {
		if err != nil {
			t.Fatal(err)
		}
		switch _, err := io.Copy(io.Discard, m.In); {
		case err == nil:
			read++
		case errors.Is(err, zipped.ErrBomb):
			over++
		default:
			t.Error(err)
		}
	}
	if read != 1 || over != 2 {
		t.Errorf("%d read, %d over", read, over)
	}
}

func TestDamaged(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	m, err := w.CreateHeader(&zip.FileHeader{Name: "a.txt", Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = m.Write([]byte("The clerk said no."))
	_ = w.Close()
	raw := bytes.Replace(b.Bytes(), []byte("said no"), []byte("said so"), 1)
	z, err := zipped.Open(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	for m, err := range zipped.Members(z, zipped.NewBudget()) {
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(m.In); !errors.Is(err, zipped.ErrBroken) || !strings.Contains(err.Error(), "checksum") {
			t.Error(err)
		}
	}
	if _, err := zipped.Open(bytes.NewReader(raw[:20]), 20); !errors.Is(err, zipped.ErrBroken) {
		t.Error(err)
	}
}
