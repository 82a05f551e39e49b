package answer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/read"
)

// Given is a text as somebody gives it to be read: pasted, sent to the API or by an assistant.
type Given struct{ Text, Title, Outlet, Published, URL string }

// Document is the report that was given, within the limits on every surface; most is how many bytes the text may have. Errors wrap
// [ErrNoText], [ErrNotText], [ErrTooLarge] or [ErrInput].
func (g *Given) Document(most int64) (*onrecord.Document, error) {
	if err := CheckText(g.Text, most); err != nil {
		return nil, err
	}
	for _, f := range []struct {
		name, value string
		most        int
	}{{"title", g.Title, mostTitle}, {"outlet", g.Outlet, mostOutlet}, {"URL", g.URL, mostURL}} {
		switch {
		case !utf8.ValidString(f.value):
			return nil, fmt.Errorf("%w: the %s is not valid UTF-8", ErrInput, f.name)
		case len(f.value) > f.most:
			return nil, fmt.Errorf("%w: the %s has %d bytes; it may have %d", ErrInput, f.name, len(f.value), f.most)
		}
	}
	if err := CheckPublished(g.Published); err != nil {
		return nil, err
	}
	return &onrecord.Document{ID: onrecord.Digest(g.Text), Text: g.Text, Meta: onrecord.Meta{Title: g.Title, Publisher: g.Outlet, Published: g.Published,
		URL: g.URL}}, nil
}

// CheckText tells what is wrong with a text that is to be read.
func CheckText(text string, most int64) error {
	switch {
	case int64(len(text)) > most:
		return TooLarge(most)
	case !utf8.ValidString(text):
		return ErrNotText
	case strings.TrimSpace(text) == "":
		return ErrNoText
	}
	return nil
}

// CheckPublished tells whether a day or time of publication is written as one; "" is unknown. The error wraps [ErrInput].
func CheckPublished(s string) error {
	if s == "" || store.IsDay(s) {
		return nil
	}
	if _, err := time.Parse(time.RFC3339, s); err != nil {
		return fmt.Errorf("%w: the day of publication is written 2006-01-02, or with its time as in RFC 3339, got %q", ErrInput, s)
	}
	return nil
}

// Keeper reads reports and keeps them, each text once.
type Keeper struct {
	Store  *store.Store
	Reader *read.Reader
	Again  bool // read also what this version has read
}

// errUnread is what [Unread] tells by.
var errUnread = errors.New("report not read")

// unread is an error of one report, in its own words.
type unread struct{ error }

// Is is for [errors.Is].
func (unread) Is(target error) bool { return target == errUnread }

// Unwrap gives what went wrong.
func (u unread) Unwrap() error { return u.error }

// Unread tells whether an error of [Keeper.Read] is of that report alone, so that others can be read; else the store is at fault.
func Unread(err error) bool { return errors.Is(err, errUnread) }

// Read reads a report, unless the store has it as this version reads it.
func (k *Keeper) Read(ctx context.Context, d *onrecord.Document) error {
	if !k.Again {
		seen, err := k.Store.Seen(ctx, onrecord.Digest(d.Text), k.Reader.Made())
		if err != nil || seen {
			return err
		}
	}
	if err := k.Reader.ReadContext(ctx, d); err != nil {
		return unread{err}
	}
	return nil
}

// Put keeps reports that were read: even where ctx is done, for reading is what costs. While another program holds the store it waits and
// tries again until ctx is done, and tells how long it has waited; without waiting (nil) the error is [store.ErrBusy] at once.
func (k *Keeper) Put(ctx context.Context, waiting func(time.Duration), reports ...*onrecord.Document) (store.Tally, error) {
	begun := time.Now()
	for {
		t, err := k.Store.Put(context.WithoutCancel(ctx), reports)
		if !errors.Is(err, store.ErrBusy) || waiting == nil || ctx.Err() != nil {
			return t, err
		}
		waiting(time.Since(begun).Round(time.Second))
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
		}
	}
}
