// Package watch keeps in mind what was seen of feeds, so that they can be asked again and again, politely and across restarts: what each
// server said of its last version, which pages came, what failed and when to try again.
package watch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"onrecord/internal/ingest/fetch"
)

// State is what is known of all feeds that are watched. It is kept in a file, which is replaced as a whole.
type State struct {
	file  string
	Feeds map[string]*Feed `json:"feeds"` // by address
}

// Feed is what is known of one feed.
type Feed struct {
	ETag         string    `json:"etag,omitempty"`
	LastModified string    `json:"last_modified,omitempty"`
	Checked      time.Time `json:"checked"`          // the last time it was asked
	Changed      time.Time `json:"changed"`          // the last time it had something new
	Next         time.Time `json:"next"`             // not before
	Failures     int       `json:"failures"`         // in a row
	Error        string    `json:"error,omitempty"`  // the last failure; "" when the last time went well
	Reports      int       `json:"reports"`          // that came from it, in all
	Failed       []Failure `json:"failed,omitempty"` // pages that failed lately
	Seen         []string  `json:"seen,omitempty"`   // addresses of pages that came, the oldest first
}

// Failure is a page that could not be read.
type Failure struct {
	URL   string    `json:"url"`
	Error string    `json:"error"`
	At    time.Time `json:"at"`
	Tries int       `json:"tries"`
}

// What is remembered of a feed at most.
const (
	mostSeen   = 5000
	mostFailed = 1000
)

// MostTries is how often a page is tried before it is given up.
const MostTries = 3

// ErrState is at the root of the error about a file of states that cannot be read.
var ErrState = errors.New("not a state of onrecord watch")

// Open reads a state; a file that is not there is an empty one. The error wraps [ErrState] or that of the operating system.
func Open(file string) (*State, error) {
	s := &State{file: file, Feeds: map[string]*Feed{}}
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open state %s: %w", file, err)
	}
	if err := json.Unmarshal(raw, s); err != nil || s.Feeds == nil {
		return nil, fmt.Errorf("open state %s: %w", file, ErrState)
	}
	return s, nil
}

// Save writes the state in the place of the old one.
func (s *State) Save() error {
	raw, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return fmt.Errorf("save state %s: %w", s.file, err)
	}
	f, err := os.CreateTemp(filepath.Dir(s.file), ".watch-*")
	if err != nil {
		return fmt.Errorf("save state %s: %w", s.file, err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), s.file)
	}
	if err != nil {
		return fmt.Errorf("save state %s: %w", s.file, err)
	}
	return nil
}

// Of is what is known of a feed, made where there is nothing yet.
func (s *State) Of(address string) *Feed {
	if s.Feeds[address] == nil {
		s.Feeds[address] = &Feed{}
	}
	return s.Feeds[address]
}

// Addresses are the feeds there are, in order.
func (s *State) Addresses() []string { return slices.Sorted(maps.Keys(s.Feeds)) }

// Known is what the server said of the version that we have.
func (f *Feed) Known() fetch.Known { return fetch.Known{ETag: f.ETag, LastModified: f.LastModified} }

// Skip tells whether a page of the feed came before, or failed too often.
func (f *Feed) Skip(url string) bool {
	if slices.Contains(f.Seen, url) {
		return true
	}
	i := slices.IndexFunc(f.Failed, func(x Failure) bool { return x.URL == url })
	return i >= 0 && f.Failed[i].Tries >= MostTries
}

// Came notes a page that was read and stored.
func (f *Feed) Came(url string) {
	f.Failed = slices.DeleteFunc(f.Failed, func(x Failure) bool { return x.URL == url })
	if url != "" && !slices.Contains(f.Seen, url) {
		f.Seen = append(f.Seen, url)
		f.Seen = f.Seen[max(0, len(f.Seen)-mostSeen):]
	}
	f.Reports++
}

// Miss notes a page that could not be read, and tells whether it is given up.
func (f *Feed) Miss(url string, err error, now time.Time) bool {
	for i := range f.Failed {
		if f.Failed[i].URL == url {
			f.Failed[i].Tries++
			f.Failed[i].Error, f.Failed[i].At = err.Error(), now
			return f.Failed[i].Tries >= MostTries
		}
	}
	f.Failed = append(f.Failed, Failure{url, err.Error(), now, 1})
	f.Failed = f.Failed[max(0, len(f.Failed)-mostFailed):]
	return false
}

// Unread tells whether a page that failed is to be tried again.
func (f *Feed) Unread() bool {
	return slices.ContainsFunc(f.Failed, func(x Failure) bool { return x.Tries < MostTries })
}

// Forget drops what the server said of the version that we have, so that the feed is sent again, with what of it was not read.
func (f *Feed) Forget() { f.ETag, f.LastModified = "", "" }

// Well notes that the feed was asked and answered; changed tells whether with something new.
func (f *Feed) Well(got *fetch.Page, now time.Time, every time.Duration) {
	f.Checked, f.Failures, f.Error, f.Next = now, 0, "", now.Add(every)
	if got != nil {
		f.Changed, f.ETag, f.LastModified = now, got.ETag, got.LastModified
	}
}

// longestPause is the longest time between two tries of a feed that fails.
const longestPause = 24 * time.Hour

// Ill notes that the feed could not be read: each failure doubles the pause, and a server that asks for longer gets it.
func (f *Feed) Ill(err error, now time.Time, every time.Duration) {
	f.Checked, f.Error = now, err.Error()
	f.Failures++
	pause := min(every<<min(f.Failures, 10), longestPause)
	var status *fetch.StatusError
	if errors.As(err, &status) {
		pause = min(max(pause, status.RetryAfter), longestPause)
	}
	f.Next = now.Add(max(pause, every))
}
