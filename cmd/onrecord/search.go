package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"onrecord"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"onrecord/internal/answer"
	"onrecord/internal/store"
)

// searchOptions are the flags of search.
type searchOptions struct {
	store string
	lines bool
}

func newSearch(c console) *cobra.Command {
	o := searchOptions{store: defaultStore}
	text := ""
	var query func() (answer.Query, error)
	cmd := &cobra.Command{
		Use:   "search [WORDS]...",
		Short: "Search a store: reports, statements, events and positions, each with its words",
		Long: "Search a store for words and fields; every field that is given must fit. Words are as one types them: word,\n" +
			"\"words in a row\", begin*, -without, this OR that. Without a field that only findings have, whole reports are\n" +
			"found. Hits are newest first; --after goes on where a page ended, whatever was stored in between.",
		Example: "  onrecord search ceasefire\n" +
			"  onrecord search --root REJECT --country PAK\n" +
			"  onrecord search --kind position --actor \"foreign ministry\" --firmness 4-5 --json troops",
		RunE: func(cmd *cobra.Command, words []string) error {
			text = strings.Join(words, " ")
			q, err := query()
			if err != nil {
				return usagef(cmd, "%w", err)
			}
			return o.run(cmd, c, q)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.store, "store", o.store, "file of the store, or postgres://...")
	query = answer.Flags(f, answer.Search, func() string { return text })
	f.BoolVar(&o.lines, "json", false, "one hit a line as JSON; offsets in code points")
	return cmd
}

func (o *searchOptions) run(cmd *cobra.Command, c console, q answer.Query) error {
	s, err := store.OpenToRead(cmd.Context(), o.store)
	if err != nil {
		return err
	}
	defer s.Close()
	page, err := s.Search(cmd.Context(), q.Query)
	if err != nil {
		if errors.Is(err, store.ErrQuery) {
			return usagef(cmd, "%w", err)
		}
		return err
	}
	if err := tellListed(cmd.Context(), c, s, &q); err != nil {
		return err
	}
	if o.lines {
		return writeHits(c.out, page)
	}
	return showHits(c.out, page)
}

// tellListed tells of names that own lists alone know, where what reports say is searched.
func tellListed(ctx context.Context, c console, s *store.Store, q *answer.Query) error {
	notes, err := answer.OnlyListed(ctx, s, q)
	for _, n := range notes {
		fmt.Fprintf(c.err, "onrecord: %s\n", n)
	}
	return err
}

// hitLine is a hit as a line of JSON: as on every surface, with the names that the command gave some fields before.
type hitLine struct {
	answer.Hit
	ID     string `json:"id"` // as Given
	Number int    `json:"number,omitempty"`
	After  string `json:"after"`
}

func writeHits(w io.Writer, page store.Page) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range page.Hits {
		h := &page.Hits[i]
		if err := e.Encode(hitLine{answer.NewHit(h), h.Given, h.Number, h.Cursor}); err != nil {
			return fmt.Errorf("write hits: %w", err)
		}
	}
	return nil
}

// showHits writes hits for a reader: what was found, its words, where they stand.
func showHits(w io.Writer, page store.Page) error {
	var b strings.Builder
	for i := range page.Hits {
		h := &page.Hits[i]
		b.WriteString(hitHead(h) + "\n  " + onrecord.OneLine(h.Quote) + "\n")
		where := slices.DeleteFunc([]string{onrecord.OneLine(h.Published), onrecord.OneLine(h.Outlet), onrecord.OneLine(h.Title), onrecord.OneLine(h.URL)}, func(s string) bool { return s == "" })
		if len(where) == 0 {
			where = []string{onrecord.OneLine(h.Given)}
		}
		if h.Page > 0 {
			where = append(where, fmt.Sprintf("p. %d", h.Page))
		}
		b.WriteString("  " + strings.Join(where, " · ") + "\n\n")
	}
	switch {
	case len(page.Hits) == 0:
		b.WriteString("nothing found\n")
	case page.Next != "":
		fmt.Fprintf(&b, "more: --after %s\n", page.Next)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// hitHead says in a line what was found and on whose word.
func hitHead(h *store.Hit) string {
	who := func(s string) string {
		if s == "" {
			return "?"
		}
		return onrecord.OneLine(s)
	}
	word := "the outlet's own voice"
	if h.Source != "" {
		word = "on the word of " + onrecord.OneLine(h.Source)
	}
	switch h.Kind {
	case store.Statement:
		return "statement by " + who(h.Actor)
	case store.Event:
		return fmt.Sprintf("event: %s %s %s (%s), %s", who(h.Actor), h.Root, who(h.Recipient), h.Modality, word)
	case store.Position:
		return fmt.Sprintf("position: %s, %s, firmness %d, on %s, %s", who(h.Actor), h.Stance, h.Firmness, who(h.Issue), word)
	}
	if h.Unread() {
		return "report in another language (" + h.Language + "), not read"
	}
	return "report"
}
