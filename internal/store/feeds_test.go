package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/store"
)

func TestFeeds(t *testing.T) { onEach(t, feeds) }

func feeds(t *testing.T, db database) {
	s, ctx := opened(t, db), t.Context()
	for _, bad := range []string{"", "harbour.example/feed", "ftp://harbour.example/feed", "https://", "https://ana:secret@harbour.example/feed", "https://h.example/a b",
		"https://h.example/" + strings.Repeat("x", 2000)} {
		if _, _, err := s.AddFeed(ctx, store.Feed{Address: bad}); !errors.Is(err, store.ErrFeed) {
			t.Errorf("%.60q: %v", bad, err)
		}
	}
	f, added, err := s.AddFeed(ctx, store.Feed{Address: " https://harbour.example/feed ", Folder: "Estovia\n", Who: "Ana"})
	if err != nil || !added || f.N == 0 || f.Address != "https://harbour.example/feed" || f.Folder != "Estovia" || f.Added.IsZero() || !f.Next.IsZero() {
		t.Fatalf("%+v, %v, %v", f, added, err)
	}
	if again, added, err := s.AddFeed(ctx, store.Feed{Address: f.Address, Title: "Another name", Who: "Ben"}); err != nil || added || again.N != f.N || again.Who != "Ana" || again.Title != "" {
		t.Errorf("added twice: %+v, %v, %v", again, added, err)
	}
	now := time.Now().UTC().Truncate(time.Second)

	// Of several programs one asks.
	claims := 0
	for range 3 {
		ok, err := s.ClaimFeed(ctx, f, now.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			claims++
		}
	}
	if claims != 1 {
		t.Errorf("claimed %d times", claims)
	}

	// What was seen of it stands, and the pages that came and failed.
	f.Title, f.ETag, f.Reports, f.Changed = "Harbour Gazette", `"one"`, 2, now
	f.Well(now, 15*time.Minute)
	if err := s.FeedAsked(ctx, f); err != nil {
		t.Fatal(err)
	}
	for i, p := range []store.FeedPage{{URL: "https://h.example/a", At: now}, {URL: "https://h.example/b", At: now, Tries: 1, Error: "404"}, {URL: "https://h.example/b", At: now.Add(time.Minute), Tries: 3, Error: "404\nNot Found"}} {
		if err := s.FeedPageSeen(ctx, f.N, p); err != nil {
			t.Fatal(i, err)
		}
	}
	got, err := s.Feed(ctx, f.N)
	if err != nil || got != f {
		t.Errorf("%+v, want %+v, %v", got, f, err)
	}
	pages, err := s.FeedPages(ctx, f.N)
	if err != nil || len(pages) != 2 || pages["https://h.example/a"].Tries != 0 || !pages["https://h.example/b"].GivenUp() || pages["https://h.example/b"].Error != "404 Not Found" {
		t.Errorf("%+v, %v", pages, err)
	}
	if failed, err := s.FailedPages(ctx, f.N, 10); err != nil || len(failed) != 1 {
		t.Errorf("%+v, %v", failed, err)
	}

	// A feed that fails is asked less and less often; a pause outlasts what is noted, and so it is asked by nobody.
	pauses := []time.Duration{}
	for range 9 {
		f.Ill(errors.New("no route"), 0, now, 15*time.Minute)
		pauses = append(pauses, f.Next.Sub(now))
	}
	if pauses[0] != 30*time.Minute || pauses[1] != time.Hour || pauses[8] != 24*time.Hour || f.Failures != 9 {
		t.Error(pauses)
	}
	if f.Ill(errors.New("429"), 2*time.Hour, now, time.Minute); f.Next.Sub(now) < 2*time.Hour {
		t.Error("a server that asks for longer does not get it")
	}
	if err := s.PauseFeed(ctx, f.N, true); err != nil {
		t.Fatal(err)
	}
	if err := s.FeedAsked(ctx, f); err != nil {
		t.Fatal(err)
	}
	if got, err = s.Feed(ctx, f.N); err != nil || !got.Paused || got.Failures != 10 || got.Error != "429" {
		t.Errorf("%+v, %v", got, err)
	}
	if ok, err := s.ClaimFeed(ctx, got, now); ok || err != nil {
		t.Error("a paused feed is asked", err)
	}
	if err := errors.Join(s.PauseFeed(ctx, f.N, false), s.HurryFeed(ctx, f.N)); err != nil {
		t.Fatal(err)
	}
	if got, err = s.Feed(ctx, f.N); err != nil || got.Paused || !got.Next.IsZero() || got.ETag != "" {
		t.Errorf("%+v, %v", got, err)
	}
	if pages, err := s.FeedPages(ctx, f.N); err != nil || len(pages) != 1 {
		t.Errorf("what was given up is not tried again: %+v, %v", pages, err)
	}

	// Pages are not remembered without end.
	for i := range 20 {
		if err := s.FeedPageSeen(ctx, f.N, store.FeedPage{URL: fmt.Sprintf("https://h.example/%d", i), At: now}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.TidyFeed(ctx, f.N); err != nil {
		t.Fatal(err)
	}

	// Dropped, it is forgotten; numbers that are not there are told.
	if err := s.DropFeed(ctx, f.N); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{"drop": s.DropFeed(ctx, f.N), "pause": s.PauseFeed(ctx, f.N, true), "hurry": s.HurryFeed(ctx, f.N)} {
		if !errors.Is(err, store.ErrUnknown) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := s.FeedAsked(ctx, f); err != nil {
		t.Errorf("noted after it was dropped: %v", err)
	}
	if list, err := s.Feeds(ctx); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}

// TestPagesOfHits: what is found in a report whose original has pages is on one of them; another reading keeps them, and a report without has none.
func TestPagesOfHits(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s, ctx := opened(t, db), t.Context()
		text := "Officials said on Monday that Norway would send ships.\n\nThe ministry denied it, its spokesman said."
		d := report(t, text, "Post", "2026-05-01")
		d.Warnings = []onrecord.Warning{{Code: "file_date", Text: "the day is that of the file"}, {Code: "not_english", Text: "no"}}
		d.Pages = onrecord.Pages{{At: 0, Number: 3}, {At: strings.Index(text, "The ministry"), Number: 4}}
		plain := report(t, "The ministry will send two ships, its spokesman said.", "Post", "2026-05-01")
		if _, err := s.Put(ctx, []*onrecord.Document{d, plain}); err != nil {
			t.Fatal(err)
		}
		pages := map[int]int{}
		for _, kind := range []store.Kind{store.Statement, store.Report} {
			page, err := s.Search(ctx, store.Query{Kind: kind, Limit: 50})
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range page.Hits {
				want := 0
				if h.Report == onrecord.Digest(text) {
					want = d.Pages.At(h.Span.Start)
				}
				if h.Page != want {
					t.Errorf("%q is on page %d, want %d", h.Quote, h.Page, want)
				}
				pages[h.Page]++
			}
		}
		if pages[3] == 0 || pages[4] == 0 || pages[0] == 0 {
			t.Error(pages)
		}
		if again, err := s.ToRead(ctx, onrecord.Digest(text)); err != nil || fmt.Sprint(again.Pages) != fmt.Sprint(d.Pages) || len(again.Warnings) != 1 || again.Warnings[0].Code != "file_date" {
			t.Errorf("to be read again: %v, %v", again, err)
		}
	})
}
