package store_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/store"
)

// wide is a report of some 6 kB with a finding of each kind in each of its sentences and as many layers as a reading makes.
func wide(n int) *onrecord.Document {
	d := &onrecord.Document{ID: fmt.Sprint("w", n), Made: onrecord.Made{Tool: "t"}, Meta: onrecord.Meta{Title: fmt.Sprint("Quay ", n), Publisher: "Lowmoor Ledger",
		Published: fmt.Sprintf("2026-%02d-%02d", n/28%12+1, n%28+1)}, Language: onrecord.Language{Code: onrecord.English, Conf: 1}}
	var text strings.Builder
	for i := range 60 {
		from := len(d.Tokens)
		begin := text.Len()
		for _, w := range strings.Fields(fmt.Sprintf("The minister said on day %d that Estovia would not reopen the naïve route %d to Harland .", i, n)) {
			at := text.Len()
			text.WriteString(w + " ")
			d.Tokens = append(d.Tokens, onrecord.Token{Span: onrecord.Span{Start: at, End: at + len(w)}, Lemma: strings.ToLower(w), Tag: "NOUN", XPOS: "NN",
				Head: onrecord.TokenID(from + 3), Rel: "nsubj"})
		}
		d.Sentences = append(d.Sentences, onrecord.Sentence{Span: onrecord.Span{Start: begin, End: text.Len() - 1}, From: from, To: len(d.Tokens)})
		actor, cue := d.Tokens[from+1].Span, d.Tokens[from+2].Span
		content := onrecord.Span{Start: d.Tokens[from+7].Start, End: text.Len() - 3}
		d.Frames = append(d.Frames, onrecord.Frame{Layer: onrecord.FrameStatement, Anchor: onrecord.Run{From: from + 2, To: from + 3},
			Roles:   map[string][]onrecord.Run{"source": {{From: from, To: from + 2}}, "content": {{From: from + 7, To: len(d.Tokens) - 1}}},
			Classes: map[string]string{"type": "assertion", "naming": "named"}, Sure: map[string]float64{"type": .912345678, "naming": .81234567, "anchor": .99123}, Conf: .93})
		d.Attributions = append(d.Attributions, onrecord.Attribution{Source: onrecord.Source{Spans: []onrecord.Span{actor}, Kind: onrecord.SourceOfficeHolder},
			Cue: cue, Content: []onrecord.Span{content}, By: "cue/tell-that", Conf: .9})
		member := []onrecord.Member{{Span: actor}}
		d.Events = append(d.Events, onrecord.Event{Span: content, Trigger: cue, Actor: member, Root: onrecord.RootReject, Conf: .8})
		d.Positions = append(d.Positions, onrecord.Position{Span: content, Actor: member, Issue: "the route", Stance: onrecord.StanceAgainst, Firmness: 4, Conf: .8})
	}
	d.Text = text.String()
	d.Blocks = []onrecord.Block{{Span: onrecord.Span{Start: 0, End: len(d.Text)}, Kind: onrecord.Body}}
	return d
}

// BenchmarkPage asks for a page of forty, of each sort of list, and lays what has changed side by side.
func BenchmarkPage(b *testing.B) {
	s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "s.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for first := range 10 {
		var some []*onrecord.Document
		for n := range 32 {
			some = append(some, wide(first*32+n))
		}
		if _, err := s.Put(b.Context(), some); err != nil {
			b.Fatal(err)
		}
	}
	const page = 40
	search := func(q store.Query) func() error {
		q.Limit = page
		return func() error {
			p, err := s.Search(b.Context(), q)
			if err == nil && len(p.Hits) != page {
				err = fmt.Errorf("%d hits", len(p.Hits))
			}
			return err
		}
	}
	for _, c := range []struct {
		name string
		ask  func() error
	}{
		{"statements", search(store.Query{Kind: store.Statement})},
		{"events-of-a-word", search(store.Query{Kind: store.Event, Text: "route"})},
		{"reports", search(store.Query{})},
		{"reports-of-a-word", search(store.Query{Text: "route"})},
		{"stands", func() error { _, _, err := s.Stands(b.Context(), store.Query{Limit: page}); return err }},
		{"changed", func() error { _, err := s.Changed(b.Context(), 0, page); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := c.ask(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
