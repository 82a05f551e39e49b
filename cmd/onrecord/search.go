package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"onrecord"
	"onrecord/internal/store"
)

// searchOptions are the flags of search.
type searchOptions struct {
	store    string
	query    store.Query
	kind     string
	firmness string
	lines    bool
}

func newSearch(c console) *cobra.Command {
	o := searchOptions{store: defaultStore}
	var sourceKind, naming, root, stance, modality, voice string
	var happened bool
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
			q := &o.query
			q.Text, q.Kind = strings.Join(words, " "), store.Kind(o.kind)
			q.SourceKind, q.Naming, q.Root, q.Stance = onrecord.SourceKind(sourceKind), onrecord.Naming(naming), onrecord.Root(strings.ToUpper(root)), onrecord.Stance(stance)
			q.Modality, q.Voice = onrecord.Modality(modality), store.Telling(voice)
			if cmd.Flags().Changed("happened") {
				q.Happened = &happened
			}
			if o.firmness != "" {
				var err error
				if q.Firmness, err = store.ParseRange(o.firmness); err != nil {
					return usagef(cmd, "%w", err)
				}
			}
			return o.run(cmd, c)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.store, "store", o.store, "file of the store, or postgres://...")
	f.StringVar(&o.kind, "kind", "", "what to find: "+kindNames())
	f.StringVar(&o.query.Actor, "actor", "", "words of who speaks, acts or holds the position, or of its code")
	f.StringVar(&o.query.Recipient, "recipient", "", "words of to whom")
	f.StringVar(&o.query.Source, "source", "", "words of the source on whose word it is told")
	f.StringVar(&sourceKind, "source-kind", "", "kind of that source, such as office_holder or group")
	f.StringVar(&naming, "naming", "", "how far that source is named, such as named or unnamed_unaffiliated")
	f.StringVar(&o.query.Country, "country", "", "state of actor or recipient, ISO 3166-1 alpha-3")
	f.StringVar(&root, "root", "", "root of events, such as REJECT")
	f.StringVar(&modality, "modality", "", "how events are told: asserted, possible, intended, expected, ...")
	f.BoolVar(&happened, "happened", false, "events told as having happened; --happened=false all others")
	f.StringVar(&voice, "voice", "", "attributed: on somebody's word; outlet: in the outlet's own voice")
	f.StringVar(&stance, "stance", "", "stance of positions, such as against")
	f.StringVar(&o.firmness, "firmness", "", "firmness of positions, 0 to 5, or a range such as 4-5")
	f.StringVar(&o.query.Issue, "issue", "", "words of the issue of positions")
	f.StringVar(&o.query.Outlet, "outlet", "", "outlet that printed the report, in full")
	f.StringVar(&o.query.From, "from", "", "first day of publication, 2006-01-02")
	f.StringVar(&o.query.To, "to", "", "last day of publication")
	f.BoolVar(&o.query.Anywhere, "anywhere", false, "the words may stand anywhere in the report of a finding")
	f.IntVar(&o.query.Limit, "limit", store.DefaultLimit, "at most so many hits")
	f.StringVar(&o.query.After, "after", "", "go on behind this place, which the page before named")
	f.BoolVar(&o.lines, "json", false, "one hit a line as JSON; offsets in code points")
	return cmd
}

func kindNames() string {
	var out []string
	for _, k := range store.Kinds {
		out = append(out, string(k))
	}
	return strings.Join(out, ", ")
}

func (o *searchOptions) run(cmd *cobra.Command, c console) error {
	if err := o.query.Check(); err != nil {
		return usagef(cmd, "%w", err)
	}
	s, err := store.OpenToRead(cmd.Context(), o.store)
	if err != nil {
		return err
	}
	defer s.Close()
	page, err := s.Search(cmd.Context(), o.query)
	if err != nil {
		if errors.Is(err, store.ErrQuery) {
			return usagef(cmd, "%w", err)
		}
		return err
	}
	if o.lines {
		return writeHits(c.out, page)
	}
	return showHits(c.out, page)
}

// hitJSON is a hit as a line of JSON. Offsets are code points of the report's text, the end exclusive.
type hitJSON struct {
	Kind       string  `json:"kind"`
	Report     string  `json:"report"`
	ID         string  `json:"id"`
	Number     int     `json:"number,omitempty"`
	Title      string  `json:"title"`
	Outlet     string  `json:"outlet"`
	URL        string  `json:"url"`
	Published  string  `json:"published"`
	Language   string  `json:"language,omitempty"`
	Span       [2]int  `json:"span"`
	Quote      string  `json:"quote"`
	Actor      string  `json:"actor,omitempty"`
	Recipient  string  `json:"recipient,omitempty"`
	Word       *string `json:"word"`
	Source     string  `json:"source,omitempty"`
	SourceKind string  `json:"source_kind,omitempty"`
	Naming     string  `json:"naming,omitempty"`
	Root       string  `json:"root,omitempty"`
	Factuality float64 `json:"factuality,omitempty"`
	Modality   string  `json:"modality,omitempty"`
	Stance     string  `json:"stance,omitempty"`
	Firmness   *int    `json:"firmness,omitempty"`
	Issue      string  `json:"issue,omitempty"`
	RedLine    bool    `json:"red_line,omitempty"`
	Confidence float64 `json:"confidence"`
	After      string  `json:"after"`
}

func writeHits(w io.Writer, page store.Page) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range page.Hits {
		h := &page.Hits[i]
		from, to := h.Points()
		x := hitJSON{Kind: string(h.Kind), Report: h.Report, ID: h.Given, Number: h.Number, Title: h.Title, Outlet: h.Outlet, URL: h.URL,
			Published: h.Published, Language: h.Language, Span: [2]int{from, to}, Quote: h.Quote, Actor: h.Actor, Recipient: h.Recipient, Source: h.Source,
			SourceKind: string(h.SourceKind), Naming: string(h.Naming), Root: string(h.Root), Factuality: h.Factuality, Modality: string(h.Modality),
			Stance: string(h.Stance), Issue: h.Issue, RedLine: h.RedLine, Confidence: h.Confidence, After: h.Cursor}
		if h.Word != 0 {
			word := fmt.Sprintf("a%d", h.Word)
			x.Word = &word
		}
		if h.Kind == store.Position {
			x.Firmness = &h.Firmness
		}
		if err := e.Encode(x); err != nil {
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
		b.WriteString(hitHead(h) + "\n  " + oneLine(h.Quote) + "\n")
		where := slices.DeleteFunc([]string{h.Published, h.Outlet, h.Title, h.URL}, func(s string) bool { return s == "" })
		if len(where) == 0 {
			where = []string{h.Given}
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
		return s
	}
	word := "the outlet's own voice"
	if h.Source != "" {
		word = "on the word of " + h.Source
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
