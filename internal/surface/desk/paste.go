package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/store/access"
)

// paste reads a report that was pasted into the first page, and goes on to its page. Nothing is kept.
func (d *reportPages) paste(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 4*d.o.MaxBytes) // three bytes of a form may stand for one of text
	if err := r.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return tooLarge(d.o.MaxBytes)
		}
		return fmt.Errorf("%w: %w", errForm, err)
	}
	field := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	// Browsers send every line end of a form as CR LF, whatever was pasted.
	text := strings.ReplaceAll(r.PostForm.Get("text"), "\r\n", "\n")
	doc, err := d.given(r.Context(), text, onrecord.Meta{Title: field("title"), Publisher: field("outlet"),
		Published: field("published"), URL: field("url")})
	if err != nil {
		return err
	}
	if err := d.read(r.Context(), doc); err != nil {
		return err
	}
	http.Redirect(w, r, "/r/"+doc.ID, http.StatusSeeOther)
	return nil
}

// given is a report as somebody gave it: its text, or its address, from which it is then fetched.
func (d *readings) given(ctx context.Context, text string, m onrecord.Meta) (*onrecord.Document, error) {
	address := strings.TrimSpace(text)
	if webAddress(address) == "" || strings.ContainsAny(address, " \t\r\n") {
		return newDocument(text, m, d.o.MaxBytes)
	}
	if d.o.Fetch == nil {
		return nil, errNoFetch
	}
	ctx, cancel := context.WithTimeout(ctx, fetchWithin)
	defer cancel()
	doc, err := d.o.Fetch(ctx, address)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errFetch, err)
	case int64(len(doc.Text)) > d.o.MaxBytes:
		return nil, tooLarge(d.o.MaxBytes)
	case strings.TrimSpace(doc.Text) == "":
		return nil, errEmpty
	}
	return doc, nil
}

// fetchWithin is how long somebody waits for a page to be fetched.
const fetchWithin = 25 * time.Second

func tooLarge(most int64) error {
	return fmt.Errorf("%w: at most %s kB", errTooLarge, number(int(most>>10)))
}

// newDocument is a report as it came in with a request.
func newDocument(text string, m onrecord.Meta, most int64) (*onrecord.Document, error) {
	switch {
	case int64(len(text)) > most:
		return nil, tooLarge(most)
	case strings.TrimSpace(text) == "":
		return nil, errEmpty
	}
	for _, s := range []string{text, m.Title, m.Publisher, m.URL, m.Published} {
		if !utf8.ValidString(s) {
			return nil, errNotText
		}
	}
	if m.Published != "" {
		_, err1 := time.Parse("2006-01-02", m.Published)
		_, err2 := time.Parse(time.RFC3339, m.Published)
		if err1 != nil && err2 != nil {
			return nil, fmt.Errorf("%w: the day of publication is written 2006-01-02, got %q", errForm, m.Published)
		}
	}
	return &onrecord.Document{Text: text, Meta: m}, nil
}

// keep stores a report that was pasted and read.
func (d *reportPages) keep(w http.ResponseWriter, r *http.Request) error {
	if !d.may(r.Context(), access.Analyst) {
		return errReadOnly
	}
	id := r.PathValue("id")
	report, kept, err := d.report(r.Context(), id)
	if err != nil {
		return err
	}
	if !kept {
		if err := d.putAway(r.Context(), report.Document); err != nil {
			return err
		}
		if !d.o.Enqueue { // or else it is shown from here until a worker has stored it
			d.fresh.forget(id)
		}
	}
	http.Redirect(w, r, "/r/"+id, http.StatusSeeOther)
	return nil
}
