package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store/access"
)

// paste reads a report that was pasted into the first page, and goes on to its page. Nothing is kept.
func (d *reportPages) paste(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 4*d.o.MaxBytes) // three bytes of a form may stand for one of text
	if err := r.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return answer.TooLarge(d.o.MaxBytes)
		}
		return fmt.Errorf("%w: %w", errForm, err)
	}
	field := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	// Browsers send every line end of a form as CR LF, whatever was pasted.
	text := strings.ReplaceAll(r.PostForm.Get("text"), "\r\n", "\n")
	doc, err := d.given(r.Context(), &answer.Given{Text: text, Title: field("title"), Outlet: field("outlet"), Published: field("published"), URL: field("url")})
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
func (d *readings) given(ctx context.Context, g *answer.Given) (*onrecord.Document, error) {
	address := strings.TrimSpace(g.Text)
	if webAddress(address) == "" || strings.ContainsAny(address, " \t\r\n") {
		return g.Document(d.o.MaxBytes)
	}
	if d.o.Fetch == nil {
		return nil, errNoFetch
	}
	ctx, cancel := context.WithTimeout(ctx, fetchWithin)
	defer cancel()
	doc, err := d.o.Fetch(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errFetch, err)
	}
	return doc, answer.CheckText(doc.Text, d.o.MaxBytes)
}

// fetchWithin is how long somebody waits for a page to be fetched.
const fetchWithin = 25 * time.Second

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
			d.fresh.Forget(id)
		}
	}
	http.Redirect(w, r, "/r/"+id, http.StatusSeeOther)
	return nil
}

// putAway keeps a report that was read: in the store, where whoever asked for it sees it at once, or on the queue for workers to keep.
func (d *readings) putAway(ctx context.Context, doc *onrecord.Document) error {
	if d.o.Enqueue {
		_, err := d.o.Queue.Add(ctx, []*onrecord.Document{doc})
		return err
	}
	_, err := d.keeper.Put(ctx, nil, doc)
	if err == nil {
		d.grown(ctx)
	}
	return err
}
