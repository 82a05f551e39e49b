package answer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"onrecord/internal/ingest/feed"
	"onrecord/internal/store"
)

// Subscribe is a feed as somebody wants it watched.
type Subscribe struct{ Who, Address, Title, Folder string }

// In has the feed watched; added is false where it is already. Errors wrap [store.ErrFeed] or those of the store.
func (x *Subscribe) In(ctx context.Context, s *store.Store) (f store.Feed, added bool, err error) {
	return s.AddFeed(ctx, store.Feed{Address: x.Address, Title: x.Title, Folder: x.Folder, Who: x.Who})
}

// Subscribed is what became of a list of feeds.
type Subscribed struct {
	Added   int      `json:"added" doc:"Feeds that are watched from now on"`
	Known   int      `json:"known" doc:"Feeds of the list that were watched already"`
	Refused []string `json:"refused" nullable:"false" doc:"What cannot be watched, and why"`
}

// SubscribeAll has the feeds of a list (OPML) watched. What is wrong with one is told; the others are watched. Errors wrap [ErrInput] where it is
// no list, or are those of the store.
func SubscribeAll(ctx context.Context, s *store.Store, who string, opml []byte) (Subscribed, error) {
	out := Subscribed{Refused: []string{}}
	list, err := feed.ParseOPML(opml)
	if err != nil {
		return out, fmt.Errorf("%w: %w", ErrInput, err)
	}
	for _, o := range list {
		x := Subscribe{Who: who, Address: o.Address, Title: o.Title, Folder: o.Folder}
		switch _, added, err := x.In(ctx, s); {
		case errors.Is(err, store.ErrFeed):
			out.Refused = append(out.Refused, err.Error())
		case err != nil:
			return out, err
		case added:
			out.Added++
		default:
			out.Known++
		}
	}
	return out, nil
}

// WriteFeeds writes the feeds that are watched as a list (OPML).
func WriteFeeds(ctx context.Context, s *store.Store, w io.Writer) error {
	list, err := s.Feeds(ctx)
	if err != nil {
		return err
	}
	var out []feed.Outline
	for i := range list {
		out = append(out, feed.Outline{Address: list[i].Address, Title: list[i].Title, Folder: list[i].Folder})
	}
	return feed.WriteOPML(w, "onrecord", time.Now(), out)
}

// What can be done with a feed that is watched.
const (
	FeedPause  = "pause"
	FeedResume = "resume"
	FeedAsk    = "ask" // as soon as feeds are asked
	FeedRemove = "remove"
)

// ChangeFeed does one of these with a feed. Errors wrap [ErrInput] or [store.ErrUnknown], or are those of the store.
func ChangeFeed(ctx context.Context, s *store.Store, n int64, what string) error {
	switch what {
	case FeedPause, FeedResume:
		return s.PauseFeed(ctx, n, what == FeedPause)
	case FeedAsk:
		return s.HurryFeed(ctx, n)
	case FeedRemove:
		return s.DropFeed(ctx, n)
	}
	return fmt.Errorf("%w: a feed can be asked to %s, %s, %s or %s, not %q", ErrInput, FeedPause, FeedResume, FeedAsk, FeedRemove, what)
}

// FeedStatus is a feed that is watched, as JSON has it.
type FeedStatus struct {
	N        int64        `json:"n"`
	Address  string       `json:"address"`
	Title    string       `json:"title"`
	Folder   string       `json:"folder"`
	Who      string       `json:"who" doc:"Who added it"`
	Added    string       `json:"added"`
	State    string       `json:"state" enum:"fine,failing,paused,new" doc:"new was not asked yet"`
	Checked  string       `json:"checked,omitempty" doc:"The last time it was asked"`
	Changed  string       `json:"changed,omitempty" doc:"The last time it had something new"`
	Next     string       `json:"next,omitempty" doc:"It is not asked before"`
	Failures int          `json:"failures" doc:"In a row"`
	Error    string       `json:"error,omitempty" doc:"Of the last time"`
	Reports  int          `json:"reports" doc:"That came from it, in all"`
	Failed   []FailedPage `json:"failed" nullable:"false" doc:"Pages that failed, the last first"`
}

// FailedPage is a page of a feed that could not be read.
type FailedPage struct {
	URL     string `json:"url"`
	At      string `json:"at"`
	Tries   int    `json:"tries"`
	Error   string `json:"error"`
	GivenUp bool   `json:"given_up,omitempty"`
}

// mostFailedPages is how many pages of a feed that failed are told.
const mostFailedPages = 50

// Feeds are the feeds that are watched, with what failed.
func Feeds(ctx context.Context, s *store.Store) ([]FeedStatus, error) {
	list, err := s.Feeds(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]FeedStatus, 0, len(list))
	for i := range list {
		f := &list[i]
		x := FeedStatus{N: f.N, Address: f.Address, Title: f.Title, Folder: f.Folder, Who: f.Who, Added: moment(f.Added), State: "fine", Checked: moment(f.Checked),
			Changed: moment(f.Changed), Next: moment(f.Next), Failures: f.Failures, Error: f.Error, Reports: f.Reports, Failed: []FailedPage{}}
		switch {
		case f.Paused:
			x.State = "paused"
		case f.Checked.IsZero():
			x.State = "new"
		case f.Error != "":
			x.State = "failing"
		}
		failed, err := s.FailedPages(ctx, f.N, mostFailedPages)
		if err != nil {
			return nil, err
		}
		for _, p := range failed {
			x.Failed = append(x.Failed, FailedPage{p.URL, moment(p.At), p.Tries, p.Error, p.GivenUp()})
		}
		out = append(out, x)
	}
	return out, nil
}

// moment is a time as JSON has it; "" is never.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
