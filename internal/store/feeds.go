package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// subscriptions keeps the feeds that are watched, with what was seen of each, so that they can be asked again and again, politely and across
// restarts, by whichever program asks them.
type subscriptions struct{ *database }

// ErrFeed is at the root of the errors about a feed that cannot be watched, or that is not.
var ErrFeed = errors.New("bad feed")

// Feed is a feed or a sitemap that is watched.
type Feed struct {
	N       int64 // given by the store
	Address string
	Title   string // as whoever added it calls it, or else as it calls itself; "" not known yet
	Folder  string // in which it stands among others; "" none
	Who     string // added it
	Added   time.Time
	Paused  bool // it is not asked

	ETag         string    // what its server said of the last version
	LastModified string    //
	Checked      time.Time // the last time it was asked; zero never
	Changed      time.Time // the last time it had something new; zero never
	Next         time.Time // it is not asked before
	Failures     int       // in a row
	Error        string    // of the last time; "" it went well
	Reports      int       // that came from it, in all
}

// FeedPage is a page that a feed named.
type FeedPage struct {
	URL   string
	At    time.Time
	Tries int    // that failed; 0 it came
	Error string // of the last try
}

// MostTries is how often a page is tried before it is given up.
const MostTries = 3

// GivenUp tells whether a page failed too often to be tried again.
func (p FeedPage) GivenUp() bool { return p.Tries >= MostTries }

// What is remembered of feeds at most.
const (
	MostFeeds     = 5000
	mostFeedPages = 6000 // of one feed
	mostAddress   = 2000 // bytes
	mostFeedName  = 200
)

// longestPause is the longest time between two tries of a feed that fails.
const longestPause = 24 * time.Hour

// Well notes that a feed was asked and answered.
func (f *Feed) Well(now time.Time, every time.Duration) {
	f.Checked, f.Failures, f.Error, f.Next = now, 0, "", now.Add(every)
}

// Ill notes that a feed could not be read: each failure doubles the pause, and a server that asks for longer gets it.
func (f *Feed) Ill(err error, after time.Duration, now time.Time, every time.Duration) {
	f.Checked, f.Error = now, err.Error()
	f.Failures++
	pause := min(every<<min(f.Failures, 10), longestPause)
	f.Next = now.Add(max(min(max(pause, after), longestPause), every))
}

// CheckFeed tells what is wrong with a feed that somebody wants to watch. The error wraps [ErrFeed].
func CheckFeed(f *Feed) error {
	f.Address, f.Title, f.Folder = strings.TrimSpace(clean(f.Address)), oneLine(f.Title), oneLine(f.Folder)
	u, err := url.Parse(f.Address)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.ContainsAny(f.Address, " \t\r\n"):
		return fmt.Errorf("%w: %q is no address of a feed; it begins with https:// or http://", ErrFeed, cutTo(f.Address, 200))
	case len(f.Address) > mostAddress:
		return fmt.Errorf("%w: the address has %d bytes; it may have %d", ErrFeed, len(f.Address), mostAddress)
	case u.User != nil:
		return fmt.Errorf("%w: the address holds a name or a password, which everybody would see here", ErrFeed)
	}
	f.Title, f.Folder = cutTo(f.Title, mostFeedName), cutTo(f.Folder, mostFeedName)
	return nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// cutTo cuts a text to so many bytes, at the edge of a character.
func cutTo(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

const feedColumns = `address, title, folder, who, added, paused, etag, last_modified, checked, changed, next, failures, error, reports`

// AddFeed has a feed watched; one that is there already stays as it is, and added is false. Errors wrap [ErrFeed] or those of the store.
func (s *subscriptions) AddFeed(ctx context.Context, f Feed) (out Feed, added bool, err error) {
	if err := CheckFeed(&f); err != nil {
		return f, false, err
	}
	var there int
	if err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM feeds`).Scan(&there); err != nil {
		return f, false, s.fail("look into store", err)
	}
	if there >= MostFeeds {
		return f, false, fmt.Errorf("%w: %d are watched already", ErrFeed, there)
	}
	f.Added = time.Now().UTC().Truncate(time.Second)
	n, err := s.exec(ctx, `INSERT INTO feeds (`+feedColumns+`) VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (address) DO NOTHING`,
		f.Address, f.Title, f.Folder, clean(f.Who), stamp(f.Added), clean(f.ETag), clean(f.LastModified), stampOrNever(f.Checked), stampOrNever(f.Changed), stampOrNever(f.Next),
		f.Failures, clean(f.Error), f.Reports)
	if err != nil {
		return f, false, err
	}
	list, err := s.feeds(ctx, ` WHERE address = ?`, f.Address)
	if err != nil || len(list) == 0 {
		return f, false, errors.Join(err, fmt.Errorf("add feed %s: %w", f.Address, ErrUnknown))
	}
	return list[0], n > 0, nil
}

func stampOrNever(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return stamp(t)
}

// Feeds are all feeds that are watched, by their folders and names.
func (s *subscriptions) Feeds(ctx context.Context) ([]Feed, error) {
	return s.feeds(ctx, ` ORDER BY lower(folder), lower(CASE title WHEN '' THEN address ELSE title END), n`)
}

// Feed is one of them by its number. The error is [ErrUnknown] where there is none.
func (s *subscriptions) Feed(ctx context.Context, n int64) (Feed, error) {
	list, err := s.feeds(ctx, ` WHERE n = ?`, n)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("find feed %d: %w", n, ErrUnknown)
	}
	if err != nil {
		return Feed{}, err
	}
	return list[0], nil
}

func (s *subscriptions) feeds(ctx context.Context, where string, args ...any) ([]Feed, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT n, `+feedColumns+` FROM feeds`+where), args...)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	var out []Feed
	for rows.Next() {
		var f Feed
		var times [4]string
		paused := 0
		err := rows.Scan(&f.N, &f.Address, &f.Title, &f.Folder, &f.Who, &times[0], &paused, &f.ETag, &f.LastModified, &times[1], &times[2], &times[3], &f.Failures,
			&f.Error, &f.Reports)
		for i, at := range []*time.Time{&f.Added, &f.Checked, &f.Changed, &f.Next} {
			if err == nil && times[i] != "" {
				*at, err = time.Parse(time.RFC3339, times[i])
			}
		}
		if err != nil {
			return nil, s.fail("look into store", err)
		}
		f.Paused = paused != 0
		out = append(out, f)
	}
	return out, s.fail("look into store", rows.Err())
}

// changeFeed changes one feed, which must be there.
func (s *subscriptions) changeFeed(ctx context.Context, n int64, set string, args ...any) error {
	rows, err := s.exec(ctx, `UPDATE feeds SET `+set+` WHERE n = ?`, append(args, n)...)
	if err == nil && rows == 0 {
		err = fmt.Errorf("change feed %d: %w", n, ErrUnknown)
	}
	return err
}

// PauseFeed has a feed asked no more, or again. The error is [ErrUnknown] where there is none.
func (s *subscriptions) PauseFeed(ctx context.Context, n int64, paused bool) error {
	mark := 0
	if paused {
		mark = 1
	}
	return s.changeFeed(ctx, n, `paused = ?`, mark)
}

// HurryFeed has a feed asked as soon as somebody asks feeds, whatever went wrong before, and pages that were given up tried again.
func (s *subscriptions) HurryFeed(ctx context.Context, n int64) error {
	err := s.changeFeed(ctx, n, `next = '', etag = '', last_modified = ''`)
	if err == nil {
		_, err = s.exec(ctx, `DELETE FROM feed_pages WHERE feed = ? AND tries > 0`, n)
	}
	return err
}

// DropFeed has a feed watched no more, and forgets what was seen of it; reports that came stay. The error is [ErrUnknown] where there is none.
func (s *subscriptions) DropFeed(ctx context.Context, n int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return s.fail("write to store", err)
	}
	defer tx.Rollback() //nolint:errcheck // no effect once committed
	w := newWriter(s.dialect, tx)
	var there int64
	err = tx.QueryRowContext(ctx, s.dialect.bind(`SELECT n FROM feeds WHERE n = ?`), n).Scan(&there)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("drop feed %d: %w", n, ErrUnknown)
	}
	if err == nil {
		err = w.exec(ctx, `DELETE FROM feed_pages WHERE feed = ?`, n)
	}
	if err == nil {
		err = w.exec(ctx, `DELETE FROM feeds WHERE n = ?`, n)
	}
	if err == nil {
		err = tx.Commit()
	}
	return s.fail("write to store", err)
}

// ClaimFeed takes it upon itself to ask a feed, so that no other program does until a time; false where another has, or the feed was paused
// or dropped meanwhile. The feed is as [subscriptions.Feeds] gave it.
func (s *subscriptions) ClaimFeed(ctx context.Context, f Feed, until time.Time) (bool, error) {
	n, err := s.exec(ctx, `UPDATE feeds SET next = ? WHERE n = ? AND next = ? AND paused = 0`, stamp(until), f.N, stampOrNever(f.Next))
	return n > 0, err
}

// FeedAsked notes how a feed was asked. Where it was paused meanwhile it stays so.
func (s *subscriptions) FeedAsked(ctx context.Context, f Feed) error {
	err := s.changeFeed(ctx, f.N, `title = CASE title WHEN '' THEN ? ELSE title END, etag = ?, last_modified = ?, checked = ?, changed = ?, next = ?, failures = ?, error = ?, reports = ?`,
		cutTo(oneLine(f.Title), mostFeedName), clean(f.ETag), clean(f.LastModified), stampOrNever(f.Checked), stampOrNever(f.Changed), stampOrNever(f.Next), f.Failures,
		cutTo(oneLine(f.Error), mostAddress), f.Reports)
	if errors.Is(err, ErrUnknown) {
		return nil // dropped meanwhile
	}
	return err
}

// FeedPages are the pages of a feed that came or failed, by their addresses.
func (s *subscriptions) FeedPages(ctx context.Context, n int64) (map[string]FeedPage, error) {
	out := map[string]FeedPage{}
	list, err := s.pages(ctx, `feed = ?`, n)
	for _, p := range list {
		out[p.URL] = p
	}
	return out, err
}

// FailedPages are the pages of a feed that failed, the last first, at most so many.
func (s *subscriptions) FailedPages(ctx context.Context, n int64, most int) ([]FeedPage, error) {
	return s.pages(ctx, `feed = ? AND tries > 0 ORDER BY at DESC, url LIMIT ?`, n, most)
}

func (s *subscriptions) pages(ctx context.Context, where string, args ...any) ([]FeedPage, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT url, at, tries, error FROM feed_pages WHERE `+where), args...)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	var out []FeedPage
	for rows.Next() {
		var p FeedPage
		var at string
		err := rows.Scan(&p.URL, &at, &p.Tries, &p.Error)
		if err == nil {
			p.At, err = time.Parse(time.RFC3339, at)
		}
		if err != nil {
			return nil, s.fail("look into store", err)
		}
		out = append(out, p)
	}
	return out, s.fail("look into store", rows.Err())
}

// FeedPageSeen notes that a page of a feed came, or failed once more. Of a feed that names very many the oldest are forgotten.
func (s *subscriptions) FeedPageSeen(ctx context.Context, n int64, p FeedPage) error {
	_, err := s.exec(ctx, `INSERT INTO feed_pages (feed, url, at, tries, error) SELECT n, ?, ?, ?, ? FROM feeds WHERE n = ?
		ON CONFLICT (feed, url) DO UPDATE SET at = excluded.at, tries = excluded.tries, error = excluded.error`,
		clean(p.URL), stamp(p.At), p.Tries, cutTo(oneLine(p.Error), mostAddress), n)
	return err
}

// TidyFeed forgets the oldest pages of a feed beyond what is remembered.
func (s *subscriptions) TidyFeed(ctx context.Context, n int64) error {
	_, err := s.exec(ctx, `DELETE FROM feed_pages WHERE feed = ? AND url IN (SELECT url FROM feed_pages WHERE feed = ? ORDER BY at DESC, url LIMIT 1000000 OFFSET ?)`, n, n, mostFeedPages)
	return err
}
